//! `README.md` and `docs/*.md`: facts from the model, prose from `templates/crate`.

use std::collections::BTreeSet;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, context};

use super::format::printable;
use super::models::lead;
use super::runtime::Part;
use super::tokens::{Types, code};
use super::{answers, auth, examples, faults, headings, manifest, servers, spoken};
use crate::model::docs::append;
use crate::model::folding::paragraph;
use crate::model::{
    Answer, Argument, Arm, Def, DefKind, Hook, HookPayload, Hooks, Operation, Output, Payload, Raw, Sdk, Service, Type,
    Variant, casing, docs,
};
use crate::spec::{Flow, SchemePlace};
use crate::write::SIGN;

const README: &str = include_str!("../../templates/crate/README.md");
const SERVICE: &str = include_str!("../../templates/crate/docs/service.md");
const MODEL: &str = include_str!("../../templates/crate/docs/model.md");

/// The features of a crate, as a table.
pub const FEATURES: &str = include_str!("../../templates/crate/features.md");

/// A page of a template of ours.
fn render(template: &str, facts: minijinja::Value) -> String {
    format!("<!-- {SIGN}; do not edit: regenerate instead. -->\n\n{}", fill(template, facts))
}

/// A template of ours with facts of the model. A failure is a defect of the template; the text says so.
pub fn fill(template: &str, facts: minijinja::Value) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    if let Ok(syntax) = syntax.build() {
        environment.set_syntax(syntax);
    }
    environment.render_str(template, facts).unwrap_or_else(|error| format!("template error: {error:#}\n"))
}

/// A type as Markdown, a model linked to its page.
fn linked(sdk: &Sdk, ty: &Type) -> String {
    linked_from(sdk, ty, "")
}

/// The same, from a page that reaches the others by a path.
fn linked_from(sdk: &Sdk, ty: &Type, path: &str) -> String {
    let shown = Types::plain(sdk).shown(ty);
    match named(ty).and_then(|id| sdk.defs.get(id.0)) {
        Some(def) => format!("[`{shown}`]({path}{}.md)", casing::file_stem(&def.name)),
        None => format!("`{shown}`"),
    }
}

fn named(ty: &Type) -> Option<crate::model::DefId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner),
        _ => None,
    }
}

/// A cell of a Markdown table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Docs in a cell of a table.
fn prose_cell(docs: &[String]) -> String {
    cell(&paragraph(docs))
}

/// A name as it is on the wire, in a cell of a table.
fn wire_cell(wire: &str) -> String {
    code(&printable(wire)).replace('|', "\\|")
}

/// The notes on something that the document may deprecate.
fn marked(notes: &str, deprecated: bool) -> String {
    if deprecated { format!("{notes}; **deprecated**") } else { notes.to_owned() }
}

/// The body of an answer: its type, what it is read as, or the media type that nothing reads.
fn body_cell(sdk: &Sdk, operation: &Operation, answer: &Answer) -> String {
    if let Some(ty) = &answer.ty {
        return linked(sdk, ty);
    }
    let Some(media) = answer.media.as_ref().filter(|_| operation.method != "HEAD") else { return "none".to_owned() };
    let read = match &operation.output {
        Output::Choice { outcomes, .. } => {
            let raw = outcomes.iter().find(|o| o.status == answer.status).and_then(|o| o.raw);
            raw.map(|raw| if raw == Raw::Text { Output::Text } else { Output::Bytes })
        }
        Output::Empty | Output::Redirect => None,
        output => Some(output.clone()).filter(|_| answer.success),
    };
    let media = code(media).replace('|', "\\|");
    read.map_or(media.clone(), |output| format!("`{}` ({media})", answers::shown(&Types::plain(sdk), &output)))
}

fn parameters(sdk: &Sdk, operation: &Operation) -> Vec<minijinja::Value> {
    let row = |a: &Argument| {
        let needed = a.inherited.as_ref().is_some_and(|inherited| inherited.required);
        let notes = match a.required {
            true => "required",
            false if needed => "required, unless the client has it",
            false => "optional",
        };
        parameter(sdk, a, notes, "")
    };
    let asked = operation.arguments.iter().filter(|a| a.asked() || !a.required);
    asked.chain(&operation.body).map(row).collect()
}

/// A row of a table of parameters, on a page that reaches the models by a path.
fn parameter(sdk: &Sdk, a: &Argument, notes: &str, path: &str) -> minijinja::Value {
    let wire = a.wiring.map(|wiring| format!("; {} {}", wiring.place.word(), wire_cell(&a.wire)));
    // A body seldom has words of its own; those of its model serve.
    let model = || named(&a.ty).and_then(|id| sdk.defs.get(id.0)).map(|def| def.docs.as_slice()).unwrap_or_default();
    let mut said = if a.docs.is_empty() { model().to_vec() } else { a.docs.clone() };
    spoken::inherited(a).into_iter().for_each(|line| append(&mut said, line));
    let description = prose_cell(&said);
    let notes = marked(&format!("{notes}{}", wire.unwrap_or_default()), a.deprecated);
    context! { name => &a.name, ty => linked_from(sdk, &a.ty, path), description, notes }
}

/// The credentials that go with calls although no operation of the document asks for them.
fn untold(sdk: &Sdk) -> String {
    let always = sdk.credentials.iter().filter(|c| c.always).map(|c| format!("`{}`", c.wire)).collect::<Vec<_>>();
    match always.is_empty() {
        true => String::new(),
        false => {
            format!("{}, where it is set: the document does not say which operations ask for it", always.join(" or "))
        }
    }
}

fn operation(sdk: &Sdk, service: &Service, operation: &Operation) -> minijinja::Value {
    let required: Vec<String> = operation
        .arguments
        .iter()
        .chain(&operation.body)
        .filter(|a| a.asked())
        .map(|a| format!("{}: {}", a.name, Types::plain(sdk).shown_taken(&a.ty)))
        .collect();
    let output = answers::shown(&Types::plain(sdk), &operation.output);
    let returns = match &operation.output {
        Output::Empty => "nothing (the answer has no body)".to_owned(),
        Output::Json(ty) => linked(sdk, ty),
        Output::Redirect => "`String`: the URL to which the answer leads; it is not followed".to_owned(),
        Output::Optional(ty) => format!("{}, or nothing", linked(sdk, ty)),
        _ => format!("`{output}`"),
    };
    let views: Vec<_> = operation
        .views
        .iter()
        .map(|v| context! { method => &v.method, ty => answers::shown(&Types::plain(sdk), &v.output), accept => &v.accept })
        .collect();
    let answers: Vec<_> = operation
        .answers
        .iter()
        .map(|a| {
            context! { status => &a.status, body => body_cell(sdk, operation, a), description => cell(&a.description) }
        })
        .collect();
    let auth: Vec<String> = operation
        .auth
        .iter()
        .map(|group| {
            let links = group.iter().filter_map(|i| sdk.credentials.get(*i));
            let links: Vec<_> =
                links.map(|c| format!("[{0}](../README.md#{1})", c.wire, headings::anchor(&c.wire))).collect();
            if links.is_empty() { "none".to_owned() } else { links.join(", ") }
        })
        .collect();
    // The HTTP library says that anything is welcome.
    let accept = code(if operation.accept.is_empty() { "*/*" } else { &operation.accept });
    context! {
        name => operation.name.trim_start_matches("r#"),
        id => &operation.id,
        method => &operation.method,
        path => &operation.path,
        summary => cell(spoken::headline(operation)),
        description => headings::below(4, &operation.docs),
        deprecated => operation.deprecated,
        signature => format!("{}({}) -> {}", operation.name, required.join(", "), output),
        example => examples::call(sdk, service, operation).join("\n"),
        parameters => parameters(sdk, operation),
        returns,
        returned => headings::below(4, &operation.returned),
        views,
        chunks => &operation.chunks,
        answers,
        failures => failures(service, operation),
        fault => operation.fault().map(|ty| faults::read(sdk, ty)),
        headers => operation.headers.as_ref().map(|h| format!("api::{}::{}", service.module, h.name)),
        auth => if operation.auth.iter().all(Vec::is_empty) { untold(sdk) } else { auth.join(" or ") },
        content_type => operation.body.as_ref().and_then(|b| b.payload.as_ref()).map_or("not sent".to_owned(), |p| code(p.media())),
        alternatives => alternatives(sdk, operation),
        accept,
        paged => operation.paging.is_some(),
        elements => operation.paging.as_ref().is_some_and(|paging| paging.elements.is_some()),
    }
}

/// The other representations of a body: the call that takes each, its type and media type.
fn alternatives(sdk: &Sdk, operation: &Operation) -> Vec<minijinja::Value> {
    let row = |a: &crate::model::Alternative| {
        let call = if a.argument.required {
            format!("{}(…)", a.method)
        } else {
            format!("{}(…).{}(…)", operation.name, a.argument.name)
        };
        let media = a.argument.payload.as_ref().map_or("", Payload::media);
        context! { call, ty => linked(sdk, &a.argument.ty), media }
    };
    operation.alternatives.iter().map(row).collect()
}

/// The page of a service: `UsersApi`. A service that is called an API itself says so once, unless another has that page.
pub fn page(sdk: &Sdk, service: &Service) -> String {
    let name = &service.name;
    let own = || {
        let stem = name.strip_suffix("Api")?;
        let others = sdk.defs.iter().any(|def| def.name.eq_ignore_ascii_case(name));
        let taken = others || sdk.services.iter().any(|other| other.name.eq_ignore_ascii_case(stem));
        (!taken).then(|| name.clone())
    };
    own().unwrap_or_else(|| format!("{name}Api"))
}

/// `docs/UsersApi.md`.
pub fn service(sdk: &Sdk, service: &Service) -> String {
    let operations: Vec<_> = service.operations.iter().map(|o| operation(sdk, service, o)).collect();
    render(
        SERVICE,
        context! { page => page(sdk, service), reached => service.reached(), tagged => service.tag.is_some(), base_url => &sdk.base_url, lacking => servers::told(sdk), operations },
    )
}

/// `docs/User.md`.
pub fn model(sdk: &Sdk, def: &Def) -> String {
    let (kind, rows): (&str, Vec<_>) = match &def.kind {
        DefKind::Struct(fields) | DefKind::Form { fields, .. } => (
            "struct",
            fields
                .iter()
                .map(|f| {
                    let notes = match f.presence {
                        crate::model::Presence::Required => "required",
                        crate::model::Presence::Nullable => "required; may be null",
                        crate::model::Presence::Optional => "optional",
                        crate::model::Presence::OptionalNullable => "optional; may be null",
                        crate::model::Presence::Extra => "what has no field of its own",
                    };
                    let extra = f.presence == crate::model::Presence::Extra;
                    let wire = if extra { String::new() } else { wire_cell(&f.wire) };
                    context! { name => f.name.trim_start_matches("r#"), wire, ty => linked(sdk, &f.ty), description => prose_cell(&f.docs), notes => marked(notes, f.deprecated) }
                })
                .collect(),
        ),
        DefKind::Enum { values: variants, .. } => (
            "enum",
            variants
                .iter()
                .map(|v| context! { name => &v.name, wire => wire_cell(&v.wire), description => prose_cell(&v.docs) })
                .collect(),
        ),
        DefKind::Numbers(numbers) => (
            "enum",
            numbers
                .iter()
                .map(|n| context! { name => &n.name, wire => code(&n.value.to_string()), description => prose_cell(&n.docs) })
                .collect(),
        ),
        DefKind::Union(union) => {
            let arm =
                |a: &Arm| context! { name => &a.name, ty => linked(sdk, &a.ty), description => prose_cell(&a.docs) };
            let word =
                |v: &Variant| context! { name => &v.name, ty => wire_cell(&v.wire), description => prose_cell(&v.docs) };
            let mut rows: Vec<_> = union.arms.iter().map(arm).collect();
            rows.splice(union.words.at..union.words.at, union.words.texts.iter().map(word));
            ("union", rows)
        }
        DefKind::Alias(ty) => ("alias", vec![context! { ty => linked(sdk, ty) }]),
    };
    render(
        MODEL,
        context! { name => &def.name, description => headings::below(2, &lead(def)), deprecated => def.deprecated, kind, rows },
    )
}

/// A row for each payload.
fn payloads(sdk: &Sdk, calls: &Hooks) -> minijinja::Value {
    let row = |h: &Hook| {
        let payload = match &h.payload {
            HookPayload::Json(ty) => linked_from(sdk, ty, "docs/"),
            HookPayload::Text => "`String`".to_owned(),
            HookPayload::Bytes => "`Bytes`".to_owned(),
        };
        context! { wire => cell(&h.wire), variant => &h.variant, payload, description => cell(&h.summary) }
    };
    let rows: Vec<_> = calls.hooks.iter().map(row).collect();
    let call = calls.owner.as_ref().map(|o| format!("{}(…)", o.call));
    context! { rows, call, module => calls.owner.as_ref().map(|o| &o.module), by => &calls.tag }
}

/// A flow of OAuth 2 as a row.
fn flow(flow: &Flow) -> minijinja::Value {
    let urls = [&flow.authorization_url, &flow.token_url, &flow.refresh_url];
    let urls: Vec<String> = urls.iter().copied().flatten().map(|url| format!("`{url}`")).collect();
    let names: Vec<String> = flow.scopes.iter().map(|(name, _)| format!("`{name}`")).collect();
    let names = if names.len() > MOST_SCOPES { format!("the {} below", names.len()) } else { names.join(", ") };
    context! { kind => flow.kind.words(), urls => cell(&urls.join(", ")), scopes => cell(&names) }
}

/// So many scopes are named in the row of a flow.
const MOST_SCOPES: usize = 8;

/// The scopes of flows, each once, as rows; none where their names say all.
fn scopes(flows: &[Flow]) -> Vec<minijinja::Value> {
    let mut rows: Vec<(&String, &String)> = Vec::new();
    for (name, words) in flows.iter().flat_map(|flow| &flow.scopes) {
        if rows.iter().all(|(known, _)| *known != name) {
            rows.push((name, words));
        }
    }
    if rows.len() <= MOST_SCOPES && rows.iter().all(|(_, words)| words.is_empty()) {
        return Vec::new();
    }
    rows.into_iter()
        .map(|(name, words)| context! { name => cell(&format!("`{name}`")), words => cell(words) })
        .collect()
}

/// The path of the enum of an operation's errors.
fn failures(service: &Service, operation: &Operation) -> Option<String> {
    Some(format!("api::{}::{}", service.module, operation.failures.as_ref()?.name))
}

/// The statement that a task begins with, for each that the SDK has.
fn tasks(sdk: &Sdk, failing: Option<&String>, fault: Option<&Type>) -> minijinja::Value {
    let answer = |request: &str| format!("let answer = {request}.await;");
    let sent = |request: &str| format!("{request}.await?;");
    let whole = |output: &Output| !matches!(output, Output::Stream | Output::Events(_) | Output::Lines(_));
    let payload = |o: &Operation| o.body.as_ref().and_then(|b| b.payload.as_ref()).cloned();
    let raw = |o: &Operation, output: &Output| matches!(payload(o), Some(Payload::Raw { .. })) && whole(output);
    let parts = |o: &Operation, output: &Output| matches!(payload(o), Some(Payload::Multipart { .. })) && whole(output);
    context! {
        call => examples::task(sdk, |_, output| whole(output), answer),
        options => examples::task(sdk, |_, output| whole(output), |request| format!("{request}.options(options).await?;")),
        failure => examples::task(sdk, |o, output| failing == Some(&o.id) && whole(output), answer),
        fault => examples::task(sdk, |o, output| fault.is_some() && o.fault() == fault && whole(output), answer),
        walk => examples::walk(sdk),
        upload => examples::task(sdk, raw, sent).or_else(|| examples::task(sdk, parts, sent)),
        stream => examples::task(sdk, |_, output| *output == Output::Stream, |request| format!("let answer = {request}.await?;")),
        events => examples::task(sdk, |_, output| matches!(output, Output::Events(_)), |request| format!("let mut events = {request}.await?.reconnecting();")),
        lines => examples::task(sdk, |_, output| matches!(output, Output::Lines(_)), |request| format!("let mut lines = {request}.await?;")),
    }
}

/// `README.md`.
pub fn readme(sdk: &Sdk, parts: &BTreeSet<Part>) -> String {
    let credentials: Vec<_> = sdk
        .credentials
        .iter()
        .map(|c| {
            let flows: Vec<_> = c.flows.iter().map(flow).collect();
            let scopes = scopes(&c.flows);
            let variables = c.variables();
            let grant = c.grant.as_ref().map(|grant| context! { setter => &grant.setter, client => grant.client_credentials.is_some() });
            context! { name => &c.wire, setter => &c.setter, place => auth::place(c), description => headings::below(4, &c.docs), variables, flows, scopes, grant, discovery => &c.discovery,
                provider => c.second.as_ref().filter(|_| c.place == SchemePlace::Basic).unwrap_or(&c.setter) }
        })
        .collect();
    let certificates: Vec<_> = sdk
        .certificates
        .iter()
        .map(|c| context! { name => &c.wire, description => headings::below(4, &c.docs) })
        .collect();
    let chosen = sdk.servers.list.iter().take(sdk.servers.choices);
    let servers: Vec<_> =
        chosen.map(|s| context! { name => &s.name, url => cell(&s.url), description => prose_cell(&s.docs) }).collect();
    // A server that has variables, with its defaults.
    let varied = sdk.servers.list.iter().take(sdk.servers.choices).find(|s| !s.variables.is_empty()).map(|server| {
        let setter = |(wire, default): &(String, String)| {
            let variable = sdk.servers.variables.iter().find(|v| v.wire == *wire)?;
            Some(format!(".{}({default:?})", variable.setter))
        };
        format!("{}(){}", server.name, server.variables.iter().filter_map(setter).collect::<String>())
    });
    let services: Vec<_> = sdk
        .services
        .iter()
        .map(|s| context! { page => page(sdk, s), reached => s.reached(), operations => s.operations.len() })
        .collect();
    let of_client = sdk.parameters.iter().map(|p| {
        let notes = if p.required { "required here, or by calls" } else { "optional" };
        parameter(sdk, &p.argument, notes, "docs/")
    });
    let of_client: Vec<_> = of_client.collect();
    let example = examples::client(sdk).join("\n");
    let webhooks = sdk.webhooks.as_ref().map(|h| payloads(sdk, h));
    let callbacks: Vec<_> = sdk.callbacks.iter().map(|h| payloads(sdk, h)).collect();
    let moved_in = |line: &String| if line.is_empty() { String::new() } else { format!("    {line}") };
    let call = examples::blocking(sdk).iter().map(moved_in).collect::<Vec<_>>().join("\n");
    let mut operations = sdk.services.iter().flat_map(|s| s.operations.iter().map(move |o| (s, o)));
    let failing = operations.find(|(_, operation)| operation.failures.is_some());
    let failures = failing.and_then(|(service, operation)| failures(service, operation));
    let failure = failing.and_then(|(_, operation)| operation.failures.as_ref()).map(|f| &f.name);
    // The one that all have, else the first; raw texts and lists need no explanation.
    let all = || sdk.services.iter().flat_map(|s| &s.operations);
    let fault = all().find_map(|o| o.fault().filter(|ty| matches!(ty, Type::Named(_))));
    let has = |part: Part| parts.contains(&part);
    render(
        README,
        context! { features => FEATURES.trim_end(), crates => manifest::named(parts), tasks => tasks(sdk, failing.map(|(_, o)| &o.id), fault), failure, fault => fault.map(|ty| faults::read(sdk, ty)), shared => sdk.error.is_some(), call, uploads => has(Part::Bodies), forms => has(Part::Parts), streams => has(Part::Streams), events => has(Part::Events),
        lines => has(Part::Lines), webhooks, callbacks, problems => has(Part::Problems), failures, example, name => &sdk.name, krate => sdk.name.replace('-', "_"), api => sdk.api(), description => headings::below(2, &docs::markdown(&sdk.description)), version => &sdk.version, credentials, certificates, servers, services, of_client, varied, apart => sdk.servers.list.len() > sdk.servers.own, lacking => servers::told(sdk) },
    )
}
