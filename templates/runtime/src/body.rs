//! A body that is sent as it is: bytes, a file or a stream.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;
use tokio_util::io::ReaderStream;

use super::call::Call;
use super::fault::BoxError;
use super::media_types;
use super::payload::{Content, Opened, Opening, Payload, Source};

/// How much of a file or reader is read at once.
const CHUNK: usize = 64 * 1024;

/// A stream of chunks.
pub(super) type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Who is told how many bytes are on their way, and of how many.
type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// What is sent as it is: bytes, a file, or a stream. A file is read while it is sent, never as a whole.
///
/// Cloning is cheap. Bytes and files can be sent again, so a call with them is repeated like any other; a stream is
/// sent once, whichever clone is sent first.
#[derive(Clone)]
pub struct Body {
    inner: Inner,
    content_type: Option<String>,
    progress: Option<Progress>,
}

#[derive(Clone)]
enum Inner {
    Bytes(Bytes),
    File(PathBuf),
    /// `None` once it was sent.
    Stream(Arc<Mutex<Option<Chunks>>>, Option<u64>),
}

impl Body {
    /// A file, opened when the request is sent.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Inner::File(path.into()).into()
    }

    /// A stream of chunks.
    #[must_use]
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let chunks: Chunks = Box::pin(Failing(Box::pin(stream)));
        Inner::Stream(Arc::new(Mutex::new(Some(chunks))), None).into()
    }

    /// Whatever can be read.
    #[must_use]
    pub fn reader<R: AsyncRead + Send + 'static>(reader: R) -> Self {
        Self::stream(ReaderStream::with_capacity(reader, CHUNK))
    }

    /// Says how many bytes a stream has, for servers that want to know beforehand.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Inner::Stream(_, length) = &mut self.inner {
            *length = Some(bytes);
        }
        self
    }

    /// Sets the media type; without it the one that the document names is sent. Where that is of bytes of any kind, the end of
    /// a file's name says more: `image/png` of `a.png`.
    #[must_use]
    pub fn content_type(mut self, media: impl Into<String>) -> Self {
        self.content_type = Some(media.into());
        self
    }

    /// Calls this whenever a part was handed on to be sent: with the bytes so far, and all of them where that is known. An
    /// attempt that is made again begins at 0.
    #[must_use]
    pub fn on_progress(mut self, told: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(told));
        self
    }

    /// The media type, where it was set.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The name of the file, where there is one.
    #[must_use]
    pub fn file_name(&self) -> Option<Cow<'_, str>> {
        match &self.inner {
            Inner::File(path) => path.file_name().map(|name| name.to_string_lossy()),
            _ => None,
        }
    }

    /// Its chunks, and how many bytes they hold where that is known.
    pub(super) async fn chunks(&self) -> Result<(Chunks, Option<u64>), String> {
        let (chunks, length) = self.uncounted().await?;
        Ok(match &self.progress {
            Some(told) => (Box::pin(Counted { chunks, sent: 0, length, told: told.clone() }), length),
            None => (chunks, length),
        })
    }

    async fn uncounted(&self) -> Result<(Chunks, Option<u64>), String> {
        match &self.inner {
            Inner::Bytes(bytes) => Ok((Box::pin(Pieces(bytes.clone())), Some(bytes.len() as u64))),
            Inner::File(path) => {
                let failed = |error| format!("{}: {error}", path.display());
                let file = tokio::fs::File::open(path).await.map_err(failed)?;
                let length = file.metadata().await.map_err(failed)?.len();
                Ok((Box::pin(Failing(Box::pin(ReaderStream::with_capacity(file, CHUNK)))), Some(length)))
            }
            Inner::Stream(chunks, length) => {
                // A panic elsewhere does not spoil an option.
                let chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner).take();
                Ok((chunks.ok_or("the stream of the body was sent before")?, *length))
            }
        }
    }

    pub(super) fn is_repeatable(&self) -> bool {
        !matches!(self.inner, Inner::Stream(..))
    }
}

impl Source for Body {
    fn open(&self) -> Opening<'_> {
        Box::pin(async {
            let (chunks, length) = self.chunks().await?;
            Ok(Opened { body: reqwest::Body::wrap_stream(chunks), length })
        })
    }

    fn repeatable(&self) -> bool {
        self.is_repeatable()
    }
}

impl<T> Call<T> {
    /// Sets the body as it is, of this media type unless the body names another. Of a wildcard, a file has what its name says.
    #[must_use]
    pub fn body(self, body: impl Into<Body>, media: &'static str) -> Self {
        let body = body.into();
        let said = || Cow::Borrowed(media_types::within(media, body.file_name().as_deref()));
        let media = body.content_type.clone().map_or_else(said, Cow::Owned);
        let content = match &body.inner {
            Inner::Bytes(bytes) if body.progress.is_none() => Content::Bytes(bytes.clone()),
            _ => Content::Source(Arc::new(body)),
        };
        self.payload(Payload { media, content })
    }
}

/// A stream whose failures are boxed.
struct Failing<S: ?Sized>(Pin<Box<S>>);

impl<S, E> Stream for Failing<S>
where
    S: Stream<Item = Result<Bytes, E>> + ?Sized,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|next| next.map(|chunk| chunk.map_err(Into::into)))
    }
}

/// Bytes as a stream.
struct Pieces(Bytes);

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let size = self.0.len().min(CHUNK);
        Poll::Ready((size > 0).then(|| Ok(self.0.split_to(size))))
    }
}

/// A stream that tells how far it is.
struct Counted {
    chunks: Chunks,
    sent: u64,
    length: Option<u64>,
    told: Progress,
}

impl Stream for Counted {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.chunks.as_mut().poll_next(cx);
        if let Poll::Ready(Some(Ok(chunk))) = &next {
            self.sent += chunk.len() as u64;
            (self.told)(self.sent, self.length);
        }
        next
    }
}

impl From<Inner> for Body {
    fn from(inner: Inner) -> Self {
        Self { inner, content_type: None, progress: None }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Inner::Bytes(bytes).into()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Inner::Bytes(bytes.into()).into()
    }
}

impl From<&[u8]> for Body {
    fn from(bytes: &[u8]) -> Self {
        Inner::Bytes(Bytes::copy_from_slice(bytes)).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Inner::Bytes(text.into()).into()
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl From<PathBuf> for Body {
    fn from(path: PathBuf) -> Self {
        Self::file(path)
    }
}

impl From<&Path> for Body {
    fn from(path: &Path) -> Self {
        Self::file(path)
    }
}

/// What is sent may be a secret; only its kind shows.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Body");
        match &self.inner {
            Inner::Bytes(bytes) => shown.field("bytes", &bytes.len()),
            Inner::File(path) => shown.field("file", path),
            Inner::Stream(_, length) => shown.field("stream", length),
        };
        shown.field("content_type", &self.content_type).finish()
    }
}
