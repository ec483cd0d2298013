//! Addresses of the internet protocol (RFC 2673 §3.2, RFC 4291 §2.2).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::argument::{ParameterValue, ToParameter};
use super::decode::{Decode, Decoder};
use super::decode_error::DecodeError;
use super::encode::{Encode, Encoder};

/// The texts of these types are those that the standard library reads and writes.
macro_rules! address {
    ($address:ty, $what:literal) => {
        impl Decode for $address {
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                decoder.parsed($what, str::parse, |_| None)
            }
        }

        impl Encode for $address {
            fn encode(&self, encoder: &mut Encoder) {
                encoder.string(&self.to_string());
            }
        }

        impl ToParameter for $address {
            fn to_parameter(&self) -> ParameterValue {
                ParameterValue::Text(self.to_string())
            }
        }
    };
}

address!(IpAddr, "an IP address");
address!(Ipv4Addr, "an IPv4 address");
address!(Ipv6Addr, "an IPv6 address");
