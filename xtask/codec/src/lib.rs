//! What the SDK of `payloads.yaml` and the same types of serde_derive do with the same texts.

mod payloads;
mod peer;

use std::cell::Cell;
use std::hint::black_box;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[allow(dead_code, unused_imports, missing_docs, reason = "an SDK is more than its codec")]
mod sdk {
    include!(concat!(env!("OUT_DIR"), "/sdk.rs"));
}

use sdk::models;
use sdk::runtime::{Decode, Decoder, Encode, Encoder};

pub use payloads::VALUES;

/// Something to do over and over, each time with the next one of [`VALUES`] values.
pub type Work = Box<dyn Fn()>;

/// Reading or writing the payloads of one kind, by the SDK and by serde_derive.
pub struct Pair {
    /// Of the kind.
    pub name: &'static str,
    /// How many bytes a text has, as their mean.
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
    for (name, values) in payloads::all() {
        let (decode, encode) = match name {
            "users" => pair::<models::UserList, peer::UserList>(name, &values),
            "repositories" => pair::<models::RepositoryList, peer::RepositoryList>(name, &values),
            "messages" => pair::<models::MessageList, peer::MessageList>(name, &values),
            "measurements" => pair::<models::Measurements, peer::Measurements>(name, &values),
            "settings" => pair::<models::Settings, peer::Settings>(name, &values),
            "events" => pair::<models::EventList, peer::EventList>(name, &values),
            "cells" => pair::<models::CellList, peer::CellList>(name, &values),
            _ => pair::<models::RecordList, peer::RecordList>(name, &values),
        };
        all.0.push(decode);
        all.1.push(encode);
        if name == "repositories" {
            all.0.extend(foreign(&values));
        }
    }
    all
}

/// The same texts as other servers write them: with white space, fields in another order, and some that no type names.
fn foreign(values: &[Value]) -> [Pair; 2] {
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
    let pretty = values.iter().map(|value| serde_json::to_vec_pretty(value).expect("JSON")).collect();
    let shuffled = values.iter().map(|value| serde_json::to_vec(&shuffled(value)).expect("JSON")).collect();
    [("… indented", pretty), ("… in another order", shuffled)]
        .map(|(name, texts)| decoding::<models::RepositoryList, peer::RepositoryList>(name, texts))
}

fn pair<O, P>(name: &'static str, values: &[Value]) -> (Pair, Pair)
where
    O: Decode + Encode + 'static,
    P: DeserializeOwned + Serialize + 'static,
{
    let texts: Vec<_> = values.iter().map(|value| serde_json::to_vec(value).expect("JSON")).collect();
    let (ours, peers): (Vec<O>, Vec<P>) =
        values.iter().zip(&texts).map(|(value, text)| both(name, value, text)).unzip();
    let encoding = Pair {
        name,
        bytes: mean(&texts),
        ours: in_turn(ours, |value| drop(black_box(Encoder::whole(value)))),
        peer: in_turn(peers, |value| drop(black_box(serde_json::to_vec(value)))),
    };
    (decoding::<O, P>(name, texts), encoding)
}

/// What each side reads in a text, after it was seen that it writes the same again.
fn both<O: Decode + Encode, P: DeserializeOwned + Serialize>(name: &str, value: &Value, text: &[u8]) -> (O, P) {
    let ours: O = Decoder::new(text, true).whole().unwrap_or_else(|e| panic!("{name}: {e}"));
    let peer: P = serde_json::from_slice(text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let written = Encoder::whole(&ours).expect("JSON");
    let by_peer = serde_json::to_vec(&peer).expect("JSON");
    let same = |text: &[u8]| serde_json::from_slice::<Value>(text).is_ok_and(|v| equal(&v, value));
    assert!(same(&written) && same(&by_peer), "{name} comes out as {}", String::from_utf8_lossy(&written));
    (ours, peer)
}

/// Whether two values are the same; the SDK writes `1` where serde_derive writes `1.0`.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || (a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        (a, b) => a == b,
    }
}

fn decoding<O: Decode + 'static, P: DeserializeOwned + 'static>(name: &'static str, texts: Vec<Vec<u8>>) -> Pair {
    Pair {
        name,
        bytes: mean(&texts),
        ours: in_turn(texts.clone(), |text| drop(black_box(Decoder::new(text, false).whole::<O>()))),
        peer: in_turn(texts, |text| drop(black_box(serde_json::from_slice::<P>(text)))),
    }
}

/// Bytes of a text.
fn mean(texts: &[Vec<u8>]) -> usize {
    texts.iter().map(Vec::len).sum::<usize>() / texts.len()
}

/// Works on one item after the other, and on the first again after the last.
fn in_turn<T: 'static>(items: Vec<T>, work: impl Fn(&T) + 'static) -> Work {
    let next = Cell::new(0);
    Box::new(move || {
        let at = next.get();
        next.set((at + 1) % items.len());
        work(black_box(&items[at]));
    })
}
