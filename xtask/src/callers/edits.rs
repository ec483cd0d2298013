//! `cargo xtask edits`: documents with one edit each, made by chance that can be repeated.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sdkwright::diag::Diagnostics;
use sdkwright::{diff, load};

use super::Version;
use super::compile::Bench;
use super::edit::edit;
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
