//! Schema Objects into [`Node`]s, by one reader of ours: `openapiv3` rejects `maxLength: 10.0` and drops the
//! siblings of `$ref`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::faults;
use super::keywords::{self, OWN};
use super::refs::Documents;
use super::settle::{self, Base, Read};
use crate::diag::{Code, Diagnostic, Diagnostics, meant};
use crate::load::{FileId, Origin, unescaped};
use crate::spec::{Api, Bound, Node, Requirement, Shape, ShapeId, Union};

/// The state of reading one document.
pub struct Reader<'a> {
    /// What was read.
    pub docs: &'a Documents<'a>,
    /// What is being built.
    pub api: &'a mut Api,
    /// The side channel.
    pub diagnostics: &'a mut Diagnostics,
    /// What the document requires of operations that say nothing of it.
    pub security: Vec<Vec<Requirement>>,
    /// Nodes already made, by place. An id is reserved before a schema is read, so cycles are no problem.
    known: BTreeMap<Origin, ShapeId>,
    /// Schemas whose id is reserved and that are still to be read: a list, not recursion, so that deep or
    /// recursive documents never overflow the stack.
    pending: Vec<(ShapeId, &'a Value, Origin)>,
    /// What settling needs to know beside the nodes.
    pub read: Read<'a>,
}

impl<'a> Reader<'a> {
    pub fn new(docs: &'a Documents<'a>, api: &'a mut Api, diagnostics: &'a mut Diagnostics) -> Self {
        let (known, pending, read) = Default::default();
        Self { docs, api, diagnostics, security: Vec::new(), known, pending, read }
    }

    /// Reserves the named schemas in document order.
    pub fn components(&mut self) {
        let (docs, document) = (self.docs, Origin::root(FileId(0)));
        let schemas = match docs.root().get("swagger") {
            // Swagger 2.0 keeps them in `definitions`.
            Some(_) => docs.get(docs.root(), "definitions", &document, self.diagnostics),
            None => docs
                .get(docs.root(), "components", &document, self.diagnostics)
                .and_then(|(components, at)| docs.get(components, "schemas", &at, self.diagnostics)),
        };
        let Some((Value::Object(schemas), at)) = schemas else { return };
        for (name, value) in schemas {
            let id = self.schema(value, &at.child(name));
            self.api.components.push((name.clone(), id));
        }
    }

    /// The id of the schema at this place.
    pub fn schema(&mut self, value: &'a Value, origin: &Origin) -> ShapeId {
        if let Some(id) = self.known.get(origin) {
            return *id;
        }
        let id = ShapeId(self.api.shapes.len());
        self.api.shapes.push(keywords::bare(Shape::Any, origin.clone()));
        self.known.insert(origin.clone(), id);
        self.pending.push((id, value, origin.clone()));
        id
    }

    /// Reads what is pending until nothing is.
    pub fn finish(&mut self) {
        let declared = self.api.components.len();
        self.read_pending();
        // In which order references were followed must not decide who gets a name.
        let (docs, api) = (self.docs, &mut *self.api);
        let place = |id: &ShapeId| api.shapes.get(id.0).map(|n| (docs.path(n.origin.file), n.origin.pointer.as_str()));
        if let Some(found) = api.components.get_mut(declared..) {
            found.sort_by(|(_, a), (_, b)| place(a).cmp(&place(b)));
        }
        settle::settle(self.api, std::mem::take(&mut self.read), self.diagnostics);
    }

    fn read_pending(&mut self) {
        while let Some((id, value, origin)) = self.pending.pop() {
            let node = self.node(value, &origin);
            if let Some(slot) = self.api.shapes.get_mut(id.0) {
                *slot = node;
            }
        }
    }

    fn node(&mut self, value: &'a Value, origin: &Origin) -> Node {
        let mut node = keywords::bare(Shape::Any, origin.clone());
        // `true` and `false` are schemas in 3.1; what `false` forbids, the server forbids.
        if value.is_boolean() {
            return node;
        }
        let Some(map) = value.as_object() else {
            self.diagnostics.push(
                Diagnostic::new(Code::UntypedSchema, "a schema must be a mapping")
                    .at(origin)
                    .help("it is read as `any value`"),
            );
            return node;
        };
        faults::keywords(map, origin, self.diagnostics);
        keywords::annotate(&mut node, map);
        let mark = map.get("x-ms-discriminator-value").or_else(|| map.get("x-discriminator-value"));
        if let (Some(Value::String(mark)), Some(id)) = (mark, self.known.get(origin)) {
            self.read.marks.insert(*id, mark.clone());
        }
        let nullable = node.nullable;
        let reference = map.get("$ref").or_else(|| map.get("$dynamicRef")).and_then(Value::as_str);
        let recursive = map.get("$recursiveRef").filter(|_| reference.is_none());
        let recursive = recursive.and_then(|_| self.docs.recursive(origin));
        node.shape = match reference.or(recursive.as_deref()) {
            // Before 3.1 what stands beside `$ref` has no effect (OpenAPI 3.0.3 §4.7.23).
            Some(reference) if !self.docs.siblings_count() => {
                if map.contains_key("nullable") {
                    faults::nullable_reference(origin, self.diagnostics);
                }
                match self.reference(reference, origin) {
                    Some(id) => Shape::Ref(id),
                    None => Shape::Any,
                }
            }
            Some(reference) => match self.reference(reference, origin) {
                Some(id) => self.parts(map, vec![Shape::Ref(id)], origin),
                None => Shape::Any,
            },
            None => self.parts(map, Vec::new(), origin),
        };
        // A choice and a list of types say for themselves whether `null` is one of them.
        node.nullable = nullable;
        node
    }

    /// What a schema is made of: a reference, the arms of `allOf`, choices, and its own keywords.
    fn parts(&mut self, map: &'a Map<String, Value>, mut parts: Vec<Shape>, origin: &Origin) -> Shape {
        // Whether the one part is an arm that stands here: then it is what this is.
        let mut here = false;
        if let Some(Value::Array(arms)) = map.get("allOf") {
            let place = origin.child("allOf");
            for (index, arm) in arms.iter().enumerate() {
                // What describes the whole is no part of it.
                if let Some(says) = arm.as_object().filter(|arm| keywords::only_annotates(arm)) {
                    faults::keywords(says, &place.index(index), self.diagnostics);
                    continue;
                }
                here = arm.get("$ref").is_none();
                parts.push(Shape::Ref(self.schema(arm, &place.index(index))));
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(Value::Array(arms)) = map.get(keyword) else { continue };
            // Arms that only say which properties go together are checks, not a choice of types.
            if arms.is_empty() || arms.iter().all(keywords::only_checks) {
                continue;
            }
            parts.push(self.choice(keyword, map, arms, origin));
        }
        let choice = ["oneOf", "anyOf"].iter().any(|key| map.contains_key(*key));
        // Beside a choice it tells the arms apart.
        if !choice && let Some(discriminator) = self.discriminator(map, origin) {
            self.read.bases.extend(self.known.get(origin).map(|id| Base { object: *id, discriminator }));
        }
        let own = OWN.iter().any(|key| map.contains_key(*key));
        // Arms may only check what the type beside them says; beside a reference alone it says nothing new.
        let scalar = matches!(keywords::kinds(map).as_slice(), ["boolean" | "integer" | "number" | "string"]);
        let composed = choice || map.contains_key("allOf");
        if own || map.contains_key("type") && (parts.is_empty() || scalar && composed) {
            let own = self.own(map, origin);
            parts.push(own);
        }
        if parts.len() > 1 {
            let ids = parts.into_iter().map(|part| match part {
                Shape::Ref(id) => id,
                part => self.add(part, origin),
            });
            let ids: Vec<ShapeId> = ids.collect();
            if own && keywords::kinds(map).is_empty() && keywords::implied(map).is_some() {
                self.read.untyped.extend(ids.last());
            }
            return Shape::All(ids);
        }
        // A component that adds nothing to what it extends is a child of it, and no other name for it.
        let component = |id: &ShapeId| self.api.components.iter().any(|(_, other)| other == id);
        match parts.pop() {
            Some(Shape::Ref(id))
                if here || map.contains_key("allOf") && self.known.get(origin).is_some_and(component) =>
            {
                Shape::All(vec![id])
            }
            part => part.unwrap_or(Shape::Any),
        }
    }

    /// A node that has no place of its own.
    pub fn add(&mut self, shape: Shape, origin: &Origin) -> ShapeId {
        self.api.shapes.push(keywords::bare(shape, origin.clone()));
        ShapeId(self.api.shapes.len() - 1)
    }

    /// The node that a `$ref` names.
    fn reference(&mut self, reference: &str, origin: &Origin) -> Option<ShapeId> {
        match self.docs.lookup(origin, reference) {
            Ok((target, at)) => Some(self.named(target, at)),
            Err(why) => {
                self.diagnostics.push(
                    Diagnostic::new(Code::DanglingReference, format!("`{reference}` points at nothing"))
                        .at(&origin.child("$ref"))
                        .help(format!("{why}; until it is corrected the value is typed as raw JSON")),
                );
                None
            }
        }
    }

    /// The schema that a reference leads to. In another file, or among the definitions of a schema, it has a name as
    /// good as that of a component.
    pub fn named(&mut self, value: &'a Value, at: Origin) -> ShapeId {
        let fresh = !self.known.contains_key(&at);
        let id = self.schema(value, &at);
        if fresh && let Some(name) = name_of(&at, self.docs.path(at.file)) {
            self.api.components.push((name, id));
        }
        id
    }

    /// What the keywords of a schema itself say.
    fn own(&mut self, map: &'a Map<String, Value>, origin: &Origin) -> Shape {
        let mut kinds = keywords::kinds(map);
        if let Some(choice) = self.listed_items(map, &kinds, origin) {
            return choice;
        }
        if kinds.is_empty() {
            kinds.extend(keywords::implied(map));
            if map.get("items").is_some_and(keywords::is_choice) {
                self.read.choices.extend(self.known.get(origin));
            }
        }
        if kinds.is_empty() {
            kinds = keywords::kinds_of_values(map);
        }
        faults::values(map, &kinds, origin, self.diagnostics);
        match kinds.as_slice() {
            [] => Shape::Any,
            [kind] => self.of_kind(kind, true, map, origin),
            many => {
                let arms = many.iter().map(|kind| {
                    let shape = self.of_kind(kind, false, map, origin);
                    self.add(shape, origin)
                });
                Shape::Union(Union::new("type", arms))
            }
        }
    }

    /// A list under `items` of what is no array. None may stand there before 3.1, and Slack's documents mean a choice by it.
    fn listed_items(&mut self, map: &'a Map<String, Value>, kinds: &[&str], origin: &Origin) -> Option<Shape> {
        let silent = kinds.is_empty() || kinds == ["object"] && !map.contains_key("properties");
        let arms =
            map.get("items")?.as_array().filter(|arms| silent && arms.len() > 1 && !self.docs.siblings_count())?;
        let place = origin.child("items");
        faults::listed_items(&place, self.diagnostics);
        let arms = arms.iter().enumerate().map(|(at, arm)| self.schema(arm, &place.index(at))).collect::<Vec<_>>();
        Some(Shape::Union(Union::new("items", arms)))
    }

    fn of_kind(&mut self, kind: &str, sole: bool, map: &'a Map<String, Value>, origin: &Origin) -> Shape {
        // Kubernetes writes as a format of what the type is none.
        if map.get("format").and_then(Value::as_str) == Some("int-or-string") && ["string", "object"].contains(&kind) {
            let arms = ["integer", "string"].map(|kind| keywords::scalar(kind, &Map::new()).unwrap_or(Shape::Any));
            let arms = arms.map(|arm| self.add(arm, origin));
            return Shape::Union(Union::new("format", arms));
        }
        match kind {
            "array" => self.array(map, origin),
            "object" => self.object(map, origin),
            _ => {
                if kind == "file" && self.docs.root().get("openapi").is_some() {
                    faults::file_type(origin, self.diagnostics);
                }
                let known = keywords::constants(map, kind, sole).or_else(|| keywords::scalar(kind, map));
                known.unwrap_or_else(|| self.of_no_kind(kind, map, origin))
            }
        }
    }

    /// A type that the specification does not have: what was meant by it, where that can be told.
    fn of_no_kind(&mut self, kind: &str, map: &'a Map<String, Value>, origin: &Origin) -> Shape {
        let place = origin.child("type");
        let help = "use boolean, integer, number, string, array or object (OpenAPI 3.0.3 §4.7.24)";
        let message = format!("`{kind}` is not a type of OpenAPI");
        match keywords::meant(kind) {
            Some((meant, format)) => {
                let taken = format.map_or(String::new(), |f| format!(" with the format `{f}`"));
                let message = format!("{message}; it is read as `{meant}`{taken}");
                self.diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&place).help(help));
                match (format, self.of_kind(meant, true, map, origin)) {
                    (Some(format), Shape::Text { format: None, limits }) => {
                        Shape::Text { format: Some(format.to_owned()), limits }
                    }
                    (_, shape) => shape,
                }
            }
            None => {
                let hint = meant(kind, keywords::TYPES.into_iter());
                let message = format!("{message}; the value is typed as raw JSON{hint}");
                self.diagnostics.push(Diagnostic::new(Code::UntypedSchema, message).at(&place).help(help));
                Shape::Any
            }
        }
    }

    fn array(&mut self, map: &'a Map<String, Value>, origin: &Origin) -> Shape {
        let limits = keywords::limits(map, "minItems", "maxItems");
        // Before JSON Schema 2020-12, a list of schemas under `items` said the same.
        let keyword = if map.get("items").is_some_and(Value::is_array) { "items" } else { "prefixItems" };
        let first = map.get(keyword).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let place = origin.child(keyword);
        let mut items: Vec<ShapeId> =
            first.iter().enumerate().map(|(i, item)| self.schema(item, &place.index(i))).collect();
        // As many as there are schemas: then each has a place of its own.
        let all = Some(Bound { at: items.len() as f64, exclusive: false });
        let no_more = |keyword: &str| map.get(keyword) == Some(&Value::Bool(false));
        let closed = no_more("items") || no_more("unevaluatedItems") || limits.max == all;
        if !items.is_empty() && closed && limits.min == all && items.len() <= 12 {
            return Shape::Tuple(items);
        }
        if let Some(listed) = keywords::of_elements(map).filter(|_| items.is_empty()) {
            let item = self.add(listed, &origin.child("items"));
            return Shape::List { item, limits };
        }
        match map.get("items") {
            Some(Value::Bool(false) | Value::Array(_)) if !items.is_empty() => {}
            Some(rest) if !rest.is_array() => items.push(self.schema(rest, &origin.child("items"))),
            _ if items.is_empty() => items.push(self.any(&origin.child("items"))),
            // What comes after them may be anything (JSON Schema 2020-12 §10.3.1.1).
            _ => {
                let message =
                    format!("after the first {}, a list may have any elements: all are raw JSON", items.len());
                let help = format!(
                    "`items: false` with `minItems: {}` makes it a tuple; `items` says what else there may be",
                    items.len()
                );
                self.diagnostics.push(Diagnostic::new(Code::UntypedSchema, message).at(origin).help(help));
                items = vec![self.any(&origin.child("items"))];
            }
        }
        let item = match items.as_slice() {
            [one] => *one,
            _ => self.add(Shape::Union(Union::new("prefixItems", items)), origin),
        };
        Shape::List { item, limits }
    }

    /// A node that allows anything, for a place that says nothing.
    fn any(&mut self, origin: &Origin) -> ShapeId {
        static ANYTHING: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));
        self.schema(&ANYTHING, origin)
    }
}

/// What a place is called: a definition by its key, another file's schema by its last key or else the file itself.
fn name_of(at: &Origin, path: &str) -> Option<String> {
    let mut steps = at.pointer.rsplit('/');
    match (steps.next().filter(|s| !s.is_empty()), steps.next()) {
        (Some(key), Some("$defs" | "definitions" | "schemas")) => Some(unescaped(key)),
        (Some(key), _) if at.file != FileId(0) && key.parse::<usize>().is_err() => Some(unescaped(key)),
        (None, _) if at.file != FileId(0) => {
            let name = path.rsplit('/').next().unwrap_or_default();
            Some(name.split('.').next().unwrap_or_default().to_owned())
        }
        _ => None,
    }
}

/// The strings of an array that may be absent.
pub fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
