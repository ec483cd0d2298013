//! A program of probes, compiled against an SDK again and again without what does not compile, until the rest does: the compiler
//! does not look at types while there are names that it does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sdkwright::model::Sdk;
use sdkwright::{Kind, emit, write};
use serde_json::Value;

use super::probes::Probe;
use crate::corpus::process::{self, End, Limits};

/// So many rounds at the most: each names what the one before could not see.
const ROUNDS: usize = 12;

/// What the compiler may take.
const LIMITS: Limits = Limits { time: Duration::from_secs(900), memory: u64::MAX };

const HEAD: &str = "#![allow(deprecated, unused, unreachable_code, clippy::all)]
fn any<T>() -> T { unimplemented!() }
fn bounds<T: Clone + std::fmt::Debug>() {}
fn equal<T: PartialEq>() {}
fn copied<T: Copy>() {}
fn hashed<T: Eq + std::hash::Hash>() {}
";

/// A folder with an SDK and a program that uses it.
pub struct Bench {
    folder: PathBuf,
    target: PathBuf,
}

impl Bench {
    /// Below `target/`.
    pub fn new(root: &Path, name: &str) -> Self {
        Self { folder: root.join("target").join(name), target: root.join("target/callers") }
    }

    /// Which probes do not compile against the SDK, and what the compiler says of each.
    ///
    /// # Errors
    ///
    /// The SDK itself does not compile, or a file cannot be written.
    pub fn broken(&self, root: &Path, sdk: &Sdk, probes: &[Probe]) -> Result<BTreeMap<usize, String>, String> {
        self.write_sdk(sdk)?;
        let mut broken: BTreeMap<usize, String> = BTreeMap::new();
        for _ in 0..ROUNDS {
            let (text, lines) = program(probes, &broken);
            self.write("caller/src/lib.rs", &text)?;
            self.lock(root, "caller");
            let found = self.check(&lines)?;
            if found.is_empty() {
                return Ok(broken);
            }
            broken.extend(found);
        }
        Err(format!("the program does not compile after {ROUNDS} rounds"))
    }

    /// What rustdoc says of the SDK, as a file of this name.
    ///
    /// # Errors
    ///
    /// The SDK does not compile, or a file cannot be written.
    pub fn rustdoc(&self, root: &Path, sdk: &Sdk, name: &str) -> Result<PathBuf, String> {
        self.write_sdk(sdk)?;
        self.lock(root, "sdk");
        let mut command = process::cargo();
        command.args(["rustdoc", "--quiet", "--lib", "--", "-Zunstable-options", "--output-format=json"]);
        command.args(["--document-private-items", "--document-hidden-items", "--cap-lints=allow"]);
        command.current_dir(self.folder.join("sdk"));
        // The format is not stable; the crate is told from the dependencies, which are compiled as always.
        let krate = sdk.name.replace('-', "_");
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "0").env("RUSTC_BOOTSTRAP", &krate);
        let ran = process::run(&mut command, LIMITS).map_err(|e| format!("cargo: {e}"))?;
        if !matches!(ran.end, End::Exited(status) if status.success()) {
            return Err(format!("the SDK does not compile: {}", ran.stderr));
        }
        let (made, kept) = (self.target.join(format!("doc/{krate}.json")), self.folder.join(name));
        std::fs::rename(&made, &kept).map_err(|e| format!("{}: {e}", made.display()))?;
        Ok(kept)
    }

    /// The versions that the SDKs of this repository are tested with.
    fn lock(&self, root: &Path, krate: &str) {
        let to = self.folder.join(krate).join("Cargo.lock");
        if let (Ok(lock), false) = (std::fs::read(root.join("generated/appwrite-users/Cargo.lock")), to.exists()) {
            _ = std::fs::write(to, lock);
        }
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(path);
        // What is the same is not compiled again.
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        write::file(&path, text).map_err(|e| format!("{}: {e}", path.display()))
    }

    fn write_sdk(&self, sdk: &Sdk) -> Result<(), String> {
        let tree = emit::emit(sdk, Kind::Crate, &BTreeSet::new());
        _ = std::fs::remove_dir_all(self.folder.join("sdk/src"));
        let mut dependencies = String::new();
        for (path, text) in tree.iter() {
            if path.ends_with("Cargo.toml") {
                let block = text.lines().skip_while(|l| *l != "[dependencies]").skip(1);
                let own =
                    block.take_while(|l| !l.starts_with('[')).filter(|l| l.contains('=') && !l.contains("optional"));
                dependencies = own.map(|l| format!("{l}\n")).collect();
            }
            if path.ends_with(".rs") || path.ends_with(".toml") || path.ends_with("README.md") {
                self.write(&format!("sdk/{path}"), text)?;
            }
        }
        let manifest = format!(
            "[package]\nname = \"caller\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             {dependencies}sdk = {{ path = \"../sdk\", package = {:?} }}\n",
            sdk.name
        );
        self.write("caller/Cargo.toml", &manifest)
    }

    /// The probes whose lines the compiler complains about.
    fn check(&self, lines: &[usize]) -> Result<BTreeMap<usize, String>, String> {
        let mut command = process::cargo();
        command.args(["check", "--quiet", "--message-format=json"]).current_dir(self.folder.join("caller"));
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "0");
        let ran = process::run(&mut command, LIMITS).map_err(|e| format!("cargo: {e}"))?;
        if matches!(ran.end, End::Exited(status) if status.success()) {
            return Ok(BTreeMap::new());
        }
        let mut found = BTreeMap::new();
        for message in ran.stdout.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok()) {
            let (message, target) = (&message["message"], &message["target"]["name"]);
            if message["level"] != "error" {
                continue;
            }
            let text = message["rendered"].as_str().unwrap_or_default();
            let spans = message["spans"].as_array().into_iter().flatten();
            let own = spans.filter(|s| s["is_primary"] == true && target == "caller");
            for line in own.filter_map(|s| s["line_start"].as_u64()) {
                // Lines count from one; the first probes of none are the head.
                let after = lines.partition_point(|start| *start <= line as usize);
                if let Some(probe) = after.checked_sub(1) {
                    found.entry(probe).or_insert_with(|| text.lines().take(6).collect::<Vec<_>>().join("\n"));
                }
            }
            if target != "caller" {
                return Err(format!("the SDK does not compile: {text}"));
            }
        }
        if found.is_empty() { Err(format!("{}{}", ran.stderr, ran.stdout)) } else { Ok(found) }
    }
}

/// A function a line, and on which line each probe stands; what is known to be broken is an empty one.
fn program(probes: &[Probe], broken: &BTreeMap<usize, String>) -> (String, Vec<usize>) {
    let (mut text, mut lines) = (HEAD.to_owned(), Vec::new());
    for (index, probe) in probes.iter().enumerate() {
        lines.push(HEAD.lines().count() + 1 + index);
        let code = if broken.contains_key(&index) { "" } else { probe.code.as_str() };
        text.push_str(&format!("fn p{index}() {{ {} }}\n", code.replace('\n', " ")));
    }
    (text, lines)
}
