//! Forms in the text of `application/x-www-form-urlencoded`, and how the properties of any form are written.

use serde_json::Value;

use super::argument::ToParameter as _;
use super::call::Call;
use super::encode::{Encode, Encoder};
use super::escape::encoded;
use super::parameter::Parameter;
use super::payload::Payload;
use super::values::json;

/// How a property of a form is written, where that is not the default: a scalar as its text, a list as one pair an
/// element, an object as JSON (OpenAPI 3.1.1 §4.8.15).
#[derive(Debug)]
pub struct FormField {
    pub(super) name: &'static str,
    pub(super) how: How,
}

/// How a property is written.
#[derive(Debug)]
pub(super) enum How {
    /// Like this parameter of a query.
    Styled(Parameter),
    /// As a text of this media type.
    Typed(&'static str),
}

impl FormField {
    /// Lists and objects are spread like those of a parameter.
    #[must_use]
    pub const fn styled(parameter: Parameter) -> Self {
        Self { name: parameter.name, how: How::Styled(parameter) }
    }

    /// The whole value is one text of this media type; of several parts, each element of a list is.
    #[must_use]
    pub const fn typed(name: &'static str, media: &'static str) -> Self {
        Self { name, how: How::Typed(media) }
    }

    pub(super) fn find<'a>(fields: &'a [Self], name: &str) -> Option<&'a How> {
        fields.iter().find(|f| f.name == name).map(|f| &f.how)
    }
}

/// The members of a value, as JSON has them.
pub(super) fn members<B: Encode + ?Sized>(body: &B) -> Result<Vec<(String, Value)>, String> {
    let text = Encoder::whole(body)?;
    match json(&text).map_err(|e| e.to_string())? {
        Value::Object(members) => Ok(members.into_iter().collect()),
        _ => Err("only an object can be sent as a form".to_owned()),
    }
}

/// One text for a value, unless it is `null`.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// One text of a media type: JSON as JSON, quotes and all, any other text as it is.
pub(super) fn typed(value: &Value, media: &str) -> Option<String> {
    if media.contains("json") { Some(value.to_string()) } else { text(value) }
}

/// Pairs of names and values, encoded.
fn pairs(members: Vec<(String, Value)>, fields: &[FormField]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in members {
        let pair = |value: &Value| text(value).map(|text| (encoded(&name), encoded(&text)));
        match (FormField::find(fields, &name), &value) {
            (Some(How::Styled(parameter)), value) => pairs.extend(parameter.pairs(&value.to_parameter())),
            (Some(How::Typed(media)), value) => {
                pairs.extend(typed(value, media).map(|text| (encoded(&name), encoded(&text))));
            }
            (None, Value::Array(list)) => pairs.extend(list.iter().filter_map(pair)),
            (None, value) => pairs.extend(pair(value)),
        }
    }
    pairs
}

impl<T> Call<T> {
    /// Sets the whole query, as a form.
    #[must_use]
    pub fn query_form<B: Encode + ?Sized>(self, query: &B, fields: &[FormField]) -> Self {
        match members(query) {
            Ok(members) => self.query_pairs(pairs(members, fields)),
            Err(why) => self.fail(why),
        }
    }

    /// Sets the body, as a form.
    #[must_use]
    pub fn form<B: Encode + ?Sized>(self, body: &B, fields: &'static [FormField]) -> Self {
        match members(body) {
            Ok(members) => {
                let pairs = pairs(members, fields);
                let text: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
                self.payload(Payload::text(text.join("&").into_bytes(), "application/x-www-form-urlencoded"))
            }
            Err(why) => self.fail(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Style;
    use super::*;

    #[test]
    fn how_properties_are_written() {
        let value = serde_json::json!({
            "a": "x y&", "n": 1.5, "none": null, "list": ["p", 2], "object": {"k": [1]},
            "deep": {"k": {"l": "v"}, "items": [{"price": "p1"}]}, "spread": {"r": 1}, "joined": ["p", "q"], "typed": ["p"],
        });
        static FIELDS: &[FormField] = &[
            FormField::styled(Parameter::query("deep").style(Style::DeepObject)),
            FormField::styled(Parameter::query("spread")),
            FormField::styled(Parameter::query("joined").explode(false)),
            FormField::typed("typed", "application/json"),
        ];
        let pairs: Vec<_> =
            pairs(members(&value).expect("an object"), FIELDS).iter().map(|(n, v)| format!("{n}={v}")).collect();
        let expected = "a=x%20y%26 n=1.5 list=p list=2 object=%7B%22k%22%3A%5B1%5D%7D deep%5Bk%5D%5Bl%5D=v \
                        deep%5Bitems%5D%5B0%5D%5Bprice%5D=p1 r=1 joined=p,q typed=%5B%22p%22%5D";
        assert_eq!(pairs.join(" "), expected);
        assert!(members(&serde_json::json!([1])).is_err());
    }
}
