//! The path of an operation as its calls fill it: what some documents write in it, and OpenAPI does not know, is taken out.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{Parameter, Place, letters};

use super::shape::Reader;

/// The template of a path, in which names in braces are those of its path parameters.
pub fn read(reader: &mut Reader<'_>, path: &str, parameters: &[Parameter], origin: &Origin) -> String {
    let (route, marked) = &braced(path, parameters);
    let (route, expressions) = plain(&closed(route), parameters);
    let expressions = marked.iter().cloned().chain(expressions);
    for (expression, meant) in expressions {
        reader.diagnostics.push(
            Diagnostic::new(Code::PathParameter, format!("`{expression}` of `{path}` is {meant}"))
                .at(origin)
                .help("a path has the name of its parameter, as `{name}`; `style` and `explode` say how it is written (OpenAPI 3.0.3 §4.7.12.1)"),
        );
    }
    without_pairs(split(&route, &['#']).0, parameters)
}

/// What a path as it is written has, and no path may have.
pub fn faults(path: &str, at: &Origin, diagnostics: &mut Diagnostics) {
    let mut say = |message: String, help: &str| {
        diagnostics.push(Diagnostic::new(Code::PathParameter, message).at(at).help(help));
    };
    let (before, fragment) = split(path, &['#']);
    if !fragment.is_empty() {
        let message = format!("`{fragment}` of the path `{path}` is a fragment, which is not sent");
        say(message, "what tells two operations apart must be a part of the path, a parameter or the body");
    }
    let (before, query) = split(before, &['?']);
    if query.len() > 1 {
        let message = format!("the path `{path}` has a query");
        say(message, "what no parameter writes of it is sent with every call; declare it as parameters in the query");
    }
    let named = |part: &&str| part.len() > 1 && part.starts_with(':') && !part.contains(['{', '}']);
    for part in before.split('/').filter(named) {
        let name = part.trim_start_matches(':');
        let help = format!(
            "it is sent as it stands unless a parameter has that name; one is written `{{{name}}}` (OpenAPI 3.0.3 §4.7.8.2)"
        );
        say(format!("`{part}` of the path `{path}` is no parameter in OpenAPI"), &help);
    }
    if outside(path).contains(['{', '}']) {
        let message = format!("the path `{path}` has a brace without its other one");
        say(message, "it is sent as a character of the path; a parameter is written `{name}`");
    }
}

/// A template before the first of these characters, and from there on; in braces it is one of a name or an expression.
pub fn split<'a>(template: &'a str, marks: &[char]) -> (&'a str, &'a str) {
    let mut closed = 0;
    let found = template.char_indices().find(|(at, c)| {
        if *c == '{' {
            closed = template.get(*at..).and_then(|rest| rest.find('}')).map_or(closed, |end| at + end);
        }
        *at >= closed && marks.contains(c)
    });
    found.and_then(|(at, _)| template.split_at_checked(at)).unwrap_or((template, ""))
}

/// A path in which parameters that are marked as elsewhere (`<id>`, `:id`) stand in braces, where they are declared, and those.
fn braced(path: &str, parameters: &[Parameter]) -> (String, Vec<(String, String)>) {
    let mut found = Vec::new();
    let (before, after) = split(path, &['?', '#']);
    let parts: Vec<String> = before
        .split('/')
        .map(|part| {
            let angled = part.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
            let named = angled.or_else(|| part.strip_prefix(':'));
            match parameters.iter().find(|p| p.place == Place::Path && Some(p.name.as_str()) == named) {
                Some(parameter) => {
                    found.push((part.to_owned(), format!("taken for the parameter `{}`", parameter.name)));
                    format!("{{{}}}", parameter.name)
                }
                None => part.to_owned(),
            }
        })
        .collect();
    (parts.join("/") + after, found)
}

/// A path whose braces all are those of places: one without its other one is a character like any other, and encoded.
fn closed(path: &str) -> String {
    let mut parts = path.split('{');
    let mut route = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        route.push_str(if part.contains('}') { "{" } else { "%7B" });
        route.push_str(part);
    }
    route
}

/// What is left of a template without its places: braces among it have no other one.
pub fn outside(template: &str) -> String {
    places(template).iter().fold(template.to_owned(), |rest, name| rest.replacen(&format!("{{{name}}}"), "", 1))
}

/// A path without expressions of RFC 6570 and with the names of its parameters, and what was taken for what.
fn plain(path: &str, parameters: &[Parameter]) -> (String, Vec<(String, String)>) {
    let declared = |place: Place, name: &str| parameters.iter().any(|p| p.place == place && p.name == name);
    let (mut route, mut rest, mut found) = (String::new(), path, Vec::new());
    while let Some((before, (inside, after))) = rest.split_once('{').and_then(|(b, a)| Some((b, a.split_once('}')?))) {
        route.push_str(before);
        let expression = format!("{{{inside}}}");
        let names: Vec<&str> = inside.trim_start_matches(OPERATORS).split(',').map(bare).collect();
        match names.as_slice() {
            _ if declared(Place::Path, inside) => route.push_str(&expression),
            _ if inside.starts_with(['?', '&']) && names.iter().all(|name| declared(Place::Query, name)) => {
                found.push((expression, "written by its query parameters".to_owned()));
            }
            [name] if *name != inside && declared(Place::Path, name) => {
                found.push((expression, format!("taken for the parameter `{name}`")));
                route.push_str(&format!("{{{name}}}"));
            }
            _ => route.push_str(&expression),
        }
        rest = after;
    }
    route.push_str(rest);
    while let Some((place, name)) = other_name(&route, parameters) {
        found.push((place.clone(), format!("taken for the parameter `{name}`")));
        route = route.replacen(&place, &format!("{{{name}}}"), 1);
    }
    (route, found)
}

/// A place of a path that has another name than its parameter: the same in another case or with other separators, else the only
/// place without a parameter, and the only one of these without a place.
fn other_name(route: &str, parameters: &[Parameter]) -> Option<(String, String)> {
    let places = places(route);
    let declared: Vec<&str> = parameters.iter().filter(|p| p.place == Place::Path).map(|p| p.name.as_str()).collect();
    let free = |of: &[&str], but: &[&str]| -> Vec<String> {
        of.iter().filter(|name| !but.contains(name)).map(|name| (*name).to_owned()).collect()
    };
    let (open, unused) = (free(&places, &declared), free(&declared, &places));
    let alike = |place: &String| {
        let mut same = unused.iter().filter(|name| letters(name) == letters(place));
        Some((place.clone(), same.next().filter(|_| same.next().is_none())?.clone()))
    };
    let only = || match (open.as_slice(), unused.as_slice()) {
        ([place], [name]) => Some((place.clone(), name.clone())),
        _ => None,
    };
    let (place, name) = open.iter().find_map(alike).or_else(only)?;
    Some((format!("{{{place}}}"), name))
}

/// The names in the braces of a path.
pub fn places(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
}

/// The operators of RFC 6570 §2.2.
const OPERATORS: [char; 7] = ['+', '#', '.', '/', ';', '?', '&'];

/// The name of a variable without its modifier (RFC 6570 §2.4).
fn bare(variable: &str) -> &str {
    let cut =
        variable.rsplit_once(':').filter(|(_, length)| length.parse::<u16>().is_ok()).map_or(variable, |(n, _)| n);
    cut.trim_end_matches('*')
}

/// A path without the pairs of its query that parameters of the query write: some repeat them there (`/toys?q={q}`).
fn without_pairs(path: &str, parameters: &[Parameter]) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let written = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        pair.contains('{') && parameters.iter().any(|p| p.place == Place::Query && p.name == name)
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !written(pair)).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}
