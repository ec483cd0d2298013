//! The path of a request: its template, filled so that no value changes the route.

/// Fills a template with segments that are encoded.
pub(super) fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String, String> {
    let mut path = String::new();
    for (index, part) in template.split('/').enumerate() {
        if index > 0 {
            path.push('/');
        }
        let (segment, names) = segment(part, values)?;
        // An empty or dotted segment is removed (RFC 3986 §5.2.4), however its dots are spelled (WHATWG URL §4.1).
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        if !names.is_empty() && matches!(dots.as_str(), "" | "." | "..") {
            let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(format!("`{segment}` is no value for {names}: it would change the path"));
        }
        path.push_str(&segment);
    }
    Ok(path)
}

/// One segment, and the parameters in it.
fn segment<'a>(template: &'a str, values: &[(&'static str, String)]) -> Result<(String, Vec<&'a str>), String> {
    let (mut text, mut names, mut rest) = (String::new(), Vec::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("the path template has no closing brace")?;
        let value = values.iter().find(|(n, _)| *n == name);
        text.push_str(before);
        text.push_str(&value.ok_or_else(|| format!("`{name}` of the path was not set"))?.1);
        names.push(name);
        rest = after;
    }
    text.push_str(rest);
    Ok((text, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_changes_the_route() {
        let check = |template: &str, (a, b): (&str, &str), expected: Result<&str, &str>| {
            let values = [("a", a.to_owned()), ("b", b.to_owned())];
            let got = fill(template, &values);
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
        check("/x/{c}", ("", ""), Err("`c` of the path was not set"));
    }
}
