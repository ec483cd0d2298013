//! `cargo xtask corpus`: real documents through the whole pipeline, each in a process of its own. None is committed here.

mod compile;
mod count;
pub mod documents;
mod names;
mod one;
pub mod process;
mod report;
mod shapes;
mod words;

pub use compile::Sample;
pub use one::{One, run as one};

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use sdkwright::run::Exit;

use documents::Document;
use process::Limits;
use report::Row;
use words::Words;

/// What to do with the documents.
#[derive(Clone, Debug)]
pub struct Request {
    /// A folder with `specs/`, `multi/` or `broken/`, or of documents.
    pub folder: PathBuf,
    /// Only documents whose name has one of these in it.
    pub only: Vec<String>,
    /// How many at once.
    pub jobs: usize,
    /// What one document may take.
    pub timeout: Duration,
    /// What one document may take, in bytes.
    pub memory: u64,
    /// How many of the generated crates are compiled.
    pub compile: Sample,
    /// What one crate may take.
    pub compile_timeout: Duration,
    /// The seed of what is taken out of each document, to see which names that moves.
    pub names: Option<u64>,
    /// Whether the descriptions of each document are looked for in the docs of its SDK.
    pub words: bool,
    /// Whether the SDK of Appwrite's own document makes its calls.
    pub calls: bool,
    /// Where the lines of JSON go.
    pub report: Option<PathBuf>,
}

/// Appwrite's own document, with which the calls of the Users API are made.
const CALLS: &str = "appwrite-server-0-12-x";

/// Tries them all; what should not be is listed in the end and is the exit code.
pub fn run(root: &Path, request: &Request) -> ExitCode {
    if !request.folder.is_dir() {
        println!("corpus: {} is not there; nothing was tried", request.folder.display());
        return ExitCode::SUCCESS;
    }
    let documents = match documents::find(&request.folder) {
        Ok(documents) => documents,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::from(Exit::Io as u8);
        }
    };
    let documents: Vec<Document> = documents.into_iter().filter(|d| d.is_named(&request.only)).collect();
    let mut rows = generate(request, &documents);
    compile::run(root, request, &documents, &mut rows);
    print!("{}", report::summary(&rows));
    if let Some(path) = &request.report
        && let Err(error) = std::fs::write(path, report::lines(&rows))
    {
        eprintln!("error: {}: {error}", path.display());
        return ExitCode::from(Exit::Io as u8);
    }
    let mut failed: Vec<String> =
        rows.iter().filter_map(|row| Some(format!("{} {}", row.slug, row.failure()?))).collect();
    failed.extend(Words::failure(rows.iter().filter_map(|row| row.facts.words.as_ref())));
    if request.calls
        && let Some(document) = documents.iter().find(|d| d.slug == CALLS)
        && !calls(root, document)
    {
        failed.push(format!("{CALLS}: its calls fail"));
    }
    for line in &failed {
        eprintln!("error: {line}");
    }
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn calls(root: &Path, document: &Document) -> bool {
    let folder = root.join("target/corpus").join(document.crate_name());
    let written = child(document, Some(&folder)).and_then(|mut command| command.output());
    written.is_ok_and(|output| output.status.success()) && crate::hosts::calls(root, &folder)
}

fn generate(request: &Request, documents: &[Document]) -> Vec<Row> {
    let (next, rows) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let limits = Limits { time: request.timeout, memory: request.memory };
    let bar = bar(documents.len());
    std::thread::scope(|scope| {
        for _ in 0..request.jobs {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(document) = documents.get(index) else { break };
                    let ran = child(document, None).and_then(|mut command| {
                        command.args(request.names.map(|seed| format!("--names={seed}")));
                        command.args(request.words.then_some("--words"));
                        command.args(matches!(request.compile, Sample::Some(1..)).then_some("--shapes"));
                        process::run(&mut command, limits)
                    });
                    let row = Row::new(document, ran);
                    if let Ok(mut rows) = rows.lock() {
                        rows.push((index, row));
                    }
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// This program again, for one document.
fn child(document: &Document, out: Option<&Path>) -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("corpus-one").arg(&document.path).args(["--name", &document.crate_name()]);
    if let Some(root) = &document.root {
        command.arg("--root").arg(root);
    }
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    Ok(command)
}

/// Shown on a terminal only.
fn bar(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {elapsed_precise}, {eta} left");
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}
