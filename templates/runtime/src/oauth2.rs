//! OAuth 2: tokens by the client credentials and the refresh token grant (RFC 6749 §4.4 and §6), kept until they run
//! out.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde_json::Value;
use zeroize::Zeroizing;

use super::auth::{self, Scheme};
use super::config::Config;
use super::escape::encoded;
use super::fault::Fault;
use super::provider::{Asked, CredentialFuture, CredentialProvider};
use super::secret::Secret;
use super::values::json;

/// How long before its end a token is renewed, unless a tenth of its life is less.
const AHEAD: Duration = Duration::from_secs(60);
/// How long a token that is still good is used before a renewal that failed is tried again.
const HOLD_OFF: Duration = Duration::from_secs(5);
/// How long the token endpoint may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The greatest answer of a token endpoint that is read, in bytes.
const LARGEST: usize = 1 << 20;

/// Where the document says that tokens come from; empty: it does not. A relative URL is relative to the base URL.
#[derive(Debug)]
pub struct TokenEndpoints {
    /// Of the client credentials grant.
    pub client_credentials: &'static str,
    /// Of the refresh token grant.
    pub refresh: &'static str,
}

/// A grant that the SDK performs by itself: it gets tokens, keeps them and renews them ahead of their end.
#[derive(Clone, Debug)]
pub struct Grant {
    refresh_token: Option<Secret>,
    client: Option<(String, Option<Secret>)>,
    in_body: bool,
    scopes: Vec<String>,
    parameters: Vec<(String, Secret)>,
    token_url: Option<String>,
}

impl Grant {
    /// The client credentials grant: tokens for the client itself.
    #[must_use]
    pub fn client_credentials(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self::new(None).client(id, secret)
    }

    /// The refresh token grant: tokens for a user who has consented before. Where the server sends a new refresh token
    /// with an access token, the new one is used from then on.
    #[must_use]
    pub fn refresh_token(token: impl Into<Secret>) -> Self {
        Self::new(Some(token.into()))
    }

    fn new(refresh_token: Option<Secret>) -> Self {
        let (scopes, parameters) = (Vec::new(), Vec::new());
        Self { refresh_token, client: None, in_body: false, scopes, parameters, token_url: None }
    }

    /// Sets id and secret of the client.
    #[must_use]
    pub fn client(mut self, id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.client = Some((id.into(), Some(secret.into())));
        self
    }

    /// Sets the id of a client that has no secret (RFC 6749 §2.1).
    #[must_use]
    pub fn public_client(mut self, id: impl Into<String>) -> Self {
        self.client = Some((id.into(), None));
        self
    }

    /// Sends id and secret of the client in the body, for servers that do not take HTTP basic, the default
    /// (RFC 6749 §2.3.1).
    #[must_use]
    pub fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// Sets the scopes to ask for; by default none are named, and the server decides.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a parameter to the token request, such as `audience` or `resource`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets the URL of the token endpoint, in place of the document's.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// The provider that performs it.
    #[must_use]
    pub fn at(self, endpoints: &'static TokenEndpoints) -> TokenSource {
        let kept = Kept { refresh_token: self.refresh_token.clone(), ..Kept::default() };
        TokenSource { grant: self, endpoints, kept: Mutex::new(kept), flight: tokio::sync::Mutex::new(()) }
    }
}

impl Config {
    /// Sets the grant that the environment has for a scheme: its variable with `_CLIENT_ID` and `_CLIENT_SECRET`, or
    /// with `_REFRESH_TOKEN`.
    #[must_use]
    pub fn grant_environment(mut self, scheme: &'static Scheme, endpoints: &'static TokenEndpoints) -> Self {
        match grant(scheme.variable) {
            Ok(Some(grant)) => self.credential(scheme, grant.at(endpoints)),
            Ok(None) => self,
            Err(why) => {
                self.fault.get_or_insert(why);
                self
            }
        }
    }
}

fn grant(variable: &str) -> Result<Option<Grant>, String> {
    let read = |end: &str| auth::variable(&format!("{variable}_{end}"));
    let (id, secret, refresh) = (read("CLIENT_ID")?, read("CLIENT_SECRET")?, read("REFRESH_TOKEN")?);
    let grant = match (&refresh, &secret) {
        (None, None) => return Ok(None),
        (refresh, _) => Grant::new(refresh.clone()),
    };
    Ok(Some(match (id, secret) {
        (Some(id), Some(secret)) => grant.client(id.expose(), secret),
        (Some(id), None) => grant.public_client(id.expose()),
        (None, _) => grant,
    }))
}

/// A [`Grant`] at work, as a provider of tokens.
pub struct TokenSource {
    grant: Grant,
    endpoints: &'static TokenEndpoints,
    kept: Mutex<Kept>,
    /// Held by the one call that is at the token endpoint.
    flight: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    token: Option<Token>,
    refresh_token: Option<Secret>,
    /// How many answers came from the token endpoint.
    flights: u64,
    /// What came of the last of them, unless a token.
    failure: Option<TokenError>,
}

#[derive(Clone)]
struct Token {
    value: Secret,
    /// When it is renewed, and when it ends; `None`: when the server refuses it.
    life: Option<(Instant, Instant)>,
}

impl Token {
    fn is_fresh(&self, now: Instant) -> bool {
        self.life.is_none_or(|(renewal, _)| now < renewal)
    }

    fn is_good(&self, now: Instant) -> bool {
        self.life.is_none_or(|(_, end)| now < end)
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSource").field("grant", &self.grant).finish_non_exhaustive()
    }
}

impl CredentialProvider for TokenSource {
    fn credential<'a>(&'a self, asked: Asked<'a>) -> CredentialFuture<'a> {
        Box::pin(async move { Ok(self.token(&asked).await?) })
    }

    fn refused(&self, credential: &Secret) -> bool {
        let mut kept = self.kept();
        // Another call may have renewed it already.
        kept.token = kept.token.take().filter(|token| token.value != *credential);
        true
    }
}

impl TokenSource {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn token(&self, asked: &Asked<'_>) -> Result<Secret, TokenError> {
        let (good, seen) = {
            let kept = self.kept();
            (kept.token.clone().filter(|t| t.is_good(Instant::now())), kept.flights)
        };
        let _flight = match &good {
            Some(token) if token.is_fresh(Instant::now()) => return Ok(token.value.clone()),
            // One call goes for the next token; the others use this one as long as it is good.
            Some(token) => match self.flight.try_lock() {
                Ok(flight) => flight,
                Err(_) => return Ok(token.value.clone()),
            },
            None => self.flight.lock().await,
        };
        {
            // What the flight before brought is for all that waited for it.
            let kept = self.kept();
            match (&kept.token, &kept.failure) {
                (Some(token), _) if token.is_fresh(Instant::now()) => return Ok(token.value.clone()),
                (_, Some(failure)) if good.is_none() && kept.flights != seen => return Err(failure.clone()),
                _ => {}
            }
        }
        let result = self.fetch(asked).await;
        let mut kept = self.kept();
        kept.flights += 1;
        kept.failure = result.as_ref().err().cloned();
        match (result, good) {
            (Ok((token, refresh_token)), _) => {
                kept.refresh_token = refresh_token.or(kept.refresh_token.take());
                Ok(kept.token.insert(token).value.clone())
            }
            (Err(_), Some(Token { value, life })) => {
                let later = Instant::now() + HOLD_OFF;
                kept.token = Some(Token { value: value.clone(), life: life.map(|(_, end)| (later.min(end), end)) });
                Ok(value)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// One request to the token endpoint.
    async fn fetch(&self, asked: &Asked<'_>) -> Result<(Token, Option<Secret>), TokenError> {
        let refresh_token = self.kept().refresh_token.clone();
        let request = self.request(asked, refresh_token.as_ref())?;
        let started = Instant::now();
        let exchange = async {
            let mut response = asked.send(request).await?;
            let mut body = Zeroizing::new(Vec::new());
            while let Some(chunk) = response.chunk().await? {
                if body.len() + chunk.len() > LARGEST {
                    break;
                }
                body.extend_from_slice(&chunk);
            }
            Ok::<_, Fault>((response.status().as_u16(), body))
        };
        let (status, body) = match tokio::time::timeout(TIMEOUT, exchange).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(TokenError::unreachable(error)),
            Err(_) => return Err(TokenError::new(None, "the token endpoint does not answer")),
        };
        self.read(status, &body, started)
    }

    fn request(&self, asked: &Asked<'_>, refresh_token: Option<&Secret>) -> Result<Request, TokenError> {
        let document = match refresh_token {
            Some(_) => self.endpoints.refresh,
            None => self.endpoints.client_credentials,
        };
        let text = self.grant.token_url.as_deref().unwrap_or(document);
        if text.is_empty() {
            return Err(TokenError::new(None, "the document names no token endpoint: call `.token_url(…)`"));
        }
        let base = Url::parse(&format!("{}/", asked.base_url())).ok();
        let url = Url::options().base_url(base.as_ref()).parse(text);
        let url = url.map_err(|_| TokenError::new(None, "the URL of the token endpoint is none"))?;
        let mut request = Request::new(Method::POST, url);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let mut form = Zeroizing::new(String::from("grant_type="));
        form.push_str(if refresh_token.is_some() { "refresh_token" } else { "client_credentials" });
        let mut add = |name: &str, value: &str| {
            for part in ["&", &encoded(name), "=", &Zeroizing::new(encoded(value))] {
                form.push_str(part);
            }
        };
        if let Some(token) = refresh_token {
            add("refresh_token", token.expose());
        }
        if !self.grant.scopes.is_empty() {
            add("scope", &self.grant.scopes.join(" "));
        }
        match &self.grant.client {
            Some((id, Some(secret))) if !self.grant.in_body => {
                let pair = Zeroizing::new(format!("{}:{}", encoded(id), encoded(secret.expose())));
                let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(&*pair)));
                // Base64 is what a header allows.
                if let Ok(mut value) = HeaderValue::from_str(&text) {
                    value.set_sensitive(true);
                    headers.insert(AUTHORIZATION, value);
                }
            }
            Some((id, secret)) => {
                add("client_id", id);
                if let Some(secret) = secret {
                    add("client_secret", secret.expose());
                }
            }
            None => {}
        }
        self.grant.parameters.iter().for_each(|(name, value)| add(name, value.expose()));
        *request.body_mut() = Some(form.as_bytes().to_vec().into());
        Ok(request)
    }

    /// The answer of a token endpoint (RFC 6749 §5). Some servers write the seconds as text.
    fn read(&self, status: u16, body: &[u8], started: Instant) -> Result<(Token, Option<Secret>), TokenError> {
        let answer = json(body).unwrap_or_default();
        let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let Some(token) = text("access_token").filter(|_| (200..300).contains(&status)) else {
            let mut error = TokenError::new(Some(status), "the token endpoint gave no token");
            error.code = text("error").map(|t| self.harmless(t));
            error.description = text("error_description").map(|t| self.harmless(t));
            return Err(error);
        };
        let seconds = answer.get("expires_in").and_then(|v| v.as_u64().or_else(|| v.as_str()?.trim().parse().ok()));
        let life = seconds
            .map(Duration::from_secs)
            .and_then(|life| Some((started.checked_add(life - AHEAD.min(life / 10))?, started.checked_add(life)?)));
        Ok((Token { value: token.into(), life }, text("refresh_token").map(Secret::from)))
    }

    /// Words of the server, without secrets that it may repeat, on one line of a bounded length.
    fn harmless(&self, text: &str) -> String {
        let client = self.grant.client.as_ref().and_then(|(_, secret)| secret.clone());
        let mut text = text.to_owned();
        for secret in [client, self.kept().refresh_token.clone()].into_iter().flatten() {
            if !secret.expose().is_empty() {
                text = text.replace(secret.expose(), "…");
            }
        }
        text.chars().filter(|c| !c.is_control()).take(500).collect()
    }
}

/// Why there is no token. It is the source of [`Error::Credential`](super::Error::Credential).
#[derive(Clone, Debug)]
pub struct TokenError {
    status: Option<u16>,
    code: Option<String>,
    description: Option<String>,
    message: &'static str,
    source: Option<Arc<Fault>>,
}

impl TokenError {
    fn new(status: Option<u16>, message: &'static str) -> Self {
        Self { status, code: None, description: None, message, source: None }
    }

    fn unreachable(error: Fault) -> Self {
        let source = Some(Arc::new(error));
        Self { source, ..Self::new(None, "the token endpoint cannot be reached") }
    }

    /// The status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The server's `error`, e.g. `invalid_client` (RFC 6749 §5.2).
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The server's `error_description`.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)?;
        if let Some(status) = self.status {
            write!(f, " (status {status})")?;
        }
        self.code.iter().chain(&self.description).try_for_each(|words| write!(f, ": {words}"))
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|error| error as _)
    }
}
