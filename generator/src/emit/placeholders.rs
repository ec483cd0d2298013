//! Hosts that stand for one of the reader's own: `https://your-domain.shop.com`. A document whose host is `api.example.com` shows
//! how documents are written, and says nothing of where its API is: that is no placeholder to fill in.

/// Whether the host of a URL, or one without a scheme, is such a one, or lacks a part.
pub fn is_host(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let labels = || host.split('.');
    let whole = ["hostname", "subdomain", "my-domain", "mydomain"];
    let first = labels().next().is_some_and(|first| whole.contains(&first.to_ascii_lowercase().as_str()));
    let open = host.contains(['<', '>', '{', '}']) || labels().any(str::is_empty);
    first || open || labels().any(is_yours)
}

/// Whether a host is one of those that examples may have (RFC 2606 §3), as the value of a variable.
pub fn is_reserved(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let name = [".com", ".net", ".org"].iter().find_map(|end| host.strip_suffix(end));
    name.is_some_and(|name| name == "example" || name.ends_with(".example"))
}

/// Whether a word tells the reader to put another in its place: `your-domain`, `yourOktaDomain`, `YOUR_TENANT`.
pub fn is_yours(word: &str) -> bool {
    let Some((your, rest)) = word.split_at_checked("your".len()).filter(|(your, _)| your.eq_ignore_ascii_case("your"))
    else {
        return false;
    };
    let own =
        ["domain", "subdomain", "host", "site", "company", "tenant", "instance", "account", "server", "shop", "store"];
    let parted =
        rest.starts_with(['-', '_']) || your.ends_with('r') && rest.starts_with(|c: char| c.is_ascii_uppercase());
    parted || own.contains(&rest.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{is_host, is_reserved, is_yours};

    #[test]
    fn hosts_of_the_reader() {
        let table = [
            ("https://your-domain.shop.com/v1", true),
            ("https://api.yourcompany.com", true),
            ("https://YOUR_TENANT.shop.com:8080", true),
            ("subdomain.shop.com", true),
            ("http://HOSTNAME/api", true),
            ("https://<region>.shop.com", true),
            ("https://.shop.com", true),
            ("https://shop.example.com", false),
            ("https://example.shop.com", false),
            ("https://a.example", false),
            ("https://yours.shop.com", false),
            ("https://api.shop.com/your-domain", false),
            ("https://user@api.shop.com:443", false),
            ("https://subdomains.shop.com", false),
            ("http://localhost:8080/{id}", false),
        ];
        for (url, expected) in table {
            assert_eq!(is_host(url), expected, "{url}");
        }
        assert!(is_yours("yourOktaDomain") && !is_yours("youth") && !is_yours("you"));
        assert!(is_reserved("shop.example.com") && is_reserved("example.org") && !is_reserved("an-example.com"));
    }
}
