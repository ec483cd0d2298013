//! Fields that an object does not have, and that are spelled much like one that it has.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::objects::Holds::{self, Data, Each, One};
use super::objects::Object;
use super::refs::Documents;
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::load::{FileId, Origin};

/// Looks at every object of the entry document, and at those of other files that it refers to.
pub fn check(docs: &Documents<'_>, diagnostics: &mut Diagnostics) {
    let mut todo = vec![(docs.root(), Object::Document, Origin::root(FileId(0)))];
    let mut seen = BTreeSet::new();
    // A list, not recursion: a document may be deep.
    while let Some((value, object, at)) = todo.pop() {
        let Some(map) = value.as_object() else { continue };
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            // What is in the entry document is looked at where it stands.
            if let Ok((target, at)) = docs.lookup(&at, reference)
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
    // What has fields of one kind alone is reported by who reads it, or named by its author.
    if holding.is_empty() && others.is_empty() || object == Object::PathItem {
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
