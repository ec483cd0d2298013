//! Links from page to page: those of the header `Link` (RFC 8288), and which ones are followed.

use reqwest::Url;
use reqwest::header::{HeaderMap, LINK};

use super::path;

/// What the header `Link` says of other pages.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The page after this one.
    pub next: Option<String>,
    /// Whether any page is linked: then the last page is the one without a next.
    pub known: bool,
}

/// Reads the header.
pub(super) fn header(headers: &HeaderMap) -> Links {
    let mut links = Links::default();
    for mut rest in headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()) {
        // A target stands in angle brackets and has none of its own; its parameters end with the next comma outside of
        // quotes.
        while let Some((target, after)) = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
            let end = after.find(outside_quotes(','));
            let (parameters, tail) = after.split_at(end.unwrap_or(after.len()));
            let is = |wanted: &str| relations(parameters).any(|relation| relation.eq_ignore_ascii_case(wanted));
            links.known |= ["next", "prev", "previous", "first", "last"].into_iter().any(is);
            if links.next.is_none() && is("next") {
                links.next = Some(target.trim().to_owned());
            }
            rest = tail;
        }
    }
    links
}

/// Finds a separator that is no part of a quoted text.
fn outside_quotes(separator: char) -> impl FnMut(char) -> bool {
    let mut quoted = false;
    move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    }
}

/// The relation types of a link: those of its first `rel` (RFC 8288 §3.3).
fn relations(parameters: &str) -> impl Iterator<Item = &str> {
    let rel = parameters.split(outside_quotes(';')).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"'))
    });
    rel.unwrap_or_default().split_whitespace()
}

/// The URL of a link from the answer of an operation. Credentials go with it, so that it must not leave the server that
/// the client was made for. What is behind a base URL of the caller's own knows nothing of that: a link below the base URL of the
/// document leads to the same place below the other one.
pub(super) fn follow(
    (base, document): (&str, &str),
    template: &str,
    segments: &[(&'static str, String)],
    link: &str,
) -> Result<Url, String> {
    let mut own = base.to_owned();
    path::fill(&mut own, template, segments)?;
    let own = Url::parse(&own).map_err(|_| "the base URL and the path make no URL".to_owned())?;
    let no_url = |_| "the link to the next page is no URL".to_owned();
    let url = own.join(link).map_err(no_url)?;
    let below = url.as_str().strip_prefix(document).filter(|rest| !document.is_empty() && rest.starts_with(['/', '?']));
    let url = below.map_or(Ok(url.clone()), |rest| Url::parse(&format!("{base}{rest}"))).map_err(no_url)?;
    if url.origin() != own.origin() {
        let (scheme, host) = (url.scheme(), url.host_str().unwrap_or_default());
        return Err(format!(
            "the next page is on another server ({scheme}://{host}), to which no credentials are sent"
        ));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_header_links() {
        let check = |text: &str, next: Option<&str>, known: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(LINK, text.parse().expect("a header"));
            let links = header(&headers);
            assert_eq!((links.next.as_deref(), links.known), (next, known), "{text}");
        };
        check("<https://a/x?p=2,3>; rel=\"next\", <https://a/x?p=9>; rel=\"last\"", Some("https://a/x?p=2,3"), true);
        check("</x?p=1>; rel=first, </x?p=3>; title=\"a, <b>; rel=prev\"; REL=\"Next up\"", Some("/x?p=3"), true);
        check("</x?p=1>; rel=\"prev\"", None, true);
        check("</style.css>; rel=preload; as=style", None, false);
        check("nonsense", None, false);
        check("<unclosed; rel=next", None, false);
    }

    #[test]
    fn which_links_are_followed() {
        let check = |link: &str, expected: Result<&str, &str>| {
            let base = ("https://api.example.org/v1", "https://api.example.com/v2");
            let got = follow(base, "/users/{id}/toys", &[("id", "7".to_owned())], link);
            match expected {
                Ok(url) => assert_eq!(got.map(Into::into), Ok(url.to_owned()), "{link}"),
                Err(why) => assert!(got.expect_err(link).contains(why), "{link}"),
            }
        };
        check("?page=2", Ok("https://api.example.org/v1/users/7/toys?page=2"));
        check("/v2/toys?after=x", Ok("https://api.example.org/v2/toys?after=x"));
        check("https://api.example.org:443/v1/x", Ok("https://api.example.org/v1/x"));
        check("https://api.example.com/v2/toys?after=x", Ok("https://api.example.org/v1/toys?after=x"));
        check("https://api.example.com/v2?after=x", Ok("https://api.example.org/v1?after=x"));
        check("https://api.example.com/v21/toys", Err("another server (https://api.example.com)"));
        check("https://api.example.com/v2@evil.example/", Err("another server"));
        check("http://api.example.org/v1/x", Err("another server (http://api.example.org)"));
        check("//evil.example/x", Err("another server (https://evil.example)"));
        check("https://api.example.org@evil.example/", Err("another server"));
        check("https://api.example.org:8443/", Err("another server"));
        check("javascript:alert(1)", Err("another server"));
        check("https://[", Err("no URL"));
    }
}
