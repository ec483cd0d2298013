//! `cargo xtask corpus`: real documents through the whole pipeline. None of them is committed here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sdkwright::diag::{Diagnostics, Severity};
use sdkwright::run::Exit;
use sdkwright::write::{self, Claim};
use sdkwright::{Options, Outcome, load};

/// What to do with the documents.
pub struct Request {
    /// A folder with `specs/`, or of documents.
    pub folder: PathBuf,
    /// Only documents whose name has one of these in it.
    pub only: Vec<String>,
    /// How many of the generated crates are compiled: the smallest, a spread, and the named ones whole.
    pub compile: usize,
    /// Whether the SDK of Appwrite's own document makes its calls.
    pub calls: bool,
    /// Where the table goes.
    pub report: Option<PathBuf>,
}

struct Row {
    slug: String,
    bytes: u64,
    took: Duration,
    outcome: Result<(usize, usize, usize), String>,
    counts: BTreeMap<&'static str, usize>,
    crate_folder: Option<PathBuf>,
}

/// Generates all; a panic is a failure of this command, a document that is not read is a row.
pub fn run(root: &Path, request: &Request) -> ExitCode {
    let specs = request.folder.join("specs");
    let specs = if specs.is_dir() { specs } else { request.folder.clone() };
    let Ok(entries) = std::fs::read_dir(&specs) else {
        println!("corpus: {} is not there; nothing was tried", specs.display());
        return ExitCode::SUCCESS;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_file()).collect();
    paths.sort();
    let named = |p: &PathBuf| request.only.is_empty() || request.only.iter().any(|o| slug(p).contains(o.as_str()));
    paths.retain(named);
    let out = root.join("target/corpus");
    let (next, rows) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let row = one(path, &out);
                    if let Ok(mut rows) = rows.lock() {
                        rows.push(row);
                    }
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by(|a, b| a.slug.cmp(&b.slug));
    let panicked: Vec<_> =
        rows.iter().filter(|r| matches!(&r.outcome, Err(why) if why == PANIC)).map(|r| r.slug.clone()).collect();
    summary(&rows);
    if let Some(path) = &request.report
        && let Err(error) = std::fs::write(path, table(&rows))
    {
        eprintln!("error: {}: {error}", path.display());
        return ExitCode::from(Exit::Io as u8);
    }
    let mut failed = compile(&rows, request, root);
    if request.calls && !crate::hosts::calls(root, &out.join("c-appwrite-server-0-12-x")) {
        failed.push("appwrite-server-0-12-x (its calls)".to_owned());
    }
    if panicked.is_empty() && failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    for slug in panicked {
        eprintln!("error: {slug}: the generator panicked");
    }
    for slug in failed {
        eprintln!("error: {slug}: the generated crate does not do what it should");
    }
    ExitCode::FAILURE
}

const PANIC: &str = "panic";

fn slug(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn one(path: &Path, out: &Path) -> Row {
    let started = Instant::now();
    let slug = slug(path);
    let bytes = path.metadata().map_or(0, |m| m.len());
    let name: String = slug.rsplit_once('.').map_or(slug.as_str(), |(stem, _)| stem).replace('.', "-");
    let options = Options { name: format!("c-{name}"), ..Options::default() };
    let result = std::panic::catch_unwind(|| {
        let mut diagnostics = Diagnostics::default();
        let sources = load::load(&path.into(), &mut diagnostics);
        sdkwright::generate(&sources, &options, diagnostics)
    });
    let took = started.elapsed();
    let mut row = Row { slug, bytes, took, outcome: Err(PANIC.into()), counts: BTreeMap::new(), crate_folder: None };
    let Ok(Outcome { tree, operations, models, mut diagnostics }) = result else { return row };
    for d in diagnostics.iter() {
        *row.counts.entry(d.code.id()).or_default() += 1;
    }
    let Some(tree) = tree else {
        let first = diagnostics.iter().find(|d| d.severity() == Severity::Error);
        row.outcome = Err(first.map_or_else(String::new, |d| format!("{} {}", d.code.id(), d.message)));
        return row;
    };
    let lines = tree.iter().map(|(_, text)| text.lines().count()).sum();
    row.outcome = Ok((operations, models, lines));
    let folder = out.join(&options.name);
    let written = write::plan(&tree, &folder, Claim::Declared, &mut diagnostics).and_then(|plan| write::apply(&plan));
    row.crate_folder = written.is_ok().then_some(folder);
    row
}

fn summary(rows: &[Row]) {
    let done = rows.iter().filter(|r| r.outcome.is_ok()).count();
    let (mut operations, mut models, mut lines) = (0, 0, 0);
    for (o, m, l) in rows.iter().filter_map(|r| r.outcome.as_ref().ok()) {
        operations += o;
        models += m;
        lines += l;
    }
    let took: Duration = rows.iter().map(|r| r.took).sum();
    println!(
        "corpus: {done} of {} documents generated: {operations} operations, {models} models, {lines} lines, {took:.1?} of work",
        rows.len()
    );
    let mut codes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (code, n) in rows.iter().flat_map(|r| &r.counts) {
        let entry = codes.entry(code).or_default();
        entry.0 += n;
        entry.1 += 1;
    }
    for (code, (n, documents)) in codes {
        println!("corpus: {code}: {n} in {documents} documents");
    }
}

fn table(rows: &[Row]) -> String {
    let mut out = String::from("document\tbytes\tms\toperations\tmodels\tlines\tdiagnostics\toutcome\n");
    for row in rows {
        let counts: Vec<_> = row.counts.iter().map(|(code, n)| format!("{code}×{n}")).collect();
        let (sizes, outcome) = match &row.outcome {
            Ok((o, m, l)) => (format!("{o}\t{m}\t{l}"), "done"),
            Err(why) => ("0\t0\t0".to_owned(), why.as_str()),
        };
        let ms = row.took.as_millis();
        _ = writeln!(
            out,
            "{}\t{}\t{ms}\t{sizes}\t{}\t{}",
            row.slug,
            row.bytes,
            counts.join(" "),
            outcome.replace('\n', " ")
        );
    }
    out
}

/// A spread over the sizes: `cargo check` with warnings as errors. Returns what failed.
fn compile(rows: &[Row], request: &Request, root: &Path) -> Vec<String> {
    let mut crates: Vec<&Row> = rows.iter().filter(|r| r.crate_folder.is_some()).collect();
    crates.sort_by_key(|r| r.bytes);
    let wanted = request.compile.min(crates.len());
    let sample: Vec<&Row> = (0..wanted).filter_map(|i| crates.get(i * crates.len() / wanted).copied()).collect();
    let mut failed = Vec::new();
    for row in sample {
        let Some(folder) = &row.crate_folder else { continue };
        let started = Instant::now();
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            // What they depend on is what the SDKs of this repository depend on, and is there.
            .args(["check", "--quiet", "--offline"])
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", root.join("target/generated"))
            .env("RUSTFLAGS", "-D warnings")
            .output();
        match output {
            Ok(output) if output.status.success() => {
                println!("corpus: {}: checked in {:.1?}", row.slug, started.elapsed())
            }
            Ok(output) => {
                let text = String::from_utf8_lossy(&output.stderr);
                let shown: Vec<_> = text.lines().take(40).collect();
                eprintln!("{}: {}", row.slug, shown.join("\n"));
                failed.push(row.slug.clone());
            }
            Err(error) => failed.push(format!("{}: cargo: {error}", row.slug)),
        }
    }
    failed
}
