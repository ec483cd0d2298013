//! Paths into operations: path-level parameters merged, references followed, every entry typed by `openapiv3`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use openapiv3 as oas;
use serde_json::{Map, Value};

use super::document::{items, typed};
use super::refs;
use super::shape::Reader;
use crate::diag::{Code, Diagnostic};
use crate::load::{FileId, Origin};
use crate::spec::{Body, Content, Doc, Operation, Parameter, Place, Response, Style};

static ANYTHING: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));

static STRING: LazyLock<Value> = LazyLock::new(|| serde_json::json!({"type": "string"}));

/// `query` came with OpenAPI 3.2.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

pub fn read(reader: &mut Reader<'_>) {
    let root = reader.root;
    let paths_at = Origin::root(FileId(0)).child("paths");
    let mut ids: BTreeMap<String, Origin> = BTreeMap::new();
    for (path, item) in root.get("paths").and_then(Value::as_object).into_iter().flatten() {
        if !path.starts_with('/') {
            continue;
        }
        let Some((item, at)) = refs::follow(root, item, &paths_at.child(path), reader.diagnostics) else { continue };
        for method in METHODS {
            let Some(value) = item.get(method) else { continue };
            let origin = at.child(method);
            let Some(operation) = operation(reader, path, method, item, &at, value, &origin) else { continue };
            if let Some(first) = ids.insert(operation.id.clone(), origin.clone()) {
                reader.diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateOperationId,
                        format!("the operationId `{}` is used twice", operation.id),
                    )
                    .at(&origin.child("operationId"))
                    .note("the first use", Some(&first.child("operationId")))
                    .help("rename one: it becomes the name of a method"),
                );
            }
            reader.api.operations.push(operation);
        }
    }
}

fn operation<'a>(
    reader: &mut Reader<'a>,
    path: &str,
    method: &str,
    item: &'a Value,
    item_at: &Origin,
    value: &'a Value,
    origin: &Origin,
) -> Option<Operation> {
    // Only the head is typed as a whole: parameters, bodies and responses are entries of their own.
    let mut head = without(value, &["parameters", "requestBody", "responses", "callbacks", "servers"]);
    if let Value::Object(map) = &mut head {
        map.insert("responses".to_owned(), Value::Object(Map::new()));
    }
    let head = typed::<oas::Operation>(&head, "operation", origin, reader.diagnostics)?;
    let id = head.operation_id.unwrap_or_else(|| {
        reader.diagnostics.push(
            Diagnostic::new(Code::MissingOperationId, format!("{} {path} has no operationId", method.to_uppercase()))
                .at(origin)
                .help("add one to choose the name of the method"),
        );
        format!("{method} {path}")
    });
    let mut parameters: Vec<Parameter> = Vec::new();
    for (holder, at) in [(item, item_at), (value, origin)] {
        for (index, value) in items(holder.get("parameters")) {
            let at = at.child("parameters").index(index);
            let Some(parameter) = parameter(reader, value, &at) else { continue };
            match parameters.iter_mut().find(|p| p.name == parameter.name && p.place == parameter.place) {
                Some(old) => *old = parameter,
                None => parameters.push(parameter),
            }
        }
    }
    mend_path_parameters(reader, path, &mut parameters, origin);
    let body = value.get("requestBody").and_then(|body| self::body(reader, body, &origin.child("requestBody")));
    let mut responses = Vec::new();
    let responses_at = origin.child("responses");
    for (status, value) in value.get("responses").and_then(Value::as_object).into_iter().flatten() {
        if status.starts_with("x-") {
            continue;
        }
        let at = responses_at.child(status);
        let Some((value, at)) = refs::follow(reader.root, value, &at, reader.diagnostics) else { continue };
        responses.push(Response {
            status: status.clone(),
            description: value.get("description").and_then(Value::as_str).unwrap_or_default().trim().to_owned(),
            content: content(reader, value, &at),
        });
    }
    Some(Operation {
        id,
        method: method.to_uppercase(),
        path: path.to_owned(),
        tag: head.tags.into_iter().next(),
        doc: Doc {
            title: head.summary.unwrap_or_default(),
            description: head.description.unwrap_or_default().trim().to_owned(),
            deprecated: head.deprecated,
        },
        parameters,
        body,
        responses,
        security: security(value.get("security").or_else(|| reader.root.get("security"))),
        origin: origin.clone(),
    })
}

/// A place of the template without a parameter is a required string; a path parameter without a place is unused.
fn mend_path_parameters(reader: &mut Reader<'_>, path: &str, parameters: &mut Vec<Parameter>, origin: &Origin) {
    let places: Vec<&str> =
        path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect();
    parameters.retain(|p| {
        let used = p.place != Place::Path || places.contains(&p.name.as_str());
        if !used {
            reader.diagnostics.push(
                Diagnostic::new(
                    Code::PathParameter,
                    format!("`{path}` has no `{{{}}}`; the parameter is not sent", p.name),
                )
                .at(&p.origin)
                .help("add it to the path template or remove the parameter"),
            );
        }
        used
    });
    for place in places {
        if parameters.iter().any(|p| p.place == Place::Path && p.name == place) {
            continue;
        }
        reader.diagnostics.push(
            Diagnostic::new(
                Code::PathParameter,
                format!("`{{{place}}}` of `{path}` is not declared; it is taken as a string"),
            )
            .at(origin)
            .help("declare it as a path parameter (OpenAPI 3.0.3 §4.7.8.1)"),
        );
        let at = origin.child("parameters").child(place);
        parameters.push(Parameter {
            name: place.to_owned(),
            place: Place::Path,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
            required: true,
            doc: Doc::default(),
            shape: reader.schema(&STRING, &at),
            example: None,
            origin: origin.clone(),
        });
    }
}

fn parameter<'a>(reader: &mut Reader<'a>, value: &'a Value, at: &Origin) -> Option<Parameter> {
    let (value, at) = refs::follow(reader.root, value, at, reader.diagnostics)?;
    // The schema is read by our own reader; `openapiv3` only needs to know that there is one.
    let mut head = without(value, &["schema", "content", "example", "examples"]);
    if let Value::Object(map) = &mut head {
        map.insert("schema".to_owned(), Value::Object(Map::new()));
        // OpenAPI 3.0.3 §4.7.12.2: a path parameter is required whatever it says.
        if map.get("in").and_then(Value::as_str) == Some("path") {
            map.insert("required".to_owned(), Value::Bool(true));
        }
    }
    let typed = typed::<oas::Parameter>(&head, "parameter", &at, reader.diagnostics)?;
    let (place, style, allow_reserved) = match &typed {
        oas::Parameter::Path { style, .. } => (
            Place::Path,
            match style {
                oas::PathStyle::Simple => Style::Simple,
                oas::PathStyle::Label => Style::Label,
                oas::PathStyle::Matrix => Style::Matrix,
            },
            false,
        ),
        oas::Parameter::Query { style, allow_reserved, .. } => (
            Place::Query,
            match style {
                oas::QueryStyle::Form => Style::Form,
                oas::QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                oas::QueryStyle::PipeDelimited => Style::PipeDelimited,
                oas::QueryStyle::DeepObject => Style::DeepObject,
            },
            *allow_reserved,
        ),
        oas::Parameter::Header { .. } => (Place::Header, Style::Simple, false),
        oas::Parameter::Cookie { .. } => (Place::Cookie, Style::Form, false),
    };
    let data = typed.parameter_data();
    let shape = match (value.get("schema"), value.get("content").and_then(Value::as_object)) {
        (Some(schema), _) => reader.schema(schema, &at.child("schema")),
        (None, Some(content)) => {
            let (media, entry) = content.iter().next()?;
            reader.diagnostics.push(
                Diagnostic::new(
                    Code::IgnoredKeyword,
                    format!("the parameter `{}` is `content`-typed; it is sent as its schema says", data.name),
                )
                .at(&at)
                .help("JSON-typed parameters are planned"),
            );
            let at = at.child("content").child(media).child("schema");
            match entry.get("schema") {
                Some(schema) => reader.schema(schema, &at),
                None => reader.schema(&ANYTHING, &at),
            }
        }
        (None, None) => reader.schema(&STRING, &at.child("schema")),
    };
    Some(Parameter {
        name: data.name.clone(),
        place,
        style,
        explode: data.explode.unwrap_or(style == Style::Form),
        allow_reserved,
        required: data.required,
        doc: Doc {
            title: String::new(),
            description: data.description.clone().unwrap_or_default().trim().to_owned(),
            deprecated: data.deprecated.unwrap_or(false),
        },
        shape,
        example: value.get("example").cloned().or_else(|| {
            let examples = value.get("examples").and_then(Value::as_object)?;
            examples.values().next()?.get("value").cloned()
        }),
        origin: at,
    })
}

fn body<'a>(reader: &mut Reader<'a>, value: &'a Value, at: &Origin) -> Option<Body> {
    let (value, at) = refs::follow(reader.root, value, at, reader.diagnostics)?;
    let mut emptied = without(value, &["content"]);
    if let Value::Object(map) = &mut emptied {
        map.insert("content".to_owned(), Value::Object(Map::new()));
    }
    let head = typed::<oas::RequestBody>(&emptied, "request body", &at, reader.diagnostics)?;
    Some(Body {
        // OpenAPI 3.0.3 §4.7.13.1: absent means false.
        required: head.required,
        description: head.description.unwrap_or_default(),
        content: content(reader, value, &at),
        origin: at,
    })
}

fn content<'a>(reader: &mut Reader<'a>, value: &'a Value, at: &Origin) -> Vec<Content> {
    let at = at.child("content");
    let entries = value.get("content").and_then(Value::as_object);
    entries
        .into_iter()
        .flatten()
        .map(|(media, entry)| Content {
            media: media.clone(),
            shape: entry.get("schema").map(|s| reader.schema(s, &at.child(media).child("schema"))),
        })
        .collect()
}

fn security(value: Option<&Value>) -> Vec<Vec<String>> {
    items(value).filter_map(|(_, group)| group.as_object()).map(|group| group.keys().cloned().collect()).collect()
}

/// A copy without these keys.
fn without(value: &Value, keys: &[&str]) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter().filter(|(k, _)| !keys.contains(&k.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect(),
        ),
        other => other.clone(),
    }
}
