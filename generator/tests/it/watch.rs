//! `--watch`, with the files of a real folder.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::command_line::SOUND;

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// Until the SDK says so; a machine may be busy.
fn until(file: &Path, word: &str) {
    let end = Instant::now() + Duration::from_secs(60);
    while !std::fs::read_to_string(file).is_ok_and(|text| text.contains(word)) {
        assert!(Instant::now() < end, "`{word}` does not come to {}", file.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_change_is_generated() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::create_dir(folder.join("parts")).expect("a folder");
    let write = |name: &str, text: &str| {
        // As many editors do it: a new file takes the place of the old one.
        std::fs::write(folder.join("new"), text).expect("a file");
        std::fs::rename(folder.join("new"), folder.join(name)).expect("a file");
    };
    let split = SOUND.replace("{type: array, items: {type: string}}", "{$ref: 'parts/list.yaml'}");
    write("parts/list.yaml", "type: object\nproperties: {first: {type: string}}\n");
    write("api.yaml", &split);
    write("sdkwright.toml", "[sdk.toys]\nspec = \"api.yaml\"\nout = \".\"\nkind = \"file\"\n");
    let command = Command::new(env!("CARGO_BIN_EXE_sdkwright"))
        .args(["generate", "--watch", "--quiet"])
        .current_dir(folder)
        .stderr(Stdio::null())
        .spawn();
    let _running = Running(command.expect("the command starts"));
    let sdk = folder.join("toys.rs");
    until(&sdk, "pub first: ");
    // A file that the document names; then the document, broken first; then the configuration.
    std::thread::sleep(Duration::from_millis(300));
    write("parts/list.yaml", "type: object\nproperties: {second: {type: string}}\n");
    until(&sdk, "pub second: ");
    write("api.yaml", "openapi: [");
    write("api.yaml", &split.replace("toysCreate", "toysInvent"));
    until(&sdk, "ToysInvent");
    write("sdkwright.toml", "[sdk.bricks]\nspec = \"api.yaml\"\nout = \".\"\nkind = \"file\"\n");
    until(&folder.join("bricks.rs"), "ToysInvent");
}
