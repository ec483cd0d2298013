//! `[sdk.NAME.formats]`: an SDK depends on what its formats are made of, and a word that the table does not have is an error
//! with its place.

use std::process::Command;

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Toys, version: '1'}
paths:
  /toys:
    get:
      operationId: toysList
      parameters:
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: cost, in: query, schema: {type: number, format: decimal}}
      responses: {'204': {description: Done.}}
";

/// The exit code with these lines; the words that are said, or are in the index of the module, and those that are not.
fn check(lines: &str, exit: i32, words: &[&str], absent: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), SPEC).expect("a file");
    let config = format!(
        "[sdk.toys]\nspec = 'api.yaml'\nout = 'toys'\nkind = 'module'\nallow = []\n[sdk.toys.formats]\n{lines}\n"
    );
    std::fs::write(folder.join("sdkwright.toml"), config).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    let output = command.arg("generate").current_dir(folder).output().expect("the command starts");
    let mut said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{said}");
    said.push_str(&std::fs::read_to_string(folder.join("toys/mod.rs")).unwrap_or_default());
    words.iter().for_each(|word| assert!(said.contains(word), "`{word}` is not in:\n{said}"));
    absent.iter().for_each(|word| assert!(!said.contains(word), "`{word}` is in:\n{said}"));
    let runtime = |part: &str| folder.join(format!("toys/runtime/{part}.rs")).exists();
    for part in ["time", "chrono", "jiff", "decimal"] {
        let krate = if part == "decimal" { "rust_decimal" } else { part };
        assert_eq!(runtime(part), said.contains(&format!("//! {krate} = ")), "{part} is copied where it is needed");
    }
}

#[test]
fn an_sdk_depends_on_what_it_uses() {
    check("", 0, &["//! time = "], &["chrono", "jiff", "rust_decimal", "uuid"]);
    check("date-time = 'chrono'", 0, &["//! chrono = "], &["//! time = ", "jiff"]);
    check("date-time = 'jiff'\ndecimal = 'rust_decimal'", 0, &["//! jiff = ", "//! rust_decimal = "], &["//! time = "]);
    check("DateTime = 'string'", 0, &[], &["//! time = "]);
}

#[test]
fn words_that_the_table_does_not_have_are_errors() {
    let words =
        ["error[E0701]", "sdkwright.toml:7:", "`moment` is no type of `date-time`", "`chrono`, `jiff`, `string`"];
    check("date-time = 'moment'", 2, &words, &[]);
    check("zebra = 'string'", 2, &["error[E0701]", "`zebra` has no other type", "`ipv4`"], &[]);
    check("date = true", 2, &["error[E0701]", "expected a string"], &[]);
}
