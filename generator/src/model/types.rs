//! The second intermediate model, types: Rust words, all names final, no tokens.

use super::operations::{Credential, FormEncoding, Service};

/// A whole SDK.
#[derive(Clone, Debug, Default)]
pub struct Sdk {
    /// The name of the crate, e.g. `appwrite-users`.
    pub name: String,
    /// The crate's version.
    pub version: String,
    /// The API's title.
    pub title: String,
    /// The API's version.
    pub api_version: String,
    /// Markdown.
    pub description: String,
    /// The default base URL.
    pub base_url: String,
    /// One setter of the client's builder each.
    pub credentials: Vec<Credential>,
    /// In document order.
    pub services: Vec<Service>,
    /// Type definitions, by [`DefId`].
    pub defs: Vec<Def>,
    /// The schema of every documented error, where all operations share one.
    pub error: Option<Type>,
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
    /// `Option<T>`, for an element that may be `null`.
    Nullable(Box<Type>),
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

/// A definition.
#[derive(Clone, Debug)]
pub struct Def {
    /// `UserList`
    pub name: String,
    /// `user_list`
    pub module: String,
    /// Markdown of the docs.
    pub docs: Vec<String>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// Whether a request sends it: then it can be built.
    pub sent: bool,
    /// Whether it travels as a parameter.
    pub parameter: bool,
    /// What it is.
    pub kind: DefKind,
}

/// What a definition is.
#[derive(Clone, Debug)]
pub enum DefKind {
    /// A struct.
    Struct(Vec<Field>),
    /// An open string enum.
    Enum(Vec<Variant>),
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
            Self::Enum(_) | Self::Alias(_) => None,
        }
    }
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
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust name.
    pub name: String,
    /// The value on the wire.
    pub wire: String,
}
