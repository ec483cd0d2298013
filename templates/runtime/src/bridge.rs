//! serde's traits on top of the codec, so that models work with every format and helper of serde's world.

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::decode::{Decode, Decoder};
use super::encode::{Encode, Encoder};

/// Serializes what can be encoded.
///
/// # Errors
///
/// What the value or the serializer fails with.
pub fn serialize<T: Encode, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = Encoder::whole(value).map_err(S::Error::custom)?;
    let value: Value = serde_json::from_slice(&text).map_err(S::Error::custom)?;
    value.serialize(serializer)
}

/// Deserializes what can be decoded.
///
/// # Errors
///
/// What the deserializer or the type fails with, with the JSON path.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let text = serde_json::to_vec(&value).map_err(D::Error::custom)?;
    Decoder::new(&text, false).whole().map_err(D::Error::custom)
}
