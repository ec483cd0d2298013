//! How the types of the standard library and of `serde_json` are read and written.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::choice::Kind;
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

/// A list of what can be turned into its elements.
pub fn list<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

/// A map of what can be turned into its names and values.
pub fn map<T, M: FromIterator<(String, T)>>(entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>) -> M {
    entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

impl Decoder<'_> {
    /// Reads a text and makes a value of it; what only `near` reads is refused by a strict decoder.
    ///
    /// # Errors
    ///
    /// Another kind of value, or a text of which neither makes one.
    pub fn parsed<T, E: fmt::Display>(
        &mut self,
        what: &str,
        exact: impl FnOnce(&str) -> Result<T, E>,
        near: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let text = self.string()?;
        let error = match exact(&text) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let near = if self.is_strict() { None } else { near(&text) };
        self.oddities += usize::from(near.is_some());
        near.ok_or_else(|| self.error(format!("expected {what}, found `{text}`: {error}")))
    }

    /// Reads what comes as a number in place of a time, unless the decoder is strict: the milliseconds since the beginning of 1970,
    /// and the seconds where the digits are too few for the former. Both have as many from 1973 until 2286.
    ///
    /// # Errors
    ///
    /// A number that is neither.
    pub fn since_1970<T>(&mut self, at: impl FnOnce(i64) -> Option<T>) -> Result<Option<T>, DecodeError> {
        if self.is_strict() || !self.at_number() {
            return Ok(None);
        }
        let number = self.int()?;
        let milliseconds = match number {
            100_000_000..10_000_000_000 => Some(number * 1000),
            100_000_000_000..10_000_000_000_000 => Some(number),
            _ => None,
        };
        self.oddities += 1;
        let time = milliseconds.and_then(at);
        time.map(Some).ok_or_else(|| self.error(format!("expected a time, found the number {number}")))
    }
}

impl Decode for String {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(decoder.string()?.into_owned())
    }
}

impl Encode for String {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(self);
    }
}

impl Encode for str {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(self);
    }
}

impl Decode for bool {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.bool()
    }
}

impl Encode for bool {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.bool(*self);
    }
}

impl Decode for i64 {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.int()
    }
}

impl Encode for i64 {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.int(*self);
    }
}

impl Decode for u64 {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.unsigned()
    }
}

impl Encode for u64 {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.unsigned(*self);
    }
}

impl Decode for f64 {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.float()
    }
}

impl Encode for f64 {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.float(*self);
    }
}

/// JSON as a value. What `serde_json` reads it with is generic, and so machine code of every SDK; the decoder is there anyway.
pub(super) fn json(text: &[u8]) -> Result<Value, DecodeError> {
    Decoder::new(text, false).whole()
}

impl Decode for Value {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(match decoder.kind()? {
            Kind::Null => decoder.json.word("null").map(|()| Self::Null)?,
            Kind::Bool => Self::Bool(decoder.bool()?),
            Kind::Number => Self::Number(decoder.number()?),
            Kind::Text => Self::String(decoder.string()?.into_owned()),
            Kind::Array => Self::Array(decoder.list()?),
            Kind::Object => {
                let mut map = Map::new();
                entries(decoder, &mut map)?;
                Self::Object(map)
            }
        })
    }
}

impl Encode for Value {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.value(self);
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.list()
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.list(self);
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        T::decode(decoder).map(Self::new)
    }
}

impl<T: Encode> Encode for Box<T> {
    fn encode(&self, encoder: &mut Encoder) {
        (**self).encode(encoder);
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if decoder.null()? { Ok(None) } else { T::decode(decoder).map(Some) }
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, encoder: &mut Encoder) {
        match self {
            Some(value) => value.encode(encoder),
            None => encoder.null(),
        }
    }
}

impl Decode for Map<String, Value> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        entries(decoder, &mut map)?;
        Ok(map)
    }
}

impl Encode for Map<String, Value> {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.begin_object();
        self.iter().for_each(|(key, value)| encoder.entry(key, value));
        encoder.end_object();
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        entries(decoder, &mut map)?;
        Ok(map)
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.begin_object();
        self.iter().for_each(|(key, value)| encoder.entry(key, value));
        encoder.end_object();
    }
}

/// A map that a decoder fills.
pub trait Entries<T> {
    /// Whether the key has a value.
    fn has(&self, key: &str) -> bool;
    /// Takes a value; whether the key had one before.
    fn put(&mut self, key: String, value: T) -> bool;
}

impl<T> Entries<T> for BTreeMap<String, T> {
    fn has(&self, key: &str) -> bool {
        self.contains_key(key)
    }

    fn put(&mut self, key: String, value: T) -> bool {
        self.insert(key, value).is_some()
    }
}

impl Entries<Value> for Map<String, Value> {
    fn has(&self, key: &str) -> bool {
        self.contains_key(key)
    }

    fn put(&mut self, key: String, value: Value) -> bool {
        self.insert(key, value).is_some()
    }
}

/// Languages without two kinds of collection write an empty map as `[]`, those with maps that are nothing as `null`; only a
/// strict decoder minds.
fn entries<T: Decode>(decoder: &mut Decoder<'_>, into: &mut impl Entries<T>) -> Result<(), DecodeError> {
    if decoder.is_nothing()? {
        return Ok(());
    }
    if !decoder.is_strict() && decoder.json.peek() == Some(b'[') {
        let list: Vec<Value> = decoder.list()?;
        return match list.len() {
            0 => {
                decoder.oddities += 1;
                Ok(())
            }
            n => Err(decoder.error(format!("expected an object, found an array of {n}"))),
        };
    }
    decoder.begin_object()?;
    while let Some(key) = decoder.next_key()? {
        decoder.entry(key.into_owned(), into)?;
    }
    Ok(())
}
