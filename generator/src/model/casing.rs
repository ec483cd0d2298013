//! Wire names into Rust identifiers: pure functions on strings.

use deunicode::deunicode;
use sha2::{Digest, Sha256};
use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::UnicodeNormalization as _;

/// Rust's keywords, and `_`-safe words that cannot be raw identifiers.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "union",
];

/// Whether rustc takes a text for a word of its own wherever a name may stand.
pub fn is_keyword(text: &str) -> bool {
    text == "Self" || text != "union" && KEYWORDS.contains(&text)
}

/// `orderType`, `order_type` and `Order-Type` are all `[order, type]`; `HTTPServer` is `[http, server]`. Letters that are
/// others in another shape are those (NFKC): rustc takes some of them for one, and warns of the rest.
pub fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = if text.is_ascii() { text.chars().collect() } else { text.nfkc().collect() };
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (i, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let before = i.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(i + 1);
        // `P2P`, `501C3`, `3DSecure`: one capital behind a number goes on with it.
        let opens = after.is_some_and(|a| a.is_uppercase()) && chars.get(i + 2).is_some_and(|c| c.is_lowercase());
        let counts = before.is_some_and(|b| b.is_numeric()) && (opens || !after.is_some_and(|a| a.is_alphabetic()));
        // `userIDs`, `IPv4`: what ends an acronym is part of it.
        let ends = match (after, chars.get(i + 2)) {
            (Some('s'), end) => end.is_none_or(|e| !e.is_lowercase()),
            (Some('v'), end) => end.is_some_and(|e| e.is_numeric()),
            _ => false,
        };
        let starts = c.is_uppercase()
            && !counts
            && (before.is_some_and(|b| b.is_lowercase() || b.is_numeric())
                || before.is_some_and(|b| b.is_uppercase()) && after.is_some_and(|a| a.is_lowercase()) && !ends);
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(c.to_lowercase());
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// The words of a name with underscores between them.
fn joined(text: &str) -> String {
    joined_words(text).join("_")
}

/// The same words, but what is one word though it has a capital in its midst is one.
pub fn joined_words(text: &str) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for word in words(text) {
        match joined.last_mut() {
            Some(last) if SPLIT.iter().any(|(first, rest)| last == first && word.starts_with(rest)) => {
                last.push_str(&word)
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// Words with a capital in their midst: `OAuth2`, `GraphQL`, `ETag`, `IOps`.
const SPLIT: [(&str, &str); 4] = [("o", "auth"), ("graph", "ql"), ("e", "tag"), ("i", "ops")];

/// `UserList`.
pub fn pascal(text: &str) -> String {
    let name: String = words(text).iter().map(|w| capital(w)).collect();
    escape(name, 'T', "Self")
}

/// The name of a value. What stands between digits is as much a part of it as the digits: `8.5x11` is not `85x11`, and
/// `portrait_16_9` not `portrait_1_69`.
pub fn value(text: &str) -> String {
    let spelled = spelled(text);
    let chars: Vec<char> = spelled.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let point = |at: &usize| {
        let sign = matches!(chars.get(*at), Some('.' | ',' | ':' | '-' | '_' | '/'));
        sign && digit(at.checked_sub(1)) && digit(at.checked_add(1))
    };
    let mut name = String::new();
    let mut start = 0;
    for end in (0..chars.len()).filter(point).chain([chars.len()]) {
        let part: String = chars.get(start..end).unwrap_or_default().iter().collect();
        name.extend((start > 0).then_some('_'));
        name.extend(words(&part).iter().map(|word| capital(word)));
        start = end + 1;
    }
    escape(name, 'T', "Self")
}

/// Where a number with a sign ends a value that begins with letters: `Etc/GMT+8`.
pub fn offset(value: &str) -> Option<(&str, char, &str)> {
    let at = value.rfind(['+', '-'])?;
    let (before, rest) = value.split_at_checked(at)?;
    let sign = rest.chars().next()?;
    let number = rest.get(1..).filter(|number| !number.is_empty())?;
    let digits = number.chars().all(|c| c.is_ascii_digit() || c == ':');
    (digits && before.ends_with(char::is_alphabetic)).then_some((before, sign, number))
}

/// The name of a field: of one without a letter, the signs in words (`+1`, `@`).
pub fn field(text: &str) -> String {
    if text.contains(char::is_alphabetic) { snake(text) } else { snake(&spelled(text)) }
}

/// A value with its signs in words, where they say what no letter does: an order (`-created`), a number (`+1`), an operator.
pub fn spelled(value: &str) -> String {
    let compared = match value {
        "=" | "==" => "equal",
        "!=" | "<>" => "not equal",
        "<" => "less",
        "<=" => "less or equal",
        ">" => "greater",
        ">=" => "greater or equal",
        _ => "",
    };
    let signed = |c: char| value.strip_prefix(c).filter(|rest| rest.starts_with(char::is_alphanumeric));
    let stem = value.trim_end_matches(['+', '-', '#', '%', '*']);
    if !compared.is_empty() {
        compared.to_owned()
    } else if let Some(rest) = signed('-') {
        format!("minus {rest}")
    } else if let Some(rest) = signed('+') {
        format!("plus {rest}")
    } else if stem.len() < value.len() && stem.ends_with(char::is_alphanumeric) {
        format!("{stem} {}", spelled(value.strip_prefix(stem).unwrap_or_default()))
    } else if value.chars().all(|c| SIGNS.iter().any(|(sign, _)| *sign == c)) {
        let words = value.chars().filter_map(|c| SIGNS.iter().find(|(sign, _)| *sign == c));
        words.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    } else {
        value.to_owned()
    }
}

/// What signs are called.
const SIGNS: [(char, &str); 31] = [
    ('!', "exclamation"),
    ('"', "quote"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('&', "ampersand"),
    ('\'', "apostrophe"),
    ('(', "open"),
    (')', "close"),
    ('*', "star"),
    ('+', "plus"),
    (',', "comma"),
    ('-', "minus"),
    ('.', "dot"),
    ('/', "slash"),
    (':', "colon"),
    (';', "semicolon"),
    ('<', "less"),
    ('=', "equal"),
    ('>', "greater"),
    ('?', "question"),
    ('@', "at"),
    ('[', "open bracket"),
    ('\\', "backslash"),
    (']', "close bracket"),
    ('^', "caret"),
    ('_', "underscore"),
    ('`', "backtick"),
    ('|', "bar"),
    ('~', "tilde"),
    (' ', "space"),
];

/// Whether a word ties what follows to what is before it: a name cannot begin with it.
pub fn ties(word: &str) -> bool {
    const TIES: [&str; 12] = ["and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "to", "with"];
    TIES.iter().any(|tie| tie.eq_ignore_ascii_case(word))
}

/// A name with a word behind it: what only keeps a name from being a keyword is not needed then.
pub fn longer(name: &str, word: &str) -> String {
    format!("{}{word}", name.trim_start_matches("r#").trim_end_matches('_'))
}

/// `user_list`; a keyword becomes a raw identifier, and where that is impossible gets a trailing `_`.
pub fn snake(text: &str) -> String {
    let name = escape(joined(text), '_', "");
    match name.as_str() {
        "self" | "super" | "crate" => format!("{name}_"),
        _ if is_keyword(&name) => format!("r#{name}"),
        _ => name,
    }
}

/// The name of a module and of its file: no raw identifiers, no name that a file system or Rust reserves, and nothing but
/// ASCII, because disks write the other letters in more than one way (rustc's E0754).
pub fn module(text: &str) -> String {
    let name = snake(&deunicode(text));
    match name.strip_prefix("r#") {
        Some(word) => format!("{word}_"),
        None if name == "mod" || name == "lib" || name == "main" => format!("{name}_"),
        None => file_stem(&name),
    }
}

/// The module of a type whose name no other type has: no other one has the module.
pub fn module_of(name: &str) -> String {
    let module = module(name);
    if name.is_ascii() { module } else { format!("{module}_{}", hash(name)) }
}

/// A name as that of a file. Disks refuse more than 255 bytes: a long one is cut, and told apart by a hash of all of it.
pub fn file_stem(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let hash = hash(name);
    let end = (0..LONGEST - hash.len() - 1).rev().find(|at| name.is_char_boundary(*at)).unwrap_or_default();
    format!("{}_{hash}", name.get(..end).unwrap_or_default().trim_end_matches('_'))
}

fn hash(name: &str) -> String {
    Sha256::digest(name.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The longest stem of a file's name, in bytes.
const LONGEST: usize = 120;

/// `ORDER_TYPE`.
pub fn constant(text: &str) -> String {
    escape(joined(text), '_', "").to_uppercase()
}

/// Whether a text is an identifier, of those that are made here.
pub fn is_identifier(name: &str) -> bool {
    let plain = name.strip_prefix("r#").unwrap_or(name);
    let starts = plain.starts_with(is_xid_start);
    let keyword = is_keyword(plain);
    let never = ["self", "Self", "super", "crate"].contains(&plain);
    starts && plain.chars().all(is_xid_continue) && !never && keyword == (plain.len() < name.len())
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Some words as a sentence: with a capital at its start, and a full stop at its end.
pub fn sentence(words: &str) -> String {
    format!("{}.", capital(words))
}

/// An identifier may not be empty, and not everything that may stand in one may start it: digits and vowel signs may not.
fn escape(name: String, lead: char, forbidden: &str) -> String {
    // What Unicode does not allow in identifiers (Annex 31) is spelled out.
    let spelled = |c: char| if is_xid_continue(c) { c.to_string() } else { format!("u{:x}", c as u32) };
    let name: String = name.chars().map(spelled).collect();
    let starts = |c: char| c == '_' || is_xid_start(c);
    match name.chars().next() {
        None if lead == '_' => "value".to_owned(),
        None => "Value".to_owned(),
        Some(c) if !starts(c) && lead == '_' => format!("n{name}"),
        Some(c) if !starts(c) => format!("N{name}"),
        Some(_) if !forbidden.is_empty() && name == forbidden => format!("{name}_"),
        Some(_) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_names_that_a_disk_takes() {
        let (one, other) = ("a".repeat(400), format!("{}b", "a".repeat(400)));
        assert!(file_stem(&one).len() < 200 && file_stem(&one) != file_stem(&other));
        assert_eq!(file_stem("user_list"), "user_list");
        assert!(module(&"Ünïcode".repeat(50)).len() < 200);
        assert_eq!(
            (module("GrößenTabelle"), module("长"), module("Type")),
            ("grossen_tabelle".into(), "chang".into(), "type_".into())
        );
        assert!(module_of("Größe").starts_with("grosse_") && module_of("Grosse") == "grosse");
    }

    #[test]
    fn names() {
        let table = [
            ("orderType", "OrderType", "order_type", "ORDER_TYPE"),
            ("$id", "Id", "id", "ID"),
            ("HTTPServer", "HttpServer", "http_server", "HTTP_SERVER"),
            ("userIDs", "UserIds", "user_ids", "USER_IDS"),
            ("getPDFsByID", "GetPdfsById", "get_pdfs_by_id", "GET_PDFS_BY_ID"),
            ("IPv6Address", "Ipv6Address", "ipv6_address", "IPV6_ADDRESS"),
            ("ACKsent", "AcKsent", "ac_ksent", "AC_KSENT"),
            ("type", "Type", "r#type", "TYPE"),
            ("self", "Self_", "self_", "SELF"),
            ("2fa", "N2fa", "n2fa", "N2FA"),
            ("", "Value", "value", "VALUE"),
            ("+1", "N1", "n1", "N1"),
            ("oAuth2Client", "OAuth2Client", "oauth2_client", "OAUTH2_CLIENT"),
            ("GraphQLError", "GraphQlError", "graphql_error", "GRAPHQL_ERROR"),
            ("P2P", "P2p", "p2p", "P2P"),
            ("V2API", "V2Api", "v2_api", "V2_API"),
            ("Video3DFormat", "Video3dFormat", "video3d_format", "VIDEO3D_FORMAT"),
            ("ETag", "ETag", "etag", "ETAG"),
            ("readIOps", "ReadIOps", "read_iops", "READ_IOPS"),
            ("user-list", "UserList", "user_list", "USER_LIST"),
            ("x²", "X2", "x2", "X2"),
            ("Ⓐ", "A", "a", "A"),
            ("e\u{301}te", "Éte", "éte", "ÉTE"),
            ("\u{2126}", "Ω", "ω", "Ω"),
            ("🄰🅐", "Au1f150", "au1f150", "AU1F150"),
            ("ि", "Nि", "nि", "Nि"),
        ];
        for (wire, p, s, c) in table {
            assert_eq!((pascal(wire).as_str(), snake(wire).as_str(), constant(wire).as_str()), (p, s, c), "{wire}");
        }
        let fields = ["+1", "-1", "@", "1", "@type", "-created"].map(field);
        assert_eq!(fields, ["plus_1", "minus_1", "at", "n1", "r#type", "created"]);
        let values = ["A+", "A-", "A", "C++", "C#", "50%", "-created", "a-b"].map(value);
        assert_eq!(values, ["APlus", "AMinus", "A", "CPlusPlus", "CHash", "N50Percent", "MinusCreated", "AB"]);
        let values = ["8.75x3.75", "1.1", "11", "1,000", "v1.2-beta", "a.b", "1.", ".5"].map(value);
        assert_eq!(values, ["N8_75x3_75", "N1_1", "N11", "N1_000", "V1_2Beta", "AB", "N1", "N5"]);
        let values = ["portrait_16_9", "1-10", "16:9", "2026-06-09", "m-4-x", "1_a"].map(value);
        assert_eq!(values, ["Portrait16_9", "N1_10", "N16_9", "N2026_06_09", "M4X", "N1A"]);
        let offsets =
            ["Etc/GMT+8", "UTC-05:30", "A+", "a-b", "-8"].map(|value| offset(value).map(|(_, sign, n)| (sign, n)));
        assert_eq!(offsets, [Some(('+', "8")), Some(('-', "05:30")), None, None, None]);
    }
}
