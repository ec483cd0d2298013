//! Diagnostics for people who have many of them: what stops or skips something is shown whole, the rest is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::render::{self, Finding, Places};
use super::table::table;
use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::load::Sources;

/// How many findings are shown whole, each with all of its places. If all of them fit, there is no table.
pub const WHOLE: usize = 10;

/// Up to [`WHOLE`] findings as [`render::text`] has them, errors and skipped parts before all others, then a table of what
/// is left, a row a code. `all` is what a user adds to see every one, e.g. `--all`.
pub fn text(diagnostics: &Diagnostics, sources: &Sources, colour: bool, all: &str) -> String {
    let diagnostics = diagnostics.written(sources);
    let found = Finding::all(&diagnostics);
    let chosen = shown(&found);
    let more = if chosen.is_empty() { "" } else { "more " };
    let (mut shown, mut rest) = (Vec::new(), Vec::new());
    for (index, finding) in found.into_iter().enumerate() {
        if chosen.contains(&index) { shown.push(finding) } else { rest.push(finding) }
    }
    let mut out = render::whole(&shown, sources, colour);
    if rest.is_empty() {
        return out;
    }
    let count: usize = rest.iter().map(Finding::count).sum();
    let findings = if count == 1 { "finding" } else { "findings" };
    _ = writeln!(out, "{count} {more}{findings} ({all} prints every one, `sdkwright explain CODE` its meaning):");
    out.push_str(&by_code(&rest, sources));
    out.push('\n');
    out
}

/// The positions of those that are shown whole.
fn shown(found: &[Finding<'_>]) -> BTreeSet<usize> {
    if found.len() <= WHOLE {
        return (0..found.len()).collect();
    }
    let mut grave: Vec<usize> = (0..found.len()).filter(|i| severity(found, *i) <= Severity::Skipped).collect();
    grave.sort_by_key(|i| severity(found, *i));
    grave.into_iter().take(WHOLE).collect()
}

fn severity(found: &[Finding<'_>], index: usize) -> Severity {
    found.get(index).map_or(Severity::Note, |f| f.first.severity())
}

/// A row a code, the gravest first: how many, what, and where the first is.
fn by_code(rest: &[Finding<'_>], sources: &Sources) -> String {
    let mut groups: BTreeMap<(Severity, Code), (usize, &Diagnostic)> = BTreeMap::new();
    for finding in rest {
        let d = finding.first;
        let group = groups.entry((d.severity(), d.code)).or_insert((0, d));
        group.0 += finding.count();
        // A place says more than none.
        if group.1.origin.is_none() {
            group.1 = d;
        }
    }
    let places = Places::new(groups.values().map(|(_, d)| *d), sources);
    let rows = groups.iter().map(|((severity, code), (count, first))| {
        let place = first.origin.as_ref().and_then(|o| places.line_column(o, first.offset, sources));
        let place = place.map(|(file, line, column)| format!("{}:{line}:{column}", render::plain(file)));
        vec![
            count.to_string(),
            severity.word().to_owned(),
            code.id().to_owned(),
            code.title().to_owned(),
            place.unwrap_or_default(),
        ]
    });
    table(&["count", "severity", "code", "what", "the first is at"], rows, &[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{self, Origin};

    /// The findings, as often as said, on the lines of a document, against what is printed of them.
    fn check(codes: &[(Code, usize)], whole: usize, expected: &str) {
        let text = (0..40).map(|n| format!("k{n}: v\n")).collect::<String>();
        let mut diagnostics = Diagnostics::default();
        let sources = load::load_str("api.yaml", &text, &mut diagnostics);
        let list = codes.iter().flat_map(|(code, times)| std::iter::repeat_n(*code, *times));
        for (n, code) in list.enumerate() {
            diagnostics.push(Diagnostic::new(code, format!("so {n}")).at(&Origin::default().child(&format!("k{n}"))));
        }
        let got = super::text(&diagnostics, &sources, false, "`--all`");
        assert_eq!(got.matches(": so ").count(), whole, "{got}");
        let table = got.find(" findings (").map_or("", |i| &got[got[..i].rfind('\n').map_or(0, |i| i + 1)..]);
        let table = table.strip_suffix('\n').unwrap_or(table);
        assert_eq!(table, expected, "{got}");
    }

    #[test]
    fn the_rest_is_counted() {
        check(&[(Code::UntypedSchema, 7), (Code::Renamed, 3)], 10, "");
        check(
            &[(Code::Renamed, 5), (Code::UntypedSchema, 4), (Code::LostOperations, 2)],
            2,
            "9 more findings (`--all` prints every one, `sdkwright explain CODE` its meaning):
  count  severity  code   what                                  the first is at
      4  degraded  D0501  a schema has no single Rust type yet  api.yaml:6:5
      5  note      N0601  a name was changed to keep it unique  api.yaml:1:5
",
        );
        check(
            &[(Code::LostOperations, 12), (Code::NotOpenApi, 1)],
            10,
            "3 more findings (`--all` prints every one, `sdkwright explain CODE` its meaning):
  count  severity  code   what                                                    the first is at
      3  skipped   S0206  a path or operation is a `$ref` that points at nothing  api.yaml:10:5
",
        );
    }
}
