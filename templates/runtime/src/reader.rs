//! JSON text, token by token (RFC 8259). Each byte is looked at once, and what is passed over is checked all the same.

use std::borrow::Cow;

use super::choice::Kind;
use super::decode_error::DecodeError;
use super::numbers::Number;

/// Values inside of one that is passed over may nest so deep: a bit says of each whether it is an object.
const MAX_SKIPPED_DEPTH: u32 = u128::BITS;

/// What an escape of one letter stands for, and zero for letters that are none.
const SHORT: [u8; 256] = {
    let mut table = [0; 256];
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table[b'/' as usize] = b'/';
    table[b'b' as usize] = 0x8;
    table[b'f' as usize] = 0xc;
    table[b'n' as usize] = b'\n';
    table[b'r' as usize] = b'\r';
    table[b't' as usize] = b'\t';
    table
};

/// A place in a JSON text; a copy of it is a bookmark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'j> {
    pub(super) text: &'j str,
    pub(super) at: usize,
    /// Whether an object or array was just opened: no comma stands before its first element.
    opened: bool,
    /// Whether bytes that are no UTF-8 come after the text.
    cut: bool,
}

impl<'j> Reader<'j> {
    /// Over bytes, of which only those before a fault in their UTF-8 are read.
    pub fn new(bytes: &'j [u8]) -> Self {
        let (text, cut) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(), true),
        };
        Self { text, at: 0, opened: false, cut }
    }

    /// An error at this place.
    #[cold]
    pub fn error(&self, message: impl Into<String>) -> DecodeError {
        let message = match self.cut && self.at >= self.text.len() {
            true => "the text is not UTF-8".to_owned(),
            false => message.into(),
        };
        DecodeError::new(message, self.at)
    }

    /// What stands here is not what was expected.
    #[cold]
    pub fn unexpected(&self, expected: &str) -> DecodeError {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(found) => self.error(format!("expected {expected}, found `{}`", found.escape_default())),
            None => self.error(format!("expected {expected}, found the end of the text")),
        }
    }

    /// The byte at this place.
    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                byte => return byte,
            }
        }
    }

    /// Whether the next byte is this one, which then is read.
    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let same = self.byte() == Some(byte);
        self.at += usize::from(same);
        same
    }

    /// The kind of the next value.
    #[inline]
    pub fn kind(&mut self) -> Result<Kind, DecodeError> {
        Ok(match self.peek() {
            Some(b'"') => Kind::Text,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            Some(b'n') => Kind::Null,
            Some(b't' | b'f') => Kind::Bool,
            _ => return Err(self.unexpected("a value")),
        })
    }

    /// Reads a word that is expected from its first letter.
    #[inline]
    pub fn word(&mut self, word: &'static str) -> Result<(), DecodeError> {
        match self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            true => {
                self.at += word.len();
                Ok(())
            }
            false => Err(self.error(format!("expected `{word}`"))),
        }
    }

    /// Opens an object or array.
    #[inline]
    pub fn open(&mut self, bracket: u8) -> Result<(), DecodeError> {
        if self.peek() != Some(bracket) {
            return Err(self.mistaken(if bracket == b'{' { Kind::Object } else { Kind::Array }));
        }
        self.at += 1;
        self.opened = true;
        Ok(())
    }

    /// Whether another element comes; otherwise the object or array is closed.
    #[inline]
    pub fn more(&mut self, bracket: u8) -> Result<bool, DecodeError> {
        let opened = std::mem::replace(&mut self.opened, false);
        match self.peek() {
            Some(b',') if !opened => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == bracket => {
                self.at += 1;
                Ok(false)
            }
            Some(_) if opened => Ok(true),
            _ => Err(self.unexpected(if bracket == b'}' { "`,` or `}`" } else { "`,` or `]`" })),
        }
    }

    /// Reads a key that is expected, if it is what comes.
    #[inline]
    pub fn expected_key(&mut self, name: &str) -> bool {
        self.peek();
        let rest = &self.text.as_bytes()[self.at..];
        let found = rest.len() > name.len() + 2
            && rest[0] == b'"'
            && &rest[1..=name.len()] == name.as_bytes()
            && rest[name.len() + 1] == b'"'
            && rest[name.len() + 2] == b':';
        if found {
            self.at += name.len() + 3;
        }
        found
    }

    /// Reads a key and its colon.
    #[inline]
    pub fn key(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key"));
        }
        let key = self.string(&mut String::new())?;
        self.colon()?;
        Ok(key)
    }

    #[inline]
    fn colon(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.unexpected("`:`")),
        }
    }

    /// Reads a string from its opening quote; it is lent from the text where it has no escapes.
    #[inline]
    pub fn string(&mut self, room: &mut String) -> Result<Cow<'j, str>, DecodeError> {
        let start = self.at + 1;
        self.at = start + plain(&self.text.as_bytes()[start..]);
        let head = &self.text[start..self.at];
        if self.eat(b'"') { Ok(Cow::Borrowed(head)) } else { self.unescaped(head, room).map(Cow::Owned) }
    }

    /// The rest of a string, which has escapes, behind what was read of it. How long it becomes is known at its end only, and so it
    /// is put together where there is room, which a text that has one escape wants again.
    fn unescaped(&mut self, head: &str, room: &mut String) -> Result<String, DecodeError> {
        room.clear();
        room.push_str(head);
        while !self.eat(b'"') {
            room.push(self.escape()?);
            let start = self.at;
            self.at += plain(&self.text.as_bytes()[start..]);
            room.push_str(&self.text[start..self.at]);
        }
        Ok(room.clone())
    }

    /// Passes over a string from its opening quote.
    fn skip_string(&mut self) -> Result<(), DecodeError> {
        self.at += 1;
        loop {
            self.at += plain(&self.text.as_bytes()[self.at..]);
            if self.eat(b'"') {
                return Ok(());
            }
            self.escape()?;
        }
    }

    /// Reads the one character that does not stand for itself.
    #[inline]
    fn escape(&mut self) -> Result<char, DecodeError> {
        match self.text.as_bytes()[self.at..] {
            [b'\\', byte, ..] if SHORT[usize::from(byte)] != 0 => {
                self.at += 2;
                Ok(char::from(SHORT[usize::from(byte)]))
            }
            _ => self.rare_escape(),
        }
    }

    #[inline(never)]
    fn rare_escape(&mut self) -> Result<char, DecodeError> {
        if !self.eat(b'\\') {
            return Err(match self.byte() {
                Some(_) => self.error("a control character in a string is not escaped"),
                None => self.error("a string does not end"),
            });
        }
        match self.byte() {
            Some(b'u') => self.code_point(),
            _ => Err(self.error("there is no such escape")),
        }
    }

    /// Reads one or, of a pair of surrogates, two code units from the `u` of the first.
    fn code_point(&mut self) -> Result<char, DecodeError> {
        let mut unit = self.code_unit()?;
        if matches!(unit, 0xd800..0xdc00) && self.eat(b'\\') {
            let low = self.code_unit()?;
            if matches!(low, 0xdc00..0xe000) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            }
        }
        char::from_u32(unit).ok_or_else(|| self.error("an escape is half of a pair"))
    }

    fn code_unit(&mut self) -> Result<u32, DecodeError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 5).filter(|digits| digits[0] == b'u');
        let digit = |unit: Option<u32>, byte: &u8| Some(unit? << 4 | char::from(*byte).to_digit(16)?);
        match digits.and_then(|digits| digits[1..].iter().fold(Some(0), digit)) {
            Some(unit) => {
                self.at += 5;
                Ok(unit)
            }
            None => Err(self.error("an escape has four hexadecimal digits")),
        }
    }

    /// Passes over a value, and gives its text.
    pub fn passed(&mut self) -> Result<&'j str, DecodeError> {
        self.peek();
        let from = self.at;
        self.skip()?;
        Ok(self.text.get(from..self.at).unwrap_or_default())
    }

    /// Passes over a value.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        let (mut depth, mut objects) = (0, 0_u128);
        loop {
            match self.kind()? {
                kind @ (Kind::Object | Kind::Array) => {
                    if depth == MAX_SKIPPED_DEPTH {
                        return Err(self.error(format!("a value nests more than {MAX_SKIPPED_DEPTH} levels")));
                    }
                    depth += 1;
                    objects = objects << 1 | u128::from(kind == Kind::Object);
                    self.at += 1;
                    self.opened = true;
                }
                Kind::Text => self.skip_string()?,
                Kind::Number => self.number(&mut Number::default())?,
                Kind::Null => self.word("null")?,
                Kind::Bool => _ = self.bool()?,
            }
            loop {
                if depth == 0 {
                    return Ok(());
                }
                let object = objects & 1 == 1;
                if self.more(if object { b'}' } else { b']' })? {
                    if object {
                        if self.peek() != Some(b'"') {
                            return Err(self.unexpected("a key"));
                        }
                        self.skip_string()?;
                        self.colon()?;
                    }
                    break;
                }
                depth -= 1;
                objects >>= 1;
            }
        }
    }

    /// The keys of an object that was read before, from behind its brace.
    #[cold]
    pub fn keys(&self, start: usize) -> Vec<Cow<'j, str>> {
        let mut again = Self { at: start, opened: true, ..*self };
        let mut keys = Vec::new();
        while let Ok(true) = again.more(b'}')
            && let Ok(key) = again.key()
        {
            keys.push(key);
            if again.skip().is_err() {
                break;
            }
        }
        keys
    }

    /// Reads `true` or `false`.
    #[inline]
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        match self.peek() {
            Some(b't') => self.word("true").map(|()| true),
            Some(b'f') => self.word("false").map(|()| false),
            _ => Err(self.mistaken(Kind::Bool)),
        }
    }

    /// Another kind of value stands here than is expected.
    #[cold]
    pub fn mistaken(&mut self, expected: Kind) -> DecodeError {
        match self.kind() {
            Ok(found) => self.error(format!("expected {expected}, found {found}")),
            Err(_) => self.unexpected(&expected.to_string()),
        }
    }

    /// Nothing but white space may be left.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            None if !self.cut => Ok(()),
            _ => Err(self.error("something comes after the value")),
        }
    }
}

/// How many bytes from the start stand for themselves in a string (RFC 8259 §7).
#[inline]
pub(super) fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // The highest bit of a byte is set where the byte is zero, or less than a space; a borrow goes only to later ones.
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let odd = word.wrapping_sub(ONES * 0x20) & !word
            | zero(word ^ (ONES * u64::from(b'"')))
            | zero(word ^ (ONES * u64::from(b'\\')));
        let odd = odd & ONES << 7;
        if odd != 0 {
            return index * 8 + odd.trailing_zeros() as usize / 8;
        }
    }
    let odd = rest.iter().position(|byte| matches!(byte, ..0x20 | b'"' | b'\\'));
    bytes.len() - rest.len() + odd.unwrap_or(rest.len())
}
