//! Stage 2: a document's words into one normal form. Knows dialects, `$ref` and JSON Schema; knows no Rust.

mod content;
mod document;
mod keywords;
mod merge;
mod operation;
mod parameter;
mod refs;
mod settle;
mod shape;
mod swagger2;
mod unions;

use serde_json::Value;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::{FileId, Origin, Sources};
use crate::spec::Api;

/// Reads the entry document.
pub fn resolve(sources: &Sources, diagnostics: &mut Diagnostics) -> Api {
    let mut api = Api::default();
    let Some(root) = sources.root() else { return api };
    if !dialect(&root.value, diagnostics) {
        return api;
    }
    let raw = refs::Documents::new(sources, &root.value);
    let lowered = root.value.get("swagger").is_some().then(|| swagger2::lower(&raw));
    let value = lowered.as_ref().unwrap_or(&root.value);
    let docs = refs::Documents::new(sources, value);
    let mut reader = shape::Reader::new(&docs, &mut api, diagnostics);
    document::read(&mut reader);
    reader.components();
    operation::read(&mut reader);
    reader.finish();
    api
}

fn dialect(root: &Value, diagnostics: &mut Diagnostics) -> bool {
    let origin = Origin::root(FileId(0));
    let version = root.get("openapi");
    // `openapi: 3.1` without its quotes is a number to YAML.
    let text = version.and_then(|v| v.as_str().map(str::to_owned).or_else(|| v.as_f64().map(|n| n.to_string())));
    match (text.as_deref(), root.get("swagger")) {
        (Some(v), _)
            if ["3.0", "3.1", "3.2"]
                .iter()
                .any(|d| v.strip_prefix(d).is_some_and(|r| r.is_empty() || r.starts_with('.'))) =>
        {
            // Required in 3.0, optional since (OpenAPI 3.1.0 §4.8.1): without paths there is no operation.
            if root.get("paths").is_none() && v.starts_with("3.0") {
                diagnostics.push(
                    Diagnostic::new(Code::IgnoredKeyword, "the document has no `paths`, so the SDK has no operation")
                        .at(&origin)
                        .help("an OpenAPI 3.0 document must have `paths` (OpenAPI 3.0.3 §4.7.1)"),
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
            if root.get("webhooks").is_some() {
                diagnostics.push(
                    Diagnostic::new(Code::IgnoredKeyword, "webhooks are not generated yet")
                        .at(&origin.child("webhooks"))
                        .help("they are calls that a server makes; a client sends none of them"),
                );
            }
            return true;
        }
        (Some(v), _) => diagnostics.push(
            Diagnostic::new(Code::UnsupportedDialect, format!("OpenAPI {v} is not read yet"))
                .at(&origin.child("openapi"))
                .help("Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read"),
        ),
        (None, Some(v)) if v.as_str() == Some("2.0") || v.as_f64() == Some(2.0) => return true,
        (None, Some(_)) => diagnostics.push(
            Diagnostic::new(Code::UnsupportedDialect, "this version of Swagger is not read")
                .at(&origin.child("swagger"))
                .help("Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read"),
        ),
        (None, None) => {
            let what = if version.is_some() { "`openapi` is not a string" } else { "the root has no `openapi` field" };
            let origin = if version.is_some() { origin.child("openapi") } else { origin };
            diagnostics.push(
                Diagnostic::new(Code::NotOpenApi, format!("this is not an OpenAPI document: {what}"))
                    .at(&origin)
                    .help("the first line of an OpenAPI document reads like `openapi: 3.0.3`"),
            );
        }
    }
    false
}
