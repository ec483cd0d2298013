//! Holds a value against a schema, as an SDK would read it.

use std::fmt;

use serde_json::{Map, Value};

use super::faults::{self, brief};
use super::lacking::Lacking;
use super::{believed, formats};
use crate::spec::{Api, Property, Shape, ShapeId};

/// How deep values are looked into.
pub const MAX_DEPTH: usize = 64;

/// What is wrong with a part of a value.
pub struct Misfit {
    /// The schema of the part.
    pub shape: ShapeId,
    /// Where the part is.
    pub path: Vec<String>,
    /// What it is.
    pub why: Why,
}

/// Why a value is none of its schema.
pub enum Why {
    /// A number with a fraction where there are whole ones.
    Fraction(Value),
    /// A text that is none of this format.
    Format(String, String),
    /// The number of a time, where the schema says the text of one.
    Time(Value, String),
    /// A list of what the schema says there is one of.
    Several,
    /// One of what the schema says there is a list of.
    Single,
    /// What is no mapping, where an object may have any members.
    Unmapped(Value),
    /// `null` where there must be a value.
    Null,
    /// Members that must be there.
    Lacks(Lacking),
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fraction(number) => write!(f, "is `{number}`, which is no `integer`"),
            Self::Format(text, format) => {
                write!(f, "is `{text}`, which is no `{format}` ({})", formats::section(format))
            }
            Self::Time(number, format) => {
                write!(f, "is `{number}`, the time since 1970, where the schema says a text ({format})")
            }
            Self::Several => f.write_str("is a list where the schema says a mapping"),
            Self::Single => f.write_str("is a mapping where the schema says a list of such"),
            Self::Lacks(lacking) => lacking.fmt(f),
            Self::Null => f.write_str("is `null`, which the schema does not allow"),
            Self::Unmapped(value) => write!(f, "is {} where the schema says a mapping", faults::shown(value)),
            Self::Other(what) => f.write_str(what),
        }
    }
}

/// Where a part is in a value, unless it is the whole.
pub fn within(path: &[String]) -> Option<String> {
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

/// What a value is shown as.
#[derive(Clone, Copy, PartialEq)]
pub enum As {
    /// An example of a schema: what an SDK takes, and the schema does not have, is wrong as well.
    Example,
    /// What an SDK reads.
    Answer,
    /// What it is given. That members are missing says no more than that the author was brief.
    Body,
}

/// Reads a value as an SDK would.
pub struct Judge<'a> {
    api: &'a Api,
    shown: As,
    path: Vec<String>,
    found: Vec<Misfit>,
}

impl<'a> Judge<'a> {
    /// What an SDK would find.
    pub fn of(api: &'a Api, id: ShapeId, value: &Value, shown: As) -> Vec<Misfit> {
        let mut judge = Self { api, shown, path: Vec::new(), found: Vec::new() };
        judge.value(id, value);
        judge.found
    }

    fn value(&mut self, id: ShapeId, value: &Value) {
        let api = self.api;
        let Some(node) = api.node(api.target(id)).filter(|_| self.path.len() < MAX_DEPTH) else { return };
        if value.is_null() {
            // A field that need not be there may be `null` as well: that is seen where the field is.
            if !api.nullable(id) && !matches!(node.shape, Shape::Any) {
                self.found.push(Misfit { shape: id, path: self.path.clone(), why: Why::Null });
            }
            return;
        }
        match (&node.shape, value) {
            (Shape::Enum { values, open: false }, Value::String(text))
                if self.shown == As::Example && !values.iter().any(|known| known.value == *text) =>
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
                let misfit = |format: &&str| {
                    formats::is_misfit(format, text) || self.shown == As::Body && formats::is_bare(format, text)
                };
                if let Some(format) = format.as_deref().filter(misfit) {
                    self.find(id, Why::Format(text.clone(), format.to_owned()));
                }
            }
            (Shape::Text { format: Some(format), .. }, Value::Number(number))
                if self.shown == As::Answer && formats::is_time(format, number) =>
            {
                self.find(id, Why::Time(value.clone(), format.clone()));
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
                        Some(Value::Null) if !property.required && self.shown != As::Example => {}
                        Some(value) => self.part(property.shape, &property.wire, value),
                        None => {}
                    }
                }
                let lacking = if self.shown == As::Body { Vec::new() } else { Lacking::of(api, members, map).0 };
                if !lacking.is_empty() {
                    self.find(id, Why::Lacks(Lacking(lacking)));
                }
                let extra = members.extra.iter().flat_map(|extra| map.iter().map(move |member| (*extra, member)));
                for (extra, (key, value)) in extra.filter(|(_, (key, _))| !members.has(key)) {
                    self.part(extra, key, value);
                }
            }
            (Shape::List { item, .. }, Value::Object(_)) if is_one(api, *item, value, 0) => {
                self.found.push(Misfit { shape: id, path: self.path.clone(), why: Why::Single });
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
        let members = self.api.node(self.api.target(id)).map(|node| &node.shape);
        let named = matches!(members, Some(Shape::Object(members)) if !members.properties.is_empty());
        named
            && !list.is_empty()
            && list.iter().all(|value| is_one(self.api, id, value, 0) && fits(self.api, id, value, 1))
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

/// Whether a value is an object of this kind, and has some of its members.
fn is_one(api: &Api, id: ShapeId, value: &Value, depth: usize) -> bool {
    match api.node(api.target(id)).map(|node| &node.shape).filter(|_| depth < MAX_DEPTH) {
        Some(Shape::Object(members)) => {
            let own = |property: &Property| value.get(&property.wire).is_some();
            let free = members.properties.is_empty() && value != &Value::Object(Map::new()) && fits(api, id, value, 1);
            free || members.properties.iter().any(own)
        }
        Some(Shape::Union(union)) => union.arms.iter().any(|arm| is_one(api, arm.shape, value, depth + 1)),
        _ => false,
    }
}

/// Whether a value is one of the schema, as far as kinds and enums go.
pub fn fits(api: &Api, id: ShapeId, value: &Value, depth: usize) -> bool {
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
                let own = members.properties.iter().find(|p| p.wire == *key).map(|p| p.shape);
                own.or(members.extra).is_none_or(|id| below(id, value))
            };
            map.iter().all(typed)
        }),
        Shape::Union(union) => union.arms.iter().any(|arm| below(arm.shape, value)),
    }
}
