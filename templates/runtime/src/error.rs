//! The one error of an SDK. No error shows a credential, a body or a URL with a query.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::fault::{BoxError, Fault};
use super::retry;

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The server answered, and the answer is no success.
    Api(Box<ApiError>),
    /// No answer, or not all of it: connection, timeout, size.
    Transport(TransportError),
    /// The answer is a success, and its body is not what the document says.
    Decode(Box<DecodeFailure>),
    /// The request cannot be written; nothing was sent.
    Encode(EncodeError),
    /// The client is not set up for this call; nothing was sent.
    Config(ConfigError),
    /// A credential cannot be had; nothing was sent.
    Credential(CredentialError),
}

impl Error {
    /// The status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            _ => None,
        }
    }

    /// How many attempts were made; 0 where nothing was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Api(error) => error.attempts(),
            Self::Transport(error) => error.attempts(),
            Self::Decode(error) => error.attempts(),
            Self::Encode(_) | Self::Config(_) | Self::Credential(_) => 0,
        }
    }

    /// Whether the time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }

    /// Whether no connection came about, so that the server has seen nothing.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Encode(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => std::error::Error::source(error),
            Self::Decode(error) => Some(error.reason()),
            Self::Credential(error) => std::error::Error::source(error),
            Self::Api(_) | Self::Encode(_) | Self::Config(_) => None,
        }
    }
}

/// An answer as it came.
#[derive(Clone)]
pub(super) struct Raw {
    pub operation: &'static str,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub attempts: u32,
}

impl Raw {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// An answer that is no success.
#[derive(Clone)]
pub struct ApiError {
    raw: Raw,
}

impl ApiError {
    pub(super) fn new(raw: Raw) -> Self {
        Self { raw }
    }

    /// The id of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.raw.operation
    }

    /// The status, e.g. 404.
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

    /// How long the server asks to wait: `Retry-After` (RFC 9110 §10.2.3), or the reset of its rate limit.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry::asked(&self.raw.headers)
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.raw.attempts
    }

    /// The body as it came.
    #[must_use]
    pub fn raw_body(&self) -> &Bytes {
        &self.raw.body
    }

    /// The body as text; bytes that are no UTF-8 are shown as U+FFFD.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.raw.body)
    }

    /// The body as a type.
    ///
    /// # Errors
    ///
    /// The body is something else, such as a proxy's page.
    pub fn decode<T: Decode>(&self) -> Result<T, DecodeError> {
        Decoder::new(&self.raw.body, false).whole()
    }

    /// The error as one of those that the document names for the operation.
    #[must_use]
    pub fn of<'e, E: From<&'e Self>>(&'e self) -> E {
        E::from(self)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.raw.operation)
            .field("status", &self.raw.status)
            .field("attempts", &self.raw.attempts)
            .field("body_bytes", &self.raw.body.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the server answered {}", self.raw.operation, self.raw.status)
    }
}

impl std::error::Error for ApiError {}

/// No answer, or not all of it.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static str,
    attempts: u32,
    fault: Fault,
}

impl TransportError {
    pub(super) fn new(operation: &'static str, attempts: u32, fault: impl Into<Fault>) -> Self {
        Self { operation, attempts, fault: fault.into() }
    }

    /// The id of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What went wrong.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// Whether the time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.fault.is_timeout()
    }

    /// Whether no connection came about.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.fault.is_connect()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.fault)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.fault.source()
    }
}

/// A success whose body is not what the document says. The body is kept.
#[derive(Clone)]
pub struct DecodeFailure {
    raw: Raw,
    reason: DecodeError,
}

impl DecodeFailure {
    pub(super) fn new(raw: Raw, reason: DecodeError) -> Self {
        Self { raw, reason }
    }

    /// What is wrong, with the JSON path.
    #[must_use]
    pub fn reason(&self) -> &DecodeError {
        &self.reason
    }

    /// The id of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.raw.operation
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.raw.status.as_u16()
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

    /// The body as it came.
    #[must_use]
    pub fn raw_body(&self) -> &Bytes {
        &self.raw.body
    }
}

impl fmt::Debug for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeFailure")
            .field("operation", &self.raw.operation)
            .field("status", &self.raw.status)
            .field("reason", &self.reason)
            .field("body_bytes", &self.raw.body.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the answer is not what the document says: {}", self.raw.operation, self.reason)
    }
}

impl std::error::Error for DecodeFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.reason)
    }
}

/// A request that cannot be written.
#[derive(Clone, Debug)]
pub struct EncodeError {
    operation: &'static str,
    message: String,
}

impl EncodeError {
    pub(super) fn new(operation: &'static str, message: impl Into<String>) -> Self {
        Self { operation, message: message.into() }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.message)
    }
}

impl std::error::Error for EncodeError {}

/// A client that is not set up for a call.
#[derive(Clone, Debug)]
pub struct ConfigError {
    message: String,
}

impl ConfigError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

/// A credential that its provider could not give. The provider's error is the source.
#[derive(Debug)]
pub struct CredentialError {
    operation: &'static str,
    scheme: &'static str,
    source: BoxError,
}

impl CredentialError {
    pub(super) fn new(operation: &'static str, scheme: &'static str, source: BoxError) -> Self {
        Self { operation, scheme, source }
    }

    /// The id of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The security scheme, by its name in the document.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: no credential for {}: {}", self.operation, self.scheme, self.source)
    }
}

impl std::error::Error for CredentialError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}
