//! The `allow` list: what is accepted goes unsaid, what cannot be accepted or has no effect is named with its place.

use std::process::Command;

/// A document with two notes of `N0402` and one of `N0401`.
const SPEC: &str = "\
openapi: 3.0.3
info: {title: Toys, version: '1'}
paths:
  /toys/{id}: {get: {operationId: toysGet, responses: {'204': {description: Done.}}}}
  /boxes/{id}: {get: {responses: {'204': {description: Done.}}}}
";

/// Runs with `allow` in the configuration and on the command line: the exit code, all these words and none of those.
fn check(list: &str, arguments: &[&str], exit: i32, words: &[&str], unsaid: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), SPEC).expect("a file");
    let config = format!("[sdk.toys]\nspec = \"api.yaml\"\nout = \"toys\"\nallow = {list}\n");
    std::fs::write(folder.join("sdkwright.toml"), config).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    let output = command.arg("generate").args(arguments).current_dir(folder).output().expect("the command starts");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    for word in unsaid {
        assert!(!said.contains(word), "`{word}` is in:\n{said}");
    }
}

#[test]
fn accepted_findings_go_unsaid() {
    check("[]", &[], 0, &["N0402", "N0401"], &["N0702"]);
    check("['N0402']", &[], 0, &["N0401"], &["N0402", "N0702"]);
    check("['N0402']", &["--allow", "n0401"], 0, &["2 operations"], &["N0402", "N0401", "N0702"]);
    check("['N0402']", &["--format", "json"], 0, &[r#""codes":{"N0401":1}"#], &["N0402"]);
}

#[test]
fn entries_without_effect_are_named() {
    let words = ["note[N0702]", "allowed code `D0501`", "sdkwright.toml:4:19", "allow = ['N0402', 'D0501']"];
    check("['N0402', 'D0501']", &[], 0, &words, &["allowed code `N0402`"]);
    check("[]", &["--allow", "D0501"], 0, &["note[N0702]", "leave out `--allow D0501`"], &[]);
    check("['D0501', 'N0702']", &[], 0, &["N0402"], &["N0702"]);
}

#[test]
fn what_cannot_be_accepted_is_refused() {
    let words = ["error[E0701]", "sdkwright.toml:4:10", "no diagnostic has the code `E0402`", "did you mean `N0402`"];
    check("['E0402']", &[], 2, &words, &[]);
    check("['E0102']", &[], 2, &["sdkwright.toml:4:10", "`E0102` is an error"], &[]);
    check("['S0206']", &[], 2, &["`S0206` leaves something out of the SDK"], &[]);
    check("[]", &["--allow", "S0206"], 2, &["only degraded types and notes can be allowed"], &[]);
    check("[]", &["--allow", "zebra"], 2, &["no diagnostic has the code `zebra`"], &["did you mean"]);
}

/// What a dump prints is on standard output; what was found is beside it, in the format that was asked for, and without what is
/// accepted.
#[test]
fn a_dump_has_its_findings_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      parameters:\n        - {name: Accept, in: header, schema: {type: string}}\n      responses: {'204': {description: ok}}\n";
    std::fs::write(folder.path().join("api.yaml"), spec).expect("a file");
    let dump = |dump: &str, more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sdkwright"))
            .args(["generate", "api.yaml", "--out", "sdk", "--dump", dump])
            .args(more)
            .current_dir(folder.path())
            .output()
            .expect("the command starts");
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let [out, beside] = dump("model", &[]);
    assert!(out.starts_with("Sdk {") && beside.contains("note[N0502]"), "{out}{beside}");
    let [_, beside] = dump("model", &["--allow", "N0502"]);
    assert_eq!(beside, "");
    // What another stage finds is not looked for: that it was not found says nothing.
    let [_, beside] = dump("document", &["--allow", "N0502"]);
    assert_eq!(beside, "");
    let [out, beside] = dump("model", &["--format", "json"]);
    assert!(out.starts_with("Sdk {") && beside.starts_with("{\""), "{out}{beside}");
    assert!(beside.lines().all(|line| line.starts_with('{')) && beside.contains("N0502"), "{beside}");
}
