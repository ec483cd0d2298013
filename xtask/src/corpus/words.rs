//! Whether what a document says of its parts is in the docs of its SDK: a walk that shares nothing with resolve.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use sdkwright::write::Tree;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// So many words of a description are looked for; a shorter one is not.
const WORDS: usize = 6;

/// What was looked for, by the kind of part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// Descriptions.
    pub said: BTreeMap<String, usize>,
    /// Where those are that no docs have.
    pub lost: Vec<(String, String)>,
}

impl Words {
    /// The kinds of which more than one in fifty is lost, in words.
    pub fn failure<'w>(all: impl Iterator<Item = &'w Self> + Clone) -> Option<String> {
        let (mut said, mut lost) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
        for words in all {
            words.said.iter().for_each(|(kind, n)| *said.entry(kind).or_default() += n);
            words.lost.iter().for_each(|(kind, _)| *lost.entry(kind).or_default() += 1);
        }
        let few = |(kind, n): (&&str, &usize)| {
            let lost = lost.get(*kind).copied().unwrap_or_default();
            (lost * 50 > *n).then(|| format!("{lost} of {n} descriptions of {kind} are in no docs"))
        };
        let found: Vec<String> = said.iter().filter_map(few).collect();
        (!found.is_empty()).then(|| found.join(", "))
    }
}

/// Looks for the beginning of each description in the docs of all files.
pub fn check(document: &Value, tree: &Tree) -> Words {
    let docs = tree.iter().filter(|(path, _)| path.ends_with(".rs") && !path.contains("runtime/"));
    let lines = docs.flat_map(|(_, text)| text.lines()).map(str::trim_start);
    let mut windows = HashSet::new();
    let mut last: Vec<u64> = Vec::new();
    for word in lines.filter_map(|line| line.strip_prefix("///")).flat_map(words) {
        if last.len() == WORDS {
            last.remove(0);
        }
        last.push(word);
        windows.insert(hash(&last));
    }
    let mut found = Words::default();
    for (kind, at, text) in said(document) {
        let sentence = text.split_once(". ").map_or(text, |(first, _)| first);
        let first: Vec<u64> = words(sentence).take(WORDS).collect();
        // Markup is not written in the docs as it is in the document.
        if first.len() < WORDS || text.contains('<') {
            continue;
        }
        *found.said.entry(kind.to_owned()).or_default() += 1;
        if !windows.contains(&hash(&first)) {
            found.lost.push((kind.to_owned(), at));
        }
    }
    found
}

/// The words of a text, as hashes; case and signs say nothing, nor where a link leads.
fn words(text: &str) -> impl Iterator<Item = u64> {
    let parts = text.split("](").enumerate();
    let labels = parts.map(|(i, part)| if i == 0 { part } else { part.split_once(')').map_or("", |(_, rest)| rest) });
    let words = labels.flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(|word| hash(&word.to_lowercase()))
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What a value in the document is.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// Its keys are names of parts.
    Each(&'static str),
    /// One part.
    One(&'static str),
}

/// The descriptions of what operations reach, with their kind and their place.
fn said(document: &Value) -> Vec<(&'static str, String, &str)> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let roots = ["paths", "webhooks"].into_iter().filter_map(|key| Some((key, document.get(key)?)));
    let mut todo: Vec<_> = roots.map(|(key, paths)| (paths, Part::Each("path"), format!("/{key}"))).collect();
    while let Some((value, part, at)) = todo.pop() {
        match value {
            Value::Array(list) => todo.extend(list.iter().enumerate().map(|(i, v)| (v, part, format!("{at}/{i}")))),
            Value::Object(map) => {
                if let Some(reference) = map.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'))
                    && seen.insert(reference)
                    && let Some(target) = document.pointer(reference)
                {
                    // A component says itself what it is.
                    let kind =
                        if let Part::One("property" | "arm" | "element") = part { Part::One("schema") } else { part };
                    todo.push((target, kind, reference.to_owned()));
                }
                if let (Part::One(kind), Some(text)) = (part, map.get("description").and_then(Value::as_str))
                    && ["parameter", "body", "property", "arm", "element"].contains(&kind)
                    && !is_ignored(map)
                {
                    found.push((kind, at.clone(), text));
                }
                for (key, value) in map {
                    let next = match part {
                        Part::Each(kind) => Some(Part::One(kind)),
                        Part::One(_) => below(key),
                    };
                    todo.extend(next.map(|part| (value, part, format!("{at}/{key}"))));
                }
            }
            _ => {}
        }
    }
    found
}

/// Header parameters that are described elsewhere (OpenAPI 3.0.3 §4.7.12.1).
fn is_ignored(map: &serde_json::Map<String, Value>) -> bool {
    let name = map.get("name").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    ["accept", "content-type", "authorization"].contains(&name.as_str())
}

fn below(key: &str) -> Option<Part> {
    Some(match key {
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" => Part::One("operation"),
        "parameters" => Part::One("parameter"),
        "requestBody" => Part::One("body"),
        "responses" => Part::Each("response"),
        "content" => Part::Each("media"),
        "schema" => Part::One("schema"),
        "items" | "additionalProperties" => Part::One("element"),
        "allOf" => Part::One("schema"),
        "oneOf" | "anyOf" => Part::One("arm"),
        "properties" => Part::Each("property"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_in_no_docs() {
        let text = "Which of the many pages is shown.";
        let document = json!({
            "paths": {"/a": {"get": {"parameters": [
                {"name": "a", "description": format!("{text} And more.")}, {"name": "b", "description": "Short."},
                {"$ref": "#/components/parameters/c"},
            ]}}},
            "components": {"parameters": {"c": {"schema": {"properties": {"description": {"description": "How many of them there are at most"}}}}}},
        });
        let mut tree = Tree::default();
        tree.insert("src/api/a.rs", format!("/// * `a`: [{text}](<https://a.example>)\npub fn a() {{}}\n"));
        let found = check(&document, &tree);
        let lost = vec![("property".to_owned(), "/components/parameters/c/schema/properties/description".to_owned())];
        assert_eq!(found.lost, lost);
        assert_eq!(
            Words::failure([&found].into_iter()),
            Some("1 of 1 descriptions of property are in no docs".to_owned())
        );
    }
}
