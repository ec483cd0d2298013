//! Parameters in the document's words.

use serde_json::Value;

use super::{Doc, Encoding, ShapeId};
use crate::load::Origin;

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// It is the whole query (OpenAPI 3.2).
    QueryString,
}

impl Place {
    /// Whether two names there are one: the case of the letters tells no header from another (RFC 9110 §5.1).
    pub fn is_one(self, name: &str, other: &str) -> bool {
        name == other || self == Self::Header && name.eq_ignore_ascii_case(other)
    }

    /// As the document says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::QueryString => "querystring",
        }
    }
}

/// How a parameter is written (OpenAPI 3.0.3 §4.7.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    /// `tsv` of Swagger 2.0.
    TabDelimited,
    DeepObject,
    /// A cookie as it is (OpenAPI 3.2).
    Cookie,
}

impl Style {
    /// Every style that a query has, and forms with it.
    pub const QUERY: [(&'static str, Self); 5] = [
        ("form", Self::Form),
        ("spaceDelimited", Self::SpaceDelimited),
        ("pipeDelimited", Self::PipeDelimited),
        ("tabDelimited", Self::TabDelimited),
        ("deepObject", Self::DeepObject),
    ];
}

/// How a parameter's value becomes a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// By its style.
    Styled,
    /// As JSON.
    Json,
    /// As pairs of a form.
    Form,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// What the document wants it called: that name, unless an extension has another.
    pub title: String,
    /// Where it travels.
    pub place: Place,
    /// How it is written.
    pub style: Style,
    /// Whether lists and objects are spread.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether a value in the path may span segments.
    pub segments: bool,
    /// How its value becomes a text.
    pub written: Written,
    /// How the properties of a form are written, where the document says so.
    pub encoding: Vec<Encoding>,
    /// Whether it must be there.
    pub required: bool,
    /// Whether the document wants it to be set once, for all calls that have it.
    pub client: bool,
    /// Description and deprecation.
    pub doc: Doc,
    /// Its schema.
    pub shape: ShapeId,
    /// An example value; it wins over that of the schema (OpenAPI 3.0.3 §4.7.12.2).
    pub example: Option<Value>,
    /// Where it stands.
    pub origin: Origin,
}
