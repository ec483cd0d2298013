//! Fields that an object does not have, and that are spelled much like one that it has. Which fields there are is one table: of all
//! dialects together, since only likeness counts.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::refs::Documents;
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::load::{FileId, Origin};

/// An object of the specification.
#[derive(Clone, Copy, PartialEq)]
enum Object {
    Document,
    Components,
    PathItem,
    Callback,
    Operation,
    Parameter,
    Body,
    Media,
    Response,
    Schema,
}

/// What a field holds.
#[derive(Clone, Copy)]
enum Holds {
    /// Data, or what is not looked into.
    Data,
    /// An object; a list of them where the specification allows both.
    One(Object),
    /// A list or a mapping of objects, whose keys are names.
    Each(Object),
}

use Holds::{Data, Each, One};

impl Object {
    fn words(self) -> &'static str {
        match self {
            Self::Document => "the document",
            Self::Components => "the components",
            Self::PathItem => "a path item",
            Self::Callback => "a callback",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter or header",
            Self::Body => "a request body",
            Self::Media => "a media type",
            Self::Response => "a response",
            Self::Schema => "a schema",
        }
    }

    /// The fields that hold something else than data, then the others.
    fn fields(self) -> (&'static [(&'static str, Holds)], &'static [&'static str]) {
        match self {
            Self::Document => (
                &[
                    ("paths", Each(Self::PathItem)),
                    ("x-ms-paths", Each(Self::PathItem)),
                    ("webhooks", Each(Self::PathItem)),
                    ("x-webhooks", Each(Self::PathItem)),
                    ("components", One(Self::Components)),
                    ("definitions", Each(Self::Schema)),
                    ("parameters", Each(Self::Parameter)),
                    ("responses", Each(Self::Response)),
                ],
                &[
                    "openapi",
                    "swagger",
                    "info",
                    "servers",
                    "security",
                    "tags",
                    "externalDocs",
                    "jsonSchemaDialect",
                    "$self",
                    "host",
                    "basePath",
                    "schemes",
                    "consumes",
                    "produces",
                    "securityDefinitions",
                ],
            ),
            Self::Components => (
                &[
                    ("schemas", Each(Self::Schema)),
                    ("responses", Each(Self::Response)),
                    ("parameters", Each(Self::Parameter)),
                    ("requestBodies", Each(Self::Body)),
                    ("headers", Each(Self::Parameter)),
                    ("callbacks", Each(Self::Callback)),
                    ("pathItems", Each(Self::PathItem)),
                    ("mediaTypes", Each(Self::Media)),
                ],
                &["examples", "securitySchemes", "links"],
            ),
            // `operation.rs` reports all that it does not have.
            Self::PathItem => (
                &[
                    ("get", One(Self::Operation)),
                    ("put", One(Self::Operation)),
                    ("post", One(Self::Operation)),
                    ("delete", One(Self::Operation)),
                    ("options", One(Self::Operation)),
                    ("head", One(Self::Operation)),
                    ("patch", One(Self::Operation)),
                    ("trace", One(Self::Operation)),
                    ("query", One(Self::Operation)),
                    ("additionalOperations", Each(Self::Operation)),
                    ("parameters", Each(Self::Parameter)),
                ],
                &[],
            ),
            Self::Callback => (&[], &[]),
            Self::Operation => (
                &[
                    ("parameters", Each(Self::Parameter)),
                    ("requestBody", One(Self::Body)),
                    ("responses", Each(Self::Response)),
                    ("callbacks", Each(Self::Callback)),
                ],
                &[
                    "tags",
                    "summary",
                    "description",
                    "externalDocs",
                    "operationId",
                    "deprecated",
                    "security",
                    "servers",
                    "consumes",
                    "produces",
                    "schemes",
                ],
            ),
            Self::Parameter => (
                &[("schema", One(Self::Schema)), ("content", Each(Self::Media)), ("items", One(Self::Schema))],
                &[
                    "name",
                    "in",
                    "description",
                    "required",
                    "deprecated",
                    "allowEmptyValue",
                    "style",
                    "explode",
                    "allowReserved",
                    "example",
                    "examples",
                    "type",
                    "format",
                    "collectionFormat",
                    "default",
                    "enum",
                    "maximum",
                    "exclusiveMaximum",
                    "minimum",
                    "exclusiveMinimum",
                    "maxLength",
                    "minLength",
                    "pattern",
                    "maxItems",
                    "minItems",
                    "uniqueItems",
                    "multipleOf",
                ],
            ),
            Self::Body => (&[("content", Each(Self::Media))], &["description", "required"]),
            Self::Media => (
                &[("schema", One(Self::Schema)), ("itemSchema", One(Self::Schema))],
                &["example", "examples", "encoding", "prefixEncoding", "itemEncoding"],
            ),
            Self::Response => (
                &[("content", Each(Self::Media)), ("headers", Each(Self::Parameter)), ("schema", One(Self::Schema))],
                &["summary", "description", "links", "examples"],
            ),
            Self::Schema => (
                &[
                    ("properties", Each(Self::Schema)),
                    ("patternProperties", Each(Self::Schema)),
                    ("$defs", Each(Self::Schema)),
                    ("definitions", Each(Self::Schema)),
                    ("dependentSchemas", Each(Self::Schema)),
                    ("allOf", Each(Self::Schema)),
                    ("anyOf", Each(Self::Schema)),
                    ("oneOf", Each(Self::Schema)),
                    ("prefixItems", Each(Self::Schema)),
                    ("items", One(Self::Schema)),
                    ("additionalProperties", One(Self::Schema)),
                    ("unevaluatedProperties", One(Self::Schema)),
                    ("unevaluatedItems", One(Self::Schema)),
                    ("additionalItems", One(Self::Schema)),
                    ("contains", One(Self::Schema)),
                    ("propertyNames", One(Self::Schema)),
                    ("contentSchema", One(Self::Schema)),
                    ("not", One(Self::Schema)),
                    ("if", One(Self::Schema)),
                    ("then", One(Self::Schema)),
                    ("else", One(Self::Schema)),
                ],
                &[
                    "$schema",
                    "$id",
                    "id",
                    "$anchor",
                    "$dynamicRef",
                    "$dynamicAnchor",
                    "$recursiveRef",
                    "$recursiveAnchor",
                    "$vocabulary",
                    "$comment",
                    "dependentRequired",
                    "dependencies",
                    "type",
                    "enum",
                    "const",
                    "multipleOf",
                    "maximum",
                    "exclusiveMaximum",
                    "minimum",
                    "exclusiveMinimum",
                    "maxLength",
                    "minLength",
                    "pattern",
                    "maxItems",
                    "minItems",
                    "uniqueItems",
                    "maxContains",
                    "minContains",
                    "maxProperties",
                    "minProperties",
                    "required",
                    "format",
                    "contentEncoding",
                    "contentMediaType",
                    "title",
                    "description",
                    "default",
                    "deprecated",
                    "readOnly",
                    "writeOnly",
                    "example",
                    "examples",
                    "nullable",
                    "discriminator",
                    "xml",
                    "externalDocs",
                ],
            ),
        }
    }
}

/// Looks at every object of the entry document, and at those of other files that it refers to.
pub fn check(docs: &Documents<'_>, diagnostics: &mut Diagnostics) {
    let mut todo = vec![(docs.root(), Object::Document, Origin::root(FileId(0)))];
    let mut seen = BTreeSet::new();
    // A list, not recursion: a document may be deep.
    while let Some((value, object, at)) = todo.pop() {
        let Some(map) = value.as_object() else { continue };
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            // What is in the entry document is looked at where it stands.
            if let Ok((target, at)) = docs.lookup(at.file, reference)
                && at.file != FileId(0)
                && seen.insert(at.clone())
            {
                todo.push((target, object, at));
            }
            continue;
        }
        misspelt(map, object, &at, diagnostics);
        let before = todo.len();
        for (key, value) in map {
            match holds(object, key) {
                Data => {}
                One(object) if !value.is_array() => todo.push((value, object, at.child(key))),
                One(object) | Each(object) => {
                    let at = at.child(key);
                    match value {
                        Value::Array(list) => {
                            todo.extend(list.iter().enumerate().map(|(i, v)| (v, object, at.index(i))))
                        }
                        Value::Object(map) => {
                            let named = map.iter().filter(|(name, _)| !may_be_extended(object) || !is_extension(name));
                            todo.extend(named.map(|(name, value)| (value, object, at.child(name))));
                        }
                        _ => {}
                    }
                }
            }
        }
        // In document order.
        if let Some(added) = todo.get_mut(before..) {
            added.reverse();
        }
    }
}

fn holds(object: Object, key: &str) -> Holds {
    match object {
        // Its keys are expressions.
        Object::Callback if !is_extension(key) => One(Object::PathItem),
        _ => object.fields().0.iter().find(|(name, _)| *name == key).map_or(Data, |(_, holds)| *holds),
    }
}

/// Whether a mapping of such objects may have extensions among them (OpenAPI 3.0.3 §4.7.8, §4.7.16).
fn may_be_extended(object: Object) -> bool {
    matches!(object, Object::PathItem | Object::Response)
}

fn is_extension(key: &str) -> bool {
    key.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
}

fn misspelt(map: &Map<String, Value>, object: Object, at: &Origin, diagnostics: &mut Diagnostics) {
    let (holding, others) = object.fields();
    if others.is_empty() {
        return;
    }
    let known = || holding.iter().map(|(name, _)| *name).chain(others.iter().copied());
    for key in map.keys().filter(|key| !is_extension(key) && known().all(|name| name != *key)) {
        let Some(near) = meant(key, known()) else { continue };
        let message = format!("`{key}` is no field of {}; did you mean `{near}`?", object.words());
        let help = "it has no effect; correct it, or begin its name with `x-`";
        diagnostics.push_once(Diagnostic::new(Code::MisspeltField, message).at(&at.child(key)).help(help));
    }
}

/// The field that one or two slips made of: names of fields are words, and others have a part in common with them.
fn meant<'a>(key: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    if let Some(same) = known.clone().find(|name| name.eq_ignore_ascii_case(key)) {
        return Some(same);
    }
    let slips = if key.chars().count() < 8 { 1 } else { 2 };
    nearest(key, known).filter(|near| strsim::osa_distance(near, key) <= slips)
}
