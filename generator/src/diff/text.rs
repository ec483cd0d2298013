//! A diff for people at a terminal.

use std::fmt::Write as _;

use super::report::{Report, Spot, sentence};
use super::{Change, Class};

/// The worst first, each with its places; unless all are wanted, only as many as are read.
pub fn text(report: &Report<'_>, all: bool) -> String {
    let rows = if all { usize::MAX } else { 40 };
    let mut out = format!("{}\n", report.heading());
    for class in Class::ALL {
        let changes: Vec<&Change> = report.diff.of(class).collect();
        if changes.is_empty() {
            continue;
        }
        _ = writeln!(out, "\n{}: {}", class.title(), changes.len());
        // Words are read where they stand.
        let rows = if class == Class::Docs && !all { 0 } else { rows };
        for change in changes.iter().take(rows) {
            _ = writeln!(out, "  {} [{}]", sentence(change), change.rule.code());
            let places: Vec<String> = report.spots(change).iter().flatten().map(place).collect();
            if !places.is_empty() {
                _ = writeln!(out, "      {}", places.join(" → "));
            }
        }
        let left = changes.len().saturating_sub(rows);
        if left > 0 {
            let more = if rows == 0 { "" } else { "more " };
            _ = writeln!(out, "  … {left} {more}(`--all` prints them)");
        }
    }
    _ = writeln!(out, "\n{}", report.verdict());
    out
}

fn place(spot: &Spot<'_>) -> String {
    format!("{}:{}:{}", spot.file, spot.line, spot.column)
}
