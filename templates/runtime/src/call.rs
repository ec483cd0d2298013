//! A request in the making: an operation, its parameters and body, and how the answer is read.

use std::fmt;
use std::pin::Pin;

use reqwest::Url;

use super::answer::{Answer, Incoming, Reader, Refused, Response};
use super::argument::{ParameterValue, ToParameter};
use super::config::Core;
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};
use super::error::{DecodeFailure, Error};
use super::escape;
use super::operation::Operation;
use super::options::RequestOptions;
use super::parameter::{Parameter, Place};
use super::payload::Payload;
use super::send;

/// The future of a call.
pub type SendFuture<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// What is sent, whatever comes back.
#[derive(Clone, Default)]
pub(super) struct Draft {
    /// Name and encoded segment.
    pub path: Vec<(&'static str, String)>,
    /// By parameter, so that setting one again replaces it: encoded pairs.
    pub query: Vec<(&'static str, Vec<(String, String)>)>,
    /// A query that is no pairs, encoded.
    pub query_string: Option<String>,
    pub headers: Vec<(&'static str, String)>,
    /// Encoded pairs.
    pub cookies: Vec<(&'static str, Vec<(String, String)>)>,
    pub body: Option<Payload>,
    /// In place of path and query: another page.
    pub link: Option<Url>,
    /// In place of the operation's own.
    pub accept: Option<&'static str>,
    pub options: RequestOptions,
    /// In place of the client's base URL.
    pub base: Option<String>,
    /// The first thing that cannot be written.
    pub failure: Option<String>,
}

/// A request of which the answer is a `T`.
pub struct Call<T> {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    reader: Reader<T>,
    pub(super) draft: Draft,
}

impl<T> Call<T> {
    /// A request without parameters.
    #[must_use]
    pub fn new(core: &Core, operation: &'static Operation, read: fn(&Answer<'_>) -> Result<T, DecodeError>) -> Self {
        Self { core: core.clone(), operation, reader: Reader::Whole(read), draft: Draft::default() }
    }

    /// A request without parameters, whose answer is read while it comes.
    #[must_use]
    pub fn open(core: &Core, operation: &'static Operation, read: fn(Incoming) -> Result<T, Refused>) -> Self {
        Self { core: core.clone(), operation, reader: Reader::Open(read), draft: Draft::default() }
    }

    /// A request without parameters, whose answer is a redirect.
    #[must_use]
    pub fn redirect(core: &Core, operation: &'static Operation, read: fn(String) -> T) -> Self {
        Self { core: core.clone(), operation, reader: Reader::Redirect(read), draft: Draft::default() }
    }

    /// The same request for an answer in another representation.
    #[must_use]
    pub fn answered_by<U>(self, accept: &'static str, reader: Reader<U>) -> Call<U> {
        let draft = Draft { accept: Some(accept), ..self.draft };
        Call { core: self.core, operation: self.operation, reader, draft }
    }

    /// Sets a parameter; setting it again replaces it.
    #[must_use]
    pub fn parameter<V: ToParameter>(mut self, parameter: &'static Parameter, value: &V) -> Self {
        self.set(parameter, &value.to_parameter());
        self
    }

    /// Sets a parameter that is a text of JSON.
    #[must_use]
    pub fn json_parameter<V: Encode + ?Sized>(mut self, parameter: &'static Parameter, value: &V) -> Self {
        let value = match Encoder::whole(value) {
            Ok(json) => {
                let json = String::from_utf8_lossy(&json);
                let header = parameter.place == Place::Header;
                ParameterValue::Text(if header { escape::ascii_json(&json) } else { json.into_owned() })
            }
            Err(why) => ParameterValue::Invalid(why),
        };
        self.set(parameter, &value);
        self
    }

    /// Sets a parameter that is text.
    #[must_use]
    pub fn text(self, parameter: &'static Parameter, value: impl Into<String>) -> Self {
        self.parameter(parameter, &value.into())
    }

    pub(super) fn set(&mut self, parameter: &'static Parameter, value: &ParameterValue) {
        let name = parameter.name;
        let draft = &mut self.draft;
        if let ParameterValue::Invalid(why) = value {
            draft.failure.get_or_insert_with(|| format!("the parameter `{name}` cannot be written: {why}"));
        }
        match parameter.place {
            Place::Path => {
                draft.path.retain(|(n, _)| *n != name);
                draft.path.push((name, parameter.segment(value)));
            }
            Place::Query => {
                draft.query.retain(|(n, _)| *n != name);
                draft.query.push((name, parameter.pairs(value)));
            }
            Place::Header => {
                draft.headers.retain(|(n, _)| *n != name);
                draft.headers.extend(parameter.header_text(value).map(|text| (name, text)));
            }
            Place::Cookie => {
                let pairs = parameter.pairs(value);
                if !pairs.iter().all(|(name, value)| escape::fit_cookie(name, value)) {
                    draft.failure.get_or_insert_with(|| {
                        format!("the cookie `{name}` has a character that HTTP does not allow (RFC 6265 §4.1.1)")
                    });
                }
                draft.cookies.retain(|(n, _)| *n != name);
                draft.cookies.push((name, pairs));
            }
            Place::QueryString => draft.query_string = Some(parameter.whole(value)),
        }
    }

    /// Sets the query, as pairs that are encoded.
    #[allow(dead_code, reason = "not every SDK has a form for a query")]
    pub(super) fn query_pairs(mut self, pairs: Vec<(String, String)>) -> Self {
        self.draft.query = vec![("", pairs)];
        self
    }

    /// Sets the body, as JSON.
    #[must_use]
    pub fn json<B: Encode + ?Sized>(self, body: &B) -> Self {
        self.json_as(body, "application/json")
    }

    /// Sets the body, as JSON of a media type of its own.
    #[must_use]
    pub fn json_as<B: Encode + ?Sized>(self, body: &B, media: &'static str) -> Self {
        match Encoder::whole(body) {
            Ok(text) => self.payload(Payload::text(text, media)),
            Err(why) => self.fail(why),
        }
    }

    /// Sets the body; setting it again replaces it.
    pub(super) fn payload(mut self, payload: Payload) -> Self {
        self.draft.body = Some(payload);
        self
    }

    /// Sends to this base URL.
    #[allow(dead_code, reason = "not every SDK has operations with servers of their own")]
    pub(super) fn base(mut self, url: String) -> Self {
        self.draft.base = Some(url);
        self
    }

    #[allow(dead_code, reason = "not every SDK has operations with servers of their own")]
    pub(super) fn core(&self) -> &Core {
        &self.core
    }

    /// Keeps the first reason why nothing can be sent.
    pub(super) fn fail(mut self, why: String) -> Self {
        self.draft.failure.get_or_insert(why);
        self
    }

    /// Sets the options of this call.
    #[must_use]
    pub fn options(mut self, options: RequestOptions) -> Self {
        self.draft.options = options;
        self
    }

    async fn respond(self) -> Result<Response<T>, Error> {
        match self.reader {
            Reader::Whole(read) => {
                let raw = send::whole(&self.core, self.operation, &self.draft).await?;
                let strict = self.core.shared.strict;
                let (status, media) = (raw.status.as_u16(), raw.header("content-type"));
                match read(&Answer { status, media, body: &raw.body, strict }) {
                    Ok(value) => Ok(Response::new(raw, value)),
                    Err(reason) => Err(Error::Decode(Box::new(DecodeFailure::new(raw, reason)))),
                }
            }
            Reader::Redirect(read) => {
                let (raw, url) = send::redirect(&self.core, self.operation, &self.draft).await?;
                Ok(Response::new(raw, read(url)))
            }
            Reader::Open(read) => {
                let incoming = send::open(&self.core, self.operation, &self.draft).await?;
                let raw = incoming.raw.clone();
                // No `T` is held while this waits, so that a call can be sent from any thread whatever it gives: the
                // proof that a deep type is `Send` costs the compiler more than all else of a call.
                let refused = match read(incoming) {
                    Ok(value) => return Ok(Response::new(raw, value)),
                    Err(refused) => refused,
                };
                Err(send::refused(*refused.incoming, refused.why).await)
            }
        }
    }
}

impl<T: 'static> Call<T> {
    /// Sends the request. The future is boxed, and can be sent to any thread: an SDK has no state machine of its own for
    /// each of its operations, which the compiler would check and build one by one.
    ///
    /// # Errors
    ///
    /// An answer that is no success, no answer, a body that is not a `T`, or a request that cannot be written.
    pub fn send(self) -> SendFuture<T> {
        Box::pin(async { self.respond().await.map(Response::into_inner) })
    }

    /// Sends the request and keeps status and headers.
    ///
    /// # Errors
    ///
    /// As for [`Call::send`].
    pub fn send_with_response(self) -> SendFuture<Response<T>> {
        Box::pin(self.respond())
    }
}

impl<T: 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = SendFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self { core: self.core.clone(), operation: self.operation, reader: self.reader, draft: self.draft.clone() }
    }
}

/// Parameters and bodies may hold secrets; only what the document says shows.
impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method)
            .field("path", &self.operation.path)
            .field("options", &self.draft.options)
            .finish_non_exhaustive()
    }
}
