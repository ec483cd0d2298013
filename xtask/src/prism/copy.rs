//! The document as prism gets it, where it does not read the document itself.

use sdkwright::load::{FileId, Sources};
use serde_json::{Map, Value};

/// The member of a joined document that has its other files.
const FILES: &str = "files";

/// A document as one value: the files that it is spread over stand in it, and references lead there.
pub fn joined(sources: &Sources) -> Option<Value> {
    let mut files = (0u32..).zip(sources.files()).map(|(id, file)| {
        let mut value = file.value.clone();
        rewrite(sources, FileId(id), &mut value);
        value
    });
    let mut root = files.next()?;
    let others: Map<String, Value> = (1u32..).map(|id| id.to_string()).zip(files).collect();
    if !others.is_empty() {
        root.as_object_mut()?.insert(FILES.to_owned(), others.into());
    }
    Some(root)
}

fn rewrite(sources: &Sources, file: FileId, value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(reference) if key == "$ref" => {
                        let (name, pointer) = reference.split_once('#').unwrap_or((reference, ""));
                        let target = if name.is_empty() { Ok(file) } else { sources.link(file, name) };
                        // What leads nowhere stays as it is.
                        let Ok(FileId(id)) = target else { continue };
                        *reference = if id == 0 { format!("#{pointer}") } else { format!("#/{FILES}/{id}{pointer}") };
                    }
                    value => rewrite(sources, file, value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| rewrite(sources, file, value)),
        _ => {}
    }
}

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
