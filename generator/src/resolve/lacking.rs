//! What a shown object has not, and its schema requires.

use std::fmt;

use serde_json::{Map, Value};

use crate::spec::{Api, Direction, Members};

/// The names of what lacks, together one finding.
pub struct Lacking(pub Vec<String>);

impl Lacking {
    /// Of an answer, which has nothing that is for requests alone.
    pub fn of(api: &Api, members: &Members, shown: &Map<String, Value>) -> Self {
        let properties = members.properties.iter().filter(|p| p.required && !shown.contains_key(&p.wire));
        let lacking = properties.filter(|p| api.direction(p.shape) != Direction::Write);
        Self(lacking.map(|p| p.wire.clone()).collect())
    }
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(names) = self;
        let shown = if names.len() > MOST_NAMES { MOST_NAMES - 1 } else { names.len() };
        let first: Vec<String> = names.iter().take(shown).map(|name| format!("`{name}`")).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        write!(f, "has no {}", first.join(", "))?;
        if names.len() > shown {
            write!(f, " and {} more", names.len() - shown)?;
        }
        write!(f, ", which {verb} required")
    }
}

/// So many names are said.
const MOST_NAMES: usize = 4;
