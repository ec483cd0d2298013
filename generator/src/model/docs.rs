//! The document's prose into Markdown that rustdoc reads without a warning and never runs as a test by accident.

use super::folding::paragraph;
use super::indented::Above;
use super::{constraints, html, prose, quotes, references};
use crate::spec::{Api, Keys, Node, Shape, ShapeId, letters};

/// What is said of a part, else of the schema of its value; and what is said of the parts of that.
pub fn said(api: &Api, description: &str, shape: ShapeId) -> Vec<String> {
    let description = if description.is_empty() { api.description_of(shape) } else { description };
    let mut text = markdown(description);
    if let Some(node) = api.node(api.target(shape)) {
        parts(api, &node.shape, description, &mut text);
        arms(api, &node.folded, &mut text);
    }
    text
}

/// Adds what is said of the arms of a choice that came to one type, and what each asks for.
fn arms(api: &Api, folded: &[ShapeId], text: &mut Vec<String>) {
    let said = folded.iter().map(|arm| {
        let asked = constraints::of_arm(api, *arm);
        [line(api.description_of(*arm)), asked.unwrap_or_default()].join(" ").trim().to_owned()
    });
    let mut said: Vec<String> = said.filter(|said| !said.is_empty() && !text.contains(said)).collect();
    said.dedup();
    if said.len() > 1 {
        append(text, "One of these:".to_owned());
        text.push(String::new());
        text.extend(said.iter().map(|said| format!("* {said}")));
    }
}

/// What is said of a type, and of its parts.
pub fn of_type(api: &Api, node: &Node) -> Vec<String> {
    let mut text = markdown(&node.doc.description);
    parts(api, &node.shape, &node.doc.description, &mut text);
    text
}

/// Adds what is said of the values of a map.
pub fn of_values(api: &Api, value: ShapeId, text: &mut Vec<String>) {
    parts(api, &Shape::Map { value, keys: Keys::default() }, "", text);
}

/// What is said of the elements of a list and of the values of a map, and of theirs.
fn parts(api: &Api, of: &Shape, known: &str, text: &mut Vec<String>) {
    let mut of = of;
    for [element, value] in [["Each element", "Each value"], ["Each of its elements", "Each of its values"]] {
        let (part, subject) = match of {
            Shape::List { item, .. } => (*item, element),
            Shape::Map { value: part, .. } => (*part, value),
            _ => return,
        };
        let target = api.target(part);
        let Some(node) = api.node(target) else { return };
        // These have types with docs of their own: here only what refers to them says something.
        let typed = matches!(node.shape, Shape::Object(_) | Shape::Enum { .. } | Shape::Union(_));
        let mut said = api.chain(part).filter(|(id, _)| !typed || *id != target).map(|(_, n)| &n.doc.description);
        let said = said.find(|said| !said.is_empty()).filter(|said| !known.contains(said.as_str()));
        if let Some(said) = said {
            append_of(text, subject, markdown(said));
        }
        of = &node.shape;
    }
}

/// Paragraphs of a description, safe for rustdoc.
pub fn markdown(text: &str) -> Vec<String> {
    // rustc takes no carriage return in a doc comment.
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    let text = html::without_schemas(&text);
    of_lines(&references::inlined(&text).lines().collect::<Vec<_>>(), 0)
}

/// Quotes in quotes in deeper ones are marks that somebody typed.
const DEEPEST_QUOTE: usize = 8;

fn of_lines(all: &[&str], depth: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut rest, mut fenced, mut above) = (all, false, Above::default());
    while let Some((line, more)) = rest.split_first() {
        if let Some((length, inner)) = (!fenced && depth < DEEPEST_QUOTE).then(|| quotes::take(rest)).flatten() {
            let mark = format!("{}>", " ".repeat(prose::indent(line)));
            lines.extend(of_lines(&inner, depth + 1).iter().map(|line| format!("{mark} {line}").trim_end().to_owned()));
            let (quote, after) = rest.split_at(length);
            above.pass(quote);
            rest = after;
            // What follows is no part of it.
            lines.extend(rest.first().filter(|next| !next.trim().is_empty()).map(|_| String::new()));
            continue;
        }
        if let Some((length, code)) = (!fenced).then(|| above.code(rest)).flatten() {
            lines.push("```text".to_owned());
            lines.extend(code.into_iter().map(str::to_owned));
            lines.push("```".to_owned());
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let (block, after) = rest.split_at(prose::block(rest));
        rest = more;
        if quotes::is_fence(line) {
            // A fence without a language would be a doctest.
            lines.push(if fenced { "```".to_owned() } else { "```text".to_owned() });
            fenced = !fenced;
        } else if fenced {
            lines.push((*line).to_owned());
        } else {
            above.pass(block);
            rest = after;
            let parts = html::lines(&block.join("\n"));
            // A row of a table is one line.
            let row = line.trim_start().starts_with('|') && parts.len() > 1;
            let parts = if row { vec![paragraph(&parts)] } else { parts };
            let mut left = parts.as_slice();
            while !left.is_empty() {
                let (block, after) = left.split_at(prose::block(left));
                left = after;
                // One empty line parts paragraphs as well as several do, and none stands before the first.
                if block.iter().any(|line| !line.trim().is_empty()) {
                    lines.extend(prose::of_block(block));
                } else if lines.last().is_some_and(|last| !last.is_empty()) {
                    lines.push(String::new());
                }
            }
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    while lines.last().is_some_and(|l| l.trim().is_empty()) {
        lines.pop();
    }
    lines
}

/// A text of the document as code. Around backticks there are more of them (CommonMark 0.31.2 §6.1); of an empty one nothing
/// would be seen.
pub fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    match longest {
        _ if text.is_empty() => "the empty text".to_owned(),
        0 => format!("`{text}`"),
        longest => {
            let marks = "`".repeat(longest + 1);
            format!("{marks} {text} {marks}")
        }
    }
}

/// A text of which one line is wanted.
pub fn line(text: &str) -> String {
    paragraph(&markdown(text))
}

/// A longer title is none.
const LONGEST_TITLE: usize = 120;

/// What something is in one line, and what else is said of it. A summary that goes on for longer is cut behind its first
/// sentence; without one, the first sentence of the description is the title, where it is short. Empty where nothing is.
pub fn headline(summary: &str, description: &str) -> (String, Vec<String>) {
    let (said, mut docs) = (markdown(summary), markdown(description));
    let end = said.iter().position(String::is_empty).unwrap_or(said.len());
    let (first, more) = said.split_at(end);
    let first = first.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    if first.is_empty() {
        return of_description(docs);
    }
    let short = more.is_empty() && first.chars().count() <= LONGEST_TITLE;
    let (title, rest) = match tabbed(&first) {
        Some(parts) => parts,
        None if short => (first.as_str(), ""),
        None => sentence(&first),
    };
    if let [only] = docs.as_slice()
        && !only.contains("](")
        && letters(only) == letters(&first)
    {
        docs.clear();
    }
    let mut text = Vec::from_iter((!rest.is_empty()).then(|| rest.to_owned()));
    text.extend(more.iter().cloned());
    if !text.is_empty() && !docs.is_empty() {
        text.push(String::new());
    }
    text.append(&mut docs);
    (full_stop(title).to_owned(), text.into_iter().skip_while(String::is_empty).collect())
}

/// A list, a table or a heading is no title.
fn of_description(docs: Vec<String>) -> (String, Vec<String>) {
    let end = docs.iter().position(String::is_empty).unwrap_or(docs.len());
    let (first, _) = docs.split_at(end);
    let goes_on = |line: &String| line.starts_with(|c: char| c.is_alphabetic() || "(`\"'[".contains(c));
    if first.is_empty() || !first.iter().all(goes_on) || !first[0].starts_with(char::is_alphabetic) {
        return (String::new(), docs);
    }
    let first = first.join(" ");
    let (title, rest) = sentence(&first);
    if title.ends_with(':') || title.starts_with("See ") || title.chars().count() > LONGEST_TITLE {
        return (String::new(), docs);
    }
    let more = docs.iter().skip(end).cloned();
    let rest = std::iter::once(rest.to_owned()).chain(more).skip_while(|line| line.trim().is_empty());
    (full_stop(title).to_owned(), rest.collect())
}

/// A summary that repeats the path says nothing: `/token` of `/oauth2/v1/token`.
pub fn is_path(summary: &str, path: &str) -> bool {
    let said = letters(summary);
    !said.is_empty() && summary.trim_start().starts_with('/') && letters(path).ends_with(&said)
}

/// What is said of a parameter or a property, unless that is its name: `team_id parameter`.
pub fn beyond_name(said: Vec<String>, name: &str) -> Vec<String> {
    let [only] = said.as_slice() else { return said };
    let words = only.trim().trim_end_matches('.');
    let ends = [" parameter", " field", " property"];
    let bare = ends.iter().find_map(|end| words.strip_suffix(end));
    let bare = bare.map_or(words, |bare| bare.strip_prefix("The ").or(bare.strip_prefix("the ")).unwrap_or(bare));
    if bare == name { Vec::new() } else { said }
}

/// What Javadoc had in two paragraphs, which are three spaces apart in one line.
fn tabbed(text: &str) -> Option<(&str, &str)> {
    let (title, rest) = text.split_once("  ")?;
    let rest = rest.trim_start();
    rest.starts_with(char::is_uppercase).then_some((title, rest))
}

/// The first sentence of a paragraph, and the rest.
fn sentence(text: &str) -> (&str, &str) {
    let next = |at: &usize| text.get(at + 2..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    match text.match_indices(". ").map(|(at, _)| at).find(next) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 2..).unwrap_or_default()),
        None => (text, ""),
    }
}

/// A title has no full stop at its end.
fn full_stop(title: &str) -> &str {
    title.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(title)
}

/// Adds what is said of a part, if anything is.
pub fn append_of(text: &mut Vec<String>, part: &str, said: Vec<String>) {
    match said.as_slice() {
        [] => {}
        [line] => append(text, format!("{part}: {line}")),
        _ => {
            append(text, format!("{part}:"));
            text.push(String::new());
            text.extend(said);
        }
    }
}

/// Whether a text begins with these words, whatever their case and what stands around them: `(read-only) The id.`
pub fn begins_with(text: &[String], words: &str) -> bool {
    let first = text.first().map(|line| line.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    first.is_some_and(|line| line.replace(' ', "-").starts_with(&words.to_lowercase().replace(' ', "-")))
}

/// Adds a paragraph of one line.
pub fn append(text: &mut Vec<String>, line: String) {
    if !text.is_empty() {
        text.push(String::new());
    }
    text.push(line);
}

#[cfg(test)]
mod tests {
    use super::{code, headline, markdown};

    #[test]
    fn headlines() {
        let check = |summary: &str, description: &str, title: &str, docs: &[&str]| {
            let (found, more) = headline(summary, description);
            assert_eq!((found.as_str(), more), (title, docs.iter().map(|d| (*d).to_owned()).collect()), "{summary}");
        };
        check("List users.", "All of them.", "List users", &["All of them."]);
        check("List\nusers [of](/a) a team", "", "List users of a team", &[]);
        check("Wait ...", "", "Wait ...", &[]);
        check("Get users   Returns a stream.", "All.", "Get users", &["Returns a stream.", "", "All."]);
        check("Get  users", "", "Get  users", &[]);
        check("List users", "List users.", "List users", &[]);
        check("List users", "List [users](https://a.example).", "List users", &["List [users](<https://a.example>)."]);
        check("One. Two", "Three", "One. Two", &["Three"]);
        check("One. Two\n\nThree", "Four", "One", &["Two", "", "Three", "", "Four"]);
        let long = "goes on and ".repeat(12);
        check(&format!("It {long}ends. Then it stops."), "", &format!("It {long}ends"), &["Then it stops."]);
        check("", "One. Two\n\nThree", "One", &["Two", "", "Three"]);
        check("", "One.", "One", &[]);
        check("", "One:\n\n* two", "", &["One:", "", "* two"]);
        check("", "One\ntwo. Three\nfour.\n\nFive", "One two", &["Three four.", "", "Five"]);
        check("", "One\n* two", "", &["One", "* two"]);
        check("", &format!("It {long}ends."), "", &[&format!("It {long}ends.")]);
    }

    #[test]
    fn summaries_that_are_the_path() {
        let table = [("/token", true), ("/v1/token", true), ("token", false), ("/tokens", false), ("/", false)];
        for (summary, expected) in table {
            assert_eq!(super::is_path(summary, "/oauth2/v1/token"), expected, "{summary}");
        }
    }

    #[test]
    fn descriptions_that_are_the_name() {
        let table = [
            ("team_id parameter", ""),
            ("The team_id field.", ""),
            ("team_id", ""),
            ("Team id", "Team id"),
            ("The team_id.", "The team_id."),
            ("team_id of it", "team_id of it"),
            ("A team_id parameter", "A team_id parameter"),
        ];
        for (text, expected) in table {
            assert_eq!(super::beyond_name(markdown(text), "team_id").concat(), expected, "{text}");
        }
        assert_eq!(super::beyond_name(markdown("team_id\n\nOf it."), "team_id").len(), 3);
    }

    #[test]
    fn code_in_a_line_opens_no_block() {
        let text = "For example:\n\n```curl -X GET host/a```\n\nThen:\n```\n{\"a\": 1}\n```\nThe end.";
        let expected =
            ["For example:", "", "```curl -X GET host/a```", "", "Then:", "```text", "{\"a\": 1}", "```", "The end."];
        assert_eq!(markdown(text), expected);
    }

    #[test]
    fn quotes_stay_quotes() {
        let check = |text: &str, expected: &[&str]| assert_eq!(markdown(text), expected, "{text}");
        check("One\n> **Note:** [two]\n>three\n>\n> four", &["One", "> **Note:** \\[two\\]", "> three", ">", "> four"]);
        check("> One\ntwo\n\nThree", &["> One", "> two", "", "Three"]);
        check("> One\n- two", &["> One", "", "- two"]);
        check("- one\n  > two\n", &["- one", "  > two"]);
        check("> ```\n> a > b\n\nc", &["> ```text", "> a > b", "> ```", "", "c"]);
        check("> > <b>one</b>", &["> > **one**"]);
        assert!(
            markdown(&format!("{}a", ">".repeat(100_000))).iter().all(|line| line.starts_with("> > > > > > > > \\>"))
        );
        check("More than\n>= 5\n>0", &["More than", "\\>= 5", "\\>0"]);
        check("```\n> a\n```\n>", &["```text", "> a", "```"]);
    }

    #[test]
    fn schemas_are_those_of_the_models() {
        let schema = "<details><summary>JSON schema</summary>\n\n```json\n{\"a\": 1}\n```\n</details>";
        assert_eq!(markdown(&format!("One.\n\n{schema}\n\nTwo.")), ["One.", "", "Two."]);
        assert_eq!(markdown(schema), [""; 0]);
        let other = "<details><summary>More</summary>One.</details>";
        assert_eq!(markdown(other), ["More", "", "One."]);
    }

    #[test]
    fn texts_as_code() {
        let table = [("a", "`a`"), ("", "the empty text"), ("`", "`` ` ``"), ("a``b", "``` a``b ```"), ("'", "`'`")];
        for (text, expected) in table {
            assert_eq!(code(text), expected);
        }
    }
}
