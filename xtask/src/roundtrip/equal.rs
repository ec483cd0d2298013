//! When two JSON values are the same value: THE table, and where they differ.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A way in which two texts may differ and mean the same.
pub struct Rule {
    /// The type or format.
    pub of: &'static str,
    /// What counts as equal.
    pub says: &'static str,
    same: fn(&str, &str) -> bool,
}

/// Everything else must be the same character by character: texts, keys, the order of an array, whether a field is there,
/// and whether it is `null`. The order of the fields of an object means nothing (RFC 8259 §4).
pub const RULES: &[Rule] = &[
    Rule {
        of: "integer",
        says: "whole numbers within 64 bits are the same number, digit by digit; `1.0` is `1`",
        same: |_, _| false,
    },
    Rule { of: "number", says: "the same double: `1` and `1.0`, `1e2` and `100`", same: |_, _| false },
    Rule {
        of: "date-time",
        says: "the same instant at the same offset: `.500` and `.5`, `+00:00` and `Z`",
        same: |a, b| {
            let parse = |text| OffsetDateTime::parse(text, &Rfc3339).ok();
            parse(a).zip(parse(b)).is_some_and(|(a, b)| a == b && a.offset() == b.offset())
        },
    },
    Rule {
        of: "ipv6",
        says: "the same address: `2001:DB8:0::1` and `2001:db8::1`",
        same: |a, b| {
            let parse = |text: &str| text.parse::<std::net::Ipv6Addr>().ok();
            parse(a).zip(parse(b)).is_some_and(|(a, b)| a == b)
        },
    },
    Rule {
        of: "uuid",
        says: "the same digits, whatever their case",
        same: |a, b| {
            let digit = |c: char| c.is_ascii_hexdigit() || c == '-';
            a.len() == 36 && a.chars().all(digit) && a.eq_ignore_ascii_case(b)
        },
    },
];

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A field that was `null` is not there.
    NullLost,
    /// A field is not there.
    Lost,
    /// A field is there that was not.
    Added,
    /// A value is another.
    Changed,
}

/// The first difference, and its path.
pub fn difference(before: &Value, after: &Value, path: &str) -> Option<(Change, String)> {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                let path = format!("{path}.{key}");
                match b.get(key) {
                    None if value.is_null() => return Some((Change::NullLost, path)),
                    None => return Some((Change::Lost, path)),
                    Some(other) => {
                        if let Some(found) = difference(value, other, &path) {
                            return Some(found);
                        }
                    }
                }
            }
            b.keys().find(|key| !a.contains_key(*key)).map(|key| (Change::Added, format!("{path}.{key}")))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(i, (a, b))| difference(a, b, &format!("{path}[{i}]")))
        }
        (Value::Number(a), Value::Number(b)) => {
            let whole = (a.is_i64() || a.is_u64()) && (b.is_i64() || b.is_u64());
            let same = if whole { a == b } else { a.as_f64() == b.as_f64() };
            (!same).then(|| (Change::Changed, path.to_owned()))
        }
        (Value::String(a), Value::String(b)) => {
            let same = a == b || RULES.iter().any(|rule| (rule.same)(a, b));
            (!same).then(|| (Change::Changed, path.to_owned()))
        }
        (a, b) => (a != b).then(|| (Change::Changed, path.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_the_same() {
        let check = |a: Value, b: Value, expected: Option<(Change, &str)>| {
            let found = difference(&a, &b, "$");
            assert_eq!(found.as_ref().map(|(c, p)| (*c, p.as_str())), expected, "{a} {b}");
        };
        check(json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), None);
        check(json!(1), json!(1.0), None);
        check(json!(0.0), json!(0), None);
        check(json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992_i64), Some((Change::Changed, "$")));
        check(json!("2020-01-01T00:00:00.500+00:00"), json!("2020-01-01T00:00:00.5Z"), None);
        check(json!("2020-01-01T01:00:00+01:00"), json!("2020-01-01T00:00:00Z"), Some((Change::Changed, "$")));
        check(json!("A-Text"), json!("a-text"), Some((Change::Changed, "$")));
        let id = "6BA7B810-9DAD-11D1-80B4-00C04FD430C8";
        check(json!(id), json!(id.to_lowercase()), None);
        check(json!("2001:DB8:0::1"), json!("2001:db8::1"), None);
        check(json!("2001:db8::1"), json!("2001:db8::2"), Some((Change::Changed, "$")));
        check(json!({"a": [{"b": null}]}), json!({"a": [{}]}), Some((Change::NullLost, "$.a[0].b")));
        check(json!({"a": 1}), json!({}), Some((Change::Lost, "$.a")));
        check(json!({}), json!({"a": null}), Some((Change::Added, "$.a")));
    }
}
