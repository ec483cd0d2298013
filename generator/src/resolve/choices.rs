//! Choices as they are written: their arms, and the property that tells them apart.

use serde_json::{Map, Value};

use super::keywords;
use super::shape::Reader;
use crate::diag::{Code, Diagnostic};
use crate::load::Origin;
use crate::spec::{Arm, Discriminator, Shape, ShapeId, Union};

impl<'a> Reader<'a> {
    /// A choice, as it is written.
    pub fn choice(
        &mut self,
        keyword: &'static str,
        map: &'a Map<String, Value>,
        arms: &'a [Value],
        origin: &Origin,
    ) -> Shape {
        let place = origin.child(keyword);
        let arms = arms.iter().enumerate().map(|(index, arm)| {
            let place = place.index(index);
            let null = arm.as_object().is_some_and(keywords::is_null);
            let id = if null { self.add(Shape::Null, &place) } else { self.schema(arm, &place) };
            Arm { hint: Some(keywords::text(arm, "title")).filter(|t| !t.is_empty()), ..Arm::new(id) }
        });
        let arms = arms.collect();
        Shape::Union(Union { keyword, discriminator: self.discriminator(map, origin), arms })
    }

    /// The property that chooses, and the schemas that its values name (OpenAPI 3.0.3 §4.7.25). Swagger 2.0 has the name
    /// alone.
    pub fn discriminator(&mut self, map: &'a Map<String, Value>, origin: &Origin) -> Option<Discriminator> {
        let place = origin.child("discriminator");
        let said = match map.get("discriminator")? {
            Value::String(property) => {
                return Some(Discriminator { property: property.clone(), mapping: Vec::new(), fallback: None });
            }
            Value::Object(said) => said,
            _ => return None,
        };
        let property = said.get("propertyName")?.as_str()?.to_owned();
        let mapped = said.get("mapping").and_then(Value::as_object);
        let mapping = mapped.into_iter().flatten().filter_map(|(value, target)| {
            let at = place.child("mapping").child(value);
            let lost = format!("the value `{value}` is kept as raw JSON");
            Some((value.clone(), self.mapped(target.as_str()?, &at, &lost)?))
        });
        let mapping = mapping.collect();
        let fallback = said.get("defaultMapping").and_then(Value::as_str);
        let fallback = fallback.and_then(|target| {
            self.mapped(target, &place.child("defaultMapping"), "values that are not mapped are kept as raw JSON")
        });
        Some(Discriminator { property, mapping, fallback })
    }

    /// The schema that a discriminator names: by a reference, or as a component is called.
    fn mapped(&mut self, target: &str, at: &Origin, lost: &str) -> Option<ShapeId> {
        let plain = !target.contains(['/', '#', '.']);
        let reference = if plain { format!("#/components/schemas/{target}") } else { target.to_owned() };
        match self.docs.lookup(at, &reference) {
            Ok((schema, at)) => Some(self.named(schema, at)),
            Err(why) => {
                let message = format!("`{target}` of a discriminator points at nothing");
                let help = format!("{why}; {lost}");
                self.diagnostics.push(Diagnostic::new(Code::DanglingReference, message).at(at).help(help));
                None
            }
        }
    }
}
