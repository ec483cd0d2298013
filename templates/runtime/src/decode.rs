//! JSON text into values, over a pull reader. The decoder owns the path, the depth and the strictness.

use std::borrow::Cow;

use super::choice::Kind;
use super::decode_error::DecodeError;
use super::nullable::Nullable;
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
    strict: bool,
    pub(super) depth: usize,
    /// How often something was tolerated: the types of a union are compared by it.
    pub(super) oddities: usize,
    /// Bytes read again to compare the types of unions.
    pub(super) reread: usize,
    /// The key of the field that was reached, if its type does not name it.
    other: Cow<'j, str>,
}

/// The fields that a type names, and the one that is expected next: most texts have them in the order of the document.
#[derive(Debug)]
pub struct Fields {
    names: &'static [&'static str],
    next: usize,
    /// Where the object is in the text, behind its brace.
    start: usize,
}

impl<'j> Decoder<'j> {
    /// Over a text. A strict decoder makes every tolerance an error.
    #[must_use]
    pub fn new(text: &'j [u8], strict: bool) -> Self {
        // A byte order mark is no JSON, and some servers send one (RFC 8259 §8.1 allows to ignore it).
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        Self { json: Reader::new(text), strict, depth: 0, oddities: 0, reread: 0, other: Cow::Borrowed("") }
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

    /// Opens an object of a type; its fields come from [`Decoder::next_field`].
    ///
    /// # Errors
    ///
    /// Another kind of value.
    pub fn fields(&mut self, names: &'static [&'static str]) -> Result<Fields, DecodeError> {
        self.begin_object()?;
        Ok(Fields { names, next: 0, start: self.json.at })
    }

    /// The place of the next field among the names of its type, which is beyond them for one that it does not name; `None`
    /// closes the object.
    ///
    /// # Errors
    ///
    /// Text that is no JSON.
    pub fn next_field(&mut self, fields: &mut Fields) -> Result<Option<usize>, DecodeError> {
        if !self.json.more(b'}')? {
            self.depth -= 1;
            return Ok(None);
        }
        let expected = fields.next;
        if fields.names.get(expected).is_some_and(|name| self.json.expected_key(name)) {
            fields.next += 1;
            return Ok(Some(expected));
        }
        let key = self.json.key()?;
        let (before, after) = fields.names.split_at(expected);
        let found = match after.iter().position(|name| *name == key) {
            Some(place) => Some(expected + place),
            None => before.iter().position(|name| *name == key),
        };
        match found {
            Some(place) => {
                fields.next = place + 1;
                Ok(Some(place))
            }
            None => {
                self.other = key;
                Ok(Some(fields.names.len()))
            }
        }
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

    /// Reads a field into its slot.
    ///
    /// # Errors
    ///
    /// As for the type of the field.
    pub fn field<T: Decode>(&mut self, name: &'static str, slot: &mut Option<T>) -> Result<(), DecodeError> {
        match T::decode(self) {
            Ok(value) => {
                let again = slot.is_some();
                *slot = Some(value);
                if again { self.repeated(name.into()) } else { Ok(()) }
            }
            Err(error) => Err(error.below(name)),
        }
    }

    /// Reads a field that may be absent. Unless the decoder is strict, `null` counts as absent, and so does an empty text
    /// where another kind of value should be.
    ///
    /// # Errors
    ///
    /// As for the type of the field.
    pub fn optional<T: Decode>(&mut self, name: &'static str, slot: &mut Option<T>) -> Result<(), DecodeError> {
        let value = if !self.strict && self.null()? {
            self.oddities += 1;
            None
        } else {
            self.unless_blank(name)?
        };
        let again = slot.is_some();
        *slot = value;
        if again { self.repeated(name.into()) } else { Ok(()) }
    }

    /// Reads a value, or an empty text in place of one.
    fn unless_blank<T: Decode>(&mut self, name: &'static str) -> Result<Option<T>, DecodeError> {
        let (at, depth) = (self.json.at, self.depth);
        match T::decode(self) {
            Ok(value) => Ok(Some(value)),
            Err(_) if self.was_blank(at, depth) => Ok(None),
            Err(error) => Err(error.below(name)),
        }
    }

    /// Whether what could not be read was an empty text, which then is read: servers whose languages have no options write one
    /// for nothing.
    #[cold]
    fn was_blank(&mut self, at: usize, depth: usize) -> bool {
        let text = &self.json.text[at..];
        let value = text.trim_start();
        let blank = !self.strict && value.starts_with("\"\"");
        if blank {
            self.json.at = at + (text.len() - value.len()) + 2;
            self.depth = depth;
            self.oddities += 1;
        }
        blank
    }

    /// Reads a field that may be absent or `null`. Unless the decoder is strict, an empty text counts as `null` where another
    /// kind of value should be.
    ///
    /// # Errors
    ///
    /// As for the type of the field.
    pub fn nullable_field<T: Decode>(&mut self, name: &'static str, slot: &mut Nullable<T>) -> Result<(), DecodeError> {
        let value = if self.null()? { None } else { self.unless_blank(name)? };
        let again = !slot.is_absent();
        *slot = value.map_or(Nullable::Null, Nullable::Value);
        if again { self.repeated(name.into()) } else { Ok(()) }
    }

    /// Says which of the fields that must be there were not. They are read again for it: types then need no code for each.
    #[cold]
    #[must_use]
    pub fn missing(&self, fields: &Fields, required: &[&str]) -> DecodeError {
        let keys = self.json.keys(fields.start);
        let missing = required.iter().filter(|name| !keys.iter().any(|key| key == *name));
        let missing: Vec<String> = missing.map(|name| format!("`{name}`")).collect();
        let (fields, are) = if missing.len() == 1 { ("field", "is") } else { ("fields", "are") };
        self.error(format!("the {fields} {} {are} missing", missing.join(", ")))
    }

    /// Meets a key a second time: the last one counts.
    #[cold]
    fn repeated(&mut self, name: Cow<'static, str>) -> Result<(), DecodeError> {
        if self.strict {
            return Err(self.error("the key is there twice").below(name));
        }
        self.oddities += 1;
        Ok(())
    }

    /// Passes over a field that its type does not name.
    ///
    /// # Errors
    ///
    /// The decoder is strict.
    pub fn unknown_field(&mut self) -> Result<(), DecodeError> {
        if self.strict {
            return Err(self.error(format!("the document names no field `{}`", self.other)));
        }
        self.oddities += 1;
        self.json.skip()
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

    /// Reads a field that has no place of its own.
    ///
    /// # Errors
    ///
    /// As for the type of the fields.
    pub fn extra<T: Decode>(&mut self, into: &mut impl Entries<T>) -> Result<(), DecodeError> {
        let key = std::mem::take(&mut self.other).into_owned();
        self.entry(key, into)
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
            Some(b'"') => self.json.string(),
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

    /// Reads a whole number. `3.0` counts as one, unless the decoder is strict.
    ///
    /// # Errors
    ///
    /// Another kind of value, a fraction, or a number beyond 64 bits.
    pub fn int(&mut self) -> Result<i64, DecodeError> {
        let number = self.json.number()?;
        if let Some(value) = number.int() {
            return Ok(value);
        }
        match number.float() {
            // Every whole number within ±2^53 is exact in both types.
            Some(value) if !self.strict && value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 => {
                self.oddities += 1;
                Ok(value as i64)
            }
            _ => Err(self.error(format!("expected a whole number of 64 bits, found {:.40}", number.text))),
        }
    }

    /// Reads a whole number without a sign.
    ///
    /// # Errors
    ///
    /// Another kind of value, a fraction, a negative number, or one beyond 64 bits.
    pub fn unsigned(&mut self) -> Result<u64, DecodeError> {
        let number = self.json.number()?;
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
        self.json.number().map(|number| number.text)
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
        let number = self.json.number()?;
        number.float().ok_or_else(|| self.error(format!("no double holds the number {:.40}", number.text)))
    }

    /// Reads a number as it is.
    ///
    /// # Errors
    ///
    /// Another kind of value, or a number that a double cannot hold.
    pub fn number(&mut self) -> Result<serde_json::Number, DecodeError> {
        let number = self.json.number()?;
        number.json().ok_or_else(|| self.error(format!("no double holds the number {:.40}", number.text)))
    }

    /// Reads an array, element by element.
    ///
    /// # Errors
    ///
    /// Another kind of value, or what an element fails with.
    pub fn list<T: Decode>(&mut self) -> Result<Vec<T>, DecodeError> {
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
