//! `cargo xtask edits`: documents with one edit each, made by chance that can be repeated, and each document with many edits
//! that are compatible together.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sdkwright::diag::Diagnostics;
use sdkwright::diff::{self, Class, Diff};
use sdkwright::load;
use serde_json::Value;

use super::Version;
use super::compile::Bench;
use super::edit::edit;
use super::judge::Verdict;
use super::probes::{Probe, Probes};
use crate::random::Random;

/// So many edits are one step of a document that is called compatible as a whole.
const STEP: usize = 24;

/// What came of all edits.
#[derive(Default)]
struct Tally {
    tried: usize,
    breaking: usize,
    /// Edits that were part of a compatible step.
    together: usize,
    steps: usize,
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
    let Tally { tried, breaking, together, steps, wrong } = tally;
    println!("{steps} steps of {together} compatible edits together");
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
    let old = Version::read(path)?;
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
        let Some(new) = version(&edited) else { continue };
        done += 1;
        tally.tried += 1;
        println!("{}: {what}", path.display());
        let diff = diff::compare(old.side(), new.side());
        judge(root, bench, &diff, &new, &probes, tally);
    }
    let (step, new, kept) = compatible(&old, whole, random);
    println!("{}: {kept} compatible edits, {} changes", path.display(), step.changes.len());
    tally.together += kept;
    tally.steps += usize::from(kept > 0);
    if let Some(new) = new {
        judge(root, bench, &step, &new, &probes, tally);
    }
    Ok(())
}

/// The SDK of an edited document; `None` where the edit made nonsense of it.
fn version(edited: &Value) -> Option<Version> {
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_str("edited.json", &edited.to_string(), &mut diagnostics);
    Version::of(sources, diagnostics).ok()
}

/// As many edits as a step has, one after the other, each kept where the diff still calls the whole step compatible: what they
/// are together, the document with them, and how many.
fn compatible(old: &Version, whole: Value, random: &mut Random) -> (Diff, Option<Version>, usize) {
    let (mut document, mut last, mut kept) = (whole, None, 0);
    let mut step = diff::compare(old.side(), old.side());
    for _ in 0..8 * STEP {
        let mut edited = document.clone();
        let Some(new) = edit(&mut edited, random).and_then(|_| version(&edited)) else { continue };
        let diff = diff::compare(old.side(), new.side());
        // What changes nothing in the SDK would make the step look longer than it is.
        if diff.class().is_some_and(Class::breaks) || diff.changes == step.changes {
            continue;
        }
        (document, last, step) = (edited, Some(new), diff);
        kept += 1;
        if kept == STEP {
            break;
        }
    }
    (step, last, kept)
}

/// Compiles the callers of the older SDK with the newer, and prints where that is not what the diff said.
fn judge(root: &Path, bench: &Bench, diff: &Diff, new: &Version, probes: &[Probe], tally: &mut Tally) {
    let verdict = match bench.broken(root, &new.sdk, probes) {
        Ok(broken) => Verdict::of(diff, probes, &broken),
        // The SDK of what the edit made does not compile.
        Err(why) => {
            tally.wrong += 1;
            println!("  {why}");
            return;
        }
    };
    tally.breaking += usize::from(verdict.source > 0);
    if !verdict.sound() || !verdict.unwitnessed.is_empty() {
        tally.wrong += 1;
        verdict.unwitnessed.iter().for_each(|line| println!("  unwitnessed: {line}"));
        verdict.unexplained.iter().for_each(|line| println!("  unexplained: {line}"));
    }
}
