//! The methods of HTTP.

use wire::{Recorder, answer};

use crate::client;

#[tokio::test]
async fn every_method() {
    let server = Recorder::start(|request| match request.method() {
        "TRACE" => answer("200 OK", "content-type: message/http\r\n", "as it came"),
        _ => answer("204 No Content", "", ""),
    });
    let parcels = client(&server).parcels();
    parcels.exists("1").await.expect("HEAD");
    parcels.methods("1").await.expect("OPTIONS");
    let body = parcels.trace("1").await.expect("TRACE").bytes().await.expect("its body");
    assert_eq!(&body[..], b"as it came");
    #[allow(deprecated)]
    parcels.delete("1").await.expect("DELETE");
    parcels.ask("1", "where?").await.expect("QUERY, whose answer may be empty");
    parcels.link("1", "P 2").await.expect("LINK");
    let mut lines: Vec<_> = server.take().into_iter().map(|request| request.line).collect();
    assert_eq!(lines.pop().as_deref(), Some("LINK /parcels/1?to=P%202 HTTP/1.1"));
    let methods = ["HEAD", "OPTIONS", "TRACE", "DELETE", "QUERY"];
    assert_eq!(lines, methods.map(|method| format!("{method} /parcels/1 HTTP/1.1")));
}
