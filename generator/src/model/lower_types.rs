//! Nodes into Rust types. Only what operations reach is made; component names are claimed before all others.

use std::collections::{BTreeMap, VecDeque};

use super::formats::{self, Formats};
use super::homes::{self, Homes};
use super::names::Scope;
use super::pins::Pins;
use super::record::{self, Ledger, Record};
use super::types::{Def, DefId, DefKind, Field, Presence, Type};
use super::wish::Wish;
use super::{allowed, casing, constraints, docs, lower_forms};
use crate::Options;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::{FileId, Origin};
use crate::spec::{Api, Direction, Members, Node, Property, Shape, ShapeId, letters};

/// Lists of lists, maps of maps and choices of choices are lowered by recursion, this deep and no deeper.
const MAX_DEPTH: usize = 100;

/// What the models spell bare: a schema of that name would stand in its place.
const RESERVED: [&str; 8] = ["String", "Vec", "Option", "Box", "Self_", "Default", "From", "Into"];

/// The state of lowering types.
pub struct Lowering<'a> {
    pub api: &'a Api,
    pub diagnostics: &'a mut Diagnostics,
    defs: Vec<Option<Def>>,
    /// What each of them is made of.
    shapes: Vec<ShapeId>,
    /// Which schema stands for one that is alike, where the configuration says so.
    pub shared: BTreeMap<ShapeId, ShapeId>,
    pub made: BTreeMap<ShapeId, Type>,
    pub forms: BTreeMap<ShapeId, Type>,
    pub components: BTreeMap<ShapeId, String>,
    /// Those of which the form has had the name in an earlier run.
    pub formed: BTreeMap<ShapeId, String>,
    /// What the document or the configuration calls each of them: its name, unless that was taken.
    pub said: BTreeMap<ShapeId, String>,
    /// Which formats have a type of their own.
    pub formats: Formats,
    /// Names of parameters that the client sets, as the configuration has them.
    pub client_parameters: Vec<String>,
    /// What is being lowered, from the outside in.
    open: Vec<ShapeId>,
    /// Structs that have a name and no fields yet.
    pending: VecDeque<(ShapeId, DefId, String)>,
    pub scope: Scope,
    /// What names an earlier run gave, and what this one gives.
    pub ledger: Ledger,
    pub homes: Homes,
    /// What parameters are called, by their place.
    parameters: BTreeMap<&'a Origin, &'a str>,
}

impl<'a> Lowering<'a> {
    pub fn new(api: &'a Api, pins: Pins, options: &Options, diagnostics: &'a mut Diagnostics) -> Self {
        let mut ledger = Ledger::new(options.record.clone());
        // A name holds while something that makes a definition stands at its place.
        let made = |node: &&Node| {
            matches!(node.shape, Shape::Object(_) | Shape::Enum { .. } | Shape::Union(_) | Shape::Map { .. })
                || matches!(&node.shape, Shape::Integer { values, .. } if !values.is_empty())
        };
        let there = record::places(api.shapes.iter().filter(made).map(|node| node.origin.pointer.as_str()));
        let mut scope = ledger.scope("types".to_owned(), &RESERVED, |place| there.contains(record::whose(place)));
        let (mut components, mut said) = (BTreeMap::new(), BTreeMap::new());
        for (id, name) in &pins.names {
            said.insert(*id, name.clone());
            let origin = api.node(*id).map(|n| n.origin.clone()).unwrap_or_default();
            let candidates = [name.clone(), casing::longer(name, "Model")];
            components.insert(*id, scope.pin(&record::place(&origin.pointer), &candidates, &origin, diagnostics));
        }
        // What stands here is named first; then a component that only refers to a schema elsewhere gives it its name.
        let rank = |id: ShapeId| match api.node(id) {
            Some(node) if node.origin.file != FileId(0) => 2,
            Some(Node { shape: Shape::Ref(_), .. }) => 1,
            _ => 0,
        };
        let mut named: Vec<&(String, ShapeId)> = api.components.iter().collect();
        // Of two that come to one name, it is that of the one which is called exactly so.
        named.sort_by_key(|(name, id)| (rank(*id), casing::pascal(name) != *name));
        for (name, id) in named {
            let id = api.target(*id);
            let Some(node) = api.node(id).filter(|_| !components.contains_key(&id)) else { continue };
            let pascal = casing::pascal(name);
            let mut candidates = vec![pascal.clone()];
            candidates.extend(homes::around(&node.origin).map(|home| format!("{}{pascal}", casing::pascal(&home))));
            candidates.push(casing::longer(&pascal, "Model"));
            said.insert(id, pascal);
            let place = record::place(&node.origin.pointer);
            // What is no definition has a name that nobody sees.
            let mut unseen = Diagnostics::default();
            let diagnostics = if made(&node) { &mut *diagnostics } else { &mut unseen };
            components.insert(id, scope.claim_for(&place, &candidates, &node.origin, diagnostics));
        }
        let (defs, shapes, made, forms) = Default::default();
        let homes = Homes::new(api, &components);
        let before = ledger.forms();
        let of_form = lower_forms::targets(api)
            .into_iter()
            .filter(|id| api.node(*id).is_some_and(|node| before.contains(&record::place(&node.origin.pointer))));
        let formed = of_form.filter_map(|id| Some((id, components.remove(&id)?))).collect();
        let parameters = api.operations.iter().flat_map(|o| &o.parameters);
        let parameters = parameters.map(|p| (&p.origin, p.name.as_str())).collect();
        let (open, pending, shared) = (Vec::new(), VecDeque::new(), pins.shared);
        Self {
            api,
            diagnostics,
            defs,
            shapes,
            shared,
            made,
            forms,
            components,
            formed,
            said,
            scope,
            ledger,
            formats: options.formats.clone(),
            client_parameters: options.client_parameters.clone(),
            open,
            pending,
            homes,
            parameters,
        }
    }

    /// The definitions, in the order in which they were first reached, and the names that were given.
    pub fn finish(mut self) -> (Vec<Def>, Record) {
        self.ledger.close(self.scope);
        (self.defs.into_iter().flatten().collect(), self.ledger.finish())
    }

    /// The type of a node; an inline one is named `name`. What it is made of is complete when it is given to others.
    pub fn ty(&mut self, id: ShapeId, name: impl Into<Wish>) -> Type {
        let outermost = self.open.is_empty();
        let ty = self.inner(id, name.into());
        // Structs are filled one after the other and not one inside the other, so that no chain of them is too long.
        while outermost && let Some((id, def, name)) = self.pending.pop_front() {
            self.open.push(id);
            self.fill(id, def, name);
            self.open.pop();
        }
        ty
    }

    fn inner(&mut self, reached: ShapeId, name: Wish) -> Type {
        let id = self.named_target(reached);
        if let Some(ty) = self.made.get(&id) {
            return ty.clone();
        }
        let api = self.api;
        let Some(node) = api.node(id) else { return Type::Json };
        let circle = self.open.contains(&id);
        if circle || self.open.len() > MAX_DEPTH {
            let why =
                if circle { "this schema is made of itself" } else { "schemas are made of each other too deeply" };
            self.diagnostics.push(
                Diagnostic::new(Code::UntypedSchema, why)
                    .at(&node.origin)
                    .help("the inner value is typed as raw JSON; an object in between would give it a name"),
            );
            return Type::Json;
        }
        // What was merged inside of another stands where that does, and is not what has the name.
        let outer = self.open.last().and_then(|outer| api.node(*outer));
        let within = outer.is_some_and(|outer| outer.origin == node.origin);
        // What has a name of its own gives it to its parts, whoever asks; so does what is referred to inside of it.
        let shared = self.homes.shared(&node.origin).filter(|_| !within);
        let home = self.components.get(&id).cloned().or(shared);
        let home = home.or_else(|| self.homes.within(&node.origin).filter(|_| id != reached));
        self.open.push(id);
        let ty = self.made_of(id, node, &home.as_ref().map_or(name, Wish::from));
        self.open.pop();
        ty
    }

    fn made_of(&mut self, id: ShapeId, node: &Node, name: &Wish) -> Type {
        let ty = match &node.shape {
            Shape::Object(_) => {
                let (def, name) = self.reserve(id, node, name);
                self.pending.push_back((id, def, name));
                return Type::Named(def);
            }
            // A constant that nobody names needs no type of its own.
            Shape::Enum { .. } if node.constant.is_some() && !self.components.contains_key(&id) => Type::Text,
            Shape::Enum { values, open } => return self.string_enum(id, node, (values, *open), name),
            Shape::Map { value, .. } if self.components.contains_key(&id) => return self.alias(id, node, *value, name),
            Shape::Map { value, .. } => self.map(*value, name),
            Shape::List { item, .. } => Type::List(Box::new(self.element(*item, name.and("Item")))),
            Shape::Tuple(items) => {
                let items = items.iter().enumerate();
                Type::Tuple(items.map(|(i, item)| self.element(*item, name.and(&format!("Item{}", i + 1)))).collect())
            }
            Shape::Union(union) => return self.union(id, node, union, name),
            Shape::Integer { values, .. } if !values.is_empty() && values.iter().all(|v| v.name.is_some()) => {
                return self.number_enum(id, node, values, name);
            }
            Shape::Ref(_) | Shape::Any | Shape::Null | Shape::All(_) => Type::Json,
            Shape::Bool | Shape::Integer { .. } | Shape::Number { .. } | Shape::Text { .. } => {
                formats::scalar(&node.shape, &self.formats)
            }
        };
        self.made.insert(id, ty.clone());
        ty
    }

    /// Follows references, but stops at nothing: annotations of a wrapper do not make a new type.
    fn named_target(&self, id: ShapeId) -> ShapeId {
        let id = self.api.target(id);
        self.shared.get(&id).copied().unwrap_or(id)
    }

    pub(super) fn element(&mut self, id: ShapeId, name: impl Into<Wish>) -> Type {
        let ty = self.ty(id, name);
        if self.api.nullable(id) && ty != Type::Json { Type::Nullable(Box::new(ty)) } else { ty }
    }

    fn map(&mut self, value: ShapeId, name: &Wish) -> Type {
        match self.element(value, name.and("Value")) {
            Type::Json => Type::JsonMap,
            ty => Type::Map(Box::new(ty)),
        }
    }

    /// Reserves a definition before its parts are lowered, so that cycles end here.
    pub(super) fn reserve(&mut self, id: ShapeId, node: &Node, name: &Wish) -> (DefId, String) {
        let name = match self.components.get(&id) {
            Some(name) => name.clone(),
            None => {
                // `Self_` is only escaped where it stands alone.
                let name = name.map(|name| name.replace("Self_", "Self"));
                self.claim_inline(&name, &node.origin)
            }
        };
        let def = self.slot(id);
        self.made.insert(id, Type::Named(def));
        (def, name)
    }

    /// A name for the inline type at a place.
    fn claim_inline(&mut self, name: &Wish, origin: &Origin) -> String {
        self.scope.claim_as(&record::place(&origin.pointer), name.name(), &name.candidates(), origin, self.diagnostics)
    }

    /// A name for the type at a place.
    pub fn claim_type(&mut self, candidates: &[String], origin: &Origin) -> String {
        self.scope.claim_for(&record::place(&origin.pointer), candidates, origin, self.diagnostics)
    }

    /// The scope of the fields of a type.
    pub fn fields_of(&mut self, owner: &str, reserved: &[&str], properties: &[&Property]) -> Scope {
        let fields = properties.iter().map(|p| (p.wire.clone(), casing::field(&p.title)));
        self.ledger.members(format!("fields {owner}"), reserved, fields)
    }

    /// A place for a definition.
    pub fn slot(&mut self, shape: ShapeId) -> DefId {
        self.shapes.push(shape);
        self.defs.push(None);
        DefId(self.defs.len() - 1)
    }

    /// A definition that is complete.
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.defs.get(id.0)?.as_ref()
    }

    pub fn define(&mut self, def: DefId, node: &Node, name: String, kind: DefKind) -> Type {
        let mut text = docs::of_type(self.api, node);
        if text.is_empty() {
            // A title that the name says already is no description.
            let said = letters(&name).ends_with(&letters(&node.doc.title));
            text = if said { Vec::new() } else { docs::markdown(&node.doc.title) };
        }
        let limits = constraints::of_type(self.api, node, &self.formats);
        let part = !matches!(kind, DefKind::Form { .. }) && self.is_part(def, node);
        if let Some(slot) = self.defs.get_mut(def.0) {
            let module = casing::module_of(&name);
            let within = homes::parameter(&node.origin);
            *slot = Some(Def {
                name,
                module,
                docs: text,
                limits,
                deprecated: node.doc.deprecated,
                sent: false,
                parameter: false,
                cleared: false,
                origin: node.origin.clone(),
                alone: node.alone,
                part,
                within: within.and_then(|at| self.parameters.get(&at)).map(|name| (*name).to_owned()),
                shape: self.shapes.get(def.0).copied(),
                kind,
            });
        }
        Type::Named(def)
    }

    /// What was put together of several schemas stands where one of them does, which may be one with a name.
    fn is_part(&self, def: DefId, node: &Node) -> bool {
        let own = self.shapes.get(def.0).is_some_and(|id| self.components.contains_key(id));
        let depth = node.origin.pointer.split('/').count();
        let named = node.origin.pointer.starts_with("/components/schemas/") && depth == 4
            || node.origin.pointer.starts_with("/definitions/") && depth == 3;
        named && !own
    }

    fn fill(&mut self, id: ShapeId, def: DefId, name: String) {
        let api = self.api;
        let Some(node @ Node { shape: Shape::Object(members), .. }) = api.node(id) else { return };
        let properties: Vec<&Property> = members.properties.iter().collect();
        let mut scope = self.fields_of(&name, &["new", "clone", "decode", "encode"], &properties);
        let properties = properties.into_iter();
        let mut fields: Vec<Field> =
            properties.map(|p| self.field(p, members, (&node.origin, &name), &mut scope)).collect();
        if let Some(extra) = members.extra {
            let ty = self.map(extra, &Wish::from(&name).and("Extra"));
            let candidates = ["extra".to_owned(), "extra_fields".to_owned()];
            let mut text = vec!["The fields that have no place of their own.".to_owned()];
            docs::of_values(api, extra, &mut text);
            let asked = constraints::of_values(api, extra, &self.formats);
            asked.into_iter().for_each(|asked| docs::append(&mut text, asked));
            fields.push(Field {
                name: scope.claim_for("*extra", &candidates, &node.origin, self.diagnostics),
                wire: String::new(),
                ty,
                presence: Presence::Extra,
                boxed: false,
                secret: false,
                docs: text,
                deprecated: false,
                example: None,
                constant: None,
                sole: None,
                known: Vec::new(),
                direction: Direction::Both,
            });
        }
        self.ledger.close(scope);
        self.define(def, node, name, DefKind::Struct(fields));
    }

    /// A field of a struct that stands at a place and is called `owner`.
    pub fn field(
        &mut self,
        property: &Property,
        members: &Members,
        (place, owner): (&Origin, &str),
        scope: &mut Scope,
    ) -> Field {
        let api = self.api;
        let home = api.node(property.shape).and_then(|n| self.homes.owner(&n.origin, place));
        let owner = home.unwrap_or(owner);
        let others = members.properties.iter().map(|p| casing::pascal(&p.title));
        let name = Wish::of_part(owner, &casing::pascal(&property.title), others);
        let ty = self.ty(property.shape, name);
        self.field_of(property, ty, scope)
    }

    /// A field whose type is known.
    pub fn field_of(&mut self, property: &Property, ty: Type, scope: &mut Scope) -> Field {
        let api = self.api;
        let (own, target) = (api.node(property.shape), api.node(api.target(property.shape)));
        let snake = casing::field(&property.title);
        let longer = casing::longer(&snake, "_field");
        let candidates = [snake, longer];
        let origin = own.map(|n| n.origin.clone()).unwrap_or_default();
        let mut text = docs::beyond_name(docs::said(api, "", property.shape), &property.wire);
        let meaning = match property.required {
            // Where there is no other value, its type says so.
            true => sole(api, property.shape).is_none().then_some(constraints::OF_REQUIRED),
            false => Some(constraints::LEFT_OUT),
        };
        let asked = constraints::of(api, (property.shape, meaning), None, &text, &self.formats);
        let direction = api.direction(property.shape);
        let told = match direction {
            Direction::Both => None,
            Direction::Read => Some("Read-only: only answers have it.".to_owned()),
            Direction::Write => Some("Write-only: only requests have it.".to_owned()),
        };
        let is_told = |line: &String| line.split_once(':').is_some_and(|(word, _)| docs::begins_with(&text, word));
        let told = told.filter(|line| !is_told(line));
        asked.into_iter().chain(told).for_each(|line| docs::append(&mut text, line));
        Field {
            name: scope.claim_for(&property.wire, &candidates, &origin, self.diagnostics),
            wire: property.wire.clone(),
            // `null` inside raw JSON is a value of its own.
            presence: Presence::of(property.required, self.api.nullable(property.shape) && ty != Type::Json),
            ty,
            boxed: false,
            secret: is_secret(api, property.shape, 0),
            docs: text,
            deprecated: own.is_some_and(|n| n.doc.deprecated),
            example: api.example_of(property.shape).cloned().or_else(|| {
                let asked = || allowed::value(api, property.shape);
                property.required.then(asked).flatten()
            }),
            constant: api.constant_of(property.shape).cloned(),
            sole: sole(api, property.shape).filter(|_| direction != Direction::Read).cloned(),
            known: match target.map(|n| &n.shape) {
                Some(Shape::Integer { values, .. }) => values.iter().map(|v| v.value).collect(),
                _ => Vec::new(),
            },
            direction,
        }
    }

    fn alias(&mut self, id: ShapeId, node: &Node, value: ShapeId, name: &Wish) -> Type {
        let (def, name) = self.reserve(id, node, name);
        // Another name for a type cannot hold itself: it is not known before it is complete.
        self.made.remove(&id);
        let ty = self.map(value, &Wish::from(&name));
        self.made.insert(id, Type::Named(def));
        self.define(def, node, name, DefKind::Alias(ty))
    }
}

/// Whether a value holds one that nobody should read over a shoulder.
fn is_secret(api: &Api, id: ShapeId, depth: usize) -> bool {
    match api.node(api.target(id)).map(|node| &node.shape) {
        Some(Shape::Text { format: Some(format), .. }) => format == "password",
        Some(Shape::List { item, .. }) if depth < 8 => is_secret(api, *item, depth + 1),
        Some(Shape::Map { value, .. }) if depth < 8 => is_secret(api, *value, depth + 1),
        Some(Shape::Union(union)) if depth < 8 => union.arms.iter().any(|arm| is_secret(api, arm.shape, depth + 1)),
        _ => false,
    }
}

/// The default of a schema that names no other value.
fn sole(api: &Api, id: ShapeId) -> Option<&serde_json::Value> {
    let default = api.default_of(id)?;
    let one = match api.node(api.target(id)).map(|node| &node.shape) {
        Some(Shape::Enum { values, .. }) => matches!(values.as_slice(), [one] if *default == one.value),
        _ => false,
    };
    (one || api.constant_of(id) == Some(default)).then_some(default)
}
