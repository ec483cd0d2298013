//! Walks over pages, by what a page has for the next.

use std::sync::{Arc, Mutex};

use crate::pages::models::{ByHeaderOfSeveralResponse, Toy};
use crate::pages::runtime::{Items, http, reqwest};
use crate::pages::{Client, Error};

/// What was asked for, without the server: paths, and bodies.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    /// A client of these answers, one a call: nothing leaves this machine.
    fn client(&self, answers: &'static [&'static str]) -> Result<Client, Error> {
        self.linking(answers, &[])
    }

    /// The same, of answers that have these links.
    fn linking(&self, answers: &'static [&'static str], links: &'static [&'static str]) -> Result<Client, Error> {
        let asked = self.clone();
        let transport = move |request: reqwest::Request| {
            let mut asked = asked.0.lock().expect("a list");
            let body = answers.get(asked.len()).expect("no more calls than answers");
            let said = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
            let line = format!("{} {}", request.url().as_str(), String::from_utf8_lossy(said));
            asked.push(line.trim_end().replace("https://toys.example", ""));
            let answer =
                http::Response::builder().header("link", links.get(asked.len() - 1).copied().unwrap_or_default());
            async move { Ok(answer.body(*body).expect("an answer").into()) }
        };
        Client::builder().base_url("https://toys.example").transport(transport).build()
    }

    fn check(&self, expected: &[&str]) {
        assert_eq!(*self.0.lock().expect("a list"), expected);
    }
}

/// What the toys of a walk are called.
async fn ids<T>(mut toys: Items<T, Toy>) -> Result<Vec<String>, Error> {
    let mut ids = Vec::new();
    while let Some(toy) = toys.try_next().await? {
        ids.push(toy.id);
    }
    Ok(ids)
}

#[tokio::test]
async fn by_an_object_for_the_next_page() -> Result<(), Error> {
    let asked = Asked::default();
    let client = asked.client(&[
        r#"{"data": [{"id": "a"}, {"id": "b"}], "next_page": {"offset": "eyJ 0", "path": "/x", "limit": 2}}"#,
        r#"{"data": [{"id": "c"}], "next_page": null}"#,
    ])?;
    assert_eq!(ids(client.by_next_object().limit(2).items()).await?, ["a", "b", "c"]);
    asked.check(&["/by-next-object?limit=2", "/by-next-object?limit=2&offset=eyJ%200"]);
    Ok(())
}

#[tokio::test]
async fn several_lists_by_a_cursor_in_the_body() -> Result<(), Error> {
    let asked = Asked::default();
    // The cursor of the last page is one for another day.
    let client = asked.client(&[
        r#"{"added": [{"id": "a"}], "gone": [], "next_cursor": "x", "has_more": true}"#,
        r#"{"added": [], "gone": [{"id": "b"}], "next_cursor": "y", "has_more": false}"#,
    ])?;
    let mut pages = client.changes().pages();
    let mut cursors = Vec::new();
    while let Some(page) = pages.try_next().await? {
        cursors.push((page.added.len(), page.gone.len(), page.next_cursor));
    }
    assert_eq!(cursors, [(1, 0, "x".to_owned()), (0, 1, "y".to_owned())]);
    asked.check(&["/changes", r#"/changes {"cursor":"x"}"#]);
    Ok(())
}

#[tokio::test]
async fn by_the_first_id_where_a_page_ends_before_one() -> Result<(), Error> {
    let asked = Asked::default();
    let client = asked.client(&[
        r#"{"data": [{"id": "c"}, {"id": "d"}], "has_more": true}"#,
        r#"{"data": [{"id": "a"}, {"id": "b"}], "has_more": false}"#,
        r#"{"data": [{"id": "a"}, {"id": "b"}], "has_more": true}"#,
        r#"{"data": [{"id": "c"}], "has_more": false}"#,
    ])?;
    assert_eq!(ids(client.by_last_id().ending_before("e").items()).await?, ["d", "c", "b", "a"]);
    assert_eq!(ids(client.by_last_id().items()).await?, ["a", "b", "c"]);
    asked.check(&[
        "/by-last-id?ending_before=e",
        "/by-last-id?ending_before=c",
        "/by-last-id",
        "/by-last-id?starting_after=b",
    ]);
    Ok(())
}

#[tokio::test]
async fn by_a_header_that_is_promised() -> Result<(), Error> {
    let asked = Asked::default();
    let client =
        asked.linking(&[r#"[{"id": "a"}]"#, r#"[{"id": "b"}]"#], &["</by-promised-header?since=7>; rel=\"next\""])?;
    assert_eq!(ids(client.by_promised_header().items()).await?, ["a", "b"]);
    asked.check(&["/by-promised-header", "/by-promised-header?since=7"]);
    let asked = Asked::default();
    let client = asked.linking(&[r#"[{"id": "a"}]"#, "[1, 2]"], &["<?page=2>; rel=next"])?;
    let mut pages = client.by_header_of_several().pages();
    let mut found = Vec::new();
    while let Some(page) = pages.try_next().await? {
        found.push(page);
    }
    assert!(
        matches!(found.as_slice(), [ByHeaderOfSeveralResponse::List(_), ByHeaderOfSeveralResponse::IntegerList(_)]),
        "{found:?}"
    );
    asked.check(&["/by-header-of-several", "/by-header-of-several?page=2"]);
    Ok(())
}
