//! Schemas that refer to nothing but each other in a circle: no value is said to be one of them.

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::{Api, Shape, ShapeId};

/// Opens each circle of references and of choices with one arm at its first schema, which becomes raw JSON.
pub fn open(api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for start in 0..api.shapes.len() {
        let (mut chain, mut next) = (Vec::new(), Some(ShapeId(start)));
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            chain.push(id);
            next = only(api, id).map(|(_, id)| id);
        }
        // A chain that ends at one before it is no circle.
        let Some(circle) = next.and_then(|end| chain.get(chain.iter().position(|id| *id == end)?..)) else { continue };
        report(api, circle, diagnostics);
        if let Some(node) = circle.iter().min().and_then(|first| api.shapes.get_mut(first.0)) {
            node.shape = Shape::Any;
        }
    }
}

/// What a schema is another name for, and the keyword that says so.
fn only(api: &Api, id: ShapeId) -> Option<(&'static str, ShapeId)> {
    match &api.node(id)?.shape {
        Shape::Ref(next) => Some(("$ref", *next)),
        Shape::Union(union) => match union.arms.as_slice() {
            [arm] => Some((union.keyword, arm.shape)),
            _ => None,
        },
        _ => None,
    }
}

fn report(api: &Api, circle: &[ShapeId], diagnostics: &mut Diagnostics) {
    let first = circle.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(index, _)| index);
    let mut places = circle.iter().cycle().skip(first).take(circle.len()).filter_map(|id| {
        let node = api.node(*id)?;
        Some((&node.origin, node.origin.child(only(api, *id)?.0)))
    });
    let Some((schema, place)) = places.next() else { return };
    let message = format!("`#{}` refers to itself", schema.pointer);
    let mut found = Diagnostic::new(Code::DanglingReference, message)
        .at(&place)
        .help("name the schema that was meant; until then the value is typed as raw JSON");
    for (_, place) in places {
        found = found.note("by way of this", Some(&place));
    }
    diagnostics.push(found);
}
