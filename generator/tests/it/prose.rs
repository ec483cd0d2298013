//! What the README and the pages of a crate say.

use sdkwright::diag::Diagnostics;
use sdkwright::write::Tree;
use sdkwright::{Options, load};

/// The crate `shop-api` of a document with these servers and paths.
fn shop(rest: &str) -> Tree {
    shop_of("{title: Shop, version: '1'}", rest)
}

/// The same, with this `info`.
fn shop_of(info: &str, rest: &str) -> Tree {
    let spec = format!("openapi: 3.0.3\ninfo: {info}\n{rest}");
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
fn an_info_that_lacks_something_keeps_the_rest() {
    let tree = shop_of("{title: Shop, description: All of it.}", "paths: {}\n");
    says(&tree, "src/lib.rs", &["//! Shop: a client of the API.\n", "//! All of it.\n"]);
    let tree = shop_of("{version: '2', license: {}, description: All of it.}", "paths: {}\n");
    says(&tree, "src/lib.rs", &["//! shop-api: a client of version 2 of the API.\n", "//! All of it.\n"]);
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
    says(&tree, "docs/ThingsApi.md", &["relative to the base URL; the service", &told]);
    says(&shop(paths), "docs/ThingsApi.md", &["The base URL must be set: the document names no server.\n"]);
    let two = "servers: [{url: /}, {url: 'https://a.example', description: Production}]";
    let (set, told) =
        (".server(shop_api::Server::production())", "A server must be chosen, such as `Server::production()`");
    let tree = shop(&format!("{two}\n{paths}"));
    says(&tree, "README.md", &[set, told, "the first server of the document, `/`, has no host.\n"]);
    says(&tree, "src/lib.rs", &[set, told]);
    says(&tree, "docs/ThingsApi.md", &[told]);
    let unless = "It must be set unless a server is chosen, such as `Server::production()`: the first server of the";
    says(&tree, "src/client.rs", &[unless]);
    says(&tree, "src/servers.rs", &["A base URL must be set, such as `https://api.example.org`: it has no host.\n"]);
    let known = shop(&format!("servers: [{{url: 'https://a.example'}}]\n{paths}"));
    says(&known, "docs/ThingsApi.md", &["relative to *https://a.example*; the service"]);
    assert!(!known.get("README.md").is_some_and(|readme| readme.contains("base_url(")));
}

#[test]
fn a_server_that_is_a_placeholder() {
    let paths = "paths:\n  /a: {get: {tags: [things], operationId: a, responses: {'204': {description: ok}}}}\n";
    let tree = shop(&format!("servers: [{{url: 'https://your-domain.shop.com/v1'}}]\n{paths}"));
    let told = "The base URL must be set: `https://your-domain.shop.com/v1` is a placeholder.\n";
    let set = "builder()\n    .base_url(\"https://your-domain.shop.com/v1\")\n";
    says(&tree, "README.md", &[set, told]);
    says(&tree, "src/lib.rs", &[told]);
    says(&tree, "docs/ThingsApi.md", &["relative to the base URL; ", told]);
    says(&tree, "src/client.rs", &["It must be set: `https://your-domain.shop.com/v1` is a placeholder.\n"]);
    let variable =
        |default: &str| format!("{{url: 'https://{{host}}/v1', variables: {{host: {{default: {default}}}}}}}");
    let tree = shop(&format!("servers: [{}]\n{paths}", variable("shop.example.com")));
    let told = "The variable `host` must be set by `Server::host`: `shop.example.com` is a placeholder.";
    says(&tree, "README.md", &[".server(shop_api::Server::shop_example_v1().host(\"shop.example.com\"))", told]);
    says(&tree, "src/servers.rs", &[&format!("the server unless another is chosen. {told}\n")]);
    says(&tree, "src/client.rs", &["Sets the base URL, in place of that of a server.\n"]);
    let base = "{url: 'https://api.shop.com{base}', variables: {base: {default: /v1}}}";
    for server in [variable("api.shop.com").as_str(), base] {
        let tree = shop(&format!("servers: [{server}]\n{paths}"));
        assert!(!tree.get("README.md").is_some_and(|readme| readme.contains("must be set")), "{server}");
    }
    let tree =
        shop(&format!("servers: [{{url: 'https://<REGION>.shop.com'}}, {{url: 'https://api.shop.com'}}]\n{paths}"));
    let told = "the first server of the document, `https://<REGION>.shop.com`, is a placeholder.\n";
    says(&tree, "README.md", &["builder().server(shop_api::Server::api()).build()", told]);
    says(&tree, "src/servers.rs", &["is chosen. A base URL must be set: it is a placeholder.\n"]);
}

#[test]
fn what_answers_are_and_what_is_deprecated() {
    let tree = shop(
        "
paths:
  /report:
    get:
      tags: [things]
      operationId: report
      parameters: [{name: old, in: query, deprecated: true, schema: {type: string}}]
      responses:
        '200': {description: A PDF., content: {application/pdf: {schema: {type: string, format: binary}}}}
        '404': {description: A page., content: {text/html: {schema: {type: string}}}}
        '500': {description: It broke.}
  /events:
    get:
      tags: [things]
      operationId: events
      responses: {'200': {description: What happens., content: {text/event-stream: {schema: {type: string}}}}}
  /thing:
    delete: {tags: [things], operationId: forget, responses: {'204': {description: It is gone.}}}
    post:
      tags: [things]
      operationId: make
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'201': {description: Made.}}
components:
  schemas:
    Thing: {type: object, deprecated: true, properties: {a`b: {type: string, deprecated: true}, '': {type: string}}}
",
    );
    says(
        &tree,
        "docs/ThingsApi.md",
        &[
            "\n200 | `ByteStream` (`application/pdf`) | A PDF.\n404 | `text/html` | A page.\n500 | none | It broke.\n",
            "\n200 | `EventStream<String>` (`text/event-stream`) | What happens.\n",
            "\n204 | none | It is gone.\n",
            "\n> `make(body: Thing) -> ()`\n",
            "\n- **Content-Type**: not sent\n- **Accept**: `*/*`\n",
            "\n- **Content-Type**: `application/json`\n",
            " | optional; query `old`; **deprecated**\n",
        ],
    );
    says(
        &tree,
        "docs/Thing.md",
        &[
            "**Deprecated.**\n\nField |",
            " | `` a`b `` | `String` |  | optional; **deprecated**\n",
            " | the empty text | ",
        ],
    );
}

#[test]
fn how_an_error_of_one_type_is_read() {
    let problem =
        "{content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}, description: Wrong.}";
    let other = "{content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Problem'}}}}, description: Wrong.}";
    let spec = |put: &str| {
        format!(
            "paths:
  /a:
    get: {{tags: [things], operationId: a, responses: {{'204': {{description: ok}}, '404': {problem}, default: {problem}}}}}
    put: {{tags: [things], operationId: b, responses: {{'204': {{description: ok}}, '404': {put}}}}}
components: {{schemas: {{Problem: {{type: object, properties: {{title: {{type: string}}}}}}}}}}
"
        )
    };
    let each = shop(&spec(other));
    let link = "[`Problem`](crate::models::Problem)";
    let told = format!("The body of each is {link}: `error.decode::<models::Problem>()`.\n");
    says(
        &each,
        "src/api/things.rs",
        &[&told, "Its body is `Vec<Problem>`: `error.decode::<Vec<models::Problem>>()`.\n"],
    );
    says(
        &each,
        "docs/ThingsApi.md",
        &["\n`error.decode::<models::Problem>()` reads the body of a documented error.\n"],
    );
    says(
        &each,
        "README.md",
        &["use shop_api::models;\n", "    println!(\"{:?}\", error.decode::<models::Problem>());\n"],
    );
    let one = shop(&spec(&problem.replace("Wrong", "Bad")));
    says(&one, "src/api/things.rs", &[&format!("The body of each is {link}: `error.body()`.\n")]);
    says(&one, "README.md", &["    println!(\"{:?}\", error.body());\n"]);
    // An error without a body is no other type.
    let none = shop(&spec("{description: Wrong.}"));
    says(&none, "src/api/things.rs", &[&format!("The body of each is {link}: `error.body()`.\n")]);
}

#[test]
fn headings_of_the_document_stand_below_those_of_pages() {
    let tree = shop(
        "
paths:
  /a:
    get:
      tags: [things]
      operationId: a
      summary: One
      description: \"# Scope\\nread\"
      security: [{'Key (old)': []}]
      responses: {'204': {description: ok}}
components: {securitySchemes: {'Key (old)': {type: http, scheme: bearer, description: \"# How\\nAsk.\"}}}
",
    );
    says(&tree, "docs/ThingsApi.md", &["\n#### Scope\nread\n", "[Key (old)](../README.md#key-old)"]);
    says(&tree, "README.md", &["\n### Key (old)\n", "\n#### How\nAsk.\n"]);
}

/// The setters of credentials in the first example, of these schemes and what the operation requires.
#[track_caller]
fn shows(schemes: &str, security: &str, expected: &str) {
    let tree = shop(&format!(
        "paths: {{/a: {{get: {{operationId: a, security: [{security}], responses: {{'204': {{description: ok}}}}}}}}}}
components: {{securitySchemes: {{{schemes}}}}}
"
    ));
    let text = tree.get("README.md").unwrap_or_default();
    let shown = text.split_once("Client::builder()").and_then(|(_, rest)| rest.split_once(".build()"));
    let shown: String = shown.map_or("", |(shown, _)| shown).split_whitespace().collect();
    assert_eq!(shown.replace(".base_url(\"https://api.example.org\")", ""), expected, "{security}");
}

#[test]
fn the_credentials_of_examples_are_the_least_to_have() {
    let schemes = "user: {type: http, scheme: basic}, key: {type: apiKey, in: header, name: X-Key}, \
                   app: {type: apiKey, in: header, name: X-App}, late: {type: apiKey, in: query, name: key}, \
                   page: {type: apiKey, in: cookie, name: sid}";
    let user = ".user(std::env::var(\"SHOP_API_USER_USER\")?,std::env::var(\"SHOP_API_USER_PASSWORD\")?,)";
    let key = ".key(std::env::var(\"SHOP_API_KEY\")?)";
    shows(schemes, "{user: []}, {app: [], key: []}, {key: []}, {app: []}", key);
    shows(schemes, "{page: []}, {late: []}, {user: []}", user);
    shows(schemes, "{late: []}, {key: []}", key);
}
