//! Documents that are made to hurt: each ends in a success or in a clear diagnostic, in bounded time and memory.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// No run takes more seconds of a processor, on the slowest machine that there is; most take milliseconds.
const PROCESSOR: &str = "ulimit -t 60";

/// No run takes longer, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(600);

/// What `inspect` says of a document that it gets whole: the exit code, and all the words.
fn check(name: &str, document: &[u8], exit: i32, words: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("api.yaml"), document).expect("a file");
    let mut child = Command::new("sh")
        .args(["-c", &format!("{PROCESSOR} && exec \"$0\" inspect api.yaml"), env!("CARGO_BIN_EXE_sdkwright")])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let start = Instant::now();
    while child.try_wait().expect("a status").is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().expect("it ends");
            panic!("{name}: still running after {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("what it said");
    let said = [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned()).concat();
    assert_eq!(output.status.code(), Some(exit), "{name}: {said}");
    for word in words {
        assert!(said.contains(word), "{name}: `{word}` is not in:\n{said}");
    }
}

fn with_schemas(schemas: &str) -> Vec<u8> {
    format!(
        "openapi: 3.1.0\ninfo: {{title: Hostile, version: '1'}}\npaths:\n  /x:\n    get:\n      operationId: x\n      \
         responses:\n        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/A'}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
    .into_bytes()
}

#[test]
fn no_document_hurts() {
    check("empty", b"", 2, &["error[E0102]", "the file is empty"]);
    check("binary", b"\x7fELF\x02\x01\x01\x00\xff\xfe\x00\x80", 2, &["error[E0101]", "not UTF-8"]);
    let nothing = b"openapi: 3.1.0\ninfo: {title: Hostile, version: '1'}\npaths:\n";
    check("paths without paths", nothing, 0, &["N0502", "`paths` has nothing below it", "api.yaml:3:"]);
    let unused = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\ncomponents: {schemas: {A: {type: string}}}\n";
    check(
        "schemas without calls",
        unused.as_bytes(),
        0,
        &["N0502", "no call uses a schema of the document (it has 1)"],
    );
    let levels = 10_000;
    let json = format!("{}{}", "{\"a\":".repeat(levels), "1".to_owned() + &"}".repeat(levels));
    check("deep JSON", json.as_bytes(), 2, &["error[E0104]"]);
    check("deep YAML", format!("{}1{}", "[".repeat(levels), "]".repeat(levels)).as_bytes(), 2, &["error[E0104]"]);
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{below}]").expect("a string");
    }
    check("alias bomb", bomb.as_bytes(), 2, &["error[E0104]"]);
}

#[test]
fn no_circle_is_endless() {
    let table = [
        ("itself", "    A: {$ref: '#/components/schemas/A'}\n", "refers to itself"),
        (
            "two",
            "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n",
            "refers to itself",
        ),
        ("one arm", "    A: {oneOf: [{$ref: '#/components/schemas/A'}]}\n", "refers to itself"),
        ("all of itself", "    A: {allOf: [{$ref: '#/components/schemas/A'}, {type: object}]}\n", "circle"),
        ("one of itself", "    A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}]}\n", "Schemas: "),
        ("a list of itself", "    A: {type: array, items: {$ref: '#/components/schemas/A'}}\n", "made of itself"),
        ("a map of itself", "    A: {additionalProperties: {$ref: '#/components/schemas/A'}}\n", "made of itself"),
        (
            "a tree",
            "    A: {type: object, required: [l], properties: {l: {$ref: '#/components/schemas/A'}, r: {oneOf: [{$ref: \
             '#/components/schemas/A'}, {type: 'null'}]}}}\n",
            "1 struct,",
        ),
    ];
    for (name, schemas, word) in table {
        check(name, &with_schemas(schemas), 0, &[word]);
    }
    // Each refers to the next: no stack holds what is followed by recursion.
    let links = 5_000;
    let mut chain = String::new();
    for link in 0..links {
        let name = if link == 0 { "A".to_owned() } else { format!("A{link}") };
        writeln!(
            chain,
            "    {name}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/A{}'}}}}}}",
            link + 1
        )
        .expect("a string");
    }
    writeln!(chain, "    A{links}: {{type: string}}").expect("a string");
    check("a long chain of properties", &with_schemas(&chain), 0, &["Schemas: 5001 named"]);
    let mut chain = String::new();
    for link in 0..links {
        let name = if link == 0 { "A".to_owned() } else { format!("A{link}") };
        writeln!(chain, "    {name}: {{allOf: [{{$ref: '#/components/schemas/A{}'}}, {{properties: {{p{link}: {{type: string}}}}}}]}}", link + 1)
            .expect("a string");
    }
    writeln!(chain, "    A{links}: {{type: object, properties: {{last: {{type: string}}}}}}").expect("a string");
    check("a long chain of allOf", &with_schemas(&chain), 0, &["100 levels deep"]);
}

#[test]
fn many_ways_to_one_pair_of_schemas() {
    let mut schemas = "    A:\n      allOf: [{properties: {x: {$ref: '#/components/schemas/L0'}}}, \
                       {properties: {x: {$ref: '#/components/schemas/R0'}}}]\n"
        .to_owned();
    for (side, level) in ["L", "R"].into_iter().flat_map(|side| (0..7).map(move |level| (side, level))) {
        let below = if level < 6 {
            format!("{{$ref: '#/components/schemas/{side}{}'}}", level + 1)
        } else {
            "{type: string}".to_owned()
        };
        let properties = (0..20).map(|n| format!("p{n}: {below}")).collect::<Vec<_>>().join(", ");
        writeln!(schemas, "    {side}{level}: {{type: object, properties: {{{properties}}}}}").expect("a line");
    }
    check("two wide schemas as one", &with_schemas(&schemas), 0, &["Schemas: 15 named"]);
}

#[test]
fn a_large_document() {
    let mut text = String::from("    A: {type: string}\n");
    let mut number = 0;
    while text.len() < 50_000_000 {
        number += 1;
        writeln!(
            text,
            "    Schema{number}:\n      type: object\n      description: {}\n      properties:\n        a: {{type: \
             string}}\n        b: {{$ref: '#/components/schemas/A'}}",
            "words of a long description ".repeat(60)
        )
        .expect("a string");
    }
    check("50 MB", &with_schemas(&text), 0, &["Schemas: "]);
}
