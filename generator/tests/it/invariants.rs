//! The rules of the house (ARCHITECTURE.md), as tests over the sources.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Rust files below a folder: path relative to it, and text without the tests at its end.
fn sources(folder: &str) -> Vec<(String, String)> {
    let folder = root().join(folder);
    let mut files = Vec::new();
    let mut todo = vec![folder.clone()];
    while let Some(at) = todo.pop() {
        for entry in std::fs::read_dir(&at).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("a file");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                let name = path.strip_prefix(&folder).expect("below").display().to_string();
                files.push((name, text));
            }
        }
    }
    assert!(files.len() > 2, "the sources are found");
    files
}

/// No file outside `allowed` has any of these words in its code.
fn check(folder: &str, words: &[&str], allowed: &[&str]) {
    for (path, text) in sources(folder) {
        if allowed.iter().any(|a| path.starts_with(a)) {
            continue;
        }
        for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            for word in words {
                assert!(!line.contains(word), "{path}:{}: `{word}` belongs to {allowed:?}", number + 1);
            }
        }
    }
}

#[test]
fn only_the_ends_touch_the_disk() {
    check(
        "generator/src",
        &["std::fs", "File::open", "tempfile::", "TcpStream", "TcpListener", "UdpSocket"],
        &["load/fs.rs", "write/", "config.rs"],
    );
}

#[test]
fn each_crate_has_its_stage() {
    check("generator/src", &["openapiv3"], &["resolve/"]);
    check("generator/src", &["quote!", "quote::", "syn::", "proc_macro2", "prettyplease"], &["emit/"]);
    check("generator/src", &["serde_yaml"], &["load/parse.rs"]);
    check(
        "generator/src",
        &["crate::emit", "crate::write", "crate::model"],
        &[
            "emit/",
            "write/",
            "model/",
            "inspect/",
            "diff/",
            "cli/",
            "build.rs",
            "config.rs",
            "config/",
            "host.rs",
            "lib.rs",
            "run.rs",
        ],
    );
}

#[test]
fn the_middle_does_not_panic() {
    let words = [".unwrap()", ".expect(", "panic!", "unreachable!", "todo!", "unimplemented!"];
    for stage in ["load", "resolve", "model"] {
        check(&format!("generator/src/{stage}"), &words, &[]);
    }
    // Examples have such words in their code.
    check("generator/src", &words, &["emit/examples.rs", "emit/expressions.rs", "emit/literals.rs"]);
}

#[test]
fn the_runtime_lives_anywhere() {
    check("templates/runtime/src", &["crate::", "#![", ".unwrap()", ".expect(", "unsafe"], &[]);
    // What is optional is a whole file, behind a gate in the index.
    check("templates/runtime/src", &["cfg(feature"], &["lib.rs"]);
    // A macro may count tuples or repeat an impl, inside one file; none is seen by another file.
    check("templates/runtime/src", &["macro_rules!"], &["addresses.rs", "jiff.rs", "tuple.rs"]);
    check("templates/runtime/src", &["macro_export", "macro_use"], &[]);
}

#[test]
fn no_room_is_crowded() {
    for folder in ["generator/src", "templates/runtime/src", "xtask/src"] {
        for (path, text) in sources(folder) {
            assert!(text.lines().count() <= 450, "{folder}/{path} has {} lines", text.lines().count());
            assert!(text.starts_with("//! "), "{folder}/{path} says what it is for");
        }
    }
}

#[test]
fn a_build_script_gets_what_generating_needs() {
    let command = ["tree", "--locked", "--no-default-features", "--edges", "normal", "--prefix", "none"];
    let output =
        std::process::Command::new(env!("CARGO")).args(command).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let tree = output.expect("cargo starts").stdout;
    let tree = String::from_utf8_lossy(&tree);
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"openapiv3"), "{tree}");
    // An asynchronous runtime; HTTP, and what it brings; a command line; a watcher.
    let others = "tokio async-std async-io async-executor smol futures-util futures-executor mio polling \
        reqwest hyper hyper-util h2 http ureq ureq-proto curl isahc attohttpc url rustls ring native-tls openssl \
        clap clap_builder clap_derive clap_complete clap_mangen argh lexopt pico-args indicatif \
        notify notify-types inotify kqueue fsevent-sys";
    assert_eq!(others.split_whitespace().find(|other| crates.contains(other)), None, "{tree}");
}

#[test]
fn a_broken_sdk_cannot_stop_the_tool() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    assert!(manifest.contains("exclude = [\"generated\"]"));
    for entry in std::fs::read_dir(root().join("generated")).expect("a folder").flatten().filter(|e| e.path().is_dir())
    {
        let manifest = std::fs::read_to_string(entry.path().join("Cargo.toml")).expect("the manifest of an SDK");
        assert!(manifest.lines().any(|line| line == "[workspace]"), "{}", entry.path().display());
    }
}
