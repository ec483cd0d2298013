//! The HTML that documents write into their prose, as Markdown. Only what HTML knows is a tag: `<version>` is a word.

/// One line, which may become several. What stands in code is left alone.
pub fn lines(line: &str) -> Vec<String> {
    if !line.contains('<') {
        return vec![line.to_owned()];
    }
    let mut out = String::new();
    let paired = line.matches('`').count().is_multiple_of(2);
    let (mut rest, mut code, mut links) = (line, false, Vec::new());
    while let Some(at) = rest.find(['<', '`']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if from.starts_with('`') {
            code = paired && !code;
            out.push('`');
            rest = from.get(1..).unwrap_or_default();
            continue;
        }
        match Tag::read(from).filter(|_| !code) {
            Some((tag, length)) => {
                tag.write(&mut out, &mut links);
                rest = from.get(length..).unwrap_or_default();
            }
            None => {
                out.push('<');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// A tag that HTML knows.
struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag at the start of a text, and how long it is.
    fn read(text: &'a str) -> Option<(Self, usize)> {
        let end = text.find('>')?;
        let inner = text.get(1..end)?;
        let closes = inner.starts_with('/');
        let inner = inner.trim_start_matches('/').trim_end_matches('/');
        let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let name = name.to_ascii_lowercase();
        let known = BLOCKS.contains(&name.as_str()) || MARKS.iter().any(|(n, _)| *n == name);
        // `<a b>` is no link, and a placeholder has no attributes.
        let sound = attributes.trim().is_empty() || attributes.contains('=');
        (known && sound).then_some((Self { name, closes, attributes }, end + 1))
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

    /// Writes what stands for it; a link is open until it is closed.
    fn write(&self, out: &mut String, links: &mut Vec<Option<&'a str>>) {
        match (self.name.as_str(), self.closes) {
            ("a", false) => {
                // A relative link leads nowhere from here.
                let url =
                    self.attribute("href").filter(|url| url.starts_with("http") && !url.contains(['<', '>', ' ']));
                out.push_str(if url.is_some() { "[" } else { "" });
                links.push(url);
            }
            ("a", true) => {
                if let Some(Some(url)) = links.pop() {
                    out.push_str(&format!("]({url})"));
                }
            }
            ("li" | "tr", false) => out.push_str("\n* "),
            ("td" | "th", true) => out.push(' '),
            ("br", _) => out.push('\n'),
            (name, _) if BLOCKS.contains(&name) => out.push_str("\n\n"),
            (name, _) => out.push_str(MARKS.iter().find(|(n, _)| *n == name).map_or("", |(_, mark)| mark)),
        }
    }
}

/// What stands on lines of its own.
const BLOCKS: [&str; 17] = [
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
        check("<tr><td>401</td><td>Who?</td></tr>", &["", "* 401 Who?"]);
        check("Bearer <token> of <a b> in `<b>`", &["Bearer <token> of <a b> in `<b>`"]);
        check("an open <", &["an open <"]);
    }
}
