//! A server for the tests of the generated SDKs: it keeps every request as it came, byte by byte, and answers what the
//! test says.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `GET /parcels?q=1 HTTP/1.1`
    pub line: String,
    /// Names and values as they were written, in order.
    pub headers: Vec<(String, String)>,
    /// The body, its chunks put together.
    pub body: Vec<u8>,
}

impl Request {
    /// What stands between the method and the version.
    pub fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }

    /// The method.
    pub fn method(&self) -> &str {
        self.line.split(' ').next().unwrap_or_default()
    }

    /// A header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A server on loopback.
pub struct Recorder {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Recorder {
    /// A server that answers each request as this says, the connection closed after it.
    pub fn start(answer: impl Fn(&Request) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let Some(request) = read(&mut stream) else { continue };
                let text = answer(&request);
                kept.lock().expect("no test panics while it holds this").push(request);
                _ = stream.write_all(text.as_bytes());
            }
        });
        Self { address, requests }
    }

    /// A server that answers `204 No Content` to everything.
    pub fn silent() -> Self {
        Self::start(|_| answer("204 No Content", "", ""))
    }

    /// What a client takes as its base URL.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came since the last time.
    pub fn take(&self) -> Vec<Request> {
        std::mem::take(&mut *self.requests.lock().expect("no test panics while it holds this"))
    }

    /// The one request that came since the last time.
    pub fn one(&self) -> Request {
        let mut requests = self.take();
        assert_eq!(requests.len(), 1, "one request: {requests:?}");
        requests.remove(0)
    }
}

/// An answer with its length. Headers end with a line break each.
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = if status.starts_with("204") { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!("HTTP/1.1 {status}\r\n{length}connection: close\r\n{headers}\r\n{body}")
}

/// An answer of JSON.
pub fn json(body: &str) -> String {
    answer("200 OK", "content-type: application/json\r\n", body)
}

fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut seen = Vec::new();
    let end = loop {
        if let Some(at) = seen.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        more(stream, &mut seen)?;
    };
    let head = String::from_utf8_lossy(&seen[..end]).into_owned();
    let mut rest = seen.split_off(end + 4);
    let mut lines = head.split("\r\n");
    let line = lines.next()?.to_owned();
    let headers = lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let mut request = Request { line, headers, body: Vec::new() };
    if request.header("transfer-encoding").is_some() {
        request.body = chunks(stream, rest)?;
    } else {
        let length: usize = request.header("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        while rest.len() < length {
            more(stream, &mut rest)?;
        }
        request.body = rest;
    }
    Some(request)
}

fn chunks(stream: &mut TcpStream, mut rest: Vec<u8>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        while let Some(at) = rest.windows(2).position(|w| w == b"\r\n") {
            let size = usize::from_str_radix(std::str::from_utf8(&rest[..at]).ok()?, 16).ok()?;
            if rest.len() < at + 4 + size {
                break;
            }
            if size == 0 {
                return Some(body);
            }
            body.extend_from_slice(&rest[at + 2..at + 2 + size]);
            rest.drain(..at + 4 + size);
        }
        more(stream, &mut rest)?;
    }
}

fn more(stream: &mut TcpStream, into: &mut Vec<u8>) -> Option<()> {
    let mut buffer = [0; 16384];
    let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
    into.extend_from_slice(&buffer[..read]);
    Some(())
}
