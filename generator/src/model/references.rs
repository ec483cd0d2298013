//! Reference links of Markdown into links that say themselves where they lead: `[label][1]`, and `[1]: URL` below.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{prose, quotes};

/// A description whose reference links are links, without the lines that define where they lead (CommonMark 0.31.2 §4.7, §6.3).
pub fn inlined(text: &str) -> Cow<'_, str> {
    if !text.contains("]:") {
        return Cow::Borrowed(text);
    }
    let mut urls: BTreeMap<String, &str> = BTreeMap::new();
    let mut left: Vec<(bool, &str)> = Vec::new();
    let (mut fenced, mut begins) = (false, true);
    for line in text.split('\n') {
        let fence = quotes::is_fence(line);
        match definition(line).filter(|_| begins && !fenced && !fence) {
            // The first of a label counts.
            Some((label, url)) => {
                urls.entry(folded(label)).or_insert(url);
            }
            None => {
                left.push((fenced || fence, line));
                begins = line.trim().is_empty();
            }
        }
        fenced ^= fence;
    }
    if urls.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut lines: Vec<String> = Vec::new();
    for part in left.chunk_by(|one, other| one.0 == other.0) {
        let part_lines: Vec<&str> = part.iter().map(|(_, line)| *line).collect();
        let code = part.first().is_some_and(|(code, _)| *code);
        lines.push(if code { part_lines.join("\n") } else { linked(&part_lines.join("\n"), &urls) });
    }
    Cow::Owned(lines.join("\n"))
}

/// `[label]: URL "title"`, alone in a line.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, rest) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    let mut words = rest.split_whitespace();
    let url = words.next()?.trim_matches(['<', '>']);
    let titled = words.next().is_none_or(|title| title.starts_with(['"', '\'', '(']));
    let sound = prose::indent(line) == line.len() - line.trim_start().len() && !label.trim().is_empty();
    (sound && titled && !label.contains(['[', ']']) && !url.is_empty()).then_some((label, url))
}

/// A label as it is compared: whatever its case and its blanks.
fn folded(label: &str) -> String {
    label.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn linked(text: &str, urls: &BTreeMap<String, &str>) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next() {
        let length = match reference(rest, urls) {
            Some((label, url, length)) => {
                out.push_str(&format!("[{label}]({url})"));
                length
            }
            None => {
                let length = prose::verbatim(rest).map_or(c.len_utf8(), |(length, _)| length);
                out.push_str(rest.get(..length).unwrap_or_default());
                length
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// The label and the URL of a reference link at the start of a text, and how long it is.
fn reference<'t>(text: &'t str, urls: &BTreeMap<String, &'t str>) -> Option<(&'t str, &'t str, usize)> {
    let (label, after) = text.strip_prefix('[')?.split_once(']')?;
    let other = after.strip_prefix('[').and_then(|other| other.split_once(']'));
    let (name, length) = match other {
        Some(("", _)) => (label, label.len() + 4),
        Some((name, _)) => (name, label.len() + name.len() + 4),
        None if after.starts_with('(') => return None,
        None => (label, label.len() + 2),
    };
    let url = urls.get(&folded(name)).filter(|_| !label.contains("\n\n"))?;
    Some((label, url, length))
}

#[cfg(test)]
mod tests {
    use super::super::docs::markdown;

    #[test]
    fn references() {
        let check = |text: &str, expected: &[&str]| assert_eq!(markdown(text), expected, "{text}");
        let home = "\n\n[1]: https://a.example/b\n[Home page]: <https://c.example> \"Home\"";
        check(&format!("[Pages][1] are many.{home}"), &["[Pages](<https://a.example/b>) are many."]);
        check(
            &format!("See [home\npage] and [home  PAGE][].{home}"),
            &["See [home", "page](<https://c.example>) and [home  PAGE](<https://c.example>)."],
        );
        check("The [axis].\n\n[axis]: ../axis.html", &["The axis."]);
        check(
            "`[1]` and [2], [1](https://d.example)\n\n[1]: https://a.example",
            &["`[1]` and \\[2\\], [1](<https://d.example>)"],
        );
        check(
            "```\n[1]\n[1]: b\n```\n\n[a][1]\n\n[1]: https://a.example",
            &["```text", "[1]", "[1]: b", "```", "", "[a](<https://a.example>)"],
        );
        check("A text\n[1]: goes on", &["A text", "\\[1\\]: goes on"]);
    }
}
