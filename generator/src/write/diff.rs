//! A plan for people: every stale file, with a unified diff of its text.

use std::fmt::Write as _;

use similar::TextDiff;

use super::{Action, Plan};

/// Every change; of each file at the most `lines` lines of its diff.
pub fn diff(plan: &Plan, lines: usize) -> String {
    let mut out = String::new();
    for change in plan.changes.iter().filter(|c| c.action != Action::Same) {
        let path = plan.root.join(&change.path).display().to_string();
        let (word, from, to) = match change.action {
            Action::Create => ("missing", "/dev/null", path.as_str()),
            Action::Delete => ("no longer generated", path.as_str(), "/dev/null"),
            _ => ("stale", path.as_str(), path.as_str()),
        };
        _ = writeln!(out, "{path}: {word}");
        let text = TextDiff::from_lines(&change.old, &change.new)
            .unified_diff()
            .context_radius(2)
            .header(from, to)
            .to_string();
        let total = text.lines().count();
        for line in text.lines().take(lines) {
            _ = writeln!(out, "{line}");
        }
        if total > lines {
            _ = writeln!(out, "… {} more lines", total - lines);
        }
    }
    out
}
