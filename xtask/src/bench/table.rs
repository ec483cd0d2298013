//! What was measured, as a table: medians, and beside ours what part of the best peer's they are.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, Table};

use super::{Build, Cost, Made};

/// The table of a document.
pub fn of(builds: &[Build], made: &[Made]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    let mut head = vec!["".to_owned()];
    head.extend(made.iter().map(|m| m.tool.name().to_owned()));
    let ours = || made.iter().filter(|m| m.tool.is_ours());
    head.extend(ours().map(|m| format!("{} / best peer", m.tool.name())));
    table.set_header(head);
    let mut row = |name: String, value: &dyn Fn(&Made) -> f64, shown: &dyn Fn(f64) -> String| {
        let mut cells = vec![name];
        cells.extend(made.iter().map(|m| shown(value(m))));
        cells.extend(ours().map(|own| ratio(own, made, value)));
        table.add_row(cells);
    };
    let seconds = |s: f64| format!("{s:.2} s");
    let megabytes = |b: f64| format!("{:.0} MB", b / 1e6);
    let count = |n: f64| format!("{n:.0}");
    row("generation, CPU".into(), &|m| m.generation.cpu.as_secs_f64(), &seconds);
    row("generation, memory".into(), &|m| m.generation.memory as f64, &megabytes);
    row("lines of Rust".into(), &|m| m.lines as f64, &count);
    row("fields".into(), &|m| m.census.fields as f64, &count);
    row("of them raw JSON".into(), &|m| m.census.raw as f64, &count);
    row("of them empty structs".into(), &|m| m.census.blank as f64, &count);
    for (index, build) in builds.iter().enumerate() {
        let of =
            |m: &Made, part: fn(&Cost) -> f64| median(m.costs.get(index).map(Vec::as_slice).unwrap_or_default(), part);
        row(format!("{}, clock", build.name()), &|m| of(m, |c| c.wall.as_secs_f64()), &seconds);
        row(format!("{}, CPU", build.name()), &|m| of(m, |c| c.cpu.as_secs_f64()), &seconds);
        row(format!("{}, memory", build.name()), &|m| of(m, |c| c.memory as f64), &megabytes);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

fn median(costs: &[Cost], part: fn(&Cost) -> f64) -> f64 {
    let mut all: Vec<f64> = costs.iter().map(part).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Ours by the least of the peers'.
fn ratio(own: &Made, made: &[Made], value: &dyn Fn(&Made) -> f64) -> String {
    let best = made.iter().filter(|m| !m.tool.is_ours()).map(value).reduce(f64::min);
    best.filter(|best| *best > 0.0).map(|best| format!("{:.2}", value(own) / best)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_middle_of_three() {
        let cost = |seconds| Cost { wall: Duration::from_secs(seconds), ..Cost::default() };
        assert_eq!(median(&[cost(9), cost(1), cost(4)], |c| c.wall.as_secs_f64()), 4.0);
    }
}
