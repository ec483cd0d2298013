//! Choices, cleaned: `null` arms, arms that are choices themselves, and what is no real choice at all (an enum spread
//! over arms, several kinds of text or of number).

use std::collections::BTreeSet;

use super::keywords;
use super::settle::{MAX_ARMS, Settling};
use crate::spec::{Api, Arm, Constant, Discriminator, Doc, FAMILY, Limits, Node, Property, Shape, ShapeId, Union};

/// Puts what a choice comes to in its node.
pub fn clean(pass: &mut Settling<'_>, id: ShapeId, mut union: Union) {
    tags(pass, &mut union);
    let written: Vec<ShapeId> = union.arms.iter().map(|arm| arm.shape).collect();
    let (mut arms, mut nullable) = (Vec::new(), false);
    for arm in std::mem::take(&mut union.arms) {
        let target = pass.api.target(arm.shape);
        // A choice that is one of its own arms is one of the others.
        if target == id {
            continue;
        }
        let named = pass.names.get(&target).cloned();
        // A circle through arms ends at a component: it stays an arm by its name.
        let settled = pass.settled(target);
        nullable |= pass.api.nullable(arm.shape);
        match settled.map(|t| (t, pass.api.node(t).map(|n| n.shape.clone()))) {
            Some((_, Some(Shape::Null))) => nullable = true,
            // Nobody calls the inner one by a name, so its arms are arms of this one.
            Some((_, Some(Shape::Union(inner)))) if named.is_none() && inner.discriminator.is_none() => {
                arms.extend(inner.arms)
            }
            settled => {
                let shape = settled.map_or(target, |(t, _)| t);
                let beside = pass.api.node(arm.shape).filter(|_| arm.shape != target && arm.description.is_empty());
                let description = beside.map_or(arm.description, |node| node.doc.description.clone());
                arms.push(Arm { hint: named.or(arm.hint), shape, description, ..arm });
            }
        }
    }
    let mut seen = BTreeSet::new();
    arms.retain(|arm| seen.insert(arm.shape));
    drop_formats(pass, &mut arms);
    if union.discriminator.is_none() {
        drop_covered(pass, &mut arms);
    }
    if pass.api.node(id).is_some_and(|node| node.nullable) {
        leave_anything(pass, &mut arms);
    }
    let shapes: Vec<Shape> = arms.iter().map(|a| pass.api.node(a.shape).map_or(Shape::Any, described)).collect();
    if let Some(any) = shapes.iter().position(|shape| matches!(shape, Shape::Any))
        && shapes.iter().any(|shape| !matches!(shape, Shape::Any))
    {
        let why = format!("arm {} of `{}` allows any value, so that it is raw JSON", any + 1, union.keyword);
        pass.untyped(id, why, "say what the arm is, or leave it out");
    }
    let shape = match (arms.as_slice(), folded(&shapes)) {
        ([], _) => Shape::Null,
        // A family of one may grow, and what is not of it is kept.
        ([only], _) if union.keyword != FAMILY => {
            said_by_arm(pass, id, &written, only.shape);
            said_of_arm(pass, id, only.shape);
            if let Some(arm) = pass.api.shapes.get_mut(only.shape.0) {
                arm.alone = true;
                // What is one value where nobody says another is not `null`.
                nullable &= arm.constant.is_none() || arm.constant != arm.default;
            }
            Shape::Ref(only.shape)
        }
        (arms, Some(folded)) => {
            // What an enum is folded of are its values, which have words of their own.
            let unnamed = match &folded {
                Shape::Text { .. } | Shape::Number { .. } => true,
                Shape::Integer { values, .. } => values.is_empty(),
                _ => false,
            };
            if unnamed && let Some(node) = pass.api.shapes.get_mut(id.0) {
                node.folded = arms.iter().map(|arm| arm.shape).collect();
            }
            folded
        }
        (arms, None) if arms.len() > MAX_ARMS => {
            return pass.give_up(id, &format!("`{}` has {} arms, more than {MAX_ARMS}", union.keyword, arms.len()));
        }
        _ => Shape::Union(Union { arms: listed(pass, arms), ..union }),
    };
    pass.set_or_null(id, shape, nullable);
}

/// Beside `nullable: true`, an arm of which nothing is said stands for the `null` that generators of 3.0 cannot write as one.
fn leave_anything(pass: &Settling<'_>, arms: &mut Vec<Arm>) {
    let says_nothing = |arm: &Arm| {
        let node = pass.api.node(arm.shape).filter(|_| arm.tags.is_empty() && arm.description.is_empty());
        node.is_some_and(|node| {
            matches!(node.shape, Shape::Any) && node.doc == Doc::default() && node.example.is_none()
        })
    };
    if let [one] = arms.iter().filter(|arm| says_nothing(arm)).map(|arm| arm.shape).collect::<Vec<_>>()[..]
        && arms.len() > 1
    {
        arms.retain(|arm| arm.shape != one);
    }
}

/// An arm that is one of another arm says nothing: each value of it is found in that, which knows by what it is told.
fn drop_covered(pass: &Settling<'_>, arms: &mut Vec<Arm>) {
    let inner = |arm: &Arm| match pass.api.node(arm.shape).map(|node| &node.shape) {
        Some(Shape::Union(inner)) => inner.arms.iter().map(|arm| pass.api.target(arm.shape)).collect(),
        _ => Vec::new(),
    };
    let covered: BTreeSet<ShapeId> = arms.iter().flat_map(inner).collect();
    // Two that are one of each other would both be gone.
    let circle = arms.iter().any(|arm| covered.contains(&arm.shape) && !inner(arm).is_empty());
    if !circle {
        arms.retain(|arm| !covered.contains(&arm.shape));
    }
}

/// Where any text is an arm, one of a format is no other.
fn drop_formats(pass: &Settling<'_>, arms: &mut Vec<Arm>) {
    let text = |arm: &Arm| match pass.api.node(arm.shape).map(|node| &node.shape) {
        Some(Shape::Text { format, .. }) if arm.tags.is_empty() => Some(format.is_some()),
        _ => None,
    };
    if arms.iter().any(|arm| text(arm) == Some(false)) {
        arms.retain(|arm| text(arm) != Some(true));
    }
}

/// The arms, where constants and enums that nobody names stand beside arms of other kinds: they are values to choose from,
/// together one enum.
fn listed(pass: &mut Settling<'_>, mut arms: Vec<Arm>) -> Vec<Arm> {
    let values = |arm: &Arm| match pass.api.node(arm.shape) {
        Some(node) if !pass.names.contains_key(&arm.shape) => match described(node) {
            Shape::Enum { values, open: false } => Some(values),
            _ => None,
        },
        _ => None,
    };
    let found: Vec<(ShapeId, Vec<Constant<String>>)> =
        arms.iter().filter_map(|arm| Some((arm.shape, values(arm)?))).collect();
    let Some((first, _)) = found.first() else { return arms };
    let (first, many) = (*first, found.len() > 1);
    arms.retain(|arm| arm.shape == first || found.iter().all(|(shape, _)| *shape != arm.shape));
    // The title of one of them is not that of all.
    arms.iter_mut().filter(|arm| many && arm.shape == first).for_each(|arm| arm.hint = None);
    if let Some(node) = pass.api.shapes.get_mut(first.0) {
        node.constant = None;
        if many {
            (node.doc.title, node.doc.description) = (String::new(), String::new());
        }
        let mut seen = BTreeSet::new();
        let values = found.into_iter().flat_map(|(_, values)| values).filter(|one| seen.insert(one.value.clone()));
        node.shape = Shape::Enum { values: values.collect(), open: false };
    }
    arms
}

/// What stands beside the reference of the only arm (that of `null` apart) is said of the choice.
fn said_by_arm(pass: &mut Settling<'_>, id: ShapeId, written: &[ShapeId], only: ShapeId) {
    let arm = written.iter().find(|arm| **arm != only && pass.api.target(**arm) == only);
    let Some(arm) = arm.and_then(|arm| pass.api.node(*arm)).cloned() else { return };
    let Some(node) = pass.api.shapes.get_mut(id.0) else { return };
    if node.doc.description.is_empty() {
        node.doc.description.clone_from(&arm.doc.description);
    }
    node.adopt(arm);
}

/// What is said of a component that is a choice of one schema without a name is said of that: it is the type.
fn said_of_arm(pass: &mut Settling<'_>, id: ShapeId, only: ShapeId) {
    let said = pass.api.node(id).map(|node| node.doc.description.clone()).filter(|said| !said.is_empty());
    let Some(said) = said.filter(|_| pass.names.contains_key(&id) && !pass.names.contains_key(&only)) else { return };
    let place = pass.api.node(id).map(|node| format!("{}/", node.origin.pointer)).unwrap_or_default();
    let Some(arm) = pass.api.shapes.get_mut(only.0).filter(|arm| arm.origin.pointer.starts_with(&place)) else {
        return;
    };
    let own = std::mem::take(&mut arm.doc.description);
    let more = if own.is_empty() || said.contains(&own) { String::new() } else { format!("\n\n{own}") };
    arm.doc.description = said + &more;
}

/// The structure of an arm. What is said of the only value of an enum is said of that value.
fn described(node: &Node) -> Shape {
    let mut shape = node.shape.clone();
    let description = match &mut shape {
        Shape::Enum { values, .. } if values.len() == 1 => values.first_mut().map(|one| &mut one.description),
        Shape::Integer { values, .. } if values.len() == 1 => values.first_mut().map(|one| &mut one.description),
        _ => None,
    };
    if let Some(description) = description.filter(|said| said.is_empty()) {
        description.clone_from(&node.doc.description);
    }
    shape
}

/// The values that choose each arm: those of the mapping, else its mark, else the name of its component (OpenAPI 3.0.3
/// §4.7.25).
fn tags(pass: &Settling<'_>, union: &mut Union) {
    let Some(Discriminator { mapping, fallback, .. }) = &union.discriminator else { return };
    let mapping: Vec<(&String, ShapeId)> = mapping.iter().map(|(value, id)| (value, pass.api.target(*id))).collect();
    let fallback = fallback.map(|id| pass.api.target(id));
    for arm in &mut union.arms {
        let target = pass.api.target(arm.shape);
        arm.fallback |= fallback == Some(target);
        arm.tags.extend(mapping.iter().filter(|(_, id)| *id == target).map(|(value, _)| (*value).clone()));
        // What any value chooses says which itself.
        if arm.tags.is_empty() && !arm.fallback {
            arm.tags.extend(pass.marks.get(&target).or_else(|| pass.names.get(&target)).cloned());
        }
        let mut seen = BTreeSet::new();
        arm.tags.retain(|tag| seen.insert(tag.clone()));
    }
}

/// An arm that does not name the property by which it is chosen carries it all the same: without it nobody could tell,
/// from what is sent, which arm it is. Where the schema stands alone the property may be absent.
pub fn carry_tags(api: &mut Api) {
    let mut missing: Vec<(ShapeId, String)> = Vec::new();
    for node in &api.shapes {
        let Shape::Union(Union { discriminator: Some(told), arms, .. }) = &node.shape else { continue };
        let chosen = arms.iter().filter(|arm| !arm.tags.is_empty() || arm.fallback);
        missing.extend(chosen.map(|arm| (api.target(arm.shape), told.property.clone())));
    }
    for (id, wire) in missing {
        let Some(Node { shape: Shape::Object(members), origin, .. }) = api.node(id) else { continue };
        if members.properties.iter().any(|p| p.wire == wire) {
            continue;
        }
        let (origin, open) = (origin.clone(), members.is_map() && members.extra.is_none());
        let text = Shape::Text { format: None, limits: Limits::default() };
        let node = keywords::bare(text, origin.child("discriminator"));
        let shape = ShapeId(api.shapes.len());
        api.shapes.push(node);
        // What had no member by name was a map, and keeps all others.
        let extra = ShapeId(api.shapes.len());
        if open {
            api.shapes.push(keywords::bare(Shape::Any, origin));
        }
        if let Some(Node { shape: Shape::Object(members), .. }) = api.shapes.get_mut(id.0) {
            members.extra = members.extra.or(open.then_some(extra));
            let required = members.required.contains(&wire);
            members.properties.push(Property { title: wire.clone(), wire, shape, required });
        }
    }
}

/// What arms of one kind come to; `None` is a real choice.
pub fn folded(arms: &[Shape]) -> Option<Shape> {
    if arms.iter().any(|a| matches!(a, Shape::Any)) {
        return Some(Shape::Any);
    }
    if arms.iter().all(|a| matches!(a, Shape::Integer { .. } | Shape::Number { .. })) {
        let whole = arms.iter().all(|a| matches!(a, Shape::Integer { .. }));
        return Some(match whole {
            true => Shape::Integer { format: None, limits: Limits::default(), values: named(arms) },
            false => Shape::Number { format: None, limits: Limits::default(), values: Vec::new() },
        });
    }
    if arms.iter().all(|a| matches!(a, Shape::Bool)) {
        return Some(Shape::Bool);
    }
    let (mut values, mut any): (Vec<Constant<String>>, bool) = (Vec::new(), false);
    for arm in arms {
        match arm {
            Shape::Text { .. } => any = true,
            Shape::Enum { values: more, open } => {
                any |= open;
                for value in more {
                    if !values.iter().any(|v| v.value == value.value) {
                        values.push(value.clone());
                    }
                }
            }
            _ => return None,
        }
    }
    let limits = Limits::default();
    Some(if values.is_empty() { Shape::Text { format: None, limits } } else { Shape::Enum { values, open: any } })
}

/// The values of integers, when every arm lists its own.
fn named(arms: &[Shape]) -> Vec<Constant<i64>> {
    let mut all = Vec::new();
    for arm in arms {
        match arm {
            Shape::Integer { values, .. } if !values.is_empty() => all.extend(values.iter().cloned()),
            _ => return Vec::new(),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_real_choice() {
        let limits = Limits::default;
        let one = |value: &str| Constant { value: value.to_owned(), name: None, description: String::new() };
        let text = |format: Option<&str>| Shape::Text { format: format.map(str::to_owned), limits: limits() };
        let integer = || Shape::Integer { format: None, limits: limits(), values: Vec::new() };
        let number = || Shape::Number { format: None, limits: limits(), values: Vec::new() };
        let listed = |values: &[&str], open| Shape::Enum { values: values.iter().map(|v| one(v)).collect(), open };
        let list = |values: &[&str]| listed(values, false);
        let table = [
            (vec![list(&["a"]), list(&["b", "a"])], Some(list(&["a", "b"]))),
            (vec![list(&["s"]), text(None)], Some(listed(&["s"], true))),
            (vec![text(Some("uuid")), text(None)], Some(text(None))),
            (vec![integer(), number()], Some(number())),
            (vec![text(None), integer()], None),
            (vec![Shape::Any, integer()], Some(Shape::Any)),
        ];
        for (arms, expected) in table {
            assert_eq!(format!("{:?}", folded(&arms)), format!("{expected:?}"), "{arms:?}");
        }
    }
}
