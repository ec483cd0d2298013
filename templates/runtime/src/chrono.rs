//! Date-times, dates and times (RFC 3339 §5.6) as types of the `chrono` crate.

use ::chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

impl Decode for DateTime<FixedOffset> {
    /// Unless the decoder is strict, a space in place of the `T` is read too, what has no offset is in UTC, and a number is a time
    /// since 1970.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if let Some(time) = decoder.since_1970(DateTime::from_timestamp_millis)? {
            return Ok(time.fixed_offset());
        }
        decoder.parsed("a date-time of RFC 3339", DateTime::parse_from_rfc3339, |text| {
            let text = text.replacen(' ', "T", 1).replace(' ', "");
            let whole = DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%#z").ok();
            let local = |form| NaiveDateTime::parse_from_str(&text, form).ok();
            whole.or_else(|| Some(local("%Y-%m-%dT%H:%M:%S%.f")?.and_utc().fixed_offset()))
        })
    }
}

impl Encode for DateTime<FixedOffset> {
    fn encode(&self, encoder: &mut Encoder) {
        // RFC 3339 has four digits for a year.
        match self.year() {
            0..=9999 => encoder.string(&written(self)),
            _ => encoder.fail(format!("RFC 3339 cannot hold the date-time {self}")),
        }
    }
}

impl ToParameter for DateTime<FixedOffset> {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(written(self))
    }
}

fn written(value: &DateTime<FixedOffset>) -> String {
    value.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

impl Decode for NaiveDate {
    /// Unless the decoder is strict, the date of a whole date-time is read too.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if let Some(time) = decoder.since_1970(DateTime::from_timestamp_millis)? {
            return Ok(time.date_naive());
        }
        decoder.parsed("a date of RFC 3339", str::parse, |text| {
            let (date, rest) = text.split_at_checked(10)?;
            date.parse().ok().filter(|_| rest.starts_with(['T', ' ']))
        })
    }
}

impl Encode for NaiveDate {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(&self.to_string());
    }
}

impl ToParameter for NaiveDate {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.to_string())
    }
}

impl Decode for NaiveTime {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.parsed("a time without an offset", str::parse, |_| None)
    }
}

impl Encode for NaiveTime {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(&self.to_string());
    }
}

impl ToParameter for NaiveTime {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.to_string())
    }
}
