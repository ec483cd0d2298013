//! The second intermediate model, calls: Rust words, all names final, no tokens.

use super::paging::Paging;
use super::types::Type;
use crate::spec::{Place, Requirement, Style, Written};

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The method of the service.
    pub name: String,
    /// The request type.
    pub request: String,
    /// The constant.
    pub constant: String,
    /// What its types are called after: the `operationId`, or what its handler is called in it.
    pub stem: String,
    /// `operationId`, or what stands in for it.
    pub id: String,
    /// Upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The same as it is filled: without what parameters of the query write.
    pub route: String,
    /// What it is, in a line of Markdown; empty where the document has no such line.
    pub summary: String,
    /// Markdown of the description.
    pub docs: Vec<String>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// Parameters: required ones are arguments, optional ones setters.
    pub arguments: Vec<Argument>,
    /// The request body.
    pub body: Option<Argument>,
    /// Other representations of it: methods where the body is required, setters where it is not.
    pub alternatives: Vec<Alternative>,
    /// What success answers with.
    pub output: Output,
    /// Markdown of that, where its type does not say it.
    pub returned: Vec<String>,
    /// The `Accept` header; empty: not sent.
    pub accept: String,
    /// Other representations of the answer: methods of the request.
    pub views: Vec<View>,
    /// Documented answers: status, description, type.
    pub answers: Vec<Answer>,
    /// The documented errors, where their bodies differ.
    pub failures: Option<Failures>,
    /// The documented headers of its successes.
    pub headers: Option<Headers>,
    /// Any of (all of), by index of [`super::Sdk::credentials`].
    pub auth: Vec<Vec<usize>>,
    /// The groups that ask for scopes.
    pub scopes: Vec<Vec<Requirement>>,
    /// The server that it has of its own, by index of [`super::Servers::list`].
    pub server: Option<usize>,
    /// How the answers are walked.
    pub paging: Option<Paging>,
    /// The field of its form that holds a file which may be sent in chunks.
    pub chunks: Option<String>,
}

/// A documented answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// `200`, `4XX`, `default`.
    pub status: String,
    /// The document's words.
    pub description: String,
    /// The body's type.
    pub ty: Option<Type>,
    /// Its media type, the first of several; `None` where it has no body.
    pub media: Option<String>,
    /// Whether a call may return it: `default` can be either.
    pub success: bool,
}

impl Answer {
    /// Whether a call fails with it.
    pub fn is_error(&self) -> bool {
        !self.success
    }
}

/// The errors of an operation as one type.
#[derive(Clone, Debug)]
pub struct Failures {
    /// The name of the enum.
    pub name: String,
    /// In document order.
    pub outcomes: Vec<Outcome>,
}

impl Failures {
    /// The types in it.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.outcomes.iter().filter_map(|o| o.ty.as_ref())
    }
}

/// The headers of an operation's answers as one type.
#[derive(Clone, Debug)]
pub struct Headers {
    /// The name of the struct.
    pub name: String,
    /// In document order.
    pub fields: Vec<HeaderField>,
}

/// A header.
#[derive(Clone, Debug)]
pub struct HeaderField {
    /// The Rust name.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
    /// Its type; a server may leave out any.
    pub ty: Type,
    /// Markdown.
    pub docs: Vec<String>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
}

/// A parameter or a body.
#[derive(Clone, Debug)]
pub struct Argument {
    /// The Rust name.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
    /// Its type.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// The one value that it can have: nobody is asked for it.
    pub fixed: Option<serde_json::Value>,
    /// What is sent where nobody sets it.
    pub unset: Option<serde_json::Value>,
    /// What the server takes where nothing is sent.
    pub default: Option<serde_json::Value>,
    /// Where the client may have set it, for all calls that have it.
    pub inherited: Option<Inherited>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// How a parameter travels; `None` for a body.
    pub wiring: Option<Wiring>,
    /// What differs from the default where a parameter is a form that is the whole query.
    pub encoding: Vec<FormEncoding>,
    /// How a body travels; `None` for a parameter.
    pub payload: Option<Payload>,
    /// Markdown: description, then limits, the server's default and an example.
    pub docs: Vec<String>,
    /// A value that fits.
    pub example: Option<serde_json::Value>,
}

/// That a parameter of a call is one of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct Inherited {
    /// The setter of the client's builder.
    pub setter: String,
    /// Whether no call goes without: then it is set there, or by the call.
    pub required: bool,
}

/// The body of an operation in another representation.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The method of the service that takes it, where the body is required.
    pub method: String,
    /// The body.
    pub argument: Argument,
}

/// How a body travels.
#[derive(Clone, Debug)]
pub enum Payload {
    /// JSON of this media type.
    Json {
        /// The `Content-Type`.
        media: String,
    },
    /// The elements of a list, as one JSON text a line.
    Lines {
        /// The `Content-Type`.
        media: String,
    },
    /// `application/x-www-form-urlencoded`
    Form {
        /// What differs from the default.
        encoding: Vec<FormEncoding>,
        /// The constant of that.
        constant: String,
    },
    /// Several parts.
    Multipart {
        /// The `Content-Type` without its boundary.
        media: String,
        /// What differs from the default, unless the type writes itself.
        encoding: Vec<FormEncoding>,
        /// The constant of that.
        constant: String,
    },
    /// As it is.
    Raw {
        /// The `Content-Type`, unless the body names its own.
        media: String,
    },
}

impl Payload {
    /// The `Content-Type`.
    pub fn media(&self) -> &str {
        match self {
            Self::Json { media } | Self::Lines { media } | Self::Multipart { media, .. } | Self::Raw { media } => media,
            Self::Form { .. } => "application/x-www-form-urlencoded",
        }
    }

    /// What differs from the default of a form, and the constant of that.
    pub fn encoding(&self) -> Option<(&[FormEncoding], &str)> {
        match self {
            Self::Form { encoding, constant } | Self::Multipart { encoding, constant, .. } => {
                Some((encoding, constant))
            }
            Self::Json { .. } | Self::Lines { .. } | Self::Raw { .. } => None,
        }
    }
}

/// How a property of a form is written, where that is not the default.
#[derive(Clone, Debug)]
pub struct FormEncoding {
    /// The name on the wire.
    pub wire: String,
    /// The style of lists and objects, and whether they are spread.
    pub style: Option<(Style, bool)>,
    /// Whether reserved characters stay as they are.
    pub reserved: bool,
    /// The media type of the value.
    pub media: Option<String>,
    /// Whether `[]` stands behind the name, in a form that holds files.
    pub listed: bool,
}

impl FormEncoding {
    /// One that differs in nothing yet.
    pub fn plain(wire: &str) -> Self {
        Self { wire: wire.to_owned(), style: None, reserved: false, media: None, listed: false }
    }

    /// What its parts are called.
    pub fn called(&self) -> String {
        if self.listed { format!("{}[]", self.wire) } else { self.wire.clone() }
    }
}

impl Argument {
    /// Whether it is an argument of the method.
    pub fn asked(&self) -> bool {
        self.required && self.fixed.is_none()
    }
}

impl Operation {
    /// `GET /users`: what no other operation of a document is.
    pub fn title(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The type of the errors that it documents, where those with a body have one, and it says more than that they are JSON.
    pub fn fault(&self) -> Option<&Type> {
        let ty = self.answers.iter().filter(|a| a.is_error()).find_map(|a| a.ty.as_ref())?;
        (self.failures.is_none() && *ty != Type::Json).then_some(ty)
    }

    /// The body in each representation.
    pub fn bodies(&self) -> impl Iterator<Item = &Argument> {
        self.body.iter().chain(self.alternatives.iter().map(|a| &a.argument))
    }

    /// All parameters, and the body in each representation.
    pub fn taken(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().chain(self.bodies())
    }
}

/// How a parameter travels.
#[derive(Clone, Copy, Debug)]
pub struct Wiring {
    /// Path, query, header or cookie.
    pub place: Place,
    /// How it is written.
    pub style: Style,
    /// Whether lists and objects are spread.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub reserved: bool,
    /// Whether a text of the path may span segments.
    pub segments: bool,
    /// How its value becomes a text.
    pub written: Written,
    /// The greatest value, where the document names one.
    pub max: Option<u64>,
}

/// What success answers with.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// No body.
    Empty,
    /// JSON.
    Json(Type),
    /// JSON, or no body.
    Optional(Type),
    /// What it is, the status decides.
    Choice {
        /// The name of the enum.
        name: String,
        /// In document order.
        outcomes: Vec<Outcome>,
    },
    /// A redirect: the URL to which it leads.
    Redirect,
    /// Text.
    Text,
    /// Bytes of which the document says nothing.
    Bytes,
    /// Bytes, read while they come.
    Stream,
    /// Server-sent events.
    Events(EventData),
    /// JSON, one text a line.
    Lines(Type),
}

/// What an event carries.
#[derive(Clone, Debug, PartialEq)]
pub enum EventData {
    /// Text.
    Text,
    /// JSON.
    Json(Type),
    /// JSON whose type is chosen by the name of the event: the type is that of all its fields.
    Whole(Type),
}

/// One answer of several.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// `201`, `2XX` or `default`.
    pub status: String,
    /// The name of the variant.
    pub variant: String,
    /// The type of the body, if it is JSON.
    pub ty: Option<Type>,
    /// What the body is, if it is there and something else.
    pub raw: Option<Raw>,
}

/// A body that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raw {
    /// Text.
    Text,
    /// Bytes, read whole: which of several answers comes is not known before.
    Bytes,
}

/// The answer of an operation in another representation.
#[derive(Clone, Debug)]
pub struct View {
    /// The method of the request.
    pub method: String,
    /// The `Accept` header.
    pub accept: String,
    /// What it is read as.
    pub output: Output,
    /// The argument that asks for it, by index, and the value of that.
    pub sent: Option<(usize, String)>,
}

impl Output {
    /// The types in it.
    pub fn types(&self) -> Vec<&Type> {
        match self {
            Self::Json(ty) | Self::Optional(ty) | Self::Lines(ty) => vec![ty],
            Self::Events(EventData::Json(ty) | EventData::Whole(ty)) => vec![ty],
            Self::Choice { outcomes, .. } => outcomes.iter().filter_map(|o| o.ty.as_ref()).collect(),
            Self::Empty | Self::Redirect | Self::Text | Self::Bytes | Self::Stream | Self::Events(EventData::Text) => {
                Vec::new()
            }
        }
    }
}
