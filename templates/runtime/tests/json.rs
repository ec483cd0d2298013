//! The reader against `serde_json`: what one of them reads, the other reads as the same value.

use sdkwright_runtime::{Decode, Decoder, Encoder};
use serde_json::{Map, Value};

/// Bytes that look like any (splitmix64).
struct Noise(u64);

impl Noise {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z % end as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const SPACES: [&str; 6] = ["", "", "", " ", "\n\t ", "\r\n        "];
const PIECES: [&str; 20] = [
    "a",
    "plain text of some length",
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\b\\f\\r\\t",
    "\\u0041",
    "\\u00e9",
    "\\uD83D\\uDE00",
    "\\u0000",
    "é",
    "日本語",
    "🎉",
    " ",
    "/",
    "{",
    "]",
    ":,",
    "\u{7f}\u{2028}",
];
const NUMBERS: [&str; 24] = [
    "0",
    "-0",
    "1",
    "-1",
    "42",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "0.1",
    "-0.0",
    "1.5e3",
    "1E+2",
    "1e-7",
    "6929495644600919.5",
    "2.2250738585072014e-308",
    "5e-324",
    "1.7976931348623157e308",
    "0.000000000000000000000000000000000000001",
    "100000000000000000000e-20",
    "1234567890123456789.0e-3",
];

/// The text of a value, in one of the ways to write it.
fn text(noise: &mut Noise, depth: usize) -> String {
    let space = noise.one(&SPACES);
    let value = match noise.below(if depth < 5 { 8 } else { 6 }) {
        0 => noise.one(&["null", "true", "false"]).to_owned(),
        1 | 2 => noise.one(&NUMBERS).to_owned(),
        3..=5 => string(noise),
        6 => {
            let items: Vec<_> = (0..noise.below(4)).map(|_| text(noise, depth + 1)).collect();
            format!("[{}{space}]", items.join(","))
        }
        _ => {
            let items: Vec<_> = (0..noise.below(4))
                .map(|_| format!("{space}{}{space}:{}", string(noise), text(noise, depth + 1)))
                .collect();
            format!("{{{}{space}}}", items.join(","))
        }
    };
    format!("{space}{value}{space}")
}

fn string(noise: &mut Noise) -> String {
    let pieces: String = (0..noise.below(6)).map(|_| noise.one(&PIECES)).collect();
    format!("\"{pieces}\"")
}

/// The text with a byte changed, taken out or put in, or cut off.
fn spoil(noise: &mut Noise, text: &str) -> Vec<u8> {
    const BYTES: &[u8] = b"\"\\{}[]:, 0-+.eE9nutf\n\0\x1f\x80\xff\xe2";
    let mut bytes = text.as_bytes().to_vec();
    let (at, byte) = (noise.below(bytes.len()), BYTES[noise.below(BYTES.len())]);
    match noise.below(4) {
        0 => bytes[at] = byte,
        1 => _ = bytes.remove(at),
        2 => bytes.insert(at, byte),
        _ => bytes.truncate(at),
    }
    bytes
}

fn check(bytes: &[u8]) {
    let shown = String::from_utf8_lossy(bytes);
    // A strict decoder refuses keys that are repeated, which serde_json does not.
    let ours = Decoder::new(bytes, false).whole::<Value>();
    let theirs = serde_json::from_slice::<Value>(bytes);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert_eq!(ours, theirs, "{shown}");
            assert_eq!(Encoder::whole(ours).ok(), serde_json::to_vec(theirs).ok(), "{shown}");
        }
        (Err(error), Err(_)) => assert!(error.offset() <= bytes.len(), "{error}: {shown}"),
        _ => panic!("{shown}\nis {ours:?} and {theirs:?}"),
    }
    // Passed over as what the type does not name, it must be as sound; only the size of its numbers does not count.
    let wrapped = [b"[0,", bytes, b"]"].concat();
    let theirs = serde_json::from_slice::<Vec<Value>>(&wrapped);
    if !theirs.as_ref().is_err_and(|error| error.to_string().contains("number out of range")) {
        let skipped = Decoder::new(&wrapped, false).whole::<(i64,)>();
        assert_eq!(skipped.is_ok(), theirs.is_ok(), "{shown}: {skipped:?}");
    }
}

#[test]
fn what_serde_json_reads_is_read_as_the_same() {
    let mut noise = Noise(1);
    for _ in 0..20_000 {
        let sound = text(&mut noise, 0);
        check(sound.as_bytes());
        check(&spoil(&mut noise, &sound));
    }
}

#[test]
fn numbers_are_read_as_serde_json_reads_them() {
    fn typed<T: Decode + PartialEq + std::fmt::Debug + serde::de::DeserializeOwned>(text: &str) {
        let ours = Decoder::new(text.as_bytes(), true).whole::<T>();
        assert_eq!(ours.ok(), serde_json::from_str::<T>(text).ok(), "{text}");
    }
    let mut noise = Noise(2);
    for _ in 0..20_000 {
        let digits = |noise: &mut Noise, most: usize| {
            (0..=noise.below(most)).map(|_| noise.one(&["0", "1", "5", "9", "7"])).collect::<String>()
        };
        let whole = digits(&mut noise, 24);
        let mut number = whole.trim_start_matches('0').to_owned();
        if number.is_empty() {
            number.push('0');
        }
        typed::<u64>(&number);
        typed::<i64>(&number);
        // serde_json takes `-0` for a double.
        if number != "0" {
            typed::<i64>(&format!("-{number}"));
            typed::<u64>(&format!("-{number}"));
        }
        if noise.below(2) == 0 {
            number = format!("{number}.{}", digits(&mut noise, 24));
        }
        if noise.below(2) == 0 {
            number = format!("{number}{}{}", noise.one(&["e", "E-", "e+"]), noise.below(340));
        }
        typed::<f64>(&number);
        typed::<f64>(&format!("-{number}"));
    }
    for text in [
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "--1",
        "+1",
        "0x1",
        "1e999",
        "-1e999",
        "NaN",
        "1 2",
        "1e99999999999999999999",
        "1e00",
        "1e-00000000000000000000002",
        "0.00000000000000000000012345678",
        "1234567:",
        "12345678/",
        "1.2345678901234567E+08",
    ] {
        typed::<f64>(text);
    }
}

#[test]
fn a_whole_number_may_have_a_fraction_of_nothing() {
    // Of JSON Schema, whatever the text (2020-12 validation §6.1.1), also for a client that is strict, and in serde's world.
    let whole = [
        ("0.0", 0, Some(0)),
        ("-0.0", 0, Some(0)),
        ("0e999999", 0, Some(0)),
        ("1.0", 1, Some(1)),
        ("-1.00", -1, None),
        ("1.5e1", 15, Some(15)),
        ("1E3", 1000, Some(1000)),
        ("120e-1", 12, Some(12)),
        ("9007199254740993.0", 9_007_199_254_740_993, Some(9_007_199_254_740_993)),
        ("9223372036854775807.000000", i64::MAX, Some(9_223_372_036_854_775_807)),
        ("-9223372036854775808.0", i64::MIN, None),
        ("0.00000000000000000000000000000000000000001e41", 1, Some(1)),
    ];
    for (text, int, unsigned) in whole {
        assert_eq!(Decoder::new(text.as_bytes(), true).whole::<i64>().ok(), Some(int), "{text}");
        assert_eq!(Decoder::new(text.as_bytes(), true).whole::<u64>().ok(), unsigned, "{text}");
    }
    assert_eq!(Decoder::new(b"18446744073709551615.0", true).whole::<u64>().ok(), Some(u64::MAX));
    for text in ["0.5", "1.5", "1e-1", "9223372036854775808.0", "1e19", "1e99999999999999999999", "1.0000000000000001"]
    {
        assert!(Decoder::new(text.as_bytes(), false).whole::<i64>().is_err(), "{text}");
    }
    assert!(Decoder::new(b"18446744073709551616.0", false).whole::<u64>().is_err());
    // What may be of any kind stays a double.
    assert_eq!(Decoder::new(b"1.0", false).whole::<Value>().ok(), Some(serde_json::json!(1.0)));
}

#[test]
fn depth_has_a_bound_however_a_value_is_read() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        assert!(Decoder::new(nested(128).as_bytes(), true).whole::<Value>().is_ok(), "{open}");
        assert!(Decoder::new(nested(129).as_bytes(), true).whole::<Value>().is_err(), "{open}");
        let passed = |depth: usize| format!("[0,{}]", nested(depth));
        assert!(Decoder::new(passed(128).as_bytes(), false).whole::<(i64,)>().is_ok(), "{open}");
        assert!(Decoder::new(passed(1_000_000).as_bytes(), false).whole::<(i64,)>().is_err(), "{open}");
    }
}

#[test]
fn an_error_says_what_was_found_and_where() {
    let check = |text: &[u8], expected: &str| {
        let error = Decoder::new(text, true).whole::<std::collections::BTreeMap<String, Vec<i64>>>();
        assert_eq!(error.expect_err("a fault").to_string(), expected);
    };
    check(b"{\"a\": [1, \"b\"]}", "expected a number, found a string at $.a[1] (byte 10)");
    check(b"{\"a\": 1}", "expected an array, found a number at $.a (byte 6)");
    check(b"{\"a\": [1, 2", "expected `,` or `]`, found the end of the text at $.a (byte 11)");
    check(b"{\"a\": [1 2]}", "expected `,` or `]`, found `2` at $.a (byte 9)");
    check(b"{\"a\": [,2]}", "expected a number, found `,` at $.a[0] (byte 7)");
    check(b"{a: 1}", "expected a key, found `a` at $ (byte 1)");
    check(b"{\"a\" 1}", "expected `:`, found `1` at $ (byte 5)");
    check(b"{\"a\": []} x", "something comes after the value at $ (byte 10)");
    check(b"{\"a\": [1.5]}", "expected a whole number of 64 bits, found 1.5 at $.a[0] (byte 10)");
    check(b"{\"\xff\": [1.5]}", "the text is not UTF-8 at $ (byte 2)");
    check(b"", "expected an object, found the end of the text at $ (byte 0)");
}

#[test]
fn of_a_repeated_key_the_last_value_counts() {
    let read = Decoder::new(br#"{"a": 1, "b": 2, "a": 3}"#, false).whole::<Map<String, Value>>();
    assert_eq!(read.ok(), serde_json::json!({"a": 3, "b": 2}).as_object().cloned());
}
