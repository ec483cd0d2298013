//! Security schemes and what an operation requires.

use openapiv3::{APIKeyLocation, SecurityScheme};
use serde_json::{Map, Value};

use super::document::{items, typed, with_texts};
use super::shape::Reader;
use crate::diag::Code;
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
        discovery: text("openIdConnectUrl"),
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

fn flows(value: &Value) -> Vec<Flow> {
    let flows = value.get("flows").and_then(Value::as_object);
    let flow = |(key, flow): (&String, &Value)| {
        let (kind, _) = FlowKind::ALL.into_iter().find(|(_, name)| name == key)?;
        let text = |key: &str| flow.get(key).and_then(Value::as_str).map(str::to_owned).filter(|url| !url.is_empty());
        let scopes = flow.get("scopes").and_then(Value::as_object).into_iter().flatten();
        Some(Flow {
            kind,
            authorization_url: text("authorizationUrl").or_else(|| text("deviceAuthorizationUrl")),
            token_url: text("tokenUrl"),
            refresh_url: text("refreshUrl"),
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

/// What an operation requires, by the document or by itself.
pub fn requirement(reader: &Reader<'_>, operation: &Value) -> Vec<Vec<Requirement>> {
    let value = operation.get("security").or_else(|| reader.docs.root().get("security"));
    let one = |(scheme, scopes): (&String, &Value)| {
        let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
        Requirement { scheme: scheme.clone(), scopes: scopes.map(str::to_owned).collect() }
    };
    items(value).filter_map(|(_, group)| group.as_object()).map(|group| group.iter().map(one).collect()).collect()
}
