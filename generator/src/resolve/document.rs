//! The head of a document: info, servers, tags, security schemes, typed by `openapiv3` entry by entry, so that
//! one bad entry is one diagnostic.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::refs::Documents;
use super::shape::Reader;
use super::{faults, labels, security, servers};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::{FileId, Origin};
use crate::spec::Tag;

/// Reads one entry, or reports it.
pub fn typed<T: DeserializeOwned>(
    value: &Value,
    what: &str,
    origin: &Origin,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let read = if value.is_object() {
        serde_json::from_value(value.clone()).map_err(|error| format!("cannot be read: {error}"))
    } else {
        Err(format!("must be a mapping, not {}", faults::shown(value)))
    };
    match read {
        Ok(entry) => Some(entry),
        Err(why) => {
            diagnostics.push(
                Diagnostic::new(Code::InvalidEntry, format!("this {what} {why}"))
                    .at(origin)
                    .help("it is left out; the rest of the document is generated"),
            );
            None
        }
    }
}

pub fn read(reader: &mut Reader<'_>) {
    let (docs, root) = (reader.docs, reader.docs.root());
    let origin = Origin::root(FileId(0));
    match docs.get(root, "info", &origin, reader.diagnostics) {
        Some((value, at)) => info(reader, value, &at),
        None => reader.diagnostics.push(
            Diagnostic::new(Code::InvalidEntry, "the document has no `info`")
                .at(&origin)
                .help("the crate's description is empty; add `info` with `title` and `version`"),
        ),
    }
    let found = servers::read(reader, root, &origin);
    let own = if found.is_empty() { servers::own(reader) } else { None };
    reader.api.servers.extend(found.into_iter().chain(own));
    for (index, value) in items(root.get("tags")) {
        let at = origin.child("tags").index(index);
        let value = with_texts(docs, value, &at);
        if let Some(tag) = typed::<openapiv3::Tag>(&value, "tag", &at, reader.diagnostics) {
            let description = labels::described(&tag.description.unwrap_or_default(), |key| value.get(key));
            reader.api.tags.push(Tag { name: tag.name, description, origin: at });
        }
    }
    security::schemes(reader);
    reader.security = security::requirement(reader, root, &origin).unwrap_or_default();
}

/// What a document says of itself, field by field: one that is missing is no reason to lose the others.
fn info(reader: &mut Reader<'_>, value: &Value, at: &Origin) {
    let value = with_texts(reader.docs, value, at);
    let Some(info) = typed::<Map<String, Value>>(&value, "info", at, reader.diagnostics) else { return };
    let text = |key: &str| info.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut required = |key: &str| {
        text(key).unwrap_or_else(|| {
            let help =
                "it is read without; an `info` has a `title` and a `version`, which are texts (OpenAPI 3.0.3 §4.7.2)";
            let message = format!("the document's `info` has no `{key}`");
            reader.diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(at).help(help));
            String::new()
        })
    };
    (reader.api.title, reader.api.version) = (required("title"), required("version"));
    let more = |key: &str| reader.docs.root().get(key).filter(|_| key == "externalDocs");
    reader.api.description = labels::described(&text("description").unwrap_or_default(), more);
    reader.api.license = info.get("license").and_then(|license| license.get("name")?.as_str()).map(str::to_owned);
}

/// An entry whose texts are texts: `version: 1` without its quotes is a number to YAML, and everybody reads it as a
/// text; a long description may stand in a file of its own.
pub fn with_texts(docs: &Documents<'_>, entry: &Value, origin: &Origin) -> Value {
    let mut entry = entry.clone();
    for key in ["title", "version", "summary", "description"] {
        let Some(value) = entry.get_mut(key) else { continue };
        if value.is_number() || value.is_boolean() {
            *value = Value::String(value.to_string());
        } else if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            let target = docs.lookup(origin, reference).ok().and_then(|(v, _)| v.as_str());
            *value = Value::String(target.unwrap_or_default().to_owned());
        }
    }
    entry
}

/// An entry that may stand behind a reference, its texts being [texts](with_texts). Those beside the reference count before its own
/// (OpenAPI 3.1.1 §4.8.23).
pub fn with_words(docs: &Documents<'_>, named: (&Value, &Origin), entry: (&Value, &Origin)) -> Value {
    let mut texts = with_texts(docs, entry.0, entry.1);
    if named.0.get("$ref").is_some() && docs.siblings_count() {
        let beside = with_texts(docs, named.0, named.1);
        let said =
            ["summary", "description"].into_iter().filter_map(|key| Some((key.to_owned(), beside.get(key)?.clone())));
        if let Value::Object(texts) = &mut texts {
            texts.extend(said.filter(|(_, text)| text.is_string()));
        }
    }
    texts
}

/// The elements of an array that may be absent.
pub fn items(value: Option<&Value>) -> impl Iterator<Item = (usize, &Value)> {
    value.and_then(Value::as_array).into_iter().flatten().enumerate()
}

/// A copy without these keys.
pub fn without(value: &Value, keys: &[&str]) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter().filter(|(k, _)| !keys.contains(&k.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect(),
        ),
        other => other.clone(),
    }
}
