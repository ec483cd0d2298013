//! References to other files: which files a document names, and which of them may be read.
//!
//! Knows no more of OpenAPI than that `$ref` names a place. A file that cannot be read is no fault by itself: whoever
//! follows the reference to it says so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

use super::location::Location;
use super::{File, FileId, Origin, Sources, fs, parse};
use crate::diag::Diagnostics;

/// Keys below which a `$ref` is data, or a matter of somebody's extension.
const OPAQUE: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// Keywords whose members have names of the document: `default` there is a response, `example` a property.
const NAMED: [&str; 6] = ["properties", "patternProperties", "responses", "definitions", "$defs", "schemas"];

/// What may be read beside the entry document.
pub struct Rules<'a> {
    /// No file outside this folder.
    pub root: Option<PathBuf>,
    /// Whether references may name URLs.
    pub remote: bool,
    /// Where the entry document is.
    pub entry: &'a Location,
}

/// Reads every file that the entry document names, and what those name, each once.
pub fn read_all(sources: &mut Sources, rules: &Rules<'_>, diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<Location, Result<FileId, String>> = BTreeMap::new();
    let mut places = vec![(FileId(0), rules.entry.clone())];
    known.insert(rules.entry.identity(), Ok(FileId(0)));
    let mut next = 0;
    while let Some((id, place)) = places.get(next).cloned() {
        next += 1;
        let Some(file) = sources.file(id) else { break };
        for name in named(&file.value) {
            let target = match target(&place, &name, rules) {
                Ok(target) => target,
                Err(why) => {
                    sources.links.insert((id, name), Err(why));
                    continue;
                }
            };
            let identity = target.identity();
            let found = known.get(&identity).cloned().unwrap_or_else(|| {
                let result = read(sources, &target, diagnostics);
                places.extend(result.iter().map(|id| (*id, target.clone())));
                result
            });
            known.insert(identity, found.clone());
            sources.links.insert((id, name), found);
        }
    }
}

/// A relative reference without what changes nothing (RFC 3986 §5.2.4).
pub fn plain(name: &str) -> &str {
    name.trim_start_matches("./")
}

/// The file parts of all references of a value.
fn named(value: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    // A value, and whether its keys are names.
    let mut todo = vec![(value, false)];
    while let Some((value, named)) = todo.pop() {
        match value {
            Value::Object(map) => {
                let mapping = map.get("discriminator").and_then(|d| d.get("mapping")?.as_object());
                // The name of a component is no file.
                let mapped = mapping.into_iter().flat_map(Map::values).filter_map(Value::as_str);
                let references =
                    map.get("$ref").and_then(Value::as_str).into_iter().chain(mapped.filter(|m| m.contains('#')));
                let files = references.map(|reference| reference.split('#').next().unwrap_or_default());
                names.extend(files.filter(|file| !file.is_empty()).map(|file| plain(file).to_owned()));
                todo.extend(members(map, named).map(|(_, value, named)| (value, named)));
            }
            Value::Array(list) => todo.extend(list.iter().map(|value| (value, false))),
            _ => {}
        }
    }
    names
}

/// The members of an object in which the document goes on, and of each whether its own keys are names: examples and the
/// like are data, and what an extension holds is a matter of whoever wrote it.
pub(crate) fn members(map: &Map<String, Value>, named: bool) -> impl Iterator<Item = (&String, &Value, bool)> {
    // The one extension that we read: the webhooks of 3.0.
    let extension = |key: &str| key.starts_with("x-") && key != "x-webhooks";
    let followed = move |key: &str| !extension(key) && (named || !OPAQUE.contains(&key));
    let members = map.iter().filter(move |(key, _)| followed(key));
    members.map(move |(key, value)| (key, value, !named && NAMED.contains(&key.as_str())))
}

/// Where a name of a file leads from the file that has it.
fn target(from: &Location, name: &str, rules: &Rules<'_>) -> Result<Location, String> {
    let target = from.join(name)?;
    match &target {
        Location::Url(_) if !rules.remote => {
            Err(format!("`{name}` is a URL, and URLs are only followed with --allow-remote"))
        }
        Location::File(path) => match &rules.root {
            Some(root) if !fs::inside(path, root) => Err(format!(
                "`{name}` lies outside of the folder `{}`; to allow it name a folder that holds both: --root DIR",
                if root.as_os_str().is_empty() { ".".into() } else { root.display().to_string() }
            )),
            _ => Ok(target),
        },
        _ => Ok(target),
    }
}

/// A path without `.` and, where it can be told, without `..`.
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => _ = out.pop(),
            part => out.push(part),
        }
    }
    out
}

fn read(sources: &mut Sources, place: &Location, diagnostics: &mut Diagnostics) -> Result<FileId, String> {
    let shown = place.shown();
    let text = fs::read(place).map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    let id = FileId(u32::try_from(sources.files.len()).unwrap_or(u32::MAX));
    let prose = Path::new(&shown).extension().is_some_and(|e| e == "md" || e == "txt");
    let value = if prose {
        Value::String(text.clone())
    } else {
        let mut said = Diagnostics::default();
        match parse::parse(&text, &Origin::root(id), &mut said) {
            Some(value) => {
                diagnostics.extend(said);
                value
            }
            None => {
                let fault = said.iter().next();
                let (message, offset) = fault.map_or(("it is empty", None), |d| (d.message.as_str(), d.offset));
                let line = text.get(..offset.unwrap_or_default()).unwrap_or_default().matches('\n').count() + 1;
                return Err(format!("`{shown}` does not parse: {message} in line {line}"));
            }
        }
    };
    sources.files.push(File { path: shown, text, value });
    Ok(id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn which_files_are_named() {
        let value = json!({
            "a": [{"$ref": "b.yaml#/c"}, {"$ref": "#/d"}], "x-code": {"$ref": "no.sh"}, "e": {"$ref": "../f.json"},
            "example": {"$ref": "no.yaml"}, "g": {"$ref": 7},
        });
        assert_eq!(named(&value), BTreeSet::from(["b.yaml".to_owned(), "../f.json".to_owned()]));
        let value = json!({
            "responses": {"default": {"$ref": "error.yaml"}, "200": {"example": {"$ref": "no.yaml"}}},
            "properties": {"properties": {"default": {"$ref": "no.yaml"}}, "enum": {"$ref": "enum.yaml"}},
        });
        assert_eq!(named(&value), BTreeSet::from(["error.yaml".to_owned(), "enum.yaml".to_owned()]));
    }

    #[test]
    fn where_a_name_leads() {
        let from = Location::File("api/v1/spec.yaml".into());
        let rules = Rules { root: Some("api".into()), remote: false, entry: &from };
        let check = |name: &str, expected: Result<&str, &str>| match (target(&from, name, &rules), expected) {
            (Ok(place), Ok(shown)) => assert_eq!(place.shown(), shown),
            (Err(why), Err(words)) => assert!(why.contains(words), "{why}"),
            (got, _) => panic!("{name}: {got:?}"),
        };
        check("a.yaml", Ok("api/v1/a.yaml"));
        check("./x/../a%20b.yaml", Ok("api/v1/a b.yaml"));
        check("../shared/a.yaml", Ok("api/shared/a.yaml"));
        check("../../etc/passwd", Err("--root DIR"));
        check("/etc/passwd", Err("--root DIR"));
        check("https://example.org/a.yaml", Err("--allow-remote"));
    }
}
