//! When a request is sent again, and after how long.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::operation::Retry;

/// A server that asks for more than this is not waited for: the caller decides.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What came of an attempt.
pub(super) enum Outcome<'a> {
    /// An answer that is no success.
    Status(StatusCode, &'a HeaderMap),
    /// No connection: the server has seen nothing.
    NoConnection,
    /// The connection broke or the time ran out: the server may have seen the request.
    Broken,
    /// Another attempt would fare no better.
    Final,
}

/// How long to wait before the next attempt; `None`: there is none. `attempt` counts from 1.
pub(super) fn wait(retry: Retry, keyed: bool, attempt: u32, outcome: &Outcome<'_>) -> Option<Duration> {
    let repeatable = match retry {
        Retry::Safe => true,
        Retry::WithKey => keyed,
        Retry::Never => false,
    };
    match outcome {
        // Nothing was processed, so repeating is safe whatever the method.
        Outcome::NoConnection if retry != Retry::Never => Some(backoff(attempt)),
        Outcome::Broken if repeatable => Some(backoff(attempt)),
        Outcome::Status(status, headers) => {
            let refused = *status == StatusCode::TOO_MANY_REQUESTS && retry != Retry::Never;
            let passing = matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504) && repeatable;
            if !refused && !passing {
                return None;
            }
            match asked(headers) {
                Some(asked) => (asked <= LONGEST_WAIT).then_some(asked),
                None => Some(backoff(attempt)),
            }
        }
        _ => None,
    }
}

/// Half a second, doubled with each attempt up to eight, less a random quarter, so that clients do not come in step.
fn backoff(attempt: u32) -> Duration {
    let full = Duration::from_millis(500) * 2_u32.pow(attempt.saturating_sub(1).min(4));
    // The keys of a new `RandomState` are random.
    let random = (RandomState::new().build_hasher().finish() % 1000) as f64 / 1000.0;
    full.mul_f64(1.0 - random / 4.0)
}

/// What the server asks for: seconds or a date (RFC 9110 §10.2.3), else the reset of its rate limit, which is a
/// time since 1970 or a number of seconds.
pub(super) fn asked(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(value) = headers.get(RETRY_AFTER).and_then(|v| v.to_str().ok()) {
        if let Ok(seconds) = value.trim().parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        return Some(date.duration_since(SystemTime::now()).unwrap_or_default());
    }
    if text("x-ratelimit-remaining").is_some_and(|left| left != "0") {
        return None;
    }
    let reset: u64 = text("x-ratelimit-reset")?.parse().ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    Some(Duration::from_secs(if reset > 1_000_000_000 { reset.saturating_sub(now) } else { reset }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.parse().expect("a name"), v.parse().expect("a value"))).collect()
    }

    #[test]
    fn which_outcomes_are_tried_again() {
        let none = HeaderMap::new();
        let status = |code: u16| Outcome::Status(StatusCode::from_u16(code).expect("a status"), &none);
        let table = [
            (Retry::Safe, false, status(503), true),
            (Retry::Safe, false, status(404), false),
            (Retry::Safe, false, status(501), false),
            (Retry::Safe, false, Outcome::Broken, true),
            (Retry::WithKey, false, status(503), false),
            (Retry::WithKey, true, status(503), true),
            (Retry::WithKey, false, status(429), true),
            (Retry::WithKey, false, Outcome::Broken, false),
            (Retry::WithKey, true, Outcome::Broken, true),
            (Retry::WithKey, false, Outcome::NoConnection, true),
            (Retry::Never, true, Outcome::NoConnection, false),
            (Retry::Never, true, status(429), false),
        ];
        for (index, (retry, keyed, outcome, expected)) in table.iter().enumerate() {
            assert_eq!(wait(*retry, *keyed, 1, outcome).is_some(), *expected, "row {index}");
        }
    }

    #[test]
    fn what_the_server_asks_for() {
        let seconds = |pairs: &[(&'static str, &str)]| asked(&headers(pairs)).map(|d| d.as_secs());
        assert_eq!(seconds(&[("retry-after", "7")]), Some(7));
        assert_eq!(seconds(&[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")]), Some(0));
        assert_eq!(seconds(&[("retry-after", "soon")]), None);
        assert_eq!(seconds(&[("x-ratelimit-reset", "9")]), Some(9));
        assert_eq!(seconds(&[("x-ratelimit-reset", "9"), ("x-ratelimit-remaining", "3")]), None);
        assert_eq!(seconds(&[]), None);
        let long = headers(&[("retry-after", "61")]);
        assert_eq!(wait(Retry::Safe, false, 1, &Outcome::Status(StatusCode::TOO_MANY_REQUESTS, &long)), None);
    }

    #[test]
    fn backoff_grows_and_stays_in_its_bounds() {
        for (attempt, full) in [(1, 500), (2, 1000), (3, 2000), (5, 8000), (50, 8000)] {
            let wait = backoff(attempt).as_millis();
            assert!(wait > full * 3 / 4 - 2 && wait <= full, "{attempt}: {wait}");
        }
    }
}
