//! UUIDs (RFC 9562).

use ::uuid::Uuid;

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

impl Decode for Uuid {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.parsed("a UUID", Self::try_parse, |_| None)
    }
}

impl Encode for Uuid {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(self.hyphenated().encode_lower(&mut Self::encode_buffer()));
    }
}

impl ToParameter for Uuid {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.to_string())
    }
}
