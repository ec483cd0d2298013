//! Request bodies: which representation the method takes, and which others have a method of their own.

use super::lower_forms::{foreign_pairs, form_encoding, has_files, needs_files};
use super::lower_types::Lowering;
use super::media::{self, Kind};
use super::names::Scope;
use super::operations::{Alternative, Argument, Payload};
use super::types::{DefKind, Sent, Type};
use super::wish::Wish;
use super::{casing, docs, plain};
use crate::diag::{Code, Diagnostic};
use crate::spec::{Api, Arm, Body, Content, Operation, Shape, ShapeId, Union};

/// The body of an operation, and its alternatives; the methods of those are named once all operations are.
pub fn lower(
    source: &Operation,
    pascal: &str,
    types: &mut Lowering<'_>,
    setters: &mut Scope,
) -> (Option<Argument>, Vec<Alternative>) {
    let Some(body) = &source.body else { return (None, Vec::new()) };
    if is_idle(types.api, source, body) {
        types.diagnostics.push(
            Diagnostic::new(Code::LeftOutMedia, "an operation has a body that can hold nothing")
                .at(&body.origin)
                .help("it is left out"),
        );
        return (None, Vec::new());
    }
    let mut kept = chosen(source, body, types).into_iter();
    let Some(first) = kept.next() else { return (None, Vec::new()) };
    let mut candidates = vec!["body".to_owned(), "request_body".to_owned()];
    if !casing::words(&body.name).is_empty() {
        candidates.insert(0, casing::snake(&body.name));
    }
    let name = setters.claim_for("*body", &candidates, &body.origin, types.diagnostics);
    let first = argument(first, body, name.clone(), &format!("{pascal}Request"), types);
    let mut others = Vec::new();
    for choice in kept {
        let word = media::word(choice.content, choice.kind);
        let owner = format!("{pascal}{}Request", casing::pascal(&word));
        let word = casing::snake(&word).trim_start_matches("r#").to_owned();
        // What is required is an argument of a method of its own, what is optional a setter beside the first.
        let name = match body.required {
            true => name.clone(),
            false => {
                let candidates = [format!("{name}_{word}")];
                setters.claim_for(&format!("*body {word}"), &candidates, &body.origin, types.diagnostics)
            }
        };
        others.push(Alternative { method: word, argument: argument(choice, body, name, &owner, types) });
    }
    (Some(first), others)
}

/// A representation, and how it is written.
#[derive(Clone, Copy)]
struct Choice<'a> {
    content: &'a Content,
    kind: Kind,
}

/// A form that need not be sent, and into which nothing can be put; or that no method of its kind carries, and that names
/// nothing to put into it.
fn is_idle(api: &Api, source: &Operation, body: &Body) -> bool {
    let bodiless = matches!(source.method.as_str(), "GET" | "HEAD" | "DELETE");
    let idle = |c: &Content| {
        let node = c.shape.and_then(|id| api.node(api.target(id)));
        let idle = match node.map(|n| &n.shape) {
            Some(Shape::Object(members)) => members.is_empty(),
            Some(Shape::Map { .. } | Shape::Any) | None => bodiless,
            _ => false,
        };
        media::kind(c) == Kind::Form && idle
    };
    !body.required && (bodiless || !body.content.is_empty()) && body.content.iter().all(idle)
}

/// What is kept, the preferred one first. What adds nothing to another is left out, and said.
fn chosen<'a>(source: &Operation, body: &'a Body, types: &mut Lowering<'_>) -> Vec<Choice<'a>> {
    let api = types.api;
    // Where the answer is lines, the operation may speak of that.
    let answered = source.responses.iter().flat_map(|response| &response.content).any(Content::is_lines);
    let lines = media::says_lines(&body.description) || !answered && media::sends_lines(&source.doc.description);
    let (named, others) = media::named(&body.content);
    for content in others {
        types.diagnostics.push(
            Diagnostic::new(Code::LeftOutMedia, format!("`{}` is no media type", content.media))
                .at(&body.origin.child("content").child(&content.media))
                .help("it is left out"),
        );
    }
    let mut choices: Vec<Choice<'a>> = named
        .into_iter()
        .map(|content| Choice { content, kind: settled(api, content, media::kind(content), lines) })
        .collect();
    let mut repaired = |content: &Content, message: String, help: &str| {
        let place = body.origin.child("content").child(&content.media);
        types.diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&place).help(help));
    };
    if let [only] = choices.as_mut_slice()
        && has_properties(api, only.content)
        && only.content.essence() == media::OCTETS
        && !has_files(api, only.content.shape, &[])
    {
        only.kind = Kind::Json;
        let message = format!("`{}` has properties, which bytes have not", media::OCTETS);
        repaired(only.content, message, "it is sent as `application/json`; say so");
    }
    for choice in choices.iter().filter(|c| c.kind == Kind::Lines && media::kind(c.content) == Kind::Json) {
        let message = format!("`{}` is one JSON text, and the description speaks of lines", choice.content.media);
        repaired(choice.content, message, "a line is sent for each element; say `application/x-ndjson`");
    }
    // A file that a form must have cannot be in JSON.
    let needs = |c: &&Choice<'_>| c.kind == Kind::Multipart && needs_files(api, c.content.shape, &c.content.encoding);
    let forms: Vec<Option<ShapeId>> = choices.iter().filter(needs).map(|c| c.content.shape).collect();
    let filed = |json: &Content| forms.iter().any(|form| same(api, *form, json.shape, 0));
    choices.sort_by_key(|c| match c.kind {
        Kind::Json if filed(c.content) => 5,
        Kind::Json => media::json_rank(c.content),
        Kind::Multipart if has_files(api, c.content.shape, &c.content.encoding) => 3,
        _ => 4,
    });
    let mut kept: Vec<Choice<'a>> = Vec::new();
    for choice in choices {
        let Some(twin) = kept.iter().find(|k| covers(api, k, &choice)) else {
            kept.push(choice);
            continue;
        };
        // The same JSON by another name is not worth a word.
        if (twin.kind, choice.kind) == (Kind::Json, Kind::Json) {
            continue;
        }
        let (first, other) = (&twin.content.media, &choice.content.media);
        let (message, help) = if raw(twin.kind) {
            (format!("`{first}` is sent, and `{other}` only where the body says so"), BODY_SAYS)
        } else {
            (
                format!("`{first}` is sent; `{other}` is left out"),
                "it has nothing that the other has not; the other is sent in either case",
            )
        };
        types.diagnostics.push(
            Diagnostic::new(Code::LeftOutMedia, message).at(&body.origin.child("content").child(other)).help(help),
        );
    }
    kept
}

/// How the caller of a raw body chooses among several media types.
const BODY_SAYS: &str = "for the other, give the method a `Body` that has it as its `content_type`";

/// Whether a body is sent as it is.
fn raw(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Binary | Kind::Events)
}

/// Where the media type says nothing, the schema decides; a form that is no object is written by the caller, and so are lines of
/// which nothing is said. A list in JSON of which the description says that it is `lines` of JSON is that.
fn settled(api: &Api, content: &Content, kind: Kind, lines: bool) -> Kind {
    let shape = content.shape.and_then(|id| api.node(api.target(id))).map(|node| &node.shape);
    let members = matches!(shape, None | Some(Shape::Object(_) | Shape::Map { .. } | Shape::Union(_) | Shape::Any));
    match (kind, shape) {
        (Kind::Json, _) if is_binary(api, content) => Kind::Binary,
        (Kind::Json, Some(Shape::List { .. })) if lines && !shows_list(content) => Kind::Lines,
        (Kind::Lines, None | Some(Shape::Text { .. } | Shape::Any)) if content.item.is_none() => Kind::Text,
        (Kind::Any, None | Some(Shape::Text { .. })) => Kind::Binary,
        // Neither says anything: it may be an image.
        (Kind::Any, Some(Shape::Any)) if content.media.contains('*') => Kind::Binary,
        (Kind::Any, Some(_)) => Kind::Json,
        (Kind::Form, _) if !members => Kind::Text,
        (Kind::Text, _) if is_bare(api, content) => Kind::Json,
        _ => kind,
    }
}

/// Whether a representation that is kept does all that another could.
fn covers(api: &Api, kept: &Choice<'_>, other: &Choice<'_>) -> bool {
    // Bytes are bytes: one method takes them all, and the body names its type.
    if raw(kept.kind) && raw(other.kind) {
        return true;
    }
    // Patches differ by their media type alone. Beside plain JSON they are noise: frameworks list them for every body.
    let patch = |c: &Choice<'_>| c.content.essence().contains("patch");
    if patch(kept) && patch(other) {
        return kept.content.essence() == other.content.essence();
    }
    let files = |c: &Choice<'_>| c.kind == Kind::Multipart && has_files(api, c.content.shape, &c.content.encoding);
    let beyond = raw(kept.kind) || files(other) || raw(other.kind) && is_text(api, other.content);
    !beyond && same(api, kept.content.shape, other.content.shape, 0)
}

/// Whether the document shows one JSON text, a list.
fn shows_list(content: &Content) -> bool {
    content.example.as_ref().is_some_and(serde_json::Value::is_array)
}

/// Whether a representation holds a text, or anything.
pub fn is_text(api: &Api, content: &Content) -> bool {
    let node = content.shape.and_then(|id| api.node(api.target(id)));
    node.is_none_or(|n| matches!(n.shape, Shape::Text { .. } | Shape::Any))
}

/// Whether a representation is an object of which members are named.
fn has_properties(api: &Api, content: &Content) -> bool {
    let node = content.shape.and_then(|id| api.node(api.target(id)));
    node.is_some_and(|n| matches!(&n.shape, Shape::Object(members) if !members.properties.is_empty()))
}

/// Whether a representation is a file by its schema: no JSON and no text has bytes for a value.
pub fn is_binary(api: &Api, content: &Content) -> bool {
    let node = content.shape.and_then(|id| api.node(api.target(id)));
    node.is_some_and(|n| matches!(&n.shape, Shape::Text { format: Some(format), .. } if format == "binary"))
}

/// Whether the plain text of a value is its JSON: a number or a boolean.
pub fn is_bare(api: &Api, content: &Content) -> bool {
    let node = content.shape.and_then(|id| api.node(api.target(id)));
    let bare = |shape: &Shape| matches!(shape, Shape::Bool | Shape::Integer { .. } | Shape::Number { .. });
    content.essence() == "text/plain" && node.is_some_and(|n| !n.nullable && bare(&n.shape))
}

/// Whether two schemas say the same, as deep as documents repeat themselves.
pub fn same(api: &Api, a: Option<ShapeId>, b: Option<ShapeId>, depth: usize) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    let (a, b) = (api.target(a), api.target(b));
    if a == b {
        return true;
    }
    let (Some(left), Some(right)) = (api.node(a), api.node(b)) else { return false };
    let below = |a: &ShapeId, b: &ShapeId| depth < 8 && same(api, Some(*a), Some(*b), depth + 1);
    left.nullable == right.nullable
        && match (&left.shape, &right.shape) {
            (Shape::Any, Shape::Any) | (Shape::Bool, Shape::Bool) => true,
            (Shape::Integer { .. }, Shape::Integer { .. }) | (Shape::Number { .. }, Shape::Number { .. }) => true,
            (Shape::Text { format: a, .. }, Shape::Text { format: b, .. }) => a == b,
            (Shape::List { item: a, .. }, Shape::List { item: b, .. }) => below(a, b),
            (Shape::Map { value: a, .. }, Shape::Map { value: b, .. }) => below(a, b),
            (Shape::Enum { values: a, .. }, Shape::Enum { values: b, .. }) => a == b,
            (Shape::Null, Shape::Null) => true,
            (Shape::Tuple(a), Shape::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| below(a, b)),
            (Shape::Union(a), Shape::Union(b)) => {
                let tag = |union: &Union| union.discriminator.as_ref().map(|told| told.property.clone());
                let alike = |(a, b): (&Arm, &Arm)| a.tags == b.tags && below(&a.shape, &b.shape);
                a.arms.len() == b.arms.len() && tag(a) == tag(b) && a.arms.iter().zip(&b.arms).all(alike)
            }
            (Shape::Object(a), Shape::Object(b)) => {
                a.properties.len() == b.properties.len()
                    && a.extra.is_some() == b.extra.is_some()
                    && a.properties
                        .iter()
                        .zip(&b.properties)
                        .all(|(a, b)| a.wire == b.wire && a.required == b.required && below(&a.shape, &b.shape))
            }
            _ => false,
        }
}

const JSON_PATCH: &str = "application/json-patch+json";

/// Whether a representation has the schema of a JSON Patch and that is an object: it is a list of operations (RFC 6902 §3). Other
/// patches that share the schema are of anything as well.
fn is_patch(api: &Api, content: &Content, body: &Body) -> bool {
    let target = |content: &Content| content.shape.map(|id| api.target(id));
    let patch = body.content.iter().find(|c| c.essence() == JSON_PATCH).and_then(target);
    let node = patch.filter(|_| target(content) == patch).and_then(|id| api.node(id));
    node.is_some_and(|node| matches!(node.shape, Shape::Object(_) | Shape::Map { .. }))
}

fn argument(choice: Choice<'_>, body: &Body, name: String, owner: &str, types: &mut Lowering<'_>) -> Argument {
    let content = choice.content;
    let media = media::sent(content, choice.kind);
    let mut text = docs::markdown(&body.description);
    if let (true, true, Some(id)) = (text.is_empty(), raw(choice.kind), content.shape) {
        text = docs::markdown(types.api.description_of(id));
    }
    let is_patch = is_patch(types.api, content, body);
    let mut say = |line: String| docs::append(&mut text, line);
    let (ty, payload) = match choice.kind {
        Kind::Json => {
            // Instead of `null`, one that may be left out is.
            let ty = |s| if body.required { types.element(s, owner) } else { types.ty(s, owner) };
            (content.shape.filter(|_| !is_patch).map_or(Type::Json, ty), Payload::Json { media })
        }
        Kind::Lines => {
            let element = media::element(types.api, content);
            let element = element.map_or(Type::Json, |id| types.element(id, Wish::from(owner).and("Item")));
            say(format!("Sent as `{media}`, one JSON text a line."));
            (Type::List(Box::new(element)), Payload::Lines { media })
        }
        Kind::Form => {
            for (name, media) in foreign_pairs(types.api, content.shape, &content.encoding) {
                types.diagnostics.push_once(
                    Diagnostic::new(Code::IgnoredKeyword, format!("`{name}` is written as JSON, and not as `{media}`"))
                        .at(&body.origin.child("content").child(&content.media).child("encoding").child(name))
                        .help(
                            "only JSON is made from a type; a property of the type `string` is written by the caller",
                        ),
                );
            }
            let ty = content.shape.map_or(Type::JsonMap, |s| types.ty(s, owner));
            (ty, Payload::Form { encoding: form_encoding(&content.encoding), constant: String::new() })
        }
        Kind::Multipart => {
            let ty = types.form(content.shape, owner, &content.encoding);
            if ty == Type::Sent(Sent::Multipart) {
                types.diagnostics.push_once(
                    Diagnostic::new(
                        Code::UntypedMedia,
                        format!("the parts of `{}` are not known by name", content.media),
                    )
                    .at(&body.origin.child("content").child(&content.media))
                    .help("the caller puts the form together; a schema with properties would be a struct"),
                );
                say("The parts of this form are added one by one.".to_owned());
            }
            let encoding = if types.is_form(&ty) { Vec::new() } else { form_encoding(&content.encoding) };
            (ty, Payload::Multipart { media, encoding, constant: String::new() })
        }
        Kind::Events | Kind::Text | Kind::Binary | Kind::Any => {
            let typed = content.shape.or(content.item).is_some_and(|_| !is_text(types.api, content));
            if typed {
                types.diagnostics.push(
                    Diagnostic::new(Code::UntypedMedia, format!("`{}` is sent as it is", content.media))
                        .at(&body.origin.child("content").child(&content.media))
                        .help("the caller writes the text or the bytes; only JSON and forms are made from a type"),
                );
            }
            if media.contains('*') {
                say(format!(
                    "The document allows `{media}`: sent as what the name of a file ends with, or as `{}`, unless the body names its own type.",
                    media::OCTETS
                ));
            } else {
                say(format!("Sent as `{media}`, unless the body names its own type."));
            }
            (Type::Sent(Sent::Body), Payload::Raw { media })
        }
    };
    // A type of its own says itself what it is.
    if let (Kind::Json, Some(id), false) = (choice.kind, content.shape, plain::is_told(&ty)) {
        text = plain::told(types, &body.description, id);
    }
    let of_schema = || content.shape.and_then(|id| types.api.example_of(id));
    let mut example = content.example.as_ref().or_else(of_schema).cloned();
    if is_patch && content.essence() == JSON_PATCH {
        docs::append(&mut text, "A list of operations of JSON Patch (RFC 6902).".to_owned());
        example = example
            .filter(serde_json::Value::is_array)
            .or_else(|| Some(serde_json::json!([{"op": "replace", "path": "/name", "value": "new"}])));
    }
    Argument {
        name,
        wire: "body".to_owned(),
        ty,
        required: body.required,
        fixed: None,
        unset: None,
        default: None,
        inherited: None,
        deprecated: false,
        wiring: None,
        encoding: Vec::new(),
        payload: Some(payload),
        docs: text,
        example,
    }
}

impl Lowering<'_> {
    /// Whether a type is a struct of parts, which writes itself.
    fn is_form(&self, ty: &Type) -> bool {
        matches!(ty, Type::Named(id) if self.def(*id).is_some_and(|d| matches!(d.kind, DefKind::Form { .. })))
    }
}
