//! HTTP around the rules: connections, authentication, envelopes, and the faults that tests ask for by id.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::data::Store;
use super::{Options, users};

/// An answer before it is HTTP.
pub struct Reply {
    pub status: u16,
    pub body: Option<Value>,
}

impl Reply {
    pub fn json(status: u16, body: Value) -> Self {
        Self { status, body: Some(body) }
    }

    pub fn empty() -> Self {
        Self { status: 204, body: None }
    }

    /// The envelope of 0.9.
    pub fn error(status: u16, message: &str) -> Self {
        Self::json(status, json!({"message": message, "code": status, "version": "0.9.3"}))
    }
}

/// A request as the rules see it: decoded path segments, decoded query, JSON body.
pub struct Asked {
    pub method: String,
    pub path: Vec<String>,
    pub query: BTreeMap<String, String>,
    pub body: Option<Value>,
}

pub async fn serve(
    listener: std::net::TcpListener,
    options: Options,
    store: Arc<Mutex<Store>>,
    mut stopped: oneshot::Receiver<()>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let options = Arc::new(options);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted { Ok((stream, _)) => stream, Err(_) => continue },
            _ = &mut stopped => return,
        };
        let (options, store) = (Arc::clone(&options), Arc::clone(&store));
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(request, Arc::clone(&options), Arc::clone(&store)));
            // A connection that a test drops on purpose ends with an error; nobody waits for it.
            _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    options: Arc<Options>,
    store: Arc<Mutex<Store>>,
) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let asked = Asked {
        method: head.method.to_string(),
        path: head.uri.path().split('/').skip(1).map(decoded).collect(),
        query: query(head.uri.query().unwrap_or_default()),
        body: serde_json::from_slice(&body).ok(),
    };
    let header = |name: &str| head.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let count = {
        let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
        store.requests.push(format!("{} {}", head.method, head.uri));
        let text = |v: &hyper::header::HeaderValue| String::from_utf8_lossy(v.as_bytes()).into_owned();
        store.last_headers = head.headers.iter().map(|(n, v)| (n.to_string(), text(v))).collect();
        store.requests.len()
    };
    match asked.path.get(2).map(String::as_str) {
        Some("proxy-error") => {
            let page = Full::from("<html><body>502 Bad Gateway</body></html>");
            return Ok(built(Response::builder().status(502).header("content-type", "text/html").body(page)));
        }
        Some("slow") => tokio::time::sleep(Duration::from_secs(2)).await,
        Some("drop") => return Err(io::Error::other("dropped on purpose")),
        _ => {}
    }
    let limited = options.rate_limit.is_some_and(|limit| count > limit as usize);
    let reply = if limited {
        Reply::error(429, "Too many requests")
    } else if header("x-appwrite-project") != options.project && header("x-appwrite-key") != options.key {
        Reply::error(404, "Project not found")
    } else if header("x-appwrite-project") != options.project || header("x-appwrite-key") != options.key {
        let scope = if asked.method == "GET" { "users.read" } else { "users.write" };
        Reply::error(401, &format!("unknown (role: guest) missing scope ({scope})"))
    } else {
        users::handle(&asked, &mut store.lock().unwrap_or_else(PoisonError::into_inner))
    };
    let mut response = Response::builder().status(reply.status);
    if let Some(limit) = options.rate_limit {
        let reset = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()) + 3600;
        response = response
            .header("x-ratelimit-limit", limit)
            .header("x-ratelimit-remaining", (limit as usize).saturating_sub(count))
            .header("x-ratelimit-reset", reset);
    }
    if reply.status >= 400 {
        response = response
            .header("cache-control", "no-cache, no-store, must-revalidate")
            .header("expires", "0")
            .header("pragma", "no-cache");
    }
    Ok(match reply.body {
        Some(body) => {
            let body = Full::from(body.to_string());
            built(response.header("content-type", "application/json; charset=UTF-8").body(body))
        }
        // The real server names a type even where there is no body, and its own clients rely on it.
        None => built(response.header("content-type", "text/html; charset=UTF-8").body(Full::default())),
    })
}

/// Headers of ours are never wrong.
fn built(response: hyper::http::Result<Response<Full<Bytes>>>) -> Response<Full<Bytes>> {
    response.unwrap_or_else(|error| Response::new(Full::from(error.to_string())))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn query(text: &str) -> BTreeMap<String, String> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
    };
    text.split('&').filter(|p| !p.is_empty()).map(pair).collect()
}
