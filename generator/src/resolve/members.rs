//! The members of an object: those with a name, and all others.

use serde_json::{Map, Value};

use super::keywords;
use super::labels;
use super::shape::{Reader, strings};
use crate::diag::{Code, Diagnostic};
use crate::load::Origin;
use crate::spec::{Keys, Members, Property, Shape, ShapeId, Union};

impl<'a> Reader<'a> {
    /// An object by its keywords.
    pub fn object(&mut self, map: &'a Map<String, Value>, origin: &Origin) -> Shape {
        let place = origin.child("properties");
        let named = map.get("properties").and_then(|p| self.docs.follow(p, &place).ok());
        let named = named.and_then(|(named, at)| Some((named.as_object()?, at)));
        if let Some((named, at)) = &named
            && let Some(shape) = self.misread(map, named, at)
        {
            return shape;
        }
        let required: Vec<String> = strings(map.get("required")).map(str::to_owned).collect();
        let properties = named
            .into_iter()
            .flat_map(|(named, at)| named.iter().map(move |(wire, value)| (wire, value, at.child(wire))))
            .filter(|(wire, ..)| !is_brand(wire));
        let properties = properties.map(|(wire, value, at)| Property {
            shape: self.schema(value, &at),
            required: required.contains(wire),
            title: labels::client_name(value, wire),
            wire: wire.clone(),
        });
        let properties = properties.collect();
        let extra = self.extra(map, origin);
        let closed = extra.is_none()
            && !map.contains_key("patternProperties")
            && ["additionalProperties", "unevaluatedProperties"]
                .iter()
                .any(|k| map.get(*k) == Some(&Value::Bool(false)));
        let keys =
            Keys { count: keywords::limits(map, "minProperties", "maxProperties"), names: self.names(map, origin) };
        Shape::Object(Members { properties, required, extra, closed, keys })
    }

    /// What `propertyNames` says, which is always of texts (JSON Schema 2020-12 §10.3.2.4).
    fn names(&mut self, map: &'a Map<String, Value>, origin: &Origin) -> Option<ShapeId> {
        let (names, place) = (map.get("propertyNames")?, origin.child("propertyNames"));
        let says = names.as_object()?;
        let typed =
            ["$ref", "type", "enum", "const", "allOf", "anyOf", "oneOf"].iter().any(|key| says.contains_key(*key));
        match keywords::scalar("string", says) {
            Some(text) if !typed => Some(self.add(text, &place)),
            _ => Some(self.schema(names, &place)),
        }
    }

    /// What the members without a name of their own hold: said by `additionalProperties`, `patternProperties` or
    /// `unevaluatedProperties`.
    fn extra(&mut self, map: &'a Map<String, Value>, origin: &Origin) -> Option<ShapeId> {
        let mut arms = Vec::new();
        let place = origin.child("patternProperties");
        let patterns = map.get("patternProperties").and_then(Value::as_object);
        let others = ["additionalProperties", "unevaluatedProperties"].iter().find_map(|keyword| {
            map.get(*keyword).filter(|v| v.is_object() || **v == Value::Bool(true)).map(|v| (v, origin.child(keyword)))
        });
        // Vendor extensions that are merely allowed for: no members that somebody wants to read, where there are no others.
        let merely = |(pattern, value): (&String, &Value)| {
            pattern == "^x-" && value.as_object().is_none_or(Map::is_empty) && others.is_none()
        };
        if !patterns.is_some_and(|patterns| patterns.iter().all(merely)) {
            let patterns = patterns.into_iter().flatten();
            arms.extend(patterns.map(|(pattern, value)| self.schema(value, &place.child(pattern))));
        }
        arms.extend(others.map(|(value, at)| self.schema(value, &at)));
        match arms.as_slice() {
            [] => None,
            [one] => Some(*one),
            _ => Some(self.add(Shape::Union(Union::new("patternProperties", arms)), origin)),
        }
    }

    /// Properties that are none: `additionalProperties` that stands among them, alone, and the brand that TypeScript gives a value of
    /// another type, which no program could read from it.
    fn misread(&mut self, map: &Map<String, Value>, named: &'a Map<String, Value>, at: &Origin) -> Option<Shape> {
        const EXTRA: &str = "additionalProperties";
        let slipped =
            named.get(EXTRA).filter(|extra| named.len() == 1 && !map.contains_key(EXTRA) && extra.is_object());
        if let Some(extra) = slipped {
            let at = at.child(EXTRA);
            let message = "`additionalProperties` stands among the properties; it is read as if it stood beside them";
            let help = "move it there; it says what members without a name of their own hold (OpenAPI 3.0.3 §4.7.24.1)";
            self.diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&at).help(help));
            let extra = Some(self.schema(extra, &at));
            return Some(Shape::Object(Members { extra, ..Members::default() }));
        }
        let brand = named.keys().find(|name| is_brand(name))?;
        let message = format!("`{brand}` is a brand of TypeScript, and no member of what is sent");
        let help = "it is left out; a schema of nothing else is of any value";
        self.diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&at.child(brand)).help(help));
        named.keys().all(|name| is_brand(name)).then_some(Shape::Any)
    }
}

/// Whether a name is that of a unique symbol, as TypeScript's compiler writes it: `__@BRAND@647815`.
fn is_brand(name: &str) -> bool {
    let number = name.strip_prefix("__@").and_then(|rest| rest.rsplit_once('@')).map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}
