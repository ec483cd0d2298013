//! Servers, of the document, of a path and of an operation.

use serde_json::Value;

use super::document::{items, typed, with_texts};
use super::shape::Reader;
use crate::load::{FileId, Location, Origin};
use crate::spec::{Server, ServerVariable};

/// The servers that stand here. The document itself, where it names none, is served by its own (OpenAPI 3.0.3 §4.7.1).
pub fn read(reader: &mut Reader<'_>, holder: &Value, at: &Origin) -> Vec<Server> {
    let mut servers = Vec::new();
    for (index, value) in items(holder.get("servers")) {
        let at = at.child("servers").index(index);
        let value = with_texts(reader.docs, value, &at);
        if let Some(server) = typed::<openapiv3::Server>(&value, "server", &at, reader.diagnostics) {
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
            let variables = server.variables.unwrap_or_default().into_iter().map(|(name, v)| ServerVariable {
                name,
                default: v.default,
                values: v.enumeration,
                description: v.description.unwrap_or_default(),
            });
            servers.push(Server {
                url: absolute(document(reader), &server.url),
                name: text("name").or_else(|| text("x-name")),
                description: server.description.unwrap_or_default(),
                variables: variables.collect(),
            });
        }
    }
    servers
}

/// The server of a document that names none: the one that it came from.
pub fn own(reader: &Reader<'_>) -> Option<Server> {
    let url = absolute(Some(document(reader)?), "/");
    Some(Server { url, name: None, description: String::new(), variables: Vec::new() })
}

/// The document's URL, if it came from one.
fn document<'a>(reader: &Reader<'a>) -> Option<&'a str> {
    Some(reader.docs.path(FileId(0))).filter(|path| path.starts_with("http://") || path.starts_with("https://"))
}

/// A server's URL, from where the document is (RFC 3986 §5.2).
fn absolute(document: Option<&str>, url: &str) -> String {
    let starts = url.contains("://") || url.starts_with('{');
    match document.filter(|_| !starts).map(|base| Location::Url(base.to_owned()).join(url)) {
        // Variables keep their braces.
        Some(Ok(Location::Url(joined))) => joined.replace("%7B", "{").replace("%7D", "}"),
        _ => url.to_owned(),
    }
}
