//! What a changed document does to the callers of its SDK. Two finished models are compared, because they have the names and
//! the types that callers see; [`rules`] says what each change means. Nothing here prints or reads.

mod answers;
mod arguments;
mod bodies;
mod calls;
pub mod changelog;
mod groups;
pub mod item;
mod json;
mod markdown;
mod models;
mod order;
mod pairs;
mod places;
mod report;
pub mod rules;
pub mod semver;
mod surround;
mod text;
mod types;

pub use item::{Item, What};
pub use json::json;
pub use markdown::markdown;
pub use report::Report;
pub use rules::{Class, Rule};
pub use semver::Step;
pub use text::text;

use crate::load::Origin;
use crate::model::Sdk;
use crate::spec::Api;
use pairs::Pairs;

/// One of the two, as the stages made it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The document: where things stand.
    pub api: &'a Api,
    /// The SDK: what callers see.
    pub sdk: &'a Sdk,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it means.
    pub rule: Rule,
    /// What it is about.
    pub item: Item,
    /// What it was, in the words of the rule: a name, a type, a route.
    pub from: Option<String>,
    /// What it is now.
    pub to: Option<String>,
    /// Where it stands in the older document.
    pub old: Option<Origin>,
    /// Where it stands in the newer document.
    pub new: Option<Origin>,
}

/// Everything that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// Title and version of the older document.
    pub from: (String, String),
    /// Title and version of the newer document.
    pub to: (String, String),
    /// The worst first, in the order of the documents within a class.
    pub changes: Vec<Change>,
}

impl Diff {
    /// The worst class of all changes.
    pub fn class(&self) -> Option<Class> {
        self.changes.iter().map(|c| c.rule.class()).min()
    }

    /// The changes of a class.
    pub fn of(&self, class: Class) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |c| c.rule.class() == class)
    }

    /// The step that the version of the crate must make.
    pub fn step(&self) -> Step {
        self.class().map_or(Step::None, Step::of)
    }
}

/// Compares two SDKs.
pub fn compare(old: Side<'_>, new: Side<'_>) -> Diff {
    let pairs = Pairs::of(old, new);
    let mut findings = Findings { old, new, pairs: &pairs, changes: Vec::new() };
    surround::compare(&mut findings);
    calls::compare(&mut findings);
    models::compare(&mut findings);
    let mut changes = findings.changes;
    changes.sort_by_key(|c| c.rule.class());
    let named = |api: &Api| (api.title.clone(), api.version.clone());
    Diff { from: named(old.api), to: named(new.api), changes }
}

/// The two sides, and what was found so far.
struct Findings<'a> {
    old: Side<'a>,
    new: Side<'a>,
    pairs: &'a Pairs,
    changes: Vec<Change>,
}

/// Where something stands in both documents.
#[derive(Clone, Debug, Default)]
struct Place {
    old: Option<Origin>,
    new: Option<Origin>,
}

impl Findings<'_> {
    fn push(&mut self, rule: Rule, item: &Item, place: &Place) {
        self.with(rule, item, place, None, None);
    }

    /// A change from something to something else.
    fn turn(&mut self, rule: Rule, item: &Item, place: &Place, from: impl Into<String>, to: impl Into<String>) {
        self.with(rule, item, place, Some(from.into()), Some(to.into()));
    }

    fn with(&mut self, rule: Rule, item: &Item, place: &Place, from: Option<String>, to: Option<String>) {
        // What is new stands in the newer document only, and what is gone in the older.
        let old = place.old.clone().filter(|_| rule != Rule::Added);
        let new = place.new.clone().filter(|_| rule != Rule::Removed);
        self.changes.push(Change { rule, item: item.clone(), from, to, old, new });
    }

    /// What is on one side only, under the same name on either.
    fn apart<T>(&mut self, found: &Matched<'_, T>, item: impl Fn(&T) -> Item, place: &Place) {
        found.gone.iter().for_each(|gone| self.push(Rule::Removed, &item(gone), place));
        found.fresh.iter().for_each(|fresh| self.push(Rule::Added, &item(fresh), place));
    }

    fn renamed(&mut self, item: &Item, place: &Place, from: &str, to: &str) {
        if from != to {
            self.turn(Rule::Renamed, item, place, from, to);
        }
    }

    /// Deprecation and words.
    fn told(&mut self, item: &Item, place: &Place, deprecated: (bool, bool), same_words: bool) {
        match deprecated {
            (false, true) => self.push(Rule::Deprecated, item, place),
            (true, false) => self.push(Rule::Undeprecated, item, place),
            _ => {}
        }
        if !same_words {
            self.push(Rule::Reworded, item, place);
        }
    }
}

/// Pairs of the elements of two lists that are the same by a key, then what is left of each.
fn matched<'a, T, K: PartialEq>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> Matched<'a, T> {
    let mut left: Vec<&T> = new.into_iter().collect();
    let mut found = Matched { both: Vec::new(), gone: Vec::new(), fresh: Vec::new() };
    for element in old {
        match left.iter().position(|other| key(other) == key(element)) {
            Some(at) => found.both.push((element, left.remove(at))),
            None => found.gone.push(element),
        }
    }
    found.fresh = left;
    found
}

/// What [`matched`] found.
struct Matched<'a, T> {
    both: Vec<(&'a T, &'a T)>,
    gone: Vec<&'a T>,
    fresh: Vec<&'a T>,
}

impl<'a, T> Matched<'a, T> {
    /// Pairs what is left by another key.
    fn or<K: PartialEq>(mut self, key: impl Fn(&'a T) -> K) -> Self {
        let again = matched(self.gone, self.fresh, key);
        self.both.extend(again.both);
        Self { both: self.both, gone: again.gone, fresh: again.fresh }
    }
}
