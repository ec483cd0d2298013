//! Extensions of an operation that say how its list comes in pages.

use serde_json::{Map, Value};

use super::shape::Reader;
use crate::diag::{Code, Diagnostic};
use crate::load::Origin;
use crate::spec::{IN_BODY, PageHint, PageRule, PageStyle, Paged};

type Read = fn(&Value) -> Result<Paged, String>;

/// Those whose meaning is documented, in the order in which they are asked.
const KNOWN: [(&str, Read); 4] = [
    ("x-speakeasy-pagination", speakeasy),
    ("x-ms-pageable", pageable),
    ("x-dropshot-pagination", dropshot),
    ("x-pagination", datadog),
];

/// What the extensions of an operation say; what cannot be understood is reported.
pub fn read(reader: &mut Reader<'_>, operation: &Value, at: &Origin) -> Option<PageHint> {
    for (name, read) in KNOWN {
        let Some(value) = operation.get(name) else { continue };
        match read(value) {
            Ok(paged) => return Some(PageHint { name, paged }),
            Err(why) => reader.diagnostics.push(
                Diagnostic::new(Code::IgnoredKeyword, format!("`{name}` has no effect: {why}"))
                    .at(&at.child(name))
                    .help("say how the pages follow each other under `pagination` in sdkwright.toml"),
            ),
        }
    }
    None
}

fn object(value: &Value) -> Result<&Map<String, Value>, String> {
    value.as_object().ok_or_else(|| "it is no object".to_owned())
}

/// A member that is a text, if it is there.
fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` is no text")),
    }
}

/// Refuses members that are not among these.
fn only(members: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        Some(other) => Err(format!("`{other}` is not understood")),
        None => Ok(()),
    }
}

/// Dropshot has one way for all lists; which parameters the first page needs is no matter of the walk.
fn dropshot(value: &Value) -> Result<Paged, String> {
    // Older versions of it wrote no more than that there are pages.
    if value != &Value::Bool(true) {
        object(value)?;
    }
    Ok(Paged::By(PageRule {
        style: Some(PageStyle::Cursor),
        parameter: Some("page_token".to_owned()),
        items: Some("items".to_owned()),
        next: Some("next_page".to_owned()),
        ..PageRule::default()
    }))
}

/// AutoRest: the elements are in `value` where nothing else is named; without a name for the link there is one page.
fn pageable(value: &Value) -> Result<Paged, String> {
    let members = object(value)?;
    only(members, &["nextLinkName", "itemName"])?;
    let Some(next) = text(members, "nextLinkName")? else { return Ok(Paged::Off) };
    let items = text(members, "itemName")?.unwrap_or_else(|| "value".to_owned());
    Ok(Paged::By(PageRule {
        style: Some(PageStyle::Link),
        items: Some(items),
        next: Some(next),
        ..PageRule::default()
    }))
}

/// Speakeasy: parameters by what they are for, and JSONPaths into the answer.
fn speakeasy(value: &Value) -> Result<Paged, String> {
    let members = object(value)?;
    let mut rule = PageRule::default();
    for input in members.get("inputs").and_then(Value::as_array).into_iter().flatten() {
        let input = object(input)?;
        let name = text(input, "name")?.ok_or("an input has no name")?;
        let kind = text(input, "type")?.unwrap_or_default();
        let name = match (text(input, "in")?.as_deref(), kind.as_str()) {
            (Some("parameters"), _) => name,
            // Where a cursor goes by, nobody counts.
            (Some("requestBody"), "limit") => continue,
            (Some("requestBody"), "cursor") => IN_BODY.to_owned() + &name,
            _ => return Err(format!("`{name}` is no parameter")),
        };
        let style = match kind.as_str() {
            "limit" => {
                rule.limit = Some(name);
                continue;
            }
            "page" => PageStyle::Page,
            "offset" => PageStyle::Offset,
            "cursor" => PageStyle::Cursor,
            other => return Err(format!("the input `{other}` is not understood")),
        };
        (rule.style, rule.parameter) = (Some(style), Some(name));
    }
    let none = Map::new();
    let outputs = members.get("outputs").and_then(Value::as_object).unwrap_or(&none);
    let output = |name: &str| text(outputs, name)?.map(|path| place(&path)).transpose();
    rule.items = output("results")?;
    match text(members, "type")?.unwrap_or_default().as_str() {
        "offsetLimit" if matches!(rule.style, Some(PageStyle::Page | PageStyle::Offset)) => {}
        "cursor" if rule.style == Some(PageStyle::Cursor) => rule.next = output("nextCursor")?,
        "url" => {
            (rule.style, rule.parameter) = (Some(PageStyle::Link), None);
            rule.next = output("nextUrl")?;
        }
        other => return Err(format!("the type `{other}` does not go with its inputs, or is not understood")),
    }
    Ok(Paged::By(rule))
}

/// A JSONPath of names alone.
fn place(path: &str) -> Result<String, String> {
    let rest = path.strip_prefix('$').filter(|rest| rest.is_empty() || rest.starts_with('.'));
    match rest.filter(|rest| !rest.contains(['[', '*', '(', '@']) && !rest.contains("..")) {
        Some(rest) => Ok(rest.trim_start_matches('.').to_owned()),
        None => Err(format!("the path `{path}` is more than names")),
    }
}

/// Datadog's generators. Others use the same word for something else, so that every member must be known.
fn datadog(value: &Value) -> Result<Paged, String> {
    let members = object(value)?;
    let known = ["limitParam", "pageOffsetParam", "pageParam", "pageStart", "cursorParam", "cursorPath", "resultsPath"];
    only(members, &known)?;
    let parameter = |name| match text(members, name)? {
        Some(place) if place.starts_with(IN_BODY) => Err(format!("`{place}` is in the body")),
        other => Ok(other),
    };
    let (offset, page, cursor) =
        (parameter("pageOffsetParam")?, parameter("pageParam")?, text(members, "cursorParam")?);
    let (style, parameter, limit) = match (offset, page, cursor) {
        // Where a cursor goes by, nobody counts.
        (None, None, Some(cursor)) if cursor.starts_with(IN_BODY) => (PageStyle::Cursor, cursor, None),
        (Some(offset), None, None) => (PageStyle::Offset, offset, parameter("limitParam")?),
        (None, Some(page), None) => (PageStyle::Page, page, parameter("limitParam")?),
        (None, None, Some(cursor)) => (PageStyle::Cursor, cursor, parameter("limitParam")?),
        _ => return Err("it does not name one parameter".to_owned()),
    };
    let first = members.get("pageStart").map(|first| first.as_u64().ok_or("`pageStart` is no number")).transpose()?;
    Ok(Paged::By(PageRule {
        style: Some(style),
        parameter: Some(parameter),
        limit,
        items: Some(text(members, "resultsPath")?.unwrap_or_default()),
        next: text(members, "cursorPath")?,
        // Theirs begin at 0 unless it is said.
        first: first.or((style == PageStyle::Page).then_some(0)),
        ..PageRule::default()
    }))
}
