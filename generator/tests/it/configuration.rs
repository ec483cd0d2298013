//! `sdkwright.toml`: what `init` writes, what is refused and how, what comes of its keys.

use std::path::Path;
use std::process::Command;

use super::command_line::{SOUND, run};

/// A folder with the sound document and, where there is one, a configuration.
fn folder(configuration: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("api.yaml"), SOUND).expect("a file");
    if let Some(text) = configuration {
        std::fs::write(folder.path().join("sdkwright.toml"), text).expect("a file");
    }
    folder
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file")
}

/// The template's comments of prose have a space behind their `#`, its options have none.
fn uncommented(text: &str) -> String {
    let option = |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned();
    text.lines().map(|line| option(line) + "\n").collect()
}

#[test]
fn init_writes_every_option() {
    let folder = folder(None);
    let folder = folder.path();
    let (code, said) = run(folder, &["init", "api.yaml"]);
    assert!(code == 0 && said.contains("one SDK, `toys`"), "{said}");
    let (code, said) = run(folder, &["generate"]);
    assert!(code == 0 && folder.join("toys/src/lib.rs").exists(), "{said}");
    let text = read(&folder.join("sdkwright.toml"));
    assert_eq!(run(folder, &["init", "api.yaml"]).0, 2, "it is there already");
    assert_eq!(text, read(&folder.join("sdkwright.toml")));

    // Every option of the example can be read, by a crate or by a module: a crate has no `features`, a module no manifest.
    let all = uncommented(&text);
    std::fs::write(folder.join("overlay.yaml"), "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: []\n")
        .expect("a file");
    let readable = |text: &str| {
        std::fs::write(folder.join("sdkwright.toml"), text).expect("a file");
        let (_, said) = run(folder, &["generate"]);
        assert!(!said.contains("E0701"), "{said}");
    };
    let without = |keys: &[&str]| -> String {
        let mine = |line: &&str| !keys.iter().any(|key| line.starts_with(&format!("{key} = ")));
        all.lines().filter(mine).map(|line| format!("{line}\n")).collect()
    };
    readable(&without(&["features"]));
    let module = without(&["license", "authors", "repository", "member", "anyhow", "tokio"]);
    readable(&module.replace("kind = \"crate\"", "kind = \"module\""));

    // And there is no key that it does not show: a key that is none makes the reader list them.
    std::fs::write(folder.join("sdkwright.toml"), "[sdk.toys]\nqqq = 1\n").expect("a file");
    let (code, said) = run(folder, &["generate"]);
    assert!(code == 2 && said.contains("sdkwright.toml:2:1"), "{said}");
    let list = said.lines().next().and_then(|line| line.split_once("there are ")).expect("the keys").1;
    let keys: Vec<_> = list.split('`').skip(1).step_by(2).collect();
    assert!(keys.len() > 12, "{keys:?}");
    for key in keys {
        let shown = all.lines().any(|l| l.starts_with(&format!("{key} = ")) || l == format!("[sdk.toys.{key}]"));
        assert!(shown, "`{key}` is not shown by init");
    }
}

#[test]
fn files_by_hand_are_kept_and_a_part_of_the_sdk() {
    let check = |kind: &str, extra: &str, index: &str| {
        let sections = match kind {
            "crate" => {
                "[sdk.toys.dependencies]\nanyhow = \"1\"\n\
                 [sdk.toys.dev-dependencies]\ntokio = { version = \"1\", features = [\"full\"] }\n"
            }
            _ => "",
        };
        let folder =
            folder(Some(&format!("[sdk.toys]\nspec = \"api.yaml\"\nout = \"toys\"\nkind = \"{kind}\"\n{sections}")));
        let folder = folder.path();
        let declares = || read(&folder.join("toys").join(index)).contains("pub mod extra;");
        assert_eq!(run(folder, &["generate"]).0, 0);
        assert!(!declares());
        let files = [extra, "examples/one.rs", "tests/it/main.rs"].map(|path| folder.join("toys").join(path));
        for file in &files {
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            std::fs::write(file, "mine").expect("a file");
        }
        let (code, said) = run(folder, &["generate", "--check"]);
        assert!(code == 1 && said.contains("pub mod extra;"), "{said}");
        assert_eq!(run(folder, &["generate"]).0, 0);
        assert!(declares());
        assert_eq!(run(folder, &["generate", "--check"]).0, 0);
        assert!(files.iter().all(|file| read(file) == "mine"));
        std::fs::remove_file(&files[0]).expect("a file");
        assert_eq!(run(folder, &["generate"]).0, 0);
        assert!(!declares());
        let manifest = std::fs::read_to_string(folder.join("toys/Cargo.toml")).ok();
        manifest.inspect(|text| {
            let text: toml::Table = text.parse().expect("a manifest");
            assert_eq!(text["dependencies"]["anyhow"].as_str(), Some("1"));
            assert_eq!(text["dev-dependencies"]["tokio"]["features"][0].as_str(), Some("full"));
        });
    };
    check("crate", "src/extra.rs", "src/lib.rs");
    check("crate", "src/extra/mod.rs", "src/lib.rs");
    check("module", "extra.rs", "mod.rs");
}

#[test]
fn faults_have_a_place_and_a_suggestion() {
    let check = |text: &str, words: &[&str]| {
        let folder = folder(Some(text));
        let (code, said) = run(folder.path(), &["generate"]);
        assert_eq!(code, 2, "{said}");
        for word in words {
            assert!(said.contains(word), "`{word}` is not in:\n{said}");
        }
    };
    let sound = "[sdk.toys]\nspec = \"api.yaml\"\nout = \"toys\"\n";
    check(&format!("{sound}overlay = []\n"), &["error[E0701]", "sdkwright.toml:4:1", "did you mean `overlays`?"]);
    check(&format!("{sound}kind = \"modul\"\n"), &["sdkwright.toml:4:8", "did you mean `module`?"]);
    check(&format!("{sound}version = \"one\"\n"), &["sdkwright.toml:4:11", "write three numbers"]);
    check(&sound.replace("toys]", "\"my toys\"]"), &["sdkwright.toml:1:7", "no name of a crate"]);
    check("[sdk.toys\n", &["error[E0701]", "sdkwright.toml:1:"]);
    check("[sdk.toys]\nspec = \"api.yaml\"\n", &["missing field `out`"]);
    check(
        &format!("{sound}only = [\"toyList\"]\n"),
        &["error[E0704]", "sdkwright.toml:4:9", "did you mean `toysList`?"],
    );
    check(&format!("{sound}only = [\"get /none\"]\n"), &["error[E0704]", "sdkwright.toml:4:9", "`GET /none`"]);
    let misfit = "[sdk.toys.pagination]\ntoysCreate = { style = \"offset\", parameter = \"x\" }\n";
    check(&format!("{sound}{misfit}"), &["error[E0701]", "sdkwright.toml:5:14", "the pagination of `toysCreate`"]);
    check(&format!("{sound}[sdks.x]\n"), &["did you mean `sdk`?"]);
    check(&format!("{sound}dependencies = {{ anyhow = 1 }}\n"), &["sdkwright.toml:4:27", "is no dependency"]);
    check(&format!("{sound}version = \"1.0.0-a..b\"\n"), &["sdkwright.toml:4:11", "is no version"]);
    check(&sound.replace("toys]", "match]"), &["error[E0701]", "sdkwright.toml:1:6", "no keyword of Rust"]);
    check(&format!("{sound}root = \"nope\"\n"), &["error[E0701]", "sdkwright.toml:4:8", "there is no `nope`"]);
    check(&sound.replace("\"toys\"", "\"\""), &["error[E0701]", "sdkwright.toml:3:7", "`out` is empty"]);
    // Each would delete the files of the other.
    let two = |out: &str| format!("{sound}[sdk.b]\nspec = \"api.yaml\"\nout = \"{out}\"\n");
    check(&two("./x/../toys"), &["error[E0701]", "sdkwright.toml:6:7", "`b` goes to the folder of `toys`"]);
    check(&two("toys/b"), &["sdkwright.toml:6:7", "`b` goes to a folder inside of that of `toys`"]);
    check(&two("."), &["sdkwright.toml:3:7", "`toys` goes to a folder inside of that of `b`"]);
    // What stands in a manifest, where there is none.
    let module = format!("{sound}kind = \"module\"\n");
    check(
        &format!("{module}license = \"MIT\"\n"),
        &["error[E0701]", "sdkwright.toml:5:11", "`license` stands in the manifest"],
    );
    check(&format!("{module}authors = [\"Ada\"]\n"), &["sdkwright.toml:5:12", "`authors` stands in the manifest"]);
    check(
        &format!("{module}[sdk.toys.dependencies]\nanyhow = \"1\"\n"),
        &["sdkwright.toml:6:10", "`anyhow` stands in"],
    );
    let file = module.replace("module", "file");
    check(
        &format!("{file}[sdk.toys.dev-dependencies]\ntokio = \"1\"\n"),
        &["sdkwright.toml:6:9", "the crate around it"],
    );
}

#[test]
fn an_entry_without_effect_has_a_place() {
    let text = "[sdk.toys]\nspec = \"api.yaml\"\nout = \"toys\"\nclient_parameters = [\"none\"]\n\
                [sdk.toys.schemas]\n\"/none\" = \"None\"\n[sdk.toys.pagination]\nnone = \"off\"\n";
    let folder = folder(Some(text));
    let (code, said) = run(folder.path(), &["generate"]);
    let places = ["sdkwright.toml:4:22", "sdkwright.toml:6:11", "sdkwright.toml:8:8"];
    assert!(code == 0 && places.iter().all(|place| said.contains(place)), "{said}");
    // The lines of the configuration may move: what is made stays the same.
    std::fs::write(folder.path().join("sdkwright.toml"), format!("# moved\n{text}")).expect("a file");
    let (code, said) = run(folder.path(), &["generate", "--check", "--all"]);
    assert!(code == 0 && said.contains("sdkwright.toml:7:11"), "{said}");
}

#[test]
fn a_configuration_may_be_empty() {
    for text in ["", "[sdk]\n"] {
        let (code, said) = run(folder(Some(text)).path(), &["generate"]);
        assert!(code == 0 && said.contains("sdkwright.toml names no SDK: there is nothing to generate"), "{said}");
    }
    // Folders beside each other, of which one has a name that the other begins with.
    let beside = "[sdk.a]\nspec = \"api.yaml\"\nout = \"x\"\n[sdk.b]\nspec = \"api.yaml\"\nout = \"x-b\"\n";
    let (code, said) = run(folder(Some(beside)).path(), &["generate"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_crate_says_whose_it_is() {
    let folder = folder(Some(
        "[sdk.toys]\nspec = \"api.yaml\"\nout = \"toys\"\nversion = \"1.2.3-rc.1\"\nlicense = \"MIT\"\n\
         authors = [\"Ada \\\"A\\\" <ada@example.org>\"]\nrepository = \"https://example.org/toys\"\nonly = [\"toysList\"]\n",
    ));
    let (code, said) = run(folder.path(), &["generate"]);
    assert!(code == 0 && said.contains("1 operations"), "{said}");
    let manifest: toml::Table = read(&folder.path().join("toys/Cargo.toml")).parse().expect("a manifest");
    let package = &manifest["package"];
    assert_eq!(package["version"].as_str(), Some("1.2.3-rc.1"));
    assert_eq!(package["license"].as_str(), Some("MIT"));
    assert_eq!(package["authors"][0].as_str(), Some("Ada \"A\" <ada@example.org>"));
    assert_eq!(package["repository"].as_str(), Some("https://example.org/toys"));
    // A title that says "API" itself is not said to be one again.
    for title in ["Toys", "Toys API"] {
        std::fs::write(folder.path().join("api.yaml"), SOUND.replace("title: Toys", &format!("title: {title}")))
            .expect("a file");
        assert_eq!(run(folder.path(), &["generate"]).0, 0);
        assert!(read(&folder.path().join("toys/README.md")).contains("A Rust client of the Toys API, generated"));
    }
}

#[test]
fn a_crate_inside_a_workspace() {
    let said = |exclude: &str, member: &str| {
        let folder = folder(Some(&format!("[sdk.toys]\nspec = \"api.yaml\"\nout = \"crates/toys\"\n{member}")));
        let folder = folder.path();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\nexclude = [{exclude}]\n");
        std::fs::write(folder.join("Cargo.toml"), manifest).expect("a file");
        let app =
            "[package]\nname = \"app\"\nedition = \"2024\"\n[dependencies]\ntoys = { path = \"../crates/toys\" }\n";
        std::fs::create_dir_all(folder.join("app/src")).expect("a folder");
        std::fs::write(folder.join("app/Cargo.toml"), app).expect("a file");
        std::fs::write(folder.join("app/src/lib.rs"), "").expect("a file");
        let (code, said) = run(folder, &["generate"]);
        assert_eq!(code, 0, "{said}");
        // What cargo says of it: it reads the manifests, and needs no crate of a registry for that.
        let mut cargo = Command::new(env!("CARGO"));
        let cargo = cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(folder);
        let found = cargo.output().expect("cargo starts");
        (said.contains("note[N0805]"), found.status.success())
    };
    assert_eq!(said("", ""), (true, false));
    assert_eq!(said("\"crates/toys\"", ""), (false, true));
    assert_eq!(said("", "member = true\n"), (false, true));
}

#[test]
fn a_module_says_what_its_crate_needs() {
    let folder = folder(Some("[sdk.toys]\nspec = \"api.yaml\"\nout = \"app/src/toys\"\nkind = \"module\"\n"));
    let folder = folder.path();
    let (code, said) = run(folder, &["generate"]);
    assert!(
        code == 0 && said.contains("note: the crate that is to hold the SDK needs in its `[dependencies]`:"),
        "{said}"
    );
    let lines: Vec<_> = said.lines().filter(|line| line.contains(" = ")).collect();
    let manifest = format!("[package]\nname = \"app\"\n\n[dependencies]\n{}\n", lines.join("\n"));
    let without = |line: &str| manifest.replace(&format!("{line}\n"), "");
    let lacks = |manifest: &str| {
        std::fs::write(folder.join("app/Cargo.toml"), manifest).expect("a file");
        let (code, said) = run(folder, &["generate", "--format", "json"]);
        assert_eq!(code, 0, "{said}");
        let outcome: serde_json::Value = said.lines().last().expect("a line").parse().expect("an object");
        assert_eq!(outcome["dependencies"].as_array().expect("a list").len(), lines.len());
        (outcome["missing"].clone(), run(folder, &["generate", "--all"]).1)
    };
    let (missing, said) = lacks(&manifest);
    assert!(missing == serde_json::json!([]) && !said.contains("[dependencies]"), "{missing}, {said}");
    let bytes = "bytes = \"1\"";
    let (missing, said) = lacks(&without(bytes));
    assert_eq!(missing, serde_json::json!(["bytes"]));
    assert!(said.contains("app/Cargo.toml lacks crates that the SDK needs"), "{said}");
    assert_eq!(said.lines().filter(|line| line.contains(" = ")).collect::<Vec<_>>(), [bytes]);
}
