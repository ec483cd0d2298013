//! Credentials on the wire: where they go, which of a requirement, and what providers and the environment give.

mod peer;

use std::sync::atomic::{AtomicUsize, Ordering};

use peer::{answer, config, listen};
use sdkwright_runtime::{
    Asked, Call, Config, Credential, CredentialFuture, CredentialProvider, Error, Operation, Parameter, RequestOptions,
    Retry, Scheme, SchemePlace, Secret, read_empty,
};

const fn scheme(name: &'static str, place: SchemePlace, variable: &'static str) -> Scheme {
    Scheme { name, place, variable, always: false }
}

const fn operation(auth: &'static [&'static [&'static Scheme]]) -> Operation {
    Operation { id: "call", method: "POST", path: "/things", accept: "", auth, retry: Retry::Never }
}

static A: Scheme = scheme("A", SchemePlace::Header("X-A"), "SDK_A");
static B: Scheme = scheme("B", SchemePlace::Query("b c"), "SDK_B");
static C: Scheme = scheme("C", SchemePlace::Cookie("c"), "SDK_C");
static TOKEN: Scheme = scheme("Token", SchemePlace::Bearer, "SDK_TOKEN");
static LOGIN: Scheme = scheme("Login", SchemePlace::Basic, "SDK_LOGIN");
static PROOF: Scheme = scheme("Proof", SchemePlace::Http("DPoP"), "SDK_PROOF");
static ALWAYS: Scheme =
    Scheme { name: "Always", place: SchemePlace::Header("X-Always"), variable: "SDK_ALWAYS", always: true };
static USER: Scheme = Scheme { name: "User", place: SchemePlace::Basic, variable: "SDK_USER", always: true };
const SCHEMES: [&Scheme; 8] = [&A, &B, &C, &TOKEN, &LOGIN, &PROOF, &ALWAYS, &USER];

/// What travels of an operation with this requirement: the first line, and the headers of credentials.
async fn sent(operation: &'static Operation, set: impl FnOnce(Config) -> Config) -> Result<String, Error> {
    let (address, asked) = listen(&[&answer("204 No Content", "", "")]);
    let core = set(config(address)).build()?;
    Call::new(&core, operation, read_empty).await?;
    let (head, _) = asked.request(0);
    let ours = |line: &&str| ["x-a", "cookie", "authorization"].iter().any(|name| line.starts_with(name));
    let first = head.lines().next().into_iter().filter(|line| line.contains('?'));
    Ok(first.chain(head.lines().filter(ours)).collect::<Vec<_>>().join("; "))
}

#[tokio::test]
async fn where_a_credential_goes() {
    static EACH: [Operation; 6] = [
        operation(&[&[&A]]),
        operation(&[&[&B]]),
        operation(&[&[&C]]),
        operation(&[&[&TOKEN]]),
        operation(&[&[&LOGIN]]),
        operation(&[&[&PROOF]]),
    ];
    let table: [(usize, Option<&str>, &str); 11] = [
        (0, None, "x-a: v&1"),
        (0, Some("token"), "x-a: token v&1"),
        (1, None, "post /things?b%20c=v%261 http/1.1"),
        (1, Some("key"), "post /things?b%20c=key%20v%261 http/1.1"),
        (2, None, "cookie: c=v%261"),
        (2, Some("key"), "cookie: c=key%20v%261"),
        (3, None, "authorization: bearer v&1"),
        (3, Some("jwt"), "authorization: jwt v&1"),
        (3, Some(""), "authorization: v&1"),
        (4, None, "authorization: basic dTpwOnE="),
        (5, None, "authorization: dpop v&1"),
    ];
    for (at, prefix, expected) in table {
        let scheme = SCHEMES[at];
        let line = sent(&EACH[at], |config| {
            let config = if at == 4 { config.basic(scheme, "u", "p:q") } else { config.credential(scheme, "v&1") };
            prefix.into_iter().fold(config, |config, prefix| config.credential_prefix(scheme, prefix))
        });
        assert_eq!(line.await.expect("an answer"), expected.to_lowercase(), "{}, {prefix:?}", scheme.name);
    }
}

/// `A&B|C` in words; a group without a name is anonymous.
#[tokio::test]
async fn which_credentials_go() {
    static NONE: Operation = operation(&[]);
    static BOTH: Operation = operation(&[&[&A, &C]]);
    static EITHER: Operation = operation(&[&[&A], &[&C]]);
    static MIXED: Operation = operation(&[&[&A, &C], &[&TOKEN]]);
    static OPTIONAL: Operation = operation(&[&[&A], &[]]);
    static BEARER: Operation = operation(&[&[&TOKEN]]);
    let table: [(&'static Operation, &[&'static Scheme], &str); 18] = [
        (&NONE, &[&A], ""),
        (&NONE, &[&ALWAYS], "x-always: v"),
        (&BOTH, &[&A, &C], "x-a: v; cookie: c=v"),
        (&BOTH, &[&A], "x-a: v"),
        (&BOTH, &[&TOKEN], "error: call needs the credentials A and C, and none was set"),
        (&EITHER, &[&A, &C], "x-a: v"),
        (&EITHER, &[&C], "cookie: c=v"),
        (&EITHER, &[], "error: call needs the credentials A, or C, and none was set"),
        (&MIXED, &[&C, &TOKEN], "authorization: bearer v"),
        (&MIXED, &[&C], "cookie: c=v"),
        (&OPTIONAL, &[], ""),
        (&OPTIONAL, &[&A], "x-a: v"),
        (&OPTIONAL, &[&TOKEN], ""),
        // What goes with every call is not sent where the operation's own credential is.
        (&MIXED, &[&USER, &TOKEN], "authorization: bearer v"),
        (&MIXED, &[&USER, &C], "authorization: basic dg==; cookie: c=v"),
        (&OPTIONAL, &[&USER], "authorization: basic dg=="),
        // It stands in for one that is not set, where both travel alike.
        (&BEARER, &[&USER], "authorization: basic dg=="),
        (&BEARER, &[&ALWAYS], "error: call needs the credentials Token, and none was set"),
    ];
    for (row, (operation, set, expected)) in table.into_iter().enumerate() {
        let config = |config: Config| set.iter().fold(config, |config, scheme| config.credential(scheme, "v"));
        let line = sent(operation, config).await.unwrap_or_else(|error| format!("error: {error}"));
        assert_eq!(line, expected, "row {row}");
    }
}

#[tokio::test]
async fn what_a_call_sets_is_not_written_twice() {
    static KEY: Operation = operation(&[&[&B]]);
    let set: [fn(Call<()>) -> Call<()>; 2] = [
        |call| call.text(Parameter::query("b c"), "own"),
        |call| call.options(RequestOptions::new().query("b c", "own")),
    ];
    for set in set {
        let (address, asked) = listen(&[&answer("204 No Content", "", "")]);
        let core = config(address).credential(&B, "v").build().expect("a client");
        set(Call::new(&core, &KEY, read_empty)).await.expect("an answer");
        let (head, _) = asked.request(0);
        assert_eq!(head.lines().next(), Some("post /things?b%20c=own http/1.1"));
    }
}

#[tokio::test]
async fn what_is_empty_is_not_set() {
    static KEY: Operation = operation(&[&[&A]]);
    static BASIC: Operation = operation(&[&[&LOGIN]]);
    let none = |name: &str| format!("error: call needs the credentials {name}, and none was set");
    let of = |line: Result<String, Error>| line.unwrap_or_else(|error| format!("error: {error}"));
    assert_eq!(of(sent(&KEY, |config| config.credential(&A, "")).await), none("A"));
    assert_eq!(of(sent(&KEY, |config| config.credential(&A, "").credential_prefix(&A, "Token")).await), none("A"));
    assert_eq!(of(sent(&KEY, |config| config.credential(&A, "a").credential(&A, "")).await), none("A"));
    // A server may want nothing but a user, or nothing but a password.
    let table = [
        ("", "", none("Login")),
        ("u", "", "authorization: basic dto=".to_owned()),
        ("", "p", "authorization: basic onA=".to_lowercase()),
    ];
    for (user, password, expected) in table {
        assert_eq!(of(sent(&BASIC, |config| config.basic(&LOGIN, user, password)).await), expected);
    }
}

/// Gives a credential a time, and no more than so many.
struct Counter(AtomicUsize, usize);

impl CredentialProvider for &'static Counter {
    fn credential<'a>(&'a self, asked: Asked<'a>) -> CredentialFuture<'a> {
        Box::pin(async move {
            match self.0.fetch_add(1, Ordering::Relaxed) {
                count if count < self.1 => Ok(Secret::from(format!("{}{count}", asked.scheme()))),
                _ => Err("the vault is sealed".into()),
            }
        })
    }

    fn refused(&self, _: &Secret) -> bool {
        true
    }
}

#[tokio::test]
async fn a_provider_is_asked_for_each_attempt() {
    static SAFE: Operation = Operation { retry: Retry::Safe, ..operation(&[&[&TOKEN]]) };
    static COUNTER: Counter = Counter(AtomicUsize::new(0), 5);
    let busy = answer("503 Service Unavailable", "retry-after: 0\r\n", "");
    let (unknown, ok) = (answer("401 Unauthorized", "", ""), answer("204 No Content", "", ""));
    let (address, asked) = listen(&[&ok, &busy, &ok, &unknown, &unknown]);
    let core = config(address).credential(&TOKEN, &COUNTER).build().expect("a core");
    let call = || Call::new(&core, &SAFE, read_empty);
    call().await.expect("the first");
    call().await.expect("after one that was busy");
    // One more attempt of a call, whatever its retries, and no third.
    let error = call().options(RequestOptions::new().retries(0)).await.expect_err("unknown");
    assert_eq!((error.status(), error.attempts(), asked.count()), (Some(401), 2, 5));
    for index in 0..5 {
        let (head, _) = asked.request(index);
        assert!(head.contains(&format!("authorization: bearer token{index}\r\n")), "{head}");
    }
    let error = call().await.expect_err("sealed");
    assert!(matches!(error, Error::Credential(_)), "{error:?}");
    assert_eq!(error.to_string(), "call: no credential for Token: the vault is sealed");
    assert_eq!(asked.count(), 5);
}

#[tokio::test]
async fn what_no_header_holds_is_no_credential() {
    static BEARER: Operation = operation(&[&[&TOKEN]]);
    let wrong = |config: Config| config.credential(&TOKEN, "a\r\nX-B: c");
    let error = sent(&BEARER, wrong).await.expect_err("a line break");
    assert!(matches!(error, Error::Config(_)) && !error.to_string().contains("X-B"), "{error}");
}

#[test]
fn nothing_of_a_credential_shows() {
    let secret = Secret::from("s3cr3t");
    let config = Config::new("http://localhost", "test/1").credential(&A, "s3cr3t").basic(&LOGIN, "u", "s3cr3t");
    let core = config.clone().build().expect("a core");
    let shown = format!("{secret:?} {:?} {config:#?} {core:?}", Credential::from("s3cr3t"));
    assert!(!shown.contains("s3cr3t") && shown.contains("Login"), "{shown}");
}

/// The test runs itself again with variables: a process cannot change its own safely.
#[tokio::test]
async fn what_the_environment_has() {
    static ALL: Operation = operation(&[&[&A, &C, &LOGIN]]);
    if std::env::var("SDK_A").is_err() {
        let program = std::env::current_exe().expect("a program");
        let status = std::process::Command::new(program)
            .args(["--exact", "what_the_environment_has"])
            .envs([("SDK_A", "a"), ("SDK_C", ""), ("SDK_LOGIN_USER", "u"), ("SDK_LOGIN_PASSWORD", "p:q")])
            .status();
        assert!(status.expect("it runs").success());
        return;
    }
    // What is empty is not set, and a setter wins over what was read before it.
    let read = sent(&ALL, |config| config.environment(&SCHEMES)).await.expect("an answer");
    assert_eq!(read, "x-a: a; authorization: basic dtpwone=");
    let set = sent(&ALL, |config| config.environment(&SCHEMES).credential(&A, "b")).await.expect("an answer");
    assert_eq!(set, "x-a: b; authorization: basic dtpwone=");
}
