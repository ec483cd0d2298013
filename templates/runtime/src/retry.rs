//! When a request is sent again, and after how long.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::operation::Retry;

/// A server that asks for more than this is not waited for: the caller decides.
const LONGEST_ASKED: Duration = Duration::from_secs(60);

/// How a client tries again.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    /// How often, beyond the first attempt.
    pub retries: u32,
    /// The longest wait before the second attempt; it doubles with each.
    pub first: Duration,
    /// What no wait goes beyond.
    pub longest: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self { retries: 2, first: Duration::from_millis(500), longest: Duration::from_secs(8) }
    }
}

impl Policy {
    /// How long to wait before the next attempt; `None`: there is none. `attempt` counts from 1.
    pub fn wait(&self, retry: Retry, keyed: bool, attempt: u32, outcome: &Outcome<'_>) -> Option<Duration> {
        let repeatable = match retry {
            Retry::Safe => true,
            Retry::WithKey => keyed,
            Retry::Never => return None,
        };
        match outcome {
            // Nothing was processed, so repeating is safe whatever the method.
            Outcome::NoConnection => Some(self.backoff(attempt)),
            Outcome::Broken if repeatable => Some(self.backoff(attempt)),
            Outcome::Status(status, headers) => {
                let again = match text(headers, "x-should-retry") {
                    // The server knows better than the status says.
                    Some("true") => true,
                    Some("false") => false,
                    _ => match status.as_u16() {
                        429 => true,
                        408 | 500 | 502 | 503 | 504 => repeatable,
                        _ => false,
                    },
                };
                match asked(headers) {
                    _ if !again => None,
                    Some(asked) => (asked <= LONGEST_ASKED).then_some(asked),
                    None => Some(self.backoff(attempt)),
                }
            }
            Outcome::Broken | Outcome::Final => None,
        }
    }

    /// Anything up to the longest wait of this attempt: clients that failed together do not come again together.
    pub fn backoff(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).and_then(|factor| self.first.checked_mul(factor));
        // The keys of a new `RandomState` are random. A double holds 53 bits of them.
        let random = (RandomState::new().build_hasher().finish() >> 11) as f64 / (1_u64 << 53) as f64;
        doubled.unwrap_or(Duration::MAX).min(self.longest).mul_f64(random)
    }
}

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

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// What the server asks for: milliseconds; seconds or a date (RFC 9110 §10.2.3); else the reset of its rate limit, which
/// is a time since 1970 or a number of seconds.
pub(super) fn asked(headers: &HeaderMap) -> Option<Duration> {
    let seconds = |text: &str, unit: f64| Duration::try_from_secs_f64(text.parse::<f64>().ok()? * unit).ok();
    if let Some(asked) = text(headers, "retry-after-ms").and_then(|ms| seconds(ms, 0.001)) {
        return Some(asked);
    }
    if let Some(value) = text(headers, "retry-after") {
        return seconds(value, 1.0).or_else(|| {
            let date = httpdate::parse_http_date(value).ok()?;
            Some(date.duration_since(SystemTime::now()).unwrap_or_default())
        });
    }
    ["x-ratelimit", "ratelimit"].iter().find_map(|family| {
        if text(headers, &format!("{family}-remaining")).is_some_and(|left| left != "0") {
            return None;
        }
        let reset: u64 = text(headers, &format!("{family}-reset"))?.parse().ok()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Some(Duration::from_secs(if reset > 1_000_000_000 { reset.saturating_sub(now) } else { reset }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.parse().expect("a name"), v.parse().expect("a value"))).collect()
    }

    #[test]
    fn which_outcomes_are_tried_again() {
        let (none, yes, no) =
            (HeaderMap::new(), headers(&[("x-should-retry", "true")]), headers(&[("x-should-retry", "false")]));
        let said = |code: u16, headers| Outcome::Status(StatusCode::from_u16(code).expect("a status"), headers);
        let status = |code: u16| said(code, &none);
        let table = [
            (Retry::Safe, false, status(503), true),
            (Retry::Safe, false, status(404), false),
            (Retry::Safe, false, status(501), false),
            (Retry::Safe, false, said(404, &yes), true),
            (Retry::Safe, false, said(503, &no), false),
            (Retry::Safe, false, Outcome::Broken, true),
            (Retry::Safe, false, Outcome::Final, false),
            (Retry::WithKey, false, status(503), false),
            (Retry::WithKey, true, status(503), true),
            (Retry::WithKey, false, status(429), true),
            (Retry::WithKey, false, said(429, &no), false),
            (Retry::WithKey, false, said(409, &yes), true),
            (Retry::WithKey, false, Outcome::Broken, false),
            (Retry::WithKey, true, Outcome::Broken, true),
            (Retry::WithKey, false, Outcome::NoConnection, true),
            (Retry::Never, true, Outcome::NoConnection, false),
            (Retry::Never, true, status(429), false),
            (Retry::Never, true, said(503, &yes), false),
        ];
        for (index, (retry, keyed, outcome, expected)) in table.iter().enumerate() {
            let wait = Policy::default().wait(*retry, *keyed, 1, outcome);
            assert_eq!(wait.is_some(), *expected, "row {index}");
        }
    }

    #[test]
    fn what_the_server_asks_for() {
        let millis = |pairs: &[(&'static str, &str)]| asked(&headers(pairs)).map(|d| d.as_millis());
        assert_eq!(millis(&[("retry-after", "7")]), Some(7000));
        assert_eq!(millis(&[("retry-after", "0.5")]), Some(500));
        assert_eq!(millis(&[("retry-after-ms", "20.5"), ("retry-after", "7")]), Some(20));
        assert_eq!(millis(&[("retry-after-ms", "soon"), ("retry-after", "7")]), Some(7000));
        assert_eq!(millis(&[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")]), Some(0));
        for nonsense in ["soon", "-1", "NaN", "inf", ""] {
            assert_eq!(millis(&[("retry-after", nonsense)]), None, "{nonsense}");
        }
        assert_eq!(millis(&[("x-ratelimit-reset", "9")]), Some(9000));
        assert_eq!(millis(&[("ratelimit-reset", "9")]), Some(9000));
        assert_eq!(millis(&[("x-ratelimit-reset", "9"), ("x-ratelimit-remaining", "3")]), None);
        assert_eq!(millis(&[]), None);
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(30));
        let left = millis(&[("retry-after", &date)]).expect("a date to come");
        assert!((28_000..=30_000).contains(&left), "{left}");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
        let left = millis(&[("x-ratelimit-reset", &(now + 30).to_string())]).expect("a time to come");
        assert!((29_000..=30_000).contains(&left), "{left}");
        let long = headers(&[("retry-after", "61")]);
        let outcome = Outcome::Status(StatusCode::TOO_MANY_REQUESTS, &long);
        assert_eq!(Policy::default().wait(Retry::Safe, false, 1, &outcome), None);
    }

    #[test]
    fn backoff_is_anything_up_to_a_bound_that_doubles() {
        for (attempt, bound) in [(1, 500), (2, 1000), (3, 2000), (5, 8000), (50, 8000), (u32::MAX, 8000)] {
            let waits: Vec<_> = (0..400).map(|_| Policy::default().backoff(attempt).as_millis()).collect();
            let (least, most) = (waits.iter().min().expect("a wait"), waits.iter().max().expect("a wait"));
            assert!(*most <= bound && *most > bound * 9 / 10 && *least < bound / 10, "{attempt}: {least} to {most}");
        }
    }
}
