//! Server-sent events (WHATWG HTML §9.2), each with typed data.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, BytesMut};
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::answer::{Incoming, Refused};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::error::{DecodeFailure, Error};
use super::resume::Again;
use super::stream::ByteStream;
use super::values::json;

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

/// The events of an answer, as a [`Stream`] or by [`EventStream::try_next`]. After an error of the connection it ends,
/// unless it is [reconnecting](EventStream::reconnecting); an event that cannot be decoded is an error of its own, and the
/// next one follows.
#[must_use = "nothing is read until it is asked for"]
pub struct EventStream<T> {
    body: ByteStream,
    parser: Parser,
    read: fn(&Event<String>, bool) -> Result<T, DecodeError>,
    strict: bool,
    done: bool,
    again: Option<Again>,
}

impl<T> EventStream<T> {
    /// Makes the call again when the connection breaks or the server ends it, and goes on after the last event: its id is
    /// sent as `Last-Event-ID`. The wait is what the server asked for by `retry:`, else any time up to a bound that doubles.
    /// The stream ends with the answer `204 No Content`, and after five tries in a row that brought no event.
    ///
    /// A call that is not safe to repeat, such as a `POST` without an idempotency key, is not made again.
    pub fn reconnecting(mut self) -> Self {
        self.again = Again::new(&self.body.origin);
        self
    }

    /// The id of the last event, for a call that goes on after it: by the header `Last-Event-ID` of its options.
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        self.parser.last_id.as_deref().filter(|id| !id.is_empty())
    }

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
            if let Some(again) = &mut self.again
                && let Some(connected) = ready!(again.poll(cx))
            {
                match connected {
                    Ok(incoming) => self.connected(incoming),
                    Err(error) if self.reconnect(Some(&error)) => {}
                    Err(error) => return self.end(error),
                }
                continue;
            }
            if let Some(event) = self.parser.next() {
                // Not of the standard, but of many services: the word that nothing more comes.
                if event.data == "[DONE]" {
                    self.done = true;
                    return Poll::Ready(None);
                }
                self.again.iter_mut().for_each(Again::came);
                return Poll::Ready(Some(self.typed(event)));
            }
            if self.parser.held() > self.body.limit {
                return self.end(self.body.too_large());
            }
            match ready!(self.body.poll(cx)) {
                Some(Ok(chunk)) => self.parser.text.extend_from_slice(&chunk),
                Some(Err(error)) if self.reconnect(Some(&error)) => {}
                Some(Err(error)) => return self.end(error),
                // An event without its blank line is dropped, as the standard says.
                None => self.done = !self.reconnect(None),
            }
        }
    }
    fn end(&mut self, error: Error) -> Poll<Option<Result<Event<T>, Error>>> {
        self.done = true;
        Poll::Ready(Some(Err(error)))
    }

    /// Begins to connect again after an error or the end; `false`: that was all.
    fn reconnect(&mut self, error: Option<&Error>) -> bool {
        let Some(again) = &mut self.again else { return false };
        let header = match self.parser.last_id.as_deref() {
            None => None,
            // The server took its id back, and with it the one that the call was made with.
            Some("") => Some(None),
            // After an id that no header holds nobody could go on.
            Some(id) => match HeaderValue::from_bytes(id.as_bytes()) {
                Ok(id) => Some(Some(id)),
                Err(_) => return false,
            },
        };
        let header = header.map(|id| (HeaderName::from_static("last-event-id"), id));
        again.begin(error, self.parser.retry, header.as_slice())
    }

    /// Goes on with the answer of the call that was made again.
    fn connected(&mut self, incoming: Incoming) {
        // So a server says that no more comes.
        self.done = incoming.received.raw.status == StatusCode::NO_CONTENT;
        match events(incoming) {
            Ok(incoming) => {
                self.parser = self.parser.anew();
                self.body = ByteStream::new(incoming);
            }
            Err(refused) => {
                if let Some(again) = &mut self.again {
                    again.refuse(refused);
                }
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
        let data = json(event.data.as_bytes()).unwrap_or_else(|_| Value::String(event.data.clone()));
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
    let incoming = events(incoming)?;
    let strict = incoming.strict;
    let body = ByteStream::new(incoming);
    Ok(EventStream { body, parser: Parser::default(), read, strict, done: false, again: None })
}

/// An answer that may hold events.
fn events(incoming: Incoming) -> Result<Incoming, Refused> {
    match incoming.received.raw.header("content-type") {
        Some(media) if !media.to_lowercase().starts_with("text/event-stream") => {
            let why = format!("the answer is `{media}`, and a stream of events was expected");
            Err(Refused { incoming: Box::new(incoming), why })
        }
        _ => Ok(incoming),
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
    /// The id that counts from the end of this event on.
    id: Option<String>,
    last_id: Option<String>,
    /// How long to wait before connecting again.
    retry: Option<Duration>,
}

impl Parser {
    /// For the next connection, which begins where this one got to.
    fn anew(&mut self) -> Self {
        let last_id = self.last_id.take();
        Self { id: last_id.clone(), last_id, retry: self.retry, ..Self::default() }
    }

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
            self.last_id.clone_from(&self.id);
            if let Some(data) = self.data.take() {
                return Some(Event { data, event, id: self.last_id.clone() });
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
            "retry" if value.bytes().all(|b| b.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
            }
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
            assert_eq!(parser.retry, Some(Duration::from_millis(5)));
        }
    }
}
