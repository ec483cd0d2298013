//! Where an inline schema is at home. What several operations or schemas share is named by the place where it stands, and
//! not by whoever reaches it first: otherwise an operation that goes would rename it.

use std::collections::BTreeMap;

use super::casing;
use crate::load::{Origin, unescaped};
use crate::spec::{Api, ShapeId};

/// The names of places.
pub struct Homes {
    /// The component at a place, and its name in Rust.
    named: BTreeMap<Origin, String>,
}

impl Homes {
    /// Of the components, by the names that they have got.
    pub fn new(api: &Api, names: &BTreeMap<ShapeId, String>) -> Self {
        let named = api.components.iter().filter_map(|(name, id)| {
            let known = names.get(id).cloned();
            Some((api.node(*id)?.origin.clone(), known.unwrap_or_else(|| casing::pascal(name))))
        });
        Self { named: named.collect() }
    }

    /// The name of the component that a property stands in, where that is not what it is a property of: then it came
    /// from there by `allOf`.
    pub fn owner(&self, property: &Origin, owner: &Origin) -> Option<&str> {
        if property.file == owner.file && below(&property.pointer, &owner.pointer) {
            return None;
        }
        self.component(property).map(|(name, _)| name)
    }

    /// The name of what stands inside of a component, by its way from there: for whoever does not come that way.
    pub fn within(&self, origin: &Origin) -> Option<String> {
        let (component, way) = self.component(origin)?;
        let mut name = component.to_owned();
        let mut steps = way.split('/').skip(1);
        while let Some(step) = steps.next() {
            match step {
                "properties" => name.push_str(&casing::pascal(&unescaped(steps.next()?))),
                "items" => name.push_str("Item"),
                "additionalProperties" => name.push_str("Value"),
                "allOf" => _ = steps.next()?,
                _ => return None,
            }
        }
        (name != component).then_some(name)
    }

    /// The component that a place is in, and the way from there.
    fn component<'a>(&self, origin: &'a Origin) -> Option<(&str, &'a str)> {
        let mut at = origin.clone();
        loop {
            if let Some(name) = self.named.get(&at) {
                return Some((name, origin.pointer.get(at.pointer.len()..)?));
            }
            let rest = at.pointer.rfind('/')?;
            at.pointer.truncate(rest);
        }
    }

    /// The name of the schema of a parameter, header, response or body that the document declares apart from operations.
    pub fn shared(&self, origin: &Origin) -> Option<String> {
        let path = origin.pointer.strip_prefix("/components").unwrap_or(&origin.pointer);
        let mut steps = path.strip_prefix('/')?.split('/');
        let (kind, key) = (steps.next()?, steps.next()?);
        let rest: Vec<&str> = steps.collect();
        let ends: &[&str] = match kind {
            "parameters" => &["Parameter", "Param"],
            "headers" => &["Header"],
            "responses" => &["Response", "Error"],
            "requestBodies" => &["Request", "Body"],
            _ => return None,
        };
        // Swagger 2.0 writes the schema of a parameter into the parameter.
        if !matches!(rest.as_slice(), [] | ["schema"] | ["content", _, "schema"]) {
            return None;
        }
        let name = casing::pascal(&unescaped(key));
        let said = ends.iter().any(|end| name.ends_with(end));
        Some(if said { name } else { format!("{name}{}", ends.first()?) })
    }
}

/// What a definition stands in, as in `/components/schemas/Order/$defs/Line`.
pub fn around(definition: &Origin) -> Option<String> {
    let mut steps = definition.pointer.rsplit('/').skip(1);
    let home = steps.next().filter(|step| ["$defs", "definitions"].contains(step)).and(steps.next())?;
    (!home.is_empty()).then(|| unescaped(home))
}

/// The words of the path whose item declares a parameter for all of its methods.
pub fn path_item(parameter: &Origin) -> Option<String> {
    let mut steps = parameter.pointer.rsplit('/').skip(1);
    match (steps.next()?, steps.next()?, steps.next()?) {
        ("parameters", path, "paths" | "pathItems") => Some(casing::pascal(&unescaped(path))),
        _ => None,
    }
}

/// The place of the parameter of an operation or a path in whose schema something stands.
pub fn parameter(inner: &Origin) -> Option<Origin> {
    let holds = |before: &str| ["/paths/", "/components/pathItems/"].iter().any(|start| before.starts_with(start));
    let (before, rest) = inner.pointer.split_once("/parameters/").filter(|(before, _)| holds(before))?;
    let index = rest.split('/').next()?;
    Some(Origin { file: inner.file, pointer: format!("{before}/parameters/{index}") })
}

fn below(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_places() {
        let homes = Homes { named: BTreeMap::new() };
        let table = [
            ("/components/parameters/order/schema", Some("OrderParameter")),
            ("/components/parameters/PageParam/content/application~1json/schema", Some("PageParam")),
            ("/components/responses/not-found/content/application~1json/schema", Some("NotFoundResponse")),
            ("/components/responses/ApiError/content/application~1json/schema", Some("ApiError")),
            ("/components/requestBodies/Pet/content/application~1json/schema", Some("PetRequest")),
            ("/parameters/sort", Some("SortParameter")),
            ("/components/responses/a/content/b/schema/properties/c", None),
            ("/components/schemas/A", None),
            ("/paths/~1a/get/parameters/0/schema", None),
        ];
        for (pointer, expected) in table {
            let origin = Origin { pointer: pointer.to_owned(), ..Origin::default() };
            assert_eq!(homes.shared(&origin).as_deref(), expected, "{pointer}");
        }
    }

    #[test]
    fn places_inside_of_others() {
        let at = |pointer: &str| Origin { pointer: pointer.to_owned(), ..Origin::default() };
        let homes = Homes { named: [(at("/components/schemas/pet"), "Pet".to_owned())].into() };
        let table = [
            ("", None),
            ("/properties/home_town", Some("PetHomeTown")),
            ("/allOf/1/properties/toys/items/properties/~1kind", Some("PetToysItemKind")),
            ("/additionalProperties", Some("PetValue")),
            ("/oneOf/0", None),
        ];
        for (way, expected) in table {
            let origin = at(&format!("/components/schemas/pet{way}"));
            assert_eq!(homes.within(&origin).as_deref(), expected, "{way}");
        }
        assert_eq!(homes.within(&at("/components/schemas/other/properties/a")), None);
        assert_eq!(homes.owner(&at("/components/schemas/pet"), &at("/paths/~1a")), Some("Pet"));
        assert_eq!(path_item(&at("/paths/~1sites~1{id}/parameters/3")).as_deref(), Some("SitesId"));
        assert_eq!(path_item(&at("/paths/~1sites/get/parameters/3")), None);
    }
}
