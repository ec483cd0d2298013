//! Fern's extension of an operation that answers with a stream, or may: `x-fern-streaming`.

use serde_json::Value;

use super::refs::Documents;
use super::shape::Reader;
use crate::diag::{Code, Diagnostic};
use crate::load::Origin;
use crate::spec::{Content, Response};

const NAME: &str = "x-fern-streaming";

/// Writes into the first success what the extension says of it, unless that names a stream already.
pub fn read<'a>(reader: &mut Reader<'a>, operation: &'a Value, at: &Origin, responses: &mut [Response]) {
    let Some(said) = operation.get(NAME).filter(|said| **said != Value::Bool(false)) else { return };
    let (operation_at, at) = (at, at.child(NAME));
    let media = match said.get("format").and_then(Value::as_str) {
        // Fern's default: values of JSON, one behind the other.
        None | Some("json") => "application/x-ndjson",
        Some("sse") => "text/event-stream",
        Some(other) => return ignored(reader, &at, &format!("`{other}` is no format of a stream")),
    };
    let Some(success) = responses.iter_mut().find(|r| r.status.starts_with('2')) else {
        return ignored(reader, &at, "there is no success");
    };
    if success.content.iter().any(|content| content.is_lines() || content.is_events()) {
        return;
    }
    let Some(json) = success.content.iter_mut().find(|content| content.essence().ends_with("json")) else {
        return ignored(reader, &at, "the success has no JSON");
    };
    let known =
        known(reader.docs, operation, operation_at, &["responses", &success.status, "content", &json.media, "schema"]);
    let mut part = |key: &str| {
        let own = said.get(key)?;
        let (schema, at) =
            known.iter().find(|(known, _)| is_alike(known, own)).cloned().unwrap_or((own, at.child(key)));
        Some(reader.schema(schema, &at))
    };
    let (whole, element) = (part("response"), part("response-stream"));
    match element {
        // Which of the two comes is for the request to say.
        Some(_) => {
            json.shape = whole.or(json.shape);
            success.content.push(Content { shape: element, ..Content::untyped(media) });
        }
        // The schema is that of one element.
        None => media.clone_into(&mut json.media),
    }
}

/// The schemas that the response has by their names: alone, or one of several.
fn known<'a>(docs: &Documents<'a>, operation: &'a Value, at: &Origin, path: &[&str]) -> Vec<(&'a Value, Origin)> {
    let mut schema = (operation, at.clone());
    for key in path {
        let Some(child) = schema.0.get(*key) else { return Vec::new() };
        let Ok(found) = docs.follow(child, &schema.1.child(key)) else { return Vec::new() };
        schema = found;
    }
    let arms = ["oneOf", "anyOf"].iter().filter_map(|key| schema.0.get(*key)?.as_array()).flatten();
    let arms = arms.filter(|arm| arm.get("$ref").is_some()).filter_map(|arm| docs.follow(arm, &schema.1).ok());
    arms.chain([schema.clone()]).collect()
}

/// Whether the extension repeats a schema: what it is called and said of it is its own.
fn is_alike(known: &Value, own: &Value) -> bool {
    let bare = |value: &Value| {
        let mut members = value.as_object().cloned().unwrap_or_default();
        members.retain(|key, _| !["description", "x-fern-type-name"].contains(&key.as_str()));
        members
    };
    bare(known) == bare(own)
}

fn ignored(reader: &mut Reader<'_>, at: &Origin, why: &str) {
    reader.diagnostics.push(
        Diagnostic::new(Code::IgnoredKeyword, format!("`{NAME}` has no effect: {why}"))
            .at(at)
            .help("write the stream as a media type of the response: `text/event-stream` or `application/x-ndjson`"),
    );
}
