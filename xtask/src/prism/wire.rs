//! What must arrive of a parameter: the tables of the specification (OpenAPI 3.1.1 §4.8.12, Swagger 2.0 `collectionFormat`),
//! read on their own, as what is left after percent-decoding.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::roundtrip::equal;

/// A parameter that was given.
#[derive(Clone, Debug)]
pub struct Given {
    pub name: String,
    pub place: String,
    /// The style by the names of 3.x.
    pub style: String,
    pub explode: bool,
    /// Whether it travels as JSON.
    pub json: bool,
    pub value: Value,
}

/// A request as prism received it.
pub struct Received<'a> {
    pub template: &'a str,
    pub path: &'a str,
    pub query: &'a Value,
    pub headers: &'a Value,
}

/// What is missing or another.
pub fn missing(given: &Given, received: &Received<'_>) -> Option<String> {
    let (name, value) = (&given.name, &given.value);
    match given.place.as_str() {
        "path" => {
            let expected = segment(given);
            let found = segment_of(received.template, received.path, name)?;
            let same = equal(&expected, &found);
            (!same).then(|| format!("the path has `{found}` for `{name}`, not `{expected}`"))
        }
        "query" => {
            let pairs = pairs(given);
            let query = received.query.as_object()?;
            pairs.iter().find_map(|(key, text)| {
                let Some(found) = query.get(key) else {
                    let spread = query.keys().any(|k| k.starts_with(&format!("{key}[")));
                    return (!spread).then(|| format!("the query has no `{key}`"));
                };
                let text = text.as_ref()?;
                let any = match found {
                    Value::Array(list) => list.iter().any(|v| v.as_str().is_some_and(|v| equal(text, v))),
                    found => found.as_str().is_some_and(|v| equal(text, v)),
                };
                (!any).then(|| format!("the query has {found} for `{key}`, not `{text}`"))
            })
        }
        "header" => {
            let Some(found) = received.headers[name.to_lowercase()].as_str() else {
                return Some(format!("there is no header `{name}`"));
            };
            let expected = if given.json { value.to_string() } else { simple(value, given.explode, ",") };
            (!equal(&expected, found)).then(|| format!("the header `{name}` is `{found}`, not `{expected}`"))
        }
        _ => {
            let cookies = received.headers["cookie"].as_str().unwrap_or_default();
            let there = cookies.split("; ").any(|c| c.split('=').next() == Some(name));
            (!there).then(|| format!("there is no cookie `{name}`"))
        }
    }
}

fn equal(expected: &str, found: &str) -> bool {
    equal::difference(&Value::from(expected), &Value::from(found), "").is_none()
        || expected.parse::<f64>().ok().zip(found.parse::<f64>().ok()).is_some_and(|(a, b)| a == b)
        || json(expected).zip(json(found)).is_some_and(|(a, b)| equal::difference(&a, &b, "").is_none())
}

fn json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(|v: &Value| v.is_object() || v.is_array())
}

/// A scalar as text; anything deeper as JSON, because no style says how it is written.
pub fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn simple(value: &Value, explode: bool, between: &str) -> String {
    match value {
        Value::Array(list) => list.iter().map(scalar).collect::<Vec<_>>().join(between),
        Value::Object(members) => {
            let pair = if explode { "=" } else { "," };
            members.iter().map(|(k, v)| format!("{k}{pair}{}", scalar(v))).collect::<Vec<_>>().join(between)
        }
        value => scalar(value),
    }
}

fn segment(given: &Given) -> String {
    let (name, value) = (&given.name, &given.value);
    if given.json {
        return value.to_string();
    }
    match given.style.as_str() {
        "label" => format!(".{}", simple(value, given.explode, if given.explode { "." } else { "," })),
        "matrix" => match value {
            Value::Array(list) if given.explode => list.iter().map(|v| format!(";{name}={}", scalar(v))).collect(),
            Value::Object(members) if given.explode => {
                members.iter().map(|(k, v)| format!(";{k}={}", scalar(v))).collect()
            }
            value => format!(";{name}={}", simple(value, false, ",")),
        },
        _ => simple(value, given.explode, ","),
    }
}

/// Whether the variables of a segment of a template touch, so that nobody can tell where one ends.
pub fn touch(segment: &str) -> bool {
    segment.contains("}{")
}

/// What has changed of the segments in which variables touch: the values of all of them are there, one behind the other.
pub fn run_together(given: &[Given], received: &Received<'_>) -> Option<String> {
    let segments = received.template.split('/').zip(received.path.split('/'));
    segments.filter(|(part, _)| touch(part)).find_map(|(part, text)| {
        let own = given.iter().filter(|g| g.place == "path");
        let expected = own.fold(part.to_owned(), |part, g| part.replace(&format!("{{{}}}", g.name), &segment(g)));
        let found = percent_decode_str(text).decode_utf8_lossy();
        (found != expected).then(|| format!("the path has `{found}` for `{part}`, not `{expected}`"))
    })
}

/// Names and texts of a query; a text of none is not looked at.
fn pairs(given: &Given) -> Vec<(String, Option<String>)> {
    let (name, value) = (&given.name, &given.value);
    let one = |text: String| vec![(name.clone(), Some(text))];
    if given.json {
        return one(value.to_string());
    }
    let between = match given.style.as_str() {
        "spaceDelimited" => " ",
        "pipeDelimited" => "|",
        "tabDelimited" => "\t",
        _ => ",",
    };
    match value {
        Value::Array(list) if list.is_empty() => Vec::new(),
        Value::Object(members) if members.is_empty() => Vec::new(),
        Value::Array(_) | Value::Object(_) if given.style == "deepObject" => {
            let Value::Object(members) = value else { return vec![(name.clone(), None)] };
            let text = |v: &Value| (!v.is_array() && !v.is_object()).then(|| scalar(v));
            members.iter().map(|(k, v)| (format!("{name}[{k}]"), text(v))).collect()
        }
        Value::Array(list) if given.explode => list.iter().map(|v| (name.clone(), Some(scalar(v)))).collect(),
        Value::Object(members) if given.explode => members.iter().map(|(k, v)| (k.clone(), Some(scalar(v)))).collect(),
        value => one(simple(value, false, between)),
    }
}

/// What stands for a name of a template in a path.
fn segment_of(template: &str, path: &str, name: &str) -> Option<String> {
    let hole = format!("{{{name}}}");
    let (part, text) = template.split('/').zip(path.split('/')).find(|(part, _)| part.contains(&hole))?;
    let (before, after) = part.split_once(&hole)?;
    // Another name beside it: where one ends cannot be told.
    if before.contains('{') || after.contains('{') {
        return None;
    }
    let text = percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some(text.strip_prefix(before)?.strip_suffix(after)?.to_owned())
}

/// What is missing of a body: JSON must be the same value, of a form each member must be there.
pub fn body(media: &str, sent: &Value, received: &Value) -> Option<String> {
    let is = |kind: &str| media.starts_with(kind);
    if media.contains("json") {
        return equal::difference(sent, received, "$").map(|(change, path)| format!("{path} of the body: {change:?}"));
    }
    let (Value::Object(members), Some(text)) = (sent, received.as_str()) else { return None };
    let members: BTreeMap<&String, &Value> = members.iter().filter(|(_, v)| written(v)).collect();
    if is("application/x-www-form-urlencoded") {
        let text = percent_decode_str(text).decode_utf8_lossy().into_owned();
        let keys: Vec<&str> = text.split('&').filter_map(|pair| pair.split('=').next()).collect();
        let there = |name: &str| keys.iter().any(|k| *k == name || k.starts_with(&format!("{name}[")));
        return members.keys().find(|n| !there(n)).map(|n| format!("the form has no `{n}`"));
    }
    if is("multipart/") {
        let there =
            |name: &str| text.contains(&format!("name=\"{name}\"")) || text.contains(&format!("name=\"{name}["));
        return members.keys().find(|n| !there(n)).map(|n| format!("the form has no part `{n}`"));
    }
    None
}

/// Whether a member leaves a trace in a form: an empty list leaves none.
fn written(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_must_arrive() {
        let check = |place: &str, style: &str, explode: bool, value: Value, query: Value, path: &str, good: bool| {
            let given =
                Given { name: "c".into(), place: place.into(), style: style.into(), explode, json: false, value };
            let headers = json!({"c": "1,2"});
            let received = Received { template: "/a/x{c}", path, query: &query, headers: &headers };
            let found = missing(&given, &received);
            assert_eq!(found.is_none(), good, "{given:?}: {found:?}");
        };
        check("path", "simple", false, json!("1/2"), json!({}), "/a/x1%2F2", true);
        check("path", "matrix", true, json!([1, 2]), json!({}), "/a/x;c=1;c=2", true);
        check("path", "simple", false, json!("1"), json!({}), "/a/x2", false);
        check("query", "form", true, json!([1, 2]), json!({"c": ["1", "2"]}), "", true);
        check("query", "form", true, json!([1, 2]), json!({"c": "1"}), "", false);
        check("query", "pipeDelimited", false, json!(["a", "b"]), json!({"c": "a|b"}), "", true);
        check("query", "deepObject", true, json!({"d": 1}), json!({"c[d]": "1"}), "", true);
        check("query", "form", true, json!({"d": 1}), json!({}), "", false);
        check("header", "simple", false, json!([1, 2]), json!({}), "", true);
        check("header", "simple", false, json!([1]), json!({}), "", false);
    }

    #[test]
    fn variables_that_touch() {
        let check = |template: &str, path: &str, good: bool| {
            let text = |name: &str, value: &str| Given {
                name: name.into(),
                place: "path".into(),
                style: "simple".into(),
                explode: false,
                json: false,
                value: value.into(),
            };
            let given = [text("a", "x/y"), text("b", ".json")];
            let received = Received { template, path, query: &json!({}), headers: &json!({}) };
            let found = run_together(&given, &received);
            assert_eq!(found.is_none(), good, "{template} {path}: {found:?}");
        };
        check("/a/{a}{b}", "/a/x%2Fy.json", true);
        check("/a/{a}{b}", "/a/x%2Fy", false);
        check("/a/{a}{b}", "/a/.jsonx%2Fy", false);
        check("/a/{a}{c}", "/a/x%2Fy.json", false);
        check("/a/{a}.{b}", "/a/anything", true);
    }
}
