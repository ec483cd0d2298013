//! What stands between a client and its transport: code of the caller's around each attempt.

use std::fmt;
use std::sync::Arc;

use reqwest::{Request, Response};

use super::fault::Fault;
use super::operation::Operation;
use super::transport::{Exchange, Link};

/// Code around each attempt: it may change the request, look at the answer, measure, or answer itself.
///
/// The request carries its credentials, and the answer its body still to come.
pub trait Middleware: Send + Sync + 'static {
    /// Handles one attempt; `next.run(request)` is the rest of the way. Dropping the future ends the attempt.
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> Exchange<'a>;
}

/// What a client has of it, the outermost first.
#[derive(Clone, Default)]
pub(super) struct Chain(pub Vec<Arc<dyn Middleware>>);

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} around each attempt", self.0.len())
    }
}

/// The rest of the way of an attempt. A clone can go it again.
#[derive(Clone)]
pub struct Next<'a> {
    pub(super) rest: &'a [Arc<dyn Middleware>],
    pub(super) link: &'a Link,
    pub(super) operation: &'static Operation,
    pub(super) attempt: u32,
}

impl<'a> Next<'a> {
    /// The operation that is called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Which attempt of the call this is, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Goes the rest of the way: the middleware that was added later, and then the transport.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub fn run(self, request: Request) -> impl Future<Output = Result<Response, Fault>> + Send + use<'a> {
        let sent = match self.rest.split_first() {
            Some((first, rest)) => Err(first.handle(request, Next { rest, ..self })),
            None => Ok(self.link.send(request)),
        };
        async move {
            match sent {
                Ok(link) => link.await,
                Err(middleware) => middleware.await,
            }
        }
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("operation", &self.operation.id)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}
