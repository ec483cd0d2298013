//! The path of a request: its template, filled so that no value changes the route.

/// Writes a template with its segments, which are encoded, behind what stands in the text.
pub(super) fn fill(text: &mut String, template: &str, values: &[(&'static str, String)]) -> Result<(), String> {
    let (mut rest, mut dotted) = (template, false);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("the path template has no closing brace")?;
        let value = values.iter().find(|(n, _)| *n == name);
        let (_, value) = value.ok_or_else(|| format!("`{name}` of the path was not set"))?;
        text.push_str(before);
        text.push_str(value);
        dotted |= is_dotted(value) || value.contains('/');
        rest = after;
    }
    text.push_str(rest);
    if dotted { check(template, values) } else { Ok(()) }
}

/// An empty or dotted segment is removed (RFC 3986 §5.2.4), however its dots are spelled (WHATWG URL §4.1).
fn check(template: &str, values: &[(&'static str, String)]) -> Result<(), String> {
    let lost = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "" | "." | "..");
    for part in template.split('/').filter(|part| part.contains('{')) {
        let names = || part.split('{').skip(1).filter_map(|part| part.split('}').next());
        let mut filled = part.to_owned();
        for name in names() {
            let value = values.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value);
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        // A value has a slash only where it may span segments.
        if let Some(segment) = filled.split('/').find(|segment| lost(segment)) {
            let names: Vec<_> = names().map(|name| format!("`{name}`")).collect();
            return Err(format!("`{segment}` is no value for {}: it would change the path", names.join(", ")));
        }
    }
    Ok(())
}

/// Whether it may be dots and nothing else; that it is not, most values show with their first character.
fn is_dotted(value: &str) -> bool {
    value.bytes().all(|b| matches!(b, b'.' | b'%' | b'2' | b'e' | b'E'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_changes_the_route() {
        let check = |template: &str, (a, b): (&str, &str), expected: Result<&str, &str>| {
            let values = [("a", a.to_owned()), ("b", b.to_owned())];
            let mut text = String::new();
            let got = fill(&mut text, template, &values).map(|()| text);
            assert_eq!(got.as_deref().map_err(String::as_str), expected, "{template} {values:?}");
        };
        check("/x/{a}/y", ("1", ""), Ok("/x/1/y"));
        check("/x/{a}.{b}", ("1", "txt"), Ok("/x/1.txt"));
        check("/x{a}", ("", ""), Ok("/x"));
        check("/x/{a}", ("%252e", ""), Ok("/x/%252e"));
        check("/x/{a}", ("...", ""), Ok("/x/..."));
        check("/x/{a}/y", ("", ""), Err("`` is no value for `a`: it would change the path"));
        check("/x/{a}", ("..", ""), Err("`..` is no value for `a`: it would change the path"));
        check("/x/{a}", ("%2E.", ""), Err("`%2E.` is no value for `a`: it would change the path"));
        check("/x/{a}.{b}", ("", ""), Err("`.` is no value for `a`, `b`: it would change the path"));
        check("/x/{a}/y", ("1/2.3", ""), Ok("/x/1/2.3/y"));
        check("/x/{a}/y", ("1/../2", ""), Err("`..` is no value for `a`: it would change the path"));
        check("/x/{a}/y", ("/1", ""), Err("`` is no value for `a`: it would change the path"));
        check("/x/{c}", ("", ""), Err("`c` of the path was not set"));
    }
}
