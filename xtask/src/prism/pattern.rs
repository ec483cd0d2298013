//! A text that a regular expression matches: the shortest, of readable characters.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A text of at least `shortest` characters, as far as the pattern can grow; `None` where it is none that Rust knows. What a
/// pattern looks ahead for is passed over, because Rust has no such thing: who judges the text knows it.
pub fn example(pattern: &str, shortest: usize) -> Option<String> {
    // ECMA-262: `\d` is ten digits, unlike in Rust.
    let hir = ParserBuilder::new().unicode(true).build().parse(&ascii(&without_looks(pattern))).ok()?;
    (0..=shortest)
        .map(|extra| text(&hir, extra))
        .find(|made| made.as_ref().is_none_or(|t| t.chars().count() >= shortest))?
}

/// The pattern without groups that look ahead.
fn without_looks(pattern: &str) -> String {
    let mut out = pattern.to_owned();
    while let Some(start) = ["(?!", "(?="].iter().filter_map(|look| out.find(look)).min() {
        let (mut depth, mut escaped) = (0, false);
        let end = out[start..].find(|c| {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some(end) = end else { break };
        out.replace_range(start..=start + end, "");
    }
    out
}

/// The pattern with the classes of ECMA-262 written out, and without escapes that only it knows.
pub fn ascii(pattern: &str) -> String {
    let mut out = String::new();
    let (mut chars, mut inside) = (pattern.chars().peekable(), false);
    while let Some(c) = chars.next() {
        match c {
            '[' if inside => out.push_str("\\["),
            '[' => {
                inside = true;
                out.push(c);
            }
            ']' => {
                inside = false;
                out.push(c);
            }
            '\\' => match chars.next() {
                Some('d') if inside => out.push_str("0-9"),
                Some('d') => out.push_str("[0-9]"),
                Some('w') if inside => out.push_str("0-9A-Za-z_"),
                Some('w') => out.push_str("[0-9A-Za-z_]"),
                Some('/') => out.push('/'),
                Some('Z') => out.push_str("\\z"),
                Some(c) if c.is_alphanumeric() => out.extend(['\\', c]),
                Some(c) if c.is_ascii() => out.extend(['\\', c]),
                Some(c) => out.push(c),
                None => out.push('\\'),
            },
            // A brace that repeats nothing stands for itself in ECMA-262.
            c => out.push(c),
        }
    }
    out
}

fn text(hir: &Hir, extra: usize) -> Option<String> {
    Some(match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => String::new(),
        HirKind::Literal(literal) => String::from_utf8(literal.0.to_vec()).ok()?,
        HirKind::Class(class) => one(class)?.to_string(),
        HirKind::Repetition(r) => {
            let most = r.max.map_or(usize::MAX, |max| max as usize);
            text(&r.sub, 0)?.repeat((r.min as usize + extra).min(most))
        }
        HirKind::Capture(capture) => text(&capture.sub, extra)?,
        HirKind::Concat(parts) => parts.iter().map(|p| text(p, extra)).collect::<Option<_>>()?,
        HirKind::Alternation(arms) => arms.iter().find_map(|arm| text(arm, extra))?,
    })
}

/// A letter or a digit if there is one.
fn one(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let has = |c: &char| class.ranges().iter().any(|r| r.start() <= *c && *c <= r.end());
    let first = class.ranges().first().map(|r| r.start());
    ('a'..='z').chain('0'..='9').chain('A'..='Z').chain("-_. /".chars()).find(has).or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_match() {
        let check = |pattern: &str, shortest: usize, expected: Option<&str>| {
            assert_eq!(example(pattern, shortest).as_deref(), expected, "{pattern}");
        };
        check(r"^[a-z]{3}-\d+$", 0, Some("aaa-0"));
        check(r"^[a-z]{3}-\d+$", 8, Some("aaa-0000"));
        check(r"^(gid:\/\/|\w)[^/]+$", 0, Some("gid://a"));
        check("^(?!x$|(z))y$", 0, Some("y"));
        check("(", 0, None);
        check("^[A-Z][[A-Z_]*$", 4, Some("AAAA"));
    }
}
