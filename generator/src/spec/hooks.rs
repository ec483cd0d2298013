//! Calls that an API makes, in JSON's words.

use serde_json::Value;

use super::{Body, Doc, Parameter, Response};
use crate::load::Origin;

/// A call that the API makes to whoever uses it: a webhook, or what a callback does.
#[derive(Clone, Debug)]
pub struct Hook {
    /// The key of the webhook or callback.
    pub name: String,
    /// Upper case.
    pub method: String,
    /// Summary, description, deprecation.
    pub doc: Doc,
    /// What comes beside the payload.
    pub parameters: Vec<Parameter>,
    /// The payload.
    pub body: Option<Body>,
    /// A payload as the document shows it.
    pub example: Option<Value>,
    /// What it may be answered with.
    pub responses: Vec<Response>,
    /// Where it stands.
    pub origin: Origin,
}

/// A call that an operation brings about.
#[derive(Clone, Debug)]
pub struct Callback {
    /// Where it goes: a runtime expression (OpenAPI 3.0.3 §4.7.18.2).
    pub expression: String,
    /// What is called.
    pub hook: Hook,
}
