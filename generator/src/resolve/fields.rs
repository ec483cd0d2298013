//! The fields of objects: those that an object does not have and that are spelled much like one that it has, and those whose value
//! is of another kind than theirs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::mends::{Mend, Mends};
use super::misplaced::{self, is_schema};
use super::objects::Holds::{self, Data, List, Map, One};
use super::objects::Object;
use super::refs::Documents;
use super::{Dialect, kinds};
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::load::{FileId, Origin};

/// Looks at every object of the entry document, and at those of other files that it refers to; returns what is read otherwise than it
/// is written.
pub fn check(docs: &Documents<'_>, dialect: Dialect, diagnostics: &mut Diagnostics) -> Mends {
    let mut walk = Walk { docs, dialect, diagnostics, mends: Mends::default(), todo: Vec::new() };
    walk.todo.push((docs.root(), Object::Document, Origin::root(FileId(0))));
    let mut seen = BTreeSet::new();
    // A list, not recursion: a document may be deep.
    while let Some((value, object, at)) = walk.todo.pop() {
        let Some(map) = value.as_object() else { continue };
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            // What is in the entry document is looked at where it stands.
            if let Ok((target, target_at)) = docs.lookup(&at, reference) {
                if is_schema(target)
                    && let Some(found) = misplaced::reference(object, dialect, &at)
                {
                    walk.report(found, at);
                } else if target_at.file != FileId(0) && seen.insert(target_at.clone()) {
                    walk.todo.push((target, object, target_at));
                }
            }
            continue;
        }
        walk.object(map, object, at);
    }
    walk.mends
}

struct Walk<'a, 'd> {
    docs: &'d Documents<'a>,
    dialect: Dialect,
    diagnostics: &'d mut Diagnostics,
    mends: Mends,
    todo: Vec<(&'a Value, Object, Origin)>,
}

impl<'a> Walk<'a, '_> {
    fn report(&mut self, (finding, mend): (Diagnostic, Mend), at: Origin) {
        let placed = if finding.origin.is_some() { finding } else { finding.at(&at) };
        self.diagnostics.push_once(placed);
        self.mends.push(at, mend);
    }

    fn object(&mut self, map: &'a serde_json::Map<String, Value>, object: Object, at: Origin) {
        misspelt(map, object, &at, self.diagnostics);
        match misplaced::parts(map, object, self.dialect, &at) {
            Some(found) => self.report(found, at.clone()),
            None => {
                let notes = misplaced::notes(map, object, self.dialect, &at);
                notes.into_iter().for_each(|note| self.diagnostics.push_once(note));
            }
        }
        if object != Object::Schema && map.get("$ref").is_some_and(|reference| !reference.is_string()) {
            let message = "`$ref` must be a text";
            let help = "it has no effect; correct it";
            self.diagnostics
                .push_once(Diagnostic::new(Code::RepairedKeyword, message).at(&at.child("$ref")).help(help));
        }
        let before = self.todo.len();
        for (key, value) in map {
            self.field(object, key, value, at.child(key));
        }
        // In document order.
        if let Some(added) = self.todo.get_mut(before..) {
            added.reverse();
        }
    }

    fn field(&mut self, object: Object, key: &str, value: &'a Value, at: Origin) {
        let holds = holds(object, key);
        // Swagger 2.0 has the name of the property alone.
        let plain = matches!(holds, One(Object::Discriminator)) && self.dialect == Dialect::Swagger;
        let found = match holds {
            Data => kinds::of_data(object, key, value),
            _ => kinds::of_objects(holds, object, key, value).filter(|_| !plain),
        };
        if let Some(found) = found {
            return self.report(found, at);
        }
        match (holds, value) {
            (One(held), value) if !value.is_array() => self.todo.push((value, held, at)),
            (Map(Object::Media), Value::Object(map)) if map.contains_key("$ref") => {
                let reference = map.get("$ref").and_then(Value::as_str).and_then(|r| self.docs.lookup(&at, r).ok());
                if reference.is_some_and(|(target, _)| is_schema(target)) {
                    self.report(misplaced::content_reference(&at), at);
                }
            }
            (One(held) | List(held) | Map(held), Value::Array(list)) => {
                for (index, value) in list.iter().enumerate() {
                    self.element(held, true, value, at.index(index));
                }
            }
            (List(held) | Map(held), Value::Object(map)) => {
                for (name, value) in map.iter().filter(|(name, _)| !may_be_extended(held) || !is_extension(name)) {
                    let at = at.child(name);
                    let status = (object, held) == (Object::Operation, Object::Response) && name != "$ref";
                    match misplaced::status(name, &at).filter(|_| status) {
                        Some(found) => self.report(found, at),
                        // A mapping may be a reference as a whole.
                        None if name == "$ref" && value.is_string() => {}
                        None => self.element(held, false, value, at),
                    }
                }
            }
            _ => {}
        }
    }

    fn element(&mut self, held: Object, listed: bool, value: &'a Value, at: Origin) {
        match kinds::of_element(held, listed, value) {
            Some(found) => self.report(found, at),
            None => self.todo.push((value, held, at)),
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

fn misspelt(map: &serde_json::Map<String, Value>, object: Object, at: &Origin, diagnostics: &mut Diagnostics) {
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
