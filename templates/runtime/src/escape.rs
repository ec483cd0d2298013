//! Percent-encoding, by the place where a text goes.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 §2.3, so that no value can act as a delimiter.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// In the path `/`, `?`, `#` and brackets would end the segment (OpenAPI 3.1.1 §4.8.8.2).
const IN_PATH: &AsciiSet = &sub_delimiters(RESERVED).remove(b'&').remove(b'+').remove(b':').remove(b'@');

/// In a query `&`, `#` and brackets would end the value, and `+` would be read as a space.
const IN_QUERY: &AsciiSet = &sub_delimiters(RESERVED).remove(b':').remove(b'@').remove(b'/').remove(b'?');

/// Without those of RFC 3986 §2.2 that mean nothing to us anywhere.
const fn sub_delimiters(set: &AsciiSet) -> AsciiSet {
    let set = set.remove(b'!').remove(b'$').remove(b'\'').remove(b'(').remove(b')');
    set.remove(b'*').remove(b',').remove(b';').remove(b'=')
}

/// Percent-encoded.
pub(super) fn encoded(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, RESERVED)).into_owned()
}

/// What of a text is percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// All that is not unreserved.
    Everything,
    /// The reserved expansion of RFC 6570 §3.2.3, as far as a path allows it.
    AllowReservedInPath,
    /// The same, as far as a query allows it.
    AllowReservedInQuery,
    /// Nothing: a header, a cookie that is sent as it is.
    Nothing,
}

impl Escape {
    pub(super) fn text(self, text: &str) -> String {
        match self {
            Self::Everything => encoded(text),
            Self::AllowReservedInPath => expanded(text, IN_PATH),
            Self::AllowReservedInQuery => expanded(text, IN_QUERY),
            Self::Nothing => text.to_owned(),
        }
    }

    /// The same text where nothing of it is to be escaped.
    pub(super) fn owned(self, text: String) -> String {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        if text.bytes().all(plain) { text } else { self.text(&text) }
    }

    /// A name is escaped whole: nobody wrote it to be read in parts.
    pub(super) fn name(self, name: &str) -> String {
        if self == Self::Nothing { name.to_owned() } else { encoded(name) }
    }
}

/// Percent-encoded, save what is so already.
fn expanded(text: &str, set: &'static AsciiSet) -> String {
    let mut out = String::new();
    let mut parts = text.split('%');
    out.extend(parts.next().map(|first| utf8_percent_encode(first, set).to_string()));
    for part in parts {
        let triplet = part.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        out.push_str(if triplet { "%" } else { "%25" });
        out.extend(utf8_percent_encode(part, set));
    }
    out
}

/// JSON in ASCII, for headers: JSON can say every character by its number, and not every server reads others there.
pub(super) fn ascii_json(json: &str) -> String {
    let mut out = String::new();
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

/// Whether a cookie is one (RFC 6265 §4.1.1); commas are ours, between the elements of a list.
pub(super) fn fit_cookie(name: &str, value: &str) -> bool {
    let fits = |b: u8| matches!(b, 0x21 | 0x23..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e);
    !name.contains('=') && name.bytes().chain(value.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_ends_at_its_own_delimiters() {
        let text = "a:b/?#[]@!$&'()*+,;= \"é%2F%zz%";
        let check = |escape: Escape, expected: &str| assert_eq!(escape.text(text), expected, "{escape:?}");
        check(Escape::Everything, "a%3Ab%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%22%C3%A9%252F%25zz%25");
        check(Escape::AllowReservedInPath, "a:b%2F%3F%23%5B%5D@!$&'()*+,;=%20%22%C3%A9%2F%25zz%25");
        check(Escape::AllowReservedInQuery, "a:b/?%23%5B%5D@!$%26'()*%2B,;=%20%22%C3%A9%2F%25zz%25");
        check(Escape::Nothing, text);
    }

    #[test]
    fn headers_are_ascii_and_cookies_are_cookies() {
        assert_eq!(ascii_json(r#"{"é":"😀"}"#), r#"{"\u00e9":"\ud83d\ude00"}"#);
        for (name, value, fits) in
            [("a", "b%20,c=d", true), ("a=b", "", false), ("a", "b;c", false), ("a", "b c", false), ("a", "é", false)]
        {
            assert_eq!(fit_cookie(name, value), fits, "{name}={value}");
        }
    }
}
