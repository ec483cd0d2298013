//! The program that makes the calls of a document through its SDK.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sdkwright::write;

use super::subject::Document;
use crate::corpus::process::{self, End, Limits};

/// Writes the program beside the SDK.
///
/// # Errors
///
/// A file that cannot be written.
pub fn write(root: &Path, folder: &Path, package: &str, document: &Document) -> Result<(), String> {
    let (mut functions, mut table) = (String::new(), String::new());
    let finishes: Vec<&str> = document.subjects.iter().flat_map(|s| &s.calls).map(|c| c.finish).collect();
    for (index, subject) in document.subjects.iter().enumerate() {
        for call in &subject.calls {
            let name = format!("c{index}_{}", call.kind);
            functions.push_str(&format!(
                "\n// {}\nfn {name}(client: &Client, options: RequestOptions) -> Made {{\n    Ok({}({}.options(options)))\n}}\n",
                subject.name(),
                call.finish,
                call.code
            ));
            table.push_str(&format!("    (\"{index}-{}\", {name}),\n", call.kind));
        }
    }
    let mut main = include_str!("program.rs.txt").replace("CREDENTIALS", &document.credentials);
    for (name, ty) in [("bytes", "sdk::ByteStream"), ("events", "sdk::EventStream<T>"), ("lines", "sdk::JsonLines<T>")]
    {
        if finishes.contains(&name) {
            main.push_str(&reader(name, ty));
        }
    }
    main.push_str(&functions);
    main.push_str(&format!("\nstatic CALLS: &[(&str, fn(&Client, RequestOptions) -> Made)] = &[\n{table}];\n"));
    let manifest = format!(
        "[package]\nname = \"calls-of-{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         sdk = {{ path = \"../sdk\", package = {package:?} }}\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\", \"time\"] }}\n\n\
         # What is compiled once and run once.\n[profile.dev.package.calls-of-{package}]\ndebug = false\n\
         [profile.dev.package.{package}]\ndebug = false\n"
    );
    let own = folder.join("calls");
    for (path, text) in [("Cargo.toml", &manifest), ("src/main.rs", &main)] {
        write::file(&own.join(path), text).map_err(|e| format!("{path}: {e}"))?;
    }
    // The versions that the SDKs of this repository are tested with.
    if let Ok(lock) = std::fs::read(root.join("generated/appwrite-users/Cargo.lock")) {
        _ = std::fs::write(own.join("Cargo.lock"), lock);
    }
    Ok(())
}

/// The function that reads a stream to its end.
fn reader(name: &str, ty: &str) -> String {
    let generic = if ty.contains("<T>") { "<T: sdk::runtime::Decode + 'static>" } else { "" };
    format!(
        "\nfn {name}{generic}(request: impl IntoFuture<Output = Result<{ty}, Error>, IntoFuture = sdk::runtime::SendFuture<{ty}>>) \
         -> Pending {{\n    let future = request.into_future();\n    Box::pin(async move {{\n        \
         let mut stream = future.await?;\n        while let Some(_) = stream.try_next().await? {{}}\n        Ok(())\n    }})\n}}\n"
    )
}

/// Compiles it.
///
/// # Errors
///
/// It does not compile, or not in time.
pub fn build(root: &Path, folder: &Path, package: &str) -> Result<PathBuf, String> {
    let target = root.join("target/generated");
    let mut command = process::cargo();
    command.args(["build", "--quiet"]).current_dir(folder.join("calls"));
    command.env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0");
    let limits = Limits { time: Duration::from_secs(3600), memory: u64::MAX };
    let ran = process::run(&mut command, limits).map_err(|e| format!("cargo: {e}"))?;
    match ran.end {
        End::Exited(status) if status.success() => Ok(target.join("debug").join(format!("calls-of-{package}"))),
        End::Exited(_) => Err(ran.stderr.lines().take(60).collect::<Vec<_>>().join("\n")),
        _ => Err(format!("the compiler does not end within {:.0?}", ran.took)),
    }
}
