//! Strings through the codec: escapes, other alphabets, and what is no UTF-8.

use std::collections::BTreeMap;

use sdkwright_runtime::{Decoder, Encoder};

#[test]
fn strings_are_what_serde_json_says_they_are() {
    let long = "plain and long enough for several blocks of the writer ".repeat(3);
    let texts =
        ["", "a", "größe 日本語 🎉", "\"", "\\", "a\tb\nc\u{1}", "/", "\u{7f}", long.as_str(), &format!("{long}\"")];
    for text in texts {
        let expected = serde_json::to_string(text).expect("a string");
        assert_eq!(Encoder::whole(text), Ok(expected.clone().into_bytes()), "{text:?}");
        let spaced = format!(" \n{expected} ");
        assert_eq!(Decoder::new(spaced.as_bytes(), true).whole::<String>().as_deref(), Ok(text));
        // As a key and as a value, with the escapes of other writers.
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let object = format!("{{\"{escaped}\":\"{escaped}\"}}");
        let read = Decoder::new(object.as_bytes(), true).whole::<BTreeMap<String, String>>();
        assert_eq!(read, Ok([(text.to_owned(), text.to_owned())].into()), "{object}");
    }
}

#[test]
fn what_is_no_string_is_refused() {
    for text in ["\"\\ud800\"", "\"\\x\"", "\"a", "\"a\nb\"", "1", "\"a\" b", ""] {
        let read = Decoder::new(text.as_bytes(), false).whole::<String>();
        assert!(read.is_err(), "{text:?} is {read:?}");
    }
    for bytes in [b"\"\xff\"".as_slice(), b"\"a\xe2\x82\"", b"\"\\n\xff\""] {
        let read = Decoder::new(bytes, false).whole::<String>();
        assert!(read.is_err(), "{bytes:?} is {read:?}");
    }
}
