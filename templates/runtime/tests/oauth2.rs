//! OAuth 2 against a token server and an API server on loopback.

mod peer;

use std::time::Duration;

use peer::{Asked, answer, config, listen};
use sdkwright_runtime::{
    Call, Core, Error, Grant, Operation, Retry, Scheme, SchemePlace, TokenEndpoints, TokenError, read_empty,
};

static OAUTH: Scheme = Scheme { name: "OAuth", place: SchemePlace::Bearer, variable: "SDK_OAUTH", always: false };
static CALL: Operation =
    Operation { id: "call", method: "POST", path: "/things", accept: "", auth: &[&[&OAUTH]], retry: Retry::Never };
static ENDPOINTS: TokenEndpoints = TokenEndpoints { client_credentials: "token", refresh: "/refresh" };

fn token(name: &str, seconds: u64) -> String {
    answer("200 OK", "", &format!(r#"{{"access_token":"{name}","token_type":"bearer","expires_in":{seconds}}}"#))
}

fn ok() -> String {
    answer("204 No Content", "", "")
}

fn unknown() -> String {
    answer("401 Unauthorized", "", "")
}

fn client() -> Grant {
    Grant::client_credentials("the id", "s3cr3t/")
}

/// An API that answers like this to calls with tokens of that server.
fn api(grant: Grant, tokens: &[&str], answers: &[&str]) -> (Core, Asked, Asked) {
    let (token_address, token_asked) = listen(tokens);
    let (address, asked) = listen(answers);
    let grant = grant.token_url(format!("http://{token_address}/token"));
    let core = config(address).credential(&OAUTH, grant.at(&ENDPOINTS)).build().expect("a core");
    (core, token_asked, asked)
}

async fn call(core: &Core) -> Result<(), Error> {
    Call::new(core, &CALL, read_empty).await
}

/// The tokens that came with the calls.
fn used(asked: &Asked) -> Vec<String> {
    let bearer = |head: String| head.lines().find_map(|l| l.strip_prefix("authorization: bearer ").map(str::to_owned));
    (0..asked.count()).map(|index| bearer(asked.request(index).0).unwrap_or_default()).collect()
}

/// What a token request says: the credentials of its head, and its body.
async fn request(grant: Grant, expected: [&str; 2]) {
    let (core, tokens, _) = api(grant, &[&token("t", 60)], &[&ok()]);
    call(&core).await.expect("an answer");
    let (head, body) = tokens.request(0);
    let authorization = head.lines().find_map(|l| l.strip_prefix("authorization: ")).unwrap_or_default();
    assert_eq!([authorization, &body], expected);
    assert!(head.starts_with("post /token ") && head.contains("content-type: application/x-www-form-urlencoded\r\n"));
}

#[tokio::test]
async fn what_a_token_request_says() {
    // `the%20id:s3cr3t%2F`, each encoded before they are joined (RFC 6749 §2.3.1).
    let basic = "Basic dGhlJTIwaWQ6czNjcjN0JTJG".to_lowercase();
    request(client(), [&basic, "grant_type=client_credentials"]).await;
    let scoped = client().scopes(["read:a", "write"]).parameter("audience", "https://x");
    let body = "grant_type=client_credentials&scope=read%3Aa%20write&audience=https%3A%2F%2Fx";
    request(scoped, [&basic, body]).await;
    let body = "grant_type=client_credentials&client_id=the%20id&client_secret=s3cr3t%2F";
    request(client().in_body(), ["", body]).await;
    let refresh = || Grant::refresh_token("r&1");
    request(refresh(), ["", "grant_type=refresh_token&refresh_token=r%261"]).await;
    request(refresh().client("the id", "s3cr3t/"), [&basic, "grant_type=refresh_token&refresh_token=r%261"]).await;
    let body = "grant_type=refresh_token&refresh_token=r%261&client_id=i";
    request(refresh().public_client("i"), ["", body]).await;
}

#[tokio::test]
async fn many_calls_wait_for_one_flight() {
    let answers = vec![ok(); 33];
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let (core, tokens, asked) = api(client(), &[&token("t", 3600)], &answers);
    let calls: Vec<_> = (0..32).map(|_| tokio::spawn(Call::new(&core, &CALL, read_empty).send())).collect();
    for call in calls {
        call.await.expect("a task").expect("an answer");
    }
    call(&core).await.expect("one more, later");
    assert_eq!((tokens.count(), used(&asked)), (1, vec!["t".to_owned(); 33]));
}

#[tokio::test]
async fn many_calls_share_a_failure() {
    let failure = answer("400 Bad Request", "", r#"{"error":"invalid_client"}"#);
    let (core, tokens, asked) = api(client(), &[&failure, &failure], &[]);
    let calls: Vec<_> = (0..8).map(|_| tokio::spawn(Call::new(&core, &CALL, read_empty).send())).collect();
    for call in calls {
        assert!(matches!(call.await.expect("a task"), Err(Error::Credential(_))));
    }
    // Each call that waited for the flight has its failure; one that comes later tries again.
    assert!(tokens.count() <= 2, "{} flights", tokens.count());
    assert_eq!(asked.count(), 0);
}

#[tokio::test]
async fn a_token_is_renewed_when_it_ends_and_ahead_of_it() {
    // Of one second, the last tenth is for the renewal.
    let (core, tokens, asked) = api(client(), &[&token("a", 0), &token("b", 1), &token("c", 3600)], &[&*ok(); 4]);
    call(&core).await.expect("a, over at once");
    call(&core).await.expect("b");
    tokio::time::sleep(Duration::from_millis(920)).await;
    call(&core).await.expect("c");
    call(&core).await.expect("c still");
    assert_eq!((tokens.count(), used(&asked)), (3, ["a", "b", "c", "c"].map(str::to_owned).to_vec()));
}

#[tokio::test]
async fn a_token_that_is_still_good_outlives_a_failure() {
    let failure = answer("503 Service Unavailable", "", "");
    let (core, tokens, asked) = api(client(), &[&token("a", 10), &failure], &[&*ok(); 3]);
    call(&core).await.expect("a");
    tokio::time::sleep(Duration::from_millis(9_100)).await;
    call(&core).await.expect("a, though its renewal failed");
    call(&core).await.expect("a, without trying again so soon");
    assert_eq!((tokens.count(), used(&asked)), (2, vec!["a".to_owned(); 3]));
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    let long = [&*token("a", 3600), &token("b", 3600), &token("c", 3600)];
    let (core, tokens, asked) = api(client(), &long, &[&ok(), &unknown(), &ok(), &unknown(), &unknown()]);
    call(&core).await.expect("a");
    call(&core).await.expect("b, after a was refused");
    let error = call(&core).await.expect_err("b and c are refused");
    assert_eq!((error.status(), error.attempts()), (Some(401), 2));
    assert_eq!((tokens.count(), used(&asked)), (3, ["a", "a", "b", "b", "c"].map(str::to_owned).to_vec()));
}

#[tokio::test]
async fn a_refresh_token_may_change() {
    let rotated = answer("200 OK", "", r#"{"access_token":"a","expires_in":"0","refresh_token":"second"}"#);
    let (core, tokens, _) = api(Grant::refresh_token("first"), &[&rotated, &token("b", 60)], &[&ok(), &ok()]);
    call(&core).await.expect("a");
    call(&core).await.expect("b");
    let bodies = [0, 1].map(|index| tokens.request(index).1);
    assert_eq!(bodies, ["first", "second"].map(|t| format!("grant_type=refresh_token&refresh_token={t}")));
}

/// What the caller is told when the token endpoint answers like this.
async fn failing(reply: &str, expected: &str) -> TokenError {
    let (core, _, asked) = api(client(), &[reply], &[]);
    let error = call(&core).await.expect_err("no token");
    assert_eq!(error.to_string(), format!("call: no credential for OAuth: {expected}"));
    assert!(!format!("{error:?} {error:#?}").contains("s3cr3t"), "{error:?}");
    assert_eq!(asked.count(), 0);
    let source = std::error::Error::source(&error).and_then(|e| e.downcast_ref::<TokenError>());
    source.cloned().expect("a token error")
}

#[tokio::test]
async fn what_a_token_endpoint_fails_with() {
    let body = "{\"error\":\"invalid_client\",\"error_description\":\"no client\\n has s3cr3t/\"}";
    let words = "the token endpoint gave no token (status 401): invalid_client: no client has …";
    let error = failing(&answer("401 Unauthorized", "", body), words).await;
    assert_eq!(
        (error.status(), error.error(), error.description().is_some()),
        (Some(401), Some("invalid_client"), true)
    );
    let page = answer("502 Bad Gateway", "", "<html>");
    failing(&page, "the token endpoint gave no token (status 502)").await;
    failing(&answer("200 OK", "", "{}"), "the token endpoint gave no token (status 200)").await;
    failing("", "the token endpoint cannot be reached").await;
}

#[tokio::test]
async fn a_relative_endpoint_is_one_of_the_base_url() {
    let grants = [(client(), "post /token "), (Grant::refresh_token("r"), "post /refresh ")];
    for (grant, line) in grants {
        let (address, asked) = listen(&[&token("t", 60), &ok()]);
        let core = config(address).credential(&OAUTH, grant.at(&ENDPOINTS)).build().expect("a core");
        call(&core).await.expect("an answer");
        assert!(asked.request(0).0.starts_with(line));
    }
}

#[test]
fn nothing_of_a_grant_shows() {
    let grant = client().parameter("p", "s3cr3t/").client("the id", "s3cr3t/");
    let shown = format!("{grant:?} {:?}", grant.clone().at(&ENDPOINTS));
    assert!(!shown.contains("s3cr3t"), "{shown}");
}
