//! What the README and the pages of a crate say.

use sdkwright::diag::Diagnostics;
use sdkwright::write::Tree;
use sdkwright::{Options, load};

/// The crate `shop-api` of a document with these servers and paths.
fn shop(rest: &str) -> Tree {
    let spec = format!("openapi: 3.0.3\ninfo: {{title: Shop, version: '1'}}\n{rest}");
    let mut diagnostics = Diagnostics::default();
    let sources = load::load_str("spec.yaml", &spec, &mut diagnostics);
    let options = Options { name: "shop-api".into(), ..Options::default() };
    sdkwright::generate(&sources, &options, diagnostics).tree.expect("an SDK")
}

#[track_caller]
fn says(tree: &Tree, file: &str, expected: &[&str]) {
    let text = tree.get(file).unwrap_or_default();
    for expected in expected {
        assert!(text.contains(expected), "{file} lacks {expected:?}:\n{text}");
    }
}

#[test]
fn a_base_url_that_must_be_set() {
    let paths = "paths:\n  /a: {get: {tags: [things], operationId: a, responses: {'204': {description: ok}}}}\n";
    let tree = shop(&format!("servers: [{{url: /api/v1}}]\n{paths}"));
    let why = "the document names no host, only the path `/api/v1`";
    let set = ".base_url(\"https://api.example.org/api/v1\")";
    let told = format!("The base URL must be set: {why}.\n");
    says(&tree, "README.md", &[set, &told]);
    says(&tree, "src/lib.rs", &[set, &told]);
    says(&tree, "src/client.rs", &["such as `https://api.example.org/api/v1`. It must be set: ", why]);
    says(&tree, "docs/ThingsApi.md", &[&format!("relative to the base URL, which must be set ({why}); the service")]);
    says(&shop(paths), "docs/ThingsApi.md", &["which must be set (the document names no server); the service"]);
    let known = shop(&format!("servers: [{{url: 'https://a.example'}}]\n{paths}"));
    says(&known, "docs/ThingsApi.md", &["relative to *https://a.example*; the service"]);
    assert!(!known.get("README.md").is_some_and(|readme| readme.contains("base_url(")));
}
