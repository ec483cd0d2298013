//! What prism's router takes a path for, and cannot tell.

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::report::Code;

/// Whether a path is one of a template: each segment has the fixed parts of the template's, and something between them.
pub fn fits(template: &str, path: &str) -> bool {
    agree(template, path, "")
}

/// Whether prism's router takes a path for one of a template: it finds `Apps{b}` in `OtherApps.json` too.
pub fn reached(template: &str, path: &str) -> bool {
    agree(template, path, ".*")
}

/// Whether the segments of a path are those of a template, each behind what may stand before one with a variable.
fn agree(template: &str, path: &str, before: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let hole = Regex::new(r"\{[^{}]*\}").ok();
    let same = |template: &str, segment: &str| {
        let fixed: Vec<String> = match &hole {
            Some(hole) => hole.split(template).map(regex::escape).collect(),
            None => return false,
        };
        let segment = percent_decode_str(segment).decode_utf8_lossy();
        let before = if fixed.len() > 1 { before } else { "" };
        Regex::new(&format!("^{before}{}$", fixed.join("(?s:.+)"))).is_ok_and(|whole| whole.is_match(&segment))
    };
    template.len() == path.len() && template.iter().zip(&path).all(|(t, p)| same(t, p))
}

/// Whether prism's router escapes a character, so that it finds no name that has it.
pub fn escaped(c: char) -> bool {
    r".*+?^$()|[]\".contains(c)
}

/// Why there is no route for a path that fits its template, as prism has it: an expression of RFC 6570 is no name for its
/// router, which escapes the template as a regular expression before it looks for names.
pub fn limit(template: &str) -> Option<(Code, String)> {
    let names = template.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let lost = names.into_iter().find(|name| name.contains(escaped))?;
    Some((Code::Unrouted, format!("prism finds no route where the path has an expression: `{lost}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let check = |template: &str, path: &str, good: bool| {
            assert_eq!(fits(template, path), good, "{template} {path}");
        };
        check("/a/{b.c}:do", "/a/text:do", true);
        check("/a/{b.c}:do", "/a/text:undo", false);
        check("/a/{b.c}:do", "/a/:do", false);
        check("/a/{b}", "/a/x%2Fy", true);
        check("/a/{b}.json", "/a/xjson", false);
        check("/a/{b}", "/a/x/y", false);
        let check = |template: &str, code: Option<Code>| {
            assert_eq!(limit(template).map(|(code, _)| code), code, "{template}");
        };
        check("/a/{;b*}:do", Some(Code::Unrouted));
        check("/a.b/{c}:do", None);
        check("/a/{b_2e_c}:do", None);
        let check = |template: &str, path: &str, good: bool| {
            assert_eq!(reached(template, path), good, "{template} {path}");
        };
        check("/a/Apps{b}", "/a/OtherApps.json", true);
        check("/a/Apps{b}", "/a/Other.json", false);
        check("/a/Apps", "/a/OtherApps", false);
    }
}
