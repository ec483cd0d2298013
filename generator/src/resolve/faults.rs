//! What is wrong with a schema and can be lived with: each is a note with its place, and the rest is read.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::formats;
use super::keywords::{self, bare};
use super::labels::Labels;
use super::values;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{Api, Property, Shape, ShapeId};

/// The kind of value that a keyword has (JSON Schema 2020-12, OpenAPI 3.0.3 §4.7.24).
const KEYWORDS: &[(&str, &str)] = &[
    ("$ref", "a text"),
    ("additionalProperties", "a schema or a boolean"),
    ("allOf", "a list"),
    ("anyOf", "a list"),
    ("deprecated", "a boolean"),
    ("description", "a text"),
    ("enum", "a list"),
    ("format", "a text"),
    ("items", "a schema, a list or a boolean"),
    ("maxItems", "a number"),
    ("maxLength", "a number"),
    ("maxProperties", "a number"),
    ("maximum", "a number"),
    ("minItems", "a number"),
    ("minLength", "a number"),
    ("minProperties", "a number"),
    ("minimum", "a number"),
    ("multipleOf", "a number"),
    ("nullable", "a boolean"),
    ("oneOf", "a list"),
    ("pattern", "a text"),
    ("properties", "a mapping"),
    ("readOnly", "a boolean"),
    ("required", "a list"),
    ("title", "a text"),
    ("type", "a text or a list"),
    ("uniqueItems", "a boolean"),
    ("writeOnly", "a boolean"),
    ("xml", "a mapping"),
];

/// Formats of the OpenAPI Format Registry and of JSON Schema, and others that documents use for texts and numbers.
const FORMATS: &[&str] = &[
    "base64",
    "base64url",
    "binary",
    "byte",
    "char",
    "commonmark",
    "date",
    "date-time",
    "date-time-local",
    "datetime",
    "decimal",
    "decimal128",
    "double",
    "double-int",
    "duration",
    "email",
    "file",
    "float",
    "guid",
    "hostname",
    "html",
    "http-date",
    "idn-email",
    "idn-hostname",
    "int16",
    "int32",
    "int64",
    "int8",
    "ip",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "partial-time",
    "password",
    "regex",
    "relative-json-pointer",
    "sf-binary",
    "sf-boolean",
    "sf-decimal",
    "sf-integer",
    "sf-string",
    "sf-token",
    "time",
    "time-local",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "unixtime",
    "uri",
    "uri-reference",
    "uri-template",
    "url",
    "uuid",
    "uuid4",
];

/// Keywords of one schema whose value has the wrong kind.
pub fn keywords(map: &Map<String, Value>, origin: &Origin, diagnostics: &mut Diagnostics) {
    for (keyword, kind) in KEYWORDS {
        let Some(value) = map.get(*keyword).filter(|v| !v.is_null()) else { continue };
        let fits = match *kind {
            "a list" => value.is_array(),
            "a boolean" => value.is_boolean(),
            "a number" => value.is_number(),
            "a mapping" => value.is_object(),
            "a text" => value.is_string(),
            "a text or a list" => value.is_string() || value.is_array(),
            _ => value.is_object() || value.is_boolean() || *keyword == "items" && value.is_array(),
        };
        if fits {
            continue;
        }
        let help = match (*keyword, value) {
            ("required", Value::Bool(_)) => {
                "it has no effect here: name the property in the `required` list of the schema that has it"
            }
            _ => "it has no effect; correct it",
        };
        let message = format!("`{keyword}` must be {kind}, not {}", shown(value));
        let place = origin.child(keyword);
        diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&place).help(help));
    }
    let names = map.get("required").and_then(Value::as_array).into_iter().flatten().enumerate();
    for (index, name) in names.filter(|(_, name)| !name.is_string()) {
        let message = format!("`{}` of `required` must be a text, not {}", brief(name), shown(name));
        let help = "it has no effect; `required` is a list of names of properties";
        let place = origin.child("required").index(index);
        diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&place).help(help));
    }
    if map.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        let help = "it has no effect; write the values that are allowed, or remove it";
        let place = origin.child("enum");
        diagnostics.push(Diagnostic::new(Code::RepairedKeyword, "`enum` has no values").at(&place).help(help));
    }
    if let Some(example) = formats::contradiction(map) {
        let format = map.get("format").and_then(Value::as_str).unwrap_or_default();
        let message = format!("the example `{example}` is no `{format}` ({})", formats::section(format));
        let help = "the type is a text; correct the example or the format";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(&origin.child("format")).help(help));
    }
    if let Some(pattern) = formats::pattern(map).filter(|_| formats::contradiction(map).is_none()) {
        let message = format!("`{pattern}` of the description is no date of RFC 3339 §5.6");
        let help = "the type is a text; correct the description or the format";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(&origin.child("format")).help(help));
    }
    // What shuts values out by a schema of its own has no type in Rust.
    for keyword in ["not", "if", "contains", "dependentRequired", "dependentSchemas"]
        .iter()
        .filter(|k| map.get(**k).is_some_and(|v| v.is_object() || v.is_boolean()))
    {
        let message = format!("`{keyword}` is a check, which the server makes");
        let help = "the type allows more than the schema; what stands beside it is read as if it were not there";
        diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&origin.child(keyword)).help(help));
    }
}

/// Values of `enum` and `const` that the type has no place for.
pub fn values(map: &Map<String, Value>, kinds: &[&str], origin: &Origin, diagnostics: &mut Diagnostics) {
    if let Some(value) = map.get("const").filter(|value| values::rules_out(kinds, value)) {
        let message = format!("the `const` `{}` is no value of the type `{}`", brief(value), kinds.join("`, `"));
        let help = "it has no effect; correct it or the type";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(&origin.child("const")).help(help));
    }
    if let Some((kinds, keyword)) = values::ruled_out(map) {
        let message = format!("`{keyword}` has no value of the type `{}`", kinds.join("`, `"));
        let help = "that type has no effect; list its values, or leave it out of `type`";
        diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&origin.child("type")).help(help));
    }
    let Some(Value::Array(values)) = map.get("enum") else { return };
    let place = origin.child("enum");
    let structured = |value: &Value| value.is_object() || value.is_array();
    let open = kinds.is_empty() || kinds.iter().any(|kind| ["array", "object"].contains(kind));
    if open && values.iter().any(structured) {
        let message = "an `enum` of lists or objects is a check, which the server makes";
        let help = "the type allows other values as well";
        diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&place).help(help));
        return;
    }
    if kinds == ["array"] && values.iter().all(Value::is_string) {
        let message = "an `enum` of texts is that of the elements, and not of the list";
        let (code, help) = match keywords::of_elements(map) {
            Some(_) => (Code::RepairedKeyword, "it is taken as it was meant; write it under `items`"),
            None => (Code::IgnoredKeyword, "it has no effect: `items` says what the elements are"),
        };
        diagnostics.push(Diagnostic::new(code, message).at(&place).help(help));
        return;
    }
    if let Some((key, index, name)) = Labels::of(map).shifted(values) {
        let message = format!("`{name}` of `{key}` is the name of another value than the one beside it");
        let help = "the list has another order than `enum`, so that none of its names is taken; give both one order";
        let place = origin.child(key).index(index);
        diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&place).help(help));
    }
    let strange = values.iter().enumerate().find(|(_, value)| !keywords::is_of(kinds, value));
    if let Some((index, value)) = strange {
        let message = format!("`{}` of `enum` is no value of the type `{}`", brief(value), kinds.join("`, `"));
        let help = "it is left out of the values; correct it or the type";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(&place.index(index)).help(help));
    }
}

/// `nullable` beside a reference, where nothing may stand beside one (OpenAPI 3.0.3 §4.7.23).
pub fn nullable_reference(origin: &Origin, diagnostics: &mut Diagnostics) {
    let message = "`nullable` has no effect beside `$ref` in OpenAPI 3.0; it is taken as it was meant";
    let help = "write `allOf: [{$ref: …}]` and `nullable: true` beside that";
    let place = origin.child("nullable");
    diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&place).help(help));
}

/// `type: file` is Swagger 2.0's (§parameterObject).
pub fn file_type(origin: &Origin, diagnostics: &mut Diagnostics) {
    let message = "`file` is a type of Swagger 2.0; it is read as `string` with the format `binary`";
    let help = "write `type: string` and `format: binary` (OpenAPI 3.0.3 §4.7.14.2)";
    let place = origin.child("type");
    diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&place).help(help));
}

/// What `items` is where no `type` says that there is an array.
pub fn listed_items(place: &Origin, diagnostics: &mut Diagnostics) {
    let message = "a list under `items` without `type: array` is read as a choice between its schemas";
    let help = "`items` is one schema (OpenAPI 3.0.3 §4.7.24.1); a choice is `oneOf`, an array has `type: array`";
    diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(place).help(help));
}

pub fn untyped_items(place: &Origin, diagnostics: &mut Diagnostics) {
    let message = "a choice under `items` without `type: array` is read as that choice: what is shown is no list";
    let help = "a choice is `anyOf` or `oneOf` of the schema itself, an array has `type: array`";
    diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(place).help(help));
}

/// The kind of a value, in words.
pub fn shown(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// What is only seen once all schemas are read: required names without a property, formats that nobody knows. `parts` are
/// merged into others, and are judged there.
pub fn after(api: &mut Api, parts: &BTreeSet<ShapeId>, diagnostics: &mut Diagnostics) {
    let mut formats = BTreeSet::new();
    for index in 0..api.shapes.len() {
        let id = ShapeId(index);
        if !parts.contains(&id) {
            required(api, id, diagnostics);
        }
        let Some(node) = api.node(id) else { continue };
        if let Shape::Text { format: Some(format), .. }
        | Shape::Integer { format: Some(format), .. }
        | Shape::Number { format: Some(format), .. } = &node.shape
            // These two say what the type is.
            && !(matches!(node.shape, Shape::Integer { .. }) && ["int", "integer"].contains(&format.as_str()))
            && !is_known(format)
            && formats.insert(format.clone())
        {
            let message = format!("the format `{format}` is not known; it has no effect");
            let help = "the type is that of the schema without it; this is said once for each format";
            let place = node.origin.child("format");
            diagnostics.push(Diagnostic::new(Code::UnknownFormat, message).at(&place).help(help));
        }
    }
}

/// Whether a format is one that documents have.
pub fn is_known(format: &str) -> bool {
    FORMATS.iter().any(|known| known.eq_ignore_ascii_case(format))
}

/// Whether nobody means both names: `clientId` beside `client_id`, `contanctId` beside `contactId`. `country` beside `country_code` are
/// two.
pub fn is_slip(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.to_lowercase().replace(['_', '-'], "");
    let (one, other) = (letters(one), letters(other));
    // A number or a plural at the end is another name.
    let end = |name: &str| name.chars().next_back();
    one == other || one.len() > 3 && end(&one) == end(&other) && strsim::osa_distance(&one, &other) == 1
}

/// A required name that no property has is a slip, or a property of which nothing else is said: then it can be set and read,
/// and is not asked for.
fn required(api: &mut Api, id: ShapeId, diagnostics: &mut Diagnostics) {
    let Some(node) = api.node(id) else { return };
    let Shape::Object(members) = &node.shape else { return };
    if members.properties.is_empty() || members.extra.is_some() {
        return;
    }
    let place = node.origin.child("required");
    let mut meant = Vec::new();
    for name in members.required.iter().filter(|name| !members.properties.iter().any(|p| p.wire == **name)) {
        let message = format!("`{name}` is required, but no property has that name");
        let help = match members.properties.iter().map(|p| p.wire.as_str()).find(|own| is_slip(own, name)) {
            Some(near) => format!("it has no effect; did you mean `{near}`?"),
            None => {
                meant.extend((!meant.contains(name)).then(|| name.clone()));
                let known = members.properties.iter().map(|p| p.wire.as_str());
                let known = known.filter(|own| !members.required.iter().any(|name| name == own));
                let near = crate::diag::meant(name, known);
                format!("it is raw JSON, and not asked for; declare the property{near}")
            }
        };
        diagnostics.push(Diagnostic::new(Code::UndeclaredRequired, message).at(&place).help(help));
    }
    for name in meant {
        let shape = ShapeId(api.shapes.len());
        let mut node = bare(Shape::Any, place.child(&name));
        node.doc.description = "The document requires it, and says nothing else of it.".to_owned();
        api.shapes.push(node);
        let property = Property { title: name.clone(), wire: name, shape, required: false };
        if let Some(Shape::Object(members)) = api.shapes.get_mut(id.0).map(|node| &mut node.shape) {
            members.properties.push(property);
        }
    }
}

pub fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips() {
        let check = |one: &str, other: &str, expected: bool| assert_eq!(is_slip(one, other), expected, "{one} {other}");
        check("clientId", "client_id", true);
        check("contanctId", "contactId", true);
        check("name", "nmae", true);
        check("address1", "address2", false);
        check("address", "addresses", false);
        check("start_minute", "start_minutes", false);
        check("country", "country_code", false);
        check("id", "ip", false);
    }
}
