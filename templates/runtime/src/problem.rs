//! Problem details (RFC 9457): the one form in which many APIs say what went wrong.

use serde_json::{Map, Value};

use super::error::ApiError;

/// What went wrong.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// The kind of problem, as a URI; `about:blank` says no more than the status.
    pub r#type: String,
    /// The kind of problem in a few words.
    pub title: Option<String>,
    /// The status, as the server meant it.
    pub status: Option<u16>,
    /// What went wrong this time.
    pub detail: Option<String>,
    /// This occurrence of the problem, as a URI.
    pub instance: Option<String>,
    /// The members that belong to the kind of problem.
    pub extensions: Map<String, Value>,
}

impl ApiError {
    /// The body as problem details, where the server says that it is `application/problem+json`.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        let media = self.header("content-type")?.split(';').next()?.trim();
        if !media.eq_ignore_ascii_case("application/problem+json") {
            return None;
        }
        let mut extensions: Map<String, Value> = self.decode().ok()?;
        // A member of another type than it should have is ignored (RFC 9457 §3.1).
        let mut text = |name: &str| match extensions.shift_remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (kind, title) = (text("type"), text("title"));
        let (detail, instance) = (text("detail"), text("instance"));
        let status = extensions.shift_remove("status").and_then(|status| u16::try_from(status.as_u64()?).ok());
        let r#type = kind.unwrap_or_else(|| "about:blank".to_owned());
        Some(Problem { r#type, title, status, detail, instance, extensions })
    }
}
