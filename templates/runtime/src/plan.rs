//! How the pages of an operation follow each other: a constant of each, performed by `pages.rs`.

use super::parameter::Parameter;

/// How an operation's answer is walked.
#[derive(Debug)]
pub struct Plan<T> {
    pub(super) way: Way<T>,
    pub(super) len: fn(&T) -> usize,
    pub(super) limit: Option<Parameter>,
    pub(super) total: fn(&T) -> Option<u64>,
    pub(super) more: fn(&T) -> Option<bool>,
}

/// How the next page is asked for.
#[derive(Debug)]
pub(super) enum Way<T> {
    /// By the number of its first element.
    Offset { parameter: Parameter, first: u64, step: Option<u64>, max: Option<u64> },
    /// By its number.
    Page { parameter: Parameter, first: u64 },
    /// By a text that the page before it has.
    Cursor { parameter: Parameter, next: fn(&T) -> Option<String> },
    /// By the id of its last element: of this page, the element at this index. Backwards by that of the first.
    Ids { after: Parameter, before: Option<Parameter>, id: fn(&T, usize) -> Option<String> },
    /// By a text that the page before it has, or a number in it, in the body.
    BodyCursor { member: &'static [&'static str], number: bool, next: fn(&T) -> Option<String> },
    /// By a text that a header of the page before it has.
    CursorHeader { parameter: Parameter, header: &'static str },
    /// By a URL that the page before it has.
    Link(fn(&T) -> Option<String>),
    /// By a URL in the header `Link` (RFC 8288).
    Header,
}

impl<T> Plan<T> {
    const fn new(way: Way<T>, len: fn(&T) -> usize) -> Self {
        Self { way, len, limit: None, total: |_| None, more: |_| None }
    }

    /// By an offset from this first one.
    #[must_use]
    pub const fn offset(parameter: Parameter, first: u64, len: fn(&T) -> usize) -> Self {
        Self::new(Way::Offset { parameter, first, step: None, max: None }, len)
    }

    /// By the number of a page from this first one.
    #[must_use]
    pub const fn page(parameter: Parameter, first: u64, len: fn(&T) -> usize) -> Self {
        Self::new(Way::Page { parameter, first }, len)
    }

    /// By the cursor that a page has for the next.
    #[must_use]
    pub const fn cursor(parameter: Parameter, next: fn(&T) -> Option<String>, len: fn(&T) -> usize) -> Self {
        Self::new(Way::Cursor { parameter, next }, len)
    }

    /// By the id of the last element of a page: what the element at an index has.
    #[must_use]
    pub const fn ids(after: Parameter, id: fn(&T, usize) -> Option<String>, len: fn(&T) -> usize) -> Self {
        Self::new(Way::Ids { after, before: None, id }, len)
    }

    /// The parameter that takes the id of the first element, for the page before; a call that has it is walked backwards.
    #[must_use]
    pub const fn before(mut self, parameter: Parameter) -> Self {
        if let Way::Ids { before, .. } = &mut self.way {
            *before = Some(parameter);
        }
        self
    }

    /// By the cursor that a page has for the next, in this member of the body, the objects around it before it.
    #[must_use]
    pub const fn body_cursor(
        member: &'static [&'static str],
        next: fn(&T) -> Option<String>,
        len: fn(&T) -> usize,
    ) -> Self {
        Self::new(Way::BodyCursor { member, number: false, next }, len)
    }

    /// The same, of a number.
    #[must_use]
    pub const fn body_number(
        member: &'static [&'static str],
        next: fn(&T) -> Option<String>,
        len: fn(&T) -> usize,
    ) -> Self {
        Self::new(Way::BodyCursor { member, number: true, next }, len)
    }

    /// By the cursor for the next page in this header; without it, or where it is empty, the page is the last.
    #[must_use]
    pub const fn cursor_header(parameter: Parameter, header: &'static str, len: fn(&T) -> usize) -> Self {
        Self::new(Way::CursorHeader { parameter, header }, len)
    }

    /// By the link that a page has to the next. It may be relative; one to another host is refused.
    #[must_use]
    pub const fn link(next: fn(&T) -> Option<String>, len: fn(&T) -> usize) -> Self {
        Self::new(Way::Link(next), len)
    }

    /// By the link `rel="next"` of the header `Link` (RFC 8288).
    #[must_use]
    pub const fn link_header(len: fn(&T) -> usize) -> Self {
        Self::new(Way::Header, len)
    }

    /// The parameter that says how many elements a page has at the most.
    #[must_use]
    pub const fn limit(mut self, parameter: Parameter) -> Self {
        self.limit = Some(parameter);
        self
    }

    /// What each offset is a multiple of: a page of fewer elements is the last.
    #[must_use]
    pub const fn step(mut self, length: u64) -> Self {
        if let Way::Offset { step, .. } = &mut self.way {
            *step = if length == 0 { None } else { Some(length) };
        }
        self
    }

    /// The greatest offset that the server takes.
    #[must_use]
    pub const fn max_offset(mut self, greatest: u64) -> Self {
        if let Way::Offset { max, .. } = &mut self.way {
            *max = Some(greatest);
        }
        self
    }

    /// How many elements there are on all pages.
    #[must_use]
    pub const fn total(mut self, total: fn(&T) -> Option<u64>) -> Self {
        self.total = total;
        self
    }

    /// Whether a page is not the last.
    #[must_use]
    pub const fn more(mut self, more: fn(&T) -> Option<bool>) -> Self {
        self.more = more;
        self
    }

    /// Whether the next page is asked for by a number that is counted here.
    pub(super) const fn numbered(&self) -> bool {
        matches!(self.way, Way::Offset { .. } | Way::Page { .. })
    }
}
