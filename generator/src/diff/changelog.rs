//! A diff as an entry of a changelog, and a changelog with an entry more.

use std::fmt::Write as _;

use super::Report;
use super::markdown::{classes, prose};
use crate::load::Sources;
use crate::write;

/// What a new changelog begins with.
const HEAD: &str = "# Changelog\n";

/// The entry of a version. `mark` is [`mark`] of the two documents.
pub fn entry(report: &Report<'_>, version: &str, mark: &str) -> String {
    let heading = prose(&report.heading());
    let mut out = format!("## {version}\n\n{mark}\n\n{heading}: {}.\n", report.counts());
    _ = write!(out, "{}", classes(report));
    out
}

/// A comment that names the two documents by their texts: a changelog that has it has the entry.
pub fn mark(old: &Sources, new: &Sources) -> String {
    let hash = |sources: &Sources| {
        let texts: Vec<&str> = sources.files().iter().map(|file| file.text.as_str()).collect();
        write::hash(texts.concat().as_bytes()).chars().take(16).collect::<String>()
    };
    format!("<!-- sdkwright: {}..{} -->", hash(old), hash(new))
}

/// The changelog with the entry above those of other versions, below what is not released yet.
pub fn insert(changelog: &str, entry: &str) -> String {
    if changelog.trim().is_empty() {
        return format!("{HEAD}\n{entry}");
    }
    let mut at = 0;
    for line in changelog.split_inclusive('\n') {
        if line.starts_with("## ") && !line.to_lowercase().contains("unreleased") {
            let (before, after) = changelog.split_at(at);
            return format!("{before}{entry}\n{after}");
        }
        at += line.len();
    }
    format!("{}\n\n{entry}", changelog.trim_end())
}

#[cfg(test)]
mod tests {
    use super::insert;

    #[test]
    fn an_entry_stands_above_older_ones() {
        let check = |changelog: &str, expected: &str| assert_eq!(insert(changelog, "## 2\n\nnew\n"), expected);
        check("", "# Changelog\n\n## 2\n\nnew\n");
        check("# Changes\n", "# Changes\n\n## 2\n\nnew\n");
        check("# Changes\n\n## 1\n\nold\n", "# Changes\n\n## 2\n\nnew\n\n## 1\n\nold\n");
        check("## [Unreleased]\n\n- x\n\n## 1\n", "## [Unreleased]\n\n- x\n\n## 2\n\nnew\n\n## 1\n");
        check("## Unreleased\n\n- x\n", "## Unreleased\n\n- x\n\n## 2\n\nnew\n");
    }
}
