//! The operations of a document, counted by a walk of its own: what the generator says about itself proves nothing.

use percent_encoding::percent_decode_str;
use sdkwright::load::{FileId, Origin, Sources};
use serde_json::Value;

/// The fixed fields of a path item that are operations; `query` came with OpenAPI 3.2.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// An operation as the text has it.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Upper case; `*` stands for all that a path item behind a broken reference would have had.
    pub method: String,
    /// The path as written.
    pub path: String,
    /// `operationId`.
    pub id: Option<String>,
    /// Every place that may be said to be its own: in the entry document, behind references, its body.
    pub places: Vec<Origin>,
    /// The calls that it brings about.
    pub callbacks: Vec<Counted>,
}

/// Every webhook, and every callback of an operation; the path says which it is.
pub fn hooks(sources: &Sources, operations: &[Counted]) -> Vec<Counted> {
    let mut found = Vec::new();
    for key in ["webhooks", "x-webhooks"] {
        let list = sources.root().and_then(|root| root.value.get(key));
        let list = list.and_then(|list| follow(sources, list, Origin::root(FileId(0)).child(key)));
        let Some((Value::Object(items), at, _)) = list else { continue };
        for (name, item) in items.iter().filter(|(name, _)| !name.starts_with("x-")) {
            path_item(sources, &format!("webhook {name}"), item, &at.child(name), false, &mut found);
        }
    }
    found.extend(operations.iter().flat_map(|o| o.callbacks.iter().cloned()));
    found
}

/// Every operation of the entry document, those of Azure's second list of paths too.
pub fn operations(sources: &Sources) -> Vec<Counted> {
    let mut found = Vec::new();
    for key in ["paths", "x-ms-paths"] {
        let list = sources.root().and_then(|root| root.value.get(key));
        let list = list.and_then(|list| follow(sources, list, Origin::root(FileId(0)).child(key)));
        let Some((Value::Object(paths), at, _)) = list else { continue };
        for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
            path_item(sources, path, item, &at.child(path), true, &mut found);
        }
    }
    found
}

fn path_item(sources: &Sources, path: &str, item: &Value, own: &Origin, deep: bool, found: &mut Vec<Counted>) {
    let before = found.len();
    take(sources, path, item, [own, own], deep, found);
    if item.get("$ref").is_some() {
        match follow(sources, item, own.clone()) {
            Some((item, at, _)) => take(sources, path, item, [&at, own], deep, found),
            None if found.len() == before => found.push(Counted {
                method: "*".to_owned(),
                path: path.to_owned(),
                id: None,
                places: vec![own.clone()],
                callbacks: Vec::new(),
            }),
            None => {}
        }
    }
}

/// What stands under `callbacks`, which a broken operation takes with it.
fn callbacks(sources: &Sources, of: &str, operation: &Value, at: &Origin, places: &[Origin]) -> Vec<Counted> {
    let mut found = Vec::new();
    let list = operation.get("callbacks").and_then(|list| follow(sources, list, at.child("callbacks")));
    let Some((Value::Object(list), at, _)) = list else { return found };
    for (name, callback) in list.iter().filter(|(name, _)| !name.starts_with("x-")) {
        let own = at.child(name);
        let Some((Value::Object(items), at, _)) = follow(sources, callback, own.clone()) else { continue };
        for (expression, item) in items.iter().filter(|(key, _)| !key.starts_with("x-")) {
            let path = format!("callback {name} {expression} of {of}");
            path_item(sources, &path, item, &at.child(expression), false, &mut found);
        }
    }
    found.iter_mut().for_each(|call| call.places.extend(places.iter().cloned()));
    found
}

fn take(sources: &Sources, path: &str, item: &Value, [at, own]: [&Origin; 2], deep: bool, found: &mut Vec<Counted>) {
    let Some(item) = item.as_object() else { return };
    let extra = item.get("additionalOperations").and_then(Value::as_object);
    let extra = extra.into_iter().flatten().map(|(m, v)| (m.clone(), v, at.child("additionalOperations").child(m)));
    // A method in capitals is no field of the specification, but whoever wrote it meant an operation.
    let fixed = item.iter().filter(|(key, _)| METHODS.contains(&key.to_lowercase().as_str()));
    let fixed = fixed.map(|(key, v)| (key.to_uppercase(), v, at.child(key)));
    for (method, value, place) in fixed.chain(extra) {
        if found.iter().rev().take_while(|o| o.path == path).any(|o| o.method == method) {
            continue;
        }
        let mut places = vec![own.child(&method.to_lowercase()), place.clone()];
        let mut operation = value;
        let mut called = Vec::new();
        if let Some((target, at, chain)) = follow(sources, value, place.clone()) {
            operation = target;
            if deep {
                called = callbacks(sources, &format!("{method} {path}"), target, &at, &places);
            }
            places.extend(chain);
            if let Some((_, _, chain)) =
                target.get("requestBody").and_then(|body| follow(sources, body, at.child("requestBody")))
            {
                places.extend(chain);
            }
        }
        let id = operation.get("operationId").and_then(Value::as_str).map(str::to_owned);
        found.push(Counted { method, path: path.to_owned(), id, places, callbacks: called });
    }
}

/// What a value is behind its references, where that stands, and every place on the way.
fn follow<'a>(sources: &'a Sources, value: &'a Value, at: Origin) -> Option<(&'a Value, Origin, Vec<Origin>)> {
    let (mut value, mut at, mut chain) = (value, at.clone(), vec![at]);
    for _ in 0..32 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Some((value, at, chain)) };
        (value, at) = lookup(sources, at.file, reference)?;
        chain.push(at.clone());
    }
    None
}

fn lookup<'a>(sources: &'a Sources, from: FileId, reference: &str) -> Option<(&'a Value, Origin)> {
    let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let file = if file.is_empty() { from } else { sources.link(from, file).ok()? };
    let pointer = percent_decode_str(pointer).decode_utf8().ok()?;
    let (mut value, mut at) = (&sources.file(file)?.value, Origin::root(file));
    for step in pointer.split('/').skip(1) {
        let key = step.replace("~1", "/").replace("~0", "~");
        // A pointer may lead through a reference.
        if let Some(next) = value.get("$ref").filter(|_| value.get(&key).is_none()).and_then(Value::as_str)
            && next.len() < reference.len() + 64
            && next != reference
        {
            (value, at) = lookup(sources, at.file, next)?;
        }
        value = match value {
            Value::Array(list) => list.get(key.parse::<usize>().ok()?)?,
            other => other.get(&key)?,
        };
        at = at.child(&key);
    }
    Some((value, at))
}

#[cfg(test)]
mod tests {
    use sdkwright::diag::Diagnostics;
    use sdkwright::load;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let sources = load::load_str("api.yaml", text, &mut Diagnostics::default());
        let got: Vec<_> = operations(&sources).iter().map(|o| format!("{} {}", o.method, o.path)).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn counts_what_is_there() {
        check(
            "openapi: 3.0.0\npaths:\n  /a: {get: {}, put: {}, summary: x, x-post: {}}\n  x-b: {get: {}}\n",
            &["GET /a", "PUT /a"],
        );
        check("swagger: '2.0'\npaths:\n  /a: {parameters: [], DELETE: {}}\n", &["DELETE /a"]);
        check(
            "openapi: 3.2.0\npaths:\n  /a: {query: {}, additionalOperations: {COPY: {}}}\n",
            &["QUERY /a", "COPY /a"],
        );
        check(
            "openapi: 3.0.0\nx-ms-paths:\n  /a?b={b}: {get: {}}\npaths:\n  /a: {get: {}}\n",
            &["GET /a", "GET /a?b={b}"],
        );
        check("openapi: 3.0.0\n", &[]);
    }

    #[test]
    fn counts_what_the_api_calls() {
        let text = "openapi: 3.1.0\nwebhooks:\n  a: {post: {}, get: {}}\n  x-b: {post: {}}\nx-webhooks:\n  c: {$ref: '#/webhooks/a'}\n\
                    paths:\n  /d:\n    put: {callbacks: {e: {$ref: '#/components/callbacks/E'}, g: {'{$url}': {post: {}}}}}\n\
                    components:\n  callbacks:\n    E: {'{$url}': {post: {callbacks: {e: {$ref: '#/components/callbacks/E'}}}}}\n";
        let sources = load::load_str("api.yaml", text, &mut Diagnostics::default());
        let got: Vec<_> =
            hooks(&sources, &operations(&sources)).iter().map(|h| format!("{} {}", h.method, h.path)).collect();
        let callback = |name: &str| format!("POST callback {name} {{$url}} of PUT /d");
        let expected = ["POST webhook a", "GET webhook a", "POST webhook c", "GET webhook c"];
        assert_eq!(got, [expected.map(str::to_owned).as_slice(), &[callback("e"), callback("g")]].concat());
    }

    #[test]
    fn looks_behind_references() {
        let head = "openapi: 3.1.0\ncomponents:\n  pathItems:\n    A: {get: {}, head: {}}\npaths:\n";
        let with = |line: &str| format!("{head}  /a: {line}\n");
        check(&with("{$ref: '#/components/pathItems/A'}"), &["GET /a", "HEAD /a"]);
        check(&with("{$ref: '#/components/pathItems/A', get: {}, post: {}}"), &["GET /a", "POST /a", "HEAD /a"]);
        check(&with("{$ref: '#/components/pathItems/B'}"), &["* /a"]);
        check(&with("{$ref: '#/paths/~1a'}"), &["* /a"]);
    }
}
