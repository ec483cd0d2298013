//! What to do about a text that does not parse, as far as the parser's words and the text around the place tell.

use crate::diag::render::line_column;

/// `words`: the parser's whole message, of which YAML's names where the part began that it was in.
pub fn hint(words: &str, text: &str, offset: Option<usize>) -> String {
    let rest = offset.and_then(|at| text.get(at..)).unwrap_or_default();
    let before = offset.and_then(|at| text.get(..at)).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default().to_owned() + rest.lines().next().unwrap_or_default();
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    if text.trim_start().starts_with('<') {
        return "this looks like a page of HTML or XML: name the document itself, in YAML or JSON".to_owned();
    }
    if words.contains("mapping values are not allowed") {
        return "a text with a colon and a space in it must be in quotes, as `'Note: this'`; else a line above ends too early".to_owned();
    }
    if words.contains("cannot start any token") {
        return match rest.chars().next() {
            first if first == Some('\t') || indent.contains('\t') => {
                "indent by spaces: YAML allows no tab there".to_owned()
            }
            Some(c) => format!("a text that begins with `{c}` must be in quotes"),
            None => GENERAL.to_owned(),
        };
    }
    if words.contains("unknown anchor") {
        let name: String =
            rest.trim_start_matches('*').chars().take_while(|c| !c.is_whitespace() && !",[]{}".contains(*c)).collect();
        return format!("no `&{name}` stands before it: add the anchor, or put the text in quotes if it is none");
    }
    if words.contains("more than one document") {
        return "keep one document in the file: a line of `---` begins another".to_owned();
    }
    if words.starts_with("EOF")
        && let Some(at) = open(text)
    {
        let (line, column) = line_column(text, at);
        let bracket = text.get(at..).and_then(|t| t.chars().next()).unwrap_or('{');
        return format!("the file ends too early: the `{bracket}` of line {line}, column {column} is not closed");
    }
    if words.contains("flow")
        && let Some((_, began)) = words.split_once("while parsing a flow ")
    {
        let (kind, at) = began.split_once(" at ").unwrap_or((began, ""));
        let bracket = if kind.starts_with("seq") { '[' } else { '{' };
        return format!(
            "the `{bracket}` of {} is not closed, or a comma is missing",
            at.replace(" column", ", column")
        );
    }
    if before.ends_with('\'') && rest.starts_with(char::is_alphanumeric) {
        return "a quote inside of a text in single quotes is written twice, as `''`".to_owned();
    }
    GENERAL.to_owned()
}

const GENERAL: &str = "the fault is often on the line before: a missing colon, comma, quote or space of indentation";

/// The innermost bracket of JSON that is never closed.
fn open(text: &str) -> Option<usize> {
    let (mut stack, mut quoted, mut escaped) = (Vec::new(), false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => stack.push(at),
            '}' | ']' if !quoted => _ = stack.pop(),
            _ => {}
        }
    }
    stack.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits() {
        let check = |words: &str, text: &str, offset: usize, expected: &str| {
            let got = hint(words, text, Some(offset));
            assert!(got.contains(expected), "{got}");
        };
        check("mapping values are not allowed in this context", "a: b: c", 4, "must be in quotes");
        check("found character that cannot start any token", "a:\n\tb: 1", 3, "no tab");
        check("found character that cannot start any token", "a: @b", 3, "begins with `@`");
        check("unknown anchor", "a: *nope", 3, "`&nope`");
        check("EOF while parsing an object", "{\"a\":\n [{\"b\": \"}\"}", 20, "`[` of line 2, column 2");
        let flow =
            "did not find expected ',' or '}' at line 2 column 1, while parsing a flow mapping at line 1 column 4";
        check(flow, "a: {b: 1\n", 9, "`{` of line 1, column 4");
        check("did not find expected key", "a: 'it's'", 7, "written twice");
        check("did not find expected key", "a: b", 0, "the line before");
    }
}
