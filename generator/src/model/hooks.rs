//! The second intermediate model, calls that the API makes: Rust words, all names final, no tokens.

use serde_json::Value;

use super::operations::Answer;
use super::types::Type;
use crate::spec::Place;

/// Calls that one handler may get: all webhooks, or all callbacks of an operation.
#[derive(Clone, Debug)]
pub struct Hooks {
    /// The operation that brings them about; `None` for webhooks.
    pub owner: Option<Owner>,
    /// The property in which every payload says by itself what it is.
    pub tag: Option<String>,
    /// In document order.
    pub hooks: Vec<Hook>,
}

impl Hooks {
    /// The enum of them.
    pub fn name(&self) -> &'static str {
        if self.owner.is_some() { "Callback" } else { "Webhook" }
    }
}

/// The operation of callbacks.
#[derive(Clone, Debug)]
pub struct Owner {
    /// `create_subscription`: the module of its callbacks.
    pub module: String,
    /// Its `operationId`, or what stands in for it.
    pub id: String,
    /// `subscriptions().create`
    pub call: String,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Hook {
    /// The function that reads its payload.
    pub function: String,
    /// The variant of the enum.
    pub variant: String,
    /// Its name: the key in the document, with the method or the expression where an earlier one has the same key.
    pub wire: String,
    /// What its payload calls it, where it does; else its name.
    pub event: String,
    /// Its key in the document.
    pub key: String,
    /// Upper case.
    pub method: String,
    /// Where a callback goes: a runtime expression.
    pub expression: Option<String>,
    /// What it is, in a line of Markdown; empty where the document has no such line.
    pub summary: String,
    /// Markdown of the description.
    pub docs: Vec<String>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// What comes with it.
    pub payload: HookPayload,
    /// What comes beside it: name, place, description.
    pub beside: Vec<(String, Place, String)>,
    /// What it may be answered with.
    pub answers: Vec<Answer>,
    /// A payload as the document shows it.
    pub example: Option<Value>,
}

/// What comes with a call.
#[derive(Clone, Debug, PartialEq)]
pub enum HookPayload {
    /// JSON of this type.
    Json(Type),
    /// Text that is not read any further.
    Text,
    /// Bytes, or nothing that the document knows of.
    Bytes,
}

impl HookPayload {
    /// The type of JSON.
    pub fn json(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) => Some(ty),
            Self::Text | Self::Bytes => None,
        }
    }
}
