//! `cargo xtask semver`: the verdict beside that of `cargo-semver-checks`, which knows nothing of documents and compares crates.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use sdkwright::diff::{self, Change, Class, Item, What};
use sdkwright::model::{Operation, Output, Sdk, Service};

use super::Version;
use super::compile::Bench;

/// A line of what it found: the lint, and the identifiers of what it is about, with the file where that stood.
struct Finding {
    lint: String,
    line: String,
    words: BTreeSet<String>,
}

/// Compares each document with the one before by both, and prints a row each.
pub fn run(root: &Path, documents: &[PathBuf]) -> ExitCode {
    match rows(root, documents) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

/// Whether nothing was found that the diff does not call breaking for source code.
fn rows(root: &Path, documents: &[PathBuf]) -> Result<bool, String> {
    let bench = Bench::new(root, "semver");
    let versions = documents.iter().map(|path| Version::read(path)).collect::<Result<Vec<_>, _>>()?;
    let described = versions.iter().enumerate().map(|(n, side)| bench.rustdoc(root, &side.sdk, &format!("{n}.json")));
    let described = described.collect::<Result<Vec<_>, _>>()?;
    println!("{:<22} {:>6} {:>5} {:>6} {:>8} {:>5}   lints", "pair", "source", "both", "theirs", "findings", "alone");
    let (mut ours, mut alone) = (BTreeMap::new(), Vec::new());
    for (pair, crates) in versions.windows(2).zip(described.windows(2)) {
        let ([old, new], [before, after]) = (pair, crates) else { continue };
        let diff = diff::compare(old.side(), new.side());
        let found = findings(before, after)?;
        let source: Vec<(&Change, Vec<BTreeSet<String>>)> =
            diff.of(Class::Source).map(|change| (change, spelled(&old.sdk, &change.item))).collect();
        let about = |finding: &Finding, ways: &[BTreeSet<String>]| ways.iter().any(|way| way.is_subset(&finding.words));
        let mut both = 0;
        for (change, ways) in &source {
            if found.iter().any(|finding| about(finding, ways)) {
                both += 1;
            } else {
                let key = format!("{} {}", change.item.what.word(), change.rule.code());
                ours.entry(key).or_insert_with(Vec::new).push(change.item.name.clone());
            }
        }
        let unexplained: Vec<&Finding> =
            found.iter().filter(|finding| !source.iter().any(|(_, ways)| about(finding, ways))).collect();
        let mut lints: BTreeMap<&str, usize> = BTreeMap::new();
        found.iter().for_each(|finding| *lints.entry(&finding.lint).or_default() += 1);
        println!(
            "{:<22} {:>6} {:>5} {:>6} {:>8} {:>5}   {}",
            format!("{} {}", old.api.version, new.api.version),
            source.len(),
            both,
            if found.is_empty() { "minor" } else { "major" },
            found.len(),
            unexplained.len(),
            lints.iter().map(|(lint, count)| format!("{lint} {count}")).collect::<Vec<_>>().join(", "),
        );
        alone.extend(unexplained.iter().map(|finding| format!("{}: {}", finding.lint, finding.line)));
    }
    for (key, items) in &ours {
        let some = items.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        println!("ours alone: {:>4} {key}, e.g. {some}", items.len());
    }
    alone.iter().for_each(|line| println!("theirs alone: {line}"));
    Ok(alone.is_empty())
}

/// What it finds breaking between two crates.
fn findings(old: &Path, new: &Path) -> Result<Vec<Finding>, String> {
    let mut command = Command::new("cargo-semver-checks");
    command.args(["semver-checks", "--release-type", "minor", "--color", "never", "--baseline-rustdoc"]).arg(old);
    let output = command.arg("--current-rustdoc").arg(new).output();
    let output =
        output.map_err(|e| format!("cargo-semver-checks: {e} (`cargo install cargo-semver-checks --locked`)"))?;
    // 0: nothing breaks; 100: something does.
    if !matches!(output.status.code(), Some(0 | 100)) {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(read(&String::from_utf8_lossy(&output.stdout)))
}

/// The findings of a report.
fn read(report: &str) -> Vec<Finding> {
    let (mut found, mut lint, mut listed) = (Vec::new(), String::new(), false);
    for line in report.lines() {
        if let Some(rest) = line.strip_prefix("--- failure ") {
            lint = rest.split(':').next().unwrap_or_default().to_owned();
            listed = false;
        } else if line.starts_with("Failed in:") {
            listed = true;
        } else if let (true, Some(line)) = (listed, line.strip_prefix("  ")) {
            // Behind it stands where it is.
            let named = line.split([',', '/']).next().unwrap_or_default();
            let words = named.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '#')));
            let words = words.filter(|w| !w.is_empty()).map(|w| w.trim_start_matches("r#").to_owned());
            let file = line.split_once("in file ").and_then(|(_, place)| place.split(':').next());
            let words = words.chain(file.map(str::to_owned)).collect();
            found.push(Finding { lint: lint.clone(), line: line.to_owned(), words });
        }
    }
    found
}

/// The ways in which a finding may name an item: all words of one of them.
fn spelled(sdk: &Sdk, item: &Item) -> Vec<BTreeSet<String>> {
    let way = |words: &[&str]| words.iter().map(|w| w.trim_start_matches("r#").to_owned()).collect::<BTreeSet<_>>();
    let (owner, part) = item.parts();
    let called = |service: &Service, operation: &Operation| {
        let path = Item::of_operation(What::Operation, service, operation).name;
        item.name == path || item.name.strip_prefix(&path).is_some_and(|rest| rest.starts_with(['(', '.']))
    };
    let mut ways = vec![way(&[last(owner), last(part)]), way(&[last(owner), "new"])];
    match item.what {
        What::Operation | What::Argument | What::Answer | What::Pages => {
            ways.clear();
            let all = sdk.services.iter().flat_map(|s| s.operations.iter().map(move |o| (s, o)));
            for (service, operation) in all.filter(|(s, o)| called(s, o)) {
                ways.push(way(&[&service.name, &operation.name]));
                match item.what {
                    What::Argument => ways.push(way(&[&operation.request, part])),
                    _ => ways.push(way(&[&operation.request])),
                }
                if let Output::Choice { name, .. } = &operation.output {
                    ways.push(way(&[name]));
                }
            }
        }
        What::Runtime => {
            // A type that stays has methods for what goes with the module; they stand in its file.
            let exports = sdkwright::emit::runtime_exports(sdk);
            let module = exports.iter().find(|(_, name)| *name == part).map(|(module, _)| *module);
            ways = vec![way(&[part])];
            ways.extend(module.map(|module| way(&[&format!("src/runtime/{module}.rs")])));
        }
        What::Model => ways = vec![way(&[part])],
        What::Service => {
            let named = sdk.services.iter().filter(|service| service.called() == item.name);
            ways = named.flat_map(|service| [way(&[&service.name]), way(&[&service.module])]).collect();
        }
        What::Credential => ways.push(way(&["ClientBuilder", part])),
        What::Failure | What::Header if owner.is_empty() => ways = vec![way(&[part])],
        _ => {}
    }
    ways
}

/// The last step of a path.
fn last(path: &str) -> &str {
    path.rsplit(['.', ':']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_report_is_read() {
        let report = "
--- failure struct_pub_field_missing: pub struct's pub field removed or renamed ---

Description:
A publicly-visible struct has at least one public field that is no longer available.
       impl: lints/struct_pub_field_missing.ron

Failed in:
  field r#type of struct User, previously in file src/models.rs:12
  field name of struct Team, previously in file src/models.rs:40

--- failure struct_missing: pub struct removed or renamed ---

Failed in:
  struct sdk::models::Session, previously in file src/models.rs:70
";
        let found = read(report);
        let lints: Vec<&str> = found.iter().map(|f| f.lint.as_str()).collect();
        assert_eq!(lints, ["struct_pub_field_missing", "struct_pub_field_missing", "struct_missing"]);
        let words: Vec<Vec<&str>> = found.iter().map(|f| f.words.iter().map(String::as_str).collect()).collect();
        assert_eq!(words[0], ["User", "field", "of", "src/models.rs", "struct", "type"]);
        assert_eq!(words[2], ["Session", "models", "sdk", "src/models.rs", "struct"]);
    }
}
