//! The SDK of our feature document, `specs/depot.yaml`: the bytes that it sends, against the words of the specification.

mod answers;
mod bodies;
mod flows;
mod gate;
mod hooks;
mod ledger;
mod methods;
mod parameters;
mod styles;

use depot::Client;
use wire::Recorder;

/// A client of a server that keeps what comes.
fn client(server: &Recorder) -> Client {
    Client::builder().base_url(server.base_url()).retries(0).build().expect("a client")
}
