//! Changes that are alike, said once: what happened to forty fields in one way is a sentence and their names.

use std::collections::BTreeMap;

use super::report::{code, sentence, turn};
use super::{Change, Rule, What};

/// So many are said as one; fewer are as short apart, each with its place.
const ALIKE: usize = 3;

/// What happened to one item, or to several in the same way.
pub(super) struct Group<'a> {
    /// In the order of the diff; at least one.
    pub changes: Vec<&'a Change>,
    /// Whether all of them turned from one thing into one other.
    alike: bool,
}

/// What makes changes alike.
type Key<'a> = (Rule, What, Option<&'a str>, Option<&'a str>);

fn key(change: &Change) -> Key<'_> {
    (change.rule, change.item.what, change.from.as_deref(), change.to.as_deref())
}

/// What is left of a key where each has another type or name.
fn rule(change: &Change) -> Key<'_> {
    (change.rule, change.item.what, None, None)
}

/// Groups of changes, each where the first of it was.
pub(super) fn groups<'a>(changes: &[&'a Change]) -> Vec<Group<'a>> {
    let (mut alike, mut of_rule) = (Counts::default(), Counts::default());
    changes.iter().for_each(|change| *alike.entry(key(change)).or_default() += 1);
    let many = |counts: &Counts<'_>, key: &Key<'_>| counts.get(key).is_some_and(|count| *count >= ALIKE);
    let others = changes.iter().filter(|change| !many(&alike, &key(change)));
    others.for_each(|change| *of_rule.entry(rule(change)).or_default() += 1);
    let mut out: Vec<(Option<(bool, Key<'a>)>, Group<'a>)> = Vec::new();
    for change in changes {
        let label = if many(&alike, &key(change)) {
            Some((true, key(change)))
        } else {
            Some((false, rule(change))).filter(|(_, rule)| many(&of_rule, rule))
        };
        match out.iter_mut().find(|(known, _)| label.is_some() && *known == label) {
            Some((_, group)) => group.changes.push(change),
            None => out.push((label, Group { changes: vec![change], alike: label.is_none_or(|(alike, _)| alike) })),
        }
    }
    out.into_iter().map(|(_, group)| group).collect()
}

type Counts<'a> = BTreeMap<Key<'a>, usize>;

impl<'a> Group<'a> {
    /// A change by itself.
    pub fn one(change: &'a Change) -> Self {
        Self { changes: vec![change], alike: true }
    }

    /// What happened, in a sentence.
    pub fn sentence(&self) -> String {
        match self.changes.as_slice() {
            [] => String::new(),
            [only] => sentence(only),
            [first, ..] => {
                let turn = if self.alike { turn(first) } else { String::new() };
                format!("{} {} {}{turn}", self.changes.len(), first.item.what.words(), first.rule.titles())
            }
        }
    }

    /// The rule of all.
    pub fn rule(&self) -> &'static str {
        self.changes.first().map_or("", |change| change.rule.code())
    }

    /// The names of several: those that belong to one thing, or are called alike in several, in a line.
    pub fn names(&self) -> Vec<String> {
        if self.changes.len() < 2 {
            return Vec::new();
        }
        if !self.alike {
            return self.changes.iter().map(|c| format!("{}{}", code(&c.item.name), turn(c))).collect();
        }
        let mut left: Vec<(&str, &str)> = self.changes.iter().map(|change| change.item.parts()).collect();
        let mut lines = Vec::new();
        while let Some((by_owner, word)) = largest(&left) {
            let in_line = |(owner, name): &(&str, &str)| if by_owner { *owner == word } else { *name == word };
            let (line, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(in_line);
            let others: Vec<_> = line.iter().map(|(owner, name)| code(if by_owner { name } else { owner })).collect();
            lines.push(match (by_owner, word) {
                (true, "") => others.join(", "),
                (true, owner) => format!("{}: {}", code(owner), others.join(", ")),
                (false, name) => format!("{} of {}", code(name), others.join(", ")),
            });
            left = rest;
        }
        lines
    }
}

/// The owner (or else the name) that the most have in common; the first of several.
fn largest<'a>(parts: &[(&'a str, &'a str)]) -> Option<(bool, &'a str)> {
    let mut counts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for (owner, name) in parts {
        *counts.entry((true, owner)).or_default() += 1;
        // What stands for itself is called so in nothing else.
        if !owner.is_empty() {
            *counts.entry((false, name)).or_default() += 1;
        }
    }
    let both = |(owner, name): &(&'a str, &'a str)| [(true, *owner), (false, *name)];
    let candidates = parts.iter().flat_map(both).rev();
    candidates.max_by_key(|(by_owner, word)| (counts.get(&(*by_owner, *word)).copied(), *by_owner))
}
