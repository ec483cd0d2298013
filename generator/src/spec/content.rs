//! Bodies and their representations.

use serde_json::Value;

use super::{ShapeId, Style};
use crate::load::Origin;

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// What the document calls it, by an extension or as a parameter of Swagger 2.0; it does not travel.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// Its description.
    pub description: String,
    /// Media types in document order.
    pub content: Vec<Content>,
    /// Where it stands.
    pub origin: Origin,
}

/// One representation.
#[derive(Clone, Debug)]
pub struct Content {
    /// The media type as written.
    pub media: String,
    /// Its schema, if it has one.
    pub shape: Option<ShapeId>,
    /// The schema of each element of a sequence (`itemSchema` of OpenAPI 3.2).
    pub item: Option<ShapeId>,
    /// How properties of a form are written, where the document says so.
    pub encoding: Vec<Encoding>,
    /// What the document shows of it; JSON that is written as a text is read.
    pub example: Option<Value>,
}

/// How a property of a form is written (OpenAPI 3.0.3 §4.7.15).
#[derive(Clone, Debug)]
pub struct Encoding {
    /// The property.
    pub property: String,
    /// The style, only where it is written out: then lists and objects are spread by it.
    pub style: Option<Style>,
    /// Whether lists and objects are spread.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Media types, separated by commas.
    pub media: Option<String>,
    /// What samples show behind its name.
    pub brackets: Option<Brackets>,
}

/// What stands behind the name of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brackets {
    /// `name[]`, of each element of a list.
    List,
    /// `name[key]`, of each member.
    Members,
}

/// One JSON text a line, under the names that are in use.
const LINES: [&str; 6] = [
    "application/jsonl",
    "application/x-jsonlines",
    "application/x-ndjson",
    "application/ndjson",
    "application/json-seq",
    "application/stream+json",
];

impl Content {
    /// A representation of which only the name is known.
    pub fn untyped(media: &str) -> Self {
        Self { media: media.to_owned(), shape: None, item: None, encoding: Vec::new(), example: None }
    }

    /// The media type in lower case, without parameters.
    pub fn essence(&self) -> String {
        self.media.split(';').next().unwrap_or_default().trim().to_lowercase()
    }

    /// Whether it is a stream of JSON, one text a line.
    pub fn is_lines(&self) -> bool {
        LINES.contains(&self.essence().as_str())
    }

    /// Whether it is a stream of server-sent events.
    pub fn is_events(&self) -> bool {
        self.essence() == "text/event-stream"
    }
}
