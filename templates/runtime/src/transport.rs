//! What carries a request to a server: the HTTP library, or what a caller puts in its place.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::{Request, Response};

use super::fault::Fault;

/// The future of one exchange.
pub type Exchange<'a> = Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + 'a>>;

/// What carries a request to a server. A function from a request to a future is one, so that a test needs no network:
/// `http::Response::new("a body").into()` is an answer.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, once, and returns the answer with its body still to come. No redirect is to be followed.
    fn send(&self, request: Request) -> Exchange<'_>;
}

impl<F, A> Transport for F
where
    F: Fn(Request) -> A + Send + Sync + 'static,
    A: Future<Output = Result<Response, Fault>> + Send + 'static,
{
    fn send(&self, request: Request) -> Exchange<'_> {
        Box::pin(self(request))
    }
}

/// The end of the line. The HTTP library is reached without a box.
#[derive(Clone)]
pub(super) enum Link {
    Http(reqwest::Client),
    Own(Arc<dyn Transport>),
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http(_) => "an HTTP client",
            Self::Own(_) => "a transport of the caller's",
        })
    }
}

impl Link {
    /// The request is on its way when this returns, so that the future is small: a large one would be moved with each
    /// layer that awaits it.
    pub fn send(&self, request: Request) -> impl Future<Output = Result<Response, Fault>> + Send + use<'_> {
        let sent = match self {
            Self::Http(client) => Ok(client.execute(request)),
            Self::Own(transport) => Err(transport.send(request)),
        };
        async move {
            match sent {
                Ok(http) => Ok(http.await?),
                Err(own) => own.await,
            }
        }
    }
}
