//! The first intermediate model: an API in JSON's words, in one normal form. No Rust, no names.
//!
//! After resolve there is no `allOf`, no `$ref` beside siblings, no one-armed union and no reference that
//! points at nothing; every node knows its [`Origin`].

use serde_json::Value;

use crate::load::Origin;

/// A whole API.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub description: String,
    /// `info.license.name`.
    pub license: Option<String>,
    /// Base URLs in document order.
    pub servers: Vec<String>,
    /// Declared tags and what they say.
    pub tags: Vec<Tag>,
    /// Security schemes in document order.
    pub schemes: Vec<Scheme>,
    /// Operations in document order.
    pub operations: Vec<Operation>,
    /// The arena of schemas.
    pub shapes: Vec<Node>,
    /// Named schemas in document order.
    pub components: Vec<(String, ShapeId)>,
}

/// An index into [`Api::shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub usize);

/// A tag of the document.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its name as written.
    pub name: String,
    /// Its description.
    pub description: String,
}

/// A schema with its annotations.
#[derive(Clone, Debug)]
pub struct Node {
    /// The structure.
    pub shape: Shape,
    /// Whether `null` is allowed beside it.
    pub nullable: bool,
    /// Title, description, deprecation.
    pub doc: Doc,
    /// The documented default: documentation, never sent.
    pub default: Option<Value>,
    /// An example value.
    pub example: Option<Value>,
    /// Where it stands.
    pub origin: Origin,
}

/// Human text about a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// `title` or an operation's `summary`.
    pub title: String,
    /// `description`.
    pub description: String,
    /// `deprecated`.
    pub deprecated: bool,
}

/// What a value may look like.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Anything.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer(Limits),
    /// Any number.
    Number(Limits),
    /// Text.
    Text {
        /// `format`.
        format: Option<String>,
        /// Length limits.
        limits: Limits,
    },
    /// An array.
    List {
        /// Its elements.
        item: ShapeId,
        /// Limits of its length.
        limits: Limits,
    },
    /// An object without named properties.
    Map {
        /// Its values.
        value: ShapeId,
    },
    /// An object with named properties.
    Object {
        /// In document order.
        properties: Vec<Property>,
    },
    /// One of these strings.
    Enum {
        /// In document order.
        values: Vec<String>,
    },
    /// One of several schemas; not yet given a Rust type of its own.
    Union {
        /// `oneOf` or `anyOf`: what the document wrote.
        keyword: &'static str,
    },
    /// Another node; annotations of this one win.
    Ref(ShapeId),
}

/// Bounds of a value or of a length; `None` is unbounded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// The least, inclusive.
    pub min: Option<f64>,
    /// The greatest, inclusive.
    pub max: Option<f64>,
    /// `pattern`.
    pub pattern: Option<String>,
}

/// A named member of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name on the wire.
    pub wire: String,
    /// Its schema.
    pub shape: ShapeId,
    /// Whether it must be there.
    pub required: bool,
}

/// A way to present credentials.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its key under `securitySchemes`.
    pub name: String,
    /// Where the credential goes.
    pub place: SchemePlace,
    /// `description`.
    pub description: String,
}

/// Where a credential goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemePlace {
    /// An API key in a header.
    Header(String),
    /// An API key in the query.
    Query(String),
    /// An API key in a cookie.
    Cookie(String),
    /// HTTP bearer; OAuth2 and OpenID Connect tokens too.
    Bearer,
    /// HTTP basic.
    Basic,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or one made from method and path.
    pub id: String,
    /// Upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The first tag.
    pub tag: Option<String>,
    /// Summary, description, deprecation.
    pub doc: Doc,
    /// Path-level and own parameters, merged, in document order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Responses in document order.
    pub responses: Vec<Response>,
    /// Any of (all of); scheme names. An empty outer list: no credentials.
    pub security: Vec<Vec<String>>,
    /// Where it stands.
    pub origin: Origin,
}

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
    DeepObject,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// Where it travels.
    pub place: Place,
    /// How it is written.
    pub style: Style,
    /// Whether lists and objects are spread.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Description and deprecation.
    pub doc: Doc,
    /// Its schema.
    pub shape: ShapeId,
    /// An example value; it wins over that of the schema (OpenAPI 3.0.3 §4.7.12.2).
    pub example: Option<Value>,
    /// Where it stands.
    pub origin: Origin,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
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
    /// Media types, separated by commas.
    pub media: Option<String>,
}

impl Content {
    /// A representation of which only the name is known.
    pub fn untyped(media: &str) -> Self {
        Self { media: media.to_owned(), shape: None, item: None, encoding: Vec::new() }
    }

    /// The media type in lower case, without parameters.
    pub fn essence(&self) -> String {
        self.media.split(';').next().unwrap_or_default().trim().to_lowercase()
    }
}

/// A documented response.
#[derive(Clone, Debug)]
pub struct Response {
    /// `200`, `2XX` or `default`.
    pub status: String,
    /// Its description.
    pub description: String,
    /// Media types in document order; empty when there is no body.
    pub content: Vec<Content>,
}

impl Api {
    /// A node by id. The arena only hands out ids that it holds.
    pub fn node(&self, id: ShapeId) -> Option<&Node> {
        self.shapes.get(id.0)
    }

    /// The node behind references, and its id.
    pub fn target(&self, mut id: ShapeId) -> ShapeId {
        // A chain of references longer than the arena is a cycle; resolve reported it.
        for _ in 0..=self.shapes.len() {
            match self.node(id) {
                Some(Node { shape: Shape::Ref(next), .. }) => id = *next,
                _ => return id,
            }
        }
        id
    }
}
