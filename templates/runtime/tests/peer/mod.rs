//! A server on loopback that reads whole requests, and answers what it is told to, one answer a connection.

#![allow(dead_code, reason = "each file of tests takes what it needs")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sdkwright_runtime::{Config, Core, Operation, Retry};

/// What was asked, as it came.
#[derive(Clone, Default)]
pub struct Asked(Arc<Mutex<Vec<Vec<u8>>>>);

impl Asked {
    pub fn count(&self) -> usize {
        self.0.lock().expect("a list").len()
    }

    /// The head of a request, in lower case, and its body with its chunks put together.
    pub fn request(&self, index: usize) -> (String, String) {
        let (head, body) = split(&self.0.lock().expect("a list")[index]);
        (head, String::from_utf8_lossy(&body).into_owned())
    }
}

/// A server that gives these answers, and a core for it.
pub fn server(answers: &[&str]) -> (Core, Asked) {
    let (address, asked) = listen(answers);
    (config(address).build().expect("a core"), asked)
}

/// A server that gives these answers.
pub fn listen(answers: &[&str]) -> (SocketAddr, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let asked = Asked::default();
    let (answers, kept): (Vec<_>, _) = (answers.iter().map(|a| (*a).to_owned()).collect(), asked.clone());
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let text = read(&mut stream);
            kept.0.lock().expect("a list").push(text);
            _ = stream.write_all(answer.as_bytes());
        }
    });
    (address, asked)
}

/// What a server does with a connection on which something was asked.
pub type Act = Box<dyn FnOnce(&mut TcpStream) + Send>;

/// A server that does this, one act a connection, and counts its connections.
pub fn acting(acts: Vec<Act>) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for act in acts {
            let Ok((mut stream, _)) = listener.accept() else { return };
            counted.fetch_add(1, Ordering::SeqCst);
            // Several connections may be open at once.
            std::thread::spawn(move || act(&mut stream));
        }
    });
    (address, count)
}

/// Reads the request, and answers in these pieces, with a pause before each but the first; then waits for the other side
/// to close.
pub fn saying(pieces: &[&[u8]], pause: Duration) -> Act {
    let pieces: Vec<Vec<u8>> = pieces.iter().map(|p| p.to_vec()).collect();
    Box::new(move |stream| {
        read(stream);
        for (index, piece) in pieces.iter().enumerate() {
            std::thread::sleep(if index == 0 { Duration::ZERO } else { pause });
            if stream.write_all(piece).is_err() {
                return;
            }
        }
        _ = stream.read(&mut [0]);
    })
}

/// Answers so far, and closes.
pub fn cut(text: &'static str) -> Act {
    Box::new(move |stream| {
        read(stream);
        _ = stream.write_all(text.as_bytes());
    })
}

/// Answers so far, and resets the connection: that is what closing it does while something is unread.
pub fn reset(text: &'static str) -> Act {
    Box::new(move |stream| {
        _ = stream.peek(&mut [0]);
        _ = stream.write_all(text.as_bytes());
        // What was written before a reset is lost if it comes too soon.
        std::thread::sleep(Duration::from_millis(50));
    })
}

/// An answer with its length.
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}", body.len())
}

pub const fn operation(method: &'static str, accept: &'static str) -> Operation {
    Operation { id: "call", method, path: "/things", accept, auth: &[], retry: Retry::Safe }
}

pub fn config(address: SocketAddr) -> Config {
    Config::new(&format!("http://{address}"), "test/1")
}

fn read(stream: &mut TcpStream) -> Vec<u8> {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let (head, body) = split(&text);
        let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let chunked = head.contains("transfer-encoding: chunked");
        let whole = text.windows(4).any(|w| w == b"\r\n\r\n")
            && if chunked { text.ends_with(b"0\r\n\r\n") } else { body.len() >= length.unwrap_or(0) };
        if whole {
            return text;
        }
        match stream.read(&mut buffer) {
            Ok(n) if n > 0 => text.extend_from_slice(&buffer[..n]),
            _ => return text,
        }
    }
}

fn split(text: &[u8]) -> (String, Vec<u8>) {
    let at = text.windows(4).position(|w| w == b"\r\n\r\n").map_or(text.len(), |at| at + 4);
    let head = String::from_utf8_lossy(&text[..at]).to_lowercase();
    let mut body = text[at..].to_vec();
    if head.contains("transfer-encoding: chunked") {
        let mut rest = body.as_slice();
        let mut whole = Vec::new();
        while let Some(end) = rest.windows(2).position(|w| w == b"\r\n") {
            let size = std::str::from_utf8(&rest[..end]).ok().and_then(|s| usize::from_str_radix(s, 16).ok());
            let Some(size) = size.filter(|size| *size > 0 && rest.len() >= end + 4 + size) else { break };
            whole.extend_from_slice(&rest[end + 2..end + 2 + size]);
            rest = &rest[end + 4 + size..];
        }
        body = whole;
    }
    (head, body)
}
