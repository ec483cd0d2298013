//! What a caller puts in the place of ours: transports without a network, and middleware around attempts.

mod peer;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use reqwest::{Request, Response};
use sdkwright_runtime::{
    ByteStream, Call, Config, Core, Error, Exchange, Fault, Middleware, Next, Operation, RequestOptions, Retry,
    Transport, read_bytes, read_json, read_stream,
};

static GET: Operation = peer::operation("GET", "application/json");
static POST: Operation = Operation { retry: Retry::WithKey, ..peer::operation("POST", "") };

fn config() -> Config {
    Config::new("https://api.example.org/v1/", "test/1")
}

fn core(transport: impl Transport) -> Core {
    config().transport(transport).build().expect("a core")
}

fn ok(body: &'static str) -> Response {
    http::Response::new(body).into()
}

#[tokio::test]
async fn a_function_answers_in_place_of_a_server() {
    let core = core(|request: Request| async move {
        let body = request.body().and_then(|b| b.as_bytes()).map(<[u8]>::to_vec).unwrap_or_default();
        Ok(ok(if request.url().as_str() == "https://api.example.org/v1/things" && body == b"1" { "[7]" } else { "0" }))
    });
    let values: Vec<i64> = Call::new(&core, &POST, read_json).json(&1_i64).await.expect("an answer");
    assert_eq!(values, [7]);
    let refusal = http::Response::builder().status(404).header("x-why", "none").body("no");
    let refusal = Arc::new(Mutex::new(refusal.ok()));
    let core = self::core(move |_: Request| {
        let refusal = refusal.lock().expect("a lock").take().map(Into::into);
        async move { refusal.ok_or_else(|| Fault::broken("nothing is left")) }
    });
    let Err(Error::Api(error)) = Call::new(&core, &GET, read_bytes).await else { panic!("an API error") };
    assert_eq!((error.status(), error.header("x-why"), &error.raw_body()[..]), (404, Some("none"), &b"no"[..]));
}

#[tokio::test]
async fn a_stream_crosses_the_seam() {
    let core = core(|_: Request| async {
        let body = ByteChunks(vec![bytes::Bytes::from_static(b"two"), bytes::Bytes::from_static(b"one")]);
        Ok(http::Response::new(reqwest::Body::wrap_stream(body)).into())
    });
    let mut stream: ByteStream = Call::open(&core, &GET, read_stream).await.expect("an answer");
    let mut chunks = Vec::new();
    while let Some(chunk) = stream.try_next().await.expect("a chunk") {
        chunks.push(chunk);
    }
    assert_eq!(chunks, ["one", "two"]);
}

/// Chunks from the last to the first.
struct ByteChunks(Vec<bytes::Bytes>);

impl futures_core::Stream for ByteChunks {
    type Item = Result<bytes::Bytes, std::convert::Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.pop().map(Ok))
    }
}

#[tokio::test]
async fn a_fault_decides_whether_a_call_is_repeated() {
    for (operation, fault, attempts) in [
        (&GET, Fault::broken as fn(&'static str) -> Fault, 2),
        (&GET, Fault::unreachable, 2),
        (&GET, |_| Fault::timed_out(), 2),
        (&GET, Fault::refused, 1),
        (&POST, Fault::broken, 1),
        (&POST, Fault::unreachable, 2),
        (&POST, |_| Fault::timed_out(), 1),
    ] {
        let core = core(move |_: Request| async move { Err(fault("on purpose")) });
        let call = Call::new(&core, operation, read_bytes).options(RequestOptions::new().retries(1));
        let error = call.await.expect_err("a fault");
        assert_eq!(error.attempts(), attempts, "{}: {error}", operation.id);
    }
}

/// Writes down what it sees, and marks the request.
struct Witness(&'static str, Arc<Mutex<Vec<String>>>);

impl Middleware for Witness {
    fn handle<'a>(&'a self, mut request: Request, next: Next<'a>) -> Exchange<'a> {
        Box::pin(async move {
            let Self(name, seen) = self;
            let say = |what: String| seen.lock().expect("a list").push(format!("{name} {what}"));
            say(format!("before {} {}", next.operation().id, next.attempt()));
            let mark = request.headers().get("x-mark").and_then(|v| v.to_str().ok()).unwrap_or_default();
            let mark = format!("{mark}{name}").parse().expect("a value");
            request.headers_mut().insert("x-mark", mark);
            let result = next.run(request).await;
            say(match &result {
                Ok(response) => format!("after {}", response.status().as_u16()),
                Err(fault) => format!("after {fault}"),
            });
            result
        })
    }
}

/// Answers itself.
struct Cache;

impl Middleware for Cache {
    fn handle<'a>(&'a self, _: Request, _: Next<'a>) -> Exchange<'a> {
        Box::pin(async { Ok(ok("[1]")) })
    }
}

#[tokio::test]
async fn middleware_stands_around_each_attempt_in_its_order() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (address, asked) = peer::listen(&["", &peer::answer("200 OK", "", "[]")]);
    let core = peer::config(address)
        .middleware(Witness("a", Arc::clone(&seen)))
        .middleware(Witness("b", Arc::clone(&seen)))
        .build()
        .expect("a core");
    let values: Vec<i64> = Call::new(&core, &GET, read_json).await.expect("the second attempt");
    assert!(values.is_empty() && asked.request(1).0.contains("x-mark: ab\r\n"));
    let seen = seen.lock().expect("a list");
    assert_eq!(
        *seen,
        [
            "a before call 1",
            "b before call 1",
            "b after the connection failed",
            "a after the connection failed",
            "a before call 2",
            "b before call 2",
            "b after 200",
            "a after 200",
        ]
    );
}

#[tokio::test]
async fn middleware_may_answer_itself() {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let transport = move |_: Request| {
        count.fetch_add(1, Ordering::Relaxed);
        async { Ok(ok("[2]")) }
    };
    let core = config().transport(transport).middleware(Cache).build().expect("a core");
    let values: Vec<i64> = Call::new(&core, &GET, read_json).await.expect("an answer");
    assert_eq!((values.as_slice(), asked.load(Ordering::Relaxed)), ([1].as_slice(), 0));
}
