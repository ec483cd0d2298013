//! Answers that are read while they come, against a real server on loopback.

mod peer;

use std::time::{Duration, Instant};

use peer::{answer, operation, server};
use sdkwright_runtime::{
    Body, Call, Error, Event, Multipart, Operation, Reader, RequestOptions, read_events, read_json, read_lines,
    read_optional, read_said, read_stream, read_text, read_text_events, read_whole_events,
};

static GET: Operation = operation("GET", "application/json");
static POST: Operation = operation("POST", "application/json");

const EVENTS: &str = "content-type: text/event-stream; charset=utf-8\r\n";

#[tokio::test]
async fn bytes_while_they_come() {
    let long = "x".repeat(300_000);
    let ok = answer("200 OK", "etag: 1\r\n", &long);
    let busy = answer("503 Busy", "retry-after: 0\r\n", "");
    let (core, asked) = server(&[&ok, &busy, &ok, &ok, &answer("404 Not Found", "", "none")]);
    let response = Call::open(&core, &GET, read_stream).send_with_response().await.expect("an answer");
    assert_eq!((response.status(), response.header("etag")), (200, Some("1")));
    let mut stream = response.into_inner();
    let (mut chunks, mut bytes) = (0, 0);
    while let Some(chunk) = stream.try_next().await.expect("a chunk") {
        (chunks, bytes) = (chunks + 1, bytes + chunk.len());
    }
    assert!(chunks > 1 && bytes == long.len(), "{chunks} chunks, {bytes} bytes");
    let stream = Call::open(&core, &GET, read_stream).await.expect("the second attempt");
    assert_eq!((stream.bytes().await.expect("all of it").len(), asked.count()), (long.len(), 3));
    let path = std::env::temp_dir().join(format!("sdkwright-{}-download", std::process::id()));
    let stream = Call::open(&core, &GET, read_stream).await.expect("an answer");
    assert_eq!(stream.save(&path).await.expect("a file"), long.len() as u64);
    assert_eq!(std::fs::read(&path).expect("it").len(), long.len());
    _ = std::fs::remove_file(path);
    let Err(Error::Api(error)) = Call::open(&core, &GET, read_stream).await else { panic!("an API error") };
    assert_eq!((error.status(), error.text().as_ref()), (404, "none"));
}

#[tokio::test]
async fn what_breaks_on_the_way() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
    let (core, _) = server(&[cut, &answer("200 OK", "", "12345")]);
    let error = Call::open(&core, &GET, read_stream).await.expect("headers").bytes().await.expect_err("half of it");
    assert!(matches!(error, Error::Transport(_)), "{error}");
    let stream = Call::open(&core, &GET, read_stream).await.expect("an answer");
    let error = stream.save("/nowhere/at-all").await.expect_err("no folder");
    assert!(error.to_string().contains("file") && std::error::Error::source(&error).is_some(), "{error}");
    // The server sends the head and then nothing: the wait for a chunk ends.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let held = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a caller");
        _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
        _ = std::io::Write::write_all(&mut stream, b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n");
        std::thread::sleep(Duration::from_secs(2));
    });
    let core = sdkwright_runtime::Config::new(&base, "test/1").build().expect("a core");
    let options = RequestOptions::new().timeout(Duration::from_millis(200));
    let started = Instant::now();
    let mut stream = Call::open(&core, &GET, read_stream).options(options).await.expect("headers");
    let error = stream.try_next().await.expect_err("nothing comes");
    assert!(error.is_timeout() && started.elapsed() < Duration::from_secs(2), "{error}");
    assert!(stream.try_next().await.expect("the end").is_none());
    held.join().expect("the server ends");
}

#[tokio::test]
async fn events() {
    let text = "data: {\"a\": [1]}\nid: 4\nevent: tick\n\ndata: nonsense\n\ndata: [2]\n\ndata: [DONE]\n\ndata: [3]\n\n";
    let ok = answer("200 OK", EVENTS, text);
    let page = answer("200 OK", "content-type: application/json\r\n", "{}");
    let (core, asked) = server(&[&ok, &ok, &ok, &page]);
    let call = || Call::new(&core, &GET, read_json::<String>);
    let typed = call().answered_by("text/event-stream", Reader::Open(read_events::<serde_json::Value>));
    let mut events = typed.await.expect("a stream");
    let first = events.try_next().await.expect("an event").expect("one");
    let expected = Event { data: serde_json::json!({"a": [1]}), event: Some("tick".into()), id: Some("4".into()) };
    assert_eq!(first, expected);
    let Err(Error::Decode(error)) = events.try_next().await else { panic!("not JSON") };
    assert_eq!(&error.raw_body()[..], b"nonsense");
    assert_eq!(events.try_next().await.expect("an event").expect("one").data, serde_json::json!([2]));
    assert!(events.try_next().await.expect("the end").is_none());
    assert!(asked.request(0).0.contains("accept: text/event-stream\r\n"), "{}", asked.request(0).0);
    let mut events = Call::open(&core, &GET, read_text_events).await.expect("a stream");
    assert_eq!(events.try_next().await.expect("an event").expect("one").data, "{\"a\": [1]}");
    let mut events = Call::open(&core, &GET, read_whole_events::<serde_json::Value>).await.expect("a stream");
    let whole = serde_json::json!({"event": "tick", "id": "4", "data": {"a": [1]}});
    assert_eq!(events.try_next().await.expect("an event").expect("one").data, whole);
    let text = serde_json::json!({"id": "4", "data": "nonsense"});
    assert_eq!(events.try_next().await.expect("an event").expect("one").data, text);
    let Err(Error::Decode(error)) = Call::open(&core, &GET, read_text_events).await else { panic!("no events") };
    assert_eq!((error.status(), &error.raw_body()[..]), (200, &b"{}"[..]));
    assert!(error.to_string().contains("`application/json`, and a stream of events"), "{error}");
}

/// The servers of models send a stream where the body says so.
#[tokio::test]
async fn asked_for_in_the_body() {
    type Made = fn(Call<String>) -> Call<String>;
    async fn check(body: Made, expected: Result<&str, &str>) {
        let (core, asked) = server(&[&answer("200 OK", EVENTS, "data: [1]\n\ndata: [DONE]\n\n")]);
        let events = body(Call::new(&core, &POST, read_json::<String>));
        let events = events.answered_by("text/event-stream", Reader::Open(read_events::<serde_json::Value>));
        match (events.member("stream", "true").await, expected) {
            (Ok(mut events), Ok(expected)) => {
                assert_eq!(events.try_next().await.expect("an event").expect("one").data, serde_json::json!([1]));
                // The line between parts is another each time.
                let (head, body) = asked.request(0);
                let boundary = head.split_once("boundary=").and_then(|(_, rest)| rest.lines().next());
                assert_eq!(body.replace(boundary.unwrap_or("no boundary"), "part"), expected);
            }
            (Err(error), Err(expected)) => assert!(error.to_string().contains(expected), "{error}"),
            (got, expected) => panic!("{:?}, not {expected:?}", got.map(|_| ())),
        }
    }
    check(|call| call, Ok(r#"{"stream":true}"#)).await;
    let said = |call: Call<String>| call.json(&serde_json::json!({"stream": false, "model": "m"}));
    check(said, Ok(r#"{"model":"m","stream":true}"#)).await;
    let form = |call: Call<String>| {
        let form = Multipart::new().field("stream", &false).field("model", "m");
        call.multipart(form, "multipart/form-data")
    };
    let part =
        |name: &str, text: &str| format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
    check(form, Ok(&format!("{}{}--part--\r\n", part("model", "m"), part("stream", "true")))).await;
    let refused = "`stream` cannot be set in the body: it is ";
    check(|call| call.json(&vec![1_i64]), Err(&format!("{refused}no object"))).await;
    check(|call| call.body("text", "text/plain"), Err(&format!("{refused}no object"))).await;
    check(|call| call.body(Body::file("a"), "text/plain"), Err(&format!("{refused}not in memory"))).await;
}

#[tokio::test]
async fn lines() {
    let ok = answer("200 OK", "", "[1]\r\n\n\u{1e}[2, 3]\nnonsense\n[4]");
    let (core, _) = server(&[&ok]);
    let mut lines = Call::open(&core, &GET, read_lines::<Vec<i64>>).await.expect("a stream");
    assert_eq!(lines.try_next().await.expect("a line"), Some(vec![1]));
    assert_eq!(lines.try_next().await.expect("a line"), Some(vec![2, 3]));
    assert!(matches!(lines.try_next().await, Err(Error::Decode(error)) if &error.raw_body()[..] == b"nonsense"));
    assert_eq!(lines.try_next().await.expect("a line"), Some(vec![4]));
    assert_eq!(lines.try_next().await.expect("the end"), None);
    let page = answer("200 OK", "content-type: text/html; charset=utf-8\r\n", "<p>later</p>");
    let (core, _) = server(&[&page]);
    let failed = Call::open(&core, &GET, read_lines::<Vec<i64>>).await;
    let Err(Error::Decode(error)) = failed else { panic!("a page is no lines: {failed:?}") };
    assert_eq!(&error.raw_body()[..], b"<p>later</p>");
    assert!(error.to_string().contains("`text/html; charset=utf-8`, and lines of JSON"), "{error}");
}

#[tokio::test]
async fn whole_answers() {
    let json = "content-type: application/json\r\n";
    let html = answer("200 OK", "content-type: text/html\r\n", "<p>sorry</p>");
    let (core, _) = server(&[
        &html,
        &answer("200 OK", "content-type: text/plain\r\n", "[1]"),
        &answer("200 OK", "", " \n"),
        &answer("200 OK", json, "7"),
        &answer("200 OK", json, "\"said\""),
        &answer("200 OK", "", "\"said\""),
    ]);
    let Err(Error::Decode(error)) = Call::new(&core, &GET, read_json::<Vec<i64>>).await else { panic!("no JSON") };
    assert_eq!((error.status(), &error.raw_body()[..]), (200, &b"<p>sorry</p>"[..]));
    assert!(error.to_string().contains("the answer is `text/html`, and JSON was expected"), "{error}");
    // Some servers give JSON another name; what can be read is read.
    assert_eq!(Call::new(&core, &GET, read_json::<Vec<i64>>).await.expect("JSON"), [1]);
    assert_eq!(Call::new(&core, &GET, read_optional::<i64>).await.expect("nothing"), None);
    assert_eq!(Call::new(&core, &GET, read_optional::<i64>).await.expect("JSON"), Some(7));
    assert_eq!(Call::new(&core, &GET, read_text).await.expect("text"), "said");
    assert_eq!(Call::new(&core, &GET, read_text).await.expect("text"), "\"said\"");
}

#[tokio::test]
async fn a_json_string_that_comes_as_it_is() {
    let file = "{\"id\": 1}\n{\"id\": 2}\n";
    let octets = answer("200 OK", "content-type: application/octet-stream\r\n", file);
    let quoted = answer("200 OK", "content-type: application/json\r\n", "\"a\\nb\"");
    let object = answer("200 OK", "content-type: application/json\r\n", "{}");
    let (core, _) = server(&[&octets, &quoted, &object]);
    for text in [file, "a\nb", "{}"] {
        assert_eq!(Call::new(&core, &GET, read_said).await.expect("text"), text);
    }
    let (address, _) = peer::listen(&[&octets, &quoted]);
    let strict = peer::config(address).strict(true).build().expect("a core");
    Call::new(&strict, &GET, read_said).await.expect_err("no JSON string");
    assert_eq!(Call::new(&strict, &GET, read_said).await.expect("a JSON string"), "a\nb");
}

#[tokio::test]
async fn redirects_that_are_the_answer() {
    let to = |location: &str| answer("302 Found", &format!("location: {location}\r\n"), "a page");
    let (core, asked) = server(&[
        &to("/there?a=1"),
        &to("https://example.org/x"),
        &answer("304 Not Modified", "", ""),
        &answer("400 Bad", "", ""),
    ]);
    let call = || Call::redirect(&core, &GET, std::convert::identity);
    let response = call().send_with_response().await.expect("a redirect");
    assert!(response.status() == 302 && response.value().ends_with("/there?a=1"), "{}", response.value());
    assert!(response.value().starts_with("http://127.0.0.1:"), "{}", response.value());
    assert_eq!(call().await.expect("a redirect"), "https://example.org/x");
    for status in [304, 400] {
        assert_eq!(call().await.expect_err("it leads nowhere").status(), Some(status));
    }
    assert_eq!(asked.count(), 4);
}
