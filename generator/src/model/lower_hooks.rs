//! Webhooks and callbacks into functions and the variants of an enum.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::asked::settled;
use super::hooks::{Hook, HookPayload, Hooks, Owner};
use super::lower_answers;
use super::lower_bodies::is_text;
use super::lower_types::Lowering;
use super::media::Kind;
use super::types::{Def, DefKind, Sdk, Type};
use super::{casing, docs, record};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::{self, Api, Content, Shape};

/// All webhooks, and the callbacks of each operation that is generated.
pub fn lower(api: &Api, sdk: &mut Sdk, types: &mut Lowering<'_>) {
    if !api.webhooks.is_empty() {
        let calls = api.webhooks.iter().map(|hook| (hook, None)).collect();
        sdk.webhooks = Some(Hooks { owner: None, tag: None, hooks: hooks(calls, "", types) });
    }
    let callers = || api.operations.iter().filter(|o| !o.callbacks.is_empty());
    let wishes = callers().map(|o| (o.title(), casing::module(&o.id)));
    let mut modules = types.ledger.members("callbacks".to_owned(), &[], wishes);
    let mut calls = BTreeMap::new();
    for service in &sdk.services {
        let call = |name: &str| format!("{}.{}", service.reached(), name.trim_start_matches("r#"));
        calls.extend(service.operations.iter().map(|o| (o.id.as_str(), call(&o.name))));
    }
    for operation in callers() {
        let Some(call) = calls.get(operation.id.as_str()) else { continue };
        let wish = [casing::module(&operation.id)];
        let module = modules.claim_for(&operation.title(), &wish, &operation.origin, types.diagnostics);
        let made = operation.callbacks.iter().map(|c| (&c.hook, Some(c.expression.clone()))).collect();
        let owner = Owner { module, id: operation.id.clone(), call: call.clone() };
        let hooks = hooks(made, &operation.id, types);
        sdk.callbacks.push(Hooks { owner: Some(owner), tag: None, hooks });
    }
    types.ledger.close(modules);
}

fn hooks(calls: Vec<(&spec::Hook, Option<String>)>, owner: &str, types: &mut Lowering<'_>) -> Vec<Hook> {
    let there = record::places(calls.iter().map(|(hook, _)| hook.origin.pointer.as_str()));
    let of = if owner.is_empty() { "webhooks" } else { owner };
    let mut scope = |what: &str, reserved: &[&str]| {
        types.ledger.scope(format!("{what} {of}"), reserved, |place| there.contains(place))
    };
    let (mut functions, mut variants) = (scope("functions", &[]), scope("variants of", &["Unknown"]));
    let mut wires = BTreeSet::new();
    let mut hooks = Vec::new();
    for (at, (source, expression)) in calls.iter().enumerate() {
        // A key is enough to name the first of its calls, which nearly always is the only one.
        let key = &source.name;
        let longer = [key.clone(), format!("{key} {}", source.method.to_lowercase())];
        let words = if wires.contains(key) { longer.get(1..).unwrap_or_default() } else { &longer };
        let all = |case: fn(&str) -> String| words.iter().map(|w| case(w)).collect::<Vec<_>>();
        let (place, mut unsaid) = (record::place(&source.origin.pointer), Diagnostics::default());
        let function = functions.claim_for(&place, &all(casing::snake), &source.origin, types.diagnostics);
        let variant = variants.claim_for(&place, &all(casing::pascal), &source.origin, &mut unsaid);
        let method = format!("{key} {}", source.method);
        let placed = format!("{key} {}", expression.as_deref().unwrap_or(&source.method));
        let other = calls.get(..at).into_iter().flatten().all(|(h, _)| h.name != *key || h.method != source.method);
        let names = [key.clone(), if other { method.clone() } else { placed.clone() }, format!("{method} {placed}")];
        let wire = names.iter().find(|name| !wires.contains(*name)).unwrap_or(key).clone();
        wires.insert(wire.clone());
        let pascal = casing::pascal(&format!("{owner} {}", function.trim_start_matches("r#")));
        let content = content(source, types);
        let payload = payload(content, &format!("{pascal}Payload"), types);
        let (summary, mut docs) = docs::headline(&source.doc.title, &source.doc.description);
        let body = source.body.as_ref().map(|body| body.description.as_str());
        if let Some(said) = body.filter(|said| *said != source.doc.description) {
            docs::append_of(&mut docs, "The body", docs::markdown(said));
        }
        let untyped = payload.json().is_none().then(|| untyped(content, types.api));
        untyped.into_iter().for_each(|said| docs::append(&mut docs, said));
        hooks.push(Hook {
            function,
            variant,
            event: wire.clone(),
            wire,
            key: key.clone(),
            method: source.method.clone(),
            expression: expression.clone(),
            summary,
            docs,
            deprecated: source.doc.deprecated,
            payload,
            beside: source
                .parameters
                .iter()
                .map(|p| (p.name.clone(), p.place, docs::line(&p.doc.description)))
                .collect(),
            answers: source.responses.iter().map(lower_answers::told).collect(),
            example: source.example.clone(),
        });
    }
    types.ledger.close(functions);
    types.ledger.close(variants);
    hooks
}

/// The representation of a payload that is read: JSON, where there is any.
fn content<'a>(source: &'a spec::Hook, types: &mut Lowering<'_>) -> Option<&'a Content> {
    let (api, body) = (types.api, source.body.as_ref()?);
    let rank = |c: &&Content| (settled(api, c) != Kind::Json, c.essence() != "application/json");
    let content = body.content.iter().min_by_key(rank)?;
    let at = body.origin.child("content");
    for other in body.content.iter().filter(|c| c.media != content.media && settled(api, c) != Kind::Json) {
        types.diagnostics.push(
            Diagnostic::new(
                Code::LeftOutMedia,
                format!(
                    "the payload of `{}` is read as `{}`; `{}` is left out",
                    source.name, content.media, other.media
                ),
            )
            .at(&at.child(&other.media))
            .help("let the API send the other, or read the body yourself"),
        );
    }
    if settled(api, content) != Kind::Json && content.shape.is_some() && !is_text(api, content) {
        types.diagnostics.push(
            Diagnostic::new(Code::UntypedMedia, format!("the payload `{}` is read as it is", content.media))
                .at(&at.child(&content.media))
                .help("the handler parses it; only JSON is made into a type"),
        );
    }
    Some(content)
}

/// JSON is read; anything else is handed on as it came.
fn payload(content: Option<&Content>, owner: &str, types: &mut Lowering<'_>) -> HookPayload {
    let Some(content) = content else { return HookPayload::Bytes };
    match settled(types.api, content) {
        Kind::Json => HookPayload::Json(content.shape.map_or(Type::Json, |s| types.ty(s, owner))),
        Kind::Text | Kind::Form | Kind::Lines | Kind::Events => HookPayload::Text,
        Kind::Binary | Kind::Multipart | Kind::Any => HookPayload::Bytes,
    }
}

/// What a body is that is handed on as it came.
fn untyped(content: Option<&Content>, api: &Api) -> String {
    let Some(content) = content else { return "The document does not say what is in the body.".to_owned() };
    let parts: Vec<String> = match content.shape.and_then(|id| api.node(api.target(id))).map(|node| &node.shape) {
        Some(Shape::Object(members)) => members.properties.iter().map(|p| docs::code(&p.wire)).collect(),
        _ => Vec::new(),
    };
    let parts = if parts.is_empty() { String::new() } else { format!(", with {}", parts.join(", ")) };
    format!("The body is {}, as it came{parts}.", docs::code(content.media.trim()))
}

/// Finds the property by which payloads say what they are, once all types are known.
pub fn tags(sdk: &mut Sdk) {
    for hooks in sdk.webhooks.iter_mut().chain(&mut sdk.callbacks) {
        let first = hooks.hooks.iter().find_map(|hook| fields(hook, &sdk.defs));
        let wires = first.into_iter().flatten().map(|f| f.wire.clone());
        let found = wires.into_iter().find_map(|wire| Some((events(hooks, &wire, &sdk.defs)?, wire)));
        let Some((events, wire)) = found else { continue };
        hooks.hooks.iter_mut().zip(events).for_each(|(hook, event)| hook.event = event);
        hooks.tag = Some(wire);
    }
}

fn fields<'a>(hook: &Hook, defs: &'a [Def]) -> Option<&'a [super::Field]> {
    let Type::Named(id) = hook.payload.json()? else { return None };
    defs.get(id.0)?.kind.fields()
}

/// What each payload says in a property, if that tells them apart: a value of its own that the schema fixes, or the key
/// of the call, where the examples of the document show it there and none shows another.
fn events(hooks: &Hooks, wire: &str, defs: &[Def]) -> Option<Vec<String>> {
    let (mut events, mut shown) = (Vec::new(), false);
    for hook in &hooks.hooks {
        let field = fields(hook, defs)?.iter().find(|f| f.wire == wire)?;
        let variants = match &field.ty {
            Type::Text => [].as_slice(),
            Type::Named(id) => match &defs.get(id.0)?.kind {
                DefKind::Enum { values, .. } => values,
                _ => return None,
            },
            _ => return None,
        };
        let fixed = field.constant.as_ref().and_then(Value::as_str);
        let fixed = fixed.or(if let [one] = variants { Some(one.wire.as_str()) } else { None });
        let example = hook.example.as_ref().and_then(|e| e.get(wire)).and_then(Value::as_str);
        let event = match (fixed, example) {
            (Some(value), _) => value,
            (None, Some(value)) if value != hook.wire => return None,
            (None, _) => &hook.wire,
        };
        shown |= if fixed.is_some() { event == hook.wire || hooks.hooks.len() > 1 } else { example.is_some() };
        events.push(event.to_owned());
    }
    // One that is named as another's key would be taken for that.
    let distinct: BTreeSet<&String> = events.iter().collect();
    let clear =
        |(at, event): (usize, &String)| hooks.hooks.iter().enumerate().all(|(i, h)| i == at || h.wire != *event);
    (shown && distinct.len() == events.len() && events.iter().enumerate().all(clear)).then_some(events)
}
