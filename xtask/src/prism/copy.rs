//! The document as prism gets it, where it does not read the document itself.

use percent_encoding::percent_decode_str;
use regex::{Captures, Regex};
use sdkwright::load::{FileId, Sources};
use serde_json::{Map, Value};

use super::route;

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

/// A path as prism's router can read it: it escapes the template as a regular expression before it looks for names, and then
/// finds none that has a character with a meaning there. What a name is called does not travel, so the copy calls it otherwise.
pub fn routed(path: &str) -> String {
    let name = |captures: &Captures<'_>| format!("{{{}}}", plain(&captures[1]));
    Regex::new(r"\{([^{}]*)\}").map_or_else(|_| path.to_owned(), |hole| hole.replace_all(path, name).into_owned())
}

/// A name of a path without the characters that prism's router escapes; an expression of RFC 6570 stays one.
fn plain(name: &str) -> String {
    if name.starts_with(['.', '/', ';', '?', '&', '+', '#']) || name.ends_with('*') {
        return name.to_owned();
    }
    name.chars().map(|c| if route::escaped(c) { format!("_{:x}_", u32::from(c)) } else { c.to_string() }).collect()
}

/// Calls the path parameters of a document as [`routed`] does.
fn rename(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let name =
                members.get("name").and_then(Value::as_str).filter(|_| members.get("in") == Some(&"path".into()));
            let other = name.map(plain).filter(|other| Some(other.as_str()) != name);
            let found = other.is_some();
            members.extend(other.map(|other| ("name".to_owned(), other.into())));
            if let Some(reference) = members.get("$ref").and_then(Value::as_str).filter(|r| r.starts_with("#/paths/")) {
                let led = percent_decode_str(reference).decode_utf8_lossy();
                if routed(&led) != led {
                    members["$ref"] = routed(&led).into();
                }
            }
            members.values_mut().fold(found, |changed, v| rename(v) | changed)
        }
        Value::Array(list) => list.iter_mut().fold(false, |changed, v| rename(v) | changed),
        _ => false,
    }
}

/// Writes the paths of a document as [`routed`] does.
fn reroute(root: &mut Value) -> bool {
    let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) else { return false };
    let lost = paths.keys().any(|path| routed(path) != *path);
    if lost {
        *paths = std::mem::take(paths).into_iter().map(|(path, item)| (routed(&path), item)).collect();
    }
    lost
}

/// The document without vendor extensions that refer to files, or to what is not there, and without the references that lead
/// nowhere in it, and with names in its paths that prism's router can find; `None` if that is the document itself.
pub fn readable(root: &Value) -> Option<Value> {
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
    changed |= blank(root, &mut copy);
    changed |= reroute(&mut copy) | rename(&mut copy);
    changed.then_some(copy)
}

/// Takes away the references that lead nowhere in the document: prism then reads none of it, and what nothing is said of may
/// be anything.
fn blank(root: &Value, value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let place = members.get("$ref").and_then(Value::as_str).and_then(|p| p.strip_prefix('#'));
            // `#name` is an anchor.
            let lost = place.is_some_and(|p| p.starts_with('/') && at(root, p, 0).is_none());
            if lost {
                members.remove("$ref");
            }
            members.values_mut().fold(lost, |changed, v| blank(root, v) | changed)
        }
        Value::Array(list) => list.iter_mut().fold(false, |changed, v| blank(root, v) | changed),
        _ => false,
    }
}

/// What a pointer names; a step may lead through a reference.
fn at<'a>(root: &'a Value, pointer: &str, depth: usize) -> Option<&'a Value> {
    let pointer = percent_decode_str(pointer).decode_utf8_lossy();
    pointer.split('/').skip(1).try_fold(root, |value, step| {
        let next = format!("/{step}");
        let through = || {
            let target = value.get("$ref")?.as_str()?.strip_prefix('#').filter(|_| depth < 16)?;
            at(root, target, depth + 1)?.pointer(&next)
        };
        value.pointer(&next).or_else(through)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_prism_can_read() {
        let check = |root: Value, expected: Option<Value>| assert_eq!(readable(&root), expected, "{root}");
        check(json!({"a": {"$ref": "#/b%20c"}, "b c": {}}), None);
        check(json!({"a": [{"$ref": "#/b", "title": "t"}]}), Some(json!({"a": [{"title": "t"}]})));
        check(json!({"a": {"x-b": {"$ref": "c.md"}, "d": 1}}), Some(json!({"a": {"d": 1}})));
        check(json!({"a": {"$ref": "other.yaml"}}), None);
        check(
            json!({"a": {"$ref": "#name"}, "b": {"$ref": "#/c/d/e"}, "c": {"d": {"$ref": "#/f"}}, "f": {"e": 1}}),
            None,
        );
        let paths = |path: &str, name: &str| json!({"paths": {path: {"parameters": [{"in": "path", "name": name}]}}});
        check(paths("/a.b/{c}:d", "c"), None);
        check(paths("/a/{b.c}:d", "b.c"), Some(paths("/a/{b_2e_c}:d", "b_2e_c")));
        check(paths("/a/{.b*}", "b"), None);
        let led = |name: &str, to: &str| json!({"paths": {format!("/a/{{{name}}}"): {"get": {}}, "/b": {"$ref": to}}});
        check(led("b.c", "#/paths/~1a~1%7Bb.c%7D"), Some(led("b_2e_c", "#/paths/~1a~1{b_2e_c}")));
        check(json!({"paths": {"/a": {"parameters": [{"in": "query", "name": "b.c"}]}}}), None);
        let kept = json!({"properties": {"$ref": {"type": "string"}}});
        check(kept, None);
    }
}
