//! Bodies that are read while they come: bytes as they are, and the pieces that events and lines are cut from.

use std::fmt;
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, ETAG, HeaderValue, IF_RANGE, RANGE};
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, Sleep};

use super::answer::{Incoming, Origin, Received, Refused};
use super::error::{Error, Raw, TransportError};
use super::fault::Fault;
use super::resume::Again;

/// A body as it comes, as a [`Stream`] of chunks or by [`ByteStream::try_next`]. Nothing is held but the last chunk.
///
/// The timeout of the call is the longest wait for the headers, and then for each chunk.
#[must_use = "nothing is read until it is asked for"]
pub struct ByteStream {
    body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    pub(super) raw: Raw,
    pub(super) limit: usize,
    timeout: Duration,
    /// Until when the next chunk must come. It runs only while somebody waits.
    deadline: Option<Pin<Box<Sleep>>>,
    done: bool,
    pub(super) origin: Origin,
    resume: Option<Resume>,
}

/// A download that goes on where it broke off.
struct Resume {
    again: Again,
    /// The version of what is downloaded.
    tag: HeaderValue,
    /// How many bytes came.
    came: u64,
}

impl ByteStream {
    pub(super) fn new(incoming: Incoming) -> Self {
        let Incoming { received, timeout, limit, origin, .. } = incoming;
        let Received { response, raw } = *received;
        let body = Box::pin(response.bytes_stream());
        Self { body, raw, limit, timeout, deadline: None, done: false, origin, resume: None }
    }

    /// Goes on where it broke off when the connection breaks or the time runs out: the rest is asked for by `Range`, as long
    /// as it is of the same version (`If-Range`). After five tries in a row that brought nothing, it ends with its error.
    ///
    /// It does nothing where the server does not offer ranges (`Accept-Ranges`), names no length and no strong `ETag`, or
    /// where the call is no `GET`.
    pub fn resuming(mut self) -> Self {
        let headers = &self.raw.headers;
        let has = |name, value: &str| self.raw.header(name).is_some_and(|v| v.eq_ignore_ascii_case(value));
        // Bytes that were unpacked are not those that the server counts; their length is not told.
        let plain = headers.contains_key(CONTENT_LENGTH) && !headers.contains_key(CONTENT_ENCODING);
        let tag = headers.get(ETAG).filter(|tag| tag.as_bytes().starts_with(b"\""));
        let whole = self.origin.operation.method == "GET" && self.raw.status == StatusCode::OK;
        if let (Some(tag), true) = (tag, whole && plain && has("accept-ranges", "bytes")) {
            let tag = tag.clone();
            self.resume = Again::new(&self.origin).map(|again| Resume { again, tag, came: 0 });
        }
        self
    }

    /// The next chunk; `None` after the last.
    ///
    /// # Errors
    ///
    /// The connection breaks, or the time runs out.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// All of it.
    ///
    /// # Errors
    ///
    /// As for [`ByteStream::try_next`]; also more bytes than the client takes into memory.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.try_next().await? {
            if all.len() + chunk.len() > self.limit {
                return Err(self.too_large());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Writes all of it to a file, chunk by chunk, and returns how many bytes it had.
    ///
    /// # Errors
    ///
    /// As for [`ByteStream::try_next`]; also what the disk fails with.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let (operation, attempts) = (self.raw.operation, self.raw.attempts);
        let failed = |error| TransportError::new(operation, attempts, Fault::file(error));
        let mut file = tokio::fs::File::create(path).await.map_err(failed)?;
        let mut written = 0;
        while let Some(chunk) = self.try_next().await? {
            file.write_all(&chunk).await.map_err(failed)?;
            written += chunk.len() as u64;
        }
        file.flush().await.map_err(failed)?;
        Ok(written)
    }

    pub(super) fn too_large(&self) -> Error {
        TransportError::new(self.raw.operation, self.raw.attempts, Fault::too_large(self.limit)).into()
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            if self.done {
                return Poll::Ready(None);
            }
            if let Some(resume) = &mut self.resume
                && let Some(connected) = ready!(resume.again.poll(cx))
            {
                match connected.and_then(|incoming| self.continued(incoming)) {
                    Err(error) if !self.resumes(&error) => return self.end(error),
                    _ => continue,
                }
            }
            match ready!(self.chunk(cx)) {
                Some(Ok(chunk)) => {
                    if let Some(resume) = &mut self.resume {
                        resume.came += chunk.len() as u64;
                        resume.again.came();
                    }
                    return Poll::Ready(Some(Ok(chunk)));
                }
                Some(Err(fault)) => {
                    let error = TransportError::new(self.raw.operation, self.raw.attempts, fault).into();
                    if !self.resumes(&error) {
                        return self.end(error);
                    }
                }
                None => self.done = true,
            }
        }
    }

    fn end(&mut self, error: Error) -> Poll<Option<Result<Bytes, Error>>> {
        self.done = true;
        Poll::Ready(Some(Err(error)))
    }

    /// The next chunk of this answer.
    fn chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Fault>>> {
        if let Poll::Ready(next) = self.body.as_mut().poll_next(cx) {
            self.deadline = None;
            return Poll::Ready(next.map(|next| next.map_err(Fault::from)));
        }
        let timeout = self.timeout;
        // A wait beyond what the clock can say is one without end.
        let Some(until) = Instant::now().checked_add(timeout) else { return Poll::Pending };
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        deadline.as_mut().poll(cx).map(|()| Some(Err(Fault::timed_out())))
    }

    /// Begins to ask for the rest after an error; `false`: that was all.
    fn resumes(&mut self, error: &Error) -> bool {
        let Some(resume) = &mut self.resume else { return false };
        let range = HeaderValue::from_str(&format!("bytes={}-", resume.came));
        let Ok(range) = range else { return false };
        resume.again.begin(Some(error), None, &[(RANGE, Some(range)), (IF_RANGE, Some(resume.tag.clone()))])
    }

    /// Goes on with the answer to the call for the rest.
    fn continued(&mut self, incoming: Incoming) -> Result<(), Error> {
        let came = self.resume.as_ref().map_or(0, |resume| resume.came);
        let raw = &incoming.received.raw;
        let from = raw.header("content-range").and_then(|range| range.strip_prefix("bytes "));
        let from = from.and_then(|range| range.split('-').next()?.trim().parse::<u64>().ok());
        if raw.status != StatusCode::PARTIAL_CONTENT || from != Some(came) {
            return Err(TransportError::new(raw.operation, raw.attempts, Fault::changed()).into());
        }
        let next = Self::new(incoming);
        (self.body, self.deadline) = (next.body, None);
        Ok(())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("operation", &self.raw.operation).finish_non_exhaustive()
    }
}

/// Bytes while they come, whatever the server calls them.
///
/// # Errors
///
/// None.
pub fn read_stream(incoming: Incoming) -> Result<ByteStream, Refused> {
    Ok(ByteStream::new(incoming))
}
