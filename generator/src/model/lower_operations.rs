//! Operations into services, requests, arguments and outputs.

use std::collections::{BTreeMap, BTreeSet};

use super::lower_forms::form_encoding;
use super::lower_types::Lowering;
use super::names::{self, PRELUDE, Scope};
use super::operations::{Argument, Operation, Output, Payload, Wiring};
use super::services::Service;
use super::types::{Sdk, Type};
use super::{
    casing, constraints, docs, homes, lower_answers, lower_bodies, lower_failures, lower_headers, media, record,
    servers,
};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{self, Api, Parameter, Place, Shape, Written};

/// Methods that every request has.
const REQUEST: [&str; 10] = [
    "send",
    "send_with_response",
    "options",
    "into_future",
    "pages",
    "pages_from",
    "items",
    "in_chunks",
    "clone",
    "into_call",
];

/// What the client has beside services and operations without a tag.
const CLIENT: [&str; 5] = ["builder", "from_env", "new", "clone", "client"];

pub fn services(api: &Api, sdk: &mut Sdk, types: &mut Lowering<'_>) {
    let tags = by_tag(api);
    let shown = tags.iter().map(|(tag, _)| record::line(tag.unwrap_or(UNTAGGED)));
    let untagged = tags.iter().filter(|(tag, _)| tag.is_none()).flat_map(|(_, sources)| sources);
    let there: BTreeSet<String> = shown.chain(untagged.map(|o| record::line(&o.title()))).collect();
    let mut scope = types.ledger.scope("client".to_owned(), &CLIENT, |key| there.contains(key));
    for (tag, sources) in tags {
        let service = service(tag, &sources, sdk, types, &mut scope);
        sdk.services.push(service);
    }
    types.ledger.close(scope);
}

/// What has no tag, in the record.
const UNTAGGED: &str = "*untagged";

/// Operations by tag, in document order; those without one come last, because the method of a tag goes before that of
/// an operation, wherever they stand.
fn by_tag(api: &Api) -> Vec<(Option<&str>, Vec<&spec::Operation>)> {
    let (mut places, mut tagged, mut untagged) = (BTreeMap::new(), Vec::new(), Vec::new());
    for operation in &api.operations {
        let words = names::tag_words(operation.tag.as_deref());
        // A tag without a letter or digit names nothing.
        if words.is_empty() {
            untagged.push(operation);
            continue;
        }
        let at = *places.entry(words).or_insert(tagged.len());
        if at == tagged.len() {
            tagged.push((operation.tag.as_deref(), Vec::new()));
        }
        tagged.get_mut(at).into_iter().for_each(|(_, operations)| operations.push(operation));
    }
    tagged.extend((!untagged.is_empty()).then_some((None, untagged)));
    tagged
}

/// The operations of a tag, or those without one; `client`: what the client has already.
fn service(
    tag: Option<&str>,
    sources: &[&spec::Operation],
    sdk: &Sdk,
    types: &mut Lowering<'_>,
    client: &mut Scope,
) -> Service {
    let words = names::tag_words(tag);
    let declared = types.api.tags.iter().find(|t| tag.is_some() && names::tag_words(Some(&t.name)) == words);
    let wish = casing::module(&tag.map_or("operations".to_owned(), names::bare_tag));
    let longer = casing::longer(&wish, "_api");
    // One that is not declared is only there because an operation has it.
    let used = || sources.first().map(|o| o.origin.child("tags").index(0));
    let origin = declared.map(|t| t.origin.child("name")).or_else(used).unwrap_or_default();
    // The type of a service would stand in the place of what its module calls by the same name.
    let hides = PRELUDE.contains(&casing::pascal(&wish).as_str());
    let candidates = if hides { vec![longer] } else { vec![wish.clone(), longer] };
    let module = client.claim_for(tag.unwrap_or(UNTAGGED), &candidates, &origin, types.diagnostics);
    if hides {
        let message =
            format!("`{wish}` would hide what its module calls by that name; this service is named `{module}`");
        types.diagnostics.push(Diagnostic::new(Code::Renamed, message).at(&origin));
    }
    let name = casing::pascal(&module);
    let titles: BTreeSet<String> = sources.iter().map(|o| record::line(&o.title())).collect();
    let there = |title: &str| titles.contains(title);
    let mut own = types.ledger.scope(format!("methods {module}"), &["clone", "new"], there);
    let reserved: Vec<&str> = PRELUDE.into_iter().chain(tag.map(|_| name.as_str())).collect();
    let mut requests = types.ledger.scope(format!("requests {module}"), &reserved, there);
    let methods = if tag.is_some() { &mut own } else { client };
    let mut operations = Vec::new();
    for source in sources {
        operations.push(operation(source, tag, sdk, types, [methods, &mut requests]));
    }
    alternatives(&mut operations, methods, types);
    lower_failures::name(&mut operations, &mut requests);
    constants(&mut operations);
    types.ledger.close(own);
    types.ledger.close(requests);
    let docs = declared.map(|t| docs::markdown(&t.description)).unwrap_or_default();
    Service { name, module, tag: tag.map(str::to_owned), docs, operations }
}

/// Methods for other representations of a body are named last: none takes the name of an operation.
fn alternatives(operations: &mut [Operation], methods: &mut Scope, types: &mut Lowering<'_>) {
    for operation in operations {
        let title = operation.title();
        for other in operation.alternatives.iter_mut().filter(|a| a.argument.required) {
            let candidates = ["", "as_"].map(|as_| casing::longer(&operation.name, &format!("_{as_}{}", other.method)));
            other.method = methods.claim_for(&title, &candidates, &Origin::default(), types.diagnostics);
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
        let wish = casing::constant(&operation.stem);
        let wish = if requests.contains(&wish) { format!("{wish}_OPERATION") } else { wish };
        operation.constant = claim(wish);
    }
    for operation in operations {
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
    let title = source.title();
    let mut candidates: Vec<String> = names::stems(source).map(casing::pascal).collect();
    candidates.extend(candidates.last().map(|whole| casing::longer(whole, "Call")));
    let mut unsaid = Diagnostics::default();
    let request = requests.claim_for(&title, &candidates, &source.origin, &mut unsaid);
    let stem = names::stems(source).find(|stem| casing::pascal(stem) == request).unwrap_or(&source.id).to_owned();
    let pascal = casing::pascal(&names::owner(source, &stem, tag));
    let wishes = source.parameters.iter().map(|p| (key(p, source), casing::snake(&p.title)));
    let mut setters = types.ledger.members(format!("arguments {title}"), &REQUEST, wishes);
    let mut arguments: Vec<Argument> = Vec::new();
    let raw = source.body.as_ref().is_none_or(|body| body.content.iter().any(|c| !media::kind(c).is_made()));
    for parameter in &source.parameters {
        arguments.extend(argument(parameter, (&key(parameter, source), raw), &pascal, types, &mut setters));
    }
    // A call reads like the path; the order of `parameters` says nothing, and those of the path item stand before the others.
    let place = |a: &Argument| {
        if in_path(a) { source.route.find(&format!("{{{}}}", a.wire)) } else { Some(usize::MAX) }
    };
    arguments.sort_by_key(place);
    let (body, alternatives) = lower_bodies::lower(source, &pascal, types, &mut setters);
    let (mut output, accept, views) = lower_answers::lower(source, &pascal, types, &mut setters);
    let answers = lower_answers::answers(source, &pascal, types);
    let mut auth: Vec<Vec<usize>> = Vec::new();
    for group in &source.security {
        let known = group.iter().filter_map(|r| sdk.credentials.iter().position(|c| c.wire == r.scheme));
        let group: Vec<usize> = known.collect();
        // Groups may differ by their scopes alone, which are the token's.
        if !auth.contains(&group) {
            auth.push(group);
        }
    }
    types.ledger.close(setters);
    if let Output::Choice { name, .. } = &mut output {
        let candidates = [name.clone(), casing::longer(&pascal, "Outcome")];
        *name = requests.claim_for(&title, &candidates, &source.origin, types.diagnostics);
    }
    let wishes = names::method(source, tag);
    let name = methods.claim_for(&title, &wishes, &source.origin, types.diagnostics);
    // That a method has its longer name says what its type is called as well.
    if wishes.first() == Some(&name) {
        types.diagnostics.extend(unsaid);
    }
    let said = Some(source.doc.title.as_str()).filter(|said| !docs::is_path(said, &source.path));
    let (summary, docs) = docs::headline(said.unwrap_or_default(), &source.doc.description);
    Operation {
        name,
        request,
        constant: String::new(),
        stem,
        id: source.id.clone(),
        method: source.method.clone(),
        path: source.path.clone(),
        route: source.route.clone(),
        summary,
        docs,
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
        auth,
        scopes: source.security.iter().filter(|g| g.iter().any(|r| !r.scopes.is_empty())).cloned().collect(),
        server: servers::of(source, sdk),
        paging: None,
        chunks: None,
    }
}

fn in_path(argument: &Argument) -> bool {
    argument.wiring.is_some_and(|wiring| wiring.place == Place::Path)
}

/// What a record calls a parameter: names of different places may be the same. A path never changes what it has.
fn key(parameter: &Parameter, source: &spec::Operation) -> String {
    let in_path = |p: &Parameter| p.place == Place::Path && p.name == parameter.name;
    match parameter.place {
        Place::Path => parameter.name.clone(),
        Place::Query if !source.parameters.iter().any(in_path) => parameter.name.clone(),
        place => format!("{} {}", place.word(), parameter.name),
    }
}

fn argument(
    parameter: &Parameter,
    (key, raw): (&str, bool),
    owner: &str,
    types: &mut Lowering<'_>,
    setters: &mut Scope,
) -> Option<Argument> {
    let header = || format!("the header `{}` is no parameter", parameter.name);
    let none = match parameter.name.to_lowercase().as_str() {
        name if is_pattern(name) => Some((
            format!("`{}` is a pattern of names, and no name of a parameter", parameter.name),
            "`RequestOptions` of a call takes such parameters",
        )),
        _ if parameter.place != Place::Header => None,
        // OpenAPI 3.0.3 §4.7.12.1: these three header parameters are described elsewhere and ignored here.
        "accept" | "content-type" | "authorization" => {
            Some((header(), "bodies, answers and security say what it is (OpenAPI 3.1.1 §4.8.12.2)"))
        }
        "accept-encoding" => Some((header(), "the client says itself what it can unpack: see the feature `gzip`")),
        "content-encoding" if !raw => {
            Some((header(), "it says how a body is compressed, and this one is written as it is"))
        }
        _ => None,
    };
    if let Some((message, help)) = none {
        types.diagnostics.push_once(Diagnostic::new(Code::IgnoredKeyword, message).at(&parameter.origin).help(help));
        return None;
    }
    let api = types.api;
    let path = homes::path_item(&parameter.origin);
    let owner = path.as_deref().unwrap_or(owner);
    let said = casing::pascal(&parameter.title);
    let name = if said.starts_with(owner) { said } else { format!("{owner}{said}") };
    let ty = match types.ty(parameter.shape, &name) {
        Type::Float if is_whole(api, parameter) => Type::Int,
        // What nothing is said of is a text there, as all other parameters of that name are.
        Type::Json if is_untyped(api, parameter) => Type::Text,
        ty => ty,
    };
    let mut text = docs::said(api, &parameter.doc.description, parameter.shape);
    let of = (parameter.shape, parameter.required);
    if let Some(asked) = constraints::of(api, of, parameter.example.as_ref(), &text, &types.formats) {
        docs::append(&mut text, asked);
    }
    let unset = unset(api, parameter);
    if let Some(value) = unset {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        docs::append(&mut text, format!("Sent as {} unless it is set.", docs::code(&value)));
    }
    warn_of_slashes(parameter, types);
    let snake = casing::snake(&parameter.title);
    let longer = casing::longer(&snake, &format!("_{}", parameter.place.word()));
    let max = match api.node(api.target(parameter.shape)).map(|node| &node.shape) {
        Some(Shape::Integer { limits, .. } | Shape::Number { limits, .. }) => limits.greatest(),
        _ => None,
    };
    // A default makes a good example, where it shows something.
    let default = || api.default_of(parameter.shape).filter(|v| shows(v));
    Some(Argument {
        name: setters.claim_for(key, &[snake, longer], &parameter.origin, types.diagnostics),
        wire: parameter.name.clone(),
        ty,
        required: parameter.required && unset.is_none(),
        unset: unset.cloned(),
        fixed: api
            .constant_of(parameter.shape)
            .filter(|v| parameter.written == Written::Styled && is_scalar(v))
            .cloned(),
        deprecated: parameter.doc.deprecated,
        encoding: form_encoding(&parameter.encoding),
        wiring: Some(Wiring {
            place: parameter.place,
            style: parameter.style,
            explode: parameter.explode,
            reserved: parameter.allow_reserved,
            segments: parameter.segments,
            written: parameter.written,
            max: max.filter(|m| *m >= 0.0).map(|m| m as u64),
        }),
        payload: None,
        docs: text,
        example: parameter.example.as_ref().or_else(|| api.example_of(parameter.shape)).or_else(default).cloned(),
    })
}

/// The default of a header that must be there: no server fills it in, and every call would be given the same.
fn unset<'a>(api: &'a Api, parameter: &Parameter) -> Option<&'a serde_json::Value> {
    let header = parameter.place == Place::Header && parameter.written == Written::Styled;
    let default = api.default_of(parameter.shape).filter(|_| header && parameter.required)?;
    (is_scalar(default) && api.constant_of(parameter.shape).is_none()).then_some(default)
}

/// Whether a name is a regular expression: `/^var[.][a-z]+$/`.
fn is_pattern(name: &str) -> bool {
    let bare = name.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).unwrap_or(name);
    bare.starts_with('^') && bare.ends_with('$')
}

/// A value of a path that the document shows with a slash is escaped all the same: it could change the route.
fn warn_of_slashes(parameter: &Parameter, types: &mut Lowering<'_>) {
    let shown = parameter.example.as_ref().or_else(|| types.api.example_of(parameter.shape));
    let has_slash = shown.and_then(serde_json::Value::as_str).is_some_and(|text| text.trim_matches('/').contains('/'));
    if has_slash && parameter.place == Place::Path && !parameter.segments {
        let message = format!("`{}` is shown with a slash, which is sent as `%2F`", parameter.name);
        types.diagnostics.push_once(
            Diagnostic::new(Code::IgnoredKeyword, message)
                .at(&parameter.origin)
                .help("where the server wants it as it is, say `x-multi-segment: true` in the parameter"),
        );
    }
}

/// Whether nothing is said of what stands in a path or a header, where everything is a text.
fn is_untyped(api: &Api, parameter: &Parameter) -> bool {
    let any = matches!(api.node(api.target(parameter.shape)).map(|node| &node.shape), Some(Shape::Any));
    any && parameter.written == Written::Styled && matches!(parameter.place, Place::Path | Place::Header)
}

/// Whether a number is one of a thing and no measure: of a part of a path, where no format says that it has a fraction, the
/// document shows a whole one, or it is called an id and none is shown.
fn is_whole(api: &Api, parameter: &Parameter) -> bool {
    let free = match api.node(api.target(parameter.shape)).map(|node| &node.shape) {
        Some(Shape::Number { format: None, limits, .. }) => limits.step.is_none_or(|step| step.fract() == 0.0),
        _ => false,
    };
    let shown = parameter.example.as_ref().or_else(|| api.example_of(parameter.shape));
    let id = || casing::words(&parameter.name).last().is_some_and(|word| word == "id");
    free && parameter.place == Place::Path
        && shown.map_or_else(id, |shown| shown.as_f64().is_some_and(|number| number.fract() == 0.0))
}

/// Whether a value is a text or a list, and not empty.
fn shows(value: &serde_json::Value) -> bool {
    value.as_array().map_or(is_scalar(value) && value.as_str() != Some(""), |list| list.iter().any(shows))
}

/// Whether a value is one text.
fn is_scalar(value: &serde_json::Value) -> bool {
    value.is_string() || value.is_boolean() || value.is_number()
}

/// The one type of all documented errors that have one.
pub fn shared_error(sdk: &Sdk) -> Option<Type> {
    let mut types = sdk
        .services
        .iter()
        .flat_map(|s| &s.operations)
        .flat_map(|o| &o.answers)
        .filter(|a| a.is_error())
        .filter_map(|a| a.ty.as_ref());
    let first = types.next()?;
    let named = matches!(first, Type::Named(_));
    (named && types.all(|t| t == first)).then(|| first.clone())
}
