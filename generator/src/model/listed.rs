//! What a description lists of each value of an enum: `- QUEUED: Not begun yet.`

/// What is left of a description, and what it says of each value, where it has a line for each of them, or of many for all but one.
pub fn of(description: &str, values: &[&str]) -> Option<(String, Vec<String>)> {
    if values.len() < 2 || description.contains("```") {
        return None;
    }
    let mut said: Vec<Option<String>> = vec![None; values.len()];
    let mut left: Vec<&str> = Vec::new();
    // The value whose text may go on, and how far its line is moved in.
    let mut open: Option<(usize, usize)> = None;
    for line in description.lines() {
        let indent = line.len() - line.trim_start().len();
        if let Some((value, text)) = item(line, values) {
            let slot = said.get_mut(value).filter(|slot| slot.is_none())?;
            *slot = Some(text.to_owned());
            open = Some((value, indent));
            continue;
        }
        let goes_on = open.filter(|(_, outer)| !line.trim().is_empty() && indent > *outer);
        match goes_on.and_then(|(value, _)| said.get_mut(value)?.as_mut()) {
            Some(text) => {
                text.push('\n');
                text.push_str(line.trim());
            }
            None => {
                open = None;
                left.push(line);
            }
        }
    }
    let missing = said.iter().filter(|said| said.is_none()).count();
    let enough = missing == 0 || missing == 1 && values.len() > 3;
    let said = said.into_iter().map(Option::unwrap_or_default);
    enough.then(|| (left.join("\n").trim().to_owned(), said.collect()))
}

/// Which value a line is about, and what it says of it.
fn item<'l>(line: &'l str, values: &[&str]) -> Option<(usize, &'l str)> {
    let line = line.trim();
    let marked = ["- ", "* ", "+ ", "• "].iter().find_map(|mark| line.strip_prefix(mark));
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = || digits.strip_prefix(['.', ')']).filter(|_| digits.len() < line.len());
    let bare = marked.or_else(numbered).unwrap_or(line).trim_start_matches(DRESS).trim_start();
    let text = |value: &str| {
        let (start, rest) = bare.split_at_checked(value.len())?;
        let rest = rest.trim_start_matches(DRESS);
        let after = rest.trim_start();
        // `a-b` is a word.
        let apart = after.starts_with(':') || after.len() < rest.len();
        let text = after.strip_prefix([':', '-', '–', '—', '='])?.trim_start_matches(DRESS).trim();
        let plain = apart && !text.is_empty() && !text.starts_with(['/', '>', '=']);
        (start.eq_ignore_ascii_case(value) && !value.is_empty() && plain).then_some(text)
    };
    let found = values.iter().enumerate().filter_map(|(at, value)| Some((at, value.len(), text(value)?)));
    found.max_by_key(|(_, length, _)| *length).map(|(at, _, text)| (at, text))
}

/// What stands around a value in prose.
const DRESS: [char; 5] = ['`', '"', '\'', '*', '_'];

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn values_that_are_listed() {
        let check = |description: &str, values: &[&str], expected: Option<(&str, &[&str])>| {
            let expected =
                expected.map(|(left, said)| (left.to_owned(), said.iter().map(|s| (*s).to_owned()).collect()));
            assert_eq!(of(description, values), expected, "{description}");
        };
        check(
            "State.\n* on: It runs.\n  Always.\n* off: It rests.\n\nMore.",
            &["on", "off"],
            Some(("State.\n\nMore.", &["It runs.\nAlways.", "It rests."])),
        );
        check("- `a` - One\n- **a-b:** Two", &["a", "a-b"], Some(("", &["One", "Two"])));
        check("1. Queued = Not begun\n2. Done – Over", &["queued", "done"], Some(("", &["Not begun", "Over"])));
        check("- on: It runs.", &["on", "off"], None);
        check("- a: A\n- b: B\n- c: C", &["a", "b", "c", "d"], Some(("", &["A", "B", "C", ""])));
        check("- on: It runs.\n- off: It rests.\n- on: Again.", &["on", "off"], None);
        check("on-off and off-on", &["on", "off"], None);
        check("```\non: a\noff: b\n```", &["on", "off"], None);
    }
}
