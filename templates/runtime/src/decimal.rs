//! Decimals, digit by digit: as texts, and as numbers.

use std::fmt;

use rust_decimal::Decimal;

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

/// A decimal that is a number on the wire; a [`Decimal`] by itself is a text there.
///
/// It is read and written digit by digit. serde's traits and forms go through a double.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecimalNumber(pub Decimal);

impl From<Decimal> for DecimalNumber {
    fn from(value: Decimal) -> Self {
        Self(value)
    }
}

impl From<DecimalNumber> for Decimal {
    fn from(value: DecimalNumber) -> Self {
        value.0
    }
}

impl fmt::Display for DecimalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Every digit counts: what has more of them than a decimal holds is an error, and not rounded.
fn decimal(text: &str) -> Result<Decimal, rust_decimal::Error> {
    if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { Decimal::from_str_exact(text) }
}

impl Decode for Decimal {
    /// Unless the decoder is strict, a number is read too.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if !decoder.is_strict() && decoder.at_number() {
            decoder.oddities += 1;
            return DecimalNumber::decode(decoder).map(|number| number.0);
        }
        decoder.parsed("a decimal", decimal, |_| None)
    }
}

impl Encode for Decimal {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(&self.to_string());
    }
}

impl ToParameter for Decimal {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.to_string())
    }
}

impl Decode for DecimalNumber {
    /// Unless the decoder is strict, a text is read too.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        if !decoder.is_strict() && !decoder.at_number() {
            decoder.oddities += 1;
            return decoder.parsed("a decimal", decimal, |_| None).map(Self);
        }
        let text = decoder.number_text()?;
        let value = decimal(text);
        value.map(Self).map_err(|e| decoder.error(format!("expected a decimal, found {text:.40}: {e}")))
    }
}

impl Encode for DecimalNumber {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.number_text(&self.0.to_string());
    }
}

impl ToParameter for DecimalNumber {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Literal(self.0.to_string())
    }
}
