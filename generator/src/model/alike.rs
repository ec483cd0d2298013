//! Which schemas are alike: of one structure, whatever their texts, defaults and examples say.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::{Api, Arm, Property, Shape, ShapeId};

/// Equal numbers are alike. Named schemas are alike to themselves alone, and so is what leads back to itself.
pub fn classes(api: &Api) -> Vec<usize> {
    classes_but(api, &BTreeSet::new())
}

/// The same, where these are like others even if they have a name.
pub fn classes_but(api: &Api, open: &BTreeSet<ShapeId>) -> Vec<usize> {
    let named = api.components.iter().map(|(_, id)| api.target(*id));
    let mut read = Reading {
        named: named.filter(|id| !open.contains(id)).collect(),
        classes: vec![None; api.shapes.len()],
        known: BTreeMap::new(),
        api,
    };
    for root in 0..api.shapes.len() {
        read.visit(root);
    }
    read.classes.into_iter().map(Option::unwrap_or_default).collect()
}

struct Reading<'a> {
    api: &'a Api,
    named: BTreeSet<ShapeId>,
    classes: Vec<Option<usize>>,
    known: BTreeMap<String, usize>,
}

impl Reading<'_> {
    /// A list of what is to do, not recursion: documents may be deep.
    fn visit(&mut self, root: usize) {
        let mut todo = vec![(root, false)];
        let mut open = Vec::new();
        while let Some((at, done)) = todo.pop() {
            if done {
                open.pop();
            }
            if self.classes.get(at).is_none_or(Option::is_some) {
                continue;
            }
            if done {
                self.close(at, self.key(ShapeId(at)));
                continue;
            }
            open.push(at);
            todo.push((at, true));
            for ShapeId(part) in self.parts(ShapeId(at)) {
                match self.classes.get(part) {
                    // It is being visited, so it leads back to itself.
                    Some(None) if open.contains(&part) => self.close(part, format!("self {part}")),
                    Some(None) => todo.push((part, false)),
                    _ => {}
                }
            }
        }
    }

    fn close(&mut self, at: usize, key: String) {
        let next = self.known.len();
        let class = *self.known.entry(key).or_insert(next);
        if let Some(slot) = self.classes.get_mut(at) {
            *slot = Some(class);
        }
    }

    /// The schemas whose class makes that of this one.
    fn parts(&self, id: ShapeId) -> Vec<ShapeId> {
        if self.named.contains(&id) {
            return Vec::new();
        }
        match self.api.node(id).map(|n| &n.shape) {
            Some(Shape::Object(members)) => members
                .properties
                .iter()
                .map(|p| self.api.target(p.shape))
                .chain(members.extra.map(|e| self.api.target(e)))
                .collect(),
            Some(Shape::List { item: part, .. } | Shape::Map { value: part, .. } | Shape::Ref(part)) => {
                vec![self.api.target(*part)]
            }
            Some(Shape::Tuple(items)) => items.iter().map(|i| self.api.target(*i)).collect(),
            Some(Shape::Union(union)) => union.arms.iter().map(|arm| self.api.target(arm.shape)).collect(),
            _ => Vec::new(),
        }
    }

    /// What two alike schemas have in common, as a text.
    fn key(&self, id: ShapeId) -> String {
        let Some(node) = self.api.node(id).filter(|_| !self.named.contains(&id)) else {
            return format!("named {}", id.0);
        };
        let part = |id: ShapeId| {
            let class = self.classes.get(self.api.target(id).0).copied().flatten();
            (class, self.api.nullable(id))
        };
        match &node.shape {
            Shape::Object(members) => {
                let property = |p: &Property| {
                    let own = self.api.node(p.shape);
                    let fixed = own.map(|n| (self.api.direction(p.shape), n.constant.clone()));
                    format!("{:?} {} {:?} {fixed:?}", p.wire, p.required, part(p.shape))
                };
                let mut properties: Vec<String> = members.properties.iter().map(property).collect();
                properties.sort();
                format!("object {properties:?} {:?}", members.extra.map(part))
            }
            Shape::List { item, limits } => format!("list {:?} {limits:?}", part(*item)),
            Shape::Map { value, keys } => format!("map {:?} {:?}", part(*value), keys.count),
            Shape::Tuple(items) => format!("tuple {:?}", items.iter().map(|i| part(*i)).collect::<Vec<_>>()),
            Shape::Enum { values, open } => {
                let mut values: Vec<_> = values.iter().map(|v| (&v.value, &v.name)).collect();
                values.sort();
                format!("enum {values:?} {open} {:?}", node.constant)
            }
            Shape::Union(union) => {
                let arm = |arm: &Arm| (part(arm.shape), arm.tags.clone(), arm.fallback);
                let tag = union.discriminator.as_ref().map(|told| &told.property);
                format!("choice {tag:?} {:?}", union.arms.iter().map(arm).collect::<Vec<_>>())
            }
            other => format!("{other:?} {:?}", node.constant),
        }
    }
}
