//! The head of a document: info, servers, tags, security schemes, typed by `openapiv3` entry by entry, so that
//! one bad entry is one diagnostic.

use openapiv3::{APIKeyLocation, SecurityScheme};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::refs;
use super::shape::Reader;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::{FileId, Origin};
use crate::spec::{Scheme, SchemePlace, Tag};

/// Reads one entry, or reports it.
pub fn typed<T: DeserializeOwned>(
    value: &Value,
    what: &str,
    origin: &Origin,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    match serde_json::from_value(value.clone()) {
        Ok(entry) => Some(entry),
        Err(error) => {
            diagnostics.push(
                Diagnostic::new(Code::InvalidEntry, format!("this {what} cannot be read: {error}"))
                    .at(origin)
                    .help("it is left out; the rest of the document is generated"),
            );
            None
        }
    }
}

pub fn read(reader: &mut Reader<'_>) {
    let root = reader.root;
    let origin = Origin::root(FileId(0));
    match root.get("info") {
        Some(info) => {
            if let Some(info) =
                typed::<openapiv3::Info>(&with_texts(info), "info", &origin.child("info"), reader.diagnostics)
            {
                reader.api.title = info.title;
                reader.api.version = info.version;
                reader.api.description = info.description.unwrap_or_default();
                reader.api.license = info.license.map(|l| l.name);
            }
        }
        None => reader.diagnostics.push(
            Diagnostic::new(Code::InvalidEntry, "the document has no `info`")
                .at(&origin)
                .help("the crate's description is empty; add `info` with `title` and `version`"),
        ),
    }
    for (index, value) in items(root.get("servers")) {
        let at = origin.child("servers").index(index);
        if let Some(server) = typed::<openapiv3::Server>(value, "server", &at, reader.diagnostics) {
            let mut url = server.url;
            for (name, variable) in server.variables.unwrap_or_default() {
                url = url.replace(&format!("{{{name}}}"), &variable.default);
            }
            reader.api.servers.push(url);
        }
    }
    for (index, value) in items(root.get("tags")) {
        let at = origin.child("tags").index(index);
        if let Some(tag) = typed::<openapiv3::Tag>(value, "tag", &at, reader.diagnostics) {
            reader.api.tags.push(Tag { name: tag.name, description: tag.description.unwrap_or_default() });
        }
    }
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
    for (name, value) in schemes.into_iter().flatten() {
        let at = origin.child("components").child("securitySchemes").child(name);
        let Some((value, at)) = refs::follow(root, value, &at, reader.diagnostics) else { continue };
        // OpenAPI 3.1 knows a scheme that needs no credential of ours: the connection itself has a certificate.
        if value.get("type").and_then(Value::as_str) == Some("mutualTLS") {
            reader.diagnostics.push(
                Diagnostic::new(
                    Code::IgnoredKeyword,
                    format!("`{name}` is mutual TLS, which is set up on the connection"),
                )
                .at(&at)
                .help("give the client's builder an `http_client` that has the certificate"),
            );
            continue;
        }
        let Some(scheme) = typed::<SecurityScheme>(value, "security scheme", &at, reader.diagnostics) else { continue };
        let (place, description) = match scheme {
            SecurityScheme::APIKey { location, name, description, .. } => (
                match location {
                    APIKeyLocation::Header => SchemePlace::Header(name),
                    APIKeyLocation::Query => SchemePlace::Query(name),
                    APIKeyLocation::Cookie => SchemePlace::Cookie(name),
                },
                description,
            ),
            SecurityScheme::HTTP { scheme, description, .. } if scheme.eq_ignore_ascii_case("basic") => {
                (SchemePlace::Basic, description)
            }
            SecurityScheme::HTTP { scheme, description, .. } if scheme.eq_ignore_ascii_case("bearer") => {
                (SchemePlace::Bearer, description)
            }
            SecurityScheme::HTTP { scheme, .. } => {
                reader.diagnostics.push(
                    Diagnostic::new(Code::IgnoredKeyword, format!("the HTTP scheme `{scheme}` is not supported yet"))
                        .at(&at)
                        .help("send the header through the client's default headers"),
                );
                continue;
            }
            SecurityScheme::OAuth2 { description, .. } | SecurityScheme::OpenIDConnect { description, .. } => {
                (SchemePlace::Bearer, description)
            }
        };
        reader.api.schemes.push(Scheme { name: name.clone(), place, description: description.unwrap_or_default() });
    }
}

/// `version: 1` without its quotes is a number to YAML; everybody reads it as a text.
fn with_texts(info: &Value) -> Value {
    let mut info = info.clone();
    for key in ["title", "version", "description"] {
        if let Some(value) = info.get_mut(key).filter(|v| v.is_number() || v.is_boolean()) {
            *value = Value::String(value.to_string());
        }
    }
    info
}

/// The elements of an array that may be absent.
pub fn items(value: Option<&Value>) -> impl Iterator<Item = (usize, &Value)> {
    value.and_then(Value::as_array).into_iter().flatten().enumerate()
}
