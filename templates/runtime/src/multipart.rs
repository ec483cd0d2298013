//! Bodies of several parts (RFC 7578, RFC 2046 §5.1), written while they are sent.
//!
//! The HTTP library's own form can be sent once only, and knows nothing but `form-data`.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::argument::ToParameter as _;
use super::body::{Body, Chunks};
use super::call::Call;
use super::config;
use super::encode::{Encode, Encoder};
use super::fault::BoxError;
use super::form::{self, FormField, How};
use super::media_types;
use super::payload::{Content, Opened, Opening, Payload, Source};
use super::values::json;

/// A file of a form: what it holds, its name and its media type. `Upload::file("a.png")` is one on disk,
/// `Upload::from(bytes).file_name("a.png")` one in memory.
#[derive(Clone, Debug)]
pub struct Upload {
    body: Body,
    file_name: Option<String>,
    headers: Vec<(String, String)>,
}

impl Upload {
    /// A file on disk: it is opened when the request is sent, read while it is sent, and carries its own name.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Body::file(path).into()
    }

    /// Sets the name; without it a file has its own, and anything else that of its field.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type; without it what the document names is sent, else what the end of the name says (`image/png` of
    /// `a.png`), else `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media: impl Into<String>) -> Self {
        self.body = self.body.content_type(media);
        self
    }

    /// Adds a header to the part.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// As [`Body::on_progress`], of this file alone.
    #[must_use]
    pub fn on_progress(mut self, told: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.body = self.body.on_progress(told);
        self
    }
}

impl<B: Into<Body>> From<B> for Upload {
    fn from(body: B) -> Self {
        Self { body: body.into(), file_name: None, headers: Vec::new() }
    }
}

/// A form of several parts, in the order in which they are added.
///
/// Cloning is cheap. It can be sent again as long as no part is a stream.
#[derive(Clone, Default)]
#[must_use]
pub struct Multipart {
    parts: Vec<Part>,
    failure: Option<String>,
}

#[derive(Clone)]
struct Part {
    name: String,
    file_name: Option<String>,
    media: Option<String>,
    headers: Vec<(String, String)>,
    body: Body,
}

impl Multipart {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// The members of a value, each as [`Multipart::field`] writes it unless something else is said of it.
    pub fn of<B: Encode + ?Sized>(body: &B, fields: &[FormField]) -> Self {
        let mut form = Self::new();
        match form::members(body) {
            Ok(members) => members.into_iter().for_each(|(name, value)| {
                let how = FormField::find(fields, &name);
                form.value(&name, value, how);
            }),
            Err(why) => form.failure = Some(why),
        }
        form
    }

    /// Adds a value: a scalar as its text, a list as one part an element, an object as JSON.
    pub fn field<V: Encode + ?Sized>(self, name: &str, value: &V) -> Self {
        self.encoded(name, value, None)
    }

    /// Adds a value in another way than the default one.
    pub fn field_as<V: Encode + ?Sized>(self, field: &FormField, value: &V) -> Self {
        self.encoded(field.name, value, Some(&field.how))
    }

    /// Adds a text of a media type.
    pub fn text(mut self, name: &str, text: impl Into<String>, media: impl Into<String>) -> Self {
        self.push(name, None, Some(media.into()), text.into().into());
        self
    }

    /// Adds a file, several, or none.
    pub fn uploads(self, name: &str, uploads: impl IntoIterator<Item = Upload>) -> Self {
        self.uploads_as(name, uploads, "*/*")
    }

    /// Adds a file, several, or none, of this media type unless one names another. Of a wildcard, a file has what its name says.
    pub fn uploads_as(mut self, name: &str, uploads: impl IntoIterator<Item = Upload>, media: &str) -> Self {
        for upload in uploads {
            let own = upload.body.file_name().map(|name| name.into_owned());
            let file_name = upload.file_name.or(own).unwrap_or_else(|| name.to_owned());
            let said = media_types::within(media, Some(&file_name));
            let media = upload.body.media_type().unwrap_or(said).to_owned();
            self.push(name, Some(file_name), Some(media), upload.body);
            self.head(upload.headers);
        }
        self
    }

    /// Adds a file.
    pub fn upload(self, name: &str, upload: impl Into<Upload>) -> Self {
        self.uploads(name, [upload.into()])
    }

    fn encoded<V: Encode + ?Sized>(mut self, name: &str, value: &V, how: Option<&How>) -> Self {
        let text = Encoder::whole(value);
        match text.and_then(|text| json(&text).map_err(|e| e.to_string())) {
            Ok(value) => self.value(name, value, how),
            Err(why) => _ = self.failure.get_or_insert(why),
        }
        self
    }

    fn value(&mut self, name: &str, value: Value, how: Option<&How>) {
        match (how, value) {
            (_, Value::Null) => {}
            (Some(How::Styled(parameter)), value) => {
                // Nothing of a part is percent-encoded.
                let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
                for (name, text) in parameter.pairs(&value.to_parameter()) {
                    self.push(&plain(&name), None, None, plain(&text).into());
                }
            }
            // A media type is that of each element (OpenAPI 3.1.1 §4.8.15).
            (None | Some(How::Typed(_)), Value::Array(list)) => {
                list.into_iter().for_each(|value| self.value(name, value, how));
            }
            (Some(How::Typed(media)), value) => {
                if let Some(text) = form::typed(&value, media) {
                    self.push(name, None, Some((*media).to_owned()), text.into());
                }
            }
            (None, Value::Object(object)) => {
                let media = Some("application/json".to_owned());
                self.push(name, None, media, Value::Object(object).to_string().into());
            }
            (None, scalar) => {
                if let Some(text) = form::text(&scalar) {
                    self.push(name, None, None, text.into());
                }
            }
        }
    }

    fn push(&mut self, name: &str, file_name: Option<String>, media: Option<String>, body: Body) {
        if media.as_ref().is_some_and(|media| media.contains(['\r', '\n'])) {
            self.failure.get_or_insert_with(|| format!("the media type of the part `{name}` has a line break"));
        }
        self.parts.push(Part { name: name.to_owned(), file_name, media, headers: Vec::new(), body });
    }

    /// Adds headers to the last part.
    fn head(&mut self, headers: Vec<(String, String)>) {
        let wrong = headers.iter().find_map(|(name, value)| config::header(name, value).err());
        if let Some(why) = wrong {
            self.failure.get_or_insert(why);
        }
        if let Some(part) = self.parts.last_mut() {
            part.headers = headers;
        }
    }
}

impl<T> Call<T> {
    /// Sets the body, as parts.
    #[must_use]
    pub fn multipart(self, form: impl Into<Multipart>, media: &'static str) -> Self {
        let form = form.into();
        if let Some(why) = form.failure {
            return self.fail(why);
        }
        // The keys of a new `RandomState` are random: no part has this line but by intent.
        let random = || RandomState::new().build_hasher().finish();
        let boundary = format!("part-{:016x}{:016x}", random(), random());
        let essence = media.split(';').next().unwrap_or_default().trim();
        let named = essence.eq_ignore_ascii_case("multipart/form-data");
        // A form has no other parameter; `related` says by one what its first part is (RFC 2387 §3).
        let more = media.split(';').skip(1).map(str::trim);
        let more = more.filter(|p| !named && !p.is_empty() && !p.to_lowercase().starts_with("boundary"));
        let media = more.fold(essence.to_owned(), |media, parameter| format!("{media}; {parameter}"));
        let payload = Payload {
            media: format!("{media}; boundary={boundary}").into(),
            content: Content::Source(Arc::new(Framed { parts: form.parts, boundary, named })),
        };
        self.payload(payload)
    }
}

/// Parts between boundaries.
#[derive(Clone)]
pub(super) struct Framed {
    parts: Vec<Part>,
    boundary: String,
    /// Whether parts say their names: only those of a form have one.
    named: bool,
}

#[allow(dead_code, reason = "not every SDK sends files in chunks")]
impl Framed {
    /// What a part holds.
    pub fn field(&self, name: &str) -> Option<&Body> {
        self.parts.iter().find(|part| part.name == name).map(|part| &part.body)
    }

    /// The same form with other bytes in a part.
    pub fn with(&self, name: &str, bytes: Bytes) -> Self {
        let mut framed = self.clone();
        if let Some(part) = framed.parts.iter_mut().find(|part| part.name == name) {
            part.body = bytes.into();
        }
        framed
    }
}

impl Framed {
    fn head(&self, part: &Part) -> String {
        let mut head = format!("--{}\r\n", self.boundary);
        if self.named {
            head.push_str(&format!("Content-Disposition: form-data; name=\"{}\"", quoted(&part.name)));
            if let Some(file_name) = &part.file_name {
                head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
            }
            head.push_str("\r\n");
        }
        if let Some(media) = &part.media {
            head.push_str(&format!("Content-Type: {media}\r\n"));
        }
        for (name, value) in &part.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head + "\r\n"
    }
}

/// As browsers do it (WHATWG HTML §4.10.21.8): a name can end neither its quotes nor its line.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl Source for Framed {
    fn open(&self) -> Opening<'_> {
        Box::pin(async {
            let (mut segments, mut length) = (VecDeque::new(), Some(0));
            let mut add = |segment: Segment, bytes: Option<u64>| {
                length = length.zip(bytes).map(|(sum, bytes)| sum + bytes);
                segments.push_back(segment);
            };
            let text = |text: String| {
                let bytes = Some(text.len() as u64);
                (Segment::Bytes(text.into()), bytes)
            };
            for part in &self.parts {
                let (segment, bytes) = text(self.head(part));
                add(segment, bytes);
                let (chunks, bytes) = part.body.chunks().await?;
                add(Segment::Chunks(chunks), bytes);
                let (segment, bytes) = text("\r\n".to_owned());
                add(segment, bytes);
            }
            let (segment, bytes) = text(format!("--{}--\r\n", self.boundary));
            add(segment, bytes);
            Ok(Opened { body: reqwest::Body::wrap_stream(Segments(segments)), length })
        })
    }

    fn repeatable(&self) -> bool {
        self.parts.iter().all(|part| part.body.is_repeatable())
    }

    fn with_field(&self, name: &str, text: &str) -> Option<Arc<dyn Source>> {
        let mut framed = self.clone();
        framed.parts.retain(|part| part.name != name);
        let body = text.to_owned().into();
        let part = Part { name: name.to_owned(), file_name: None, media: None, headers: Vec::new(), body };
        framed.parts.push(part);
        Some(Arc::new(framed))
    }
}

enum Segment {
    Bytes(Bytes),
    Chunks(Chunks),
}

/// One after the other.
struct Segments(VecDeque<Segment>);

impl Stream for Segments {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match self.0.front_mut() {
                None => return Poll::Ready(None),
                Some(Segment::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.0.pop_front();
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Some(Segment::Chunks(chunks)) => match ready!(chunks.as_mut().poll_next(cx)) {
                    Some(chunk) => return Poll::Ready(Some(chunk)),
                    None => _ = self.0.pop_front(),
                },
            }
        }
    }
}

/// What is sent may be a secret; only names show.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.parts.iter().map(|part| &part.name)).finish()
    }
}
