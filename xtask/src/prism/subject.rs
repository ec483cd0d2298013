//! The calls of a document: each operation that the document has, with everything and with what is required.

use std::path::{Path, PathBuf};

use sdkwright::diag::Diagnostics;
use sdkwright::load;
use sdkwright::model::{Argument, Operation, Output, Payload, Sdk, Service};
use sdkwright::{Kind, Options, emit, model, resolve, write};
use serde_json::{Map, Value, json};

use super::raw::Raw;
use super::report::{Code, Exception};
use super::schemas::Schemas;
use super::values::Maker;
use super::wire::Given;
use super::{answers, copy, expression};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// An operation of the document.
pub struct Subject {
    pub method: String,
    pub path: String,
    pub calls: Vec<Call>,
    /// What is known before anything is sent.
    pub exceptions: Vec<Exception>,
    /// The statuses that are documented.
    pub statuses: Vec<String>,
    /// The schemas of its answers in JSON, by status.
    pub answers: Vec<(String, Value)>,
}

impl Subject {
    /// `GET /users`
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// One call of it.
pub struct Call {
    /// `all` or `required`.
    pub kind: &'static str,
    /// The request as an expression of Rust, on `client`.
    pub code: String,
    /// How its answer is read to its end.
    pub finish: &'static str,
    pub given: Vec<Given>,
    /// Media type and value of the body.
    pub body: Option<(String, Value)>,
}

/// What is tried of a document.
pub struct Document {
    pub subjects: Vec<Subject>,
    /// Setters of the builder that take credentials.
    pub credentials: String,
    pub root: Value,
    /// The document for prism, where it does not read the document itself: prism follows references in vendor
    /// extensions too, and does not start when what they name is not there.
    pub copy: Option<Value>,
    /// Answers that fit, by operation and status: for those of which prism has none.
    pub answers: Value,
}

/// Generates the SDK into a folder and plans the calls.
///
/// # Errors
///
/// A document that is refused; a folder that cannot be written.
pub fn plan(path: &Path, root: Option<PathBuf>, name: &str, folder: &Path) -> Result<Document, String> {
    let mut diagnostics = Diagnostics::default();
    let sources = load::load(&load::Request { root, ..load::Request::from(path) }, &mut diagnostics);
    let root = copy::joined(&sources).ok_or("it cannot be read")?;
    let api = resolve::resolve(&sources, &mut diagnostics);
    let options = Options { name: name.to_owned(), ..Options::default() };
    let sdk = model::model(&api, &options, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err("the document is refused".to_owned());
    }
    _ = std::fs::remove_dir_all(folder.join("src"));
    for (path, text) in emit::emit(&sdk, Kind::Crate, &options.features).iter() {
        write::file(&folder.join(path), text).map_err(|e| format!("{path}: {e}"))?;
    }
    let (mut subjects, mut own_answers) = (Vec::new(), Map::new());
    let schemas = Schemas::new(&root);
    for (path, item) in root["paths"].as_object().into_iter().flatten().filter(|(path, _)| path.starts_with('/')) {
        let item = schemas.follow(item);
        for method in METHODS.iter().filter(|m| item[**m].is_object()) {
            let found = sdk.services.iter().find_map(|s| {
                let own = |o: &&Operation| o.path == *path && o.method.eq_ignore_ascii_case(method);
                s.operations.iter().find(own).map(|o| (s, o))
            });
            own_answers.extend(answers::of(
                &root,
                &format!("{} {}", method.to_uppercase(), copy::routed(path)),
                &item[*method],
            ));
            subjects.push(subject(&root, &sdk, (path, method), item, found));
        }
    }
    Ok(Document {
        subjects,
        credentials: expression::credentials(&sdk),
        copy: copy::readable(&root).or_else(|| (sources.files().len() > 1).then(|| root.clone())),
        answers: own_answers.into(),
        root,
    })
}

fn subject(
    root: &Value,
    sdk: &Sdk,
    (path, method): (&str, &str),
    item: &Value,
    found: Option<(&Service, &Operation)>,
) -> Subject {
    let mut subject = Subject {
        method: method.to_uppercase(),
        path: path.to_owned(),
        calls: Vec::new(),
        exceptions: Vec::new(),
        statuses: item[method]["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(status, _)| status.clone())
            .collect(),
        answers: answers::schemas_of(&Schemas::new(root), &item[method]),
    };
    let operation = subject.name();
    let exception = |call, code, detail: String| Exception { operation: operation.clone(), call, code, detail };
    let Some((service, own)) = found else {
        subject.exceptions.push(exception("all", Code::Absent, "the SDK has no such operation".to_owned()));
        return subject;
    };
    for kind in ["all", "required"] {
        let mut plan = Plan { maker: Maker::new(root, kind == "all"), sdk, given: Vec::new(), faults: Vec::new() };
        let call = plan.call(kind, service, own, &Raw::new(root, item, &item[method]));
        subject.exceptions.extend(plan.faults.into_iter().map(|(code, why)| exception(kind, code, why)));
        subject.calls.extend(call);
    }
    subject
}

struct Plan<'a> {
    maker: Maker<'a>,
    sdk: &'a Sdk,
    given: Vec<Given>,
    faults: Vec<(Code, String)>,
}

impl Plan<'_> {
    fn call(&mut self, kind: &'static str, service: &Service, own: &Operation, raw: &Raw<'_>) -> Option<Call> {
        let (mut positional, mut setters) = (Vec::new(), String::new());
        let all = self.maker.all.get();
        for argument in own.arguments.iter().filter(|a| a.required || all) {
            match self.parameter(argument, raw) {
                Ok(code) if argument.required => positional.push(code),
                Ok(code) => setters.push_str(&format!(".{}({code})", argument.name)),
                Err(why) => {
                    self.faults.push((Code::NoValue, format!("`{}`: {why}", argument.wire)));
                    if argument.required {
                        return None;
                    }
                }
            }
        }
        self.absent(own, raw);
        let mut body = None;
        if let Some(argument) = own.body.as_ref().filter(|b| b.required || self.maker.all.get()) {
            match self.body(argument, raw) {
                Ok((code, media, value)) => {
                    body = Some((media, value));
                    if argument.required {
                        positional.push(code);
                    } else {
                        setters.push_str(&format!(".{}({code})", argument.name));
                    }
                }
                Err(why) => {
                    self.faults.push((Code::NoValue, format!("the body: {why}")));
                    if argument.required {
                        return None;
                    }
                }
            }
        }
        let code = format!("{}.{}({}){setters}", service.reached(), own.name, positional.join(", "));
        Some(Call { kind, code, finish: finish(&own.output), given: std::mem::take(&mut self.given), body })
    }

    fn parameter(&mut self, argument: &Argument, raw: &Raw<'_>) -> Result<String, String> {
        let place = argument.wiring.map(|w| format!("{:?}", w.place).to_lowercase()).unwrap_or_default();
        let own = |p: &&&Value| p["in"] == place.as_str() && p["name"] == argument.wire.as_str();
        let given = match raw.parameters.iter().find(own) {
            Some(parameter) => self.given(parameter)?,
            // What a path has a place for is a text, declared or not.
            None if place == "path" => self.given(&undeclared(&argument.wire))?,
            None => return Err("the document has no such parameter".to_owned()),
        };
        let code = expression::value(self.sdk, &argument.ty, &given.value);
        self.given.push(given);
        code
    }

    fn given(&self, parameter: &Value) -> Result<Given, String> {
        let schemas = &self.maker.schemas;
        let content = parameter["content"].as_object().and_then(|c| c.iter().next());
        let schema = content.map(|(_, c)| &c["schema"]).or(parameter.get("schema")).unwrap_or(parameter);
        // The example of a parameter is that of its schema (OpenAPI 3.1.1 §4.8.12.2).
        let examples =
            parameter["examples"].as_object().into_iter().flatten().map(|(_, e)| schemas.follow(e).get("value"));
        let said = examples.flatten().chain(parameter.get("example"));
        let said = said.filter(|v| v.is_string() || v.is_number() || v.is_boolean());
        let value = match said.into_iter().find(|v| schemas.misfit(schema, v).is_none()) {
            Some(example) if schema.get("$ref").is_none() => {
                let mut with = json!({"example": example});
                schema.as_object().into_iter().flatten().for_each(|(k, v)| with[k] = v.clone());
                with["example"] = example.clone();
                self.maker.value(&with)
            }
            _ => self.maker.value(schema),
        }?;
        let place = parameter["in"].as_str().unwrap_or_default().to_owned();
        let (style, explode) = match parameter["collectionFormat"].as_str() {
            Some("multi") => ("form", true),
            Some("ssv") => ("spaceDelimited", false),
            Some("tsv") => ("tabDelimited", false),
            Some("pipes") => ("pipeDelimited", false),
            Some(_) => ("form", false),
            None if parameter.get("schema").is_none() && content.is_none() => ("form", false),
            None => {
                let default = if matches!(place.as_str(), "query" | "cookie") { "form" } else { "simple" };
                let style = parameter["style"].as_str().unwrap_or(default);
                (style, parameter["explode"].as_bool().unwrap_or(style == "form"))
            }
        };
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        let json = content.is_some_and(|(media, _)| media.contains("json"));
        Ok(Given { name, place, style: style.to_owned(), explode, json, value })
    }

    /// Parameters of the document that the SDK does not offer: a constant that it sends by itself must arrive.
    fn absent(&mut self, own: &Operation, raw: &Raw<'_>) {
        for parameter in raw.parameters.iter().filter(|p| p["required"] == true || self.maker.all.get()) {
            let (name, place) =
                (parameter["name"].as_str().unwrap_or_default(), parameter["in"].as_str().unwrap_or_default());
            // OpenAPI 3.1.1 §4.8.12.1: these three are described elsewhere.
            let elsewhere = ["accept", "content-type", "authorization"];
            if !["path", "query", "header", "cookie"].contains(&place)
                || place == "path" && !own.path.contains(&format!("{{{name}}}"))
                || place == "header" && elsewhere.contains(&name.to_lowercase().as_str())
                || own.arguments.iter().any(|a| a.wire == name && a.wiring.is_some())
                || self.sdk.credentials.iter().any(|c| format!("{:?}", c.place).contains(&format!("{name:?}")))
            {
                continue;
            }
            match self.given(parameter) {
                Ok(given) if self.constant(parameter) => self.given.push(given),
                _ => self.faults.push((Code::Absent, format!("the SDK has no {place} parameter `{name}`"))),
            }
        }
    }

    fn constant(&self, parameter: &Value) -> bool {
        let flat = self.maker.schemas.flat(parameter.get("schema").unwrap_or(parameter));
        flat.contains_key("const") || flat.get("enum").and_then(Value::as_array).is_some_and(|e| e.len() == 1)
    }

    fn body(&self, argument: &Argument, raw: &Raw<'_>) -> Result<(String, String, Value), String> {
        let payload = argument.payload.as_ref().ok_or("it has no payload")?;
        let media = payload.media().to_owned();
        let schema = raw.body(&media);
        let value = match payload {
            // It is sent as it is.
            Payload::Raw { .. } => self.maker.value(&schema).unwrap_or_else(|_| "text".into()),
            _ => self.maker.value(&schema)?,
        };
        Ok((expression::value(self.sdk, &argument.ty, &value)?, media, value))
    }
}

/// A path parameter of which the document says nothing.
fn undeclared(name: &str) -> Value {
    json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
}

/// The function of the program that reads an answer to its end.
fn finish(output: &Output) -> &'static str {
    match output {
        Output::Stream => "bytes",
        Output::Events(_) => "events",
        Output::Lines(_) => "lines",
        _ => "whole",
    }
}
