//! One document through the whole pipeline, in a process of its own: whatever it does to it, the run goes on.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use sdkwright::diag::{Code, Diagnostic, Diagnostics, Severity, render};
use sdkwright::load::{self, Origin, Sources};
use sdkwright::write::{self, Claim};
use sdkwright::{Kind, Options, emit, model, resolve};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::count::{self, Counted};
use super::names::{self, Names};
use super::words::{self, Words};
use super::{process, shapes};

/// What to do.
#[derive(Clone, Debug, clap::Args)]
pub struct One {
    /// The entry file.
    pub document: PathBuf,
    /// What its references may reach.
    #[arg(long)]
    pub root: Option<PathBuf>,
    /// The name of the crate.
    #[arg(long)]
    pub name: String,
    /// Where the crate is written; nowhere if absent.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// The seed of what is taken out of it, to see which names that moves.
    #[arg(long)]
    pub names: Option<u64>,
    /// Says what its code looks like, to choose a sample.
    #[arg(long)]
    pub shapes: bool,
    /// Looks for its descriptions in the docs.
    #[arg(long)]
    pub words: bool,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The value of `openapi` or `swagger`.
    pub dialect: String,
    /// Of all files.
    pub bytes: usize,
    /// How many files.
    pub files: usize,
    /// Operations in the document.
    pub operations: usize,
    /// Operations of the SDK.
    pub emitted: usize,
    /// Webhooks and callbacks in the document.
    #[serde(default)]
    pub hooks: usize,
    /// Webhooks and callbacks of the SDK.
    #[serde(default)]
    pub hooks_emitted: usize,
    /// Operations, webhooks and callbacks that a diagnostic names, by its code.
    pub skipped: BTreeMap<String, usize>,
    /// Those of which nothing is said, and such as the document does not have.
    pub unaccounted: Vec<String>,
    /// Named schemas of the document.
    pub schemas: usize,
    /// Types of the SDK.
    pub models: usize,
    /// Lines of the SDK.
    pub lines: usize,
    /// How many of each code.
    pub diagnostics: BTreeMap<String, usize>,
    /// What taking something out of it does to names.
    #[serde(default)]
    pub names: Option<Names>,
    /// The error that stopped it.
    pub refused: Option<Refusal>,
    /// Load and resolve, in seconds.
    pub resolve_seconds: f64,
    /// Everything until the last line of the SDK, in seconds.
    pub seconds: f64,
    /// Peak resident memory after resolve, in bytes.
    pub resolve_memory: Option<u64>,
    /// Peak resident memory in the end, in bytes.
    pub memory: Option<u64>,
    /// The shapes of its lines, until the sample is chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<u32>,
    /// Its descriptions, and which of them no docs have.
    #[serde(default)]
    pub words: Option<Words>,
}

/// An error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Its code.
    pub code: String,
    /// Its words.
    pub message: String,
    /// `file:line:column`.
    pub place: Option<String>,
}

/// Prints the facts as a line of JSON.
pub fn run(one: &One) -> ExitCode {
    let mut diagnostics = Diagnostics::default();
    let (mut facts, sources, emitted) = generate(one, &mut diagnostics);
    // After the measurements: the walk is not the generator's work.
    account(&mut facts, &sources, emitted, &diagnostics);
    if let (Some(seed), Some(document), [_]) = (one.names, sources.root(), sources.files()) {
        facts.names = names::check(&document.value, seed);
    }
    match serde_json::to_string(&facts) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The stages one by one, as `sdkwright::generate` has them, with a clock between.
fn generate(one: &One, diagnostics: &mut Diagnostics) -> (Facts, Sources, Emitted) {
    let options = Options { name: one.name.clone(), ..Options::default() };
    let started = Instant::now();
    let mut facts = Facts::default();
    let mut emitted = Emitted::default();
    let mut request = load::Request::from(one.document.as_path());
    request.root.clone_from(&one.root);
    let sources = load::load(&request, diagnostics);
    let api = (!diagnostics.has_errors()).then(|| resolve::resolve(&sources, diagnostics));
    facts.resolve_seconds = started.elapsed().as_secs_f64();
    facts.resolve_memory = process::own_peak();
    let sdk = api.filter(|_| !diagnostics.has_errors()).map(|api| model::model(&api, &options, diagnostics));
    if let Some(sdk) = sdk.filter(|_| !diagnostics.has_errors()) {
        let tree = emit::emit(&sdk, Kind::Crate, &options.features);
        facts.lines = tree.iter().map(|(_, text)| text.lines().count()).sum();
        facts.models = sdk.defs.len();
        let operations = sdk.services.iter().flat_map(|s| &s.operations);
        emitted = Emitted {
            operations: operations.map(|o| (o.method.clone(), o.path.clone())).collect(),
            hooks: hooks(&sdk),
        };
        facts.seconds = started.elapsed().as_secs_f64();
        facts.memory = process::own_peak();
        if one.shapes {
            facts.shapes = shapes::of(&tree);
        }
        if let (true, Some(document), [_]) = (one.words, sources.root(), sources.files()) {
            facts.words = Some(words::check(&document.value, &tree));
        }
        if let Some(folder) = &one.out
            && let Err(error) = write::update(&tree, folder, Claim::Declared, diagnostics)
        {
            eprintln!("{}: {error}", folder.display());
        }
    } else {
        facts.seconds = started.elapsed().as_secs_f64();
        facts.memory = process::own_peak();
    }
    facts.emitted = emitted.operations.len();
    facts.hooks_emitted = emitted.hooks.len();
    (facts, sources, emitted)
}

/// Method and path of all that an SDK has.
#[derive(Default)]
struct Emitted {
    operations: Vec<(String, String)>,
    hooks: Vec<(String, String)>,
}

/// Webhooks and callbacks, their paths as `count` writes them.
fn hooks(sdk: &model::Sdk) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for calls in sdk.webhooks.iter().chain(&sdk.callbacks) {
        let mut operations = sdk.services.iter().flat_map(|s| &s.operations);
        let of = calls.owner.as_ref().and_then(|owner| operations.find(|o| o.id == owner.id));
        for hook in &calls.hooks {
            let expression = hook.expression.as_deref().unwrap_or_default();
            let path = match of {
                Some(o) => format!("/callback {} {expression} of {} {}", hook.key, o.method, o.path),
                None => format!("/webhook {}", hook.key),
            };
            found.push((hook.method.clone(), path));
        }
    }
    found
}

fn account(facts: &mut Facts, sources: &Sources, emitted: Emitted, diagnostics: &Diagnostics) {
    for d in diagnostics.iter() {
        *facts.diagnostics.entry(d.code.id().to_owned()).or_default() += 1;
    }
    facts.refused = diagnostics.iter().find(|d| d.severity() == Severity::Error).map(|d| refusal(d, sources));
    facts.files = sources.files().len();
    facts.bytes = sources.files().iter().map(|f| f.text.len()).sum();
    if let Some(root) = sources.root() {
        let version = root.value.get("openapi").or_else(|| root.value.get("swagger"));
        facts.dialect = version.map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).unwrap_or_default();
        let schemas = root.value.pointer("/components/schemas").or_else(|| root.value.get("definitions"));
        facts.schemas = schemas.and_then(Value::as_object).map_or(0, serde_json::Map::len);
    }
    let counted = count::operations(sources);
    let calls = count::hooks(sources, &counted);
    (facts.operations, facts.hooks) = (counted.len(), calls.len());
    if facts.refused.is_some() {
        return;
    }
    let skipping: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.severity() == Severity::Skipped).collect();
    (facts.skipped, facts.unaccounted) = reconcile(&counted, emitted.operations, &skipping);
    let (skipped, unaccounted) = reconcile(&calls, emitted.hooks, &skipping);
    skipped.into_iter().for_each(|(code, n)| *facts.skipped.entry(code).or_default() += n);
    facts.unaccounted.extend(unaccounted);
}

/// Every operation of the document is emitted or named; none is emitted that it does not have.
fn reconcile(
    counted: &[Counted],
    emitted: Vec<(String, String)>,
    skipping: &[&Diagnostic],
) -> (BTreeMap<String, usize>, Vec<String>) {
    let mut left: BTreeMap<(String, String), usize> = BTreeMap::new();
    for operation in emitted {
        *left.entry(operation).or_default() += 1;
    }
    let (mut skipped, mut unaccounted) = (BTreeMap::new(), Vec::new());
    for operation in counted {
        let path = format!("{}{}", if operation.path.starts_with('/') { "" } else { "/" }, operation.path);
        if let Some(n) = left.get_mut(&(operation.method.clone(), path)).filter(|n| **n > 0) {
            *n -= 1;
            continue;
        }
        match skipping.iter().find(|d| names(d, operation)) {
            Some(d) => *skipped.entry(d.code.id().to_owned()).or_default() += 1,
            None => unaccounted.push(format!("{} {}", operation.method, operation.path)),
        }
    }
    let invented = left.into_iter().filter(|(_, n)| *n > 0);
    unaccounted.extend(invented.map(|((method, path), n)| format!("{method} {path} (invented, {n} times)")));
    (skipped, unaccounted)
}

/// Whether a diagnostic is about an operation: it stands at it, above or below it, or says its name.
fn names(d: &Diagnostic, operation: &Counted) -> bool {
    let by_name = |id: &String| d.message.contains(&format!("`{id}`"));
    let within = |inner: &Origin, outer: &Origin| {
        inner.file == outer.file
            && inner.pointer.strip_prefix(&outer.pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // An entry that cannot be read, such as a parameter, does not take away the operation that it is a part of.
    let below = |at: &Origin, place: &Origin| d.code != Code::InvalidEntry && within(at, place);
    let here = |at: &Origin| {
        let about = |place: &Origin| at == place || below(at, place) || (!at.pointer.is_empty() && within(place, at));
        operation.places.iter().any(about)
    };
    operation.id.as_ref().is_some_and(by_name) || d.origin.as_ref().is_some_and(here)
}

fn refusal(d: &Diagnostic, sources: &Sources) -> Refusal {
    let mut alone = Diagnostics::default();
    alone.push(d.clone());
    // The counts follow on a line of their own.
    let said = render::json(&alone, sources);
    let line: Value = serde_json::from_str(said.lines().next().unwrap_or_default()).unwrap_or_default();
    let number = |key: &str| line.pointer(&format!("/place/{key}")).and_then(Value::as_u64);
    let file = line.pointer("/place/file").and_then(Value::as_str).map(|f| f.rsplit('/').next().unwrap_or(f));
    let place = match (file, number("line"), number("column")) {
        (Some(file), Some(line), Some(column)) => Some(format!("{file}:{line}:{column}")),
        _ => None,
    };
    Refusal { code: d.code.id().to_owned(), message: d.message.clone(), place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_dropped_in_silence() {
        let text =
            "openapi: 3.0.0\npaths:\n  /a: {get: {operationId: getA}, put: {}}\n  b: {get: {}}\n  /c: {get: {}}\n";
        let sources = load::load_str("a.yaml", text, &mut Diagnostics::default());
        let counted = count::operations(&sources);
        let pair = |method: &str, path: &str| (method.to_owned(), path.to_owned());
        let check = |emitted: Vec<(String, String)>, said: &[Diagnostic], skipped: usize, left: &[&str]| {
            let (by_code, unaccounted) = reconcile(&counted, emitted, &said.iter().collect::<Vec<_>>());
            assert_eq!(
                (by_code.values().sum::<usize>(), unaccounted),
                (skipped, left.iter().map(|l| (*l).to_owned()).collect())
            );
        };
        let all = vec![pair("GET", "/a"), pair("PUT", "/a"), pair("GET", "/b"), pair("GET", "/c")];
        check(all.clone(), &[], 0, &[]);
        check(all[1..].to_vec(), &[], 0, &["GET /a"]);
        check(all[1..].to_vec(), &[Diagnostic::new(Code::LostOperations, "`getA` is odd")], 1, &[]);
        let put = Origin::default().child("paths").child("/a").child("put");
        let without_put = vec![all[0].clone(), all[2].clone(), all[3].clone()];
        let at = |code: Code, origin: &Origin| [Diagnostic::new(code, "odd").at(origin)];
        check(without_put.clone(), &at(Code::LostOperations, &put.child("requestBody")), 1, &[]);
        check(without_put.clone(), &at(Code::InvalidEntry, &put), 1, &[]);
        check(without_put, &at(Code::InvalidEntry, &put.child("parameters")), 0, &["PUT /a"]);
        check([all.clone(), vec![pair("GET", "/z")]].concat(), &[], 0, &["GET /z (invented, 1 times)"]);
    }
}
