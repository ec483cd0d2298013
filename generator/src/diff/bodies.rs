//! Other representations of a body: methods of the service where the body is required, else setters of the request.

use super::calls::Call;
use super::{Findings, Item, Place, Rule, What, matched};
use crate::emit;
use crate::model::{Alternative, Payload};

fn media(alternative: &Alternative) -> &str {
    alternative.argument.payload.as_ref().map_or("", Payload::media)
}

/// What callers name.
fn name(alternative: &Alternative) -> &str {
    if alternative.argument.required { &alternative.method } else { &alternative.argument.name }
}

pub(super) fn compare(findings: &mut Findings<'_>, old: Call<'_>, new: Call<'_>) {
    let found = matched(&old.operation.alternatives, &new.operation.alternatives, media);
    let item = |call: Call<'_>, a: &Alternative| {
        Item::part_of_operation(What::Argument, call.service, call.operation, name(a))
    };
    let place = |findings: &Findings<'_>, a: Option<&Alternative>, b: Option<&Alternative>| Place {
        old: a.and_then(|a| findings.old.argument(&old.operation.id, &a.argument)),
        new: b.and_then(|b| findings.new.argument(&new.operation.id, &b.argument)),
    };
    for (a, b) in found.both {
        let (item, place) = (item(old, a), place(findings, Some(a), Some(b)));
        match (a.argument.required, b.argument.required) {
            (false, true) => findings.push(Rule::NewlyAsked, &item, &place),
            (true, false) => findings.push(Rule::NoLongerAsked, &item, &place),
            _ => findings.renamed(&item, &place, name(a), name(b)),
        }
        if !findings.same_taken(&a.argument.ty, &b.argument.ty) {
            let from = emit::shown(findings.old.sdk, &a.argument.ty);
            let to = emit::shown(findings.new.sdk, &b.argument.ty);
            findings.turn(Rule::TypeChanged, &item, &place, from, to);
        }
        let (from, to) = (super::arguments::route(&a.argument), super::arguments::route(&b.argument));
        if from != to {
            findings.turn(Rule::TravelChanged, &item, &place, from, to);
        }
    }
    for a in found.gone {
        let place = place(findings, Some(a), None);
        findings.push(Rule::Removed, &item(old, a), &place);
    }
    for b in found.fresh {
        let place = place(findings, None, Some(b));
        findings.push(Rule::Added, &item(new, b), &place);
    }
}
