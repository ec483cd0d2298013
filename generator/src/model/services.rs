//! Where operations are called: a service a tag, and the client itself for those without one.

use super::operations::Operation;

/// The operations of a tag, or those without one.
#[derive(Clone, Debug)]
pub struct Service {
    /// `Users`: the type of a tag, and the page in the docs.
    pub name: String,
    /// `users`: the module, and the method of the client where there is a tag.
    pub module: String,
    /// The tag as written; operations without one are methods of the client.
    pub tag: Option<String>,
    /// Markdown.
    pub docs: Vec<String>,
    /// In document order.
    pub operations: Vec<Operation>,
}

impl Service {
    /// The type whose methods the operations are.
    pub fn owner(&self) -> &str {
        if self.tag.is_some() { &self.name } else { "Client" }
    }

    /// The value whose methods the operations are: `client.users()`.
    pub fn reached(&self) -> String {
        if self.tag.is_some() { format!("client.{}", self.called()) } else { self.called() }
    }

    /// The same in short: `users()`, or `client`.
    pub fn called(&self) -> String {
        if self.tag.is_some() { format!("{}()", self.module) } else { "client".to_owned() }
    }
}
