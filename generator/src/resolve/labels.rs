//! What extensions call things: fields and parameters, and the values of an enum, which they describe as well.

use serde_json::{Map, Value};

use crate::spec::{is_web, letters};

/// Names: a list beside the values, or a map by value.
const NAMES: [&str; 5] = ["x-enum-varnames", "x-enumNames", "x-enum-names", "x-enum-keys", "x-speakeasy-enums"];

/// Descriptions, likewise.
const DESCRIPTIONS: [&str; 5] = [
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-enum-description",
    "x-google-enum-descriptions",
    "x-speakeasy-enum-descriptions",
];

/// A table with a row a value: where it stands, and which of its columns has the value.
const TABLES: [(&str, &str); 3] =
    [("/x-ms-enum/values", "value"), ("/x-enum-metadata/values", "value"), ("/x-enum-elements", "name")];

/// What go-swagger says of the values, a line each: the value, its name in Go, and what its comment says.
const GO: &str = "x-go-enum-desc";

/// The labels of a schema's values.
pub struct Labels<'a> {
    schema: &'a Map<String, Value>,
    rows: Option<(&'a Vec<Value>, &'static str)>,
}

impl<'a> Labels<'a> {
    pub fn of(schema: &'a Map<String, Value>) -> Self {
        let table = |(place, column): &(&str, &'static str)| {
            let (key, rest) = place.get(1..)?.split_once('/').map_or((place.get(1..)?, None), |(k, r)| (k, Some(r)));
            let value = schema.get(key)?;
            let rows = rest.map_or(Some(value), |key| value.get(key))?.as_array()?;
            Some((rows, *column))
        };
        Self { schema, rows: TABLES.iter().find_map(table) }
    }

    /// The name of a value, which is at this place among the values.
    pub fn name(&self, index: usize, value: &Value) -> Option<&'a str> {
        // Where the column of the names has the values, they have no other name.
        let column = |(_, column): &(_, &str)| *column != "name";
        self.beside(&NAMES, index, value).or_else(|| self.rows.filter(column).and(self.cell(value, "name")))
    }

    /// A name in a list that is another value than the one beside it, and where it stands: the list has another order than the
    /// values, and its names would say what is not sent.
    pub fn shifted(&self, values: &[Value]) -> Option<(&'static str, usize, &'a str)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let values: Vec<String> = values.iter().map(|value| letters(&text(value))).collect();
        let (key, list) = NAMES.iter().find_map(|key| Some((*key, self.schema.get(*key)?.as_array()?)))?;
        list.iter().zip(&values).enumerate().find_map(|(index, (name, own))| {
            let name = name.as_str()?;
            let said = letters(name);
            (!said.is_empty() && said != *own && values.contains(&said)).then_some((key, index, name))
        })
    }

    /// What it means.
    pub fn description(&self, index: usize, value: &Value) -> Option<&'a str> {
        let own = self.beside(&DESCRIPTIONS, index, value).or_else(|| self.cell(value, "description"));
        own.or_else(|| {
            // `create ActionCreate  Create this identity.`
            let lines = self.schema.get(GO)?.as_str()?.lines();
            let mut said = lines.filter_map(|line| line.strip_prefix(value.as_str()?)?.strip_prefix(' '));
            said.next()?.split_once("  ").map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
        })
    }

    fn beside(&self, keys: &[&str], index: usize, value: &Value) -> Option<&'a str> {
        keys.iter().find_map(|key| match self.schema.get(*key)? {
            Value::Array(list) => list.get(index)?.as_str(),
            Value::Object(map) => map.get(value.as_str()?)?.as_str(),
            _ => None,
        })
    }

    fn cell(&self, value: &Value, column: &str) -> Option<&'a str> {
        let (rows, of) = self.rows?;
        rows.iter().find(|row| row.get(of) == Some(value))?.get(column)?.as_str()
    }
}

/// What `x-ms-client-name` calls a field or a parameter, else what it is called on the wire.
pub fn client_name(value: &Value, wire: &str) -> String {
    said(value, "x-ms-client-name").unwrap_or_else(|| wire.to_owned())
}

/// A name that an extension says; one without a letter or digit is none.
pub fn said(value: &Value, key: &str) -> Option<String> {
    let name = value.get(key).and_then(Value::as_str);
    name.filter(|name| name.contains(char::is_alphanumeric)).map(str::to_owned)
}

/// Why something is deprecated, and what to use.
const REASONS: [&str; 3] = ["x-deprecated-reason", "x-deprecation-message", "x-speakeasy-deprecation-message"];

/// A description, why what it describes is deprecated, if it is, and where there is more of it (`externalDocs`).
pub fn described<'v>(description: &str, get: impl Fn(&str) -> Option<&'v Value>) -> String {
    let reason = REASONS.iter().find_map(|key| get(key)?.as_str()).map(str::trim);
    let deprecated = get("deprecated").is_some_and(|flag| *flag == true);
    let reason = reason.filter(|r| deprecated && !r.is_empty() && !description.contains(r));
    let reason = reason.map(|reason| format!("Deprecated: {reason}"));
    let more = get("externalDocs").and_then(|more| elsewhere(more, description));
    // The variants say it.
    let lines = get(GO).and_then(Value::as_str).unwrap_or_default().trim();
    let description = description.trim_end().strip_suffix(lines).unwrap_or(description);
    let parts = [Some(description.trim().to_owned()).filter(|d| !d.is_empty()), reason, more];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

/// A link to other documentation; a relative one leads nowhere from here.
fn elsewhere(more: &Value, description: &str) -> Option<String> {
    let url = more.get("url")?.as_str()?.trim();
    if !is_web(url) || url.contains(char::is_whitespace) || description.contains(url) {
        return None;
    }
    let said = more.get("description").and_then(Value::as_str).unwrap_or_default();
    let label = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = label.trim_end_matches('.');
    let plain = !label.is_empty() && label.len() <= 80 && !label.contains(['[', ']', '`', '<']);
    Some(if plain { format!("See [{label}]({url}).") } else { format!("See {url}.") })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_way_to_say_it() {
        let check = |key: &str, said: Value, expected: [Option<&str>; 2]| {
            let schema = json!({"enum": ["a", "b"], key: said});
            let schema = schema.as_object().expect("an object");
            let labels = Labels::of(schema);
            let value = json!("b");
            assert_eq!([labels.name(1, &value), labels.description(1, &value)], expected, "{key}");
        };
        check("x-enum-varnames", json!(["One", "Two"]), [Some("Two"), None]);
        check("x-enum-varnames", json!(["One"]), [None, None]);
        check("x-speakeasy-enums", json!({"a": "One", "b": "Two"}), [Some("Two"), None]);
        check("x-enum-descriptions", json!(["The first.", "The second."]), [None, Some("The second.")]);
        check("x-enumDescriptions", json!({"b": "The second."}), [None, Some("The second.")]);
        let rows = json!([{"value": "b", "name": "Two", "description": "The second."}]);
        check("x-ms-enum", json!({"values": rows}), [Some("Two"), Some("The second.")]);
        check(
            "x-go-enum-desc",
            json!("a LetterA\nb LetterB  The second.\nbc LetterC  Another."),
            [None, Some("The second.")],
        );
        check("x-enum-metadata", json!({"values": [{"name": "Two", "value": "b"}]}), [Some("Two"), None]);
        check("x-enum-elements", json!([{"name": "b", "description": "The second."}]), [None, Some("The second.")]);
        check("x-ms-enum", json!({"name": "Letters"}), [None, None]);
    }

    #[test]
    fn names_in_another_order() {
        let shifted = |values: Value, names: Value| {
            let schema = json!({"x-enum-varnames": names});
            let values = values.as_array().cloned().unwrap_or_default();
            Labels::of(schema.as_object().expect("an object")).shifted(&values).map(|(_, index, _)| index)
        };
        assert_eq!(shifted(json!(["api_usage", "apm_usage"]), json!(["API_USAGE", "APM_USAGE"])), None);
        assert_eq!(shifted(json!(["a_usage", "b_usage", "c_usage"]), json!(["A_USAGE", "C_USAGE"])), Some(1));
        assert_eq!(shifted(json!([-1, 0, 1]), json!(["-1", "Zero", "1"])), None);
        assert_eq!(shifted(json!(["asc", "desc"]), json!({"asc": "desc"})), None);
        assert_eq!(shifted(json!(["a", "b"]), json!(["First", "Second", "a"])), None);
    }
}
