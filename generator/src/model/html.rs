//! The HTML that documents write into their prose, as Markdown. Only what HTML knows is a tag: `<version>` is a word.

use std::borrow::Cow;

use super::prose;
use crate::spec::letters;

/// The lines of a block, of which there may be more then. What stands in code is left alone.
pub fn lines(block: &str) -> Vec<String> {
    if !block.contains('<') {
        return block.split('\n').map(str::to_owned).collect();
    }
    // The ends of the document's own lines, apart from those that tags make.
    let text = block.replace('\n', "\r");
    let (mut out, mut rest, mut open) = (String::new(), text.as_str(), Open::default());
    while let Some(at) = rest.find(['<', '`', '\\']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        // A comment is for nobody who reads.
        if let Some(end) = from.strip_prefix("<!--").and_then(|comment| comment.find("-->")) {
            let (comment, after) = from.split_at("<!--".len() + end + "-->".len());
            out.extend(comment.matches('\r'));
            rest = after;
            continue;
        }
        let (same, after) = from.split_at(prose::verbatim(from).map_or(1, |(length, _)| length));
        match Tag::read(from, &text) {
            Some((tag, length)) => {
                let (inside, after) = from.split_at(length);
                out.extend(inside.matches('\r'));
                rest = tag.write(&mut out, &mut open, after);
            }
            None => {
                out.push_str(same);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    let both = out.split('\r').zip(text.split('\r'));
    both.flat_map(|(made, line)| {
        // Space beside a tag is none of the text, and would move the line in.
        let (indent, _) = line.split_at(line.len() - line.trim_start().len());
        let lines = made.lines().map(str::trim).enumerate();
        lines.map(move |(at, line)| format!("{}{line}", if at == 0 { indent } else { "" }).trim_end().to_owned())
    })
    .collect()
}

/// A text without the schemas that generators fold into it (`<details><summary>JSON schema</summary>`): they are the model's.
pub fn without_schemas(text: &str) -> Cow<'_, str> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, (inside, after))) =
        rest.split_once("<details>").and_then(|(before, from)| Some((before, from.split_once("</details>")?)))
    {
        let summary = inside.trim_start().strip_prefix("<summary>").and_then(|rest| rest.split_once("</summary>"));
        if summary.is_none_or(|(summary, _)| letters(summary) != "jsonschema") {
            break;
        }
        out.push_str(before);
        rest = after;
    }
    if out.is_empty() && rest.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(out + rest) }
}

/// What waits for its end.
#[derive(Default)]
struct Open<'a> {
    /// Where links lead, if anywhere.
    links: Vec<Option<&'a str>>,
    /// The names of marks, and where what they mark begins.
    marks: Vec<(String, usize)>,
    /// How many cells the row of a table has so far.
    cells: usize,
}

/// Parts a cell from those before it in its row, of which the first says what the others are about.
fn part(out: &mut String, cells: usize) {
    let before = out.trim_end_matches([' ', '\r']);
    let said = before.ends_with(|c: char| c.is_alphanumeric() || "`)]*".contains(c)) && !before.ends_with("\n*");
    match cells {
        0 => {}
        1 if said => out.insert(before.len(), ':'),
        _ if said => out.insert(before.len(), ','),
        _ => {}
    }
}

/// A tag that HTML knows.
struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag at the start of a text, which is the end of a block, and how long it is.
    fn read(text: &'a str, block: &str) -> Option<(Self, usize)> {
        let end = text.strip_prefix('<')?.find('>')? + 1;
        let inner = text.get(1..end)?;
        let closes = inner.starts_with('/');
        let inner = inner.trim_start_matches('/').trim_end_matches('/');
        let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let name = name.to_ascii_lowercase();
        let known = BLOCKS.contains(&name.as_str()) || MARKS.iter().any(|(n, _)| *n == name);
        // `<a b>` is no link, and a placeholder has no attributes.
        let sound = attributes.trim().is_empty() || attributes.contains('=');
        let known = known || Self::is_element(&name, closes, attributes, block);
        (known && sound).then_some((Self { name, closes, attributes }, end + 1))
    }

    /// Whether a name that may be a placeholder, too, is that of an element: it has attributes, or is closed.
    fn is_element(name: &str, closes: bool, attributes: &str, block: &str) -> bool {
        let custom = name.contains('-') && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let paired = || {
            let block = block.to_ascii_lowercase();
            block.contains(&format!("</{name}>")) && (!closes || block.contains(&format!("<{name}")))
        };
        custom && closes || (custom || WORDS.contains(&name)) && (!attributes.trim().is_empty() || paired())
    }

    /// The value of an attribute.
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.attributes.split_once(&format!("{name}="))?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        match quote {
            Some(quote) => value.get(1..)?.split(quote).next(),
            None => value.split_whitespace().next(),
        }
    }

    /// Writes what stands for it before the rest of its block, and gives what is to be read of that; a link is open until it is
    /// closed, and none if it never is.
    fn write(&self, out: &mut String, open: &mut Open<'a>, rest: &'a str) -> &'a str {
        match (self.name.as_str(), self.closes) {
            ("a", false) => {
                // A relative link leads nowhere from here.
                let sound = |url: &&str| url.starts_with("http") && !url.contains(['<', '>', ' ', '\r']);
                let closed = rest.contains("</a") || rest.contains("</A");
                let url = self.attribute("href").filter(sound).filter(|_| closed);
                out.push_str(if url.is_some() { "[" } else { "" });
                open.links.push(url);
            }
            ("a", true) => {
                if let Some(Some(url)) = open.links.pop() {
                    out.push_str(&format!("]({url})"));
                }
            }
            // What the item is may stand in the next line.
            ("li" | "tr", false) => {
                let inside = rest.trim_start_matches(['\r', ' ']);
                out.extend(rest.get(..rest.len() - inside.len()).unwrap_or_default().matches('\r'));
                out.push_str("\n* ");
                open.cells = 0;
                return inside;
            }
            ("td" | "th", false) => {
                part(out, open.cells);
                open.cells += 1;
            }
            ("td" | "th", true) => out.push(' '),
            ("br", _) => out.push('\n'),
            // A heading is one line.
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => {
                let line = rest.split('\r').next().unwrap_or_default();
                let whole = line.split_once("</").is_some_and(|(words, _)| !words.trim().is_empty());
                let level = self.name.trim_start_matches('h').parse().unwrap_or(1);
                out.push_str(&format!("\n\n{}", if whole { "#".repeat(level) + " " } else { String::new() }));
            }
            // The documentation comments of C#: `<see cref="T:Toys.Bear"/>`, or with words of its own.
            ("see", false) if !rest.contains("</see>") => {
                let name = self.attribute("cref").and_then(|cref| cref.rsplit(['.', ':']).next());
                out.extend(name.map(|name| format!("`{name}`")));
            }
            (name, _) if BLOCKS.contains(&name) => out.push_str("\n\n"),
            (name, closes) => {
                let mark = MARKS.iter().find(|(n, _)| *n == name).map_or("", |(_, mark)| mark);
                return match closes {
                    _ if mark.is_empty() => rest,
                    false => self.begin(mark, out, open, rest),
                    true => self.end(mark, out, open, rest),
                };
            }
        }
        rest
    }

    /// A mark whose end is in its block; Markdown has no space behind it.
    fn begin(&self, mark: &str, out: &mut String, open: &mut Open<'a>, rest: &'a str) -> &'a str {
        let Some(end) = rest.to_ascii_lowercase().find(&format!("</{}", self.name)) else { return rest };
        let inside = rest.trim_start_matches(' ');
        out.push_str(rest.get(..rest.len() - inside.len()).unwrap_or_default());
        // What has the mark already is not marked again; one that goes on behind it is a slip.
        let marked = inside.strip_prefix(mark).filter(|rest| !rest.starts_with(['*', '`']));
        if marked.is_some() && rest.get(..end).is_some_and(|inside| inside.trim_end().ends_with(mark)) {
            return inside;
        }
        out.push_str(mark);
        open.marks.push((self.name.clone(), out.len()));
        marked.unwrap_or(inside)
    }

    /// The end of a mark that has begun, and marks something; Markdown has no space before it.
    fn end(&self, mark: &str, out: &mut String, open: &mut Open<'a>, rest: &'a str) -> &'a str {
        let Some(at) = open.marks.iter().rposition(|(name, _)| *name == self.name) else { return rest };
        let (_, start) = open.marks.remove(at);
        let marked = out.get(start..).unwrap_or_default();
        if marked.trim().is_empty() {
            out.replace_range(start - mark.len()..start, "");
            return rest;
        }
        let blank = marked.len() - marked.trim_end_matches(' ').len();
        out.insert_str(out.len() - blank, mark);
        rest
    }
}

/// What stands on lines of its own.
const BLOCKS: [&str; 18] = [
    "aside",
    "p",
    "div",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "details",
    "summary",
    "blockquote",
    "hr",
    "dl",
    "pre",
];

/// What stands in a line, and the mark for it.
const MARKS: [(&str, &str); 29] = [
    ("a", ""),
    ("b", "**"),
    ("strong", "**"),
    ("i", "*"),
    ("em", "*"),
    ("code", "`"),
    ("tt", "`"),
    ("li", ""),
    ("tr", ""),
    ("td", ""),
    ("th", ""),
    ("br", ""),
    ("dt", ""),
    ("dd", ""),
    ("thead", ""),
    ("tbody", ""),
    ("span", ""),
    ("u", ""),
    ("sup", ""),
    ("sub", ""),
    ("small", ""),
    ("font", ""),
    ("img", ""),
    ("html", ""),
    ("body", ""),
    ("del", ""),
    ("center", ""),
    ("section", ""),
    ("nobr", ""),
];

/// Elements of HTML whose names may as well be placeholders. What they hold is text like any other.
const WORDS: [&str; 21] = [
    "article", "button", "caption", "cite", "col", "colgroup", "figure", "footer", "header", "iframe", "kbd", "label",
    "main", "mark", "nav", "samp", "see", "strike", "style", "tfoot", "video",
];

#[cfg(test)]
mod tests {
    use super::lines;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        assert_eq!(lines(line), expected, "{line}");
    }

    #[test]
    fn html_as_markdown() {
        check("a < b and c > d", &["a < b and c > d"]);
        check("<p>One</p><p>Two</p>", &["", "", "One", "", "", "", "Two", ""]);
        check("a<br/>b<BR>c", &["a", "b", "c"]);
        check("<b>bold</b>, <em class=\"x\">thin</em> and <code>code</code>", &["**bold**, *thin* and `code`"]);
        check("See <a href=\"https://a.example/b?c=d\">this</a>.", &["See [this](https://a.example/b?c=d)."]);
        check("See <a href='/docs'>this</a>.", &["See this."]);
        check("<ul><li>a</li><li>b</li></ul>", &["", "", "", "* a", "* b", ""]);
        check("<tr><td>401</td><td>Who?</td></tr>", &["", "* 401: Who?"]);
        check("<tr>\n<td>401</td>\n<td>Who?</td>\n<td>a</td>\n</tr>", &["", "* 401:", "Who?", "a"]);
        check("<ul>\n<li>\n  one\n</li>\n</ul>", &["", "", "", "* one", "", ""]);
        check("<tr><td>a</td><td>b</td><td>c</td></tr><tr><td></td><td>d</td></tr>", &["", "* a: b, c", "*  d"]);
        check("<colgroup><col span=\"1\" style=\"width: 30%;\"></colgroup>a <col> b", &["a <col> b"]);
        check("<b>**a *b* c**</b> <code>`d`</code> <b>**e</b> <i>**f** g</i>", &["**a *b* c** `d` **e** ***f** g*"]);
        check("Bearer <token> of <a b> in `<b>`", &["Bearer <token> of <a b> in `<b>`"]);
        check("an open <", &["an open <"]);
        check("a<!-- of <b> -->b `<!-- c -->` <!-- d", &["ab `<!-- c -->` <!-- d"]);
        check(
            "<a href=\"https://a\">one\n  two</a>\n<h2>\nthree</h2>",
            &["[one", "  two](https://a)", "", "", "three", ""],
        );
        check("`a\n<b>` `` ` <b> `` \\`<b>c</b>", &["`a", "<b>` `` ` <b> `` \\`**c**"]);
        check("<h3 id=\"a\">Scope </h3> read", &["", "", "### Scope", "", "read"]);
        check("<h2>", &["", ""]);
        check("  <x-note class=\"new\"></x-note> <b>text</b> ", &["  **text**"]);
        check("<x-a>b</x-a> <your-key> </x-a>", &["b <your-key>"]);
        check("<label>, <kbd>A</kbd>, Vec<T>, <id>1</id>", &["<label>, A, Vec<T>, <id>1</id>"]);
        check("Note</b>: <b> it </B> is <i></i>so; <b>a", &["Note:  **it**  is so; a"]);
        check("<see cref=\"P:Toys.Bear.Name\">a name</see>, <see cref=\"T:Toys.Bear\"/>.", &["a name, `Bear`."]);
        check("<aside>Mind.</aside>", &["", "", "Mind.", ""]);
    }
}
