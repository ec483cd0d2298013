//! A request in the making: an operation, its parameters and body, and how the answer is read.

use std::fmt;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::answer::{Answer, Incoming, Origin, Reader, Refused};
use super::argument::{ParameterValue, ToParameter};
use super::config::{self, Core};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};
use super::error::Error;
use super::escape;
use super::future::{ResponseFuture, SendFuture};
use super::operation::Operation;
use super::options::RequestOptions;
use super::parameter::{Parameter, Place};
use super::payload::Payload;
use super::values::list;

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
    pub link: Option<Box<Url>>,
    /// In place of the operation's own.
    pub accept: Option<&'static str>,
    /// Most calls have none.
    pub options: Option<Box<RequestOptions>>,
    /// Says where an answer that broke off is to go on; what has no value is not sent.
    pub resume: Vec<(HeaderName, Option<HeaderValue>)>,
    /// In place of the client's base URL.
    pub base: Option<String>,
    /// What the client has not, or not as it can be written, as long as the call does not set it.
    pub lacking: Vec<(Parameter, Lacking)>,
    /// The first thing that cannot be written.
    pub failure: Option<String>,
}

/// Why a parameter does not come from the client.
#[derive(Clone)]
pub(super) enum Lacking {
    /// Nobody has set it; with the setter of the client's builder.
    #[allow(dead_code, reason = "not every SDK has parameters of the client")]
    Unset(&'static str),
    /// What the client has cannot be written.
    #[allow(dead_code, reason = "not every SDK has parameters of the client")]
    Invalid(String),
}

impl Draft {
    /// What no call goes without and nobody has set: neither the client nor the call, by a setter, as a header or as a
    /// parameter of the query that the document does not know.
    pub fn lacks(&self, headers: &HeaderMap) -> Option<String> {
        let options = self.options();
        let given = |parameter: &Parameter| match parameter.place {
            Place::Header => {
                let own = |(name, _): &(String, String)| name.eq_ignore_ascii_case(parameter.name);
                headers.contains_key(parameter.name) || options.headers.iter().any(own)
            }
            Place::Query => options.query.iter().any(|(name, _)| name == parameter.name),
            Place::Path | Place::Cookie | Place::QueryString => false,
        };
        let (parameter, why) = self.lacking.iter().find(|(parameter, _)| !given(parameter))?;
        let name = parameter.name;
        Some(match why {
            Lacking::Unset(setter) => {
                format!("the parameter `{name}` is not set: `ClientBuilder::{setter}` sets it for all calls")
            }
            Lacking::Invalid(why) => format!("the parameter `{name}` of the client cannot be written: {why}"),
        })
    }

    pub fn options(&self) -> &RequestOptions {
        static NONE: RequestOptions = RequestOptions::none();
        self.options.as_deref().unwrap_or(&NONE)
    }

    /// Whether the server can tell a repeated call from a new one by a key: that of the options, or a header so called.
    pub fn keyed(&self) -> bool {
        const KEY: &str = "idempotency-key";
        let of_key = |name: &str| {
            let end = name.len().checked_sub(KEY.len()).and_then(|at| name.get(at..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(KEY))
        };
        let options = self.options();
        options.idempotency_key.is_some()
            || self.headers.iter().any(|(name, _)| of_key(name))
            || options.headers.iter().any(|(name, _)| of_key(name))
    }

    /// Sets a parameter; setting it again replaces it.
    pub fn set(&mut self, parameter: Parameter, value: ParameterValue) {
        let name = parameter.name;
        self.lacking.retain(|(lacking, _)| !lacking.is_same(&parameter));
        if let ParameterValue::Invalid(why) = &value {
            self.failure.get_or_insert_with(|| format!("the parameter `{name}` cannot be written: {why}"));
        }
        match parameter.place {
            Place::Path => {
                self.path.retain(|(n, _)| *n != name);
                self.path.push((name, parameter.segment(value)));
            }
            Place::Query => {
                self.query.retain(|(n, _)| *n != name);
                self.query.push((name, parameter.pairs(&value)));
            }
            Place::Header => {
                self.headers.retain(|(n, _)| *n != name);
                self.headers.extend(parameter.header_text(&value).map(|text| (name, text)));
            }
            Place::Cookie => {
                let pairs = parameter.pairs(&value);
                if !pairs.iter().all(|(name, value)| escape::fit_cookie(name, value)) {
                    self.failure.get_or_insert_with(|| {
                        format!("the cookie `{name}` has a character that HTTP does not allow (RFC 6265 §4.1.1)")
                    });
                }
                self.cookies.retain(|(n, _)| *n != name);
                self.cookies.push((name, pairs));
            }
            Place::QueryString => self.query_string = Some(parameter.whole(&value)),
        }
    }
}

/// A request of which the answer is a `T`.
pub struct Call<T> {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    reader: Reader<T>,
    pub(super) draft: Box<Draft>,
}

impl<T> Call<T> {
    /// A request without parameters.
    #[must_use]
    pub fn new(core: &Core, operation: &'static Operation, read: fn(&Answer<'_>) -> Result<T, DecodeError>) -> Self {
        Self { core: core.clone(), operation, reader: Reader::Whole(read), draft: Box::default() }
    }

    /// A request without parameters, whose answer is read while it comes.
    #[must_use]
    pub fn open(core: &Core, operation: &'static Operation, read: fn(Incoming) -> Result<T, Refused>) -> Self {
        Self { core: core.clone(), operation, reader: Reader::Open(read), draft: Box::default() }
    }

    /// A request without parameters, whose answer is a redirect.
    #[must_use]
    pub fn redirect(core: &Core, operation: &'static Operation, read: fn(String) -> T) -> Self {
        Self { core: core.clone(), operation, reader: Reader::Redirect(read), draft: Box::default() }
    }

    /// The same request for an answer in another representation.
    #[must_use]
    pub fn answered_by<U>(mut self, accept: &'static str, reader: Reader<U>) -> Call<U> {
        self.draft.accept = Some(accept);
        Call { core: self.core, operation: self.operation, reader, draft: self.draft }
    }

    /// Sets a parameter; setting it again replaces it.
    #[must_use]
    pub fn parameter<V: ToParameter>(mut self, parameter: Parameter, value: &V) -> Self {
        self.draft.set(parameter, value.to_parameter());
        self
    }

    /// Sets a parameter that is a text of JSON.
    #[must_use]
    pub fn json_parameter<V: Encode + ?Sized>(mut self, parameter: Parameter, value: &V) -> Self {
        self.draft.set(parameter, parameter.json(value));
        self
    }

    /// Sets a parameter that is text.
    #[must_use]
    pub fn text(mut self, parameter: Parameter, value: impl Into<String>) -> Self {
        self.draft.set(parameter, ParameterValue::Text(value.into()));
        self
    }

    /// Sets a parameter that is a list of texts.
    #[must_use]
    pub fn texts(self, parameter: Parameter, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.parameter(parameter, &list::<String>(values))
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
        match options.base_url.as_deref().map(config::base) {
            Some(Ok(url)) => self.draft.base = Some(url),
            Some(Err(error)) => return self.fail(error.to_string()),
            None => {}
        }
        self.draft.options = Some(Box::new(options));
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// An answer that is no success, no answer, a body that is not a `T`, or a request that cannot be written.
    pub fn send(self) -> SendFuture<T> {
        SendFuture(self.send_with_response())
    }

    /// Sends the request and keeps status and headers.
    ///
    /// # Errors
    ///
    /// As for [`Call::send`].
    pub fn send_with_response(self) -> ResponseFuture<T> {
        let Self { core, operation, reader, draft } = self;
        ResponseFuture::new(Origin { core, operation, draft }, reader)
    }
}

impl<T> IntoFuture for Call<T> {
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
            .field("options", self.draft.options())
            .finish_non_exhaustive()
    }
}
