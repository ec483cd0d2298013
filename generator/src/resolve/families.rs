//! Objects with a discriminator that others extend: each is a choice between those.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::settle::{Base, Settling};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::{Api, Arm, Discriminator, FAMILY, Node, Shape, ShapeId, Union};

impl Settling<'_> {
    /// Turns every object with a discriminator that others extend into the choice between them: a value of the object
    /// is one of those (OpenAPI 3.0.3 §4.7.25).
    pub fn families(&mut self, mut bases: Vec<Base>) {
        let extensions = self.extensions();
        self.middles(&mut bases, &extensions);
        let family = |base: Base| {
            let object = self.whole(self.api.target(base.object), &extensions);
            (base, object, self.children(object, &extensions))
        };
        let families: Vec<(Base, ShapeId, Vec<ShapeId>)> = bases.into_iter().map(family).collect();
        let extending: BTreeSet<ShapeId> = families.iter().flat_map(|(_, _, children)| children).copied().collect();
        // What the mappings of others call them.
        let mut called: BTreeMap<ShapeId, Vec<String>> = BTreeMap::new();
        for (base, object, _) in &families {
            for (value, id) in &base.discriminator.mapping {
                let target = self.api.target(*id);
                if target != *object {
                    called.entry(target).or_default().push(value.clone());
                }
            }
        }
        for (base, object, children) in families {
            if children.is_empty() {
                self.alone(object, &base.discriminator);
            }
            if children.is_empty() || self.bases.contains_key(&object) {
                continue;
            }
            let Some(node) = self.api.node(object).cloned() else { continue };
            let copy = ShapeId(self.api.shapes.len());
            self.api.shapes.push(Node { default: None, example: None, ..node });
            self.bases.insert(object, copy);
            let mut arms: Vec<Arm> = children.into_iter().map(Arm::new).collect();
            // A value may be of the object itself, when the mapping says which.
            let Discriminator { mapping, fallback, .. } = &base.discriminator;
            let own = |id: &ShapeId| self.api.target(*id) == object;
            let mut tags: Vec<String> =
                mapping.iter().filter(|(_, id)| own(id)).map(|(value, _)| value.clone()).collect();
            // One that extends another is a value of that one, by the name that it has there.
            if tags.is_empty() && extending.contains(&object) {
                tags = called.remove(&object).unwrap_or_else(|| {
                    self.marks.get(&object).or_else(|| self.names.get(&object)).into_iter().cloned().collect()
                });
            }
            let fallback = fallback.as_ref().is_some_and(own);
            if !tags.is_empty() || fallback {
                let hint = self.names.get(&object).cloned();
                arms.push(Arm { hint, tags, fallback, ..Arm::new(copy) });
            }
            let union = Union { keyword: FAMILY, discriminator: Some(base.discriminator), arms };
            if let Some(slot) = self.api.shapes.get_mut(object.0) {
                slot.shape = Shape::Union(union);
            }
        }
    }

    /// A discriminator that chooses between schemas which do not extend its own tells nothing of a value of that.
    fn alone(&mut self, object: ShapeId, discriminator: &Discriminator) {
        let mut others = discriminator.mapping.iter().map(|(_, id)| self.api.target(*id)).filter(|id| *id != object);
        if others.next().is_some() {
            let message = format!("no schema of the mapping of `{}` extends this one", discriminator.property);
            let help = "a value is read as this schema alone; extend it with `allOf`, or list the schemas in a `oneOf`";
            self.note(object, message, help);
        }
    }

    /// What extends an object with a discriminator, is extended itself, and is what some value is said to be: it goes by the
    /// discriminator that it inherits.
    fn middles(&self, bases: &mut Vec<Base>, extensions: &BTreeMap<ShapeId, Vec<ShapeId>>) {
        let arms = self.api.shapes.iter().filter_map(|node| match &node.shape {
            Shape::All(parts) => Some(parts),
            _ => None,
        });
        let arms: BTreeSet<ShapeId> = arms.flatten().copied().collect();
        let uses = self.api.shapes.iter().enumerate().filter(|(index, _)| !arms.contains(&ShapeId(*index)));
        let used: BTreeSet<ShapeId> = uses
            .filter_map(|(_, node)| match node.shape {
                Shape::Ref(id) => Some(self.api.target(id)),
                _ => None,
            })
            .collect();
        let whole = |base: &Base| self.whole(self.api.target(base.object), extensions);
        let mut known: BTreeSet<ShapeId> = bases.iter().map(whole).collect();
        for at in 0..bases.len() {
            let Some(base) = bases.get(at) else { continue };
            let (object, discriminator) = (whole(base), base.discriminator.clone());
            for middle in self.children(object, extensions) {
                if used.contains(&middle)
                    && !self.children(middle, extensions).is_empty()
                    && matches!(self.api.node(middle).map(|node| &node.shape), Some(Shape::All(_)))
                    && known.insert(middle)
                {
                    bases.push(Base { object: middle, discriminator: discriminator.clone() });
                }
            }
        }
    }

    /// The component of which an object is an arm that stands in it, else the object.
    fn whole(&self, object: ShapeId, extensions: &BTreeMap<ShapeId, Vec<ShapeId>>) -> ShapeId {
        let pointer = |id: ShapeId| self.api.node(id).map(|node| node.origin.pointer.as_str());
        let place = pointer(object).and_then(|arm| arm.rsplit_once("/allOf/")).map(|(place, _)| place);
        let around = |id: &&ShapeId| self.names.contains_key(id) && place.is_some() && pointer(**id) == place;
        extensions.get(&object).and_then(|ids| ids.iter().find(around)).copied().unwrap_or(object)
    }

    /// What each node is a part of by `allOf`.
    fn extensions(&self) -> BTreeMap<ShapeId, Vec<ShapeId>> {
        let mut extensions: BTreeMap<ShapeId, Vec<ShapeId>> = BTreeMap::new();
        for (index, node) in self.api.shapes.iter().enumerate() {
            let Shape::All(parts) = &node.shape else { continue };
            parts.iter().for_each(|part| extensions.entry(self.api.target(*part)).or_default().push(ShapeId(index)));
        }
        extensions
    }

    /// The components that extend an object, straight or through others, in document order.
    fn children(&self, object: ShapeId, extensions: &BTreeMap<ShapeId, Vec<ShapeId>>) -> Vec<ShapeId> {
        let (mut extending, mut todo) = (BTreeSet::new(), vec![object]);
        while let Some(at) = todo.pop() {
            todo.extend(extensions.get(&at).into_iter().flatten().filter(|id| extending.insert(**id)));
        }
        let components = self.api.components.iter().map(|(_, id)| *id);
        components.filter(|id| *id != object && extending.contains(id)).collect()
    }
}

/// A discriminator without a mapping has the names of schemas for values, unless they say their own; says so where the document
/// shows another one.
pub fn called_otherwise(api: &Api, diagnostics: &mut Diagnostics) {
    let mut said = BTreeSet::new();
    for node in &api.shapes {
        let Shape::Union(union) = &node.shape else { continue };
        let Some(tag) = union.discriminator.as_ref().filter(|d| union.keyword == FAMILY && d.mapping.is_empty()) else {
            continue;
        };
        let properties = union.arms.iter().filter_map(|arm| match api.node(api.target(arm.shape)).map(|n| &n.shape) {
            Some(Shape::Object(members)) => members.properties.iter().find(|p| p.wire == tag.property),
            _ => None,
        });
        let properties: Vec<ShapeId> = properties.map(|p| p.shape).collect();
        let shown = properties.iter().find_map(|id| Some((*id, api.example_of(*id)?.as_str()?)));
        let Some((shape, shown)) = shown else { continue };
        // What the schemas themselves say of it tells as well.
        let says = |id: &ShapeId| match api.node(api.target(*id)).map(|node| &node.shape) {
            Some(Shape::Enum { values, .. }) => values.iter().any(|value| value.value == shown),
            _ => api.constant_of(*id).and_then(Value::as_str) == Some(shown),
        };
        let named = |arm: &Arm| arm.fallback || arm.tags.iter().any(|value| value == shown);
        if union.arms.iter().any(named) || properties.iter().any(says) {
            continue;
        }
        let at = api.node(shape).map(|n| n.origin.clone()).unwrap_or_default();
        if said.insert(at.clone()) {
            let message = format!(
                "`{}` is shown as `{shown}`, which is the name of no schema that extends this one",
                tag.property
            );
            let help = "its values are names of schemas where no `mapping` says what they mean (OpenAPI 3.0.3 §4.7.25): add one";
            diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&at).help(help));
        }
    }
}
