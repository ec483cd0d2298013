//! Security schemes, the credentials set for them, and how they travel.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use super::error::{ConfigError, CredentialError, Error};
use super::escape::encoded;
use super::operation::Operation;
use super::provider::{Asked, Credential, CredentialProvider, Source};
use super::secret::Secret;
use super::transport::Link;

/// A security scheme of the document: a `static` of the SDK, known by its place in memory.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: &'static str,
    /// Where the credential goes.
    pub place: SchemePlace,
    /// The environment variable that may hold the credential; of HTTP basic, what stands before `_USER` and `_PASSWORD`.
    pub variable: &'static str,
    /// Whether it goes with every call that sends no other in its place, because no operation names it.
    pub always: bool,
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
    /// `Authorization`, and there this scheme (RFC 9110 §11.4).
    Http(&'static str),
}

impl SchemePlace {
    /// Whether two credentials cannot go with one call: both are the same header, parameter or cookie.
    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Query(a), Self::Query(b)) | (Self::Cookie(a), Self::Cookie(b)) => a == b,
            _ => self.header().zip(other.header()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b)),
        }
    }

    fn header(self) -> Option<&'static str> {
        match self {
            Self::Header(name) => Some(name),
            Self::Query(_) | Self::Cookie(_) => None,
            Self::Bearer | Self::Basic | Self::Http(_) => Some("Authorization"),
        }
    }
}

#[derive(Clone)]
struct Entry {
    scheme: &'static Scheme,
    source: Option<Source>,
    prefix: Option<String>,
    /// What a text adds to requests, written once.
    written: Option<Part>,
}

/// What was set. No `Debug` of it shows a value.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    list: Vec<Entry>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.list.iter().filter(|e| e.source.is_some()).map(|e| e.scheme.name)).finish()
    }
}

/// What one credential adds to a request.
#[derive(Clone)]
enum Part {
    Header(HeaderName, HeaderValue),
    /// Encoded.
    Query(Pair),
    /// Encoded.
    Cookie(Pair),
}

type Pair = (String, String);

/// What credentials add to a request.
#[derive(Default)]
pub(super) struct Presented<'a> {
    fixed: Vec<&'a Part>,
    /// What providers gave.
    given: Vec<Part>,
    /// Who is asked for more.
    providers: Vec<(&'a Entry, &'a dyn CredentialProvider)>,
    /// Which of them gave what.
    asked: Vec<(&'a dyn CredentialProvider, Secret)>,
}

impl Presented<'_> {
    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.fixed.iter().copied().chain(&self.given)
    }

    pub fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.parts().filter_map(|part| match part {
            Part::Header(name, value) => Some((name, value)),
            Part::Query(_) | Part::Cookie(_) => None,
        })
    }

    pub fn query(&self) -> impl Iterator<Item = &Pair> {
        self.parts().filter_map(|part| if let Part::Query(pair) = part { Some(pair) } else { None })
    }

    pub fn cookies(&self) -> impl Iterator<Item = &Pair> {
        self.parts().filter_map(|part| if let Part::Cookie(pair) = part { Some(pair) } else { None })
    }

    /// Whether there is somebody to ask.
    pub fn asks(&self) -> bool {
        !self.providers.is_empty()
    }

    /// Asks the providers.
    pub async fn ask(&mut self, operation: &Operation, link: &Link, base: &str) -> Result<(), Error> {
        for (entry, provider) in self.providers.iter().copied() {
            let scheme = entry.scheme.name;
            let asked = Asked { scheme, operation: operation.id, link, base };
            let failed = |source| Error::Credential(CredentialError::new(operation.id, scheme, source));
            let secret = provider.credential(asked).await.map_err(failed)?;
            self.given.push(entry.part(&secret)?);
            self.asked.push((provider, secret));
        }
        Ok(())
    }

    /// Tells the providers that the server answered 401; whether one of them may have something new.
    pub fn refused(&self) -> bool {
        self.asked.iter().fold(false, |again, (provider, secret)| provider.refused(secret) || again)
    }
}

impl Credentials {
    /// An empty text is no credential, as in the environment: what was set is gone, and a call that needs one says so instead
    /// of sending nothing in its place.
    pub fn set(&mut self, scheme: &'static Scheme, credential: Credential) {
        let empty = matches!(&credential.0, Source::Text(secret) if secret.expose().is_empty());
        self.entry(scheme).source = (!empty).then_some(credential.0);
    }

    pub fn prefix(&mut self, scheme: &'static Scheme, prefix: String) {
        self.entry(scheme).prefix = Some(prefix);
    }

    /// What the environment has for a scheme; what is empty is not set.
    pub fn read(&mut self, scheme: &'static Scheme) -> Result<(), String> {
        if scheme.place == SchemePlace::Basic {
            let [user, password] = ["USER", "PASSWORD"].map(|end| variable(&format!("{}_{end}", scheme.variable)));
            if let (Some(user), password) = (user?, password?) {
                self.set(scheme, basic(user.expose(), password.as_ref().map_or("", Secret::expose)).into());
            }
        } else if let Some(value) = variable(scheme.variable)? {
            self.set(scheme, value.into());
        }
        Ok(())
    }

    fn entry(&mut self, scheme: &'static Scheme) -> &mut Entry {
        let at = self.list.iter().position(|e| std::ptr::eq(e.scheme, scheme)).unwrap_or(self.list.len());
        if at == self.list.len() {
            self.list.push(Entry { scheme, source: None, prefix: None, written: None });
        }
        &mut self.list[at]
    }

    fn get(&self, scheme: &Scheme) -> Option<&Entry> {
        self.list.iter().find(|e| std::ptr::eq(e.scheme, scheme) && e.source.is_some())
    }

    /// Writes the texts down as they travel; fails with one that HTTP does not allow where it goes.
    pub fn write(&mut self) -> Result<(), Error> {
        for entry in &mut self.list {
            if let Some(Source::Text(secret)) = &entry.source {
                entry.written = Some(entry.part(secret)?);
            }
        }
        Ok(())
    }

    /// What an operation asks for, of what was set: the first group that is complete, else the first of which
    /// anything was set. Providers are still to be [asked](Presented::ask).
    pub fn present(&self, operation: &Operation) -> Result<Presented<'_>, Error> {
        let mut presented = Presented::default();
        let chosen = self.chosen(operation)?;
        // What the operation names goes first: what is sent with every call gives way where they would meet.
        let named = chosen.iter().filter_map(|scheme| self.get(scheme));
        let meets = |e: &Entry| named.clone().any(|other| other.scheme.place.meets(e.scheme.place));
        let free = |e: &&Entry| e.scheme.always && !meets(e);
        for entry in named.clone().chain(self.list.iter().filter(free)) {
            presented.fixed.extend(&entry.written);
            if let Some(Source::Provider(provider)) = &entry.source {
                presented.providers.push((entry, &**provider));
            }
        }
        Ok(presented)
    }

    /// Whether what goes with every call is set, and travels as this scheme does.
    fn stands_in(&self, scheme: &Scheme) -> bool {
        let meets = |e: &Entry| e.scheme.always && e.source.is_some() && e.scheme.place.meets(scheme.place);
        self.list.iter().any(meets)
    }

    fn chosen(&self, operation: &Operation) -> Result<&'static [&'static Scheme], Error> {
        let set = |group: &&&[&'static Scheme]| group.iter().filter(|s| self.get(s).is_some()).count();
        let groups = || operation.auth.iter();
        let complete = groups().find(|g| !g.is_empty() && set(g) == g.len());
        match complete.or_else(|| groups().find(|g| set(g) > 0)) {
            Some(group) => Ok(group),
            None if operation.auth.is_empty() || groups().any(|g| g.is_empty()) => Ok(&[]),
            // What goes with every call may be what is meant: it is sent in the very place.
            None if groups().any(|g| g.iter().all(|scheme| self.stands_in(scheme))) => Ok(&[]),
            None => {
                let names = |g: &&[&'static Scheme]| g.iter().map(|s| s.name).collect::<Vec<_>>().join(" and ");
                let names: Vec<_> = groups().map(names).collect();
                let why = format!("{} needs the credentials {}, and none was set", operation.id, names.join(", or "));
                Err(ConfigError::new(why).into())
            }
        }
    }
}

/// User and password as one credential (RFC 7617 §2); one of them may be empty, and nothing is made of two that are.
pub(super) fn basic(user: &str, password: &str) -> Secret {
    Secret::new(if user.is_empty() && password.is_empty() { String::new() } else { format!("{user}:{password}") })
}

/// A variable of the environment, unless it is empty.
pub(super) fn variable(name: &str) -> Result<Option<Secret>, String> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(Secret::from(value)).filter(|v| !v.expose().is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(format!("the environment variable {name} is no text")),
    }
}

impl Entry {
    /// What a secret adds to a request.
    fn part(&self, secret: &Secret) -> Result<Part, Error> {
        let place = self.scheme.place;
        let default = match place {
            SchemePlace::Bearer => "Bearer",
            SchemePlace::Basic => "Basic",
            SchemePlace::Http(word) => word,
            SchemePlace::Header(_) | SchemePlace::Query(_) | SchemePlace::Cookie(_) => "",
        };
        let value = match place {
            SchemePlace::Basic => Zeroizing::new(STANDARD.encode(secret.expose())),
            _ => Zeroizing::new(secret.expose().to_owned()),
        };
        let text = match self.prefix.as_deref().unwrap_or(default) {
            "" => value,
            prefix => Zeroizing::new(format!("{prefix} {}", *value)),
        };
        Ok(match place {
            SchemePlace::Header(name) => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| self.refused("goes into a header whose name HTTP does not allow"))?;
                Part::Header(name, self.header(&text)?)
            }
            SchemePlace::Bearer | SchemePlace::Basic | SchemePlace::Http(_) => {
                Part::Header(AUTHORIZATION, self.header(&text)?)
            }
            SchemePlace::Query(name) => Part::Query((encoded(name), encoded(&text))),
            SchemePlace::Cookie(name) => Part::Cookie((name.to_owned(), encoded(&text))),
        })
    }

    fn header(&self, text: &str) -> Result<HeaderValue, Error> {
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
