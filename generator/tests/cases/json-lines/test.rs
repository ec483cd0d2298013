//! Lists whose elements travel one a line.

use std::sync::mpsc::channel;

use crate::json_lines::models::{BulkRequestItem, Doc, SeqRequestItem};
use crate::json_lines::runtime::{http, reqwest};
use crate::json_lines::{Client, Error};

/// The bodies of these calls, and what is read of the answers: nothing leaves this machine.
#[tokio::test]
async fn elements_are_lines() -> Result<(), Error> {
    let (sender, asked) = channel();
    let transport = move |request: reqwest::Request| {
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
        let media = request.headers().get("content-type").map_or("-", |media| media.to_str().expect("a text"));
        _ = sender.send(format!("{media} {}", String::from_utf8_lossy(body)));
        let lines = "{\"id\":\"a\"}\n{\"id\":\"b\",\"n\":2}\n";
        let status = if request.url().path() == "/import" { 200 } else { 204 };
        async move { Ok(http::Response::builder().status(status).body(lines).expect("an answer").into()) }
    };
    let client = Client::builder().transport(transport).build()?;
    let docs = || vec![Doc::new("a"), Doc::new("b").n(2)];
    let mut read = client.import_docs(docs()).await?;
    let mut found = Vec::new();
    while let Some(doc) = read.try_next().await? {
        found.push(doc);
    }
    assert_eq!(found, docs());
    client.seq().body(vec![SeqRequestItem::new().a("x"), SeqRequestItem::new()]).await?;
    client.seq().await?;
    client.bulk(vec![BulkRequestItem::from(Doc::new("a"))]).await?;
    client.both(docs()).await?;
    client.texts("{}\n").await?;
    client.strings(["a\nb", "c"]).await?;
    client.strings(Vec::<String>::new()).await?;
    let expected = [
        "application/x-ndjson {\"id\":\"a\"}\n{\"id\":\"b\",\"n\":2}\n",
        "application/json-seq \u{1e}{\"a\":\"x\"}\n\u{1e}{}\n",
        "- ",
        "application/json {\"id\":\"a\"}\n",
        "application/json [{\"id\":\"a\"},{\"id\":\"b\",\"n\":2}]",
        "application/x-ndjson {}\n",
        "application/x-ndjson \"a\\nb\"\n\"c\"\n",
        "application/x-ndjson ",
    ];
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), expected);
    Ok(())
}
