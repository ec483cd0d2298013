//! Documents at URLs: bounded in size, time and redirects. Without the feature `remote` there is no HTTP in the tree.

/// The greatest document that is fetched, in bytes.
#[cfg(feature = "remote")]
const MAX_BYTES: u64 = 64 << 20;
/// From the first byte sent to the last received.
#[cfg(feature = "remote")]
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);

/// What a reference leads to from a URL (RFC 3986 §5.2).
///
/// # Errors
///
/// A reference that makes no URL.
#[cfg(feature = "remote")]
pub fn join(base: &str, reference: &str) -> Result<String, String> {
    let base = url::Url::parse(base).map_err(|e| e.to_string())?;
    base.join(reference).map(Into::into).map_err(|e| e.to_string())
}

/// The bytes at a URL.
///
/// # Errors
///
/// No connection, no success, more than 64 MiB, more than 60 seconds, more than five redirects, or a redirect away from
/// `https`. No error has the URL in it: a credential may be in its query.
#[cfg(feature = "remote")]
pub fn get(url: &str) -> Result<Vec<u8>, String> {
    let parsed = url::Url::parse(url).map_err(|e| e.to_string())?;
    let local = matches!(parsed.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if parsed.scheme() != "https" && !local {
        return Err("only `https` is fetched; `http` is for servers on this machine".to_owned());
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .https_only(!local)
        .max_redirects(5)
        .timeout_global(Some(TIMEOUT))
        .user_agent(concat!("sdkwright/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let request = agent.get(url).header("accept", "application/json, application/yaml, */*;q=0.5");
    let mut response = request.call().map_err(|e| reason(&e))?;
    response.body_mut().with_config().limit(MAX_BYTES).read_to_vec().map_err(|e| reason(&e))
}

/// In words that do not quote the URL.
#[cfg(feature = "remote")]
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(status) => format!("the server answered {status}"),
        ureq::Error::BodyExceedsLimit(limit) => format!("it has more than {limit} bytes"),
        ureq::Error::Timeout(_) => format!("it took more than {} seconds", TIMEOUT.as_secs()),
        ureq::Error::TooManyRedirects => "it redirects more than five times".to_owned(),
        ureq::Error::RequireHttpsOnly(_) => "it redirects away from `https`".to_owned(),
        ureq::Error::HostNotFound => "there is no such host".to_owned(),
        ureq::Error::Io(error) => error.to_string(),
        ureq::Error::BadUri(_) => "it is no URL".to_owned(),
        _ => "the connection failed".to_owned(),
    }
}

/// Without HTTP no URL is read.
///
/// # Errors
///
/// Always.
#[cfg(not(feature = "remote"))]
pub fn join(_: &str, _: &str) -> Result<String, String> {
    Err(WITHOUT.to_owned())
}

/// Without HTTP no URL is read.
///
/// # Errors
///
/// Always.
#[cfg(not(feature = "remote"))]
pub fn get(_: &str) -> Result<Vec<u8>, String> {
    Err(WITHOUT.to_owned())
}

#[cfg(not(feature = "remote"))]
const WITHOUT: &str = "sdkwright was built without its feature `remote`";
