//! The types of `payloads.yaml` as they are written for serde_derive: the same fields, as tolerant as it is by itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

#[derive(Debug, Deserialize, Serialize)]
pub struct UserList {
    pub total: i64,
    pub users: Vec<User>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    #[serde(rename = "$id")]
    pub id: String,
    #[serde(rename = "$createdAt")]
    pub created_at: String,
    #[serde(rename = "$updatedAt")]
    pub updated_at: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash_options: Option<Map<String, Value>>,
    pub registration: String,
    pub status: bool,
    pub labels: Vec<String>,
    pub password_update: String,
    pub email: String,
    pub phone: String,
    pub email_verification: bool,
    pub phone_verification: bool,
    pub mfa: bool,
    pub prefs: Map<String, Value>,
    pub targets: Vec<Target>,
    pub accessed_at: String,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    #[serde(rename = "$id")]
    pub id: String,
    #[serde(rename = "$createdAt")]
    pub created_at: String,
    #[serde(rename = "$updatedAt")]
    pub updated_at: String,
    pub name: String,
    pub user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
    pub provider_type: String,
    pub identifier: String,
    pub expired: bool,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct RepositoryList {
    pub total_count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete_results: Option<bool>,
    pub items: Vec<Repository>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Repository {
    pub id: i64,
    pub node_id: String,
    pub name: String,
    pub full_name: String,
    pub owner: Owner,
    pub private: bool,
    pub html_url: String,
    pub description: Option<String>,
    pub fork: bool,
    pub url: String,
    pub archive_url: String,
    pub assignees_url: String,
    pub branches_url: String,
    pub collaborators_url: String,
    pub comments_url: String,
    pub commits_url: String,
    pub contents_url: String,
    pub contributors_url: String,
    pub events_url: String,
    pub forks_url: String,
    pub issues_url: String,
    pub keys_url: String,
    pub labels_url: String,
    pub languages_url: String,
    pub milestones_url: String,
    pub pulls_url: String,
    pub releases_url: String,
    pub tags_url: String,
    pub homepage: Option<String>,
    pub language: Option<String>,
    pub forks_count: i64,
    pub stargazers_count: i64,
    pub watchers_count: i64,
    pub size: i64,
    pub default_branch: String,
    pub open_issues_count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_template: Option<bool>,
    pub topics: Vec<String>,
    pub has_issues: bool,
    pub has_projects: bool,
    pub has_wiki: bool,
    pub has_pages: bool,
    pub archived: bool,
    pub disabled: bool,
    pub visibility: Visibility,
    #[serde(with = "time::serde::rfc3339")]
    pub pushed_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

/// Closed, which is less than the SDK does: the derive has no cheap way to keep a value that it does not know.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    Public,
    Private,
    Internal,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Owner {
    pub login: String,
    pub id: i64,
    pub node_id: String,
    pub avatar_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gravatar_id: Option<String>,
    pub html_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followers_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repos_url: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub site_admin: bool,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct License {
    pub key: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spdx_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct MessageList {
    pub messages: Vec<Message>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Message {
    pub id: i64,
    pub author: String,
    pub title: String,
    pub body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Measurements {
    pub series: Vec<f64>,
    pub points: Vec<Position>,
    pub counts: Vec<i64>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Position {
    pub lat: f64,
    pub lon: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<f64>,
    pub time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Settings {
    pub groups: BTreeMap<String, BTreeMap<String, Setting>>,
    pub limits: BTreeMap<String, BTreeMap<String, i64>>,
    pub raw: Value,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Setting {
    pub value: String,
    pub locked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<i64>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct EventList {
    pub events: Vec<Event>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Event {
    Opened {
        id: i64,
        actor: String,
        title: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        draft: Option<bool>,
    },
    Labeled {
        id: i64,
        actor: String,
        label: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        color: Option<String>,
    },
    Commented {
        id: i64,
        actor: String,
        body: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        edited: Option<bool>,
    },
    Closed {
        id: i64,
        actor: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        commit: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        seconds: Option<f64>,
    },
}

#[derive(Debug, Deserialize, Serialize)]
pub struct CellList {
    pub cells: Vec<Cell>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Cell {
    Text(String),
    Number(f64),
    Bool(bool),
    List(Vec<String>),
    Link {
        href: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        hits: Option<i64>,
    },
    Person {
        login: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        age: Option<i64>,
    },
}

#[derive(Debug, Deserialize, Serialize)]
pub struct RecordList {
    pub records: Vec<Record>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Record {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub changed: Option<OffsetDateTime>,
    #[serde(with = "day")]
    pub day: Date,
    pub digest: Base64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Base64>,
}

time::serde::format_description!(day, Date, "[year]-[month]-[day]");

#[derive(Debug)]
pub struct Base64(Vec<u8>);

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use base64::Engine as _;
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.as_bytes());
        bytes.map(Self).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Base64 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_str(&base64::display::Base64Display::new(&self.0, &base64::engine::general_purpose::STANDARD))
    }
}
