//! `cargo xtask history`: the versions of an API, one after the other.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sdkwright::diff::{self, Class};

use super::Version;
use super::compile::Bench;
use super::judge::Verdict;
use super::probes::Probes;

/// Compares each document with the one before, and prints a row each.
pub fn run(root: &Path, documents: &[PathBuf], changelogs: Option<&Path>) -> ExitCode {
    let mut versions = Vec::new();
    for path in documents {
        match Version::read(path) {
            Ok(version) => versions.push(version),
            Err(why) => {
                eprintln!("error: {why}");
                return ExitCode::from(2);
            }
        }
    }
    let bench = Bench::new(root, "history");
    let mut sums = Verdict::default();
    println!(
        "{:<22} {:>6} {:>5} {:>10} {:>5}  {:<6} {:>7} {:>7} {:>11} {:>11}",
        "pair", "source", "wire", "compatible", "docs", "step", "probes", "broken", "unwitnessed", "unexplained"
    );
    for pair in versions.windows(2) {
        let [old, new] = pair else { continue };
        let diff = diff::compare(old.side(), new.side());
        let name = format!("{} {}", old.api.version, new.api.version);
        if let Some(folder) = changelogs {
            let report = diff::Report::new(&diff, &old.sources, &new.sources);
            let path = folder.join(format!("{}.md", name.replace(' ', "-")));
            if let Err(error) = sdkwright::write::file(&path, &diff::markdown(&report)) {
                eprintln!("error: {}: {error}", path.display());
                return ExitCode::from(3);
            }
        }
        let probes = Probes::of(&old.sdk);
        // The program is one of the older SDK: there all of it compiles, or it would prove nothing.
        let verdict = bench.broken(root, &old.sdk, &probes).and_then(|broken| match broken.first_key_value() {
            None => Ok(Verdict::of(&diff, &probes, &bench.broken(root, &new.sdk, &probes)?)),
            Some((at, why)) => {
                Err(format!("a probe of the older SDK itself does not compile: {}\n{why}", probes[*at].code))
            }
        });
        let verdict = match verdict {
            Ok(verdict) => verdict,
            Err(why) => {
                eprintln!("error: {name}: {why}");
                return ExitCode::from(2);
            }
        };
        let count = |class| diff.of(class).count();
        println!(
            "{name:<22} {:>6} {:>5} {:>10} {:>5}  {:<6} {:>7} {:>7} {:>11} {:>11}",
            count(Class::Source),
            count(Class::Wire),
            count(Class::Compatible),
            count(Class::Docs),
            diff.step().word(),
            probes.len(),
            verdict.broken,
            verdict.unwitnessed.len(),
            verdict.unexplained.len(),
        );
        sums.source += verdict.source;
        sums.broken += verdict.broken;
        sums.unwitnessed.extend(verdict.unwitnessed);
        sums.unexplained.extend(verdict.unexplained);
    }
    for line in &sums.unwitnessed {
        println!("unwitnessed: {line}");
    }
    for line in &sums.unexplained {
        println!("unexplained: {line}");
    }
    println!(
        "{} changes are called breaking for source code, {} of them are not witnessed; {} probes stop compiling, {} of them unexplained",
        sums.source,
        sums.unwitnessed.len(),
        sums.broken,
        sums.unexplained.len()
    );
    // One in twenty may be broken in a way that no probe of ours shows; none may break that was called compatible.
    let agreed = sums.sound() && sums.unwitnessed.len() * 20 <= sums.source;
    if agreed { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
