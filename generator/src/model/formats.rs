//! THE table of formats: which Rust type a text or a number of a `format` has.

use serde::Deserialize;

use super::types::Type;
use crate::spec::Shape;

/// A scalar that is neither a plain text nor a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// `time::OffsetDateTime` (RFC 3339 §5.6, `date-time`).
    DateTime,
    /// `time::Date` (`full-date`).
    Date,
    /// `uuid::Uuid` (RFC 9562).
    Uuid,
    /// Bytes, as base64 on the wire (RFC 4648 §4).
    Base64,
    /// `u64`
    Unsigned,
}

impl Scalar {
    /// Its path in Rust.
    pub fn path(self) -> &'static str {
        match self {
            Self::DateTime => "time::OffsetDateTime",
            Self::Date => "time::Date",
            Self::Uuid => "uuid::Uuid",
            Self::Base64 => "runtime::Base64",
            Self::Unsigned => "u64",
        }
    }

    /// A value of it, as an expression; `root` is the SDK's crate.
    pub fn example(self, root: &str) -> String {
        match self {
            Self::DateTime => "time::OffsetDateTime::UNIX_EPOCH".to_owned(),
            Self::Date => "time::OffsetDateTime::UNIX_EPOCH.date()".to_owned(),
            Self::Uuid => "uuid::Uuid::nil()".to_owned(),
            Self::Base64 => format!("{root}::runtime::Base64::from(b\"some bytes\".as_slice())"),
            Self::Unsigned => "1".to_owned(),
        }
    }
}

/// Which formats have a type of their own; all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Formats {
    /// `date-time`: `time::OffsetDateTime`.
    pub date_time: Choice,
    /// `date`: `time::Date`.
    pub date: Choice,
    /// `uuid`: `uuid::Uuid`.
    pub uuid: Choice,
    /// `byte`: bytes.
    pub byte: Choice,
}

/// What a format becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// A type of its own.
    #[default]
    Typed,
    /// `String`, as it is on the wire.
    String,
}

/// The type of a text or a number.
pub fn scalar(shape: &Shape, formats: &Formats) -> Type {
    let typed = |choice: Choice, scalar: Scalar| match choice {
        Choice::Typed => Type::Scalar(scalar),
        Choice::String => Type::Text,
    };
    match shape {
        Shape::Text { format, .. } => match format.as_deref() {
            Some("date-time") => typed(formats.date_time, Scalar::DateTime),
            Some("date") => typed(formats.date, Scalar::Date),
            Some("uuid") => typed(formats.uuid, Scalar::Uuid),
            Some("byte" | "base64") => typed(formats.byte, Scalar::Base64),
            _ => Type::Text,
        },
        // Every other width is read as 64 bits with a sign: a wider format is no breaking change then.
        Shape::Integer { format: Some(format), .. } if format == "uint64" => Type::Scalar(Scalar::Unsigned),
        Shape::Integer { .. } => Type::Int,
        Shape::Number { .. } => Type::Float,
        Shape::Bool => Type::Bool,
        _ => Type::Json,
    }
}
