//! A call on its way.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use reqwest::header::CONTENT_TYPE;

use super::answer::{Answer, Incoming, Origin, Reader, Refused, Response};
use super::error::{ApiError, DecodeFailure, Error, Raw};
use super::operation::Operation;
use super::send::{self, Wanted};

/// What waits for an answer.
pub(super) type Sending = Pin<Box<dyn Future<Output = Result<Incoming, Error>> + Send>>;

/// The future of the value of a call, with its status and headers. It can be sent to any thread, whatever the value is.
///
/// All that waits is one future, the same for every call, and reading is a function: an SDK has no state machine of its
/// own for each of its operations, which the compiler would check and build one by one.
#[must_use = "futures do nothing unless they are awaited"]
pub struct ResponseFuture<T> {
    operation: &'static Operation,
    sending: Sending,
    reader: Reader<T>,
}

impl<T> ResponseFuture<T> {
    pub(super) fn new(origin: Origin, reader: Reader<T>) -> Self {
        let wanted = match reader {
            Reader::Whole(_) => Wanted::Whole,
            Reader::Open(_) => Wanted::Unread,
            Reader::Redirect(_) => Wanted::Redirect,
        };
        Self { operation: origin.operation, sending: Box::pin(send::send(origin, wanted)), reader }
    }

    /// What came as what was wanted. A body that is something else has still to be read, so that the error has it.
    fn read<O>(&self, incoming: Incoming, made: fn(Raw, T) -> O) -> Result<Result<O, Error>, Refused> {
        Ok(match self.reader {
            Reader::Whole(read) => {
                let (raw, strict) = (&incoming.received.raw, incoming.strict);
                let media = raw.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
                match read(&Answer { status: raw.status.as_u16(), media, body: &raw.body, strict }) {
                    Ok(value) => Ok(made(incoming.received.raw, value)),
                    Err(reason) => Err(Error::Decode(Box::new(DecodeFailure::new(incoming.received.raw, reason)))),
                }
            }
            Reader::Redirect(read) => match send::location(&incoming) {
                Some(url) => Ok(made(incoming.received.raw, read(url))),
                None => Err(ApiError::new(incoming.received.raw).into()),
            },
            Reader::Open(read) => {
                let raw = incoming.received.raw.clone();
                Ok(made(raw, read(incoming)?))
            }
        })
    }

    fn poll_made<O>(&mut self, cx: &mut Context<'_>, made: fn(Raw, T) -> O) -> Poll<Result<O, Error>> {
        loop {
            match ready!(self.sending.as_mut().poll(cx)).map(|incoming| self.read(incoming, made)) {
                Ok(Ok(read)) => return Poll::Ready(read),
                Ok(Err(Refused { incoming, why })) => {
                    self.sending = Box::pin(async { Err(send::refused(*incoming, why).await) });
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.get_mut().poll_made(cx, Response::new)
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

/// The future of the value of a call.
#[must_use = "futures do nothing unless they are awaited"]
pub struct SendFuture<T>(pub(super) ResponseFuture<T>);

impl<T> Future for SendFuture<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.get_mut().0.poll_made(cx, |_, value| value)
    }
}

impl<T> fmt::Debug for SendFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendFuture").field("operation", &self.0.operation.id).finish_non_exhaustive()
    }
}
