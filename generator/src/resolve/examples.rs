//! The values that a document shows, held against their schemas: defaults, examples of schemas, and answers.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::faults::{self, brief};
use super::{believed, formats};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{Api, Direction, Node, Shape, ShapeId};

/// How deep values are looked into.
const MAX_DEPTH: usize = 64;

/// An answer, or the payload of a webhook, that the document shows.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    /// Its schema.
    pub shape: ShapeId,
    /// What it is.
    pub what: &'static str,
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
    // What an example makes another schema of may be a part of what is looked at before it.
    for index in 0..api.shapes.len() {
        for (keyword, slot) in slots {
            if let Some((Some(value), false)) = api.shapes.get_mut(index).map(slot).map(|(v, lent)| (v.clone(), lent)) {
                believe(api, ShapeId(index), keyword, &value, diagnostics);
            }
        }
    }
    for index in 0..api.shapes.len() {
        let id = ShapeId(index);
        for (keyword, slot) in slots {
            let shown = api.shapes.get_mut(index).map(slot).map(|(value, lent)| (value.clone(), lent));
            let Some((Some(value), lent)) = shown else { continue };
            let value = meant(api, id, &value, 0).unwrap_or(value);
            // What stands at the elements is that of the list.
            let first = value.as_array().and_then(|list| list.first()).filter(|_| keyword == "example");
            let of_list = first.filter(|_| !fits(api, id, &value, 0) && elements_fit(api, id, &value)).cloned();
            let value = of_list.unwrap_or(value);
            let sound = fits(api, id, &value, 0) && (!lent || Judge::of(api, id, &value, true).is_empty());
            let Some(node) = api.shapes.get_mut(index) else { continue };
            let place = node.origin.child(keyword);
            *slot(node).0 = Some(value.clone()).filter(|_| sound);
            // It was right where it was said, or is wrong there.
            if !sound && !lent {
                diagnostics.push(misfit(api, id, keyword, &value, &place).help(LEFT_OUT));
            }
        }
    }
}

fn elements_fit(api: &Api, id: ShapeId, list: &Value) -> bool {
    list.as_array().is_some_and(|list| list.iter().all(|value| !value.is_null() && fits(api, id, value, 0)))
}

/// Changes the schemas that a value rules out, where it is to be believed.
fn believe(api: &mut Api, id: ShapeId, keyword: &str, value: &Value, diagnostics: &mut Diagnostics) {
    let place = api.node(id).map(|node| node.origin.child(keyword)).unwrap_or_default();
    if believed::is_fraction(api, id, value) {
        return believed::widen(api, id, &format!("the {keyword} `{value}`"), &place, diagnostics);
    }
    if keyword != "example" {
        return;
    }
    if believed::is_no_mapping(api, id, value) {
        return believed::free(api, id, value, &place, diagnostics);
    }
    let read = meant(api, id, value, 0);
    for Misfit { shape, why, .. } in Judge::of(api, id, read.as_ref().unwrap_or(value), true) {
        match why {
            Why::Format(text, format) if formats::contradicts(&format, &text) => {
                believed::reformat(api, shape, &format!("`{text}` in the example"), &place, diagnostics);
            }
            Why::Several if believed::is_own(api, shape) => {
                believed::listed(api, shape, "example", &place, diagnostics);
            }
            _ => {}
        }
    }
}

const LEFT_OUT: &str = "it is left out of the documentation; correct it or the schema";

fn misfit(api: &Api, id: ShapeId, keyword: &str, value: &Value, place: &Origin) -> Diagnostic {
    let why = Judge::of(api, id, value, true).first().map(|misfit| format!(": {misfit}")).unwrap_or_default();
    let message = format!("the {keyword} `{}` is no value of its schema{why}", brief(value));
    Diagnostic::new(Code::MisfitValue, message).at(place)
}

/// Leaves examples of parameters that do not fit out of the docs.
pub fn of_parameters(api: &mut Api, diagnostics: &mut Diagnostics) {
    // Many operations may have one parameter.
    let mut said = BTreeSet::new();
    let mut operations = std::mem::take(&mut api.operations);
    for parameter in operations.iter_mut().flat_map(|operation| &mut operation.parameters) {
        let Some(value) = &parameter.example else { continue };
        let value = &meant(api, parameter.shape, value, 0).unwrap_or_else(|| value.clone());
        parameter.example = Some(value.clone());
        if let Some(text) = believed::texts(api, parameter.shape, value) {
            if said.insert(parameter.origin.clone()) {
                let misfit = misfit(api, parameter.shape, "example", value, &parameter.origin);
                diagnostics.push(misfit.help("the type is a text; correct the example or the schema"));
            }
            parameter.shape = ShapeId(api.shapes.len());
            api.shapes.push(text);
            continue;
        }
        let shape = api.node(api.target(parameter.shape)).map(|node| &node.shape);
        let spread = matches!(shape, Some(Shape::List { .. } | Shape::Tuple(_) | Shape::Map { .. } | Shape::Object(_)));
        // As it is written: `a,b`.
        if spread && value.is_string() || fits(api, parameter.shape, value, 0) {
            continue;
        }
        if said.insert(parameter.origin.clone()) {
            let misfit = misfit(api, parameter.shape, "example", value, &parameter.origin);
            diagnostics.push(misfit.help(LEFT_OUT));
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
                    believed::widen(
                        api,
                        shape,
                        &format!("`{number}` in the {} that is shown", answer.what),
                        &place,
                        diagnostics,
                    );
                }
                Why::Format(text, format) if formats::contradicts(&format, &text) => {
                    believed::reformat(
                        api,
                        shape,
                        &format!("`{text}` in the {} that is shown", answer.what),
                        &place,
                        diagnostics,
                    );
                }
                Why::Unmapped(value) => believed::free(api, shape, &value, &place, diagnostics),
                Why::Several if believed::is_own(api, shape) => {
                    believed::listed(api, shape, answer.what, &place, diagnostics);
                }
                why if said.insert((shape, why.to_string())) => {
                    let message = format!("{part}the {} that is shown {why}", answer.what);
                    let of = if answer.what == "answer" { "an answer" } else { "a payload" };
                    let help = format!("an SDK refuses such {of}; correct it or the schema, by an overlay if need be");
                    diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(&place).help(help));
                }
                _ => {}
            }
        }
    }
}

/// What a value stands for where it differs: the number or the boolean that is in quotes where the schema has no texts, and the
/// other way round, because many documents quote all of their examples, or none; and the object or list that is written as a text.
fn meant(api: &Api, id: ShapeId, value: &Value, depth: usize) -> Option<Value> {
    let shape = api.node(api.target(id)).map(|node| &node.shape).filter(|_| depth < MAX_DEPTH)?;
    let below = |id: ShapeId, value: &Value| meant(api, id, value, depth + 1);
    match (shape, value) {
        (Shape::Text { format, .. }, Value::Number(_) | Value::Bool(_)) => {
            // A fraction may have had other digits: `1.10`.
            let text = value.to_string();
            let whole = value.is_i64() || value.is_u64() || value.is_boolean();
            let sound = whole && !format.as_deref().is_some_and(|format| formats::is_misfit(format, &text));
            sound.then_some(Value::String(text))
        }
        (Shape::Enum { values, .. }, Value::Number(_) | Value::Bool(_)) => {
            let text = value.to_string();
            values.iter().any(|known| known.value == text).then_some(Value::String(text))
        }
        (Shape::Object(members), Value::Object(map)) => {
            let member = |(key, value): (&String, &Value)| {
                let property = members.properties.iter().find(|property| property.wire == *key)?;
                Some((key.clone(), below(property.shape, value)?))
            };
            let changed: Vec<(String, Value)> = map.iter().filter_map(member).collect();
            let mut map = map.clone();
            let any = !changed.is_empty();
            map.extend(changed);
            any.then_some(Value::Object(map))
        }
        (Shape::List { item, .. }, Value::Array(list)) => {
            let items: Vec<_> = list.iter().map(|value| below(*item, value)).collect();
            let any = items.iter().any(Option::is_some);
            let list = items.into_iter().zip(list).map(|(meant, value)| meant.unwrap_or_else(|| value.clone()));
            any.then(|| Value::Array(list.collect()))
        }
        (_, Value::String(text)) => {
            let read: Value = text.trim().parse().ok()?;
            let sound = match shape {
                Shape::Bool => read.is_boolean(),
                Shape::Integer { .. } => read.is_i64() || read.is_u64(),
                Shape::Number { .. } => read.is_number(),
                Shape::Object(_) | Shape::Map { .. } => read.is_object(),
                Shape::List { .. } | Shape::Tuple(_) => read.is_array(),
                _ => false,
            };
            sound.then(|| below(id, &read).unwrap_or(read))
        }
        _ => None,
    }
}

/// What is wrong with a part of an answer.
struct Misfit {
    shape: ShapeId,
    path: Vec<String>,
    why: Why,
}

enum Why {
    Fraction(Value),
    /// A text that is none of this format.
    Format(String, String),
    /// A list of what the schema says there is one of.
    Several,
    /// What is no mapping, where an object may have any members.
    Unmapped(Value),
    Other(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fraction(number) => write!(f, "is `{number}`, which is no `integer`"),
            Self::Format(text, format) => {
                write!(f, "is `{text}`, which is no `{format}` ({})", formats::section(format))
            }
            Self::Several => f.write_str("is a list where the schema says a mapping"),
            Self::Unmapped(value) => write!(f, "is {} where the schema says a mapping", faults::shown(value)),
            Self::Other(what) => f.write_str(what),
        }
    }
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
        write!(f, "{}", self.why)
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
                if believed::is_fraction(api, id, value) {
                    self.find(id, Why::Fraction(value.clone()));
                }
            }
            (Shape::Text { format, .. }, Value::String(text)) => {
                if let Some(format) = format.as_deref().filter(|format| formats::is_misfit(format, text)) {
                    self.find(id, Why::Format(text.clone(), format.to_owned()));
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
            (Shape::Object(_), Value::Array(list)) if self.are_several(id, list) => {
                self.found.push(Misfit { shape: id, path: self.path.clone(), why: Why::Several });
            }
            (Shape::Map { .. } | Shape::Object(_), _) if believed::is_no_mapping(api, id, value) => {
                self.find(id, Why::Unmapped(value.clone()));
            }
            (Shape::Map { .. } | Shape::Object(_), _) => self.of_kind(id, "a mapping", value),
            // Of a choice, what no arm fits may be kept as it is.
            (Shape::Any | Shape::Null | Shape::All(_) | Shape::Ref(_) | Shape::Union(_), _) => {}
        }
    }

    /// Whether a list is one of such objects, which have some of its members.
    fn are_several(&self, id: ShapeId, list: &[Value]) -> bool {
        let Some(Shape::Object(members)) = self.api.node(self.api.target(id)).map(|node| &node.shape) else {
            return false;
        };
        let has = |value: &Value| members.properties.iter().any(|property| value.get(&property.wire).is_some());
        !list.is_empty() && list.iter().all(|value| has(value) && fits(self.api, id, value, 1))
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
        self.find(id, Why::Other(what.to_owned()));
    }

    fn find(&mut self, id: ShapeId, why: Why) {
        self.found.push(Misfit { shape: self.api.target(id), path: self.path.clone(), why });
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
        Shape::Text { format, .. } => {
            let misfit = |text| format.as_deref().is_some_and(|format| formats::is_misfit(format, text));
            // A slip in a part is no reason to leave out the rest.
            value.as_str().is_some_and(|text| depth > 0 || !misfit(text))
        }
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
