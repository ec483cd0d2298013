//! What a run came to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::equal::RULES;

/// Why an instance is an exception: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// A valid instance is not read.
    Refused,
    /// What was read is not written.
    Unwritten,
    /// A `null` is gone.
    NullLost,
    /// A field is gone.
    Lost,
    /// A field was invented.
    Added,
    /// A value is another.
    Changed,
    /// It comes back equal, but only because a value that no type reads is kept as it is.
    Unknown,
    /// It comes back equal, but not through serde.
    Bridge,
    /// A spoilt instance is read.
    Accepted,
    /// A spoilt instance is refused, at a wrong path.
    Misplaced,
    /// The program ended.
    Crashed,
}

impl Code {
    fn id(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unwritten => "unwritten",
            Self::NullLost => "null-lost",
            Self::Lost => "lost",
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Unknown => "kept-unknown",
            Self::Bridge => "serde-differs",
            Self::Accepted => "accepted",
            Self::Misplaced => "misplaced",
            Self::Crashed => "crashed",
        }
    }
}

/// An instance that is not as it should be.
#[derive(Clone, Debug)]
pub struct Exception {
    pub document: String,
    pub schema: String,
    pub code: Code,
    pub detail: String,
    pub instance: Value,
}

/// The figures.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Documents with a type to try.
    pub documents: usize,
    /// Documents that are not compiled for their size.
    pub too_large: usize,
    /// Schemas with a type to try.
    pub schemas: usize,
    /// Of them, those that instances were made of.
    pub tried: usize,
    /// Schemas that are raw JSON.
    pub raw: usize,
    /// Schemas without a type, by the reason.
    pub no_type: BTreeMap<&'static str, usize>,
    /// Schemas of which no instance was made, by the reason.
    pub not_made: BTreeMap<String, Vec<String>>,
    /// Valid instances.
    pub instances: usize,
    /// Of them, those that come back equal.
    pub equal: usize,
    /// Spoilt instances.
    pub spoilt: usize,
    /// Of them, those that are refused at the right path.
    pub refused: usize,
    /// All others.
    pub exceptions: Vec<Exception>,
}

impl Totals {
    /// Whether enough is as it should be.
    pub fn enough(&self, share: f64) -> bool {
        let enough = |good: usize, all: usize| good as f64 >= share * all as f64;
        let crashed = self.exceptions.iter().any(|e| e.code == Code::Crashed);
        self.instances > 0 && !crashed && enough(self.equal, self.instances) && enough(self.refused, self.spoilt)
    }

    /// For people.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        let percent = |good: usize, all: usize| 100.0 * good as f64 / all.max(1) as f64;
        let mut line = |words: String| _ = writeln!(text, "{words}");
        line(format!(
            "{} documents ({} more are too large), {} schemas, {} of them with instances; {} more are raw JSON",
            self.documents, self.too_large, self.schemas, self.tried, self.raw
        ));
        for (why, count) in &self.no_type {
            line(format!("  not tried, {count}: {why}"));
        }
        for (why, names) in &self.not_made {
            line(format!(
                "  no instance, {}: {why} ({})",
                names.len(),
                names.iter().take(3).cloned().collect::<Vec<_>>().join(", ")
            ));
        }
        line(format!(
            "{} of {} instances come back equal: {:.2} %",
            self.equal,
            self.instances,
            percent(self.equal, self.instances)
        ));
        line(format!(
            "{} of {} spoilt ones are refused where they are wrong: {:.2} %",
            self.refused,
            self.spoilt,
            percent(self.refused, self.spoilt)
        ));
        let mut codes: BTreeMap<Code, Vec<&Exception>> = BTreeMap::new();
        for exception in &self.exceptions {
            codes.entry(exception.code).or_default().push(exception);
        }
        for (code, list) in codes {
            line(format!("  {}: {}", code.id(), list.len()));
            let mut seen = Vec::new();
            for e in list {
                if seen.len() < 8 && !seen.contains(&(&e.document, &e.schema)) {
                    seen.push((&e.document, &e.schema));
                    line(format!("    {} {}: {:.160}", e.document, e.schema, e.detail));
                }
            }
        }
        line("equal means, beside the same text:".to_owned());
        RULES.iter().for_each(|rule| line(format!("  {}: {}", rule.of, rule.says)));
        text
    }

    /// A line of JSON for each exception.
    pub fn lines(&self) -> String {
        let line = |e: &Exception| {
            let value = json!({"document": e.document, "schema": e.schema, "code": e.code.id(), "detail": e.detail, "instance": e.instance});
            format!("{value}\n")
        };
        self.exceptions.iter().map(line).collect()
    }
}
