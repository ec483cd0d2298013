//! Operations.

use super::{Body, Callback, Doc, PageHint, Parameter, Requirement, Response, Server};
use crate::load::Origin;

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or one made from method and path. Of several that are the same only one is left as it is.
    pub id: String,
    /// `operationId`, if another operation has the same and `id` is longer.
    pub shared_id: Option<String>,
    /// What it is called in an `operationId` that is made with method and path.
    pub handler: Option<Handler>,
    /// Upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The same as it is filled: without what parameters of the query write.
    pub route: String,
    /// What an extension calls its method.
    pub called: Option<String>,
    /// The group that an extension puts it in, else the first tag.
    pub tag: Option<String>,
    /// Summary, description, deprecation.
    pub doc: Doc,
    /// Path-level and own parameters, merged, in document order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Responses in document order.
    pub responses: Vec<Response>,
    /// Calls that the API makes in answer to it.
    pub callbacks: Vec<Callback>,
    /// What an extension says of the pages of its list.
    pub pages: Option<PageHint>,
    /// Any of (all of). An empty outer list: no credentials.
    pub security: Vec<Vec<Requirement>>,
    /// Its own servers, or those of its path; empty: those of the document.
    pub servers: Vec<Server>,
    /// Whether a large file is sent in chunks, each by a call of its own (`x-appwrite`).
    pub in_chunks: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// The function that a framework calls for an operation.
#[derive(Clone, Debug)]
pub struct Handler {
    /// As written.
    pub name: String,
    /// With the class that has it, for where another has the name.
    pub longer: Option<String>,
    /// Whether it is the whole id, with its words told apart.
    pub whole: bool,
}

impl Operation {
    /// `GET /users`: what no other operation of a document is.
    pub fn title(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Tells it apart from others of the same `operationId`, or makes it the one that needs nothing more.
    pub fn share_id(&mut self, longer: bool) {
        let own = self.shared_id.take().unwrap_or_else(|| self.id.clone());
        if longer {
            self.id = format!("{own} {}", by_route(&self.method, &self.path));
            self.shared_id = Some(own);
        } else {
            self.id = own;
        }
    }
}

/// `get users by id` for `GET /users/{id}`.
pub fn by_route(method: &str, path: &str) -> String {
    let words = path.replace('{', " by ").replace(['}', '/'], " ");
    format!("{} {}", method.to_lowercase(), words.split_whitespace().collect::<Vec<_>>().join(" "))
        .trim_end()
        .to_owned()
}
