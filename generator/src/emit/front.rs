//! The first page of a crate's rustdoc: what it is, a first call, and where everything is. The README has the rest. It is no
//! part of the page, because its links are those of a folder, and its texts of the document are not made for rustdoc.

use std::collections::BTreeSet;

use minijinja::context;

use super::runtime::Part;
use super::{examples, manifest, pages, servers};
use crate::model::{Sdk, docs};

const FRONT: &str = include_str!("../../templates/crate/lib.md");

/// The lines below the title.
pub fn page(sdk: &Sdk, parts: &BTreeSet<Part>) -> Vec<String> {
    let services: Vec<_> = sdk
        .services
        .iter()
        .map(|s| {
            let link = if s.tag.is_some() { format!("struct@api::{}", s.name) } else { "Client".to_owned() };
            context! { reached => s.reached(), link, operations => s.operations.len() }
        })
        .collect();
    let page = pages::fill(
        FRONT,
        context! { description => lead(&sdk.description), example => examples::client(sdk).join("\n"), call => examples::first(sdk), lacking => servers::told(sdk),
        servers => sdk.servers.choices > 0, webhooks => sdk.webhooks.is_some(), callbacks => !sdk.callbacks.is_empty(), services, crates => manifest::named(parts), features => pages::FEATURES.trim_end() },
    );
    page.lines().map(str::to_owned).collect()
}

/// The first paragraph of a description, below the heading that it may have; nothing where that is no prose. Some documents have
/// a manual there. What it announces at its end is a list below it, or it is no part of the lead.
fn lead(description: &str) -> String {
    let lines = docs::markdown(description);
    let heading = |line: &&String| line.starts_with('#') || line.is_empty();
    let mut lines = lines.iter().skip_while(heading).map(String::as_str);
    let paragraph: Vec<&str> = lines.by_ref().take_while(|line| !line.trim().is_empty()).collect();
    let prose = |line: &&&str| !line.starts_with(['`', '|', '>', '-', '*', '+', ' ', '!', '<']);
    if paragraph.first().filter(prose).is_none() {
        return String::new();
    }
    let text = paragraph.join("\n");
    if !text.trim_end().ends_with(':') {
        return text;
    }
    let list: Vec<&str> = lines.take_while(|line| line.starts_with(['-', '*', '+', ' '])).collect();
    match list.len() {
        1..=LONGEST_LIST => format!("{text}\n\n{}", list.join("\n")),
        _ => text
            .rsplit_once(". ")
            .or_else(|| text.rsplit_once(".\n"))
            .map_or(String::new(), |(told, _)| format!("{told}.")),
    }
}

/// A longer list is no lead.
const LONGEST_LIST: usize = 12;

#[cfg(test)]
mod tests {
    use super::lead;

    #[test]
    fn the_lead_is_prose() {
        let table = [
            ("", ""),
            ("One.\nTwo.\n\nThree.", "One.\nTwo."),
            ("# Title\n\nText.\n## More", "Text.\n## More"),
            ("# Title", ""),
            ("```\nlet x;\n\n```\nText.", ""),
            ("- one\n- two", ""),
            ("One. See:\n\n- two\n- three\n\nFour.", "One. See:\n\n- two\n- three"),
            ("One.\nSee:\n\n```\ntwo\n```", "One."),
            ("See:\n\n# Two", ""),
        ];
        for (text, expected) in table {
            assert_eq!(lead(text), expected, "{text}");
        }
    }
}
