//! Which types of two SDKs are the same one.

use std::collections::BTreeMap;

use super::Side;
use crate::model::{Def, DefId};

/// Types of the older SDK and what became of them.
#[derive(Debug, Default)]
pub struct Pairs {
    by_old: BTreeMap<DefId, DefId>,
    by_new: BTreeMap<DefId, DefId>,
}

impl Pairs {
    /// A type is known by its name; one that has another name now, by the place of its schema.
    pub fn of(old: Side<'_>, new: Side<'_>) -> Self {
        let mut pairs = Self::default();
        pairs.join(old, new, |_, def| Some(def.name.clone()));
        pairs.join(old, new, |side, def| {
            let origin = &side.api.node(def.shape?)?.origin;
            Some(origin.pointer.clone()).filter(|pointer| !pointer.is_empty())
        });
        pairs
    }

    fn join(&mut self, old: Side<'_>, new: Side<'_>, key: impl Fn(Side<'_>, &Def) -> Option<String>) {
        // Of several at one place none is more the same than another.
        let mut by_key: BTreeMap<String, Vec<DefId>> = BTreeMap::new();
        for (at, def) in new.sdk.defs.iter().enumerate().filter(|(at, _)| !self.by_new.contains_key(&DefId(*at))) {
            if let Some(key) = key(new, def) {
                by_key.entry(key).or_default().push(DefId(at));
            }
        }
        for (at, def) in old.sdk.defs.iter().enumerate() {
            let id = DefId(at);
            let Some(found) = key(old, def).and_then(|key| by_key.get(&key)) else { continue };
            if let ([only], false) = (found.as_slice(), self.by_old.contains_key(&id))
                && !self.by_new.contains_key(only)
            {
                self.by_old.insert(id, *only);
                self.by_new.insert(*only, id);
            }
        }
    }

    /// What became of a type of the older SDK.
    pub fn new_of(&self, old: DefId) -> Option<DefId> {
        self.by_old.get(&old).copied()
    }

    /// What a type of the newer SDK was.
    pub fn old_of(&self, new: DefId) -> Option<DefId> {
        self.by_new.get(&new).copied()
    }
}
