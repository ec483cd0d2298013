//! How parameters are written (OpenAPI 3.0.3 §4.7.12.3): styles as data, one function a place.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::encode::{Encode, Encoder};

/// Everything but the unreserved characters of RFC 3986 §2.3, so that no value can act as a delimiter.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encoded.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// How lists and objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `3,4,5`
    Simple,
    /// `.3.4.5`
    Label,
    /// `;id=3,4,5`
    Matrix,
    /// `id=3,4,5`
    Form,
    /// `id=3%204%205`
    SpaceDelimited,
    /// `id=3|4|5`
    PipeDelimited,
    /// `id[role]=admin`
    DeepObject,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// What the document says of a parameter.
#[derive(Debug)]
pub struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: Place,
    style: Style,
    explode: bool,
}

impl Parameter {
    /// In the path, `simple`.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self { name, place: Place::Path, style: Style::Simple, explode: false }
    }

    /// In the query, `form`, a pair an element.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self { name, place: Place::Query, style: Style::Form, explode: true }
    }

    /// In a header, `simple`.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self { name, place: Place::Header, style: Style::Simple, explode: false }
    }

    /// In a cookie, `form`.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self { name, place: Place::Cookie, style: Style::Form, explode: true }
    }

    /// With another style.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Whether elements are written one by one.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// The segment of a path.
    pub(super) fn segment(&self, value: &ParameterValue) -> String {
        let (lead, between) = match self.style {
            Style::Label => (".", if self.explode { "." } else { "," }),
            Style::Matrix => (";", if self.explode { ";" } else { "," }),
            _ => ("", ","),
        };
        let named = self.style == Style::Matrix;
        let name = encoded(self.name);
        let body = match value {
            ParameterValue::Absent | ParameterValue::Invalid(_) => return String::new(),
            ParameterValue::Scalar(text) if named => format!("{name}={}", encoded(text)),
            ParameterValue::Scalar(text) => encoded(text),
            ParameterValue::List(list) => {
                let prefix = if named && self.explode { format!("{name}=") } else { String::new() };
                let items: Vec<_> = list.iter().map(|v| format!("{prefix}{}", encoded(&v.flat()))).collect();
                let first = if named && !self.explode { format!("{name}=") } else { String::new() };
                format!("{first}{}", items.join(between))
            }
            ParameterValue::Object(members) => {
                let pair = if self.explode { "=" } else { "," };
                let items: Vec<_> =
                    members.iter().map(|(k, v)| format!("{}{pair}{}", encoded(k), encoded(&v.flat()))).collect();
                let first = if named && !self.explode { format!("{name}=") } else { String::new() };
                format!("{first}{}", items.join(between))
            }
        };
        format!("{lead}{body}")
    }

    /// The pairs of a query, encoded.
    pub(super) fn pairs(&self, value: &ParameterValue) -> Vec<(String, String)> {
        let name = encoded(self.name);
        let between = match self.style {
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            _ => ",",
        };
        match value {
            ParameterValue::Absent | ParameterValue::Invalid(_) => Vec::new(),
            ParameterValue::Scalar(text) => vec![(name, encoded(text))],
            ParameterValue::List(_) if self.style == Style::DeepObject => {
                let mut pairs = Vec::new();
                deep(&name, value, &mut pairs);
                pairs
            }
            ParameterValue::List(list) if self.explode => {
                list.iter().map(|v| (name.clone(), encoded(&v.flat()))).collect()
            }
            // An empty list is an undefined variable (RFC 6570 §3.2.1): nothing is written.
            ParameterValue::List(list) if list.is_empty() => Vec::new(),
            ParameterValue::List(list) => {
                let items: Vec<_> = list.iter().map(|v| encoded(&v.flat())).collect();
                vec![(name, items.join(between))]
            }
            ParameterValue::Object(members) if self.style == Style::DeepObject => {
                let mut pairs = Vec::new();
                members
                    .iter()
                    .for_each(|(key, value)| deep(&format!("{name}%5B{}%5D", encoded(key)), value, &mut pairs));
                pairs
            }
            ParameterValue::Object(members) if self.explode => {
                members.iter().map(|(k, v)| (encoded(k), encoded(&v.flat()))).collect()
            }
            ParameterValue::Object(members) if members.is_empty() => Vec::new(),
            ParameterValue::Object(members) => {
                let items: Vec<_> = members.iter().flat_map(|(k, v)| [encoded(k), encoded(&v.flat())]).collect();
                vec![(name, items.join(between))]
            }
        }
    }

    /// The text of a header: headers are not percent-encoded.
    pub(super) fn header_text(&self, value: &ParameterValue) -> Option<String> {
        Some(match value {
            ParameterValue::Absent | ParameterValue::Invalid(_) => return None,
            ParameterValue::Scalar(text) => text.clone(),
            ParameterValue::List(list) => list.iter().map(ParameterValue::flat).collect::<Vec<_>>().join(","),
            ParameterValue::Object(members) => {
                let pair = if self.explode { "=" } else { "," };
                members.iter().map(|(k, v)| format!("{k}{pair}{}", v.flat())).collect::<Vec<_>>().join(",")
            }
        })
    }
}

/// `name[a][b]=value`. The specification says nothing of lists; their elements are numbered, because only so do objects
/// in lists stay apart.
fn deep(name: &str, value: &ParameterValue, pairs: &mut Vec<(String, String)>) {
    match value {
        ParameterValue::Absent | ParameterValue::Invalid(_) => {}
        ParameterValue::Scalar(text) => pairs.push((name.to_owned(), encoded(text))),
        ParameterValue::List(list) => {
            list.iter().enumerate().for_each(|(index, v)| deep(&format!("{name}%5B{index}%5D"), v, pairs));
        }
        ParameterValue::Object(members) => {
            members.iter().for_each(|(key, value)| deep(&format!("{name}%5B{}%5D", encoded(key)), value, pairs));
        }
    }
}

/// A value before it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterValue {
    /// Nothing is sent.
    Absent,
    /// One text.
    Scalar(String),
    /// Elements.
    List(Vec<ParameterValue>),
    /// Members in order.
    Object(Vec<(String, ParameterValue)>),
    /// What cannot be written, and why: the call fails before it is sent.
    Invalid(String),
}

impl ParameterValue {
    /// One text: no style says how a list in a list is written, so it travels as JSON.
    fn flat(&self) -> String {
        match self {
            Self::Absent | Self::Invalid(_) => String::new(),
            Self::Scalar(text) => text.clone(),
            other => other.json().to_string(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Absent | Self::Invalid(_) => Value::Null,
            Self::Scalar(text) => Value::String(text.clone()),
            Self::List(list) => Value::Array(list.iter().map(Self::json).collect()),
            Self::Object(members) => Value::Object(members.iter().map(|(k, v)| (k.clone(), v.json())).collect()),
        }
    }
}

/// A model as a parameter: its members as JSON has them.
pub fn encoded_parameter<T: Encode>(value: &T) -> ParameterValue {
    let text = match Encoder::whole(value) {
        Ok(text) => text,
        Err(why) => return ParameterValue::Invalid(why),
    };
    match serde_json::from_slice::<Value>(&text) {
        Ok(value) => value.to_parameter(),
        Err(why) => ParameterValue::Invalid(why.to_string()),
    }
}

/// A type that can be sent as a parameter.
pub trait ToParameter {
    /// The value to write.
    fn to_parameter(&self) -> ParameterValue;
}

impl ToParameter for String {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Scalar(self.clone())
    }
}

impl ToParameter for bool {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Scalar(self.to_string())
    }
}

impl ToParameter for i64 {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Scalar(self.to_string())
    }
}

impl ToParameter for u64 {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Scalar(self.to_string())
    }
}

impl ToParameter for f64 {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Scalar(self.to_string())
    }
}

impl<T: ToParameter> ToParameter for Vec<T> {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::List(self.iter().map(ToParameter::to_parameter).collect())
    }
}

impl<T: ToParameter> ToParameter for Option<T> {
    fn to_parameter(&self) -> ParameterValue {
        self.as_ref().map_or(ParameterValue::Absent, ToParameter::to_parameter)
    }
}

impl<T: ToParameter> ToParameter for Box<T> {
    fn to_parameter(&self) -> ParameterValue {
        (**self).to_parameter()
    }
}

impl<T: ToParameter> ToParameter for BTreeMap<String, T> {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Object(self.iter().map(|(k, v)| (k.clone(), v.to_parameter())).collect())
    }
}

impl ToParameter for Map<String, Value> {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Object(self.iter().map(|(k, v)| (k.clone(), v.to_parameter())).collect())
    }
}

impl ToParameter for Value {
    fn to_parameter(&self) -> ParameterValue {
        match self {
            Self::Null => ParameterValue::Absent,
            Self::String(text) => ParameterValue::Scalar(text.clone()),
            Self::Bool(_) | Self::Number(_) => ParameterValue::Scalar(self.to_string()),
            Self::Array(list) => list.to_parameter(),
            Self::Object(map) => map.to_parameter(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parameter: Parameter, expected: [&str; 4]) {
        let text = |s: &str| ParameterValue::Scalar(s.to_owned());
        let list = ParameterValue::List(vec![text("blue"), text("b/k")]);
        let object = ParameterValue::Object(vec![("R".to_owned(), text("100")), ("G".to_owned(), text("2 0"))]);
        let got = [text(""), text("blue"), list, object].map(|value| match parameter.place {
            Place::Path => parameter.segment(&value),
            Place::Header => parameter.header_text(&value).unwrap_or_default(),
            _ => parameter.pairs(&value).iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("&"),
        });
        assert_eq!(got, expected, "{parameter:?}");
    }

    #[test]
    fn the_table_of_the_specification() {
        let path = Parameter::path;
        check(path("c"), ["", "blue", "blue,b%2Fk", "R,100,G,2%200"]);
        check(path("c").explode(true), ["", "blue", "blue,b%2Fk", "R=100,G=2%200"]);
        check(path("c").style(Style::Label), [".", ".blue", ".blue,b%2Fk", ".R,100,G,2%200"]);
        check(path("c").style(Style::Label).explode(true), [".", ".blue", ".blue.b%2Fk", ".R=100.G=2%200"]);
        check(path("c").style(Style::Matrix), [";c=", ";c=blue", ";c=blue,b%2Fk", ";c=R,100,G,2%200"]);
        check(path("c").style(Style::Matrix).explode(true), [";c=", ";c=blue", ";c=blue;c=b%2Fk", ";R=100;G=2%200"]);
        let query = Parameter::query;
        check(query("c"), ["c=", "c=blue", "c=blue&c=b%2Fk", "R=100&G=2%200"]);
        check(query("c").explode(false), ["c=", "c=blue", "c=blue,b%2Fk", "c=R,100,G,2%200"]);
        let space = query("c").style(Style::SpaceDelimited).explode(false);
        check(space, ["c=", "c=blue", "c=blue%20b%2Fk", "c=R%20100%20G%202%200"]);
        let pipe = query("c").style(Style::PipeDelimited).explode(false);
        check(pipe, ["c=", "c=blue", "c=blue%7Cb%2Fk", "c=R%7C100%7CG%7C2%200"]);
        let deep = query("c").style(Style::DeepObject);
        check(deep, ["c=", "c=blue", "c%5B0%5D=blue&c%5B1%5D=b%2Fk", "c%5BR%5D=100&c%5BG%5D=2%200"]);
        check(Parameter::header("c"), ["", "blue", "blue,b/k", "R,100,G,2 0"]);
        check(Parameter::header("c").explode(true), ["", "blue", "blue,b/k", "R=100,G=2 0"]);
    }
}
