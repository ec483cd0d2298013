//! The block quotes of Markdown: lines that begin with `>`, and what goes on with them.

/// How many lines from the first on are one block quote, and what stands in it; nothing where none begins here.
pub fn take<'a>(lines: &[&'a str]) -> Option<(usize, Vec<&'a str>)> {
    let mut inner: Vec<&str> = lines.iter().map_while(|line| quoted(line)).collect();
    if inner.is_empty() {
        return None;
    }
    // Its last paragraph goes on without a mark (CommonMark 0.31.2 §5.1).
    let fenced = !inner.iter().filter(|line| is_fence(line)).count().is_multiple_of(2);
    if !fenced && inner.last().is_some_and(|last| is_text(last)) {
        inner.extend(lines.iter().skip(inner.len()).take_while(|line| is_text(line)));
    }
    Some((inner.len(), inner))
}

/// What stands behind the mark of a line; `>= 5` and `>0` compare.
fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('>')?;
    let compares = rest.starts_with(|c: char| c == '=' || c.is_ascii_digit());
    (!compares).then(|| rest.strip_prefix(' ').unwrap_or(rest))
}

/// Whether a line opens or closes a block of code. One that has the marks at its end again is code in a line (CommonMark 0.31.2 §4.5).
pub fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("~~~") || line.starts_with("```") && !line.trim_start_matches('`').contains('`')
}

/// Whether a line is of a paragraph, and begins nothing of its own.
pub fn is_text(line: &str) -> bool {
    let line = line.trim();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let item = ["* ", "- ", "+ "].iter().any(|mark| line.starts_with(mark));
    let numbered = digits.len() < line.len() && digits.starts_with(['.', ')']);
    !line.is_empty() && !line.starts_with(['#', '|', '<', '>']) && !item && !numbered && !is_fence(line)
}
