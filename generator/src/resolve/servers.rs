//! Servers, of the document, of a path and of an operation.

use serde_json::Value;

use super::document::{items, typed, with_texts};
use super::route;
use super::shape::Reader;
use crate::diag::{Code, Diagnostic, Diagnostics, meant};
use crate::load::{FileId, Location, Origin};
use crate::spec::{Server, ServerVariable, is_web};

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
            let mut variables: Vec<ServerVariable> = variables.collect();
            faults(&server.url, &variables, &at, reader.diagnostics);
            // Paths are appended to it (OpenAPI 3.0.3 §4.7.8).
            let (url, _) = route::split(&server.url, &['?', '#']);
            let places = route::places(url);
            variables.retain(|v| places.contains(&v.name.as_str()));
            for name in places {
                if variables.iter().all(|v| v.name != name) {
                    variables.push(undeclared(name));
                }
            }
            servers.push(Server {
                url: absolute(document(reader), url),
                name: text("name").or_else(|| text("x-name")),
                description: server.description.unwrap_or_default(),
                variables,
            });
        }
    }
    servers
}

/// A variable of which nothing is known but its name: the caller must set it, as that of a host that is told nowhere.
fn undeclared(name: &str) -> ServerVariable {
    ServerVariable { name: name.to_owned(), default: String::new(), values: Vec::new(), description: String::new() }
}

/// What is wrong with a server's URL and with its variables. Each operation of a path reads the servers of the path.
fn faults(url: &str, variables: &[ServerVariable], at: &Origin, diagnostics: &mut Diagnostics) {
    let mut say = |message: String, at: &Origin, help: &str| {
        diagnostics.push_once(Diagnostic::new(Code::RepairedKeyword, message).at(at).help(help));
    };
    let place = at.child("url");
    let places = route::places(url);
    let undeclared = |name: &&&str| variables.iter().all(|v| v.name != **name);
    for name in places.iter().filter(undeclared) {
        let hint = meant(name, variables.iter().map(|v| v.name.as_str()));
        let help =
            "it has no default, so that the caller must set it; declare it under `variables` (OpenAPI 3.0.3 §4.7.5)";
        say(format!("the variable `{name}` of a server is not declared{hint}"), &place, help);
    }
    // One that is misspelt was named above.
    let unused = variables.iter().filter(|v| !places.contains(&v.name.as_str()));
    for variable in unused.filter(|_| !places.iter().any(|name| undeclared(&name))) {
        let message = format!("the variable `{}` of a server is not in its URL", variable.name);
        let help = "it is left out; write it into the URL in braces, or remove it";
        say(message, &at.child("variables").child(&variable.name), help);
    }
    for variable in variables.iter().filter(|v| !v.values.is_empty() && !v.values.contains(&v.default)) {
        let message =
            format!("the default `{}` of the variable `{}` is not in its `enum`", variable.default, variable.name);
        let help = "it is the value until another is set; correct it, or add it to the `enum` (OpenAPI 3.0.3 §4.7.6)";
        say(message, &at.child("variables").child(&variable.name).child("default"), help);
    }
    let plain = route::outside(url);
    let scheme = plain.split_once("://").map(|(scheme, _)| scheme.to_lowercase());
    let help = "calls fail until the caller sets a base URL; correct it";
    if plain.contains(['{', '}']) {
        say(format!("the server URL `{url}` has a brace without its other one"), &place, help);
    } else if plain.contains(|c: char| c.is_whitespace() || c.is_control()) {
        say(format!("the server URL `{url}` is no URL"), &place, help);
    } else if let Some(scheme) = scheme.filter(|scheme| !["", "http", "https"].contains(&scheme.as_str())) {
        say(format!("the server URL `{url}` is one of `{scheme}`, which the SDK does not speak"), &place, help);
    } else if !route::split(url, &['?', '#']).1.is_empty() {
        let help =
            "it is left out, since paths are appended to the URL; declare a query as parameters of the operations";
        say(format!("the server URL `{url}` has a query or a fragment"), &place, help);
    } else if !url.contains("://") && url.starts_with(|c: char| c.is_alphanumeric()) {
        let help = "it is relative to where the document is; write `https://` before it if it names a host";
        say(format!("the server URL `{url}` has no scheme"), &place, help);
    }
}

/// The server of a document that names none: the one that it came from.
pub fn own(reader: &Reader<'_>) -> Option<Server> {
    let url = absolute(Some(document(reader)?), "/");
    Some(Server { url, name: None, description: String::new(), variables: Vec::new() })
}

/// The document's URL, if it came from one.
fn document<'a>(reader: &Reader<'a>) -> Option<&'a str> {
    Some(reader.docs.path(FileId(0))).filter(|path| is_web(path))
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
