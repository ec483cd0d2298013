//! References: JSON Pointers (RFC 6901), percent-decoded (RFC 3986), into this file or another, and the anchors and
//! identifiers of JSON Schema 2020-12 §8.2.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::load::{FileId, Location, Origin, Sources, members, unescaped};
use crate::spec::letters;

/// Stands before the number of a file in references of ours; no name of a file has it.
const NUMBERED: &str = "\0";

/// Every file that was read, the entry document in the words of 3.0 and later.
pub struct Documents<'a> {
    sources: &'a Sources,
    root: &'a Value,
    /// Files that are read otherwise than they are written (`mends.rs`).
    mended: &'a BTreeMap<FileId, Value>,
    index: OnceCell<Index>,
    /// How many pointers that lead through references are being followed: one may lead through itself.
    depth: Cell<u32>,
}

/// A reference that leads nowhere.
#[derive(Debug)]
pub struct Dangling {
    reference: String,
    why: String,
    at: Origin,
}

impl Dangling {
    /// What it costs is for the caller to say.
    pub fn report(self, code: Code, consequence: &str, diagnostics: &mut Diagnostics) {
        let Self { reference, why, at } = self;
        // What is asked for by several readers is wrong once.
        diagnostics.push_once(
            Diagnostic::new(code, format!("`{reference}` points at nothing: {consequence}"))
                .at(&at)
                .help(format!("{why}; correct the reference or add what it names")),
        );
    }
}

/// What goes by another name than its pointer.
#[derive(Default)]
struct Index {
    /// `$anchor` and `$dynamicAnchor` by file and name; each resource may have one.
    anchors: BTreeMap<(FileId, String), Vec<Origin>>,
    /// `$id`, and `$self` of OpenAPI 3.2.
    ids: BTreeMap<String, Origin>,
    /// The schemas with an `$id`: fragments in them start there (JSON Schema 2020-12 core §9.2).
    resources: Vec<(Origin, String)>,
}

impl<'a> Documents<'a> {
    pub fn new(sources: &'a Sources, root: &'a Value, mended: &'a BTreeMap<FileId, Value>) -> Self {
        Self { sources, root, mended, index: OnceCell::new(), depth: Cell::new(0) }
    }

    /// The entry document.
    pub fn root(&self) -> &'a Value {
        self.root
    }

    /// Before 3.1, nothing may stand beside `$ref`.
    pub fn siblings_count(&self) -> bool {
        let version = self.root.get("openapi").and_then(Value::as_str).unwrap_or_default();
        version.starts_with("3.1") || version.starts_with("3.2")
    }

    /// The path of a file as the user knows it.
    pub fn path(&self, file: FileId) -> &'a str {
        self.sources.file(file).map_or("", |f| &f.path)
    }

    fn value(&self, file: FileId) -> Option<&'a Value> {
        match file {
            FileId(0) => Some(self.root),
            _ => self.mended.get(&file).or_else(|| self.sources.file(file).map(|f| &f.value)),
        }
    }

    /// Follows a chain of `$ref`s from a value to what it names.
    ///
    /// # Errors
    ///
    /// A reference that points at nothing, or at itself in the end.
    pub fn follow(&self, value: &'a Value, origin: &Origin) -> Result<(&'a Value, Origin), Dangling> {
        let (mut value, mut here) = (value, origin.clone());
        // Longer chains do not occur in real documents; a cycle of references never ends.
        for _ in 0..64 {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok((value, here)) };
            match self.lookup(&here, reference) {
                Ok(target) => (value, here) = target,
                Err(why) => {
                    return Err(Dangling { reference: reference.to_owned(), why, at: here.child("$ref") });
                }
            }
        }
        let reference = value.get("$ref").and_then(Value::as_str).unwrap_or_default().to_owned();
        Err(Dangling { reference, why: "the references go round in a circle".to_owned(), at: origin.child("$ref") })
    }

    /// What a `$recursiveRef` means from a place (JSON Schema 2019-09 §8.2.4.2): the innermost schema around it that says
    /// `$recursiveAnchor`, as a reference.
    pub fn recursive(&self, from: &Origin) -> Option<String> {
        let root = self.value(from.file)?;
        let ends = from.pointer.rmatch_indices('/').map(|(end, _)| end);
        let around = ends.filter_map(|end| from.pointer.get(..end));
        let says =
            |at: &&str| root.pointer(at).and_then(|held| held.get("$recursiveAnchor")) == Some(&Value::Bool(true));
        { around }.find(says).map(|at| format!("#{at}"))
    }

    /// The child of a mapping, whatever references stand between; one that points at nothing is reported, and nothing.
    pub fn get(
        &self,
        value: &'a Value,
        key: &str,
        origin: &Origin,
        diagnostics: &mut Diagnostics,
    ) -> Option<(&'a Value, Origin)> {
        match self.follow(value.get(key)?, &origin.child(key)) {
            Ok(found) => Some(found),
            Err(dangling) => {
                dangling.report(Code::DanglingReference, &format!("`{key}` is read as if it were absent"), diagnostics);
                None
            }
        }
    }

    /// The target of a reference at a place, and its own place.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn lookup(&self, from: &Origin, reference: &str) -> Result<(&'a Value, Origin), String> {
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let base = match document {
            "" => {
                // Many write references from the root of the document in a schema with an `$id`, too.
                let near = self.index().around(from).find_map(|(base, _)| self.inside(base, fragment).ok());
                if let Some(found) = near {
                    return Ok(found);
                }
                Origin::root(from.file)
            }
            name if name.starts_with(NUMBERED) => {
                let number = name.trim_start_matches(NUMBERED).parse();
                Origin::root(FileId(number.map_err(|_| "no file has this number")?))
            }
            name => match (self.index().named(name, from), self.sources.link(from.file, name)) {
                (Some(origin), _) => origin.clone(),
                (None, Ok(file)) => Origin::root(file),
                // A schema is also named by its pointer alone, as many tools of Swagger 2.0 took it.
                (None, Err(why)) => match self.definition(name) {
                    Some(found) if fragment.is_empty() => return Ok(found),
                    _ => return Err(why),
                },
            },
        };
        self.inside(&base, fragment).or_else(|why| match fragment.rsplit_once('/') {
            // The words of the other versions, or some of those of this one.
            Some(("/schemas" | "/definitions" | "/components/schemas" | "/components/definitions", name)) => {
                self.definition(&unescaped(name)).ok_or(why)
            }
            // Pydantic writes a schema as if it were a document.
            Some(("/$defs", name)) if document.is_empty() => self.around(from, name).ok_or(why),
            _ => Err(why),
        })
    }

    /// The schema of this name in the `$defs` of what is around a place, the nearest first. It is escaped as in a pointer.
    fn around(&self, from: &Origin, name: &str) -> Option<(&'a Value, Origin)> {
        let root = self.value(from.file)?;
        let mut outer = from.pointer.as_str();
        loop {
            let pointer = format!("{outer}/$defs/{name}");
            if let Some(value) = root.pointer(&pointer) {
                return Some((value, Origin { file: from.file, pointer }));
            }
            outer = outer.rsplit_once('/')?.0;
        }
    }

    /// What a fragment names in a file or in a schema with an `$id`.
    fn inside(&self, base: &Origin, fragment: &str) -> Result<(&'a Value, Origin), String> {
        let root = self.value(base.file).ok_or("the file was not read")?;
        let fragment = percent_decode_str(fragment).decode_utf8().unwrap_or_else(|_| fragment.into());
        let pointer = match fragment.as_ref() {
            "" => base.pointer.clone(),
            pointer if pointer.starts_with('/') => format!("{}{pointer}", base.pointer),
            anchor => match self.index().anchor(base, anchor) {
                Some(at) => at.pointer.clone(),
                None => return Err(format!("no schema has the `$anchor` `{anchor}`")),
            },
        };
        match root.pointer(&pointer) {
            // A file of one schema is named as a whole; a document holds schemas, and is none.
            Some(value) if pointer.is_empty() && is_document(value) => {
                Err("it names a whole document, which holds schemas and is none".to_owned())
            }
            Some(value) => Ok((value, Origin { file: base.file, pointer })),
            None if self.depth.get() > 16 => Err("the references go round in a circle".to_owned()),
            None => {
                self.depth.set(self.depth.get() + 1);
                let found = self.through(base.file, root, &pointer);
                self.depth.set(self.depth.get() - 1);
                found
            }
        }
    }

    /// A copy of a part of another file that can stand in the entry document: its references name their file by number.
    pub fn rebased(&self, value: &Value, file: FileId) -> Value {
        match value {
            Value::Object(map) => {
                let entry = |(key, value): (&String, &Value)| {
                    let reference = value.as_str().filter(|_| key == "$ref").and_then(|reference| {
                        let (name, fragment) = reference.split_once('#').unwrap_or((reference, ""));
                        let file = if name.is_empty() { file } else { self.sources.link(file, name).ok()? };
                        Some(Value::String(format!("{NUMBERED}{}#{fragment}", file.0)))
                    });
                    (key.clone(), reference.unwrap_or_else(|| self.rebased(value, file)))
                };
                Value::Object(map.iter().map(entry).collect())
            }
            Value::Array(list) => Value::Array(list.iter().map(|v| self.rebased(v, file)).collect()),
            other => other.clone(),
        }
    }

    /// A bare name for one of the document's own schemas.
    fn definition(&self, name: &str) -> Option<(&'a Value, Origin)> {
        let at = Origin::root(FileId(0));
        let plain = [at.child("definitions"), at.child("components").child("schemas")];
        plain.into_iter().map(|at| at.child(name)).find_map(|at| Some((self.root.pointer(&at.pointer)?, at)))
    }

    /// A pointer that leads through a reference: each step looks through what it finds.
    fn through(&self, file: FileId, root: &'a Value, pointer: &str) -> Result<(&'a Value, Origin), String> {
        let (mut value, mut at) = (root, Origin::root(file));
        for step in pointer.split('/').skip(1) {
            (value, at) = self.follow(value, &at).map_err(|d| d.why)?;
            let key = unescaped(step);
            let next = match value {
                Value::Object(map) => map.get(&key),
                Value::Array(list) => key.parse::<usize>().ok().and_then(|i| list.get(i)),
                _ => None,
            };
            let Some(next) = next else { return Err(missing(value, &at, &key)) };
            (value, at) = (next, at.child(&key));
        }
        Ok((value, at))
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for (number, _) in self.sources.files().iter().enumerate() {
                let file = FileId(u32::try_from(number).unwrap_or(u32::MAX));
                if let Some(value) = self.value(file) {
                    index.add(file, value);
                }
            }
            index
        })
    }
}

impl Index {
    /// The schemas with an `$id` around a place, the innermost first.
    fn around(&self, place: &Origin) -> impl Iterator<Item = &(Origin, String)> {
        let mut around: Vec<_> = self.resources.iter().filter(|(base, _)| place.is_within(base)).collect();
        around.sort_by_key(|(base, _)| std::cmp::Reverse(base.pointer.len()));
        around.into_iter()
    }

    /// What goes by an `$id`, or by a name that is relative to the `$id` around it.
    fn named(&self, name: &str, from: &Origin) -> Option<&Origin> {
        let relative = |(_, id): &(Origin, String)| match Location::parse(id).join(name).ok()? {
            Location::Url(url) => self.ids.get(&url),
            Location::File(path) => self.ids.get(path.to_str()?),
            Location::Stdin => None,
        };
        self.ids.get(name).or_else(|| self.around(from).find_map(relative))
    }

    /// The anchor of a resource, before those of the resources in it.
    fn anchor(&self, base: &Origin, name: &str) -> Option<&Origin> {
        let inside = self.anchors.get(&(base.file, name.to_owned()))?.iter().filter(|at| at.is_within(base));
        inside.min_by_key(|at| self.around(at).count())
    }

    fn add(&mut self, file: FileId, root: &Value) {
        if let Some(own) = root.get("$self").and_then(Value::as_str) {
            self.ids.insert(own.trim_end_matches('#').to_owned(), Origin::root(file));
        }
        // A value, where it is, and whether its keys are names.
        let mut todo = vec![(root, Origin::root(file), false)];
        while let Some((value, at, named)) = todo.pop() {
            match value {
                Value::Object(map) => {
                    for key in ["$anchor", "$dynamicAnchor"] {
                        if let Some(name) = map.get(key).and_then(Value::as_str) {
                            self.anchors.entry((file, name.to_owned())).or_default().push(at.clone());
                        }
                    }
                    // A mere fragment is an anchor of draft 7.
                    if let Some(id) = map.get("$id").and_then(Value::as_str).filter(|id| !id.starts_with('#')) {
                        let id = id.trim_end_matches('#').to_owned();
                        self.resources.push((at.clone(), id.clone()));
                        self.ids.entry(id).or_insert_with(|| at.clone());
                    }
                    let deeper = members(map, named).filter(|(_, v, _)| v.is_object() || v.is_array());
                    todo.extend(deeper.map(|(key, value, named)| (value, at.child(key), named)));
                }
                Value::Array(list) => todo.extend(list.iter().enumerate().map(|(i, v)| (v, at.index(i), false))),
                _ => {}
            }
        }
    }
}

/// Whether a value says that it is an OpenAPI document (OpenAPI 3.1 §4.8.1, Swagger 2.0 "Swagger Object").
fn is_document(value: &Value) -> bool {
    ["openapi", "swagger"].iter().any(|key| value.get(key).is_some_and(|v| v.is_string() || v.is_number()))
}

/// Names the step of a pointer that fails, and a key that looks like it.
fn missing(value: &Value, at: &Origin, key: &str) -> String {
    let alike = value.as_object().and_then(|m| m.keys().find(|k| letters(k) == letters(key)));
    let near = || nearest(key, value.as_object()?.keys().map(String::as_str));
    let hint = alike.map(String::as_str).or_else(near).map(|k| format!(" (did you mean `{k}`?)")).unwrap_or_default();
    format!("`#{}` has no `{key}`{hint}", at.pointer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::load::load_str;

    #[test]
    fn where_a_reference_leads() {
        let root = json!({
            "openapi": "3.1.0",
            "components": {"schemas": {
                "named": {"$anchor": "here", "properties": {"default": {"$anchor": "property"}}},
                "data": {"$anchor": "there", "default": {"$anchor": "data"}, "x-note": {"$anchor": "note"}},
                "own": {"$id": "https://example.com/own", "$defs": {"const": {"$dynamicAnchor": "below"}}},
                "plain": {"properties": {"a": {}}, "$defs": {"b": {}}},
                "other": {"$id": "https://example.com/other", "$anchor": "here", "$defs": {"a": {}}, "items": {}},
            }},
            "paths": {"/a": {"get": {"responses": {"default": {"$anchor": "answer"}}}}},
        });
        let sources = load_str("a.json", &root.to_string(), &mut Diagnostics::default());
        let mended = BTreeMap::new();
        let documents = Documents::new(&sources, &root, &mended);
        let from = |place: &str, reference: &str, expected: Result<&str, &str>| {
            let place = Origin { file: FileId(0), pointer: place.to_owned() };
            let found = documents.lookup(&place, reference).map(|(_, at)| at.pointer);
            assert_eq!(found.as_ref().map(String::as_str).map_err(String::as_str), expected, "{reference}");
        };
        let check = |reference: &str, expected: Result<&str, &str>| from("", reference, expected);
        check("#/paths/~1a/get", Ok("/paths/~1a/get"));
        check("#here", Ok("/components/schemas/named"));
        check("#property", Ok("/components/schemas/named/properties/default"));
        check("#below", Ok("/components/schemas/own/$defs/const"));
        check("https://example.com/own#/$defs", Ok("/components/schemas/own/$defs"));
        check("#answer", Ok("/paths/~1a/get/responses/default"));
        check("#data", Err("no schema has the `$anchor` `data`"));
        check("#note", Err("no schema has the `$anchor` `note`"));
        check("own", Ok("/components/schemas/own"));
        check("", Err("it names a whole document, which holds schemas and is none"));
        check("#", Err("it names a whole document, which holds schemas and is none"));
        // Inside of a schema with an identifier.
        let check = |reference: &str, expected: &str| from("/components/schemas/other/items", reference, Ok(expected));
        check("#", "/components/schemas/other");
        check("#/$defs/a", "/components/schemas/other/$defs/a");
        check("#here", "/components/schemas/other");
        check("#there", "/components/schemas/data");
        check("#/components/schemas/data", "/components/schemas/data");
        // Where there is no `$id`, what is around it counts all the same.
        let place = "/components/schemas/plain/properties/a";
        from(place, "#/$defs/b", Ok("/components/schemas/plain/$defs/b"));
        from(place, "#/$defs/c", Err("`#` has no `$defs`"));
        check("https://example.com/own", "/components/schemas/own");
        from("/components/schemas/others", "#here", Ok("/components/schemas/named"));
    }

    #[cfg(feature = "remote")]
    #[test]
    fn a_name_is_relative_to_the_identifier_around_it() {
        let root = json!({
            "a": {"$id": "https://example.com/schemas/a.json", "items": {}},
            "b": {"$id": "https://example.com/schemas/b.json", "$defs": {"c": {}}},
        });
        let sources = load_str("a.json", &root.to_string(), &mut Diagnostics::default());
        let place = Origin { file: FileId(0), pointer: "/a/items".to_owned() };
        let mended = BTreeMap::new();
        let found =
            Documents::new(&sources, &root, &mended).lookup(&place, "./b.json#/$defs/c").map(|(_, at)| at.pointer);
        assert_eq!(found.as_deref(), Ok("/b/$defs/c"));
    }
}
