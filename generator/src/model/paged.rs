//! How the pages of an operation follow each other: what somebody says must be there, the rest is guessed.

use super::body_cursor;
use super::formats::Scalar;
use super::operations::Output;
use super::page_names::{CURSORS, LIMITS, LINKS, MORE, NEXT, OFFSETS, PAGES, TOTALS};
use super::pagination::{Parts, Query, before, guess};
use super::paging::{Elements, Paging, Source, Step, Strategy};
use super::paths::is_link;
use super::types::Type;
use crate::spec::{IN_BODY, PageRule, PageStyle, Place};

fn number(ty: &Type) -> bool {
    matches!(ty, Type::Int | Type::Scalar(Scalar::Unsigned))
}

/// Whether a parameter that somebody names can count.
fn counts(ty: &Type) -> bool {
    *ty == Type::Float || number(ty)
}

fn text_or_number(ty: &Type) -> bool {
    matches!(ty, Type::Text) || number(ty)
}

/// The pages of an answer by this rule.
///
/// # Errors
///
/// The first part of the rule that does not fit, or what is missing.
pub fn paging(query: &Query<'_>, rule: &PageRule, source: Source) -> Result<Paging, String> {
    let (Output::Json(page) | Output::Optional(page)) = &query.operation.output else {
        return Err("the operation does not answer with JSON alone".to_owned());
    };
    let elements = match &rule.items {
        Some(place) => match query.paths.at(page, place)? {
            (path, Type::List(item)) => Some(Elements { path, item: *item }),
            _ if place.is_empty() => return Err("the answer is no list".to_owned()),
            _ => return Err(format!("`{place}` is no list")),
        },
        None => query.paths.items(page, &query.operation.path).map(|(path, item)| Elements { path, item }),
    };
    // Several lists make a page where nobody speaks of elements.
    if elements.is_none() && (source != Source::Heuristic || !query.paths.has_lists(page)) {
        return Err("the answer has no one list; name `items`".to_owned());
    }
    let find = |told: &Option<String>, names: &[&str], wanted: Type, what: &str| match told {
        Some(place) => match query.paths.at(page, place)? {
            (path, ty) if ty == wanted => Ok(Some(path)),
            _ => Err(format!("`{place}` is no {what}")),
        },
        None => Ok(query.paths.find(page, names, |ty| *ty == wanted).map(|found| found.path)),
    };
    let more = find(&rule.more, &MORE, Type::Bool, "boolean")?;
    let limit = match &rule.limit {
        Some(name) => Some(named(query, name, counts)?),
        None => query.counted(&LIMITS),
    };
    let bare = query.paths.is_list(page);
    let parts = Parts { more: more.is_some(), limited: limit.is_some(), bare, first: rule.first };
    let item = elements.as_ref().map(|elements| &elements.item);
    let strategy = match rule.style.zip(item) {
        Some((style, item)) => strategy(query, (page, item), limit, style, rule)?,
        None => guess(query, page, item, parts).ok_or("no parameter and no link for pages is found; name a `style`")?,
    };
    let total = find(&rule.total, &TOTALS, Type::Int, "number")?;
    // What is called `count` is as often that of the page, save beside a link (Django REST framework).
    let linked = matches!(strategy, Strategy::Link { .. });
    let sure = rule.total.is_some() || linked;
    let total = total.filter(|path| sure || path.last().is_none_or(|step| step.wire != "count"));
    let paging = Paging { strategy, limit, elements, total, more, source };
    if rule.first.is_some() && !paging.numbered() {
        return Err("`first` is for pages by offset or number, and these are not".to_owned());
    }
    Ok(paging)
}

/// The parameter of the query with exactly this name.
fn named(query: &Query<'_>, name: &str, fits: fn(&Type) -> bool) -> Result<usize, String> {
    let arguments = &query.operation.arguments;
    if let Some(member) = name.strip_prefix(IN_BODY) {
        return Err(format!("the body has no member `{member}` that may be left out and takes the cursor"));
    }
    let found = arguments.iter().position(|a| a.wire == name && a.wiring.is_some_and(|w| w.place == Place::Query));
    let index = found.ok_or_else(|| format!("the query has no parameter `{name}`"))?;
    let typed = query.argument(index).is_some_and(|a| fits(query.paths.resolved(&a.ty)));
    typed.then_some(index).ok_or_else(|| format!("the parameter `{name}` has another type"))
}

/// The way that a rule names.
fn strategy(
    query: &Query<'_>,
    (page, item): (&Type, &Type),
    limit: Option<usize>,
    style: PageStyle,
    rule: &PageRule,
) -> Result<Strategy, String> {
    let counting = |names: &[&str]| match &rule.parameter {
        Some(name) => named(query, name, counts),
        None => query.counted(names).ok_or_else(|| "no parameter is found; name the `parameter`".to_owned()),
    };
    let parameter = |names: &[&str], fits: fn(&Type) -> bool| match &rule.parameter {
        Some(name) => named(query, name, fits),
        None => query.position(names, fits).ok_or_else(|| "no parameter is found; name the `parameter`".to_owned()),
    };
    let next = |names: &[&str], fits: fn(&Type) -> bool| match &rule.next {
        Some(place) => match query.paths.at(page, place)? {
            found if fits(&found.1) => Ok(found),
            _ => Err(format!("`{place}` has another type")),
        },
        None => {
            let found = query.paths.find(page, names, fits).map(|found| (found.path, found.ty));
            found.ok_or_else(|| "the answer has nothing for the next page; name `next`".to_owned())
        }
    };
    let first = |argument| query.first(argument).filter(|first| *first <= 1);
    Ok(match style {
        PageStyle::Offset => {
            let argument = counting(&OFFSETS)?;
            let first = rule.first.or_else(|| first(argument)).unwrap_or(0);
            Strategy::Offset { argument, first, step: query.step(argument).filter(|_| limit.is_none()) }
        }
        PageStyle::Page => {
            let argument = counting(&PAGES)?;
            Strategy::Page { argument, first: rule.first.or_else(|| first(argument)).unwrap_or(1) }
        }
        PageStyle::Cursor => {
            let (next, ty) = next(&NEXT, text_or_number)?;
            let number = ty != Type::Text;
            let in_body = rule.parameter.as_deref().map_or(Some(None), |name| name.strip_prefix(IN_BODY).map(Some));
            let member = in_body.and_then(|name| body_cursor::named(query, name));
            match (parameter(&CURSORS, text_or_number), member) {
                (Ok(argument), _) => Strategy::Cursor { argument, next, number },
                (Err(_), Some(member)) => Strategy::BodyCursor { member, next, number },
                (Err(why), None) => return Err(why),
            }
        }
        PageStyle::CursorHeader => {
            let argument = parameter(&CURSORS, text_or_number).or_else(|_| parameter(&PAGES, text_or_number))?;
            let header = rule.next.clone().or_else(|| query.header(&NEXT));
            let header = header.ok_or("no documented header is for the next page; name it as `next`")?;
            if !header.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
                return Err(format!("`{header}` is no name of a header"));
            }
            Strategy::CursorHeader { argument, header }
        }
        PageStyle::LastId => {
            let argument = parameter(&["startingafter", "after"], |ty| *ty == Type::Text)?;
            let name = rule.next.as_deref().unwrap_or("id");
            let field = query.paths.field(item, name).ok_or_else(|| format!("an element has no `{name}`"))?;
            if !field.presence.is_option_or_value() || query.paths.resolved(&field.ty) != &Type::Text {
                return Err(format!("`{name}` of an element is no text"));
            }
            Strategy::LastId { argument, before: before(query, argument), id: Step::of(field) }
        }
        PageStyle::Link => {
            let (next, ty) = next(&LINKS, is_link)?;
            Strategy::Link { next, url: ty != Type::Text }
        }
        PageStyle::LinkHeader => Strategy::Header,
    })
}
