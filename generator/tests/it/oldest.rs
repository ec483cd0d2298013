//! The oldest compiler: what manifests and README state is one, and no crate that we depend on asks for a newer one. Whether our own
//! code needs a newer one is clippy's to say (`incompatible_msrv`), which reads the same line of the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// `1.88` of a manifest; a package of the workspace may have it of the workspace.
fn stated(manifest: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(manifest);
    let table: toml::Table = std::fs::read_to_string(path).expect("a manifest").parse().expect("TOML");
    let package = table.get("package").or_else(|| table.get("workspace")?.get("package")).expect("a package");
    match &package["rust-version"] {
        toml::Value::String(version) => version.clone(),
        _ => stated("Cargo.toml"),
    }
}

fn number(version: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = version.split('.').map(|part| part.parse().expect("a number")).collect();
    // `1.88` is `1.88.0`.
    parts.resize(3, 0);
    parts
}

#[test]
fn it_is_stated_once() {
    let (tool, sdk) = (stated("generator/Cargo.toml"), stated("templates/runtime/Cargo.toml"));
    assert_eq!(stated("xtask/Cargo.toml"), tool);
    for generated in ["appwrite-users", "depot"] {
        assert_eq!(stated(&format!("generated/{generated}/Cargo.toml")), sdk);
    }
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(&format!("{tool} or newer; SDKs ask for {sdk}")), "README.md states other versions");
}

#[test]
fn dependencies_ask_for_no_newer_one() {
    let arguments = ["metadata", "--locked", "--format-version", "1", "--all-features"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("cargo starts");
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)));
    let list = |value: &Value| value.as_array().cloned().expect("a list");
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|p| (p["id"].to_string(), p)).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|n| (n["id"].to_string(), n)).collect();
    for (member, at_least) in [("sdkwright", 100), ("sdkwright-runtime", 60)] {
        let (id, package) = packages.iter().find(|(_, p)| p["name"] == member).expect("a member of the workspace");
        let ours = number(package["rust_version"].as_str().expect("a version"));
        let (mut seen, mut todo) = (BTreeSet::new(), vec![id.clone()]);
        while let Some(id) = todo.pop() {
            if !seen.insert(id.clone()) {
                continue;
            }
            let package = &packages[&id];
            if let Some(theirs) = package["rust_version"].as_str() {
                let name = format!("{} {}", package["name"], package["version"]);
                assert!(number(theirs) <= ours, "{member} asks for Rust {ours:?}, and {name} for {theirs}");
            }
            // Those of tests alone are not built by users.
            let built = |dep: &Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
            todo.extend(list(&nodes[&id]["deps"]).iter().filter(|d| built(d)).map(|dep| dep["pkg"].to_string()));
        }
        assert!(seen.len() > at_least, "{member} depends on {} crates", seen.len());
    }
}
