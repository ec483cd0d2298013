//! What one call does differently.

use std::fmt;
use std::time::Duration;

use super::config::without_password;

/// Settings of one call; what is not set is as the client has it.
#[derive(Clone, Default)]
pub struct RequestOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) call_timeout: Option<Duration>,
    pub(super) read_timeout: Option<Duration>,
    pub(super) retries: Option<u32>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) idempotency_key: Option<String>,
    pub(super) base_url: Option<String>,
}

impl RequestOptions {
    pub(super) const fn none() -> Self {
        Self {
            timeout: None,
            call_timeout: None,
            read_timeout: None,
            retries: None,
            headers: Vec::new(),
            query: Vec::new(),
            idempotency_key: None,
            base_url: None,
        }
    }

    /// Nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self::none()
    }

    /// Sets the timeout of one attempt, from connecting to the last byte of the body.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of the whole call: all its attempts, and the waits between them. What is read while it comes has
    /// come by then as far as its headers.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// Sets how long to wait for each chunk of what is read while it comes.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// Sets how often the request is tried again when that is safe; 0: never.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Adds a header; it replaces what the client would send under this name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a pair to the query.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sends this `Idempotency-Key`, which makes any request safe to repeat where the server honours it.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Sends this call to another base URL, with the credentials of the client.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }
}

/// Values of headers and of the query may be secrets; only their names show.
impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("RequestOptions")
            .field("timeout", &self.timeout)
            .field("call_timeout", &self.call_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("retries", &self.retries)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .field("idempotency_key", &self.idempotency_key.is_some())
            .field("base_url", &self.base_url.as_deref().map(without_password))
            .finish()
    }
}
