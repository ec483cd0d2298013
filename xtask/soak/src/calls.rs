//! The same call, by the SDK and by hand.

use std::time::Duration;

use reqwest::header::{ACCEPT, USER_AGENT};
use serde::Deserialize;

const PROJECT: &str = "a-project";
const KEY: &str = "a-key-of-a-server-that-asks-for-none";

/// Who makes the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// The SDK.
    Sdk,
    /// Code for this one call.
    Hand,
}

/// Whoever makes the calls, ready to.
#[derive(Clone)]
pub enum Caller {
    Sdk(appwrite_users::Client),
    Hand(reqwest::Client, String),
}

/// What the document calls `User`, as one would write it for this one call.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is read and looked at no further")]
struct User {
    #[serde(rename = "$id")]
    id: String,
    name: String,
    registration: i64,
    status: i64,
    password_update: i64,
    email: String,
    email_verification: bool,
    prefs: serde_json::Map<String, serde_json::Value>,
}

/// Any failure.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Caller {
    pub fn new(by: By, base: &str) -> Result<Self, Failure> {
        Ok(match by {
            By::Sdk => Self::Sdk(appwrite_users::Client::builder().project(PROJECT).key(KEY).base_url(base).build()?),
            By::Hand => {
                Self::Hand(reqwest::Client::builder().connect_timeout(Duration::from_secs(10)).build()?, base.into())
            }
        })
    }

    /// One call; the length of the user's id and name.
    pub async fn call(&self, id: &str) -> Result<usize, Failure> {
        match self {
            Self::Sdk(client) => {
                let user = client.users().get(id).await?;
                Ok(user.id.len() + user.name.len())
            }
            Self::Hand(client, base) => {
                let response = client
                    .get(format!("{base}/users/{id}"))
                    .header(USER_AGENT, "by-hand/0.1.0")
                    .header(ACCEPT, "application/json")
                    .header("X-Appwrite-Project", PROJECT)
                    .header("X-Appwrite-Key", KEY)
                    .timeout(Duration::from_secs(60))
                    .send()
                    .await?
                    .error_for_status()?;
                let user: User = serde_json::from_slice(&response.bytes().await?)?;
                Ok(user.id.len() + user.name.len())
            }
        }
    }
}
