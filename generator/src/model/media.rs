//! THE table of media types: how a body of one is read and written, and what it is called in a name.

use crate::spec::{Api, Content, Shape, ShapeId};

/// How a body is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JSON, whatever its vendor calls it.
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// Several parts.
    Multipart,
    /// Server-sent events.
    Events,
    /// One JSON text a line.
    Lines,
    /// Text that is not read any further: plain text, XML, CSV, YAML.
    Text,
    /// Bytes.
    Binary,
    /// `*/*` and what is no media type: the schema decides.
    Any,
}

impl Kind {
    /// Whether a body of it is made of typed values, and not given as it is.
    pub fn is_made(self) -> bool {
        matches!(self, Self::Json | Self::Lines | Self::Form | Self::Multipart)
    }

    /// Whether a body of it is one value, and no series of them.
    pub fn is_whole(self) -> bool {
        !matches!(self, Self::Events | Self::Lines)
    }
}

/// Texts that do not say so by `text/`.
const TEXTS: [&str; 9] = [
    "application/xml",
    "application/yaml",
    "application/x-yaml",
    "application/graphql",
    "application/javascript",
    "application/jwt",
    "application/sdp",
    "application/sql",
    "application/toml",
];

/// What is a media type, and what is a word like `json`: of words alone one is kept, since the schema says how it is read.
pub fn named(content: &[Content]) -> (Vec<&Content>, Vec<&Content>) {
    let is_named = |c: &Content| c.media.contains('/');
    if content.iter().any(is_named) {
        return content.iter().partition(|c| is_named(c));
    }
    let json = content.iter().find(|c| c.essence() == "json").or(content.first());
    content.iter().partition(|c| json.is_some_and(|json| std::ptr::eq(*c, json)))
}

/// Bytes of which nothing is known.
pub const OCTETS: &str = "application/octet-stream";

/// How a representation is read and written.
pub fn kind(content: &Content) -> Kind {
    let essence = content.essence();
    match essence.as_str() {
        _ if content.is_lines() => Kind::Lines,
        _ if content.is_events() => Kind::Events,
        "application/json" | "text/json" | "application/x-json" | "text/x-json" => Kind::Json,
        "application/x-www-form-urlencoded" => Kind::Form,
        "*/*" | "application/*" => Kind::Any,
        _ if essence.ends_with("+json") || essence.starts_with("application/json+") => Kind::Json,
        _ if essence.starts_with("multipart/") => Kind::Multipart,
        _ if essence.starts_with("text/") || essence.ends_with("+xml") || essence.ends_with("+yaml") => Kind::Text,
        _ if TEXTS.contains(&essence.as_str()) => Kind::Text,
        _ if essence.contains('/') => Kind::Binary,
        _ => Kind::Any,
    }
}

/// What the representation is called where a method or setter is named after it: `merge_patch`, `xml`, `form`.
pub fn word(content: &Content, kind: Kind) -> String {
    let essence = content.essence();
    let subtype = essence.split('/').nth(1).unwrap_or_default();
    match kind {
        Kind::Form => "form".to_owned(),
        Kind::Multipart => "multipart".to_owned(),
        Kind::Events => "events".to_owned(),
        Kind::Lines => "lines".to_owned(),
        Kind::Text | Kind::Json | Kind::Binary if subtype == "plain" => "text".to_owned(),
        Kind::Binary if subtype == "octet-stream" || subtype.contains('*') => "bytes".to_owned(),
        Kind::Any => "bytes".to_owned(),
        _ => {
            let bare = subtype.trim_start_matches("x-").trim_start_matches("vnd.");
            bare.strip_suffix("+json").or(bare.strip_suffix("+xml")).unwrap_or(bare).to_owned()
        }
    }
}

/// Whether the words of a body say that it is lines of JSON: some documents know no media type but JSON.
pub fn says_lines(description: &str) -> bool {
    speaks_of_lines(description, &[], &[])
}

/// Whether the words of an operation say that its body is lines of JSON. They may speak of its answer as well, and of the file that
/// another operation takes.
pub fn sends_lines(description: &str) -> bool {
    speaks_of_lines(
        description,
        &["request", "requests", "body", "sent", "sending", "header"],
        &["file", "files", "upload"],
    )
}

/// Whether a sentence names lines of JSON, denies nothing, and has one of the words (if there are any) and none of the others.
fn speaks_of_lines(description: &str, some: &[&str], none: &[&str]) -> bool {
    const NAMES: [&str; 4] = ["ndjson", "newline delimited json", "newline-delimited json", "json lines"];
    const DENIED: [&str; 5] = ["not", "cannot", "instead", "unlike", "neither"];
    let said = description.to_lowercase();
    said.lines().flat_map(|line| line.split(". ")).any(|sentence| {
        let has = |words: &[&str]| sentence.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word));
        let names = NAMES.iter().any(|name| sentence.contains(name));
        let speaks = some.is_empty() || has(some) || sentence.contains("content-type");
        names && speaks && !has(&DENIED) && !has(none) && !sentence.contains("n't ")
    })
}

/// The schema of each element of a sequence. That of the whole is of a list (OpenAPI 3.2 §4.14.4); many documents have that of
/// an element in its place.
pub fn element(api: &Api, content: &Content) -> Option<ShapeId> {
    content.item.or_else(|| match api.node(api.target(content.shape?))?.shape {
        Shape::List { item, .. } => Some(item),
        _ => content.shape,
    })
}

/// What is sent as the `Content-Type`. A wildcard is no media type: the runtime sends that of the body in its place.
pub fn sent(content: &Content, kind: Kind) -> String {
    let essence = content.essence();
    match kind {
        // What has properties is written as JSON, whatever its name.
        Kind::Json if essence.contains('*') || essence == OCTETS => "application/json".to_owned(),
        Kind::Json if essence == "application/json" && !says_more(content) => "application/json".to_owned(),
        Kind::Text if essence == "text/*" => "text/plain".to_owned(),
        _ if essence.contains('*') => essence,
        Kind::Any => "*/*".to_owned(),
        _ => content.media.trim().to_owned(),
    }
}

/// JSON under its plain name goes before one with parameters, and that before JSON of a vendor.
pub fn json_rank(content: &Content) -> i32 {
    if content.essence() == "application/json" { i32::from(says_more(content)) } else { 2 }
}

/// Whether parameters of a media type choose something: JSON is UTF-8, whatever `charset` says (RFC 8259 §8.1).
pub fn says_more(content: &Content) -> bool {
    let chooses = |p: &str| p.contains('=') && !p.trim().to_lowercase().starts_with("charset");
    content.media.bytes().all(|b| matches!(b, b' '..=b'~')) && content.media.split(';').skip(1).any(chooses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_of_lines() {
        let check = |description: &str, body: bool, operation: bool| {
            assert_eq!((says_lines(description), sends_lines(description)), (body, operation), "{description}");
        };
        check("One action a line (NDJSON).", true, false);
        check("The actions are in the request body, as newline delimited JSON.", true, true);
        check("curl -H 'Content-Type: application/x-ndjson'", true, true);
        check("A JSON array; NDJSON is not supported.", false, false);
        check("Adds 100 rows in the body. For more, upload a file of NDJSON.", true, false);
        check("Answers with JSON lines. The request has a list.", true, false);
    }

    #[test]
    fn what_is_sent() {
        let check = |media: &str, expected: &str| {
            let content = Content::untyped(media);
            assert_eq!(sent(&content, kind(&content)), expected, "{media}");
        };
        check("Application/JSON", "application/json");
        check("application/json; charset=utf-8", "application/json");
        check("application/json;okta-version=1.0.0", "application/json;okta-version=1.0.0");
        check("application/json;profile=\"a\"; charset=utf-8", "application/json;profile=\"a\"; charset=utf-8");
        check("application/json;version=\u{e9}", "application/json");
        check("application/vnd.a+json;v=1", "application/vnd.a+json;v=1");
        check("text/*", "text/plain");
        check("image/*", "image/*");
        check("json", "*/*");
    }
}
