//! Which representations of an answer are kept, how each is read, and what is asked for.

use super::lower_bodies::{is_bare, is_binary, same};
use super::lower_types::Lowering;
use super::media::{self, Kind};
use crate::diag::{Code, Diagnostic};
use crate::spec::{Api, Content, Operation, Response, Shape};

/// A representation, and how it is read.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    /// Its media type and schema.
    pub content: &'a Content,
    /// How it is read.
    pub kind: Kind,
    /// The same text beside JSON, as it is: what reads the one reads the other.
    pub plain: Option<&'a Content>,
}

/// What is kept of a response, the preferred one first. What adds nothing to another is left out, and said.
pub fn chosen<'a>(source: &Operation, response: &'a Response, types: &mut Lowering<'_>) -> Vec<Choice<'a>> {
    let api = types.api;
    let place = source.origin.child("responses").child(&response.status);
    let (named, others) = media::named(&response.content);
    for content in others {
        types.diagnostics.push(
            Diagnostic::new(Code::LeftOutMedia, format!("`{}` is no media type", content.media))
                .at(&place)
                .help("it is left out"),
        );
    }
    let json = named.iter().any(|content| settled(api, content) == Kind::Json);
    let kind = |content: &Content| match settled(api, content) {
        Kind::Binary if json && is_vendors(api, content) => Kind::Json,
        kind => kind,
    };
    let mut choices: Vec<Choice<'a>> =
        named.into_iter().map(|content| Choice { content, kind: kind(content), plain: None }).collect();
    choices.sort_by_key(|c| match c.kind {
        Kind::Json => media::json_rank(c.content),
        _ => 3,
    });
    // Of bytes with the same schema, JSON says nothing: frameworks write both of what they stream. Nor does the JSON of a text,
    // unless the text itself is there as well: not all bytes are one.
    let texts = choices.iter().any(|c| c.kind == Kind::Text);
    let raw: Vec<Choice<'a>> = choices.iter().filter(|c| c.kind == Kind::Binary).copied().collect();
    let bytes = |c: &Choice<'_>| {
        c.kind == Kind::Json
            && (is_opaque(api, c.content) || !texts && is_plain(api, c.content))
            && raw.iter().any(|raw| same(api, raw.content.shape, c.content.shape, 0))
    };
    choices.sort_by_key(bytes);
    let mut kept: Vec<Choice<'a>> = Vec::new();
    for choice in choices {
        let Some(twin) = kept.iter_mut().find(|k| covers(api, k, &choice)) else {
            kept.push(choice);
            continue;
        };
        let silent = twin.kind == choice.kind && matches!(twin.kind, Kind::Json | Kind::Binary);
        if twin.plain.is_none() && is_same_text(api, twin, &choice) {
            twin.plain = Some(choice.content);
        } else if !silent {
            types.diagnostics.push(
                Diagnostic::new(
                    Code::LeftOutMedia,
                    format!("`{}` is asked for; `{}` is left out", twin.content.media, choice.content.media),
                )
                .at(&place)
                .help("it has nothing that the other has not"),
            );
        }
    }
    kept.iter_mut().filter(|choice| choice.plain.is_some()).for_each(|choice| choice.kind = Kind::Text);
    kept
}

/// Whether a type of a vendor that does not say of what it is made has the schema of an object or a list: beside JSON, it is JSON.
fn is_vendors(api: &Api, content: &Content) -> bool {
    let essence = content.essence();
    let node = content.shape.and_then(|id| api.node(api.target(id)));
    let made = |shape: &Shape| matches!(shape, Shape::Object(_) | Shape::List { .. } | Shape::Union(_));
    essence.starts_with("application/vnd.") && !essence.contains('+') && node.is_some_and(|node| made(&node.shape))
}

/// Whether both are one text, in JSON and as it is. Who says so of all its answers hardly writes quotes around this one.
fn is_same_text(api: &Api, json: &Choice<'_>, plain: &Choice<'_>) -> bool {
    let essence = plain.content.essence();
    json.kind == Kind::Json
        && plain.kind == Kind::Text
        && essence.starts_with("text/")
        && essence != "text/xml"
        && is_plain(api, json.content)
}

/// Where the media type says nothing, the schema decides; bytes are bytes whatever it says.
pub fn settled(api: &Api, content: &Content) -> Kind {
    match media::kind(content) {
        kind if kind.is_whole() && is_binary(api, content) => Kind::Binary,
        Kind::Any => match content.shape.and_then(|id| api.node(api.target(id))).map(|node| &node.shape) {
            Some(Shape::Text { .. }) => Kind::Text,
            // Neither says anything: the answer may be anything.
            Some(Shape::Any) | None => Kind::Binary,
            Some(_) => Kind::Json,
        },
        Kind::Text if is_bare(api, content) => Kind::Json,
        // The text of a document of its own (`application/sarif+json`), which is hardly within quotes.
        Kind::Json if content.essence().contains('+') && is_plain(api, content) => Kind::Text,
        Kind::Form => Kind::Text,
        Kind::Multipart => Kind::Binary,
        kind => kind,
    }
}

/// Whether a schema is of a text of any kind.
fn is_plain(api: &Api, content: &Content) -> bool {
    let node = content.shape.and_then(|id| api.node(api.target(id)));
    node.is_some_and(|node| !node.nullable && matches!(node.shape, Shape::Text { format: None, .. }))
}

/// Whether a schema says no more of a value than bytes have.
fn is_opaque(api: &Api, content: &Content) -> bool {
    let node = content.shape.and_then(|id| api.node(api.target(id)));
    node.is_some_and(|node| match &node.shape {
        Shape::Text { format: Some(format), .. } => format == "byte",
        shape => matches!(shape, Shape::Any),
    })
}

/// Whether a representation that is kept says all that another could.
fn covers(api: &Api, kept: &Choice<'_>, other: &Choice<'_>) -> bool {
    if kept.kind == Kind::Binary && other.kind == Kind::Binary {
        return true;
    }
    let alike = same(api, kept.content.shape, other.content.shape, 0);
    match (kept.kind, other.kind) {
        (Kind::Json, Kind::Json) => alike,
        // Text or bytes of the same schema say the same in other words.
        (Kind::Json, Kind::Text | Kind::Binary) => alike && kept.content.shape.is_some(),
        (Kind::Binary, Kind::Json) => alike && (is_opaque(api, other.content) || is_plain(api, other.content)),
        (Kind::Text, Kind::Text) => kept.content.essence() == other.content.essence() || alike,
        (a, b) => a == b,
    }
}

/// The media type that is asked for.
pub fn asked(choice: &Choice<'_>) -> String {
    let media = choice.content.media.trim();
    match choice.kind {
        _ if !media.contains('/') => "*/*".to_owned(),
        _ if choice.plain.is_some() => media::sent(choice.content, Kind::Json),
        Kind::Json => media::sent(choice.content, Kind::Json),
        _ => media.to_owned(),
    }
}
