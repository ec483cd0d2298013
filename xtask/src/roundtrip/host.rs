//! The program that holds the types of many SDKs and reads and writes what it is told: their models and codecs as
//! modules, over one runtime. That is a module too, as in an SDK: what a model gives to a type of the runtime (`From` for
//! a `Nullable` of it) is refused between crates.

use std::path::{Path, PathBuf};

use sdkwright::write;

use super::draw::Subject;
use crate::steps::Step;

/// So many types are compiled at once: about two gigabytes.
const BATCH: usize = 2_500;

/// The subjects, in groups that one program can hold.
pub fn batches(subjects: &[Subject]) -> Vec<&[Subject]> {
    let (mut batches, mut start, mut types) = (Vec::new(), 0, 0);
    for (index, subject) in subjects.iter().enumerate() {
        if types + subject.types > BATCH && index > start {
            batches.push(&subjects[start..index]);
            (start, types) = (index, 0);
        }
        types += subject.types;
    }
    batches.push(&subjects[start..]);
    batches
}

/// Writes a program below `target/`.
///
/// # Errors
///
/// A file that cannot be written.
pub fn write(root: &Path, folder: &Path, number: usize, batch: &[Subject]) -> Result<PathBuf, String> {
    let host = folder.join(format!("host-{number}"));
    let (mut modules, mut table) = (String::new(), String::new());
    for subject in batch {
        let (name, path) = (format!("d{}", subject.id), subject.modules.join("mod.rs"));
        modules.push_str(&format!("#[path = {:?}]\nmod {name};\n", path.display().to_string()));
        for typed in &subject.typed {
            let judge = if typed.bridged { "bridged" } else { "plain" };
            table.push_str(&format!(
                "    {judge}::<{}>,\n",
                typed.path.replace("models::", &format!("{name}::models::"))
            ));
        }
    }
    let runtime = root.join("templates/runtime");
    let manifest = format!(
        "[package]\nname = \"roundtrip-{number}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n{}\n{}\n\
         # What is compiled once and run once.\n[profile.dev.package.roundtrip-{number}]\ndebug = false\n",
        table_of(&root.join("Cargo.toml"), "[workspace.dependencies]")?,
        table_of(&runtime.join("Cargo.toml"), "[dependencies]")?,
    );
    let main = format!(
        "{}\n#[path = {:?}]\nmod runtime;\n{modules}\nconst TABLE: &[fn(&str) -> Value] = &[\n{table}];\n",
        include_str!("host.rs.txt"),
        runtime.join("src/lib.rs").display().to_string(),
    );
    for (path, text) in [("Cargo.toml", &manifest), ("src/main.rs", &main)] {
        write::file(&host.join(path), text).map_err(|e| format!("{path}: {e}"))?;
    }
    // The versions that the SDKs of this repository are tested with.
    if let Ok(lock) = std::fs::read(root.join("generated/appwrite-users/Cargo.lock")) {
        _ = std::fs::write(host.join("Cargo.lock"), lock);
    }
    Ok(host)
}

/// A table of a manifest, as it is written there.
fn table_of(manifest: &Path, header: &str) -> Result<String, String> {
    let text = std::fs::read_to_string(manifest).map_err(|e| format!("{}: {e}", manifest.display()))?;
    let lines = text.lines().skip_while(|line| *line != header);
    let lines: Vec<_> = lines.take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    if lines.is_empty() { Err(format!("{}: no {header}", manifest.display())) } else { Ok(lines.concat()) }
}

/// Compiles a program.
///
/// # Errors
///
/// It does not compile.
pub fn build(root: &Path, host: &Path) -> Result<PathBuf, String> {
    let target = root.join("target/generated");
    let step = Step::cargo(host, &["build", "--quiet"])
        .env("CARGO_TARGET_DIR", &target.to_string_lossy())
        .env("CARGO_INCREMENTAL", "0");
    if !step.run(root) {
        return Err("the types do not compile".to_owned());
    }
    let number = host.file_name().map(|n| n.to_string_lossy().replace("host-", "roundtrip-")).unwrap_or_default();
    Ok(target.join("debug").join(number))
}
