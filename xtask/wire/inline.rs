//! Appwrite's own document of 0.12, which is not ours: bodies are inline and optional, no error is documented, and the
//! same calls work. Built by `cargo xtask corpus --calls` where the document is at hand.

use sdk::models::{
    UsersCreateRequest, UsersUpdatePrefsRequest, UsersUpdateStatusRequest, UsersUpdateVerificationRequest,
};
use sdk::{Client, Error};
use serde_json::{Map, json};
use xtask::mock::{Options, start};

#[tokio::test]
async fn the_calls_of_the_page() {
    let options = Options { boolean_status: true, seed_users: 30, ..Options::default() };
    let (project, key) = (options.project.clone(), options.key.clone());
    let mock = start(options).expect("the server starts on loopback");
    let client = Client::builder().project(project).key(key).base_url(mock.base_url()).build().expect("a client");
    let users = client.users();
    let body = UsersCreateRequest::new("unique()", "Ada@Example.org", "a long secret").name("Ada");
    let user = users.create().body(body.clone()).await.expect("created");
    assert_eq!((user.email.as_str(), user.name.as_str(), user.status), ("ada@example.org", "Ada", true));
    assert_eq!(users.create().body(body).await.expect_err("taken").status(), Some(409));
    assert_eq!(users.create().await.expect_err("without its optional body").status(), Some(400));
    assert_eq!(users.get(&user.id).await.expect("found"), user);
    let blocked = users.update_status(&user.id).body(UsersUpdateStatusRequest::new(false)).await.expect("blocked");
    assert!(!blocked.status);
    let verified = UsersUpdateVerificationRequest::new(true);
    assert!(users.update_verification(&user.id).body(verified).await.expect("verified").email_verification);
    let prefs: Map<_, _> = json!({"theme": "pink"}).as_object().cloned().expect("an object");
    let set = users.update_prefs(&user.id).body(UsersUpdatePrefsRequest::new(prefs.clone())).await;
    assert_eq!(set.expect("set"), prefs);
    assert_eq!(users.get_prefs(&user.id).await.expect("read"), prefs);
    let sessions = users.get_sessions(&user.id).await.expect("sessions");
    users.delete_session(&user.id, &sessions.sessions[0].id).await.expect("deleted");
    users.delete_sessions(&user.id).await.expect("deleted");
    assert_eq!(users.get_logs(&user.id).await.expect("logs").logs.len(), 1);
    let mut items = users.list().limit(7).items();
    let mut count = 0;
    while items.try_next().await.expect("a user").is_some() {
        count += 1;
    }
    assert_eq!(count, 31);
    users.delete(&user.id).await.expect("deleted");
    let Err(Error::Api(gone)) = users.get(&user.id).await else { panic!("an API error without a documented type") };
    assert_eq!((gone.status(), gone.text().contains("User not found")), (404, true));
}
