//! Values of formats as a person would write them: what the document gives where it is one of the format, else one of ours.

use std::net::{IpAddr, Ipv6Addr};

use serde_json::Value;

use crate::model::{Calendar, Scalar};

/// The value of an example; nothing where it is not of the format. No crate of a format is asked: what does not look like the
/// form that all of them read is not taken.
pub fn given(scalar: Scalar, example: Option<&Value>, root: &str) -> Option<String> {
    use Calendar::{Chrono, Jiff};
    let example = example?;
    let text = example.as_str();
    Some(match scalar {
        Scalar::DateTime(calendar) => {
            let text = text.filter(|text| is_date_time(text))?;
            match calendar {
                Calendar::Time => format!(
                    "{root}::time::OffsetDateTime::parse({text:?}, &{root}::time::format_description::well_known::Rfc3339).expect(\"a date-time\")"
                ),
                Chrono => format!("{root}::chrono::DateTime::parse_from_rfc3339({text:?}).expect(\"a date-time\")"),
                Jiff => format!("{text:?}.parse::<{root}::jiff::Timestamp>().expect(\"a date-time\")"),
            }
        }
        Scalar::Date(calendar) => {
            let (year, month, day) = date(text?)?;
            match calendar {
                Calendar::Time => {
                    let month = MONTHS.get(usize::from(month) - 1)?;
                    format!(
                        "{root}::time::Date::from_calendar_date({year}, {root}::time::Month::{month}, {day}).expect(\"a date\")"
                    )
                }
                Chrono => format!("{root}::chrono::NaiveDate::from_ymd_opt({year}, {month}, {day}).expect(\"a date\")"),
                Jiff => format!("{root}::jiff::civil::date({year}, {month}, {day})"),
            }
        }
        Scalar::Time(calendar) => {
            let (hour, minute, second) = time(text?)?;
            match calendar {
                Calendar::Time => {
                    format!("{root}::time::Time::from_hms({hour}, {minute}, {second}).expect(\"a time\")")
                }
                Chrono => {
                    format!("{root}::chrono::NaiveTime::from_hms_opt({hour}, {minute}, {second}).expect(\"a time\")")
                }
                Jiff => format!("{root}::jiff::civil::time({hour}, {minute}, {second}, 0)"),
            }
        }
        Scalar::Duration => {
            let text = text.filter(|text| is_duration(text))?;
            format!("{text:?}.parse::<{root}::jiff::Span>().expect(\"a duration\").fieldwise()")
        }
        Scalar::Uuid => format!("{root}::uuid::uuid!({:?})", text.filter(|text| is_uuid(text))?),
        Scalar::Base64 => return None,
        Scalar::Unsigned => example.as_u64()?.to_string(),
        Scalar::Ip => match text?.parse().ok()? {
            IpAddr::V4(address) => format!("std::net::IpAddr::from({:?})", address.octets()),
            IpAddr::V6(address) => format!("std::net::IpAddr::V6({})", ipv6(address)),
        },
        Scalar::Ipv4 => {
            let [a, b, c, d] = text?.parse::<std::net::Ipv4Addr>().ok()?.octets();
            format!("std::net::Ipv4Addr::new({a}, {b}, {c}, {d})")
        }
        Scalar::Ipv6 => ipv6(text?.parse().ok()?),
        Scalar::Url => {
            format!("{root}::reqwest::Url::parse({:?}).expect(\"a URL\")", text.filter(|text| is_url(text))?)
        }
        Scalar::Decimal => decimal(text?, root)?,
        Scalar::DecimalNumber => return None,
    })
}

/// A value of ours; `root` is the SDK's crate.
pub fn ours(scalar: Scalar, root: &str) -> String {
    use Calendar::{Chrono, Jiff};
    match scalar {
        Scalar::DateTime(Calendar::Time) => format!("{root}::time::OffsetDateTime::UNIX_EPOCH"),
        Scalar::DateTime(Chrono) => format!("{root}::chrono::DateTime::UNIX_EPOCH.fixed_offset()"),
        Scalar::DateTime(Jiff) => format!("{root}::jiff::Timestamp::UNIX_EPOCH"),
        Scalar::Date(Calendar::Time) => format!("{root}::time::OffsetDateTime::UNIX_EPOCH.date()"),
        Scalar::Date(Chrono) => format!("{root}::chrono::DateTime::UNIX_EPOCH.date_naive()"),
        Scalar::Date(Jiff) => format!("{root}::jiff::civil::date(1970, 1, 1)"),
        Scalar::Time(Calendar::Time) => format!("{root}::time::Time::MIDNIGHT"),
        Scalar::Time(Chrono) => format!("{root}::chrono::NaiveTime::MIN"),
        Scalar::Time(Jiff) => format!("{root}::jiff::civil::Time::midnight()"),
        Scalar::Duration => format!("{root}::jiff::Span::new().hours(1).fieldwise()"),
        Scalar::Uuid => format!("{root}::uuid::Uuid::nil()"),
        Scalar::Base64 => format!("{root}::runtime::Base64::from(b\"some bytes\".as_slice())"),
        Scalar::Unsigned => "1".to_owned(),
        Scalar::Ip => "std::net::IpAddr::from([192, 0, 2, 1])".to_owned(),
        Scalar::Ipv4 => "std::net::Ipv4Addr::new(192, 0, 2, 1)".to_owned(),
        Scalar::Ipv6 => "std::net::Ipv6Addr::LOCALHOST".to_owned(),
        Scalar::Url => format!("{root}::reqwest::Url::parse(\"https://example.org\").expect(\"a URL\")"),
        Scalar::Decimal => format!("{root}::rust_decimal::Decimal::ONE"),
        Scalar::DecimalNumber => format!("{root}::runtime::DecimalNumber::from({root}::rust_decimal::Decimal::ONE)"),
    }
}

/// A JSON value; nothing where it is long.
pub fn json(value: &Value, root: &str) -> Option<String> {
    inner(value).filter(|text| text.len() <= LONGEST_JSON).map(|text| format!("{root}::serde_json::json!({text})"))
}

/// The same of what stands beside others.
pub fn short_json(value: &Value, root: &str) -> Option<String> {
    inner(value).filter(|text| text.len() <= 100).and_then(|_| json(value, root))
}

/// What is longer has more lines than say something to a reader.
const LONGEST_JSON: usize = 500;

/// What stands in `json!`: texts as Rust writes them, and numbers with a type where that of a literal is too short for them.
fn inner(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null | Value::Bool(_) => value.to_string(),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) if i32::try_from(whole).is_ok() => whole.to_string(),
            (Some(whole), _) => format!("{whole}_i64"),
            (None, Some(whole)) => format!("{whole}_u64"),
            (None, None) => format!("{:?}", number.as_f64()?),
        },
        Value::String(text) => format!("{:?}", told(text)),
        Value::Array(items) => format!("[{}]", items.iter().map(inner).collect::<Option<Vec<_>>>()?.join(", ")),
        Value::Object(entries) => {
            let entry = |(name, value): (&String, &Value)| Some(format!("{name:?}: {}", inner(value)?));
            format!("{{{}}}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", "))
        }
    })
}

/// The first words of prose, whatever the author filled the page with.
fn told(text: &str) -> String {
    let longest = text.char_indices().nth(LONGEST_PROSE).map(|(at, _)| text.get(..at).unwrap_or_default());
    match longest.and_then(|start| start.rsplit_once(' ')) {
        Some((words, _)) => format!("{} …", words.trim_end_matches(|c: char| !c.is_alphanumeric())),
        None => text.to_owned(),
    }
}

/// In characters.
const LONGEST_PROSE: usize = 60;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// So many digits.
fn number(text: &str, digits: usize) -> Option<u16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// `2023-10-29`, a day that there is.
fn date(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.split('-');
    let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (parts.next().is_none() && (1..=days).contains(&day)).then_some((year, month, day))
}

/// `10:30:00`
fn time(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.split(':');
    let (hour, minute, second) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    (parts.next().is_none() && hour < 24 && minute < 60 && second < 60).then_some((hour, minute, second))
}

/// `2023-10-29T10:30:00Z`, with a fraction or an offset (RFC 3339 §5.6).
fn is_date_time(text: &str) -> bool {
    let Some((day, rest)) = text.split_once('T') else { return false };
    let (clock, offset) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let fine = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    let known = offset == "Z" || offset.get(1..).and_then(|o| time(&format!("{o}:00"))).is_some();
    date(day).is_some() && time(whole).is_some() && fine && known
}

/// `P1DT2H`: of whole numbers, in their order.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, clock) = rest.split_once('T').map_or((rest, None), |(days, clock)| (days, Some(clock)));
    let ordered = |text: &str, units: &str| {
        let mut left = units;
        text.is_empty()
            || text.ends_with(|c: char| c.is_ascii_uppercase())
                && text.split_inclusive(|c: char| c.is_ascii_uppercase()).all(|part| {
                    let (digits, unit) = part.split_at(part.len() - 1);
                    let Some((_, after)) = left.split_once(unit) else { return false };
                    left = after;
                    (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
                })
    };
    text.is_ascii()
        && ordered(days, "YMWD")
        && clock.is_none_or(|clock| !clock.is_empty() && ordered(clock, "HMS"))
        && rest.len() > 1
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.bytes().all(|b| b.is_ascii_graphic() && b != b'{')
}

fn ipv6(address: Ipv6Addr) -> String {
    let parts: Vec<_> =
        address.segments().iter().map(|s| if *s == 0 { "0".to_owned() } else { format!("{s:#x}") }).collect();
    format!("std::net::Ipv6Addr::new({})", parts.join(", "))
}

/// `12.90` as what it counts and where the point is.
fn decimal(text: &str, root: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{fraction}");
    let number: i64 = digits.parse().ok()?;
    let plain = !whole.is_empty() && whole != "-" && !digits.contains('+') && fraction.len() <= 28;
    (plain && !(fraction.is_empty() && text.contains('.')) && !fraction.contains('-'))
        .then(|| format!("{root}::rust_decimal::Decimal::new({number}, {})", fraction.len()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_example_is_written_where_it_is_one() {
        use Calendar::{Chrono, Jiff, Time};
        let table = [
            (
                Scalar::Date(Time),
                json!("2023-10-29"),
                "sdk::time::Date::from_calendar_date(2023, sdk::time::Month::October, 29).expect(\"a date\")",
            ),
            (Scalar::Date(Time), json!("2023-02-29"), ""),
            (
                Scalar::Date(Chrono),
                json!("2024-02-29"),
                "sdk::chrono::NaiveDate::from_ymd_opt(2024, 2, 29).expect(\"a date\")",
            ),
            (Scalar::Date(Jiff), json!("1900-02-29"), ""),
            (Scalar::Date(Jiff), json!("2023-10-29T00:00:00Z"), ""),
            (Scalar::Date(Jiff), json!("0000-01-01"), "sdk::jiff::civil::date(0, 1, 1)"),
            (Scalar::Date(Jiff), json!(20231029), ""),
            (Scalar::Time(Time), json!("10:30:00"), "sdk::time::Time::from_hms(10, 30, 0).expect(\"a time\")"),
            (Scalar::Time(Jiff), json!("24:00:00"), ""),
            (Scalar::Time(Jiff), json!("10:30:00Z"), ""),
            (
                Scalar::DateTime(Jiff),
                json!("2023-10-29T10:30:00Z"),
                "\"2023-10-29T10:30:00Z\".parse::<sdk::jiff::Timestamp>().expect(\"a date-time\")",
            ),
            (
                Scalar::DateTime(Chrono),
                json!("2023-10-29T10:30:00.123-05:30"),
                "sdk::chrono::DateTime::parse_from_rfc3339(\"2023-10-29T10:30:00.123-05:30\").expect(\"a date-time\")",
            ),
            (Scalar::DateTime(Chrono), json!("2023-10-29T10:30:00"), ""),
            (Scalar::DateTime(Chrono), json!("2023-10-29T10:30:00+é"), ""),
            (Scalar::DateTime(Chrono), json!("2023-10-29 10:30:00Z"), ""),
            (
                Scalar::Duration,
                json!("P1DT2H"),
                "\"P1DT2H\".parse::<sdk::jiff::Span>().expect(\"a duration\").fieldwise()",
            ),
            (Scalar::Duration, json!("PT"), ""),
            (Scalar::Duration, json!("P1H"), ""),
            (Scalar::Duration, json!("P1é"), ""),
            (Scalar::Duration, json!("PT1S1H"), ""),
            (
                Scalar::Uuid,
                json!("67e55044-10b1-426f-9247-bb680e5fe0c8"),
                "sdk::uuid::uuid!(\"67e55044-10b1-426f-9247-bb680e5fe0c8\")",
            ),
            (Scalar::Uuid, json!("67e5504410b1426f9247bb680e5fe0c8"), ""),
            (Scalar::Unsigned, json!(18_446_744_073_709_551_615_u64), "18446744073709551615"),
            (Scalar::Unsigned, json!(-1), ""),
            (Scalar::Ip, json!("10.0.0.1"), "std::net::IpAddr::from([10, 0, 0, 1])"),
            (
                Scalar::Ip,
                json!("2001:db8::1"),
                "std::net::IpAddr::V6(std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x1))",
            ),
            (Scalar::Ipv4, json!("10.0.0.256"), ""),
            (
                Scalar::Url,
                json!("https://a.example/b?c=d"),
                "sdk::reqwest::Url::parse(\"https://a.example/b?c=d\").expect(\"a URL\")",
            ),
            (Scalar::Url, json!("/relative"), ""),
            (Scalar::Decimal, json!("12.90"), "sdk::rust_decimal::Decimal::new(1290, 2)"),
            (Scalar::Decimal, json!("-0.5"), "sdk::rust_decimal::Decimal::new(-5, 1)"),
            (Scalar::Decimal, json!("1e5"), ""),
            (Scalar::Decimal, json!("1.-5"), ""),
            (Scalar::Decimal, json!("."), ""),
        ];
        for (scalar, example, expected) in table {
            assert_eq!(given(scalar, Some(&example), "sdk").unwrap_or_default(), expected, "{example}");
        }
    }

    #[test]
    fn a_value_of_json_is_written() {
        let told = format!("sdk::serde_json::json!(\"{}ab …\")", "ab, cd ".repeat(8));
        let word = format!("sdk::serde_json::json!(\"{}\")", "x".repeat(200));
        let table: [(Value, &str); 6] = [
            (
                json!({"a": [1, -2.5, null], "b\n": true}),
                "sdk::serde_json::json!({\"a\": [1, -2.5, null], \"b\\n\": true})",
            ),
            (
                json!([3_000_000_000_u64, -3_000_000_000_i64]),
                "sdk::serde_json::json!([3000000000_i64, -3000000000_i64])",
            ),
            (json!(u64::MAX), "sdk::serde_json::json!(18446744073709551615_u64)"),
            (json!("ab, cd ".repeat(10)), &told),
            (json!("x".repeat(200)), &word),
            (json!(vec!["x"; 200]), ""),
        ];
        for (value, expected) in table {
            assert_eq!(json(&value, "sdk").unwrap_or_default(), expected);
        }
    }
}
