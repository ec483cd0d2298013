//! The contract of the command line: exit codes, what is printed, what is left alone.

use std::path::Path;
use std::process::Command;

/// A sound document, the base of the broken ones.
pub const SOUND: &str = "\
openapi: 3.0.3
info: {title: Toys, version: '1'}
paths:
  /toys:
    get:
      operationId: toysList
      responses:
        '200':
          description: All toys.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/ToyList'}
    post:
      operationId: toysCreate
      responses: {'204': {description: Done.}}
components:
  schemas:
    ToyList: {type: array, items: {type: string}}
";

pub fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let command = Command::new(env!("CARGO_BIN_EXE_sdkwright")).args(arguments).current_dir(folder).output();
    let output = command.expect("the command starts");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&text).into_owned())
}

/// Everything below a folder, with its text.
pub fn snapshot(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(at) = todo.pop() {
        for entry in std::fs::read_dir(at).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => todo.push(path),
                path => files.push((path.display().to_string(), std::fs::read(&path).expect("a file"))),
            }
        }
    }
    files.sort();
    files
}

/// A broken document beside an SDK of the sound one: exit code 2, all the words, and nothing changed on disk.
fn check(document: Option<&str>, words: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), SOUND).expect("a file");
    let arguments = ["generate", "api.yaml", "--out", "sdk", "--name", "toys"];
    assert_eq!(run(folder, &arguments).0, 0);
    match document {
        Some(text) => std::fs::write(folder.join("api.yaml"), text).expect("a file"),
        None => std::fs::remove_file(folder.join("api.yaml")).expect("a file"),
    }
    let before = snapshot(folder);
    let (code, said) = run(folder, &arguments);
    assert_eq!(code, 2, "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    assert_eq!(before, snapshot(folder), "a failed run leaves the disk as it was");
}

#[test]
fn broken_documents() {
    check(None, &["error[E0101]", "api.yaml", "no such file"]);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("openapi.yaml"), SOUND).expect("a file");
    let (code, said) = run(folder.path(), &["generate", "openapi.yml", "--out", "toys"]);
    assert!(code == 2 && said.contains("did you mean `openapi.yaml`?"), "{said}");
    check(Some(""), &["error[E0102]", "the file is empty"]);
    let broken = SOUND.replace("{title: Toys", "{title: [Toys");
    check(Some(&broken), &["error[E0102]", "api.yaml:2:", "info: {title: [Toys", "help:"]);
    check(Some("name: toys\n"), &["error[E0201]", "api.yaml:1:1", "openapi: 3.0.3"]);
    for (document, what) in [
        ("info: {_postman_id: a}\n", "a Postman collection"),
        ("asyncapi: 2.6.0\n", "an AsyncAPI document"),
        ("swaggerVersion: '1.2'\n", "a document of Swagger 1"),
        ("<!DOCTYPE html><html></html>", "a page of HTML"),
        ("- a\n", "a list"),
    ] {
        check(Some(document), &["error[E0201]", what, "help:"]);
    }
    check(Some("a: 1\n---\nb: 2\n"), &["error[E0102]", "api.yaml:2:1", "one document"]);
}

#[test]
fn what_cannot_be_read_or_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("latin.yaml"), b"openapi: 3.0.3\ninfo: {title: Caf\xe9}\n").expect("a file");
    std::fs::write(folder.join("api.yaml"), SOUND).expect("a file");
    for (arguments, exit, words) in [
        (["inspect", "latin.yaml"].as_slice(), 2, ["line 2, column 18", "UTF-8"].as_slice()),
        (&["inspect", "ftp://example.org/api.yaml"], 2, &["`ftp` URLs are not read"]),
        (&["inspect", "http://localhost:1/api.yaml"], 2, &["fetch the document"]),
        (&["generate", "api.yaml", "--out", "api.yaml/sdk"], 3, &["the folder", "name another one"]),
        (&["generate", "api.yaml", "--dump", "spec"], 0, &["title: \"Toys"]),
    ] {
        let (code, said) = run(folder, arguments);
        assert_eq!(code, exit, "{said}");
        for word in words {
            assert!(said.contains(word), "`{word}` is not in:\n{said}");
        }
    }
}

/// A document with a fault beside which the rest is sound: exit code 0, all the words, and the code that is left.
fn check_repair(document: &str, words: &[&str], code: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), document).expect("a file");
    let (exit, said) = run(folder, &["generate", "api.yaml", "--out", ".", "--name", "toys", "--kind", "file"]);
    assert_eq!(exit, 0, "{said}");
    let text = std::fs::read_to_string(folder.join("toys.rs")).expect("the SDK");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    for line in code {
        assert!(text.contains(line), "`{line}` is not in the SDK");
    }
}

#[test]
fn nearly_json() {
    let document =
        "{\n  \"openapi\": \"3.0.3\",\n  \"info\": {\"title\": \"Toys\", \"version\": \"1\"},\n  \"paths\": {},\n}\n";
    check_repair(document, &["note[N0109]", "api.yaml:5:1", "read as YAML"], &["pub struct Client"]);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("api.yaml"), SOUND.replace("{title: Toys", "{'title': Toys")).expect("a file");
    let (exit, said) = run(folder.path(), &["generate", "api.yaml", "--out", "sdk", "--name", "toys"]);
    assert!(exit == 0 && !said.contains("N0109"), "a flow mapping of YAML is no fault: {said}");
}

#[test]
fn faults_that_are_repaired() {
    let dangling = SOUND.replace("$ref: '#/components/schemas/ToyList'", "$ref: '#/components/schemas/Toy_List'");
    let words = ["degraded[D0203]", "api.yaml:12:", "schemas/Toy_List'", "did you mean `ToyList`?"];
    check_repair(&dangling, &words, &["pub struct ToysList(runtime::Call<serde_json::Value>)", "ToysCreate"]);
    let twice = SOUND.replace("toysCreate", "toysList");
    let words = ["note[N0204]", "api.yaml:14:20", "operationId: toysList", "the first use", "api.yaml:6:20"];
    check_repair(&twice, &words, &["pub fn toys_list(", "pub fn toys_list_post_toys("]);
    let key = SOUND.replace("    post:\n", "    get:\n");
    let words = ["degraded[D0103]", "api.yaml:13:5", "`get` is there twice", "line 5"];
    check_repair(&key, &words, &["pub fn toys_create("]);
    let item = SOUND.replace("    post:\n", "  /lost: {$ref: 'lost.yaml'}\n  /toys/{id}:\n    post:\n");
    let words = ["skipped[S0206]", "api.yaml:13:17", "lost.yaml", "No such file", "note[N0402]"];
    check_repair(&item, &words, &["pub fn toys_create(&self, id: impl Into<String>)"]);
    check_repair(&SOUND.replace("3.0.3", "3"), &[], &["pub fn toys_create("]);
    let odd = "openapi: 2.0\ninfo: {title: Toys, version: '1'}\npaths:\n  /toys:\n    get:\n      operationId: toysList\n      \
               responses: {'200': {description: One., schema: {type: string}}}\n";
    check_repair(odd, &["note[N0208]", "api.yaml:1:10"], &["pub struct ToysList(runtime::Call<String>)"]);
}

#[test]
fn references_to_other_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let entry = "openapi: 3.1.0\ninfo: {title: Toys, version: '1', description: {$ref: about.md}}\npaths:\n  \
                 /toys: {$ref: 'paths/toys.json'}\n  /boxes: {get: {$ref: 'paths/toys.json#/get'}}\ncomponents:\n  \
                 schemas:\n    Toy: {$ref: ../shared/toy.yaml}\n";
    write("api/api.yaml", entry);
    write("api/about.md", "Toys of *all* kinds.");
    let operation = r#"{"parameters": [{"$ref": "size.json"}], "get": {"operationId": "list", "responses":
        {"200": {"$ref": "../../shared/list.yaml#/ok"}, "default": {"$ref": "fault.json"}}}}"#;
    write("api/paths/toys.json", operation);
    write("api/paths/size.json", r#"{"name": "size", "in": "query", "schema": {"type": "integer"}}"#);
    let fault = r#"{"description": "A fault.", "content": {"application/json": {"schema": {"title": "Fault",
        "type": "object", "properties": {"fault": {"type": "string"}}}}}}"#;
    write("api/paths/fault.json", fault);
    write(
        "shared/list.yaml",
        "ok:\n  description: All.\n  content:\n    application/json:\n      schema: {type: array, items: {$ref: toy.yaml}}\n",
    );
    write(
        "shared/toy.yaml",
        "type: object\nrequired: [part]\nproperties:\n  part: {$ref: 'part.yaml'}\n  next: {$ref: 'toy.yaml'}\n",
    );
    write("shared/part.yaml", "type: object\nproperties: {of: {$ref: 'toy.yaml'}}\n");
    let arguments = ["generate", "api/api.yaml", "--out", ".", "--name", "toys", "--kind", "file"];
    let (exit, said) = run(folder, &arguments);
    assert!(exit == 0 && said.contains("lies outside of the folder `api`") && said.contains("--root DIR"), "{said}");
    let (exit, said) = run(folder, &[arguments.as_slice(), &["--root", "."]].concat());
    assert_eq!(exit, 0, "{said}");
    assert!(!said.contains("D0203"), "{said}");
    let text = std::fs::read_to_string(folder.join("toys.rs")).expect("the SDK");
    for line in [
        "pub struct Toy {",
        "pub struct Part {",
        "pub next: Option<Box<Toy>>",
        "Call<Vec<models::Toy>>",
        "list_get_boxes",
        "pub fn size(",
        "pub fault: Option<String>",
    ] {
        assert!(text.contains(line), "`{line}` is not in the SDK\n{said}");
    }
}

#[test]
fn a_second_run_writes_nothing_and_check_says_what_is_stale() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), SOUND).expect("a file");
    let arguments = ["generate", "api.yaml", "--out", "sdk", "--name", "toys"];
    let check = [arguments.as_slice(), &["--check"]].concat();
    let (code, said) = run(folder, &check);
    assert_eq!(code, 1, "{said}");
    assert!(!folder.join("sdk").exists(), "--check writes nothing");
    assert_eq!(run(folder, &arguments).0, 0);
    let before = snapshot(folder);
    let (code, said) = run(folder, &arguments);
    assert!(code == 0 && said.contains("nothing changed"), "{said}");
    assert_eq!(before, snapshot(folder));
    assert_eq!(run(folder, &check).0, 0);
    let path = folder.join("sdk/src/models/mod.rs");
    std::fs::write(&path, "damaged").expect("a file");
    let (code, said) = run(folder, &check);
    assert!(code == 1 && said.contains("src/models/mod.rs: stale") && said.contains("-damaged"), "{said}");
    assert_eq!(run(folder, &arguments).0, 0);
    assert_eq!(before, snapshot(folder), "a damaged file is mended");
}

#[test]
fn check_says_what_has_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), SOUND).expect("a file");
    let arguments = ["generate", "api.yaml", "--out", "sdk", "--name", "toys"];
    assert_eq!(run(folder, &arguments).0, 0);
    let check = |arguments: &[&str], words: &str| {
        let (code, said) = run(folder, &[arguments, &["--check"]].concat());
        assert!(code == 1 && said.contains(words), "{said}");
    };
    check(&["generate", "api.yaml", "--out", "sdk", "--name", "games"], "sdk: the options are others");
    let manifest = folder.join("sdk/.sdkwright");
    let sound = std::fs::read_to_string(&manifest).expect("a manifest");
    std::fs::write(&manifest, sound.replace("generator 0", "generator 9")).expect("a file");
    check(&arguments, "sdk: the generator is another");
    std::fs::write(&manifest, sound).expect("a file");
    std::fs::write(folder.join("api.yaml"), SOUND.replace("All toys", "Every toy")).expect("a file");
    check(&arguments, "sdk: `api.yaml` has changed");
    assert_eq!(run(folder, &arguments).0, 0);
    // A manifest that a merge has touched proves nothing.
    let sound = std::fs::read_to_string(&manifest).expect("a manifest");
    std::fs::write(&manifest, format!("{sound}<<<<<<< ours\n")).expect("a file");
    check(&arguments, ".sdkwright: stale");
    std::fs::write(&manifest, sound).expect("a file");
    let (code, said) = run(folder, &[&arguments[..], &["--check"]].concat());
    assert!(code == 0 && said.contains("nothing changed since"), "{said}");
    // A file that is gone is no unchanged folder, though the document is the same.
    std::fs::remove_file(folder.join("sdk/README.md")).expect("a file");
    check(&arguments, "README.md: missing");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), SOUND).expect("a file");
    for kind in ["crate", "module", "file"] {
        let trees = ["one", "two"].map(|out| {
            let (code, said) = run(folder, &["generate", "api.yaml", "--out", out, "--name", "toys", "--kind", kind]);
            assert_eq!(code, 0, "{said}");
            let root = folder.join(out);
            let files = snapshot(&root);
            std::fs::remove_dir_all(&root).expect("a folder");
            files.into_iter().map(|(path, text)| (path.replace(out, ""), text)).collect::<Vec<_>>()
        });
        assert_eq!(trees[0], trees[1], "{kind}");
    }
}

#[test]
fn every_code_is_explained() {
    let here = Path::new(".");
    for code in sdkwright::diag::Code::ALL {
        let (exit, said) = run(here, &["explain", code.id()]);
        assert!(exit == 0 && said.contains(code.title()), "{said}");
    }
    assert_eq!(run(here, &["explain", "E9999"]).0, 2);
}

#[test]
fn machines_read_objects() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), SOUND).expect("a file");
    let objects = |arguments: &[&str], expected: i32| -> Vec<serde_json::Value> {
        let (code, said) = run(folder, &[arguments, &["--format", "json"]].concat());
        assert_eq!(code, expected, "{said}");
        said.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
    };
    let generate = ["generate", "api.yaml", "--out", "toys"];
    let stale = objects(&[generate.as_slice(), &["--check"]].concat(), 1);
    let last = stale.last().expect("how it ended");
    assert_eq!((&last["exit"], &last["sdk"], &last["operations"]), (&1.into(), &"toys".into(), &2.into()));
    assert!(last["files"]["created"].as_array().is_some_and(|files| files.contains(&"src/lib.rs".into())), "{last}");
    let done = objects(&generate, 0);
    assert_eq!(done.last().expect("how it ended")["exit"], 0);
    let still = objects(&generate, 0);
    assert_eq!(
        still.last().expect("how it ended")["files"],
        serde_json::json!({"created": [], "updated": [], "deleted": []})
    );
    assert_eq!(objects(&["explain", "n0402"], 0)[0]["severity"], "note");
    assert_eq!(objects(&["explain", "N9999"], 2)[0]["severity"], "error");
    assert_eq!(objects(&["generate"], 2)[0]["severity"], "error");
    std::fs::write(folder.join("sdkwright.toml"), "[sdk.toys]\nspec = 1\n").expect("a file");
    assert_eq!(objects(&["generate"], 2)[0]["place"]["line"], 2);
}

#[test]
fn quiet_verbose_and_colours() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("api.yaml"), SOUND).expect("a file");
    let generate = ["generate", "api.yaml", "--out", "toys"];
    let with = |flags: &[&str]| run(folder, &[generate.as_slice(), flags].concat());
    assert_eq!(with(&["--quiet"]), (0, String::new()));
    let (code, said) = with(&["--verbose"]);
    assert!(code == 0 && said.contains("read api.yaml"), "{said}");
    assert_eq!(with(&["--verbose", "--quiet"]).0, 2);
    let (code, said) = run(folder, &["generate", "lost.yaml", "--out", "toys", "--quiet"]);
    assert!(
        code == 2 && said.starts_with("error[E0101]"),
        "an error is said in any case, here without colours: {said}"
    );
    let (_, said) = run(folder, &["generate", "lost.yaml", "--out", "toys", "--color", "always"]);
    assert!(said.starts_with("\u{1b}["), "{said:?}");
}

#[test]
fn what_a_system_has_beside_a_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, said) = run(folder, &["completions", shell]);
        assert!(code == 0 && said.contains("inspect"), "{said}");
    }
    assert_eq!(run(folder, &["man", "man1"]), (0, String::new()));
    let page = |name: &str| std::fs::read_to_string(folder.join("man1").join(name)).expect("a page");
    assert!(page("sdkwright.1").contains("Exit codes: 0 done"));
    assert!(page("sdkwright-generate.1").contains("\\-\\-check"));
}

#[test]
fn as_a_command_of_cargo() {
    let run = |arguments: &[&str]| Command::new(env!("CARGO_BIN_EXE_cargo-sdkwright")).args(arguments).output();
    // As cargo calls it, and by hand.
    for arguments in [["sdkwright", "explain", "N0402"].as_slice(), &["explain", "N0402"]] {
        let output = run(arguments).expect("the command starts");
        assert!(output.status.success() && output.stdout.starts_with(b"N0402"), "{arguments:?}");
    }
}

#[test]
fn some_operations_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let tagged = SOUND.replace("      operationId: toysCreate", "      operationId: toysCreate\n      tags: [making]");
    std::fs::write(folder.join("api.yaml"), tagged).expect("a file");
    let generate = |only: &str| {
        let (code, said) =
            run(folder, &["generate", "api.yaml", "--out", ".", "--name", "toys", "--kind", "file", "--only", only]);
        let text = std::fs::read_to_string(folder.join("toys.rs")).unwrap_or_default();
        (
            code,
            said,
            text.contains("ToysList("),
            text.contains("ToysCreate(") || text.contains("struct Create("),
            text.contains("ToyList;"),
        )
    };
    let check = |only: &str, list: bool, create: bool| {
        let (code, said, has_list, has_create, _) = generate(only);
        assert_eq!((code, has_list, has_create), (0, list, create), "{only}: {said}");
    };
    check("toysList", true, false);
    check("get /toys", true, false);
    check("tag:making", false, true);
    for (only, words) in
        [("toyList", "did you mean `toysList`?"), ("GET /toy", "did you mean `GET /toys`?"), ("tag:x", "inspect --all")]
    {
        let (code, said, ..) = generate(only);
        assert!(code == 2 && said.contains("error[E0704]") && said.contains(words), "{said}");
    }
}
