//! Bodies: files from disk, forms, streams of unknown length.

use depot::models::{PapersDeclarationRequest, PapersPhotoRequest, Point, SizeFilter};
use depot::{Body, Upload};
use wire::Recorder;

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

#[tokio::test]
async fn forms_of_several_parts() {
    let server = Recorder::silent();
    let photos = vec![Upload::from("front").file_name("a \"b\".jpg"), Upload::from("back").content_type("image/png")];
    let form = PapersPhotoRequest::new("P-1", photos)
        .taken(Point::new(1.5, -2.0))
        .remarks(vec!["wet".to_owned(), "open".to_owned()]);
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
        part("name=\"taken\"\r\nContent-Type: application/json", r#"{"lat":1.5,"long":-2.0}"#),
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
        .codes(vec!["a|b".to_owned(), "c".to_owned()])
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
