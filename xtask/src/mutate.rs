//! `cargo xtask mutate`: real documents with faults that chance puts in, through the whole pipeline as those of the corpus.
//!
//! Whatever a document says, the generator ends by itself, in time and within its memory, with an SDK that has what the document
//! has and compiles, or with an error that names a place.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use sdkwright::diag::Diagnostics;
use sdkwright::load::{self, Origin, unescaped};
use sdkwright::run::Exit;
use serde_json::{Value, json};

use crate::corpus::{self, Sample, documents};
use crate::random::Random;

/// What to try.
#[derive(Clone, Debug)]
pub struct Request {
    /// A folder with `specs/`, or of documents.
    pub folder: PathBuf,
    /// Only documents whose name has one of these in it.
    pub only: Vec<String>,
    /// Which documents, and which faults.
    pub seed: u64,
    /// How many documents with faults are made.
    pub count: usize,
    /// The largest document that is taken, in bytes.
    pub largest: u64,
    /// How many of the crates are compiled.
    pub compile: Sample,
    /// How many at once.
    pub jobs: usize,
}

/// Values that are odd in most places.
fn odd() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("#"),
        json!("a b"),
        json!("\0"),
        json!("\u{e9}"),
        json!("string"),
        json!("default"),
        json!("../x"),
        json!([]),
        json!({}),
        json!([[]]),
        json!({"a": {}}),
        json!({"$ref": "#"}),
        json!({"$ref": "#/components/schemas/Nope"}),
        json!({"type": "object"}),
        json!({"type": "array"}),
        json!({"type": ["string", "null"]}),
        json!({"type": "integer", "enum": ["a", 1, null]}),
        json!({"enum": []}),
        json!({"enum": [null]}),
        json!({"const": {}}),
        json!({"allOf": [{}]}),
        json!({"anyOf": [{"type": "null"}]}),
        json!({"oneOf": []}),
        json!({"properties": {"": {"type": "string"}}, "required": [""]}),
        json!({"additionalProperties": {"$ref": "#/info"}}),
    ]
}

/// Names that a document can have and that mean something to OpenAPI, to Rust or to an SDK, or nothing to anyone.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "", "$ref", "type", "default", "allOf", "properties", "items", "enum", "get", "schema", "content", "x-a", "{x}", "/a/{b}",
    "self", "Self", "crate", "super", "r#fn", "fn", "async", "dyn", "union", "true", "null", "_", "__", "1", "-", "a__b", "%", "#",
    "*/", "//", "\"", "\\", "{", "}", "{{a}}", "a\nb", "a\0b", "\u{200b}", "\u{202e}", "\u{e9}", "\u{df}", "\u{130}", "\u{fb01}", "\u{b2}",
    "\u{93f}", "\u{9577}\u{3044}", "\u{1f600}", "std", "core", "serde", "runtime", "models", "String", "Option", "Vec", "Box", "Result", "Error",
    "Ok", "Some", "None", "Client", "Call", "Body", "Value", "Map", "u8", "str", "bool", "new", "clone", "value", "decoder", "fields",
    "place", "body", "options", "send", "call", "next", "pages", "f_id",
];

/// Makes the documents, and tries them as those of a corpus.
pub fn run(root: &Path, request: &Request) -> ExitCode {
    if !request.folder.is_dir() {
        println!("mutate: {} is not there; nothing was tried", request.folder.display());
        return ExitCode::SUCCESS;
    }
    println!("seed {}", request.seed);
    let folder = root.join("target/mutate");
    if let Err(why) = write(request, &folder) {
        eprintln!("error: {why}");
        return ExitCode::from(Exit::Io as u8);
    }
    let code = corpus::run(
        root,
        &corpus::Request {
            folder: folder.clone(),
            only: Vec::new(),
            jobs: request.jobs,
            timeout: Duration::from_secs(60),
            memory: 2 << 30,
            compile: request.compile,
            compile_timeout: Duration::from_secs(600),
            names: None,
            words: false,
            calls: false,
            report: None,
        },
    );
    println!("the documents are in {}/specs, and what was done to each in faults.txt beside it", folder.display());
    code
}

/// Writes the documents with faults, all of which may be refused, and what was done to each.
fn write(request: &Request, folder: &Path) -> Result<(), String> {
    let fault = |path: &Path, e: std::io::Error| format!("{}: {e}", path.display());
    let small = |d: &documents::Document| std::fs::metadata(&d.path).is_ok_and(|m| m.len() <= request.largest);
    let mut found = documents::find(&request.folder)?;
    found.retain(|d| d.part == documents::Part::Specs && small(d) && d.is_named(&request.only));
    if found.is_empty() {
        return Err(format!("{} has no such document", request.folder.display()));
    }
    let specs = folder.join("specs");
    _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(&specs).map_err(|e| fault(&specs, e))?;
    let (mut random, mut faulty, mut done) = (Random::new(request.seed), String::new(), String::new());
    for index in 0..request.count {
        let document = &found[random.below(found.len())];
        let sources = load::load(&load::Request::from(document.path.as_path()), &mut Diagnostics::default());
        let Some(root) = sources.root() else { continue };
        let mut value = root.value.clone();
        let slug = format!("{index:04}-{}", document.slug);
        done.push_str(&format!("{slug}\n"));
        for _ in 0..[1, 1, 2, 3, 6, 10, 20][random.below(7)] {
            done.push_str(&format!("  {}\n", mutate(&mut value, &mut random)));
        }
        let path = specs.join(format!("{slug}.json"));
        std::fs::write(&path, value.to_string()).map_err(|e| fault(&path, e))?;
        faulty.push_str(&format!("{slug}\n"));
    }
    for (name, text) in [("faulty.txt", faulty), ("faults.txt", done)] {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|e| fault(&path, e))?;
    }
    Ok(())
}

/// Puts a fault in, and says which.
fn mutate(document: &mut Value, random: &mut Random) -> String {
    let mut places = Vec::new();
    gather(document, &Origin::default(), &mut places);
    if places.is_empty() {
        return "nothing is left".to_owned();
    }
    let place = &places[random.below(places.len())];
    let (value, what) = match random.below(10) {
        0..=3 => {
            let mut odd = odd();
            let value = odd.swap_remove(random.below(odd.len()));
            let what = format!("{place} is {value}");
            (value, what)
        }
        4 | 5 => {
            let from = &places[random.below(places.len())];
            (document.pointer(from).cloned().unwrap_or_default(), format!("{place} is what {from} was"))
        }
        choice => {
            let name = NAMES[random.below(NAMES.len())];
            return take(document, place, (choice > 6).then_some(name));
        }
    };
    document.pointer_mut(place).into_iter().for_each(|old| *old = value.clone());
    what
}

/// Takes away what is at a place, or calls it otherwise if it is a member of an object, and says which.
fn take(document: &mut Value, place: &str, name: Option<&str>) -> String {
    let (holder, step) = place.rsplit_once('/').unwrap_or_default();
    match (document.pointer_mut(holder), name) {
        (Some(Value::Object(members)), Some(name)) => {
            let value = members.remove(&unescaped(step));
            members.extend(value.map(|value| (name.to_owned(), value)));
            return format!("{place} is called {name:?}");
        }
        (Some(Value::Object(members)), None) => _ = members.remove(&unescaped(step)),
        (Some(Value::Array(list)), _) => _ = step.parse().map(|index: usize| list.remove(index)),
        _ => {}
    }
    format!("{place} is gone")
}

/// The JSON pointers of all that is in a value.
fn gather(value: &Value, at: &Origin, out: &mut Vec<String>) {
    let mut below = |place: Origin, value: &Value| {
        out.push(place.pointer.clone());
        gather(value, &place, out);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| below(at.child(key), value)),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| below(at.index(index), value)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_a_seed() {
        let check = |seed: u64, before: Value, what: &str, after: Value| {
            let mut document = before;
            let said = mutate(&mut document, &mut Random::new(seed));
            assert_eq!((said.as_str(), &document), (what, &after), "seed {seed}");
        };
        check(1, json!({}), "nothing is left", json!({}));
        let document = || json!({"a/b": [1, {"c": 2}]});
        check(3, document(), "/a~1b/0 is -9223372036854775808", json!({"a/b": [i64::MIN, {"c": 2}]}));
        check(4, document(), "/a~1b/1 is what /a~1b/1/c was", json!({"a/b": [1, 2]}));
        check(12, document(), "/a~1b/1/c is called \"*/\"", json!({"a/b": [1, {"*/": 2}]}));
        check(15, document(), "/a~1b/0 is gone", json!({"a/b": [{"c": 2}]}));
        check(28, document(), "/a~1b is gone", json!({}));
    }
}
