//! What an operation answers with.

use super::{Content, Doc, ShapeId};
use crate::load::Origin;

/// A documented response.
#[derive(Clone, Debug)]
pub struct Response {
    /// `200`, `2XX` or `default`.
    pub status: String,
    /// Its description.
    pub description: String,
    /// Media types in document order; empty when there is no body.
    pub content: Vec<Content>,
    /// Headers in document order.
    pub headers: Vec<Header>,
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name as written.
    pub name: String,
    /// Description and deprecation.
    pub doc: Doc,
    /// Its schema.
    pub shape: ShapeId,
    /// Where it stands.
    pub origin: Origin,
}

/// Whether a status, as documents write it, is no success and no step on the way to one.
pub fn is_error(status: &str) -> bool {
    !status.starts_with(['1', '2', '3'])
}
