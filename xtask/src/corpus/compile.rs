//! The crates of a run, compiled with warnings as errors.

use std::collections::VecDeque;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Mutex, OnceLock};

use indicatif::ProgressBar;

use super::documents::Document;
use super::process::{self, End, Limits};
use super::report::{Outcome, Row};
use super::{Request, child, shapes};

/// From so many lines on a crate may take gigabytes: of those one at a time is compiled.
const LARGE: usize = 60_000;
/// From so many crates on a second target folder, which compiles all dependencies again, pays.
const MANY: usize = 40;

/// How many of the crates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// Those that have most of what all have.
    Some(usize),
    /// All.
    All,
}

impl FromStr for Sample {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            n => n.parse().map(Self::Some).map_err(|_| "a number or `all`".to_owned()),
        }
    }
}

/// What all compilations share.
struct Shared<'a> {
    root: &'a Path,
    request: &'a Request,
    /// The versions that the first one chose: all use the same, so that each dependency is built once.
    lock: OnceLock<String>,
}

/// Generates and compiles a sample, and enters what came of it.
pub fn run(root: &Path, request: &Request, documents: &[Document], rows: &mut [Row]) {
    let mut chosen: Vec<(&Document, &mut Row)> =
        documents.iter().zip(rows).filter(|(_, row)| row.outcome == Outcome::Generated).collect();
    chosen.sort_by_key(|(_, row)| row.facts.lines);
    if let Sample::Some(wanted) = request.compile {
        let crates = chosen.iter_mut().map(|(_, row)| (row.facts.lines, std::mem::take(&mut row.facts.shapes)));
        let sample = shapes::choose(&crates.collect::<Vec<_>>(), wanted);
        let mut index = 0..;
        chosen.retain(|_| index.next().is_some_and(|index| sample.contains(&index)));
    }
    let wanted = chosen.len();
    if wanted == 0 {
        return;
    }
    let bar = super::bar(chosen.len());
    let (large, small): (Vec<_>, Vec<_>) = chosen.into_iter().rev().partition(|(_, row)| row.facts.lines > LARGE);
    let (large, small) = (Mutex::new(VecDeque::from(large)), Mutex::new(VecDeque::from(small)));
    let workers = if wanted > MANY { request.jobs } else { 1 };
    let shared = Shared { root, request, lock: OnceLock::new() };
    // What they depend on is what the SDKs of this repository depend on: built already, if those were tested.
    if let Ok(lock) = std::fs::read_to_string(root.join("generated/appwrite-users/Cargo.lock")) {
        shared.lock.get_or_init(|| lock);
    }
    std::thread::scope(|scope| {
        let (large, small, shared, bar) = (&large, &small, &shared, &bar);
        for worker in 0..workers {
            scope.spawn(move || {
                let next = || {
                    let first = if worker == 0 { large.lock().ok()?.pop_front() } else { None };
                    first.or_else(|| small.lock().ok()?.pop_front())
                };
                while let Some((document, row)) = next() {
                    one(shared, worker, document, row, bar);
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
}

fn one(shared: &Shared<'_>, worker: usize, document: &Document, row: &mut Row, bar: &ProgressBar) {
    let folder = shared.root.join("target/corpus").join(document.crate_name());
    let mut fail = |why: String| {
        bar.suspend(|| eprintln!("{}: {why}", document.slug));
        let error = why.lines().find(|l| l.starts_with("error")).or_else(|| why.lines().next());
        row.compile_error = error.map(str::to_owned);
        row.compiled = Some(false);
    };
    let limits = Limits { time: shared.request.timeout, memory: shared.request.memory };
    match child(document, Some(&folder)).and_then(|mut command| process::run(&mut command, limits)) {
        Ok(ran) if matches!(ran.end, End::Exited(status) if status.success()) && ran.stderr.is_empty() => {}
        Ok(ran) => return fail(format!("it is not written again: {:?} {}", ran.end, ran.stderr)),
        Err(error) => return fail(error.to_string()),
    }
    if let Some(lock) = shared.lock.get() {
        _ = std::fs::write(folder.join("Cargo.lock"), lock);
    }
    let target = if worker == 0 { "target/generated".to_owned() } else { format!("target/generated-{worker}") };
    let mut command = process::cargo();
    command.args(["check", "--lib", "--quiet"]).current_dir(&folder);
    command.env("CARGO_TARGET_DIR", shared.root.join(target)).env("CARGO_INCREMENTAL", "0");
    command.env("RUSTFLAGS", "-D warnings");
    let limits = Limits { time: shared.request.compile_timeout, memory: u64::MAX };
    match process::run(&mut command, limits) {
        Ok(ran) => {
            row.compile_seconds = Some(ran.took.as_secs_f64());
            row.compile_memory = ran.memory;
            match ran.end {
                End::Exited(status) if status.success() => {
                    row.compiled = Some(true);
                    if let Ok(lock) = std::fs::read_to_string(folder.join("Cargo.lock")) {
                        shared.lock.get_or_init(|| lock);
                    }
                }
                End::Exited(_) => fail(ran.stderr.lines().take(40).collect::<Vec<_>>().join("\n")),
                _ => fail(format!("the compiler does not end within {:.0?}", ran.took)),
            }
        }
        Err(error) => fail(format!("cargo: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many() {
        assert_eq!(["12".parse(), "all".parse()], [Ok(Sample::Some(12)), Ok(Sample::All)]);
        assert!("x".parse::<Sample>().is_err());
    }
}
