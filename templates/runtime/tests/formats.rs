//! Texts and numbers of a format as the types that they can have: what is read, what a strict decoder refuses, and what is
//! written.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sdkwright_runtime::{
    DecimalNumber, Decode, DecodeError, Decoder, Encode, Encoder, Nullable, ParameterValue, ToParameter,
};

/// How a text is read: as it should be, or only unless the decoder is strict; and what is written of it.
#[derive(Clone, Copy)]
enum Read {
    Always(&'static str),
    Near(&'static str),
    Never,
}

use Read::{Always, Near, Never};

fn check<T: Decode + Encode + ToParameter + Debug>(table: &[(&str, Read)]) {
    let of = std::any::type_name::<T>();
    for (json, read) in table {
        let decode = |strict| Decoder::new(json.as_bytes(), strict).whole::<T>();
        let (written, strictly) = match read {
            Always(written) => (Some(*written), true),
            Near(written) => (Some(*written), false),
            Never => (None, false),
        };
        assert_eq!(decode(true).is_ok(), strictly, "strictly, {of}: {json}");
        let Some(written) = written else {
            assert!(decode(false).is_err(), "{of}: {json} is {:?}", decode(false));
            continue;
        };
        let value = decode(false).unwrap_or_else(|error| panic!("{of}: {json}: {error}"));
        let text = Encoder::whole(&value).map(|text| String::from_utf8_lossy(&text).into_owned());
        assert_eq!(text.as_deref(), Ok(written), "{of}: {json}");
        let sent = match value.to_parameter() {
            ParameterValue::Text(text) => format!("\"{text}\""),
            ParameterValue::Literal(text) => text,
            other => format!("{other:?}"),
        };
        assert_eq!(sent, written, "{of}: {json} as a parameter");
    }
}

#[test]
fn date_times() {
    const UTC: &str = "\"2026-01-02T03:04:05Z\"";
    const HALF: &str = "\"2026-01-02T03:04:05.5Z\"";
    let all = [
        (UTC, Always(UTC)),
        ("\"2026-01-02T03:04:05\"", Near(UTC)),
        ("\"2026-01-02\"", Never),
        ("\"24h\"", Never),
        ("\"\"", Never),
        // Since 1970, in milliseconds or seconds.
        ("1767323045000", Near(UTC)),
        ("1767323045", Near(UTC)),
        ("1767323045.5", Never),
        ("176732304000", Near("\"1975-08-08T12:18:24Z\"")),
        ("176732304", Near("\"1975-08-08T12:18:24Z\"")),
        ("7", Never),
        ("-1767323045000", Never),
        ("17673230450000", Never),
        ("176732304500000000", Never),
    ];
    let (east, spaced) = ("\"2026-01-02T03:04:05.250+02:00\"", "\"2026-01-02 03:04:05.5\"");
    check::<time::OffsetDateTime>(&all);
    check::<time::OffsetDateTime>(&[(east, Always("\"2026-01-02T03:04:05.25+02:00\"")), (spaced, Near(HALF))]);
    check::<time::OffsetDateTime>(&[
        ("\"2026-01-02 03:04:05 +0000\"", Near(UTC)),
        ("\"2026-01-02T03:04:05,5-00\"", Near(HALF)),
        ("\"20260102T030405Z\"", Near(UTC)),
        ("\"2026-01-02T03:04+0230\"", Near("\"2026-01-02T03:04:00+02:30\"")),
        ("\"2026-01-02T03\"", Never),
        ("\"2026-01-02T03:04:05+0\"", Never),
        ("\"\u{f6}026-01-02T03:04:05Z\"", Never),
    ]);
    check::<chrono::DateTime<chrono::FixedOffset>>(&all);
    let millis = "\"2026-01-02T03:04:05.500Z\"";
    check::<chrono::DateTime<chrono::FixedOffset>>(&[(east, Always(east)), (spaced, Near(millis))]);
    // An instant has no offset.
    check::<jiff::Timestamp>(&all);
    check::<jiff::Timestamp>(&[(east, Always("\"2026-01-02T01:04:05.25Z\"")), (spaced, Near(HALF))]);
}

#[test]
fn dates() {
    const DAY: &str = "\"2026-01-02\"";
    let all = [
        (DAY, Always(DAY)),
        ("\"2026-01-02T03:04:05Z\"", Near(DAY)),
        ("\"2026-02-30\"", Never),
        ("\"02.01.2026\"", Never),
        ("\"2026-01-02x\"", Never),
        ("1767323045500", Near(DAY)),
        ("1767323045", Near(DAY)),
        ("20260102", Never),
    ];
    check::<time::Date>(&all);
    check::<chrono::NaiveDate>(&all);
    check::<jiff::civil::Date>(&all);
}

#[test]
fn times() {
    let all = [
        ("\"09:30:00\"", Always("\"09:30:00\"")),
        ("\"23:59:58.125\"", Always("\"23:59:58.125\"")),
        ("\"25:00:00\"", Never),
        // No type has a place for an offset.
        ("\"09:30:00Z\"", Never),
    ];
    check::<time::Time>(&all);
    check::<time::Time>(&[("\"09:30\"", Near("\"09:30:00\"")), ("\"9:30\"", Never), ("\"\"", Never)]);
    check::<chrono::NaiveTime>(&all);
    check::<jiff::civil::Time>(&all);
}

#[test]
fn durations() {
    check::<jiff::SpanFieldwise>(&[
        ("\"P1Y2M3DT4H5M6.5S\"", Always("\"P1Y2M3DT4H5M6.5S\"")),
        ("\"P2W\"", Always("\"P2W\"")),
        ("\"-PT36H\"", Always("\"-PT36H\"")),
        ("\"24h\"", Near("\"PT24H\"")),
        ("\"1h 30m\"", Near("\"PT1H30M\"")),
        ("\"soon\"", Never),
        ("\"\"", Never),
        ("90", Never),
    ]);
}

#[test]
fn addresses_and_urls() {
    check::<Ipv4Addr>(&[("\"192.0.2.1\"", Always("\"192.0.2.1\"")), ("\"192.0.2.0/24\"", Never), ("\"::1\"", Never)]);
    let v6 = ("\"2001:DB8:0::1\"", Always("\"2001:db8::1\""));
    check::<Ipv6Addr>(&[v6, ("\"::ffff:192.0.2.1\"", Always("\"::ffff:192.0.2.1\"")), ("\"fe80::1%eth0\"", Never)]);
    check::<IpAddr>(&[v6, ("\"192.0.2.1\"", Always("\"192.0.2.1\"")), ("\"any\"", Never)]);
    check::<reqwest::Url>(&[
        ("\"https://example.org/a?b#c\"", Always("\"https://example.org/a?b#c\"")),
        ("\"mailto:ada@example.org\"", Always("\"mailto:ada@example.org\"")),
        ("\"/a/b\"", Never),
        ("\"\"", Never),
    ]);
}

#[test]
fn decimals_keep_every_digit() {
    let digits = "79228162514264337593543950.335";
    let text = format!("\"{digits}\"");
    let (digits, text): (&'static str, &'static str) = (digits, Box::leak(text.into_boxed_str()));
    check::<rust_decimal::Decimal>(&[
        (text, Always(text)),
        ("\"-1.50\"", Always("\"-1.50\"")),
        ("\"12e2\"", Always("\"1200\"")),
        (digits, Near(text)),
        ("\"0.00000000000000000000000000001\"", Never),
        ("\"much\"", Never),
        ("true", Never),
    ]);
    check::<DecimalNumber>(&[
        (digits, Always(digits)),
        ("-1.50", Always("-1.50")),
        ("1e-3", Always("0.001")),
        (text, Near(digits)),
        ("\"much\"", Never),
        ("null", Never),
    ]);
}

/// Servers whose languages have no options write an empty text for nothing.
#[test]
fn an_empty_text_is_no_value() {
    fn read<T: Decode>(json: &str, strict: bool) -> Result<(Option<T>, Nullable<T>), DecodeError> {
        let mut decoder = Decoder::new(json.as_bytes(), strict);
        let (mut first, mut second) = (None, Nullable::Absent);
        let mut fields = decoder.fields(&["a", "b"]);
        while let Some(place) = decoder.next_field(&mut fields) {
            match place {
                0 => decoder.optional("a", &mut first),
                _ => decoder.nullable_field("b", &mut second),
            }
        }
        decoder.end((first, second))
    }
    let blank = r#"{"a": "", "b": ""}"#;
    assert_eq!(read::<uuid::Uuid>(blank, false), Ok((None, Nullable::Null)));
    assert_eq!(read::<Ipv4Addr>(blank, false), Ok((None, Nullable::Null)));
    assert_eq!(read::<String>(blank, false), Ok((Some(String::new()), Nullable::Value(String::new()))));
    let refused = |json, strict| read::<uuid::Uuid>(json, strict).map_err(|e| e.path());
    assert_eq!(refused(blank, true), Err("$.a".to_owned()));
    assert_eq!(refused(r#"{"a": " "}"#, false), Err("$.a".to_owned()));
    assert_eq!(refused(r#"{"b": [""]}"#, false), Err("$.b".to_owned()));
}

/// A key that is there twice: the last one counts, unless the decoder is strict.
#[test]
fn keys_that_are_repeated() {
    type Read = (Option<i64>, Option<i64>, Nullable<i64>);
    fn read(json: &str, strict: bool) -> Result<Read, DecodeError> {
        let mut decoder = Decoder::new(json.as_bytes(), strict);
        let (mut a, mut b, mut c) = Read::default();
        let mut fields = decoder.fields(&["a", "b", "c"]);
        while let Some(place) = decoder.next_field(&mut fields) {
            match place {
                0 => decoder.field("a", &mut a),
                1 => decoder.optional("b", &mut b),
                2 => decoder.nullable_field("c", &mut c),
                _ => decoder.unknown_field(),
            }
        }
        decoder.end((a, b, c))
    }
    let check = |json: &str, last: Read, at: &str| {
        assert_eq!(read(json, false), Ok(last), "{json}");
        let refused = read(json, true).expect_err(json);
        assert_eq!((refused.path(), refused.message()), (at.to_owned(), "the key is there twice"), "{json}");
    };
    check(r#"{"a": 1, "a": 2}"#, (Some(2), None, Nullable::Absent), "$.a");
    check(r#"{"b": 1, "a": 1, "b": 2}"#, (Some(1), Some(2), Nullable::Absent), "$.b");
    check(r#"{"c": null, "c": 2}"#, (None, None, Nullable::Value(2)), "$.c");
    check(r#"{"c": 1, "b": 3, "c": null}"#, (None, Some(3), Nullable::Null), "$.c");
    let map = |strict| {
        Decoder::new(br#"{"x": [{"k": 1, "k": 2}]}"#, strict).whole::<BTreeMap<String, Vec<BTreeMap<String, i64>>>>()
    };
    assert_eq!(map(false), Ok([("x".to_owned(), vec![[("k".to_owned(), 2)].into()])].into()));
    assert_eq!(map(true).map_err(|e| e.path()), Err("$.x[0].k".to_owned()));
    let extra = |strict| -> Result<BTreeMap<String, i64>, DecodeError> {
        let mut decoder = Decoder::new(br#"{"k": 1, "j": 3, "k": 2}"#, strict);
        let (mut fields, mut extra) = (decoder.fields(&[]), BTreeMap::new());
        while decoder.next_field(&mut fields).is_some() {
            decoder.extra(&mut extra);
        }
        decoder.end(extra)
    };
    assert_eq!(extra(false), Ok([("j".to_owned(), 3), ("k".to_owned(), 2)].into()));
    assert_eq!(extra(true).map_err(|e| e.path()), Err("$.k".to_owned()));
}

/// Fields that must be there and are not: all of them are named, as they stand on the wire.
#[test]
fn fields_that_are_missing() {
    fn read(json: &str) -> Result<(i64, String), DecodeError> {
        let mut decoder = Decoder::new(json.as_bytes(), false);
        let (mut a, mut b) = (None, None);
        let mut fields = decoder.fields(&["a", "\"b"]);
        while let Some(place) = decoder.next_field(&mut fields) {
            match place {
                0 => decoder.field("a", &mut a),
                1 => decoder.field("\"b", &mut b),
                _ => decoder.unknown_field(),
            }
        }
        let (Some(a), Some(b)) = (a, b) else {
            return Err(decoder.missing(&fields, &["a", "\"b"]));
        };
        decoder.end((a, b))
    }
    let check = |json: &str, message: &str| {
        let refused = read(json).expect_err(json);
        assert_eq!((refused.path(), refused.message()), ("$".to_owned(), message), "{json}");
    };
    assert_eq!(read(r#"{"\u0022b": "x", "a": 1}"#), Ok((1, "x".to_owned())));
    check("{}", "the fields `a`, `\"b` are missing");
    check(r#" { "c" : [{"a": 1}, {}] , "\u0022b" : "x" } "#, "the field `a` is missing");
    check(r#"{"a": 1, "a": 2}"#, "the field `\"b` is missing");
}
