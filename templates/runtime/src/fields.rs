//! The fields of an object of a type. What cannot be read ends the object, and is said at its end.

use std::borrow::Cow;

use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::nullable::Nullable;
use super::values::Entries;

/// A field that must be there and is not counts as this many oddities: of two types of a union the one that has all of its own is
/// better, whatever is odd within them.
const ABSENT: usize = 20;

/// The fields that a type names, and the one that is expected next: most texts have them in the order of the document.
#[derive(Debug)]
pub struct Fields {
    names: &'static [&'static str],
    next: usize,
    /// Where the object is in the text, behind its brace.
    start: usize,
}

impl Decoder<'_> {
    /// Opens an object of a type. Its fields come from [`Decoder::next_field`]; [`Decoder::end`] tells whether they could be read.
    pub fn fields(&mut self, names: &'static [&'static str]) -> Fields {
        let opened = self.begin_object();
        self.keep(opened);
        Fields { names, next: 0, start: self.json.at }
    }

    /// The place of the next field among the names of its type, which is beyond them for one that it does not name; `None`
    /// at the end of the object, and behind what could not be read.
    pub fn next_field(&mut self, fields: &mut Fields) -> Option<usize> {
        if self.failure.is_some() {
            return None;
        }
        self.reach(fields).unwrap_or_else(|error| {
            self.failure = Some(error);
            None
        })
    }

    fn reach(&mut self, fields: &mut Fields) -> Result<Option<usize>, DecodeError> {
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

    /// Closes an object of a type, of which this was read.
    ///
    /// # Errors
    ///
    /// Another kind of value, text that is no JSON, or what a field failed with.
    #[inline]
    pub fn end<T>(&mut self, value: T) -> Result<T, DecodeError> {
        match self.failure.take() {
            None => Ok(value),
            Some(error) => Err(error),
        }
    }

    fn keep(&mut self, read: Result<(), DecodeError>) {
        if let Err(error) = read {
            self.failure = Some(error);
        }
    }

    /// Reads a field into its slot.
    pub fn field<T: Decode>(&mut self, name: &'static str, slot: &mut Option<T>) {
        match T::decode(self) {
            Ok(value) => {
                let again = slot.is_some();
                *slot = Some(value);
                self.met(name, again);
            }
            Err(error) => self.failure = Some(error.below(name)),
        }
    }

    /// Reads a field that may be absent. Unless the decoder is strict, `null` counts as absent, and so does an empty text
    /// where another kind of value should be.
    pub fn optional<T: Decode>(&mut self, name: &'static str, slot: &mut Option<T>) {
        let absent = if self.strict { Ok(false) } else { self.null() };
        let read = match absent {
            Ok(true) => {
                self.oddities += 1;
                Ok(None)
            }
            Ok(false) => self.unless_blank(name),
            Err(error) => Err(error),
        };
        match read {
            Ok(value) => {
                let again = slot.is_some();
                *slot = value;
                self.met(name, again);
            }
            Err(error) => self.failure = Some(error),
        }
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
    pub fn nullable_field<T: Decode>(&mut self, name: &'static str, slot: &mut Nullable<T>) {
        let read = match self.null() {
            Ok(true) => Ok(None),
            Ok(false) => self.unless_blank(name),
            Err(error) => Err(error),
        };
        match read {
            Ok(value) => {
                let again = !slot.is_absent();
                *slot = value.map_or(Nullable::Null, Nullable::Value);
                self.met(name, again);
            }
            Err(error) => self.failure = Some(error),
        }
    }

    /// Takes a field that must be there and may be `null` as `null` where it was not, unless the decoder is strict: servers leave
    /// out what is nothing.
    pub fn or_null<T>(&mut self, slot: &mut Option<Option<T>>) {
        if slot.is_none() && !self.strict {
            self.oddities += ABSENT;
            *slot = Some(None);
        }
    }

    /// Says which of the fields that must be there were not, unless something before them could not be read. They are read
    /// again for it: types then need no code for each.
    #[cold]
    #[must_use]
    pub fn missing(&mut self, fields: &Fields, required: &[&str]) -> DecodeError {
        if let Some(error) = self.failure.take() {
            return error;
        }
        let keys = self.json.keys(fields.start);
        let missing = required.iter().filter(|name| !keys.iter().any(|key| key == *name));
        let missing: Vec<String> = missing.map(|name| format!("`{name}`")).collect();
        let (fields, are) = if missing.len() == 1 { ("field", "is") } else { ("fields", "are") };
        self.error(format!("the {fields} {} {are} missing", missing.join(", ")))
    }

    /// Has read a field, perhaps a second time.
    fn met(&mut self, name: &'static str, again: bool) {
        if again {
            let repeated = self.repeated(name.into());
            self.keep(repeated);
        }
    }

    /// Meets a key a second time: the last one counts.
    #[cold]
    pub(super) fn repeated(&mut self, name: Cow<'static, str>) -> Result<(), DecodeError> {
        if self.strict {
            return Err(self.error("the key is there twice").below(name));
        }
        self.oddities += 1;
        Ok(())
    }

    /// Passes over a field that its type does not name, unless the decoder is strict.
    pub fn unknown_field(&mut self) {
        if self.strict {
            self.failure = Some(self.error(format!("the document names no field `{}`", self.other)));
            return;
        }
        self.oddities += 1;
        let passed = self.json.skip();
        self.keep(passed);
    }

    /// Reads a field that has no place of its own.
    pub fn extra<T: Decode>(&mut self, into: &mut impl Entries<T>) {
        let key = std::mem::take(&mut self.other).into_owned();
        let read = self.entry(key, into);
        self.keep(read);
    }
}
