//! The keywords of one schema, read without looking at any other.

use serde_json::{Map, Value};

use super::faults;
use super::formats;
use super::labels::{self, Labels};
use super::values;
use crate::load::Origin;
use crate::spec::{Bound, Constant, Direction, Doc, Lent, Limits, Node, Shape};

/// Keywords that give a schema a structure of its own beside references, `allOf` and choices.
pub const OWN: [&str; 13] = [
    "properties",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "required",
    "items",
    "prefixItems",
    "enum",
    "x-extensible-enum",
    "const",
    "format",
    "contentEncoding",
    "contentMediaType",
];

/// The values of `type`, save `null` (OpenAPI 3.0.3 §4.7.24).
pub const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];

/// A node that says nothing but its structure.
pub fn bare(shape: Shape, origin: Origin) -> Node {
    Node {
        shape,
        nullable: false,
        doc: Doc::default(),
        default: None,
        example: None,
        direction: Direction::Both,
        constant: None,
        alone: false,
        folded: Vec::new(),
        lent: Lent::default(),
        origin,
    }
}

/// Whether a text is a boolean in quotes.
pub fn is_boolean_text(value: &Value) -> bool {
    matches!(value.as_str(), Some("true" | "false"))
}

/// What a schema says about itself.
pub fn annotate(node: &mut Node, map: &Map<String, Value>) {
    let flag = |key: &str| map.get(key).and_then(Value::as_bool).unwrap_or(false);
    let said = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let description = labels::described(&said("description"), |key| map.get(key));
    node.doc = Doc { title: said("title"), description, deprecated: flag("deprecated") };
    node.default = map.get("default").cloned();
    // `examples` is an array in 3.1.
    node.example = map.get("example").or_else(|| map.get("examples")?.as_array()?.first()).cloned();
    node.constant = values::constant(map);
    node.direction = match (flag("readOnly"), flag("writeOnly")) {
        (true, false) => Direction::Read,
        (false, true) => Direction::Write,
        _ => Direction::Both,
    };
    let listed = |key: &str, null: fn(&Value) -> bool| {
        map.get(key).and_then(Value::as_array).is_some_and(|l| l.len() > 1 && l.iter().any(null))
    };
    // A constant rules `null` out that is one of the types.
    let constant = map.get("const").is_some_and(|value| !value.is_null());
    // `nullable` of 3.0, `x-nullable` of 2.0, and what JSON Schema offers (OpenAPI 3.1).
    node.nullable = flag("nullable")
        || flag("x-nullable")
        || listed("type", |v| v.as_str() == Some("null")) && !constant
        || listed("enum", Value::is_null);
    annotate_by_arms(node, map);
}

/// What the arms of `allOf` say about it, the later ones first, where it says nothing itself. What they refer to says what it is
/// itself.
fn annotate_by_arms(node: &mut Node, map: &Map<String, Value>) {
    let arms = map.get("allOf").and_then(Value::as_array).into_iter().flatten().rev();
    for arm in arms.filter_map(Value::as_object).filter(|arm| !arm.contains_key("$ref")) {
        let mut said = bare(Shape::Any, node.origin.clone());
        annotate(&mut said, arm);
        if node.doc.title.is_empty() && node.doc.description.is_empty() {
            node.doc.title = std::mem::take(&mut said.doc.title);
            node.doc.description = std::mem::take(&mut said.doc.description);
        }
        match only_annotates(arm) {
            // An arm that has no type has no effect on `null` (OpenAPI 3.0.3 §4.7.24.1); it is taken as it was meant.
            true => node.nullable |= said.nullable,
            // Of an arm that has values of its own they may be those of a part.
            false => (said.default, said.example) = (None, None),
        }
        node.adopt(said);
    }
}

/// Whether a schema says nothing of which values it has.
pub fn only_annotates(map: &Map<String, Value>) -> bool {
    const ANNOTATIONS: [&str; 13] = [
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "nullable",
        "externalDocs",
        "xml",
        "$comment",
        "$schema",
    ];
    let annotates = |key: &str| ANNOTATIONS.contains(&key) || key.starts_with("x-") && !OWN.contains(&key);
    map.keys().all(|key| annotates(key))
}

/// Whether an arm of a choice says no more than `nullable`: who writes one means `null` by it.
pub fn is_null(arm: &Map<String, Value>) -> bool {
    only_annotates(arm) && arm.get("nullable") == Some(&Value::Bool(true))
}

/// Whether a schema is a choice between others, and says nothing else.
pub fn is_choice(schema: &Value) -> bool {
    let one = schema.as_object().filter(|map| map.len() == 1);
    one.is_some_and(|map| map.contains_key("anyOf") || map.contains_key("oneOf"))
}

/// A text, trimmed; empty when there is none.
pub fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// Whether an arm of a choice has no structure, only conditions on that of its owner.
pub fn only_checks(arm: &Value) -> bool {
    let Some(map) = arm.as_object() else { return false };
    let checks = ["required", "not", "if", "then", "else", "minProperties", "maxProperties", "dependentRequired"];
    let nested = |key: &str| map.get(key).and_then(Value::as_array).is_some_and(|l| l.iter().all(only_checks));
    let silent = ["title", "description", "type"];
    let check = |key: &str| match key {
        "allOf" | "anyOf" | "oneOf" => nested(key),
        "properties" => map.get(key).and_then(Value::as_object).is_some_and(|p| p.values().all(forbids)),
        key => checks.contains(&key) || silent.contains(&key),
    };
    map.keys().any(|k| checks.contains(&k.as_str()) || k == "properties") && map.keys().all(|k| check(k))
}

/// Whether a property is only named to be shut out or left open.
fn forbids(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::Object(map) => map.is_empty() || map.len() == 1 && map.contains_key("not"),
        _ => false,
    }
}

/// The kinds of `type` without `null`; that alone where nothing else is there, or no other value is.
pub fn kinds(map: &Map<String, Value>) -> Vec<&str> {
    if values(map).is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null)) {
        return vec!["null"];
    }
    match map.get("type") {
        Some(Value::Array(kinds)) => {
            let all: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            let mut real: Vec<&str> = all.iter().copied().filter(|k| *k != "null").collect();
            if real.contains(&"number") {
                // Every whole number is a number (JSON Schema 2020-12 §6.1.1).
                real.retain(|k| *k != "integer");
            }
            real.dedup();
            values::narrow(map, &mut real);
            if real.is_empty() { all.into_iter().take(1).collect() } else { real }
        }
        // Numbers that are all whole are written so, and no caller would write `1.0` for the `1` of an enum.
        Some(Value::String(kind)) if kind == "number" && values(map).is_some_and(whole) => vec!["integer"],
        Some(Value::String(kind)) => vec![kind],
        _ => Vec::new(),
    }
}

fn whole(values: &[Value]) -> bool {
    !values.is_empty() && values.iter().all(|v| v.is_i64() || v.is_null()) && values.iter().any(Value::is_i64)
}

/// The values of an enum of texts beside `type: array`: those of the elements.
pub fn of_elements(map: &Map<String, Value>) -> Option<Shape> {
    let values = map.get("enum").and_then(Value::as_array).filter(|values| values.iter().all(Value::is_string))?;
    let plain = match map.get("items") {
        Some(items) => items.as_object()?.iter().all(|(key, value)| key == "type" && value == "string"),
        None => true,
    };
    if plain && !values.is_empty() { constants(map, "string", true) } else { None }
}

/// The type that the keywords speak of when `type` is absent.
pub fn implied(map: &Map<String, Value>) -> Option<&'static str> {
    let any = |keys: &[&str]| keys.iter().any(|k| map.contains_key(*k));
    if any(&["properties", "patternProperties", "required", "unevaluatedProperties"])
        || map.get("additionalProperties").is_some_and(|v| v.is_object() || *v == Value::Bool(true))
    {
        Some("object")
    } else if any(&["items", "prefixItems"]) {
        Some("array")
    } else if any(&["format", "contentEncoding", "contentMediaType", "pattern"]) && !any(&["enum", "const"]) {
        Some(match map.get("format").and_then(Value::as_str) {
            Some("int32" | "int64" | "uint32" | "uint64") => "integer",
            Some("float" | "double") => "number",
            // The name of a type in the wrong place.
            Some(name) if TYPES.contains(&name) => return TYPES.into_iter().find(|kind| *kind == name),
            // What nobody knows may be of any type.
            Some(format) if !faults::is_known(format) && !any(&["contentEncoding", "contentMediaType", "pattern"]) => {
                return None;
            }
            _ => "string",
        })
    } else {
        None
    }
}

/// A type without parts; `None`: no type of the specification.
pub fn scalar(kind: &str, map: &Map<String, Value>) -> Option<Shape> {
    let format = format(map);
    Some(match kind {
        "null" => Shape::Null,
        "boolean" => Shape::Bool,
        "integer" => Shape::Integer { format, limits: limits(map, "minimum", "maximum"), values: Vec::new() },
        "number" if format.as_deref().is_some_and(|f| f.trim_start_matches('u').starts_with("int")) => {
            Shape::Integer { format, limits: limits(map, "minimum", "maximum"), values: Vec::new() }
        }
        "number" => Shape::Number { format, limits: limits(map, "minimum", "maximum"), values: Vec::new() },
        "string" => {
            // 3.1 says with the words of JSON Schema what `format: byte` says in 3.0.
            let encoded = match map.get("contentEncoding").and_then(Value::as_str) {
                Some("base64") => Some("byte".to_owned()),
                Some("base64url") => Some("base64url".to_owned()),
                Some("binary") => Some("binary".to_owned()),
                _ => None,
            };
            let format = format.or(encoded).or_else(|| binary(map));
            Shape::Text { format, limits: limits(map, "minLength", "maxLength") }
        }
        // Swagger 2.0 §parameterType; some write it in 3.0 as well.
        "file" => Shape::Text { format: Some("binary".to_owned()), limits: Limits::default() },
        _ => return None,
    })
}

fn format(map: &Map<String, Value>) -> Option<String> {
    let format = map.get("format").and_then(Value::as_str).filter(|f| !f.is_empty())?;
    (formats::contradiction(map).is_none() && formats::pattern(map).is_none()).then(|| format.to_owned())
}

/// What 3.1 says in place of `format: binary`: a media type that is no text, and no encoding into one.
fn binary(map: &Map<String, Value>) -> Option<String> {
    let media = map.get("contentMediaType").and_then(Value::as_str)?;
    let text = media.starts_with("text/") || media.contains("json") || media.contains("xml");
    (!text && !map.contains_key("contentEncoding")).then(|| "binary".to_owned())
}

/// What a word that is no type of the specification stands for: a type, and its format.
pub fn meant(kind: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match kind.to_ascii_lowercase().as_str() {
        "boolean" | "bool" => ("boolean", None),
        "integer" | "int" | "long" | "int32" | "int64" | "short" => ("integer", None),
        "number" | "float" | "double" | "decimal" => ("number", None),
        "string" | "str" | "text" | "enum" => ("string", None),
        "object" | "map" | "dict" | "hash" | "json" => ("object", None),
        "array" | "list" => ("array", None),
        "date-time" | "datetime" => ("string", Some("date-time")),
        "date" => ("string", Some("date")),
        "time" => ("string", Some("time")),
        "uuid" => ("string", Some("uuid")),
        "uri" | "url" => ("string", Some("uri")),
        "email" => ("string", Some("email")),
        "password" => ("string", Some("password")),
        "byte" => ("string", Some("byte")),
        "binary" => ("string", Some("binary")),
        _ => return None,
    })
}

/// Bounds under two keywords. What shuts out the bound itself is a flag before OpenAPI 3.1, and a bound since (JSON Schema
/// 2020-12 §6.2.5).
pub fn limits(map: &Map<String, Value>, low: &str, high: &str) -> Limits {
    let bound = |key: &str, tighter: fn(Bound, Bound) -> Bound| {
        let other = match key {
            "minimum" => map.get("exclusiveMinimum"),
            "maximum" => map.get("exclusiveMaximum"),
            _ => None,
        };
        let exclusive = other == Some(&Value::Bool(true));
        let own = map.get(key).and_then(Value::as_f64).map(|at| Bound { at, exclusive });
        let other = other.and_then(Value::as_f64).map(|at| Bound { at, exclusive: true });
        own.into_iter().chain(other).reduce(tighter)
    };
    Limits {
        min: bound(low, Bound::greater),
        max: bound(high, Bound::less),
        pattern: map.get("pattern").and_then(Value::as_str).map(str::to_owned),
        step: map.get("multipleOf").and_then(Value::as_f64),
        distinct: map.get("uniqueItems") == Some(&Value::Bool(true)),
    }
}

/// The kinds of the values of `enum` or `const`, for a schema without `type`.
pub fn kinds_of_values(map: &Map<String, Value>) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    for value in values(map).unwrap_or_default() {
        let kind = match value {
            Value::String(_) => "string",
            Value::Bool(_) => "boolean",
            Value::Number(n) if n.is_i64() => "integer",
            Value::Number(_) => "number",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
            Value::Null => continue,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

pub fn values(map: &Map<String, Value>) -> Option<&[Value]> {
    let one = map.get("const").map(std::slice::from_ref);
    one.or_else(|| listed(map, &["enum", "x-extensible-enum"]).map(Vec::as_slice))
}

/// Whether the values of an enum are those of today: said by a list or a mark of Zalando's, or by `modelAsString` of
/// Microsoft's.
pub fn is_open(map: &Map<String, Value>) -> bool {
    let mark = map.get("x-extensible-enum").is_some_and(|mark| *mark != Value::Bool(false));
    mark || map.get("x-ms-enum").and_then(|e| e.get("modelAsString")) == Some(&Value::Bool(true))
}

/// What `enum` or `const` leave of a kind; `None` when they say nothing about it. `sole`: the schema has no other kind.
pub fn constants(map: &Map<String, Value>, kind: &str, sole: bool) -> Option<Shape> {
    let values = values(map)?;
    match kind {
        "string" => {
            // Numbers among the values of a text are texts that lost their quotes in YAML.
            let text = |value: &Value| match value {
                Value::String(text) => Some(text.clone()),
                Value::Number(_) | Value::Bool(_) if sole => Some(value.to_string()),
                _ => None,
            };
            let (values, open) = (labelled(map, values, text), !map.contains_key("const") && is_open(map));
            (!values.is_empty()).then_some(Shape::Enum { values, open })
        }
        "integer" => {
            let values = labelled(map, values, |value| integer(value, sole));
            (!values.is_empty()).then(|| Shape::Integer { format: format(map), limits: Limits::default(), values })
        }
        "number" => {
            let values = labelled(map, values, |value| number(value, sole));
            (!values.is_empty()).then(|| Shape::Number { format: format(map), limits: Limits::default(), values })
        }
        _ => None,
    }
}

/// The values that are of a kind, each once, with their names and descriptions.
fn labelled<T: ToString>(
    map: &Map<String, Value>,
    values: &[Value],
    read: impl Fn(&Value) -> Option<T>,
) -> Vec<Constant<T>> {
    let labels = Labels::of(map);
    let named = labels.shifted(values).is_none();
    // A constant describes its one value itself.
    let own = |key: &str| map.get("const").and_then(|_| map.get(key)?.as_str());
    let constants = values.iter().enumerate().filter_map(|(index, value)| {
        let name = labels.name(index, value).filter(|_| named).or(own("title")).map(str::to_owned);
        let description = labels.description(index, value).or(own("description"));
        Some(Constant { value: read(value)?, name, description: description.unwrap_or_default().trim().to_owned() })
    });
    let mut seen = std::collections::BTreeSet::new();
    constants.filter(|constant| seen.insert(constant.value.to_string())).collect()
}

/// Whether one of the kinds has a value of `enum`. `null` is none of the values: it is said by the type.
pub fn is_of(kinds: &[&str], value: &Value) -> bool {
    value.is_null() || kinds.iter().any(|kind| has(kind, value, kinds.len() == 1))
}

/// Whether a type without parts has a value; `sole`: the schema has no other type.
pub fn has(kind: &str, value: &Value, sole: bool) -> bool {
    match kind {
        "string" => value.is_string() || sole && (value.is_number() || value.is_boolean()),
        "integer" => integer(value, sole).is_some(),
        "number" => number(value, sole).is_some(),
        "boolean" => value.is_boolean(),
        _ => false,
    }
}

/// A value of an enum of numbers; quotes around it are a slip, unless it may be a text (`sole`: the schema has no other kind).
pub fn number(value: &Value, sole: bool) -> Option<f64> {
    let parsed = || value.as_str().filter(|_| sole)?.parse().ok().filter(|n: &f64| n.is_finite());
    value.as_f64().or_else(parsed)
}

pub fn integer(value: &Value, sole: bool) -> Option<i64> {
    let parsed = || value.as_str().filter(|_| sole)?.parse().ok();
    value.as_i64().or_else(parsed).or_else(|| value.as_f64().and_then(whole_number))
}

/// `1.0` is the same number as `1` (JSON Schema 2020-12 §4.2.1).
pub fn whole_number(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < TWO_TO_53).then_some(number as i64)
}

/// Whole numbers below are exact in floating point.
const TWO_TO_53: f64 = 9_007_199_254_740_992.0;

fn listed<'a>(map: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a Vec<Value>> {
    keys.iter().find_map(|key| map.get(*key)?.as_array())
}
