//! The first intermediate model: an API in JSON's words, in one normal form. No Rust, no names.
//!
//! After resolve there is no `allOf`, no `$ref` beside siblings, no union of fewer than two arms, no `null` among arms and
//! no reference that points at nothing; every node knows its [`Origin`].

mod content;
mod hooks;
mod limits;
mod operation;
mod pages;
mod parameter;
mod response;
mod security;
mod servers;

use serde_json::Value;

use crate::load::Origin;

pub use content::{Body, Brackets, Content, Encoding};
pub use hooks::{Callback, Hook};
pub use limits::{Bound, Limits, TWO_TO_63};
pub use operation::{Handler, Operation, by_route};
pub use pages::{IN_BODY, PageHint, PageRule, PageStyle, Paged};
pub use parameter::{Parameter, Place, Style, Written};
pub use response::{Header, Response, is_error};
pub use security::{Flow, FlowKind, Requirement, Scheme, SchemePlace};
pub use servers::{Server, ServerVariable};

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
    /// In document order; the first is the default.
    pub servers: Vec<Server>,
    /// Declared tags and what they say.
    pub tags: Vec<Tag>,
    /// Security schemes in document order.
    pub schemes: Vec<Scheme>,
    /// Operations in document order.
    pub operations: Vec<Operation>,
    /// Method and path of those that cannot be read, and are not among them.
    pub skipped: Vec<(String, String)>,
    /// Calls that the API makes to an address that was agreed elsewhere, in document order.
    pub webhooks: Vec<Hook>,
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
    /// Where it is.
    pub origin: Origin,
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
    /// Which of the two was said of another schema, of which this one is made.
    pub lent: Lent,
    /// Whether only one direction carries it (`readOnly`, `writeOnly`).
    pub direction: Direction,
    /// Whether the schema allows one value alone (`const`): it is sent without asking.
    pub constant: Option<Value>,
    /// Whether it is the only arm of a choice, that of `null` apart: then it is no variant.
    pub alone: bool,
    /// The arms of a choice that came to one type: texts, or numbers. Each may say something of its own.
    pub folded: Vec<ShapeId>,
    /// Where it stands.
    pub origin: Origin,
}

/// What a schema shows because another does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lent {
    /// Its default.
    pub default: bool,
    /// Its example.
    pub example: bool,
}

impl Node {
    /// Takes over what another shows, where this one shows nothing.
    pub fn take_values(&mut self, default: Option<Value>, example: Option<Value>) {
        self.lent.default |= self.default.is_none() && default.is_some();
        self.lent.example |= self.example.is_none() && example.is_some();
        self.default = self.default.take().or(default);
        self.example = self.example.take().or(example);
    }

    /// Takes over what another says beside its description, where this one says nothing.
    pub fn adopt(&mut self, said: Self) {
        self.doc.deprecated |= said.doc.deprecated;
        self.take_values(said.default, said.example);
        if self.direction == Direction::Both {
            self.direction = said.direction;
        }
    }
}

/// In which direction a property travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Both.
    #[default]
    Both,
    /// `readOnly`: answers only.
    Read,
    /// `writeOnly`: requests only.
    Write,
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
    /// Only `null`. After resolve it is met only where a document has nothing else to say.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer {
        /// `format`.
        format: Option<String>,
        /// Its bounds.
        limits: Limits,
        /// The values of an `enum`, in document order; empty: all.
        values: Vec<Constant<i64>>,
    },
    /// Any number.
    Number {
        /// `format`.
        format: Option<String>,
        /// Its bounds.
        limits: Limits,
        /// The values of an `enum`, in document order; empty: all.
        values: Vec<Constant<f64>>,
    },
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
    /// An array of a fixed length, each element with a schema of its own.
    Tuple(Vec<ShapeId>),
    /// An object without named properties.
    Map {
        /// Its values.
        value: ShapeId,
        /// What is said of its size and of its keys.
        keys: Keys,
    },
    /// An object with named properties.
    Object(Members),
    /// One of these strings.
    Enum {
        /// In document order.
        values: Vec<Constant<String>>,
        /// Whether the document allows any other string too.
        open: bool,
    },
    /// One of several schemas.
    Union(Union),
    /// All of several schemas at once; none is left after resolve.
    All(Vec<ShapeId>),
    /// Another node; annotations of this one win.
    Ref(ShapeId),
}

/// The members of an object. One that names none is a map, after resolve, unless it is closed.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// In document order.
    pub properties: Vec<Property>,
    /// Names that must be there; those that are no property are left over from `allOf`.
    pub required: Vec<String>,
    /// What further members hold, where the document speaks of them.
    pub extra: Option<ShapeId>,
    /// Whether the document says that there are none (`additionalProperties: false`).
    pub closed: bool,
    /// What is said of how many there are, and of their names.
    pub keys: Keys,
}

/// What a document says of the members of an object as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keys {
    /// How many there may be.
    pub count: Limits,
    /// The schema of their names (`propertyNames`).
    pub names: Option<ShapeId>,
}

impl Keys {
    /// What both say.
    pub fn and(self, other: Self) -> Self {
        Self { count: self.count.and(other.count), names: other.names.or(self.names) }
    }
}

impl Members {
    /// Whether the document says of no member what it is, and of none that it is not there.
    pub fn is_map(&self) -> bool {
        self.properties.is_empty() && !(self.closed && self.extra.is_none())
    }

    /// Whether a member has a schema of its own.
    pub fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|property| property.wire == name)
    }

    /// Whether no member can be there.
    pub fn is_empty(&self) -> bool {
        self.properties.is_empty() && !self.is_map()
    }
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant<T> {
    /// The value on the wire.
    pub value: T,
    /// What the document calls it (`x-enum-varnames`, the `title` of a `const`).
    pub name: Option<String>,
    /// What it says about it.
    pub description: String,
}

/// A choice between schemas.
#[derive(Clone, Debug)]
pub struct Union {
    /// `oneOf`, `anyOf` or `type`: what the document wrote; or [`FAMILY`].
    pub keyword: &'static str,
    /// The property that chooses, where the document names one.
    pub discriminator: Option<Discriminator>,
    /// At least two, in document order; one, if it is the only one that extends a schema with a discriminator.
    pub arms: Vec<Arm>,
}

/// The keyword of a choice between the schemas that extend one with a discriminator.
pub const FAMILY: &str = "discriminator";

impl Union {
    /// A choice of which no property tells.
    pub fn new(keyword: &'static str, arms: impl IntoIterator<Item = ShapeId>) -> Self {
        Self { keyword, discriminator: None, arms: arms.into_iter().map(Arm::new).collect() }
    }
}

/// How a property chooses an arm (OpenAPI 3.1.1 §4.8.25).
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// `propertyName`.
    pub property: String,
    /// `mapping`: values and the schemas that they name.
    pub mapping: Vec<(String, ShapeId)>,
    /// `defaultMapping` of OpenAPI 3.2: the schema of a value that no other one is chosen for.
    pub fallback: Option<ShapeId>,
}

/// One of the schemas of a choice.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The schema.
    pub shape: ShapeId,
    /// The component that the document names there, else the `title`.
    pub hint: Option<String>,
    /// The values of the discriminator that choose it.
    pub tags: Vec<String>,
    /// Whether every other value chooses it, and none.
    pub fallback: bool,
    /// What is said of it beside a reference to its schema.
    pub description: String,
}

impl Arm {
    /// An arm that nothing is said of.
    pub fn new(shape: ShapeId) -> Self {
        Self { shape, hint: None, tags: Vec::new(), fallback: false, description: String::new() }
    }
}

/// A named member of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name on the wire.
    pub wire: String,
    /// What the document wants it called: that name, unless an extension has another.
    pub title: String,
    /// Its schema.
    pub shape: ShapeId,
    /// Whether it must be there.
    pub required: bool,
}

/// The letters and digits of a text, in lower case: what of two texts is the same where they say the same.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a value is a text without a word, or the place of one (`{{ID}}` of Postman), which is no example of anything.
pub fn is_blank(value: &Value) -> bool {
    let place = |text: &str| text.strip_prefix("{{").is_some_and(|rest| rest.find("}}") == Some(rest.len() - 2));
    value.as_str().map(str::trim).is_some_and(|text| text.is_empty() || place(text))
}

/// Whether a text begins as an absolute URL of the web.
pub fn is_web(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

impl Api {
    /// A node by id. The arena only hands out ids that it holds.
    pub fn node(&self, id: ShapeId) -> Option<&Node> {
        self.shapes.get(id.0)
    }

    /// A node, and what it refers to, one after the other.
    pub fn chain(&self, id: ShapeId) -> impl Iterator<Item = (ShapeId, &Node)> {
        let step = |(_, node): &(ShapeId, &Node)| match node.shape {
            Shape::Ref(next) => Some(next),
            _ => None,
        };
        let found = move |id: ShapeId| self.node(id).map(|node| (id, node));
        // A chain of references longer than the arena is a cycle; resolve reported it.
        std::iter::successors(found(id), move |at| step(at).and_then(found)).take(self.shapes.len() + 1)
    }

    /// The node behind references.
    pub fn target(&self, id: ShapeId) -> ShapeId {
        self.chain(id).last().map_or(id, |(id, _)| id)
    }

    /// In which direction a value travels: what refers to a schema says it, else that schema.
    pub fn direction(&self, id: ShapeId) -> Direction {
        self.chain(id).map(|(_, node)| node.direction).find(|d| *d != Direction::Both).unwrap_or_default()
    }

    /// Whether a node or anything that it refers to allows `null`.
    pub fn nullable(&self, id: ShapeId) -> bool {
        self.chain(id).any(|(_, node)| node.nullable || matches!(node.shape, Shape::Null))
    }

    /// What is said of it: by what refers to a schema, else by that schema; empty, if by neither.
    pub fn description_of(&self, id: ShapeId) -> &str {
        let mut said = self.chain(id).map(|(_, node)| node.doc.description.as_str());
        said.find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The default: what refers to a schema says it, else that schema.
    pub fn default_of(&self, id: ShapeId) -> Option<&Value> {
        self.chain(id).find_map(|(_, node)| node.default.as_ref())
    }

    /// An example: what refers to a schema says it, else that schema.
    pub fn example_of(&self, id: ShapeId) -> Option<&Value> {
        self.chain(id).find_map(|(_, node)| node.example.as_ref().filter(|example| !is_blank(example)))
    }

    /// The one value that a schema, or what it refers to, allows.
    pub fn constant_of(&self, id: ShapeId) -> Option<&Value> {
        self.chain(id).find_map(|(_, node)| node.constant.as_ref())
    }
}
