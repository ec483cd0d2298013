//! Parameters, each typed by `openapiv3`, its schema read by our own reader; those that path and template disagree on.

use std::sync::LazyLock;

use openapiv3 as oas;
use serde_json::{Map, Value};

use super::document::{items, typed, with_texts, without};
use super::shape::Reader;
use crate::diag::{Code, Diagnostic};
use crate::load::Origin;
use crate::spec::{Doc, Parameter, Place, Style};

static ANYTHING: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));

static STRING: LazyLock<Value> = LazyLock::new(|| serde_json::json!({"type": "string"}));

/// Path-level and own parameters; an own one replaces that of the path (OpenAPI 3.0.3 §4.7.9.1).
pub fn read<'a>(reader: &mut Reader<'a>, holders: [(&'a Value, &Origin); 2]) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for (holder, at) in holders {
        let Some((list, at)) = reader.docs.get(holder, "parameters", at, reader.diagnostics) else { continue };
        for (index, value) in items(Some(list)) {
            let Some(parameter) = parameter(reader, value, &at.index(index)) else { continue };
            match parameters.iter_mut().find(|p| p.name == parameter.name && p.place == parameter.place) {
                Some(old) => *old = parameter,
                None => parameters.push(parameter),
            }
        }
    }
    parameters
}

/// A place of the template without a parameter is a required string; a path parameter without a place is unused.
pub fn mend(reader: &mut Reader<'_>, path: &str, parameters: &mut Vec<Parameter>, origin: &Origin) {
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
    let (value, at) = match reader.docs.follow(value, at) {
        Ok(found) => found,
        Err(dangling) => {
            dangling.report(Code::DanglingReference, "the parameter is left out", reader.diagnostics);
            return None;
        }
    };
    // The schema is read by our own reader; `openapiv3` only needs to know that there is one.
    let mut head = without(&with_texts(reader.docs, value, &at), &["schema", "content", "example", "examples"]);
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
            reader.docs.target(examples.values().next()?, at.file).get("value").cloned()
        }),
        origin: at,
    })
}
