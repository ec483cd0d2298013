//! Which operations can be walked. A guess that is wrong is worse than none: each rule wants a parameter and a part of the
//! answer that fits it, or a link that can be nothing else.

use std::collections::BTreeMap;

use serde_json::Value;

use super::operations::{Argument, Operation};
use super::page_names::{CURSORS, LIMITS, LINKS, NEXT, OFFSETS, PAGES, SEARCHES, SENT_BACK};
use super::paging::{Paging, Source, Step, Strategy};
use super::paths::{Found, Paths, is_link, plain};
use super::types::{Sdk, Type};
use super::{body_cursor, lower_answers, paged};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::{self, Api, PageRule, Paged, Place, Shape};

/// Finds them. The configuration counts before an extension, an extension before a guess.
pub fn find(api: &Api, sdk: &mut Sdk, told: &BTreeMap<String, Paged>, diagnostics: &mut Diagnostics) {
    let sources: BTreeMap<&str, &spec::Operation> = api.operations.iter().map(|o| (o.id.as_str(), o)).collect();
    let mut found = Vec::new();
    for operation in sdk.services.iter().flat_map(|s| &s.operations) {
        let shown = sources.get(operation.id.as_str()).and_then(|source| shown(source));
        let paths = Paths { api, defs: &sdk.defs, shown };
        let query = Query { api, operation, paths: &paths };
        found.push(paging(&query, told, diagnostics));
    }
    for (operation, paging) in sdk.services.iter_mut().flat_map(|s| &mut s.operations).zip(found) {
        // The number or the size of a page is whole, whatever its type says.
        for index in paging.iter().filter(|p| p.numbered()).flat_map(|p| p.argument().into_iter().chain(p.limit)) {
            if let Some(argument) = operation.arguments.get_mut(index).filter(|a| a.ty == Type::Float) {
                argument.ty = Type::Int;
            }
        }
        operation.paging = paging;
    }
    let unknown = |id: &&String| *id != "*" && api.operations.iter().all(|o| o.id != **id);
    for id in told.keys().filter(unknown) {
        let message = format!("the pagination of `{id}` has no effect: the document has no such operation");
        let help =
            "correct the operationId in `pagination`, or delete the entry; `sdkwright inspect --all` prints them";
        diagnostics.push(Diagnostic::new(Code::UnusedConfig, message).entry("pagination", id).help(help));
    }
}

/// The first success that the document shows.
fn shown(source: &spec::Operation) -> Option<&Value> {
    let successes = source.responses.iter().filter(|r| r.status.starts_with('2'));
    successes.flat_map(|r| &r.content).find_map(|content| content.example.as_ref())
}

fn paging(query: &Query<'_>, told: &BTreeMap<String, Paged>, diagnostics: &mut Diagnostics) -> Option<Paging> {
    let id = &query.operation.id;
    match told.get(id) {
        Some(Paged::By(rule)) => {
            let paging = paged::paging(query, rule, Source::Configuration);
            let refused = |why| {
                let message = format!("the pagination of `{id}` does not fit: {why}");
                Diagnostic::new(Code::BadConfig, message).entry("pagination", id)
            };
            return paging.map_err(|why| diagnostics.push(refused(why))).ok();
        }
        Some(Paged::Off) => {
            if suggested(query, &mut Diagnostics::default()).is_none() {
                let message = format!("`{id}` is \"off\" in `pagination`, and is not walked without that");
                diagnostics.push(
                    Diagnostic::new(Code::UnusedConfig, message).entry("pagination", id).help("delete the entry"),
                );
            }
            return None;
        }
        None => {}
    }
    // What is `off` as a whole is not looked at.
    if told.contains_key("*") { None } else { suggested(query, diagnostics) }
}

/// What the document itself leads to.
fn suggested(query: &Query<'_>, diagnostics: &mut Diagnostics) -> Option<Paging> {
    let source = query.source();
    if let Some((hint, origin)) = source.and_then(|o| Some((o.pages.as_ref()?, &o.origin))) {
        let Paged::By(rule) = &hint.paged else { return None };
        match paged::paging(query, rule, Source::Extension(hint.name)) {
            Ok(paging) => return Some(paging),
            Err(why) => diagnostics.push(
                Diagnostic::new(Code::IgnoredKeyword, format!("`{}` has no effect: {why}", hint.name))
                    .at(&origin.child(hint.name))
                    .help("correct the document, or say it under `pagination` in sdkwright.toml"),
            ),
        }
    }
    // A search may be sent by POST; what changes something is no list, and takes no cursor either.
    let operation = query.operation;
    let end = || operation.path.rsplit('/').find(|s| !s.contains('{')).unwrap_or_default();
    let says = || end().split(|c: char| !c.is_alphanumeric()).any(|word| SEARCHES.contains(&&*plain(word)));
    let searches = || SEARCHES.iter().any(|word| plain(&operation.id).contains(word)) || says();
    let paging = paged::paging(query, &PageRule::default(), Source::Heuristic).ok()?;
    let reads = match operation.method.as_str() {
        "GET" | "QUERY" => true,
        "POST" => searches() || matches!(paging.strategy, Strategy::BodyCursor { .. }),
        _ => false,
    };
    reads.then_some(paging)
}

/// How the next page is asked for, by names and types. Of a page without a list of elements only a cursor is sure to be its own,
/// and a header that the document promises.
pub fn guess(query: &Query<'_>, page: &Type, item: Option<&Type>, parts: Parts) -> Option<Strategy> {
    let sent = cursor(query, page).or_else(|| next_object(query, page)).or_else(|| body_cursor::guess(query, page));
    sent.or_else(|| match item {
        Some(item) => listed(query, page, item, parts),
        None => (parts.bare && query.promises_links()).then_some(Strategy::Header),
    })
}

/// The same, of a list of these elements.
fn listed(query: &Query<'_>, page: &Type, item: &Type, parts: Parts) -> Option<Strategy> {
    cursor_header(query)
        .or_else(|| last_id(query, item, parts.more))
        .or_else(|| link(query, page, parts))
        .or_else(|| offset(query, parts))
        .or_else(|| numbered(query, page, parts))
        .or_else(|| link_header(query, parts.bare))
}

/// What is known of pages already.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// Whether a page says that more follows.
    pub more: bool,
    /// Whether a parameter says how many elements a page has.
    pub limited: bool,
    /// Whether a page is a list and nothing else, or one of several.
    pub bare: bool,
    /// The first offset or number, where somebody says it.
    pub first: Option<u64>,
}

/// The parameters of an operation by name.
pub struct Query<'a> {
    /// The document.
    pub api: &'a Api,
    /// Whose they are.
    pub operation: &'a Operation,
    /// Ways through its answer.
    pub paths: &'a Paths<'a>,
}

impl Query<'_> {
    /// The operation in the document's words.
    fn source(&self) -> Option<&spec::Operation> {
        self.api.operations.iter().find(|o| o.id == self.operation.id)
    }

    /// The parameter of the query with the earliest of these names.
    pub fn position(&self, names: &[&str], fits: fn(&Type) -> bool) -> Option<usize> {
        let named = |name: &str| {
            self.operation.arguments.iter().position(|a| {
                let placed = a.wiring.is_some_and(|w| w.place == Place::Query);
                placed && plain(&a.wire) == name && fits(self.paths.resolved(&a.ty))
            })
        };
        names.iter().find_map(|name| named(name))
    }

    /// The parameter that counts. Documents of JavaScript have `number` for whole ones too; times and prices have fractions.
    pub fn counted(&self, names: &[&str]) -> Option<usize> {
        let others = ["start", "from", "p", "size", "count", "top", "max", "first"];
        let sure: Vec<&str> = names.iter().copied().filter(|name| !others.contains(name)).collect();
        // The two ends of what is looked for.
        let range = |name: &str| match name {
            "from" => self.position(&["to", "until"], |_| true).is_some(),
            "start" => self.position(&["end", "stop"], |_| true).is_some(),
            _ => false,
        };
        let names: Vec<&str> = names.iter().copied().filter(|name| !range(name)).collect();
        self.position(&names, |ty| *ty == Type::Int).or_else(|| self.position(&sure, |ty| *ty == Type::Float))
    }

    /// The documented header with the earliest of these names, an `X-` before it or not.
    pub fn header(&self, names: &[&str]) -> Option<String> {
        let fields = || self.operation.headers.iter().flat_map(|headers| &headers.fields);
        let is = |wire: &str, name: &str| {
            let wire = plain(wire);
            wire == name || wire.strip_prefix('x') == Some(name)
        };
        names.iter().find_map(|name| fields().find(|field| is(&field.wire, name))).map(|field| field.wire.clone())
    }

    /// Whether the document says that a success may have the header `Link`.
    fn promises_links(&self) -> bool {
        let successes = self.source().map(|source| lower_answers::successes(self.api, source)).unwrap_or_default();
        successes.iter().flat_map(|success| &success.headers).any(|header| header.name.eq_ignore_ascii_case("link"))
    }

    /// A header for the next page that only the description of a parameter names: "via the X-Cursor-Next header".
    fn header_in_words(&self, index: usize) -> Option<String> {
        let said = &self.parameter(index)?.doc.description;
        let mut words = said.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').peekable();
        std::iter::from_fn(|| Some((words.next()?, words.peek().copied().unwrap_or_default())))
            .find(|(name, then)| {
                let is_custom = name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"));
                is_custom && then.eq_ignore_ascii_case("header") && plain(name).contains("next")
            })
            .map(|(name, _)| name.to_owned())
    }

    /// By index.
    pub fn argument(&self, index: usize) -> Option<&Argument> {
        self.operation.arguments.get(index)
    }

    /// A parameter of the query in the document's words.
    pub fn parameter(&self, index: usize) -> Option<&spec::Parameter> {
        let argument = self.argument(index)?;
        self.source()?.parameters.iter().find(|p| p.place == Place::Query && p.name == argument.wire)
    }

    /// The default of a parameter, else its least value.
    pub fn first(&self, index: usize) -> Option<u64> {
        let parameter = self.parameter(index)?;
        let node = self.api.node(self.api.target(parameter.shape))?;
        let default = self.api.default_of(parameter.shape).and_then(Value::as_u64);
        let said = parameter.doc.description.to_ascii_lowercase();
        let words: Vec<&str> = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        // "1-based", "Default: 1", "Starts from 1.", "Defaults to 1."
        let based = |number: [&str; 2]| {
            let two = |pair: &[&str]| match pair {
                [n, "based"] | ["default", n] => number.contains(n),
                _ => false,
            };
            let three = |three: &[&str]| match three {
                [verb, "from" | "at" | "with", n] => verb.starts_with("start") && number.contains(n),
                ["default", "is", n] | ["defaults", "to", n] => number.contains(n),
                _ => false,
            };
            words.windows(2).any(two) || words.windows(3).any(three)
        };
        let told = || match (based(["1", "one"]), based(["0", "zero"])) {
            (true, false) => Some(1),
            (false, true) => Some(0),
            _ => None,
        };
        default.or_else(told).or_else(|| match &node.shape {
            Shape::Integer { limits, .. } | Shape::Number { limits, .. } => {
                limits.least().filter(|min| [0.0, 1.0].contains(min)).map(|min| u64::from(min > 0.5))
            }
            _ => None,
        })
    }

    /// What every offset is a multiple of: no page but the last is shorter, where nobody can set its size.
    pub fn step(&self, index: usize) -> Option<u64> {
        match &self.api.node(self.api.target(self.parameter(index)?.shape))?.shape {
            Shape::Integer { limits, .. } | Shape::Number { limits, .. } => {
                limits.step.filter(|step| *step > 1.0 && step.fract() == 0.0).map(|step| step as u64)
            }
            _ => None,
        }
    }

    /// Whether `next` can be nothing but a link, whatever its format: beside it is whether more follows, and nothing that is
    /// sent can say where a page begins.
    fn leaves_a_link(&self, page: &Type, next: &Found) -> bool {
        let begins = |argument: &Argument| {
            let name = plain(&argument.wire);
            is_beginning(&name)
                || ["cursor", "token", "after", "next", "offset", "page"].iter().any(|part| name.contains(part))
        };
        let sent = &self.operation.arguments;
        let free =
            self.operation.body.is_none() && !sent.iter().any(|a| !LIMITS.contains(&&*plain(&a.wire)) && begins(a));
        (free || self.paths.is_django(page, next)) && self.paths.leads(page, next)
    }
}

/// Whether a name is one of what says where a page begins.
fn is_beginning(name: &str) -> bool {
    [&OFFSETS[..], &PAGES, &CURSORS].into_iter().flatten().any(|known| name == *known)
}

/// Whether a value can be one that is sent back.
pub fn is_scalar(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Int)
}

/// A parameter that takes what the answer has for it.
fn cursor(query: &Query<'_>, page: &Type) -> Option<Strategy> {
    // `from` may be a date, and `next` a link, but for numbers.
    const FROM: (&[&str], &[&str]) = (&["from"], &["nextfrom", "next"]);
    SENT_BACK.into_iter().chain([FROM]).find_map(|pair| {
        let (parameters, fields) = pair;
        let scalar = if pair == FROM { |ty: &Type| *ty == Type::Int } else { is_scalar };
        let argument = query.position(parameters, scalar)?;
        let taken = query.argument(argument).filter(|a| !a.required)?;
        let Found { path, ty, uri } = query.paths.find(page, fields, scalar)?;
        let fits = !uri && query.paths.resolved(&taken.ty) == &ty;
        fits.then(|| Strategy::Cursor { argument, next: path, number: ty == Type::Int })
    })
}

/// A parameter that takes what an object for the next page has under its own name: `next_page: {offset, path}`.
fn next_object(query: &Query<'_>, page: &Type) -> Option<Strategy> {
    query.operation.arguments.iter().enumerate().find_map(|(argument, taken)| {
        let name = plain(&taken.wire);
        let begins = taken.wiring.is_some_and(|w| w.place == Place::Query) && !taken.required && is_beginning(&name);
        let ty = Some(query.paths.resolved(&taken.ty)).filter(|ty| begins && is_scalar(ty))?;
        let next = query.paths.in_next(page, |f| plain(&f.wire) == name && query.paths.resolved(&f.ty) == ty)?;
        Some(Strategy::Cursor { argument, next, number: *ty == Type::Int })
    })
}

/// A parameter that takes what a documented header has for it: `X-Next-Cursor`, `X-Next-Page`.
fn cursor_header(query: &Query<'_>) -> Option<Strategy> {
    // A header that names no `next` may repeat what was asked.
    let nexts: Vec<&str> =
        NEXT.iter().copied().filter(|name| name.starts_with("next") && *name != "nextpage").collect();
    let pairs: [(&[&str], &[&str]); 2] = [(&CURSORS, &nexts), (&["page", "pagenumber"], &["nextpage"])];
    pairs.iter().find_map(|(parameters, headers)| {
        let argument = query.position(parameters, is_scalar)?;
        query.argument(argument).filter(|a| !a.required)?;
        let header = query.header(headers).or_else(|| query.header_in_words(argument));
        header.map(|header| Strategy::CursorHeader { argument, header })
    })
}

/// What takes the id of the last element that was read.
const AFTER: [&str; 2] = ["startingafter", "after"];

/// `starting_after` and the id of the last element, where the answer says whether more follows.
fn last_id(query: &Query<'_>, item: &Type, more: bool) -> Option<Strategy> {
    let argument = query.position(&AFTER, |ty| *ty == Type::Text).filter(|_| more)?;
    let id = query.paths.field(item, "id").filter(|id| query.paths.resolved(&id.ty) == &Type::Text)?;
    id.presence.is_option_or_value().then(|| Strategy::LastId {
        argument,
        before: before(query, argument),
        id: Step::of(id),
    })
}

/// The counterpart of `starting_after`, or of `after` where it is not a point of time.
pub fn before(query: &Query<'_>, after: usize) -> Option<usize> {
    let of = |name: &str| query.position(&[name], |ty| *ty == Type::Text);
    match query.argument(after).map(|argument| plain(&argument.wire)).as_deref() {
        Some("startingafter") => of("endingbefore"),
        Some("after") => of("before").filter(|before| query.is_place(*before)),
        _ => None,
    }
}

fn link(query: &Query<'_>, page: &Type, parts: Parts) -> Option<Strategy> {
    // A URL by its name or its format, and what is called `next`. The next of a dialogue has a URL too, so that something has to
    // speak of pages: that link, what is sent, or the list.
    let next = query.paths.find(page, &LINKS, is_link).filter(|f| f.uri || query.leaves_a_link(page, f));
    let next =
        next.filter(|f| parts.limited || parts.more || query.paths.speaks_of_pages(page, f, &query.operation.path));
    next.map(|found| Strategy::Link { url: found.ty != Type::Text, next: found.path })
}

/// An offset; a page has one of those names only beside a limit, because `from` and `start` are words of dates as well,
/// and so has an `offset` that is not said to be whole: that of Google Maps is one in a text.
fn offset(query: &Query<'_>, parts: Parts) -> Option<Strategy> {
    // Keycloak's `first` is that of `max`, and a limit elsewhere.
    let first = || query.counted(&["max"]).and_then(|_| query.counted(&["first"]));
    let argument = query.counted(&OFFSETS).or_else(first).filter(|at| !query.is_said_otherwise(*at))?;
    let certain = query
        .argument(argument)
        .is_some_and(|a| plain(&a.wire) == "offset" && query.paths.resolved(&a.ty) == &Type::Int);
    let first = parts.first.or_else(|| query.first(argument).filter(|first| *first == 1)).unwrap_or(0);
    let step = query.step(argument).filter(|_| !parts.limited);
    (certain || parts.limited).then_some(Strategy::Offset { argument, first, step })
}

/// The number of a page beside a size; the document must tell the number of the first.
fn numbered(query: &Query<'_>, page: &Type, parts: Parts) -> Option<Strategy> {
    let argument = query.counted(&PAGES)?;
    let shown = || query.shows_one(argument, page).then_some(1);
    let first = parts.first.or_else(|| query.first(argument).or_else(shown).filter(|first| *first <= 1))?;
    parts.limited.then_some(Strategy::Page { argument, first })
}

/// A list alone with a cursor: where the next one is can be said in a header only, and without that header there is one page. Of a
/// list that is a part of the answer, or has no such parameters, the document must promise it.
fn link_header(query: &Query<'_>, bare: bool) -> Option<Strategy> {
    let asks =
        query.position(&["after", "cursor", "since", "page"], |ty| matches!(ty, Type::Text | Type::Int | Type::Float));
    let sized = asks.is_some() && query.counted(&["perpage"]).is_some();
    // Ory has a token beside the size.
    let tokens = || query.position(&["pagetoken"], is_scalar).and(query.counted(&["pagesize"])).is_some();
    let fits = if bare { sized || tokens() || query.promises_links() } else { sized && query.promises_links() };
    fits.then_some(Strategy::Header)
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
            | Strategy::CursorHeader { argument, .. }
            | Strategy::LastId { argument, .. } => Some(argument),
            Strategy::BodyCursor { .. } | Strategy::Link { .. } | Strategy::Header => None,
        }
    }

    /// The argument that says where a page ends.
    pub fn before(&self) -> Option<usize> {
        if let Strategy::LastId { before, .. } = self.strategy { before } else { None }
    }

    /// Whether an argument says where a walk begins: those of the plan, and where links are followed what has a name for it.
    pub fn begins(&self, index: usize, argument: &Argument) -> bool {
        self.argument()
            .map_or_else(|| is_beginning(&plain(&argument.wire)), |own| own == index || self.before() == Some(index))
    }
}

/// A path in words: `data.items`.
pub fn words(path: &[Step]) -> String {
    path.iter().map(|step| step.wire.as_str()).collect::<Vec<_>>().join(".")
}
