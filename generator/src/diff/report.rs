//! A diff with the lines of both documents: what the three ways to print one share.

use super::{Change, Class, Diff};
use crate::diag::render::{Places, plain};
use crate::load::{Origin, Sources};

/// A diff and the texts that it is about.
pub struct Report<'a> {
    /// The changes.
    pub diff: &'a Diff,
    old: Lines<'a>,
    new: Lines<'a>,
}

/// One document.
struct Lines<'a> {
    sources: &'a Sources,
    places: Places,
}

/// A place in a text.
pub(super) struct Spot<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
    pub pointer: String,
}

impl<'a> Lines<'a> {
    fn new(sources: &'a Sources, origins: impl Iterator<Item = &'a Origin>) -> Self {
        let written: Vec<Origin> = origins.map(|o| sources.written(o)).collect();
        Self { sources, places: Places::of(written.iter(), sources) }
    }

    fn spot(&self, origin: Option<&Origin>) -> Option<Spot<'a>> {
        let origin = self.sources.written(origin?);
        let (file, line, column) = self.places.line_column(&origin, None, self.sources)?;
        Some(Spot { file, line, column, pointer: origin.pointer })
    }
}

impl<'a> Report<'a> {
    /// The sources are those that the two sides were made of.
    pub fn new(diff: &'a Diff, old: &'a Sources, new: &'a Sources) -> Self {
        let before = diff.changes.iter().filter_map(|c| c.old.as_ref());
        let after = diff.changes.iter().filter_map(|c| c.new.as_ref());
        Self { diff, old: Lines::new(old, before), new: Lines::new(new, after) }
    }

    /// Where a change stands, before and after.
    pub(super) fn spots(&self, change: &Change) -> [Option<Spot<'a>>; 2] {
        [self.old.spot(change.old.as_ref()), self.new.spot(change.new.as_ref())]
    }

    /// What all of it means, in a line.
    pub(super) fn verdict(&self) -> String {
        let example = |version: &str| self.diff.step().next(version).unwrap_or_default();
        let step = match self.diff.class() {
            None => return "Nothing changed for those who call the SDK.".to_owned(),
            Some(_) => format!("0.1.0 becomes {}, 1.0.0 becomes {}", example("0.1.0"), example("1.0.0")),
        };
        format!("{}. A {} step: {step}.", self.counts(), self.diff.step().word())
    }

    /// How many changes there are of each class.
    pub(super) fn counts(&self) -> String {
        let count = |class| self.diff.of(class).count();
        let parts: Vec<String> = Class::ALL
            .into_iter()
            .filter(|class| count(*class) > 0)
            .map(|class| format!("{} {}", count(class), class.phrase()))
            .collect();
        parts.join(", ")
    }

    /// Both documents by title and version.
    pub(super) fn heading(&self) -> String {
        let named = |(title, version): &(String, String)| plain(format!("{title} {version}").trim());
        let (from, to) = (named(&self.diff.from), named(&self.diff.to));
        if from == to { from } else { format!("{from} → {to}") }
    }
}

/// A change in a sentence, with marks around what is code.
pub(super) fn sentence(change: &Change) -> String {
    format!("{} {} {}{}", change.item.what.word(), code(&change.item.name), change.rule.title(), turn(change))
}

/// What it was and what it is now, as the end of a sentence.
pub(super) fn turn(change: &Change) -> String {
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!(": {} → {}", code(from), code(to)),
        (None, Some(only)) | (Some(only), None) => format!(": {}", code(only)),
        (None, None) => String::new(),
    }
}

/// A name or a type between marks.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", plain(text).replace('`', "'"))
}
