//! `oneOf` and `anyOf` that are no real choice, folded to what they say: a nullable schema, an enum, a text, a number.

use serde_json::{Map, Value};

use super::refs::Documents;
use crate::load::FileId;

/// What the arms of a union come to.
#[derive(Debug, PartialEq)]
pub enum Folded {
    /// One arm beside `null`, by its index.
    One(usize),
    /// Only strings, some of them named.
    Enum(Vec<String>),
    /// Only strings.
    Text,
    /// Only numbers.
    Number,
    /// A real choice.
    Many,
}

/// Folds the arms; references are looked through once.
pub fn fold<'a>(docs: &Documents<'a>, file: FileId, arms: &'a [Value]) -> Folded {
    let real: Vec<(usize, &Value)> = arms.iter().enumerate().filter(|(_, a)| !is_null(docs.target(a, file))).collect();
    if let [(index, _)] = real.as_slice() {
        return Folded::One(*index);
    }
    let maps: Option<Vec<&Map<String, Value>>> = real.iter().map(|(_, a)| docs.target(a, file).as_object()).collect();
    let Some(maps) = maps.filter(|m| !m.is_empty()) else { return Folded::Many };
    let kinds: Vec<Option<&str>> = maps.iter().map(|m| m.get("type").and_then(Value::as_str)).collect();
    if kinds.iter().all(|k| matches!(k, Some("integer" | "number"))) {
        return Folded::Number;
    }
    let named: Option<Vec<Vec<String>>> = maps.iter().zip(&kinds).map(|(map, kind)| texts(map, *kind)).collect();
    match named.map(|lists| lists.concat()) {
        None => Folded::Many,
        Some(values) if values.is_empty() => Folded::Text,
        Some(mut values) => {
            let mut seen = std::collections::BTreeSet::new();
            values.retain(|v| seen.insert(v.clone()));
            Folded::Enum(values)
        }
    }
}

/// The strings that an arm names; none: any string. `None`: the arm is something else.
fn texts(map: &Map<String, Value>, kind: Option<&str>) -> Option<Vec<String>> {
    match (map.get("enum"), map.get("const")) {
        (Some(Value::Array(values)), _) => values.iter().map(|v| v.as_str().map(str::to_owned)).collect(),
        (None, Some(value)) => Some(vec![value.as_str()?.to_owned()]),
        _ => (kind == Some("string")).then(Vec::new),
    }
}

/// Whether a schema allows nothing but `null`.
fn is_null(arm: &Value) -> bool {
    let one = |v: &Value| v.is_null() || v.as_str() == Some("null");
    arm.get("type").is_some_and(|t| one(t) || t.as_array().is_some_and(|l| !l.is_empty() && l.iter().all(one)))
        || arm.get("const").is_some_and(Value::is_null)
        || arm.get("enum").and_then(Value::as_array).is_some_and(|l| !l.is_empty() && l.iter().all(Value::is_null))
}

/// Whether a schema allows `null` beside its values: `nullable` of 3.0, `x-nullable` of 2.0, and all that JSON Schema
/// offers (OpenAPI 3.1).
pub fn allows_null<'a>(docs: &Documents<'a>, file: FileId, map: &'a Map<String, Value>) -> bool {
    let flag = |key: &str| map.get(key).and_then(Value::as_bool).unwrap_or(false);
    let has_null = |key: &str, null: fn(&Value) -> bool| {
        map.get(key).and_then(Value::as_array).is_some_and(|l| l.iter().any(null))
    };
    let arm = |key: &str| {
        map.get(key).and_then(Value::as_array).is_some_and(|l| l.iter().any(|a| is_null(docs.target(a, file))))
    };
    flag("nullable")
        || flag("x-nullable")
        || has_null("type", |v| v.as_str() == Some("null"))
        || has_null("enum", Value::is_null)
        || arm("oneOf")
        || arm("anyOf")
}

/// The single kind of a schema: `type`, an array of it without `null`. `Err`: several kinds.
pub fn kind(map: &Map<String, Value>) -> Result<Option<&str>, ()> {
    match map.get("type") {
        Some(Value::Array(kinds)) => {
            let kinds: Vec<&str> = kinds.iter().filter_map(Value::as_str).filter(|k| *k != "null").collect();
            match kinds.as_slice() {
                [] => Ok(None),
                [one] => Ok(Some(one)),
                many if many.iter().all(|k| matches!(*k, "integer" | "number")) => Ok(Some("number")),
                _ => Err(()),
            }
        }
        Some(Value::String(kind)) if kind == "null" => Ok(None),
        other => Ok(other.and_then(Value::as_str)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::load::Sources;

    #[test]
    fn what_is_no_real_choice() {
        let root = json!({"Open": {"type": "string"}, "Null": {"type": "null"}, "Size": {"enum": ["s", "l"]}});
        let table = [
            (json!([{"type": "object"}, {"type": "null"}]), Folded::One(0)),
            (json!([{"$ref": "#/Null"}, {"type": "object"}]), Folded::One(1)),
            (json!([{"const": "a", "title": "A"}, {"const": "b"}]), Folded::Enum(vec!["a".into(), "b".into()])),
            (json!([{"$ref": "#/Size"}, {"$ref": "#/Open"}]), Folded::Enum(vec!["s".into(), "l".into()])),
            (json!([{"type": "string", "format": "uuid"}, {"type": "string"}]), Folded::Text),
            (json!([{"type": "integer"}, {"type": "number"}, {"type": "null"}]), Folded::Number),
            (json!([{"type": "string"}, {"type": "integer"}]), Folded::Many),
            (json!([true, {"type": "string"}]), Folded::Many),
        ];
        for (arms, expected) in table {
            let sources = Sources::default();
            let docs = Documents::new(&sources, &root);
            assert_eq!(fold(&docs, FileId(0), arms.as_array().expect("arms")), expected, "{arms}");
        }
    }
}
