//! The last pass of resolve: `allOf` is merged and choices are cleaned, on nodes and not on words, so that what is
//! merged may itself be a choice, a list or another merge.

use std::collections::{BTreeMap, BTreeSet};

use super::examples::{self, Answer};
use super::{believed, circles, digits, families, faults, keywords, merge, siblings, unions, worded};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::{Api, Discriminator, Keys, Node, Shape, ShapeId};

/// Deeper compositions of schemas are refused: this pass is recursive, and no real document comes near.
const MAX_DEPTH: usize = 100;

/// A choice with more arms than this is not multiplied out by an `allOf` around it.
pub const MAX_ARMS: usize = 256;

/// An object with a discriminator.
pub struct Base {
    /// Its schema.
    pub object: ShapeId,
    /// The property that tells.
    pub discriminator: Discriminator,
}

/// What is read of a document before it is settled.
#[derive(Default)]
pub struct Read<'a> {
    /// Objects with a discriminator: what refers to them means one of those that extend them.
    pub bases: Vec<Base>,
    /// `x-ms-discriminator-value`: what chooses a schema where it extends such an object.
    pub marks: BTreeMap<ShapeId, String>,
    /// Keywords of a type that stand without it beside other parts: they say nothing of values of other types.
    pub untyped: BTreeSet<ShapeId>,
    /// Lists by nothing but `items`, which has a choice and nothing else.
    pub choices: Vec<ShapeId>,
    /// Answers that the document shows.
    pub answers: Vec<Answer<'a>>,
}

/// The state of the pass.
pub struct Settling<'a> {
    pub api: &'a mut Api,
    pub diagnostics: &'a mut Diagnostics,
    /// Where a choice stands in for an object, the object that its children extend.
    pub bases: BTreeMap<ShapeId, ShapeId>,
    /// The first component of each node, by name.
    pub names: BTreeMap<ShapeId, String>,
    /// What chooses a schema where the discriminator of its base has no mapping.
    pub marks: BTreeMap<ShapeId, String>,
    /// Parts that say nothing of values of other types.
    pub untyped: BTreeSet<ShapeId>,
    state: BTreeMap<ShapeId, State>,
    /// What was merged into something else: it need not be sound alone.
    parts: BTreeSet<ShapeId>,
    /// Merges already made, by what was merged: circles of them end here.
    pub merged: BTreeMap<Vec<ShapeId>, ShapeId>,
    depth: usize,
    /// Merges that may fail are nested this deep; why those within failed, and all that did.
    trying: usize,
    failures: Vec<String>,
    failed: BTreeMap<ShapeId, String>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Done,
}

/// Leaves no `allOf`, no one-armed choice and no `null` arm.
pub fn settle(
    api: &mut Api,
    Read { bases, marks, untyped, choices, answers }: Read<'_>,
    diagnostics: &mut Diagnostics,
) {
    circles::open(api, diagnostics);
    let mut names = BTreeMap::new();
    for (name, id) in &api.components {
        names.entry(*id).or_insert_with(|| name.clone());
    }
    let mut pass = Settling {
        api,
        diagnostics,
        bases: BTreeMap::new(),
        names,
        marks,
        untyped,
        state: BTreeMap::new(),
        parts: BTreeSet::new(),
        merged: BTreeMap::new(),
        depth: 0,
        trying: 0,
        failures: Vec::new(),
        failed: BTreeMap::new(),
    };
    pass.families(bases);
    let mut next = 0;
    // Settling makes nodes: the end moves.
    while next < pass.api.shapes.len() {
        pass.node(ShapeId(next));
        next += 1;
    }
    unions::carry_tags(pass.api);
    siblings::tags(pass.api);
    families::called_otherwise(pass.api, pass.diagnostics);
    believed::blanks(pass.api, pass.diagnostics);
    believed::patches(pass.api, pass.diagnostics);
    worded::nulls(pass.api, pass.diagnostics);
    believed::choices(pass.api, &choices, &answers, pass.diagnostics);
    examples::of_schemas(pass.api, pass.diagnostics);
    examples::of_parameters(pass.api, pass.diagnostics);
    examples::of_answers(pass.api, &answers, pass.diagnostics);
    digits::keep(pass.api, pass.diagnostics);
    siblings::forgotten(pass.api, pass.diagnostics);
    faults::after(pass.api, &pass.parts, pass.diagnostics);
    // Only now: what has no property but says what must be there counts where it is a part of an `allOf`.
    for index in 0..next {
        let id = ShapeId(index);
        if let Some(Shape::Object(members)) = pass.api.node(id).map(|n| &n.shape)
            && members.is_map()
        {
            let (extra, keys) = (members.extra, members.keys.clone());
            let map = pass.map(id, extra, keys);
            pass.set(id, map);
        }
    }
}

impl Settling<'_> {
    /// An object that names no member.
    pub fn map(&mut self, id: ShapeId, extra: Option<ShapeId>, keys: Keys) -> Shape {
        Shape::Map { value: extra.unwrap_or_else(|| self.add(Shape::Any, id)), keys }
    }

    /// Settles a node, after those that it is made of.
    pub fn node(&mut self, id: ShapeId) {
        if self.state.contains_key(&id) {
            return;
        }
        self.state.insert(id, State::Open);
        self.depth += 1;
        let shape = self.api.node(id).map(|n| n.shape.clone());
        if self.depth > MAX_DEPTH {
            self.give_up(id, "schemas are composed of schemas more than 100 levels deep");
        } else {
            match shape {
                Some(Shape::All(parts)) => self.all(id, &parts),
                Some(Shape::Union(union)) => unions::clean(self, id, union),
                _ => {}
            }
        }
        self.depth -= 1;
        self.state.insert(id, State::Done);
    }

    /// Settles what a node refers to; `None` when that is being settled right now: a circle.
    pub fn settled(&mut self, id: ShapeId) -> Option<ShapeId> {
        let target = self.api.target(id);
        self.node(target);
        (self.state.get(&target) == Some(&State::Done)).then_some(self.api.target(target))
    }

    /// Settles a merge that may fail: then it says why, and nothing is reported.
    pub fn tried(&mut self, id: ShapeId) -> Option<String> {
        let before = self.failures.len();
        self.trying += 1;
        self.node(id);
        self.trying -= 1;
        self.failures.split_off(before).into_iter().next().or_else(|| self.failed.get(&id).cloned())
    }

    /// Something at a node that has no effect.
    pub fn note(&mut self, id: ShapeId, message: String, help: &str) {
        let origin = self.api.node(id).map(|n| n.origin.clone()).unwrap_or_default();
        self.diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&origin).help(help));
    }

    /// The parts of a schema that lists `id` as one of its choices, without that choice: a schema that extends the
    /// one that it is an arm of means the rest.
    fn without_choice(&self, target: ShapeId, id: ShapeId) -> Option<Vec<ShapeId>> {
        let lists = |at: ShapeId| match self.api.node(at).map(|n| &n.shape) {
            Some(Shape::Union(union)) => union.arms.iter().any(|a| self.api.target(a.shape) == id),
            _ => false,
        };
        if lists(target) {
            return Some(Vec::new());
        }
        let Some(Shape::All(parts)) = self.api.node(target).map(|n| &n.shape) else { return None };
        let targets: Vec<ShapeId> = parts.iter().map(|p| self.api.target(*p)).collect();
        targets.iter().any(|t| lists(*t)).then(|| targets.into_iter().filter(|t| !lists(*t)).collect())
    }

    fn all(&mut self, id: ShapeId, parts: &[ShapeId]) {
        let mut targets = Vec::new();
        let widened = parts.iter().flat_map(|part| {
            let target = self.api.target(*part);
            let family = self.bases.contains_key(&target);
            let rest = if family { None } else { self.without_choice(target, id) };
            rest.unwrap_or_else(|| vec![target])
        });
        let widened: Vec<ShapeId> = widened.collect();
        for target in widened {
            let target = self.bases.get(&target).copied().unwrap_or(target);
            // An object is taken before it turns into a map: what it names as required counts for the others.
            let object = matches!(self.api.node(target), Some(Node { shape: Shape::Object(_), .. }));
            if object {
                targets.push(target);
                continue;
            }
            match self.settled(target) {
                Some(target) => targets.push(target),
                None => return self.give_up(id, "the arms refer to each other in a circle"),
            }
        }
        targets.dedup();
        // What says nothing of its values leaves the others as they are.
        let speaks =
            |pass: &Self, part: &ShapeId| !matches!(pass.api.node(*part), Some(Node { shape: Shape::Any, .. }));
        if targets.iter().any(|part| speaks(self, part)) {
            targets.retain(|part| speaks(self, part));
        }
        match targets.as_slice() {
            [] => return self.set(id, Shape::Any),
            // A child that adds nothing to its base is a type all the same, of its own. An arm that stands here is this one.
            [only]
                if parts.contains(only) && !self.names.contains_key(only)
                    || self.bases.values().any(|copy| copy == only) =>
            {
                let only = self.api.node(*only).cloned();
                if let (Some(node), Some(only)) = (self.api.shapes.get_mut(id.0), only) {
                    node.nullable |= only.nullable;
                    node.constant = node.constant.take().or(only.constant);
                    node.take_values(only.default, only.example);
                    node.shape = only.shape;
                }
                return;
            }
            [only] => {
                // A choice with an arm that is `null` became its other arm.
                let nullable = parts.iter().all(|part| self.api.nullable(*part));
                return self.set_or_null(id, Shape::Ref(*only), nullable);
            }
            _ => {}
        }
        self.parts.extend(&targets);
        // `null` is allowed where every part allows it.
        let nullable = parts.iter().all(|p| self.api.nullable(*p) || !speaks(self, &self.api.target(*p)));
        match merge::all(self, id, &targets) {
            Ok(shape) => {
                let scalar = matches!(
                    shape,
                    Shape::Bool
                        | Shape::Integer { .. }
                        | Shape::Number { .. }
                        | Shape::Text { .. }
                        | Shape::Enum { .. }
                );
                self.set(id, shape);
                // `type: string` beside an enum says no more than the enum does, which may have a name.
                let named = |part: &&ShapeId| self.names.contains_key(part) && merge::equal(self, id, **part);
                if let (true, Some(part)) = (scalar, targets.iter().find(named)) {
                    self.set(id, Shape::Ref(*part));
                } else if let Some((part, value)) = merge::narrowed(self, id, &targets) {
                    self.set(id, Shape::Ref(part));
                    if let Some(node) = self.api.shapes.get_mut(id.0) {
                        node.constant = Some(value);
                    }
                }
                let default = targets.iter().rev().find_map(|part| self.api.default_of(*part));
                let default = default.filter(|_| scalar).cloned();
                if let Some(node) = self.api.shapes.get_mut(id.0) {
                    node.nullable |= nullable;
                    node.default = node.default.take().or(default);
                }
            }
            Err(why) => {
                // `items` without `type: array` says nothing of an object (JSON Schema 2020-12 §10.3.1.2).
                let typed: Vec<ShapeId> = targets.iter().copied().filter(|part| !self.untyped.contains(part)).collect();
                if typed.is_empty() || typed.len() == targets.len() {
                    return self.give_up(id, &why);
                }
                if self.trying == 0 {
                    let message = format!("what stands beside the arms says nothing of them: {why}");
                    self.note(id, message, "it has no effect; say the type that is meant, or leave it out");
                }
                self.all(id, &typed);
            }
        }
    }

    /// A node for a part that was made, at the place of another.
    pub fn add(&mut self, shape: Shape, near: ShapeId) -> ShapeId {
        let origin = self.api.node(near).map(|n| n.origin.clone()).unwrap_or_default();
        self.api.shapes.push(keywords::bare(shape, origin));
        ShapeId(self.api.shapes.len() - 1)
    }

    /// All of these at once, as a node of its own; the same for the same parts.
    pub fn both(&mut self, parts: Vec<ShapeId>, near: ShapeId) -> ShapeId {
        if let Some(id) = self.merged.get(&parts) {
            return *id;
        }
        let id = self.add(Shape::All(parts.clone()), near);
        self.merged.insert(parts, id);
        id
    }

    pub fn set(&mut self, id: ShapeId, shape: Shape) {
        self.set_or_null(id, shape, false);
    }

    /// The same, where `null` may be allowed beside it.
    pub fn set_or_null(&mut self, id: ShapeId, shape: Shape, nullable: bool) {
        if let Some(node) = self.api.shapes.get_mut(id.0) {
            node.shape = shape;
            node.nullable |= nullable;
        }
    }

    /// A schema that comes to nothing: raw JSON, and said.
    pub fn give_up(&mut self, id: ShapeId, why: &str) {
        self.set(id, Shape::Any);
        self.failed.insert(id, why.to_owned());
        if self.trying > 0 {
            self.failures.push(why.to_owned());
            return;
        }
        self.untyped(id, format!("this schema is not composed: {why}"), "the value is typed as raw JSON");
    }

    /// Says why a schema is raw JSON.
    pub fn untyped(&mut self, id: ShapeId, why: String, help: &str) {
        let origin = self.api.node(id).map(|n| n.origin.clone()).unwrap_or_default();
        if self.trying == 0 {
            self.diagnostics.push(Diagnostic::new(Code::UntypedSchema, why).at(&origin).help(help));
        }
    }
}
