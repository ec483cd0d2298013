//! One edit of a document, drawn by chance: what people do to documents from one version to the next.

use sdkwright::load::Origin;
use serde_json::{Map, Value, json};

use crate::random::Random;

/// Keys below which all is words.
const WORDS: [&str; 3] = ["example", "examples", "info"];

/// Lists and maps whose entries mean something.
const PLACES: [&str; 11] = [
    "content",
    "enum",
    "parameters",
    "paths",
    "properties",
    "required",
    "responses",
    "schemas",
    "security",
    "securitySchemes",
    "servers",
];

/// An edit somewhere, and what it was; `None` where the place that was drawn has nothing to edit.
pub fn edit(document: &mut Value, random: &mut Random) -> Option<String> {
    let old = document.get("swagger").is_some();
    let mut places = Vec::new();
    gather(document, &Origin::default(), &mut places);
    let place = places.get(random.below(places.len().max(1)))?.clone();
    let node = document.pointer_mut(&place)?;
    let key = place.rsplit('/').next().unwrap_or_default();
    let what = match node {
        Value::Array(list) => array(list, key, old, random)?,
        Value::Object(members) if PLACES.contains(&key) => map(members, key, random)?,
        Value::Object(members) if members.get("responses").is_some_and(Value::is_object) => operation(members, random),
        Value::Object(members) if members.get("in").is_some_and(|place| place != "path") => {
            flip(members, "required");
            "another requirement"
        }
        Value::Object(members) if members.get("type").is_some_and(Value::is_string) => schema(members, random),
        _ => return None,
    };
    Some(format!("{what} {place}"))
}

fn array(list: &mut Vec<Value>, key: &str, old: bool, random: &mut Random) -> Option<&'static str> {
    match (key, random.below(3)) {
        (_, 0) if list.len() > 1 => {
            random.shuffle(list);
            return Some("reordered");
        }
        ("enum", 1) => list.push(json!("quite_another")),
        ("parameters", 1) if old => list.push(json!({"name": "quite_another", "in": "query", "type": "string"})),
        ("parameters", 1) => list.push(json!({"name": "quite_another", "in": "query", "schema": {"type": "string"}})),
        ("servers", 1) => list.push(json!({"url": "https://quite-another.example/v9"})),
        _ if !list.is_empty() => {
            list.remove(random.below(list.len()));
            return Some("taken from");
        }
        _ => return None,
    }
    Some("added to")
}

fn map(members: &mut Map<String, Value>, key: &str, random: &mut Random) -> Option<&'static str> {
    let name = members.keys().nth(random.below(members.len().max(1)))?.clone();
    match (key, random.below(3)) {
        (_, 0) => {
            let value = members.shift_remove(&name)?;
            members.insert(name, value);
            return Some("reordered");
        }
        ("properties", 1) => _ = members.insert("quite_another".to_owned(), json!({"type": "string"})),
        ("schemas", 1) => _ = members.insert("QuiteAnother".to_owned(), json!({"type": "object"})),
        ("responses", 1) => _ = members.insert("418".to_owned(), json!({"description": "Quite another."})),
        ("content", 1) => {
            let value = members.shift_remove(&name)?;
            members.insert("text/plain".to_owned(), value);
            return Some("another media type in");
        }
        ("paths", 1) => {
            let mut value = members.get(&name)?.clone();
            let operations = value.as_object_mut().into_iter().flat_map(|item| item.values_mut());
            operations.filter_map(Value::as_object_mut).for_each(|o| _ = o.shift_remove("operationId"));
            members.insert(format!("/quite-another{name}"), value);
        }
        _ => {
            members.shift_remove(&name);
            return Some("taken from");
        }
    }
    Some("added to")
}

fn operation(members: &mut Map<String, Value>, random: &mut Random) -> &'static str {
    match random.below(5) {
        0 => {
            members.insert("operationId".to_owned(), json!("quiteAnother"));
            "another id"
        }
        1 => {
            members.insert("tags".to_owned(), json!(["quite another"]));
            "another tag"
        }
        2 => {
            flip(members, "deprecated");
            "deprecated or not"
        }
        3 => {
            members.insert("security".to_owned(), json!([]));
            "no credentials"
        }
        _ => {
            members.shift_remove("requestBody");
            "no body"
        }
    }
}

fn schema(members: &mut Map<String, Value>, random: &mut Random) -> &'static str {
    match random.below(4) {
        0 => {
            flip(members, "nullable");
            "nullable or not"
        }
        1 => {
            let format = ["date-time", "uuid", "int32", "byte", "quite-another"][random.below(5)];
            members.insert("format".to_owned(), json!(format));
            "another format"
        }
        2 => {
            flip(members, "deprecated");
            "deprecated or not"
        }
        _ => {
            members.insert("type".to_owned(), json!(["string", "integer", "number", "boolean"][random.below(4)]));
            "another type"
        }
    }
}

fn flip(members: &mut Map<String, Value>, key: &str) {
    let was = members.get(key) == Some(&json!(true));
    members.insert(key.to_owned(), json!(!was));
}

/// Every place where an edit means something.
fn gather(node: &Value, at: &Origin, out: &mut Vec<String>) {
    let edited = |value: &Value| ["type", "in", "responses"].iter().any(|key| value.get(key).is_some());
    match node {
        Value::Object(members) => {
            for (key, value) in members.iter().filter(|(key, _)| !WORDS.contains(&key.as_str())) {
                if (PLACES.contains(&key.as_str()) && !value.is_boolean()) || edited(value) {
                    out.push(at.child(key).pointer);
                }
                gather(value, &at.child(key), out);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                out.extend(edited(value).then(|| at.index(index).pointer));
                gather(value, &at.index(index), out);
            }
        }
        _ => {}
    }
}
