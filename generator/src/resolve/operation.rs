//! Paths into operations: references followed, every entry typed by `openapiv3`.

use std::collections::BTreeMap;

use openapiv3 as oas;
use serde_json::{Map, Value};

use super::document::{typed, with_texts, with_words, without};
use super::keywords::text;
use super::shape::Reader;
use super::{content, faults, handlers, hooks, labels, pages, parameter, route, samples, security, servers, streamed};
use crate::diag::{Code, Diagnostic, meant};
use crate::load::{FileId, Origin};
use crate::spec::{self, Doc, Operation, Server};

/// `query` came with OpenAPI 3.2.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// What else a path item has.
const FIELDS: [&str; 6] = ["$ref", "summary", "description", "servers", "parameters", "additionalOperations"];

/// Where paths stand; Microsoft's have those that differ by their query alone (`/blobs?comp=list`) apart.
const PATHS: [&str; 2] = ["paths", "x-ms-paths"];

pub fn read(reader: &mut Reader<'_>) {
    let mut ids: BTreeMap<String, Origin> = BTreeMap::new();
    PATHS.iter().for_each(|key| paths(reader, key, &mut ids));
    handlers::settle(&mut reader.api.operations);
}

fn paths(reader: &mut Reader<'_>, key: &str, ids: &mut BTreeMap<String, Origin>) {
    let docs = reader.docs;
    let found = docs.get(docs.root(), key, &Origin::root(FileId(0)), reader.diagnostics);
    let Some((Value::Object(paths), paths_at)) = found else { return };
    for (path, value) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
        let own = paths_at.child(path);
        if !path.starts_with('/') {
            reader.diagnostics.push(
                Diagnostic::new(Code::PathWithoutSlash, format!("the path `{path}` does not start with a slash"))
                    .at(&own)
                    .help("its operations are generated as if it did (OpenAPI 3.0.3 §4.7.8.1)"),
            );
        }
        // Microsoft's other paths have their query in them by intent.
        if key == "paths" {
            route::faults(path, &own, reader.diagnostics);
        }
        let items = path_items(reader, value, &own, "the operations of this path are left out");
        let path = format!("{}{path}", if path.starts_with('/') { "" } else { "/" });
        let mut seen = Vec::new();
        for item in items {
            for (method, value, at) in methods(reader, item.value, &item.at) {
                if seen.contains(&method) {
                    continue;
                }
                match value.and_then(|value| operation(reader, &path, &method, &item, value, &at)) {
                    Some(operation) => add(reader, operation, ids),
                    None => reader.api.skipped.push((method.clone(), path.clone())),
                }
                seen.push(method);
            }
        }
    }
}

/// A path item.
pub struct Item<'a> {
    pub value: &'a Value,
    pub at: Origin,
    /// Its summary and its description.
    pub words: Value,
}

/// A path item, and what it refers to: it may have fields beside its reference (OpenAPI 3.1.1 §4.8.9).
pub fn path_items<'a>(reader: &mut Reader<'a>, value: &'a Value, own: &Origin, lost: &str) -> Vec<Item<'a>> {
    let docs = reader.docs;
    let item =
        |(held, at): (&'a Value, Origin)| Item { value: held, words: with_words(docs, (value, own), (held, &at)), at };
    let mut items = vec![item((value, own.clone()))];
    if value.get("$ref").is_some() {
        match docs.follow(value, own) {
            Ok(found) => items.push(item(found)),
            Err(dangling) => dangling.report(Code::LostOperations, lost, reader.diagnostics),
        }
    }
    items
}

/// The operations of a path item, by method in upper case; one without a value is left out, which was said.
pub fn methods<'a>(reader: &mut Reader<'a>, item: &'a Value, at: &Origin) -> Vec<(String, Option<&'a Value>, Origin)> {
    let fields = match item {
        Value::Object(fields) => fields,
        Value::Null => return Vec::new(),
        _ => {
            let message = format!("a path item must be a mapping, not {}", faults::shown(item));
            let help = "it is left out; a path item is a mapping from methods such as `get` to operations";
            reader.diagnostics.push(Diagnostic::new(Code::InvalidEntry, message).at(at).help(help));
            return Vec::new();
        }
    };
    let fixed = METHODS.iter().filter_map(|m| {
        let (key, value) =
            fields.get_key_value(*m).or_else(|| fields.iter().find(|(k, _)| k.eq_ignore_ascii_case(m)))?;
        Some((key, m.to_uppercase(), value, at.child(key)))
    });
    let fixed: Vec<_> = fixed.collect();
    let mut lost = Vec::new();
    for (key, value) in fields {
        let read = fixed.iter().any(|(k, ..)| *k == key);
        let is_lost = field(reader, (key, value), read, at);
        lost.extend(is_lost.then(|| (key.to_uppercase(), None, at.child(key))));
    }
    let mut found = Vec::new();
    let more = fields.get("additionalOperations").and_then(Value::as_object);
    let more_at = at.child("additionalOperations");
    let custom = more.into_iter().flatten().map(|(m, v)| (m.clone(), v, more_at.child(m)));
    for (method, value, at) in fixed.into_iter().map(|(_, method, value, at)| (method, value, at)).chain(custom) {
        match reader.docs.follow(value, &at) {
            Ok((value, at)) => found.push((method, Some(value), at)),
            Err(dangling) => {
                dangling.report(Code::LostOperations, "the operation is left out", reader.diagnostics);
                found.push((method, None, at));
            }
        }
    }
    // Last: of two that differ in the case of their letters, the one that is read counts.
    found.extend(lost);
    found
}

/// Says of a field of a path item that it is not one as it is written; `read`: it is taken for a method all the same. Whether an
/// operation is lost by it.
fn field(reader: &mut Reader<'_>, (key, value): (&str, &Value), read: bool, at: &Origin) -> bool {
    let known = METHODS.iter().chain(&FIELDS);
    if known.clone().any(|k| *k == key) || key.starts_with("x-") {
        return false;
    }
    let at = at.child(key);
    if read {
        let message = format!("`{key}` is read as `{}`", key.to_lowercase());
        let help = "methods are written in lower case (OpenAPI 3.0.3 §4.7.9.1)";
        reader.diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&at).help(help));
        return false;
    }
    let (code, help) = match value {
        Value::Object(_) => (
            Code::InvalidEntry,
            "it is left out; other methods stand under `additionalOperations` (since OpenAPI 3.2), what is yours begins with `x-`",
        ),
        _ => (Code::IgnoredKeyword, "it has no effect; what is yours begins with `x-`"),
    };
    let hint = meant(&key.to_lowercase(), known.copied());
    let message = format!("a path item has no field `{key}`{hint}");
    reader.diagnostics.push(Diagnostic::new(code, message).at(&at).help(help));
    code == Code::InvalidEntry
}

/// Whether an id is one for machines: 32 hexadecimal digits or more, as a UUID has.
fn is_hash(id: &str) -> bool {
    let digits = id.chars().filter(|c| *c != '-');
    let (mut count, mut decimal) = (0, false);
    for digit in digits {
        if !digit.is_ascii_hexdigit() {
            return false;
        }
        count += 1;
        decimal |= digit.is_ascii_digit();
    }
    count >= 32 && decimal
}

/// Two operations of one id are two methods: one is named by its method and path as well, the second unless a record of names
/// says otherwise (`model/ids.rs`).
fn add(reader: &mut Reader<'_>, mut operation: Operation, ids: &mut BTreeMap<String, Origin>) {
    if let Some(first) = ids.get(&operation.id) {
        reader.diagnostics.push(
            Diagnostic::new(Code::DuplicateOperationId, format!("the operationId `{}` is used twice", operation.id))
                .at(&operation.origin.child("operationId"))
                .note("the first use", Some(&first.child("operationId")))
                .help("rename one: until then the method and the path are added to the name of one of them where they meet"),
        );
        operation.share_id(true);
    }
    ids.entry(operation.id.clone()).or_insert_with(|| operation.origin.clone());
    reader.api.operations.push(operation);
}

fn operation<'a>(
    reader: &mut Reader<'a>,
    path: &str,
    method: &str,
    item: &Item<'a>,
    value: &'a Value,
    origin: &Origin,
) -> Option<Operation> {
    // Only the head is typed as a whole: parameters, bodies and responses are entries of their own.
    let parts = ["parameters", "requestBody", "responses", "callbacks", "servers", "externalDocs", "security"];
    let mut head = without(&with_texts(reader.docs, value, origin), &parts);
    if let Value::Object(map) = &mut head {
        map.insert("responses".to_owned(), Value::Object(Map::new()));
    }
    let head = typed::<oas::Operation>(&head, "operation", origin, reader.diagnostics)?;
    let (title, description) = texts(head.summary, head.description, item);
    let id = head.operation_id.filter(|id| !id.is_empty() && !is_hash(id)).unwrap_or_else(|| {
        let message = match value.get("operationId").and_then(Value::as_str) {
            Some(hash) if !hash.is_empty() => "the operationId is a hash, and no name",
            _ => "an operation has no operationId",
        };
        reader.diagnostics.push(
            Diagnostic::new(Code::MissingOperationId, message)
                .at(origin)
                .help("add one to choose the name of the method"),
        );
        spec::by_route(method, path)
    });
    let mut parameters = parameter::read(reader, [(item.value, &item.at), (value, origin)]);
    let route = route::read(reader, path, &parameters, origin);
    parameter::mend(reader, &route, &mut parameters, origin);
    let security = security::of_operation(reader, value, origin);
    security::without_keys(reader, &security, &mut parameters);
    let mut responses = content::responses(reader, value, origin);
    streamed::read(reader, value, origin, &mut responses);
    let mut body = content::body(reader, value, origin, content::Sender::Caller);
    body.iter_mut().for_each(|body| samples::read(value, body));
    let operation = Operation {
        id,
        shared_id: None,
        // It takes all operations to tell what a framework wrote.
        handler: None,
        method: method.to_owned(),
        path: path.to_owned(),
        route,
        called: labels::said(value, "x-speakeasy-name-override"),
        tag: labels::said(value, "x-speakeasy-group").or(head.tags.into_iter().next()),
        doc: Doc {
            title,
            description: labels::described(&description, |key| value.get(key)),
            deprecated: head.deprecated,
        },
        parameters,
        body,
        responses,
        callbacks: hooks::callbacks(reader, value, origin),
        pages: pages::read(reader, value, origin),
        security,
        servers: own_servers(reader, (item.value, &item.at), (value, origin)),
        in_chunks: value.pointer("/x-appwrite/type").and_then(Value::as_str) == Some("upload"),
        origin: origin.clone(),
    };
    sockets(reader, value, &operation);
    Some(operation)
}

/// The summary and the description of an operation: those of its path are about each of its operations (OpenAPI 3.0.3
/// §4.7.9.1). One that describes itself is no better off with a title that it shares.
pub fn texts(summary: Option<String>, description: Option<String>, item: &Item<'_>) -> (String, String) {
    let shared = |key: &str| text(&item.words, key);
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (summary, description) = (said(summary), said(description));
    let title = summary.unwrap_or_else(|| if description.is_none() { shared("summary") } else { String::new() });
    (title, description.unwrap_or_else(|| shared("description")))
}

/// Says that a call that would go on in another protocol does not.
fn sockets(reader: &mut Reader<'_>, value: &Value, operation: &Operation) {
    let has = |status: &str| operation.responses.iter().any(|r| r.status.starts_with(status));
    if value.get("x-dropshot-websocket").is_some() || has("101") && !has("2") {
        let what = format!("`{}` opens a WebSocket, which the SDK does not speak", operation.id);
        reader.diagnostics.push(
            Diagnostic::new(Code::IgnoredKeyword, what)
                .at(&operation.origin)
                .help("its method makes the plain call; open the socket with a library for it, at the same URL"),
        );
    }
}

/// The servers of an operation, else those of its path.
fn own_servers(reader: &mut Reader<'_>, item: (&Value, &Origin), own: (&Value, &Origin)) -> Vec<Server> {
    let found = servers::read(reader, own.0, own.1);
    if found.is_empty() { servers::read(reader, item.0, item.1) } else { found }
}
