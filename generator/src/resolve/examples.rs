//! The values that a document shows, held against their schemas: defaults, examples of schemas, and answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::faults::brief;
use super::judge::{As, Judge, MAX_DEPTH, Misfit, Why, fits, within};
use super::lacking::Lacking;
use super::{answered, believed, formats};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{Api, Node, Shape, ShapeId};

/// A body that the document shows: of an answer, of a webhook or of a request.
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
    let answered = answered::schemas(api);
    // What an example makes another schema of may be a part of what is looked at before it.
    for index in 0..api.shapes.len() {
        for (keyword, slot) in slots {
            if let Some((Some(value), false)) = api.shapes.get_mut(index).map(slot).map(|(v, lent)| (v.clone(), lent)) {
                believe(api, ShapeId(index), (keyword, &value), &answered, diagnostics);
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
            let sound = fits(api, id, &value, 0) && (!lent || Judge::of(api, id, &value, As::Example).is_empty());
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
fn believe(
    api: &mut Api,
    id: ShapeId,
    (keyword, value): (&str, &Value),
    answered: &BTreeSet<ShapeId>,
    diagnostics: &mut Diagnostics,
) {
    let place = api.node(id).map(|node| node.origin.child(keyword)).unwrap_or_default();
    if believed::is_fraction(api, id, value) {
        return believed::widen(api, id, &format!("the {keyword} `{value}`"), &place, diagnostics);
    }
    if keyword != "example" {
        return;
    }
    let read = meant(api, id, value, 0);
    for Misfit { shape, why, path } in Judge::of(api, id, read.as_ref().unwrap_or(value), As::Example) {
        match why {
            Why::Format(text, format) if formats::contradicts(&format, &text) => {
                believed::reformat(api, shape, &format!("`{text}` in the example"), &place, diagnostics);
            }
            Why::Several if believed::is_own(api, shape) => {
                believed::listed(api, shape, "example", &place, diagnostics);
            }
            // As in answers, below.
            Why::Single if !path.is_empty() && believed::is_sole(api, shape) && answered.contains(&shape) => {
                believed::single(api, shape, "example", &place, diagnostics);
            }
            Why::Unmapped(value) => believed::free(api, shape, &value, &place, diagnostics),
            _ => {}
        }
    }
}

const LEFT_OUT: &str = "it is left out of the documentation; correct it or the schema";

fn misfit(api: &Api, id: ShapeId, keyword: &str, value: &Value, place: &Origin) -> Diagnostic {
    let why = Judge::of(api, id, value, As::Example).first().map(|misfit| format!(": {misfit}")).unwrap_or_default();
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

/// Says of each part of a schema once which shown body it would refuse.
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
        let shown = if answer.what == "body" { As::Body } else { As::Answer };
        for Misfit { shape, path, mut why } in Judge::of(api, answer.shape, value, shown) {
            if let Why::Lacks(Lacking(names)) = &mut why {
                names.retain(|name| said.insert((shape, format!("`{name}`"))));
            }
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
                Why::Format(text, format)
                    if formats::contradicts(&format, &text) || formats::is_bare(&format, &text) =>
                {
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
                // Of a whole list many show one element, and what is sent may be a list.
                Why::Single if answer.what != "body" && !path.is_empty() && believed::is_sole(api, shape) => {
                    believed::single(api, shape, answer.what, &place, diagnostics);
                }
                Why::Null if answer.what != "body" && !path.is_empty() && believed::is_own(api, shape) => {
                    believed::absent(
                        api,
                        shape,
                        &format!("{part}the {} that is shown", answer.what),
                        &place,
                        diagnostics,
                    );
                }
                Why::Lacks(Lacking(names)) if names.is_empty() => {}
                why if said.insert((shape, why.to_string())) => {
                    let message = format!("{part}the {} that is shown {why}", answer.what);
                    let cost = match answer.what {
                        "answer" => "an SDK refuses such an answer",
                        "body" => "no caller of an SDK can send it",
                        _ => "an SDK refuses such a payload",
                    };
                    let cost =
                        if matches!(why, Why::Time(..)) { "only a client that is not strict reads it" } else { cost };
                    let help = format!("{cost}; correct it or the schema, by an overlay if need be");
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
                let own = members.properties.iter().find(|property| property.wire == *key);
                Some((key.clone(), below(own.map(|property| property.shape).or(members.extra)?, value)?))
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
