//! What the document says of answers beside their bodies: headers, and errors by status.

use depot::Error;
use depot::api::papers::{PapersReceiptError, PapersReceiptHeaders};
use depot::models::{Missing, Refusal};
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

#[tokio::test]
async fn documented_errors() {
    let table = [
        ("404 Not Found", r#"{"number": 7}"#, PapersReceiptError::NotFound(Missing::new(7))),
        ("403 Forbidden", "no", PapersReceiptError::Forbidden),
        ("410 Gone", r#"{"title": "Gone", "desk": "north"}"#, PapersReceiptError::ClientError(Refusal::new("Gone").desk("north"))),
        ("404 Not Found", "<p>", PapersReceiptError::Unknown { status: 404, body: "<p>".into() }),
        ("500 Internal Server Error", "{}", PapersReceiptError::Unknown { status: 500, body: "{}".into() }),
    ];
    for (status, body, expected) in table {
        let text = answer(status, "content-type: application/problem+json\r\n", body);
        let server = Recorder::start(move |_| text.clone());
        let failed = client(&server).papers().receipt(7).await;
        let Err(Error::Api(error)) = failed else { panic!("no API error: {failed:?}") };
        assert_eq!(error.of::<PapersReceiptError>(), expected, "{status} {body}");
        if status.starts_with("410") {
            let problem = error.problem().expect("a problem");
            assert_eq!((problem.title.as_deref(), problem.extensions.len()), (Some("Gone"), 1));
        }
    }
}
