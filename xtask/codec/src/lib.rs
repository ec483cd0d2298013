//! What the SDK of `payloads.yaml` and the same types of serde_derive do with the same texts.

mod payloads;
mod peer;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[allow(dead_code, unused_imports, missing_docs, reason = "an SDK is more than its codec")]
mod sdk {
    include!(concat!(env!("OUT_DIR"), "/sdk.rs"));
}

use sdk::models;
use sdk::runtime::{Decode, Decoder, Encode, Encoder};

/// Something to do over and over.
pub type Work = Box<dyn Fn()>;

/// Reading or writing one payload, by the SDK and by serde_derive.
pub struct Pair {
    /// Of the payload.
    pub name: &'static str,
    /// How many bytes its text has.
    pub bytes: usize,
    /// By the SDK.
    pub ours: Work,
    /// By serde_derive.
    pub peer: Work,
}

/// The pairs for reading and those for writing. Both sides must say that the values are the same.
#[must_use]
pub fn pairs() -> (Vec<Pair>, Vec<Pair>) {
    let mut all = (Vec::new(), Vec::new());
    for (name, value) in payloads::all() {
        let (decode, encode) = match name {
            "users" => pair::<models::UserList, peer::UserList>(name, &value),
            "repositories" => pair::<models::RepositoryList, peer::RepositoryList>(name, &value),
            "messages" => pair::<models::MessageList, peer::MessageList>(name, &value),
            "measurements" => pair::<models::Measurements, peer::Measurements>(name, &value),
            "settings" => pair::<models::Settings, peer::Settings>(name, &value),
            "events" => pair::<models::EventList, peer::EventList>(name, &value),
            "cells" => pair::<models::CellList, peer::CellList>(name, &value),
            _ => pair::<models::RecordList, peer::RecordList>(name, &value),
        };
        all.0.push(decode);
        all.1.push(encode);
        if name == "repositories" {
            all.0.extend(foreign(&value));
        }
    }
    all
}

/// The same text as other servers write it: with white space, fields in another order, and some that no type names.
fn foreign(value: &Value) -> [Pair; 2] {
    fn shuffled(value: &Value) -> Value {
        match value {
            Value::Array(list) => list.iter().map(shuffled).collect(),
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().map(|(k, v)| (k.clone(), shuffled(v))).collect();
                fields.sort_by_key(|(name, _)| (name.len() * 7 % 5, name.clone()));
                let new = |n: usize| (format!("new_{n}"), serde_json::json!({"a": [1, "text", null], "b": "\u{e9}\n"}));
                Value::Object(fields.into_iter().chain((0..3).map(new)).collect())
            }
            other => other.clone(),
        }
    }
    let pretty = serde_json::to_vec_pretty(value).expect("JSON");
    let shuffled = serde_json::to_vec(&shuffled(value)).expect("JSON");
    [("… indented", pretty), ("… in another order", shuffled)]
        .map(|(name, text)| decoding::<models::RepositoryList, peer::RepositoryList>(name, text))
}

fn pair<O, P>(name: &'static str, value: &Value) -> (Pair, Pair)
where
    O: Decode + Encode + 'static,
    P: DeserializeOwned + Serialize + 'static,
{
    let text = serde_json::to_vec(value).expect("JSON");
    let ours: O = Decoder::new(&text, true).whole().unwrap_or_else(|e| panic!("{name}: {e}"));
    let peer: P = serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let written = Encoder::whole(&ours).expect("JSON");
    let by_peer = serde_json::to_vec(&peer).expect("JSON");
    let same = |text: &[u8]| serde_json::from_slice::<Value>(text).is_ok_and(|v| v == *value);
    assert!(same(&written) && same(&by_peer), "{name} comes out as {}", String::from_utf8_lossy(&written));
    let encoding = Pair {
        name,
        bytes: text.len(),
        ours: Box::new(move || drop(std::hint::black_box(Encoder::whole(std::hint::black_box(&ours))))),
        peer: Box::new(move || drop(std::hint::black_box(serde_json::to_vec(std::hint::black_box(&peer))))),
    };
    (decoding::<O, P>(name, text), encoding)
}

fn decoding<O: Decode + 'static, P: DeserializeOwned + 'static>(name: &'static str, text: Vec<u8>) -> Pair {
    let same = text.clone();
    Pair {
        name,
        bytes: text.len(),
        ours: Box::new(move || {
            drop(std::hint::black_box(Decoder::new(std::hint::black_box(&text), false).whole::<O>()))
        }),
        peer: Box::new(move || drop(std::hint::black_box(serde_json::from_slice::<P>(std::hint::black_box(&same))))),
    }
}
