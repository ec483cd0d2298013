//! Answers of more than one request: pages, and events that go on after the connection broke.

use wire::{Recorder, Request, answer, json};

use crate::client;
use depot::models;

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
async fn pages_by_a_cursor_in_the_body() {
    let server = Recorder::start(|request: &Request| {
        json(match String::from_utf8_lossy(&request.body).as_ref() {
            r#"{"hall":1,"page":{"size":1}}"# => r#"{"shelves": [{"hall": 1, "shelf": 1}], "nextCursor": "a\"b"}"#,
            r#"{"hall":1,"page":{"size":1,"cursor":"a\"b"}}"# => {
                r#"{"shelves": [{"hall": 1, "shelf": 2}], "nextCursor": "c"}"#
            }
            r#"{"hall":1,"page":{"size":1,"cursor":"c"}}"# => r#"{"shelves": [{"hall": 1, "shelf": 3}]}"#,
            other => return answer("404 Not Found", "", other),
        })
    });
    let page = models::ShelvesSearchRequestPage::new().size(1);
    let search = client(&server).shelves().search(models::ShelvesSearchRequest::new(1).page(page));
    let mut pages = search.clone().pages();
    let mut shelves = Vec::new();
    while let Some(page) = pages.try_next().await.expect("a page") {
        shelves.extend(page.shelves.into_iter().map(|shelf| shelf.shelf));
    }
    assert_eq!(shelves, [1, 2, 3]);
    // A walk goes on in the body of the same search.
    let mut last = search.pages_from("2 c");
    assert_eq!(last.try_next().await.expect("a page").expect("the last").shelves[0].shelf, 3);
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
