//! Security schemes and what an operation requires.

use openapiv3::{APIKeyLocation, SecurityScheme};
use serde_json::{Map, Value};

use super::document::{typed, with_texts};
use super::faults::shown;
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
    let mut lost = Vec::new();
    for name in schemes.keys() {
        lost.extend(scheme(reader, name, schemes, &at));
    }
    let cost = match reader.api.schemes.is_empty() {
        true => "operations that need it are sent without credentials",
        false => "operations that need it alone need those of any one of the document's other schemes",
    };
    for (message, at, help) in lost {
        let help = format!("it is left out, and {cost}; {help}");
        reader.diagnostics.push(Diagnostic::new(Code::InvalidEntry, message).at(&at).help(help));
    }
}

/// What stands before the credentials in `Authorization`: the words of IANA's registry but `Basic` and `Bearer`,
/// which have places of their own, and those that APIs have beside them.
const AUTH_SCHEMES: [&str; 18] = [
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "vapid",
    "apikey",
    "api-key",
    "key",
    "ssws",
    "token",
    "jwt",
];

/// What is wrong with a scheme that cannot be read, where, and what to do.
type Lost = (String, Origin, &'static str);

fn scheme<'a>(reader: &mut Reader<'a>, name: &str, schemes: &'a Map<String, Value>, at: &Origin) -> Option<Lost> {
    let value = schemes.get(name)?;
    let (value, at) = match reader.docs.follow(value, &at.child(name)) {
        Ok(found) => found,
        Err(dangling) => {
            dangling.report(Code::DanglingReference, "the scheme is left out", reader.diagnostics);
            return None;
        }
    };
    let value = with_texts(reader.docs, value, &at);
    if let Some(lost) = unreadable(&value, &at) {
        return Some(lost);
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    // `openapiv3` does not know the scheme that came with OpenAPI 3.1, and it has no field that must be there.
    let (place, description) = if text("type").as_deref() == Some("mutualTLS") {
        (SchemePlace::Connection, text("description"))
    } else {
        let whole = with_required(reader, &value, &at);
        place(typed::<SecurityScheme>(&whole, "security scheme", &at, reader.diagnostics)?)
    };
    if let SchemePlace::Http(word) = &place
        && !AUTH_SCHEMES.contains(&word.to_lowercase().as_str())
    {
        let message = format!("`{word}` is no authentication scheme that is registered for HTTP (RFC 9110 §16.4)");
        let help = format!(
            "it is sent as `Authorization: {word} …`; what is sent elsewhere is an `apiKey`, or a field of the body"
        );
        reader.diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(&at.child("scheme")).help(help));
    }
    reader.api.schemes.push(Scheme {
        name: name.to_owned(),
        place,
        description: description.unwrap_or_default(),
        flows: flows(&value),
        discovery: url(&value, "openIdConnectUrl"),
    });
    None
}

/// What keeps a scheme from being read.
fn unreadable(value: &Value, at: &Origin) -> Option<Lost> {
    const TYPES: &str = "its type is `apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`";
    const PLACES: &str = "write `in: header`, `in: query` or `in: cookie`";
    let Some(map) = value.as_object() else {
        let message = format!("a security scheme must be a mapping, not {}", shown(value));
        return Some((message, at.clone(), TYPES));
    };
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    let one_of = |key: &str, known: &[&'static str], help| match text(key) {
        Some(word) if known.contains(&word) => None,
        Some(word) => {
            let hint = meant(word, known.iter().copied());
            Some((format!("`{word}` is no `{key}` of a security scheme{hint}"), at.child(key), help))
        }
        None => Some((format!("this security scheme has no `{key}`"), at.clone(), help)),
    };
    let lacks = |key: &str, help| {
        text(key).is_none().then(|| (format!("this security scheme has no `{key}`"), at.clone(), help))
    };
    one_of("type", &["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"], TYPES).or_else(|| match text("type")? {
        "apiKey" => lacks("name", "write the name of the header, parameter or cookie")
            .or_else(|| one_of("in", &["header", "query", "cookie"], PLACES)),
        "http" => lacks("scheme", "write `scheme: bearer` or `scheme: basic`"),
        _ => None,
    })
}

/// The scheme without its flows, which are read by hand: a URL that is missing spoils none of the rest. What it must have and has
/// not changes nothing in how credentials are sent.
fn with_required(reader: &mut Reader<'_>, value: &Value, at: &Origin) -> Value {
    let mut value = value.clone();
    let Some(map) = value.as_object_mut() else { return value };
    let (key, empty) = match map.get("type").and_then(Value::as_str) {
        Some("oauth2") => ("flows", Value::Object(Map::new())),
        Some("openIdConnect") => ("openIdConnectUrl", Value::String(String::new())),
        _ => return value,
    };
    if !map.contains_key(key) {
        let message = format!("this security scheme has no `{key}`");
        let help = "its token is sent as a bearer token all the same; add it";
        reader.diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(at).help(help));
    }
    if key == "flows" || !map.contains_key(key) {
        map.insert(key.to_owned(), empty);
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

/// Takes the parameters away that are an API key which the operation requires, whatever else it takes: the credential of the
/// client is their value.
pub fn without_keys(reader: &mut Reader<'_>, security: &[Vec<Requirement>], parameters: &mut Vec<Parameter>) {
    let schemes = &reader.api.schemes;
    let key = |group: &Vec<Requirement>, p: &Parameter| {
        let required = |scheme: &&Scheme| group.iter().any(|r| r.scheme == scheme.name);
        schemes.iter().filter(required).find(|scheme| is_key(scheme, p)).map(|scheme| scheme.name.clone())
    };
    parameters.retain(|parameter| {
        let mut keys = security.iter().filter(|group| !group.is_empty()).map(|group| key(group, parameter)).peekable();
        let Some(Some(scheme)) = keys.peek().cloned() else { return true };
        if !keys.all(|key| key.is_some()) {
            return true;
        }
        let (place, name) = (parameter.place.word(), &parameter.name);
        let message = format!("the {place} parameter `{name}` is the credential `{scheme}`, and no argument");
        let help = "it is set once, by the client; `security` says that it goes with the call";
        reader.diagnostics.push_once(Diagnostic::new(Code::IgnoredKeyword, message).at(&parameter.origin).help(help));
        false
    });
}

/// Whether a parameter is where an API key goes.
fn is_key(scheme: &Scheme, parameter: &Parameter) -> bool {
    match (&scheme.place, parameter.place) {
        (SchemePlace::Header(name), place @ Place::Header)
        | (SchemePlace::Query(name), place @ Place::Query)
        | (SchemePlace::Cookie(name), place @ Place::Cookie) => place.is_one(name, &parameter.name),
        _ => false,
    }
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
        let form = "write a list of alternatives, each a mapping from the name of a scheme to its scopes: `- name: []`";
        odd(reader, &format!("`security` must be a list, not {}", shown(value)), &at, form);
        return Some(any(reader));
    };
    let mut groups = Vec::new();
    for (index, group) in list.iter().enumerate() {
        let at = at.index(index);
        match group.as_object() {
            Some(group) => {
                let group = alternative(reader, group, &at);
                groups.extend(group.into_iter().flat_map(|group| apart(reader, group, &at)));
            }
            None => {
                let message = format!("an alternative of `security` must be a mapping, not {}", shown(group));
                odd(reader, &message, &at, "write the name of a scheme and its scopes: `- name: []`");
            }
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
            odd(
                reader,
                &message,
                &at.child(name),
                "declare it under `components/securitySchemes`, or correct the name",
            );
        }
    }
    (group.is_empty() || !found.is_empty()).then_some(found)
}

/// The alternatives that are meant where a group has two schemes that are sent in one header: no request can have both.
fn apart(reader: &mut Reader<'_>, group: Vec<Requirement>, at: &Origin) -> Vec<Vec<Requirement>> {
    let header = |requirement: &Requirement| {
        let scheme = reader.api.schemes.iter().find(|scheme| scheme.name == requirement.scheme)?;
        match &scheme.place {
            SchemePlace::Header(name) => Some(name.to_lowercase()),
            SchemePlace::Basic | SchemePlace::Bearer | SchemePlace::Http(_) => Some("authorization".to_owned()),
            SchemePlace::Query(_) | SchemePlace::Cookie(_) | SchemePlace::Connection => None,
        }
    };
    let headers: Vec<Option<String>> = group.iter().map(header).collect();
    let shared = headers.iter().flatten().find(|one| headers.iter().flatten().filter(|other| other == one).count() > 1);
    let Some(shared) = shared else { return vec![group] };
    let of = |at: usize| headers.get(at).and_then(Option::as_ref) == Some(shared);
    let (first, second) = {
        let mut names = group.iter().enumerate().filter(|(at, _)| of(*at)).map(|(_, r)| r.scheme.as_str());
        (names.next().unwrap_or_default(), names.next().unwrap_or_default())
    };
    let message =
        format!("`{first}` and `{second}` are both sent in the header `{shared}`, and a request has one of them");
    // Of many operations, one says it for all.
    if !reader.diagnostics.iter().any(|d| d.code == Code::IgnoredKeyword && d.message == message) {
        let help = "each is taken for an alternative; write them as entries of their own";
        reader.diagnostics.push(Diagnostic::new(Code::IgnoredKeyword, message).at(at).help(help));
    }
    let one = |chosen: usize| {
        let kept = group.iter().enumerate().filter(|(at, _)| *at == chosen || !of(*at));
        kept.map(|(_, requirement)| requirement.clone()).collect::<Vec<_>>()
    };
    let groups: Vec<Vec<Requirement>> = (0..group.len()).filter(|at| of(*at)).map(one).collect();
    groups.into_iter().flat_map(|group| apart(reader, group, at)).collect()
}

/// Each scheme of the document alone.
fn any(reader: &Reader<'_>) -> Vec<Vec<Requirement>> {
    let one = |scheme: &Scheme| vec![Requirement { scheme: scheme.name.clone(), scopes: Vec::new() }];
    reader.api.schemes.iter().map(one).collect()
}

fn odd(reader: &mut Reader<'_>, message: &str, at: &Origin, help: &str) {
    let cost = if reader.api.schemes.is_empty() {
        "until then no credentials are sent"
    } else {
        "until then it is left out, and where nothing else with credentials is left, a call needs those of any one of the document's schemes"
    };
    let help = format!("{help}; {cost}");
    reader.diagnostics.push(Diagnostic::new(Code::UndeclaredScheme, message).at(at).help(help));
}
