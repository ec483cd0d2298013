//! Parameters that say which representation of an answer comes (`/insight/{format}`): a method that reads one of them says so
//! already, and nobody is asked.

use super::asked::settled;
use super::docs;
use super::lower_parameters::SENT;
use super::media::Kind;
use super::names::Scope;
use super::operations::{Argument, Output, View};
use super::types::Type;
use crate::diag::Diagnostics;
use crate::spec::{Api, Content, Operation, Place, Shape};

/// Has the parameter sent that a method goes by: the value of what is read, unless another is set, and that of each view.
pub fn settle(api: &Api, source: &Operation, accept: &str, arguments: &mut [Argument], views: &mut [View]) {
    let successes = source.responses.iter().filter(|r| r.status.starts_with('2'));
    let contents: Vec<&Content> = successes.flat_map(|r| &r.content).collect();
    for (index, argument) in arguments.iter_mut().enumerate() {
        let Some(values) = values(api, source, argument) else { continue };
        let sent = |accept: &str| values.iter().copied().find(|value| names(value, accept));
        let all = values.iter().all(|value| contents.iter().any(|c| names(value, &c.media)));
        let is_json = contents.iter().any(|c| c.media.trim() == accept && settled(api, c) == Kind::Json);
        let Some(own) = sent(accept).filter(|_| all && is_json) else { continue };
        argument.required = false;
        argument.unset = Some(own.into());
        docs::append(&mut argument.docs, format!("{SENT}{} unless it is set.", docs::code(own)));
        for view in views.iter_mut() {
            view.sent = sent(&view.accept).map(|value| (index, value.to_owned()));
        }
    }
}

/// A flag of the query that makes a stream of an answer, as `watch` of Kubernetes and `follow` of Docker do: what is read whole would
/// not end. A method that reads a stream sends it; where no representation is one, there is one for the bytes as they come.
pub fn follow(
    api: &Api,
    (source, accept, output): (&Operation, &str, &Output),
    arguments: &[Argument],
    views: &mut Vec<View>,
    (setters, diagnostics): (&mut Scope, &mut Diagnostics),
) {
    const FLAGS: [&str; 3] = ["watch", "follow", "stream"];
    let is_flag = |a: &Argument| {
        let query = a.wiring.is_some_and(|wiring| wiring.place == Place::Query);
        query && !a.required && a.ty == Type::Bool && FLAGS.contains(&a.wire.as_str())
    };
    let whole = matches!(output, Output::Json(_) | Output::Optional(_) | Output::Text | Output::Bytes);
    let streams = |a: &Argument| is_flag(a) && (a.wire == "stream" || speaks_of_a_stream(api, source, &a.wire));
    let Some(index) = arguments.iter().position(streams).filter(|_| whole && source.method == "GET") else { return };
    let is_stream = |view: &View| matches!(view.output, Output::Stream | Output::Events(_) | Output::Lines(_));
    if !views.iter().any(is_stream) {
        // The setter of the flag has its name.
        let names = ["stream".to_owned(), "as_stream".to_owned()];
        let names = &names[usize::from(arguments.iter().any(|a| a.name == "stream"))..];
        views.push(View {
            method: setters.claim_for("*answer stream", names, &source.origin, diagnostics),
            accept: if accept.is_empty() { "*/*".to_owned() } else { accept.to_owned() },
            output: Output::Stream,
            sent: None,
        });
    }
    for view in views.iter_mut().filter(|view| is_stream(view)) {
        view.sent.get_or_insert_with(|| (index, "true".to_owned()));
    }
}

/// Whether words say that an answer goes on: one may also follow redirects, and watch a report.
fn speaks_of_a_stream(api: &Api, source: &Operation, wire: &str) -> bool {
    const WORDS: [&str; 10] = [
        "stream",
        "streams",
        "streamed",
        "streaming",
        "changes",
        "notifications",
        "live",
        "logs",
        "keep",
        "continuously",
    ];
    let parameter = source.parameters.iter().find(|p| p.place == Place::Query && p.name == wire);
    parameter.is_some_and(|p| {
        let said = [p.doc.description.as_str(), api.description_of(p.shape)].join(" ").to_lowercase();
        said.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
    })
}

/// The values of a parameter that must be one of some.
fn values<'a>(api: &'a Api, source: &Operation, argument: &Argument) -> Option<Vec<&'a str>> {
    let free = argument.required && argument.fixed.is_none() && argument.inherited.is_none();
    let place = argument.wiring.map(|w| w.place).filter(|place| free && [Place::Path, Place::Query].contains(place))?;
    let parameter = source.parameters.iter().find(|p| p.place == place && p.name == argument.wire)?;
    match &api.node(api.target(parameter.shape))?.shape {
        Shape::Enum { values, open: false } => Some(values.iter().map(|v| v.value.as_str()).collect()),
        _ => None,
    }
}

/// Whether a value is what files of a media type end with, or its subtype: `json`, `.xml`, `text`.
fn names(value: &str, media: &str) -> bool {
    let value = value.trim_start_matches('.').to_lowercase();
    let essence = Content::untyped(media).essence();
    let Some((_, subtype)) = essence.split_once('/') else { return false };
    let bare = subtype.trim_start_matches("x-");
    let bare = bare.rsplit_once('+').map_or(bare, |(_, suffix)| suffix);
    !value.is_empty() && (value == bare || bare == "plain" && ["text", "txt"].contains(&value.as_str()))
}
