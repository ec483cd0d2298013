//! Diagnostics as data: what is wrong, where, and what to do. Rendering lives in [`render`], the
//! catalogue of stable codes in [`codes`]; nothing here prints.

pub mod allow;
pub mod brief;
pub mod codes;
pub mod entries;
pub mod render;
pub(crate) mod table;

pub use codes::{Code, Severity};

use crate::load::{Origin, Sources};

/// The one of these that a slip of the keyboard may have been meant as.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // In a short name one slip is much of it, by which the letters in common say little.
    let slip = |other: &str| name.chars().count() > 2 && strsim::osa_distance(other, name) == 1;
    let likeness = |other: &str| if slip(other) { 1.0 } else { strsim::jaro(other, name) };
    known.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|near| likeness(near) > 0.8)
}

/// The end of a message about a name that is not known: which of these may have been meant, or nothing.
pub(crate) fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// A secondary place with its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What the reader should know.
    pub message: String,
    /// Where it is, if it is somewhere.
    pub origin: Option<Origin>,
}

/// One finding about the user's input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The catalogue entry.
    pub code: Code,
    /// What is wrong, in one line without a final full stop.
    pub message: String,
    /// The node of the document that it is about.
    pub origin: Option<Origin>,
    /// Byte offset in the file of `origin`, for faults of syntax, which have no node.
    pub offset: Option<usize>,
    /// The entry of the configuration that it is about, of which the run may know the place.
    pub entry: Option<entries::Entry>,
    /// What to do about it.
    pub help: Option<String>,
    /// Further places and facts.
    pub notes: Vec<Note>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), origin: None, offset: None, entry: None, help: None, notes: Vec::new() }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    /// Says where in the text, for faults of syntax.
    #[must_use]
    pub fn at_offset(mut self, origin: &Origin, offset: usize) -> Self {
        self.origin = Some(origin.clone());
        self.offset = Some(offset);
        self
    }

    /// Says which entry of the configuration, by its key and text.
    #[must_use]
    pub fn entry(mut self, key: &'static str, text: impl Into<String>) -> Self {
        self.entry = Some((key, text.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn note(mut self, message: impl Into<String>, origin: Option<&Origin>) -> Self {
        self.notes.push(Note { message: message.into(), origin: origin.cloned() });
        self
    }

    /// What it says before and behind the value that the document shows: of another value it is the same.
    pub(crate) fn gist(&self) -> (&str, &str) {
        let begins = ["the example `", "the default `", "the `const` `", "`"].into_iter();
        let start =
            begins.map(|start| if self.message.starts_with(start) { start.len() } else { 0 }).find(|at| *at > 0);
        let (before, after) =
            self.message.split_at(start.filter(|_| self.code == Code::MisfitValue).unwrap_or_default());
        let ends = ["` is no ", "` in the ", "` of `enum` "].into_iter().filter_map(|end| after.find(end));
        (before, after.get(ends.min().filter(|_| !before.is_empty()).unwrap_or_default()..).unwrap_or_default())
    }

    /// The severity of its catalogue entry.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// The side channel of every stage.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Reports.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Reports what several readers of one place come across.
    pub fn push_once(&mut self, diagnostic: Diagnostic) {
        if !self.list.contains(&diagnostic) {
            self.list.push(diagnostic);
        }
    }

    /// Reports all that another found.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// All, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// The same with every place where it is written: overlays change where things are.
    #[must_use]
    pub fn written(&self, sources: &Sources) -> Self {
        let mut list = self.list.clone();
        for d in &mut list {
            // An offset is a place in the text already.
            let own = d.origin.iter_mut().filter(|_| d.offset.is_none());
            for origin in own.chain(d.notes.iter_mut().filter_map(|n| n.origin.as_mut())) {
                *origin = sources.written(origin);
            }
        }
        Self { list }
    }

    /// Keeps what the test accepts.
    pub fn retain(&mut self, test: impl Fn(&Diagnostic) -> bool) {
        self.list.retain(test);
    }

    /// Whether an error was reported: the driver stops at the next stage wall.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity() == Severity::Error)
    }

    /// How many of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity() == severity).count()
    }
}
