//! The request of one attempt: operation, draft, settings and credentials put together.

use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};

use super::auth::Presented;
use super::call::Draft;
use super::config::{self, Shared};
use super::escape::encoded;
use super::operation::Operation;
use super::path;
use super::payload::Opened;

/// Puts it together.
pub(super) fn request(
    shared: &Shared,
    operation: &'static Operation,
    draft: &Draft,
    presented: &Presented<'_>,
    opened: Option<Opened>,
) -> Result<Request, String> {
    let url = url(shared, operation, draft, presented)?;
    let method = Method::from_bytes(operation.method.as_bytes()).map_err(|e| e.to_string())?;
    let mut request = Request::new(method, url);
    *request.headers_mut() = headers(shared, operation, draft, presented)?;
    let length = match opened {
        Some(opened) => {
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

fn url(shared: &Shared, operation: &Operation, draft: &Draft, presented: &Presented<'_>) -> Result<Url, String> {
    let mut text = match &draft.link {
        Some(link) => link.as_str().to_owned(),
        None => {
            let base = draft.base.as_ref().unwrap_or(&shared.base);
            // With room for what is filled in, so that it need not grow.
            let mut text = String::with_capacity(base.len() + operation.path.len() + 64);
            text.push_str(base);
            path::fill(&mut text, operation.path, &draft.path)?;
            text
        }
    };
    let mut lead = if text.contains('?') { "&" } else { "?" };
    let mut push = |parts: &[&str]| {
        text.extend(std::iter::once(&lead).chain(parts).copied());
        lead = "&";
    };
    // A link to another page has all of the query, save what the server keeps to itself.
    let linked = draft.link.as_ref().map(|link| link.query().unwrap_or_default());
    let had =
        |name: &str| linked.is_some_and(|query| query.split('&').any(|pair| pair.split('=').next() == Some(name)));
    if linked.is_none() {
        if let Some(whole) = &draft.query_string {
            push(&[whole]);
        }
        draft.query.iter().flat_map(|(_, pairs)| pairs).for_each(|(name, value)| push(&[name, "=", value]));
    }
    for (name, value) in &draft.options().query {
        let name = encoded(name);
        if !had(&name) {
            push(&[&name, "=", &encoded(value)]);
        }
    }
    // What a call sets itself is not written twice.
    let set = |name: &str| {
        let own = linked.is_none() && draft.query.iter().flat_map(|(_, pairs)| pairs).any(|(own, _)| own == name);
        own || draft.options().query.iter().any(|(own, _)| encoded(own) == name)
    };
    let presented = presented.query().filter(|(name, _)| !had(name) && !set(name));
    presented.for_each(|(name, value)| push(&[name, "=", value]));
    // The parser's words could quote the text, and a key may be in it.
    Url::parse(&text).map_err(|_| "the base URL and the path make no URL".to_owned())
}

fn headers(
    shared: &Shared,
    operation: &Operation,
    draft: &Draft,
    presented: &Presented<'_>,
) -> Result<HeaderMap, String> {
    // A clone would have no room for more.
    let mut headers = HeaderMap::new();
    for (name, value) in &shared.headers {
        headers.append(name, value.clone());
    }
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
    for (name, value) in presented.headers() {
        headers.insert(name, value.clone());
    }
    let mut cookies = String::new();
    for (name, value) in draft.cookies.iter().flat_map(|(_, pairs)| pairs).chain(presented.cookies()) {
        // There is one such header (RFC 6265 §5.4); some documents have it as a parameter.
        let given = headers.remove(COOKIE);
        cookies.extend(given.as_ref().and_then(|given| given.to_str().ok()));
        cookies.extend((!cookies.is_empty()).then_some("; "));
        cookies.extend([name, "=", value]);
    }
    if !cookies.is_empty() {
        let mut value =
            HeaderValue::from_str(&cookies).map_err(|_| "a cookie has a character that HTTP does not allow")?;
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
    if let Some(key) = &draft.options().idempotency_key {
        let value =
            HeaderValue::from_str(key).map_err(|_| "the idempotency key has a character that HTTP does not allow")?;
        headers.insert(HeaderName::from_static("idempotency-key"), value);
    }
    for (name, value) in &draft.options().headers {
        let (name, value) = config::header(name, value)?;
        headers.insert(name, value);
    }
    for (name, value) in &draft.resume {
        match value {
            Some(value) => _ = headers.insert(name, value.clone()),
            None => _ = headers.remove(name),
        }
    }
    Ok(headers)
}
