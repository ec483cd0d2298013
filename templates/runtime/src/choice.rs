//! Reading what is one of several types: by its kind, by a tag, or by trying.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::numbers::Number;
use super::reader::Reader;

/// The kinds of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "`null`",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

/// A value that no type of the union reads counts as this many oddities: any type that reads it is better.
const UNKNOWN: usize = 1000;

/// Unions inside unions are read again for each type that is tried; beyond this many times the length of the text, and
/// this many bytes, a value stays what it is.
const REREADS: usize = 32;
const FREE_REREADS: usize = 1 << 20;

/// Reads one type of a union.
type ReadArm<'j, T> = fn(&mut Decoder<'j>) -> Result<T, DecodeError>;

impl<'j> Decoder<'j> {
    /// The kind of the next value.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn kind(&mut self) -> Result<Kind, DecodeError> {
        self.json.kind()
    }

    /// What the next value, an object, has in a field, as a text: a discriminator may be a number or a boolean as well, which a
    /// document can name by its text only (OpenAPI 3.1.1 §4.8.25). The object is still to be read.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn tag(&mut self, name: &str) -> Result<Option<Cow<'j, str>>, DecodeError> {
        let Some(mut told) = self.told(name)? else { return Ok(None) };
        match told.kind()? {
            Kind::Text => told.string(&mut String::new()).map(Some),
            Kind::Bool => Ok(Some(Cow::Borrowed(if told.bool()? { "true" } else { "false" }))),
            Kind::Number => {
                let mut number = Number::default();
                told.number(&mut number)?;
                // `1.0` is the same number as `1` (JSON Schema 2020-12 §4.2.1).
                Ok(Some(number.text.strip_suffix(".0").unwrap_or(number.text).into()))
            }
            Kind::Null | Kind::Array | Kind::Object => Ok(None),
        }
    }

    /// What is ahead in the field of an object.
    fn told(&self, name: &str) -> Result<Option<Reader<'j>>, DecodeError> {
        let mut ahead = self.json;
        ahead.open(b'{')?;
        while ahead.more(b'}')? {
            if ahead.key()? == name {
                return Ok(Some(ahead));
            }
            ahead.skip()?;
        }
        Ok(None)
    }

    /// Reads a type of a union.
    ///
    /// # Errors
    ///
    /// As for the type.
    pub fn arm<A: Decode, T>(&mut self, wrap: fn(A) -> T) -> Result<T, DecodeError> {
        A::decode(self).map(wrap)
    }

    /// Keeps a value that is of no type of a union.
    ///
    /// # Errors
    ///
    /// The decoder is strict.
    pub fn unknown<T>(&mut self, keep: fn(Value) -> T) -> Result<T, DecodeError> {
        if self.is_strict() {
            return Err(self.error("the value is of none of the documented types"));
        }
        self.oddities += UNKNOWN;
        Value::decode(self).map(keep)
    }

    /// As [`Decoder::unknown`], of an object of which this field should have told the type.
    ///
    /// # Errors
    ///
    /// The decoder is strict.
    pub fn untold<T>(&mut self, tag: &'static str, keep: fn(Value) -> T) -> Result<T, DecodeError> {
        if self.is_strict()
            && let Some(mut told) = self.told(tag)?
        {
            let text = Some(told.passed()?).filter(|text| text.len() <= 80).unwrap_or("the value");
            return Err(self.error(format!("{text} names none of the documented types")).below(tag));
        }
        self.unknown(keep)
    }

    /// Reads the type that reads the next value with the fewest oddities; the first of equals. What none reads is kept.
    ///
    /// # Errors
    ///
    /// Text that is no JSON; and, if the decoder is strict, what the type that came farthest fails with.
    pub fn best_of<T>(&mut self, arms: &[ReadArm<'j, T>], keep: fn(Value) -> T) -> Result<T, DecodeError> {
        let (start, depth, before) = (self.json, self.depth, self.oddities);
        let mut best: Option<(usize, T, Reader<'j>)> = None;
        let mut failure: Option<DecodeError> = None;
        for arm in arms {
            if self.reread > REREADS * self.json.text.len() + FREE_REREADS {
                break;
            }
            match arm(self) {
                Ok(value) if self.oddities == before => return Ok(value),
                Ok(value) => {
                    let fewer = best.as_ref().is_none_or(|(count, ..)| self.oddities < *count);
                    if fewer {
                        best = Some((self.oddities, value, self.json));
                    }
                }
                Err(error) => {
                    if failure.as_ref().is_none_or(|f| f.offset() < error.offset()) {
                        failure = Some(error);
                    }
                }
            }
            self.reread += self.json.at.saturating_sub(start.at);
            self.json = start;
            self.depth = depth;
            self.oddities = before;
        }
        match (best, failure) {
            (Some((oddities, value, after)), _) => {
                self.json = after;
                self.oddities = oddities;
                Ok(value)
            }
            (None, Some(failure)) if self.is_strict() => Err(failure),
            _ => self.unknown(keep),
        }
    }
}
