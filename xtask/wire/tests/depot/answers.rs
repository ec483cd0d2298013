//! What the document says of answers beside their bodies: headers, and errors by status.

use depot::Error;
use depot::api::papers::{PapersReceiptError, PapersReceiptHeaders};
use wire::{Recorder, answer};

use crate::client;

#[tokio::test]
async fn documented_headers() {
    let head = "x-copies: 3\r\nx-desks: north\r\nx-signed: perhaps\r\nx-desks: south\r\nx-request-id: r-1\r\n";
    let server = Recorder::start(move |_| answer("200 OK", head, "paid"));
    let response = client(&server).papers().receipt(7).send_with_response().await.expect("a receipt");
    let headers: PapersReceiptHeaders = response.headers_as();
    assert_eq!((headers.x_copies, headers.x_signed), (Some(3), None), "what is not as documented is none");
    assert_eq!(headers.x_desks.as_deref(), Some("north, south"), "two lines are one list");
    assert_eq!((response.request_id(), response.value().as_str()), (Some("r-1"), "paid"));
}

/// An error in words, because what only answers carry cannot be made by callers.
fn words(error: PapersReceiptError) -> String {
    match error {
        PapersReceiptError::Forbidden => "forbidden".to_owned(),
        PapersReceiptError::NotFound(missing) => format!("missing {}", missing.number),
        PapersReceiptError::ClientError(refusal) => format!("{} at {:?}", refusal.title, refusal.desk),
        PapersReceiptError::Unknown { status, body } => format!("unknown {status} {body:?}"),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn documented_errors() {
    let table = [
        ("404 Not Found", r#"{"number": 7}"#, "missing 7"),
        ("403 Forbidden", "no", "forbidden"),
        ("410 Gone", r#"{"title": "Gone", "desk": "north"}"#, "Gone at Some(\"north\")"),
        ("404 Not Found", "<p>", "unknown 404 b\"<p>\""),
        ("500 Internal Server Error", "{}", "unknown 500 b\"{}\""),
    ];
    for (status, body, expected) in table {
        let text = answer(status, "content-type: application/problem+json\r\n", body);
        let server = Recorder::start(move |_| text.clone());
        let failed = client(&server).papers().receipt(7).await;
        let Err(Error::Api(error)) = failed else { panic!("no API error: {failed:?}") };
        assert_eq!(words(error.of()), expected, "{status} {body}");
        if status.starts_with("410") {
            let problem = error.problem().expect("a problem");
            assert_eq!((problem.title.as_deref(), problem.extensions.len()), (Some("Gone"), 1));
        }
    }
}
