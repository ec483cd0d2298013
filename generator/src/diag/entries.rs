//! Where the entries of a configuration stand. The stages know an entry by its key and text; where it was written is kept apart from
//! the options, because what is made of them is the same wherever a line has moved.

use std::collections::BTreeMap;

use super::Diagnostics;
use crate::load::{Origin, Sources};

/// A key of an SDK, and what stands under it: an element of a list, or a key of a table.
pub type Entry = (&'static str, String);

/// The places of the entries that a finding may be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    /// The offset of each in the text of `file`.
    pub places: BTreeMap<Entry, usize>,
    /// The path and the text of the configuration.
    pub file: Option<(String, String)>,
}

impl Entries {
    /// Gives findings about entries the places that those have.
    pub fn place(&self, diagnostics: &mut Diagnostics, sources: &mut Sources) {
        let Some((path, text)) = &self.file else { return };
        let mut file = None;
        for diagnostic in diagnostics.list.iter_mut().filter(|d| d.origin.is_none()) {
            if let Some(offset) = diagnostic.entry.as_ref().and_then(|entry| self.places.get(entry)) {
                let file = *file.get_or_insert_with(|| sources.add_text(path.clone(), text.clone()));
                diagnostic.origin = Some(Origin::root(file));
                diagnostic.offset = Some(*offset);
            }
        }
    }
}
