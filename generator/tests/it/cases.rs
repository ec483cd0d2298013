//! Small documents in, code and diagnostics out: `cases/NAME/spec.yaml` beside `expected.rs` and `expected.txt`, and
//! `sdkwright.toml` where a case is about what that says.
//!
//! `BLESS=1 cargo test -p sdkwright` rewrites what is expected; read it before you commit it. The emitted code of all
//! cases is compiled together by `cargo xtask test`.

use std::path::{Path, PathBuf};

use sdkwright::config::Config;
use sdkwright::diag::{Diagnostics, render};
use sdkwright::write::Claim;
use sdkwright::{Kind, Options, load};
use syn::visit_mut::VisitMut;
use syn::{Attribute, FnArg, ImplItemFn, ItemFn, Signature};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// What the configuration of a case says.
fn options(case: &Path) -> Options {
    let file = case.join("sdkwright.toml");
    if !file.exists() {
        return Options::default();
    }
    let jobs = Config::read(&file).and_then(|config| config.jobs(&[], true, Claim::Declared)).expect("a configuration");
    jobs.into_iter().next().expect("an SDK").options
}

/// The files that the document decides: the runtime is the same in every SDK.
fn emitted(case: &Path) -> (String, String) {
    let spec = std::fs::read_to_string(case.join("spec.yaml")).expect("a document");
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_str("spec.yaml", &spec, &mut diagnostics);
    let options = Options { name: "case".into(), kind: Kind::Module, ..options(case) };
    let outcome = sdkwright::generate(&sources, &options, diagnostics);
    let mut code = String::new();
    let files: Vec<_> = outcome.tree.iter().flat_map(|tree| tree.iter()).collect();
    // A client is the same everywhere but for credentials, parameters and servers.
    let own = files.iter().any(|(path, _)| ["auth.rs", "runtime/inherited.rs", "servers.rs"].contains(path));
    let root = |path: &str| own && ["auth.rs", "client.rs", "servers.rs"].contains(&path);
    for (path, text) in files {
        let folders = ["api/", "callbacks/", "models/", "codec/"];
        if folders.iter().any(|folder| path.starts_with(folder))
            || root(path)
            || ["error.rs", "webhooks.rs"].contains(&path)
        {
            code.push_str(&format!("// ==== {path}\n{text}"));
        }
    }
    (code, render::text(&outcome.diagnostics, &sources, false))
}

/// Public types of a file that cannot grow without breaking their users: models, and every enum.
fn exhaustive(file: &str) -> impl Iterator<Item = &str> {
    let lines: Vec<&str> = file.lines().collect();
    let model = file.starts_with("models/");
    let types = lines.clone().into_iter().enumerate();
    types.filter(move |(_, line)| line.starts_with("pub enum ") || model && line.starts_with("pub struct ")).filter_map(
        move |(at, line)| {
            let above = lines.iter().take(at).rev().take_while(|l| l.starts_with("#[") || l.starts_with("///"));
            (!above.into_iter().any(|l| *l == "#[non_exhaustive]")).then_some(line)
        },
    )
}

/// Functions of a file whose machine code every build of the SDK would make, called or not, with that of all types that they read.
fn eager(file: &str) -> Vec<String> {
    let (path, text) = file.split_once('\n').unwrap_or_default();
    // The client is small, and every program has it.
    if ["auth.rs", "client.rs", "servers.rs"].contains(&path) {
        return Vec::new();
    }
    let mut eager = Eager::default();
    eager.visit_file_mut(&mut syn::parse_file(text).expect("Rust"));
    eager.0
}

#[derive(Default)]
struct Eager(Vec<String>);

impl Eager {
    fn look(&mut self, attributes: &[Attribute], signature: &Signature) {
        let implied =
            |input: &FnArg| matches!(input, FnArg::Typed(typed) if matches!(*typed.ty, syn::Type::ImplTrait(_)));
        let generic = signature.generics.type_params().next().is_some() || signature.inputs.iter().any(implied);
        if !generic && !attributes.iter().any(|attribute| attribute.path().is_ident("inline")) {
            self.0.push(signature.ident.to_string());
        }
    }
}

impl VisitMut for Eager {
    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        self.look(&function.attrs, &function.sig);
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        self.look(&function.attrs, &function.sig);
    }
}

fn check(case: &Path) -> Vec<String> {
    let (code, said) = emitted(case);
    let files = || code.split("// ==== ");
    let exhaustive = files().flat_map(exhaustive).map(|ty| format!("`{ty}` is exhaustive"));
    let eager = files().flat_map(eager).map(|name| format!("`{name}` is not `#[inline]`"));
    let mut wrong: Vec<String> = exhaustive.chain(eager).map(|what| format!("{}: {what}", case.display())).collect();
    for (name, got) in [("expected.rs", code), ("expected.txt", said)] {
        let path = case.join(name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, got).expect("a file that can be written");
            continue;
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if expected != got {
            let diff = similar::TextDiff::from_lines(&expected, &got).unified_diff().context_radius(2).to_string();
            wrong.push(format!("{}:\n{diff}", path.display()));
        }
    }
    wrong
}

#[test]
fn all() {
    let mut cases: Vec<_> = std::fs::read_dir(folder()).expect("the cases").flatten().map(|e| e.path()).collect();
    cases.sort();
    assert!(cases.len() >= 5, "the cases are found");
    let wrong: Vec<_> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(wrong.is_empty(), "{}\nread the difference; BLESS=1 rewrites", wrong.join("\n"));
}

/// The README is compiled for its examples: a block of the document that is said to be of no language is none of them.
#[test]
fn no_block_of_a_description_is_an_example() {
    let spec = "openapi: 3.0.3\ninfo:\n  title: T\n  version: '1'\n  description: |\n    Ask:\n\n    ```\n    curl x\n    ```\npaths: {}\n";
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_str("spec.yaml", spec, &mut diagnostics);
    let tree = sdkwright::generate(&sources, &Options::default(), diagnostics).tree.expect("an SDK");
    let readme = tree.get("README.md").expect("a README");
    assert!(readme.contains("```text\ncurl x\n```\n"), "{readme}");
}
