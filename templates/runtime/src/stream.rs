//! Bodies that are read while they come: bytes as they are, and the pieces that events and lines are cut from.

use std::fmt;
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, Sleep};

use super::answer::{Incoming, Refused};
use super::error::{Error, Raw, TransportError};
use super::fault::Fault;

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
}

impl ByteStream {
    pub(super) fn new(incoming: Incoming) -> Self {
        let Incoming { response, raw, timeout, limit, .. } = incoming;
        Self { body: Box::pin(response.bytes_stream()), raw, limit, timeout, deadline: None, done: false }
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
        if self.done {
            return Poll::Ready(None);
        }
        let (operation, attempts) = (self.raw.operation, self.raw.attempts);
        if let Poll::Ready(next) = self.body.as_mut().poll_next(cx) {
            self.deadline = None;
            self.done = !matches!(next, Some(Ok(_)));
            return Poll::Ready(next.map(|n| n.map_err(|e| TransportError::new(operation, attempts, e).into())));
        }
        let timeout = self.timeout;
        // A wait beyond what the clock can say is one without end.
        let Some(until) = Instant::now().checked_add(timeout) else { return Poll::Pending };
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        if deadline.as_mut().poll(cx).is_ready() {
            self.done = true;
            return Poll::Ready(Some(Err(TransportError::new(operation, attempts, Fault::timed_out()).into())));
        }
        Poll::Pending
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
