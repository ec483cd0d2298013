//! Security schemes into setters of the client's builder.

use super::lower_types::Lowering;
use super::names::Scope;
use super::types::Sdk;
use super::{casing, docs};
use crate::load::Origin;
use crate::spec::{self, Api, FlowKind, SchemePlace};

/// A credential that the client can hold.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The setter of the builder, e.g. `project`.
    pub setter: String,
    /// The setter of what stands before it, e.g. `project_prefix`; of HTTP basic, that of a provider.
    pub second: Option<String>,
    /// The constant, e.g. `PROJECT`.
    pub constant: String,
    /// The name of a variable of the environment, e.g. `MY_API_PROJECT`.
    pub variable: String,
    /// The scheme's name in the document.
    pub wire: String,
    /// Where it goes.
    pub place: SchemePlace,
    /// Whether it goes with every call that sends no other in its place, because no operation names it.
    pub always: bool,
    /// The flows of OAuth 2.
    pub flows: Vec<spec::Flow>,
    /// The discovery document of OpenID Connect.
    pub discovery: Option<String>,
    /// The grants that the SDK performs itself.
    pub grant: Option<Grant>,
    /// Markdown.
    pub docs: Vec<String>,
}

impl Credential {
    /// The variables of the environment that it is read from.
    pub fn variables(&self) -> Vec<String> {
        let ends: &[&str] = match (&self.place, &self.grant) {
            (SchemePlace::Basic, _) => &["_USER", "_PASSWORD"],
            (_, Some(Grant { refresh: Some(_), .. })) => &["", "_CLIENT_ID", "_CLIENT_SECRET", "_REFRESH_TOKEN"],
            (_, Some(_)) => &["", "_CLIENT_ID", "_CLIENT_SECRET"],
            (_, None) => &[""],
        };
        ends.iter().map(|end| format!("{}{end}", self.variable)).collect()
    }
}

/// Grants that the SDK performs itself: client credentials and refresh token.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The setter of the builder, e.g. `oauth_grant`.
    pub setter: String,
    /// The constant of the endpoints, e.g. `OAUTH_ENDPOINTS`.
    pub constant: String,
    /// Where tokens for the client come from, if there are such.
    pub client_credentials: Option<String>,
    /// Where a token is renewed, if it can be.
    pub refresh: Option<String>,
}

/// A scheme of the connection itself (mutual TLS): there is nothing to set.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The scheme's name in the document.
    pub wire: String,
    /// Markdown.
    pub docs: Vec<String>,
}

/// Setters that every client builder has.
pub const BUILDER: [&str; 22] = [
    "new",
    "from_env",
    "build",
    "server",
    "base_url",
    "header",
    "user_agent",
    "timeout",
    "call_timeout",
    "read_timeout",
    "connect_timeout",
    "retries",
    "backoff",
    "retry_budget",
    "strict",
    "max_response_bytes",
    "http_client",
    "transport",
    "middleware",
    "core",
    "credential",
    "clone",
];

pub fn lower(api: &Api, sdk: &mut Sdk, types: &mut Lowering<'_>) {
    let wishes = api.schemes.iter().map(|scheme| (scheme.name.clone(), casing::snake(&plain(&scheme.name))));
    let mut setters = types.ledger.members("credentials".to_owned(), &BUILDER, wishes);
    let mut constants = Scope::reserving(&["ALL"]);
    for scheme in &api.schemes {
        let docs = docs::markdown(&scheme.description);
        if scheme.place == SchemePlace::Connection {
            sdk.certificates.push(Certificate { wire: scheme.name.clone(), docs });
            continue;
        }
        let name = plain(&scheme.name);
        let snake = casing::snake(&name);
        let origin = Origin::default().child("components").child("securitySchemes").child(&scheme.name);
        let candidates = [snake.clone(), casing::longer(&snake, "_credential")];
        let setter = setters.claim_for(&scheme.name, &candidates, &origin, types.diagnostics);
        let constant = constants.claim(&[casing::constant(&name)], &origin, types.diagnostics);
        sdk.credentials.push(Credential {
            variable: casing::constant(&format!("{} {setter}", sdk.name)),
            setter,
            second: None,
            constant,
            wire: scheme.name.clone(),
            place: scheme.place.clone(),
            // A setter without effect would help nobody: what no operation asks for goes with all of them.
            always: !api.operations.iter().flat_map(|o| &o.security).flatten().any(|r| r.scheme == scheme.name),
            grant: grant(scheme),
            flows: scheme.flows.clone(),
            discovery: scheme.discovery.clone(),
            docs,
        });
    }
    // The schemes themselves have the first choice of names.
    for credential in &mut sdk.credentials {
        let stem = credential.setter.trim_start_matches("r#").to_owned();
        let end = match credential.place {
            SchemePlace::Basic => Some("provider"),
            // Nothing stands before a key that is a value of the query, or a cookie.
            SchemePlace::Query(_) | SchemePlace::Cookie(_) => None,
            _ => Some("prefix"),
        };
        credential.second = end.map(|end| setters.choose(&[format!("{stem}_{end}")], &Origin::default()));
        if let Some(grant) = &mut credential.grant {
            grant.setter = setters.choose(&[format!("{stem}_grant")], &Origin::default());
            grant.constant = constants.choose(&[format!("{}_ENDPOINTS", credential.constant)], &Origin::default());
        }
    }
    types.ledger.close(setters);
    tell_apart(&mut sdk.credentials);
}

/// Gives what is read from a variable that another credential adds an end for (`oauth2` has an `OAUTH2_CLIENT_SECRET`) one of its own:
/// a secret must not travel as another.
fn tell_apart(credentials: &mut [Credential]) {
    let all: Vec<Vec<String>> = credentials.iter().map(Credential::variables).collect();
    for (at, credential) in credentials.iter_mut().enumerate() {
        let others = || all.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, names)| names);
        while others().any(|name| *name == credential.variable) {
            credential.variable.push_str("_KEY");
        }
    }
}

/// The name of a scheme, in which the protocol is one word.
fn plain(scheme: &str) -> String {
    scheme.replace("OAuth", "Oauth")
}

/// What of the flows needs nobody who consents: tokens for the client, and the renewal of tokens that somebody got.
fn grant(scheme: &spec::Scheme) -> Option<Grant> {
    let (own, others): (Vec<_>, Vec<_>) = scheme.flows.iter().partition(|f| f.kind == FlowKind::ClientCredentials);
    let client_credentials = own.iter().find_map(|flow| flow.token_url.clone());
    let refresh = others.iter().find_map(|flow| flow.refresh_url.clone().or_else(|| flow.token_url.clone()));
    let any = client_credentials.is_some() || refresh.is_some();
    any.then(|| Grant { setter: String::new(), constant: String::new(), client_credentials, refresh })
}
