//! The servers of a document, and the variables of their URLs.

use reqwest::Url;

use super::call::Call;
use super::config::Config;

/// A server as the document names it.
#[derive(Debug)]
pub struct ServerTemplate {
    /// Its URL, with variables such as `{region}`.
    pub url: &'static str,
    /// The variables and their defaults.
    pub variables: &'static [(&'static str, &'static str)],
}

/// A server with what its variables are set to.
#[derive(Clone, Debug)]
pub struct ServerUrl {
    template: &'static ServerTemplate,
    values: Vec<(&'static str, String)>,
}

impl ServerUrl {
    /// The server with the defaults of its variables.
    #[must_use]
    pub fn new(template: &'static ServerTemplate) -> Self {
        Self { template, values: Vec::new() }
    }

    /// Sets a variable; setting it again replaces it.
    #[must_use]
    pub fn variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.retain(|(n, _)| *n != name);
        self.values.push((name, value.into()));
        self
    }
}

impl Config {
    /// Chooses the server; a base URL that is set wins, whatever the order.
    #[must_use]
    pub fn server(mut self, server: ServerUrl) -> Self {
        match filled(server.template, &server.values) {
            Ok(url) => self.base.choose(url),
            Err(why) => _ = self.fault.get_or_insert(why),
        }
        self.base.variables = server.values;
        self
    }
}

impl<T> Call<T> {
    /// Sends the request to a server of its own, unless a base URL is set. Variables that the client's server has under
    /// the same name have the same value.
    #[must_use]
    pub fn at(self, server: &'static ServerTemplate) -> Self {
        let shared = &self.core().shared;
        let Some(values) = &shared.variables else { return self };
        // A relative URL is one of the host of the client's server.
        let joined = filled(server, values).and_then(|url| {
            let joined = Url::parse(&shared.base).and_then(|base| base.join(&url));
            joined.map_err(|_| format!("`{url}` is no URL of a server"))
        });
        match joined {
            Ok(url) => self.base(url.as_str().trim_end_matches('/').to_owned()),
            Err(why) => self.fail(why),
        }
    }
}

/// The URL of a server, without its last slash.
fn filled(template: &ServerTemplate, values: &[(&'static str, String)]) -> Result<String, String> {
    let (mut url, mut rest) = (String::new(), template.url);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("the URL of the server has no closing brace")?;
        url.push_str(before);
        let set = values.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str());
        let default = || template.variables.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
        let value = set.or_else(default).ok_or_else(|| format!("the variable `{name}` of the server has no value"))?;
        if !fits(&url, value, after) {
            return Err(format!("`{value}` is no value for the variable `{name}`: it would change more of the URL"));
        }
        url.push_str(value);
        rest = after;
    }
    url.push_str(rest);
    Ok(url.trim_end_matches('/').to_owned())
}

/// Whether a value stays where its variable stands. A variable that is a whole host, or all up to the path, may be
/// anything that stands there; one that is a part of a host must not end it.
fn fits(before: &str, value: &str, after: &str) -> bool {
    if value.chars().any(|c| c.is_whitespace() || c.is_control() || "?#\\@".contains(c)) {
        return false;
    }
    let last = after.is_empty() || after.starts_with('/');
    match before.split_once("://") {
        // The scheme, or the whole start of the URL.
        None => !after.starts_with("://") || value.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)),
        Some((_, "")) if last => true,
        Some((_, host)) if !host.contains('/') => !value.contains('/') || last && value.starts_with('/'),
        Some(_) => !value.split('/').any(|segment| matches!(segment, "." | "..")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_variable_may_be() {
        let check = |url: &'static str, value: &str, expected: Option<&str>| {
            let template = ServerTemplate { url, variables: &[("v", "default"), ("w", "8443")] };
            let got = filled(&template, &[("v", value.to_owned())]);
            assert_eq!(got.as_deref().ok(), expected, "{url} {value}: {got:?}");
        };
        check("https://{v}.example.org/v1/", "eu", Some("https://eu.example.org/v1"));
        check("https://{v}.example.org/v1", "evil.org/", None);
        check("https://{v}.example.org", "me@evil.org", None);
        check("https://{v}.example.org", "evil.org?", None);
        check("https://{v}.example.org", "evil.org#", None);
        check("https://{v}.example.org", "evil.org\\", None);
        check("https://{v}:{w}/x", "localhost", Some("https://localhost:8443/x"));
        check("https://{v}:{w}/x", "evil.org/", None);
        check("{v}://example.org", "http", Some("http://example.org"));
        check("{v}://example.org", "https://evil.org/", None);
        check("https://{v}", "localhost:9696/base", Some("https://localhost:9696/base"));
        check("{v}/api", "https://example.org", Some("https://example.org/api"));
        check("https://example.org{v}", "/sell/v1", Some("https://example.org/sell/v1"));
        check("https://example.org{v}/x", "@evil.org", None);
        check("https://example.org/{v}/x", "a/b", Some("https://example.org/a/b/x"));
        check("https://example.org/{v}/x", "../a", None);
        check("https://{u}.example.org", "eu", None);
    }
}
