//! Date-times and dates (RFC 3339 §5.6).

use std::borrow::Cow;

use ::time::format_description::well_known::{Iso8601, Rfc3339};
use ::time::{Date, OffsetDateTime, PrimitiveDateTime};

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

impl Decode for OffsetDateTime {
    /// Unless the decoder is strict, a space in place of the `T` is read too, and what has no offset is in UTC.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let text = decoder.string()?;
        let error = match Self::parse(&text, &Rfc3339) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let near = if decoder.is_strict() { None } else { near(&text) };
        if near.is_some() {
            decoder.oddities += 1;
        }
        near.ok_or_else(|| decoder.error(format!("expected a date-time of RFC 3339, found `{text}`: {error}")))
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
        let text = decoder.string()?;
        let error = match Self::parse(&text, &Iso8601::DATE) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let near = if decoder.is_strict() { None } else { text.get(..10).zip(text.get(10..11)) };
        let near = near.filter(|(_, rest)| ["T", " "].contains(rest));
        match near.and_then(|(date, _)| Self::parse(date, &Iso8601::DATE).ok()) {
            Some(value) => {
                decoder.oddities += 1;
                Ok(value)
            }
            None => Err(decoder.error(format!("expected a date of RFC 3339, found `{text}`: {error}"))),
        }
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
