//! JSON text into values, over a pull reader. The decoder owns the path, the depth and the strictness.

use std::borrow::Cow;

use jiter::{Jiter, NumberAny, NumberInt, Peek};

use super::decode_error::DecodeError;
use super::nullable::Nullable;

/// Deeper JSON is refused: decoding is recursive, and the stack is not endless.
const MAX_DEPTH: usize = 128;

/// A type that can be read from JSON.
pub trait Decode: Sized {
    /// Reads the next value.
    ///
    /// # Errors
    ///
    /// Text that is no JSON, or a value that is not of this type.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError>;
}

/// Reads one JSON text.
#[derive(Debug)]
pub struct Decoder<'j> {
    pub(super) json: Jiter<'j>,
    pub(super) data: &'j [u8],
    /// The same as text, so that a part of it need not be proved to be UTF-8 again; empty where it is not.
    pub(super) text: &'j str,
    strict: bool,
    pub(super) depth: usize,
    /// How often something was tolerated: the types of a union are compared by it.
    pub(super) oddities: usize,
    /// Bytes read again to compare the types of unions.
    pub(super) reread: usize,
    /// The first key of an object that was just opened, until it is asked for.
    first: Option<Option<Cow<'j, str>>>,
}

impl<'j> Decoder<'j> {
    /// Over a text. A strict decoder makes every tolerance an error.
    #[must_use]
    pub fn new(text: &'j [u8], strict: bool) -> Self {
        // A byte order mark is no JSON, and some servers send one (RFC 8259 §8.1 allows to ignore it).
        let data = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let text = std::str::from_utf8(data).unwrap_or_default();
        Self { json: Jiter::new(data), data, text, strict, depth: 0, oddities: 0, reread: 0, first: None }
    }

    /// Reads the whole text as one value.
    ///
    /// # Errors
    ///
    /// As for the value; also anything after it.
    pub fn whole<T: Decode>(mut self) -> Result<T, DecodeError> {
        let value = T::decode(&mut self)?;
        self.json.finish()?;
        Ok(value)
    }

    /// Whether every tolerance is an error.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Opens an object; its keys come from [`Decoder::next_key`].
    ///
    /// # Errors
    ///
    /// Another kind of value.
    pub fn begin_object(&mut self) -> Result<(), DecodeError> {
        self.descend()?;
        let text = self.text;
        let first = self.json.next_object()?.map(|key| owned_by(text, key));
        self.first = Some(first);
        Ok(())
    }

    /// The next key of the open object; `None` closes it.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn next_key(&mut self) -> Result<Option<Cow<'j, str>>, DecodeError> {
        let key = match self.first.take() {
            Some(first) => first,
            None => {
                let text = self.text;
                self.json.next_key()?.map(|key| owned_by(text, key))
            }
        };
        if key.is_none() {
            self.depth -= 1;
        }
        Ok(key)
    }

    /// Reads a field into its slot.
    ///
    /// # Errors
    ///
    /// As for the type of the field.
    pub fn field<T: Decode>(&mut self, name: &'static str, slot: &mut Option<T>) -> Result<(), DecodeError> {
        *slot = Some(T::decode(self).map_err(|e| e.below(name))?);
        Ok(())
    }

    /// Reads a field that may be absent. Unless the decoder is strict, `null` counts as absent, and so does an empty text
    /// where another kind of value should be.
    ///
    /// # Errors
    ///
    /// As for the type of the field.
    pub fn optional<T: Decode>(&mut self, name: &'static str, slot: &mut Option<T>) -> Result<(), DecodeError> {
        if !self.strict && self.null()? {
            self.oddities += 1;
            *slot = None;
            return Ok(());
        }
        let start = self.json.current_index();
        match T::decode(self) {
            Ok(value) => *slot = Some(value),
            Err(_) if self.was_blank(start) => *slot = None,
            Err(error) => return Err(error.below(name)),
        }
        Ok(())
    }

    /// Whether what could not be read was an empty text: servers whose languages have no options write one for nothing.
    #[cold]
    fn was_blank(&mut self, start: usize) -> bool {
        let blank = !self.strict && self.json.slice_to_current(start) == b"\"\"";
        self.oddities += usize::from(blank);
        blank
    }

    /// Reads a field that may be absent or `null`. Unless the decoder is strict, an empty text counts as `null` where another
    /// kind of value should be.
    ///
    /// # Errors
    ///
    /// As for the type of the field.
    pub fn nullable_field<T: Decode>(&mut self, name: &'static str, slot: &mut Nullable<T>) -> Result<(), DecodeError> {
        if self.null()? {
            *slot = Nullable::Null;
            return Ok(());
        }
        let start = self.json.current_index();
        match T::decode(self) {
            Ok(value) => *slot = Nullable::Value(value),
            Err(_) if self.was_blank(start) => *slot = Nullable::Null,
            Err(error) => return Err(error.below(name)),
        }
        Ok(())
    }

    /// The value of a field that must have been there.
    ///
    /// # Errors
    ///
    /// It was not.
    pub fn required<T>(&self, name: &'static str, slot: Option<T>) -> Result<T, DecodeError> {
        slot.ok_or_else(|| self.error(format!("the field `{name}` is missing")))
    }

    /// Passes over a field that the document does not name.
    ///
    /// # Errors
    ///
    /// The decoder is strict.
    pub fn unknown_field(&mut self, name: &str) -> Result<(), DecodeError> {
        if self.strict {
            return Err(self.error(format!("the document names no field `{name}`")));
        }
        self.oddities += 1;
        Ok(self.json.next_skip()?)
    }

    /// Meets a value of an enum that the document does not name.
    ///
    /// # Errors
    ///
    /// The decoder is strict.
    pub fn unknown_variant(&mut self, value: &str, known: &[&str]) -> Result<(), DecodeError> {
        if self.strict {
            return Err(self.error(format!("`{value}` is none of {}", known.join(", "))));
        }
        self.oddities += 1;
        Ok(())
    }

    /// Meets a number of an enum that the document does not name.
    ///
    /// # Errors
    ///
    /// The decoder is strict.
    pub fn unknown_number(&mut self, value: i64, known: &[i64]) -> Result<(), DecodeError> {
        if self.strict {
            return Err(self.error(format!("{value} is none of {known:?}")));
        }
        self.oddities += 1;
        Ok(())
    }

    /// Reads a field that has no place of its own.
    ///
    /// # Errors
    ///
    /// As for the type of the fields.
    pub fn extra<T: Decode>(&mut self, name: &str, into: &mut impl Extend<(String, T)>) -> Result<(), DecodeError> {
        let value = T::decode(self).map_err(|e| e.below(name.to_owned()))?;
        into.extend([(name.to_owned(), value)]);
        Ok(())
    }

    /// Reads `null`, if that is what comes.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        let null = self.json.peek()? == Peek::Null;
        if null {
            self.json.known_null()?;
        }
        Ok(null)
    }

    /// Whether an array comes next.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn at_array(&mut self) -> Result<bool, DecodeError> {
        Ok(self.json.peek()? == Peek::Array)
    }

    /// Reads a string, borrowed where it has no escapes.
    ///
    /// # Errors
    ///
    /// Another kind of value.
    pub fn string(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        let text = self.text;
        // What is no UTF-8 is for the reader to refuse.
        if text.is_empty() || self.json.peek()? != Peek::String {
            return Ok(owned_by(text, self.json.next_str()?));
        }
        let start = self.json.current_index();
        let escaped = self.json.known_bytes()?.contains(&b'\\');
        let end = self.json.current_index();
        match text.get(start + 1..end - 1) {
            Some(plain) if !escaped => Ok(Cow::Borrowed(plain)),
            _ => Ok(Cow::Owned(Jiter::new(self.json.slice_to_current(start)).next_str()?.to_owned())),
        }
    }

    /// Reads a boolean.
    ///
    /// # Errors
    ///
    /// Another kind of value.
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        Ok(self.json.next_bool()?)
    }

    /// Reads a whole number. `3.0` counts as one, unless the decoder is strict.
    ///
    /// # Errors
    ///
    /// Another kind of value, a fraction, or a number beyond 64 bits.
    pub fn int(&mut self) -> Result<i64, DecodeError> {
        match self.json.next_number()? {
            NumberAny::Int(NumberInt::Int(value)) => Ok(value),
            // Every whole number within ±2^53 is exact in both types.
            NumberAny::Float(value)
                if !self.strict && value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 =>
            {
                self.oddities += 1;
                Ok(value as i64)
            }
            other => {
                let value: f64 = other.into();
                Err(self.error(format!("expected a whole number of 64 bits, found {value}")))
            }
        }
    }

    /// Reads a whole number without a sign.
    ///
    /// # Errors
    ///
    /// Another kind of value, a fraction, a negative number, or one beyond 64 bits.
    pub fn unsigned(&mut self) -> Result<u64, DecodeError> {
        let text = self.number_text()?;
        let wrong = |_| self.error(format!("expected a whole number of 64 bits without a sign, found {text:.40}"));
        text.parse().map_err(wrong)
    }

    /// Reads a number, digit by digit.
    ///
    /// # Errors
    ///
    /// Another kind of value.
    pub fn number_text(&mut self) -> Result<&'j str, DecodeError> {
        let number = self.at_number()?;
        let start = self.json.current_index();
        self.json.next_skip()?;
        let text = std::str::from_utf8(self.json.slice_to_current(start)).unwrap_or_default().trim();
        if number { Ok(text) } else { Err(self.error(format!("expected a number, found {text:.40}"))) }
    }

    /// Whether a number comes next.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn at_number(&mut self) -> Result<bool, DecodeError> {
        Ok(self.json.peek()?.is_num())
    }

    /// Reads a number.
    ///
    /// # Errors
    ///
    /// Another kind of value.
    pub fn float(&mut self) -> Result<f64, DecodeError> {
        Ok(self.json.next_float()?)
    }

    /// Reads any value.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn value(&mut self) -> Result<serde_json::Value, DecodeError> {
        let start = self.json.current_index();
        self.json.next_skip()?;
        serde_json::from_slice(self.json.slice_to_current(start)).map_err(|e| self.error(e.to_string()))
    }

    /// Reads an array, element by element.
    ///
    /// # Errors
    ///
    /// Another kind of value, or what an element fails with.
    pub fn list<T: Decode>(&mut self) -> Result<Vec<T>, DecodeError> {
        self.descend()?;
        let mut list = Vec::new();
        let mut more = self.json.next_array()?.is_some();
        while more {
            list.push(T::decode(self).map_err(|e| e.at(list.len()))?);
            more = self.json.array_step()?.is_some();
        }
        self.depth -= 1;
        Ok(list)
    }

    /// An error at the place that was reached.
    #[must_use]
    pub fn error(&self, message: impl Into<String>) -> DecodeError {
        DecodeError::new(message.into(), self.json.current_index())
    }

    pub(super) fn descend(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("the value nests more than {MAX_DEPTH} levels")));
        }
        Ok(())
    }
}

/// A string that the reader lent: borrowed from the text where it lies in it, and not in the reader's buffer.
#[inline]
pub(super) fn owned_by<'j>(whole: &'j str, part: &str) -> Cow<'j, str> {
    let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
    match start.checked_add(part.len()).and_then(|end| whole.get(start..end)) {
        Some(same) => Cow::Borrowed(same),
        None => Cow::Owned(part.to_owned()),
    }
}
