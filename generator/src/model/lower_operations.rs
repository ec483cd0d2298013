//! Operations into services, requests, arguments and outputs.

use std::collections::{BTreeMap, BTreeSet};

use super::lower_types::Lowering;
use super::names::{self, PRELUDE, Scope};
use super::operations::{Argument, Operation, Output, Payload};
use super::services::Service;
use super::types::{Sdk, Type};
use super::{
    casing, docs, lower_answers, lower_bodies, lower_failures, lower_headers, lower_parameters, media, plain, record,
    represented, servers,
};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{self, Api, Parameter, Place};

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
                Payload::Json { .. } | Payload::Lines { .. } | Payload::Raw { .. } => {}
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
        arguments.extend(lower_parameters::argument(
            parameter,
            (&key(parameter, source), raw),
            &pascal,
            types,
            &mut setters,
        ));
    }
    // A call reads like the path; the order of `parameters` says nothing, and those of the path item stand before the others.
    let place = |a: &Argument| {
        if in_path(a) { source.route.find(&format!("{{{}}}", a.wire)) } else { Some(usize::MAX) }
    };
    arguments.sort_by_key(place);
    let (body, alternatives) = lower_bodies::lower(source, &pascal, types, &mut setters);
    let (mut output, accept, mut views) = lower_answers::lower(source, &pascal, types, &mut setters);
    represented::settle(types.api, source, &accept, &mut arguments, &mut views);
    let called = (&mut setters, &mut *types.diagnostics);
    represented::follow(types.api, (source, &accept, &output), &arguments, &mut views, called);
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
        returned: plain::returned(types, source, &output),
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
