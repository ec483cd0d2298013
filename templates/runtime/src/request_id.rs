//! The id that a server gave to a request: what its support asks for.

use reqwest::header::HeaderMap;

use super::answer::Response;
use super::error::{ApiError, DecodeFailure};

/// Headers that carry it, the most frequent first. None is a standard.
const NAMES: [&str; 8] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-github-request-id",
    "x-correlation-id",
    "x-trace-id",
];

fn found(headers: &HeaderMap) -> Option<&str> {
    NAMES.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

impl ApiError {
    /// The id that the server gave to the request, from `x-request-id` or a header that is used like it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        found(self.headers())
    }
}

impl DecodeFailure {
    /// The id that the server gave to the request, from `x-request-id` or a header that is used like it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        found(self.headers())
    }
}

impl<T> Response<T> {
    /// The id that the server gave to the request, from `x-request-id` or a header that is used like it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        found(self.headers())
    }
}
