//! SDKs inside other crates: every small document of the generator's tests as a folder of modules, and the flagship as
//! one file in `OUT_DIR`. Both compile with warnings as errors; a case that has a `test.rs` is tried by it.

use std::collections::BTreeMap;
use std::path::Path;

use sdkwright::config::Config;
use sdkwright::diag::allow::Allow;
use sdkwright::run::{Exit, Job, run};
use sdkwright::write::{self, Claim};
use sdkwright::{Feature, Kind, Options};

/// The calls of the Users API, made with an SDK of a document that is not ours: inline bodies that are optional, no
/// documented errors. The test itself is `xtask/wire/inline.rs`.
pub fn calls(root: &Path, sdk: &Path) -> bool {
    let folder = root.join("target/calls");
    let manifest = format!(
        "[package]\nname = \"calls\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[lib]\npath = {:?}\n\n\
         [[test]]\nname = \"inline\"\npath = {:?}\n\n[dev-dependencies]\nsdk = {{ path = {:?}, package = \"c-appwrite-server-0-12-x\" }}\n\
         serde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\nxtask = {{ path = {:?} }}\n",
        root.join("xtask/wire/src/lib.rs"),
        root.join("xtask/wire/inline.rs"),
        sdk,
        root.join("xtask"),
    );
    if let Err(error) = write::file(&folder.join("Cargo.toml"), &manifest) {
        eprintln!("error: {}: {error}", folder.display());
        return false;
    }
    crate::steps::Step::cargo(&folder, &["test", "--quiet"])
        .env("CARGO_TARGET_DIR", &root.join("target/generated").to_string_lossy())
        .run(root)
}

/// What the docs of a module say that its crate needs.
fn dependencies(index: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read_to_string(index).map_err(|e| format!("{}: {e}", index.display()))?;
    let block = text.lines().skip_while(|l| *l != "//! ```toml").skip(1).take_while(|l| *l != "//! ```");
    let pair = |line: &str| line.strip_prefix("//! ")?.split_once(" = ").map(|(n, r)| (n.to_owned(), r.to_owned()));
    Ok(block.filter_map(pair).collect())
}

/// What the configuration beside a document says of its SDK.
fn said(spec: &Path) -> Result<Options, String> {
    let file = spec.with_file_name("sdkwright.toml");
    if !file.exists() {
        return Ok(Options::default());
    }
    let jobs = Config::read(&file)?.jobs(&[], false, Claim::Declared)?;
    Ok(jobs.into_iter().next().map(|job| job.options).unwrap_or_default())
}

/// Writes the host crate below `target/`; what is compiled is never committed.
///
/// # Errors
///
/// A document that does not generate, or a file that cannot be written.
pub fn write(root: &Path) -> Result<std::path::PathBuf, String> {
    let host = root.join("target/hosts");
    let source = host.join("src");
    let mut modules = String::new();
    let mut needed = BTreeMap::new();
    let cases = std::fs::read_dir(root.join("generator/tests/cases")).map_err(|e| e.to_string())?;
    let mut specs: Vec<_> = cases
        .flatten()
        .map(|e| (e.file_name().to_string_lossy().replace('-', "_"), e.path().join("spec.yaml")))
        .collect();
    specs.push(("appwrite".to_owned(), root.join("specs/appwrite-users.yaml")));
    specs.sort();
    for (name, spec) in specs {
        // One of them has all that an SDK can have.
        let features = if name == "appwrite" { Feature::ALL.into() } else { Default::default() };
        let options = Options { name: name.clone(), kind: Kind::Module, features, ..said(&spec)? };
        let job = Job {
            spec: spec.as_path().into(),
            out: source.join(&name),
            options,
            allow: Allow::default(),
            entries: sdkwright::diag::entries::Entries::default(),
            check: false,
            claim: Claim::Declared,
            reuse: false,
        };
        // A host is made afresh: names of a generator that named otherwise do not count.
        _ = std::fs::remove_file(job.out.join(write::NAMES));
        let report = run(&job);
        if report.exit != Exit::Done {
            return Err(format!("{name}: {}", report.diagnostics(true, false)));
        }
        needed.extend(dependencies(&source.join(&name).join("mod.rs"))?);
        // Private: a host seldom exports the SDK that it uses.
        modules.push_str(&format!("mod {name};\n"));
        let test = spec.with_file_name("test.rs");
        if test.exists() {
            let path = test.display().to_string();
            modules.push_str(&format!("#[cfg(test)]\n#[path = {path:?}]\nmod {name}_test;\n"));
        }
    }
    let generator = root.join("generator").display().to_string();
    let dependencies: String = needed.into_iter().map(|(name, rest)| format!("{name} = {rest}\n")).collect();
    let manifest = format!(
        "[package]\nname = \"hosts\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependencies}\n\
         [dev-dependencies]\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n\
         [build-dependencies]\nsdkwright = {{ path = {generator:?}, default-features = false }}\n"
    );
    let script = format!(
        "//! One SDK into `OUT_DIR`.\n\nuse sdkwright::build::{{Builder, Error}};\n\nfn main() -> Result<(), Error> {{\n    \
         Builder::new({:?}).name(\"users\").feature(sdkwright::Feature::Blocking).names(\"users.names\").build().map(|_| ())\n}}\n",
        root.join("specs/appwrite-users.yaml").display().to_string()
    );
    let lib = format!(
        "//! SDKs inside another crate.\n#![deny(warnings)]\n\n{modules}\n/// One file.\nmod users {{\n    include!(concat!(env!(\"OUT_DIR\"), \"/users.rs\"));\n}}\n\n\
         /// A use of it.\npub async fn example(key: &str) -> Result<String, users::Error> {{\n    \
         let client = users::Client::builder().project(\"demo\").key(key).build()?;\n    Ok(client.users().get(\"1\").await?.email)\n}}\n\n\
         /// And one that blocks.\npub fn blocking(client: &users::Client) -> Result<String, users::Error> {{\n    \
         use users::Wait as _;\n    Ok(client.users().get(\"1\").wait()?.email)\n}}\n"
    );
    for (path, text) in [("Cargo.toml", manifest), ("build.rs", script), ("src/lib.rs", lib)] {
        write::file(&host.join(path), &text).map_err(|e| format!("{path}: {e}"))?;
    }
    Ok(host)
}
