//! Names are local: what is taken out of a document, or comes into it, renames nothing of what else is there.

use std::collections::{BTreeMap, BTreeSet};

use sdkwright::diag::{Code, Diagnostics};
use sdkwright::load::{self, Origin};
use sdkwright::model::{DefKind, Record, Sdk, Type};
use sdkwright::spec::{Api, ShapeId};
use sdkwright::{Options, model, resolve};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::random::Random;

/// So many times something is taken out of each document.
const ROUNDS: usize = 4;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Names {
    /// Names that are there before and after.
    pub compared: usize,
    /// Of them, those that changed because they collide, which is reported.
    pub collided: usize,
    /// Those that changed for no such reason.
    pub moved: Vec<String>,
    /// Names that are there before and after, with the record of before: once where something goes, once where it comes.
    pub recorded: usize,
    /// Of them, those that changed all the same.
    pub lost: Vec<String>,
}

/// What it is, the place in the document and what of it.
type Key = (&'static str, String, String);

/// Every name of an SDK by what it names, and where the generator says that names collide.
#[derive(Default)]
struct Published {
    /// All names of a thing.
    names: BTreeMap<Key, BTreeSet<String>>,
    collisions: BTreeSet<String>,
}

/// Takes operations and schemas that nothing else needs out of a document. What comes back has fewer names and no other;
/// read the other way round, it is an addition. Then again with the record of the names that were there before.
pub fn check(document: &Value, seed: u64) -> Option<Names> {
    let (whole, record) = published(document, None)?;
    let (mut found, mut random) = (Names::default(), Random::new(seed));
    for _ in 0..ROUNDS {
        let less = without(document, &mut random);
        let Some((part, shorter)) = published(&less, None) else { continue };
        let (compared, changed) = moves(&whole, &part);
        found.compared += compared;
        for ((what, place, of), line) in changed {
            // A name that collides moves, and so does what is named after it: what lies below it.
            let at = |above: &String| {
                place.strip_prefix(above.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            match whole.collisions.iter().chain(&part.collisions).any(at) {
                true => found.collided += 1,
                false => found.moved.push(format!("{what} {place} {of}: {line}")),
            }
        }
        let gone = published(&less, Some(record.clone())).map(|(kept, _)| moves(&whole, &kept));
        let come = published(document, Some(shorter)).map(|(kept, _)| moves(&kept, &part));
        for (how, (compared, changed)) in
            [("taken out", gone), ("added", come)].into_iter().flat_map(|(h, c)| Some((h, c?)))
        {
            found.recorded += compared;
            let line = |((what, place, of), line)| format!("{how}: {what} {place} {of}: {line}");
            found.lost.extend(changed.into_iter().map(line));
        }
    }
    Some(found)
}

/// How many things both have, and which of them have a name in the part that they do not have in the whole.
fn moves(whole: &Published, part: &Published) -> (usize, Vec<(Key, String)>) {
    let both = || part.names.iter().filter_map(|(key, names)| Some((key, names, whole.names.get(key)?)));
    let differ = both().filter(|(_, names, known)| !names.is_subset(known));
    let line =
        |known: &BTreeSet<String>, names: &BTreeSet<String>| format!("{known:?} in the whole, {names:?} in the part");
    (both().count(), differ.map(|(key, names, known)| (key.clone(), line(known, names))).collect())
}

/// The names of a document, and its record as the next run reads it.
fn published(document: &Value, record: Option<Record>) -> Option<(Published, Record)> {
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_str("document.json", &document.to_string(), &mut diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let api = resolve::resolve(&sources, &mut diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let sdk = model::model(&api, &Options { record, ..Options::default() }, &mut diagnostics);
    let said = [Code::Renamed, Code::DuplicateOperationId];
    let collided = diagnostics.iter().filter(|d| said.contains(&d.code));
    let place = |o: &Origin| o.pointer.trim_end_matches("/operationId").to_owned();
    let collisions = collided.filter_map(|d| d.origin.as_ref()).map(place).collect();
    let mut published = Published { collisions, ..Published::default() };
    types(&api, &sdk, &mut published);
    calls(&api, &sdk, &mut published);
    let record = Record::read(&sdk.names.text()).unwrap_or_else(|faults| panic!("the record is damaged: {faults:?}"));
    assert_eq!(record, sdk.names, "the record is read as it was written");
    Some((published, record))
}

impl Published {
    fn add(&mut self, what: &'static str, place: &str, part: impl Into<String>, name: &str) {
        self.names.entry((what, place.to_owned(), part.into())).or_default().insert(name.to_owned());
    }
}

fn place(api: &Api, shape: Option<ShapeId>) -> String {
    shape.and_then(|id| api.node(id)).map(|n| n.origin.pointer.clone()).unwrap_or_default()
}

fn types(api: &Api, sdk: &Sdk, out: &mut Published) {
    let unions = sdk.defs.iter().filter(|def| matches!(def.kind, DefKind::Union(_)));
    let unions: BTreeSet<String> = unions.map(|def| place(api, def.shape)).collect();
    for def in &sdk.defs {
        let at = place(api, def.shape);
        // A node that has no place of its own, such as an arm that was merged, stands where another stands.
        let kind = match &def.kind {
            // An object that others extend is the choice between them; what it is itself is one of the arms.
            DefKind::Struct(_) if unions.contains(&at) => "arm",
            DefKind::Struct(_) => "struct",
            DefKind::Form { .. } => "form",
            DefKind::Enum { .. } => "enum",
            DefKind::Numbers(_) => "numbers",
            DefKind::Union(_) => "union",
            DefKind::Alias(_) => "alias",
        };
        out.add("type", &at, kind, &def.name);
        match &def.kind {
            DefKind::Struct(fields) | DefKind::Form { fields, .. } => {
                fields.iter().for_each(|f| out.add("field", &at, &f.wire, &f.name));
            }
            DefKind::Enum { values, .. } => values.iter().for_each(|v| out.add("variant", &at, &v.wire, &v.name)),
            DefKind::Numbers(values) => {
                values.iter().for_each(|v| out.add("variant", &at, v.value.to_string(), &v.name));
            }
            DefKind::Union(union) => {
                union.arms.iter().for_each(|a| out.add("variant", &at, shown(api, sdk, &a.ty), &a.name));
                union.words.texts.iter().for_each(|w| out.add("variant", &at, format!("{:?}", w.wire), &w.name));
            }
            DefKind::Alias(_) => {}
        }
    }
}

/// A type by the place of what it names.
fn shown(api: &Api, sdk: &Sdk, ty: &Type) -> String {
    match ty {
        Type::Named(id) => place(api, sdk.defs.get(id.0).and_then(|d| d.shape)),
        Type::List(inner) => format!("[{}]", shown(api, sdk, inner)),
        Type::Map(inner) => format!("{{{}}}", shown(api, sdk, inner)),
        Type::Nullable(inner) => format!("{}?", shown(api, sdk, inner)),
        Type::Tuple(items) => items.iter().map(|i| shown(api, sdk, i)).collect::<Vec<_>>().join(","),
        other => format!("{other:?}"),
    }
}

fn calls(api: &Api, sdk: &Sdk, out: &mut Published) {
    for (service, operation) in sdk.services.iter().flat_map(|s| s.operations.iter().map(move |o| (s, o))) {
        let source = api.operations.iter().find(|o| o.method == operation.method && o.path == operation.path);
        let at = source.map(|o| o.origin.pointer.clone()).unwrap_or_default();
        out.add("service", &at, "", &service.name);
        out.add("method", &at, "", &operation.name);
        out.add("request", &at, "", &operation.request);
        for argument in &operation.arguments {
            out.add("argument", &at, format!("{} {:?}", argument.wire, argument.wiring), &argument.name);
        }
    }
}

/// A document without some of its operations, and without some of the schemas that only those needed.
fn without(document: &Value, random: &mut Random) -> Value {
    let mut document = document.clone();
    let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    for item in document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(|p| p.values_mut()) {
        if let Some(item) = item.as_object_mut() {
            item.retain(|key, _| !methods.contains(&key.as_str()) || random.below(3) > 0);
        }
    }
    let pointer = if document.get("swagger").is_some() { "/definitions" } else { "/components/schemas" };
    let schemas = document.pointer_mut(pointer).map(Value::take);
    let Some(Value::Object(mut schemas)) = schemas else { return document };
    let (mut needed, mut todo) = (BTreeSet::new(), vec![&document]);
    while let Some(value) = todo.pop() {
        match value {
            Value::Array(list) => todo.extend(list),
            Value::Object(map) => todo.extend(map.values()),
            // A reference, or a value of a mapping, which may be the name alone.
            Value::String(text) => {
                let name = text.strip_prefix(&format!("#{pointer}/")).unwrap_or(text);
                let name = load::unescaped(name.split('/').next().unwrap_or(name));
                if let Some(schema) = schemas.get(&name)
                    && needed.insert(name)
                {
                    todo.push(schema);
                }
            }
            _ => {}
        }
    }
    let needed: BTreeSet<String> = needed;
    schemas.retain(|name, _| needed.contains(name) || random.below(2) == 0);
    if let Some(slot) = document.pointer_mut(pointer) {
        *slot = Value::Object(schemas);
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documents that this repository owns.
    #[test]
    fn what_is_taken_out_renames_nothing() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let cases = std::fs::read_dir(root.join("generator/tests/cases")).expect("the cases are there");
        let mut files: Vec<_> = cases.flatten().map(|e| e.path().join("spec.yaml")).collect();
        files.extend(["specs/appwrite-users.yaml", "specs/depot.yaml"].map(|spec| root.join(spec)));
        let mut compared = 0;
        for (file, seed) in files.iter().flat_map(|f| [1, 2, 3].map(|seed| (f, seed))) {
            let sources = load::load(&load::Request::from(file.as_path()), &mut Diagnostics::default());
            let Some(document) = sources.root().filter(|_| sources.files().len() == 1) else { continue };
            let Some(found) = check(&document.value, seed) else { continue };
            assert_eq!(found.moved, Vec::<String>::new(), "{}, seed {seed}", file.display());
            assert_eq!(found.lost, Vec::<String>::new(), "{}, seed {seed}, with the record", file.display());
            compared += found.compared;
        }
        assert!(compared > 1000, "only {compared} names");
    }
}
