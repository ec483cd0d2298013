//! Security schemes and what an operation requires.

use openapiv3::{APIKeyLocation, SecurityScheme};
use serde_json::{Map, Value};

use super::document::{typed, with_texts};
use super::shape::Reader;
use crate::diag::{Code, Diagnostic, meant};
use crate::load::{FileId, Origin};
use crate::spec::{Flow, FlowKind, Parameter, Place, Requirement, Scheme, SchemePlace};

pub fn schemes(reader: &mut Reader<'_>) {
    let (docs, root) = (reader.docs, reader.docs.root());
    let schemes = docs
        .get(root, "components", &Origin::root(FileId(0)), reader.diagnostics)
        .and_then(|(components, at)| docs.get(components, "securitySchemes", &at, reader.diagnostics));
    let Some((Value::Object(schemes), at)) = schemes else { return };
    for name in schemes.keys() {
        scheme(reader, name, schemes, &at);
    }
}

fn scheme<'a>(reader: &mut Reader<'a>, name: &str, schemes: &'a Map<String, Value>, at: &Origin) {
    let Some(value) = schemes.get(name) else { return };
    let (value, at) = match reader.docs.follow(value, &at.child(name)) {
        Ok(found) => found,
        Err(dangling) => {
            return dangling.report(Code::DanglingReference, "the scheme is left out", reader.diagnostics);
        }
    };
    let value = with_texts(reader.docs, value, &at);
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    // `openapiv3` does not know the scheme that came with OpenAPI 3.1, and it has no field that must be there.
    let (place, description) = if text("type").as_deref() == Some("mutualTLS") {
        (SchemePlace::Connection, text("description"))
    } else {
        let flows = without_flows(&value);
        let Some(scheme) = typed::<SecurityScheme>(&flows, "security scheme", &at, reader.diagnostics) else { return };
        place(scheme)
    };
    reader.api.schemes.push(Scheme {
        name: name.to_owned(),
        place,
        description: description.unwrap_or_default(),
        flows: flows(&value),
        discovery: url(&value, "openIdConnectUrl"),
    });
}

/// The scheme without its flows, which are read by hand: a URL that is missing spoils none of the rest.
fn without_flows(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(flows) = value.get_mut("flows").filter(|flows| flows.is_object()) {
        *flows = Value::Object(Map::new());
    }
    value
}

fn place(scheme: SecurityScheme) -> (SchemePlace, Option<String>) {
    match scheme {
        SecurityScheme::APIKey { location, name, description, .. } => (
            match location {
                APIKeyLocation::Header => SchemePlace::Header(name),
                APIKeyLocation::Query => SchemePlace::Query(name),
                APIKeyLocation::Cookie => SchemePlace::Cookie(name),
            },
            description,
        ),
        SecurityScheme::HTTP { scheme, description, .. } => {
            let place = match scheme.to_lowercase().as_str() {
                "basic" => SchemePlace::Basic,
                "bearer" => SchemePlace::Bearer,
                _ => SchemePlace::Http(scheme),
            };
            (place, description)
        }
        SecurityScheme::OAuth2 { description, .. } | SecurityScheme::OpenIDConnect { description, .. } => {
            (SchemePlace::Bearer, description)
        }
    }
}

/// A URL that is there; a blank one is none.
fn url(holder: &Value, key: &str) -> Option<String> {
    let url = holder.get(key).and_then(Value::as_str).map(str::trim)?;
    (!url.is_empty()).then(|| url.to_owned())
}

fn flows(value: &Value) -> Vec<Flow> {
    let flows = value.get("flows").and_then(Value::as_object);
    let flow = |(key, flow): (&String, &Value)| {
        let (kind, _) = FlowKind::ALL.into_iter().find(|(_, name)| name == key)?;
        let scopes = flow.get("scopes").and_then(Value::as_object).into_iter().flatten();
        Some(Flow {
            kind,
            authorization_url: url(flow, "authorizationUrl").or_else(|| url(flow, "deviceAuthorizationUrl")),
            token_url: url(flow, "tokenUrl"),
            refresh_url: url(flow, "refreshUrl"),
            scopes: scopes.map(|(name, words)| (name.clone(), words.as_str().unwrap_or_default().to_owned())).collect(),
        })
    };
    flows.into_iter().flatten().filter_map(flow).collect()
}

/// Takes a header parameter `Authorization` for an API key where the document has no security scheme: as a parameter it counts
/// for nothing (OpenAPI 3.1.1 §4.8.12.2), and no operation could be called.
pub fn untold(reader: &mut Reader<'_>) {
    if !reader.api.schemes.is_empty() {
        return;
    }
    let name = "Authorization".to_owned();
    let own = |p: &Parameter| p.place == Place::Header && p.name.eq_ignore_ascii_case(&name);
    let mut key = None;
    for operation in reader.api.operations.iter_mut().filter(|o| o.security.is_empty()) {
        let Some(index) = operation.parameters.iter().position(own) else { continue };
        let parameter = operation.parameters.remove(index);
        operation.security.push(vec![Requirement { scheme: name.clone(), scopes: Vec::new() }]);
        // Without it the call may be made as well.
        operation.security.extend((!parameter.required).then(Vec::new));
        key.get_or_insert(parameter);
    }
    reader.api.schemes.extend(key.map(|parameter| Scheme {
        place: SchemePlace::Header(name.clone()),
        name,
        description: parameter.doc.description,
        flows: Vec::new(),
        discovery: None,
    }));
}

/// What an operation requires, by itself or by the document.
pub fn of_operation(reader: &mut Reader<'_>, operation: &Value, at: &Origin) -> Vec<Vec<Requirement>> {
    requirement(reader, operation, at).unwrap_or_else(|| reader.security.clone())
}

/// What is required here; `None`: nothing is said of it. A requirement that cannot be met as it stands is never one that is met
/// without credentials: where no alternative with credentials is left, any scheme of the document will do.
pub fn requirement(reader: &mut Reader<'_>, holder: &Value, at: &Origin) -> Option<Vec<Vec<Requirement>>> {
    let value = holder.get("security").filter(|value| !value.is_null())?;
    let at = at.child("security");
    let Some(list) = value.as_array() else {
        odd(reader, "`security` is no list", &at);
        return Some(any(reader));
    };
    let mut groups = Vec::new();
    for (index, group) in list.iter().enumerate() {
        let at = at.index(index);
        match group.as_object() {
            Some(group) => groups.extend(alternative(reader, group, &at)),
            None => odd(reader, "an alternative of `security` is no mapping", &at),
        }
    }
    if groups.len() < list.len() && groups.iter().all(Vec::is_empty) {
        groups.splice(..0, any(reader));
    }
    Some(groups)
}

/// The schemes of one alternative, all of which are needed, but those that the document lacks; `None` where it lacks all.
fn alternative(reader: &mut Reader<'_>, group: &Map<String, Value>, at: &Origin) -> Option<Vec<Requirement>> {
    let mut found = Vec::new();
    for (name, scopes) in group {
        if reader.api.schemes.iter().any(|scheme| scheme.name == *name) {
            let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
            found.push(Requirement { scheme: name.clone(), scopes: scopes.map(str::to_owned).collect() });
            continue;
        }
        // One that cannot be read was reported where it stands.
        let declared =
            reader.docs.root().pointer("/components/securitySchemes").and_then(|all| all.get(name)).is_some();
        if declared {
            continue;
        }
        let hint = meant(name, reader.api.schemes.iter().map(|scheme| scheme.name.as_str()));
        let message = format!("the document has no security scheme `{name}`{hint}");
        // Many operations name it, and one declaration mends them all.
        if !reader.diagnostics.iter().any(|d| d.code == Code::UndeclaredScheme && d.message == message) {
            odd(reader, &message, &at.child(name));
        }
    }
    (group.is_empty() || !found.is_empty()).then_some(found)
}

/// Each scheme of the document alone.
fn any(reader: &Reader<'_>) -> Vec<Vec<Requirement>> {
    let one = |scheme: &Scheme| vec![Requirement { scheme: scheme.name.clone(), scopes: Vec::new() }];
    reader.api.schemes.iter().map(one).collect()
}

fn odd(reader: &mut Reader<'_>, message: &str, at: &Origin) {
    let help = if reader.api.schemes.is_empty() {
        "declare it under `components/securitySchemes`: until then no credentials are sent"
    } else {
        "it is left out; where nothing else with credentials is left, a call needs those of any one of the document's schemes"
    };
    reader.diagnostics.push(Diagnostic::new(Code::UndeclaredScheme, message).at(at).help(help));
}
