//! URLs that are not relative.

use reqwest::Url;

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

impl Decode for Url {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.parsed("a URL", Self::parse, |_| None)
    }
}

impl Encode for Url {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(self.as_str());
    }
}

impl ToParameter for Url {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.to_string())
    }
}
