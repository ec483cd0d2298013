//! One operation, many answers: by status, by media type, and what is none of them.

use depot::Error;
use depot::api::ledger::{LedgerPeekHeaders, LedgerWriteAnswer};
use depot::models::{Entry, LedgerReadRange};
use wire::{Recorder, answer};

use crate::client;

/// A server that always answers this.
fn always(status: &'static str, media: &str, body: &'static str) -> Recorder {
    let headers = if media.is_empty() { String::new() } else { format!("content-type: {media}\r\n") };
    Recorder::start(move |_| answer(status, &headers, body))
}

#[tokio::test]
async fn by_status() {
    for (status, media, body, expected) in [
        ("200 OK", "application/json", r#"{"what": "swept"}"#, LedgerWriteAnswer::Ok(Entry::new("swept"))),
        ("201 Created", "text/plain", "page 7", LedgerWriteAnswer::Created("page 7".to_owned())),
        ("206 Partial Content", "image/png", "\u{1}PNG", LedgerWriteAnswer::PartialContent("\u{1}PNG".into())),
        ("202 Accepted", "", "whatever", LedgerWriteAnswer::Success),
        ("299 Odd", "text/html", "<p>", LedgerWriteAnswer::Success),
    ] {
        let server = always(status, media, body);
        let got = client(&server).ledger().write(Entry::new("swept")).await.expect(status);
        assert_eq!(got, expected, "{status}");
        let request = server.one();
        assert_eq!(request.header("accept"), Some("application/json, text/plain, image/png"));
        assert_eq!(request.text(), r#"{"what":"swept"}"#);
    }
}

#[tokio::test]
async fn by_media_type() {
    let json = always("200 OK", "application/json", r#"[{"what": "a"}]"#);
    assert_eq!(client(&json).ledger().read().await.expect("JSON"), [Entry::new("a")]);
    let lines = always("200 OK", "application/jsonl", "{\"what\": \"a\"}\n{\"what\": \"b\"}\n");
    let mut entries = client(&lines).ledger().read().lines().await.expect("lines");
    let mut came = Vec::new();
    while let Some(entry) = entries.try_next().await.expect("a line") {
        came.push(entry.what);
    }
    assert_eq!(came, ["a", "b"]);
    let csv = always("200 OK", "text/csv", "a,b");
    assert_eq!(client(&csv).ledger().read().csv().await.expect("text"), "a,b");
    let zip = always("200 OK", "application/zip", "PK");
    let stream = client(&zip).ledger().read().zip().await.expect("bytes");
    assert_eq!(&stream.bytes().await.expect("all of it")[..], b"PK");
    let accepted = [json, lines, csv, zip].map(|server| server.one().header("accept").map(str::to_owned));
    let expected = ["application/json", "application/jsonl", "text/csv", "application/zip"];
    assert_eq!(accepted, expected.map(|media| Some(media.to_owned())));
}

/// What came in place of JSON is kept, and so is what came of an answer that the document knows without a body.
#[tokio::test]
async fn neither() {
    let page = always("200 OK", "text/html", "<p>later</p>");
    let error = client(&page).ledger().read().await.expect_err("a page");
    assert!(error.to_string().contains("`text/html`, and JSON was expected"), "{error}");
    let Error::Decode(failure) = error else { panic!("not decoded: {error}") };
    assert_eq!((failure.status(), &failure.raw_body()[..]), (200, &b"<p>later</p>"[..]));
    let page = always("200 OK", "text/html", "<p>later</p>");
    let error = client(&page).ledger().read().lines().await.expect_err("a page");
    assert!(matches!(&error, Error::Decode(failure) if &failure.raw_body()[..] == b"<p>later</p>"), "{error:?}");
    let same = always("304 Not Modified", "", "");
    assert_eq!(client(&same).ledger().read().await.expect_err("nothing new").status(), Some(304));
}

/// The whole query is one value, and a cookie is what it is.
#[tokio::test]
async fn of_the_third_dialect() {
    let server = always("200 OK", "application/json", "[]");
    let range = LedgerReadRange::new().from(7).pages(vec![1, 2]);
    let reader = [("name", "a/b"), ("desk", "1")];
    client(&server).ledger().read().range(range).reader(reader).await.expect("entries");
    let request = server.one();
    assert_eq!((request.target(), request.header("cookie")), ("/ledger?from=7&pages=1,2", Some("desk=1; name=a/b")));
}

#[tokio::test]
async fn headers_alone() {
    let server = Recorder::start(|_| "HTTP/1.1 200 OK\r\nx-entries: 12\r\ncontent-length: 99\r\n\r\n".to_owned());
    let response = client(&server).ledger().peek().send_with_response().await.expect("headers");
    let headers: LedgerPeekHeaders = response.headers_as();
    assert_eq!((headers.x_entries, server.one().method()), (Some(12), "HEAD"));
}
