//! Numbers of JSON (RFC 8259 §6), to the last bit.

use super::choice::Kind;
use super::decode_error::DecodeError;
use super::reader::Reader;

/// Every whole number up to this is a double, and so is every power of ten of the table.
const EXACT: u64 = 1 << 53;
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// So many digits fit into 64 bits, whatever they are.
const DIGITS: usize = 19;

/// A number as it stands in the text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Number<'j> {
    pub text: &'j str,
    negative: bool,
    /// All digits as one whole number, unless there are too many.
    digits: u64,
    /// Of how many digits it is made; a zero before the point is none.
    count: usize,
    /// The power of ten that it is multiplied by.
    exponent: i64,
    /// Whether it has a fraction or an exponent.
    broken: bool,
}

impl<'j> Reader<'j> {
    /// Reads a number into a place that its caller has: to return one is to copy it, twice, out of parts that were written just
    /// before, for which the processor waits as long as for the digits.
    #[inline]
    pub fn number(&mut self, number: &mut Number<'j>) -> Result<(), DecodeError> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.mistaken(Kind::Number));
        }
        let start = self.at;
        number.negative = self.eat(b'-');
        if !self.eat(b'0') {
            self.digits(number)?;
        }
        if matches!(self.byte(), Some(b'.' | b'e' | b'E')) {
            self.fraction(number)?;
        }
        number.text = &self.text[start..self.at];
        Ok(())
    }

    /// Reads at least one digit.
    #[inline]
    fn digits(&mut self, number: &mut Number<'_>) -> Result<(), DecodeError> {
        let start = self.at;
        while let Some(eight) = self.text.as_bytes()[self.at..].first_chunk().and_then(|word| eight(*word)) {
            number.digits = number.digits.wrapping_mul(100_000_000).wrapping_add(eight);
            self.at += 8;
        }
        while let Some(byte @ b'0'..=b'9') = self.byte() {
            number.digits = number.digits.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            self.at += 1;
        }
        number.count += self.at - start;
        if self.at == start { Err(self.unexpected("a digit")) } else { Ok(()) }
    }

    /// Reads what comes after the whole part.
    fn fraction(&mut self, number: &mut Number<'_>) -> Result<(), DecodeError> {
        number.broken = true;
        if self.eat(b'.') {
            let start = self.at;
            self.digits(number)?;
            number.exponent = -((self.at - start) as i64);
        }
        if self.eat(b'e') || self.eat(b'E') {
            let negative = self.eat(b'-');
            _ = !negative && self.eat(b'+');
            let mut exponent = Number::default();
            let padded = self.eat(b'0');
            while self.eat(b'0') {}
            if !padded || matches!(self.byte(), Some(b'0'..=b'9')) {
                self.digits(&mut exponent)?;
            }
            // Beyond this nothing but zero and infinities is left.
            let size = if exponent.count > 4 { 99_999 } else { exponent.digits as i64 };
            number.exponent += if negative { -size } else { size };
        }
        Ok(())
    }
}

impl Number<'_> {
    /// The whole number that the text is, if it fits.
    #[inline]
    pub fn int(&self) -> Option<i64> {
        if self.broken || self.count > DIGITS {
            return self.whole();
        }
        if self.negative { 0_i64.checked_sub_unsigned(self.digits) } else { i64::try_from(self.digits).ok() }
    }

    /// The whole number without a sign that the text is, if it fits.
    pub fn unsigned(&self) -> Option<u64> {
        match !self.broken && self.count <= DIGITS && !self.negative {
            true => Some(self.digits),
            false => self.whole(),
        }
    }

    /// The whole number that a text of any other form is: `1.0`, `1.5e1`, and what has more digits (JSON Schema 2020-12
    /// validation §6.1.1: an integer is a number whose fraction is zero). Digit by digit, because a double has fewer.
    #[cold]
    fn whole<T: TryFrom<i128>>(&self) -> Option<T> {
        let digits: String = self.text.chars().take_while(|c| !matches!(c, 'e' | 'E')).filter(|c| *c != '.').collect();
        let told = digits.trim_end_matches('0');
        if told.trim_start_matches('-').is_empty() {
            return T::try_from(0).ok();
        }
        let power = self.exponent + (digits.len() - told.len()) as i64;
        let power = 10_i128.checked_pow(u32::try_from(power).ok()?)?;
        T::try_from(told.parse::<i128>().ok()?.checked_mul(power)?).ok()
    }

    /// The double that is nearest; none, if that would be an infinity.
    #[inline]
    pub fn float(&self) -> Option<f64> {
        let power = POWERS.get(self.exponent.unsigned_abs() as usize);
        match power {
            // Both are exact, so that the one operation rounds once.
            Some(power) if self.count <= DIGITS && self.digits <= EXACT => {
                let size = self.digits as f64;
                let size = if self.exponent < 0 { size / power } else { size * power };
                Some(if self.negative { -size } else { size })
            }
            _ => self.text.parse().ok().filter(|value: &f64| value.is_finite()),
        }
    }

    /// The same as raw JSON.
    pub fn json(&self) -> Option<serde_json::Number> {
        // What is written as a double stays one.
        let whole = if self.broken { None } else { self.int() };
        match whole {
            // Minus zero is a double.
            Some(value) if value != 0 || !self.negative => Some(value.into()),
            // It keeps digits, where another crate made it do so.
            _ => self.text.parse().ok(),
        }
    }
}

/// The number that eight digits are.
#[inline]
fn eight(word: [u8; 8]) -> Option<u64> {
    const ONES: u64 = u64::MAX / 0xff;
    const NIBBLES: u64 = ONES * 0xf0;
    let word = u64::from_le_bytes(word);
    // The upper half of a digit is a three, also six further on.
    let digits = word & NIBBLES == ONES * 0x30 && word.wrapping_add(ONES * 6) & NIBBLES == ONES * 0x30;
    digits.then(|| {
        // Pairs, then fours, then all: each sum stands in the lane of its second half.
        let pairs = (word & (ONES * 0xf)).wrapping_mul((10 << 8) + 1) >> 8;
        let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul((100 << 16) + 1) >> 16;
        (fours & 0x0000_ffff_0000_ffff).wrapping_mul((10_000 << 32) + 1) >> 32
    })
}
