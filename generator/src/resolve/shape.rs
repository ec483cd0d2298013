//! Schema Objects into [`Node`]s, by one reader of ours: `openapiv3` rejects `maxLength: 10.0` and drops the
//! siblings of `$ref`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::merge;
use super::refs::Documents;
use super::unions::{self, Folded};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::{FileId, Origin};
use crate::spec::{Api, Doc, Limits, Node, Property, Shape, ShapeId};

/// The state of reading one document.
pub struct Reader<'a> {
    /// What was read.
    pub docs: &'a Documents<'a>,
    /// What is being built.
    pub api: &'a mut Api,
    /// The side channel.
    pub diagnostics: &'a mut Diagnostics,
    /// Nodes already made, by place. An id is reserved before a schema is read, so cycles are no problem.
    known: BTreeMap<Origin, ShapeId>,
    /// Schemas whose id is reserved and that are still to be read: a list, not recursion, so that deep or
    /// recursive documents never overflow the stack.
    pending: Vec<(ShapeId, &'a Value, Origin)>,
}

impl<'a> Reader<'a> {
    pub fn new(docs: &'a Documents<'a>, api: &'a mut Api, diagnostics: &'a mut Diagnostics) -> Self {
        Self { docs, api, diagnostics, known: BTreeMap::new(), pending: Vec::new() }
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
        self.api.shapes.push(Node {
            shape: Shape::Any,
            nullable: false,
            doc: Doc::default(),
            default: None,
            example: None,
            origin: origin.clone(),
        });
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
        let mut node = Node {
            shape: Shape::Any,
            nullable: value.as_object().is_some_and(|map| unions::allows_null(self.docs, origin.file, map)),
            doc: Doc {
                title: text(value, "title"),
                description: text(value, "description"),
                deprecated: flag(value, "deprecated"),
            },
            default: value.get("default").cloned(),
            // `examples` is an array in 3.1.
            example: value.get("example").or_else(|| value.get("examples")?.as_array()?.first()).cloned(),
            origin: origin.clone(),
        };
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
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            if let Some(id) = self.reference(reference, origin) {
                node.shape = Shape::Ref(id);
            }
            return node;
        }
        if let Some(Value::Array(arms)) = map.get("allOf") {
            self.all_of(&mut node, map, arms, origin);
            return node;
        }
        node.shape = self.shape(map, origin);
        node
    }

    /// The node that a `$ref` names.
    fn reference(&mut self, reference: &str, origin: &Origin) -> Option<ShapeId> {
        match self.docs.lookup(origin.file, reference) {
            Ok((_, at)) if at == *origin => {
                self.diagnostics.push(
                    Diagnostic::new(Code::DanglingReference, format!("`{reference}` refers to itself"))
                        .at(&origin.child("$ref"))
                        .help("name the schema that was meant; until then the value is typed as raw JSON"),
                );
                None
            }
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
    fn named(&mut self, value: &'a Value, at: Origin) -> ShapeId {
        let fresh = !self.known.contains_key(&at);
        let id = self.schema(value, &at);
        if fresh && let Some(name) = name_of(&at, self.docs.path(at.file)) {
            self.api.components.push((name, id));
        }
        id
    }

    /// `allOf`: an annotation wrapper becomes a reference with overrides; anything else is merged.
    fn all_of(&mut self, node: &mut Node, map: &'a Map<String, Value>, arms: &'a [Value], origin: &Origin) {
        let structural = ["properties", "type", "additionalProperties", "oneOf", "anyOf", "enum", "items", "required"];
        let plain = !structural.iter().any(|k| map.contains_key(*k)) || map.len() == 2 && map.contains_key("type");
        if let ([only], true) = (arms, plain) {
            node.shape = Shape::Ref(self.schema(only, &origin.child("allOf").index(0)));
            return;
        }
        match merge::all_of(self.docs, map, arms, origin) {
            Ok(merged) => {
                let properties = merged
                    .properties
                    .into_iter()
                    .map(|p| Property { wire: p.wire, shape: self.schema(p.value, &p.origin), required: p.required })
                    .collect();
                node.shape = Shape::Object { properties };
            }
            Err(why) => self.diagnostics.push(
                Diagnostic::new(Code::UntypedSchema, format!("this `allOf` is not merged: {}", why.message))
                    .at(&why.origin)
                    .help("the value is typed as raw JSON"),
            ),
        }
    }

    fn shape(&mut self, map: &'a Map<String, Value>, origin: &Origin) -> Shape {
        for keyword in ["oneOf", "anyOf"] {
            if let Some(Value::Array(arms)) = map.get(keyword) {
                return match (unions::fold(self.docs, origin.file, arms), arms) {
                    (Folded::One(index), arms) => match arms.get(index) {
                        Some(only) => Shape::Ref(self.schema(only, &origin.child(keyword).index(index))),
                        None => Shape::Any,
                    },
                    (Folded::Enum(values), _) => Shape::Enum { values },
                    (Folded::Text, _) => Shape::Text { format: None, limits: Limits::default() },
                    (Folded::Number, _) => Shape::Number(Limits::default()),
                    (Folded::Many, _) => Shape::Union { keyword },
                };
            }
        }
        let Ok(kind) = unions::kind(map) else { return Shape::Union { keyword: "type" } };
        let kind = kind.or_else(|| implied(map));
        if let Some(value) = map.get("const").and_then(Value::as_str)
            && kind.is_none_or(|k| k == "string")
        {
            return Shape::Enum { values: vec![value.to_owned()] };
        }
        if let Some(keyword) = ["prefixItems", "$dynamicRef"].iter().find(|k| map.contains_key(**k)) {
            self.diagnostics.push(
                Diagnostic::new(Code::UntypedSchema, format!("`{keyword}` has no Rust type of its own yet"))
                    .at(&origin.child(keyword))
                    .help("the value is typed as raw JSON"),
            );
            return Shape::Any;
        }
        if let Some(Value::Array(values)) = map.get("enum")
            && kind.is_none_or(|k| k == "string")
        {
            let strings: Vec<String> = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            let rest = values.iter().filter(|v| !v.is_string() && !v.is_null()).count();
            if !strings.is_empty() && rest == 0 {
                return Shape::Enum { values: strings };
            }
        }
        let limits = |low: &str, high: &str| Limits {
            min: map.get(low).and_then(Value::as_f64),
            max: map.get(high).and_then(Value::as_f64),
            pattern: map.get("pattern").and_then(Value::as_str).map(str::to_owned),
        };
        match kind {
            Some("boolean") => Shape::Bool,
            Some("integer") => Shape::Integer(limits("minimum", "maximum")),
            Some("number") => Shape::Number(limits("minimum", "maximum")),
            Some("string") => Shape::Text {
                format: map.get("format").and_then(Value::as_str).or_else(|| binary(map)).map(str::to_owned),
                limits: limits("minLength", "maxLength"),
            },
            Some("array") => {
                let item = match map.get("items") {
                    Some(items) => self.schema(items, &origin.child("items")),
                    None => self.any(&origin.child("items")),
                };
                Shape::List { item, limits: limits("minItems", "maxItems") }
            }
            Some("object") => self.object(map, origin),
            None => Shape::Any,
            Some(other) => {
                self.diagnostics.push(
                    Diagnostic::new(Code::UntypedSchema, format!("`{other}` is not a type of OpenAPI"))
                        .at(&origin.child("type"))
                        .help("use boolean, integer, number, string, array or object (OpenAPI 3.0.3 §4.7.24)"),
                );
                Shape::Any
            }
        }
    }

    fn object(&mut self, map: &'a Map<String, Value>, origin: &Origin) -> Shape {
        let place = origin.child("properties");
        let named = map.get("properties").and_then(|p| self.docs.follow(p, &place).ok());
        let named = named.and_then(|(named, at)| Some((named.as_object().filter(|p| !p.is_empty())?, at)));
        let Some((named, at)) = named else {
            let value = match map.get("additionalProperties") {
                Some(value @ Value::Object(inner)) if !inner.is_empty() => {
                    self.schema(value, &origin.child("additionalProperties"))
                }
                _ => self.any(&origin.child("additionalProperties")),
            };
            return Shape::Map { value };
        };
        let required: Vec<&str> = strings(map.get("required")).collect();
        let properties = named
            .iter()
            .map(|(wire, value)| Property {
                wire: wire.clone(),
                shape: self.schema(value, &at.child(wire)),
                required: required.contains(&wire.as_str()),
            })
            .collect();
        Shape::Object { properties }
    }

    /// A node that allows anything, for a place that says nothing.
    fn any(&mut self, origin: &Origin) -> ShapeId {
        static ANYTHING: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));
        self.schema(&ANYTHING, origin)
    }
}

/// What a place is called: a definition by its key, another file's schema by its last key or else the file itself.
fn name_of(at: &Origin, path: &str) -> Option<String> {
    let unescaped = |key: &str| key.replace("~1", "/").replace("~0", "~");
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

/// What 3.1 says in place of `format: binary`: a media type that is no text, and no encoding into one.
fn binary(map: &Map<String, Value>) -> Option<&'static str> {
    let media = map.get("contentMediaType").and_then(Value::as_str)?;
    let text = media.starts_with("text/") || media.contains("json") || media.contains("xml");
    (!text && !map.contains_key("contentEncoding")).then_some("binary")
}

/// The type that the keywords speak of when `type` is absent.
fn implied(map: &Map<String, Value>) -> Option<&'static str> {
    if map.contains_key("properties") || map.get("additionalProperties").is_some_and(Value::is_object) {
        Some("object")
    } else if map.contains_key("items") {
        Some("array")
    } else if binary(map).is_some() {
        Some("string")
    } else {
        None
    }
}

/// The strings of an array that may be absent.
pub fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}
