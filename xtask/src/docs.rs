//! `cargo xtask docs`: `docs/SUPPORT.md` of `support.md` and the catalogue of codes, `docs/DIFF.md` of `diff.md` and the rules of
//! `sdkwright diff`, so that no code and no rule goes undescribed; and of the codes that other texts name each is one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sdkwright::diag::{Code, Severity};
use sdkwright::diff::{Class, Rule};
use sdkwright::run::Exit;

/// Writes the pages, or compares.
pub fn run(root: &Path, check: bool) -> Exit {
    let pages = [("docs/SUPPORT.md", support()), ("docs/DIFF.md", diff())];
    let written = pages.iter().map(|(name, text)| page(root, name, text, check)).max().unwrap_or(Exit::Done);
    written.max(prose(root))
}

/// The texts by hand that name codes, and the folders of such: a reader who asks `explain` for one gets an answer.
const PROSE: [&str; 6] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "generator/src/cli"];

/// Looks for codes that are in no catalogue.
fn prose(root: &Path) -> Exit {
    let mut exit = Exit::Done;
    for path in PROSE.iter().flat_map(|name| files(&root.join(name))) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for (line, code) in unknown(&text) {
            let name = path.strip_prefix(root).unwrap_or(&path).display();
            eprintln!(
                "error: {name}:{line}: there is no code {code}\nhelp: the codes are those of docs/SUPPORT.md; of another's code say whose it is: rustc's {code}"
            );
            exit = Exit::Stale;
        }
    }
    exit
}

/// A file, or those of a folder.
fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(path) else { return vec![path.to_owned()] };
    let mut files: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Line and code of each word that looks like a code and is none. Rustc's codes look alike: `rustc's` stands before one.
fn unknown(text: &str) -> Vec<(usize, String)> {
    let looks = |word: &str| {
        let (letter, digits) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        ["E", "S", "D", "N"].contains(&letter) && digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let mut found = Vec::new();
    let mut before = "";
    for (line, text) in (1..).zip(text.lines()) {
        for word in text.split(|c: char| !(c.is_alphanumeric() || "'_-".contains(c))).filter(|word| !word.is_empty()) {
            if looks(word) && before != "rustc's" && Code::parse(word).is_err() {
                found.push((line, word.to_owned()));
            }
            before = word;
        }
    }
    found
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

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_of_nobody_is_found() {
        let table = [
            ("see `E0701` and N0402", &[][..]),
            ("see\n`sdkwright explain E0203`.", &[(2, "E0203")]),
            ("a name (rustc's E0754), and E0754", &[(1, "E0754")]),
            ("rustc's\nE0754", &[]),
            ("E07011, XE0203, E020, RFC 9457, `mainE0203`, Ü0203, 1E0203", &[]),
        ];
        for (text, expected) in table {
            let found = super::unknown(text);
            let found: Vec<_> = found.iter().map(|(line, code)| (*line, code.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
