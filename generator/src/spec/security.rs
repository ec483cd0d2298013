//! Security schemes.

/// A way to present credentials.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its key under `securitySchemes`.
    pub name: String,
    /// Where the credential goes.
    pub place: SchemePlace,
    /// `description`.
    pub description: String,
    /// The flows of OAuth 2, in document order.
    pub flows: Vec<Flow>,
    /// `openIdConnectUrl`.
    pub discovery: Option<String>,
}

/// Where a credential goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemePlace {
    /// An API key in a header.
    Header(String),
    /// An API key in the query.
    Query(String),
    /// An API key in a cookie.
    Cookie(String),
    /// HTTP bearer; OAuth2 and OpenID Connect tokens too.
    Bearer,
    /// HTTP basic.
    Basic,
    /// Another scheme of the header `Authorization`, as the document writes it.
    Http(String),
    /// Nowhere: the connection has a certificate (mutual TLS).
    Connection,
}

/// A scheme that an operation requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The name of the scheme.
    pub scheme: String,
    /// The scopes that a token must have, or the roles of another scheme.
    pub scopes: Vec<String>,
}

/// A way to get a token (OpenAPI 3.2 §4.26.1).
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its key under `flows`.
    pub kind: FlowKind,
    /// `authorizationUrl`, or `deviceAuthorizationUrl`.
    pub authorization_url: Option<String>,
    /// `tokenUrl`
    pub token_url: Option<String>,
    /// `refreshUrl`
    pub refresh_url: Option<String>,
    /// Scopes and what they allow, in document order.
    pub scopes: Vec<(String, String)>,
}

/// The flows of OAuth 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FlowKind {
    Implicit,
    Password,
    ClientCredentials,
    AuthorizationCode,
    Device,
}

impl FlowKind {
    /// Every one, by its key under `flows`.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Implicit, "implicit"),
        (Self::Password, "password"),
        (Self::ClientCredentials, "clientCredentials"),
        (Self::AuthorizationCode, "authorizationCode"),
        (Self::Device, "deviceAuthorization"),
    ];

    /// As people say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Password => "password",
            Self::ClientCredentials => "client credentials",
            Self::AuthorizationCode => "authorization code",
            Self::Device => "device authorization",
        }
    }
}
