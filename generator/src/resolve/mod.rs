//! Stage 2: a document's words into one normal form. Knows dialects, `$ref` and JSON Schema; knows no Rust.

mod document;
mod merge;
mod operation;
mod refs;
mod shape;
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
    let mut reader = shape::Reader::new(&root.value, &mut api, diagnostics);
    document::read(&mut reader);
    reader.components();
    operation::read(&mut reader);
    reader.finish();
    api
}

fn dialect(root: &Value, diagnostics: &mut Diagnostics) -> bool {
    let origin = Origin::root(FileId(0));
    let version = root.get("openapi");
    match (version.and_then(Value::as_str), root.get("swagger")) {
        (Some(v), _)
            if ["3.0", "3.1", "3.2"]
                .iter()
                .any(|d| v.strip_prefix(d).is_some_and(|r| r.is_empty() || r.starts_with('.'))) =>
        {
            // Since 3.1 a document may have only components or webhooks (OpenAPI 3.1.0 §4.8.1).
            if root.get("paths").is_some_and(Value::is_object) || !v.starts_with("3.0") {
                if root.get("webhooks").is_some() {
                    diagnostics.push(
                        Diagnostic::new(Code::IgnoredKeyword, "webhooks are not generated yet")
                            .at(&origin.child("webhooks"))
                            .help("they are calls that a server makes; a client sends none of them"),
                    );
                }
                return true;
            }
            diagnostics.push(
                Diagnostic::new(Code::NotOpenApi, "the document has no `paths` mapping")
                    .at(&origin)
                    .help("an OpenAPI 3.0 document must have `paths` (OpenAPI 3.0.3 §4.7.1)"),
            );
        }
        (Some(v), _) => diagnostics.push(
            Diagnostic::new(Code::UnsupportedDialect, format!("OpenAPI {v} is not read yet"))
                .at(&origin.child("openapi"))
                .help("OpenAPI 3.0, 3.1 and 3.2 are read"),
        ),
        (None, Some(_)) => diagnostics.push(
            Diagnostic::new(Code::UnsupportedDialect, "Swagger 2.0 is not read yet")
                .at(&origin.child("swagger"))
                .help("convert the document to OpenAPI 3"),
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
