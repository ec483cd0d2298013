//! Calls that are made again where their answer broke off: a stream of events, a download.

use std::task::{Context, Poll, ready};
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};

use super::answer::{Incoming, Origin, Refused};
use super::error::Error;
use super::future::Sending;
use super::operation::Retry;
use super::payload::Payload;
use super::retry::Outcome;
use super::send::{self, Wanted};

/// How often in a row a call is made again while nothing comes of it.
const TRIES: u32 = 5;

/// A call that is made again.
pub(super) struct Again {
    origin: Origin,
    /// How often it was made again since something came.
    tries: u32,
    pending: Option<Sending>,
}

impl Again {
    /// `None`: to make the call again could do harm.
    pub fn new(origin: &Origin) -> Option<Self> {
        let keyed = origin.draft.keyed();
        let harmless = match origin.operation.retry {
            Retry::Safe => true,
            Retry::WithKey => keyed,
            Retry::Never => false,
        };
        let repeatable = origin.draft.body.as_ref().is_none_or(Payload::repeatable);
        (harmless && repeatable).then(|| Self { origin: origin.clone(), tries: 0, pending: None })
    }

    /// Something came.
    pub fn came(&mut self) {
        self.tries = 0;
    }

    /// Begins to make the call again after what happened, with these headers; `false`: there is no use.
    pub fn begin(
        &mut self,
        error: Option<&Error>,
        asked: Option<Duration>,
        headers: &[(HeaderName, Option<HeaderValue>)],
    ) -> bool {
        let outcome = match error {
            // The server has ended it in good order.
            None => Outcome::Broken,
            Some(Error::Transport(error)) => error.fault().outcome(),
            Some(Error::Api(error)) => Outcome::Status(error.raw().status, error.headers()),
            Some(_) => Outcome::Final,
        };
        let policy = &self.origin.core.shared.policy;
        let wait = policy.wait(Retry::Safe, true, self.tries + 1, &outcome);
        let Some(wait) = wait.filter(|_| self.tries < TRIES) else { return false };
        let wait = match asked {
            // What the server asks for is kept, and from the second try on it is not all.
            Some(asked) if self.tries == 0 => asked,
            Some(asked) => asked.saturating_add(wait),
            None => wait,
        };
        self.tries += 1;
        let mut origin = self.origin.clone();
        origin.draft.resume = headers.to_vec();
        self.pending = Some(Box::pin(async move {
            tokio::time::sleep(wait).await;
            send::send(origin, Wanted::Unread).await
        }));
        true
    }

    /// Reads what came in place of what was wanted, to fail with it.
    #[allow(dead_code, reason = "not every SDK has events")]
    pub fn refuse(&mut self, refused: Refused) {
        let Refused { incoming, why } = refused;
        self.pending = Some(Box::pin(async move { Err(send::refused(*incoming, why).await) }));
    }

    /// What comes of the call that is made again; `None`: none is.
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Incoming, Error>>> {
        let Some(pending) = &mut self.pending else { return Poll::Ready(None) };
        let result = ready!(pending.as_mut().poll(cx));
        self.pending = None;
        Poll::Ready(Some(result))
    }
}
