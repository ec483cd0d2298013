//! What a change is about, by the name that callers know.

use crate::model::{Def, Operation, Service};

/// The kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The SDK as a whole.
    Client,
    /// A credential of the client's builder.
    Credential,
    /// A server, or a variable of servers.
    Server,
    /// The operations of a tag.
    Service,
    /// An operation.
    Operation,
    /// A parameter or a body of an operation.
    Argument,
    /// What an operation answers with.
    Answer,
    /// A documented error of an operation, or of all.
    Failure,
    /// A documented header of the answers of an operation.
    Header,
    /// The walk over the pages of an operation.
    Pages,
    /// A type.
    Model,
    /// A field of a struct.
    Field,
    /// A variant of an enum or a choice.
    Variant,
    /// A webhook or a callback.
    Hook,
    /// What the runtime has for the calls that need it.
    Runtime,
}

impl What {
    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Credential => "credential",
            Self::Server => "server",
            Self::Service => "service",
            Self::Operation => "operation",
            Self::Argument => "argument",
            Self::Answer => "answer",
            Self::Failure => "error",
            Self::Header => "header",
            Self::Pages => "pages",
            Self::Model => "model",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Hook => "hook",
            Self::Runtime => "runtime item",
        }
    }

    /// Several of them.
    pub fn words(self) -> String {
        if self == Self::Pages { self.word().to_owned() } else { format!("{}s", self.word()) }
    }
}

/// An item by its name in Rust: that of the older SDK, where that has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// What it is.
    pub what: What,
    /// `users().create`, `users().list(search)`, `User.email`, `Status::Active`.
    pub name: String,
}

impl Item {
    /// Anything else by its name.
    pub fn new(what: What, name: impl Into<String>) -> Self {
        Self { what, name: name.into() }
    }

    /// The operations of a tag: `users()`; `client` for those without one.
    pub fn service(service: &Service) -> Self {
        Self::new(What::Service, service.called())
    }

    /// An operation, or what belongs to one as a whole: its answer, its pages.
    pub fn of_operation(what: What, service: &Service, operation: &Operation) -> Self {
        Self::new(what, format!("{}.{}", service.called(), operation.name))
    }

    /// A part of an operation, such as `users().list(search)`.
    pub fn part_of_operation(what: What, service: &Service, operation: &Operation, part: &str) -> Self {
        Self::new(what, format!("{}.{}({part})", service.called(), operation.name))
    }

    /// A type.
    pub fn model(def: &Def) -> Self {
        Self::new(What::Model, def.name.clone())
    }

    /// A field of a struct.
    pub fn field(def: &Def, name: &str) -> Self {
        Self::new(What::Field, format!("{}.{name}", def.name))
    }

    /// A variant of an enum.
    pub fn variant(def: &Def, name: &str) -> Self {
        Self::new(What::Variant, format!("{}::{name}", def.name))
    }

    /// What it belongs to and what it is called there: `users().list` and `search`, `User` and `email`. Nothing and the whole
    /// name where it stands for itself.
    pub fn parts(&self) -> (&str, &str) {
        if let (What::Argument, Some((owner, part))) = (self.what, self.name.rsplit_once('(')) {
            return (owner, part.trim_end_matches(')'));
        }
        let (double, single) = (self.name.rsplit_once("::"), self.name.rsplit_once('.'));
        // Of `webhooks::Webhook::Paid` and `users().list.text()` the last step counts.
        match (double, single) {
            (Some(double), Some(single)) => {
                if double.1.len() < single.1.len() {
                    double
                } else {
                    single
                }
            }
            (found, None) | (None, found) => found.unwrap_or(("", &self.name)),
        }
    }
}
