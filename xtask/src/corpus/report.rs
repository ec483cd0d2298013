//! What came of each document: lines of JSON for machines, a summary for people, and the verdict.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::documents::{Document, Part};
use super::names::Names;
use super::one::Facts;
use super::process::{End, Ran};

/// How a document ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An SDK.
    Generated,
    /// An error with a code.
    Refused,
    /// A bug.
    Panicked,
    /// A bug: a signal, such as that of an overflown stack.
    Crashed,
    /// It was ended.
    TimedOut,
    /// It was ended.
    OutOfMemory,
}

/// A document of the report.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its name.
    pub slug: String,
    /// Its part of the corpus.
    pub part: Part,
    /// Whether it is faulty on purpose.
    pub faulty: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it ended so, unless with an SDK.
    pub reason: Option<String>,
    /// What was found.
    #[serde(flatten)]
    pub facts: Facts,
    /// Whether its crate compiles, if that was tried.
    pub compiled: Option<bool>,
    /// The first error of the compiler.
    pub compile_error: Option<String>,
    /// What the compiler took, in seconds.
    pub compile_seconds: Option<f64>,
    /// The greatest resident memory that was seen of a compiler, in bytes.
    pub compile_memory: Option<u64>,
}

impl Row {
    /// Of a process that tried the document.
    pub fn new(document: &Document, ran: std::io::Result<Ran>) -> Self {
        let (outcome, reason, facts) = match ran {
            Ok(ran) => ended(ran),
            Err(error) => (Outcome::Crashed, Some(error.to_string()), Facts::default()),
        };
        Self {
            slug: document.slug.clone(),
            part: document.part,
            faulty: document.faulty,
            outcome,
            reason,
            facts,
            compiled: None,
            compile_error: None,
            compile_seconds: None,
            compile_memory: None,
        }
    }

    /// What should not be, in words; `None` if all is as it should be.
    pub fn failure(&self) -> Option<String> {
        let reason = self.reason.as_deref().unwrap_or_default();
        match self.outcome {
            Outcome::Generated if !self.facts.unaccounted.is_empty() => {
                let list = &self.facts.unaccounted;
                let some = list.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
                Some(format!("{} operations are unaccounted for: {some}", list.len()))
            }
            Outcome::Generated if self.compiled == Some(false) => {
                Some(format!("does not compile: {}", self.compile_error.as_deref().unwrap_or_default()))
            }
            Outcome::Generated => self.facts.names.as_ref().and_then(|n| {
                let some = |list: &[String]| list.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
                match (n.moved.as_slice(), n.lost.as_slice()) {
                    ([], []) => None,
                    (moved, []) => Some(format!("{} names are moved: {}", moved.len(), some(moved))),
                    (_, lost) => Some(format!("{} names are moved despite the record: {}", lost.len(), some(lost))),
                }
            }),
            Outcome::Refused => {
                let located = self.facts.refused.as_ref().is_some_and(|r| r.place.is_some());
                let expected = self.faulty || self.part == Part::Broken;
                match (expected, located) {
                    (true, true) => None,
                    (true, false) => Some(format!("is refused without a place: {reason}")),
                    (false, _) => Some(format!("is refused: {reason}")),
                }
            }
            Outcome::Panicked => Some(format!("panics: {reason}")),
            Outcome::Crashed => Some(format!("crashes: {reason}")),
            Outcome::TimedOut | Outcome::OutOfMemory => Some(reason.to_owned()),
        }
    }
}

fn ended(ran: Ran) -> (Outcome, Option<String>, Facts) {
    let facts = serde_json::from_str::<Facts>(ran.stdout.trim());
    let lost = || Facts { seconds: ran.took.as_secs_f64(), memory: ran.memory, ..Facts::default() };
    let words = || ran.stderr.lines().filter(|l| !l.trim().is_empty()).take(3).collect::<Vec<_>>().join(" | ");
    match (&ran.end, facts) {
        (End::TimedOut, _) => (Outcome::TimedOut, Some(format!("does not end within {:.0?}", ran.took)), lost()),
        (End::TooLarge, _) => {
            (Outcome::OutOfMemory, Some(format!("takes more than {} MB", ran.memory.unwrap_or_default() >> 20)), lost())
        }
        (End::Exited(status), Ok(facts)) if status.success() => match &facts.refused {
            Some(r) => {
                let place = r.place.as_ref().map(|p| format!(" ({p})")).unwrap_or_default();
                (Outcome::Refused, Some(format!("{} {}{place}", r.code, r.message)), facts)
            }
            None => (Outcome::Generated, None, facts),
        },
        // The exit code of a Rust process that panicked.
        (End::Exited(status), _) if status.code() == Some(101) => (Outcome::Panicked, Some(words()), lost()),
        (End::Exited(status), _) => (Outcome::Crashed, Some(format!("{status}: {}", words())), lost()),
    }
}

/// An object a line.
pub fn lines(rows: &[Row]) -> String {
    let mut out = String::new();
    for line in rows.iter().filter_map(|row| serde_json::to_string(row).ok()) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// For people.
pub fn summary(rows: &[Row]) -> String {
    let mut out = String::new();
    let sum = |f: fn(&Facts) -> usize| rows.iter().map(|r| f(&r.facts)).sum::<usize>();
    let generated: Vec<&Row> = rows.iter().filter(|r| r.outcome == Outcome::Generated).collect();
    let seconds: f64 = rows.iter().map(|r| r.facts.seconds).sum();
    for part in [Part::Specs, Part::Multi, Part::Broken] {
        let all = rows.iter().filter(|r| r.part == part).count();
        let done = generated.iter().filter(|r| r.part == part).count();
        if all > 0 {
            _ = writeln!(out, "{part:?}: {done} of {all} documents generated");
        }
    }
    _ = writeln!(
        out,
        "{} operations in the documents that are generated, {} emitted, {} skipped, {} unaccounted for",
        generated.iter().map(|r| r.facts.operations).sum::<usize>(),
        sum(|f| f.emitted),
        sum(|f| f.skipped.values().sum()),
        sum(|f| f.unaccounted.len()),
    );
    _ = writeln!(
        out,
        "{} webhooks and callbacks, {} emitted",
        generated.iter().map(|r| r.facts.hooks).sum::<usize>(),
        sum(|f| f.hooks_emitted),
    );
    let sound: Vec<&Row> = generated.iter().filter(|r| !r.faulty).copied().collect();
    let (skipped, documents) = by_code(sound.iter().map(|r| &r.facts.skipped));
    let operations: usize = sound.iter().map(|r| r.facts.operations).sum();
    let percent = 100.0 * skipped.values().sum::<usize>() as f64 / operations.max(1) as f64;
    let list: Vec<_> = skipped.iter().map(|(c, n)| format!("{c}: {n} in {} documents", documents[c])).collect();
    _ = writeln!(out, "skipped in sound documents: {percent:.3} % ({})", list.join(", "));
    _ = writeln!(out, "{} models, {} lines, {seconds:.1} s of work", sum(|f| f.models), sum(|f| f.lines));
    let (codes, documents) = by_code(rows.iter().map(|r| &r.facts.diagnostics));
    for (code, n) in &codes {
        _ = writeln!(out, "  {code}: {n} in {} documents", documents[code]);
    }
    extremes(&mut out, rows);
    for row in rows.iter().filter(|r| r.outcome == Outcome::Refused && r.failure().is_none()) {
        _ = writeln!(out, "refused, as it should be: {}: {}", row.slug, row.reason.as_deref().unwrap_or_default());
    }
    let names: Vec<_> = rows.iter().filter_map(|r| r.facts.names.as_ref()).collect();
    if !names.is_empty() {
        let sum = |f: fn(&Names) -> usize| names.iter().map(|n| f(n)).sum::<usize>();
        let [compared, collided, moved] = [sum(|n| n.compared), sum(|n| n.collided), sum(|n| n.moved.len())];
        _ = writeln!(
            out,
            "{compared} names of {} documents kept where something was taken out, {collided} of them changed because \
             they collide, {moved} for no reason",
            names.len()
        );
        let [recorded, lost] = [sum(|n| n.recorded), sum(|n| n.lost.len())];
        _ = writeln!(out, "{recorded} names compared with a record, {lost} of them changed");
    }
    let words = || rows.iter().filter_map(|row| row.facts.words.as_ref());
    let said: usize = words().flat_map(|words| words.said.values()).sum();
    if said > 0 {
        let lost: usize = words().map(|words| words.lost.len()).sum();
        _ = writeln!(out, "{} of {said} descriptions are in the docs", said - lost);
    }
    let tried: Vec<bool> = rows.iter().filter_map(|r| r.compiled).collect();
    if !tried.is_empty() {
        let done = tried.iter().filter(|done| **done).count();
        let seconds: f64 = rows.iter().filter_map(|r| r.compile_seconds).sum();
        _ = writeln!(out, "{done} of {} crates compile, {seconds:.0} s of work", tried.len());
    }
    out
}

/// How many of each code, and in how many documents.
fn by_code<'a>(
    counts: impl Iterator<Item = &'a BTreeMap<String, usize>>,
) -> (BTreeMap<&'a str, usize>, BTreeMap<&'a str, usize>) {
    let (mut sums, mut documents) = (BTreeMap::new(), BTreeMap::new());
    for (code, n) in counts.flatten() {
        *sums.entry(code.as_str()).or_default() += n;
        *documents.entry(code.as_str()).or_default() += 1;
    }
    (sums, documents)
}

/// The documents that cost the most.
fn extremes(out: &mut String, rows: &[Row]) {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by(|a, b| b.facts.seconds.total_cmp(&a.facts.seconds));
    for row in sorted.iter().take(3).filter(|r| r.facts.seconds >= 0.1) {
        let f = &row.facts;
        _ = writeln!(out, "slowest: {}: {:.2} s, {:.2} s of it to resolve", row.slug, f.seconds, f.resolve_seconds);
    }
    sorted.sort_by_key(|r| std::cmp::Reverse(r.facts.memory));
    let megabytes = |m: Option<u64>| m.unwrap_or_default() >> 20;
    for row in sorted.iter().take(3).filter(|r| megabytes(r.facts.memory) >= 100) {
        let (whole, resolve) = (megabytes(row.facts.memory), megabytes(row.facts.resolve_memory));
        _ = writeln!(out, "largest: {}: {whole} MB, {resolve} MB after resolve", row.slug);
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::corpus::one::Refusal;

    fn row(part: Part, faulty: bool, outcome: Outcome, facts: Facts) -> Row {
        let document = Document { slug: "a".to_owned(), part, faulty, path: PathBuf::new(), root: None };
        Row { outcome, facts, ..Row::new(&document, Err(std::io::Error::other("x"))) }
    }

    #[test]
    fn what_counts_as_a_failure() {
        let check = |row: Row, fails: bool| assert_eq!(row.failure().is_some(), fails, "{row:?}");
        let refused = |place: Option<&str>| Facts {
            refused: Some(Refusal { place: place.map(str::to_owned), ..Refusal::default() }),
            ..Facts::default()
        };
        let lost = || Facts { unaccounted: vec!["GET /a".to_owned()], ..Facts::default() };
        check(row(Part::Specs, false, Outcome::Generated, Facts::default()), false);
        check(row(Part::Specs, false, Outcome::Generated, lost()), true);
        check(row(Part::Specs, true, Outcome::Generated, lost()), true);
        check(row(Part::Multi, false, Outcome::Refused, refused(Some("a:1:1"))), true);
        check(row(Part::Specs, true, Outcome::Refused, refused(Some("a:1:1"))), false);
        check(row(Part::Broken, false, Outcome::Refused, refused(Some("a:1:1"))), false);
        check(row(Part::Broken, false, Outcome::Refused, refused(None)), true);
        check(row(Part::Broken, true, Outcome::Panicked, Facts::default()), true);
        let mut compiled = row(Part::Specs, false, Outcome::Generated, Facts::default());
        compiled.compiled = Some(false);
        check(compiled, true);
    }

    #[test]
    fn a_line_and_a_summary() {
        let facts = Facts {
            operations: 4,
            emitted: 3,
            skipped: BTreeMap::from([("S0206".to_owned(), 1)]),
            diagnostics: BTreeMap::from([("S0206".to_owned(), 2)]),
            ..Facts::default()
        };
        let rows = [row(Part::Specs, false, Outcome::Generated, facts)];
        let line: serde_json::Value = serde_json::from_str(&lines(&rows)).expect("one object");
        assert_eq!(
            (&line["outcome"], &line["emitted"], &line["part"]),
            (&"generated".into(), &3.into(), &"specs".into())
        );
        let text = summary(&rows);
        for words in ["Specs: 1 of 1", "4 operations", "25.000 % (S0206: 1 in 1 documents)", "  S0206: 2 in 1"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}
