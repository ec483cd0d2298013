//! What an operation takes: arguments of its method, setters of its request, bodies.

use super::calls::Call;
use super::order::{Order, moved};
use super::{Findings, Item, Place, Rule, What, matched};
use crate::emit;
use crate::model::{Argument, Payload};
use crate::spec;

/// A parameter or a body as callers meet it.
struct Taken<'a> {
    argument: &'a Argument,
    /// What makes it the same one in both documents.
    key: String,
    /// Its place among the arguments of the method.
    position: Option<usize>,
}

/// Everything that an operation takes, its bodies in other representations left aside.
fn taken<'a>(call: Call<'a>) -> Vec<Taken<'a>> {
    let operation = call.operation;
    let mut positions = 0..;
    let all = operation.arguments.iter().chain(&operation.body);
    let one = |argument: &'a Argument| Taken {
        argument,
        key: key(call, argument),
        position: if argument.asked() { positions.next() } else { None },
    };
    all.map(one).collect()
}

/// A parameter of the path is known by its place there: what it is called is for readers.
fn key(call: Call<'_>, argument: &Argument) -> String {
    let Some(wiring) = argument.wiring else { return "body".to_owned() };
    let name = match wiring.place {
        spec::Place::Path => {
            let mut names = call.operation.path.split('{').skip(1).filter_map(|part| part.split('}').next());
            names.position(|name| name == argument.wire).map_or(argument.wire.clone(), |at| at.to_string())
        }
        spec::Place::Header => argument.wire.to_lowercase(),
        _ => argument.wire.clone(),
    };
    format!("{} {name}", wiring.place.word())
}

pub(super) fn compare(findings: &mut Findings<'_>, old: Call<'_>, new: Call<'_>) {
    let (before, after) = (taken(old), taken(new));
    let found = matched(&before, &after, |t| t.key.as_str()).or(|t| t.argument.name.as_str());
    let order = order(findings, &before, &after, &found.both);
    for (a, b) in &found.both {
        let item = Item::part_of_operation(What::Argument, old.service, old.operation, &a.argument.name);
        let place = Place {
            old: findings.old.argument(&old.operation.id, a.argument),
            new: findings.new.argument(&new.operation.id, b.argument),
        };
        pair(findings, (a, b), &item, &place, &order);
        travel(findings, (a, b), &item, &place);
        let same_words = a.argument.docs == b.argument.docs;
        findings.told(&item, &place, (a.argument.deprecated, b.argument.deprecated), same_words);
    }
    for gone in &found.gone {
        let item = Item::part_of_operation(What::Argument, old.service, old.operation, &gone.argument.name);
        let place = Place { old: findings.old.argument(&old.operation.id, gone.argument), new: None };
        let heir = after.iter().find(|t| order.fits && t.position.is_some() && t.position == gone.position);
        match heir {
            // Callers compile: what they give is now sent as something else.
            Some(heir) => findings.turn(Rule::TravelChanged, &item, &place, route(gone.argument), route(heir.argument)),
            None if silent(gone.argument) => {
                findings.turn(Rule::TravelChanged, &item, &place, route(gone.argument), "not sent");
            }
            None => findings.push(Rule::Removed, &item, &place),
        }
    }
    let taken_over = |fresh: &Taken<'_>| order.fits && found.gone.iter().any(|gone| gone.position == fresh.position);
    for fresh in found.fresh.iter().filter(|t| t.position.is_none() || !taken_over(t)) {
        let item = Item::part_of_operation(What::Argument, old.service, old.operation, &fresh.argument.name);
        let place = Place { old: None, new: findings.new.argument(&new.operation.id, fresh.argument) };
        let rule = match (fresh.position.is_some(), order.fits) {
            (true, true) => Rule::Swapped,
            (true, false) => Rule::NewlyAsked,
            (false, _) => Rule::Added,
        };
        findings.push(rule, &item, &place);
    }
}

/// Whether the arguments that callers give still fit, and which of those that stayed stand elsewhere.
fn order(findings: &Findings<'_>, old: &[Taken<'_>], new: &[Taken<'_>], both: &[(&Taken<'_>, &Taken<'_>)]) -> Order {
    let old: Vec<_> = old.iter().filter(|t| t.position.is_some()).collect();
    let new: Vec<_> = new.iter().filter(|t| t.position.is_some()).collect();
    let same = |(a, b): (&&Taken<'_>, &&Taken<'_>)| findings.same_taken(&a.argument.ty, &b.argument.ty);
    let kept = both.iter().filter_map(|(a, b)| Some((a.position?, b.position?)));
    Order { fits: old.len() == new.len() && old.iter().zip(&new).all(same), moved: moved(kept.collect()) }
}

/// Whether it is sent without that anybody is asked for it.
fn silent(argument: &Argument) -> bool {
    argument.required && argument.fixed.is_some()
}

/// What callers see of one that both have.
fn pair(findings: &mut Findings<'_>, (a, b): (&Taken<'_>, &Taken<'_>), item: &Item, place: &Place, order: &Order) {
    let (old, new) = (a.argument, b.argument);
    let same = findings.same_taken(&old.ty, &new.ty);
    let types =
        |findings: &Findings<'_>| (emit::shown(findings.old.sdk, &old.ty), emit::shown(findings.new.sdk, &new.ty));
    match (a.position, b.position) {
        (Some(_), Some(_)) if !same && !order.fits => {
            let (from, to) = types(findings);
            findings.turn(Rule::TypeChanged, item, place, from, to);
        }
        (Some(at), Some(_)) => {
            if order.moved.contains(&at) {
                findings.push(if order.fits { Rule::Swapped } else { Rule::OrderChanged }, item, place);
            }
        }
        // A setter is gone whatever fits.
        (None, Some(_)) if order.fits && old.required => findings.push(Rule::Swapped, item, place),
        (None, Some(_)) => findings.push(Rule::NewlyAsked, item, place),
        (Some(_), None) if order.fits => findings.push(Rule::Swapped, item, place),
        (Some(_), None) => findings.push(Rule::NoLongerAsked, item, place),
        (None, None) => match (old.required, new.required) {
            (false, true) => findings.push(Rule::NoLongerAsked, item, place),
            (true, false) => findings.turn(Rule::TravelChanged, item, place, "always sent", "sent where it is set"),
            (true, true) => {}
            (false, false) => {
                let needed = |a: &Argument| a.inherited.as_ref().is_some_and(|inherited| inherited.required);
                if needed(new) && !needed(old) {
                    findings.push(Rule::NewlyAsked, item, place);
                }
                if old.unset.is_some() != new.unset.is_some() {
                    let word = |a: &Argument| if a.unset.is_some() { "always sent" } else { "sent where it is set" };
                    findings.turn(Rule::TravelChanged, item, place, word(old), word(new));
                }
                findings.renamed(item, place, &old.name, &new.name);
                let valued = (old.fixed.is_none(), new.fixed.is_none());
                if valued.0 != valued.1 || (valued.0 && !same) {
                    let word = |has: bool, ty: String| if has { ty } else { "no value".to_owned() };
                    let (from, to) = types(findings);
                    findings.turn(Rule::TypeChanged, item, place, word(valued.0, from), word(valued.1, to));
                }
            }
        },
    }
    for (from, to) in [(&old.fixed, &new.fixed), (&old.unset, &new.unset)] {
        let Some((from, to)) = from.as_ref().zip(to.as_ref()).filter(|(from, to)| from != to) else { continue };
        findings.turn(Rule::ConstantChanged, item, place, from.to_string(), to.to_string());
    }
}

/// How it is written.
fn travel(findings: &mut Findings<'_>, (a, b): (&Taken<'_>, &Taken<'_>), item: &Item, place: &Place) {
    let (from, to) = (route(a.argument), route(b.argument));
    let in_path = |t: &Taken<'_>| t.argument.wiring.is_some_and(|w| w.place == spec::Place::Path);
    let named_alike = a.key == b.key || !(in_path(a) && in_path(b));
    if from != to && (named_alike || style(a.argument) != style(b.argument)) {
        findings.turn(Rule::TravelChanged, item, place, from, to);
    }
}

/// Where and under which name it travels, and how.
pub(super) fn route(argument: &Argument) -> String {
    match argument.wiring {
        // What it is called in the path is not sent.
        Some(wiring) if wiring.place == spec::Place::Path => format!("path{}", style(argument)),
        Some(wiring) => format!("{} `{}`{}", wiring.place.word(), argument.wire, style(argument)),
        None => format!("body of {}{}", argument.payload.as_ref().map_or("", Payload::media), style(argument)),
    }
}

/// How it is written, as far as that is not said by its place.
fn style(argument: &Argument) -> String {
    let mut words = Vec::new();
    if let Some(wiring) = argument.wiring {
        words.push(match wiring.written {
            spec::Written::Styled => format!("{:?}", wiring.style).to_lowercase(),
            spec::Written::Json => "json".to_owned(),
            spec::Written::Form => "form".to_owned(),
        });
        words.extend(wiring.explode.then(|| "exploded".to_owned()));
        words.extend(wiring.reserved.then(|| "reserved characters as they are".to_owned()));
    }
    let of_body = argument.payload.as_ref().and_then(Payload::encoding).map(|(fields, _)| fields);
    for field in of_body.unwrap_or(&argument.encoding) {
        let style = field.style.map(|(style, explode)| format!(" {style:?}{}", if explode { " exploded" } else { "" }));
        let media = field.media.as_ref().map(|media| format!(" {media}"));
        let reserved = field.reserved.then_some(" reserved");
        words.push(format!(
            "{}{}{}{}",
            field.wire,
            style.unwrap_or_default().to_lowercase(),
            media.unwrap_or_default(),
            reserved.unwrap_or_default()
        ));
    }
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}
