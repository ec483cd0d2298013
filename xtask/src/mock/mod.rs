//! A stateful server that behaves like the Users API of Appwrite 0.9, over real HTTP on loopback.

mod data;
mod server;
mod users;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use data::Store;

/// How the server is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project that exists.
    pub project: String,
    /// Its secret key.
    pub key: String,
    /// How many users exist at the start.
    pub seed_users: usize,
    /// The port; 0 takes one that is free.
    pub port: u16,
    /// As 0.12 has it: a user's status is a boolean on the wire, and lists of logs have a total.
    pub boolean_status: bool,
    /// With a number: the headers of a rate limit, and 429 after so many requests.
    pub rate_limit: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            project: "demo".into(),
            key: "demo-key".into(),
            seed_users: 0,
            port: 0,
            boolean_status: false,
            rate_limit: None,
        }
    }
}

/// A running server; dropping it stops it.
#[derive(Debug)]
pub struct Mock {
    address: SocketAddr,
    store: Arc<Mutex<Store>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Mock {
    /// What a client takes as its base URL.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// What arrived, as `METHOD path?query`, in order.
    pub fn requests(&self) -> Vec<String> {
        self.store.lock().map(|s| s.requests.clone()).unwrap_or_default()
    }

    /// The headers of the last request.
    pub fn last_headers(&self) -> Vec<(String, String)> {
        self.store.lock().map(|s| s.last_headers.clone()).unwrap_or_default()
    }

    /// Waits until the server ends, which is never.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

/// Starts a server on loopback.
///
/// # Errors
///
/// The port is taken, or no thread can be started.
pub fn start(options: Options) -> std::io::Result<Mock> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let store = Arc::new(Mutex::new(Store::seeded(options.seed_users, options.boolean_status)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (stop, stopped) = oneshot::channel();
    let shared = Arc::clone(&store);
    let thread = std::thread::Builder::new()
        .name("mock".into())
        .spawn(move || runtime.block_on(server::serve(listener, options, shared, stopped)))?;
    Ok(Mock { address, store, stop: Some(stop), thread: Some(thread) })
}
