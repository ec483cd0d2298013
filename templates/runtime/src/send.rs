//! Sending: one function, not generic, for every operation.

use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::{Request, Response, StatusCode, Url};
use tokio::time::Instant;

use super::answer::{Incoming, Origin, Received};
use super::auth::Presented;
use super::call::Draft;
use super::config::Shared;
use super::decode::Decoder;
use super::error::{ApiError, ConfigError, DecodeFailure, EncodeError, Error, Raw, TransportError};
use super::fault::Fault;
use super::middleware::Next;
use super::operation::{Operation, Retry};
use super::payload::Payload;
use super::request::request;
use super::retry::Outcome;

/// What a call wants of its answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A success, read.
    Whole,
    /// A success, its body unread.
    Unread,
    /// A redirect.
    Redirect,
}

impl Wanted {
    /// Whether an answer of this status is what is wanted. An HTTP client of the caller's own may have followed a redirect.
    fn is(self, status: StatusCode) -> bool {
        status.is_success() || self == Self::Redirect && status.is_redirection()
    }
}

/// Where a redirect leads.
pub(super) fn location(incoming: &Incoming) -> Option<String> {
    let Received { response, raw } = &*incoming.received;
    // A location may be relative (RFC 9110 §10.2.2).
    match raw.header("location") {
        Some(location) => Some(response.url().join(location).map_or_else(|_| location.to_owned(), Into::into)),
        None => raw.status.is_success().then(|| response.url().as_str().to_owned()),
    }
}

/// Reads what is not what was asked for, and says so.
pub(super) async fn refused(incoming: Incoming, why: String) -> Error {
    let Received { mut response, mut raw } = *incoming.received;
    let body = pin!(body(&mut response, incoming.limit));
    match within(Some(incoming.timeout), body).await.unwrap_or_else(Err) {
        Ok(body) => raw.body = body,
        Err(fault) => return TransportError::new(raw.operation, raw.attempts, fault).into(),
    }
    let reason = Decoder::new(&[], true).error(why);
    Error::Decode(Box::new(DecodeFailure::new(raw, reason)))
}

/// So many redirects are followed.
const HOPS: u32 = 10;

/// Where what is only read has moved to (RFC 9110 §15.4) on the server that was asked, which knows the credentials already. What is
/// on another server is for the caller to decide.
fn moved(operation: &Operation, asked: &Url, raw: &Raw) -> Option<Url> {
    let reads =
        matches!(operation.method, "GET" | "HEAD") && matches!(raw.status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = raw.header("location").filter(|_| reads)?;
    asked.join(location).ok().filter(|url| url.origin() == asked.origin())
}

/// Sends a draft, again where that is safe, and returns what is a success. What is on its way is kept small, and does not
/// move: a program has many of these futures, and each takes its room in the processor's caches.
pub(super) async fn send(mut origin: Origin, wanted: Wanted) -> Result<Incoming, Error> {
    let Origin { core, operation, draft } = &mut origin;
    if let Some(why) = &draft.failure {
        return Err(EncodeError::new(operation.id, why).into());
    }
    let shared = &*core.shared;
    // One for all attempts: by it the server knows the second.
    if let Some(keys) = &shared.keys
        && operation.retry == Retry::WithKey
        && !draft.keyed()
    {
        draft.options.get_or_insert_default().idempotency_key = Some(keys.make());
    }
    let options = draft.options();
    if let Some(why) = draft.lacks(&shared.headers) {
        return Err(ConfigError::new(format!("{}: {why}", operation.id)).into());
    }
    let mut attempts = Attempts::new(shared, operation, draft);
    // How long a body takes is for the line to say: only a timeout that the call itself names ends an upload.
    let uploads = draft.body.as_ref().is_some_and(Payload::is_streamed);
    let timeout = options.timeout.or((!uploads).then_some(shared.timeouts.attempt));
    let mut hops = 0;
    loop {
        // A provider is asked for each attempt: after a wait its credential may be another one.
        let mut presented = shared.credentials.present(operation)?;
        if presented.asks() {
            let ask = pin!(presented.ask(operation, &shared.link, &shared.base));
            let failed = |fault| TransportError::new(operation.id, attempts.made, fault);
            within(attempts.left(), ask).await.map_err(failed)??;
        }
        let opened = match &draft.body {
            Some(payload) => Some(payload.open().await.map_err(|why| EncodeError::new(operation.id, why))?),
            None => None,
        };
        let (url, result) = {
            // Made anew for each attempt: most often there is one, and nothing is copied for another.
            let request = request(shared, operation, draft, &presented, opened)
                .map_err(|why| EncodeError::new(operation.id, why))?;
            let url = request.url().clone();
            let timeout = [timeout, attempts.left()].into_iter().flatten().min();
            let next = Next { rest: &shared.middleware, link: &shared.link, operation, attempt: attempts.made };
            let exchange = pin!(exchange(next, request, wanted, shared.max_response_bytes));
            (url, within(timeout, exchange).await.unwrap_or_else(Err))
        };
        let wait = match result {
            Ok(received) if wanted.is(received.raw.status) => {
                shared.budget.succeeded(attempts.made);
                drop(presented);
                return Ok(Incoming::new(received, origin));
            }
            result => {
                let moved = result.as_ref().ok().filter(|_| hops < HOPS).and_then(|r| moved(operation, &url, &r.raw));
                match moved {
                    Some(url) => {
                        hops += 1;
                        draft.link = Some(Box::new(url));
                        Duration::ZERO
                    }
                    None => attempts.again(result, &presented)?,
                }
            }
        };
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }
}

/// The attempts of a call, and what decides whether there is another.
struct Attempts<'a> {
    shared: &'a Shared,
    operation: &'static Operation,
    /// What can be sent once is not sent twice.
    repeatable: bool,
    keyed: bool,
    retries: u32,
    /// Until when the whole call must be done.
    deadline: Option<Instant>,
    /// How many were made, with the one that is being made.
    made: u32,
    /// Whether a provider was asked for another credential.
    renewed: bool,
}

impl<'a> Attempts<'a> {
    fn new(shared: &'a Shared, operation: &'static Operation, draft: &Draft) -> Self {
        let options = draft.options();
        let call = options.call_timeout.or(shared.timeouts.call);
        Self {
            shared,
            operation,
            repeatable: draft.body.as_ref().is_none_or(Payload::repeatable),
            keyed: draft.keyed(),
            retries: options.retries.unwrap_or(shared.policy.retries),
            // A moment that the clock cannot name never comes.
            deadline: call.and_then(|call| Instant::now().checked_add(call)),
            made: 1,
            renewed: false,
        }
    }

    /// How long the call may still take.
    fn left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline - Instant::now())
    }

    /// After how long there is another attempt; else the error of the call.
    #[cold]
    fn again(&mut self, result: Result<Box<Received>, Fault>, presented: &Presented<'_>) -> Result<Duration, Error> {
        let (wait, error) = match result {
            Ok(received) => {
                let raw = received.raw;
                (self.wait(&Outcome::Status(raw.status, &raw.headers)), Error::from(ApiError::new(raw)))
            }
            Err(fault) => {
                (self.wait(&fault.outcome()), TransportError::new(self.operation.id, self.made, fault).into())
            }
        };
        // Whoever is unknown has done nothing, so that a new credential is worth one more attempt whatever the method.
        let unknown = error.status() == Some(401) && self.repeatable && !self.renewed;
        let wait = match wait {
            Some(wait) => wait,
            None if unknown && presented.refused() => {
                self.renewed = true;
                Duration::ZERO
            }
            None => return Err(error),
        };
        self.made += 1;
        Ok(wait)
    }

    fn wait(&self, outcome: &Outcome<'_>) -> Option<Duration> {
        if !self.repeatable || self.made > self.retries {
            return None;
        }
        let wait = self.shared.policy.wait(self.operation.retry, self.keyed, self.made, outcome)?;
        let in_time = self.deadline.is_none_or(|d| Instant::now().checked_add(wait).is_some_and(|then| then < d));
        (in_time && self.shared.budget.take()).then_some(wait)
    }
}

/// Waits so long at the most.
async fn within<F: Future>(limit: Option<Duration>, work: Pin<&mut F>) -> Result<F::Output, Fault> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, work).await.map_err(|_| Fault::timed_out()),
        None => Ok(work.await),
    }
}

/// One attempt: the answer, and its body unless that is to stay unread.
fn exchange<'a>(
    next: Next<'a>,
    request: Request,
    wanted: Wanted,
    limit: usize,
) -> impl Future<Output = Result<Box<Received>, Fault>> + use<'a> {
    let (operation, attempts) = (next.operation.id, next.attempt);
    let sent = next.run(request);
    async move {
        let mut received = Received::new(sent.await?, operation, attempts);
        let Received { response, raw } = &mut *received;
        if wanted != Wanted::Unread || !raw.status.is_success() {
            raw.body = body(response, limit).await?;
        }
        Ok(received)
    }
}

/// The body of an answer, as far as it may be read. What counts is what it is unpacked to.
async fn body(response: &mut Response, limit: usize) -> Result<Bytes, Fault> {
    let mut body = Bytes::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            // An error is still an error when its page is long.
            if !response.status().is_success() {
                break;
            }
            return Err(Fault::too_large(limit));
        }
        // Most answers are one chunk, which is not copied; others grow in place.
        body = if body.is_empty() { chunk } else { joined(body, &chunk) };
    }
    Ok(body)
}

fn joined(start: Bytes, end: &Bytes) -> Bytes {
    let mut whole = BytesMut::from(start);
    whole.extend_from_slice(end);
    whole.freeze()
}
