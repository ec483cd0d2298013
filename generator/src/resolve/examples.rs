//! The values that a document shows, held against their schemas: defaults, examples of schemas, and answers.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::faults::{self, brief};
use super::keywords;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{Api, Direction, Limits, Node, Shape, ShapeId};

/// How deep values are looked into.
const MAX_DEPTH: usize = 64;

/// An answer that the document shows.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    /// Its schema.
    pub shape: ShapeId,
    /// What is shown.
    pub value: &'a Value,
    /// Where.
    pub origin: Origin,
}

/// Leaves defaults and examples that do not fit out of the docs.
pub fn of_schemas(api: &mut Api, diagnostics: &mut Diagnostics) {
    type Slot = fn(&mut Node) -> (&mut Option<Value>, bool);
    let slots: [(&str, Slot); 2] = [
        ("default", |node| (&mut node.default, node.lent.default)),
        ("example", |node| (&mut node.example, node.lent.example)),
    ];
    for index in 0..api.shapes.len() {
        let id = ShapeId(index);
        for (keyword, slot) in slots {
            let shown = api.shapes.get_mut(index).map(slot).map(|(value, lent)| (value.clone(), lent));
            let Some((Some(value), lent)) = shown else { continue };
            let meant = meant(api, id, &value);
            let fraction = is_fraction(api, id, &value);
            let sound = || fits(api, id, &value, 0) && (!lent || Judge::of(api, id, &value, true).is_empty());
            if meant.is_none() && !fraction && sound() {
                continue;
            }
            let Some(node) = api.shapes.get_mut(index) else { continue };
            // It was right where it was said, or is wrong there.
            if lent && meant.is_none() {
                *slot(node).0 = None;
                continue;
            }
            let place = node.origin.child(keyword);
            if fraction {
                widen(api, id, &format!("the {keyword} `{value}`"), &place, diagnostics);
                continue;
            }
            let unread = meant.is_none();
            *slot(node).0 = meant;
            if unread {
                diagnostics.push(misfit(api, id, keyword, &value, &place));
            }
        }
    }
}

fn misfit(api: &Api, id: ShapeId, keyword: &str, value: &Value, place: &Origin) -> Diagnostic {
    let why = Judge::of(api, id, value, true).first().map(|misfit| format!(": {misfit}")).unwrap_or_default();
    let message = format!("the {keyword} `{}` is no value of its schema{why}", brief(value));
    let help = "it is left out of the documentation; correct it or the schema";
    Diagnostic::new(Code::MisfitValue, message).at(place).help(help)
}

/// Leaves examples of parameters that do not fit out of the docs.
pub fn of_parameters(api: &mut Api, diagnostics: &mut Diagnostics) {
    // Many operations may have one parameter.
    let mut said = BTreeSet::new();
    let mut operations = std::mem::take(&mut api.operations);
    for parameter in operations.iter_mut().flat_map(|operation| &mut operation.parameters) {
        let Some(value) = &parameter.example else { continue };
        if let Some(meant) = meant(api, parameter.shape, value) {
            parameter.example = Some(meant);
            continue;
        }
        let shape = api.node(api.target(parameter.shape)).map(|node| &node.shape);
        let spread = matches!(shape, Some(Shape::List { .. } | Shape::Tuple(_) | Shape::Map { .. } | Shape::Object(_)));
        // As it is written: `a,b`.
        if spread && value.is_string() || fits(api, parameter.shape, value, 0) {
            continue;
        }
        if said.insert(parameter.origin.clone()) {
            diagnostics.push(misfit(api, parameter.shape, "example", value, &parameter.origin));
        }
        parameter.example = None;
    }
    api.operations = operations;
}

/// Says of each part of a schema once which shown answer it would refuse.
pub fn of_answers(api: &mut Api, answers: &[Answer<'_>], diagnostics: &mut Diagnostics) {
    let mut said = BTreeSet::new();
    for answer in answers {
        // Some write it for what they do not show.
        if answer.value.is_null() {
            continue;
        }
        // A text in place of JSON is the JSON that it says.
        let read = |text: &str| serde_json::from_str::<Value>(text).ok().filter(|v| v.is_object() || v.is_array());
        let parsed = answer.value.as_str().and_then(read);
        let value = parsed.as_ref().unwrap_or(answer.value);
        for Misfit { shape, path, why } in Judge::of(api, answer.shape, value, false) {
            let part = within(&path).map(|part| format!("`{part}` of ")).unwrap_or_default();
            let place = match parsed {
                Some(_) => answer.origin.clone(),
                None => path.iter().fold(answer.origin.clone(), |at, step| at.child(step)),
            };
            match why {
                Why::Fraction(number) => {
                    widen(api, shape, &format!("`{number}` in the answer that is shown"), &place, diagnostics);
                }
                Why::Other(what) if said.insert((shape, what.clone())) => {
                    let message = format!("{part}the answer that is shown {what}");
                    let help = "an SDK refuses such an answer; correct it or the schema, by an overlay if need be";
                    diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(&place).help(help));
                }
                Why::Other(_) => {}
            }
        }
    }
}

/// Makes a number of an integer that is shown with a fraction: a server that sends one says so by that, and none of its
/// answers could be read.
fn widen(api: &mut Api, id: ShapeId, what: &str, place: &Origin, diagnostics: &mut Diagnostics) {
    let id = api.target(id);
    let Some(node) = api.shapes.get_mut(id.0) else { return };
    if let Shape::Integer { limits, .. } = &mut node.shape {
        let limits: Limits = std::mem::take(limits);
        node.shape = Shape::Number { format: None, limits, values: Vec::new() };
        let help = "the type is a number with a fraction; correct the value or the type";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, format!("{what} is no `integer`")).at(place).help(help));
    }
}

/// The number or the boolean that a text in quotes stands for, where the schema has no texts, and the other way round: many
/// documents quote all of their examples, or none.
fn meant(api: &Api, id: ShapeId, value: &Value) -> Option<Value> {
    let shape = api.node(api.target(id)).map(|node| &node.shape)?;
    // A fraction may have had other digits: `1.10`.
    if value.is_i64() || value.is_u64() || value.is_boolean() {
        let text = value.to_string();
        let is_text = match shape {
            Shape::Text { format, .. } => !format.as_deref().is_some_and(|format| keywords::is_misfit(format, &text)),
            Shape::Enum { values, .. } => values.iter().any(|known| known.value == text),
            _ => false,
        };
        return is_text.then_some(Value::String(text));
    }
    let meant: Value = value.as_str()?.trim().parse().ok()?;
    match shape {
        Shape::Bool => meant.is_boolean(),
        Shape::Integer { .. } => meant.is_i64() || meant.is_u64(),
        Shape::Number { .. } => meant.is_number(),
        _ => false,
    }
    .then_some(meant)
}

/// Whether a value is a number with a fraction where the schema has whole ones of any kind.
fn is_fraction(api: &Api, id: ShapeId, value: &Value) -> bool {
    let shape = api.node(api.target(id)).map(|node| &node.shape);
    matches!(shape, Some(Shape::Integer { values, .. }) if values.is_empty())
        && value.as_f64().is_some_and(|number| number.fract() != 0.0)
}

/// What is wrong with a part of an answer.
struct Misfit {
    shape: ShapeId,
    path: Vec<String>,
    why: Why,
}

enum Why {
    Fraction(Value),
    Other(String),
}

/// Where a part is in a value, unless it is the whole.
fn within(path: &[String]) -> Option<String> {
    (!path.is_empty()).then(|| path.iter().map(|step| format!("/{step}")).collect())
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match within(&self.path) {
            Some(part) => write!(f, "`{part}` ")?,
            None => f.write_str("it ")?,
        }
        match &self.why {
            Why::Fraction(number) => write!(f, "is `{number}`, which is no `integer`"),
            Why::Other(what) => f.write_str(what),
        }
    }
}

/// Reads an answer as an SDK would.
struct Judge<'a> {
    api: &'a Api,
    /// Whether what an SDK takes, and the schema does not have, is wrong as well.
    strict: bool,
    path: Vec<String>,
    found: Vec<Misfit>,
}

impl<'a> Judge<'a> {
    /// What an SDK would find.
    fn of(api: &'a Api, id: ShapeId, value: &Value, strict: bool) -> Vec<Misfit> {
        let mut judge = Self { api, strict, path: Vec::new(), found: Vec::new() };
        judge.value(id, value);
        judge.found
    }

    fn value(&mut self, id: ShapeId, value: &Value) {
        let api = self.api;
        let Some(node) = api.node(api.target(id)).filter(|_| self.path.len() < MAX_DEPTH) else { return };
        if value.is_null() {
            // A field that need not be there may be `null` as well: that is seen where the field is.
            if !api.nullable(id) && !matches!(node.shape, Shape::Any) {
                self.refuse(id, "is `null`, which the schema does not allow");
            }
            return;
        }
        match (&node.shape, value) {
            (Shape::Enum { values, open: false }, Value::String(text))
                if self.strict && !values.iter().any(|known| known.value == *text) =>
            {
                let shown = if self.path.is_empty() { String::new() } else { format!("`{}`, which is ", brief(value)) };
                self.refuse(id, &format!("is {shown}none of the values"));
            }
            (Shape::Bool, Value::Bool(_))
            | (Shape::Number { .. }, Value::Number(_))
            | (Shape::Enum { .. }, Value::String(_)) => {}
            (Shape::Integer { .. }, Value::Number(_)) => {
                if is_fraction(api, id, value) {
                    self.found.push(Misfit { shape: id, path: self.path.clone(), why: Why::Fraction(value.clone()) });
                }
            }
            (Shape::Text { format, .. }, Value::String(text)) => {
                if let Some(format) = format.as_deref().filter(|format| keywords::is_misfit(format, text)) {
                    self.refuse(id, &format!("is `{text}`, which is no `{format}` (RFC 3339 §5.6)"));
                }
            }
            (Shape::List { item, .. }, Value::Array(list)) => {
                for (index, value) in list.iter().enumerate() {
                    self.part(*item, &index.to_string(), value);
                }
            }
            (Shape::Tuple(items), Value::Array(list)) => {
                for (index, (item, value)) in items.iter().zip(list).enumerate() {
                    self.part(*item, &index.to_string(), value);
                }
            }
            (Shape::Map { value: inner, .. }, Value::Object(map)) => {
                for (key, value) in map {
                    self.part(*inner, key, value);
                }
            }
            (Shape::Object(members), Value::Object(map)) => {
                for property in &members.properties {
                    match map.get(&property.wire) {
                        Some(Value::Null) if !property.required && !self.strict => {}
                        Some(value) => self.part(property.shape, &property.wire, value),
                        None if property.required && api.direction(property.shape) != Direction::Write => {
                            self.refuse(id, &format!("has no `{}`, which is required", property.wire));
                        }
                        None => {}
                    }
                }
            }
            (Shape::Bool, _) => self.of_kind(id, "a boolean", value),
            (Shape::Integer { .. } | Shape::Number { .. }, _) => self.of_kind(id, "a number", value),
            (Shape::Text { .. } | Shape::Enum { .. }, _) => self.of_kind(id, "a text", value),
            (Shape::List { .. } | Shape::Tuple(_), _) => self.of_kind(id, "a list", value),
            (Shape::Map { .. } | Shape::Object(_), _) => self.of_kind(id, "a mapping", value),
            // Of a choice, what no arm fits may be kept as it is.
            (Shape::Any | Shape::Null | Shape::All(_) | Shape::Ref(_) | Shape::Union(_), _) => {}
        }
    }

    fn part(&mut self, id: ShapeId, step: &str, value: &Value) {
        self.path.push(step.to_owned());
        self.value(id, value);
        self.path.pop();
    }

    fn of_kind(&mut self, id: ShapeId, kind: &str, value: &Value) {
        self.refuse(id, &format!("is {} where the schema says {kind}", faults::shown(value)));
    }

    fn refuse(&mut self, id: ShapeId, what: &str) {
        let shape = self.api.target(id);
        self.found.push(Misfit { shape, path: self.path.clone(), why: Why::Other(what.to_owned()) });
    }
}

/// Whether a value is one of the schema, as far as kinds and enums go.
fn fits(api: &Api, id: ShapeId, value: &Value, depth: usize) -> bool {
    let Some(node) = api.node(api.target(id)) else { return true };
    if depth > 8 || value.is_null() {
        return depth > 8 || api.nullable(id) || depth == 0;
    }
    let below = |id: ShapeId, value: &Value| fits(api, id, value, depth + 1);
    match &node.shape {
        Shape::Any | Shape::Null | Shape::All(_) | Shape::Ref(_) => true,
        Shape::Bool => value.is_boolean(),
        Shape::Integer { .. } => value.as_f64().is_some_and(|n| n.fract() == 0.0),
        Shape::Number { .. } => value.is_number(),
        Shape::Text { .. } => value.is_string(),
        Shape::Enum { values, open } => {
            value.as_str().is_some_and(|text| *open || values.iter().any(|v| v.value == text))
        }
        Shape::List { item, .. } => value.as_array().is_some_and(|list| list.iter().all(|v| below(*item, v))),
        Shape::Tuple(items) => value.as_array().is_some_and(|list| list.len() == items.len()),
        Shape::Map { value: inner, .. } => value.as_object().is_some_and(|map| map.values().all(|v| below(*inner, v))),
        Shape::Object(members) => value.as_object().is_some_and(|map| {
            let typed = |(key, value): (&String, &Value)| {
                members.properties.iter().find(|p| p.wire == *key).is_none_or(|p| below(p.shape, value))
            };
            map.iter().all(typed)
        }),
        Shape::Union(union) => union.arms.iter().any(|arm| below(arm.shape, value)),
    }
}
