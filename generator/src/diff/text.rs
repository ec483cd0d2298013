//! A diff for people at a terminal.

use std::fmt::Write as _;

use super::groups::{Group, groups};
use super::report::{Report, Spot};
use super::{Change, Class};

/// So many lines of a class at the least, where there are more.
const ROWS: usize = 40;

/// The worst first, each with its places; unless all are wanted, what is alike is one, without places, and only as much is printed as
/// is read.
pub fn text(report: &Report<'_>, all: bool) -> String {
    let mut out = format!("{}\n", report.heading());
    for class in Class::ALL {
        let changes: Vec<&Change> = report.diff.of(class).collect();
        if changes.is_empty() {
            continue;
        }
        _ = writeln!(out, "\n{}: {}", class.title(), changes.len());
        let groups = if all { changes.iter().map(|c| Group::one(c)).collect() } else { groups(&changes) };
        // Words are read where they stand.
        let rows = match class {
            _ if all => usize::MAX,
            Class::Docs => 0,
            _ => ROWS,
        };
        let (mut printed, mut told) = (0, 0);
        for group in groups {
            if printed >= rows {
                break;
            }
            told += group.changes.len();
            printed += entry(&mut out, report, &group);
        }
        let left = changes.len() - told;
        if left > 0 {
            let more = if rows == 0 { "" } else { "more " };
            _ = writeln!(out, "  … {left} {more}(`--all` prints them)");
        }
    }
    _ = writeln!(out, "\n{}", report.verdict());
    out
}

/// A group, and how many entries of a long list it counts for.
fn entry(out: &mut String, report: &Report<'_>, group: &Group<'_>) -> usize {
    _ = writeln!(out, "  {} [{}]", group.sentence(), group.rule());
    let below = match group.changes.as_slice() {
        [only] => {
            let places: Vec<String> = report.spots(only).iter().flatten().map(place).collect();
            if places.is_empty() { Vec::new() } else { vec![places.join(" → ")] }
        }
        _ => group.names(),
    };
    below.iter().for_each(|line| _ = writeln!(out, "      {line}"));
    below.len().max(1)
}

fn place(spot: &Spot<'_>) -> String {
    format!("{}:{}:{}", spot.file, spot.line, spot.column)
}
