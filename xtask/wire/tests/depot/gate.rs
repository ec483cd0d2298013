//! Credentials and servers.

use depot::{Client, ClientBuilder, Error, Grant, Server, servers::Site};
use wire::{Recorder, Request, answer};

fn builder(server: &Recorder) -> ClientBuilder {
    Client::builder().base_url(server.base_url()).retries(0)
}

/// The target and what identifies the caller.
fn shown(request: &Request) -> String {
    let names = ["X-Depot-Key", "Cookie", "Authorization"];
    let headers = names.iter().filter_map(|name| Some(format!(" {name}={}", request.header(name)?)));
    format!("{}{}", request.target(), headers.collect::<String>())
}

fn empty() -> Recorder {
    Recorder::start(|_| answer("204 No Content", "", ""))
}

#[tokio::test]
async fn alternatives_and_groups() {
    let server = empty();
    let built = |builder: ClientBuilder| builder.build().expect("a client").gate();
    let open = [
        builder(&server).key("k").session("s s"),
        builder(&server).session("s"),
        builder(&server).badge("b"),
        builder(&server).key("k").badge("b"),
    ];
    for builder in open {
        built(builder).open().await.expect("an answer");
    }
    let state = [
        builder(&server),
        builder(&server).guard("g"),
        builder(&server).login("u", "p:q"),
        builder(&server).terminal("7&8"),
        builder(&server).key("not asked for"),
    ];
    for builder in state {
        built(builder).state().await.expect("an answer");
    }
    let error = built(builder(&server).terminal("7")).open().await.expect_err("nothing that opens it");
    assert!(matches!(error, Error::Config(_)), "{error}");
    let lines: Vec<_> = server.take().iter().map(shown).collect();
    let expected = [
        "/gate/open X-Depot-Key=k Cookie=session=s%20s",
        "/gate/open Cookie=session=s",
        "/gate/open Authorization=DPoP b",
        "/gate/open Authorization=DPoP b",
        "/gate",
        "/gate Authorization=Bearer g",
        "/gate Authorization=Basic dTpwOnE=",
        "/gate?terminal=7%268",
        "/gate",
    ];
    assert_eq!(lines, expected);
}

/// Whoever gives a token elsewhere, it is a bearer here; a name in the environment is that of the document.
#[tokio::test]
async fn tokens_from_elsewhere() {
    let server = empty();
    let body = || depot::models::GateRingRequest::new("https://example.org/me");
    let clients = [builder(&server).club("c"), builder(&server).ancient("a"), builder(&server).ancient("a").club("c")];
    for builder in clients {
        builder.build().expect("a client").gate().ring(body()).await.expect("an answer");
    }
    let lines: Vec<_> = server.take().iter().map(shown).collect();
    let expected = ["Bearer c", "Bearer a", "Bearer c"].map(|token| format!("/gate/bell Authorization={token}"));
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_grant_gets_its_token_from_the_document() {
    let server = Recorder::start(|request| match request.target() {
        "/guards/token" => answer("200 OK", "", r#"{"access_token":"t","expires_in":3600}"#),
        _ => answer("204 No Content", "", ""),
    });
    let grant = Grant::client_credentials("guard", "secret").scopes(["gate"]);
    let gate = builder(&server).guard_grant(grant).build().expect("a client").gate();
    gate.state().await.expect("the first");
    gate.state().await.expect("the second, with the same token");
    let requests = server.take();
    assert_eq!(requests[0].text(), "grant_type=client_credentials&scope=gate");
    let lines: Vec<_> = requests.iter().map(shown).collect();
    let call = "/gate Authorization=Bearer t";
    assert_eq!(lines, ["/guards/token Authorization=Basic Z3VhcmQ6c2VjcmV0", call, call]);
}

#[tokio::test]
async fn servers_of_the_document() {
    // Nothing leaves this machine: a transport says where a call would have gone.
    let url = |builder: ClientBuilder| async move {
        let (sender, asked) = std::sync::mpsc::channel();
        let transport = move |request: depot::runtime::reqwest::Request| {
            _ = sender.send(request.url().to_string());
            async { Ok(depot::runtime::http::Response::builder().status(204).body("").expect("an answer").into()) }
        };
        let client = builder.badge("b").transport(transport).build().expect("a client");
        client.gate().state().await.expect("an answer");
        client.gate().open().await.expect("an answer");
        [asked.recv().expect("a URL"), asked.recv().expect("a URL")]
    };
    let plain = url(Client::builder()).await;
    assert_eq!(plain, ["https://depot.example.org/v1/gate", "https://gate.north.depot.example.org/gate/open"]);
    let south = url(Client::builder().server(Server::site_server().site(Site::South).port("8443"))).await;
    assert_eq!(
        south,
        ["https://south.depot.example.org:8443/v1/gate", "https://gate.south.depot.example.org/gate/open"]
    );
    let mine = url(Client::builder().base_url("http://localhost:1/x").server(Server::site_server())).await;
    assert_eq!(mine, ["http://localhost:1/x/gate", "http://localhost:1/x/gate/open"]);
    // A relative server is one of a host that the document does not name.
    let beside = Client::builder().server(Server::beside()).build();
    assert!(matches!(&beside, Err(Error::Config(why)) if why.to_string().contains("base URL")), "{beside:?}");
    let other = Client::builder().server(Server::site_server().site("evil.org/")).build();
    assert!(matches!(other, Err(Error::Config(_))));
}
