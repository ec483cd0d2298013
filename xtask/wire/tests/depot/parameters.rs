//! Parameters of every place: what is escaped where, names that clash, what a path shares, what nobody is asked for.

use depot::models::{Keeping, NewParcel, Point, SizeFilter, SizeFilterWeight, Status};
use depot::{Client, Error};
use wire::{Recorder, Request, json};

use crate::client;

const PARCEL: &str = r#"{"id":"P-1","status":"shelved","to":"Ada"}"#;

/// What the server saw of a call.
async fn seen<T>(call: impl AsyncFnOnce(Client) -> Result<T, Error>, answer: &'static str) -> Request {
    let server = Recorder::start(move |_| json(answer));
    if let Err(error) = call(client(&server)).await {
        panic!("{error}");
    }
    server.one()
}

/// The target of a call that lists parcels.
async fn list(call: impl AsyncFnOnce(Client) -> Result<Vec<depot::models::Parcel>, Error>, target: &str) {
    assert_eq!(seen(call, "[]").await.target(), target);
}

#[tokio::test]
async fn queries() {
    list(async |c| c.parcels().list().await, "/parcels").await;
    let states = vec![Status::Shelved, Status::HandedOver];
    list(async |c| c.parcels().list().status(states).await, "/parcels?status=shelved&status=handed-over").await;
    let ids = ["a,b", "c d", "&"].map(str::to_owned).to_vec();
    list(async |c| c.parcels().list().ids(ids).await, "/parcels?ids=a%2Cb,c%20d,%26").await;
    let labels = [("x&y", "1+1"), ("é", "#")];
    list(async |c| c.parcels().list().labels(labels).await, "/parcels?x%26y=1%2B1&%C3%A9=%23").await;
    let weight = SizeFilterWeight::new().grams(5).kinds(["net", "gross"]);
    let size = SizeFilter::new().max(9).weight(weight);
    let deep = "/parcels?size%5Bmax%5D=9&size%5Bweight%5D%5Bgrams%5D=5&size%5Bweight%5D%5Bkinds%5D%5B0%5D=net\
                &size%5Bweight%5D%5Bkinds%5D%5B1%5D=gross";
    list(async |c| c.parcels().list().size(size).await, deep).await;
    let near = Point::new(1.5, -2.0).name("é");
    let json = "/parcels?near=%7B%22lat%22%3A1.5%2C%22long%22%3A-2%2C%22name%22%3A%22%C3%A9%22%7D";
    list(async |c| c.parcels().list().near(near).await, json).await;
    // What would end the value is escaped all the same, and what is escaped stays so (RFC 6570 §3.2.3).
    let fields = "id,sender(name):a/b?c=d&e#f+[g]%20%";
    let reserved = "/parcels?fields=id,sender(name):a/b?c=d%26e%23f%2B%5Bg%5D%20%25";
    list(async |c| c.parcels().list().fields(fields).await, reserved).await;
    let time = time::OffsetDateTime::UNIX_EPOCH;
    list(async |c| c.parcels().list().arrived_after(time).await, "/parcels?arrivedAfter=1970-01-01T00%3A00%3A00Z")
        .await;
    #[allow(deprecated)]
    list(async |c| c.parcels().list().q("a b").await, "/parcels?q=a%20b").await;
}

/// What can have one value is sent without asking, and what is optional by its name.
#[tokio::test]
async fn constants() {
    let new = NewParcel::new("Ada");
    let request = seen(async |c| c.parcels().create(new.clone()).await, PARCEL).await;
    assert_eq!(request.target(), "/parcels?notify=v2");
    let request = seen(async |c| c.parcels().create(new.clone()).dry_run().await, PARCEL).await;
    assert_eq!(request.target(), "/parcels?notify=v2&dryRun=true");
}

#[tokio::test]
async fn cookies_and_headers_of_json() {
    let flags = ["a b", "c;d"];
    let position = Point::new(1.0, 2.0).name("é");
    let request = seen(
        async |c| c.parcels().get("1").session("s/1").flags(flags).view("wide,2").x_position(position).await,
        PARCEL,
    )
    .await;
    assert_eq!(request.header("cookie"), Some("session=s%2F1; flags=a%20b; flags=c%3Bd; view=wide,2"));
    assert_eq!(request.header("x-position"), Some(r#"{"lat":1,"long":2,"name":"\u00e9"}"#));
    let server = Recorder::silent();
    for bad in ["a;b", "a b", "é", "\n"] {
        let error = client(&server).parcels().get("1").view(bad).await.expect_err("refused");
        assert!(error.to_string().contains("the cookie `view`"), "{error}");
    }
    assert!(server.take().is_empty(), "nothing was sent");
}

/// A value stays in its segment, whatever is in it.
#[tokio::test]
async fn path_segments() {
    for (id, segment) in [
        ("P-1", "P-1"),
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("a?b#c", "a%3Fb%23c"),
        ("50% + 1", "50%25%20%2B%201"),
        ("%2e%2e", "%252e%252e"),
        ("é\\", "%C3%A9%5C"),
        ("...", "..."),
    ] {
        let request = seen(async |c| c.parcels().get(id).await, PARCEL).await;
        assert_eq!(request.target(), format!("/parcels/{segment}"), "{id}");
        let note = seen(async |c| c.parcels().note("1", id, "txt").await, "{}").await;
        assert_eq!(note.target(), format!("/parcels/1/notes/{segment}.txt"), "{id}");
    }
    let server = Recorder::silent();
    let parcels = client(&server).parcels();
    for id in ["", ".", ".."] {
        let error = parcels.get(id).await.expect_err("refused");
        assert!(error.to_string().contains("`id`"), "{error}");
    }
    let error = parcels.note("1", "", "").await.expect_err("refused");
    assert!(error.to_string().contains("`note`, `format`"), "{error}");
    assert!(server.take().is_empty(), "nothing was sent");
}

/// The parameters of a path are those of each of its operations, unless one has its own.
#[tokio::test]
async fn headers_and_what_a_path_shares() {
    let languages = ["de", "en"];
    let request =
        seen(async |c| c.parcels().get("1").id_query(7).x_terminal("a b").x_languages(languages).await, PARCEL).await;
    assert_eq!(request.target(), "/parcels/1?id=7");
    assert_eq!((request.header("x-terminal"), request.header("x-languages")), (Some("a b"), Some("de,en")));
    assert_eq!(request.header("accept"), Some("application/json"));
    let request = seen(async |c| c.parcels().replace("1", 4).await, PARCEL).await;
    assert_eq!((request.header("x-terminal"), request.header("content-length")), (Some("4"), Some("0")));
    let server = Recorder::silent();
    let parcels = client(&server).parcels();
    for bad in ["a\nb: c", "a\r", "\0", "\u{7f}"] {
        let error = parcels.get("1").x_terminal(bad).await.expect_err(bad);
        assert!(error.to_string().to_lowercase().contains("`x-terminal`"), "{error}");
    }
    assert!(server.take().is_empty(), "nothing was sent");
}

/// A value that may span segments keeps its slashes, and nothing else; names of the document's extensions do not travel.
#[tokio::test]
async fn extensions() {
    let request = seen(async |c| c.papers().file("a b/c?/%2e", "Text").keep_for(Keeping::Long).await, "").await;
    assert_eq!((request.method(), request.target()), ("PUT", "/papers/drawers/a%20b/c%3F/%252e?%24kp=l"));
    let server = Recorder::silent();
    for path in ["", "/a", "a/", "a//b", "a/../b", "."] {
        let error = client(&server).papers().file(path, "Text").await.expect_err(path);
        assert!(error.to_string().contains("`path`"), "{error}");
    }
    assert!(server.take().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn without_a_tag() {
    assert_eq!(seen(async |c| c.ready().await, "").await.target(), "/ready");
}
