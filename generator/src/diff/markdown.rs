//! A diff for a changelog or a pull request.

use std::fmt::Write as _;

use super::groups::groups;
use super::report::Report;
use super::{Change, Class};

/// A section.
pub fn markdown(report: &Report<'_>) -> String {
    format!("## {}\n\n{}\n{}", prose(&report.heading()), report.verdict(), classes(report))
}

/// Headings by class, a line a change; what is alike is one, with the names below it. Documentation is counted only: readers of a
/// changelog look for what they must do.
pub(super) fn classes(report: &Report<'_>) -> String {
    let mut out = String::new();
    for class in Class::ALL {
        let changes: Vec<&Change> = report.diff.of(class).collect();
        if changes.is_empty() {
            continue;
        }
        _ = writeln!(out, "\n### {}\n", class.title());
        if class == Class::Docs {
            let items = if changes.len() == 1 { "1 item".to_owned() } else { format!("{} items", changes.len()) };
            _ = writeln!(out, "- {items} described in other words");
            continue;
        }
        for group in groups(&changes) {
            _ = writeln!(out, "- {} (`{}`)", group.sentence(), group.rule());
            group.names().iter().for_each(|line| _ = writeln!(out, "  - {line}"));
        }
    }
    out
}

/// A text of the document as text: what Markdown takes for markup is escaped.
pub(super) fn prose(text: &str) -> String {
    let special = |c: char| c.is_ascii_punctuation() && !matches!(c, '.' | ',' | '-' | ':' | '/' | '\'' | '(' | ')');
    let escaped = |c: char| if special(c) { format!("\\{c}") } else { c.to_string() };
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().map(escaped).collect()
}
