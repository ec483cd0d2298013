//! Numbers keep their value to the last bit, whichever way they go.

use sdkwright_runtime::{Decoder, Encoder, deserialize, serialize};
use serde_json::Value;

/// Doubles that a quick reader takes for their neighbours.
const HARD: [&str; 3] = ["-5.960464477539063e-8", "1.7976931348623155e308", "6929495644600919.5"];

#[test]
fn a_number_keeps_its_last_bit() {
    for text in HARD {
        let exact: f64 = text.parse().expect("a number");
        let raw: Value = Decoder::new(text.as_bytes(), true).whole().expect("raw JSON");
        assert_eq!(raw.as_f64(), Some(exact), "raw JSON: {text}");
        let bridged: f64 = deserialize(&mut serde_json::Deserializer::from_str(text)).expect("through serde");
        assert_eq!(bridged, exact, "through serde: {text}");
        let mut out = Vec::new();
        serialize(&exact, &mut serde_json::Serializer::new(&mut out)).expect("through serde");
        assert_eq!(out, Encoder::whole(&exact).expect("a number"), "{text}");
    }
}
