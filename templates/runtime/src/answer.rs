//! From the bytes of an answer to the value that a call returns.

use bytes::Bytes;
use reqwest::header::HeaderMap;

use super::decode::{Decode, DecodeError, Decoder};
use super::error::Raw;

/// A success before it is read.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The body.
    pub body: &'a Bytes,
    /// Whether every tolerance is an error.
    pub strict: bool,
}

/// How the value of a call is read. A function pointer: sending is not generic, only reading is.
pub type Reader<T> = fn(&Answer<'_>) -> Result<T, DecodeError>;

/// JSON.
///
/// # Errors
///
/// The body is no JSON, or not of this type.
pub fn read_json<T: Decode>(answer: &Answer<'_>) -> Result<T, DecodeError> {
    Decoder::new(answer.body, answer.strict).whole()
}

/// Nothing: a body that came all the same is passed over, unless the client is strict.
///
/// # Errors
///
/// The client is strict and there is a body.
pub fn read_empty(answer: &Answer<'_>) -> Result<(), DecodeError> {
    if answer.strict && !answer.body.is_empty() {
        return Err(Decoder::new(answer.body, true).error("the document promises an answer without a body"));
    }
    Ok(())
}

/// Text in UTF-8.
///
/// # Errors
///
/// Bytes that are no UTF-8.
pub fn read_text(answer: &Answer<'_>) -> Result<String, DecodeError> {
    let text = std::str::from_utf8(answer.body);
    text.map(str::to_owned)
        .map_err(|e| Decoder::new(answer.body, answer.strict).error(format!("the text is not UTF-8: {e}")))
}

/// Bytes as they came.
///
/// # Errors
///
/// None.
pub fn read_bytes(answer: &Answer<'_>) -> Result<Bytes, DecodeError> {
    Ok(answer.body.clone())
}

/// The value of a call with what stood around it.
#[derive(Clone)]
pub struct Response<T> {
    raw: Raw,
    value: T,
}

impl<T> Response<T> {
    pub(super) fn new(raw: Raw, value: T) -> Self {
        Self { raw, value }
    }

    /// The status, e.g. 201.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.raw.status.as_u16()
    }

    /// A header, where it is there and text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.raw.header(name)
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.raw.attempts
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").field("status", &self.raw.status).field("value", &self.value).finish_non_exhaustive()
    }
}
