//! What a document says of errors and of headers, read from what a server answers.

mod peer;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use sdkwright_runtime::{ApiError, Call, Error, Operation, header, read_bytes, read_empty, read_json};

use peer::{answer, config, listen, operation, server};

static GET: Operation = operation("GET", "");

/// Errors as an SDK has them: one by its status with a body, one without.
#[derive(Debug, PartialEq)]
enum GetError {
    NotFound(Vec<i64>),
    Conflict,
    Unknown { status: u16, body: Bytes },
}

impl From<&ApiError> for GetError {
    fn from(error: &ApiError) -> Self {
        let known = match error.status() {
            404 => error.decode().ok().map(Self::NotFound),
            409 => Some(Self::Conflict),
            _ => None,
        };
        known.unwrap_or(Self::Unknown { status: error.status(), body: error.raw_body().clone() })
    }
}

#[derive(Debug, PartialEq)]
struct GetHeaders {
    link: Option<String>,
    left: Option<i64>,
    odd: Option<i64>,
}

impl From<&HeaderMap> for GetHeaders {
    fn from(headers: &HeaderMap) -> Self {
        Self { link: header(headers, "Link"), left: header(headers, "X-Left"), odd: header(headers, "X-Odd") }
    }
}

async fn failure(text: &str) -> Box<ApiError> {
    let (core, _) = server(&[text]);
    match Call::new(&core, &GET, read_bytes).send().await {
        Err(Error::Api(error)) => error,
        other => panic!("no API error: {other:?}"),
    }
}

#[tokio::test]
async fn an_error_is_one_of_the_documented_ones_or_kept() {
    let table = [
        (answer("404 Not Found", "", "[1]"), GetError::NotFound(vec![1])),
        (answer("409 Conflict", "", "{}"), GetError::Conflict),
        (answer("404 Not Found", "", "<p>"), GetError::Unknown { status: 404, body: Bytes::from_static(b"<p>") }),
        (answer("418 Teapot", "", "[1]"), GetError::Unknown { status: 418, body: Bytes::from_static(b"[1]") }),
    ];
    for (text, expected) in table {
        assert_eq!(failure(&text).await.of::<GetError>(), expected, "{text}");
    }
}

/// An answer of raw JSON may be nothing at all; one of a type may not, and no answer of a strict client.
#[tokio::test]
async fn an_empty_answer_is_null() {
    let read = async |strict| {
        let (address, _) = listen(&[&answer("200 OK", "", ""), &answer("200 OK", "", "")]);
        let core = config(address).strict(strict).build().expect("a core");
        let json = Call::new(&core, &GET, read_json::<serde_json::Value>).await.ok();
        (json, Call::new(&core, &GET, read_json::<Vec<i64>>).await.err().map(|e| e.to_string()))
    };
    let (json, error) = read(false).await;
    assert_eq!(json, Some(serde_json::Value::Null));
    assert!(error.is_some_and(|e| e.contains("found the end of the text")), "the error is that of what came");
    let (json, error) = read(true).await;
    assert!(json.is_none() && error.is_some());
}

/// A `200` of which the document says no body may have one, which the caller can get; a strict client refuses it with another.
#[tokio::test]
async fn a_body_that_no_document_promised() {
    let read = async |status, strict| {
        let (address, _) = listen(&[&answer(status, "", "7")]);
        let core = config(address).strict(strict).build().expect("a core");
        Call::new(&core, &GET, read_empty).send_with_response().await.map(|response| response.body().clone()).ok()
    };
    for (status, strict, body) in
        [("200 OK", true, Some("7")), ("201 Made", false, Some("7")), ("201 Made", true, None)]
    {
        assert_eq!(read(status, strict).await, body.map(Bytes::from), "{status}, strict: {strict}");
    }
}

#[tokio::test]
async fn problem_details() {
    let body = r#"{"type": "/late", "title": "Too late", "status": 403, "detail": 7, "balance": 30}"#;
    let problem = |media: &str, body: &str| answer("403 Forbidden", &format!("content-type: {media}\r\n"), body);
    let found = failure(&problem("Application/Problem+JSON; charset=utf-8", body)).await.problem().expect("a problem");
    assert_eq!((found.r#type.as_str(), found.title.as_deref(), found.status), ("/late", Some("Too late"), Some(403)));
    assert_eq!((found.detail, found.instance), (None, None), "a member of the wrong type is none");
    assert_eq!(found.extensions.keys().collect::<Vec<_>>(), ["balance"]);
    let bare = failure(&problem("application/problem+json", "{}")).await.problem().expect("a problem");
    assert_eq!(bare.r#type, "about:blank");
    assert_eq!(failure(&problem("application/json", body)).await.problem(), None);
    assert_eq!(failure(&problem("application/problem+json", "[]x")).await.problem(), None);
}

#[tokio::test]
async fn headers_and_the_id_of_a_request() {
    let head =
        "link: <a>; rel=next\r\nx-left: 41 \r\nx-odd: many\r\nlink: <b>\r\nx-correlation-id: c\r\nrequest-id: r-1\r\n";
    let (core, _) = server(&[&answer("200 OK", head, "")]);
    let response = Call::new(&core, &GET, read_bytes).send_with_response().await.expect("an answer");
    let headers: GetHeaders = response.headers_as();
    let link = Some("<a>; rel=next, <b>".to_owned());
    assert_eq!(headers, GetHeaders { link, left: Some(41), odd: None });
    assert_eq!(response.request_id(), Some("r-1"));
    let error = failure(&answer("404 Not Found", "x-amzn-requestid: amz\r\n", "")).await;
    assert_eq!(error.request_id(), Some("amz"));
    assert_eq!(failure(&answer("404 Not Found", "", "")).await.request_id(), None);
}
