//! JSON texts, one a line (`application/jsonl`, `application/x-ndjson`, `application/json-seq`).

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes, BytesMut};
use futures_core::Stream;

use super::answer::{Incoming, Refused};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::error::{DecodeFailure, Error};
use super::stream::ByteStream;

/// The values of an answer, one a line, as a [`Stream`] or by [`JsonLines::try_next`]. After an error of the connection
/// it ends; a line that cannot be decoded is an error of its own, and the next one follows.
#[must_use = "nothing is read until it is asked for"]
pub struct JsonLines<T> {
    body: ByteStream,
    text: BytesMut,
    /// How much of the text is known to have no end of a line.
    seen: usize,
    ended: bool,
    strict: bool,
    read: fn(Decoder<'_>) -> Result<T, DecodeError>,
}

impl<T> JsonLines<T> {
    /// The next value; `None` after the last.
    ///
    /// # Errors
    ///
    /// The connection breaks, the time runs out, a line is too long, or it is not of this type.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(line) = self.line() {
                return Poll::Ready(Some(self.typed(line)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if self.text.len() > self.body.limit {
                self.text.clear();
                self.ended = true;
                return Poll::Ready(Some(Err(self.body.too_large())));
            }
            match ready!(self.body.poll(cx)) {
                Some(Ok(chunk)) => self.text.extend_from_slice(&chunk),
                Some(Err(error)) => {
                    self.text.clear();
                    self.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.ended = true,
            }
        }
    }

    /// The next line that says something; the last one needs no end.
    fn line(&mut self) -> Option<Bytes> {
        loop {
            let rest = self.text.get(self.seen..).unwrap_or_default();
            let line = match rest.iter().position(|b| *b == b'\n') {
                Some(at) => {
                    let line = self.text.split_to(self.seen + at).freeze();
                    self.text.advance(1);
                    self.seen = 0;
                    line
                }
                None if self.ended && !self.text.is_empty() => {
                    self.seen = 0;
                    self.text.split().freeze()
                }
                None => {
                    self.seen = self.text.len();
                    return None;
                }
            };
            // A record separator stands before each text of a sequence (RFC 7464 §2.2).
            let blank = |b: &u8| b.is_ascii_whitespace() || *b == 0x1e;
            if let Some(start) = line.iter().position(|b| !blank(b)) {
                return Some(line.slice(start..));
            }
        }
    }

    fn typed(&self, line: Bytes) -> Result<T, Error> {
        (self.read)(Decoder::new(&line, self.strict)).map_err(|reason| {
            let mut raw = self.body.raw.clone();
            raw.body = line.clone();
            Error::Decode(Box::new(DecodeFailure::new(raw, reason)))
        })
    }
}

impl<T: Unpin> Stream for JsonLines<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").field("body", &self.body).finish_non_exhaustive()
    }
}

/// A JSON text a line.
///
/// # Errors
///
/// The answer is markup: a page in place of what was asked for. Else none, because servers give lines many names.
pub fn read_lines<T: Decode>(incoming: Incoming) -> Result<JsonLines<T>, Refused> {
    let media = incoming.received.raw.header("content-type").unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim().to_lowercase();
    if essence == "text/html" || essence.ends_with("xml") {
        let why = format!("the answer is `{media}`, and lines of JSON were expected");
        return Err(Refused { incoming: Box::new(incoming), why });
    }
    let strict = incoming.strict;
    let body = ByteStream::new(incoming);
    Ok(JsonLines { body, text: BytesMut::new(), seen: 0, ended: false, strict, read: |decoder| decoder.whole() })
}
