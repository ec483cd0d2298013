//! Bodies: files from disk, forms, streams of unknown length.

use std::sync::{Arc, Mutex};

use depot::models::{
    Edit, EditOp, NewParcel, PapersDeclarationRequest, PapersPhotoRequest, PapersScanRequest, ParcelChange, Point,
    SizeFilter,
};
use depot::{Body, Upload};
use wire::{Recorder, Request, answer};

use crate::client;

/// A file is read while it is sent, and its length is announced; a reader has none, and goes in chunks.
#[tokio::test]
async fn uploads() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("manifest.bin");
    let bytes: Vec<u8> = (0..1_000_000u32).flat_map(u32::to_le_bytes).collect();
    std::fs::write(&path, &bytes).expect("a file");
    let server = Recorder::silent();
    let papers = client(&server).papers();
    papers.manifest(Body::file(&path)).await.expect("from disk");
    let request = server.one();
    assert_eq!(request.header("content-length"), Some("4000000"));
    assert_eq!(request.header("content-type"), Some("application/octet-stream"));
    assert!(request.body == bytes, "byte by byte");
    let file = tokio::fs::File::open(&path).await.expect("a file");
    papers.manifest(Body::reader(file).content_type("application/x-manifest")).await.expect("from a reader");
    let request = server.one();
    assert_eq!((request.header("content-length"), request.header("transfer-encoding")), (None, Some("chunked")));
    assert_eq!(request.header("content-type"), Some("application/x-manifest"));
    assert!(request.body == bytes, "byte by byte");
}

/// The plain text of a number or a boolean is its JSON.
#[tokio::test]
async fn plain_text_that_is_no_string() {
    let server = Recorder::start(|_| answer("200 OK", "content-type: text/plain\r\n", "true\n"));
    let less: bool = client(&server).shelves().limit(40).await.expect("a boolean");
    let request = server.one();
    assert!(less);
    assert_eq!((request.header("content-type"), request.header("accept")), (Some("text/plain"), Some("text/plain")));
    assert_eq!(request.text(), "40");
}

#[tokio::test]
async fn forms_of_several_parts() {
    let server = Recorder::silent();
    let photos = vec![Upload::from("front").file_name("a \"b\".jpg"), Upload::from("back").content_type("image/png")];
    let form = PapersPhotoRequest::new("P-1", photos).taken(Point::new(1.5, -2.0)).remarks(["wet", "open"]);
    client(&server).papers().photo(form).await.expect("sent");
    let request = server.one();
    let boundary = request
        .header("content-type")
        .and_then(|media| media.strip_prefix("multipart/form-data; boundary="))
        .expect("a boundary");
    let part =
        |head: &str, body: &str| format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let expected = [
        part("name=\"parcel\"", "P-1"),
        part("name=\"photos\"; filename=\"a %22b%22.jpg\"\r\nContent-Type: image/jpeg", "front"),
        part("name=\"photos\"; filename=\"photos\"\r\nContent-Type: image/png", "back"),
        part("name=\"taken\"\r\nContent-Type: application/json", r#"{"lat":1.5,"long":-2}"#),
        part("name=\"remarks\"", "wet"),
        part("name=\"remarks\"", "open"),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(request.text(), expected.concat());
    assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
}

#[tokio::test]
async fn forms_in_one_text() {
    let server = Recorder::silent();
    let papers = client(&server).papers();
    papers.declaration().await.expect("without its optional body");
    let request = server.one();
    assert_eq!((request.header("content-type"), request.header("content-length")), (None, Some("0")));
    let form = PapersDeclarationRequest::new()
        .parcel("P 1&2")
        .weight(1.5)
        .codes(["a|b", "c"])
        .link("https://a.example/b?c=d&e")
        .size(SizeFilter::new().max(9));
    papers.declaration().body(form).await.expect("sent");
    let request = server.one();
    assert_eq!(
        request.text(),
        "parcel=P%201%262&weight=1.5&codes=a%7Cb%7Cc&link=https://a.example/b?c=d%26e&size%5Bmax%5D=9"
    );
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
}

/// The media type and the text of what was sent.
fn sent(server: &Recorder) -> (Option<String>, String) {
    let request = server.one();
    (request.header("content-type").map(str::to_owned), request.text())
}

/// Several representations of a body are methods, or setters where it is optional; a wildcard is what the caller says.
#[tokio::test]
async fn one_body_in_many_words() {
    let server = Recorder::start(|_| answer("202 Accepted", "", ""));
    let parcels = client(&server).parcels();
    let change = ParcelChange::new().grams(None);
    assert_eq!(parcels.update("1", change).await.expect("sent"), None);
    let merge = Some("application/merge-patch+json".to_owned());
    assert_eq!(sent(&server), (merge, r#"{"grams":null}"#.to_owned()));
    parcels.update_json_patch("1", vec![Edit::new(EditOp::Remove, "/grams")]).await.expect("sent");
    let patch = Some("application/json-patch+json".to_owned());
    assert_eq!(sent(&server), (patch, r#"[{"op":"remove","path":"/grams"}]"#.to_owned()));
    parcels.update_xml("1", "<to>Ada</to>").await.expect("sent");
    assert_eq!(sent(&server), (Some("application/xml".to_owned()), "<to>Ada</to>".to_owned()));

    let server = Recorder::start(|_| answer("303 See Other", "location: /letters/7\r\n", ""));
    let papers = client(&server).papers();
    let letter = papers.letter().body(NewParcel::new("Ada")).await.expect("a place");
    assert_eq!(letter, format!("{}/letters/7", server.base_url()), "a redirect that is the answer");
    let vendor = Some("application/vnd.depot.letter+json".to_owned());
    assert_eq!(sent(&server), (vendor, r#"{"to":"Ada"}"#.to_owned()));
    papers.letter().body_markdown("# Ada").await.expect("a place");
    assert_eq!(sent(&server), (Some("text/markdown".to_owned()), "# Ada".to_owned()));
    papers.letter().await.expect("a place");
    assert_eq!(sent(&server), (None, String::new()));

    let server = Recorder::start(|_| answer("205 Reset Content", "", ""));
    let papers = client(&server).papers();
    papers.stamp(Body::from("PNG").content_type("image/png")).await.expect("nothing comes of a 205");
    assert_eq!(sent(&server), (Some("image/png".to_owned()), "PNG".to_owned()));
    papers.stamp("PNG").await.expect("sent");
    assert_eq!(sent(&server).0.as_deref(), Some("application/octet-stream"), "nobody has said which image");
}

/// What a call of a chunk says of it: range, id, the name of the file and what it brings.
fn chunk(request: &Request) -> String {
    let text = request.text();
    let file = text.split("name=\"scan\"; filename=").nth(1).unwrap_or_default();
    let (name, rest) = file.split_once("\r\n").unwrap_or_default();
    let body = rest.split("\r\n\r\n").nth(1).and_then(|rest| rest.split("\r\n--").next()).unwrap_or_default();
    assert!(text.contains("name=\"desk\"\r\n\r\nnorth\r\n"), "the rest of the form goes with each: {text}");
    let header = |name| request.header(name).unwrap_or("-").to_owned();
    format!("{}; {}; {name}; {body}", header("content-range"), header("x-appwrite-id"))
}

#[tokio::test]
async fn large_files_in_chunks() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, "0123456789").expect("a file");
    let stream = || Body::reader(std::io::Cursor::new("0123456789"));
    let whole = ["-; -; \"a.pdf\"; 0123456789"].as_slice();
    let parts =
        ["bytes 0-3/10; -; \"a.pdf\"; 0123", "bytes 4-7/10; S-1; \"a.pdf\"; 4567", "bytes 8-9/10; S-1; \"a.pdf\"; 89"];
    for (upload, size, expected, steps) in [
        (Upload::file(&path), 4, parts.as_slice(), [4, 8, 10].as_slice()),
        (Upload::from(stream().length(10)).file_name("a.pdf"), 4, &parts, &[4, 8, 10]),
        (Upload::file(&path), 10, whole, &[10]),
        (Upload::file(&path), 4 << 20, whole, &[10]),
    ] {
        let server =
            Recorder::start(|_| answer("201 Created", "content-type: application/json\r\n", r#"{"$id": "S-1"}"#));
        let told = Arc::new(Mutex::new(Vec::new()));
        let call = client(&server).papers().scan(PapersScanRequest::new("north", upload)).in_chunks().chunk_size(size);
        let kept = Arc::clone(&told);
        let scan =
            call.on_progress(move |sent, all| kept.lock().expect("a list").push((sent, all))).await.expect("sent");
        assert_eq!(scan.id, "S-1");
        assert_eq!(server.take().iter().map(chunk).collect::<Vec<_>>(), expected, "chunks of {size}");
        assert_eq!(*told.lock().expect("a list"), steps.iter().map(|sent| (*sent, 10)).collect::<Vec<_>>());
    }
}

/// What fails ends the upload; a stream that is not what it was said to be is not sent as if it were.
#[tokio::test]
async fn chunks_that_fail() {
    let stream = || Body::reader(std::io::Cursor::new("0123456789"));
    let failing = || {
        Recorder::start(|request| match request.header("content-range") {
            Some(range) if range.ends_with("/10") && range != "bytes 0-3/10" => answer("413 Too Large", "", ""),
            _ => answer("201 Created", "content-type: application/json\r\n", r#"{"$id": "S-1"}"#),
        })
    };
    for (body, words, requests) in [
        (Body::from("0123456789"), "413", 2),
        (stream(), "only if its length is set", 0),
        (stream().length(12), "the 12 bytes that it was said to have", 3),
        (stream().length(9), "the 9 bytes that it was said to have", 2),
        (Body::file("/there/is/none"), "/there/is/none", 0),
    ] {
        let server = failing();
        let call = client(&server).papers().scan(PapersScanRequest::new("north", body)).in_chunks().chunk_size(4);
        let error = call.await.expect_err(words);
        assert!(error.to_string().contains(words), "{words}: {error}");
        assert_eq!(server.take().len(), requests, "{words}");
    }
}
