//! What stands where another object has it: a schema straight under a media type, a body or a response, and what Swagger 2.0
//! wrote in other places. It is read as if it stood in its own.

use serde_json::{Map, Value, json};

use super::kinds::absent;
use super::mends::Mend;
use super::objects::Object;
use super::{Dialect, swagger2};
use crate::diag::{Code, Diagnostic};
use crate::load::Origin;

/// Keywords that a schema has, and neither a media type nor a body nor a response.
const SCHEMA: [&str; 8] = ["type", "properties", "items", "allOf", "anyOf", "oneOf", "enum", "additionalProperties"];

/// What Swagger 2.0 has in an object, and no later version reads.
const TWO: [(Object, &[&str]); 2] = [
    (Object::Document, &["host", "basePath", "schemes", "consumes", "produces", "securityDefinitions"]),
    (Object::Operation, &["schemes", "consumes", "produces"]),
];

/// Whether something is a schema, and not what holds one.
pub fn is_schema(value: &Value) -> bool {
    let has = |key: &str| value.get(key).is_some();
    SCHEMA.iter().any(|key| has(key)) && !["content", "schema", "headers", "encoding", "in"].into_iter().any(has)
}

/// What is wrong with a reference to a schema in the place of an object, and what it is read as.
pub fn reference(object: Object, dialect: Dialect, at: &Origin) -> Option<(Diagnostic, Mend)> {
    let mend: Mend = match object {
        Object::Media => |reference| Some(json!({"schema": reference})),
        Object::Response if dialect == Dialect::Swagger => |reference| Some(json!({"schema": reference})),
        Object::Body | Object::Response => |reference| Some(json!({"content": json_of(reference)})),
        _ => return None,
    };
    let message = format!("the reference of {} names a schema; it is read as that of its schema", object.words());
    let help = match object {
        Object::Media => "write `schema: {$ref: …}`",
        _ => "write `content: {application/json: {schema: {$ref: …}}}`",
    };
    let place = at.child("$ref");
    Some((Diagnostic::new(Code::RepairedKeyword, message).at(&place).help(help), mend))
}

/// The same of `content`.
pub fn content_reference(at: &Origin) -> (Diagnostic, Mend) {
    let message = "the reference of `content` names a schema; it is read as that of `application/json`";
    let help = "write `content: {application/json: {schema: {$ref: …}}}`";
    let place = at.child("$ref");
    (Diagnostic::new(Code::RepairedKeyword, message).at(&place).help(help), |reference| Some(json_of(reference)))
}

/// What an object has and should not, and what it is read as.
pub fn parts(map: &Map<String, Value>, object: Object, dialect: Dialect, at: &Origin) -> Option<(Diagnostic, Mend)> {
    let has = |key: &str| map.contains_key(key);
    let first = |keys: &[&'static str]| keys.iter().copied().find(|key| map.get(*key).is_some_and(|v| !v.is_null()));
    let (key, under, mend): (&str, _, Mend) = match object {
        Object::Parameter if dialect != Dialect::Swagger && !has("schema") && !has("content") => {
            if matches!(map.get("in").and_then(Value::as_str), Some("body" | "formData")) {
                return None;
            }
            let key = first(&["type", "enum", "items", "format"])?;
            (key, "under `schema`", |value| Some(swagger2::parameter(&value)))
        }
        Object::Media if !has("schema") && !has("itemSchema") => {
            (first(&SCHEMA)?, "under `schema`", |value| Some(json!({"schema": value})))
        }
        Object::Body | Object::Response if dialect != Dialect::Swagger && !has("content") => {
            if let Some(media) = map.keys().find(|key| key.contains('/') && !key.starts_with("x-")) {
                (media.as_str(), "under `content`", under_content)
            } else if has("schema") {
                ("schema", "under a media type, `content: {application/json: {schema: …}}`", with_content)
            } else {
                let under = "under a media type, `content: {application/json: {schema: …}}`";
                (first(&SCHEMA)?, under, |schema| Some(json!({"content": json_of(schema)})))
            }
        }
        _ => return None,
    };
    let message = format!("`{key}` of {} stands {under}; it is read as if it did", object.words());
    let finding = Diagnostic::new(Code::RepairedKeyword, message).at(&at.child(key));
    Some((finding.help("move it there"), mend))
}

/// What only says that something is absent, or of another version.
pub fn notes(map: &Map<String, Value>, object: Object, dialect: Dialect, at: &Origin) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let old = TWO.iter().filter(|(of, _)| *of == object && dialect != Dialect::Swagger).flat_map(|(_, keys)| *keys);
    for key in old.filter(|key| map.contains_key(**key)) {
        let message = format!("`{key}` is of Swagger 2.0, and has no effect since OpenAPI 3.0");
        let help = match *key {
            "securityDefinitions" => "write it as `securitySchemes` under `components`",
            "consumes" | "produces" => "media types are the keys of `content` of a body or a response",
            _ => "write the URL of the API under `servers`",
        };
        notes.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&at.child(key)).help(help));
    }
    if object == Object::Body && !map.contains_key("content") {
        let message = "a request body must have `content`";
        let help = "it is left out; write `content: {application/json: {schema: …}}`";
        notes.push(Diagnostic::new(Code::InvalidEntry, message).at(at).help(help));
    }
    // Optional since OpenAPI 3.1; what the API calls has no method.
    let called = ["/paths/", "/x-ms-paths/"].iter().any(|start| at.pointer.starts_with(start));
    let called = called && !at.pointer.contains("/callbacks/");
    if object == Object::Operation && called && dialect != Dialect::Later && !map.contains_key("responses") {
        let message = "an operation must have `responses`";
        let help = "its method returns nothing; write what it answers (OpenAPI 3.0.3 §4.7.10.1)";
        notes.push(Diagnostic::new(Code::IgnoredKeyword, message).at(at).help(help));
    }
    notes
}

/// What is no status among the responses of an operation: a number of three digits, a class of them, or the rest.
pub fn status(key: &str, at: &Origin) -> Option<(Diagnostic, Mend)> {
    let digits = key.len() == 3 && key.starts_with(|c: char| c.is_ascii_digit());
    let rest = key.get(1..).unwrap_or_default();
    if key == "default" || digits && (rest.bytes().all(|b| b.is_ascii_digit()) || rest.eq_ignore_ascii_case("xx")) {
        return None;
    }
    let message = format!("`{key}` is no status of a response");
    let help = "it is left out; write three digits as `200`, a class as `2XX`, or `default` (OpenAPI 3.0.3 §4.7.16.1)";
    Some((Diagnostic::new(Code::InvalidEntry, message).at(at).help(help), absent))
}

fn json_of(schema: Value) -> Value {
    json!({"application/json": {"schema": schema}})
}

/// A body or response whose schema has no media type.
fn with_content(value: Value) -> Option<Value> {
    let Value::Object(mut map) = value else { return None };
    if let Some(schema) = map.shift_remove("schema") {
        map.insert("content".to_owned(), json_of(schema));
    }
    Some(Value::Object(map))
}

/// A body or response with media types among its fields.
fn under_content(value: Value) -> Option<Value> {
    let Value::Object(map) = value else { return None };
    let (content, mut map): (Map<_, _>, Map<_, _>) = map.into_iter().partition(|(key, _)| key.contains('/'));
    map.insert("content".to_owned(), Value::Object(content));
    Some(Value::Object(map))
}
