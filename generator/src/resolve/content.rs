//! Request bodies and responses, and the representations of both.

use openapiv3 as oas;
use serde_json::{Map, Value};

use super::document::{typed, with_words, without};
use super::examples::Answer;
use super::keywords::text;
use super::parameter::ANYTHING;
use super::refs::Documents;
use super::shape::Reader;
use crate::diag::{Code, Diagnostic, Diagnostics, meant, nearest};
use crate::load::Origin;
use crate::spec::{Body, Content, Doc, Encoding, Header, Response, Style, is_blank};

/// Who sends a body.
#[derive(Clone, Copy, PartialEq)]
pub enum Sender {
    /// The caller of an operation.
    Caller,
    /// The API, in answer to that.
    Api,
    /// The API by itself: a webhook or a callback.
    Hook,
}

/// The request body of an operation, or of what the API calls.
pub fn body<'a>(reader: &mut Reader<'a>, operation: &'a Value, at: &Origin, sender: Sender) -> Option<Body> {
    let named = (operation.get("requestBody")?, &at.child("requestBody"));
    let (value, at) = match reader.docs.follow(named.0, named.1) {
        Ok(found) => found,
        Err(dangling) => {
            dangling.report(Code::DanglingReference, "the body is taken as raw JSON", reader.diagnostics);
            let content = vec![Content::untyped("application/json")];
            return Some(Body {
                name: String::new(),
                required: false,
                description: String::new(),
                content,
                origin: named.1.clone(),
            });
        }
    };
    let mut emptied = without(&with_words(reader.docs, named, (value, &at)), &["content"]);
    if let Value::Object(map) = &mut emptied {
        map.insert("content".to_owned(), Value::Object(Map::new()));
    }
    let head = typed::<oas::RequestBody>(&emptied, "request body", &at, reader.diagnostics)?;
    let name = ["x-codegen-request-body-name", "x-bodyName"].iter().find_map(|key| operation.get(*key)?.as_str());
    Some(Body {
        name: name.unwrap_or_default().to_owned(),
        // OpenAPI 3.0.3 §4.7.13.1: absent means false.
        required: head.required,
        description: head.description.unwrap_or_default(),
        content: content(reader, value, &at, sender),
        origin: at,
    })
}

/// The documented responses of an operation, in document order.
pub fn responses<'a>(reader: &mut Reader<'a>, operation: &'a Value, at: &Origin) -> Vec<Response> {
    let mut responses = Vec::new();
    let found = reader.docs.get(operation, "responses", at, reader.diagnostics);
    let Some((Value::Object(map), at)) = found else { return responses };
    for (status, value) in map.iter().filter(|(status, _)| !status.starts_with("x-")) {
        let same = |other: &Response| other.status.eq_ignore_ascii_case(status);
        if responses.iter().any(same) {
            let message = format!("`{status}` is the same status as one before it, and is left out");
            let help = "one status is one entry, whatever the case of its letters";
            reader.diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&at.child(status)).help(help));
            continue;
        }
        let named = (value, &at.child(status));
        match reader.docs.follow(named.0, named.1) {
            Ok((value, at)) => {
                responses.push(Response {
                    status: status.clone(),
                    description: text(&with_words(reader.docs, named, (value, &at)), "description"),
                    content: if is_bodiless(status) { Vec::new() } else { content(reader, value, &at, Sender::Api) },
                    headers: headers(reader, value, &at),
                });
            }
            Err(dangling) => {
                dangling.report(Code::DanglingReference, "the response is left out", reader.diagnostics);
            }
        }
    }
    responses
}

/// Whether answers of a status have no body, whatever is documented (RFC 9110 §6.4.1, §15.3.6).
fn is_bodiless(status: &str) -> bool {
    status.starts_with('1') || matches!(status, "204" | "205" | "304")
}

/// The headers of a response. That of the media type is described by the content (OpenAPI 3.0.3 §4.7.16.1).
fn headers<'a>(reader: &mut Reader<'a>, response: &'a Value, at: &Origin) -> Vec<Header> {
    let mut headers = Vec::new();
    let found = reader.docs.get(response, "headers", at, reader.diagnostics);
    let Some((Value::Object(map), at)) = found else { return headers };
    for (name, value) in map.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")) {
        let named = (value, &at.child(name));
        let (value, at) = match reader.docs.follow(named.0, named.1) {
            Ok(found) => found,
            Err(dangling) => {
                dangling.report(Code::DanglingReference, "the header is left out", reader.diagnostics);
                continue;
            }
        };
        headers.push(Header {
            name: name.clone(),
            doc: Doc {
                title: String::new(),
                description: text(&with_words(reader.docs, named, (value, &at)), "description"),
                deprecated: value.get("deprecated").and_then(Value::as_bool).unwrap_or(false),
            },
            // A header that is `content`-typed is a text.
            shape: reader.schema(value.get("schema").unwrap_or(&ANYTHING), &at.child("schema")),
            origin: at,
        });
    }
    headers
}

/// The representations of a body. What is shown of it is held against its schema, once that is read.
fn content<'a>(reader: &mut Reader<'a>, value: &'a Value, at: &Origin, sender: Sender) -> Vec<Content> {
    let found = reader.docs.get(value, "content", at, reader.diagnostics);
    let Some((Value::Object(entries), at)) = found else { return Vec::new() };
    let mut content = Vec::new();
    for (key, entry) in entries {
        let media = &media(key, &at, reader.diagnostics);
        // OpenAPI 3.2 has media types in its components.
        let entry = reader.docs.follow(entry, &at.child(key));
        let (entry, at) = match entry {
            Ok(found) => found,
            Err(dangling) => {
                dangling.report(Code::DanglingReference, "the body is taken as anything", reader.diagnostics);
                content.push(Content::untyped(media));
                continue;
            }
        };
        let shape = entry.get("schema").map(|schema| reader.schema(schema, &at.child("schema")));
        let item = entry.get("itemSchema").map(|schema| reader.schema(schema, &at.child("itemSchema")));
        let encoding = encoding(reader, entry, &at);
        let shown = example(reader.docs, entry, &at);
        if let Some(shape) = shape.filter(|_| media.contains("json")) {
            let what = match sender {
                Sender::Caller => "body",
                Sender::Api => "answer",
                Sender::Hook => "payload",
            };
            let examples = examples(reader.docs, entry, &at);
            reader.read.answers.extend(examples.map(|(value, origin)| Answer { shape, what, value, origin }));
        }
        let json = |text: &str| text.starts_with(['{', '[']).then(|| serde_json::from_str(text).ok()).flatten();
        let example = shown.map(|value| value.as_str().and_then(json).unwrap_or_else(|| value.clone()));
        content.push(Content { media: media.clone(), shape, item, encoding, example });
    }
    content
}

/// What the document shows of a body or a parameter: its example, or the first of several. A blank text shows nothing.
pub fn example<'a>(docs: &Documents<'a>, holder: &'a Value, at: &Origin) -> Option<&'a Value> {
    examples(docs, holder, at).next().map(|(value, _)| value).filter(|example| !is_blank(example))
}

/// All examples of a body or a parameter (OpenAPI 3.0.3 §4.7.19, of which 3.2 calls the value `dataValue`), and where they are.
fn examples<'a>(docs: &Documents<'a>, holder: &'a Value, at: &Origin) -> impl Iterator<Item = (&'a Value, Origin)> {
    let named = |(name, value): (&String, &'a Value)| {
        let (held, at) = docs.follow(value, &at.child("examples").child(name)).ok()?;
        ["dataValue", "value"].iter().find_map(|key| Some((held.get(*key)?, at.child(key))))
    };
    let several = holder.get("examples").and_then(Value::as_object).into_iter().flatten().filter_map(named);
    holder.get("example").map(|own| (own, at.child("example"))).into_iter().chain(several)
}

/// The media type of which a slip made another: of one of the types that there are, or with its two words the other way round.
fn of_known_type(key: &str) -> Option<String> {
    let (ty, subtype) = key.split_once('/')?;
    let lower = ty.trim().to_lowercase();
    let is_type = |word: &str| TYPES.contains(&word);
    let known = is_type(&lower) || lower == "*" || lower.starts_with("x-");
    let (last, parameters) = subtype.split_at(subtype.find(';').unwrap_or(subtype.len()));
    let last = last.trim().to_lowercase();
    if !known && is_type(&last) {
        return Some(format!("{last}/{lower}{parameters}"));
    }
    let meant = nearest(&lower, TYPES.into_iter()).filter(|_| !known)?;
    Some(format!("{meant}/{subtype}"))
}

/// The types of media types (RFC 6838 §4.2, RFC 9694).
const TYPES: [&str; 11] =
    ["application", "audio", "example", "font", "haptics", "image", "message", "model", "multipart", "text", "video"];

/// A media type as it is sent: a key with a comma is none (RFC 9110 §8.3.1), and what follows is a parameter or another one.
fn media(key: &str, at: &Origin, diagnostics: &mut Diagnostics) -> String {
    let (meant, help) = if let Some((first, rest)) = key.split_once(',').filter(|(first, _)| !first.contains('"')) {
        let is_parameter = rest.split_once('=').is_some_and(|(name, _)| !name.contains('/'));
        let meant = if is_parameter { format!("{};{rest}", first.trim()) } else { first.trim().to_owned() };
        (meant, "a `;` comes before a parameter; another media type is an entry of its own")
    } else if let Some(meant) = of_known_type(key) {
        (meant, "correct what is before the `/`")
    } else {
        return key.to_owned();
    };
    let message = format!("`{key}` is no media type; it is read as `{meant}`");
    diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&at.child(key)).help(help));
    meant
}

/// The properties of a schema, where those that are written in it are all that it has.
fn properties<'a>(docs: &Documents<'a>, entry: &'a Value, at: &Origin) -> Option<&'a Map<String, Value>> {
    let (schema, _) = docs.follow(entry.get("schema")?, &at.child("schema")).ok()?;
    let open = |key: &str| schema.get(key).is_some_and(|value| *value != Value::Bool(false));
    let more = ["allOf", "anyOf", "oneOf", "additionalProperties", "patternProperties", "unevaluatedProperties"];
    schema.get("properties")?.as_object().filter(|known| !known.is_empty() && !more.into_iter().any(open))
}

/// The Encoding Objects of a form. Headers of parts are not read: nobody could set them.
pub fn encoding<'a>(reader: &mut Reader<'a>, entry: &'a Value, at: &Origin) -> Vec<Encoding> {
    let mut found = Vec::new();
    let known = properties(reader.docs, entry, at);
    for (property, value) in entry.get("encoding").and_then(Value::as_object).into_iter().flatten() {
        let at = at.child("encoding").child(property);
        if known.is_some_and(|known| !known.contains_key(property)) {
            let hint = meant(property, known.into_iter().flat_map(Map::keys).map(String::as_str));
            let message = format!("the encoding `{property}` names no property of the schema{hint}");
            let help = "it has no effect; its name is that of a property (OpenAPI 3.0.3 §4.7.14)";
            reader.diagnostics.push_once(Diagnostic::new(Code::IgnoredKeyword, message).at(&at).help(help));
        }
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let style = text("style")
            .and_then(|style| Style::QUERY.into_iter().find(|(name, _)| *name == style).map(|(_, style)| style));
        let flag = |key: &str| value.get(key).and_then(Value::as_bool);
        for keyword in ["headers", "prefixEncoding", "itemEncoding", "encoding"] {
            let says = value.get(keyword).is_some_and(|v| *v != Value::Bool(false));
            if says {
                reader.diagnostics.push(
                    Diagnostic::new(
                        Code::IgnoredKeyword,
                        format!("`{keyword}` of the part `{property}` is not honoured"),
                    )
                    .at(&at.child(keyword))
                    .help("the part has the headers that its type asks for; `Upload::header` adds others to a file"),
                );
            }
        }
        found.push(Encoding {
            property: property.clone(),
            // Any of the three says that a style counts, and `form` is the default one (OpenAPI 3.1.1 §4.8.15.1.1).
            style: style.or(flag("explode").or(flag("allowReserved")).map(|_| Style::Form)),
            allow_reserved: flag("allowReserved").unwrap_or(false),
            explode: flag("explode").unwrap_or(style.is_none_or(|style| style == Style::Form)),
            media: text("contentType").map(str::to_owned),
            brackets: None,
        });
    }
    found
}
