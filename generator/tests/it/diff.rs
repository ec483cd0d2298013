//! `sdkwright diff`: a document, an edit of it, and what is said of it.

use std::path::Path;
use std::process::Command;

const SPEC: &str = "\
openapi: 3.1.0
info: {title: Toys, version: '1'}
servers: [{url: 'https://toys.example'}]
tags: [{name: toys}]
security: [{key: []}]
paths:
  /toys:
    get:
      operationId: toysList
      tags: [toys]
      parameters:
        - {name: search, in: query, schema: {type: string}}
        - {name: from, in: query, required: true, schema: {type: string}}
        - {name: to, in: query, required: true, schema: {type: string}}
      responses:
        '200':
          description: Some toys.
          content: {application/json: {schema: {$ref: '#/components/schemas/ToyList'}}}
    post:
      operationId: toysCreate
      tags: [toys]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewToy'}}}}
      responses: {'204': {description: Done.}}
  /toys/{id}:
    get:
      operationId: toysGet
      tags: [toys]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200': {description: A toy., content: {application/json: {schema: {$ref: '#/components/schemas/Toy'}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    session: {type: apiKey, in: header, name: X-Session}
  schemas:
    ToyList:
      type: object
      required: [toys, total]
      properties:
        toys: {type: array, items: {$ref: '#/components/schemas/Toy'}}
        total: {type: integer}
    Toy:
      type: object
      required: [id, weight]
      properties:
        id: {type: string}
        weight: {type: [number, 'null']}
        state: {$ref: '#/components/schemas/State'}
    NewToy:
      type: object
      required: [name]
      properties:
        name: {type: string}
        state: {$ref: '#/components/schemas/State'}
    State: {type: string, enum: [new, old]}
";

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    let output = command.arg("diff").args(arguments).current_dir(folder).output().expect("the command starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// Two documents in a folder.
fn folder(old: &str, new: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("old.yaml"), old).expect("a file");
    std::fs::write(folder.path().join("new.yaml"), new).expect("a file");
    folder
}

/// What replacing one text of the document by another changes: `class rule item`, each, and nothing else.
fn check(from: &str, to: &str, expected: &[&str]) {
    assert_eq!(SPEC.matches(from).count(), 1, "`{from}` stands there once");
    assert_eq!(changes(SPEC, &SPEC.replace(from, to)), expected, "{from} → {to}");
}

/// What changed between two documents: `class rule item`, each.
fn changes(old: &str, new: &str) -> Vec<String> {
    let folder = folder(old, new);
    let (code, said, errors) = run(folder.path(), &["old.yaml", "new.yaml", "--format", "json"]);
    assert_eq!((code, errors.as_str()), (0, ""), "{said}");
    let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let word = |change: &serde_json::Value, key: &str| change[key].as_str().expect("a text").to_owned();
    let changes = said["changes"].as_array().expect("a list");
    changes.iter().map(|c| format!("{} {} {}", word(c, "class"), word(c, "rule"), word(c, "item"))).collect()
}

#[test]
fn arguments() {
    let search = "        - {name: search, in: query, schema: {type: string}}\n";
    check(search, "", &["source removed toys().list(search)"]);
    check(
        search,
        &format!("{search}        - {{name: size, in: query, schema: {{type: integer}}}}\n"),
        &["compatible added toys().list(size)"],
    );
    check(
        search,
        &format!("{search}        - {{name: size, in: query, required: true, schema: {{type: integer}}}}\n"),
        &["source newly-asked toys().list(size)"],
    );
    check(
        "{name: search, in: query, schema: {type: string}}",
        "{name: search, in: query, schema: {type: boolean}}",
        &["source type-changed toys().list(search)"],
    );
    // A `Uuid` can become a `String`; what the compiler inferred to be one no longer can.
    check(
        "{name: from, in: query, required: true, schema: {type: string}}",
        "{name: from, in: query, required: true, schema: {type: string, format: uuid}}",
        &["source type-changed toys().list(from)"],
    );
    check(
        "{name: search, in: query, schema",
        "{name: search, in: header, schema",
        &["wire travel-changed toys().list(search)"],
    );
    check(
        "{name: to, in: query, required: true,",
        "{name: to, in: query,",
        &["source no-longer-asked toys().list(to)"],
    );
    // What the client has for its calls.
    let to = "{name: to, in: query, required: true,";
    let of_client = format!("{} x-ms-parameter-location: client,", to);
    check(to, &of_client, &["source newly-asked ClientBuilder.to", "source no-longer-asked toys().list(to)"]);
    let inherited = SPEC.replace(to, &of_client);
    let number = inherited.replace("client, schema: {type: string}", "client, schema: {type: integer}");
    let changed = ["source type-changed ClientBuilder.to", "source type-changed toys().list(to)"];
    assert_eq!(changes(&inherited, &number), changed);
    let removed = ["source removed ClientBuilder.to", "source newly-asked toys().list(to)"];
    assert_eq!(changes(&inherited, SPEC), removed);
    let optional = inherited.replace("required: true, x-ms", "x-ms");
    assert_eq!(
        changes(&optional, &inherited),
        ["source newly-asked ClientBuilder.to", "source newly-asked toys().list(to)"]
    );
    // The same number of texts: callers compile, and each is sent as the other.
    check(
        "\
        - {name: from, in: query, required: true, schema: {type: string}}
        - {name: to, in: query, required: true, schema: {type: string}}
",
        "\
        - {name: to, in: query, required: true, schema: {type: string}}
        - {name: from, in: query, required: true, schema: {type: string}}
",
        &["wire swapped toys().list(from)", "wire swapped toys().list(to)"],
    );
    check(
        "{name: to, in: query, required: true, schema: {type: string}}",
        "{name: until, in: query, required: true, schema: {type: string}}",
        &["wire travel-changed toys().list(to)"],
    );
    // What a parameter of the path is called is not sent.
    let documented =
        SPEC.replace("/toys/{id}:", "/toys/{toyId}:").replace("{name: id, in: path", "{name: toyId, in: path");
    let folder = folder(SPEC, &documented);
    assert!(
        run(folder.path(), &["old.yaml", "new.yaml"]).1.ends_with("\nNothing changed for those who call the SDK.\n")
    );
}

#[test]
fn headers_that_are_always_sent() {
    let header = |header: &str| SPEC.replace("        - {name: search", &format!("{header}        - {{name: search"));
    let asked = header("        - {name: X-V, in: header, required: true, schema: {type: string}}\n");
    let first = header("        - {name: X-V, in: header, required: true, schema: {type: string, default: '1'}}\n");
    let second = header("        - {name: X-V, in: header, required: true, schema: {type: string, default: '2'}}\n");
    let optional = header("        - {name: X-V, in: header, schema: {type: string, default: '1'}}\n");
    let changed = |rule: &str| [format!("{rule} toys().list(x_v)"), "docs reworded toys().list(x_v)".to_owned()];
    assert_eq!(changes(&asked, &first), changed("source no-longer-asked"));
    assert_eq!(changes(&first, &second), changed("wire constant-changed"));
    assert_eq!(changes(&first, &optional), changed("wire travel-changed"));
    assert_eq!(changes(SPEC, &first), ["compatible added toys().list(x_v)"]);
}

#[test]
fn operations() {
    // Without a tag it is a method of the client.
    check(
        "      operationId: toysGet\n      tags: [toys]\n",
        "      operationId: toysGet\n",
        &["source renamed toys().get"],
    );
    check("  /toys/{id}:", "  /playthings/{id}:", &["wire route-changed toys().get"]);
    check("operationId: toysGet\n", "operationId: toysFind\n", &["source renamed toys().get"]);
    check(
        "'200': {description: A toy., content: {application/json: {schema: {$ref: '#/components/schemas/Toy'}}}}",
        "'204': {description: A toy.}",
        &["source type-changed toys().get", "docs reworded toys().get"],
    );
    check(
        "security: [{key: []}]",
        "security: [{key: []}, {session: []}]",
        &[
            "compatible credentials-widened toys().list",
            "compatible credentials-widened toys().create",
            "compatible credentials-widened toys().get",
        ],
    );
    check(
        "security: [{key: []}]",
        "security: [{session: []}]",
        &[
            "wire credentials-narrowed toys().list",
            "wire credentials-narrowed toys().create",
            "wire credentials-narrowed toys().get",
        ],
    );
    check("https://toys.example", "https://toys.example/v2", &["wire server-changed the default"]);
    check(
        "in: header, name: X-Session",
        "in: query, name: session",
        &["source removed ClientBuilder.session_prefix", "wire travel-changed ClientBuilder.session"],
    );
    check("    session: {type: apiKey, in: header, name: X-Session}\n", "", &["source removed ClientBuilder.session"]);
    check("description: A toy.", "description: The toy.", &["docs reworded toys().get"]);
}

#[test]
fn models() {
    let total = "        total: {type: integer}\n";
    check(total, "        total: {type: string}\n", &["source type-changed ToyList.total"]);
    check(total, &format!("{total}        more: {{type: boolean}}\n"), &["compatible added ToyList.more"]);
    check("required: [toys, total]", "required: [toys]", &["source presence-changed ToyList.total"]);
    check("required: [id, weight]", "required: [id]", &["source presence-changed Toy.weight"]);
    check(
        "        name: {type: string}\n",
        "        name: {type: string, deprecated: true}\n",
        &["compatible deprecated NewToy.name"],
    );
    check("      required: [name]\n", "      required: [name, state]\n", &["source presence-changed NewToy.state"]);
    check(
        "        name: {type: string}\n",
        "        name: {type: string}\n        size: {type: integer}\n",
        &["compatible added NewToy.size"],
    );
    check("enum: [new, old]", "enum: [new, old, broken]", &["compatible added State::Broken"]);
    check("enum: [new, old]", "enum: [new]", &["source removed State::Old"]);
    check("enum: [new, old]", "enum: [old, new]", &[]);
    check(
        "{$ref: '#/components/schemas/NewToy'}",
        "{$ref: '#/components/schemas/Toy'}",
        &["source type-changed toys().create(body)", "source removed NewToy", "compatible constructible Toy"],
    );
}

/// What a range covered is no other way to travel.
#[test]
fn media_types_of_answers() {
    let check = |from: &str, to: &str, expected: &[&str]| {
        let answer = "{application/json: {schema: {$ref: '#/components/schemas/Toy'}}}";
        let document = |content: &str| SPEC.replace(answer, content);
        assert_eq!(changes(&document(from), &document(to)), expected, "{from} → {to}");
    };
    check("{'image/*': {}}", "{image/png: {}}", &["compatible accept-narrowed toys().get"]);
    check("{'*/*': {}}", "{image/png: {}}", &["compatible accept-narrowed toys().get"]);
    check("{image/png: {}}", "{'image/*': {}}", &["wire travel-changed toys().get"]);
    check("{image/png: {}}", "{image/gif: {}}", &["wire travel-changed toys().get"]);
    check("{'*/*': {schema: {type: object}}}", "{application/json: {schema: {type: object}}}", &[]);
}

/// A page that has a second list is walked without elements.
#[test]
fn pages() {
    let one = SPEC
        .replace("name: search,", "name: cursor,")
        .replace("required: [toys, total]", "required: [next_cursor]")
        .replace("        toys: {type: array", "        box: {type: array")
        .replace("        total: {type: integer}\n", "        next_cursor: {type: string}\n");
    let list = "        next_cursor: {type: string}\n";
    let two = one.replace(list, &format!("{list}        gone: {{type: array, items: {{type: string}}}}\n"));
    let (field, walk) = ("compatible added ToyList.gone", "compatible pages-changed toys().list");
    assert_eq!(changes(&one, &two), ["source type-changed toys().list", walk, field]);
    assert_eq!(changes(&two, &one), ["source removed ToyList.gone", walk]);
}

/// The runtime has what the calls need.
#[test]
fn runtime_items() {
    let bytes = SPEC.replace("        id: {type: string}\n", "        id: {type: string, format: byte}\n");
    assert_eq!(changes(SPEC, &bytes), ["source type-changed Toy.id", "compatible added runtime::Base64"]);
    assert_eq!(changes(&bytes, SPEC), ["source removed runtime::Base64", "source type-changed Toy.id"]);
    let form = SPEC.replace(
        "requestBody: {required: true, content: {application/json:",
        "requestBody: {required: true, content: {multipart/form-data:",
    );
    let items = ["Body", "FormField", "Multipart", "Upload"].map(|name| format!("runtime::{name}"));
    let said = changes(&form, SPEC);
    let gone: Vec<&str> = said.iter().filter_map(|line| line.strip_prefix("source removed ")).collect();
    assert_eq!(gone, items, "{said:?}");
}

#[test]
fn verdicts() {
    let heavier =
        SPEC.replace("total: {type: integer}", "total: {type: string}").replace("version: '1'", "version: '2'");
    let changed = folder(SPEC, &heavier);
    let check = |arguments: &[&str], exit: i32, said: &str| {
        let (code, out, errors) = run(changed.path(), &[&["old.yaml", "new.yaml"], arguments].concat());
        assert_eq!((code, out.as_str()), (exit, said), "{errors}");
    };
    let text = "\
Toys 1 → Toys 2

Breaking for source code: 1
  field `ToyList.total` has another type: `i64` → `String` [type-changed]
      old.yaml:42:9 → new.yaml:42:9

1 breaking for source code. A major step: 0.1.0 becomes 0.2.0, 1.0.0 becomes 2.0.0.
";
    check(&[], 0, text);
    check(&["--fail-on", "breaking"], 1, text);
    check(&["--fail-on", "source"], 1, text);
    let markdown = "\
## Toys 1 → Toys 2

1 breaking for source code. A major step: 0.1.0 becomes 0.2.0, 1.0.0 becomes 2.0.0.

### Breaking for source code

- field `ToyList.total` has another type: `i64` → `String` (`type-changed`)
";
    check(&["--format", "markdown"], 0, markdown);
    let moved = folder(SPEC, &SPEC.replace("https://toys.example", "https://toys.example/v2"));
    for (class, exit) in [("breaking", 1), ("source", 0)] {
        assert_eq!(run(moved.path(), &["old.yaml", "new.yaml", "--fail-on", class]).0, exit, "{class}");
    }
    let broken = folder(SPEC, "name: toys\n");
    let (code, out, errors) = run(broken.path(), &["old.yaml", "new.yaml"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(errors.contains("error[E0201]"), "{errors}");
}

#[test]
fn what_is_alike_is_said_once() {
    let check = |old: &str, edited: &str, text: &str, markdown: &str| {
        let folder = folder(old, edited);
        let said = |arguments: &[&str]| run(folder.path(), &[&["old.yaml", "new.yaml"], arguments].concat()).1;
        let (found, other) = (said(&[]), said(&["--format", "markdown"]));
        assert!(found.contains(text), "{found}");
        assert!(other.contains(markdown), "{other}");
        // Every one by itself, with its place.
        let all = said(&["--all"]);
        let count =
            all.split_once("Breaking for source code: ").and_then(|(_, rest)| rest.lines().next()?.parse().ok());
        assert_eq!(Some(all.matches("[type-changed]\n      old.yaml:").count()), count, "{all}");
    };
    check(
        SPEC,
        &SPEC.replace("{type: string}", "{type: integer}"),
        "
Breaking for source code: 6
  4 arguments have another type: `String` → `i64` [type-changed]
      `toys().list`: `search`, `from`, `to`
      `toys().get`: `id`
  field `Toy.id` has another type: `String` → `i64` [type-changed]
      old.yaml:47:9 → new.yaml:47:9
",
        "
- 4 arguments have another type: `String` → `i64` (`type-changed`)
  - `toys().list`: `search`, `from`, `to`
  - `toys().get`: `id`
- field `Toy.id` has another type: `String` → `i64` (`type-changed`)
",
    );
    let total = "        total: {type: integer}\n";
    let stamped = |name: &str| format!("        {name}: {{type: object, properties: {{at: {{type: string}}}}}}\n");
    let old = SPEC.replace(total, &[total, &stamped("doll"), &stamped("kite"), &stamped("robot")].concat());
    check(
        &old,
        &old.replace("{at: {type: string}}", "{at: {type: boolean}}"),
        "
  3 fields have another type: `Option<String>` → `Option<bool>` [type-changed]
      `at` of `ToyListDoll`, `ToyListKite`, `ToyListRobot`
",
        "
- 3 fields have another type: `Option<String>` → `Option<bool>` (`type-changed`)
  - `at` of `ToyListDoll`, `ToyListKite`, `ToyListRobot`
",
    );
    let mut types = ["integer", "boolean", "number"].iter();
    let each = |line: &str| match line.contains("in: query").then(|| types.next()).flatten() {
        Some(ty) => format!("{}\n", line.replace("type: string", &format!("type: {ty}"))),
        None => format!("{line}\n"),
    };
    check(
        SPEC,
        &SPEC.lines().map(each).collect::<String>(),
        "
  3 arguments have another type [type-changed]
      `toys().list(search)`: `String` → `i64`
      `toys().list(from)`: `String` → `bool`
      `toys().list(to)`: `String` → `f64`
",
        "
- 3 arguments have another type (`type-changed`)
  - `toys().list(search)`: `String` → `i64`
  - `toys().list(from)`: `String` → `bool`
  - `toys().list(to)`: `String` → `f64`
",
    );
}

#[test]
fn options_of_the_configuration_count() {
    let old = folder(SPEC, &SPEC.replace("weight: {type: [number, 'null']}", "weight: {type: number}"));
    let config = "[sdk.toys]\nspec = 'new.yaml'\nout = 'toys'\noverlays = ['overlay.yaml']\n";
    let overlay = "\
overlay: 1.0.0
info: {title: Weights, version: '1'}
actions: [{target: $.components.schemas.Toy.properties.weight, remove: true}]
";
    std::fs::write(old.path().join("sdkwright.toml"), config).expect("a file");
    std::fs::write(old.path().join("overlay.yaml"), overlay).expect("a file");
    let said = |arguments: &[&str]| run(old.path(), &[&["old.yaml", "new.yaml"], arguments].concat());
    assert!(said(&[]).1.contains("Toy.weight"));
    assert!(!said(&["--sdk", "toys"]).1.contains("Toy.weight"));
    let (code, _, errors) = said(&["--sdk", "games"]);
    assert_eq!(code, 2);
    assert!(errors.contains("has no SDK `games`; it has toys"), "{errors}");
}

#[test]
fn standard_input_is_one_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = super::command_line::run(folder.path(), &["diff", "-", "-"]);
    assert!(
        code == 2 && said.contains("standard input is one document") && said.contains("help: name a file"),
        "{said}"
    );
}
