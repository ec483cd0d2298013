//! How a value finds its arm of a union, decided once all definitions are known: by its kind, then by a tag, then by
//! trying.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::types::{Def, DefId, DefKind, Kind, Presence, Scalar, Type, Union, Way};

/// Decides for every union, and lets the arms send their tags by themselves.
pub fn decide(defs: &mut [Def]) {
    let mut decided = Vec::new();
    for (index, def) in defs.iter().enumerate() {
        if let DefKind::Union(union) = &def.kind {
            decided.push((index, ways(defs, union)));
        }
    }
    constants(defs, &decided);
    for (index, ways) in decided {
        if let Some(Def { kind: DefKind::Union(union), .. }) = defs.get_mut(index) {
            union.ways = ways;
        }
    }
}

fn ways(defs: &[Def], union: &Union) -> Vec<(Kind, Way)> {
    let kinds: Vec<BTreeSet<Kind>> = union.arms.iter().map(|a| kinds(defs, &a.ty, &mut BTreeSet::new())).collect();
    let all: BTreeSet<Kind> = kinds.iter().flatten().copied().collect();
    let way = |kind: Kind| {
        let arms: Vec<usize> = kinds.iter().enumerate().filter(|(_, k)| k.contains(&kind)).map(|(i, _)| i).collect();
        match arms.as_slice() {
            [only] => Way::Only(*only),
            _ if kind == Kind::Object => by_tag(defs, union, &arms).unwrap_or_else(|| best(defs, union, arms)),
            _ => best(defs, union, arms),
        }
    };
    all.into_iter().map(|kind| (kind, way(kind))).collect()
}

/// What takes any value is tried last.
fn best(defs: &[Def], union: &Union, mut arms: Vec<usize>) -> Way {
    arms.sort_by_key(|arm| union.arms.get(*arm).is_some_and(|a| takes_all(defs, &a.ty)));
    Way::Best(arms)
}

fn takes_all(defs: &[Def], ty: &Type) -> bool {
    match ty {
        Type::Json | Type::JsonMap => true,
        Type::Named(id) => match defs.get(id.0).map(|d| &d.kind) {
            Some(DefKind::Alias(ty)) => takes_all(defs, ty),
            _ => false,
        },
        _ => false,
    }
}

/// The JSON kinds of a type's values; `null` is told apart outside of the union.
fn kinds(defs: &[Def], ty: &Type, seen: &mut BTreeSet<DefId>) -> BTreeSet<Kind> {
    match ty {
        Type::Bool => [Kind::Bool].into(),
        Type::Int | Type::Float => [Kind::Number].into(),
        Type::Scalar(Scalar::Unsigned | Scalar::DecimalNumber) => [Kind::Number].into(),
        Type::Text | Type::Scalar(_) => [Kind::Text].into(),
        Type::List(_) | Type::Tuple(_) => [Kind::Array].into(),
        Type::Map(_) | Type::JsonMap => [Kind::Object].into(),
        Type::Sent(_) => BTreeSet::new(),
        Type::Json => [Kind::Bool, Kind::Number, Kind::Text, Kind::Array, Kind::Object].into(),
        Type::Nullable(inner) => kinds(defs, inner, seen),
        Type::Named(id) if !seen.insert(*id) => BTreeSet::new(),
        Type::Named(id) => match defs.get(id.0).map(|d| &d.kind) {
            Some(DefKind::Struct(_)) => [Kind::Object].into(),
            Some(DefKind::Enum { .. }) => [Kind::Text].into(),
            Some(DefKind::Numbers(_)) => [Kind::Number].into(),
            Some(DefKind::Alias(ty)) => kinds(defs, ty, seen),
            Some(DefKind::Union(union)) => union.arms.iter().flat_map(|a| kinds(defs, &a.ty, seen)).collect(),
            Some(DefKind::Form { .. }) | None => BTreeSet::new(),
        },
    }
}

/// By the discriminator of the document, or by a property that every arm fixes to values of its own.
fn by_tag(defs: &[Def], union: &Union, arms: &[usize]) -> Option<Way> {
    if let Some(wire) = &union.tag {
        let values = |arm: usize| {
            let Some(arm) = union.arms.get(arm) else { return Vec::new() };
            // A mapping is what the document says; an enum of the arm is what its author forgot to map.
            let mut values = arm.tags.clone();
            values.extend(fixed(defs, &arm.ty, wire, true).unwrap_or_default());
            values
        };
        return table(wire, arms, values);
    }
    let first = arms.iter().filter_map(|arm| fields(defs, &union.arms.get(*arm)?.ty, false, 0)).flatten();
    let mut candidates: Vec<String> = Vec::new();
    for (wire, _) in first {
        if !candidates.contains(&wire) {
            candidates.push(wire);
        }
    }
    let tables = candidates.iter().filter_map(|wire| {
        let value = |arm: usize| union.arms.get(arm).and_then(|a| fixed(defs, &a.ty, wire, false)).unwrap_or_default();
        let way = table(wire, arms, value)?;
        let Way::Tag { values, rest, .. } = &way else { return None };
        let clear = values.iter().filter(|(_, arms)| arms.len() == 1).count();
        // A property that leaves most open tells less than reading does.
        (clear >= 2 && rest.len() * 2 <= arms.len()).then_some((clear, way))
    });
    // The one that tells the most; the earlier one of equals.
    tables
        .fold(None, |best: Option<(usize, Way)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, way)| way)
}

fn table(wire: &str, arms: &[usize], values_of: impl Fn(usize) -> Vec<String>) -> Option<Way> {
    let mut values: Vec<(String, Vec<usize>)> = Vec::new();
    let mut rest = Vec::new();
    for arm in arms {
        let tags = values_of(*arm);
        if tags.is_empty() {
            rest.push(*arm);
        }
        for tag in tags {
            match values.iter_mut().find(|(value, _)| *value == tag) {
                Some((_, list)) if list.contains(arm) => {}
                Some((_, list)) => list.push(*arm),
                None => values.push((tag, vec![*arm])),
            }
        }
    }
    (values.len() >= 2).then(|| Way::Tag { wire: wire.to_owned(), values, rest })
}

/// The values that an arm fixes a property to; a union fixes it to those of all its arms.
fn fixed(defs: &[Def], ty: &Type, wire: &str, tagged: bool) -> Option<Vec<String>> {
    let all = fields(defs, ty, tagged, 0)?;
    all.into_iter().find(|(name, _)| name == wire).map(|(_, values)| values)
}

/// The properties that a type fixes, and to which values; `tagged`: the document says which property it goes by.
fn fields(defs: &[Def], ty: &Type, tagged: bool, depth: usize) -> Option<Vec<(String, Vec<String>)>> {
    let Type::Named(id) = ty else { return None };
    if depth > 16 {
        return None;
    }
    match &defs.get(id.0)?.kind {
        DefKind::Alias(ty) => fields(defs, ty, tagged, depth + 1),
        DefKind::Struct(fields) => {
            let fixed = fields.iter().filter(|f| f.presence == Presence::Required).filter_map(|field| {
                if let (Type::Text, Some(Value::String(value))) = (&field.ty, &field.constant) {
                    return Some((field.wire.clone(), vec![value.clone()]));
                }
                let Type::Named(id) = &field.ty else { return None };
                match &defs.get(id.0)?.kind {
                    // Another value of an open enum may be of any arm.
                    DefKind::Enum { values, open } if tagged || !open => {
                        Some((field.wire.clone(), values.iter().map(|v| v.wire.clone()).collect()))
                    }
                    _ => None,
                }
            });
            Some(fixed.collect())
        }
        DefKind::Union(union) => {
            let mut all: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
            for arm in &union.arms {
                for (wire, values) in fields(defs, &arm.ty, tagged, depth + 1)? {
                    let entry = all.entry(wire).or_default();
                    entry.0 += 1;
                    entry.1.extend(values);
                }
            }
            let every = all.into_iter().filter(|(_, (count, _))| *count == union.arms.len());
            Some(every.map(|(wire, (_, values))| (wire, values)).collect())
        }
        _ => None,
    }
}

/// A struct that one value alone chooses, wherever it is an arm, sends that value without being asked for it.
///
/// Elsewhere, what may be absent is not sent on its own account.
fn constants(defs: &mut [Def], decided: &[(usize, Vec<(Kind, Way)>)]) {
    for def in defs.iter_mut() {
        if let DefKind::Struct(fields) = &mut def.kind {
            fields.iter_mut().filter(|f| f.presence != Presence::Required).for_each(|f| f.constant = None);
        }
    }
    let mut found: BTreeMap<(usize, String), BTreeSet<String>> = BTreeMap::new();
    for (index, ways) in decided {
        let Some(Def { kind: DefKind::Union(union), .. }) = defs.get(*index) else { continue };
        for (_, way) in ways {
            let Way::Tag { wire, values, .. } = way else { continue };
            for (value, arms) in values {
                for arm in arms.iter().filter_map(|a| union.arms.get(*a)) {
                    if let Type::Named(id) = arm.ty {
                        found.entry((id.0, wire.clone())).or_default().insert(value.clone());
                    }
                }
            }
        }
    }
    for ((def, wire), values) in found {
        let Some(Def { kind: DefKind::Struct(fields), .. }) = defs.get_mut(def) else { continue };
        let mut values = values.into_iter();
        if let (Some(value), None) = (values.next(), values.next())
            && let Some(field) = fields.iter_mut().find(|f| f.wire == wire)
            && field.constant.is_none()
        {
            field.constant = Some(Value::String(value));
        }
    }
    fit(defs);
}

/// Keeps a constant only where it is a value of the field's type.
fn fit(defs: &mut [Def]) {
    let kinds: Vec<Option<Vec<String>>> = defs
        .iter()
        .map(|def| match &def.kind {
            DefKind::Enum { values, .. } => Some(values.iter().map(|v| v.wire.clone()).collect()),
            _ => None,
        })
        .collect();
    for def in defs {
        let DefKind::Struct(fields) = &mut def.kind else { continue };
        for field in fields {
            let fits = match (&field.ty, &field.constant) {
                (_, None) => continue,
                (Type::Text, Some(Value::String(_))) | (Type::Bool, Some(Value::Bool(_))) => true,
                (Type::Int, Some(value)) => value.is_i64(),
                (Type::Named(id), Some(Value::String(value))) => {
                    kinds.get(id.0).and_then(Option::as_ref).is_some_and(|values| values.contains(value))
                }
                _ => false,
            };
            if !fits || !matches!(field.presence, Presence::Required | Presence::Optional) {
                field.constant = None;
            }
        }
    }
}
