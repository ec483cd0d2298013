//! How parameters are written (OpenAPI 3.1.1 §4.8.12): styles as data, one function a place.

use super::argument::ParameterValue;
use super::encode::{Encode, Encoder};
use super::escape::{Escape, ascii_json, encoded};

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
    /// `id=3%7C4%7C5`
    PipeDelimited,
    /// `id=3%094%095`
    TabDelimited,
    /// `id%5Brole%5D=admin`
    DeepObject,
    /// `id=3; id=4`, nothing of it encoded.
    Cookie,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Cookie,
    /// It is the whole query.
    QueryString,
}

/// What the document says of a parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: Place,
    style: Style,
    explode: bool,
    reserved: bool,
    segments: bool,
}

impl Parameter {
    const fn new(name: &'static str, place: Place, style: Style, explode: bool) -> Self {
        Self { name, place, style, explode, reserved: false, segments: false }
    }

    /// In the path, `simple`.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Place::Path, Style::Simple, false)
    }

    /// In the query, `form`, a pair an element.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Place::Query, Style::Form, true)
    }

    /// In a header, `simple`.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Place::Header, Style::Simple, false)
    }

    /// In a cookie, `form`.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Place::Cookie, Style::Form, true)
    }

    /// The whole query, a text.
    #[must_use]
    pub const fn query_string(name: &'static str) -> Self {
        Self::new(name, Place::QueryString, Style::Form, true)
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

    /// Leaves reserved characters as they are, save those that would end the value (`allowReserved`).
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// Lets a text of the path span segments: its slashes stay as they are.
    #[must_use]
    pub const fn segments(mut self) -> Self {
        self.segments = true;
        self
    }

    /// A value as a text of JSON.
    pub(super) fn json<V: Encode + ?Sized>(&self, value: &V) -> ParameterValue {
        match Encoder::whole(value) {
            Ok(json) => {
                let json = String::from_utf8_lossy(&json);
                let header = self.place == Place::Header;
                ParameterValue::Text(if header { ascii_json(&json) } else { json.into_owned() })
            }
            Err(why) => ParameterValue::Invalid(why),
        }
    }

    /// Whether two are one: a parameter is told by its name and its place (OpenAPI 3.0.3 §4.7.12).
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let header = self.place == Place::Header && self.name.eq_ignore_ascii_case(other.name);
        self.place == other.place && (header || self.name == other.name)
    }

    /// How the texts of values are escaped.
    pub(super) fn escape(&self) -> Escape {
        match (self.place, self.reserved) {
            (Place::Header, _) => Escape::Nothing,
            (Place::Cookie, _) if self.style == Style::Cookie => Escape::Nothing,
            (Place::Path, true) => Escape::AllowReservedInPath,
            (_, true) => Escape::AllowReservedInQuery,
            (_, false) => Escape::Everything,
        }
    }

    /// What stands between elements, where they are not written one by one.
    fn delimiter(&self) -> &'static str {
        let plain = self.escape() == Escape::Nothing;
        match self.style {
            Style::SpaceDelimited => {
                if plain {
                    " "
                } else {
                    "%20"
                }
            }
            Style::PipeDelimited => {
                if plain {
                    "|"
                } else {
                    "%7C"
                }
            }
            Style::TabDelimited => {
                if plain {
                    "\t"
                } else {
                    "%09"
                }
            }
            _ => ",",
        }
    }

    /// What stands in the path.
    pub(super) fn segment(&self, value: ParameterValue) -> String {
        let value = match (self.style, value) {
            (Style::Simple, ParameterValue::Text(text)) if self.segments => {
                let segments: Vec<_> = text.split('/').map(|segment| self.escape().text(segment)).collect();
                return segments.join("/");
            }
            // Most are a text as it is.
            (Style::Simple, ParameterValue::Text(text)) => return self.escape().owned(text),
            (_, value) => value,
        };
        let (lead, between) = match self.style {
            Style::Label if self.explode => (".", "."),
            Style::Label => (".", ","),
            Style::Matrix if self.explode => (";", ";"),
            Style::Matrix => (";", ","),
            _ => ("", self.delimiter()),
        };
        let named = self.style == Style::Matrix;
        // Without elements there is nothing to write (RFC 6570 §2.3).
        let Some(texts) = self.texts(&value) else { return String::new() };
        let name = if named { encoded(self.name) } else { String::new() };
        let body = match texts {
            // `;id`, and not `;id=` (RFC 6570 §3.2.7).
            Texts::One(text) if named && text.is_empty() => name,
            Texts::One(text) if named => format!("{name}={text}"),
            Texts::One(text) => text,
            Texts::Many(items) if named && self.explode => {
                let items = items.iter().map(|item| format!("{name}={item}"));
                items.collect::<Vec<_>>().join(between)
            }
            Texts::Pairs(pairs) if self.explode => joined(&pairs, "=", between),
            Texts::Many(items) if named => format!("{name}={}", items.join(between)),
            Texts::Pairs(pairs) if named => format!("{name}={}", joined(&pairs, between, between)),
            Texts::Many(items) => items.join(between),
            Texts::Pairs(pairs) => joined(&pairs, between, between),
        };
        if lead.is_empty() { body } else { format!("{lead}{body}") }
    }

    /// The pairs of a query or of cookies, escaped.
    pub(super) fn pairs(&self, value: &ParameterValue) -> Vec<(String, String)> {
        let name = if self.escape() == Escape::Nothing { self.name.to_owned() } else { encoded(self.name) };
        let between = self.delimiter();
        if let (Style::DeepObject, ParameterValue::List(_) | ParameterValue::Object(_)) = (self.style, value) {
            let mut pairs = Vec::new();
            self.deep(&name, value, &mut pairs);
            return pairs;
        }
        match self.texts(value) {
            // Without elements there is nothing to write (RFC 6570 §2.3).
            None => Vec::new(),
            Some(Texts::One(text)) => vec![(name, text)],
            Some(Texts::Many(items)) if self.explode => items.into_iter().map(|item| (name.clone(), item)).collect(),
            Some(Texts::Many(items)) => vec![(name, items.join(between))],
            Some(Texts::Pairs(pairs)) if self.explode => pairs,
            Some(Texts::Pairs(pairs)) => vec![(name, joined(&pairs, between, between))],
        }
    }

    /// The text of a header: headers are not percent-encoded.
    pub(super) fn header_text(&self, value: &ParameterValue) -> Option<String> {
        if matches!(value, ParameterValue::Absent) {
            return None;
        }
        let between = self.delimiter();
        self.texts(value).map(|texts| match texts {
            Texts::One(text) => text,
            Texts::Many(items) => items.join(between),
            Texts::Pairs(pairs) => joined(&pairs, if self.explode { "=" } else { between }, between),
        })
    }

    /// The whole query.
    pub(super) fn whole(&self, value: &ParameterValue) -> String {
        value.flat().map(|text| self.escape().text(&text)).unwrap_or_default()
    }

    /// A value's texts, each escaped; `None` for a list or object without any.
    fn texts(&self, value: &ParameterValue) -> Option<Texts> {
        let escape = self.escape();
        match value {
            // The specification writes `null` like an empty text.
            ParameterValue::Absent | ParameterValue::Invalid(_) => Some(Texts::One(String::new())),
            ParameterValue::Text(text) | ParameterValue::Literal(text) => Some(Texts::One(escape.text(text))),
            ParameterValue::List(list) => {
                let items: Vec<_> = list.iter().filter_map(|v| Some(escape.text(&v.flat()?))).collect();
                (!items.is_empty()).then_some(Texts::Many(items))
            }
            ParameterValue::Object(members) => {
                let pair = |(name, v): &(String, ParameterValue)| Some((escape.name(name), escape.text(&v.flat()?)));
                let pairs: Vec<_> = members.iter().filter_map(pair).collect();
                (!pairs.is_empty()).then_some(Texts::Pairs(pairs))
            }
        }
    }

    /// `name[a][b]=value`. The specification says nothing of lists; their elements are numbered, because only so do
    /// objects in lists stay apart.
    fn deep(&self, name: &str, value: &ParameterValue, pairs: &mut Vec<(String, String)>) {
        match value {
            ParameterValue::Absent | ParameterValue::Invalid(_) => {}
            ParameterValue::Text(text) | ParameterValue::Literal(text) => {
                pairs.push((name.to_owned(), self.escape().text(text)));
            }
            ParameterValue::List(list) => {
                list.iter().enumerate().for_each(|(index, v)| self.deep(&format!("{name}%5B{index}%5D"), v, pairs));
            }
            ParameterValue::Object(members) => {
                members.iter().for_each(|(key, v)| self.deep(&format!("{name}%5B{}%5D", encoded(key)), v, pairs));
            }
        }
    }
}

/// The escaped texts of a value.
enum Texts {
    One(String),
    Many(Vec<String>),
    Pairs(Vec<(String, String)>),
}

fn joined(pairs: &[(String, String)], within: &str, between: &str) -> String {
    pairs.iter().map(|(name, value)| format!("{name}{within}{value}")).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parameter: Parameter, expected: [&str; 4]) {
        let text = |s: &str| ParameterValue::Text(s.to_owned());
        let list = ParameterValue::List(vec![text("blue"), text("b/k")]);
        let object = ParameterValue::Object(vec![("R".to_owned(), text("100")), ("G".to_owned(), text("2 0"))]);
        let got = [text(""), text("blue"), list, object].map(|value| match parameter.place {
            Place::Path => parameter.segment(value),
            Place::Header => parameter.header_text(&value).unwrap_or_default(),
            _ => parameter.pairs(&value).iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("&"),
        });
        assert_eq!(got, expected, "{parameter:?}");
    }

    /// The table of the specification with what needs care; the table itself is tried on the wire, with an SDK.
    #[test]
    fn the_table_of_the_specification() {
        let path = Parameter::path;
        check(path("c"), ["", "blue", "blue,b%2Fk", "R,100,G,2%200"]);
        check(path("c").segments(), ["", "blue", "blue,b%2Fk", "R,100,G,2%200"]);
        check(path("c").explode(true), ["", "blue", "blue,b%2Fk", "R=100,G=2%200"]);
        check(path("c").style(Style::Label), [".", ".blue", ".blue,b%2Fk", ".R,100,G,2%200"]);
        check(path("c").style(Style::Label).explode(true), [".", ".blue", ".blue.b%2Fk", ".R=100.G=2%200"]);
        check(path("c").style(Style::Matrix), [";c", ";c=blue", ";c=blue,b%2Fk", ";c=R,100,G,2%200"]);
        check(path("c").style(Style::Matrix).explode(true), [";c", ";c=blue", ";c=blue;c=b%2Fk", ";R=100;G=2%200"]);
        let query = Parameter::query;
        check(query("c"), ["c=", "c=blue", "c=blue&c=b%2Fk", "R=100&G=2%200"]);
        check(query("c").explode(false), ["c=", "c=blue", "c=blue,b%2Fk", "c=R,100,G,2%200"]);
        let space = query("c").style(Style::SpaceDelimited).explode(false);
        check(space, ["c=", "c=blue", "c=blue%20b%2Fk", "c=R%20100%20G%202%200"]);
        let pipe = query("c").style(Style::PipeDelimited).explode(false);
        check(pipe, ["c=", "c=blue", "c=blue%7Cb%2Fk", "c=R%7C100%7CG%7C2%200"]);
        let deep = query("c").style(Style::DeepObject);
        check(deep, ["c=", "c=blue", "c%5B0%5D=blue&c%5B1%5D=b%2Fk", "c%5BR%5D=100&c%5BG%5D=2%200"]);
        let tab = query("c").style(Style::TabDelimited).explode(false);
        check(tab, ["c=", "c=blue", "c=blue%09b%2Fk", "c=R%09100%09G%092%200"]);
        check(path("c").style(Style::PipeDelimited), ["", "blue", "blue%7Cb%2Fk", "R%7C100%7CG%7C2%200"]);
        check(Parameter::header("c").style(Style::PipeDelimited), ["", "blue", "blue|b/k", "R|100|G|2 0"]);
        let cookie = Parameter::cookie("c").style(Style::Cookie);
        check(cookie, ["c=", "c=blue", "c=blue&c=b/k", "R=100&G=2 0"]);
        check(query("c").reserved(), ["c=", "c=blue", "c=blue&c=b/k", "R=100&G=2%200"]);
        check(Parameter::header("c"), ["", "blue", "blue,b/k", "R,100,G,2 0"]);
        check(Parameter::header("c").explode(true), ["", "blue", "blue,b/k", "R=100,G=2 0"]);
    }
}
