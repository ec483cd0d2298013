//! All twelve operations.

use appwrite_users::models::{
    CreateUserRequest, OrderType, UpdatePrefsRequest, UpdateStatusRequest, UpdateVerificationRequest,
};
use serde_json::{Map, json};

use crate::{client, server};

fn map(value: serde_json::Value) -> Map<String, serde_json::Value> {
    value.as_object().expect("an object").clone()
}

#[tokio::test]
async fn create_get_and_delete() {
    let mock = server(0);
    let users = client(&mock).users();
    let user =
        users.create(CreateUserRequest::new("Ada@Example.org", "a long secret").name("Ada")).await.expect("created");
    assert_eq!((user.email.as_str(), user.name.as_str(), user.status), ("ada@example.org", "Ada", 0));
    assert!(!user.email_verification);
    assert_eq!(users.get(&user.id).await.expect("found"), user);
    users.delete(&user.id).await.expect("deleted");
    let gone = users.delete(&user.id).await.expect_err("it is gone");
    assert_eq!(gone.status(), Some(404));
}

#[tokio::test]
async fn update_status_verification_and_preferences() {
    let mock = server(0);
    let users = client(&mock).users();
    let user = users.create(CreateUserRequest::new("b@example.org", "a long secret")).await.expect("created");
    assert!(user.prefs.is_empty());
    let blocked = users.update_status(&user.id, UpdateStatusRequest::new(2)).await.expect("blocked");
    assert_eq!(blocked.status, 2);
    let verified = users.update_verification(&user.id, UpdateVerificationRequest::new(true)).await.expect("verified");
    assert!(verified.email_verification);
    let sent = map(json!({"theme": "pink", "n": 1}));
    assert_eq!(users.update_prefs(&user.id, UpdatePrefsRequest::new(sent.clone())).await.expect("set"), sent);
    let other = map(json!({"language": "en"}));
    users.update_prefs(&user.id, UpdatePrefsRequest::new(other.clone())).await.expect("replaced");
    assert_eq!(users.get_prefs(&user.id).await.expect("read"), other);
}

#[tokio::test]
async fn sessions_and_logs() {
    let mock = server(0);
    let users = client(&mock).users();
    let user = users.create(CreateUserRequest::new("c@example.org", "a long secret")).await.expect("created");
    let sessions = users.get_sessions(&user.id).await.expect("sessions");
    assert_eq!(sessions.sum, 1);
    assert_eq!(users.get_logs(&user.id).await.expect("logs").logs.len(), 1);
    users.delete_session(&user.id, &sessions.sessions[0].id).await.expect("deleted");
    users.delete_session(&user.id, "no-such-session").await.expect("deleting a session is idempotent");
    users.delete_sessions(&user.id).await.expect("deleted");
    assert_eq!(users.get_sessions(&user.id).await.expect("sessions").sum, 0);
}

#[tokio::test]
async fn list_search_and_walk() {
    let mock = server(57);
    let users = client(&mock).users();
    let first = users.list().await.expect("the server's default limit");
    assert_eq!((first.sum, first.users.len()), (57, 25));
    let last = users.list().limit(10).offset(50).order_type(OrderType::Asc).await.expect("a page");
    assert_eq!((last.sum, last.users.len()), (57, 7));
    let mut pages = users.list().limit(20).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.expect("a page") {
        sizes.push(page.users.len());
    }
    assert_eq!(sizes, [20, 20, 17]);
    let mut items = users.list().limit(9).items();
    let mut ids = std::collections::BTreeSet::new();
    while let Some(user) = items.try_next().await.expect("a user") {
        assert!(ids.insert(user.id), "a user comes once");
    }
    assert_eq!(ids.len(), 57);
}

#[tokio::test]
async fn status_and_headers_beside_the_value() {
    let mock = server(0);
    let users = client(&mock).users();
    let response = users
        .create(CreateUserRequest::new("d@example.org", "a long secret"))
        .send_with_response()
        .await
        .expect("created");
    assert_eq!(response.status(), 201);
    assert!(response.header("content-type").is_some_and(|h| h.starts_with("application/json")));
}
