//! Sending: one function, not generic, for every operation.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request, Response, StatusCode, Url};
use tokio::time::Instant;

use super::answer::Incoming;
use super::auth::Presented;
use super::call::Draft;
use super::config::{self, Core, Shared};
use super::decode::Decoder;
use super::error::{ApiError, DecodeFailure, EncodeError, Error, Raw, TransportError};
use super::escape::encoded;
use super::fault::Fault;
use super::middleware::Next;
use super::operation::Operation;
use super::path;
use super::payload::Payload;
use super::retry::Outcome;

/// What a call wants of its answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
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

/// Sends a draft, and returns where the redirect leads that is its answer.
pub(super) async fn redirect(
    core: &Core,
    operation: &'static Operation,
    draft: &Draft,
) -> Result<(Raw, String), Error> {
    let (raw, response) = send(core, operation, draft, Wanted::Redirect).await?;
    // A location may be relative (RFC 9110 §10.2.2).
    let url = match raw.header("location") {
        Some(location) => response.url().join(location).map_or_else(|_| location.to_owned(), Into::into),
        None if raw.status.is_success() => response.url().as_str().to_owned(),
        None => return Err(ApiError::new(raw).into()),
    };
    Ok((raw, url))
}

/// Sends a draft, and reads what is a success.
pub(super) async fn whole(core: &Core, operation: &'static Operation, draft: &Draft) -> Result<Raw, Error> {
    send(core, operation, draft, Wanted::Whole).await.map(|(raw, _)| raw)
}

/// Sends a draft, and leaves what is a success unread.
pub(super) async fn open(core: &Core, operation: &'static Operation, draft: &Draft) -> Result<Incoming, Error> {
    let (raw, response) = send(core, operation, draft, Wanted::Unread).await?;
    let shared = &*core.shared;
    let (options, timeouts) = (&draft.options, &shared.timeouts);
    let timeout = options.read_timeout.or(timeouts.read).or(options.timeout).unwrap_or(timeouts.attempt);
    Ok(Incoming { response, raw, timeout, limit: shared.max_response_bytes, strict: shared.strict })
}

/// Reads what is not what was asked for, and says so.
pub(super) async fn refused(mut incoming: Incoming, why: String) -> Error {
    let Incoming { response, raw, timeout, limit, .. } = &mut incoming;
    let read = tokio::time::timeout(*timeout, body(response, raw.status, *limit)).await;
    match read.unwrap_or_else(|_| Err(Fault::timed_out())) {
        Ok(body) => raw.body = body,
        Err(fault) => return TransportError::new(raw.operation, raw.attempts, fault).into(),
    }
    let reason = Decoder::new(&[], true).error(why);
    Error::Decode(Box::new(DecodeFailure::new(incoming.raw, reason)))
}

/// Sends a draft, again where that is safe, and returns what is a success.
async fn send(
    core: &Core,
    operation: &'static Operation,
    draft: &Draft,
    wanted: Wanted,
) -> Result<(Raw, Response), Error> {
    if let Some(why) = &draft.failure {
        return Err(EncodeError::new(operation.id, why).into());
    }
    let (shared, options) = (&*core.shared, &draft.options);
    // What can be sent once is not sent twice.
    let repeatable = draft.body.as_ref().is_none_or(Payload::repeatable);
    let retries = if repeatable { options.retries.unwrap_or(shared.policy.retries) } else { 0 };
    let keyed = options.idempotency_key.is_some();
    // How long a body takes is for the line to say: only a timeout that the call itself names ends an upload.
    let uploads = draft.body.as_ref().is_some_and(Payload::is_streamed);
    let timeout = options.timeout.or((!uploads).then_some(shared.timeouts.attempt));
    // A moment that the clock cannot name never comes.
    let deadline = options.call_timeout.or(shared.timeouts.call).and_then(|all| Instant::now().checked_add(all));
    let (mut attempt, mut renewed) = (1, false);
    loop {
        let left = || deadline.map(|deadline| deadline - Instant::now());
        // A provider is asked for each attempt: after a wait its credential may be another one.
        let presented = shared.credentials.present(operation, &shared.link, &shared.base);
        let presented = match left() {
            Some(left) => tokio::time::timeout(left, presented)
                .await
                .unwrap_or_else(|_| Err(TransportError::new(operation.id, attempt, Fault::timed_out()).into()))?,
            None => presented.await?,
        };
        // Made anew for each attempt: most often there is one, and nothing is copied for another.
        let request = request(shared, operation, draft, &presented).await?;
        let timeout = [timeout, left()].into_iter().flatten().min();
        let result = exchange(shared, operation, request, attempt, timeout, wanted).await;
        let wait = |outcome: &Outcome<'_>| {
            let wait = shared.policy.wait(operation.retry, keyed, attempt, outcome).filter(|_| attempt <= retries)?;
            let in_time = deadline.is_none_or(|d| Instant::now().checked_add(wait).is_some_and(|then| then < d));
            (in_time && shared.budget.take()).then_some(wait)
        };
        let (wait, error) = match result {
            Ok(answer) if wanted.is(answer.0.status) => {
                shared.budget.succeeded(attempt);
                return Ok(answer);
            }
            Ok((raw, _)) => (wait(&Outcome::Status(raw.status, &raw.headers)), Error::from(ApiError::new(raw))),
            Err(fault) => (wait(&fault.outcome()), TransportError::new(operation.id, attempt, fault).into()),
        };
        // Whoever is unknown has done nothing, so that a new credential is worth one more attempt whatever the method.
        let unknown = error.status() == Some(401) && repeatable && !renewed;
        match wait {
            Some(wait) => tokio::time::sleep(wait).await,
            None if unknown && presented.refused() => renewed = true,
            None => return Err(error),
        }
        attempt += 1;
    }
}

/// One attempt. The timeout is for all of it; a success that stays unread has a timeout of its own from then on.
async fn exchange(
    shared: &Shared,
    operation: &'static Operation,
    request: Request,
    attempt: u32,
    timeout: Option<Duration>,
    wanted: Wanted,
) -> Result<(Raw, Response), Fault> {
    let all = async {
        let next = Next { rest: &shared.middleware, link: &shared.link, operation, attempt };
        let mut response = next.run(request).await?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut raw = Raw { operation: operation.id, status, headers, body: Bytes::new(), attempts: attempt };
        if wanted != Wanted::Unread || !status.is_success() {
            raw.body = body(&mut response, status, shared.max_response_bytes).await?;
        }
        Ok((raw, response))
    };
    match timeout {
        Some(timeout) => tokio::time::timeout(timeout, all).await.unwrap_or_else(|_| Err(Fault::timed_out())),
        None => all.await,
    }
}

/// The body of an answer, as far as it may be read. What counts is what it is unpacked to.
async fn body(response: &mut Response, status: StatusCode, limit: usize) -> Result<Bytes, Fault> {
    let mut body = Bytes::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            // An error is still an error when its page is long.
            if !status.is_success() {
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

/// The request of one attempt, its body opened anew.
async fn request(
    shared: &Shared,
    operation: &'static Operation,
    draft: &Draft,
    presented: &Presented,
) -> Result<Request, Error> {
    let refused = |why: String| Error::from(EncodeError::new(operation.id, why));
    let url = url(shared, operation, draft, presented).map_err(refused)?;
    let method = Method::from_bytes(operation.method.as_bytes()).map_err(|e| refused(e.to_string()))?;
    let mut request = Request::new(method, url);
    *request.headers_mut() = headers(shared, operation, draft, presented).map_err(refused)?;
    let length = match &draft.body {
        Some(payload) => {
            let opened = payload.open().await.map_err(refused)?;
            *request.body_mut() = Some(opened.body);
            opened.length
        }
        // A method that usually has a body says so when there is none (RFC 9110 §8.6).
        None => matches!(operation.method, "POST" | "PUT" | "PATCH").then_some(0),
    };
    if let Some(length) = length {
        request.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    Ok(request)
}

fn url(shared: &Shared, operation: &Operation, draft: &Draft, presented: &Presented) -> Result<Url, String> {
    let extra: Vec<_> = draft.options.query.iter().map(|(name, value)| (encoded(name), encoded(value))).collect();
    let own = draft.query.iter().flat_map(|(_, pairs)| pairs);
    let (mut text, pairs): (_, Vec<_>) = match &draft.link {
        // A link to another page has all of the query, save what the server keeps to itself.
        Some(link) => {
            let had =
                |name: &String| link.query().is_some_and(|q| q.split('&').any(|p| p.split('=').next() == Some(name)));
            (link.as_str().to_owned(), extra.iter().chain(&presented.query).filter(|(name, _)| !had(name)).collect())
        }
        None => {
            let path = path::fill(operation.path, &draft.path)?;
            let base = draft.base.as_ref().unwrap_or(&shared.base);
            (format!("{base}{path}"), own.chain(&extra).chain(&presented.query).collect())
        }
    };
    let mut lead = if text.contains('?') { '&' } else { '?' };
    if let (Some(whole), None) = (&draft.query_string, &draft.link) {
        text.push(lead);
        text.push_str(whole);
        lead = '&';
    }
    for (name, value) in pairs {
        text.push(lead);
        text.push_str(name);
        text.push('=');
        text.push_str(value);
        lead = '&';
    }
    // The parser's words could quote the text, and a key may be in it.
    Url::parse(&text).map_err(|_| "the base URL and the path make no URL".to_owned())
}

fn headers(shared: &Shared, operation: &Operation, draft: &Draft, presented: &Presented) -> Result<HeaderMap, String> {
    let mut headers = shared.headers.clone();
    let accept = draft.accept.unwrap_or(operation.accept);
    if !accept.is_empty() {
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
    }
    if let Some(payload) = &draft.body {
        let media = HeaderValue::from_str(&payload.media)
            .map_err(|_| "the media type of the body has a character that HTTP does not allow")?;
        headers.insert(CONTENT_TYPE, media);
    }
    for (name, value) in &draft.headers {
        let (name, value) = config::header(name, value)?;
        headers.insert(name, value);
    }
    for (name, value) in &presented.headers {
        headers.insert(name, value.clone());
    }
    let cookies = draft.cookies.iter().flat_map(|(_, pairs)| pairs).chain(&presented.cookies);
    // There is one such header (RFC 6265 §5.4); some documents have it as a parameter.
    let given = headers.get(COOKIE).and_then(|given| given.to_str().ok()).map(str::to_owned);
    let cookies = cookies.map(|(name, value)| format!("{name}={value}"));
    let cookies: Vec<_> = given.into_iter().chain(cookies).collect();
    if !cookies.is_empty() {
        let mut value = HeaderValue::from_str(&cookies.join("; "))
            .map_err(|_| "a cookie has a character that HTTP does not allow")?;
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
    if let Some(key) = &draft.options.idempotency_key {
        let value =
            HeaderValue::from_str(key).map_err(|_| "the idempotency key has a character that HTTP does not allow")?;
        headers.insert(HeaderName::from_static("idempotency-key"), value);
    }
    for (name, value) in &draft.options.headers {
        let (name, value) = config::header(name, value)?;
        headers.insert(name, value);
    }
    Ok(headers)
}
