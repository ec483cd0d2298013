//! JSON text into values, over a pull reader. The decoder owns the path, the depth and the strictness.

use std::borrow::Cow;

use super::choice::Kind;
use super::decode_error::DecodeError;
use super::numbers::Number;
use super::reader::Reader;
use super::values::Entries;

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
    pub(super) json: Reader<'j>,
    pub(super) strict: bool,
    pub(super) depth: usize,
    /// How often something was tolerated: the types of a union are compared by it.
    pub(super) oddities: usize,
    /// Bytes read again to compare the types of unions.
    pub(super) reread: usize,
    /// The key of the field that was reached, if its type does not name it.
    pub(super) other: Cow<'j, str>,
    /// Why the open object is no value of its type. It waits for the end of the object, so that the code of a type has one way
    /// out, and not one a field, at each of which all that was read is to be dropped.
    pub(super) failure: Option<DecodeError>,
    /// Where strings with escapes are put together.
    room: String,
}

/// The place of a text among those that an enum names, which is beyond them for another one.
#[must_use]
pub fn place(text: &str, known: &[&str]) -> usize {
    known.iter().position(|name| *name == text).unwrap_or(known.len())
}

impl<'j> Decoder<'j> {
    /// Over a text. A strict decoder makes every tolerance an error.
    #[must_use]
    pub fn new(text: &'j [u8], strict: bool) -> Self {
        // A byte order mark is no JSON, and some servers send one (RFC 8259 §8.1 allows to ignore it).
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let (json, other) = (Reader::new(text), Cow::Borrowed(""));
        Self { json, strict, depth: 0, oddities: 0, reread: 0, other, failure: None, room: String::new() }
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
        self.json.open(b'{')
    }

    /// The next key of the open object; `None` closes it.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn next_key(&mut self) -> Result<Option<Cow<'j, str>>, DecodeError> {
        if self.json.more(b'}')? {
            return self.json.key().map(Some);
        }
        self.depth -= 1;
        Ok(None)
    }

    /// Reads a value of an enum of texts, of which the document names these.
    ///
    /// # Errors
    ///
    /// A value that is no string; another text, if the decoder is strict.
    pub fn text_enum<T: for<'t> From<&'t str>>(&mut self, known: &[&str]) -> Result<T, DecodeError> {
        let text = self.string()?;
        if !known.contains(&text.as_ref()) {
            if self.strict {
                return Err(self.error(format!("`{text}` is none of {}", known.join(", "))));
            }
            self.oddities += 1;
        }
        Ok(T::from(&text))
    }

    /// Reads a value of an enum of texts that may be any other text as well.
    ///
    /// # Errors
    ///
    /// A value that is no string.
    pub fn open_enum<T: for<'t> From<&'t str>>(&mut self) -> Result<T, DecodeError> {
        Ok(T::from(&self.string()?))
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

    /// Reads the value of a key into a map.
    #[inline]
    pub(super) fn entry<T: Decode>(&mut self, key: String, into: &mut impl Entries<T>) -> Result<(), DecodeError> {
        if self.strict && into.has(&key) {
            return self.repeated(key.into());
        }
        match T::decode(self) {
            Ok(value) => {
                self.oddities += usize::from(into.put(key, value));
                Ok(())
            }
            Err(error) => Err(error.below(key)),
        }
    }

    /// Reads `null`, if that is what comes.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    #[inline]
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        let null = self.json.peek() == Some(b'n');
        if null {
            self.json.word("null")?;
        }
        Ok(null)
    }

    /// Reads a string, borrowed where it has no escapes.
    ///
    /// # Errors
    ///
    /// Another kind of value.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        match self.json.peek() {
            Some(b'"') => self.json.string(&mut self.room),
            _ => Err(self.json.mistaken(Kind::Text)),
        }
    }

    /// Reads a boolean.
    ///
    /// # Errors
    ///
    /// Another kind of value.
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        self.json.bool()
    }

    /// Reads a whole number; `3.0` is one.
    ///
    /// # Errors
    ///
    /// Another kind of value, a fraction, or a number beyond 64 bits.
    pub fn int(&mut self) -> Result<i64, DecodeError> {
        let mut number = Number::default();
        self.json.number(&mut number)?;
        number.int().ok_or_else(|| self.error(format!("expected a whole number of 64 bits, found {:.40}", number.text)))
    }

    /// Reads a whole number without a sign.
    ///
    /// # Errors
    ///
    /// Another kind of value, a fraction, a negative number, or one beyond 64 bits.
    pub fn unsigned(&mut self) -> Result<u64, DecodeError> {
        let mut number = Number::default();
        self.json.number(&mut number)?;
        number.unsigned().ok_or_else(|| {
            self.error(format!("expected a whole number of 64 bits without a sign, found {:.40}", number.text))
        })
    }

    /// Reads a number, digit by digit.
    ///
    /// # Errors
    ///
    /// Another kind of value.
    pub fn number_text(&mut self) -> Result<&'j str, DecodeError> {
        let mut number = Number::default();
        self.json.number(&mut number)?;
        Ok(number.text)
    }

    /// Whether a number comes next.
    pub fn at_number(&mut self) -> bool {
        matches!(self.json.peek(), Some(b'-' | b'0'..=b'9'))
    }

    /// Reads a number.
    ///
    /// # Errors
    ///
    /// Another kind of value, or a number that a double cannot hold.
    pub fn float(&mut self) -> Result<f64, DecodeError> {
        let mut number = Number::default();
        self.json.number(&mut number)?;
        number.float().ok_or_else(|| self.error(format!("no double holds the number {:.40}", number.text)))
    }

    /// Reads a number as it is.
    ///
    /// # Errors
    ///
    /// Another kind of value, or a number that a double cannot hold.
    pub fn number(&mut self) -> Result<serde_json::Number, DecodeError> {
        let mut number = Number::default();
        self.json.number(&mut number)?;
        number.json().ok_or_else(|| self.error(format!("no double holds the number {:.40}", number.text)))
    }

    /// Reads an array, element by element. Unless the decoder is strict, `null` counts as an empty one.
    ///
    /// # Errors
    ///
    /// Another kind of value, or what an element fails with.
    pub fn list<T: Decode>(&mut self) -> Result<Vec<T>, DecodeError> {
        if self.is_nothing()? {
            return Ok(Vec::new());
        }
        self.descend()?;
        self.json.open(b'[')?;
        let mut list = Vec::new();
        while self.json.more(b']')? {
            match T::decode(self) {
                Ok(value) => list.push(value),
                Err(error) => return Err(error.at(list.len())),
            }
        }
        self.depth -= 1;
        Ok(list)
    }

    /// Whether `null` is read where a list or a map should be: servers whose languages know lists that are nothing write it for
    /// an empty one.
    pub(super) fn is_nothing(&mut self) -> Result<bool, DecodeError> {
        let nothing = !self.strict && self.null()?;
        self.oddities += usize::from(nothing);
        Ok(nothing)
    }

    /// An error at the place that was reached.
    #[must_use]
    pub fn error(&self, message: impl Into<String>) -> DecodeError {
        self.json.error(message)
    }

    pub(super) fn descend(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("the value nests more than {MAX_DEPTH} levels")));
        }
        Ok(())
    }
}
