//! `allOf`: several schemas at once, as one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::keywords::whole_number;
use super::settle::{MAX_ARMS, Settling};
use crate::spec::{Arm, Constant, Direction, Discriminator, Keys, Members, Node, Property, Shape, ShapeId, Union};

/// One structure that fits all of the parts.
pub fn all(pass: &mut Settling<'_>, id: ShapeId, parts: &[ShapeId]) -> Result<Shape, String> {
    let choice = parts.iter().position(|p| matches!(structure(pass, *p), Shape::Union(_)));
    if let Some(at) = choice
        && let Some(chosen) = parts.get(at)
        && let Shape::Union(union) = shape(pass, *chosen)
    {
        let others: Vec<ShapeId> = parts.iter().copied().filter(|p| p != chosen).collect();
        // A part that says nothing leaves the choice as it is.
        return match others.iter().all(|p| matches!(structure(pass, *p), Shape::Any)) {
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
        Shape::Object(members) if members.is_map() => pass.map(id, members.extra, members.keys),
        whole => whole,
    })
}

fn shape(pass: &Settling<'_>, id: ShapeId) -> Shape {
    structure(pass, id).clone()
}

fn structure<'p>(pass: &'p Settling<'_>, id: ShapeId) -> &'p Shape {
    pass.api.node(pass.api.target(id)).map_or(&Shape::Any, |n| &n.shape)
}

/// A choice with something around it: the choice between its arms, each with that.
fn multiplied(pass: &mut Settling<'_>, id: ShapeId, union: Union, others: &[ShapeId]) -> Result<Shape, String> {
    if union.arms.len() > MAX_ARMS {
        return Err(format!("a choice of {} is part of it", union.arms.len()));
    }
    // `properties` without `type: object` leaves a boolean alone (JSON Schema 2020-12 §7.6.1).
    let typed: Vec<ShapeId> = others.iter().copied().filter(|part| !pass.untyped.contains(part)).collect();
    let mut arms = Vec::new();
    // What is one of the arms is no other (JSON Schema 2020-12 §10.2.1.3). What has no name is what the arms have in common.
    let is_other = |id: ShapeId| others.contains(&id) && pass.names.contains_key(&id);
    let chosen = union.arms.iter().position(|arm| union.keyword == "oneOf" && is_other(pass.api.target(arm.shape)));
    for (_, arm) in union.arms.into_iter().enumerate().filter(|(at, _)| chosen.is_none_or(|chosen| chosen == *at)) {
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
        // What stands beside the choice is said by the arm already: then it is the arm, and what it is called counts.
        if failure.is_none() && equal(pass, shape, own) {
            shape = own;
        }
        if let Some(why) = failure {
            // No value is both, so this arm chooses nothing.
            let help = "the arm is left out; correct it or what stands beside the choice";
            pass.note(arm.shape, format!("no value fits this arm of the choice: {why}"), help);
            continue;
        }
        arms.push(Arm { shape, hint, ..arm });
    }
    Ok(match arms.as_slice() {
        [] => return Err("no arm of the choice fits what stands beside it".to_owned()),
        [only] => Shape::Ref(only.shape),
        _ => {
            // The arms know their values by now, and are no schemas of the mapping any more.
            let told = |d| Discriminator { mapping: Vec::new(), fallback: None, ..d };
            Shape::Union(Union { arms, discriminator: union.discriminator.map(told), ..union })
        }
    })
}

fn two(pass: &mut Settling<'_>, id: ShapeId, a: Shape, b: Shape) -> Result<Shape, String> {
    Ok(match (a, b) {
        (Shape::Any, other) | (other, Shape::Any) => other,
        (Shape::Object(a), Shape::Object(b)) => Shape::Object(members(pass, id, a, b)),
        (Shape::Object(a), Shape::Map { value, keys }) | (Shape::Map { value, keys }, Shape::Object(a)) => {
            // A map of anything is an object that names nothing.
            let silent = matches!(structure(pass, value), Shape::Any);
            let keys = keys.and(a.keys);
            Shape::Object(Members { extra: a.extra.or((!silent).then_some(value)), keys, ..a })
        }
        (Shape::Map { value: a, keys: k }, Shape::Map { value: b, keys: l }) => {
            let value = if matches!(structure(pass, b), Shape::Any) { a } else { b };
            Shape::Map { value, keys: k.and(l) }
        }
        // What allows any string forbids nothing.
        (Shape::Enum { open: true, .. }, Shape::Enum { values, open: false })
        | (Shape::Enum { values, open: false }, Shape::Enum { open: true, .. }) => Shape::Enum { values, open: false },
        (Shape::Enum { values: a, open }, Shape::Enum { values: b, .. }) => {
            Shape::Enum { values: intersection(a, b), open }
        }
        (listed @ Shape::Enum { .. }, Shape::Text { .. }) | (Shape::Text { .. }, listed @ Shape::Enum { .. }) => listed,
        (Shape::Text { format: a, limits: l }, Shape::Text { format: b, limits: m }) => {
            Shape::Text { format: b.or(a), limits: l.and(m) }
        }
        (Shape::Integer { format: a, limits: l, values: v }, Shape::Integer { format: b, limits: m, values: w }) => {
            Shape::Integer { format: b.or(a), limits: l.and(m), values: intersection(v, w) }
        }
        (Shape::Integer { format, limits: l, values }, Shape::Number { limits: m, values: w, .. })
        | (Shape::Number { limits: m, values: w, .. }, Shape::Integer { format, limits: l, values }) => {
            Shape::Integer { format, limits: l.and(m), values: intersection(values, whole(w)) }
        }
        (Shape::Number { format: a, limits: l, values: v }, Shape::Number { format: b, limits: m, values: w }) => {
            Shape::Number { format: b.or(a), limits: l.and(m), values: intersection(v, w) }
        }
        (Shape::Bool, Shape::Bool) => Shape::Bool,
        (Shape::Null, Shape::Null) => Shape::Null,
        (Shape::List { item: a, limits: l }, Shape::List { item: b, limits: m }) => {
            Shape::List { item: same_or_both(pass, a, b, id), limits: l.and(m) }
        }
        (Shape::Tuple(a), Shape::Tuple(b)) if a.len() == b.len() => {
            Shape::Tuple(a.into_iter().zip(b).map(|(a, b)| same_or_both(pass, a, b, id)).collect())
        }
        // Each element is one of the list.
        (Shape::Tuple(items), Shape::List { item, .. }) | (Shape::List { item, .. }, Shape::Tuple(items)) => {
            Shape::Tuple(items.into_iter().map(|own| same_or_both(pass, item, own, id)).collect())
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
    a.keys = a.keys.and(b.keys);
    a
}

/// The values that two lists have in common; an empty list has all. Where no value is in both, the document means the later
/// one.
fn intersection<T: PartialEq>(a: Vec<Constant<T>>, b: Vec<Constant<T>>) -> Vec<Constant<T>> {
    let (mut both, mut first) = (Vec::new(), Vec::new());
    for constant in a {
        if b.iter().any(|other| other.value == constant.value) { both.push(constant) } else { first.push(constant) }
    }
    match (both.is_empty(), b.is_empty()) {
        (false, _) => both,
        (true, true) => first,
        (true, false) => b,
    }
}

/// Those of the numbers that are whole.
fn whole(numbers: Vec<Constant<f64>>) -> Vec<Constant<i64>> {
    let whole =
        |c: Constant<f64>| Some(Constant { value: whole_number(c.value)?, name: c.name, description: c.description });
    numbers.into_iter().filter_map(whole).collect()
}

/// The schema of what two parts declare: the later one where one says no more than the other.
fn same_or_both(pass: &mut Settling<'_>, a: ShapeId, b: ShapeId, near: ShapeId) -> ShapeId {
    let (ta, tb) = (pass.api.target(a), pass.api.target(b));
    if ta == tb || matches!(structure(pass, ta), Shape::Any) {
        return declared(pass, b, [a, b], false);
    }
    if matches!(structure(pass, tb), Shape::Any) {
        return declared(pass, a, [a, b], false);
    }
    let id = pass.both(vec![ta, tb], near);
    if let Some(why) = pass.tried(id) {
        // What names members that must be there says nothing of what is no object (JSON Schema 2020-12 §6.5.3).
        let bare = |id: ShapeId| match structure(pass, id) {
            Shape::Object(members) => {
                !members.required.is_empty()
                    && members.properties.is_empty()
                    && members.extra.is_none()
                    && !members.closed
            }
            _ => false,
        };
        let kept = match (bare(ta), bare(tb)) {
            (false, true) => Some((a, b)),
            (true, false) => Some((b, a)),
            _ => None,
        };
        if let Some((kept, left)) = kept {
            let message = format!("`required` says nothing of what it is merged with: {why}");
            pass.note(left, message, "it has no effect; say it of the elements, or of the object that is meant");
            return declared(pass, kept, [kept, kept], false);
        }
        pass.note(
            b,
            format!("this disagrees with what it is merged with: {why}"),
            "the later one is taken; correct one",
        );
        return b;
    }
    // `null` is allowed where both allow it.
    let nullable = pass.api.nullable(a) && pass.api.nullable(b);
    // A type that has a name keeps it.
    for (said, target) in [(b, tb), (a, ta)] {
        if pass.names.contains_key(&target) && equal(pass, id, target) {
            return declared(pass, said, [a, b], nullable);
        }
    }
    // The later declaration speaks for both.
    let said = [b, tb, a, ta].iter().filter_map(|id| pass.api.node(*id)).cloned().collect::<Vec<_>>();
    if let Some(node) = pass.api.shapes.get_mut(id.0) {
        for other in said {
            if node.doc.description.is_empty() {
                node.doc = other.doc;
            }
            node.take_values(other.default, other.example);
            node.constant = node.constant.take().or(other.constant);
        }
    }
    declared(pass, id, [a, b], nullable)
}

/// A schema as two parts declare it: in the direction and with the words of the later one, where that has any.
fn declared(pass: &mut Settling<'_>, id: ShapeId, parts: [ShapeId; 2], nullable: bool) -> ShapeId {
    let [Some(a), Some(b), Some(node)] = [parts[0], parts[1], id].map(|id| pass.api.node(id).cloned()) else {
        return id;
    };
    let direction = if b.direction == Direction::Both { a.direction } else { b.direction };
    let doc = if b.doc.description.is_empty() { a.doc } else { b.doc };
    let described = doc.description.is_empty() || doc.description == node.doc.description;
    if node.direction == direction && described && (!nullable || pass.api.nullable(id)) {
        return id;
    }
    let doc = if described { node.doc } else { doc };
    let (nullable, shape) = (nullable || node.nullable, Shape::Ref(id));
    pass.api.shapes.push(Node { shape, nullable, doc, direction, ..node });
    ShapeId(pass.api.shapes.len() - 1)
}

/// The one value that is left of an enum which has a name, and that enum: it stays the type, so that all that are narrowed so
/// are of one type.
pub fn narrowed(pass: &Settling<'_>, id: ShapeId, parts: &[ShapeId]) -> Option<(ShapeId, Value)> {
    if pass.names.contains_key(&id) {
        return None;
    }
    let all = |id: ShapeId| -> Vec<Value> {
        match pass.api.node(id).map(|node| &node.shape) {
            Some(Shape::Enum { values, .. }) => values.iter().map(|c| c.value.as_str().into()).collect(),
            Some(Shape::Integer { values, .. }) => values.iter().map(|c| c.value.into()).collect(),
            _ => Vec::new(),
        }
    };
    let [value] = <[Value; 1]>::try_from(all(id)).ok()?;
    let wider = parts.iter().find(|part| pass.names.contains_key(part) && all(**part).contains(&value))?;
    Some((*wider, value))
}

/// Structures are compared this deep.
const MAX_COMPARED: usize = 8;

/// Whether two schemas allow the same values, as far as their structure tells.
pub fn equal(pass: &Settling<'_>, a: ShapeId, b: ShapeId) -> bool {
    alike(pass, a, b, &mut BTreeSet::new(), 0)
}

/// The same, where `known` were found equal already: many ways may lead to one pair.
fn alike(pass: &Settling<'_>, a: ShapeId, b: ShapeId, known: &mut BTreeSet<[ShapeId; 2]>, depth: usize) -> bool {
    let mut same = |a: ShapeId, b: ShapeId| {
        let pair = [a, b];
        if pass.api.target(a) == pass.api.target(b) || known.contains(&pair) {
            return true;
        }
        let equal = depth < MAX_COMPARED
            && pass.api.nullable(a) == pass.api.nullable(b)
            && pass.api.constant_of(a) == pass.api.constant_of(b)
            && alike(pass, a, b, known, depth + 1);
        if equal {
            known.insert(pair);
        }
        equal
    };
    let mut optional = |a: Option<ShapeId>, b: Option<ShapeId>| match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    };
    match (structure(pass, a), structure(pass, b)) {
        (Shape::Any, Shape::Any) | (Shape::Null, Shape::Null) | (Shape::Bool, Shape::Bool) => true,
        (Shape::Integer { format, limits, values }, Shape::Integer { format: f, limits: l, values: v }) => {
            (format, limits, values) == (f, l, v)
        }
        (Shape::Number { format, limits, values }, Shape::Number { format: f, limits: l, values: v }) => {
            (format, limits, values) == (f, l, v)
        }
        (Shape::Text { format, limits }, Shape::Text { format: f, limits: l }) => (format, limits) == (f, l),
        (Shape::Enum { values, open }, Shape::Enum { values: v, open: o }) => (values, open) == (v, o),
        (Shape::List { item, limits }, Shape::List { item: i, limits: l }) => limits == l && same(*item, *i),
        (
            Shape::Map { value, keys: Keys { count, names } },
            Shape::Map { value: v, keys: Keys { count: c, names: n } },
        ) => count == c && optional(Some(*value), Some(*v)) && optional(*names, *n),
        (Shape::Object(one), Shape::Object(other)) => {
            let required = |members: &Members, p: &Property| p.required || members.required.contains(&p.wire);
            one.properties.len() == other.properties.len()
                && one.closed == other.closed
                && one.keys.count == other.keys.count
                && optional(one.extra, other.extra)
                && optional(one.keys.names, other.keys.names)
                && one.properties.iter().all(|p| {
                    let twin = other.properties.iter().find(|o| o.wire == p.wire);
                    twin.is_some_and(|o| {
                        p.title == o.title && required(one, p) == required(other, o) && same(p.shape, o.shape)
                    })
                })
        }
        _ => false,
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
        Shape::List { .. } => "an array",
        Shape::Tuple(_) => "an array of a fixed length",
        Shape::Map { .. } | Shape::Object(_) => "an object",
        Shape::Union(_) => "a choice",
    }
}
