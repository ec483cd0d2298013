//! What the values that a schema lists (`enum`, `const`) say of its types.

use serde_json::{Map, Value};

use super::keywords::{has, integer, is_boolean_text, is_of, is_open, kinds, number, values};

/// The one value that a schema allows, as its type writes it. One that the type rules out is none.
pub fn constant(map: &Map<String, Value>) -> Option<Value> {
    // An `enum` of one may grow; where the author rules that out, it is a constant. One of `true` is nothing but that.
    let sole = || match map.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        Some([one]) if map.get("x-stainless-const") == Some(&Value::Bool(true)) => Some(one),
        Some([one]) if one.is_boolean() || is_boolean_text(one) => Some(one),
        _ => None,
    };
    let value = map.get("const").or_else(sole).filter(|value| !value.is_null())?;
    match kinds(map).as_slice() {
        ["integer"] => integer(value, true).map(Value::from),
        ["number"] => number(value, true).map(Value::from),
        ["string"] if value.is_number() || value.is_boolean() => Some(value.to_string().into()),
        kinds => (!rules_out(kinds, value)).then(|| value.clone()),
    }
}

/// Whether no value of these types is this one.
pub fn rules_out(kinds: &[&str], value: &Value) -> bool {
    !kinds.is_empty() && !kinds.iter().any(|kind| ["array", "object"].contains(kind)) && !is_of(kinds, value)
}

/// Leaves of several types those of which a value is listed. What a list or an object lists may be meant of its parts.
pub fn narrow(map: &Map<String, Value>, kinds: &mut Vec<&str>) {
    let Some(values) = listed(map) else { return };
    if kinds.iter().any(|kind| has_one(kind, values)) {
        kinds.retain(|kind| has_one(kind, values));
    }
}

/// The types of a list of which no value is listed, and the keyword that lists them.
pub fn ruled_out(map: &Map<String, Value>) -> Option<(Vec<&str>, &'static str)> {
    let types = map.get("type").and_then(Value::as_array)?.iter().filter_map(Value::as_str);
    let (values, left) = (listed(map)?, kinds(map));
    let out: Vec<&str> =
        types.filter(|kind| *kind != "null" && !left.contains(kind) && !has_one(kind, values)).collect();
    let keyword = if map.contains_key("const") { "const" } else { "enum" };
    (!out.is_empty()).then_some((out, keyword))
}

/// The values that a schema has, and no others.
fn listed(map: &Map<String, Value>) -> Option<&[Value]> {
    values(map).filter(|values| values.iter().any(|value| !value.is_null()) && !is_open(map))
}

/// Whether one of the values is of a type, as it is written.
fn has_one(kind: &str, values: &[Value]) -> bool {
    let is_one = |value: &Value| !value.is_null() && has(kind, value, false);
    ["array", "object"].contains(&kind) || values.iter().any(is_one)
}
