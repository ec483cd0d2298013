//! Documents at URLs: a server on loopback, and what must not be followed, waited for or said.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Toys, version: '1'}
paths:
  /toys:
    get:
      operationId: list
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: 'toy.yaml'}}}}}
";

/// Serves until the test ends; the address.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut reader = BufReader::new(&stream);
                let mut line = String::new();
                _ = reader.read_line(&mut line);
                let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                while line.trim() != "" {
                    line.clear();
                    _ = reader.read_line(&mut line);
                }
                answer(&stream, path.split('?').next().unwrap_or_default());
            });
        }
    });
    address
}

fn answer(mut out: impl Write, path: &str) {
    let text =
        |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    // Every connection ends with its answer: who is not told so may send the next request into one that is closed.
    let found =
        |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let reply = match path {
        "/api.yaml" => text(DOCUMENT),
        "/toy.yaml" => text("type: object\nproperties: {name: {type: string}}\n"),
        "/moved.yaml" => found("/api.yaml"),
        "/circle.yaml" => found("/circle.yaml"),
        "/huge.yaml" => {
            let (chunk, mut sent) = (vec![b'#'; 1 << 20], 0);
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
            let mut alive = out.write_all(head.as_bytes()).is_ok();
            while alive && sent < 80 {
                alive = out.write_all(&chunk).is_ok();
                sent += 1;
            }
            return;
        }
        _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
    };
    _ = out.write_all(reply.as_bytes());
}

/// What a run says of a URL: the exit code, all the words, and never the secret of the query.
fn check(url: &str, arguments: &[&str], exit: i32, words: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_sdkwright"))
        .args(["generate", url, "--out", "sdk", "--name", "toys", "--all"])
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .expect("the command starts");
    let said = [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned()).concat();
    assert_eq!(output.status.code(), Some(exit), "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    assert!(!said.contains("s3cret"), "{said}");
    assert_eq!(folder.path().join("sdk/src/lib.rs").exists(), exit == 0);
}

#[test]
fn documents_at_urls() {
    let base = format!("http://{}", serve());
    let at = |path: &str| format!("{base}{path}?token=s3cret");
    check(&at("/api.yaml"), &[], 0, &["D0203", "URL", "--allow-remote"]);
    check(&at("/api.yaml"), &["--allow-remote"], 0, &["1 operations, 1 models"]);
    check(&at("/moved.yaml"), &["--allow-remote"], 0, &["1 operations"]);
    check(&at("/gone.yaml"), &[], 2, &["error[E0101]", "the server answered 404"]);
    check(&at("/circle.yaml"), &[], 2, &["error[E0101]", "redirects more than five times"]);
    check(&at("/huge.yaml"), &[], 2, &["error[E0101]", "more than 67108864 bytes"]);
    check("http://example.org/api.yaml?token=s3cret", &[], 2, &["error[E0101]", "only `https` is fetched"]);
}
