//! Instants, dates, times (RFC 3339 §5.6) and durations (ISO 8601) as types of the `jiff` crate.

use ::jiff::civil::{Date, DateTime, Time};
use ::jiff::tz::Offset;
use ::jiff::{Span, SpanFieldwise, Timestamp};

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

impl Decode for Timestamp {
    /// An instant has no offset: it is written in UTC. Unless the decoder is strict, what has none is in UTC, and a number is a
    /// time since 1970.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if let Some(time) = decoder.since_1970(|at| Self::from_millisecond(at).ok())? {
            return Ok(time);
        }
        decoder.parsed("a date-time of RFC 3339", str::parse, |text| {
            let local: DateTime = text.parse().ok().filter(|_| text.len() > "2026-01-02".len())?;
            Offset::UTC.to_timestamp(local).ok()
        })
    }
}

impl Decode for Date {
    /// Unless the decoder is strict, the date of a whole date-time is read too.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let instant = |at| Timestamp::from_millisecond(at).ok();
        if let Some(time) = decoder.since_1970(instant)? {
            return Ok(Offset::UTC.to_datetime(time).date());
        }
        let date = |text: &str| Self::strptime("%Y-%m-%d", text);
        decoder.parsed("a date of RFC 3339", date, |text| {
            let (text, rest) = text.split_at_checked(10)?;
            date(text).ok().filter(|_| rest.starts_with(['T', ' ']))
        })
    }
}

impl Decode for Time {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.parsed("a time without an offset", str::parse, |_| None)
    }
}

impl Decode for SpanFieldwise {
    /// Unless the decoder is strict, `90s` and `2h 30m` are read too.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let duration = |text: &str| {
            let iso = text.trim_start_matches(['-', '+']).starts_with(['P', 'p']);
            if iso { text.parse::<Span>().map_err(|e| e.to_string()) } else { Err("it begins with `P`".to_owned()) }
        };
        let span = decoder.parsed("a duration of ISO 8601", duration, |text| text.parse().ok())?;
        Ok(span.fieldwise())
    }
}

impl Encode for SpanFieldwise {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(&self.0.to_string());
    }
}

impl ToParameter for SpanFieldwise {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.0.to_string())
    }
}

/// What is written as it shows itself.
macro_rules! shown {
    ($($value:ty),*) => {$(
        impl Encode for $value {
            fn encode(&self, encoder: &mut Encoder) {
                encoder.string(&self.to_string());
            }
        }

        impl ToParameter for $value {
            fn to_parameter(&self) -> ParameterValue {
                ParameterValue::Text(self.to_string())
            }
        }
    )*};
}

shown!(Timestamp, Date, Time);
