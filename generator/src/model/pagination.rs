//! Which operations can be walked. A guess that is wrong is worse than none: each rule wants a parameter and a part of the
//! answer that fits it, or a link that can be nothing else.

use super::operations::{Argument, Operation, Output, Paging, Step, Strategy};
use super::paths::{Found, Paths, plain};
use super::types::{Sdk, Type};
use crate::spec::{Api, Node, Place, Shape};

/// Names without case and separators, each list from the most telling.
const OFFSETS: [&str; 8] = ["offset", "skip", "startat", "startindex", "start", "from", "pageoffset", "firstresult"];
const PAGES: [&str; 7] = ["page", "pagenumber", "pageno", "pageindex", "pagenum", "currentpage", "p"];
const LIMITS: [&str; 16] = [
    "limit",
    "pagesize",
    "perpage",
    "maxresults",
    "size",
    "count",
    "top",
    "take",
    "max",
    "rows",
    "pagelimit",
    "itemsperpage",
    "resultsperpage",
    "maxitems",
    "pagecount",
    "first",
];
const CURSORS: [&str; 22] = [
    "cursor",
    "nextcursor",
    "pagecursor",
    "startcursor",
    "aftercursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "continuationtoken",
    "continuation",
    "paginationtoken",
    "skiptoken",
    "pageafter",
    "after",
    "startingafter",
    "marker",
    "pagemarker",
    "scrollid",
    "startkey",
    "exclusivestartkey",
    "nextpage",
    "pagekey",
];
/// What a page has for the next; those that name no `next` may repeat what was asked, so that they come last.
const NEXT: [&str; 21] = [
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextpagecursor",
    "nextcontinuationtoken",
    "nextmarker",
    "nextpaginationtoken",
    "nextkey",
    "nextpage",
    "cursornext",
    "nextafter",
    "next",
    "continuationtoken",
    "paginationtoken",
    "lastevaluatedkey",
    "endcursor",
    "aftercursor",
    "after",
    "cursor",
    "marker",
    "scrollid",
];
const MORE: [&str; 7] = ["hasmore", "hasnextpage", "hasnext", "istruncated", "more", "hasmorepages", "moreavailable"];
const TOTALS: [&str; 10] = [
    "sum",
    "total",
    "totalcount",
    "count",
    "totalresults",
    "totalitems",
    "totalsize",
    "totalrecords",
    "totalelements",
    "totalentries",
];
/// Links that are nothing else.
const LINKS: [&str; 3] = ["@odata.nextLink", "odata.nextLink", "nextLink"];

/// Finds them.
pub fn find(api: &Api, sdk: &mut Sdk) {
    let paths = Paths { api, defs: &sdk.defs };
    let mut found = Vec::new();
    for operation in sdk.services.iter().flat_map(|s| &s.operations) {
        found.push(paging(api, operation, &paths));
    }
    for (operation, paging) in sdk.services.iter_mut().flat_map(|s| &mut s.operations).zip(found) {
        operation.paging = paging;
    }
}

fn paging(api: &Api, operation: &Operation, paths: &Paths<'_>) -> Option<Paging> {
    let Output::Json(page) = &operation.output else { return None };
    // A search may be sent by POST; what changes something is no list.
    let searches = || ["search", "query", "list", "find", "filter"].iter().any(|w| plain(&operation.id).contains(w));
    if !(matches!(operation.method.as_str(), "GET" | "QUERY") || operation.method == "POST" && searches()) {
        return None;
    }
    let (items, item) = paths.items(page, &operation.path)?;
    let query = Query { api, operation, paths };
    let more = paths.find(page, &MORE, |ty| *ty == Type::Bool).map(|found| found.path);
    let strategy = cursor(&query, page)
        .or_else(|| last_id(&query, &item, more.is_some()))
        .or_else(|| link(page, paths))
        .or_else(|| offset(&query))
        .or_else(|| numbered(&query))
        .or_else(|| link_header(&query, items.is_empty()))?;
    let limit = query.position(&LIMITS, |ty| *ty == Type::Int);
    let total = paths.find(page, &TOTALS, |ty| *ty == Type::Int).map(|found| found.path);
    // What is called `count` is as often that of the page, and `more` beside a link or cursor only repeats it.
    let total = total.filter(|path| path.last().is_none_or(|step| step.wire != "count" || operation_counts(&strategy)));
    Some(Paging { strategy, limit, items, item, total, more })
}

/// `count` beside a link of the page is that of all elements (Django REST framework).
fn operation_counts(strategy: &Strategy) -> bool {
    matches!(strategy, Strategy::Link { .. })
}

/// The parameters of an operation by name.
struct Query<'a> {
    api: &'a Api,
    operation: &'a Operation,
    paths: &'a Paths<'a>,
}

impl Query<'_> {
    /// The parameter of the query with the earliest of these names.
    fn position(&self, names: &[&str], fits: fn(&Type) -> bool) -> Option<usize> {
        let named = |name: &str| {
            self.operation.arguments.iter().position(|a| {
                let placed = a.wiring.is_some_and(|w| w.place == Place::Query);
                placed && plain(&a.wire) == name && fits(self.paths.resolved(&a.ty))
            })
        };
        names.iter().find_map(|name| named(name))
    }

    fn argument(&self, index: usize) -> Option<&Argument> {
        self.operation.arguments.get(index)
    }

    /// The default of a parameter, else its least value.
    fn first(&self, index: usize) -> Option<u64> {
        let argument = self.argument(index)?;
        let source = self.api.operations.iter().find(|o| o.id == self.operation.id)?;
        let parameter = source.parameters.iter().find(|p| p.place == Place::Query && p.name == argument.wire)?;
        let own = self.api.node(parameter.shape)?;
        let target = self.api.node(self.api.target(parameter.shape))?;
        let default = |node: &Node| node.default.as_ref()?.as_u64();
        default(own).or_else(|| default(target)).or_else(|| match &target.shape {
            Shape::Integer { limits, .. } => {
                limits.min.filter(|min| [0.0, 1.0].contains(min)).map(|min| u64::from(min > 0.5))
            }
            _ => None,
        })
    }
}

/// A parameter that takes what the answer has for it.
fn cursor(query: &Query<'_>, page: &Type) -> Option<Strategy> {
    let scalar = |ty: &Type| matches!(ty, Type::Text | Type::Int);
    // `page` and `next_page`, `offset` and `next_offset`.
    let pairs: [(&[&str], &[&str]); 3] = [
        (&CURSORS, &NEXT),
        (&["page", "pagenumber"], &["nextpage", "nextpagenumber"]),
        (&["offset", "start", "startat"], &["nextoffset", "nextstart"]),
    ];
    pairs.iter().find_map(|(parameters, fields)| {
        let argument = query.position(parameters, scalar)?;
        let taken = query.argument(argument).filter(|a| !a.required)?;
        let Found { path, ty, uri } = query.paths.find(page, fields, scalar)?;
        let fits = !uri && query.paths.resolved(&taken.ty) == &ty;
        fits.then(|| Strategy::Cursor { argument, next: path, number: ty == Type::Int })
    })
}

/// `starting_after` and the id of the last element, where the answer says whether more follows.
fn last_id(query: &Query<'_>, item: &Type, more: bool) -> Option<Strategy> {
    let argument = query.position(&["startingafter", "after"], |ty| *ty == Type::Text).filter(|_| more)?;
    let id = query.paths.field(item, "id").filter(|id| query.paths.resolved(&id.ty) == &Type::Text)?;
    let required = id.presence == super::types::Presence::Required;
    required.then(|| Strategy::LastId { argument, id: id.name.clone() })
}

fn link(page: &Type, paths: &Paths<'_>) -> Option<Strategy> {
    let known = LINKS.iter().find_map(|name| paths.own(page, name));
    // A URL by its format, and what is called `next`.
    let next = known.or_else(|| {
        paths.find(page, &["next", "nextlink", "nexturl", "nextpageurl"], |ty| *ty == Type::Text).filter(|f| f.uri)
    });
    next.map(|found| Strategy::Link { next: found.path })
}

/// An offset; a page has one of those names only beside a limit, because `from` and `start` are words of dates as well.
fn offset(query: &Query<'_>) -> Option<Strategy> {
    let argument = query.position(&OFFSETS, |ty| *ty == Type::Int)?;
    let certain = query.argument(argument).is_some_and(|a| plain(&a.wire) == "offset");
    let limited = query.position(&LIMITS, |ty| *ty == Type::Int).is_some();
    let first = query.first(argument).filter(|first| *first == 1).unwrap_or(0);
    (certain || limited).then_some(Strategy::Offset { argument, first })
}

/// The number of a page beside a size; the document must tell the number of the first.
fn numbered(query: &Query<'_>) -> Option<Strategy> {
    let argument = query.position(&PAGES, |ty| *ty == Type::Int)?;
    query.position(&LIMITS, |ty| *ty == Type::Int)?;
    let first = query.first(argument).filter(|first| *first <= 1)?;
    Some(Strategy::Page { argument, first })
}

/// A list alone with a cursor: where the next one is can be said in a header only. Without that header there is one page.
fn link_header(query: &Query<'_>, bare: bool) -> Option<Strategy> {
    let asks = query.position(&["after", "cursor", "since", "page"], |ty| matches!(ty, Type::Text | Type::Int));
    (bare && asks.is_some() && query.position(&["perpage"], |ty| *ty == Type::Int).is_some())
        .then_some(Strategy::Header)
}

impl Paging {
    /// Whether pages are asked for by a number that is counted.
    pub fn numbered(&self) -> bool {
        matches!(self.strategy, Strategy::Offset { .. } | Strategy::Page { .. })
    }

    /// The argument that says where a page begins.
    pub fn argument(&self) -> Option<usize> {
        match self.strategy {
            Strategy::Offset { argument, .. }
            | Strategy::Page { argument, .. }
            | Strategy::Cursor { argument, .. }
            | Strategy::LastId { argument, .. } => Some(argument),
            Strategy::Link { .. } | Strategy::Header => None,
        }
    }
}

/// A path in words: `data.items`.
pub fn words(path: &[Step]) -> String {
    path.iter().map(|step| step.wire.as_str()).collect::<Vec<_>>().join(".")
}
