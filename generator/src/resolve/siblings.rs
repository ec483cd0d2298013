//! What the arms of a choice say of each other.

use serde_json::Value;

use super::answered;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::{Api, Members, Node, Property, Shape, ShapeId, Union};

/// Makes a constant of the `enum` of one that says in each object of a choice which one it is: an arm says that itself, and needs no
/// type for it. Another `enum` of one may grow.
pub fn tags(api: &mut Api) {
    let found: Vec<(ShapeId, Value)> = api.shapes.iter().flat_map(|node| tags_of(api, node)).collect();
    for (id, value) in found {
        if let Some(node) = api.shapes.get_mut(id.0) {
            node.constant = Some(value);
        }
    }
}

fn tags_of(api: &Api, node: &Node) -> Vec<(ShapeId, Value)> {
    let Shape::Union(union) = &node.shape else { return Vec::new() };
    let Some(objects) = objects(api, union) else { return Vec::new() };
    let names = objects.first().into_iter().flat_map(|(_, first)| &first.properties).map(|property| &property.wire);
    names
        .filter_map(|name| objects.iter().map(|(_, members)| tag(api, members, name)).collect())
        .filter(|tags: &Vec<_>| differ(tags))
        .flatten()
        .collect()
}

fn differ(tags: &[(ShapeId, Value)]) -> bool {
    let repeated =
        |(at, (_, value)): (usize, &(ShapeId, Value))| tags.iter().skip(at + 1).any(|(_, other)| other == value);
    tags.len() > 1 && !tags.iter().enumerate().any(repeated)
}

/// The one text that a property must have, where no other schema has a name for it.
fn tag(api: &Api, members: &Members, name: &str) -> Option<(ShapeId, Value)> {
    let property = members.properties.iter().find(|property| property.wire == name && property.required)?;
    let node = api.node(property.shape).filter(|node| !node.nullable)?;
    match &node.shape {
        Shape::Enum { values, open: false } => match values.as_slice() {
            [only] => Some((property.shape, Value::String(only.value.clone()))),
            _ => None,
        },
        _ => None,
    }
}

/// The arms that are objects, with what they are; none, where one is a choice or may be anything.
fn objects<'a>(api: &'a Api, union: &Union) -> Option<Vec<(ShapeId, &'a Members)>> {
    let targets = union.arms.iter().map(|arm| api.target(arm.shape));
    let mut objects = Vec::new();
    for id in targets {
        match &api.node(id)?.shape {
            Shape::Object(members) => objects.push((id, members)),
            Shape::Union(_) | Shape::All(_) | Shape::Map { .. } | Shape::Any => return None,
            _ => {}
        }
    }
    Some(objects)
}

/// Declares a name that an arm requires and does not declare, where the others that have it all say one type of it. It is asked for
/// where nothing but requests have it.
pub fn forgotten(api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut found: Vec<(ShapeId, String, Node)> = Vec::new();
    for node in &api.shapes {
        let Shape::Union(union) = &node.shape else { continue };
        let objects = objects(api, union).unwrap_or_default();
        for (id, members) in &objects {
            for name in members.required.iter().filter(|name| !members.has(name)) {
                if members.extra.is_some()
                    || members.is_map()
                    || found.iter().any(|(other, known, _)| other == id && known == name)
                {
                    continue;
                }
                let told = objects.iter().filter_map(|(_, other)| other.properties.iter().find(|p| p.wire == *name));
                let told: Vec<&Node> = told.filter_map(|p| api.node(api.target(p.shape))).collect();
                let one = told.first().filter(|first| told.len() > 1 && told.iter().all(|node| is_alike(first, node)));
                found.extend(one.map(|node| (*id, name.clone(), (*node).clone())));
            }
        }
    }
    let answered = answered::schemas(api);
    for (id, name, node) in found {
        let Some(place) = api.node(id).map(|node| node.origin.child("required")) else { continue };
        let message = format!("`{name}` is required, but no property has that name");
        let help = "it is what the other schemas of the choice say; declare the property";
        diagnostics.push(Diagnostic::new(Code::UndeclaredRequired, message).at(&place).help(help));
        api.shapes.push(Node { origin: place.child(&name), constant: None, ..node });
        let shape = ShapeId(api.shapes.len() - 1);
        if let Some(Shape::Object(members)) = api.shapes.get_mut(id.0).map(|node| &mut node.shape) {
            // An answer without it can be read all the same.
            let required = !answered.contains(&id);
            members.properties.push(Property { title: name.clone(), wire: name, shape, required });
        }
    }
}

/// Whether both are of one plain type.
fn is_alike(one: &Node, other: &Node) -> bool {
    let same = match (&one.shape, &other.shape) {
        (Shape::Text { format: one, .. }, Shape::Text { format: other, .. })
        | (Shape::Integer { format: one, .. }, Shape::Integer { format: other, .. })
        | (Shape::Number { format: one, .. }, Shape::Number { format: other, .. }) => one == other,
        (Shape::Bool, Shape::Bool) => true,
        _ => false,
    };
    same && one.nullable == other.nullable
}
