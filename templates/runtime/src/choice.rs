//! Reading what is one of several types: by its kind, by a tag, or by trying.

use serde_json::Value;

use jiter::Peek;

use super::decode::{Decode, Decoder, owned_by};
use super::decode_error::DecodeError;

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
        Ok(match self.json.peek()? {
            Peek::Null => Kind::Null,
            Peek::True | Peek::False => Kind::Bool,
            Peek::String => Kind::Text,
            Peek::Array => Kind::Array,
            Peek::Object => Kind::Object,
            _ => Kind::Number,
        })
    }

    /// The text that the next value, an object, has in a field; the object is still to be read.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn tag(&mut self, name: &str) -> Result<Option<std::borrow::Cow<'j, str>>, DecodeError> {
        let mut ahead = self.json.clone();
        let mut found = ahead.next_object()?.map(|key| key == name);
        while let Some(here) = found {
            if here {
                return Ok(match ahead.peek()? {
                    Peek::String => Some(owned_by(self.text, ahead.known_str()?)),
                    _ => None,
                });
            }
            ahead.next_skip()?;
            found = ahead.next_key()?.map(|key| key == name);
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
        self.value().map(keep)
    }

    /// Reads the type that reads the next value with the fewest oddities; the first of equals. What none reads is kept.
    ///
    /// # Errors
    ///
    /// Text that is no JSON; and, if the decoder is strict, what the type that came farthest fails with.
    pub fn best_of<T>(&mut self, arms: &[ReadArm<'j, T>], keep: fn(Value) -> T) -> Result<T, DecodeError> {
        let (start, depth, before) = (self.json.clone(), self.depth, self.oddities);
        let mut best: Option<(usize, T, jiter::Jiter<'j>)> = None;
        let mut failure: Option<DecodeError> = None;
        for arm in arms {
            if self.reread > REREADS * self.data.len() + FREE_REREADS {
                break;
            }
            match arm(self) {
                Ok(value) if self.oddities == before => return Ok(value),
                Ok(value) => {
                    let fewer = best.as_ref().is_none_or(|(count, ..)| self.oddities < *count);
                    if fewer {
                        best = Some((self.oddities, value, self.json.clone()));
                    }
                }
                Err(error) => {
                    if failure.as_ref().is_none_or(|f| f.offset() < error.offset()) {
                        failure = Some(error);
                    }
                }
            }
            self.reread += self.json.current_index().saturating_sub(start.current_index());
            self.json = start.clone();
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
