//! What is read in place of what is written, where that is of the wrong kind and it is clear what is meant: readers find
//! the right kind, and pointers still name the place in the text.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::load::{FileId, Origin, Sources, unescaped};

/// What a value is read as; `None`: it is read as if it were absent.
pub type Mend = fn(Value) -> Option<Value>;

/// What is to be mended and where, what is outside before what is in it.
#[derive(Default)]
pub struct Mends(Vec<(Origin, Mend)>);

impl Mends {
    /// Has the value at this place mended.
    pub fn push(&mut self, at: Origin, mend: Mend) {
        self.0.push((at, mend));
    }

    /// Mends the files concerned, and returns whether there were any. What is in a value is mended before the value itself, with
    /// which it moves.
    pub fn apply(self, sources: &Sources, mended: &mut BTreeMap<FileId, Value>) -> bool {
        let any = !self.0.is_empty();
        for (at, mend) in self.0.into_iter().rev() {
            let Some(file) = sources.file(at.file) else { continue };
            let root = mended.entry(at.file).or_insert_with(|| file.value.clone());
            let Some((above, key)) = at.pointer.rsplit_once('/') else { continue };
            match root.pointer_mut(above) {
                Some(Value::Object(map)) => {
                    let key = unescaped(key);
                    let read = map.get_mut(&key).map(Value::take).and_then(mend);
                    match read {
                        Some(value) => _ = map.insert(key, value),
                        None => _ = map.shift_remove(&key),
                    }
                }
                Some(Value::Array(list)) => {
                    if let Some(slot) = key.parse::<usize>().ok().and_then(|index| list.get_mut(index)) {
                        *slot = mend(slot.take()).unwrap_or_default();
                    }
                }
                _ => {}
            }
        }
        any
    }
}
