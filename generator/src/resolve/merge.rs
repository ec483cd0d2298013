//! `allOf`: several schemas at once, as one.

use super::settle::{MAX_ARMS, Settling};
use crate::spec::{Arm, Constant, Limits, Members, Property, Shape, ShapeId, Union};

/// One structure that fits all of the parts.
pub fn all(pass: &mut Settling<'_>, id: ShapeId, parts: &[ShapeId]) -> Result<Shape, String> {
    let choice = parts.iter().position(|p| matches!(shape(pass, *p), Shape::Union(_)));
    if let Some(at) = choice
        && let Some(chosen) = parts.get(at)
        && let Shape::Union(union) = shape(pass, *chosen)
    {
        let others: Vec<ShapeId> = parts.iter().copied().filter(|p| p != chosen).collect();
        // A part that says nothing leaves the choice as it is.
        return match others.iter().all(|p| matches!(shape(pass, *p), Shape::Any)) {
            true => Ok(Shape::Ref(*chosen)),
            false => multiplied(pass, id, union, &others),
        };
    }
    let mut whole = Shape::Any;
    for part in parts {
        let next = shape(pass, *part);
        whole = two(pass, id, whole, next)?;
    }
    if let Shape::Object(members) = &mut whole {
        for property in &mut members.properties {
            property.required |= members.required.contains(&property.wire);
        }
    }
    Ok(match whole {
        Shape::Object(members) if members.is_map() => {
            Shape::Map { value: members.extra.unwrap_or_else(|| pass.add(Shape::Any, id)) }
        }
        whole => whole,
    })
}

fn shape(pass: &Settling<'_>, id: ShapeId) -> Shape {
    pass.api.node(pass.api.target(id)).map_or(Shape::Any, |n| n.shape.clone())
}

/// A choice with something around it: the choice between its arms, each with that.
fn multiplied(pass: &mut Settling<'_>, id: ShapeId, union: Union, others: &[ShapeId]) -> Result<Shape, String> {
    if union.arms.len() > MAX_ARMS {
        return Err(format!("a choice of {} is part of it", union.arms.len()));
    }
    // `properties` without `type: object` leaves a boolean alone (JSON Schema 2020-12 §7.6.1).
    let typed: Vec<ShapeId> = others.iter().copied().filter(|part| !pass.untyped.contains(part)).collect();
    let mut arms = Vec::new();
    for arm in union.arms {
        let own = pass.api.target(arm.shape);
        let with = |parts: &[ShapeId]| [parts, &[own]].concat();
        let mut shape = pass.both(with(others), id);
        let hint = arm.hint.or_else(|| pass.names.get(&own).cloned());
        // What a choice of choices comes to doubles with each: the depth of the pass bounds it.
        let mut failure = pass.tried(shape);
        if failure.is_some() && typed.len() < others.len() {
            shape = if typed.is_empty() { own } else { pass.both(with(&typed), id) };
            failure = pass.tried(shape);
        }
        if let Some(why) = failure {
            // No value is both, so this arm chooses nothing.
            let help = "the arm is left out; correct it or what stands beside the choice";
            pass.note(arm.shape, format!("no value fits this arm of the choice: {why}"), help);
            continue;
        }
        arms.push(Arm { shape, hint, tags: arm.tags });
    }
    Ok(match arms.as_slice() {
        [] => return Err("no arm of the choice fits what stands beside it".to_owned()),
        [only] => Shape::Ref(only.shape),
        _ => Shape::Union(Union { arms, mapping: Vec::new(), ..union }),
    })
}

fn two(pass: &mut Settling<'_>, id: ShapeId, a: Shape, b: Shape) -> Result<Shape, String> {
    Ok(match (a, b) {
        (Shape::Any, other) | (other, Shape::Any) => other,
        (Shape::Object(a), Shape::Object(b)) => Shape::Object(members(pass, id, a, b)),
        (Shape::Object(a), Shape::Map { value }) | (Shape::Map { value }, Shape::Object(a)) => {
            // A map of anything is an object that names nothing.
            let silent = matches!(shape(pass, value), Shape::Any);
            Shape::Object(Members { extra: a.extra.or((!silent).then_some(value)), ..a })
        }
        (Shape::Map { value: a }, Shape::Map { value: b }) => match shape(pass, b) {
            Shape::Any => Shape::Map { value: a },
            _ => Shape::Map { value: b },
        },
        // What allows any string forbids nothing.
        (Shape::Enum { open: true, .. }, Shape::Enum { values, open: false })
        | (Shape::Enum { values, open: false }, Shape::Enum { open: true, .. }) => Shape::Enum { values, open: false },
        (Shape::Enum { values: a, open }, Shape::Enum { values: b, .. }) => {
            let both: Vec<Constant<String>> =
                a.iter().filter(|c| b.iter().any(|o| o.value == c.value)).cloned().collect();
            // No value fits both: the document means the later one.
            Shape::Enum { values: if both.is_empty() { b } else { both }, open }
        }
        (listed @ Shape::Enum { .. }, Shape::Text { .. }) | (Shape::Text { .. }, listed @ Shape::Enum { .. }) => listed,
        (Shape::Text { format: a, limits: l }, Shape::Text { format: b, limits: m }) => {
            Shape::Text { format: b.or(a), limits: narrower(l, m) }
        }
        (Shape::Integer { format: a, limits: l, values: v }, Shape::Integer { format: b, limits: m, values: w }) => {
            Shape::Integer { format: b.or(a), limits: narrower(l, m), values: if w.is_empty() { v } else { w } }
        }
        (Shape::Integer { format, limits: l, values }, Shape::Number { limits: m, .. })
        | (Shape::Number { limits: m, .. }, Shape::Integer { format, limits: l, values }) => {
            Shape::Integer { format, limits: narrower(l, m), values }
        }
        (Shape::Number { format: a, limits: l }, Shape::Number { format: b, limits: m }) => {
            Shape::Number { format: b.or(a), limits: narrower(l, m) }
        }
        (Shape::Bool, Shape::Bool) => Shape::Bool,
        (Shape::Null, Shape::Null) => Shape::Null,
        (Shape::List { item: a, limits: l }, Shape::List { item: b, limits: m }) => {
            Shape::List { item: same_or_both(pass, a, b, id), limits: narrower(l, m) }
        }
        (a, b) => return Err(format!("one arm is {}, another is {}", kind(&a), kind(&b))),
    })
}

fn members(pass: &mut Settling<'_>, id: ShapeId, mut a: Members, b: Members) -> Members {
    for property in b.properties {
        match a.properties.iter_mut().find(|p| p.wire == property.wire) {
            Some(old) => {
                let shape = same_or_both(pass, old.shape, property.shape, id);
                let required = old.required || property.required;
                *old = Property { shape, required, ..property };
            }
            None => a.properties.push(property),
        }
    }
    a.required.extend(b.required);
    a.extra = b.extra.or(a.extra);
    a.closed |= b.closed;
    a
}

/// The schema of what two parts declare: the later one where one says no more than the other.
fn same_or_both(pass: &mut Settling<'_>, a: ShapeId, b: ShapeId, near: ShapeId) -> ShapeId {
    let (ta, tb) = (pass.api.target(a), pass.api.target(b));
    if ta == tb || matches!(shape(pass, ta), Shape::Any) {
        return b;
    }
    if matches!(shape(pass, tb), Shape::Any) {
        return a;
    }
    let id = pass.both(vec![ta, tb], near);
    if let Some(why) = pass.tried(id) {
        pass.note(
            b,
            format!("this disagrees with what it is merged with: {why}"),
            "the later one is taken; correct one",
        );
        return b;
    }
    // The later declaration speaks for both.
    let said = [b, tb, a, ta].iter().filter_map(|id| pass.api.node(*id)).cloned().collect::<Vec<_>>();
    if let Some(node) = pass.api.shapes.get_mut(id.0) {
        for other in said {
            if node.doc.description.is_empty() {
                node.doc = other.doc;
            }
            node.default = node.default.take().or(other.default);
            node.example = node.example.take().or(other.example);
            node.constant = node.constant.take().or(other.constant);
        }
    }
    id
}

fn narrower(a: Limits, b: Limits) -> Limits {
    Limits {
        min: a.min.into_iter().chain(b.min).reduce(f64::max),
        max: a.max.into_iter().chain(b.max).reduce(f64::min),
        pattern: b.pattern.or(a.pattern),
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Any | Shape::All(_) | Shape::Ref(_) => "any value",
        Shape::Null => "null",
        Shape::Bool => "a boolean",
        Shape::Integer { .. } => "an integer",
        Shape::Number { .. } => "a number",
        Shape::Text { .. } | Shape::Enum { .. } => "a string",
        Shape::List { .. } | Shape::Tuple(_) => "an array",
        Shape::Map { .. } | Shape::Object(_) => "an object",
        Shape::Union(_) => "a choice",
    }
}
