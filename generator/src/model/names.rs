//! Who gets which name. Every name is claimed in a scope; a second claim takes its next, longer candidate.

use std::collections::{BTreeMap, BTreeSet};

use super::casing;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;

/// Names that are taken, by folded form: two names that differ by case alone would share a file on some disks.
#[derive(Debug, Default)]
pub struct Scope {
    taken: BTreeMap<String, Option<Origin>>,
}

impl Scope {
    /// A scope in which these names are ours.
    pub fn reserving(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|n| (fold(n), None)).collect() }
    }

    /// The first candidate that is free, without a word: for names that the document does not give.
    pub fn choose(&mut self, candidates: &[String], origin: &Origin) -> String {
        self.claim(candidates, origin, &mut Diagnostics::default())
    }

    /// The first candidate that is free; a number is the last resort.
    pub fn claim(&mut self, candidates: &[String], origin: &Origin, diagnostics: &mut Diagnostics) -> String {
        let free = candidates.iter().find(|c| !self.taken.contains_key(&fold(c)));
        let name = match (free, candidates.last()) {
            (Some(name), _) => name.clone(),
            (None, Some(last)) => {
                let numbered = (2usize..).map(|n| format!("{last}{n}"));
                numbered.into_iter().find(|n| !self.taken.contains_key(&fold(n))).unwrap_or_else(|| last.clone())
            }
            (None, None) => "value".to_owned(),
        };
        if let Some(wish) = candidates.first()
            && *wish != name
        {
            let holder = self.taken.get(&fold(wish)).and_then(Option::as_ref);
            diagnostics.push(
                Diagnostic::new(Code::Renamed, format!("`{wish}` is taken; this is named `{name}`"))
                    .at(origin)
                    .note(if holder.is_some() { "the holder of the name" } else { "the name is reserved" }, holder),
            );
        }
        self.taken.insert(fold(&name), Some(origin.clone()));
        name
    }
}

fn fold(name: &str) -> String {
    name.strip_prefix("r#").unwrap_or(name).to_lowercase()
}

/// The method of a service: the operationId without the words of its tag.
pub fn method(operation_id: &str, tag: Option<&str>) -> Vec<String> {
    let words = casing::words(operation_id);
    let prefix = casing::words(tag.unwrap_or_default());
    let whole = casing::snake(operation_id);
    match words.strip_prefix(prefix.as_slice()) {
        Some(rest) if !rest.is_empty() && !prefix.is_empty() => vec![casing::snake(&rest.join("_")), whole],
        _ => vec![whole],
    }
}

/// Every distinct tag, in document order.
pub fn tags<'a>(used: impl Iterator<Item = Option<&'a str>>) -> Vec<Option<&'a str>> {
    let mut seen = BTreeSet::new();
    used.filter(|tag| seen.insert(tag_words(*tag))).collect()
}

/// What makes two tags one service.
pub fn tag_words(tag: Option<&str>) -> Vec<String> {
    casing::words(tag.unwrap_or_default())
}
