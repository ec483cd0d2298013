//! What surrounds the calls: credentials, servers, the shared error, webhooks and callbacks, and what of the runtime they need.

use super::{Findings, Item, Place, Rule, What, matched};
use crate::emit;
use crate::model::{ClientParameter, Credential, Hook, HookPayload, Hooks, Sdk, Server, Variable};
use crate::spec::SchemePlace;

pub(super) fn compare(findings: &mut Findings<'_>) {
    let (old, new) = (findings.old.sdk, findings.new.sdk);
    let client = Item::new(What::Client, "Client");
    findings.told(&client, &Place::default(), (false, false), old.description == new.description);
    credentials(findings);
    parameters(findings);
    servers(findings);
    error(findings);
    runtime(findings);
    hooks(findings, old.webhooks.as_ref(), new.webhooks.as_ref());
    let owner = |h: &Hooks| h.owner.as_ref().map(|o| o.id.clone());
    let found = matched(&old.callbacks, &new.callbacks, owner);
    found.both.iter().for_each(|(a, b)| hooks(findings, Some(a), Some(b)));
    found.gone.iter().for_each(|h| hooks(findings, Some(h), None));
    found.fresh.iter().for_each(|h| hooks(findings, None, Some(h)));
}

fn credentials(findings: &mut Findings<'_>) {
    let item = |c: &Credential| Item::new(What::Credential, format!("ClientBuilder.{}", c.setter));
    let found = matched(&findings.old.sdk.credentials, &findings.new.sdk.credentials, |c| c.wire.as_str());
    for (a, b) in found.both {
        let (item, place) = (item(a), Place { old: findings.old.scheme(&a.wire), new: findings.new.scheme(&b.wire) });
        findings.renamed(&item, &place, &a.setter, &b.setter);
        credential(findings, (a, b), &item, &place);
        findings.told(&item, &place, (false, false), a.docs == b.docs);
    }
    for gone in found.gone {
        let place = Place { old: findings.old.scheme(&gone.wire), new: None };
        findings.push(Rule::Removed, &item(gone), &place);
    }
    for fresh in found.fresh {
        let place = Place { old: None, new: findings.new.scheme(&fresh.wire) };
        findings.push(Rule::Added, &item(fresh), &place);
    }
}

fn credential(findings: &mut Findings<'_>, (a, b): (&Credential, &Credential), item: &Item, place: &Place) {
    let basic = |c: &Credential| c.place == SchemePlace::Basic;
    let (from, to) = (emit::credential_place(a), emit::credential_place(b));
    let part = |name: &str| Item::new(What::Credential, format!("ClientBuilder.{name}"));
    let beside = |from: Option<&String>, to: Option<&String>, findings: &mut Findings<'_>| match (from, to) {
        (Some(from), Some(to)) if a.setter == b.setter => findings.renamed(&part(from), place, from, to),
        (Some(from), None) => findings.push(Rule::Removed, &part(from), place),
        (None, Some(to)) => findings.push(Rule::Added, &part(to), place),
        _ => {}
    };
    if basic(a) != basic(b) {
        // User and password are two arguments, and a second method goes with each.
        findings.turn(Rule::TypeChanged, item, place, from, to);
    } else {
        beside(a.second.as_ref(), b.second.as_ref(), findings);
        if from != to {
            findings.turn(Rule::TravelChanged, item, place, from, to);
        }
    }
    let grant = |c: &Credential| c.grant.as_ref().map(|g| g.setter.clone());
    beside(grant(a).as_ref(), grant(b).as_ref(), findings);
}

/// Parameters of the client.
fn parameters(findings: &mut Findings<'_>) {
    let (old, new) = (findings.old.sdk, findings.new.sdk);
    let item = |p: &ClientParameter| Item::new(What::Argument, format!("ClientBuilder.{}", p.argument.name));
    let nowhere = Place::default();
    let key = |p: &ClientParameter| (p.argument.wire.to_lowercase(), p.argument.wiring.map(|w| w.place.word()));
    let found = matched(&old.parameters, &new.parameters, key);
    for &(a, b) in &found.both {
        findings.renamed(&item(a), &nowhere, &a.argument.name, &b.argument.name);
        if !findings.same(&a.argument.ty, &b.argument.ty) {
            let (from, to) = (emit::shown(old, &a.argument.ty), emit::shown(new, &b.argument.ty));
            findings.turn(Rule::TypeChanged, &item(a), &nowhere, from, to);
        }
        if b.required && !a.required {
            findings.push(Rule::NewlyAsked, &item(a), &nowhere);
        }
        findings.told(
            &item(a),
            &nowhere,
            (a.argument.deprecated, b.argument.deprecated),
            a.argument.docs == b.argument.docs,
        );
    }
    for gone in &found.gone {
        findings.push(Rule::Removed, &item(gone), &nowhere);
    }
    for fresh in &found.fresh {
        findings.push(if fresh.required { Rule::NewlyAsked } else { Rule::Added }, &item(fresh), &nowhere);
    }
}

/// The servers that callers choose from.
fn choices(sdk: &Sdk) -> &[Server] {
    sdk.servers.list.get(..sdk.servers.choices).unwrap_or_default()
}

fn servers(findings: &mut Findings<'_>) {
    let (old, new) = (findings.old.sdk, findings.new.sdk);
    let nowhere = Place::default();
    if old.base_url != new.base_url {
        let item = Item::new(What::Server, "the default");
        findings.turn(Rule::ServerChanged, &item, &nowhere, &old.base_url, &new.base_url);
    }
    let item = |s: &Server| Item::new(What::Server, format!("Server::{}", s.name));
    let found = matched(choices(old), choices(new), |s| s.name.as_str()).or(|s| s.url.as_str());
    for &(a, b) in &found.both {
        findings.renamed(&item(a), &nowhere, &a.name, &b.name);
        if (&a.url, &a.default) != (&b.url, &b.default) {
            findings.turn(Rule::ServerChanged, &item(a), &nowhere, &a.default, &b.default);
        }
        findings.told(&item(a), &nowhere, (false, false), a.docs == b.docs);
    }
    findings.apart(&found, item, &nowhere);
    let variables = |sdk: &'_ Sdk| if sdk.servers.choices > 0 { sdk.servers.variables.clone() } else { Vec::new() };
    self::variables(findings, &variables(old), &variables(new));
}

fn variables(findings: &mut Findings<'_>, old: &[Variable], new: &[Variable]) {
    let nowhere = Place::default();
    let item = |v: &Variable| Item::new(What::Server, format!("Server.{}", v.setter));
    let found = matched(old, new, |v| v.wire.as_str());
    for &(a, b) in &found.both {
        findings.renamed(&item(a), &nowhere, &a.setter, &b.setter);
        if a.ty != b.ty {
            let word = |v: &Variable| v.ty.clone().unwrap_or_else(|| "String".to_owned());
            findings.turn(Rule::TypeChanged, &item(a), &nowhere, word(a), word(b));
        } else if let Some(ty) = &a.ty {
            let value = |name: &str| Item::new(What::Variant, format!("{ty}::{name}"));
            let found = matched(&a.values, &b.values, |(wire, _)| wire.as_str());
            found.both.iter().for_each(|(x, y)| findings.renamed(&value(&x.1), &nowhere, &x.1, &y.1));
            findings.apart(&found, |v| value(&v.1), &nowhere);
        }
        findings.told(&item(a), &nowhere, (false, false), a.docs == b.docs);
    }
    findings.apart(&found, item, &nowhere);
}

/// What an `ApiError` can be asked for.
fn error(findings: &mut Findings<'_>) {
    let (old, new) = (findings.old.sdk, findings.new.sdk);
    let (item, nowhere) = (Item::new(What::Failure, "ApiError.body"), Place::default());
    match (&old.error, &new.error) {
        (Some(a), Some(b)) if !findings.same(a, b) => {
            findings.turn(Rule::TypeChanged, &item, &nowhere, emit::shown(old, a), emit::shown(new, b));
        }
        (Some(_), None) => findings.push(Rule::Removed, &item, &nowhere),
        (None, Some(_)) => findings.push(Rule::Added, &item, &nowhere),
        _ => {}
    }
    let item = Item::new(What::Failure, "ApiError.problem");
    match (old.problems, new.problems) {
        (true, false) => findings.push(Rule::Removed, &item, &nowhere),
        (false, true) => findings.push(Rule::Added, &item, &nowhere),
        _ => {}
    }
}

/// What no call needs any more is not in the SDK any more, and a program may have named it.
fn runtime(findings: &mut Findings<'_>) {
    let (old, new) = (emit::runtime_exports(findings.old.sdk), emit::runtime_exports(findings.new.sdk));
    let found = matched(&old, &new, |export| *export);
    let item = |(_, name): &(&str, &str)| Item::new(What::Runtime, format!("runtime::{name}"));
    findings.apart(&found, item, &Place::default());
}

/// Where callers find the hooks of a module.
fn module(hooks: &Hooks) -> String {
    hooks.owner.as_ref().map_or("webhooks".to_owned(), |o| format!("callbacks::{}", o.module))
}

fn hooks(findings: &mut Findings<'_>, old: Option<&Hooks>, new: Option<&Hooks>) {
    let owner = |h: Option<&Hooks>| h?.owner.as_ref().map(|o| o.id.clone());
    let (before, after) = (owner(old), owner(new));
    let item = |hooks: Option<&Hooks>, hook: &Hook| {
        let name = hooks.map(|h| format!("{}::{}::{}", module(h), h.name(), hook.variant));
        Item::new(What::Hook, name.unwrap_or_default())
    };
    let empty: &[Hook] = &[];
    let list = |h: Option<&'_ Hooks>| h.map_or(empty.to_vec(), |h| h.hooks.clone());
    let (a, b) = (list(old), list(new));
    if let (Some(old), Some(new)) = (old, new) {
        let whole = Item::new(What::Hook, module(old));
        findings.renamed(&whole, &Place::default(), &module(old), &module(new));
        if old.tag != new.tag {
            let word = |h: &Hooks| h.tag.clone().unwrap_or_else(|| "nothing".to_owned());
            let rule = if new.tag.is_none() {
                Rule::Removed
            } else if old.tag.is_none() {
                Rule::Added
            } else {
                Rule::TravelChanged
            };
            let item = Item::new(What::Hook, format!("{}::{}::from_body", module(old), old.name()));
            findings.turn(rule, &item, &Place::default(), word(old), word(new));
        }
    }
    let found = matched(&a, &b, |h| h.wire.as_str()).or(|h| h.variant.as_str());
    for (x, y) in found.both {
        let place = Place { old: findings.old.hook(before.as_deref(), x), new: findings.new.hook(after.as_deref(), y) };
        hook(findings, (x, y), &item(old, x), &place);
    }
    for gone in found.gone {
        let place = Place { old: findings.old.hook(before.as_deref(), gone), new: None };
        findings.push(Rule::Removed, &item(old, gone), &place);
    }
    for fresh in found.fresh {
        let place = Place { old: None, new: findings.new.hook(after.as_deref(), fresh) };
        findings.push(Rule::Added, &item(new, fresh), &place);
    }
}

fn hook(findings: &mut Findings<'_>, (a, b): (&Hook, &Hook), item: &Item, place: &Place) {
    let (a_json, b_json) = (a.payload.json().is_some(), b.payload.json().is_some());
    let function = |h: &Hook, shown: bool| if shown { h.function.clone() } else { String::new() };
    if a.variant != b.variant {
        findings.renamed(item, place, &a.variant, &b.variant);
    } else if a_json && b_json {
        findings.renamed(item, place, &function(a, a_json), &function(b, b_json));
    }
    let same = match (&a.payload, &b.payload) {
        (HookPayload::Json(a), HookPayload::Json(b)) => findings.same(a, b),
        (a, b) => a == b,
    };
    if !same {
        let word = |sdk, payload: &HookPayload| match payload {
            HookPayload::Json(ty) => emit::shown(sdk, ty),
            HookPayload::Text => "String".to_owned(),
            HookPayload::Bytes => "Bytes".to_owned(),
        };
        let (from, to) = (word(findings.old.sdk, &a.payload), word(findings.new.sdk, &b.payload));
        findings.turn(Rule::TypeChanged, item, place, from, to);
    }
    if (&a.wire, &a.event) != (&b.wire, &b.event) {
        findings.turn(Rule::TravelChanged, item, place, &a.event, &b.event);
    }
    findings.told(item, place, (a.deprecated, b.deprecated), (&a.summary, &a.docs) == (&b.summary, &b.docs));
}
