//! What would be generated from a document, and what of it would not: `sdkwright inspect`. Nothing here prints.

mod alike;
mod census;
mod json;
mod parameters;
mod text;

use std::collections::BTreeMap;

use crate::diag::Diagnostics;
use crate::load::{Origin, Sources};
use crate::model::{DefKind, Hooks, Operation, Paging, Sdk, Service, Strategy, names, pagination};
use crate::spec::{Api, SchemePlace};
use crate::{Options, model, resolve};

pub use json::json;
pub use parameters::Parameter;
pub use text::{shares, text};

/// A document in numbers and lists.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// `OpenAPI 3.0.3`.
    pub dialect: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The first is the default.
    pub servers: Vec<Server>,
    /// How credentials are presented.
    pub schemes: Vec<Scheme>,
    /// Parameters of the client, and those that it might have.
    pub parameters: Vec<Parameter>,
    /// The line of a configuration for all of them.
    pub parameters_line: Option<String>,
    /// The operations.
    pub tags: Vec<Tag>,
    /// Calls that the API makes.
    pub hooks: Vec<Hook>,
    /// The types.
    pub schemas: Schemas,
    /// Fields, arguments, bodies and answers.
    pub values: usize,
    /// Those of them that are raw JSON, by reason, the most frequent first.
    pub raw: Vec<Raw>,
    /// Inline schemas of one structure, the largest group first.
    pub alike: Vec<Alike>,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its URL, with the defaults of its variables.
    pub url: String,
    /// The function that names it, e.g. `Server::sandbox`, where there is a choice.
    pub constructor: Option<String>,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// `the header X-Key`.
    pub place: String,
    /// The flows of OAuth 2, in words.
    pub flows: Vec<&'static str>,
    /// The setter of the client's builder.
    pub setter: String,
    /// The setter of a grant that the SDK performs itself.
    pub grant: Option<String>,
}

/// A tag.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As the document writes it; `None` for operations without one.
    pub name: Option<String>,
    /// The method of the client; `None` where operations are methods of the client itself, or none is generated.
    pub service: Option<String>,
    /// In document order.
    pub operations: Vec<Call>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Call {
    /// `operationId`, or what stands in for it.
    pub id: String,
    /// Upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The method; `None` when the operation is skipped.
    pub name: Option<String>,
    /// How its pages are walked: `by offset and limit, over users`.
    pub pages: Option<String>,
    /// Who says that they are: `heuristic`, `configuration`, or the extension.
    pub pages_by: Option<&'static str>,
}

/// A webhook or a callback.
#[derive(Clone, Debug)]
pub struct Hook {
    /// Its name in the document.
    pub name: String,
    /// Upper case.
    pub method: String,
    /// The operation that brings a callback about; `None` for a webhook.
    pub operation: Option<String>,
    /// The variant that holds its payload, e.g. `webhooks::Webhook::NewPet`.
    pub variant: String,
    /// The property by which a payload is known without its name.
    pub by: Option<String>,
}

/// How many types there are.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    /// Named schemas of the document.
    pub named: usize,
    /// Those of an object, a choice or values that no operation reaches.
    pub unreached: usize,
    /// Generated structs.
    pub structs: usize,
    /// Generated enums of values.
    pub enums: usize,
    /// Generated enums of a choice.
    pub choices: usize,
    /// Generated aliases.
    pub aliases: usize,
    /// Those of the generated ones that the document does not name.
    pub inline: usize,
}

/// A reason why values are raw JSON.
#[derive(Clone, Debug)]
pub struct Raw {
    /// In a few words.
    pub reason: String,
    /// How many values.
    pub count: usize,
    /// The schemas at fault, and how many values each has.
    pub places: Vec<(Origin, usize)>,
}

/// Inline schemas of one structure.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The types that they become.
    pub types: Vec<String>,
    /// Properties of the object, or values of the enum.
    pub parts: Vec<String>,
    /// Where they stand.
    pub places: Vec<Origin>,
    /// A line for `[sdk.NAME.schemas]` that makes one type of them.
    pub line: Option<String>,
}

/// Reads, and models, and counts; an error leaves all but the diagnostics empty.
pub fn inspect(sources: &Sources, mut diagnostics: Diagnostics) -> Inspection {
    let api = if diagnostics.has_errors() { Api::default() } else { resolve::resolve(sources, &mut diagnostics) };
    if diagnostics.has_errors() {
        return Inspection { diagnostics, ..Inspection::default() };
    }
    let sdk = model::model(&api, &Options::default(), &mut diagnostics);
    let (values, raw) = census::count(&api, &sdk, &diagnostics);
    let schemes = api.schemes.iter().map(|s| {
        let own = sdk.credentials.iter().find(|c| c.wire == s.name);
        Scheme {
            name: s.name.clone(),
            place: place(&s.place),
            flows: s.flows.iter().map(|f| f.kind.words()).collect(),
            setter: own.map(|c| c.setter.clone()).unwrap_or_default(),
            grant: own.and_then(|c| c.grant.as_ref()).map(|g| g.setter.clone()),
        }
    });
    let constructor = |s: &crate::spec::Server| {
        let choices = sdk.servers.list.get(..sdk.servers.choices).unwrap_or_default();
        choices
            .iter()
            .find(|own| own.url == s.url && own.default == s.base_url())
            .map(|own| format!("Server::{}", own.name))
    };
    let servers = api.servers.iter().map(|s| Server { url: s.base_url(), constructor: constructor(s) });
    let parameters = parameters::parameters(&sdk);
    Inspection {
        dialect: dialect(sources),
        title: api.title.clone(),
        version: api.version.clone(),
        servers: servers.collect(),
        schemes: schemes.collect(),
        parameters_line: parameters::line(&parameters),
        parameters,
        tags: tags(&api, &sdk),
        hooks: sdk.webhooks.iter().chain(&sdk.callbacks).flat_map(hooks).collect(),
        schemas: schemas(&api, &sdk),
        values,
        raw,
        alike: alike::groups(&api, &sdk),
        diagnostics,
    }
}

fn dialect(sources: &Sources) -> String {
    let root = sources.root().map(|f| &f.value);
    let version = |key: &str| {
        let value = root?.get(key)?;
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    // A version may stand in the field of another dialect.
    match version("openapi").or_else(|| version("swagger")) {
        Some(version) if version.starts_with('2') => format!("Swagger {version}"),
        version => format!("OpenAPI {}", version.unwrap_or_default()),
    }
}

fn place(place: &SchemePlace) -> String {
    match place {
        SchemePlace::Header(name) => format!("the header {name}"),
        SchemePlace::Query(name) => format!("the query parameter {name}"),
        SchemePlace::Cookie(name) => format!("the cookie {name}"),
        SchemePlace::Bearer => "a bearer token".to_owned(),
        SchemePlace::Basic => "HTTP basic".to_owned(),
        SchemePlace::Http(word) => format!("HTTP {word}"),
        SchemePlace::Connection => "mutual TLS".to_owned(),
    }
}

/// The operations by tag; what cannot be read has none.
fn tags(api: &Api, sdk: &Sdk) -> Vec<Tag> {
    let mut generated: BTreeMap<&str, (&Service, &Operation)> = BTreeMap::new();
    for service in &sdk.services {
        generated.extend(service.operations.iter().map(|o| (o.id.as_str(), (service, o))));
    }
    let mut tags: Vec<Tag> = Vec::new();
    // Tags that differ in case alone are one service.
    let mut index: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for operation in &api.operations {
        let found = generated.get(operation.id.as_str());
        let at = *index.entry(names::tag_words(operation.tag.as_deref())).or_insert_with(|| {
            tags.push(Tag { name: operation.tag.clone(), service: None, operations: Vec::new() });
            tags.len() - 1
        });
        let Some(tag) = tags.get_mut(at) else { continue };
        tag.service = tag
            .service
            .take()
            .or_else(|| found.and_then(|(service, _)| service.tag.as_ref().map(|_| service.module.clone())));
        tag.operations.push(Call {
            id: operation.id.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            name: found.map(|(_, o)| o.name.clone()),
            pages: found.and_then(|(_, o)| Some(pages(o, o.paging.as_ref()?))),
            pages_by: found.and_then(|(_, o)| Some(o.paging.as_ref()?.source.word())),
        });
    }
    for (method, path) in &api.skipped {
        let at = *index.entry(names::tag_words(None)).or_insert_with(|| {
            tags.push(Tag { name: None, service: None, operations: Vec::new() });
            tags.len() - 1
        });
        let id = crate::spec::by_route(method, path);
        let (name, pages, pages_by) = (None, None, None);
        let call = Call { id, method: method.clone(), path: path.clone(), name, pages, pages_by };
        tags.get_mut(at).into_iter().for_each(|tag| tag.operations.push(call.clone()));
    }
    tags
}

fn hooks(calls: &Hooks) -> impl Iterator<Item = Hook> {
    let module = calls.owner.as_ref().map_or("webhooks".to_owned(), |o| format!("callbacks::{}", o.module));
    calls.hooks.iter().map(move |hook| Hook {
        name: hook.wire.clone(),
        method: hook.method.clone(),
        operation: calls.owner.as_ref().map(|o| o.id.clone()),
        variant: format!("{module}::{}::{}", calls.name(), hook.variant),
        by: calls.tag.clone(),
    })
}

fn pages(operation: &Operation, paging: &Paging) -> String {
    let wire = |index: usize| operation.arguments.get(index).map(|a| a.wire.as_str());
    let by: Vec<&str> = [paging.argument().and_then(wire), paging.limit.and_then(wire)].into_iter().flatten().collect();
    let by = by.join(" and ");
    let by = match &paging.strategy {
        Strategy::Offset { .. } | Strategy::Page { .. } => by,
        Strategy::Cursor { next, .. } => format!("{by}, from {}", pagination::words(next)),
        Strategy::BodyCursor { member, next, .. } => {
            format!("{} of the body, from {}", member.join("."), pagination::words(next))
        }
        Strategy::CursorHeader { header, .. } => format!("{by}, from the header {header}"),
        Strategy::LastId { id, .. } => format!("{by}, from the last {}", id.name),
        Strategy::Link { next, .. } => format!("the link {}", pagination::words(next)),
        Strategy::Header => "the header Link".to_owned(),
    };
    let over = match paging.elements.as_ref().map(|elements| elements.path.as_slice()) {
        None => "whole answers".to_owned(),
        Some([]) => "the list".to_owned(),
        Some(path) => pagination::words(path),
    };
    let until = paging.more.iter().chain(&paging.total).next();
    let until = until.map(|path| format!(", until {}", pagination::words(path))).unwrap_or_default();
    format!("by {by}, over {over}{until}")
}

fn schemas(api: &Api, sdk: &Sdk) -> Schemas {
    let named: std::collections::BTreeSet<_> = api.components.iter().map(|(_, id)| api.target(*id)).collect();
    let count = |test: fn(&DefKind) -> bool| sdk.defs.iter().filter(|d| test(&d.kind)).count();
    Schemas {
        named: api.components.len(),
        unreached: model::kept::unreached(api, sdk).len(),
        structs: count(|k| matches!(k, DefKind::Struct(_) | DefKind::Form { .. })),
        enums: count(|k| matches!(k, DefKind::Enum { .. } | DefKind::Numbers(_))),
        choices: count(|k| matches!(k, DefKind::Union(_))),
        aliases: count(|k| matches!(k, DefKind::Alias(_))),
        inline: sdk.defs.iter().filter(|d| d.shape.is_none_or(|shape| !named.contains(&shape))).count(),
    }
}
