//! The marks in a block of Markdown: code, links and URLs, which may go on over its lines.

use super::quotes;
use crate::spec::is_web;

/// How far a line is moved in: more would be a block of code.
pub fn indent(line: &str) -> usize {
    (line.len() - line.trim_start().len()).min(3)
}

/// How many lines from the first on are one block: a mark that is open at its end is none (CommonMark 0.31.2 §3). Headings and
/// rows of tables are lines.
pub fn block(lines: &[impl AsRef<str>]) -> usize {
    let alone = |line: &str| {
        let rule = line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ':' | '+') || c.is_whitespace());
        rule || line.trim_start().starts_with('#') || line.contains('|')
    };
    let goes_on = |line: &str| !alone(line) && (quotes::is_text(line) || line.trim_start().starts_with('<'));
    let more = lines.iter().skip(1).take_while(|line| goes_on(line.as_ref())).count();
    lines.first().map_or(0, |first| if alone(first.as_ref()) { 1 } else { 1 + more })
}

/// The lines of one block outside a fence: links are kept, other brackets and angles escaped; indentation that would make a code
/// block goes.
pub fn of_block(lines: &[impl AsRef<str>]) -> Vec<String> {
    let lines = lines.iter().map(|line| " ".repeat(indent(line.as_ref())) + line.as_ref().trim());
    escaped(&lines.collect::<Vec<_>>().join("\n")).split('\n').map(str::to_owned).collect()
}

/// How long what stands for itself at the start of a text is: a code span, backticks that open none, or an escaped character.
/// Backticks are closed by as many (CommonMark 0.31.2 §6.1).
pub fn verbatim(text: &str) -> Option<(usize, bool)> {
    if let Some(rest) = text.strip_prefix('\\') {
        return Some((1 + usize::from(rest.starts_with(|c: char| c.is_ascii_punctuation())), true));
    }
    let run = |text: &str| text.len() - text.trim_start_matches('`').len();
    let opened = run(text);
    let mut at = opened;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find('`')).filter(|_| opened > 0) {
        let closed = run(text.get(at + next..).unwrap_or_default());
        at += next + closed;
        if closed == opened {
            return Some((at, true));
        }
    }
    (opened > 0).then_some((opened, false))
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    let (mut rest, mut starts) = (text, Some(' '));
    while let Some(c) = rest.chars().next() {
        if starts.is_some() && is_web(rest) {
            let word = rest.split(char::is_whitespace).next().unwrap_or_default();
            let word = if starts == Some('(') { within(word) } else { word };
            let link = within(word.trim_end_matches(ENDS)).trim_end_matches(ENDS);
            out.push_str(&format!("<{link}>{}", word.get(link.len()..).unwrap_or_default()));
            rest = rest.get(word.len()..).unwrap_or_default();
            starts = None;
            continue;
        }
        if let Some(url) = autolink(rest) {
            out.push_str(&format!("<{url}>"));
            rest = rest.get(url.len() + 2..).unwrap_or_default();
            starts = None;
            continue;
        }
        if let Some((label, url, length)) = link(rest) {
            // The mark of an image that cannot be shown.
            if url.is_none() && out.ends_with('!') {
                out.pop();
            }
            out.push_str(&match url {
                Some(url) => format!("[{}](<{url}>)", labelled(label)),
                None => labelled(label),
            });
            rest = rest.get(length..).unwrap_or_default();
            starts = None;
            continue;
        }
        if let Some((code, length)) = of_rust(rest) {
            out.push_str(code);
            rest = rest.get(length..).unwrap_or_default();
            starts = None;
            continue;
        }
        if let Some((length, _)) = verbatim(rest) {
            copy(&mut out, rest.get(..length).unwrap_or_default());
            rest = rest.get(length..).unwrap_or_default();
            starts = None;
            continue;
        }
        escape(&mut out, c);
        starts = Some(c).filter(|c| c.is_whitespace() || *c == '(');
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// Whether a URL leads somewhere from anywhere.
fn is_absolute(url: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

/// The URL that stands in angles at the start of a text.
fn autolink(text: &str) -> Option<&str> {
    let (url, _) = text.strip_prefix('<')?.split_once('>')?;
    (is_absolute(url) && !url.contains(|c: char| c.is_whitespace() || c == '<')).then_some(url)
}

/// The label and the URL of a link at the start of a text, and how long it is. One that is relative or of a scheme of its author's
/// tools (`entity:Order`) leads nowhere from here: it is its label alone.
fn link(text: &str) -> Option<(&str, Option<&str>, usize)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let inner =
        Some(within(after)).filter(|inner| inner.len() < after.len()).or_else(|| Some(after.split_once(')')?.0))?;
    let (url, title) = inner.trim().split_once(char::is_whitespace).unwrap_or((inner.trim(), ""));
    let url = url.trim_matches(['<', '>']);
    let absolute = is_absolute(url);
    // Words in parentheses are a remark.
    let lone = !url.is_empty() && (title.is_empty() || title.trim_start().starts_with(['"', '\'', '(']));
    let sound = !url.contains(['<', '>']) && !label.contains(['[', ']']) && is_closed(label) && !label.is_empty();
    ((absolute || lone) && sound).then_some((label, Some(url).filter(|_| absolute), label.len() + 3 + inner.len() + 1))
}

/// The code in a link of rustdoc to a type of the author's (``[`Order`]``) at the start of a text, and how long it is.
fn of_rust(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix("[`")?.split_once("`]")?.0;
    let is_path = inside.chars().all(|c| c.is_ascii_alphanumeric() || "_:".contains(c));
    let code = text.get(1..inside.len() + 3)?;
    (is_path && inside.starts_with(|c: char| c.is_ascii_uppercase())).then_some((code, inside.len() + 4))
}

/// What ends a sentence, and no URL.
const ENDS: [char; 4] = ['.', ',', ';', ':'];

/// A text up to the parenthesis that closes none of its own (CommonMark 0.31.2 §6.3).
fn within(text: &str) -> &str {
    let mut open = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return text.get(..at).unwrap_or(text),
            ')' => open -= 1,
            _ => {}
        }
    }
    text
}

/// Whether the code in a label ends in it.
fn is_closed(label: &str) -> bool {
    let mut rest = label;
    while let Some(at) = rest.find(['`', '\\']) {
        let (_, from) = rest.split_at(at);
        match verbatim(from) {
            Some((length, true)) => rest = from.get(length..).unwrap_or_default(),
            _ => return false,
        }
    }
    true
}

/// A label: code and what is escaped stays.
fn labelled(label: &str) -> String {
    let (mut out, mut rest) = (String::new(), label);
    while let Some(c) = rest.chars().next() {
        let length = verbatim(rest).map_or(c.len_utf8(), |(length, _)| length);
        copy(&mut out, rest.get(..length).unwrap_or_default());
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// Adds a code span or an escaped character as it is, and escapes what is neither.
fn copy(out: &mut String, text: &str) {
    match verbatim(text) {
        Some((_, true)) => out.push_str(text),
        _ => text.chars().for_each(|c| escape(out, c)),
    }
}

fn escape(out: &mut String, c: char) {
    if matches!(c, '[' | ']' | '<' | '>' | '`') {
        out.push('\\');
    }
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::super::docs::markdown;

    #[test]
    fn prose_for_rustdoc() {
        let check = |text: &str, expected: &[&str]| assert_eq!(markdown(text), expected, "{text}");
        check(
            "See [the docs](https://a.example/b) or [these](/c)`.",
            &["See [the docs](<https://a.example/b>) or these\\`."],
        );
        check("A [list] of <things> at https://a.example.", &["A \\[list\\] of \\<things\\> at <https://a.example>."]);
        check("The [`a<b>` of c](/d)", &["The `a<b>` of c"]);
        check("A [b ` c](https://d)", &["A \\[b \\` c\\](<https://d>)"]);
        check("Read <https://a.example/b_c>, <mailto:a@b.c>.", &["Read <https://a.example/b_c>, <mailto:a@b.c>."]);
        check("Not <https://a b> nor <thing>", &["Not \\<https://a b\\> nor \\<thing\\>"]);
        check("`[a](https://b)` and [`c`](https://d)s", &["`[a](https://b)` and [`c`](<https://d>)s"]);
        check("[a <b>c</b>](https://d \"Title\")", &["[a **c**](<https://d>)"]);
        check("A [`Toy`] of [`Shop::TOYS`], [`a`]", &["A `Toy` of `Shop::TOYS`, \\[`a`\\]"]);
        check("<p>One</p>\n\n<p>Two</p>", &["One", "", "Two"]);
        check("[One](#one), [two](two) and [three](", &["One, two and \\[three\\]("]);
        check("[A\\_b](entity:A_b), [`c`](?x=1), [d](e/f.md \"G\")", &["A\\_b, `c`, d"]);
        check("![a](b.png) [c](d e) [f]()", &["a \\[c\\](d e) \\[f\\]()"]);
        check(
            "| a | b |\n|---|---|\n| c | Rooms:<ul><li>one</li><li>two</li></ul> |\n| d | e<br>f |",
            &["| a | b |", "|---|---|", "| c | Rooms: one; two. |", "| d | e f |"],
        );
        check("```json\n<p>[1]</p>\n```", &["```text", "<p>[1]</p>", "```"]);
        check(
            "See https://a.example/b_(c), or (https://a.example/d_(e)).",
            &["See <https://a.example/b_(c)>, or (<https://a.example/d_(e)>)."],
        );
        check(
            "[a](https://b.example/c_(d)_e) (and [f](https://g \"(h)\")) [i](https://j(k)",
            &["[a](<https://b.example/c_(d)_e>) (and [f](<https://g>)) [i](<https://j(k>)"],
        );
    }

    #[test]
    fn marks_over_lines() {
        let check = |text: &str, expected: &[&str]| assert_eq!(markdown(text), expected, "{text}");
        check("A [b\n  c](https://d)\ne", &["A [b", "  c](<https://d>)", "e"]);
        check("- a `b <c>\n  d` and [e]\n- `f\n- g`", &["- a `b <c>", "  d` and \\[e\\]", "- \\`f", "- g\\`"]);
        check("A `` ` `` b `<c>` d `", &["A `` ` `` b `<c>` d \\`"]);
        check("``a` [b] `c`", &["\\`\\`a` [b] `c\\`"]);
        check("`a\n\nb`", &["\\`a", "", "b\\`"]);
        check("# `a\nb`\n---\n`c\n| d` |", &["# \\`a", "b\\`", "---", "\\`c", "| d\\` |"]);
        check("A \\`b\\` \\[c\\] \\d `e`", &["A \\`b\\` \\[c\\] \\d `e`"]);
        check(
            "<a href=\"https://a\">One\n two</a>. <b>three\nfour</b>",
            &["[One", " two](<https://a>). **three", "four**"],
        );
        check("<a\n  href=\"https://a\">One</a> <a href=\"https://b\">two", &["  [One](<https://a>) two"]);
    }
}
