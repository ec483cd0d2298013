//! Bytes that travel as base64 (RFC 4648).

use std::fmt;

use ::base64::Engine as _;
use ::base64::alphabet;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

/// Bytes; on the wire they are base64 with padding. Unless the decoder is strict, text without padding, in the alphabet for
/// URLs, or with bits behind the last byte is read too.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64(Vec<u8>);

impl Base64 {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn text(&self) -> String {
        general_purpose::STANDARD.encode(&self.0)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The length alone: the bytes may be a secret, or many.
impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl Decode for Base64 {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let strict = decoder.is_strict();
        let text = decoder.string()?;
        // Nearly all of it is as RFC 4648 §4 has it.
        let bytes = general_purpose::STANDARD.decode(text.as_bytes());
        let bytes = bytes.or_else(|error| if strict { Err(error) } else { lenient(&text) });
        bytes.map(Self).map_err(|error| decoder.error(format!("expected base64: {error}")))
    }
}

/// Text without padding, in the alphabet for URLs, with line breaks as those of MIME (RFC 2045 §6.8), or with bits behind the
/// last byte that are not zero (RFC 4648 §3.5 leaves it to the reader).
fn lenient(text: &str) -> Result<Vec<u8>, ::base64::DecodeError> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let alphabet = if text.contains(['-', '_']) { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    GeneralPurpose::new(alphabet, config).decode(text)
}

impl Encode for Base64 {
    fn encode(&self, encoder: &mut Encoder) {
        encoder.string(&self.text());
    }
}

impl ToParameter for Base64 {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.text())
    }
}
