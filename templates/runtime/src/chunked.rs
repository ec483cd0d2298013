//! Uploads of large files: chunks of the file, each sent by a call of its own.
//!
//! As Appwrite has it: each call says by `Content-Range` which bytes it brings; the answer to the first one names the file,
//! and the calls after it name it too.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use serde_json::Value;

use super::answer::{Reader, read_json};
use super::body::Chunks;
use super::call::Call;
use super::error::{EncodeError, Error};
use super::multipart::Framed;
use super::payload::{Content, Payload};

/// The most that Appwrite takes at once.
const SIZE: usize = 5 * 1024 * 1024;

/// Who is told how many bytes the server has, and of how many.
type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// An upload in chunks; awaiting it sends it. Of the file one chunk at a time is in memory.
#[must_use = "a request does nothing until it is awaited"]
pub struct ChunkedCall<T> {
    call: Call<T>,
    /// The field of the form that holds the file.
    field: &'static str,
    size: usize,
    told: Option<Progress>,
}

impl<T> Call<T> {
    /// Sends the file of a field in chunks.
    pub fn in_chunks(self, field: &'static str) -> ChunkedCall<T> {
        ChunkedCall { call: self, field, size: SIZE, told: None }
    }

    /// The form, if that is the body.
    fn framed(&self) -> Option<&Framed> {
        match &self.draft.body.as_ref()?.content {
            Content::Source(source) => (source.as_ref() as &dyn Any).downcast_ref(),
            Content::Bytes(_) => None,
        }
    }

    /// The same call with this in place of the file.
    fn with(&self, field: &str, piece: Bytes) -> Self {
        let mut call = self.clone();
        if let (Some(framed), Some(body)) = (self.framed(), &self.draft.body) {
            let content = Content::Source(Arc::new(framed.with(field, piece)));
            call.draft.body = Some(Payload { media: body.media.clone(), content });
        }
        call
    }
}

impl<T> ChunkedCall<T> {
    /// Sets how many bytes a chunk has; without it 5 MiB, the most that the API takes.
    pub fn chunk_size(mut self, bytes: usize) -> Self {
        self.size = bytes.max(1);
        self
    }

    /// Calls this after each chunk that the server has taken: with the bytes so far, and all of them.
    pub fn on_progress(mut self, told: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.told = Some(Arc::new(told));
        self
    }

    /// Sends the chunks, one after the other, and returns the answer to the last; the same as awaiting it. A file that is
    /// no larger than one chunk is sent by one plain call.
    ///
    /// # Errors
    ///
    /// As for the call itself; no chunk is sent after one that failed. Also a stream of which nobody said how long it is.
    pub async fn send(self) -> Result<T, Error> {
        let Self { call, field, size, told } = self;
        let unfit = |why: &str| Error::from(EncodeError::new(call.operation.id, why));
        let Some(file) = call.framed().and_then(|framed| framed.field(field)) else { return call.send().await };
        let (mut chunks, total) = file.chunks().await.map_err(|why| unfit(&why))?;
        let total = total.ok_or_else(|| unfit("a stream is sent in chunks only if its length is set"))?;
        let (mut rest, mut start, mut id) = (BytesMut::new(), 0, None);
        loop {
            let piece = piece(&mut chunks, &mut rest, size).await.map_err(|why| unfit(&why))?;
            let end = start + piece.len() as u64;
            let last = end >= total;
            if piece.is_empty() && !last || end > total {
                return Err(unfit(&format!("the file does not have the {total} bytes that it was said to have")));
            }
            let mut one = call.with(field, piece);
            if total > size as u64 {
                let range = format!("bytes {start}-{}/{total}", end.saturating_sub(1));
                one.draft.headers.push(("content-range", range));
            }
            one.draft.headers.extend(id.clone().map(|id| ("x-appwrite-id", id)));
            let done = if last { Done::All(one.send().await?) } else { Done::Part(begun(one).await?) };
            told.iter().for_each(|told| told(end, total));
            match done {
                Done::All(value) => return Ok(value),
                Done::Part(named) => id = id.or(named),
            }
            start = end;
        }
    }
}

/// What came of a chunk.
enum Done<T> {
    All(T),
    /// The id of the file.
    Part(Option<String>),
}

/// Sends a chunk that is not the last; returns what the server calls the file.
async fn begun<T>(call: Call<T>) -> Result<Option<String>, Error> {
    let accept = call.draft.accept.unwrap_or(call.operation.accept);
    let answer = call.answered_by(accept, Reader::Whole(read_json::<Value>)).await?;
    Ok(answer.get("$id").and_then(Value::as_str).map(str::to_owned))
}

/// The next bytes of a file: as many as a chunk has, or what is left.
async fn piece(chunks: &mut Chunks, rest: &mut BytesMut, size: usize) -> Result<Bytes, String> {
    while rest.len() < size {
        match poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            Some(Ok(chunk)) => rest.extend_from_slice(&chunk),
            Some(Err(error)) => return Err(error.to_string()),
            None => break,
        }
    }
    Ok(rest.split_to(size.min(rest.len())).freeze())
}

impl<T: 'static> IntoFuture for ChunkedCall<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<T> fmt::Debug for ChunkedCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChunkedCall").field("call", &self.call).field("size", &self.size).finish_non_exhaustive()
    }
}
