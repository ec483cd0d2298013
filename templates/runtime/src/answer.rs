//! From the bytes of an answer to the value that a call returns.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;

use super::call::Draft;
use super::config::Core;
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::error::Raw;
use super::operation::Operation;

/// A success before it is read.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The status, e.g. 201.
    pub status: u16,
    /// The media type that the server names.
    pub media: Option<&'a str>,
    /// The body.
    pub body: &'a Bytes,
    /// Whether every tolerance is an error.
    pub strict: bool,
}

impl Answer<'_> {
    fn is_json(&self) -> bool {
        self.media.is_some_and(|media| media.to_lowercase().contains("json"))
    }
}

/// How the value of a call is read. Function pointers: sending is not generic, only reading is.
#[derive(Debug)]
pub enum Reader<T> {
    /// From the whole body.
    Whole(fn(&Answer<'_>) -> Result<T, DecodeError>),
    /// While the body comes.
    Open(fn(Incoming) -> Result<T, Refused>),
    /// From where a redirect leads.
    Redirect(fn(String) -> T),
}

impl<T> Clone for Reader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reader<T> {}

/// A success whose body was not read yet.
pub struct Incoming {
    pub(super) received: Box<Received>,
    /// How long to wait for more of it.
    pub(super) timeout: Duration,
    /// The greatest piece that is held in memory.
    pub(super) limit: usize,
    /// Whether every tolerance is an error.
    pub strict: bool,
    #[allow(dead_code, reason = "not every SDK reads streams")]
    pub(super) origin: Origin,
}

impl Incoming {
    pub(super) fn new(received: Box<Received>, origin: Origin) -> Self {
        let (shared, options) = (&origin.core.shared, origin.draft.options());
        let timeouts = &shared.timeouts;
        let timeout = options.read_timeout.or(timeouts.read).or(options.timeout).unwrap_or(timeouts.attempt);
        Self { received, timeout, limit: shared.max_response_bytes, strict: shared.strict, origin }
    }
}

/// An answer, and the response that still has what is unread of it.
pub(super) struct Received {
    pub response: reqwest::Response,
    pub raw: Raw,
}

impl Received {
    pub fn new(mut response: reqwest::Response, operation: &'static str, attempts: u32) -> Box<Self> {
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        Box::new(Self { response, raw: Raw { operation, status, headers, body: Bytes::new(), attempts } })
    }
}

/// What a call was made of, so that it can be made again.
#[derive(Clone)]
pub(super) struct Origin {
    pub core: Core,
    pub operation: &'static Operation,
    pub draft: Box<Draft>,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("operation", &self.received.raw.operation).finish_non_exhaustive()
    }
}

/// A body that is not what was asked for: it is read as a whole after all, so that the error has it.
#[derive(Debug)]
pub struct Refused {
    pub(super) incoming: Box<Incoming>,
    pub(super) why: String,
}

/// JSON. Nothing at all counts as `null`, unless the client is strict.
///
/// # Errors
///
/// The body is no JSON, or not of this type.
pub fn read_json<T: Decode>(answer: &Answer<'_>) -> Result<T, DecodeError> {
    let read = |body, strict| Decoder::new(body, strict).whole();
    let found = read(answer.body, answer.strict).or_else(|error| match answer.body.is_empty() && !answer.strict {
        // A list that is written as `null` is not one that is not written.
        true => read(b"null", true).map_err(|_| error),
        false => Err(error),
    });
    found.map_err(|error| match answer.media {
        // The text of a page says less than that it is one.
        Some(media) if !answer.is_json() => {
            Decoder::new(answer.body, true).error(format!("the answer is `{media}`, and JSON was expected"))
        }
        _ => error,
    })
}

/// JSON, or nothing where the body is empty.
///
/// # Errors
///
/// As for [`read_json`].
pub fn read_optional<T: Decode>(answer: &Answer<'_>) -> Result<Option<T>, DecodeError> {
    if answer.body.iter().all(u8::is_ascii_whitespace) { Ok(None) } else { read_json(answer) }
}

/// Nothing: a body that came all the same is passed over, unless the client is strict. Documents describe many a `200` without
/// its body, so that one promises nothing.
///
/// # Errors
///
/// The client is strict, and there is a body with another status.
pub fn read_empty(answer: &Answer<'_>) -> Result<(), DecodeError> {
    if answer.strict && answer.status != 200 && !answer.body.is_empty() {
        return Err(Decoder::new(answer.body, true).error("the document promises an answer without a body"));
    }
    Ok(())
}

/// A JSON string. Text that is none counts as it came, unless the client is strict: many a server that is said to answer with
/// a JSON string sends a file, or plain words.
///
/// # Errors
///
/// Bytes that are no UTF-8; what is no JSON string where the client is strict.
pub fn read_said(answer: &Answer<'_>) -> Result<String, DecodeError> {
    let quoted = Decoder::new(answer.body, answer.strict).whole::<String>();
    if answer.strict || quoted.is_ok() { quoted } else { read_text(answer) }
}

/// Text in UTF-8. A JSON string counts as the text that it holds, where the server says that it is JSON.
///
/// # Errors
///
/// Bytes that are no UTF-8.
pub fn read_text(answer: &Answer<'_>) -> Result<String, DecodeError> {
    if answer.is_json()
        && let Ok(text) = Decoder::new(answer.body, answer.strict).whole()
    {
        return Ok(text);
    }
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
    pub(super) raw: Raw,
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

    /// The body as it came, also where the document says nothing of one; empty where the value reads it as it comes.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.raw.body
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

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.raw.status).field("value", &self.value).finish_non_exhaustive()
    }
}
