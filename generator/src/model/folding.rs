//! Markdown as one paragraph, for where one line is wanted: the cell of a table, an item of a list.

use super::{docs, quotes};

/// Lines as one paragraph. Where one ended before, or a heading, a sentence does; the items of a list and the rows of a table
/// are parted by semicolons.
pub fn paragraph(lines: &[String]) -> String {
    let mut text = String::new();
    // Whether a paragraph ended, and whether an item is open.
    let (mut ended, mut listed, mut quoted) = (false, false, false);
    let mut fenced: Option<Vec<&str>> = None;
    for line in lines {
        let bare = line.trim().trim_start_matches("> ").trim_start_matches('>');
        // A quote is a paragraph of its own.
        let quote = bare.len() < line.trim().len();
        ended |= quote != quoted;
        quoted = quote;
        // A block of code is a span in the sentence.
        if quotes::is_fence(bare) {
            match fenced.take() {
                Some(block) if block.is_empty() => {}
                Some(block) => add(&mut text, &docs::code(&block.join(" "))),
                None => fenced = Some(Vec::new()),
            }
            continue;
        }
        if let Some(block) = &mut fenced {
            block.extend(bare.split_whitespace());
            continue;
        }
        let line = match Line::read(bare) {
            Line::Blank => {
                ended = true;
                continue;
            }
            Line::Rule => continue,
            line => line,
        };
        let item = matches!(line, Line::Item(_) | Line::Row(_));
        let open = text.ends_with(|c: char| c.is_alphanumeric() || "`)>*".contains(c));
        let stop = match (item, listed) {
            (true, true) => Some(';'),
            (true, false) => Some(':'),
            (false, _) => Some('.').filter(|_| ended),
        };
        text.extend(stop.filter(|_| open));
        // What stands below an item goes on with it.
        listed = item || listed && !ended;
        ended = matches!(line, Line::Heading(_));
        if let Line::Heading(words) | Line::Item(words) | Line::Plain(words) = line {
            words.split_whitespace().for_each(|word| add(&mut text, word));
        } else if let Line::Row(cells) = line {
            let cells: Vec<_> = cells.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
            add(&mut text, &cells.join(", ").replacen(", ", ": ", 1));
        }
    }
    text
}

/// What a line is.
enum Line<'a> {
    Blank,
    Heading(&'a str),
    Item(&'a str),
    /// Of a table whose rows begin and end with a bar.
    Row(&'a str),
    /// What parts the head of a table from its rows.
    Rule,
    Plain(&'a str),
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Self {
        let line = line.trim();
        let bare = line.trim_start_matches('#');
        let item = ["* ", "- ", "+ "].iter().find_map(|mark| line.strip_prefix(mark));
        let framed = line.len() > 1 && line.starts_with('|') && line.ends_with('|');
        match item {
            _ if line.is_empty() => Self::Blank,
            _ if bare.len() < line.len() && bare.starts_with(' ') => Self::Heading(bare),
            Some(words) => Self::Item(words),
            None if line.contains("--") && line.chars().all(|c| "|-: ".contains(c)) => Self::Rule,
            None if framed => Self::Row(line),
            None => Self::Plain(line),
        }
    }
}

fn add(text: &mut String, word: &str) {
    text.extend((!text.is_empty()).then_some(' '));
    text.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::paragraph;

    #[test]
    fn one_line() {
        let check = |text: &str, expected: &str| {
            let lines: Vec<_> = text.lines().map(str::to_owned).collect();
            assert_eq!(paragraph(&lines), expected, "{text}");
        };
        check("One\ntwo", "One two");
        check("One\n\nTwo.\n\nThree", "One. Two. Three");
        check("# Bad request\nIt was `bad`\n\n#1 of them", "Bad request. It was `bad`. #1 of them");
        check("Ask:\n\n- one", "Ask: one");
        check(
            "Status\n* `0` - locked\n  for long\n* `1` - open\n\nThe end",
            "Status: `0` - locked for long; `1` - open. The end",
        );
        check("One.\n- two.\n- three", "One. two. three");
        check("| code | title | why |\n|---|:--|--|\n| 4 | bad | - |", "code: title, why; 4: bad, -");
        check("One\n> two\n>\n> > three\nfour", "One. two. three. four");
        check("> One\n> two", "One two");
        check("Like:\n```text\n{\n  \"a\": `1`\n}\n```\n\nSo", "Like: `` { \"a\": `1` } ``. So");
        check("a -- b", "a -- b");
        check("-1 | 2", "-1 | 2");
    }
}
