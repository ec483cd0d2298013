//! What a caller's server is sent may be left out of an SDK, with the models that nothing else needs.

use std::path::Path;
use std::process::Command;

/// Generates the SDK of the case `hooks` with these lines of configuration: which of these files it has.
fn check(lines: &str, files: &[&str], absent: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hooks/spec.yaml");
    let config = format!("[sdk.toys]\nspec = {spec:?}\nout = \"toys\"\n{lines}\n");
    std::fs::write(folder.path().join("sdkwright.toml"), config).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    let output = command.args(["generate"]).current_dir(folder.path()).output().expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let source = folder.path().join("toys/src");
    for file in files {
        assert!(source.join(file).exists(), "{lines}: {file} is not there");
    }
    for file in absent {
        assert!(!source.join(file).exists(), "{lines}: {file} is there");
    }
}

#[test]
fn webhooks_are_left_out_on_request() {
    let of_hooks = ["webhooks.rs", "callbacks/mod.rs", "models/pet_born.rs", "models/pet_gone_payload.rs"];
    check("", &of_hooks, &[]);
    check("webhooks = false", &["api/mod.rs", "models/create_subscription_request.rs"], &of_hooks);
}
