//! THE table of formats: which Rust type a text or a number of a `format` has, and which it can have instead.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::types::Type;
use crate::spec::{Limits, Shape, TWO_TO_63};

/// A scalar that is neither a plain text nor a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// RFC 3339 §5.6, `date-time`.
    DateTime(Calendar),
    /// RFC 3339 §5.6, `full-date`.
    Date(Calendar),
    /// A time of day, without an offset.
    Time(Calendar),
    /// A duration of ISO 8601: `jiff::Span`, comparable field by field.
    Duration,
    /// `uuid::Uuid` (RFC 9562).
    Uuid,
    /// Bytes, as base64 on the wire (RFC 4648 §4).
    Base64,
    /// `u64`
    Unsigned,
    /// `std::net::IpAddr`
    Ip,
    /// `std::net::Ipv4Addr`
    Ipv4,
    /// `std::net::Ipv6Addr`
    Ipv6,
    /// `url::Url`, which the HTTP library has in any case.
    Url,
    /// `rust_decimal::Decimal`, as a text on the wire.
    Decimal,
    /// The same, as a number on the wire.
    DecimalNumber,
}

/// Whose types times and dates are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Calendar {
    Time,
    Chrono,
    Jiff,
}

impl Scalar {
    /// Its path in Rust.
    pub fn path(self) -> &'static str {
        use Calendar::{Chrono, Jiff};
        match self {
            Self::DateTime(Calendar::Time) => "time::OffsetDateTime",
            Self::DateTime(Chrono) => "chrono::DateTime<chrono::FixedOffset>",
            Self::DateTime(Jiff) => "jiff::Timestamp",
            Self::Date(Calendar::Time) => "time::Date",
            Self::Date(Chrono) => "chrono::NaiveDate",
            Self::Date(Jiff) => "jiff::civil::Date",
            Self::Time(Calendar::Time) => "time::Time",
            Self::Time(Chrono) => "chrono::NaiveTime",
            Self::Time(Jiff) => "jiff::civil::Time",
            Self::Duration => "jiff::SpanFieldwise",
            Self::Uuid => "uuid::Uuid",
            Self::Base64 => "runtime::Base64",
            Self::Unsigned => "u64",
            Self::Ip => "std::net::IpAddr",
            Self::Ipv4 => "std::net::Ipv4Addr",
            Self::Ipv6 => "std::net::Ipv6Addr",
            Self::Url => "reqwest::Url",
            Self::Decimal => "rust_decimal::Decimal",
            Self::DecimalNumber => "runtime::DecimalNumber",
        }
    }

    /// Whether it is a type of the runtime, which is made of what users have (`impl Into`).
    pub fn of_the_runtime(self) -> bool {
        matches!(self, Self::Base64 | Self::DecimalNumber)
    }
}

/// A format, and what it becomes.
struct Row {
    /// How documents call it, in any case; the first is its name in `sdkwright.toml`.
    names: &'static [&'static str],
    /// The words of `sdkwright.toml` and their types, `None` being the plain one; the first is the default.
    choices: &'static [(&'static str, Option<Scalar>)],
}

const STRING: (&str, Option<Scalar>) = ("string", None);

/// What a text becomes. A type is the default where the values that real documents show fit it. Most that are an `ip`, a
/// `url` or a `duration` do not: they are networks, paths, empty, or `24h`. What is no row is a `String`.
const TEXTS: &[Row] = &[
    Row {
        names: &["date-time", "datetime"],
        choices: &[
            ("time", Some(Scalar::DateTime(Calendar::Time))),
            ("chrono", Some(Scalar::DateTime(Calendar::Chrono))),
            ("jiff", Some(Scalar::DateTime(Calendar::Jiff))),
            STRING,
        ],
    },
    Row {
        names: &["date"],
        choices: &[
            ("time", Some(Scalar::Date(Calendar::Time))),
            ("chrono", Some(Scalar::Date(Calendar::Chrono))),
            ("jiff", Some(Scalar::Date(Calendar::Jiff))),
            STRING,
        ],
    },
    Row {
        names: &["time", "time-local", "partial-time"],
        choices: &[
            STRING,
            ("time", Some(Scalar::Time(Calendar::Time))),
            ("chrono", Some(Scalar::Time(Calendar::Chrono))),
            ("jiff", Some(Scalar::Time(Calendar::Jiff))),
        ],
    },
    Row { names: &["duration"], choices: &[STRING, ("jiff", Some(Scalar::Duration))] },
    Row { names: &["uuid", "guid", "uuid4"], choices: &[("typed", Some(Scalar::Uuid)), STRING] },
    Row { names: &["byte", "base64"], choices: &[("typed", Some(Scalar::Base64)), STRING] },
    Row { names: &["ip"], choices: &[STRING, ("typed", Some(Scalar::Ip))] },
    Row { names: &["ipv4"], choices: &[("typed", Some(Scalar::Ipv4)), STRING] },
    Row { names: &["ipv6"], choices: &[("typed", Some(Scalar::Ipv6)), STRING] },
    Row { names: &["uri", "url"], choices: &[STRING, ("typed", Some(Scalar::Url))] },
    Row { names: &["decimal"], choices: &[STRING, ("rust_decimal", Some(Scalar::Decimal))] },
];

/// The row of a format.
fn row(format: &str) -> Option<&'static Row> {
    TEXTS.iter().find(|row| row.names.iter().any(|name| name.eq_ignore_ascii_case(format)))
}

/// Which types formats have, where they are not the default ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formats {
    /// By the first name of the row.
    chosen: BTreeMap<&'static str, Option<Scalar>>,
}

impl Formats {
    /// Chooses a type by its word; `typed` is the type of a format that has one, whatever its crate.
    ///
    /// # Errors
    ///
    /// A format or a word that the table does not have, with those that it has.
    pub fn choose(&mut self, format: &str, word: &str) -> Result<(), String> {
        let known = |mut words: Vec<&str>| {
            words.dedup();
            words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
        };
        let names = || TEXTS.iter().flat_map(|row| row.names.first().copied()).collect();
        let Some((row, name)) = row(format).and_then(|row| Some((row, row.names.first()?))) else {
            return Err(format!("`{format}` has no other type; the formats that have are {}", known(names())));
        };
        let typed = row.choices.iter().find(|(_, scalar)| scalar.is_some()).filter(|_| word == "typed");
        let Some((_, scalar)) = row.choices.iter().find(|(known, _)| *known == word).or(typed) else {
            let words = row.choices.iter().map(|(word, _)| *word).collect();
            return Err(format!("`{word}` is no type of `{format}`; it can be {}", known(words)));
        };
        self.chosen.insert(name, *scalar);
        Ok(())
    }

    /// The type of a format.
    fn of(&self, format: &str) -> Option<Scalar> {
        let row = row(format)?;
        let default = row.choices.first().and_then(|(_, scalar)| *scalar);
        row.names.first().and_then(|name| self.chosen.get(name)).copied().unwrap_or(default)
    }

    /// What a text has for its format, if that is no type of its own.
    pub fn untyped<'s>(&self, shape: &'s Shape) -> Option<&'s str> {
        match shape {
            Shape::Text { format: Some(format), .. } if self.of(format).is_none() => Some(format),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Formats {
    /// A table of words; an error has the place of its word.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table;
        impl<'de> Visitor<'de> for Table {
            type Value = Formats;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of formats and their types")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Formats, A::Error> {
                let mut formats = Formats::default();
                while let Some(format) = map.next_key::<String>()? {
                    map.next_value_seed(Word { format, formats: &mut formats })?;
                }
                Ok(formats)
            }
        }
        deserializer.deserialize_map(Table)
    }
}

/// The word of a format.
struct Word<'f> {
    format: String,
    formats: &'f mut Formats,
}

impl<'de> DeserializeSeed<'de> for Word<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let word = String::deserialize(deserializer)?;
        self.formats.choose(&self.format, &word).map_err(D::Error::custom)
    }
}

/// The type of a text or a number.
pub fn scalar(shape: &Shape, formats: &Formats) -> Type {
    match shape {
        Shape::Text { format, .. } => format.as_deref().and_then(|f| formats.of(f)).map_or(Type::Text, Type::Scalar),
        // Every other width is read as 64 bits with a sign: a wider format is no breaking change then.
        Shape::Integer { format: Some(format), .. } if format == "uint64" => Type::Scalar(Scalar::Unsigned),
        // What the document lets grow beyond 63 bits, and never below zero.
        Shape::Integer { limits: Limits { min: Some(min), max, .. }, .. }
            if min.at >= 0.0 && max.is_some_and(|max| max.at > TWO_TO_63) || min.at >= TWO_TO_63 =>
        {
            Type::Scalar(Scalar::Unsigned)
        }
        Shape::Integer { .. } => Type::Int,
        Shape::Number { format: Some(format), .. } if formats.of(format) == Some(Scalar::Decimal) => {
            Type::Scalar(Scalar::DecimalNumber)
        }
        Shape::Number { .. } => Type::Float,
        Shape::Bool => Type::Bool,
        _ => Type::Json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_configuration() {
        let check = |format: &str, word: &str, expected: Result<&str, &str>| {
            let mut formats = Formats::default();
            let chosen = formats.choose(format, word);
            let shape = Shape::Text { format: Some(format.to_owned()), limits: Limits::default() };
            let ty = chosen.map(|()| match scalar(&shape, &formats) {
                Type::Scalar(scalar) => scalar.path(),
                _ => "String",
            });
            assert_eq!(ty.as_ref().map(|p| *p).map_err(String::as_str), expected, "{format} {word}");
        };
        check("date-time", "typed", Ok("time::OffsetDateTime"));
        check("dateTime", "chrono", Ok("chrono::DateTime<chrono::FixedOffset>"));
        check("date", "jiff", Ok("jiff::civil::Date"));
        check("time", "typed", Ok("time::Time"));
        check("duration", "typed", Ok("jiff::SpanFieldwise"));
        check("url", "typed", Ok("reqwest::Url"));
        check("ipv6", "string", Ok("String"));
        check("uuid", "chrono", Err("`chrono` is no type of `uuid`; it can be `typed`, `string`"));
        let known = "`date-time`, `date`, `time`, `duration`, `uuid`, `byte`, `ip`, `ipv4`, `ipv6`, `uri`, `decimal`";
        check("email", "typed", Err(&format!("`email` has no other type; the formats that have are {known}")));
    }
}
