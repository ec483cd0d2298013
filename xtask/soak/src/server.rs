//! A server that costs little: a page of users, and bodies of any size that never stand in memory.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// One user, as an API like Appwrite's writes it.
const USER: &str = r#"{"$id":"5e5ea5c16897e","name":"Ada Lovelace","registration":1592981250,"status":0,"passwordUpdate":1592981250,"email":"ada@example.org","emailVerification":true,"prefs":{"theme":"pink","timezone":"UTC"}}"#;

/// A body of zeros.
struct Zeros {
    left: u64,
    chunk: Bytes,
}

impl Body for Zeros {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let chunk = self.chunk.slice(..usize::try_from(self.left).unwrap_or(usize::MAX).min(self.chunk.len()));
        self.left -= chunk.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// Serves until it is killed, and says its address first.
///
/// # Errors
///
/// There is no port.
pub async fn run() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let service =
            hyper::service::service_fn(async |request: Request<Incoming>| Ok::<_, Infallible>(answer(&request)));
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(request: &Request<Incoming>) -> Response<Either<Full<Bytes>, Zeros>> {
    let size = request.uri().path().strip_prefix("/zeros/").and_then(|size| size.parse().ok());
    let body = match size {
        Some(left) => Either::Right(Zeros { left, chunk: vec![0; 64 * 1024].into() }),
        None => Either::Left(Full::from(USER)),
    };
    let mut response = Response::new(body);
    let media = if size.is_some() { "application/octet-stream" } else { "application/json" };
    response.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static(media));
    response
}
