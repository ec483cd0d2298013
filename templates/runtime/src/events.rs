//! Server-sent events (WHATWG HTML §9.2), each with typed data.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use futures_core::Stream;
use serde_json::{Map, Value};

use super::answer::{Incoming, Refused};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::error::{DecodeFailure, Error};
use super::stream::ByteStream;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<T> {
    /// What it carries.
    pub data: T,
    /// Its type; `None` where the server names none.
    pub event: Option<String>,
    /// The last id that the server gave.
    pub id: Option<String>,
}

/// The events of an answer, as a [`Stream`] or by [`EventStream::try_next`]. After an error of the connection it ends;
/// an event that cannot be decoded is an error of its own, and the next one follows.
#[must_use = "nothing is read until it is asked for"]
pub struct EventStream<T> {
    body: ByteStream,
    parser: Parser,
    read: fn(&Event<String>, bool) -> Result<T, DecodeError>,
    strict: bool,
    done: bool,
}

impl<T> EventStream<T> {
    /// The next event; `None` after the last.
    ///
    /// # Errors
    ///
    /// The connection breaks, the time runs out, an event is too large, or its data is not of this type.
    pub async fn try_next(&mut self) -> Result<Option<Event<T>>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        loop {
            if self.done {
                return Poll::Ready(None);
            }
            if let Some(event) = self.parser.next() {
                // Not of the standard, but of many services: the word that nothing more comes.
                if event.data == "[DONE]" {
                    self.done = true;
                    return Poll::Ready(None);
                }
                return Poll::Ready(Some(self.typed(event)));
            }
            if self.parser.held() > self.body.limit {
                self.done = true;
                return Poll::Ready(Some(Err(self.body.too_large())));
            }
            match ready!(self.body.poll(cx)) {
                Some(Ok(chunk)) => self.parser.text.extend_from_slice(&chunk),
                Some(Err(error)) => {
                    self.done = true;
                    return Poll::Ready(Some(Err(error)));
                }
                // An event without its blank line is dropped, as the standard says.
                None => self.done = true,
            }
        }
    }

    fn typed(&self, event: Event<String>) -> Result<Event<T>, Error> {
        match (self.read)(&event, self.strict) {
            Ok(data) => Ok(Event { data, event: event.event, id: event.id }),
            Err(reason) => {
                let mut raw = self.body.raw.clone();
                raw.body = event.data.into();
                Err(Error::Decode(Box::new(DecodeFailure::new(raw, reason))))
            }
        }
    }
}

impl<T: Unpin> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").field("body", &self.body).finish_non_exhaustive()
    }
}

/// Events with JSON as their data.
///
/// # Errors
///
/// The answer is something else.
pub fn read_events<T: Decode>(incoming: Incoming) -> Result<EventStream<T>, Refused> {
    stream(incoming, |event, strict| Decoder::new(event.data.as_bytes(), strict).whole())
}

/// Events whose name chooses the type of their data: each is read as an object of all its fields.
///
/// # Errors
///
/// The answer is something else.
pub fn read_whole_events<T: Decode>(incoming: Incoming) -> Result<EventStream<T>, Refused> {
    stream(incoming, |event, strict| {
        let data = serde_json::from_str(&event.data).unwrap_or_else(|_| Value::String(event.data.clone()));
        let mut fields = Map::new();
        fields.extend(event.event.clone().map(|name| ("event".to_owned(), Value::String(name))));
        // A strict decoder minds fields that few documents name; the id is beside the data in any case.
        let id = event.id.clone().filter(|_| !strict);
        fields.extend(id.map(|id| ("id".to_owned(), Value::String(id))));
        fields.insert("data".to_owned(), data);
        Decoder::new(Value::Object(fields).to_string().as_bytes(), strict).whole()
    })
}

/// Events with text as their data.
///
/// # Errors
///
/// The answer is something else.
pub fn read_text_events(incoming: Incoming) -> Result<EventStream<String>, Refused> {
    stream(incoming, |event, _| Ok(event.data.clone()))
}

fn stream<T>(
    incoming: Incoming,
    read: fn(&Event<String>, bool) -> Result<T, DecodeError>,
) -> Result<EventStream<T>, Refused> {
    match incoming.raw.header("content-type") {
        Some(media) if !media.to_lowercase().starts_with("text/event-stream") => {
            let why = format!("the answer is `{media}`, and a stream of events was expected");
            Err(Refused { incoming: Box::new(incoming), why })
        }
        _ => {
            let strict = incoming.strict;
            let body = ByteStream::new(incoming);
            Ok(EventStream { body, parser: Parser::default(), read, strict, done: false })
        }
    }
}

/// Cuts events from text.
#[derive(Default)]
struct Parser {
    text: BytesMut,
    /// How much of the text is known to have no end of a line.
    seen: usize,
    started: bool,
    data: Option<String>,
    event: Option<String>,
    id: Option<String>,
}

impl Parser {
    /// How many bytes wait for the rest of their event.
    fn held(&self) -> usize {
        self.text.len() + self.data.as_ref().map_or(0, String::len)
    }

    /// The next event that is complete.
    fn next(&mut self) -> Option<Event<String>> {
        while let Some(line) = self.line() {
            if !line.is_empty() {
                self.field(&line);
                continue;
            }
            let event = self.event.take().filter(|name| !name.is_empty());
            if let Some(data) = self.data.take() {
                return Some(Event { data, event, id: self.id.clone() });
            }
        }
        None
    }

    /// The next line that is complete; it ends with a line feed, a carriage return or both.
    fn line(&mut self) -> Option<String> {
        if !self.started && self.text.len() >= 3 {
            self.started = true;
            if self.text.starts_with(b"\xef\xbb\xbf") {
                self.text.advance(3);
            }
        }
        let rest = self.text.get(self.seen..).unwrap_or_default();
        let Some(at) = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map(|at| at + self.seen) else {
            self.seen = self.text.len();
            return None;
        };
        let ends = match (self.text.get(at), self.text.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            // A line feed may follow: the line is complete once something else does.
            (Some(b'\r'), None) => return None,
            _ => 1,
        };
        let line = String::from_utf8_lossy(&self.text.split_to(at)).into_owned();
        self.text.advance(ends);
        self.seen = 0;
        Some(line)
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => self.event = Some(value.to_owned()),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            // A comment, or a word of a later standard.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_event() {
        let text = "\u{feff}: hello\r\ndata: one\r\ndata:two\r\n\r\nevent: tick\nid: 7\ndata\n\nid\nretry: 5\n\ndata:  x\r\r\
                    data: never ended\n";
        let expected = [("one\ntwo", None, None), ("", Some("tick"), Some("7")), (" x", None, Some(""))];
        for size in [1, 2, 3, 7, text.len()] {
            let mut parser = Parser::default();
            let mut got = Vec::new();
            for chunk in text.as_bytes().chunks(size) {
                parser.text.extend_from_slice(chunk);
                got.extend(std::iter::from_fn(|| parser.next()));
            }
            let got: Vec<_> = got.iter().map(|e| (e.data.as_str(), e.event.as_deref(), e.id.as_deref())).collect();
            assert_eq!(got, expected, "chunks of {size}");
        }
    }
}
