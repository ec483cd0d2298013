//! Calls that the API makes: webhooks, and the callbacks of operations. Their form is that of operations.

use openapiv3 as oas;
use serde_json::{Map, Value};

use super::document::{typed, with_texts, without};
use super::operation::{Item, methods, path_items, texts};
use super::shape::Reader;
use super::{content, parameter};
use crate::diag::{Code, Diagnostic};
use crate::load::{FileId, Origin};
use crate::spec::{Callback, Doc, Hook};

/// The webhooks of the document. Those of 3.0 stand in an extension that has the same form.
pub fn webhooks(reader: &mut Reader<'_>) {
    let docs = reader.docs;
    for key in ["webhooks", "x-webhooks"] {
        let found = docs.get(docs.root(), key, &Origin::root(FileId(0)), reader.diagnostics);
        let Some((Value::Object(entries), at)) = found else { continue };
        for (name, item) in entries.iter().filter(|(name, _)| !name.starts_with("x-")) {
            let hooks = calls(reader, name, item, &at.child(name));
            reader.api.webhooks.extend(hooks);
        }
    }
}

/// The callbacks of an operation, in document order.
pub fn callbacks<'a>(reader: &mut Reader<'a>, operation: &'a Value, at: &Origin) -> Vec<Callback> {
    let mut callbacks = Vec::new();
    let docs = reader.docs;
    let Some((list, at)) = docs.get(operation, "callbacks", at, reader.diagnostics) else { return callbacks };
    for name in list.as_object().into_iter().flat_map(Map::keys).filter(|name| !name.starts_with("x-")) {
        let found = docs.get(list, name, &at, reader.diagnostics);
        let Some((Value::Object(expressions), at)) = found else { continue };
        for (expression, item) in expressions.iter().filter(|(key, _)| !key.starts_with("x-")) {
            for hook in calls(reader, name, item, &at.child(expression)) {
                callbacks.push(Callback { expression: expression.clone(), hook });
            }
        }
    }
    callbacks
}

/// Every call of a path item; `POST`, the method that webhooks use, first.
fn calls<'a>(reader: &mut Reader<'a>, name: &str, item: &'a Value, own: &Origin) -> Vec<Hook> {
    let mut hooks: Vec<Hook> = Vec::new();
    for item in path_items(reader, item, own, "the calls of this entry are left out") {
        for (method, value, at) in methods(reader, item.value, &item.at) {
            if let Some(value) = value.filter(|_| hooks.iter().all(|h| h.method != method)) {
                hooks.extend(hook(reader, name, method, &item, value, &at));
            }
        }
    }
    hooks.sort_by_key(|h| h.method != "POST");
    hooks
}

fn hook<'a>(
    reader: &mut Reader<'a>,
    name: &str,
    method: String,
    item: &Item<'a>,
    value: &'a Value,
    origin: &Origin,
) -> Option<Hook> {
    let parts = ["parameters", "requestBody", "responses", "callbacks", "servers", "externalDocs", "security", "tags"];
    let mut head = without(&with_texts(reader.docs, value, origin), &parts);
    if let Value::Object(map) = &mut head {
        map.insert("responses".to_owned(), Value::Object(Map::new()));
    }
    let head = typed::<oas::Operation>(&head, "call", origin, reader.diagnostics)?;
    if value.get("callbacks").is_some() {
        reader.diagnostics.push(
            Diagnostic::new(Code::IgnoredKeyword, format!("`{name}` has callbacks of its own"))
                .at(&origin.child("callbacks"))
                .help("what the API calls in answer to an answer is not generated"),
        );
    }
    let (title, description) = texts(head.summary, head.description, item);
    let body = content::body(reader, value, origin, content::Sender::Hook);
    Some(Hook {
        name: name.to_owned(),
        method,
        doc: Doc { title, description: description.trim().to_owned(), deprecated: head.deprecated },
        parameters: parameter::read(reader, [(item.value, &item.at), (value, origin)]),
        example: body.as_ref().and_then(|body| body.content.first()?.example.clone()),
        body,
        responses: content::responses(reader, value, origin),
        origin: origin.clone(),
    })
}
