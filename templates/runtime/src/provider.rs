//! Where a credential comes from: a fixed text, or a provider that is asked.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::{Request, Response};

use super::fault::{BoxError, Fault};
use super::secret::Secret;
use super::transport::Link;

/// The future of a credential.
pub type CredentialFuture<'a> = Pin<Box<dyn Future<Output = Result<Secret, BoxError>> + Send + 'a>>;

/// A source of credentials that change: it is asked before each attempt, so it keeps what is still good itself.
///
/// ```ignore
/// impl CredentialProvider for Vault {
///     fn credential<'a>(&'a self, _: Asked<'a>) -> CredentialFuture<'a> {
///         Box::pin(async { Ok(Secret::from(self.read("api-key").await?)) })
///     }
/// }
/// ```
pub trait CredentialProvider: Send + Sync + 'static {
    /// The credential; of HTTP basic it is `user:password`. The call fails with the provider's error, and is not sent.
    fn credential<'a>(&'a self, asked: Asked<'a>) -> CredentialFuture<'a>;

    /// Hears that the server answered 401 to this credential. `true`: ask again, there may be a new one. It is asked
    /// once more in a call.
    fn refused(&self, credential: &Secret) -> bool {
        _ = credential;
        false
    }
}

/// What a provider is told.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub(super) scheme: &'static str,
    pub(super) operation: &'static str,
    pub(super) link: &'a Link,
    pub(super) base: &'a str,
}

impl Asked<'_> {
    /// The security scheme, by its name in the document.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// The id of the operation that is to be called.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Sends a request of the provider's own the way that calls go, without middleware and once.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub async fn send(&self, request: Request) -> Result<Response, Fault> {
        self.link.send(request).await
    }

    /// The base URL of the client.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.base
    }
}

impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked")
            .field("scheme", &self.scheme)
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}

/// A credential as a client is given it: a text, or a [`CredentialProvider`].
#[derive(Clone)]
pub struct Credential(pub(super) Source);

#[derive(Clone)]
pub(super) enum Source {
    Text(Secret),
    Provider(Arc<dyn CredentialProvider>),
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::Text(_) => "Credential(redacted)",
            Source::Provider(_) => "Credential(provider)",
        })
    }
}

impl From<Secret> for Credential {
    fn from(secret: Secret) -> Self {
        Self(Source::Text(secret))
    }
}

impl From<String> for Credential {
    fn from(text: String) -> Self {
        Secret::from(text).into()
    }
}

impl From<&String> for Credential {
    fn from(text: &String) -> Self {
        Secret::from(text).into()
    }
}

impl From<&str> for Credential {
    fn from(text: &str) -> Self {
        Secret::from(text).into()
    }
}

impl<P: CredentialProvider> From<P> for Credential {
    fn from(provider: P) -> Self {
        Self(Source::Provider(Arc::new(provider)))
    }
}

impl From<Arc<dyn CredentialProvider>> for Credential {
    fn from(provider: Arc<dyn CredentialProvider>) -> Self {
        Self(Source::Provider(provider))
    }
}
