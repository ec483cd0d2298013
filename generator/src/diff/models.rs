//! The types of the document.

use super::order::{Order, moved};
use super::types::Wrapping;
use super::{Findings, Item, Place, Rule, matched};
use crate::emit;
use crate::model::{Arm, Def, DefId, DefKind, Field, Number, Presence, Sdk, Type, Union, Variant};

pub(super) fn compare(findings: &mut Findings<'_>) {
    let (old, new) = (findings.old, findings.new);
    for (at, def) in old.sdk.defs.iter().enumerate() {
        let heir = findings.pairs.new_of(DefId(at)).and_then(|id| new.sdk.defs.get(id.0));
        match heir {
            Some(heir) => pair(findings, def, heir),
            None => findings.push(Rule::Removed, &Item::model(def), &Place { old: old.def(def), new: None }),
        }
    }
    for (at, def) in new.sdk.defs.iter().enumerate() {
        if findings.pairs.old_of(DefId(at)).is_none() {
            findings.push(Rule::Added, &Item::model(def), &Place { old: None, new: new.def(def) });
        }
    }
}

fn pair(findings: &mut Findings<'_>, old: &Def, new: &Def) {
    let (item, place) = (Item::model(old), Place { old: findings.old.def(old), new: findings.new.def(new) });
    findings.renamed(&item, &place, &old.name, &new.name);
    findings.told(&item, &place, (old.deprecated, new.deprecated), old.docs == new.docs);
    match (&old.kind, &new.kind) {
        (DefKind::Struct(_) | DefKind::Form { .. }, DefKind::Struct(_) | DefKind::Form { .. }) => {
            structure(findings, old, new, &item, &place);
        }
        (DefKind::Enum { values: a, open }, DefKind::Enum { values: b, open: to }) => {
            if open != to {
                findings.push(Rule::Strictness, &item, &place);
            }
            variants(findings, old, (a, b), &place);
        }
        (DefKind::Numbers(a), DefKind::Numbers(b)) => numbers(findings, old, (a, b), &place),
        (DefKind::Union(a), DefKind::Union(b)) => union(findings, old, (a, b), &place),
        (DefKind::Alias(a), DefKind::Alias(b)) => {
            if !findings.same(a, b) {
                let (from, to) = (emit::shown(findings.old.sdk, a), emit::shown(findings.new.sdk, b));
                findings.turn(Rule::TypeChanged, &item, &place, from, to);
            }
        }
        (a, b) => findings.turn(Rule::KindChanged, &item, &place, kind(a), kind(b)),
    }
}

fn kind(kind: &DefKind) -> &'static str {
    match kind {
        DefKind::Struct(_) => "a struct",
        DefKind::Enum { .. } => "an enum",
        DefKind::Numbers(_) => "an enum of numbers",
        DefKind::Union(_) => "a choice",
        DefKind::Alias(_) => "another name for a type",
        DefKind::Form { .. } => "a form with files",
    }
}

fn structure(findings: &mut Findings<'_>, old: &Def, new: &Def, item: &Item, place: &Place) {
    // A form with files is not read, and two of them are never known to be equal.
    if let (DefKind::Struct(_), DefKind::Form { .. }) = (&old.kind, &new.kind) {
        findings.turn(Rule::KindChanged, item, place, kind(&old.kind), kind(&new.kind));
    }
    if let (DefKind::Form { encoding: a, .. }, DefKind::Form { encoding: b, .. }) = (&old.kind, &new.kind)
        && format!("{a:?}") != format!("{b:?}")
    {
        findings.push(Rule::TravelChanged, item, place);
    }
    match (old.sent, new.sent) {
        (true, false) => findings.push(Rule::ConstructorLost, item, place),
        (false, true) => findings.push(Rule::Constructible, item, place),
        _ => {}
    }
    if has_default(old) && !has_default(new) {
        findings.push(Rule::DefaultLost, item, place);
    }
    let (a, b) = (old.kind.fields().unwrap_or_default(), new.kind.fields().unwrap_or_default());
    fields(findings, (old, a), (new, b));
}

/// Whether it implements `Default`.
fn has_default(def: &Def) -> bool {
    let fields = def.kind.fields().unwrap_or_default();
    !fields.iter().any(Field::asked) && (def.sent || fields.iter().all(|f| f.constant.is_none()))
}

fn fields(findings: &mut Findings<'_>, (old, a): (&Def, &[Field]), (new, b): (&Def, &[Field])) {
    let built = old.sent && new.sent;
    let found = matched(a, b, |f| f.wire.as_str()).or(|f| f.name.as_str());
    let order = order(findings, a, b, &found.both);
    let place = |findings: &Findings<'_>, from: Option<&Field>, to: Option<&Field>| Place {
        old: from.and_then(|f| findings.old.field(old, &f.wire)),
        new: to.and_then(|f| findings.new.field(new, &f.wire)),
    };
    for (from, to) in found.both {
        let (item, place) = (Item::field(old, &from.name), place(findings, Some(from), Some(to)));
        findings.renamed(&item, &place, &from.name, &to.name);
        if from.wire != to.wire {
            findings.turn(Rule::TravelChanged, &item, &place, &from.wire, &to.wire);
        }
        let position = a.iter().filter(|f| f.asked()).position(|f| f.wire == from.wire);
        let moved = built && position.is_some_and(|at| order.moved.contains(&at));
        if !field(findings, (from, to), built.then_some(&order), &item, &place) && moved {
            findings.push(if order.fits { Rule::Swapped } else { Rule::OrderChanged }, &item, &place);
        }
        if let (Some(x), Some(y)) = (&from.constant, &to.constant)
            && x != y
        {
            let rule = if old.sent { Rule::ConstantChanged } else { Rule::Strictness };
            findings.turn(rule, &item, &place, x.to_string(), y.to_string());
        }
        findings.told(&item, &place, (from.deprecated, to.deprecated), from.docs == to.docs);
    }
    for gone in found.gone {
        let place = place(findings, Some(gone), None);
        findings.push(Rule::Removed, &Item::field(old, &gone.name), &place);
    }
    for fresh in found.fresh {
        let place = place(findings, None, Some(fresh));
        let rule = match (built && fresh.asked(), order.fits) {
            (true, true) => Rule::Swapped,
            (true, false) => Rule::NewlyAsked,
            (false, _) => Rule::Added,
        };
        findings.push(rule, &Item::field(old, &fresh.name), &place);
    }
}

/// The arguments of `new`.
fn order(findings: &Findings<'_>, old: &[Field], new: &[Field], both: &[(&Field, &Field)]) -> Order {
    let asked = |fields: &'_ [Field]| fields.iter().filter(|f| f.asked()).cloned().collect::<Vec<_>>();
    let (before, after) = (asked(old), asked(new));
    let same = |(a, b): (&Field, &Field)| given(findings, a, b);
    let fits = before.len() == after.len() && before.iter().zip(&after).all(same);
    let position = |fields: &[Field], wire: &str| fields.iter().position(|f| f.wire == wire);
    let kept = both.iter().filter_map(|(a, b)| Some((position(&before, &a.wire)?, position(&after, &b.wire)?)));
    Order { fits, moved: moved(kept.collect()) }
}

/// Whether `new` takes at this place what it took.
fn given(findings: &Findings<'_>, old: &Field, new: &Field) -> bool {
    match (old.presence, new.presence) {
        (Presence::Required, Presence::Required) => findings.same_taken(&old.ty, &new.ty),
        (Presence::Nullable, Presence::Nullable) => findings.same(&old.ty, &new.ty),
        _ => false,
    }
}

/// What callers see of a field that both have; whether anything was found. `order`: of a type that both can build.
fn field(
    findings: &mut Findings<'_>,
    (old, new): (&Field, &Field),
    order: Option<&Order>,
    item: &Item,
    place: &Place,
) -> bool {
    let shown =
        |findings: &Findings<'_>| (Wrapping::shown(findings.old.sdk, old), Wrapping::shown(findings.new.sdk, new));
    let same = findings.same(&old.ty, &new.ty) && old.boxed == new.boxed;
    let wrapped = Wrapping::of(old) == Wrapping::of(new);
    let fits = order.is_some_and(|o| o.fits);
    if !same || !wrapped {
        let (from, to) = shown(findings);
        let rule = if same { Rule::PresenceChanged } else { Rule::TypeChanged };
        findings.turn(rule, item, place, from, to);
        return true;
    }
    let rule = match (old.asked(), new.asked(), order) {
        (false, true, Some(_)) if fits => Some(Rule::Swapped),
        (false, true, Some(_)) => Some(Rule::NewlyAsked),
        (true, false, Some(_)) if fits => Some(Rule::Swapped),
        (true, false, Some(_)) => Some(Rule::NoLongerAsked),
        _ => match (old.presence, new.presence) {
            (Presence::Nullable, Presence::Optional) => Some(Rule::MayBeMissing),
            (Presence::Optional, Presence::Nullable) => Some(Rule::AlwaysThere),
            _ => None,
        },
    };
    if let Some(rule) = rule {
        findings.push(rule, item, place);
        return true;
    }
    let given = |f: &Field| order.is_some() && matches!(f.presence, Presence::Required | Presence::Optional);
    let lost = !fits || old.presence == Presence::Optional;
    if given(old) && given(new) && lost && !findings.same_taken(&old.ty, &new.ty) {
        let shown = emit::shown_taken;
        let (from, to) = (shown(findings.old.sdk, &old.ty), shown(findings.new.sdk, &new.ty));
        findings.turn(Rule::TypeChanged, item, place, from, to);
        return true;
    }
    false
}

fn variants(findings: &mut Findings<'_>, old: &Def, (a, b): (&[Variant], &[Variant]), place: &Place) {
    let found = matched(a, b, |v| v.wire.as_str()).or(|v| v.name.as_str());
    for &(from, to) in &found.both {
        let item = Item::variant(old, &from.name);
        findings.renamed(&item, place, &from.name, &to.name);
        if from.wire != to.wire {
            findings.turn(Rule::ConstantChanged, &item, place, &from.wire, &to.wire);
        }
        findings.told(&item, place, (false, false), from.docs == to.docs);
    }
    findings.apart(&found, |v| Item::variant(old, &v.name), place);
}

fn numbers(findings: &mut Findings<'_>, old: &Def, (a, b): (&[Number], &[Number]), place: &Place) {
    let found = matched(a, b, |n| n.value.to_string()).or(|n| n.name.clone());
    for &(from, to) in &found.both {
        let item = Item::variant(old, &from.name);
        findings.renamed(&item, place, &from.name, &to.name);
        if from.value != to.value {
            findings.turn(Rule::ConstantChanged, &item, place, from.value.to_string(), to.value.to_string());
        }
        findings.told(&item, place, (false, false), from.docs == to.docs);
    }
    findings.apart(&found, |n| Item::variant(old, &n.name), place);
}

fn union(findings: &mut Findings<'_>, old: &Def, (a, b): (&Union, &Union), place: &Place) {
    let found = matched(&a.arms, &b.arms, |arm| arm.name.as_str());
    for &(from, to) in &found.both {
        let item = Item::variant(old, &from.name);
        if !findings.same(&from.ty, &to.ty) || from.boxed != to.boxed {
            let (from, to) = (held(findings.old.sdk, from), held(findings.new.sdk, to));
            findings.turn(Rule::TypeChanged, &item, place, from, to);
        } else if from.ty == Type::Text && to.ty != Type::Text {
            // `From<&str>` goes with the plain type.
            findings.turn(Rule::TypeChanged, &item, place, "String", emit::shown(findings.new.sdk, &to.ty));
        }
        if from.tags != to.tags {
            findings.turn(Rule::ConstantChanged, &item, place, from.tags.join(", "), to.tags.join(", "));
        }
        findings.told(&item, place, (false, false), from.docs == to.docs);
    }
    findings.apart(&found, |arm| Item::variant(old, &arm.name), place);
    variants(findings, old, (&a.words.texts, &b.words.texts), place);
}

fn held(sdk: &Sdk, arm: &Arm) -> String {
    let ty = emit::shown(sdk, &arm.ty);
    if arm.boxed { format!("Box<{ty}>") } else { ty }
}
