//! What can go wrong.

use std::error::Error as _;
use std::time::Duration;

use appwrite_users::models::{CreateUserRequest, OrderType};
use appwrite_users::{Client, Error, RequestOptions};

use xtask::mock::{Options, start};

use crate::{KEY, PROJECT, client, server};

/// Everything that an error can be made to say.
fn all_words(error: &Error) -> String {
    let mut words = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(inner) = source {
        words.push_str(&format!(" {inner} {inner:?} {inner:#?}"));
        source = inner.source();
    }
    words
}

#[tokio::test]
async fn a_wrong_key_is_an_api_error_with_a_typed_body() {
    let mock = server(0);
    let client = Client::builder().project(PROJECT).key("wrong").base_url(mock.base_url()).build().expect("a client");
    let Err(Error::Api(error)) = client.users().list().await else { panic!("an API error") };
    assert_eq!(error.status(), 401);
    let body = error.body().expect("a typed body");
    assert_eq!(body.code, 401);
    assert!(!body.message.is_empty());
}

#[tokio::test]
async fn without_any_credential_nothing_is_sent() {
    let mock = server(0);
    let client = Client::builder().base_url(mock.base_url()).build().expect("a client");
    let error = client.users().list().await.expect_err("no credential");
    assert!(error.status().is_none(), "{error}");
    let words = error.to_string();
    assert!(words.contains("Project") && words.contains("Key"), "{words}");
}

#[tokio::test]
async fn a_duplicate_and_an_invalid_body() {
    let mock = server(0);
    let users = client(&mock).users();
    users.create(CreateUserRequest::new("e@example.org", "a long secret")).await.expect("created");
    let again = users.create(CreateUserRequest::new("e@example.org", "a long secret")).await.expect_err("taken");
    assert_eq!(again.status(), Some(409));
    let short = users.create(CreateUserRequest::new("f@example.org", "x")).await.expect_err("too short");
    assert_eq!(short.status(), Some(400));
}

#[tokio::test]
async fn an_id_cannot_change_the_route() {
    let mock = server(3);
    let users = client(&mock).users();
    for id in ["a/b", "../users", "a?search=x", "50%", "a b", "%2e%2e", "é"] {
        let error = users.get(id).await.expect_err(id);
        assert_eq!(error.status(), Some(404), "{id}: {error}");
        let Error::Api(error) = error else { panic!("{id}") };
        assert_eq!(error.body().expect("an envelope").message, "User not found", "{id}");
    }
    for id in ["", ".", ".."] {
        assert_eq!(users.get(id).await.expect_err("refused before sending").status(), None);
    }
}

#[tokio::test]
async fn a_proxys_page_keeps_status_and_body() {
    let mock = server(0);
    let options = RequestOptions::new().retries(0);
    let Err(Error::Api(error)) = client(&mock).users().get("proxy-error").options(options).await else {
        panic!("an API error")
    };
    assert_eq!(error.status(), 502);
    assert!(error.body().is_none());
    assert!(error.text().contains('<'), "{}", error.text());
}

#[tokio::test]
async fn an_unknown_field_is_ignored_unless_strict() {
    let mock = server(0);
    client(&mock).users().get("future").await.expect("tolerant");
    let strict =
        Client::builder().project(PROJECT).key(KEY).base_url(mock.base_url()).strict(true).build().expect("a client");
    assert!(matches!(strict.users().get("future").await, Err(Error::Decode(_))));
}

#[test]
fn an_unknown_enum_value_is_kept_and_written_again() {
    let value: OrderType = serde_json::from_str("\"SIDEWAYS\"").expect("tolerant");
    assert_eq!(value, OrderType::Unknown("SIDEWAYS".into()));
    assert_eq!(serde_json::to_string(&value).expect("text"), "\"SIDEWAYS\"");
}

#[tokio::test]
async fn a_rate_limit_says_when_it_ends() {
    let options = Options { project: PROJECT.into(), key: KEY.into(), rate_limit: Some(1), ..Options::default() };
    let mock = start(options).expect("the server starts on loopback");
    let users = client(&mock).users();
    let first = users.list().send_with_response().await.expect("within the limit");
    assert_eq!((first.header("x-ratelimit-limit"), first.header("x-ratelimit-remaining")), (Some("1"), Some("0")));
    let Err(Error::Api(error)) = users.list().await else { panic!("an API error") };
    assert_eq!(error.status(), 429);
    // An hour is too long to wait without being asked, so there was one attempt.
    assert!(error.retry_after().is_some_and(|d| d > Duration::from_secs(3000)));
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn slow_and_dropped_connections() {
    let mock = server(0);
    let users = client(&mock).users();
    let options = RequestOptions::new().retries(0);
    let slow =
        users.get("slow").options(options.clone().timeout(Duration::from_millis(200))).await.expect_err("too slow");
    assert!(slow.is_timeout(), "{slow:?}");
    let dropped = users.get("drop").options(options).await.expect_err("dropped");
    assert!(matches!(dropped, Error::Transport(_)), "{dropped:?}");
}

#[tokio::test]
async fn no_credential_or_password_ever_shows() {
    let mock = server(0);
    let client = client(&mock);
    let request = CreateUserRequest::new("g@example.org", "the-password");
    let mut words = format!("{client:?} {client:#?} {request:?} {:?}", client.users().create(request.clone()));
    for id in ["proxy-error", "drop", "nobody"] {
        let options = RequestOptions::new().retries(0);
        words.push_str(&all_words(&client.users().get(id).options(options).await.expect_err(id)));
    }
    let nowhere =
        Client::builder().project(PROJECT).key(KEY).base_url("http://127.0.0.1:1/v1").build().expect("a client");
    let error = nowhere.users().create(request).options(RequestOptions::new().retries(0)).await.expect_err("refused");
    assert!(error.is_connect(), "{error:?}");
    words.push_str(&all_words(&error));
    for secret in [KEY, "the-password"] {
        assert!(!words.contains(secret), "{secret} shows in {words}");
    }
}
