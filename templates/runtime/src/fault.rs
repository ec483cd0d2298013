//! Why an attempt brought no answer, or not all of it.

use std::fmt;

use super::retry::Outcome;

/// Any failure of code that is not ours.
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why an attempt brought no answer, or not all of it. A [`Transport`](super::Transport) or
/// [`Middleware`](super::Middleware) makes one; which, decides whether the request is sent again.
#[derive(Debug)]
pub struct Fault(Kind);

#[derive(Debug)]
enum Kind {
    Http(reqwest::Error),
    Unreachable(BoxError),
    Broken(BoxError),
    Refused(BoxError),
    TimedOut,
    TooLarge(usize),
    File(std::io::Error),
    Changed,
}

impl Fault {
    /// No connection came about: the server has seen nothing, so that any request may be sent again.
    #[must_use]
    pub fn unreachable(source: impl Into<BoxError>) -> Self {
        Self(Kind::Unreachable(source.into()))
    }

    /// The connection broke: the server may have seen the request.
    #[must_use]
    pub fn broken(source: impl Into<BoxError>) -> Self {
        Self(Kind::Broken(source.into()))
    }

    /// The request is not to be sent, now or again.
    #[must_use]
    pub fn refused(source: impl Into<BoxError>) -> Self {
        Self(Kind::Refused(source.into()))
    }

    /// The time ran out: the server may have seen the request.
    #[must_use]
    pub fn timed_out() -> Self {
        Self(Kind::TimedOut)
    }

    pub(super) fn too_large(limit: usize) -> Self {
        Self(Kind::TooLarge(limit))
    }

    /// What came could not be written down.
    #[allow(dead_code, reason = "not every SDK reads streams")]
    pub(super) fn file(error: std::io::Error) -> Self {
        Self(Kind::File(error))
    }

    /// What is read in parts is another than it was.
    #[allow(dead_code, reason = "not every SDK reads streams")]
    pub(super) fn changed() -> Self {
        Self(Kind::Changed)
    }

    /// Whether the time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.0 {
            Kind::Http(error) => error.is_timeout(),
            other => matches!(other, Kind::TimedOut),
        }
    }

    /// Whether no connection came about.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        match &self.0 {
            Kind::Http(error) => error.is_connect(),
            other => matches!(other, Kind::Unreachable(_)),
        }
    }

    pub(super) fn outcome(&self) -> Outcome<'static> {
        match &self.0 {
            _ if self.is_connect() => Outcome::NoConnection,
            Kind::Http(_) | Kind::Broken(_) | Kind::TimedOut => Outcome::Broken,
            Kind::Unreachable(_) | Kind::Refused(_) | Kind::TooLarge(_) | Kind::File(_) | Kind::Changed => {
                Outcome::Final
            }
        }
    }
}

/// The URL goes: a key may be in its query.
impl From<reqwest::Error> for Fault {
    fn from(error: reqwest::Error) -> Self {
        Self(Kind::Http(error.without_url()))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            _ if self.is_timeout() => f.write_str("the time ran out"),
            _ if self.is_connect() => f.write_str("no connection to the server"),
            Kind::TooLarge(limit) => write!(f, "the answer has more than {limit} bytes"),
            Kind::File(_) => f.write_str("the answer cannot be written to the file"),
            Kind::Changed => f.write_str("what is downloaded has changed since the download began"),
            Kind::Refused(_) => f.write_str("the request was not let through"),
            Kind::Http(error) if error.is_decode() => f.write_str("the body of the answer is cut off or damaged"),
            _ => f.write_str("the connection failed"),
        }
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::Http(error) => Some(error),
            Kind::Unreachable(source) | Kind::Broken(source) | Kind::Refused(source) => Some(source.as_ref()),
            Kind::File(error) => Some(error),
            Kind::TimedOut | Kind::TooLarge(_) | Kind::Changed => None,
        }
    }
}
