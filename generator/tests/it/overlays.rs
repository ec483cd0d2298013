//! Overlays: what becomes of a document, and where its diagnostics point.

use std::path::Path;

use sdkwright::diag::{Diagnostics, render};
use sdkwright::load::{self, Location, Request};
use sdkwright::{Options, generate};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Toys, version: '1'}
servers:
- {url: https://old.example.org}
- {url: https://new.example.org}
paths:
  /toys:
    get:
      operationId: toysList
      tags: [a, b]
      responses: {}
components:
  schemas:
    Bad: {type: object, properties: {a: {$ref: '#/nowhere'}}}
";

/// The document under overlays, whose actions are given: what YAML it is then, and what is said.
fn check(actions: &[&str], has: &[&str], has_not: &[&str], said: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("a file");
        Location::File(folder.path().join(name))
    };
    let overlay = |(index, actions): (usize, &&str)| {
        let text = match actions.strip_prefix("raw ") {
            Some(text) => text.to_owned(),
            None => format!("overlay: 1.1.0\ninfo: {{title: x, version: '1'}}\nactions:\n{actions}"),
        };
        write(&format!("overlay{index}.yaml"), &text)
    };
    let overlays = actions.iter().enumerate().map(overlay).collect();
    let request = Request { overlays, ..write("api.yaml", DOCUMENT).into() };
    let mut diagnostics = Diagnostics::default();
    let sources = load::load(&request, &mut diagnostics);
    let document = load::to_yaml(&sources.root().expect("a document").value).expect("YAML");
    let outcome = generate(&sources, &Options::default(), diagnostics);
    let text = render::text(&outcome.diagnostics, &sources, false);
    for words in has {
        assert!(document.contains(words), "`{words}` is not in:\n{document}{text}");
    }
    for words in has_not {
        assert!(!document.contains(words), "`{words}` is in:\n{document}");
    }
    for words in said {
        assert!(text.contains(words), "`{words}` is not in:\n{text}");
    }
    assert!(!said.is_empty() || !text.contains("overlay"), "{text}");
}

#[test]
fn updates_merge_and_append() {
    check(
        &["- {target: $, update: {info: {x-new: 7}, tags: [{name: a}], paths: null}}\n"],
        &["title: Toys", "x-new: 7", "tags:\n- name: a", "operationId: toysList"],
        &[],
        &[],
    );
    check(&["- {target: '$.paths.*.get.tags', update: [c, d]}\n"], &["- b\n      - c\n      - d\n"], &[], &[]);
    check(&["- {target: '$.paths[\"/toys\"].get.tags', update: c}\n"], &["- b\n      - c\n"], &[], &[]);
    check(&["- {target: $.info.title, update: Tools}\n"], &["title: Tools"], &["Toys"], &[]);
    check(
        &["- {target: $.info, update: {title: A}}\n", "- {target: $.info, update: {title: B}}\n"],
        &["title: B"],
        &[],
        &[],
    );
    // The version of most overlays.
    check(&["raw overlay: 1.0\nactions:\n- {target: $.info, update: {title: A}}\n"], &["title: A"], &[], &[]);
}

#[test]
fn parts_are_removed_and_copied() {
    check(
        &["- {target: '$.servers[?@.url == \"https://old.example.org\"]', remove: true}\n"],
        &["new."],
        &["old."],
        &[],
    );
    check(&["- {target: '$.servers[*]', remove: true}\n"], &["servers: []"], &[], &[]);
    check(
        &["- {target: '$..tags', remove: true}\n"],
        &["info:\n  title: Toys\n  version", "responses"],
        &["tags"],
        &[],
    );
    let copy =
        "- {target: '$.paths', update: {/all: {}}}\n- {target: '$.paths[\"/all\"]', copy: '$.paths[\"/toys\"]'}\n";
    check(&[copy], &["/all:\n    get:\n      operationId: toysList"], &[], &["note[N0204]"]);
}

#[test]
fn diagnostics_point_at_what_is_written() {
    // What was not changed, behind something that moved up.
    let moved = "- {target: '$.servers[0]', remove: true}\n- {target: '$.servers[0].url', remove: true}\n";
    check(&[moved], &[], &["new."], &["this server cannot be read", "api.yaml:5:3"]);
    // What the second overlay brought in, below something of the document.
    let added = "- target: $.components.schemas\n  update:\n    Odd:\n      properties: {a: {$ref: '#/neither'}}\n";
    check(&["- {target: $.info, update: {x-a: 1}}\n", added], &["Odd:"], &[], &["api.yaml:14:", "overlay1.yaml:7:"]);
}

#[test]
fn faults() {
    let fault = |overlay: &str, said: &[&str]| check(&[overlay], &["title: Toys"], &[], said);
    fault("raw [1\n", &["error[E0102]", "overlay0.yaml:"]);
    fault("raw a: 1\n", &["error[E0105]", "no `overlay` field"]);
    fault("raw overlay: 2.0.0\nactions: []\n", &["error[E0105]", "overlay0.yaml:1:10"]);
    fault("raw overlay: 1.0.0\n", &["error[E0105]", "no `actions`", "overlay0.yaml:1:1"]);
    fault("- {update: {}}\n", &["error[E0105]", "no `target`", "overlay0.yaml:4:"]);
    fault("- {target: $.paths./toys, update: {}}\n", &["error[E0105]", "is no JSONPath", "overlay0.yaml:4:12"]);
    fault("- {target: $.info}\n", &["error[E0105]", "does nothing"]);
    fault("- {target: $, remove: true}\n", &["error[E0105]", "the whole document"]);
    fault("- {target: $.info, update: [1]}\n", &["error[E0105]", "a list cannot be merged into a mapping at `#/info`"]);
    fault("- {target: $.info, copy: '$.servers[*]'}\n", &["error[E0105]", "selects 2 places"]);
    fault("- {target: $.nothing, update: {}}\n", &["note[N0106]", "`$.nothing` selects nothing", "overlay0.yaml:4:12"]);
    let other = "raw overlay: 1.0.0\nextends: ./tools.yaml\nactions: [{target: $.info, update: {}}]\n";
    fault(other, &["note[N0107]", "for `./tools.yaml`", "overlay0.yaml:2:10"]);
    let copy = "raw overlay: 1.0.0\nactions: [{target: $.info, copy: $.paths}]\n";
    fault(copy, &["error[E0105]", "Overlay 1.0 has no `copy`"]);
}

#[test]
fn the_command_line_and_the_configuration_have_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    here("api.yaml", DOCUMENT);
    here("o.yaml", "overlay: 1.0.0\nactions: [{target: $.info, update: {title: Tools}}]\n");
    here("sdkwright.toml", "[sdk.toys]\nspec = \"api.yaml\"\noverlays = [\"o.yaml\"]\nout = \"sdk\"\n");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sdkwright"));
        let output = command.args(arguments).current_dir(folder.path()).output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let dump = ["generate", "api.yaml", "--out", "sdk", "--overlay", "o.yaml", "--dump", "document"];
    assert!(run(&dump).contains("title: Tools\n"));
    assert!(run(&[dump.as_slice(), &["--format", "json"]].concat()).contains("\"title\": \"Tools\""));
    assert!(!Path::exists(&folder.path().join("sdk")), "a dump writes nothing");
    run(&["generate"]);
    let manifest = std::fs::read_to_string(folder.path().join("sdk/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("Tools API"), "{manifest}");
}
