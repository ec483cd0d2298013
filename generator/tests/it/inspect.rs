//! `sdkwright inspect`, and the configuration that it proposes.

use std::path::Path;
use std::process::Command;

const SPEC: &str = "\
openapi: 3.1.0
info: {title: Toys, version: '2'}
servers: [{url: 'https://toys.example'}, {url: 'https://test.toys.example'}]
tags: [{name: toys}]
paths:
  /toys:
    get:
      operationId: toysList
      tags: [toys]
      parameters:
        - {name: offset, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: order, in: query, schema: {type: string, enum: [asc, desc]}}
      responses:
        '200':
          description: Some toys.
          content:
            application/json:
              schema:
                type: object
                required: [toys, total]
                properties:
                  toys: {type: array, items: {$ref: '#/components/schemas/Toy'}}
                  total: {type: integer}
    post:
      operationId: toysCreate
      tags: [Toys]
      requestBody: {content: {application/json: {schema: {}}}}
      responses: {'204': {description: Done.}}
  /boxes:
    get:
      operationId: boxesList
      parameters: [{name: order, in: query, schema: {type: string, enum: [asc, desc]}}]
      responses:
        '200': {description: Boxes., content: {application/json: {schema: {type: array, items: {type: object, properties: {of: {$ref: '#/components/schemas/Lost'}}}}}}}
    put: {$ref: '#/components/boxesPaint'}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    both: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://toys.example/token', scopes: {}}}}
  schemas:
    Toy:
      type: object
      properties:
        size: {type: object, description: Of the toy., properties: {w: {type: integer}, h: {type: integer}, parent: {$ref: '#/components/schemas/Toy'}}}
        box: {type: object, properties: {parent: {$ref: '#/components/schemas/Toy'}, h: {type: integer}, w: {type: integer, description: Wide.}}}
        lid: {type: object, required: [w], properties: {w: {type: integer}, h: {type: integer}, parent: {$ref: '#/components/schemas/Toy'}}}
        notes: {type: object}
";

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    let output = command.args(arguments).current_dir(folder).output().expect("the command starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// What is said of a document: the exit code, and all these lines in this order, whatever is between them.
fn check(document: &str, arguments: &[&str], exit: i32, lines: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("api.yaml"), document).expect("a file");
    let arguments = [&["inspect", "api.yaml"], arguments].concat();
    let (code, said, errors) = run(folder.path(), &arguments);
    assert_eq!(code, exit, "{said}{errors}");
    let said = said + &errors;
    let mut rest = said.as_str();
    for line in lines {
        let Some((_, after)) = rest.split_once(line) else { panic!("`{line}` is not next in:\n{said}") };
        rest = after;
    }
    assert_eq!(run(folder.path(), &arguments).1, run(folder.path(), &arguments).1, "the same every time");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is written");
}

#[test]
fn a_document_is_shown() {
    let lines = [
        "Toys 2\n  api.yaml, OpenAPI 3.1.0\n",
        "\nServers\n  https://toys.example       Server::toys_example()\n  https://test.toys.example  Server::test()\n",
        "\nSecurity\n  key   the header X-Key                     .key(…)\n",
        "  both  a bearer token (client credentials)  .both(…), .both_grant(…)\n",
        "\nOperations: 4 in 2 tags, 1 of them skipped\n",
        "      2           toys    client.toys()\n",
        "      2        1  (none)  client\n",
        "\nPagination: 1 operation walked\n  toys().list  by offset and limit, over toys, until total (heuristic)\n",
        "\nSchemas: 1 named in the document; the SDK has 6 structs, 2 enums, 0 choices and 0 aliases, 7 of them",
        "\nRaw JSON: 3 of ",
        "1  a `$ref` points at nothing",
        "1  a schema that says no type",
        "1  an object, of whose members the document says nothing  api.yaml:",
        "\nAlike inline schemas: 4 types in 2 groups;",
        "# 2 types: asc, desc\n  \"/paths/~1toys/get/parameters/2/schema\" = \"Order\"\n",
        "# 2 types: w, h, parent\n  \"/components/schemas/Toy/properties/size\" = \"ToySize\"\n",
        "\nFindings: 1 skipped, 1 degraded, 0 notes\n",
        "skipped   S0206  `#/components/boxesPaint` points at nothing",
        "degraded  D0203  `#/components/schemas/Lost` points at nothing",
    ];
    check(SPEC, &[], 0, &lines);
    check(SPEC, &["--all"], 0, &["\n  toys\n  toys().list    GET   /toys\n", "GET  /boxes\n"]);
    let old = "swagger: '2.0'\ninfo: {title: Old, version: '1'}\nhost: old.example\npaths: {}\n";
    check(old, &[], 0, &["api.yaml, Swagger 2.0\n  https://old.example\n", "Operations: 0", "Nothing is skipped"]);
    check("name: toys\n", &[], 2, &["error[E0201]"]);
}

#[test]
fn parameters_of_nearly_all_operations_are_shown() {
    let operation = |name: &str, more: &str| {
        format!(
            "  /{name}: {{get: {{operationId: {name}, responses: {{'204': {{description: Done.}}}}, parameters: [\
             {{name: api-version, in: query, required: true, schema: {{type: string}}}}{more}]}}}}\n"
        )
    };
    let own = ", {name: X-Tenant, in: header, x-ms-parameter-location: client, schema: {type: string}}";
    let more = ", {name: tag, in: query, schema: {type: string}}";
    let operations: String = "abcde".chars().map(|name| operation(&name.to_string(), more)).collect();
    let document =
        format!("openapi: 3.1.0\ninfo: {{title: Toys, version: '1'}}\npaths:\n{}{operations}", operation("f", own));
    let lines = [
        "\nParameters of the client, or of nearly all operations; under",
        "\n  client_parameters = [\"X-Tenant\", \"api-version\"]\n",
        "  1  the header parameter X-Tenant    .x_tenant(…)\n",
        "  6  the query parameter api-version\n\nOperations: 6",
    ];
    check(&document, &[], 0, &lines);
    check(
        &document,
        &["--format", "json"],
        0,
        &["\"parameters\"", "\"parameters_line\": \"client_parameters = [\\\"X-Tenant\\\", \\\"api-version\\\"]\""],
    );
}

#[test]
fn everything_is_there_for_machines() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("api.yaml"), SPEC).expect("a file");
    let (_, said, _) = run(folder.path(), &["inspect", "api.yaml", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&said).expect("one object");
    let at = |pointer: &str| value.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(at("/tags/0/operations/0/pages"), "by offset and limit, over toys, until total");
    assert_eq!(at("/tags/0/operations/0/pages_by"), "heuristic");
    assert_eq!(at("/tags/1/operations/1/path"), "/boxes");
    assert_eq!(at("/tags/1/operations/1/name"), serde_json::Value::Null, "the lost one has no method");
    assert_eq!((at("/servers/1"), at("/constructors/1")), ("https://test.toys.example".into(), "Server::test".into()));
    assert_eq!(at("/security/1/flows"), serde_json::json!(["client credentials"]));
    assert_eq!(at("/raw/0/places/0/place/file"), "api.yaml");
    assert_eq!(at("/alike/1/places/1/pointer"), "/components/schemas/Toy/properties/box");
    assert_eq!(at("/counts/codes/S0206"), 1);
    assert_eq!(at("/diagnostics/0/code"), "S0206");
    let (code, said, _) = run(folder.path(), &["inspect", "gone.yaml", "--format", "json"]);
    assert!(code == 2 && said.contains("\"E0101\""), "{said}");
}

/// An SDK of the document with these lines below `[sdk.toys.schemas]`: exit code, words said, code that is and is not.
fn check_names(lines: &str, exit: i32, words: &[&str], code: &[&str], absent: &[&str]) {
    check_names_of(SPEC, lines, exit, words, (code, absent));
}

fn check_names_of(document: &str, lines: &str, exit: i32, words: &[&str], (code, absent): (&[&str], &[&str])) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), document).expect("a file");
    let config = "[sdk.toys]\nspec = \"api.yaml\"\nout = \".\"\nkind = \"file\"\n[sdk.toys.schemas]\n";
    std::fs::write(folder.join("sdkwright.toml"), format!("{config}{lines}\n")).expect("a file");
    let (got, said, errors) = run(folder, &["generate"]);
    assert_eq!(got, exit, "{said}{errors}");
    for word in words {
        assert!(errors.contains(word), "`{word}` is not in:\n{errors}");
    }
    let text = std::fs::read_to_string(folder.join("toys.rs")).unwrap_or_default();
    code.iter().for_each(|line| assert!(text.contains(line), "`{line}` is not in the SDK"));
    absent.iter().for_each(|line| assert!(!text.contains(line), "`{line}` is in the SDK"));
}

#[test]
fn alike_schemas_share_a_name_of_the_configuration() {
    check_names("", 0, &[], &["pub struct ToySize {", "pub struct ToyBox {", "pub struct ToyLid {"], &[]);
    let size = "\"/components/schemas/Toy/properties/size\" = \"Size\"";
    let code =
        ["pub struct Size {", "pub size: Option<Box<Size>>", "pub r#box: Option<Box<Size>>", "pub struct ToyLid {"];
    check_names(size, 0, &[], &code, &["ToySize", "ToyBox"]);
    let order = "\"/paths/~1toys/get/parameters/2/schema\" = \"Order\"\n\"/components/schemas/Toy\" = \"Plaything\"";
    let code = ["pub enum Order {", "order: models::Order", "pub struct Plaything {"];
    check_names(order, 0, &[], &code, &["ToysListOrder", "BoxesListOrder", "pub struct Toy {"]);
}

#[test]
fn alike_choices_share_a_name_too() {
    let choice = |arms: &str| format!("{{oneOf: [{arms}]}}");
    let list = choice("{$ref: '#/components/schemas/Toy'}, {type: array, items: {$ref: '#/components/schemas/Toy'}}");
    let other = choice("{type: string}, {type: array, items: {$ref: '#/components/schemas/Toy'}}");
    let document =
        SPEC.replace("notes: {type: object}", &format!("one: {list}\n        two: {list}\n        text: {other}"));
    check(&document, &[], 0, &["# 2 types: Toy, List\n  \"/components/schemas/Toy/properties/one\" = \"ToyOne\"\n"]);
    let line = "\"/components/schemas/Toy/properties/one\" = \"Toys\"";
    let code = ["pub enum Toys {", "pub one: Option<Box<Toys>>", "pub two: Option<Box<Toys>>", "pub enum ToyText {"];
    check_names_of(&document, line, 0, &[], (&code, &["ToyOne", "ToyTwo"]));
}

#[test]
fn the_lines_for_all_alike_schemas_are_a_table() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("api.yaml"), SPEC).expect("a file");
    let check = |arguments: &[&str], exit: i32, said: &str| {
        let (code, table, errors) = run(folder.path(), &[&["inspect", "api.yaml"], arguments].concat());
        assert!(code == exit && (table.clone() + &errors).contains(said), "{table}{errors}");
        table
    };
    let table = check(&["--share", "toys"], 0, "\n[sdk.toys.schemas]\n# 2 types: asc, desc\n\"/paths/");
    let lines = table.split_once("schemas]\n").expect("a table").1;
    let code = ["pub enum Order {", "pub struct ToySize {", "pub r#box: Option<Box<ToySize>>"];
    check_names(lines, 0, &[], &code, &["ToysListOrder", "BoxesListOrder", "ToyBox"]);
    check(&["--share", "so so"], 2, "`so so` is no name of an SDK");
    check(&["--share", "toys", "--all"], 2, "cannot be used with");
}

#[test]
fn names_that_name_nothing_are_reported() {
    let lost = "\"/components/schemas/Lost\" = \"Lost\"";
    check_names(lost, 0, &["note[N0702]", "`Lost` names nothing: `/components/schemas/Lost` has no schema"], &[], &[]);
    let text = "\"/components/schemas/Toy/properties/size/properties/w\" = \"Width\"";
    check_names(text, 0, &["note[N0702]", "is no object, choice or enum"], &[], &["Width"]);
    let twice =
        "\"/components/schemas/Toy/properties/box\" = \"One\"\n\"/components/schemas/Toy/properties/size\" = \"Two\"";
    check_names(twice, 0, &["note[N0702]", "has the name `One` already"], &["struct One {"], &["Two"]);
    check_names("\"/a\" = \"so so\"", 2, &["error[E0701]", "sdkwright.toml:6:8", "write it like `SoSo`"], &[], &[]);
    check_names("a = \"So\"", 2, &["error[E0701]", "sdkwright.toml:6:5", "no JSON Pointer"], &[], &[]);
}

#[test]
fn what_is_skipped_is_counted() {
    let document = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    get: {operationId: a, responses: {}}\n    put: none\n    \
                    post: {$ref: '#/none'}\n    gett: {operationId: b}\n";
    check(document, &[], 0, &["Operations: 4 in 1 tag, 3 of them skipped"]);
}

#[test]
fn faults_of_the_text_have_their_place() {
    let twice = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    get: {responses: {'204': {description: No}}}\n  /a: {}\n";
    check(twice, &[], 0, &["degraded  D0103", "api.yaml:6:3"]);
}
