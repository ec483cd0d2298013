//! Answers of more than one request: pages, and events that go on after the connection broke.

use wire::{Recorder, Request, answer, json};

use crate::client;

#[tokio::test]
async fn pages_by_a_cursor() {
    let server = Recorder::start(|request: &Request| {
        json(match request.target() {
            "/shelves?limit=1" => r#"{"shelves": [{"hall": 1, "shelf": 1}], "nextCursor": "a&b"}"#,
            "/shelves?limit=1&cursor=a%26b" => r#"{"shelves": [{"hall": 1, "shelf": 2}], "nextCursor": "c"}"#,
            "/shelves?limit=1&cursor=c" => return answer("204 No Content", "", ""),
            other => return answer("404 Not Found", "", other),
        })
    });
    let mut items = client(&server).shelves().list().limit(1).items();
    let mut shelves = Vec::new();
    while let Some(shelf) = items.try_next().await.expect("a page") {
        shelves.push(shelf.shelf);
    }
    assert_eq!(shelves, [1, 2]);
}

#[tokio::test]
async fn events_go_on_after_the_last() {
    let server = Recorder::start(|request: &Request| match request.header("last-event-id") {
        None => {
            let events = "retry: 1\nid: 7\ndata: {\"badge\": \"a\"}\n\nid: 8\ndata: {\"ba";
            format!("HTTP/1.1 200 OK\r\ncontent-length: 999\r\ncontent-type: text/event-stream\r\n\r\n{events}")
        }
        Some("7") => answer("200 OK", "content-type: text/event-stream\r\n", "id: 8\ndata: {\"badge\": \"b\"}\n\n"),
        Some(_) => answer("204 No Content", "", ""),
    });
    let mut events = client(&server).gate().events().await.expect("a stream").reconnecting();
    let mut badges = Vec::new();
    while let Some(event) = events.try_next().await.expect("an event") {
        badges.push((event.id.unwrap_or_default(), event.data.badge));
    }
    assert_eq!(badges, [("7".to_owned(), "a".to_owned()), ("8".to_owned(), "b".to_owned())]);
}
