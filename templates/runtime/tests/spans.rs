//! What an observer sees of a call, and what not.

mod peer;

use std::io::Write;
use std::sync::{Arc, Mutex};

use peer::{answer, listen};
use sdkwright_runtime::{Call, Operation, Parameter, RequestOptions, Retry, Scheme, SchemePlace, Spans, read_bytes};
use tracing_subscriber::fmt::format::FmtSpan;

static KEY: Scheme = Scheme { name: "Key", place: SchemePlace::Query("key"), variable: "", always: false };
const ID: Parameter = Parameter::path("id");
static POST: Operation = Operation {
    id: "thingsUpdate",
    path: "/things/{id}",
    auth: &[&[&KEY]],
    retry: Retry::Safe,
    ..peer::operation("POST", "")
};
const SECRET: &str = "s3cr3t";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The spans that end while this is called, a line each.
async fn seen(address: std::net::SocketAddr) -> Vec<String> {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    let core = peer::config(address).credential(&KEY, SECRET).middleware(Spans).build().expect("a core");
    let options = RequestOptions::new().query("q", SECRET).header("x-secret", SECRET).retries(1);
    let call = Call::new(&core, &POST, read_bytes).text(ID, "7").json(SECRET).options(options);
    let guard = tracing::subscriber::set_default(subscriber);
    _ = call.await;
    drop(guard);
    let text = String::from_utf8(log.0.lock().expect("a log").clone()).expect("text");
    assert!(!text.contains(SECRET), "{text}");
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_span_for_each_attempt() {
    let busy = answer("503 Service Unavailable", "retry-after: 0\r\n", SECRET);
    let (address, _) = listen(&[&busy, &answer("200 OK", "", SECRET)]);
    let spans = seen(address).await;
    let [first, second] = &spans[..] else { panic!("two spans: {spans:#?}") };
    for part in [
        "otel.name=POST /things/{id} ",
        r#"otel.kind="client""#,
        r#"operation.id="thingsUpdate""#,
        r#"http.request.method="POST""#,
        r#"server.address="127.0.0.1""#,
        &format!("server.port={}", address.port()),
        r#"url.template="/things/{id}""#,
        &format!("url.full=http://{address}/things/7 "),
    ] {
        assert!(first.contains(part) && second.contains(part), "{part} is not in {spans:#?}");
    }
    for part in ["http.response.status_code=503", r#"error.type="503""#, r#"otel.status_code="ERROR""#] {
        assert!(first.contains(part) && !second.contains(part), "{part}: {spans:#?}");
    }
    assert!(!first.contains("resend_count") && second.contains("http.request.resend_count=1"), "{spans:#?}");
    assert!(second.contains("http.response.status_code=200"), "{spans:#?}");
}

#[tokio::test]
async fn a_span_says_what_went_wrong() {
    let (address, _) = listen(&["", ""]);
    let spans = seen(address).await;
    assert_eq!(spans.len(), 2);
    for part in [r#"error.type="connection""#, r#"otel.status_code="ERROR""#, "otel.status_description=the connection"]
    {
        assert!(spans[0].contains(part), "{part} is not in {spans:#?}");
    }
    assert!(!spans[0].contains("http.response.status_code"), "{spans:#?}");
}
