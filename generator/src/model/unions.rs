//! How a value finds its arm of a union, decided once all definitions are known: by its kind, then by a tag, then by
//! trying.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::casing;
use super::types::{Arm, Def, DefId, DefKind, Field, Kind, Presence, Scalar, Type, Union, Way};

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
    let words = (!union.words.texts.is_empty()).then_some(Kind::Text);
    let all: BTreeSet<Kind> = kinds.iter().flatten().copied().chain(words).collect();
    let way = |kind: Kind| {
        let arms: Vec<usize> = kinds.iter().enumerate().filter(|(_, k)| k.contains(&kind)).map(|(i, _)| i).collect();
        match arms.as_slice() {
            [] => Way::Words,
            [only] if union.tag.is_none() || union.arms.len() > 1 => Way::Only(*only),
            _ if kind == Kind::Object => by_tag(defs, union, &arms).unwrap_or_else(|| best(defs, union, arms)),
            _ => best(defs, union, arms),
        }
    };
    all.into_iter().map(|kind| (kind, way(kind))).collect()
}

/// What takes any value is tried last, and a number after a whole one: in it, a great one would lose its last digits.
fn best(defs: &[Def], union: &Union, mut arms: Vec<usize>) -> Way {
    let last = |ty: &Type| (takes_all(defs, ty), *ty == Type::Float);
    arms.sort_by_key(|arm| union.arms.get(*arm).map(|a| last(&a.ty)));
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
            Some(DefKind::Union(union)) => {
                let words = union.words.texts.iter().map(|_| Kind::Text).take(1);
                union.arms.iter().flat_map(|a| kinds(defs, &a.ty, seen)).chain(words).collect()
            }
            Some(DefKind::Form { .. }) | None => BTreeSet::new(),
        },
    }
}

/// By the discriminator of the document, or by a property that every arm fixes to values of its own.
fn by_tag(defs: &[Def], union: &Union, arms: &[usize]) -> Option<Way> {
    if let Some(wire) = &union.tag {
        let tags = tags(defs, union, wire, 0);
        return table(wire, arms, 1, |arm| tags.get(arm).cloned().unwrap_or_default());
    }
    let first = arms.iter().filter_map(|arm| fields(defs, &union.arms.get(*arm)?.ty, false, 0)).flatten();
    let mut candidates: Vec<String> = Vec::new();
    for (wire, _) in first {
        if !candidates.contains(&wire) {
            candidates.push(wire);
        }
    }
    let tables = candidates.iter().filter_map(|wire| {
        let value =
            |arm: usize| union.arms.get(arm).and_then(|a| fixed(defs, &a.ty, wire, false, 0)).unwrap_or_default();
        let way = table(wire, arms, 1, value)?;
        let Way::Tag { values, rest, absent, .. } = &way else { return None };
        let clear = values.iter().filter(|(_, arms)| arms.len() == 1).count();
        // A property that leaves most open tells less than reading does.
        let tells = clear >= 2 || clear == 1 && !rest.is_empty();
        (tells && rest.len() * 2 <= arms.len()).then_some(((clear, Reverse(absent.len())), way))
    });
    // The one that tells the most; the earlier one of equals.
    tables
        .fold(None, |best: Option<(_, Way)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, way)| way)
}

/// `None`: there are fewer values than `least`.
fn table(wire: &str, arms: &[usize], least: usize, of: impl Fn(usize) -> Fixed) -> Option<Way> {
    let mut values: Vec<(String, Vec<usize>)> = Vec::new();
    let (mut rest, mut absent, mut listed) = (Vec::new(), Vec::new(), BTreeSet::new());
    for arm in arms {
        let fixed = of(*arm);
        listed.extend(fixed.listed.then_some(*arm));
        let any = fixed.values.is_empty() || fixed.open;
        if any {
            rest.push(*arm);
        }
        if any || fixed.optional {
            absent.push(*arm);
        }
        for tag in fixed.values {
            match values.iter_mut().find(|(value, _)| *value == tag) {
                Some((_, list)) if list.contains(arm) => {}
                Some((_, list)) => list.push(*arm),
                None => values.push((tag, vec![*arm])),
            }
        }
    }
    // An arm that says nothing of the property may have it with the values of an enum, and an enum may have others.
    if !rest.is_empty() && !listed.is_empty() {
        let join = |arms: &mut Vec<usize>, more: &mut dyn Iterator<Item = usize>| {
            *arms = arms.iter().copied().chain(more).collect::<BTreeSet<usize>>().into_iter().collect();
        };
        for (_, arms) in values.iter_mut().filter(|(_, arms)| arms.iter().any(|arm| listed.contains(arm))) {
            join(arms, &mut rest.iter().copied());
        }
        join(&mut rest, &mut listed.iter().copied());
    }
    (values.len() >= least).then(|| Way::Tag { wire: wire.to_owned(), values, rest, absent })
}

/// What a property is fixed to.
#[derive(Clone, Default)]
struct Fixed {
    /// As texts.
    values: Vec<String>,
    /// An object without the property may be meant as well.
    optional: bool,
    /// So may one with any other value.
    open: bool,
    /// The values are those of an enum, which may grow, and which other arms may have as well: no more than a hint.
    listed: bool,
}

/// The values of a discriminator that choose each arm. A mapping, or the name of a schema, is what the document says
/// (OpenAPI 3.0.3 §4.7.25); what an arm alone fixes the property to is what its author forgot to map. The arms often share one
/// enum of all values, which tells none from the others; where it has none of what the document says, a value is of the arm
/// that is called alike (`cat` of `Cat`), else of any.
fn tags(defs: &[Def], union: &Union, wire: &str, depth: usize) -> Vec<Fixed> {
    let own = |arm: &Arm| fixed(defs, &arm.ty, wire, true, depth).unwrap_or_default().values;
    let own: Vec<Vec<String>> = union.arms.iter().map(own).collect();
    let mapped: BTreeSet<&String> = union.arms.iter().flat_map(|arm| &arm.tags).collect();
    let mut owners: BTreeMap<&String, usize> = BTreeMap::new();
    own.iter().flatten().for_each(|value| *owners.entry(value).or_default() += 1);
    let number = |arm: &Arm| is_number(defs, &arm.ty, wire, depth);
    let strange = owners.keys().all(|value| !mapped.contains(value));
    let alike = |value: &str, tags: &[String]| tags.iter().any(|tag| casing::snake(tag) == casing::snake(value));
    let called = |value: &str| union.arms.iter().any(|arm| alike(value, &arm.tags));
    let of = |(arm, own): (&Arm, &Vec<String>)| {
        let alone = |value: &String| arm.tags.is_empty() || owners.get(value) == Some(&1);
        let fits = |value: &String| strange && (alike(value, &arm.tags) || !called(value));
        let meant = |value: &&String| alone(value) || fits(value);
        let own = own.iter().filter(|value| !mapped.contains(value)).filter(meant);
        let own = own.cloned();
        // A number is compared as it is read: `1.0` is `1`.
        let tags = arm.tags.iter().map(|tag| if number(arm) { plain(tag) } else { tag.clone() });
        let values = tags.chain(own).collect();
        Fixed { values, open: arm.fallback, ..Fixed::default() }
    };
    let mut all: Vec<Fixed> = union.arms.iter().zip(&own).map(of).collect();
    // The document says that the property is there, whatever an arm says of it: unless it says so of some of them alone.
    let absent: Vec<bool> = union.arms.iter().map(|arm| may_lack(defs, &arm.ty, wire, depth)).collect();
    if absent.contains(&false) {
        all.iter_mut().zip(absent).for_each(|(fixed, absent)| fixed.optional = absent);
    }
    all
}

/// Whether an arm has a number in a property.
fn is_number(defs: &[Def], ty: &Type, wire: &str, depth: usize) -> bool {
    let Type::Named(id) = ty else { return false };
    match defs.get(id.0).map(|def| &def.kind).filter(|_| depth < 16) {
        Some(DefKind::Alias(ty)) => is_number(defs, ty, wire, depth + 1),
        Some(DefKind::Struct(fields)) => {
            fields.iter().any(|field| field.wire == wire && matches!(field.ty, Type::Int | Type::Float))
        }
        _ => false,
    }
}

/// Whether an arm may be without a property.
fn may_lack(defs: &[Def], ty: &Type, wire: &str, depth: usize) -> bool {
    let Type::Named(id) = ty else { return false };
    match defs.get(id.0).map(|def| &def.kind).filter(|_| depth < 16) {
        Some(DefKind::Alias(ty)) => may_lack(defs, ty, wire, depth + 1),
        Some(DefKind::Struct(fields)) => fields.iter().any(|field| {
            field.wire == wire && matches!(field.presence, Presence::Optional | Presence::OptionalNullable)
        }),
        _ => false,
    }
}

/// A number without a fraction of zero.
fn plain(number: &str) -> String {
    number.parse::<f64>().map_or_else(|_| number.to_owned(), |value| value.to_string())
}

/// The values that an arm fixes a property to; a union fixes it to those of all its arms.
fn fixed(defs: &[Def], ty: &Type, wire: &str, tagged: bool, depth: usize) -> Option<Fixed> {
    let all = fields(defs, ty, tagged, depth)?;
    all.into_iter().find(|(name, _)| name == wire).map(|(_, fixed)| fixed)
}

/// The properties that a type fixes, and to which values; `tagged`: the document says which property it goes by.
fn fields(defs: &[Def], ty: &Type, tagged: bool, depth: usize) -> Option<Vec<(String, Fixed)>> {
    let Type::Named(id) = ty else { return None };
    if depth > 16 {
        return None;
    }
    match &defs.get(id.0)?.kind {
        DefKind::Alias(ty) => fields(defs, ty, tagged, depth + 1),
        DefKind::Struct(fields) => {
            let fixed = fields.iter().filter_map(|field| Some((field.wire.clone(), of_field(defs, field, tagged)?)));
            Some(fixed.collect())
        }
        DefKind::Union(union @ Union { tag: Some(wire), .. }) => {
            // An arm that no value chooses is none that the property tells.
            let all = tags(defs, union, wire, depth + 1);
            let told = all.iter().all(|fixed| !fixed.values.is_empty());
            let values = all.into_iter().flat_map(|fixed| fixed.values).collect();
            Some(told.then(|| (wire.clone(), Fixed { values, ..Fixed::default() })).into_iter().collect())
        }
        DefKind::Union(union) => {
            let mut all: BTreeMap<String, (usize, Fixed)> = BTreeMap::new();
            for arm in &union.arms {
                for (wire, fixed) in fields(defs, &arm.ty, tagged, depth + 1)? {
                    let (count, known) = all.entry(wire).or_default();
                    *count += 1;
                    known.values.extend(fixed.values);
                    known.optional |= fixed.optional;
                    known.listed |= fixed.listed;
                }
            }
            let every = all.into_iter().filter(|(_, (count, _))| *count == union.arms.len());
            Some(every.map(|(wire, (_, fixed))| (wire, fixed)).collect())
        }
        _ => None,
    }
}

/// What a field is fixed to; of one that may be absent only a constant counts, unless the document goes by it.
fn of_field(defs: &[Def], field: &Field, tagged: bool) -> Option<Fixed> {
    let optional = match field.presence {
        Presence::Required => false,
        Presence::Optional => true,
        _ => return None,
    };
    let values = match (&field.ty, &field.constant) {
        (Type::Text | Type::Named(_), Some(Value::String(value))) => vec![value.clone()],
        (Type::Bool, Some(Value::Bool(value))) => vec![value.to_string()],
        (Type::Int | Type::Named(_), Some(Value::Number(value))) => vec![value.to_string()],
        (Type::Int, None) if (tagged || !optional) && !field.known.is_empty() => {
            field.known.iter().map(i64::to_string).collect()
        }
        (Type::Named(id), None) if tagged || !optional => match &defs.get(id.0)?.kind {
            // Another value of an open enum may be of any arm.
            DefKind::Enum { values, open } if tagged || !open => values.iter().map(|v| v.wire.clone()).collect(),
            DefKind::Numbers(values) => values.iter().map(|v| v.value.to_string()).collect(),
            _ => return None,
        },
        _ => return None,
    };
    let listed = field.constant.is_none() && values.len() > 1;
    Some(Fixed { values, optional, open: false, listed })
}

/// A struct that one value alone chooses, wherever it is an arm, sends that value without being asked for it. What the
/// document says of the property itself comes before the value that chooses it.
///
/// Elsewhere, what may be absent is not sent on its own account, unless the one value that it may have is its default: nothing
/// else is meant, and servers that go by the value miss it.
fn constants(defs: &mut [Def], decided: &[(usize, Vec<(Kind, Way)>)]) {
    let mut found: BTreeMap<(usize, String), BTreeSet<String>> = BTreeMap::new();
    for (index, ways) in decided {
        let Some(Def { kind: DefKind::Union(union), .. }) = defs.get(*index) else { continue };
        for (_, way) in ways {
            let Way::Tag { wire, values, .. } = way else { continue };
            for (value, arms) in values {
                for arm in arms.iter().filter_map(|a| union.arms.get(*a)).filter(|arm| !arm.fallback) {
                    if let Type::Named(id) = arm.ty {
                        found.entry((id.0, wire.clone())).or_default().insert(value.clone());
                    }
                }
            }
        }
    }
    let known: Vec<Option<Vec<Value>>> = defs.iter().map(known).collect();
    for (index, def) in defs.iter_mut().enumerate() {
        let DefKind::Struct(fields) = &mut def.kind else { continue };
        for field in fields {
            let tags = found.get(&(index, field.wire.clone()));
            // The name of a schema that the enum does not have is not what is sent.
            let sent = |tag: &String| of_type(&field.ty, tag, &known);
            match tags.map(|tags| tags.iter().filter_map(sent).collect::<Vec<_>>()).as_deref() {
                Some([tag]) if field.constant.is_none() => field.constant = Some(tag.clone()),
                None if field.presence != Presence::Required => field.constant = field.sole.clone(),
                _ => {}
            }
        }
    }
    fit(defs, &known);
}

/// The values of an enum, of texts or of whole numbers.
fn known(def: &Def) -> Option<Vec<Value>> {
    match &def.kind {
        DefKind::Enum { values, .. } => Some(values.iter().map(|v| v.wire.as_str().into()).collect()),
        DefKind::Numbers(values) => Some(values.iter().map(|v| v.value.into()).collect()),
        _ => None,
    }
}

fn known_of<'a>(known: &'a [Option<Vec<Value>>], ty: &Type) -> Option<&'a Vec<Value>> {
    let Type::Named(id) = ty else { return None };
    known.get(id.0)?.as_ref()
}

/// The value that a tag is in a field of this type; of an enum that does not have it, none.
fn of_type(ty: &Type, tag: &str, known: &[Option<Vec<Value>>]) -> Option<Value> {
    let number = |value: &Value| value.as_i64().map(|number| number.to_string());
    let is_tag = |value: &&Value| value.as_str() == Some(tag) || number(value).as_deref() == Some(tag);
    match (ty, known_of(known, ty)) {
        (_, Some(values)) => values.iter().find(is_tag).cloned(),
        (Type::Int | Type::Float | Type::Bool, None) => Some(tag.parse().unwrap_or(Value::Null)),
        _ => Some(Value::String(tag.to_owned())),
    }
}

/// Keeps a constant only where it is a value of the field's type.
fn fit(defs: &mut [Def], known: &[Option<Vec<Value>>]) {
    for def in defs {
        let DefKind::Struct(fields) = &mut def.kind else { continue };
        for field in fields {
            let fits = match (&field.ty, &field.constant) {
                (_, None) => continue,
                (Type::Text, Some(Value::String(_))) | (Type::Bool, Some(Value::Bool(_))) => true,
                (Type::Int, Some(value)) => value.is_i64(),
                (Type::Float, Some(value)) => value.is_number(),
                (ty @ Type::Named(_), Some(value)) => known_of(known, ty).is_some_and(|values| values.contains(value)),
                _ => false,
            };
            if !fits || !matches!(field.presence, Presence::Required | Presence::Optional) {
                field.constant = None;
            }
        }
    }
}
