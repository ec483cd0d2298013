//! Swagger 2.0 into the words of OpenAPI 3.0: parameters get schemas, body and form parameters become a request body,
//! responses get content. `definitions` stay where they are, so that references and places still hold.

use serde_json::{Map, Value, json};

use super::document::items;
use super::refs::Documents;
use crate::load::{FileId, Origin};

/// Keywords of a parameter or header that belong to its schema.
const SCHEMA: [&str; 16] = [
    "type",
    "format",
    "items",
    "default",
    "enum",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
];

/// The document in the words of 3.0.
pub fn lower(docs: &Documents<'_>) -> Value {
    let root = docs.root();
    let mut lowered = root.clone();
    let Some(map) = lowered.as_object_mut() else { return lowered };
    map.insert("servers".to_owned(), parameterized(docs).unwrap_or_else(|| servers(root)));
    map.insert("components".to_owned(), json!({"securitySchemes": schemes(root)}));
    // What several operations share stays one parameter, with one type.
    for own in map.get_mut("parameters").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
        if !is_body(own) {
            *own = parameter(own);
        }
    }
    for key in ["paths", "x-webhooks"] {
        for item in map.get_mut(key).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
            path_item(docs, item);
        }
    }
    lowered
}

/// One server of the most secure scheme; without a host only a path is known.
fn servers(root: &Value) -> Value {
    let text = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or_default();
    let schemes: Vec<&str> = items(root.get("schemes")).filter_map(|(_, s)| s.as_str()).collect();
    let scheme = if schemes.is_empty() || schemes.contains(&"https") { "https" } else { "http" };
    let base = text("basePath");
    match text("host") {
        "" if base.is_empty() => json!([]),
        "" => json!([{ "url": base }]),
        host => json!([{ "url": format!("{scheme}://{host}{}", base.trim_end_matches('/')) }]),
    }
}

/// The server whose host has parameters (`x-ms-parameterized-host`): they are its variables.
fn parameterized(docs: &Documents<'_>) -> Option<Value> {
    let root = docs.root();
    let host = root.get("x-ms-parameterized-host")?;
    let template = host.get("hostTemplate").and_then(Value::as_str)?;
    let prefixed = host.get("useSchemePrefix").and_then(Value::as_bool).unwrap_or(true);
    let base = root.get("basePath").and_then(Value::as_str).unwrap_or_default();
    let url = format!("{}{template}{}", if prefixed { "https://" } else { "" }, base.trim_end_matches('/'));
    let variable = |parameter: Value| {
        let name = parameter.get("name").and_then(Value::as_str)?.to_owned();
        // One without a default must be set by the caller, as must be the URL of a server without a host.
        let default =
            parameter.get("default").or_else(|| parameter.pointer("/enum/0")).cloned().unwrap_or_else(|| json!(""));
        let mut variable = json!({"default": default});
        for key in ["enum", "description"] {
            if let (Some(value), Some(map)) = (parameter.get(key), variable.as_object_mut()) {
                map.insert(key.to_owned(), value.clone());
            }
        }
        Some((name, variable))
    };
    let variables: Map<String, Value> =
        items(host.get("parameters")).filter_map(|(_, p)| variable(followed(docs, p))).collect();
    Some(json!([{"url": url, "variables": variables}]))
}

fn schemes(root: &Value) -> Value {
    let definitions = root.get("securityDefinitions").and_then(Value::as_object);
    let scheme = |scheme: &Value| {
        let description = scheme.get("description").cloned().unwrap_or_default();
        let mut lowered = match scheme.get("type").and_then(Value::as_str) {
            Some("basic") => json!({"type": "http", "scheme": "basic"}),
            Some("oauth2") => json!({"type": "oauth2", "flows": flows(scheme)}),
            _ => scheme.clone(),
        };
        if let (Some(map), Value::String(text)) = (lowered.as_object_mut(), description) {
            map.insert("description".to_owned(), Value::String(text));
        }
        lowered
    };
    Value::Object(definitions.into_iter().flatten().map(|(name, s)| (name.clone(), scheme(s))).collect())
}

/// The one flow of a scheme, by the name that it has since 3.0.
fn flows(scheme: &Value) -> Value {
    let name = match scheme.get("flow").and_then(Value::as_str) {
        Some("application") => "clientCredentials",
        Some("accessCode") => "authorizationCode",
        Some(same) => same,
        None => return json!({}),
    };
    let keys = ["authorizationUrl", "tokenUrl", "scopes"];
    let kept = keys.iter().filter_map(|key| Some(((*key).to_owned(), scheme.get(key)?.clone())));
    Value::Object([(name.to_owned(), Value::Object(kept.collect()))].into_iter().collect())
}

fn path_item(docs: &Documents<'_>, item: &mut Value) {
    *item = followed(docs, item);
    let Some(map) = item.as_object_mut() else { return };
    // A body that all operations of a path share moves into each of them.
    let (bodies, plain) = parted(docs, map.get("parameters"));
    if map.contains_key("parameters") {
        map.insert("parameters".to_owned(), listed(&plain));
    }
    for (method, value) in map.iter_mut() {
        if method != "parameters" && !method.starts_with("x-") && value.is_object() {
            operation(docs, value, &bodies);
        }
    }
}

fn operation(docs: &Documents<'_>, value: &mut Value, shared: &[Value]) {
    let root = docs.root();
    let media = |value: &Value, key: &str| -> Vec<String> {
        let list = value.get(key).or_else(|| root.get(key));
        let list: Vec<String> = items(list).filter_map(|(_, m)| m.as_str().map(str::to_owned)).collect();
        if list.is_empty() { vec!["application/json".to_owned()] } else { list }
    };
    let (consumes, produces) = (media(value, "consumes"), media(value, "produces"));
    // What the operation itself says counts; that of the root is only what most answers are.
    let files: Vec<&str> =
        items(value.get("produces")).filter_map(|(_, m)| m.as_str()).filter(|m| is_file(m)).collect();
    let files = Value::Object(files.into_iter().map(|m| (m.to_owned(), json!({}))).collect());
    let (mut bodies, plain) = parted(docs, value.get("parameters"));
    if bodies.is_empty() {
        bodies = shared.to_vec();
    }
    // 2.0 does not set the parameter `Content-Type` aside: its values are the media types that the body may have.
    let named: Vec<String> = plain.iter().flat_map(|(_, read)| content_types(read)).collect();
    let consumes = if named.is_empty() { consumes } else { named };
    let Some(map) = value.as_object_mut() else { return };
    map.insert("parameters".to_owned(), listed(&plain));
    if let Some(body) = request_body(&bodies, &consumes) {
        map.insert("requestBody".to_owned(), body);
        // The name of a body, which does not travel, has no other place in 3.0.
        let name = bodies.first().filter(|b| b.get("in").and_then(Value::as_str) == Some("body"));
        if let Some(name) = name.and_then(|body| body.get("name")) {
            map.entry("x-codegen-request-body-name").or_insert_with(|| name.clone());
        }
    }
    if let Some(responses) = map.get_mut("responses").and_then(Value::as_object_mut) {
        for (status, response) in responses.iter_mut().filter(|(status, _)| !status.starts_with("x-")) {
            *response = self::response(&followed(docs, response), &produces);
            let success = response.as_object_mut().filter(|_| status.starts_with('2') && files != json!({}));
            if let Some(success) = success {
                success.entry("content").or_insert_with(|| files.clone());
            }
        }
    }
}

/// Parts of a body, and the other parameters: each as it stands, and as it is read.
fn parted(docs: &Documents<'_>, list: Option<&Value>) -> (Vec<Value>, Vec<(Value, Value)>) {
    let (bodies, plain): (Vec<_>, Vec<_>) =
        items(list).map(|(_, p)| (p.clone(), followed(docs, p))).partition(|(_, read)| is_body(read));
    (bodies.into_iter().map(|(_, read)| read).collect(), plain)
}

/// Parameters in the words of 3.0. One of the root stays where it is, and is referred to.
fn listed(plain: &[(Value, Value)]) -> Value {
    let is_shared = |own: &Value| {
        let reference = own.get("$ref").and_then(Value::as_str);
        reference.and_then(|r| r.strip_prefix("#/parameters/")).is_some_and(|name| !name.contains('/'))
    };
    plain.iter().map(|(own, read)| if is_shared(own) { own.clone() } else { parameter(read) }).collect()
}

/// The media types that a parameter names, where it is the header `Content-Type`.
fn content_types(parameter: &Value) -> Vec<String> {
    let is = |key: &str, word: &str| {
        parameter.get(key).and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let values = items(parameter.get("enum")).filter(|_| is("in", "header") && is("name", "content-type"));
    values.filter_map(|(_, v)| v.as_str().filter(|m| m.contains('/')).map(str::to_owned)).collect()
}

/// What a reference names, or the value itself; a reference that names nothing is reported later. What comes from
/// another file keeps its own references.
fn followed(docs: &Documents<'_>, value: &Value) -> Value {
    let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return value.clone() };
    let found = docs
        .lookup(&Origin::root(FileId(0)), reference)
        .and_then(|(target, at)| docs.follow(target, &at).map_err(|_| String::new()));
    match found {
        Ok((target, Origin { file, .. })) if file != FileId(0) => docs.rebased(target, file),
        Ok((target, _)) => target.clone(),
        Err(_) => value.clone(),
    }
}

fn is_body(parameter: &Value) -> bool {
    matches!(parameter.get("in").and_then(Value::as_str), Some("body" | "formData"))
}

/// A parameter whose schema keywords moved into a schema.
pub fn parameter(parameter: &Value) -> Value {
    let Some(map) = parameter.as_object() else { return parameter.clone() };
    if map.contains_key("$ref") {
        return parameter.clone();
    }
    let (schema, mut rest): (Map<_, _>, Map<_, _>) =
        map.clone().into_iter().partition(|(key, _)| SCHEMA.contains(&key.as_str()));
    rest.remove("collectionFormat");
    if let Some((style, explode)) = collected(parameter) {
        let style =
            if style == "form" && rest.get("in").and_then(Value::as_str) != Some("query") { "simple" } else { style };
        rest.insert("style".to_owned(), json!(style));
        rest.insert("explode".to_owned(), json!(explode));
    }
    rest.insert("schema".to_owned(), file_as_binary(Value::Object(schema)));
    Value::Object(rest)
}

/// How an array is written, and whether it is spread: `csv` unless something else is said (Swagger 2.0 §5.2.16).
fn collected(parameter: &Value) -> Option<(&'static str, bool)> {
    let text = |key: &str| parameter.get(key).and_then(Value::as_str);
    (text("type") == Some("array")).then(|| match text("collectionFormat") {
        Some("multi") => ("form", true),
        Some("ssv") => ("spaceDelimited", false),
        Some("tsv") => ("tabDelimited", false),
        Some("pipes") => ("pipeDelimited", false),
        _ => ("form", false),
    })
}

fn request_body(bodies: &[Value], consumes: &[String]) -> Option<Value> {
    let required = |p: &Value| p.get("required").and_then(Value::as_bool).unwrap_or(false);
    let first = bodies.first()?;
    let content = |schema: &Value, media: &[String]| -> Value {
        Value::Object(media.iter().map(|m| (m.clone(), json!({"schema": schema}))).collect())
    };
    if first.get("in").and_then(Value::as_str) == Some("body") {
        let schema = first.get("schema").cloned().unwrap_or_else(|| json!({}));
        let description = first.get("description").cloned().unwrap_or_else(|| json!(""));
        return Some(
            json!({"required": required(first), "description": description, "content": content(&schema, consumes)}),
        );
    }
    let name = |p: &Value| p.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let property = |p: &Value| {
        let mut lowered = parameter(p);
        let mut schema = lowered.get_mut("schema").map(Value::take).unwrap_or_default();
        if let (Some(schema), Some(text)) = (schema.as_object_mut(), p.get("description")) {
            schema.insert("description".to_owned(), text.clone());
        }
        (name(p), schema)
    };
    let properties: Map<String, Value> = bodies.iter().map(property).collect();
    let needed: Vec<String> = bodies.iter().filter(|p| required(p)).map(name).collect();
    let schema = json!({"type": "object", "required": needed, "properties": properties});
    let has_file = bodies.iter().any(|p| p.get("type").and_then(Value::as_str) == Some("file"));
    let form = |m: &&String| m.starts_with("multipart/") || m.contains("form-urlencoded");
    let mut media: Vec<String> = consumes.iter().filter(form).cloned().collect();
    if media.is_empty() {
        media.push(if has_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" }.to_owned());
    }
    // What is said of a form's arrays is said beside their schema; one pair an element is the default there.
    let joined = |p: &Value| {
        let (style, explode) = collected(p).filter(|(_, explode)| !explode)?;
        Some((name(p), json!({"style": style, "explode": explode})))
    };
    let encoding: Map<String, Value> = bodies.iter().filter_map(joined).collect();
    let mut entry = json!({"schema": schema});
    if let (Some(entry), false) = (entry.as_object_mut(), encoding.is_empty()) {
        entry.insert("encoding".to_owned(), Value::Object(encoding));
    }
    let content: Map<String, Value> = media.iter().map(|m| (m.clone(), entry.clone())).collect();
    Some(json!({"required": !needed.is_empty(), "content": content}))
}

fn response(response: &Value, produces: &[String]) -> Value {
    let mut lowered = response.clone();
    let Some(map) = lowered.as_object_mut() else { return lowered };
    for header in map.get_mut("headers").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
        *header = parameter(header);
    }
    let shown = map.remove("examples");
    if let Some(schema) = map.remove("schema") {
        let binary = schema.get("type").and_then(Value::as_str) == Some("file");
        let schema = file_as_binary(schema);
        let media =
            |m: &String| if binary && m.contains("json") { "application/octet-stream".to_owned() } else { m.clone() };
        // Examples are by media type there (Swagger 2.0 "Example Object").
        let entry = |m: &String| match shown.as_ref().and_then(|shown| shown.get(m)) {
            Some(example) => json!({"schema": schema, "example": example}),
            None => json!({"schema": schema}),
        };
        let content = produces.iter().map(|m| (media(m), entry(m))).collect();
        map.insert("content".to_owned(), Value::Object(content));
    }
    lowered
}

/// Whether a media type is one of files: an answer of it without a `schema` is a download. Frameworks write JSON, texts and
/// forms beside answers that have no body.
fn is_file(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim().to_lowercase();
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let word = subtype.rsplit(['+', '-', '.']).next().unwrap_or_default();
    !matches!(kind, "" | "*" | "text" | "multipart")
        && !["json", "ndjson", "jsonl", "xml", "yaml", "javascript", "urlencoded", "*"].contains(&word)
}

/// `type: file` is a binary string in the words of 3.0.
fn file_as_binary(mut schema: Value) -> Value {
    if schema.get("type").and_then(Value::as_str) == Some("file") {
        schema = json!({"type": "string", "format": "binary"});
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operation: Value, pointer: &str, expected: Value) {
        let root = json!({
            "swagger": "2.0", "host": "api.example.org", "basePath": "/v1", "consumes": ["application/json"],
            "parameters": {"Page": {"name": "page", "in": "query", "type": "integer", "maximum": 9}},
            "securityDefinitions": {"Login": {"type": "basic"}},
            "paths": {"/x": {"post": operation}},
        });
        let (sources, mended) = Default::default();
        assert_eq!(lower(&Documents::new(&sources, &root, &mended)).pointer(pointer), Some(&expected), "{pointer}");
    }

    #[test]
    fn a_host_with_parameters() {
        let check = |host: Value, expected: Value| {
            let root = json!({
                "swagger": "2.0", "basePath": "/v1/", "paths": {}, "x-ms-parameterized-host": host,
                "parameters": {"Endpoint": {"name": "endpoint", "in": "path", "type": "string", "description": "Yours."}},
            });
            let (sources, mended) = Default::default();
            assert_eq!(lower(&Documents::new(&sources, &root, &mended)).pointer("/servers/0"), Some(&expected));
        };
        check(
            json!({"hostTemplate": "{endpoint}/ai", "useSchemePrefix": false, "parameters": [{"$ref": "#/parameters/Endpoint"}]}),
            json!({"url": "{endpoint}/ai/v1", "variables": {"endpoint": {"default": "", "description": "Yours."}}}),
        );
        check(
            json!({"hostTemplate": "{zone}.example.org", "parameters": [{"name": "zone", "in": "path", "enum": ["eu", "us"]}]}),
            json!({"url": "https://{zone}.example.org/v1", "variables": {"zone": {"default": "eu", "enum": ["eu", "us"]}}}),
        );
    }

    #[test]
    fn the_words_of_3() {
        let none = || json!({});
        check(none(), "/servers/0/url", json!("https://api.example.org/v1"));
        check(none(), "/components/securitySchemes/Login", json!({"type": "http", "scheme": "basic"}));
        let op = || {
            json!({
                "parameters": [
                    {"$ref": "#/parameters/Page"},
                    {"name": "ids", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"},
                    {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/A"}},
                ],
                "responses": {"200": {"description": "It.", "schema": {"type": "file"}}},
            })
        };
        let page = json!({"name": "page", "in": "query", "schema": {"type": "integer", "maximum": 9}});
        check(op(), "/paths/~1x/post/parameters/0", json!({"$ref": "#/parameters/Page"}));
        check(op(), "/parameters/Page", page);
        check(op(), "/paths/~1x/post/parameters/1/style", json!("pipeDelimited"));
        check(op(), "/paths/~1x/post/requestBody/required", json!(true));
        let schema = "/paths/~1x/post/requestBody/content/application~1json/schema/$ref";
        check(op(), schema, json!("#/definitions/A"));
        let file = "/paths/~1x/post/responses/200/content/application~1octet-stream/schema/format";
        check(op(), file, json!("binary"));
        let form = json!({"parameters": [{"name": "f", "in": "formData", "type": "file", "required": true}]});
        let schema =
            json!({"type": "object", "required": ["f"], "properties": {"f": {"type": "string", "format": "binary"}}});
        check(form, "/paths/~1x/post/requestBody/content/multipart~1form-data/schema", schema);
        check(op(), "/paths/~1x/post/x-codegen-request-body-name", json!("body"));
        let named = json!({"parameters": [
            {"name": "Content-type", "in": "header", "type": "string", "enum": ["application/x-tar"]},
            {"name": "body", "in": "body", "schema": {"type": "string"}},
        ]});
        check(
            named,
            "/paths/~1x/post/requestBody/content",
            json!({"application/x-tar": {"schema": {"type": "string"}}}),
        );
        let array = |format: &str| json!({"parameters": [{"name": "f", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": format}]});
        let encoding = "/paths/~1x/post/requestBody/content/application~1x-www-form-urlencoded/encoding/f";
        check(array("csv"), encoding, json!({"style": "form", "explode": false}));
        check(array("pipes"), encoding, json!({"style": "pipeDelimited", "explode": false}));
        let content = "/paths/~1x/post/requestBody/content/application~1x-www-form-urlencoded/schema/type";
        check(array("multi"), content, json!("object"));
        let made = |produces: Value| json!({"produces": produces, "responses": {"200": {"description": "It."}}});
        let answer = "/paths/~1x/post/responses/200";
        let files = json!({"description": "It.", "content": {"application/x-tar": {}, "image/png": {}}});
        check(made(json!(["application/x-tar", "application/json", "image/png"])), answer, files);
        for none in
            ["application/json; charset=utf-8", "text/csv", "application/problem+xml", "*/*", "multipart/form-data"]
        {
            check(made(json!([none])), answer, json!({"description": "It."}));
        }
    }
}
