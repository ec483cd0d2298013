//! What an operation answers with: its value, other representations of it, errors, headers and pages.

use super::calls::Call;
use super::{Findings, Item, Place, Rule, What, matched};
use crate::emit;
use crate::model::operations::HeaderField;
use crate::model::{Failures, Headers, Outcome, Output, Paging, Raw, View, pagination};

pub(super) fn compare(findings: &mut Findings<'_>, old: Call<'_>, new: Call<'_>) {
    let (a, b) = (old.operation, new.operation);
    let place = Place { old: findings.old.operation(&a.id), new: findings.new.operation(&b.id) };
    let item = |what| Item::of_operation(what, old.service, old.operation);
    output(findings, (&a.output, &b.output), (&a.accept, &b.accept), &item(What::Answer), &place);
    views(findings, old, new, &place);
    failures(findings, old, new, &place);
    headers(findings, old, new, &place);
    pages(findings, (a.paging.as_ref(), b.paging.as_ref()), &item(What::Pages), &place);
    let chunked = |call: Call<'_>| Item::new(What::Argument, format!("{}.in_chunks()", call.path()));
    match (&a.chunks, &b.chunks) {
        (Some(_), None) => findings.push(Rule::Removed, &chunked(old), &place),
        (None, Some(_)) => findings.push(Rule::Added, &chunked(new), &place),
        (Some(from), Some(to)) if from != to => findings.turn(Rule::TravelChanged, &chunked(old), &place, from, to),
        _ => {}
    }
}

fn output(findings: &mut Findings<'_>, (a, b): (&Output, &Output), accept: (&str, &str), item: &Item, place: &Place) {
    if !findings.same_output(a, b) {
        let (from, to) = (emit::shown_output(findings.old.sdk, a), emit::shown_output(findings.new.sdk, b));
        return findings.turn(Rule::TypeChanged, item, place, from, to);
    }
    if accept.0 != accept.1 {
        let rule = if covers(accept.0, accept.1) { Rule::AcceptNarrowed } else { Rule::TravelChanged };
        findings.turn(rule, item, place, accept.0, accept.1);
    }
    if let (Output::Choice { name, outcomes: before }, Output::Choice { name: to, outcomes: after }) = (a, b) {
        findings.renamed(item, place, name, to);
        outcomes(findings, (name, before), (to, after), place);
    }
}

/// Whether every media type of an `Accept` was in another already: itself, or by a range (RFC 9110 §12.5.1).
fn covers(ranges: &str, accept: &str) -> bool {
    let within = |range: &str, media: &str| {
        let kind = range.strip_suffix('*').filter(|kind| kind.ends_with('/'));
        range == media || range == "*/*" || kind.is_some_and(|kind| media.starts_with(kind))
    };
    accept.split(", ").all(|media| ranges.split(", ").any(|range| within(range, media)))
}

/// The variants of an enum by status.
fn outcomes(findings: &mut Findings<'_>, old: (&str, &[Outcome]), new: (&str, &[Outcome]), place: &Place) {
    let item = |name: &str, o: &Outcome| Item::new(What::Variant, format!("{name}::{}", o.variant));
    let found = matched(old.1, new.1, |o| o.status.as_str()).or(|o| o.variant.as_str());
    for (a, b) in found.both {
        let item = item(old.0, a);
        findings.renamed(&item, place, &a.variant, &b.variant);
        if a.status != b.status {
            findings.turn(Rule::TravelChanged, &item, place, &a.status, &b.status);
        }
        if a.raw != b.raw || !findings.same_or_none(a.ty.as_ref(), b.ty.as_ref()) {
            let raw = |o: &Outcome| match o.raw {
                Some(Raw::Text) => "String",
                Some(Raw::Bytes) => "Bytes",
                None => "()",
            };
            let word = |sdk, o: &Outcome| o.ty.as_ref().map_or(raw(o).to_owned(), |ty| emit::shown(sdk, ty));
            let (from, to) = (word(findings.old.sdk, a), word(findings.new.sdk, b));
            findings.turn(Rule::TypeChanged, &item, place, from, to);
        }
    }
    found.gone.iter().for_each(|o| findings.push(Rule::Removed, &item(old.0, o), place));
    found.fresh.iter().for_each(|o| findings.push(Rule::Added, &item(new.0, o), place));
}

fn views(findings: &mut Findings<'_>, old: Call<'_>, new: Call<'_>, place: &Place) {
    let item = |call: Call<'_>, v: &View| Item::new(What::Answer, format!("{}.{}()", call.path(), v.method));
    let found = matched(&old.operation.views, &new.operation.views, |v| v.accept.as_str()).or(|v| v.method.as_str());
    for (a, b) in found.both {
        findings.renamed(&item(old, a), place, &a.method, &b.method);
        output(findings, (&a.output, &b.output), (&a.accept, &b.accept), &item(old, a), place);
    }
    found.gone.iter().for_each(|v| findings.push(Rule::Removed, &item(old, v), place));
    found.fresh.iter().for_each(|v| findings.push(Rule::Added, &item(new, v), place));
}

fn failures(findings: &mut Findings<'_>, old: Call<'_>, new: Call<'_>, place: &Place) {
    let item = |f: &Failures| Item::new(What::Failure, f.name.clone());
    match (&old.operation.failures, &new.operation.failures) {
        (Some(a), Some(b)) => {
            findings.renamed(&item(a), place, &a.name, &b.name);
            outcomes(findings, (&a.name, &a.outcomes), (&b.name, &b.outcomes), place);
        }
        (Some(a), None) => findings.push(Rule::Removed, &item(a), place),
        (None, Some(b)) => findings.push(Rule::Added, &item(b), place),
        (None, None) => {}
    }
}

fn headers(findings: &mut Findings<'_>, old: Call<'_>, new: Call<'_>, place: &Place) {
    let item = |h: &Headers| Item::new(What::Header, h.name.clone());
    let (a, b) = match (&old.operation.headers, &new.operation.headers) {
        (Some(a), Some(b)) => (a, b),
        (Some(a), None) => return findings.push(Rule::Removed, &item(a), place),
        (None, Some(b)) => return findings.push(Rule::Added, &item(b), place),
        (None, None) => return,
    };
    findings.renamed(&item(a), place, &a.name, &b.name);
    let field = |h: &Headers, f: &HeaderField| Item::new(What::Header, format!("{}.{}", h.name, f.name));
    let found = matched(&a.fields, &b.fields, |f| f.wire.to_lowercase()).or(|f| f.name.clone());
    for (old, new) in found.both {
        let item = field(a, old);
        findings.renamed(&item, place, &old.name, &new.name);
        if !old.wire.eq_ignore_ascii_case(&new.wire) {
            findings.turn(Rule::TravelChanged, &item, place, &old.wire, &new.wire);
        }
        if !findings.same(&old.ty, &new.ty) {
            let (from, to) = (emit::shown(findings.old.sdk, &old.ty), emit::shown(findings.new.sdk, &new.ty));
            findings.turn(Rule::TypeChanged, &item, place, from, to);
        }
        findings.told(&item, place, (old.deprecated, new.deprecated), old.docs == new.docs);
    }
    found.gone.iter().for_each(|f| findings.push(Rule::Removed, &field(a, f), place));
    found.fresh.iter().for_each(|f| findings.push(Rule::Added, &field(b, f), place));
}

fn pages(findings: &mut Findings<'_>, pair: (Option<&Paging>, Option<&Paging>), item: &Item, place: &Place) {
    let (a, b) = match pair {
        (Some(a), Some(b)) => (a, b),
        (Some(_), None) => return findings.push(Rule::Removed, item, place),
        (None, Some(_)) => return findings.push(Rule::Added, item, place),
        (None, None) => return,
    };
    let (old, new) = (a.elements.as_ref().map(|e| &e.item), b.elements.as_ref().map(|e| &e.item));
    if let Some(old) = old
        && !findings.same_or_none(Some(old), new)
    {
        let from = emit::shown(findings.old.sdk, old);
        let to = new.map_or_else(|| "no elements".to_owned(), |new| emit::shown(findings.new.sdk, new));
        findings.turn(Rule::TypeChanged, item, place, from, to);
    }
    // Arguments are known by their index, which others move.
    let way = |p: &Paging| {
        let more = p.more.as_deref().map(pagination::words);
        let elements = p.elements.as_ref().map(|e| pagination::words(&e.path));
        (std::mem::discriminant(&p.strategy), elements, more)
    };
    if way(a) != way(b) {
        findings.push(Rule::PagesChanged, item, place);
    }
}
