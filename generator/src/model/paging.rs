//! How the pages of a list follow each other.

use super::types::{Field, Presence, Type};

/// How the pages of an answer are walked.
#[derive(Clone, Debug)]
pub struct Paging {
    /// How the next page is asked for.
    pub strategy: Strategy,
    /// Index of the argument that says how many elements a page has at the most.
    pub limit: Option<usize>,
    /// Its elements; none: a page has several lists, and is given as a whole.
    pub elements: Option<Elements>,
    /// Where the number of all elements is.
    pub total: Option<Vec<Step>>,
    /// Where it says whether more follows.
    pub more: Option<Vec<Step>>,
    /// Who says so.
    pub source: Source,
}

/// The elements of a page.
#[derive(Clone, Debug)]
pub struct Elements {
    /// The way to their list; empty: the answer is it.
    pub path: Vec<Step>,
    /// The type of one.
    pub item: Type,
}

/// Who says how pages follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody: names and types fit.
    Heuristic,
    /// This extension of the document.
    Extension(&'static str),
    /// `sdkwright.toml`
    Configuration,
}

impl Source {
    /// As it is shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Heuristic => "heuristic",
            Self::Extension(name) => name,
            Self::Configuration => "configuration",
        }
    }
}

/// How the next page is asked for; arguments by index.
#[derive(Clone, Debug)]
pub enum Strategy {
    /// By the number of its first element.
    Offset {
        /// The argument.
        argument: usize,
        /// The first.
        first: u64,
        /// What every offset is a multiple of.
        step: Option<u64>,
    },
    /// By its number.
    Page {
        /// The argument.
        argument: usize,
        /// The first.
        first: u64,
    },
    /// By a value that the page before has.
    Cursor {
        /// The argument.
        argument: usize,
        /// Where the value is.
        next: Vec<Step>,
        /// Whether it is a number.
        number: bool,
    },
    /// By a value that the page before has, in the body.
    BodyCursor {
        /// The member: its name, or that of the object around it before that.
        member: Vec<String>,
        /// Where the value is.
        next: Vec<Step>,
        /// Whether it is a number.
        number: bool,
    },
    /// By a value that a header of the page before has.
    CursorHeader {
        /// The argument.
        argument: usize,
        /// The header.
        header: String,
    },
    /// By the id of the last element.
    LastId {
        /// The argument.
        argument: usize,
        /// The argument that takes the id of the first, for the page before.
        before: Option<usize>,
        /// The field of an element: a text, or an option of one.
        id: Step,
    },
    /// By a link that the page before has.
    Link {
        /// Where the link is.
        next: Vec<Step>,
        /// Whether it is a URL and no text.
        url: bool,
    },
    /// By the header `Link`.
    Header,
}

/// A field on the way to a value.
#[derive(Clone, Debug)]
pub struct Step {
    /// The Rust name.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
    /// How it may be missing.
    pub presence: Presence,
}

impl Step {
    /// The way to a field of what one is at.
    pub fn of(field: &Field) -> Self {
        Self { name: field.name.clone(), wire: field.wire.clone(), presence: field.presence }
    }
}
