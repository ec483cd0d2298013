//! Operations into services, requests, arguments and outputs.

use std::collections::BTreeSet;

use super::lower_forms::form_encoding;
use super::lower_types::{Lowering, sentence};
use super::names::{self, Scope};
use super::operations::{Argument, Operation, Output, Payload, Service, Wiring};
use super::types::{Sdk, Type};
use super::{casing, docs, homes, lower_answers, lower_bodies, lower_failures, lower_headers, servers};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{self, Api, Place, Shape, Written};

/// Methods that every request has.
const REQUEST: [&str; 9] =
    ["send", "send_with_response", "options", "into_future", "pages", "pages_from", "items", "clone", "into_call"];

pub fn services(api: &Api, sdk: &mut Sdk, types: &mut Lowering<'_>) {
    let mut scope = Scope::reserving(&["builder", "from_env", "new", "clone", "client", "Client", "core"]);
    for tag in names::tags(api.operations.iter().map(|o| o.tag.as_deref())) {
        let words = casing::words(tag.unwrap_or_default());
        let same = |t: Option<&str>| casing::words(t.unwrap_or_default()) == words;
        let shown = tag.unwrap_or("default");
        let declared = api.tags.iter().find(|t| same(Some(&t.name)));
        let module = casing::module(shown);
        let module = scope.claim(
            &[module.clone(), format!("{module}_api")],
            &Origin::default().child("tags"),
            types.diagnostics,
        );
        let mut methods = Scope::reserving(&["clone", "new"]);
        let mut requests = Scope::reserving(&[&casing::pascal(&module), "Client", "Call", "String", "Vec", "Option"]);
        let mut operations = Vec::new();
        for source in api.operations.iter().filter(|o| same(o.tag.as_deref())) {
            operations.push(operation(source, tag, sdk, types, [&mut methods, &mut requests]));
        }
        alternatives(&mut operations, &mut methods, types);
        lower_failures::name(&mut operations, &mut requests);
        constants(&mut operations);
        sdk.services.push(Service {
            name: casing::pascal(&module),
            tag: shown.to_owned(),
            docs: declared.map(|t| docs::markdown(&t.description)).unwrap_or_default(),
            module,
            operations,
        });
    }
}

/// Methods for other representations of a body are named last: none takes the name of an operation.
fn alternatives(operations: &mut [Operation], methods: &mut Scope, types: &mut Lowering<'_>) {
    for operation in operations {
        let name = operation.name.trim_start_matches("r#").to_owned();
        for other in operation.alternatives.iter_mut().filter(|a| a.argument.required) {
            let candidates = [format!("{name}_{}", other.method), format!("{name}_as_{}", other.method)];
            other.method = methods.claim(&candidates, &Origin::default(), types.diagnostics);
        }
    }
}

/// Constants are private, so they are numbered without a word; those of operations come first.
fn constants(operations: &mut [Operation]) {
    let mut scope = Scope::default();
    let mut claim = |wish: String| scope.claim(&[wish], &Origin::default(), &mut Diagnostics::default());
    // A request type of one letter is written like a constant, and both are values.
    let requests: BTreeSet<String> = operations.iter().map(|o| o.request.clone()).collect();
    for operation in operations.iter_mut() {
        let wish = casing::constant(&operation.id);
        let wish = if requests.contains(&wish) { format!("{wish}_OPERATION") } else { wish };
        operation.constant = claim(wish);
    }
    for operation in operations {
        for argument in &mut operation.arguments {
            argument.constant = claim(format!("{}_{}", operation.constant, casing::constant(&argument.wire)));
        }
        let own = operation.constant.clone();
        let bodies = operation.body.iter_mut().chain(operation.alternatives.iter_mut().map(|a| &mut a.argument));
        for payload in bodies.filter_map(|b| b.payload.as_mut()) {
            match payload {
                Payload::Form { constant, .. } => *constant = claim(format!("{own}_FORM")),
                Payload::Multipart { constant, .. } => *constant = claim(format!("{own}_PARTS")),
                Payload::Json { .. } | Payload::Raw { .. } => {}
            }
        }
    }
}

fn operation(
    source: &spec::Operation,
    tag: Option<&str>,
    sdk: &Sdk,
    types: &mut Lowering<'_>,
    [methods, requests]: [&mut Scope; 2],
) -> Operation {
    let pascal = casing::pascal(&source.id);
    let mut setters = Scope::reserving(&REQUEST);
    let mut arguments: Vec<Argument> = Vec::new();
    for parameter in &source.parameters {
        arguments.extend(argument(parameter, &pascal, types, &mut setters));
    }
    let (body, alternatives) = lower_bodies::lower(source, &pascal, types, &mut setters);
    let (mut output, accept, views) = lower_answers::lower(source, &pascal, types, &mut setters);
    let answers: Vec<_> = source.responses.iter().map(|r| lower_answers::answer(r, &pascal, types)).collect();
    let auth = source.security.iter().map(|group| {
        group.iter().filter_map(|name| sdk.credentials.iter().position(|c| c.wire == *name)).collect::<Vec<_>>()
    });
    let request = requests.claim(&[pascal.clone(), format!("{pascal}Call")], &source.origin, types.diagnostics);
    if let Output::Choice { name, .. } = &mut output {
        *name = requests.claim(&[name.clone(), format!("{pascal}Outcome")], &source.origin, types.diagnostics);
    }
    Operation {
        name: methods.claim(&names::method(&source.id, tag), &source.origin, types.diagnostics),
        request,
        constant: String::new(),
        id: source.id.clone(),
        method: source.method.clone(),
        path: source.path.clone(),
        summary: source.doc.title.clone(),
        docs: docs::markdown(&source.doc.description),
        deprecated: source.doc.deprecated,
        arguments,
        body,
        alternatives,
        output,
        accept,
        views,
        failures: lower_failures::lower(&answers),
        headers: lower_headers::lower(source, types),
        answers,
        auth: auth.collect(),
        server: servers::of(source, sdk),
        paging: None,
    }
}

fn argument(
    parameter: &spec::Parameter,
    owner: &str,
    types: &mut Lowering<'_>,
    setters: &mut Scope,
) -> Option<Argument> {
    // OpenAPI 3.0.3 §4.7.12.1: these three header parameters are described elsewhere and ignored here.
    let reserved = ["accept", "content-type", "authorization"];
    if parameter.place == Place::Header && reserved.contains(&parameter.name.to_lowercase().as_str()) {
        types.diagnostics.push(
            Diagnostic::new(Code::IgnoredKeyword, format!("the header `{}` is no parameter", parameter.name))
                .at(&parameter.origin)
                .help("bodies, answers and security say what it is (OpenAPI 3.1.1 §4.8.12.2)"),
        );
        return None;
    }
    let api = types.api;
    let path = homes::path_item(&parameter.origin);
    let owner = path.as_deref().unwrap_or(owner);
    let ty = types.ty(parameter.shape, &format!("{owner}{}", casing::pascal(&parameter.name)));
    let node = api.node(api.target(parameter.shape));
    let limits = node.map(|n| docs::limits(n, &types.formats)).unwrap_or_default();
    let mut text = docs::markdown(&parameter.doc.description);
    if !limits.is_empty() {
        if !text.is_empty() {
            text.push(String::new());
        }
        text.push(format!("{}.", sentence(&limits)));
    }
    let snake = casing::snake(&parameter.name);
    let longer = format!("{}_{}", snake.trim_start_matches("r#"), parameter.place.word());
    let max = node.and_then(|n| match &n.shape {
        Shape::Integer { limits, .. } => limits.max,
        _ => None,
    });
    Some(Argument {
        name: setters.claim(&[snake, longer], &parameter.origin, types.diagnostics),
        constant: String::new(),
        wire: parameter.name.clone(),
        ty,
        required: parameter.required,
        fixed: node.and_then(|n| n.constant.clone()).filter(|_| parameter.written == Written::Styled).filter(is_scalar),
        deprecated: parameter.doc.deprecated,
        encoding: form_encoding(&parameter.encoding),
        wiring: Some(Wiring {
            place: parameter.place,
            style: parameter.style,
            explode: parameter.explode,
            reserved: parameter.allow_reserved,
            written: parameter.written,
            max: max.filter(|m| *m >= 0.0).map(|m| m as u64),
        }),
        payload: None,
        docs: text,
        limits,
        example: parameter.example.clone().or_else(|| node.and_then(|n| n.example.clone().or_else(|| default(n)))),
    })
}

/// Whether a value is one text.
fn is_scalar(value: &serde_json::Value) -> bool {
    value.is_string() || value.is_boolean() || value.is_number()
}

/// A default makes a good example, unless it is empty.
fn default(node: &spec::Node) -> Option<serde_json::Value> {
    node.default.clone().filter(|v| v.as_str() != Some(""))
}

/// The one type of all documented errors, if there is one.
pub fn shared_error(sdk: &Sdk) -> Option<Type> {
    let mut types = sdk
        .services
        .iter()
        .flat_map(|s| &s.operations)
        .flat_map(|o| &o.answers)
        .filter(|a| a.is_error())
        .map(|a| a.ty.as_ref());
    let first = types.next()??;
    let named = matches!(first, Type::Named(_));
    (named && types.all(|t| t == Some(first))).then(|| first.clone())
}
