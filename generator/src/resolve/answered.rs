//! Which schemas answers have.

use std::collections::BTreeSet;

use crate::spec::{Api, Content, Shape, ShapeId};

/// The schemas that answers are made of, and what stands for them.
pub fn schemas(api: &Api) -> BTreeSet<ShapeId> {
    let contents = api.operations.iter().flat_map(|operation| &operation.responses).flat_map(|r| &r.content);
    let whole = |content: &Content| [content.shape, content.item];
    let mut open: Vec<ShapeId> = contents.flat_map(whole).flatten().collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(api.node(id).map(|node| parts(&node.shape)).unwrap_or_default());
        }
    }
    found
}

fn parts(shape: &Shape) -> Vec<ShapeId> {
    match shape {
        Shape::Object(members) => members.properties.iter().map(|p| p.shape).chain(members.extra).collect(),
        Shape::List { item: part, .. } | Shape::Map { value: part, .. } | Shape::Ref(part) => vec![*part],
        Shape::Tuple(parts) | Shape::All(parts) => parts.clone(),
        Shape::Union(union) => union.arms.iter().map(|arm| arm.shape).collect(),
        _ => Vec::new(),
    }
}
