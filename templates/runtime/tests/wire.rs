//! The runtime against a real server on loopback: secrets, retries, limits, redirects.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sdkwright_runtime::{
    Call, Config, Core, Error, Operation, Parameter, RequestOptions, Retry, Scheme, SchemePlace, read_bytes, read_json,
};

static QUERY: Scheme = scheme("Query", SchemePlace::Query("key"));
static BEARER: Scheme = scheme("Bearer", SchemePlace::Bearer);
static BASIC: Scheme = scheme("Basic", SchemePlace::Basic);
static GET: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/things/{id}",
    accept: "application/json",
    auth: &[&[&QUERY, &BEARER], &[&BASIC]],
    retry: Retry::Safe,
};
static POST: Operation =
    Operation { id: "post", method: "POST", path: "/things", accept: "", auth: &[&[&QUERY]], retry: Retry::WithKey };
const ID: Parameter = Parameter::path("id");
const TEXT: Parameter = Parameter::header("X-Text");
const SECRET: &str = "s3cr3t-k3y";

const fn scheme(name: &'static str, place: SchemePlace) -> Scheme {
    Scheme { name, place, variable: "", always: false }
}

/// A server that gives these answers, one a connection, and keeps what it was asked.
fn server(answers: &[&str]) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (answers, kept): (Vec<_>, _) = (answers.iter().map(|a| (*a).to_owned()).collect(), Arc::clone(&asked));
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut text = Vec::new();
            let mut buffer = [0; 4096];
            while !text.windows(4).any(|w| w == b"\r\n\r\n") {
                match stream.read(&mut buffer) {
                    Ok(n) if n > 0 => text.extend_from_slice(&buffer[..n]),
                    _ => break,
                }
            }
            kept.lock().expect("a list").push(String::from_utf8_lossy(&text).into_owned());
            _ = stream.write_all(answer.as_bytes());
        }
    });
    (address, asked)
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}", body.len())
}

fn config(address: SocketAddr) -> Config {
    Config::new(&format!("http://{address}/v1"), "test/1").credential(&QUERY, SECRET).credential(&BEARER, SECRET)
}

fn core(address: SocketAddr) -> Core {
    config(address).build().expect("a core")
}

fn get(core: &Core) -> Call<Vec<i64>> {
    Call::new(core, &GET, read_json).text(ID, "a/b")
}

/// Everything that a value can be made to say.
fn words(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(inner) = source {
        words.push_str(&format!(" {inner} {inner:?} {inner:#?}"));
        source = inner.source();
    }
    words
}

#[tokio::test]
async fn what_travels() {
    let (address, asked) = server(&[&answer("200 OK", "", "[1, 2]")]);
    let options = RequestOptions::new().header("X-Extra", "1").query("q", "a&b").idempotency_key("k1");
    let response = get(&core(address)).options(options).send_with_response().await.expect("an answer");
    assert_eq!((response.status(), response.attempts(), response.value().as_slice()), (200, 1, [1, 2].as_slice()));
    let asked = asked.lock().expect("a list")[0].to_lowercase();
    assert!(asked.starts_with("get /v1/things/a%2fb?q=a%26b&key=s3cr3t-k3y http/1.1\r\n"), "{asked}");
    for line in [
        "authorization: bearer s3cr3t-k3y",
        "accept: application/json",
        "x-extra: 1",
        "idempotency-key: k1",
        "user-agent: test/1",
    ] {
        assert!(asked.contains(line), "{line} is not in {asked}");
    }
}

#[tokio::test]
async fn no_secret_shows_when_things_break() {
    let broken = [
        answer("200 OK", "", "no json"),
        answer("401 Unauthorized", "", "no"),
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1".to_owned(),
        "garbage\r\n\r\n".to_owned(),
        String::new(),
    ];
    for answer in broken {
        let (address, _) = server(&[&answer]);
        let core = core(address);
        let call = get(&core).options(RequestOptions::new().retries(0).header("X-Secret", SECRET).query("t", SECRET));
        let said = format!("{core:?} {call:?} {:?}", config(address));
        let error = call.await.expect_err("a failure");
        let said = said + &words(&error);
        assert!(!said.contains(SECRET), "{said}");
    }
    // Nobody listens: the key is in the query of a URL that no error may name.
    let nowhere = core("127.0.0.1:1".parse().expect("an address"));
    let error = get(&nowhere).options(RequestOptions::new().retries(0)).await.expect_err("a failure");
    assert!(error.is_connect() && !words(&error).contains(SECRET), "{}", words(&error));
    let header = config(address_of_nobody()).credential(&BEARER, format!("{SECRET}\n")).build().expect_err("no header");
    assert!(matches!(header, Error::Config(_)) && !words(&header).contains(SECRET), "{}", words(&header));
    let base = Config::new(&format!("http://user:{SECRET}@localhost"), "test/1");
    assert!(!format!("{base:?} {:?}", base.clone().build()).contains(SECRET));
}

fn address_of_nobody() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 1))
}

#[tokio::test]
async fn a_failure_that_passes_is_tried_again() {
    let busy = answer("503 Service Unavailable", "retry-after: 0\r\n", "");
    let (address, asked) = server(&[&busy, "", &answer("200 OK", "", "[]")]);
    let response = get(&core(address)).send_with_response().await.expect("the third attempt");
    assert_eq!((response.attempts(), asked.lock().expect("a list").len()), (3, 3));
    // A POST without a key may have been processed, so it is sent once.
    let (address, asked) = server(&[&busy, &busy]);
    let error = Call::new(&core(address), &POST, read_bytes).await.expect_err("busy");
    assert_eq!((error.status(), asked.lock().expect("a list").len()), (Some(503), 1));
    let (address, asked) = server(&[&busy, &answer("200 OK", "", "")]);
    let keyed = RequestOptions::new().idempotency_key("k");
    Call::new(&core(address), &POST, read_bytes).options(keyed).await.expect("the second attempt");
    assert_eq!(asked.lock().expect("a list").len(), 2);
    // A header that the document calls so is such a key, too.
    let (address, asked) = server(&[&busy, &answer("200 OK", "", "")]);
    let named = RequestOptions::new().header("X-Idempotency-Key", "k");
    Call::new(&core(address), &POST, read_bytes).options(named).await.expect("the second attempt");
    assert_eq!(asked.lock().expect("a list").len(), 2);
    // A wait that is too long is the caller's to decide.
    let (address, _) = server(&[&answer("429 Too Many Requests", "retry-after: 3600\r\n", "")]);
    let started = Instant::now();
    let Err(Error::Api(error)) = get(&core(address)).await else { panic!("an API error") };
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn limits_and_redirects() {
    let (address, _) = server(&[&answer("200 OK", "", "[1,2,3]"), &answer("500 Oops", "", "a long page")]);
    let small = config(address).max_response_bytes(4).retries(0).build().expect("a core");
    let error = get(&small).await.expect_err("too large");
    assert!(matches!(error, Error::Transport(_)) && error.to_string().contains("4 bytes"), "{error}");
    assert_eq!(get(&small).await.expect_err("a long page").status(), Some(500));
    let (address, asked) = server(&[&answer("302 Found", "location: http://127.0.0.1:1/\r\n", "")]);
    let Err(Error::Api(error)) = get(&core(address)).await else { panic!("a redirect is not followed") };
    assert_eq!((error.status(), error.header("location")), (302, Some("http://127.0.0.1:1/")));
    assert_eq!(asked.lock().expect("a list").len(), 1);
}

/// On the server that was asked, and of what only reads: a credential goes where it went, and nothing is done twice.
#[tokio::test]
async fn what_has_moved_is_followed() {
    let moved = |to: &str| answer("301 Moved Permanently", &format!("location: {to}\r\n"), "");
    let (address, asked) = server(&[&moved("/things/2?new=1"), &moved("?newer=1"), &answer("200 OK", "", "[7]")]);
    assert_eq!(get(&core(address)).await.expect("an answer"), [7]);
    let asked = asked.lock().expect("a list").clone();
    assert!(asked.iter().all(|head| head.contains(SECRET)), "{asked:?}");
    let paths: Vec<&str> = asked.iter().filter_map(|head| head.split(' ').nth(1)?.split(['&', '#']).next()).collect();
    assert_eq!(paths[1..], ["/things/2?new=1", "/things/2?newer=1"], "{asked:?}");
    let (address, asked) = server(&[&moved("/elsewhere")]);
    let Err(Error::Api(error)) = Call::new(&core(address), &POST, read_bytes).await else { panic!("it is sent twice") };
    assert_eq!((error.status(), asked.lock().expect("a list").len()), (301, 1));
    let (address, asked) = server(&[moved("/round").as_str(); 12]);
    assert_eq!(get(&core(address)).await.expect_err("a circle").status(), Some(301));
    assert_eq!(asked.lock().expect("a list").len(), 11);
}

#[tokio::test]
async fn keys_that_the_client_makes() {
    let (busy, good) = (answer("503 Busy", "retry-after: 0\r\n", ""), answer("200 OK", "", "[]"));
    let (address, asked) = server(&[&busy, &good, &good, &good, &good]);
    let made = std::sync::atomic::AtomicUsize::new(0);
    let make = move || format!("made-{}", made.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
    let core = config(address).idempotency_keys(make).build().expect("a core");
    let post = || Call::new(&core, &POST, read_bytes);
    assert_eq!(post().send_with_response().await.expect("the second attempt").attempts(), 2);
    post().await.expect("another call");
    post().options(RequestOptions::new().idempotency_key("own")).await.expect("a key of its own");
    get(&core).await.expect("what needs no key");
    let asked = asked.lock().expect("a list");
    let keys = asked.iter().map(|head| head.lines().find_map(|line| line.strip_prefix("idempotency-key: ")));
    assert_eq!(keys.collect::<Vec<_>>(), [Some("made-0"), Some("made-0"), Some("made-1"), Some("own"), None]);
}

#[tokio::test]
async fn what_cannot_be_written_is_not_sent() {
    let (address, asked) = server(&[]);
    let core = core(address);
    for id in ["", ".", ".."] {
        assert!(matches!(Call::new(&core, &GET, read_bytes).text(ID, id).await, Err(Error::Encode(_))), "{id}");
    }
    assert!(matches!(Call::new(&core, &GET, read_bytes).await, Err(Error::Encode(_))), "a missing path parameter");
    assert!(matches!(Call::new(&core, &POST, read_bytes).json(&f64::NAN).await, Err(Error::Encode(_))));
    assert!(matches!(get(&core).text(TEXT, "a\r\nb: c").await, Err(Error::Encode(_))), "a header with a line break");
    let nobody = Config::new(&format!("http://{address}"), "test/1").build().expect("a core");
    let error = get(&nobody).await.expect_err("no credential");
    assert_eq!(error.to_string(), "get needs the credentials Query and Bearer, or Basic, and none was set");
    for base in ["", "/v1", "ftp://x", "http://x/?q=1", "nonsense"] {
        assert!(matches!(Config::new(base, "test/1").build(), Err(Error::Config(_))), "{base}");
    }
    assert!(asked.lock().expect("a list").is_empty());
}
