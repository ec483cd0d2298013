//! What prism cannot do: rules by which a call that it does not let through is told to be right nevertheless.
//!
//! A rule is judged from the words of the document and from what prism wrote down, and asks for as much as it can: that of
//! a fault must hold for each fault of the request, and what arrived must be what was meant.

use percent_encoding::percent_decode_str;
use regex::Regex;
use serde_json::Value;

use super::raw::{Raw, essence, is_form};
use super::report::Code;
use super::schemas::Schemas;
use super::subject::Call;
use super::wire::{self, Given};

/// Why a request is refused in which everything arrived; `None` if a single fault of it is not explained.
pub fn of_request(raw: &Raw<'_>, template: &str, call: &Call, line: &Value) -> Option<(Code, String)> {
    let mut first = None;
    for fault in line["faults"].as_array()? {
        let code = touching(template, fault)
            .or_else(|| text_body(call, line, fault))
            .or_else(|| absent_object(raw, call, fault))
            .or_else(|| escaped_name(call, fault))
            .or_else(|| text_part(raw, call, line, fault))
            .or_else(|| text_member(call, line, fault))
            .or_else(|| ignored_header(raw, call, fault))
            .or_else(|| unknown_scheme(raw, fault))
            .or_else(|| media_type(raw, call, line, fault))?;
        let why = fault["message"].as_str().unwrap_or_default().to_owned();
        first.get_or_insert((code, why));
    }
    first
}

/// Where variables touch, prism gives one of them all or nothing of what stands for them (that all arrived is known).
fn touching(template: &str, fault: &Value) -> Option<Code> {
    let name = match fault["path"].as_array()?.as_slice() {
        [place, name] if *place == "path" => name.as_str()?,
        [place] if *place == "path" && fault["code"] == "required" => quoted(fault)?,
        _ => return None,
    };
    let hole = format!("{{{}}}", name.to_lowercase());
    let touches = template.split('/').any(|part| wire::touch(part) && part.to_lowercase().contains(&hole));
    touches.then_some(Code::Touching)
}

/// The name that the message of a fault quotes.
fn quoted(fault: &Value) -> Option<&str> {
    fault["message"].as_str()?.split('\'').nth(1)
}

/// Prism parses JSON and forms; what is no text arrives as one under every other media type, and is then no boolean.
fn text_body(call: &Call, line: &Value, fault: &Value) -> Option<Code> {
    let (media, meant) = call.body.as_ref()?;
    let essence = essence(media);
    let parsed = essence == "application/json" || essence.ends_with("+json") || is_form(&essence);
    let arrived = line["body"].as_str()?;
    let same = serde_json::from_str::<Value>(arrived).is_ok_and(|arrived| arrived == *meant);
    let whole =
        fault["path"] == serde_json::json!(["body"]) && ["type", "enum", "const"].iter().any(|c| fault["code"] == *c);
    (!parsed && whole && !meant.is_string() && same).then_some(Code::TextBody)
}

/// Of an object that is spread over the query prism makes an empty one where nothing of it is there, and wants its members.
fn absent_object(raw: &Raw<'_>, call: &Call, fault: &Value) -> Option<Code> {
    let [place, name] = fault["path"].as_array()?.as_slice() else { return None };
    let name = name.as_str().filter(|_| *place == "query" && fault["code"] == "required")?;
    let own = |p: &&&Value| p["in"] == "query" && p["name"].as_str().is_some_and(|n| n.to_lowercase() == name);
    let parameter = raw.parameters.iter().find(own)?;
    let spread = parameter.get("style").is_none_or(|s| s == "form") && parameter["explode"] != false;
    let object = Schemas::types(&raw.schemas.flat(&parameter["schema"])).iter().any(|t| t == "object");
    let given = call.given.iter().any(|g| g.place == "query" && g.name.to_lowercase() == name);
    (parameter["required"] != true && spread && object && !given).then_some(Code::AbsentObject)
}

/// Of a name with brackets that must be in the query prism looks for the escaped one among those that are not (that it arrived
/// is known).
fn escaped_name(call: &Call, fault: &Value) -> Option<Code> {
    let missing = fault["path"] == serde_json::json!(["query"]) && fault["code"] == "required";
    let name = quoted(fault).filter(|name| missing && name.contains('%'))?;
    let plain = percent_decode_str(name).decode_utf8_lossy().to_lowercase();
    let given = call.given.iter().any(|g| g.place == "query" && g.name.to_lowercase() == plain);
    given.then_some(Code::EscapedName)
}

/// Prism reads each part of a form as a text, of a multipart one only the last of a name.
fn text_part(raw: &Raw<'_>, call: &Call, line: &Value, fault: &Value) -> Option<Code> {
    let (media, meant) = call.body.as_ref().filter(|(media, _)| is_form(&essence(media)))?;
    let [place, name] = fault["path"].as_array()?.as_slice() else { return None };
    let name = name.as_str().filter(|_| *place == "body" && fault["code"] == "type")?;
    let schema = raw.schemas.flat(&raw.body(media))["properties"].get(name)?.clone();
    let types = Schemas::types(&raw.schemas.flat(&schema));
    let value = &meant[name];
    let kind = if value.is_array() { "array" } else { "object" };
    let body = line["body"].as_str()?;
    let found = if essence(media).starts_with("multipart/") { parts(body, name) } else { pairs(body, name) };
    let arrived = match value {
        Value::Array(list) if found.len() == list.len() && list.iter().zip(&found).all(|(v, t)| told(v, t)) => true,
        Value::Array(_) | Value::Object(_) => matches!(found.as_slice(), [one] if told(value, one)),
        _ => false,
    };
    (types.iter().any(|t| t == kind) && arrived).then_some(Code::TextPart)
}

/// No style says how a list in an object of the query is written: prism takes the JSON of it for a text.
fn text_member(call: &Call, line: &Value, fault: &Value) -> Option<Code> {
    let [place, name, member] = fault["path"].as_array()?.as_slice() else { return None };
    let (name, member) = (name.as_str().filter(|_| *place == "query" && fault["code"] == "type")?, member.as_str()?);
    let spread = |g: &&Given| g.place == "query" && g.explode && g.style == "form" && g.name.to_lowercase() == name;
    let members = call.given.iter().find(spread)?.value.as_object()?;
    let (own, value) = members.iter().find(|(own, _)| own.to_lowercase() == member.to_lowercase())?;
    let arrived = line["query"][own].as_str().is_some_and(|text| told(value, text));
    ((value.is_array() || value.is_object()) && arrived).then_some(Code::TextPart)
}

/// A header parameter `Content-Type` shall be ignored (OpenAPI 3.1.1 §4.8.12.1), and a request without a body has none.
fn ignored_header(raw: &Raw<'_>, call: &Call, fault: &Value) -> Option<Code> {
    let missing = fault["path"] == serde_json::json!(["header"]) && fault["code"] == "required";
    let own = quoted(fault).is_some_and(|name| missing && name.eq_ignore_ascii_case("content-type"));
    let third = raw.schemas.root["openapi"].as_str().is_some_and(|version| version.starts_with('3'));
    (own && third && call.body.is_none()).then_some(Code::IgnoredHeader)
}

/// Prism refuses each call of an operation that asks for a security scheme which the document does not have.
fn unknown_scheme(raw: &Raw<'_>, fault: &Value) -> Option<Code> {
    let root = raw.schemas.root;
    let known = |name: &String| {
        [&root["components"]["securitySchemes"], &root["securityDefinitions"]].iter().any(|s| s[name].is_object())
    };
    let asked = raw.operation.get("security").unwrap_or(&root["security"]).as_array()?;
    let unknown = asked.iter().filter_map(Value::as_object).flatten().any(|(name, _)| !known(name));
    (unknown && fault["message"] == "Invalid security scheme used").then_some(Code::UnknownScheme)
}

/// Whether a text is a value, as it is or as JSON.
fn told(value: &Value, text: &str) -> bool {
    value.as_str() == Some(text) || serde_json::from_str::<Value>(text).is_ok_and(|text| text == *value)
}

/// The texts of the parts of a name.
fn parts(body: &str, name: &str) -> Vec<String> {
    let boundary = body.lines().next().unwrap_or_default();
    let parts = body.split(boundary).filter(|_| boundary.starts_with("--"));
    let parts = parts.filter_map(|part| part.split_once("\r\n\r\n"));
    let own = parts.filter(|(head, _)| head.contains(&format!("; name=\"{name}\"")));
    own.map(|(_, text)| text.strip_suffix("\r\n").unwrap_or(text).to_owned()).collect()
}

/// The texts of the pairs of a name.
fn pairs(body: &str, name: &str) -> Vec<String> {
    let text = |raw: &str| percent_decode_str(&raw.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(own, _)| text(own) == name).map(|(_, value)| text(value)).collect()
}

/// The document names what is no media type (RFC 9110 §8.3.1), so that prism knows none, or one in `consumes` and another in
/// a header parameter `Content-Type`.
fn media_type(raw: &Raw<'_>, call: &Call, line: &Value, fault: &Value) -> Option<Code> {
    let sent = essence(line["headers"]["content-type"].as_str()?);
    if fault["code"] != 415 || call.body.is_none() {
        return None;
    }
    let token = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    let sound = Regex::new(&format!(r#"^{token}/{token}\s*(;\s*{token}\s*=\s*({token}|"[^"]*")\s*)*;?$"#)).ok()?;
    let none =
        |key: &String| !sound.is_match(key) && key.split([',', ';', ' ']).next().map(essence).as_ref() == Some(&sent);
    let keys: Vec<&String> = raw.content().map(|c| c.keys().collect()).unwrap_or_default();
    let named = |p: &&&Value| {
        let schema = p.get("schema").unwrap_or(p);
        let said = schema["enum"].as_array().into_iter().flatten().chain(schema.get("default"));
        let said: Vec<&str> = said.filter_map(Value::as_str).collect();
        p["in"] == "header"
            && p["name"].as_str().is_some_and(|n| n.eq_ignore_ascii_case("content-type"))
            && said.iter().any(|media| essence(media) == sent)
    };
    let contradicted =
        raw.parameters.iter().any(|p| named(&p)) && !raw.media_types().iter().any(|m| essence(m) == sent);
    (keys.iter().any(|key| none(key)) || contradicted).then_some(Code::MediaType)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn variables_that_touch() {
        let check = |template: &str, fault: Value, expected: Option<Code>| {
            let root = json!({"paths": {template: {"get": {}}}});
            let call = call(Vec::new(), None);
            let line = json!({"faults": [fault]});
            let found = of_request(&Raw::of(&root, template, "GET"), template, &call, &line);
            assert_eq!(found.map(|(code, _)| code), expected, "{template} {line}");
        };
        let fault = |place: &str, name: &str| json!({"path": [place, name], "code": "enum"});
        let absent = |name: &str| json!({"path": ["path"], "code": "required", "message": format!("needs '{name}'")});
        check("/{aB}{c}", fault("path", "ab"), Some(Code::Touching));
        check("/{aB}{c}", absent("ab"), Some(Code::Touching));
        check("/{aB}{c}/{d}", absent("d"), None);
        check("/{aB}{c}", fault("query", "ab"), None);
        check("/{aB}{c}/{d}", fault("path", "d"), None);
        check("/{aB}.{c}", fault("path", "ab"), None);
    }

    fn query(name: &str, value: Value) -> Given {
        let (name, place, style) = (name.into(), "query".into(), "form".into());
        Given { name, place, style, explode: true, json: false, value }
    }

    fn call(given: Vec<Given>, body: Option<(String, Value)>) -> Call {
        Call { kind: "all", code: String::new(), finish: "whole", given, body }
    }

    /// The code for one fault of a request with a body of a media type, or without one.
    fn code(operation: &Value, body: Option<(&str, Value)>, received: Value, fault: Value) -> Option<Code> {
        let root = json!({"paths": {"/a": {"post": operation}}});
        let body = body.map(|(media, value)| (media.to_owned(), value));
        let call = call(Vec::new(), body);
        let media = call.body.as_ref().map(|(media, _)| media.clone());
        let line = json!({"headers": {"content-type": media}, "body": received, "faults": [fault]});
        of_request(&Raw::of(&root, "/a", "POST"), "/a", &call, &line).map(|(code, _)| code)
    }

    #[test]
    fn bodies_that_are_no_text() {
        let check = |media: &str, meant: Value, received: Value, fault: Value, expected: Option<Code>| {
            let operation = json!({"requestBody": {"content": {media: {"schema": {}}}}});
            let found = code(&operation, Some((media, meant.clone())), received.clone(), fault.clone());
            assert_eq!(found, expected, "{media} {meant} {received} {fault}");
        };
        let fault = json!({"path": ["body"], "code": "type", "message": "Request body must be boolean"});
        check("text/plain", json!(true), json!("true"), fault.clone(), Some(Code::TextBody));
        check("text/plain", json!({"a": 1}), json!("{\"a\": 1}"), fault.clone(), Some(Code::TextBody));
        check("text/plain", json!(true), json!("yes"), fault.clone(), None);
        check("text/plain", json!("true"), json!("true"), fault.clone(), None);
        check("application/json", json!(true), json!("true"), fault, None);
        let inside = json!({"path": ["body", "a"], "code": "type"});
        check("text/plain", json!({"a": 1}), json!("{\"a\":1}"), inside, None);
        let other = json!({"path": ["body"], "code": "required"});
        check("text/plain", json!({"a": 1}), json!("{\"a\":1}"), other, None);
    }

    #[test]
    fn pairs_that_are_no_text() {
        let media = "application/x-www-form-urlencoded";
        let check = |meant: Value, body: &str, expected: Option<Code>| {
            let schema = json!({"properties": {"p q": {"type": "array"}}});
            let operation = json!({"requestBody": {"content": {media: {"schema": schema}}}});
            let fault = json!({"path": ["body", "p q"], "code": "type"});
            let found = code(&operation, Some((media, json!({"p q": meant}))), body.into(), fault);
            assert_eq!(found, expected, "{meant} {body}");
        };
        check(json!(["a b"]), "r=1&p+q=a%20b", Some(Code::TextPart));
        check(json!(["a", "b"]), "p%20q=a&p%20q=b", Some(Code::TextPart));
        check(json!(["a"]), "p+q=b", None);
        check(json!(["a"]), "p=a", None);
    }

    #[test]
    fn members_that_are_no_text() {
        let root = json!({"paths": {"/a": {"get": {}}}});
        let check = |member: &str, query: Value, explode: bool, expected: Option<Code>| {
            let given = Given { explode, ..self::query("P", json!({"Bc": [1], "d": 1})) };
            let call = call(vec![given], None);
            let line = json!({"query": query, "faults": [{"path": ["query", "p", member], "code": "type"}]});
            let found = of_request(&Raw::of(&root, "/a", "GET"), "/a", &call, &line);
            assert_eq!(found.map(|(code, _)| code), expected, "{line}");
        };
        check("bc", json!({"Bc": "[1]"}), true, Some(Code::TextPart));
        check("bc", json!({"Bc": "[2]"}), true, None);
        check("bc", json!({"Bc": "[1]"}), false, None);
        check("d", json!({"d": "1"}), true, None);
    }

    #[test]
    fn headers_that_are_ignored() {
        let check = |version: Value, name: &str, body: bool, expected: Option<Code>| {
            let root = json!({"openapi": version, "paths": {"/a": {"post": {}}}});
            let call = call(Vec::new(), body.then(|| ("text/plain".to_owned(), json!("a"))));
            let message = format!("Request header must have required property '{name}'");
            let line = json!({"faults": [{"path": ["header"], "code": "required", "message": message}]});
            let found = of_request(&Raw::of(&root, "/a", "POST"), "/a", &call, &line);
            assert_eq!(found.map(|(code, _)| code), expected, "{root} {line}");
        };
        check(json!("3.0.0"), "content-type", false, Some(Code::IgnoredHeader));
        check(json!("3.0.0"), "content-type", true, None);
        check(json!("3.0.0"), "b", false, None);
        check(Value::Null, "content-type", false, None);
    }

    #[test]
    fn parts_that_are_no_text() {
        let check = |schema: Value, meant: Value, texts: &[&str], expected: Option<Code>| {
            let part = |text: &&str| format!("--b\r\nContent-Disposition: form-data; name=\"p\"\r\n\r\n{text}\r\n");
            let body: String = texts.iter().map(part).chain(["--b--\r\n".to_owned()]).collect();
            let schema = json!({"properties": {"p": schema}});
            let operation = json!({"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}});
            let fault = json!({"path": ["body", "p"], "code": "type"});
            let found = code(&operation, Some(("multipart/form-data", json!({"p": meant}))), body.into(), fault);
            assert_eq!(found, expected, "{schema} {meant} {texts:?}");
        };
        let list = json!({"type": "array"});
        check(list.clone(), json!(["a"]), &["a"], Some(Code::TextPart));
        check(list.clone(), json!(["a", 1]), &["a", "1"], Some(Code::TextPart));
        check(list.clone(), json!(["a"]), &["[\"a\"]"], Some(Code::TextPart));
        check(list.clone(), json!(["a", "b"]), &["a"], None);
        check(list, json!(["a"]), &["b"], None);
        check(json!({"type": "object"}), json!({"a": 1}), &["{\"a\":1}"], Some(Code::TextPart));
        check(json!({"type": "object"}), json!({"a": 1}), &["a=1"], None);
        check(json!({"type": "integer"}), json!(1), &["1"], None);
    }

    #[test]
    fn objects_that_are_not_sent() {
        let check = |parameter: Value, given: bool, expected: Option<Code>| {
            let root = json!({"paths": {"/a": {"get": {"parameters": [parameter]}}}});
            let given = given.then(|| query("P", json!({"b": 1})));
            let given = given.into_iter().collect();
            let call = call(given, None);
            let line = json!({"faults": [{"path": ["query", "p"], "code": "required"}]});
            let found = of_request(&Raw::of(&root, "/a", "GET"), "/a", &call, &line);
            assert_eq!(found.map(|(code, _)| code), expected, "{parameter} {given}", given = !call.given.is_empty());
        };
        let object = json!({"in": "query", "name": "P", "schema": {"type": "object", "required": ["a"]}});
        let with = |key: &str, value: Value| {
            let mut other = object.clone();
            other[key] = value;
            other
        };
        check(object.clone(), false, Some(Code::AbsentObject));
        check(object.clone(), true, None);
        check(with("required", json!(true)), false, None);
        check(with("style", json!("deepObject")), false, None);
        check(with("explode", json!(false)), false, None);
        check(with("schema", json!({"type": "string"})), false, None);
    }

    #[test]
    fn names_that_are_escaped() {
        let check = |given: &str, place: &str, name: &str, expected: Option<Code>| {
            let root = json!({"paths": {"/a": {"get": {}}}});
            let call = call(vec![query(given, json!("b"))], None);
            let message = format!("Request query must have required property '{name}'");
            let line = json!({"faults": [{"path": [place], "code": "required", "message": message}]});
            let found = of_request(&Raw::of(&root, "/a", "GET"), "/a", &call, &line);
            assert_eq!(found.map(|(code, _)| code), expected, "{line}");
        };
        check("filter[A]", "query", "filter%5ba%5d", Some(Code::EscapedName));
        check("filter[B]", "query", "filter%5ba%5d", None);
        check("filter[A]", "query", "filter[a]", None);
        check("filter[A]", "header", "filter%5ba%5d", None);
    }

    #[test]
    fn media_types_that_are_none() {
        let check = |operation: Value, sent: &str, expected: Option<Code>| {
            let fault = json!({"code": 415});
            let found = code(&operation, Some((sent, json!("a"))), json!("a"), fault);
            assert_eq!(found, expected, "{operation} {sent}");
        };
        let of = |key: &str| json!({"requestBody": {"content": {key: {}}}});
        check(of("application/json, v=1"), "application/json", Some(Code::MediaType));
        check(of("application/json, v=1"), "text/plain", None);
        check(of("application/json; v=1"), "application/json", None);
        check(of("application/json; v=\"1,0\""), "application/json", None);
        let named = |consumes: &str| {
            let header =
                json!({"in": "header", "name": "Content-type", "type": "string", "enum": ["application/x-tar"]});
            json!({"consumes": [consumes], "parameters": [header]})
        };
        check(named("application/octet-stream"), "application/x-tar", Some(Code::MediaType));
        check(named("application/x-tar"), "application/x-tar", None);
        check(named("application/octet-stream"), "text/plain", None);
    }

    #[test]
    fn schemes_that_are_not_there() {
        let check = |own: Value, message: &str, expected: Option<Code>| {
            let schemes = json!({"securitySchemes": {"a": {"type": "http"}}});
            let root = json!({"components": schemes, "security": [{"a": []}], "paths": {"/a": {"post": own}}});
            let line = json!({"faults": [{"code": 401, "message": message}]});
            let call = call(Vec::new(), None);
            let found = of_request(&Raw::of(&root, "/a", "POST"), "/a", &call, &line);
            assert_eq!(found.map(|(code, _)| code), expected, "{root} {line}");
        };
        let invalid = "Invalid security scheme used";
        check(json!({"security": [{"a": [], "b": []}]}), invalid, Some(Code::UnknownScheme));
        check(json!({"security": [{"a": []}]}), invalid, None);
        check(json!({}), invalid, None);
        check(json!({"security": [{"b": []}]}), "Unauthorized", None);
    }

    #[test]
    fn every_fault_must_be_explained() {
        let root = json!({"paths": {"/a": {"post": {}}}});
        let body = Some(("text/plain".to_owned(), json!(1)));
        let call = call(Vec::new(), body);
        let check = |faults: Value, expected: Option<Code>| {
            let line = json!({"body": "1", "faults": faults});
            let found = of_request(&Raw::of(&root, "/a", "POST"), "/a", &call, &line);
            assert_eq!(found.map(|(code, _)| code), expected, "{faults}");
        };
        let known = json!({"path": ["body"], "code": "type"});
        check(json!([known]), Some(Code::TextBody));
        check(json!([known, {"path": ["header", "b"], "code": "required"}]), None);
        check(json!([]), None);
    }
}
