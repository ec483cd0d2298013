//! Services and their operations.

use std::collections::BTreeSet;

use super::{Findings, Item, Place, Rule, What, answers, arguments, bodies, matched};
use crate::model::{Operation, Sdk, Service};

/// An operation where it is called.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub service: &'a Service,
    pub operation: &'a Operation,
}

impl Call<'_> {
    /// `users().list`
    pub(super) fn path(self) -> String {
        format!("{}.{}", self.service.called(), self.operation.name)
    }

    /// Method and path; how parameters are called in the path is not sent.
    fn route(self) -> String {
        let mut path = String::new();
        for (at, part) in self.operation.path.split('{').enumerate() {
            let rest = part.split_once('}').map_or(part, |(_, rest)| rest);
            path.push_str(if at == 0 { "" } else { "{}" });
            path.push_str(if at == 0 { part } else { rest });
        }
        format!("{} {path}", self.operation.method)
    }

    fn item(self) -> Item {
        Item::of_operation(What::Operation, self.service, self.operation)
    }
}

fn calls(sdk: &Sdk) -> Vec<Call<'_>> {
    let of = |service| move |operation| Call { service, operation };
    sdk.services.iter().flat_map(|service| service.operations.iter().map(of(service))).collect()
}

pub(super) fn compare(findings: &mut Findings<'_>) {
    services(findings);
    let (before, after) = (calls(findings.old.sdk), calls(findings.new.sdk));
    let found = matched(&before, &after, |c| c.operation.id.clone()).or(|c| c.route()).or(|c| c.path());
    for (old, new) in found.both {
        operation(findings, *old, *new);
    }
    for call in found.gone {
        let place = Place { old: findings.old.operation(&call.operation.id), new: None };
        findings.push(Rule::Removed, &call.item(), &place);
    }
    for call in found.fresh {
        let place = Place { old: None, new: findings.new.operation(&call.operation.id) };
        findings.push(Rule::Added, &call.item(), &place);
    }
}

fn services(findings: &mut Findings<'_>) {
    let found = matched(&findings.old.sdk.services, &findings.new.sdk.services, |s| s.called());
    // Without a tag it is the client, which is always there; only the module of its requests has a name.
    let name = |service: &Service| if service.tag.is_some() { service.name.clone() } else { service.module.clone() };
    for (old, new) in found.both {
        findings.renamed(&Item::service(old), &Place::default(), &name(old), &name(new));
        findings.told(&Item::service(old), &Place::default(), (false, false), old.docs == new.docs);
    }
    for service in found.gone.into_iter().filter(|s| s.tag.is_some()) {
        findings.push(Rule::Removed, &Item::service(service), &Place::default());
    }
    for service in found.fresh.into_iter().filter(|s| s.tag.is_some()) {
        findings.push(Rule::Added, &Item::service(service), &Place::default());
    }
}

fn operation(findings: &mut Findings<'_>, old: Call<'_>, new: Call<'_>) {
    let (a, b) = (old.operation, new.operation);
    let (item, place) = (old.item(), Place { old: findings.old.operation(&a.id), new: findings.new.operation(&b.id) });
    if old.path() == new.path() {
        findings.renamed(&item, &place, &a.request, &b.request);
    } else {
        findings.turn(Rule::Renamed, &item, &place, old.path(), new.path());
    }
    if old.route() != new.route() {
        let route = |o: &Operation| format!("{} {}", o.method, o.path);
        findings.turn(Rule::RouteChanged, &item, &place, route(a), route(b));
    }
    let server = |sdk: &Sdk, o: &Operation| {
        let own = o.server.and_then(|at| sdk.servers.list.get(at));
        own.map_or("that of the client".to_owned(), |s| s.default.clone())
    };
    let (from, to) = (server(findings.old.sdk, a), server(findings.new.sdk, b));
    if from != to {
        findings.turn(Rule::ServerChanged, &item, &place, from, to);
    }
    credentials(findings, (a, b), &item, &place);
    arguments::compare(findings, old, new);
    bodies::compare(findings, old, new);
    answers::compare(findings, old, new);
    let words = |o: &Operation| {
        let answers = o.answers.iter().map(|answer| (answer.status.clone(), answer.description.clone()));
        (o.summary.clone(), o.docs.clone(), answers.collect::<Vec<_>>())
    };
    findings.told(&item, &place, (a.deprecated, b.deprecated), words(a) == words(b));
}

/// Which sets of credentials are enough; the empty set asks for none.
fn credentials(findings: &mut Findings<'_>, (old, new): (&Operation, &Operation), item: &Item, place: &Place) {
    let before = sets(findings.old.sdk, old);
    let after = sets(findings.new.sdk, new);
    if before == after {
        return;
    }
    let still = |set: &BTreeSet<String>| after.iter().any(|other| other.is_subset(set));
    let rule = if before.iter().all(still) { Rule::CredentialsWidened } else { Rule::CredentialsNarrowed };
    findings.turn(rule, item, place, shown(&before), shown(&after));
}

fn sets(sdk: &Sdk, operation: &Operation) -> BTreeSet<BTreeSet<String>> {
    let name = |at: &usize| sdk.credentials.get(*at).map(|c| c.wire.clone());
    let sets: BTreeSet<_> = operation.auth.iter().map(|group| group.iter().filter_map(name).collect()).collect();
    if sets.is_empty() { BTreeSet::from([BTreeSet::new()]) } else { sets }
}

fn shown(sets: &BTreeSet<BTreeSet<String>>) -> String {
    let set = |set: &BTreeSet<String>| match set.len() {
        0 => "none".to_owned(),
        _ => set.iter().cloned().collect::<Vec<_>>().join(" and "),
    };
    sets.iter().map(set).collect::<Vec<_>>().join(", or ")
}
