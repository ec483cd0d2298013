//! Where a document is: on disk, on standard input, or at a URL.

use std::path::{Path, PathBuf};

use super::{links, remote};

/// Where a document is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A file.
    File(PathBuf),
    /// Standard input; what it refers to is relative to the current folder.
    Stdin,
    /// An absolute URL, `https` or, on this machine, `http`.
    Url(String),
}

impl Location {
    /// What a user writes: `-`, a URL or a path.
    pub fn parse(text: &str) -> Self {
        match text {
            "-" => Self::Stdin,
            url if is_url(url) => Self::Url(url.to_owned()),
            url if url.starts_with("file:///") => Self::File(decoded(url.trim_start_matches("file://")).into()),
            path => Self::File(path.into()),
        }
    }

    /// The folder that relative references start at; `None` at a URL.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path.parent().unwrap_or(Path::new(""))),
            Self::Stdin => Some(Path::new("")),
            Self::Url(_) => None,
        }
    }

    /// What a reference leads to from here (RFC 3986 §5.2).
    ///
    /// # Errors
    ///
    /// A reference that is no path and no URL.
    pub fn join(&self, name: &str) -> Result<Self, String> {
        if is_url(name) {
            return Ok(Self::Url(name.to_owned()));
        }
        if let Some(scheme) = name.split_once("://").map(|(scheme, _)| scheme).filter(|s| *s != "file") {
            return Err(format!("`{scheme}` URLs are not read"));
        }
        match self {
            Self::Url(base) => remote::join(base, name).map(Self::Url),
            _ => {
                let path = decoded(name.strip_prefix("file://").unwrap_or(name));
                Ok(Self::File(links::normal(&self.folder().unwrap_or(Path::new("")).join(path))))
            }
        }
    }

    /// What is the same for every way to name one document.
    pub fn identity(&self) -> Self {
        match self {
            Self::File(path) => Self::File(path.canonicalize().unwrap_or_else(|_| links::normal(path))),
            other => other.clone(),
        }
    }

    /// For messages; a URL without what may be a credential.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "<stdin>".to_owned(),
            Self::Url(url) => {
                let bare = url.split(['?', '#']).next().unwrap_or_default();
                match bare.split_once("://") {
                    Some((scheme, rest)) => {
                        let host = rest.split('/').next().unwrap_or_default();
                        let user = host.rfind('@').map_or(0, |at| at + 1);
                        format!("{scheme}://{}", rest.get(user..).unwrap_or_default())
                    }
                    None => bare.to_owned(),
                }
            }
        }
    }
}

fn is_url(text: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
}

/// A reference is a URI reference, so a space in a name is `%20` (RFC 3986 §2.1).
fn decoded(name: &str) -> String {
    percent_encoding::percent_decode_str(name).decode_utf8().map_or_else(|_| name.to_owned(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_do_not_show() {
        let check = |url: &str, shown: &str| assert_eq!(Location::parse(url).shown(), shown);
        check("https://me:secret@example.org/a@b.yaml?token=x#y", "https://example.org/a@b.yaml");
        check("HTTPS://example.org", "HTTPS://example.org");
        check("a.yaml", "a.yaml");
        check("file:///a%20b.yaml", "/a b.yaml");
        check("-", "<stdin>");
    }
}
