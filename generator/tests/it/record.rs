//! The record of names: what comes into a document, or leaves it, renames nothing of what stays.

use sdkwright::diag::{Diagnostics, render};
use sdkwright::model::Record;
use sdkwright::{Kind, Options, load, write};

/// A document with these paths and schemas, and the code and the record of its SDK.
fn generate([paths, schemas]: [&str; 2], record: Option<&str>) -> (String, String) {
    let head = "openapi: 3.0.3\ninfo: {title: Toys, version: '1'}\n";
    let text = format!("{head}paths: {{{paths}}}\ncomponents: {{schemas: {{{schemas}}}}}\n");
    let record = record.map(|text| Record::read(text).expect("a record"));
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_str("api.yaml", &text, &mut diagnostics);
    let options = Options { name: "toys".to_owned(), kind: Kind::Module, record, ..Options::default() };
    let outcome = sdkwright::generate(&sources, &options, diagnostics);
    let said = render::text(&outcome.diagnostics, &sources, false);
    let tree = outcome.tree.unwrap_or_else(|| panic!("{said}"));
    let own = tree.iter().filter(|(path, _)| ["api/", "codec/", "models/"].iter().any(|f| path.starts_with(f)));
    (own.map(|(_, text)| text).collect(), tree.get(write::NAMES).expect("a record").to_owned())
}

/// A line that is in the code before, and stays in that after with the record, but not without.
fn check(before: [&str; 2], after: [&str; 2], line: &str) {
    let (code, record) = generate(before, None);
    assert!(code.contains(line), "`{line}` is not in:\n{code}");
    let (code, _) = generate(after, None);
    assert!(!code.contains(line), "`{line}` stays without a record:\n{code}");
    let (code, next) = generate(after, Some(&record));
    assert!(code.contains(line), "`{line}` is not kept by the record\n{record}\nin:\n{code}");
    let (again, last) = generate(after, Some(&next));
    assert!(again == code && last == next, "a second run changes nothing: {next}{last}");
}

const LIST: &str = "/toys: {get: {operationId: toysList, tags: [toys], responses: {'204': {description: None.}}}}";
const OTHER: &str = "/all: {get: {operationId: list, tags: [toys], responses: {'204': {description: None.}}}}";

#[test]
fn a_name_that_another_wishes_for_stays() {
    let both = format!("{OTHER}, {LIST}");
    check([LIST, ""], [&both, ""], "pub fn list(&self) -> ToysList");
    check([&both, ""], [LIST, ""], "pub fn toys_list(&self) -> ToysList");
    let get = |schema: &str| {
        let answer = format!("{{description: It., content: {{application/json: {{schema: {schema}}}}}}}");
        format!("/toy: {{get: {{operationId: getToy, responses: {{'200': {answer}}}}}}}")
    };
    let parent = get("{$ref: '#/components/schemas/ToyBox'}");
    let named = "ToyBox: {type: object, properties: {size: {type: object, properties: {lid: {type: string}}}}}";
    let taken = format!("{named}, ToyBoxSize: {{type: object, properties: {{wide: {{type: string}}}}}}");
    let uses = format!("{}, {parent}", get("{$ref: '#/components/schemas/ToyBoxSize'}").replace("oy", "oyBox"));
    check([&parent, named], [&uses, &taken], "pub size: Option<ToyBoxSize>");
    let toy = get("{$ref: '#/components/schemas/Toy'}");
    let [one, two] = ["id: {type: string}", "$id: {type: string}"]
        .map(|p| format!("Toy: {{type: object, properties: {{{p}, a: {{type: string}}}}}}"));
    let mixed = "Toy: {type: object, properties: {$id: {type: string}, id: {type: string}}}";
    let turned = "Toy: {type: object, properties: {id: {type: string}, $id: {type: string}}}";
    check([&toy, &one], [&toy, mixed], "decoder.optional(\"id\", &mut value.id)");
    check([&toy, &two], [&toy, turned], "decoder.optional(\"$id\", &mut value.id)");
    check([&toy, mixed], [&toy, &one], "decoder.optional(\"id\", &mut value.id_field)");
    let [few, many] = ["B", "b, B"].map(|v| format!("Toy: {{type: string, enum: [{v}]}}"));
    check([&toy, &few], [&toy, &many], "Self::B => \"B\"");
}

#[test]
fn a_form_keeps_its_name_beside_json_of_its_schema() {
    let file = "File: {type: object, properties: {data: {type: string, format: binary}}}";
    let schema = "{schema: {$ref: '#/components/schemas/File'}}";
    let get = format!(
        "/file: {{get: {{operationId: file, responses: {{'200': {{description: It., content: {{application/json: {schema}}}}}}}}}}}"
    );
    let form = format!(
        "/upload: {{post: {{operationId: upload, responses: {{'204': {{description: Done.}}}}, requestBody: \
         {{required: true, content: {{multipart/form-data: {schema}}}}}}}}}"
    );
    let both = format!("{get}, {form}");
    check([&form, file], [&both, file], "pub fn upload(&self, body: models::File)");
    check([&both, file], [&form, file], "pub fn upload(&self, body: models::FileForm)");
    // What has no form any more has its own name.
    let (_, record) = generate([&form, file], None);
    let (code, _) = generate([&get, file], Some(&record));
    assert!(code.contains("pub struct File(runtime::Call<models::File>)"), "{code}");
}

#[test]
fn an_operation_that_shares_its_id_stays_told_apart() {
    let get = |path: &str, tag: &str| {
        let answer = "{description: It., content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}";
        format!("{path}: {{get: {{operationId: get, tags: [{tag}], responses: {{'200': {answer}}}}}}}")
    };
    let (toys, dolls) = (get("/toys", "toys"), get("/dolls", "dolls"));
    let both = format!("{dolls}, {toys}");
    let one_service = format!("{}, {toys}", get("/dolls", "toys"));
    check([&one_service, ""], [&toys, ""], "pub fn get_get_toys(&self) -> GetGetToys");
    // In services of their own none stands in the way of the other; inline types are of the whole document.
    let (code, _) = generate([&both, ""], None);
    assert_eq!(code.matches("pub fn get(&self) -> Get {").count(), 2, "{code}");
    let head = "of `GET /toys`.\n#[derive(Clone, Debug, Default, PartialEq)]\n#[non_exhaustive]\npub struct ";
    check([&toys, ""], [&both, ""], &format!("{head}GetResponse"));
    check([&both, ""], [&toys, ""], &format!("{head}GetGetToysResponse"));
}

/// What is said of a record that somebody edited.
fn check_damaged(record: &str, words: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let document = format!("openapi: 3.0.3\ninfo: {{title: Toys, version: '1'}}\npaths: {{{LIST}}}\n");
    std::fs::write(folder.join("api.yaml"), document).expect("a file");
    let arguments = ["generate", "api.yaml", "--out", "sdk", "--name", "toys"];
    assert_eq!(super::command_line::run(folder, &arguments).0, 0);
    std::fs::write(folder.join("sdk").join(write::NAMES), record).expect("a file");
    let before = super::command_line::snapshot(folder);
    let (code, said) = super::command_line::run(folder, &arguments);
    assert_eq!(code, 2, "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    assert_eq!(before, super::command_line::snapshot(folder), "nothing is written");
}

#[test]
fn a_damaged_record_is_an_error_with_its_line() {
    check_damaged("methods toys\n<<<<<<< ours\n  GET /toys = list\n", &["error[E0703]", ".sdkwright-names:2:1"]);
    check_damaged("  GET /toys = list\n", &["error[E0703]", ".sdkwright-names:1:1", "no line above it"]);
    check_damaged("methods toys\n  GET /toys = fn\n", &["error[E0703]", ".sdkwright-names:2:1", "no identifier"]);
    check_damaged("methods toys\n  GET /toys = a b for c\n", &["error[E0703]", ".sdkwright-names:2:1"]);
    check_damaged("names\n", &["error[E0703]", ".sdkwright-names:1:1"]);
}

/// What can be read and makes no sense holds no name, and never more than one thing has it.
#[test]
fn a_record_that_lies_breaks_nothing() {
    let both = format!("{OTHER}, {LIST}");
    let (code, _) = generate([&both, ""], None);
    for record in [
        "",
        "\n# words\n\r\n",
        "methods toys\n  GET /toys = clone for list\n  GET /none = list\n",
        "methods other\n  GET /toys = x\nfields ?\n  a\n",
        "methods toys\n  GET /all = list\n  GET /all = list\n  GET /toys = list\n",
    ] {
        assert_eq!(generate([&both, ""], Some(record)).0, code, "{record}");
    }
}

/// What is said of a server may change, and servers may come: those that stay keep their constructors.
#[test]
fn servers_keep_their_constructors() {
    let generate = |servers: &str, record: Option<&str>| {
        let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
        let paths = "paths: {/a: {get: {operationId: a, responses: {'204': {description: ok}}}}}\n";
        let mut diagnostics = Diagnostics::default();
        let sources = load::load_str("api.yaml", &format!("{head}{paths}servers: [{servers}]\n"), &mut diagnostics);
        let record = record.map(|text| Record::read(text).expect("a record"));
        let options = Options { name: "t".to_owned(), kind: Kind::Module, record, ..Options::default() };
        let tree = sdkwright::generate(&sources, &options, diagnostics).tree.expect("an SDK");
        let lines = tree.get("servers.rs").expect("servers").lines();
        let names = lines.filter_map(|line| line.trim().strip_prefix("pub fn ")?.strip_suffix("() -> Self {"));
        (names.map(str::to_owned).collect::<Vec<_>>(), tree.get(write::NAMES).expect("a record").to_owned())
    };
    let live = "{url: 'https://live.example.org', description: Production}";
    let test = |said: &str| format!("{{url: 'https://test.example.org', description: {said}}}");
    let (names, record) = generate(&format!("{live}, {}", test("Sandbox")), None);
    assert_eq!(names, ["production", "sandbox"]);
    let more = format!("{{url: 'https://new.example.org', description: Production}}, {}, {live}", test("For tests"));
    let (names, next) = generate(&more, Some(&record));
    assert_eq!(names, ["new", "sandbox", "production"], "{record}");
    assert_eq!(generate(&more, Some(&next)).1, next);
    assert_eq!(generate(&more, None).0, ["new", "tests", "live"]);
}
