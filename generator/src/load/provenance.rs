//! Where each part of the effective document is written, once overlays have changed it.

use std::collections::BTreeMap;

use super::{FileId, Origin};

/// A tree over the parts that were changed; a part that it does not have stands where its parent says. Steps are
/// segments of JSON Pointers, escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Where it is written, if that does not follow from the parent.
    origin: Option<Origin>,
    parts: BTreeMap<String, Self>,
}

impl Provenance {
    /// A part that is written there, as it is.
    pub fn of(origin: Origin) -> Self {
        Self { origin: Some(origin), parts: BTreeMap::new() }
    }

    /// Where it is written; the root of a tree is the entry document.
    pub fn place(&self) -> Origin {
        self.origin.clone().unwrap_or_else(|| Origin::root(FileId(0)))
    }

    /// Where a part of the effective document is written.
    pub fn find(&self, pointer: &str) -> Origin {
        let (mut origin, mut node) = (self.place(), Some(self));
        for step in pointer.split('/').skip(1) {
            node = node.and_then(|n| n.parts.get(step));
            origin = node.and_then(|n| n.origin.clone()).unwrap_or_else(|| below(&origin, step));
        }
        origin
    }

    /// A part on its own, with its place.
    #[must_use]
    pub fn part(&self, step: &str) -> Self {
        let mut part = self.parts.get(step).cloned().unwrap_or_default();
        part.origin = Some(part.origin.unwrap_or_else(|| below(&self.place(), step)));
        part
    }

    /// A part, to be changed.
    pub fn inside(&mut self, step: &str) -> &mut Self {
        self.parts.entry(step.to_owned()).or_default()
    }

    /// A part is no more.
    pub fn forget(&mut self, step: &str) {
        self.parts.remove(step);
    }

    /// An element of this list is no more, which stood `at` and had so many: those behind it move up.
    pub fn shift(&mut self, index: usize, length: usize, at: Origin) {
        let own = Self { origin: Some(self.origin.take().unwrap_or(at)), parts: std::mem::take(&mut self.parts) };
        for old in (0..length).filter(|old| *old != index) {
            let new = if old > index { old - 1 } else { old };
            self.parts.insert(new.to_string(), own.part(&old.to_string()));
        }
        self.origin = own.origin;
    }
}

fn below(origin: &Origin, step: &str) -> Origin {
    Origin { file: origin.file, pointer: format!("{}/{step}", origin.pointer) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(places: &Provenance, pointer: &str, file: u32, expected: &str) {
        assert_eq!(places.find(pointer), Origin { file: FileId(file), pointer: expected.to_owned() }, "{pointer}");
    }

    #[test]
    fn parts_come_and_go() {
        let mut places = Provenance::default();
        check(&places, "/a/0/b~1c", 0, "/a/0/b~1c");
        let added = Origin { file: FileId(2), pointer: "/actions/0/update".to_owned() };
        *places.inside("a").inside("3") = Provenance::of(added);
        places.inside("a").shift(1, 4, Origin::default().child("a"));
        check(&places, "/a/0/x", 0, "/a/0/x");
        check(&places, "/a/1/x", 0, "/a/2/x");
        check(&places, "/a/2/x", 2, "/actions/0/update/x");
        places.inside("a").shift(0, 3, Origin::default().child("a"));
        check(&places, "/a/0/x", 0, "/a/2/x");
        let copy = places.part("a").part("1");
        *places.inside("b") = copy;
        check(&places, "/b/x", 2, "/actions/0/update/x");
        places.forget("b");
        check(&places, "/b", 0, "/b");
    }
}
