//! Answers that break off and go on, against sockets on loopback.

mod peer;

use std::time::Duration;

use peer::{answer, config, listen, operation};
use sdkwright_runtime::{
    ByteStream, Call, Core, Error, EventStream, Operation, RequestOptions, Retry, read_stream, read_text_events,
};

static GET: Operation = operation("GET", "");
static POST: Operation = Operation { retry: Retry::WithKey, ..operation("POST", "") };

const EVENTS: &str = "content-type: text/event-stream\r\n";

/// An answer of events that is cut off before its end.
fn cut(text: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n{EVENTS}\r\n{text}")
}

fn core(answers: &[&str]) -> (Core, peer::Asked) {
    let (address, asked) = listen(answers);
    let backoff = Duration::from_millis(5);
    (config(address).backoff(backoff, backoff).retries(0).build().expect("a core"), asked)
}

/// What comes of a stream: events as `id=data`, how it ends, and which ids were sent.
async fn events(operation: &'static Operation, answers: &[&str]) -> (Vec<String>, String, Vec<Option<String>>) {
    let (core, asked) = core(answers);
    let stream: EventStream<String> = Call::open(&core, operation, read_text_events).await.expect("a stream");
    let mut stream = stream.reconnecting();
    let mut came = Vec::new();
    let end = loop {
        match stream.try_next().await {
            Ok(Some(event)) => came.push(format!("{}={}", event.id.unwrap_or_default(), event.data)),
            Ok(None) => break "the end".to_owned(),
            Err(error) => break error.to_string(),
        }
    };
    assert!(stream.try_next().await.expect("it ended").is_none());
    let sent = |index| {
        let (head, _) = asked.request(index);
        head.lines().find_map(|line| line.strip_prefix("last-event-id: ").map(str::to_owned))
    };
    (came, end, (0..asked.count()).map(sent).collect())
}

/// Answers; the events, the end, and the ids that were sent.
type EventsRow<'a> = (&'a [&'a str], &'a str, &'a str, &'a [Option<&'a str>]);

#[tokio::test]
async fn events_go_on_after_the_last() {
    let ended = answer("200 OK", EVENTS, "data: c\n\nid\ndata: d\n\n");
    let quiet = answer("200 OK", EVENTS, "");
    let gone = answer("204 No Content", "", "");
    let table: [EventsRow<'_>; 6] = [
        // An event in the middle of which the connection breaks is not one, and neither is its id. An id without data is.
        (
            &[&cut("retry: 50\nid: 1\ndata: a\n\nid: 2\n\nid: 3\ndata: b\n"), &ended, &gone],
            "1=a 2=c =d",
            "the end",
            &[None, Some("2"), None],
        ),
        // The server may say at last that it was all.
        (&[&cut("id: 1\ndata: a\n\n"), &gone], "1=a", "the end", &[None, Some("1")]),
        // What was reset before its headers is tried again.
        (&[&cut("data: a\n\n"), "", &ended, &gone], "=a =c =d", "the end", &[None; 4]),
        (&[&cut("data: a\n\n"), &answer("503 Busy", "retry-after: 0\r\n", ""), &gone], "=a", "the end", &[None; 3]),
        (&[quiet.as_str(); 6], "", "the end", &[None; 6]),
        (&[&quiet, &answer("404 Not Found", "", "")], "", "call: the server answered 404 Not Found", &[None; 2]),
    ];
    for (row, (answers, came, end, sent)) in table.into_iter().enumerate() {
        let got = events(&GET, answers).await;
        let sent: Vec<_> = sent.iter().map(|id| id.map(str::to_owned)).collect();
        assert_eq!((got.0.join(" ").as_str(), got.1.as_str(), got.2), (came, end, sent), "row {row}");
    }
}

/// A call that goes on after an event names it; what the server says afterwards counts more.
#[tokio::test]
async fn an_id_of_the_call_itself_holds_until_the_server_gives_one() {
    let gone = answer("204 No Content", "", "");
    for (text, sent) in [("data: a\n\n", "5"), ("id: 6\ndata: a\n\n", "6"), ("id\ndata: a\n\n", "-")] {
        let (core, asked) = core(&[&cut(text), &gone]);
        let options = RequestOptions::new().header("Last-Event-ID", "5");
        let stream = Call::open(&core, &GET, read_text_events).options(options).await.expect("a stream");
        let mut stream = stream.reconnecting();
        while stream.try_next().await.expect("events").is_some() {}
        let id = |index| {
            let (head, _) = asked.request(index);
            head.lines().find_map(|line| line.strip_prefix("last-event-id: ").map(str::to_owned))
        };
        assert_eq!((id(0).as_deref(), id(1).as_deref().unwrap_or("-")), (Some("5"), sent), "{text}");
    }
}

#[tokio::test]
async fn five_tries_in_a_row_are_the_most() {
    let broken = cut("");
    let damaged = "call: the body of the answer is cut off or damaged";
    let (came, end, sent) = events(&GET, &[broken.as_str(); 7]).await;
    assert_eq!((came.len(), end.as_str(), sent.len()), (0, damaged, 6));
    let page = answer("200 OK", "content-type: text/html\r\n", "<p>");
    let (_, end, sent) = events(&GET, &[&broken, &page]).await;
    assert!(end.contains("`text/html`, and a stream of events was expected") && sent.len() == 2, "{end}");
}

#[tokio::test]
async fn a_post_is_not_made_again() {
    let (came, end, sent) = events(&POST, &[&cut("id: 1\ndata: a\n\n"), ""]).await;
    assert_eq!((came.len(), sent.len()), (1, 1), "{end}");
    // With a key the server knows it again.
    let (core, asked) = core(&[&cut("id: 7\ndata: a\n\n"), &answer("204 No Content", "", "")]);
    let options = RequestOptions::new().idempotency_key("k");
    let stream = Call::open(&core, &POST, read_text_events).options(options).await.expect("a stream");
    let mut stream = stream.reconnecting();
    assert_eq!(stream.try_next().await.expect("an event").expect("one").data, "a");
    assert_eq!(stream.last_event_id(), Some("7"));
    assert!(stream.try_next().await.expect("the end").is_none());
    assert_eq!(asked.count(), 2);
}

/// A part of `0123456789` with these headers, cut off after so many bytes.
fn part(status: &str, headers: &str, from: usize, bytes: usize) -> String {
    let (length, text) = (10 - from, &"0123456789"[from..from + bytes]);
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{text}")
}

/// Answers; what came of them, and the ranges that were asked for.
type DownloadRow<'a> = (&'a [&'a str], Result<&'a str, &'a str>, &'a [&'a str]);

#[tokio::test]
async fn downloads_go_on_where_they_broke_off() {
    let offers = "accept-ranges: bytes\r\netag: \"v1\"\r\n";
    let whole = |bytes| part("200 OK", offers, 0, bytes);
    let rest = |from, bytes| part("206 Partial Content", &format!("content-range: bytes {from}-9/10\r\n"), from, bytes);
    let damaged = "call: the body of the answer is cut off or damaged";
    let changed = "call: what is downloaded has changed since the download began";
    let without = |headers| part("200 OK", headers, 0, 4);
    let table: [DownloadRow<'_>; 9] = [
        (&[&whole(4), &rest(4, 3), &rest(7, 3)], Ok("0123456789"), &["bytes=4-", "bytes=7-"]),
        (&[&whole(4), "", &rest(4, 6)], Ok("0123456789"), &["bytes=4-", "bytes=4-"]),
        (&[&whole(4), &whole(10)], Err(changed), &["bytes=4-"]),
        (&[&whole(4), &rest(5, 5)], Err(changed), &["bytes=4-"]),
        (
            &[&whole(4), &answer("416 Range", "", "")],
            Err("call: the server answered 416 Range Not Satisfiable"),
            &["bytes=4-"],
        ),
        (&[&without("etag: \"v1\"\r\n")], Err(damaged), &[]),
        (&[&without("accept-ranges: bytes\r\n")], Err(damaged), &[]),
        (&[&without("accept-ranges: bytes\r\netag: W/\"v1\"\r\n")], Err(damaged), &[]),
        (&[&whole(4), "", "", "", "", ""], Err("call: the connection failed"), &["bytes=4-"; 5]),
    ];
    for (row, (answers, expected, ranges)) in table.into_iter().enumerate() {
        let (core, asked) = core(answers);
        let stream: ByteStream = Call::open(&core, &GET, read_stream).await.expect("headers");
        let got = stream.resuming().bytes().await.map_err(|error: Error| error.to_string());
        assert_eq!(got.as_deref().map_err(String::as_str), expected.map(str::as_bytes), "row {row}");
        assert_eq!(asked.count(), ranges.len() + 1, "row {row}");
        for (index, range) in ranges.iter().enumerate() {
            let (head, _) = asked.request(index + 1);
            assert!(head.contains(&format!("range: {range}\r\nif-range: \"v1\"\r\n")), "row {row}: {head}");
        }
    }
}
