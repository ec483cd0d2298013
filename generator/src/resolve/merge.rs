//! `allOf` of objects into one list of properties: pure, and it never loops.

use serde_json::{Map, Value};

use super::refs::Documents;
use super::shape::strings;
use crate::load::Origin;

/// The merged members.
#[derive(Default)]
pub struct Merged<'a> {
    pub properties: Vec<Member<'a>>,
}

/// One member and where it was declared.
pub struct Member<'a> {
    pub wire: String,
    pub value: &'a Value,
    pub origin: Origin,
    pub required: bool,
}

/// Why the arms do not merge.
#[derive(Debug)]
pub struct Conflict {
    pub message: String,
    pub origin: Origin,
}

/// Merges the arms and the keywords beside them; a later declaration of a property wins.
pub fn all_of<'a>(
    docs: &Documents<'a>,
    beside: &'a Map<String, Value>,
    arms: &'a [Value],
    origin: &Origin,
) -> Result<Merged<'a>, Conflict> {
    let mut merged = Merged::default();
    let mut required = Vec::new();
    for (index, arm) in arms.iter().enumerate() {
        collect(docs, arm, origin.child("allOf").index(index), 0, &mut merged, &mut required)?;
    }
    own(beside, origin, &mut merged, &mut required);
    if merged.properties.is_empty() {
        return Err(Conflict { message: "no arm has properties".to_owned(), origin: origin.clone() });
    }
    for member in &mut merged.properties {
        member.required = required.contains(&member.wire.as_str());
    }
    Ok(merged)
}

fn collect<'a>(
    docs: &Documents<'a>,
    arm: &'a Value,
    origin: Origin,
    depth: usize,
    merged: &mut Merged<'a>,
    required: &mut Vec<&'a str>,
) -> Result<(), Conflict> {
    if depth > 64 {
        return Err(Conflict { message: "the arms refer to each other in a circle".to_owned(), origin });
    }
    if let Some(reference) = arm.get("$ref").and_then(Value::as_str) {
        return match docs.lookup(origin.file, reference) {
            Ok((target, at)) => collect(docs, target, at, depth + 1, merged, required),
            Err(message) => Err(Conflict { message, origin: origin.child("$ref") }),
        };
    }
    let Some(map) = arm.as_object() else {
        return Err(Conflict { message: "an arm is not a mapping".to_owned(), origin });
    };
    if let Some(keyword) = ["oneOf", "anyOf", "enum", "items"].iter().find(|k| map.contains_key(**k)) {
        return Err(Conflict { message: format!("an arm has `{keyword}`"), origin: origin.child(keyword) });
    }
    if let Some(Value::Array(inner)) = map.get("allOf") {
        for (index, arm) in inner.iter().enumerate() {
            collect(docs, arm, origin.child("allOf").index(index), depth + 1, merged, required)?;
        }
    }
    own(map, &origin, merged, required);
    Ok(())
}

fn own<'a>(map: &'a Map<String, Value>, origin: &Origin, merged: &mut Merged<'a>, required: &mut Vec<&'a str>) {
    let at = origin.child("properties");
    for (wire, value) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let member = Member { wire: wire.clone(), value, origin: at.child(wire), required: false };
        match merged.properties.iter_mut().find(|m| m.wire == *wire) {
            Some(old) => *old = member,
            None => merged.properties.push(member),
        }
    }
    required.extend(strings(map.get("required")));
}
