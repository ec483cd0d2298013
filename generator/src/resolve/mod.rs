//! Stage 2: a document's words into one normal form. Knows dialects, `$ref` and JSON Schema; knows no Rust.

mod answered;
mod believed;
mod choices;
mod circles;
mod content;
mod digits;
mod document;
mod examples;
mod families;
mod faults;
mod fields;
mod formats;
mod handlers;
mod hooks;
mod judge;
mod keywords;
mod kinds;
mod labels;
mod lacking;
mod members;
mod mends;
mod merge;
mod misplaced;
mod objects;
mod operation;
mod pages;
mod parameter;
mod refs;
mod route;
mod samples;
mod security;
mod servers;
mod settle;
mod shape;
mod siblings;
mod streamed;
mod swagger2;
mod unions;
mod values;
mod worded;

use std::collections::BTreeMap;

pub use faults::is_slip;
use serde_json::{Map, Value};

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::{FileId, Origin, Sources};
use crate::spec::Api;

/// Reads the entry document.
pub fn resolve(sources: &Sources, diagnostics: &mut Diagnostics) -> Api {
    let mut api = Api::default();
    let Some(root) = sources.root() else { return api };
    let Some(dialect) = dialect(&root.value, diagnostics) else { return api };
    if !has_paths(&root.value, dialect, diagnostics) {
        return api;
    }
    let mut mended = BTreeMap::new();
    // What is read in another form has fields that were not looked at; each round goes one level deeper.
    for _ in 0..4 {
        let root = mended.get(&FileId(0)).unwrap_or(&root.value);
        let mends = fields::check(&refs::Documents::new(sources, root, &mended), dialect, diagnostics);
        if !mends.apply(sources, &mut mended) {
            break;
        }
    }
    let root = mended.get(&FileId(0)).unwrap_or(&root.value);
    let raw = refs::Documents::new(sources, root, &mended);
    let lowered = (dialect == Dialect::Swagger).then(|| swagger2::lower(&raw));
    let docs = refs::Documents::new(sources, lowered.as_ref().unwrap_or(root), &mended);
    let mut reader = shape::Reader::new(&docs, &mut api, diagnostics);
    document::read(&mut reader);
    reader.components();
    operation::read(&mut reader);
    security::untold(&mut reader);
    hooks::webhooks(&mut reader);
    reader.finish();
    api
}

/// The words that a document uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// Swagger 2.0.
    Swagger,
    /// OpenAPI 3.0.
    Three,
    /// OpenAPI 3.1 and 3.2.
    Later,
}

/// What a document says it is, whichever of the two fields it uses for it.
fn dialect(root: &Value, diagnostics: &mut Diagnostics) -> Option<Dialect> {
    let origin = Origin::root(FileId(0));
    let field = if root.get("openapi").is_none() && root.get("swagger").is_some() { "swagger" } else { "openapi" };
    // `openapi: 3.1` without its quotes is a number to YAML, and so is `3.0`.
    let text =
        root.get(field).and_then(|v| v.as_str().map(str::to_owned).or_else(|| v.as_f64().map(|n| format!("{n:.1}"))));
    let Some(text) = text else {
        let there = root.get(field).is_some();
        let what =
            if there { format!("`{field}` is not a string") } else { "the root has no `openapi` field".to_owned() };
        let (what, help) = match other(root).filter(|_| !there) {
            Some((is, help)) => (format!("it is {is}"), help),
            None => (what, "the first line of an OpenAPI document reads like `openapi: 3.0.3`"),
        };
        diagnostics.push(
            Diagnostic::new(Code::NotOpenApi, format!("this is not an OpenAPI document: {what}"))
                .at(&if there { origin.child(field) } else { origin })
                .help(help),
        );
        return None;
    };
    let is = |version: &str| text.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let (dialect, right) = match () {
        () if is("2") => (Dialect::Swagger, "swagger"),
        () if is("3.0") || text == "3" => (Dialect::Three, "openapi"),
        () if is("3.1") || is("3.2") => (Dialect::Later, "openapi"),
        () => {
            let name = if field == "swagger" { "Swagger" } else { "OpenAPI" };
            diagnostics.push(
                Diagnostic::new(Code::UnsupportedDialect, format!("{name} {text} is not read"))
                    .at(&origin.child(field))
                    .help("Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read"),
            );
            return None;
        }
    };
    if field != right {
        let words = if dialect == Dialect::Swagger { "Swagger 2.0" } else { "OpenAPI" };
        diagnostics.push(
            Diagnostic::new(
                Code::OddVersion,
                format!("`{field}: {text}` is no version; the document is read as {words}"),
            )
            .at(&origin.child(field))
            .help(format!("the field for this version is called `{right}`")),
        );
    }
    Some(dialect)
}

/// What a document is that is none of OpenAPI, and what to do.
fn other(root: &Value) -> Option<(&'static str, &'static str)> {
    let has = |pointer: &str| root.pointer(pointer).is_some();
    let postman = root.pointer("/info/schema").and_then(Value::as_str).is_some_and(|s| s.contains("postman"));
    let convert = "convert it to OpenAPI 3 first";
    Some(match root {
        _ if postman || has("/info/_postman_id") => ("a Postman collection", convert),
        _ if has("/swaggerVersion") => ("a document of Swagger 1", convert),
        _ if has("/asyncapi") => ("an AsyncAPI document", "name the OpenAPI document of the API, if it has one"),
        _ if has("/arazzo") => ("an Arazzo document", "name the OpenAPI document under its `sourceDescriptions`"),
        _ if has("/overlay") => ("an overlay", "name the document that it is for, and the overlay with `--overlay`"),
        _ if has("/log/entries") => ("a HAR file, a record of calls", "name the OpenAPI document of the API"),
        _ if has("/__schema") || has("/data/__schema") => ("a GraphQL schema", "name an OpenAPI document"),
        _ if has("/$schema") && (has("/type") || has("/properties") || has("/$ref")) => {
            ("a JSON Schema", "put it under `components/schemas` of an OpenAPI document")
        }
        Value::String(text) if text.trim_start().starts_with('<') => {
            ("a page of HTML or XML", "name the document itself, in YAML or JSON")
        }
        Value::String(_) => {
            ("a plain text", "an OpenAPI document is a mapping, of which the first line reads like `openapi: 3.0.3`")
        }
        Value::Array(_) => {
            ("a list", "an OpenAPI document is a mapping, of which the first line reads like `openapi: 3.0.3`")
        }
        _ => return None,
    })
}

/// Whether there is something that operations can be read from; what else the root tells about itself.
fn has_paths(root: &Value, dialect: Dialect, diagnostics: &mut Diagnostics) -> bool {
    let origin = Origin::root(FileId(0));
    // Required in 2.0 and 3.0, optional since (OpenAPI 3.1.0 §4.8.1): without paths there is no operation.
    if root.get("paths").is_none() && dialect != Dialect::Later {
        diagnostics.push(
            Diagnostic::new(Code::IgnoredKeyword, "the document has no `paths`, so the SDK has no operation")
                .at(&origin)
                .help("an OpenAPI 3.0 document must have `paths` (OpenAPI 3.0.3 §4.7.1)"),
        );
    }
    let lacks = |keys: &[&str]| keys.iter().all(|key| root.get(*key).is_none());
    if dialect == Dialect::Later && lacks(&["paths", "webhooks", "components", "x-ms-paths", "x-webhooks"]) {
        let message = "the document has none of `paths`, `webhooks` and `components`, so the SDK has no operation";
        let help = "an OpenAPI 3.1 document must have one of them (OpenAPI 3.1.1 §4.8.1)";
        diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&origin).help(help));
    }
    if root.get("paths").is_some_and(Value::is_null) {
        diagnostics.push(
            Diagnostic::new(Code::IgnoredKeyword, "`paths` has nothing below it, so the SDK has no operation")
                .at(&origin.child("paths"))
                .help("write the paths below it, each indented; where there are none, write `paths: {}`"),
        );
    }
    let size = |pointer: &str| root.pointer(pointer).and_then(Value::as_object).map_or(0, Map::len);
    let schemas = size("/components/schemas") + size("/definitions");
    if ["/paths", "/webhooks", "/x-webhooks"].into_iter().all(|calls| size(calls) == 0) && schemas > 0 {
        let message = format!("no call uses a schema of the document (it has {schemas}), so that the SDK has no type");
        diagnostics.push(
            Diagnostic::new(Code::IgnoredKeyword, message)
                .at(&origin)
                .help("types are made of what operations and webhooks refer to: add those under `paths`"),
        );
    }
    if let Some(paths) = root.get("paths").filter(|p| !p.is_object() && !p.is_null()) {
        let kind = if paths.is_array() { "a list" } else { "no mapping" };
        diagnostics.push(
            Diagnostic::new(Code::NotOpenApi, format!("`paths` is {kind}"))
                .at(&origin.child("paths"))
                .help("`paths` is a mapping from paths such as `/users` to their operations"),
        );
        return false;
    }
    true
}
