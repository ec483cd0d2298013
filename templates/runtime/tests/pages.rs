//! Lists that come in pages, against a real server on loopback.

mod peer;

use peer::{answer, server};
use sdkwright_runtime::{Call, Error, Operation, Pages, Parameter, Plan, read_json};
use serde_json::Value;

static LIST: Operation = peer::operation("GET", "application/json");
const OFFSET: Parameter = Parameter::query("offset");
const PAGE: Parameter = Parameter::query("page");
const CURSOR: Parameter = Parameter::query("cursor");
const AFTER: Parameter = Parameter::query("after");
const BEFORE: Parameter = Parameter::query("before");
const LIMIT: Parameter = Parameter::query("limit");

fn len(page: &Value) -> usize {
    page["items"].as_array().map_or(0, Vec::len)
}

fn next(page: &Value) -> Option<String> {
    page["next"].as_str().map(str::to_owned)
}

fn id(page: &Value, at: usize) -> Option<String> {
    page["items"].get(at).map(ToString::to_string)
}

fn total(page: &Value) -> Option<u64> {
    page["total"].as_u64()
}

fn more(page: &Value) -> Option<bool> {
    page["more"].as_bool()
}

static BY_STEPS: Plan<Value> = Plan::offset(OFFSET, 0, len).step(2);
static BY_OFFSET: Plan<Value> = Plan::offset(OFFSET, 0, len).limit(LIMIT).total(total).max_offset(100);
static BY_PAGE: Plan<Value> = Plan::page(PAGE, 1, len).limit(LIMIT).total(total).more(more);
static BY_CURSOR: Plan<Value> = Plan::cursor(CURSOR, next, len).more(more);
static BY_CURSOR_HEADER: Plan<Value> = Plan::cursor_header(CURSOR, "x-next-cursor", len);
static BY_IDS: Plan<Value> = Plan::ids(AFTER, id, len).before(BEFORE).more(more);
static BY_LINK: Plan<Value> = Plan::link(next, len);
static BY_HEADER: Plan<Value> = Plan::link_header(len);

/// What a page has, or the status of what is no page; the lines of its head.
type Said = (&'static str, &'static str);

/// Walks until the end or an error; the elements of the pages, the error, and where it ended.
async fn walk(mut pages: Pages<Value>) -> (Vec<i64>, Option<Error>, Option<String>) {
    let mut all = Vec::new();
    loop {
        match pages.try_next().await {
            Ok(Some(page)) => all.extend(page["items"].as_array().into_iter().flatten().filter_map(Value::as_i64)),
            Ok(None) => return (all, None, pages.position()),
            Err(error) => {
                assert!(pages.try_next().await.expect("an end after the error").is_none());
                return (all, Some(error), pages.position());
            }
        }
    }
}

/// Walks pages that say this, with a limit of 2: the elements, and the paths that were asked for.
async fn check(plan: &'static Plan<Value>, said: &[Said], elements: &[i64], paths: &[&str]) {
    let answers: Vec<_> = said.iter().map(|(body, head)| answer("200 OK", head, body)).collect();
    let (core, asked) = server(&answers.iter().map(String::as_str).collect::<Vec<_>>());
    let call = Call::new(&core, &LIST, read_json::<Value>).parameter(LIMIT, &2_i64);
    let (all, error, position) = walk(call.pages(plan)).await;
    assert!(error.is_none() && position.is_none(), "{error:?} {position:?}");
    let got: Vec<String> = (0..asked.count()).map(|i| path(&asked.request(i).0)).collect();
    assert_eq!((all.as_slice(), got.iter().map(String::as_str).collect::<Vec<_>>().as_slice()), (elements, paths));
}

fn path(head: &str) -> String {
    head.split(' ').nth(1).unwrap_or_default().trim_start_matches("/things?limit=2").to_owned()
}

#[tokio::test]
async fn by_offset() {
    let full = (r#"{"items": [1, 2]}"#, "");
    let none = (r#"{"items": []}"#, "");
    // A short page, an exactly full last page, an empty first page, a total, a header that says there is more.
    check(&BY_OFFSET, &[full, (r#"{"items": [3]}"#, "")], &[1, 2, 3], &["&offset=0", "&offset=2"]).await;
    let other = (r#"{"items": [3, 4]}"#, "");
    check(&BY_OFFSET, &[full, other, none], &[1, 2, 3, 4], &["&offset=0", "&offset=2", "&offset=4"]).await;
    check(&BY_OFFSET, &[none], &[], &["&offset=0"]).await;
    let known = (r#"{"items": [1, 2], "total": 4}"#, "");
    check(&BY_OFFSET, &[known, known], &[1, 2, 1, 2], &["&offset=0", "&offset=2"]).await;
    let short = (r#"{"items": [1]}"#, "link: </things?offset=1>; rel=\"next\"\r\n");
    let last = (r#"{"items": [2, 3]}"#, "link: </things>; rel=\"first\"\r\n");
    check(&BY_OFFSET, &[short, last], &[1, 2, 3], &["&offset=0", "&offset=1"]).await;
    // What is no shorter than the step is not the last, and is counted up to a multiple of it.
    let [full, short] = [(r#"{"items": [1, 2]}"#, ""), (r#"{"items": [3]}"#, "")];
    check(&BY_STEPS, &[full, short], &[1, 2, 3], &["&offset=0", "&offset=2"]).await;
    let long = (r#"{"items": [1, 2, 3]}"#, "");
    check(&BY_STEPS, &[long, short], &[1, 2, 3, 3], &["&offset=0", "&offset=4"]).await;
}

#[tokio::test]
async fn by_page() {
    let full = (r#"{"items": [1, 2]}"#, "");
    check(&BY_PAGE, &[full, (r#"{"items": [3]}"#, "")], &[1, 2, 3], &["&page=1", "&page=2"]).await;
    check(&BY_PAGE, &[(r#"{"items": [1, 2], "total": 2}"#, "")], &[1, 2], &["&page=1"]).await;
    let more = (r#"{"items": [1], "more": true}"#, "");
    check(&BY_PAGE, &[more, (r#"{"items": [2, 3], "more": false}"#, "")], &[1, 2, 3], &["&page=1", "&page=2"]).await;
}

#[tokio::test]
async fn by_cursor() {
    // An empty page with a cursor is not the last; a cursor that is there after the last does not count.
    let first = (r#"{"items": [], "next": "a b"}"#, "");
    let last = (r#"{"items": [1], "next": "c", "more": false}"#, "");
    check(&BY_CURSOR, &[first, last], &[1], &["", "&cursor=a%20b"]).await;
    check(&BY_CURSOR, &[(r#"{"items": [1], "next": ""}"#, "")], &[1], &[""]).await;
}

#[tokio::test]
async fn by_ids() {
    let (first, last) = ((r#"{"items": [1, 2], "more": true}"#, ""), (r#"{"items": [3], "more": false}"#, ""));
    check(&BY_IDS, &[first, last], &[1, 2, 3], &["", "&after=2"]).await;
    check(&BY_IDS, &[first, (r#"{"items": [], "more": true}"#, "")], &[1, 2], &["", "&after=2"]).await;
}

/// What ends before an element is walked from there to the front; what also begins after one is a range.
#[tokio::test]
async fn backwards() {
    let page = |body: &str| answer("200 OK", "", body);
    let pages = [
        page(r#"{"items": [3, 4], "more": true}"#),
        page(r#"{"items": [1, 2], "more": true}"#),
        page(r#"{"items": [1, 2], "more": true}"#),
        page(r#"{"items": [0], "more": false}"#),
    ];
    let (core, asked) = server(&pages.each_ref().map(String::as_str));
    let call = || Call::new(&core, &LIST, read_json::<Value>).parameter(LIMIT, &2_i64).parameter(BEFORE, &5_i64);
    let take = |page: Value| page["items"].as_array().cloned().unwrap_or_default();
    let mut items = call().pages(&BY_IDS).items(take);
    for expected in [4, 3, 2] {
        assert_eq!(items.try_next().await.expect("an element"), Some(expected.into()));
    }
    let position = items.position().expect("a position");
    let (all, error, end) = walk(call().pages_from(&BY_IDS, &position)).await;
    assert!(error.is_none() && end.is_none());
    assert_eq!(all, [1, 2, 0]);
    let paths: Vec<_> = (0..4).map(|i| path(&asked.request(i).0)).collect();
    assert_eq!(paths, ["&before=5", "&before=3", "&before=3", "&before=1"]);
    let (core, asked) = server(&[&page(r#"{"items": [3], "more": true}"#), &page(r#"{"items": [4]}"#)]);
    let range = Call::new(&core, &LIST, read_json::<Value>).parameter(LIMIT, &2_i64).parameter(BEFORE, &5_i64);
    let (all, _, _) = walk(range.parameter(AFTER, &2_i64).pages(&BY_IDS)).await;
    assert_eq!(all, [3, 4]);
    assert_eq!([0, 1].map(|i| path(&asked.request(i).0)), ["&before=5&after=2", "&before=5&after=3"]);
}

#[tokio::test]
async fn by_a_cursor_in_a_header() {
    let first = (r#"{"items": [1]}"#, "x-next-cursor: a b\r\n");
    let empty = (r#"{"items": [2]}"#, "x-next-cursor: \r\n");
    check(&BY_CURSOR_HEADER, &[first, empty], &[1, 2], &["", "&cursor=a%20b"]).await;
    check(&BY_CURSOR_HEADER, &[(r#"{"items": [1]}"#, "")], &[1], &[""]).await;
}

#[tokio::test]
async fn by_link() {
    let relative = (r#"{"items": [1], "next": "?limit=2&from=x"}"#, "");
    let absolute = (r#"{"items": [2], "next": "/others?from=y"}"#, "");
    let last = (r#"{"items": [3], "next": null}"#, "");
    check(&BY_LINK, &[relative, absolute, last], &[1, 2, 3], &["", "&from=x", "/others?from=y"]).await;
    let linked = (r#"{"items": [1]}"#, "link: </things?limit=2&after=x>; rel=\"next\"\r\n");
    check(&BY_HEADER, &[linked, (r#"{"items": [2]}"#, "")], &[1, 2], &["", "&after=x"]).await;
}

#[tokio::test]
async fn what_is_refused() {
    let check = async |plan: &'static Plan<Value>, bodies: &[&str], why: &str, position: &str| {
        let position = Some(position).filter(|position| !position.is_empty());
        let answers: Vec<_> = bodies.iter().map(|body| answer("200 OK", "", body)).collect();
        let (core, asked) = server(&answers.iter().map(String::as_str).collect::<Vec<_>>());
        let (_, error, at) = walk(Call::new(&core, &LIST, read_json::<Value>).pages(plan)).await;
        let error = error.expect("an error").to_string();
        assert!(error.contains(why), "{error}");
        assert_eq!((at.as_deref(), asked.count()), (position, bodies.len()));
    };
    let (a, b) = (r#"{"items": [1], "next": "a"}"#, r#"{"items": [1], "next": "b"}"#);
    check(&BY_CURSOR, &[a, a], "in a circle", "2 a").await;
    check(&BY_CURSOR, &[a, b, a, b], "in a circle", "4 b").await;
    check(&BY_CURSOR, &[a, r#"{"items": [1], "more": true}"#], "more follows, and the page that came last", "").await;
    let (page, other) = (r#"{"items": [1]}"#, r#"{"items": [2]}"#);
    check(&BY_PAGE, &[page, other, other], "the same as the one before", "2 3").await;
    check(&BY_OFFSET, &[page, page], "the same as the one before", "1 1").await;
    check(
        &BY_LINK,
        &[r#"{"items": [1], "next": "http://evil.example/x"}"#],
        "another server (http://evil.example)",
        "1 http://evil.example/x",
    )
    .await;
    check(&BY_OFFSET, &[&format!(r#"{{"items": [{}1]}}"#, "1,".repeat(100))], "no offset beyond 100", "101 101").await;
}

#[tokio::test]
async fn what_goes_on() {
    let page = |body: &str| answer("200 OK", "", body);
    let (core, asked) = server(&[
        &page(r#"{"items": [1, 2], "next": "a", "total": 5}"#),
        &answer("400 Bad", "", ""),
        &page(r#"{"items": [3, 4], "next": "b"}"#),
        &page(r#"{"items": [3, 4], "next": "b"}"#),
        &page(r#"{"items": [5]}"#),
    ]);
    let call = || Call::new(&core, &LIST, read_json::<Value>).parameter(LIMIT, &2_i64);
    let (all, error, position) = walk(call().pages(&BY_CURSOR)).await;
    assert_eq!(
        (all.as_slice(), error.and_then(|e| e.status()), position.as_deref()),
        (&[1, 2][..], Some(400), Some("2 a"))
    );
    // Element by element: a page that is half given is given again.
    let take = |page: Value| page["items"].as_array().cloned().unwrap_or_default();
    let mut items = call().pages_from(&BY_CURSOR, "2 a").items(take);
    assert_eq!(items.try_next().await.expect("an element"), Some(3.into()));
    let position = items.position().expect("a position");
    drop(items);
    let (all, error, end) = walk(call().pages_from(&BY_CURSOR, &position)).await;
    assert!(error.is_none() && end.is_none());
    assert_eq!((all.as_slice(), asked.count()), (&[3, 4, 5][..], 5));
    let cursors: Vec<_> = (0..5).map(|i| path(&asked.request(i).0)).collect();
    assert_eq!(cursors, ["", "&cursor=a", "&cursor=a", "&cursor=a", "&cursor=b"]);
    for (plan, position) in [(&BY_CURSOR, "a"), (&BY_PAGE, "2 a"), (&BY_CURSOR, "")] {
        let (_, error, _) = walk(call().pages_from(plan, position)).await;
        assert!(error.expect("an error").to_string().contains("is no position"), "{position}");
    }
}

#[tokio::test]
async fn totals() {
    let page = answer("200 OK", "", r#"{"items": [1], "total": 1}"#);
    let (core, _) = server(&[&page]);
    let mut pages = Call::new(&core, &LIST, read_json::<Value>).pages(&BY_OFFSET);
    assert_eq!((pages.total(), pages.position().as_deref()), (None, Some("0 ")));
    pages.try_next().await.expect("a page");
    assert_eq!((pages.total(), pages.position()), (Some(1), None));
}
