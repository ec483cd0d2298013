//! Date-times, dates and times (RFC 3339 §5.6) as types of the `time` crate.

use ::time::format_description::well_known::Rfc3339;
use ::time::{Date, OffsetDateTime, Time};

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

impl Decode for OffsetDateTime {
    /// Unless the decoder is strict, a space in place of the `T` is read too, what has no offset is in UTC, and a number is a time
    /// since 1970.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if let Some(time) = decoder.since_1970(since_1970)? {
            return Ok(time);
        }
        decoder.parsed("a date-time of RFC 3339", read, near)
    }
}

fn read(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|error| error.to_string())
}

fn since_1970(milliseconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
}

/// What is nearly a date-time of RFC 3339, also in the other forms of ISO 8601 for a day of a month. The parser that `time` has
/// for that standard is generic, and so machine code of every SDK; that for RFC 3339 is not.
fn near(text: &str) -> Option<OffsetDateTime> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let rest = rest.replace(' ', "");
    let (time, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
    let date = if date.len() == 8 { paired(date, 4, '-') } else { date.to_owned() };
    let offset = match offset.split_at_checked(1) {
        None => "Z".to_owned(),
        Some((sign, "")) => sign.to_owned(),
        Some((sign, rest)) if rest.len() == 2 => format!("{sign}{rest}:00"),
        Some((sign, rest)) => format!("{sign}{}", paired(rest, 2, ':')),
    };
    read(&format!("{date}T{}{offset}", clock(time))).ok()
}

/// A time of day with its seconds and colons.
fn clock(text: &str) -> String {
    let (whole, fraction) = text.split_at(text.find(['.', ',']).unwrap_or(text.len()));
    let mut time = paired(whole, 2, ':');
    if time.len() == "00:00".len() {
        time.push_str(":00");
    }
    time + &fraction.replace(',', ".")
}

/// Digits with a mark behind the first so many, and behind each two that follow, unless the mark is there.
fn paired(digits: &str, first: usize, mark: char) -> String {
    if digits.contains(mark) {
        return digits.to_owned();
    }
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at >= first && (at - first).is_multiple_of(2) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

impl Encode for OffsetDateTime {
    fn encode(&self, encoder: &mut Encoder) {
        match self.format(&Rfc3339) {
            Ok(text) => encoder.string(&text),
            Err(error) => encoder.fail(format!("RFC 3339 cannot hold the date-time {self}: {error}")),
        }
    }
}

impl ToParameter for OffsetDateTime {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.format(&Rfc3339).unwrap_or_else(|_| self.to_string()))
    }
}

impl Decode for Date {
    /// Unless the decoder is strict, the date of a whole date-time is read too.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if let Some(time) = decoder.since_1970(since_1970)? {
            return Ok(time.date());
        }
        let date = |text: &str| match text.len() {
            10 => read(&format!("{text}T00:00:00Z")).map(OffsetDateTime::date),
            length => Err(format!("it has {length} characters")),
        };
        decoder.parsed("a date of RFC 3339", date, |text| {
            let (text, rest) = text.split_at_checked(10)?;
            date(text).ok().filter(|_| rest.starts_with(['T', ' ']))
        })
    }
}

impl Encode for Date {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(&self.to_string());
    }
}

impl ToParameter for Date {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.to_string())
    }
}

impl Decode for Time {
    /// Unless the decoder is strict, a time without seconds is read too.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let time = |text: &str| match text.contains(['Z', 'z', '+', '-']) {
            false => read(&format!("1970-01-01T{text}Z")).map(OffsetDateTime::time),
            true => Err("it has an offset".to_owned()),
        };
        decoder.parsed("a time without an offset", time, |text| time(&clock(text)).ok())
    }
}

impl Encode for Time {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(&of_day(*self));
    }
}

impl ToParameter for Time {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(of_day(*self))
    }
}

/// `09:30:00`, and as much of a second as there is.
fn of_day(time: Time) -> String {
    let (hour, minute, second, nanos) = time.as_hms_nano();
    let whole = format!("{hour:02}:{minute:02}:{second:02}");
    if nanos == 0 { whole } else { format!("{whole}.{nanos:09}").trim_end_matches('0').to_owned() }
}
