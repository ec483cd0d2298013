//! The document as prism gets it, where it does not read the document itself.

use serde_json::Value;

/// The document without vendor extensions that refer to files, or to what is not there; `None` if there is none.
pub fn without_extensions(root: &Value) -> Option<Value> {
    fn lost(root: &Value, value: &Value) -> bool {
        match value {
            Value::Object(members) => members.iter().any(|(key, value)| {
                let place = value.as_str().filter(|_| key == "$ref");
                let there = |p: &str| p.strip_prefix('#').is_some_and(|p| root.pointer(p).is_some());
                place.is_some_and(|p| !there(p)) || lost(root, value)
            }),
            Value::Array(list) => list.iter().any(|value| lost(root, value)),
            _ => false,
        }
    }
    fn strip(root: &Value, value: &mut Value) -> bool {
        match value {
            Value::Object(members) => {
                let before = members.len();
                members.retain(|k, v| !(k.starts_with("x-") && lost(root, v)));
                let fewer = members.len() < before;
                members.values_mut().fold(fewer, |changed, v| strip(root, v) | changed)
            }
            Value::Array(list) => list.iter_mut().fold(false, |changed, v| strip(root, v) | changed),
            _ => false,
        }
    }
    let mut copy = root.clone();
    // What one that is gone had in it, others may refer to.
    let mut changed = false;
    while strip(&copy.clone(), &mut copy) {
        changed = true;
    }
    changed.then_some(copy)
}
