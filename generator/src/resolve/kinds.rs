//! The kind of value that a field of an object has, and what a value of another kind is read as. Fields of schemas are
//! judged where schemas are read (`faults.rs`), but for those that are read otherwise than they are written.

use serde_json::{Map, Value, json};

use super::faults::{brief, shown};
use super::mends::Mend;
use super::objects::{Holds, Object};
use crate::diag::{Code, Diagnostic};

/// The kind of value of a field that holds data.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Any,
    Text,
    Flag,
    Texts,
    Mapping,
    Security,
}

/// Texts that everybody reads a number or a boolean as, without a word (`document::with_texts`).
const LENIENT: [&str; 4] = ["title", "version", "summary", "description"];

fn kind(object: Object, key: &str) -> Kind {
    use Object::{Document, Info, Operation, Schema, SecurityScheme, ServerVariable};
    match (object, key) {
        (Schema, "deprecated" | "nullable" | "readOnly" | "writeOnly" | "uniqueItems") => Kind::Flag,
        (Schema, _) => Kind::Any,
        (Operation, "tags" | "schemes" | "consumes" | "produces") => Kind::Texts,
        (Operation | Document, "security") => Kind::Security,
        (Document, "schemes" | "consumes" | "produces") | (ServerVariable, "enum") => Kind::Texts,
        (ServerVariable, "default") | (SecurityScheme, "type") => Kind::Text,
        (_, "summary" | "description" | "title" | "version" | "operationId" | "name" | "in" | "style" | "url") => {
            Kind::Text
        }
        (_, "termsOfService" | "contentType" | "propertyName" | "scheme" | "bearerFormat" | "collectionFormat") => {
            Kind::Text
        }
        (_, "openIdConnectUrl" | "authorizationUrl" | "tokenUrl" | "refreshUrl" | "host" | "basePath" | "flow") => {
            Kind::Text
        }
        (_, "required" | "deprecated" | "explode" | "allowReserved" | "allowEmptyValue") => Kind::Flag,
        (Info, "contact" | "license") => Kind::Mapping,
        (_, "examples" | "links" | "mapping" | "scopes" | "externalDocs") => Kind::Mapping,
        _ => Kind::Any,
    }
}

/// What is wrong with the kind of a field's value, and what it is read as.
pub fn of_data(object: Object, key: &str, value: &Value) -> Option<(Diagnostic, Mend)> {
    let kind = kind(object, key);
    let (words, mend): (_, Mend) = match (kind, value) {
        (_, Value::Null) | (Kind::Any, _) | (Kind::Text, Value::String(_)) => return None,
        (Kind::Flag, Value::Bool(_)) | (Kind::Mapping, Value::Object(_)) => return None,
        // A long description may stand in a file of its own.
        (Kind::Text, Value::Object(map)) if LENIENT.contains(&key) && map.contains_key("$ref") => return None,
        (Kind::Text, Value::Number(_) | Value::Bool(_)) if LENIENT.contains(&key) => return None,
        (Kind::Texts, Value::Array(list)) if list.iter().all(Value::is_string) => return None,
        (Kind::Security, Value::Array(list)) if list.iter().all(Value::is_object) => return None,
        // What names no scheme is none of what needs no credentials; `security.rs` says what becomes of it.
        (Kind::Security, value) if as_security(value.clone()).is_none() => return None,
        (Kind::Security, _) => ("a list of mappings", as_security),
        (Kind::Text, _) => ("a text", as_text),
        (Kind::Flag, _) => ("a boolean", as_flag),
        (Kind::Texts, _) => ("a list of texts", as_texts),
        (Kind::Mapping, _) if key == "license" => ("a mapping", as_named),
        (Kind::Mapping, _) => ("a mapping", absent),
    };
    Some((finding(key, words, value, mend, "it has no effect; correct it", Code::RepairedKeyword), mend))
}

/// The same of a field that holds objects.
pub fn of_objects(holds: Holds, object: Object, key: &str, value: &Value) -> Option<(Diagnostic, Mend)> {
    use Object::{Discriminator, Info, Media, Operation, Parameter, PathItem, Schema, Server, Tag};
    let (words, what, mend): (_, _, Mend) = match (holds, value) {
        (_, Value::Null) | (Holds::Data, _) => return None,
        (Holds::One(_) | Holds::Map(_), Value::Object(_)) | (Holds::List(_), Value::Array(_)) => return None,
        (Holds::One(Discriminator), Value::String(_)) => ("a mapping", Discriminator, as_discriminator),
        // Whoever reads them reports them.
        (Holds::One(Schema | Operation | PathItem | Discriminator), _) => return None,
        _ if object == Schema || object == Object::Document && key == "paths" => return None,
        (Holds::One(Info), _) => ("a mapping", Info, as_info),
        (Holds::One(what), _) => ("a mapping", what, absent),
        (Holds::List(Server), _) => ("a list", Server, |value| Some(json!([as_server(value)?]))),
        (Holds::List(Tag), _) => ("a list", Tag, |value| Some(json!([as_named(value)?]))),
        (Holds::List(Parameter), _) => ("a list", Parameter, as_parameters),
        (Holds::List(what), _) => ("a list", what, absent),
        (Holds::Map(Media), _) => ("a mapping", Media, as_content),
        (Holds::Map(what), _) => ("a mapping", what, absent),
    };
    let help = match holds {
        Holds::List(_) => format!("it is left out; write a list, of which each element is {}", what.words()),
        Holds::Map(_) => format!("it is left out; write a mapping, of which each value is {}", what.words()),
        _ => "it is left out; write a mapping".to_owned(),
    };
    Some((finding(key, words, value, mend, &help, Code::InvalidEntry), mend))
}

/// The same of an object among others.
pub fn of_element(object: Object, listed: bool, value: &Value) -> Option<(Diagnostic, Mend)> {
    let mend: Mend = match object {
        _ if value.is_null() || value.is_object() => return None,
        Object::Server => as_server,
        Object::Tag => as_named,
        Object::ServerVariable => as_default,
        Object::Response => as_described,
        // Whoever reads them reports them.
        Object::Operation | Object::PathItem | Object::Schema | Object::SecurityScheme => return None,
        Object::Parameter if listed => return None,
        _ => absent,
    };
    let help = "it is left out; write a mapping";
    Some((finding(object.words(), "a mapping", value, mend, help, Code::InvalidEntry), mend))
}

/// `lost`: what is said where the value is read as nothing, by this code.
fn finding(name: &str, words: &str, value: &Value, mend: Mend, lost: &str, code: Code) -> Diagnostic {
    let field = !name.contains(' ');
    let name = if field { format!("`{name}`") } else { name.to_owned() };
    let other = if value.is_array() && words.starts_with("a list of") { "one of other values" } else { shown(value) };
    let message = format!("{name} must be {words}, not {other}");
    match mend(value.clone()) {
        Some(read) => {
            let message = format!("{message}; it is read as `{}`", brief(&read));
            Diagnostic::new(Code::RepairedKeyword, message).help("write it like that")
        }
        None => Diagnostic::new(code, message).help(lost),
    }
}

pub fn absent(_: Value) -> Option<Value> {
    None
}

fn as_text(value: Value) -> Option<Value> {
    (value.is_number() || value.is_boolean()).then(|| Value::String(value.to_string()))
}

/// YAML 1.1 had more words for the two.
fn as_flag(value: Value) -> Option<Value> {
    match value.as_str()?.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(Value::Bool(true)),
        "false" | "no" | "off" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn as_texts(value: Value) -> Option<Value> {
    let text = |value: Value| match value {
        Value::String(_) => Some(value),
        // A tag as it stands at the root.
        Value::Object(mut map) => map.remove("name").filter(Value::is_string),
        other => as_text(other),
    };
    let list: Vec<Value> = match value {
        Value::Array(list) => list.into_iter().filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    };
    (!list.is_empty()).then_some(Value::Array(list))
}

/// Alternatives, each of which names a scheme.
fn as_security(value: Value) -> Option<Value> {
    let alternative = |value: Value| match value {
        Value::String(name) => Some(json!({name: []})),
        Value::Object(map) => (!map.is_empty()).then_some(Value::Object(map)),
        _ => None,
    };
    let list: Option<Vec<Value>> = match value {
        Value::Array(list) => list.into_iter().map(alternative).collect(),
        one => alternative(one).map(|one| vec![one]),
    };
    list.map(Value::Array)
}

fn as_named(value: Value) -> Option<Value> {
    match value {
        Value::String(name) => Some(json!({"name": name})),
        Value::Object(map) => map.contains_key("name").then_some(Value::Object(map)),
        _ => None,
    }
}

fn as_info(value: Value) -> Option<Value> {
    Some(json!({"title": value.as_str()?, "version": ""}))
}

fn as_server(value: Value) -> Option<Value> {
    match value {
        Value::String(url) => Some(json!({"url": url})),
        Value::Object(map) => map.contains_key("url").then_some(Value::Object(map)),
        _ => None,
    }
}

fn as_default(value: Value) -> Option<Value> {
    Some(json!({"default": value.as_str()?}))
}

fn as_described(value: Value) -> Option<Value> {
    Some(json!({"description": value.as_str()?}))
}

fn as_discriminator(value: Value) -> Option<Value> {
    Some(json!({"propertyName": value.as_str()?}))
}

/// A media type alone.
fn as_content(value: Value) -> Option<Value> {
    let media = value.as_str().filter(|text| text.contains('/'))?;
    Some(json!({media: {}}))
}

/// One parameter, or parameters by their names.
fn as_parameters(value: Value) -> Option<Value> {
    let Value::Object(map) = value else { return None };
    if ["name", "in", "$ref"].iter().any(|key| map.get(*key).is_some_and(Value::is_string)) {
        return Some(json!([map]));
    }
    let named = |(name, value): (String, Value)| {
        let Value::Object(mut map) = value else { return None };
        if !map.contains_key("$ref") {
            map.entry("name").or_insert(Value::String(name));
        }
        Some(Value::Object(map))
    };
    let list: Option<Vec<Value>> = Map::into_iter(map).map(named).collect();
    list.filter(|list| !list.is_empty()).map(Value::Array)
}
