//! Groups of alike inline schemas, and the line of a configuration that makes one type of a group.

use std::collections::{BTreeMap, BTreeSet};

use super::Alike;
use crate::load::{FileId, Origin};
use crate::model::{self, Def, DefKind, Sdk, Type, casing};
use crate::spec::{Api, ShapeId};

/// A definition, by its index, and the schema that it is made of.
type Member = (usize, ShapeId);

/// The groups, the largest first. What is only there as a part of another group is left out: it goes with that one.
pub fn groups(api: &Api, sdk: &Sdk) -> Vec<Alike> {
    let classes = model::alike::classes(api);
    let named: BTreeSet<ShapeId> = api.components.iter().map(|(_, id)| api.target(*id)).collect();
    let mut by_class: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for (index, def) in sdk.defs.iter().enumerate() {
        let Some(shape) = def.shape.filter(|id| !named.contains(id) && !parts(def).is_empty()) else { continue };
        if let Some(class) = classes.get(shape.0) {
            by_class.entry(*class).or_default().push((index, shape));
        }
    }
    by_class.retain(|_, members| members.len() > 1);
    let grouped: BTreeSet<usize> = by_class.values().flatten().map(|(index, _)| *index).collect();
    let holders = holders(sdk);
    let inner = |(index, _): &Member| {
        holders
            .get(index)
            .is_some_and(|of| !of.is_empty() && of.iter().all(|h| h.def.is_some_and(|d| grouped.contains(&d))))
    };
    let mut groups: Vec<Vec<Member>> = by_class.into_values().filter(|m| !m.iter().all(inner)).collect();
    groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().map(|(index, _)| *index)));
    let places = model::pins::places(api);
    let mut taken: BTreeSet<String> = sdk.defs.iter().map(|d| d.name.to_lowercase()).collect();
    groups.iter().map(|members| group(api, sdk, members, &holders, &places, &mut taken)).collect()
}

fn group(
    api: &Api,
    sdk: &Sdk,
    members: &[Member],
    holders: &BTreeMap<usize, Vec<Holder<'_>>>,
    places: &BTreeMap<&str, ShapeId>,
    taken: &mut BTreeSet<String>,
) -> Alike {
    let def = |member: &Member| sdk.defs.get(member.0);
    let origin = |member: &Member| api.node(member.1).map(|n| n.origin.clone()).unwrap_or_default();
    // Only a pointer that leads back to the schema is promised to work.
    let leads = |m: &&Member| {
        let at = origin(m);
        at.file == FileId(0) && places.get(at.pointer.as_str()).is_some_and(|id| api.target(*id) == m.1)
    };
    let line = members.iter().find(leads).and_then(|member| {
        let own = def(member)?.name.clone();
        let name = common(members.iter().map(|m| api.node(m.1).map(|n| n.doc.title.as_str())))
            .into_iter()
            .chain(common(members.iter().flat_map(|m| holders.get(&m.0).into_iter().flatten().map(|h| Some(h.wire)))))
            .map(casing::pascal)
            .find(|name| good(name) && !taken.contains(&name.to_lowercase()))
            .unwrap_or(own);
        taken.insert(name.to_lowercase());
        Some(format!("{} = \"{name}\"", toml::Value::String(origin(member).pointer)))
    });
    Alike {
        types: members.iter().filter_map(|m| Some(def(m)?.name.clone())).collect(),
        parts: members.first().and_then(def).map(parts).unwrap_or_default(),
        places: members.iter().map(origin).collect::<Vec<Origin>>(),
        line,
    }
}

/// Properties, values or arms; nothing for what is not shared.
fn parts(def: &Def) -> Vec<String> {
    match &def.kind {
        DefKind::Struct(fields) => fields.iter().filter(|f| !f.wire.is_empty()).map(|f| f.wire.clone()).collect(),
        DefKind::Enum { values: variants, .. } => variants.iter().map(|v| v.wire.clone()).collect(),
        DefKind::Union(union) => {
            let words = union.words.texts.iter().map(|word| &word.wire);
            union.arms.iter().map(|arm| &arm.name).chain(words).cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// Who has a type as a field or an argument, and under which name.
struct Holder<'a> {
    def: Option<usize>,
    wire: &'a str,
}

fn holders(sdk: &Sdk) -> BTreeMap<usize, Vec<Holder<'_>>> {
    let mut holders: BTreeMap<usize, Vec<Holder<'_>>> = BTreeMap::new();
    let mut hold = |ty: &Type, def: Option<usize>, wire| {
        let mut named = Vec::new();
        ty.named(&mut named);
        for id in named {
            holders.entry(id.0).or_default().push(Holder { def, wire });
        }
    };
    for (index, def) in sdk.defs.iter().enumerate() {
        match &def.kind {
            DefKind::Struct(fields) => fields.iter().for_each(|f| hold(&f.ty, Some(index), &f.wire)),
            kind => kind.types().into_iter().for_each(|ty| hold(ty, Some(index), "")),
        }
    }
    for operation in sdk.services.iter().flat_map(|s| &s.operations) {
        operation.arguments.iter().for_each(|a| hold(&a.ty, None, &a.wire));
    }
    holders
}

/// The text that most of them have.
fn common<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Option<&'a str> {
    let (mut counts, mut total) = (BTreeMap::<&str, usize>::new(), 0);
    for text in texts {
        total += 1;
        *counts.entry(text.unwrap_or_default()).or_default() += 1;
    }
    counts.into_iter().find(|(text, count)| !text.is_empty() && 2 * count > total).map(|(text, _)| text)
}

/// Whether a reader would take it for the name of a type, and know which.
fn good(name: &str) -> bool {
    let vague = ["Body", "Content", "Data", "Item", "Items", "Object", "Options", "Params", "Type", "Value"];
    (3..=40).contains(&name.len()) && name.is_ascii() && !vague.contains(&name)
}
