//! Date-times, dates and times (RFC 3339 §5.6) as types of the `time` crate.

use std::borrow::Cow;

use ::time::format_description::well_known::{Iso8601, Rfc3339};
use ::time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

impl Decode for OffsetDateTime {
    /// Unless the decoder is strict, a space in place of the `T` is read too, and what has no offset is in UTC.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.parsed("a date-time of RFC 3339", |text| Self::parse(text, &Rfc3339), near)
    }
}

/// What is nearly a date-time of RFC 3339.
fn near(text: &str) -> Option<OffsetDateTime> {
    let text: Cow<'_, str> = match text.split_once(' ') {
        Some((date, time)) => Cow::Owned(format!("{date}T{}", time.replace(' ', ""))),
        None => Cow::Borrowed(text),
    };
    let whole = OffsetDateTime::parse(&text, &Iso8601::PARSING).ok();
    whole.or_else(|| PrimitiveDateTime::parse(&text, &Iso8601::PARSING).ok().map(PrimitiveDateTime::assume_utc))
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
        // The parser would pass over a time that follows.
        let date = |text: &str| match text.len() {
            10 => Self::parse(text, &Iso8601::DATE).map_err(|error| error.to_string()),
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
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        // The parser would pass over an offset.
        let time = |text: &str| match text.contains(['Z', 'z', '+', '-']) {
            false => Self::parse(text, &Iso8601::TIME).map_err(|error| error.to_string()),
            true => Err("it has one".to_owned()),
        };
        decoder.parsed("a time without an offset", time, |_| None)
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
