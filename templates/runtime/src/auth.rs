//! Security schemes, the credentials set for them, and how they travel.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use super::error::{ConfigError, Error};
use super::escape::encoded;
use super::operation::Operation;

/// A security scheme of the document.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: &'static str,
    /// Where the credential goes.
    pub place: SchemePlace,
}

/// Where a credential goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemePlace {
    /// An API key in this header.
    Header(&'static str),
    /// An API key in this parameter of the query.
    Query(&'static str),
    /// An API key in this cookie.
    Cookie(&'static str),
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
}

#[derive(Clone)]
struct Credential {
    scheme: &'static Scheme,
    value: Option<String>,
    prefix: Option<String>,
    /// Sent with every call: no operation names its scheme.
    always: bool,
}

/// What was set. No `Debug` of it shows a value.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    list: Vec<Credential>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.list.iter().filter(|c| c.value.is_some()).map(|c| c.scheme.name)).finish()
    }
}

/// What credentials add to a request.
#[derive(Default)]
pub(super) struct Presented {
    pub headers: HeaderMap,
    /// Encoded pairs.
    pub query: Vec<(String, String)>,
    /// Encoded pairs.
    pub cookies: Vec<(String, String)>,
}

impl Credentials {
    pub fn set(&mut self, scheme: &'static Scheme, value: String, always: bool) {
        let entry = self.entry(scheme);
        entry.value = Some(value);
        entry.always = always;
    }

    pub fn prefix(&mut self, scheme: &'static Scheme, prefix: String) {
        self.entry(scheme).prefix = Some(prefix);
    }

    pub fn basic(&mut self, scheme: &'static Scheme, user: &str, password: &str) {
        self.set(scheme, STANDARD.encode(format!("{user}:{password}")), false);
    }

    fn entry(&mut self, scheme: &'static Scheme) -> &mut Credential {
        let at = self.list.iter().position(|c| c.scheme.name == scheme.name).unwrap_or(self.list.len());
        if at == self.list.len() {
            self.list.push(Credential { scheme, value: None, prefix: None, always: false });
        }
        &mut self.list[at]
    }

    fn get(&self, scheme: &Scheme) -> Option<&Credential> {
        self.list.iter().find(|c| c.scheme.name == scheme.name && c.value.is_some())
    }

    /// Every value that HTTP does not allow where it goes.
    pub fn check(&self) -> Result<(), Error> {
        let mut presented = Presented::default();
        self.list.iter().try_for_each(|c| c.present(&mut presented))
    }

    /// What an operation asks for, of what was set: the first group that is complete, else the first of which
    /// anything was set.
    pub fn present(&self, operation: &Operation) -> Result<Presented, Error> {
        let set = |group: &&&[&'static Scheme]| group.iter().filter(|s| self.get(s).is_some()).count();
        let groups = || operation.auth.iter();
        let complete = groups().find(|g| !g.is_empty() && set(g) == g.len());
        let chosen = complete.or_else(|| groups().find(|g| set(g) > 0));
        let mut presented = Presented::default();
        if chosen.is_none() && !operation.auth.is_empty() && !groups().any(|g| g.is_empty()) {
            let names: Vec<_> = groups().map(|g| g.iter().map(|s| s.name).collect::<Vec<_>>().join(" and ")).collect();
            return Err(ConfigError::new(format!(
                "{} needs the credentials {}, and none was set",
                operation.id,
                names.join(", or ")
            ))
            .into());
        }
        for scheme in chosen.into_iter().copied().flatten() {
            if let Some(credential) = self.get(scheme) {
                credential.present(&mut presented)?;
            }
        }
        self.list.iter().filter(|c| c.always).try_for_each(|c| c.present(&mut presented))?;
        Ok(presented)
    }
}

impl Credential {
    fn present(&self, presented: &mut Presented) -> Result<(), Error> {
        let Some(value) = &self.value else { return Ok(()) };
        let default = match self.scheme.place {
            SchemePlace::Bearer => Some("Bearer"),
            SchemePlace::Basic => Some("Basic"),
            _ => None,
        };
        let text = match self.prefix.as_deref().or(default) {
            Some(prefix) if !prefix.is_empty() => format!("{prefix} {value}"),
            _ => value.clone(),
        };
        match self.scheme.place {
            SchemePlace::Header(name) => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| self.refused("goes into a header whose name HTTP does not allow"))?;
                presented.headers.insert(name, self.secret(&text)?);
            }
            SchemePlace::Bearer | SchemePlace::Basic => {
                _ = presented.headers.insert(AUTHORIZATION, self.secret(&text)?)
            }
            SchemePlace::Query(name) => presented.query.push((encoded(name), encoded(&text))),
            SchemePlace::Cookie(name) => presented.cookies.push((name.to_owned(), encoded(&text))),
        }
        Ok(())
    }

    fn secret(&self, text: &str) -> Result<HeaderValue, Error> {
        let mut value = HeaderValue::from_str(text)
            .map_err(|_| self.refused("has a character that HTTP does not allow in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The value itself is never said.
    fn refused(&self, why: &str) -> Error {
        ConfigError::new(format!("the credential {} {why}", self.scheme.name)).into()
    }
}
