//! The Appwrite Users SDK against the Appwrite-like server: all that the page shows, and what can go wrong.

mod faults;
mod users;

use appwrite_users::Client;
use xtask::mock::{Mock, Options, start};

const PROJECT: &str = "wire-project";
const KEY: &str = "a-key-that-must-never-show";

fn server(seed_users: usize) -> Mock {
    let options = Options { project: PROJECT.into(), key: KEY.into(), seed_users, ..Options::default() };
    start(options).expect("the server starts on loopback")
}

fn client(mock: &Mock) -> Client {
    Client::builder().project(PROJECT).key(KEY).base_url(mock.base_url()).build().expect("a client")
}
