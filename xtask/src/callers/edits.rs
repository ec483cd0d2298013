//! `cargo xtask edits`: documents with one edit each, made by chance that can be repeated.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sdkwright::diag::Diagnostics;
use sdkwright::{diff, load};
use serde_json::{Value, json};

use super::Version;
use super::compile::Bench;
use super::judge::Verdict;
use super::probes::{Probe, Probes};
use crate::random::Random;

/// What came of all edits.
#[derive(Default)]
struct Tally {
    tried: usize,
    breaking: usize,
    wrong: usize,
}

/// Edits documents, so many times in all, and prints where the diff and the compiler do not agree.
pub fn run(root: &Path, documents: &[PathBuf], seed: u64, count: usize) -> ExitCode {
    let (bench, mut random, mut tally) = (Bench::new(root, "edits"), Random::new(seed), Tally::default());
    println!("seed {seed}");
    for (at, path) in documents.iter().enumerate() {
        let share = count * (at + 1) / documents.len() - count * at / documents.len();
        if let Err(why) = document(root, &bench, path, share, &mut random, &mut tally) {
            eprintln!("error: {}: {why}", path.display());
            return ExitCode::from(2);
        }
    }
    let Tally { tried, breaking, wrong } = tally;
    println!(
        "{tried} edits, {breaking} of them break source code, {wrong} where the diff and the compiler do not agree"
    );
    ExitCode::from(u8::from(wrong > 0 || tried < count))
}

fn document(
    root: &Path,
    bench: &Bench,
    path: &Path,
    share: usize,
    random: &mut Random,
    tally: &mut Tally,
) -> Result<(), String> {
    let old = Version::read(path).ok_or("it is refused")?;
    let whole = old.sources.root().map(|f| f.value.clone()).unwrap_or_default();
    let probes = Probes::of(&old.sdk);
    // Of the SDK before, all of the program compiles, or it would prove nothing.
    if let Some(why) = bench.broken(root, &old.sdk, &probes)?.into_values().next() {
        return Err(why);
    }
    let mut done = 0;
    for _ in 0..40 * share {
        if done == share {
            break;
        }
        let mut edited = whole.clone();
        let Some(what) = edit(&mut edited, random) else { continue };
        let mut diagnostics = Diagnostics::default();
        let sources = load::load_str("edited.json", &edited.to_string(), &mut diagnostics);
        let Some(new) = Version::of(sources, diagnostics) else { continue };
        done += 1;
        tally.tried += 1;
        let verdict = match one(root, bench, &old, &new, &probes) {
            Ok(verdict) => verdict,
            // The SDK of what the edit made does not compile.
            Err(why) => {
                tally.wrong += 1;
                println!("{}: {what}\n  {why}", path.display());
                continue;
            }
        };
        tally.breaking += usize::from(verdict.source > 0);
        if !verdict.sound() || !verdict.unwitnessed.is_empty() {
            tally.wrong += 1;
            println!("{}: {what}", path.display());
            verdict.unwitnessed.iter().for_each(|line| println!("  unwitnessed: {line}"));
            verdict.unexplained.iter().for_each(|line| println!("  unexplained: {line}"));
        }
    }
    Ok(())
}

fn one(root: &Path, bench: &Bench, old: &Version, new: &Version, probes: &[Probe]) -> Result<Verdict, String> {
    let diff = diff::compare(old.side(), new.side());
    Ok(Verdict::of(&diff, probes, &bench.broken(root, &new.sdk, probes)?))
}

/// One edit somewhere in the paths or the schemas; `None` where the place that was drawn has nothing to edit.
fn edit(document: &mut Value, random: &mut Random) -> Option<String> {
    let mut places = Vec::new();
    gather(document, String::new(), &mut places);
    let place = places.get(random.below(places.len().max(1)))?.clone();
    let node = document.pointer_mut(&place)?;
    let key = place.rsplit('/').next().unwrap_or_default();
    let what = match node {
        Value::Array(list) if list.len() > 1 && random.below(3) == 0 => {
            random.shuffle(list);
            "reordered"
        }
        Value::Array(list) if key == "enum" && random.below(2) == 0 => {
            list.push(json!("quite_another"));
            "added to"
        }
        Value::Array(list) if !list.is_empty() => {
            list.remove(random.below(list.len()));
            "taken from"
        }
        Value::Object(members) if matches!(key, "properties" | "schemas" | "paths") => match random.below(3) {
            0 if key == "properties" => {
                members.insert("quite_another".to_owned(), json!({"type": "string"}));
                "added to"
            }
            1 => {
                let (name, value) = members.iter().next().map(|(k, v)| (k.clone(), v.clone()))?;
                members.shift_remove(&name);
                members.insert(name, value);
                "reordered"
            }
            _ => {
                let name = members.keys().nth(random.below(members.len().max(1)))?.clone();
                members.shift_remove(&name);
                "taken from"
            }
        },
        Value::Object(members) if members.get("type").is_some_and(Value::is_string) => {
            members.insert("type".to_owned(), json!(["string", "integer", "number", "boolean"][random.below(4)]));
            "another type"
        }
        Value::Object(members) if members.get("in").is_some_and(|place| place != "path") => {
            let required = members.get("required") == Some(&json!(true));
            members.insert("required".to_owned(), json!(!required));
            "another requirement"
        }
        _ => return None,
    };
    Some(format!("{what} {place}"))
}

/// Every place where an edit means something.
fn gather(node: &Value, at: String, out: &mut Vec<String>) {
    let below = |step: &str| format!("{at}/{}", step.replace('~', "~0").replace('/', "~1"));
    let typed = |value: &Value| value.get("type").is_some() || value.get("in").is_some();
    match node {
        Value::Object(members) => {
            let words = ["properties", "schemas", "paths", "required", "enum", "parameters"];
            for (key, value) in members.iter().filter(|(k, _)| !matches!(k.as_str(), "example" | "examples" | "info")) {
                if (words.contains(&key.as_str()) && !value.is_boolean()) || typed(value) {
                    out.push(below(key));
                }
                gather(value, below(key), out);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                out.extend(typed(value).then(|| below(&index.to_string())));
                gather(value, below(&index.to_string()), out);
            }
        }
        _ => {}
    }
}
