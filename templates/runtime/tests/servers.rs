//! To which server a call goes, over the wire.

mod peer;

use std::net::SocketAddr;

use peer::{answer, config, listen, operation};
use sdkwright_runtime::{Call, Config, Error, Operation, RequestOptions, ServerTemplate, ServerUrl, read_empty};

static GET: Operation = operation("GET", "");
static MAIN: ServerTemplate =
    ServerTemplate { url: "http://{host}:{port}/{stage}", variables: &[("host", "127.0.0.1"), ("stage", "live")] };
static UPLOADS: ServerTemplate = ServerTemplate {
    url: "http://{host}:{port}/uploads/{stage}",
    variables: &[("host", "127.0.0.1"), ("port", "1"), ("stage", "none")],
};
static RELATIVE: ServerTemplate = ServerTemplate { url: "/status", variables: &[] };

fn main(address: SocketAddr) -> ServerUrl {
    ServerUrl::new(&MAIN).variable("port", address.port().to_string())
}

/// The path that is asked for by a call with a server of its own, or with none.
async fn path(own: Option<&'static ServerTemplate>, set: impl FnOnce(SocketAddr) -> Config) -> Result<String, Error> {
    let (address, asked) = listen(&[&answer("204 No Content", "", "")]);
    let core = set(address).build()?;
    let call = Call::new(&core, &GET, read_empty);
    own.into_iter().fold(call, Call::at).await?;
    let (head, _) = asked.request(0);
    Ok(head.split(' ').nth(1).unwrap_or_default().to_owned())
}

#[tokio::test]
async fn which_server_is_asked() {
    let unset = || Config::new("http://127.0.0.1:1", "test/1");
    let chosen = |address| unset().server(main(address));
    let staged = |address| unset().server(main(address).variable("stage", "x").variable("stage", "test"));
    assert_eq!(path(None, chosen).await.expect("main"), "/live/things");
    assert_eq!(path(None, staged).await.expect("test"), "/test/things");
    // A server of an operation's own has the variables of the client's.
    assert_eq!(path(Some(&UPLOADS), chosen).await.expect("uploads"), "/uploads/none/things");
    assert_eq!(path(Some(&UPLOADS), staged).await.expect("test uploads"), "/uploads/test/things");
    assert_eq!(path(Some(&RELATIVE), staged).await.expect("relative"), "/status/things");
    // A base URL that is set is that of all calls, whatever the order.
    for own in [None, Some(&UPLOADS), Some(&RELATIVE)] {
        let before = |address| config(address).base_url(format!("http://{address}/mine/")).server(main(address));
        let after = |address| unset().server(main(address)).base_url(format!("http://{address}/mine/"));
        assert_eq!(path(own, before).await.expect("mine"), "/mine/things");
        assert_eq!(path(own, after).await.expect("mine"), "/mine/things");
    }
}

#[tokio::test]
async fn a_call_that_goes_elsewhere() {
    let (address, asked) = listen(&[&answer("204 No Content", "", "")]);
    let core = Config::new("http://127.0.0.1:1/v1", "test/1").build().expect("a core");
    let to =
        |url: String| Call::new(&core, &GET, read_empty).at(&RELATIVE).options(RequestOptions::new().base_url(url));
    to(format!("http://{address}/eu/")).await.expect("an answer");
    assert_eq!(asked.request(0).0.split(' ').nth(1), Some("/eu/things"));
    let error = to("eu.example.org".to_owned()).await.expect_err("no URL");
    assert!(matches!(&error, Error::Encode(_)) && error.to_string().contains("no absolute URL"), "{error}");
}

#[tokio::test]
async fn what_is_no_server() {
    let unset = |base: &str| Config::new(base, "test/1");
    let open = unset("http://127.0.0.1:1").server(ServerUrl::new(&MAIN)).build().expect_err("no port");
    assert_eq!(open.to_string(), "the variable `port` of the server has no value");
    let wrong = ServerUrl::new(&MAIN).variable("port", "1").variable("host", "me@evil.org");
    let wrong = unset("http://127.0.0.1:1").server(wrong).build().expect_err("another host");
    assert!(matches!(wrong, Error::Config(_)) && wrong.to_string().contains("`host`"), "{wrong}");
    let relative = unset("/v1").build().expect_err("relative").to_string();
    assert!(relative.contains("relative") && relative.contains(".base_url("), "{relative}");
}
