//! Values into JSON text.

use super::reader::plain;

/// A type that can be written as JSON.
pub trait Encode {
    /// Writes the value.
    fn encode(&self, encoder: &mut Encoder);
}

/// Writes one JSON text.
#[derive(Debug, Default)]
pub struct Encoder {
    out: Vec<u8>,
    /// Whether a comma stands between what was written and what comes.
    comma: bool,
    failure: Option<String>,
}

impl Encoder {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The text of a value.
    ///
    /// # Errors
    ///
    /// A number that JSON cannot hold (RFC 8259 §6): an infinity or no number.
    pub fn whole<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, String> {
        let mut encoder = Self { out: Vec::with_capacity(128), ..Self::default() };
        value.encode(&mut encoder);
        match encoder.failure {
            Some(failure) => Err(failure),
            None => Ok(encoder.out),
        }
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.out.push(b'{');
        self.comma = false;
    }

    /// Closes an object.
    pub fn end_object(&mut self) {
        self.out.push(b'}');
        self.comma = true;
    }

    /// Writes a field of the open object. Its name is written as it is: what JSON escapes in it is escaped already.
    pub fn field<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.name(name);
        value.encode(self);
        self.comma = true;
    }

    /// Writes an entry of the open object, whose key is any text.
    pub fn entry<T: Encode + ?Sized>(&mut self, key: &str, value: &T) {
        self.separate();
        self.string(key);
        self.out.push(b':');
        value.encode(self);
        self.comma = true;
    }

    /// Writes the name of a field: at once, because this is half of what there is to write.
    fn name(&mut self, name: &'static str) {
        self.out.reserve(name.len() + 4);
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Writes a field that may be absent.
    pub fn optional<T: Encode>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// Writes a field that may be absent or `null`.
    pub fn nullable_field<T: Encode>(&mut self, name: &'static str, value: &super::nullable::Nullable<T>) {
        match value {
            super::nullable::Nullable::Absent => {}
            super::nullable::Nullable::Null => self.field(name, &serde_json::Value::Null),
            super::nullable::Nullable::Value(value) => self.field(name, value),
        }
    }

    /// Writes an array.
    pub fn list<T: Encode>(&mut self, values: &[T]) {
        self.begin_array();
        values.iter().for_each(|value| self.item(value));
        self.end_array();
    }

    /// Opens an array.
    pub fn begin_array(&mut self) {
        self.out.push(b'[');
        self.comma = false;
    }

    /// Writes an element of the open array.
    pub fn item<T: Encode + ?Sized>(&mut self, value: &T) {
        self.separate();
        value.encode(self);
        self.comma = true;
    }

    /// Closes an array.
    pub fn end_array(&mut self) {
        self.out.push(b']');
        self.comma = true;
    }

    /// Writes a string.
    pub fn string(&mut self, value: &str) {
        self.out.reserve(value.len() + 2);
        self.out.push(b'"');
        let mut rest = value.as_bytes();
        loop {
            let (head, tail) = rest.split_at(plain(rest));
            self.out.extend_from_slice(head);
            let Some((odd, tail)) = tail.split_first() else { break };
            self.escaped(*odd);
            rest = tail;
        }
        self.out.push(b'"');
    }

    /// Writes a character that does not stand for itself in a string (RFC 8259 §7).
    fn escaped(&mut self, odd: u8) {
        let short = match odd {
            b'"' | b'\\' => odd,
            b'\n' => b'n',
            b'\t' => b't',
            b'\r' => b'r',
            0x8 => b'b',
            0xc => b'f',
            _ => return self.out.extend_from_slice(format!("\\u{odd:04x}").as_bytes()),
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    /// Writes a boolean.
    pub fn bool(&mut self, value: bool) {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Writes a whole number.
    pub fn int(&mut self, value: i64) {
        self.json(&value);
    }

    /// Writes a number.
    pub fn float(&mut self, value: f64) {
        if !value.is_finite() {
            return self.not_a_number(value);
        }
        // A server that takes whole numbers alone refuses `9.0`, and one that takes any reads `9`.
        let whole = value as i64;
        if whole as f64 == value && whole.unsigned_abs() < 1 << 53 && (whole != 0 || value.is_sign_positive()) {
            return self.json(&whole);
        }
        self.json(&value);
    }

    /// JSON has no such number (RFC 8259 §6). A function of its own: where this stood in the loop over a list of numbers, each
    /// of them took half as long again.
    #[cold]
    fn not_a_number(&mut self, value: f64) {
        self.fail(format!("JSON cannot hold the number {value}"));
    }

    /// Writes a number, digit by digit.
    pub fn number_text(&mut self, digits: &str) {
        self.out.extend_from_slice(digits.as_bytes());
    }

    /// Writes any value.
    pub fn value(&mut self, value: &serde_json::Value) {
        self.json(value);
    }

    /// Remembers that a value cannot be written; the whole text fails.
    pub(super) fn fail(&mut self, why: String) {
        self.null();
        self.failure.get_or_insert(why);
    }

    /// Writes a whole number without a sign.
    pub fn unsigned(&mut self, value: u64) {
        self.json(&value);
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
        self.comma = false;
    }

    /// What serde_json writes; a value whose own code fails fails the request.
    fn json<T: serde::Serialize + ?Sized>(&mut self, value: &T) {
        if let Err(error) = serde_json::to_writer(&mut self.out, value) {
            self.failure.get_or_insert_with(|| error.to_string());
        }
    }
}
