//! Code that is marked by its indentation alone (CommonMark 0.31.2 §4.4), told from prose that a block of YAML or a docstring
//! moved in.

use super::{html, quotes};

/// How much deeper code stands than the text above it.
const DEEPER: usize = 4;

/// What the lines of a text so far say of the next.
#[derive(Default)]
pub struct Above {
    /// How far the last paragraph is moved in, by its first line; nothing before that.
    margin: Option<usize>,
    /// Whether a paragraph ended there: it would go on with an indented line.
    ended: bool,
    /// Where the text of an item begins, while a list is open: what stands below it is moved in as well.
    item: Option<usize>,
}

impl Above {
    /// Goes on behind lines that are no code.
    pub fn pass(&mut self, lines: &[&str]) {
        for line in lines {
            let margin = indent(line);
            match item(line) {
                _ if line.trim().is_empty() => {
                    self.ended = true;
                    continue;
                }
                Some(begins) => self.item = Some(begins),
                None if self.ended && self.item.is_some_and(|begins| margin < begins) => self.item = None,
                None => {}
            }
            self.margin = self.margin.filter(|_| !self.ended).or(Some(margin));
            self.ended = line.trim_start().starts_with('#');
        }
    }

    /// How many lines from the first on are one block of code, and what stands in it; nothing where none begins here.
    pub fn code<'a>(&self, lines: &[&'a str]) -> Option<(usize, Vec<&'a str>)> {
        let least = self.margin.filter(|_| self.ended && self.item.is_none())? + DEEPER;
        let first = lines.first()?;
        let inside = |line: &&str| line.trim().is_empty() || indent(line) >= least;
        let reached = lines.iter().copied().take_while(inside).collect::<Vec<_>>();
        let length = reached.iter().rposition(|line| !line.trim().is_empty())? + 1;
        let block = reached.get(..length)?;
        let other = first.trim().is_empty() || is_other(first) || is_prose(block);
        if other || block.iter().any(|line| quotes::is_fence(line)) {
            return None;
        }
        let common = block.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min()?;
        Some((length, block.iter().map(|line| line.get(common..).unwrap_or_default().trim_end()).collect()))
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Where the text of an item begins, if a line is one of a list, of Markdown or of HTML.
fn item(line: &str) -> Option<usize> {
    let text = line.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mark = match text.get(digits..)? {
        rest if digits == 0 && rest.starts_with(['*', '-', '+']) => 1,
        rest if (1..=9).contains(&digits) && rest.starts_with(['.', ')']) => digits + 1,
        rest if rest.starts_with("<li>") => "<li>".len(),
        _ => return None,
    };
    let rest = text.get(mark..)?;
    let apart = rest.is_empty() || rest.starts_with(' ') || text.starts_with('<');
    apart.then(|| line.len() - text.len() + mark.min(digits + 1) + 1)
}

/// Whether a line begins what an author moves in as well: a list, a table, HTML.
fn is_other(line: &str) -> bool {
    item(line).is_some() || line.trim_start().starts_with('|') || html::lines(line) != [line]
}

/// Whether lines begin with a sentence.
fn is_prose(lines: &[&str]) -> bool {
    let paragraph: Vec<&str> = lines.iter().map(|line| line.trim()).take_while(|line| !line.is_empty()).collect();
    let begins = paragraph.first().is_some_and(|line| line.starts_with(char::is_uppercase));
    begins && paragraph.last().is_some_and(|line| line.ends_with(['.', '!', '?']))
}

#[cfg(test)]
mod tests {
    use super::super::docs::markdown;

    #[test]
    fn code_that_is_moved_in() {
        let check = |text: &str, expected: &[&str]| assert_eq!(markdown(text), expected, "{text}");
        check(
            "Like:\n\n    # one\n    {\n\n      [a]\n    }\n\n\nSo",
            &["Like:", "", "```text", "# one", "{", "", "  [a]", "}", "```", "", "So"],
        );
        check("#### curl\n    curl -X\n\tGET\n", &["#### curl", "```text", "curl -X", "GET", "```"]);
        check("> One:\n>\n>     [a]\n\nTwo", &["> One:", ">", "> ```text", "> [a]", "> ```", "", "Two"]);
        check("Like:\n\n        a\n      b", &["Like:", "", "```text", "  a", "b", "```"]);
        // A paragraph goes on, and so does a list.
        check("One\n    two [a]", &["One", "   two \\[a\\]"]);
        check("- one\n\n    two\n\n      three", &["- one", "", "   two", "", "   three"]);
        check(
            "1. one\n\n       two\n\nThree:\n\n    a",
            &["1. one", "", "   two", "", "Three:", "", "```text", "a", "```"],
        );
        check("-long:\n\n    a", &["-long:", "", "```text", "a", "```"]);
    }

    #[test]
    fn prose_that_is_moved_in() {
        let check = |text: &str, expected: &[&str]| assert_eq!(markdown(text), expected, "{text}");
        check("\n    Get [it]\n\n    a = b", &["   Get \\[it\\]", "", "   a = b"]);
        check(
            "One.\n\n    Either this, or\n    that.\n\n    a",
            &["One.", "", "   Either this, or", "   that.", "", "   a"],
        );
        check("One:\n\n    * a\n    * b", &["One:", "", "   * a", "   * b"]);
        check("One:\n\n    | a | b |\n    |---|---|", &["One:", "", "   | a | b |", "   |---|---|"]);
        check("One:\n\n    <p>Two</p>", &["One:", "", "Two"]);
        check("One:\n\n    ```\n    a\n    ```", &["One:", "", "```text", "    a", "```"]);
    }
}
