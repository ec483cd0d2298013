//! Documented headers of answers, read when they are asked for.

use std::str::FromStr;

use reqwest::header::HeaderMap;

use super::answer::Response;

/// A header, where it is there and is written as its type is; several lines of it are one list (RFC 9110 §5.3).
pub fn header<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    let lines = headers.get_all(name).iter().map(|line| line.to_str().ok());
    let lines: Vec<&str> = lines.collect::<Option<_>>()?;
    if lines.is_empty() { None } else { lines.join(", ").trim().parse().ok() }
}

impl<T> Response<T> {
    /// The headers that the document names for the operation.
    #[must_use]
    pub fn headers_as<'r, H: From<&'r HeaderMap>>(&'r self) -> H {
        H::from(self.headers())
    }
}
