//! serde's traits on top of the codec, so that models work with every format and helper of serde's world.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::decode::{Decode, Decoder};
use super::encode::{Encode, Encoder};
use super::values::json;

/// Serializes what can be encoded.
///
/// # Errors
///
/// What the value or the serializer fails with.
pub fn serialize<T: Encode, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    // Of each function rustc's MIR inliner walks all that it may call, and from one model most others are reached: a pointer
    // ends the walk.
    let convert: fn(&T) -> Result<Value, String> = to_value;
    convert(value).map_err(S::Error::custom)?.serialize(serializer)
}

fn to_value<T: Encode>(value: &T) -> Result<Value, String> {
    let text = Encoder::whole(value)?;
    json(&text).map_err(|error| error.to_string())
}

/// Deserializes what can be decoded.
///
/// # Errors
///
/// What the deserializer or the type fails with, with the JSON path.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    // As in `serialize`.
    let convert: fn(&Value) -> Result<T, String> = from_value;
    convert(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn from_value<T: Decode>(value: &Value) -> Result<T, String> {
    let text = Encoder::whole(value)?;
    Decoder::new(&text, false).whole().map_err(|error| error.to_string())
}
