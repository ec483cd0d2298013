//! `cargo xtask docs`: `docs/SUPPORT.md` of `support.md` and the catalogue of codes, `docs/DIFF.md` of `diff.md` and the rules of
//! `sdkwright diff`, so that no code and no rule goes undescribed.

use std::fmt::Write as _;
use std::path::Path;

use sdkwright::diag::{Code, Severity};
use sdkwright::diff::{Class, Rule};
use sdkwright::run::Exit;

/// Writes the pages, or compares.
pub fn run(root: &Path, check: bool) -> Exit {
    let pages = [("docs/SUPPORT.md", support()), ("docs/DIFF.md", diff())];
    pages.iter().map(|(name, text)| page(root, name, text, check)).max().unwrap_or(Exit::Done)
}

fn page(root: &Path, name: &str, text: &str, check: bool) -> Exit {
    let path = root.join(name);
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    if old == text {
        return Exit::Done;
    }
    if check {
        eprintln!("error: {name} is stale\nhelp: cargo xtask docs");
        return Exit::Stale;
    }
    match path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text)) {
        Ok(()) => {
            println!("{name}: written");
            Exit::Done
        }
        Err(error) => {
            eprintln!("error: {name}: {error}");
            Exit::Io
        }
    }
}

fn support() -> String {
    let notice = "<!-- Written by `cargo xtask docs` from xtask/src/support.md and generator/src/diag/codes.rs. -->";
    let body = include_str!("support.md").replace("<!-- codes -->\n", &codes());
    format!("{notice}\n\n{body}")
}

fn diff() -> String {
    let notice = "<!-- Written by `cargo xtask docs` from xtask/src/diff.md and generator/src/diff/rules.rs. -->";
    let body = include_str!("diff.md").replace("<!-- rules -->\n", &rules());
    format!("{notice}\n\n{body}")
}

/// The rules, a section a class.
fn rules() -> String {
    let mut out = String::new();
    for class in Class::ALL {
        let gap = if out.is_empty() { "" } else { "\n" };
        _ = writeln!(out, "{gap}### {}", class.title());
        for rule in Rule::ALL.iter().filter(|r| r.class() == class) {
            _ = write!(out, "\n#### `{}`: {}\n\n{}\n", rule.code(), rule.title(), wrapped(rule.why()));
        }
    }
    out
}

/// The catalogue, a section a severity.
fn codes() -> String {
    let mut out = String::new();
    for severity in Severity::ALL {
        let (head, about) = match severity {
            Severity::Error => ("Errors", "Nothing is written, and the exit code is 2."),
            Severity::Skipped => ("Skipped", "A part of the document is absent from the SDK; all others are there."),
            Severity::Degraded => ("Degraded", "The part is there, with a weaker type than the document gives it."),
            Severity::Note => ("Notes", "The SDK is whole; the document or the configuration could be better."),
        };
        let gap = if out.is_empty() { "" } else { "\n" };
        _ = write!(out, "{gap}### {head}\n\n{about}\n");
        for code in Code::ALL.iter().filter(|c| c.severity() == severity) {
            _ = write!(out, "\n#### {}: {}\n\n{}\n", code.id(), code.title(), wrapped(code.explanation()));
        }
    }
    out
}

/// Lines as long as those of the other pages.
fn wrapped(text: &str) -> String {
    let (mut out, mut width) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 120 {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
    out
}
