//! The settings of a client, and the core that its services share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};

use super::argument::ParameterValue;
use super::auth::{self, Credentials, Scheme};
use super::budget::Budget;
use super::error::{ConfigError, Error};
use super::middleware::{Chain, Middleware};
use super::parameter::Parameter;
use super::provider::Credential;
use super::retry::Policy;
use super::secret::Secret;
use super::transport::{Link, Transport};

/// What a client is built from.
#[derive(Clone, Debug)]
pub struct Config {
    pub(super) base: Base,
    agent: &'static str,
    credentials: Credentials,
    headers: Headers,
    pub(super) inherited: Inherited,
    connect_timeout: Duration,
    timeouts: Timeouts,
    policy: Policy,
    retry_budget: u32,
    strict: bool,
    max_response_bytes: usize,
    link: Option<Link>,
    middleware: Chain,
    keys: Option<Keys>,
    /// The first thing that cannot be read.
    pub(super) fault: Option<String>,
}

/// Where calls go. The URL is as it was given; it may hold a password, which does not show.
#[derive(Clone)]
pub(super) struct Base {
    url: String,
    /// That of the document's first server, which may be empty.
    document: String,
    /// Whether the caller has set it: then it is that of all calls.
    own: bool,
    /// What variables of the document's servers are set to.
    #[allow(dead_code, reason = "not every SDK has servers to choose from")]
    pub variables: Vec<(&'static str, String)>,
}

impl Base {
    /// A server of the document, which is less than what the caller has set.
    #[allow(dead_code, reason = "not every SDK has servers to choose from")]
    pub fn choose(&mut self, url: String) {
        if !self.own {
            self.url = url;
        }
    }
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&without_password(&self.url), f)
    }
}

/// Default headers; values may be secrets, so only names show.
#[derive(Clone, Default)]
struct Headers(Vec<(String, String)>);

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Parameters of all calls that have them; values may be secrets, so only names show.
#[derive(Clone, Default)]
pub(super) struct Inherited(pub Vec<(Parameter, ParameterValue)>);

impl fmt::Debug for Inherited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(parameter, _)| parameter.name)).finish()
    }
}

/// What makes idempotency keys.
#[derive(Clone)]
pub(super) struct Keys(Arc<dyn Fn() -> String + Send + Sync>);

impl Keys {
    pub fn make(&self) -> String {
        (self.0)()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a function")
    }
}

impl Config {
    /// The settings of an SDK before its user changes them.
    #[must_use]
    pub fn new(base: &str, agent: &'static str) -> Self {
        Self {
            base: Base {
                url: base.to_owned(),
                document: base.trim_end_matches('/').to_owned(),
                own: false,
                variables: Vec::new(),
            },
            agent,
            credentials: Credentials::default(),
            headers: Headers::default(),
            inherited: Inherited::default(),
            connect_timeout: Duration::from_secs(10),
            timeouts: Timeouts { attempt: Duration::from_secs(60), call: None, read: None },
            policy: Policy::default(),
            retry_budget: 100,
            strict: false,
            max_response_bytes: 64 << 20,
            link: None,
            middleware: Chain::default(),
            keys: None,
            fault: None,
        }
    }

    /// Sets the base URL of all calls.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = Base { url: url.into(), own: true, ..self.base };
        self
    }

    /// Sets the credential of a scheme: a text, or a provider.
    #[must_use]
    pub fn credential(mut self, scheme: &'static Scheme, credential: impl Into<Credential>) -> Self {
        self.credentials.set(scheme, credential.into());
        self
    }

    /// Sets the credentials that the environment has, by the variables that the schemes name.
    #[must_use]
    pub fn environment(mut self, schemes: &[&'static Scheme]) -> Self {
        for scheme in schemes {
            if let Err(why) = self.credentials.read(scheme) {
                self.fault.get_or_insert(why);
            }
        }
        self
    }

    /// Sets what stands before a credential.
    #[must_use]
    pub fn credential_prefix(mut self, scheme: &'static Scheme, prefix: impl Into<String>) -> Self {
        self.credentials.prefix(scheme, prefix.into());
        self
    }

    /// Sets user and password of HTTP basic.
    #[must_use]
    pub fn basic(self, scheme: &'static Scheme, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.credential(scheme, auth::basic(&user.into(), password.into().expose()))
    }

    /// Adds a header to every request.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.0.push((name.into(), value.into()));
        self
    }

    /// Sets the timeout of one attempt.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = timeout;
        self
    }

    /// Sets the timeout of a whole call: all its attempts, and the waits between them.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.call = Some(timeout);
        self
    }

    /// Sets how long to wait for each chunk of what is read while it comes.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.read = Some(timeout);
        self
    }

    /// Sets how long to wait for a connection.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how often a request that is safe to repeat is tried again.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.policy.retries = retries;
        self
    }

    /// Sets the longest wait before the second attempt, which doubles with each, and what it does not go beyond.
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.policy.first = first;
        self.policy.longest = longest;
        self
    }

    /// Makes a key for each call that needs one to be repeated and has none.
    #[must_use]
    pub fn idempotency_keys(mut self, make: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.keys = Some(Keys(Arc::new(make)));
        self
    }

    /// Sets how many retries the client has to spend while nothing succeeds.
    #[must_use]
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Turns every tolerance of answers into an error.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets the greatest answer that is read, in bytes.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sends through this HTTP client; its policy for redirects is then its own.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.link = Some(Link::Http(client));
        self
    }

    /// Sends through something else than the HTTP client.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.link = Some(Link::Own(Arc::new(transport)));
        self
    }

    /// Puts code around each attempt, inside of what was added before.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.0.push(Arc::new(middleware));
        self
    }

    /// Checks the settings and makes the core.
    ///
    /// # Errors
    ///
    /// A base URL, header or credential that HTTP does not allow; a machine without a source of TLS.
    pub fn build(mut self) -> Result<Core, Error> {
        if let Some(why) = self.fault {
            return Err(ConfigError::new(why).into());
        }
        let base = base(&self.base.url)?;
        self.credentials.write()?;
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(self.agent));
        for (name, value) in &self.headers.0 {
            let (name, value) = header(name, value).map_err(ConfigError::new)?;
            headers.insert(name, value);
        }
        let link = match self.link {
            Some(link) => link,
            // A redirect could carry credentials to another host, and turn a POST into a GET. Which one is followed, `send` decides.
            None => reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(self.connect_timeout)
                .build()
                .map(Link::Http)
                .map_err(|e| ConfigError::new(format!("the HTTP client cannot be made: {}", e.without_url())))?,
        };
        Ok(Core {
            shared: Arc::new(Shared {
                link,
                middleware: self.middleware.0,
                keys: self.keys,
                base,
                document: if self.base.own { self.base.document } else { String::new() },
                variables: (!self.base.own).then_some(self.base.variables),
                credentials: self.credentials,
                headers,
                inherited: self.inherited,
                timeouts: self.timeouts,
                policy: self.policy,
                budget: Budget::new(self.retry_budget),
                strict: self.strict,
                max_response_bytes: self.max_response_bytes,
            }),
        })
    }
}

/// A base URL without its last slash.
pub(super) fn base(text: &str) -> Result<String, Error> {
    let fault =
        |why: &str| Error::from(ConfigError::new(format!("the base URL {why}: call `.base_url(\"https://…\")`")));
    if text.is_empty() {
        return Err(fault("is not set, and the document names none"));
    }
    if text.starts_with('/') {
        return Err(fault("is not known: the server of the document is relative to where the document is served"));
    }
    let url = Url::parse(text).map_err(|_| fault("is no absolute URL"))?;
    match url.scheme() {
        "http" | "https" => {}
        _ => return Err(fault("is neither http nor https")),
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(fault("has a query or a fragment"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A header that HTTP allows. The value is never said: it may be a secret.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is no name of a header"))?;
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| format!("the value of the header `{name}` has a character that HTTP does not allow"))?;
    value.set_sensitive([AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(&parsed));
    Ok((parsed, value))
}

/// What clients and services share: connections, credentials, settings. Cloning is cheap.
#[derive(Clone)]
pub struct Core {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub link: Link,
    pub middleware: Vec<Arc<dyn Middleware>>,
    pub keys: Option<Keys>,
    pub base: String,
    /// The base URL of the document's server, where that is not the one of all calls; else empty.
    #[allow(dead_code, reason = "not every SDK has pages")]
    pub document: String,
    /// What variables of servers are set to; `None`: the caller has set the base URL of all calls.
    #[allow(dead_code, reason = "not every SDK has operations with servers of their own")]
    pub variables: Option<Vec<(&'static str, String)>>,
    pub credentials: Credentials,
    pub headers: HeaderMap,
    #[allow(dead_code, reason = "not every SDK has parameters of the client")]
    pub inherited: Inherited,
    pub timeouts: Timeouts,
    pub policy: Policy,
    pub budget: Budget,
    pub strict: bool,
    pub max_response_bytes: usize,
}

/// How long a client waits.
#[derive(Clone, Debug)]
pub(super) struct Timeouts {
    /// For one attempt, from connecting to the last byte.
    pub attempt: Duration,
    /// For all attempts and the waits between them.
    pub call: Option<Duration>,
    /// For each chunk of what is read while it comes; as for an attempt if there is none.
    pub read: Option<Duration>,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &without_password(&self.shared.base))
            .field("credentials", &self.shared.credentials)
            .field("timeouts", &self.shared.timeouts)
            .field("policy", &self.shared.policy)
            .finish_non_exhaustive()
    }
}

pub(super) fn without_password(base: &str) -> String {
    let Ok(mut url) = Url::parse(base) else { return String::new() };
    if url.password().is_some() {
        _ = url.set_password(Some("redacted"));
    }
    url.into()
}
