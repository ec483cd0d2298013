//! `sdkwright generate NAME --since OLD`: the version of an SDK and its changelog follow its document.

use std::path::Path;

use crate::command_line::{SOUND, run, snapshot};

const CONFIG: &str = "# Ours.\n[sdk.toys]\nspec = \"api.yaml\"\nout = \"toys\"\nversion = \"0.1.0\" # the next one\n";

fn folder(config: &str, old: &str, new: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("sdkwright.toml", config), ("old.yaml", old), ("api.yaml", new)] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file")
}

/// What a change of the document makes of the version `0.1.0`, and what the changelog says of it. Again, nothing happens.
fn check(from: &str, to: &str, version: &str, words: &[&str]) {
    let folder = folder(CONFIG, SOUND, &SOUND.replace(from, to));
    let folder = folder.path();
    let (code, said) = run(folder, &["generate", "--since", "old.yaml"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(read(&folder.join("sdkwright.toml")), CONFIG.replace("0.1.0", version));
    assert!(read(&folder.join("toys/Cargo.toml")).contains(&format!("version = \"{version}\"")));
    let changelog = std::fs::read_to_string(folder.join("toys/CHANGELOG.md")).unwrap_or_default();
    assert_eq!(changelog.is_empty(), words.is_empty(), "{changelog}");
    for word in words {
        assert!(changelog.contains(word), "`{word}` is not in:\n{changelog}");
    }
    let before = snapshot(folder);
    let (code, said) = run(folder, &["generate", "toys", "--since", "old.yaml"]);
    assert!(code == 0 && said.contains("nothing changed"), "{said}");
    assert_eq!(before, snapshot(folder));
    assert_eq!(run(folder, &["generate", "--check"]).0, 0);
}

#[test]
fn steps() {
    check("", "", "0.1.0", &[]);
    check("All toys.", "Every toy.", "0.1.1", &["# Changelog\n\n## 0.1.1\n", "- 1 item described in other words\n"]);
    check(
        "items: {type: string}",
        "items: {type: integer}",
        "0.2.0",
        &["\n## 0.2.0\n", "\n### Breaking for source code\n"],
    );
}

#[test]
fn a_version_that_was_not_given_stands_below_the_document() {
    let check = |config: &str, expected: &str| {
        let folder = folder(config, SOUND, &SOUND.replace("All toys.", "Every toy."));
        let (code, said) = run(folder.path(), &["generate", "--since", "old.yaml"]);
        assert!(code == 0 && said.contains("toys: 0.1.0 → 0.1.1, a patch step\n"), "{said}");
        assert_eq!(read(&folder.path().join("sdkwright.toml")), expected);
        assert!(read(&folder.path().join("toys/Cargo.toml")).contains("version = \"0.1.1\""));
    };
    check(
        "[sdk.toys]\nspec = \"api.yaml\" # ours\nout = \"toys\"\n",
        "[sdk.toys]\nspec = \"api.yaml\" # ours\nversion = \"0.1.1\"\nout = \"toys\"\n",
    );
    check(
        "[sdk]\ntoys.out = \"toys\"\ntoys.spec = \"api.yaml\"",
        "[sdk]\ntoys.out = \"toys\"\ntoys.spec = \"api.yaml\"\ntoys.version = \"0.1.1\"",
    );
}

#[test]
fn entries_of_hand_stay() {
    let folder = folder(CONFIG, SOUND, &SOUND.replace("All toys.", "Every toy."));
    let folder = folder.path();
    let old = "# Toys\n\n## Unreleased\n\n- Mine.\n\n## 0.1.0\n\n- The first.\n";
    std::fs::create_dir(folder.join("toys")).expect("a folder");
    std::fs::write(folder.join("toys/CHANGELOG.md"), old).expect("a file");
    let (code, said) = run(folder, &["generate", "--since", "old.yaml"]);
    assert!(code == 0 && said.contains("toys: 0.1.0 → 0.1.1, a patch step\n"), "{said}");
    let changelog = read(&folder.join("toys/CHANGELOG.md"));
    assert!(changelog.starts_with("# Toys\n\n## Unreleased\n\n- Mine.\n\n## 0.1.1\n"), "{changelog}");
    assert!(changelog.ends_with("\n\n## 0.1.0\n\n- The first.\n"), "{changelog}");
}

/// A refusal leaves everything as it was.
fn refused(config: &str, old: &str, words: &[&str]) {
    let folder = folder(config, old, &SOUND.replace("All toys.", "Every toy."));
    let before = snapshot(folder.path());
    let (code, said) = run(folder.path(), &["generate", "--since", "old.yaml"]);
    assert_eq!(code, 2, "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    assert_eq!(before, snapshot(folder.path()));
}

#[test]
fn what_cannot_be_stepped() {
    let inline = "sdk.toys = { spec = \"api.yaml\", out = \"toys\" }\n";
    refused(inline, SOUND, &["has no version", "version = \"0.1.0\""]);
    refused(&format!("{CONFIG}kind = \"module\"\n"), SOUND, &["`toys` is no crate"]);
    refused(&format!("{CONFIG}{}", CONFIG.replace("toys", "more")), SOUND, &["one SDK", "NAME --since"]);
    refused(CONFIG, "", &["error[E0102]", "old.yaml"]);
}
