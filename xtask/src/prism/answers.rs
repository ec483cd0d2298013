//! Answers that fit, for those of which prism has none, and which of them prism can neither write nor judge.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::raw::{Raw, essence, is_form};
use super::report::Code;
use super::schemas::Schemas;
use super::values::Maker;
use super::wire::scalar;

/// What stands between the parts of an answer in parts.
const BOUNDARY: &str = "wire-answer";

/// The schemas of the answers of an operation in JSON, by status.
pub fn schemas_of(schemas: &Schemas<'_>, operation: &Value) -> Vec<(String, Value)> {
    let responses = operation["responses"].as_object().into_iter().flatten();
    let schema = |response: &Value| {
        let content = schemas
            .follow(&response["content"])
            .as_object()
            .into_iter()
            .flatten()
            .find(|(media, _)| media.contains("json") || *media == "*/*");
        content.map(|(_, c)| &c["schema"]).or(response.get("schema")).cloned()
    };
    responses.filter_map(|(status, r)| Some((status.clone(), schema(schemas.follow(r))?))).collect()
}

/// An answer of ours for each success of an operation, by name and status: its body, its headers, and whether it is
/// `unjudged`, because prism cannot.
pub fn of(root: &Value, name: &str, operation: &Value) -> Vec<(String, Value)> {
    let makers = [Maker::of_answers(root, true), Maker::of_answers(root, false)];
    let [maker, sparse] = &makers;
    let bodies = schemas_of(&maker.schemas, operation);
    let mut answers = Vec::new();
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let success = status.starts_with(['2', '3']) || status == "default";
        if !success {
            continue;
        }
        let response = maker.schemas.follow(response);
        let mut answer = json!({"headers": {}});
        // A redirect that says where to is one, documented or not.
        if status.starts_with('3') {
            answer["headers"]["location"] = "https://example.org/a".into();
        }
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = maker.schemas.follow(header);
            let schema = header.get("schema").unwrap_or(header);
            if let Some(value) = sparse.value(schema).ok().filter(|v| v.is_string() || v.is_number()) {
                answer["headers"][name.to_lowercase()] = scalar(&value).into();
            }
        }
        let made = |schema: &Value| makers.iter().find_map(|m| m.value(schema).ok());
        let body = bodies.iter().find(|(of, _)| of == status).and_then(|(_, schema)| made(schema));
        if let Some(mut media) = media_of(root, operation, response, body.is_some()) {
            let essence = essence(&media);
            let schema = maker.schemas.follow(&response["content"])[&media].get("schema").or(response.get("schema"));
            let schema = schema.filter(|schema| unwritable(&maker.schemas, &essence, schema).is_some());
            if let Some(value) = schema.and_then(made) {
                answer["body"] = written(&essence, &value).into();
                answer["unjudged"] = true.into();
                if essence.starts_with("multipart/") {
                    media = format!("{essence}; boundary={BOUNDARY}");
                }
            } else if body.is_none() && media.starts_with("text/") {
                // Prism writes a text only if it is one, whatever its schema says.
                answer["body"] = "text".into();
            }
            answer["headers"]["content-type"] = media.into();
        }
        if let Some(body) = body.filter(|_| answer.get("body").is_none()) {
            answer["body"] = body;
        }
        answers.push((format!("{name} {status}"), answer));
    }
    answers
}

/// The media type of an answer: prism sends none with `HEAD`, and a wildcard as it is.
fn media_of(root: &Value, operation: &Value, response: &Value, json: bool) -> Option<String> {
    let produces = operation.get("produces").or(root.get("produces")).and_then(Value::as_array);
    let listed = produces.into_iter().flatten().filter_map(Value::as_str);
    let content = Schemas::new(root).follow(&response["content"]);
    let keys = content.as_object().into_iter().flatten().map(|(media, _)| media.as_str());
    let all: Vec<&str> = keys.chain(listed).collect();
    match all.iter().find(|media| !json || media.contains("json")).or(all.first())? {
        media if media.contains('*') => Some(if json { "application/json" } else { "text/plain" }.to_owned()),
        media => Some((*media).to_owned()),
    }
}

/// A value as the body of a media type that is neither JSON nor XML.
fn written(essence: &str, value: &Value) -> String {
    let members = || value.as_object().into_iter().flatten();
    let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    match essence {
        "application/x-www-form-urlencoded" => {
            let pairs = members().map(|(name, value)| format!("{}={}", escaped(name), escaped(&scalar(value))));
            pairs.collect::<Vec<_>>().join("&")
        }
        _ if essence.starts_with("multipart/") => {
            let part = |(name, value): (&String, &Value)| {
                let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{}\"", escaped(name));
                format!("{head}\r\n\r\n{}\r\n", scalar(value))
            };
            members().map(part).collect::<String>() + &format!("--{BOUNDARY}--\r\n")
        }
        _ => scalar(value),
    }
}

/// Why prism has no answer to a request that it accepted, by what it answered last.
pub fn limit(raw: &Raw<'_>, line: &Value) -> Option<(Code, String)> {
    let status = line["status"].as_u64()?.to_string();
    if status.starts_with('1') {
        let documented: Vec<&String> = raw.operation["responses"].as_object()?.keys().collect();
        let alone = !documented.iter().any(|s| s.starts_with(['2', '3']) || *s == "default");
        let why = format!("{status} is the one success, and what follows it is no answer");
        return (alone && documented.contains(&&status)).then_some((Code::Upgrade, why));
    }
    let media = essence(line["media"].as_str()?);
    let schema = raw.answer(&status, &media).unwrap_or(&Value::Null);
    Some((Code::Unwritable, unwritable(&raw.schemas, &media, schema)?))
}

/// Why prism can neither write nor judge an answer of a media type.
fn unwritable(schemas: &Schemas<'_>, essence: &str, schema: &Value) -> Option<String> {
    if is_form(essence) {
        return Some(format!("prism writes and judges no answer that is `{essence}`"));
    }
    let types = Schemas::types(&schemas.flat(schema));
    let written = essence.ends_with("json") || essence.ends_with("xml") || types.is_empty();
    let why = format!("prism writes only texts as `{essence}`, and the schema has {}", types.join(" or "));
    (!written && !types.iter().any(|t| t == "string")).then_some(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_prism_has_none_of() {
        let check = |responses: Value, line: Value, expected: Option<Code>| {
            let root = json!({"paths": {"/a": {"get": {"responses": responses}}}});
            let found = limit(&Raw::of(&root, "/a", "GET"), &line);
            assert_eq!(found.map(|(code, _)| code), expected, "{responses} {line}");
        };
        let of = |media: &str, ty: &str| json!({"200": {"content": {media: {"schema": {"type": ty}}}}});
        let text = json!({"status": 200, "media": "text/plain"});
        check(of("text/plain", "object"), text.clone(), Some(Code::Unwritable));
        check(of("text/plain", "string"), text.clone(), None);
        check(json!({"200": {"content": {"text/plain": {}}}}), text, None);
        check(of("application/json", "object"), json!({"status": 200, "media": "application/json"}), None);
        check(of("application/xml", "object"), json!({"status": 200, "media": "application/xml"}), None);
        let form = json!({"status": 200, "media": "multipart/form-data"});
        check(of("multipart/form-data", "object"), form, Some(Code::Unwritable));
        check(json!({"101": {}, "400": {}}), json!({"status": 101}), Some(Code::Upgrade));
        check(json!({"101": {}, "200": {}}), json!({"status": 101}), None);
        check(json!({"200": {}}), json!({"status": 101}), None);
    }

    #[test]
    fn answers_of_ours() {
        let check = |response: Value, expected: Value| {
            let operation = json!({"responses": {"200": response}});
            let found = of(&json!({}), "GET /a", &operation);
            assert_eq!(found, [("GET /a 200".to_owned(), expected)], "{operation}");
        };
        let object = json!({"type": "object", "required": ["b c"], "properties": {"b c": {"const": "d&"}}});
        let with = |media: &str, schema: &Value| json!({"content": {media: {"schema": schema}}});
        let answer =
            |media: &str, body: &str| json!({"headers": {"content-type": media}, "body": body, "unjudged": true});
        let parts = "--wire-answer\r\ncontent-disposition: form-data; name=\"b%20c\"\r\n\r\nd&\r\n--wire-answer--\r\n";
        check(with("multipart/form-data", &object), answer("multipart/form-data; boundary=wire-answer", parts));
        let form = "application/x-www-form-urlencoded";
        check(with(form, &object), answer(form, "b%20c=d%26"));
        check(with("text/plain", &object), answer("text/plain", "{\"b c\":\"d&\"}"));
        let judged = |media: &str, body: Value| json!({"headers": {"content-type": media}, "body": body});
        check(with("application/json", &object), judged("application/json", json!({"b c": "d&"})));
        check(with("text/plain", &json!({"type": "string"})), judged("text/plain", json!("text")));
    }
}
