//! Texts that are none of the format that the schema says.

use serde_json::{Map, Number, Value};

/// What formats call it.
const UUID: [&str; 3] = ["uuid", "guid", "uuid4"];

/// The example that a format rules out, where the example is to be believed: a server that writes `01/21/2019` does so in all
/// answers, whatever the format says, and none could be read. One without digits is a placeholder, and so is a UUID with a slip.
pub fn contradiction(map: &Map<String, Value>) -> Option<&str> {
    let format = map.get("format").and_then(Value::as_str)?;
    let first = || map.get("examples")?.as_array()?.first();
    let example = map.get("example").or_else(first).and_then(Value::as_str)?;
    contradicts(format, example).then_some(example)
}

/// How the description writes a date, where the format cannot: `MM/DD/YYYY`.
pub fn pattern(map: &Map<String, Value>) -> Option<&str> {
    let format = map.get("format").and_then(Value::as_str).filter(|format| ["date", "date-time"].contains(format));
    let said = format.and(map.get("description")?.as_str())?;
    let is_pattern = |word: &&str| {
        let mut parts = word.split(['/', '.', '-']);
        let known = |part: Option<&str>| part.is_some_and(|part| ["MM", "DD"].contains(&part));
        known(parts.next()) && known(parts.next()) && parts.next() == Some("YYYY") && parts.next().is_none()
    };
    let words = said.split(|c: char| c.is_whitespace() || "()[]`\"',;:".contains(c));
    words.map(|word| word.trim_end_matches('.')).find(is_pattern)
}

/// Whether a text that is shown says that the format is another.
pub fn contradicts(format: &str, text: &str) -> bool {
    is_misfit(format, text) && !(UUID.contains(&format) && is_slip(text)) && !is_duration(text)
}

/// Protobuf's durations: generators show them of its timestamps.
fn is_duration(text: &str) -> bool {
    text.strip_suffix('s').is_some_and(|number| number.parse::<f64>().is_ok())
}

/// Whether a text is none of the format, as far as it is looked at: a date, a UUID or an address.
pub fn is_misfit(format: &str, text: &str) -> bool {
    let text = text.trim_matches(['"', '\'', ' ']);
    let fits = match format {
        "date" | "date-time" | "datetime" => is_date(text, format != "date"),
        _ if UUID.contains(&format) => is_uuid(text),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "ip" => text.parse::<std::net::IpAddr>().is_ok(),
        _ => return false,
    };
    text.contains(|c: char| c.is_ascii_digit()) && !fits
}

/// Whether a date-time has an offset without a colon. It is read all the same; a server that shows it in what it is sent may
/// refuse another one.
pub fn is_bare(format: &str, text: &str) -> bool {
    let offset = text.get(text.len().saturating_sub(5)..).filter(|end| end.starts_with(['+', '-']));
    let digits = offset.is_some_and(|end| end.bytes().skip(1).all(|b| b.is_ascii_digit()));
    digits && text.contains(['T', 't']) && ["date-time", "datetime"].contains(&format)
}

/// Whether a number in place of a date or a date-time is one, in milliseconds since 1970 or in seconds, as the runtime reads it.
pub fn is_time(format: &str, number: &Number) -> bool {
    let digits = number.as_u64().map_or(0, |number| number.to_string().len());
    ["date", "date-time", "datetime"].contains(&format) && [9, 10, 12, 13].contains(&digits)
}

/// Where it is said what a text of the format is.
pub fn section(format: &str) -> &'static str {
    match format {
        _ if UUID.contains(&format) => "RFC 9562 §4",
        "ipv4" | "ipv6" | "ip" => "RFC 2673 §3.2, RFC 4291 §2.2",
        _ => "RFC 3339 §5.6",
    }
}

fn is_date(text: &str, with_time: bool) -> bool {
    let form = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    let rest = form.strip_prefix("0000-00-00").or_else(|| form.strip_prefix("00000000"));
    rest.is_some_and(|rest| rest.starts_with(['T', 't', ' ']) || rest.is_empty() && !with_time)
}

/// As the `uuid` crate reads it: with hyphens or without, in braces, and as a URN.
fn is_uuid(text: &str) -> bool {
    let bare = text.strip_prefix("urn:uuid:").unwrap_or(text);
    let bare = bare.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(bare);
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_hexdigit());
    let lengths: Vec<usize> = bare.split('-').map(str::len).collect();
    bare.split('-').all(digits) && matches!(lengths.as_slice(), [8, 4, 4, 4, 12] | [32])
}

/// Whether a text is meant to be a UUID: five groups, somewhat longer or shorter, or with letters that are no digits.
fn is_slip(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let sound = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_alphanumeric());
    groups.len() == 5 && groups.iter().all(sound) && (32..=40).contains(&text.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{contradicts, is_bare, is_misfit, pattern};

    #[test]
    fn offsets_without_colon() {
        let bare = |text: &str| is_bare("date-time", text);
        assert!(bare("2021-01-17T12:34:00.000+0000") && bare("2021-01-17T12:34:00-0530"));
        assert!(!bare("2021-01-17T12:34:00+00:00") && !bare("2021-01-17T12:34:00Z") && !bare("2021-01-17"));
        assert!(!is_bare("uuid", "T+0000"));
    }

    #[test]
    fn dates_in_words() {
        let table = [
            ("Use the MM/DD/YYYY format.", Some("MM/DD/YYYY")),
            ("The day (DD.MM.YYYY).", Some("DD.MM.YYYY")),
            ("The day as YYYY-MM-DD", None),
            ("MM/DD", None),
        ];
        for (said, expected) in table {
            let schema = json!({"type": "string", "format": "date", "description": said});
            assert_eq!(pattern(schema.as_object().expect("an object")), expected, "{said}");
        }
    }

    #[test]
    fn texts_of_another_format() {
        let table = [
            ("date", "2019-01-21", false, false),
            ("date", "01/21/2019", true, true),
            ("date", "tomorrow", false, false),
            ("date-time", "2019-01-21", true, true),
            ("date-time", "1.000340012s", true, false),
            ("date-time", "2019-01-21T10:00:00Z", false, false),
            ("uuid", "7fa1c9f4-2f8e-4bb3-9d5c-0a5e8f4f5f11", false, false),
            ("uuid", "{7FA1C9F4-2F8E-4BB3-9D5C-0A5E8F4F5F11}", false, false),
            ("uuid", "7fa1c9f42f8e4bb39d5c0a5e8f4f5f11", false, false),
            ("uuid", "7fa1c9f-2f8e-4bb3-9d5c-0a5e8f4f5f11", true, false),
            ("uuid", "xxxxxxxx-2f8e-4bb3-9d5c-0a5e8f4f5f11", true, false),
            ("uuid", "00000000000000000000000000000000000000000000000", true, true),
            ("uuid", "12345", true, true),
            ("uuid", "some id", false, false),
            ("ipv4", "10.0.0.1", false, false),
            ("ipv4", "10.0.0.0/24", true, true),
            ("ip", "::1", false, false),
            ("email", "12345", false, false),
        ];
        for (format, text, misfit, contradiction) in table {
            assert_eq!(
                (is_misfit(format, text), contradicts(format, text)),
                (misfit, contradiction),
                "{format} {text}"
            );
        }
    }
}
