//! The second intermediate model, types: Rust words, all names final, no tokens.

use std::collections::BTreeMap;

pub use super::choices::{Arm, Kind, Union, Way, Words};
use super::client_parameters::ClientParameter;
use super::credentials::{Certificate, Credential};
pub use super::formats::{Calendar, Scalar};
use super::hooks::{Hook, Hooks};
use super::operations::FormEncoding;
use super::record::Record;
use super::servers::Servers;
use super::services::Service;
pub use super::taking::Taking;
use crate::load::Origin;
use crate::spec::ShapeId;

/// What the manifest of a crate says beside its name and version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The licence: an SPDX expression.
    pub license: Option<String>,
    /// The authors.
    pub authors: Vec<String>,
    /// The URL of the repository.
    pub repository: Option<String>,
    /// What else it depends on, as TOML by name: what is written by hand may need more than the SDK.
    pub dependencies: BTreeMap<String, String>,
    /// The same for its tests and examples.
    pub dev_dependencies: BTreeMap<String, String>,
    /// Whether it is a member of a workspace around it; else it is one of its own.
    pub member: bool,
}

/// A whole SDK.
#[derive(Clone, Debug, Default)]
pub struct Sdk {
    /// The name of the crate, e.g. `appwrite-users`.
    pub name: String,
    /// The crate's version.
    pub version: String,
    /// What else its manifest says.
    pub metadata: Metadata,
    /// Whether it has a module `extra`, written by hand.
    pub extra: bool,
    /// The API's title.
    pub title: String,
    /// The API's version.
    pub api_version: String,
    /// Markdown.
    pub description: String,
    /// The default base URL.
    pub base_url: String,
    /// What there is to choose from, and what operations have of their own.
    pub servers: Servers,
    /// One setter of the client's builder each.
    pub credentials: Vec<Credential>,
    /// Parameters that the client has for its calls, one setter of its builder each.
    pub parameters: Vec<ClientParameter>,
    /// What the connection is to prove by itself.
    pub certificates: Vec<Certificate>,
    /// In document order.
    pub services: Vec<Service>,
    /// Calls that the API makes by itself.
    pub webhooks: Option<Hooks>,
    /// Calls that operations bring about, an entry an operation.
    pub callbacks: Vec<Hooks>,
    /// Whether anything of it is deprecated: then its own code uses what is.
    pub deprecated: bool,
    /// Type definitions, by [`DefId`].
    pub defs: Vec<Def>,
    /// The schema of every documented error, where all operations share one.
    pub error: Option<Type>,
    /// What everything is called, for later runs.
    pub names: Record,
    /// Whether any error is documented as problem details (RFC 9457).
    pub problems: bool,
}

impl Sdk {
    /// What the API is called where it is spoken of: its title, or else the name of the crate.
    pub fn shown(&self) -> &str {
        if self.title.is_empty() { &self.name } else { &self.title }
    }

    /// The same in a sentence: `the Users API`, also where the title says so itself.
    pub fn api(&self) -> String {
        let shown = self.shown().replace(['\n', '\r'], " ");
        let begins = shown.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("the "));
        let shown = if begins { shown.get(4..).unwrap_or_default().trim_start().to_owned() } else { shown };
        let says = |word: &str| word.eq_ignore_ascii_case("api");
        let said = shown.split(|c: char| !c.is_alphanumeric()).any(says) || shown.to_ascii_lowercase().ends_with("api");
        if said { shown } else { shown + " API" }
    }

    /// Every webhook and callback.
    pub fn hooks(&self) -> impl Iterator<Item = &Hook> {
        self.webhooks.iter().chain(&self.callbacks).flat_map(|h| &h.hooks)
    }

    /// Whether any name of it has letters of which rustc warns by default.
    pub fn is_beyond_ascii(&self) -> bool {
        let defs = self.defs.iter().flat_map(|d| d.kind.names().into_iter().chain([d.name.as_str()]));
        let operations = self.services.iter().flat_map(|s| &s.operations);
        let called = operations.flat_map(|o| o.taken().map(|a| a.name.as_str()).chain([o.name.as_str(), &o.request]));
        let hooks = self.hooks().flat_map(|h| [h.function.as_str(), &h.variant]);
        let credentials = self.credentials.iter().map(|c| c.setter.as_str());
        defs.chain(called).chain(hooks).chain(credentials).any(|name| !name.is_ascii())
    }
}

/// An index into [`Sdk::defs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefId(pub usize);

/// A Rust type by use.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// `bool`
    Bool,
    /// `i64`
    Int,
    /// `f64`
    Float,
    /// `String`
    Text,
    /// `serde_json::Value`
    Json,
    /// `serde_json::Map<String, Value>`
    JsonMap,
    /// `Vec<T>`
    List(Box<Type>),
    /// `BTreeMap<String, T>`
    Map(Box<Type>),
    /// A type of the table of formats.
    Scalar(Scalar),
    /// `Option<T>`, for an element that may be `null`.
    Nullable(Box<Type>),
    /// `(A, B)`, an array of a fixed length.
    Tuple(Vec<Type>),
    /// One of [`Sdk::defs`].
    Named(DefId),
    /// What only a request has.
    Sent(Sent),
}

/// A type of the runtime that is sent and never read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A body as it is: bytes, a file or a stream.
    Body,
    /// A file of a form.
    Upload,
    /// A form that the caller puts together.
    Multipart,
}

/// More names than this for one type are a circle.
const MOST_NAMES: usize = 64;

impl Sent {
    /// Its name in the runtime.
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "Body",
            Self::Upload => "Upload",
            Self::Multipart => "Multipart",
        }
    }
}

impl Type {
    /// The type behind other names for it.
    pub fn behind<'t>(&'t self, defs: &'t [Def]) -> &'t Self {
        let mut at = self;
        for _ in 0..MOST_NAMES {
            match at {
                Self::Named(id) => match defs.get(id.0).map(|def| &def.kind) {
                    Some(DefKind::Alias(inner)) => at = inner,
                    _ => return at,
                },
                _ => return at,
            }
        }
        at
    }

    /// Whether both are one Rust type, by whatever names.
    pub fn is(&self, other: &Self, defs: &[Def]) -> bool {
        match (self.behind(defs), other.behind(defs)) {
            (Self::List(a), Self::List(b)) | (Self::Map(a), Self::Map(b)) | (Self::Nullable(a), Self::Nullable(b)) => {
                a.is(b, defs)
            }
            (Self::Tuple(a), Self::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is(b, defs)),
            (a, b) => a == b,
        }
    }

    /// The definitions that it names, at any depth.
    pub fn named(&self, out: &mut Vec<DefId>) {
        match self {
            Self::Named(id) => out.push(*id),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(out),
            Self::Tuple(items) => items.iter().for_each(|item| item.named(out)),
            _ => {}
        }
    }
}

impl DefKind {
    /// The types that a definition is made of.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Struct(fields) | Self::Form { fields, .. } => fields.iter().map(|f| &f.ty).collect(),
            Self::Union(union) => union.arms.iter().map(|a| &a.ty).collect(),
            Self::Alias(ty) => vec![ty],
            Self::Enum { .. } | Self::Numbers(_) => Vec::new(),
        }
    }
}

/// A definition.
#[derive(Clone, Debug)]
pub struct Def {
    /// `UserList`
    pub name: String,
    /// `user_list`
    pub module: String,
    /// Markdown of the docs.
    pub docs: Vec<String>,
    /// What is asked of a value as a whole, in a sentence.
    pub limits: Option<String>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// Whether a request sends it: then it can be built.
    pub sent: bool,
    /// Whether it travels as a parameter.
    pub parameter: bool,
    /// Whether it is a choice or an open enum that a setter takes, or `null`.
    pub cleared: bool,
    /// Where the document has it.
    pub origin: Origin,
    /// Whether it is the only arm of the choice in which it stands.
    pub alone: bool,
    /// Whether it is made of a part of what stands at its place, which has a type of its own.
    pub part: bool,
    /// The parameter of an operation or of a path in whose schema it stands: its place there is only a number.
    pub within: Option<String>,
    /// The schema that it is made of.
    pub shape: Option<ShapeId>,
    /// What it is.
    pub kind: DefKind,
}

/// What a definition is.
#[derive(Clone, Debug)]
pub enum DefKind {
    /// A struct.
    Struct(Vec<Field>),
    /// A string enum, which keeps a value that it does not know.
    Enum {
        /// In document order.
        values: Vec<Variant>,
        /// Whether the document allows other strings, so that one is nothing odd.
        open: bool,
    },
    /// An open enum of whole numbers that have names.
    Numbers(Vec<Number>),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// The parts of a form that holds files: a struct that is sent and never read.
    Form {
        /// In document order.
        fields: Vec<Field>,
        /// What differs from the default of a part.
        encoding: Vec<FormEncoding>,
    },
}

impl DefKind {
    /// The fields of a struct, whatever it is made for.
    pub fn fields(&self) -> Option<&[Field]> {
        match self {
            Self::Struct(fields) | Self::Form { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// The names of its parts.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Struct(fields) | Self::Form { fields, .. } => fields.iter().map(|f| f.name.as_str()).collect(),
            Self::Enum { values, .. } => values.iter().map(|v| v.name.as_str()).collect(),
            Self::Numbers(numbers) => numbers.iter().map(|n| n.name.as_str()).collect(),
            Self::Union(union) => {
                let words = union.words.texts.iter().map(|word| &word.name);
                union.arms.iter().map(|arm| &arm.name).chain(words).map(String::as_str).collect()
            }
            Self::Alias(_) => Vec::new(),
        }
    }
}

/// A named whole number.
#[derive(Clone, Debug)]
pub struct Number {
    /// The Rust name.
    pub name: String,
    /// The value on the wire.
    pub value: i64,
    /// Markdown.
    pub docs: Vec<String>,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// The Rust name.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
    /// Its type without presence.
    pub ty: Type,
    /// How it may be missing.
    pub presence: Presence,
    /// Whether it holds its own type by value.
    pub boxed: bool,
    /// Whether `Debug` must not show it (`format: password`).
    pub secret: bool,
    /// Markdown.
    pub docs: Vec<String>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// An example value that fits the type, as the document gives it.
    pub example: Option<serde_json::Value>,
    /// The one value that it may have: sent without asking.
    pub constant: Option<serde_json::Value>,
    /// The default, where the document names no other value.
    pub sole: Option<serde_json::Value>,
    /// The whole numbers that the document names, where they have no type of their own.
    pub known: Vec<i64>,
    /// Whether only one direction carries it.
    pub direction: crate::spec::Direction,
}

impl Field {
    /// Whether it must be given to build its struct.
    pub fn asked(&self) -> bool {
        self.presence.is_required() && self.constant.is_none()
    }
}

/// Required and nullable, as one decision (DESIGN §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// `T`
    Required,
    /// `Option<T>`, always written.
    Nullable,
    /// `Option<T>`, left out when none.
    Optional,
    /// Absent, null or a value.
    OptionalNullable,
    /// A map of what no other field holds.
    Extra,
}

impl Presence {
    /// The four-row table.
    pub fn of(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (true, true) => Self::Nullable,
            (false, false) => Self::Optional,
            (false, true) => Self::OptionalNullable,
        }
    }

    /// Whether the field is a value or an `Option` of one.
    pub fn is_option_or_value(self) -> bool {
        matches!(self, Self::Required | Self::Nullable | Self::Optional)
    }

    /// Whether the field is always there, `null` or not.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::Nullable)
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust name.
    pub name: String,
    /// The value on the wire.
    pub wire: String,
    /// Markdown.
    pub docs: Vec<String>,
}
