//! Request bodies against a real server on loopback: the bytes on the wire, and what is sent again.

mod peer;

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use peer::{answer, operation, server};
use sdkwright_runtime::{
    Body, Call, Core, Error, FormField, Multipart, Operation, Parameter, Style, Upload, read_empty,
};
use serde_json::json;

static POST: Operation = operation("POST", "");
static GET: Operation = operation("GET", "");

fn post(core: &Core) -> Call<()> {
    Call::new(core, &POST, read_empty)
}

fn ok() -> String {
    answer("200 OK", "", "")
}

/// Words, one a chunk.
struct Words(Vec<&'static str>);

impl Stream for Words {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = (!self.0.is_empty()).then(|| Ok(Bytes::from_static(self.0.remove(0).as_bytes())));
        Poll::Ready(next)
    }
}

/// A file that goes with the test.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("sdkwright-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(name), text).expect("a file");
        Self(folder.join(name))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        _ = self.0.parent().map(std::fs::remove_dir_all);
    }
}

#[tokio::test]
async fn media_types_and_lengths() {
    let (core, asked) = server(&[&ok(), &ok(), &ok(), &ok(), &ok()]);
    post(&core).json(&"x".to_owned()).await.expect("json");
    post(&core).json_as(&1_i64, "application/merge-patch+json").await.expect("a patch");
    post(&core).await.expect("no body");
    Call::new(&core, &GET, read_empty).await.expect("no body");
    static FIELDS: &[FormField] = &[FormField::styled(Parameter::query("deep").style(Style::DeepObject))];
    post(&core).form(&json!({"a": "1 2", "b": ["x", "y"], "deep": {"k": [true]}}), FIELDS).await.expect("a form");
    let has = |index: usize, lines: &[&str], body: &str| {
        let (head, got) = asked.request(index);
        lines.iter().for_each(|line| assert!(head.contains(&format!("{line}\r\n")), "{line}: {head}"));
        assert_eq!(got, body);
    };
    has(0, &["content-type: application/json", "content-length: 3"], "\"x\"");
    has(1, &["content-type: application/merge-patch+json", "content-length: 1"], "1");
    has(2, &["content-length: 0"], "");
    assert!(!asked.request(2).0.contains("content-type") && !asked.request(3).0.contains("content-length"));
    let form = "a=1%202&b=x&b=y&deep%5Bk%5D%5B0%5D=true";
    has(4, &["content-type: application/x-www-form-urlencoded"], form);
}

/// The end of a name counts where nothing else is said, and a media type that the document names before it.
#[tokio::test]
async fn files_are_what_they_are_called() {
    let file = File::new("b.png", "on disk");
    let (core, asked) = server(&[&ok(), &ok(), &ok(), &ok(), &ok(), &ok(), &ok()]);
    let binary = "application/octet-stream";
    for media in ["*/*", "image/*", "audio/*", binary, "application/zip"] {
        post(&core).body(file.0.clone(), media).await.expect("a file");
    }
    post(&core).body(Body::file(file.0.clone()).content_type("image/x"), "*/*").await.expect("a file");
    let form = Multipart::new()
        .upload("a", Upload::file(file.0.clone()))
        .upload("b", Upload::from(vec![1]).file_name("c.pdf"))
        .upload("c", Upload::from(vec![1]))
        .uploads_as("d", [Upload::file(file.0.clone())], "image/gif")
        .uploads_as("e", [Upload::file(file.0.clone())], binary);
    post(&core).multipart(form, "multipart/form-data").await.expect("a form");
    for (index, media) in
        ["image/png", "image/png", binary, binary, "application/zip", "image/x"].into_iter().enumerate()
    {
        let (head, _) = asked.request(index);
        assert!(head.contains(&format!("content-type: {media}\r\n")), "{index}: {head}");
    }
    let (_, body) = asked.request(6);
    let types: Vec<&str> = body.lines().filter_map(|line| line.strip_prefix("Content-Type: ")).collect();
    assert_eq!(types, ["image/png", "application/pdf", binary, "image/gif", binary], "{body}");
}

#[tokio::test]
async fn bytes_files_and_streams() {
    let file = File::new("a.bin", "on disk");
    let (core, asked) = server(&[&ok(), &ok(), &ok(), &ok(), &ok()]);
    let media = "application/octet-stream";
    post(&core).body(vec![1, 2], media).await.expect("bytes");
    post(&core).body(file.0.clone(), media).await.expect("a file");
    post(&core).body(Body::stream(Words(vec!["one ", "two"])), media).await.expect("a stream");
    post(&core).body(Body::stream(Words(vec!["one ", "two"])).length(7), media).await.expect("a stream");
    let reader = Body::reader(&b"read"[..]).content_type("image/png");
    post(&core).body(reader, "image/*").await.expect("a reader");
    let expected = [
        ("content-length: 2", media, "\u{1}\u{2}"),
        ("content-length: 7", media, "on disk"),
        ("transfer-encoding: chunked", media, "one two"),
        ("content-length: 7", media, "one two"),
        ("transfer-encoding: chunked", "image/png", "read"),
    ];
    for (index, (length, media, body)) in expected.into_iter().enumerate() {
        let (head, got) = asked.request(index);
        assert!(head.contains(length) && head.contains(&format!("content-type: {media}\r\n")), "{index}: {head}");
        assert_eq!(got, body, "{index}");
    }
    let nowhere = post(&core).body(Body::file("/nowhere/at-all"), media).await.expect_err("no file");
    assert!(matches!(&nowhere, Error::Encode(_)) && nowhere.to_string().contains("/nowhere/at-all"), "{nowhere}");
    let bad = post(&core).body(Body::from("x").content_type("a\nb"), media).await.expect_err("no media type");
    assert!(matches!(bad, Error::Encode(_)), "{bad}");
    assert_eq!(asked.count(), 5);
}

#[tokio::test]
async fn what_is_sent_again() {
    let file = File::new("b.bin", "on disk");
    let busy = answer("503 Busy", "retry-after: 0\r\n", "");
    let (core, asked) = server(&[&busy, &ok(), &busy, &ok(), &busy, &ok()]);
    post(&core).body(file.0.clone(), "text/plain").await.expect("a file is read again");
    let form = || Multipart::new().upload("file", Upload::file(&file.0)).field("n", &1_i64);
    post(&core).multipart(form(), "multipart/form-data").await.expect("a form is written again");
    assert_eq!((asked.request(0), asked.request(2)), (asked.request(1), asked.request(3)));
    let stream = Body::stream(Words(vec!["once"]));
    let error = post(&core).body(stream.clone(), "text/plain").await.expect_err("a stream is sent once");
    assert_eq!((error.status(), asked.count()), (Some(503), 5));
    let error = post(&core).body(stream, "text/plain").await.expect_err("it was sent");
    assert!(error.to_string().contains("sent before"), "{error}");
}

#[tokio::test]
async fn how_far_an_upload_is() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let kept = told.clone();
    let tell = move |sent, of| kept.lock().expect("a list").push((sent, of));
    let (core, asked) = server(&[&ok(), &ok(), &ok()]);
    let large = vec![b'x'; 100_000];
    let size = Some(large.len() as u64);
    post(&core).body(Body::from(large.clone()).on_progress(tell.clone()), "text/plain").await.expect("bytes");
    let stream = Body::stream(Words(vec!["one ", "two"])).on_progress(tell.clone());
    post(&core).body(stream, "text/plain").await.expect("a stream");
    let form = Multipart::new().upload("file", Upload::from("four").on_progress(tell));
    post(&core).multipart(form, "multipart/form-data").await.expect("a form");
    // The stream gives its last word first.
    let expected = [(65_536, size), (100_000, size), (4, None), (7, None), (4, Some(4))];
    assert_eq!(*told.lock().expect("a list"), expected);
    assert_eq!(asked.request(0).1.len(), large.len());
}

#[tokio::test]
async fn parts() {
    let file = File::new("c.txt", "on disk");
    let (core, asked) = server(&[&ok(), &ok(), &ok()]);
    static FIELDS: &[FormField] = &[
        FormField::typed("meta", "application/json"),
        FormField::typed("rows", "text/csv"),
        FormField::styled(Parameter::query("deep").style(Style::DeepObject)),
    ];
    let form = Multipart::of(
        &json!({"meta": "m", "deep": {"a b": 1}, "rows": ["a,b", null, "c,d"], "tags": ["x", "y"], "none": null}),
        FIELDS,
    )
    .field("object", &json!({"k": true}))
    .upload("file", Upload::file(&file.0).content_type("text/plain"))
    .uploads("more", [Upload::from("one").file_name("a\"b\r\n.txt"), vec![b'2'].into()])
    .upload("stream", Upload::from(Body::stream(Words(vec!["s"])).length(1)).header("X-Sum", "7"));
    post(&core).multipart(form, "multipart/form-data; charset=utf-8").await.expect("a form");
    let (head, body) = asked.request(0);
    let boundary =
        head.lines().find_map(|l| l.strip_prefix("content-type: multipart/form-data; boundary=")).expect("it");
    assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
    let part = |disposition: &str, media: &str, text: &str| {
        let media = if media.is_empty() { String::new() } else { format!("\r\nContent-Type: {media}") };
        format!("--{boundary}\r\nContent-Disposition: form-data; {disposition}{media}\r\n\r\n{text}\r\n")
    };
    let binary = "application/octet-stream";
    let expected = [
        part("name=\"meta\"", "application/json", "\"m\""),
        part("name=\"deep[a b]\"", "", "1"),
        part("name=\"rows\"", "text/csv", "a,b"),
        part("name=\"rows\"", "text/csv", "c,d"),
        part("name=\"tags\"", "", "x"),
        part("name=\"tags\"", "", "y"),
        part("name=\"object\"", "application/json", "{\"k\":true}"),
        part("name=\"file\"; filename=\"c.txt\"", "text/plain", "on disk"),
        part("name=\"more\"; filename=\"a%22b%0D%0A.txt\"", "text/plain", "one"),
        part("name=\"more\"; filename=\"more\"", binary, "2"),
        part("name=\"stream\"; filename=\"stream\"", &format!("{binary}\r\nX-Sum: 7"), "s"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(body, expected.concat());
    let mixed = Multipart::new().text("a", "{}", "application/json").upload("b", Body::stream(Words(vec!["s"])));
    post(&core)
        .multipart(mixed, "multipart/related; type=application/json; boundary=x")
        .await
        .expect("parts without names");
    let (head, body) = asked.request(1);
    assert!(head.contains("content-type: multipart/related; type=application/json; boundary=part-"), "{head}");
    assert!(head.contains("transfer-encoding: chunked") && !body.contains("Disposition"), "{head}{body}");
    assert!(body.contains("\r\nContent-Type: application/json\r\n\r\n{}\r\n--"), "{body}");
    let broken = Multipart::new().text("a", "x", "text/plain\r\nX: y");
    let smuggled = Multipart::new().upload("a", Upload::from("x").header("X-A", "1\r\nX-B: 2"));
    for form in [broken, smuggled] {
        let error = post(&core).multipart(form, "multipart/form-data").await.expect_err("a header is smuggled in");
        assert!(matches!(error, Error::Encode(_)), "{error}");
    }
}

#[test]
fn nothing_of_a_body_shows() {
    let form = Multipart::new().field("name", "s3cr3t").upload("file", "s3cr3t");
    let said = format!("{form:?} {:?} {:?}", Body::from("s3cr3t"), Upload::from("s3cr3t"));
    assert!(!said.contains("s3cr3t") && said.contains("name"), "{said}");
}
