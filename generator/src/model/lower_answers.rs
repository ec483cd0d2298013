//! Responses: what a call returns, and in which other representations the answer can be had.

use super::asked::{Choice, asked, chosen, settled};
use super::casing;
use super::docs;
use super::lower_bodies::{is_text, same};
use super::lower_failures;
use super::lower_types::Lowering;
use super::media::{self, Kind};
use super::names::Scope;
use super::operations::{Answer, EventData, Outcome, Output, Raw, View};
use super::types::Type;
use crate::diag::{Code, Diagnostic};
use crate::spec::{self, Api, Content, Operation, Parameter, Place, Response, Shape, ShapeId};

/// What success answers with, the media types to ask for, and other representations of it.
pub fn lower(
    source: &Operation,
    pascal: &str,
    types: &mut Lowering<'_>,
    setters: &mut Scope,
) -> (Output, String, Vec<View>) {
    let all = &source.responses;
    let successes = successes(types.api, source);
    // An operation that knows no success but a redirect answers with it.
    let leads = |r: &&Response| ["301", "302", "303", "307", "308"].contains(&r.status.as_str());
    let mut redirects = all.iter().filter(leads).peekable();
    // So does one whose success says nothing, beside a redirect that says where to: that is where a browser goes.
    let says_where = |r: &Response| r.headers.iter().any(|header| header.name.eq_ignore_ascii_case("location"));
    let silent = source.method == "GET" && successes.iter().all(|r| r.content.is_empty());
    if successes.is_empty() && redirects.peek().is_some() || silent && redirects.any(says_where) {
        return (Output::Redirect, String::new(), Vec::new());
    }
    let mut outcomes: Vec<(&Response, Vec<Choice<'_>>)> = Vec::new();
    for response in successes {
        // JSON of anything is what a framework says of a file. A list of rows may be read in parts as well.
        let file =
            source.method == "GET" && is_file(source) && (is_called_a_file(source) || !is_list(types.api, response));
        let file = file && response.content.iter().all(|content| is_anything(types.api, content));
        outcomes.push((response, if file { Vec::new() } else { chosen(source, response, types) }));
    }
    let many = outcomes.len() > 1;
    // A success without `content` says nothing of its body (Appwrite's downloads are written so, and most of Vault's `POST`s,
    // which answer with JSON); what replaces, changes or deletes mostly answers with none. What comes with 206 is a part of
    // what comes with 200 (RFC 9110 §15.3.7).
    let silent = !["PUT", "PATCH", "DELETE"].contains(&source.method.as_str());
    let alone = silent && outcomes.iter().filter(|(r, _)| r.status != "206").count() == 1;
    let unsaid = outcomes.iter().any(|(r, choices)| r.status == "200" && choices.is_empty());
    let mut outputs = Vec::new();
    let mut accept: Vec<String> = Vec::new();
    for (response, choices) in &outcomes {
        // Several successes may well differ, so that each has its status in the name of what is inline.
        let owner = match many && !response.status.starts_with("200") {
            true => format!("{pascal}{}Response", variant(&response.status)),
            false => format!("{pascal}Response"),
        };
        let nothing = if is_file(source) { Output::Stream } else { Output::Bytes };
        let said = match response.status.as_str() {
            "200" => true,
            "206" => unsaid,
            // What reads something answers with it.
            "default" => source.method == "GET",
            _ => false,
        };
        outputs.push(first(choices.first(), response, &owner, (alone && said).then_some(nothing), types));
        // Of bytes every kind is welcome.
        let bytes = choices.first().is_some_and(|c| c.kind == Kind::Binary);
        let more = response.content.iter().filter(|c| bytes && settled(types.api, c) == Kind::Binary);
        let more = more.filter(|c| c.media.contains('/')).chain(choices.first().and_then(|c| c.plain));
        for media in choices.first().map(asked).into_iter().chain(more.map(|c| c.media.trim().to_owned())) {
            if !accept.contains(&media) {
                accept.push(media);
            }
        }
    }
    let views = match outcomes.iter().find(|(_, choices)| !choices.is_empty()) {
        Some((response, choices)) => views(response, choices.get(1..).unwrap_or_default(), pascal, types, setters),
        None => Vec::new(),
    };
    let statuses: Vec<&str> = outcomes.iter().map(|(r, _)| r.status.as_str()).collect();
    // An answer to HEAD has headers alone (RFC 9110 §9.3.2).
    if source.method == "HEAD" {
        return (Output::Empty, accept.join(", "), Vec::new());
    }
    let output = joined(source, pascal, &statuses, outputs, types);
    // What has no body may be asked for by a version, which is in the media type of everything else.
    let version = all.iter().flat_map(|r| &r.content).find(|content| media::says_more(content));
    accept.extend(version.filter(|_| accept.is_empty()).map(|content| content.media.trim().to_owned()));
    if matches!(output, Output::Bytes | Output::Stream) && accept.is_empty() {
        accept.push("*/*".to_owned());
    }
    (output, accept.join(", "), views)
}

/// The responses that are a success; `default` where there is no other, because it is what comes of every status that the
/// document does not name, unless it is one of the errors beside it or says that it is an error.
pub fn successes<'a>(api: &Api, source: &'a Operation) -> Vec<&'a Response> {
    let all = &source.responses;
    let mut successes: Vec<&Response> = all.iter().filter(|r| r.status.starts_with('2')).collect();
    let named = || all.iter().filter(|r| r.status != "default");
    if successes.is_empty() && named().all(|r| spec::is_error(&r.status)) {
        let alike = |a: &Response, b: &Response| match (a.content.first(), b.content.first()) {
            (Some(a), Some(b)) => same(api, a.shape, b.shape, 0),
            (a, b) => a.is_none() && b.is_none(),
        };
        let an_error = |r: &Response| {
            let said = r.description.to_lowercase();
            named().any(|error| alike(error, r)) || ["error", "fail"].iter().any(|word| said.contains(word))
        };
        successes.extend(all.iter().filter(|r| r.status == "default" && !an_error(r)));
    }
    successes
}

fn first(
    choice: Option<&Choice<'_>>,
    response: &Response,
    owner: &str,
    nothing: Option<Output>,
    types: &mut Lowering<'_>,
) -> Output {
    match (choice, nothing) {
        (Some(choice), _) => output(choice, response, owner, types),
        (None, nothing) => nothing.unwrap_or(Output::Empty),
    }
}

/// Whether nothing is said of JSON, or of the elements of a list.
fn is_anything(api: &Api, content: &Content) -> bool {
    let shape = |id: ShapeId| api.node(api.target(id)).map(|node| &node.shape);
    settled(api, content) == Kind::Json
        && match content.shape.and_then(shape) {
            Some(Shape::List { item, .. }) => matches!(shape(*item), Some(Shape::Any)),
            shape => matches!(shape, Some(Shape::Any) | None),
        }
}

/// Whether an answer is a list in JSON.
fn is_list(api: &Api, response: &Response) -> bool {
    let shape = |c: &Content| api.node(api.target(c.shape?)).map(|node| &node.shape);
    response.content.iter().any(|content| matches!(shape(content), Some(Shape::List { .. })))
}

/// Whether the path of an operation leads to a file by its words.
fn is_called_a_file(source: &Operation) -> bool {
    const WORDS: [&str; 7] = ["content", "contents", "file", "download", "attachment", "thumbnail", "raw"];
    source.path.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// Whether an operation answers with a file, of which a part may be asked for (RFC 9110 §14).
fn is_file(source: &Operation) -> bool {
    let ranged = |p: &Parameter| p.place == Place::Header && p.name.eq_ignore_ascii_case("range");
    let partial = |r: &Response| ["206", "416"].contains(&r.status.as_str());
    source.parameters.iter().any(ranged) || source.responses.iter().any(partial)
}

fn output(choice: &Choice<'_>, response: &Response, owner: &str, types: &mut Lowering<'_>) -> Output {
    let content = choice.content;
    let shape = content.item.or(content.shape);
    let raw = matches!(choice.kind, Kind::Text | Kind::Binary);
    if raw && shape.is_some() && !is_text(types.api, content) {
        let origin = shape.and_then(|id| types.api.node(id)).map(|n| n.origin.clone()).unwrap_or_default();
        types.diagnostics.push(
            Diagnostic::new(
                Code::UntypedMedia,
                format!("`{}` of `{}` is read as it is", content.media, response.status),
            )
            .at(&origin)
            .help("the caller parses it; only JSON is made into a type"),
        );
    }
    match choice.kind {
        Kind::Json => Output::Json(content.shape.map_or(Type::Json, |s| types.element(s, owner))),
        Kind::Text => Output::Text,
        // `type: string` is what all of the body is: it says nothing of a line, which is JSON.
        Kind::Lines if content.item.is_none() && is_plain(types.api, shape) => Output::Lines(Type::Json),
        Kind::Lines => {
            let element = media::element(types.api, content);
            Output::Lines(element.map_or(Type::Json, |s| types.element(s, owner)))
        }
        Kind::Events => Output::Events(event_data(content, owner, types)),
        Kind::Binary | Kind::Any | Kind::Form | Kind::Multipart => Output::Stream,
    }
}

fn is_plain(api: &Api, shape: Option<ShapeId>) -> bool {
    let node = shape.and_then(|id| api.node(api.target(id)));
    node.is_some_and(|node| matches!(node.shape, Shape::Text { .. }))
}

/// The data of events. The schema may be that of the data, or of the whole event with its fields; OpenAPI 3.2 says the
/// latter, most documents of before mean the former.
fn event_data(content: &Content, owner: &str, types: &mut Lowering<'_>) -> EventData {
    let api = types.api;
    let shape = |id: ShapeId| api.node(api.target(id)).map(|node| &node.shape);
    let Some(mut id) = media::element(api, content) else { return EventData::Text };
    let whole = matches!(shape(id), Some(Shape::Union(_))) && is_event(api, id, 0);
    match shape(id) {
        Some(Shape::Object(members)) if is_event(api, id, 0) => {
            id = members.properties.iter().find(|p| p.wire == "data").map_or(id, |p| p.shape);
        }
        _ => {}
    }
    // Streams may share what their events hold.
    let home = api.node(id).and_then(|node| types.homes.within(&node.origin));
    let owner = home.unwrap_or_else(|| owner.replace("Response", "Event"));
    match shape(id) {
        Some(Shape::Text { .. }) => EventData::Text,
        _ if whole => EventData::Whole(types.ty(id, &owner)),
        _ => EventData::Json(types.ty(id, &owner)),
    }
}

/// Whether a schema is that of whole events, or each arm of it is.
fn is_event(api: &Api, id: ShapeId, depth: usize) -> bool {
    let fields = ["data", "event", "id", "retry"];
    match api.node(api.target(id)).map(|node| &node.shape) {
        Some(Shape::Object(members)) => {
            let names = || members.properties.iter().map(|p| p.wire.as_str());
            names().any(|name| name == "data") && names().all(|name| fields.contains(&name))
        }
        Some(Shape::Union(union)) => depth < 8 && union.arms.iter().all(|arm| is_event(api, arm.shape, depth + 1)),
        _ => false,
    }
}

/// The other representations, each with a method of the request.
fn views(
    response: &Response,
    choices: &[Choice<'_>],
    pascal: &str,
    types: &mut Lowering<'_>,
    setters: &mut Scope,
) -> Vec<View> {
    let mut views = Vec::new();
    for choice in choices {
        let word = casing::snake(&media::word(choice.content, choice.kind));
        let plain = word.trim_start_matches("r#").to_owned();
        let owner = format!("{pascal}{}Response", casing::pascal(&plain));
        let origin = choice.content.shape.and_then(|id| types.api.node(id)).map(|n| n.origin.clone());
        views.push(View {
            method: setters.claim_for(
                &format!("*answer {plain}"),
                &[word, format!("as_{plain}")],
                &origin.unwrap_or_default(),
                types.diagnostics,
            ),
            accept: choice
                .plain
                .into_iter()
                .fold(asked(choice), |asked, plain| format!("{asked}, {}", plain.media.trim())),
            output: output(choice, response, &owner, types),
            sent: None,
        });
    }
    views
}

/// One type for all successes.
fn joined(
    source: &Operation,
    pascal: &str,
    statuses: &[&str],
    outputs: Vec<Output>,
    types: &mut Lowering<'_>,
) -> Output {
    let mut distinct: Vec<&Output> = Vec::new();
    for output in outputs.iter().filter(|o| **o != Output::Empty) {
        if !distinct.contains(&output) {
            distinct.push(output);
        }
    }
    let empty = outputs.contains(&Output::Empty);
    match (distinct.as_slice(), empty) {
        ([], _) => Output::Empty,
        ([Output::Json(Type::Nullable(ty))], true) => Output::Optional((**ty).clone()),
        ([Output::Json(ty)], true) => Output::Optional(ty.clone()),
        ([one], _) => (*one).clone(),
        (many, _) if !many.iter().any(|o| matches!(o, Output::Events(_) | Output::Lines(_))) => {
            let outcomes = statuses.iter().zip(outputs).map(|(status, output)| Outcome {
                status: (*status).to_owned(),
                variant: variant(status),
                raw: match output {
                    Output::Text => Some(Raw::Text),
                    Output::Stream | Output::Bytes => Some(Raw::Bytes),
                    _ => None,
                },
                ty: match output {
                    Output::Json(ty) => Some(ty),
                    _ => None,
                },
            });
            Output::Choice { name: format!("{pascal}Answer"), outcomes: outcomes.collect() }
        }
        ([one, ..], _) => {
            types.diagnostics.push(
                Diagnostic::new(
                    Code::UntypedMedia,
                    format!("the successes of `{}` are read in different ways; all are read as the first", source.id),
                )
                .at(&source.origin.child("responses"))
                .help("give them one media type, or one schema"),
            );
            (*one).clone()
        }
    }
}

/// The reason phrase of a success as a name (RFC 9110 §15.3).
fn variant(status: &str) -> String {
    let known = match status {
        "200" => "Ok",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "NonAuthoritative",
        "204" => "NoContent",
        "205" => "ResetContent",
        "206" => "PartialContent",
        "207" => "MultiStatus",
        "208" => "AlreadyReported",
        "226" => "ImUsed",
        "default" => "Other",
        _ if status.eq_ignore_ascii_case("2xx") => "Success",
        _ => return format!("Status{}", casing::pascal(status)),
    };
    known.to_owned()
}

/// A documented answer of which only the words matter.
pub fn told(response: &Response) -> Answer {
    let success = !spec::is_error(&response.status);
    let media = response.content.first().map(|c| c.media.trim().to_owned());
    Answer { status: response.status.clone(), description: docs::line(&response.description), ty: None, media, success }
}

/// The documented answers of an operation, for the docs and for typed errors.
pub fn answers(source: &Operation, pascal: &str, types: &mut Lowering<'_>) -> Vec<Answer> {
    let successes: Vec<&str> = successes(types.api, source).into_iter().map(|r| r.status.as_str()).collect();
    // Redirects are not followed: one is an error where there is a success to be had, as `304` is.
    let redirects = successes.is_empty();
    let answers = source.responses.iter().map(|response| {
        let answer = answer(response, pascal, types);
        let good = answer.success && (redirects || !response.status.starts_with('3'));
        Answer { success: good || successes.contains(&response.status.as_str()), ..answer }
    });
    answers.collect()
}

fn answer(response: &Response, owner: &str, types: &mut Lowering<'_>) -> Answer {
    let role = match response.status.as_str() {
        status if status.starts_with('2') => "Response".to_owned(),
        "default" => "DefaultError".to_owned(),
        status => format!("{}Error", lower_failures::variant(status).trim_end_matches("Error")),
    };
    let api = types.api;
    // Errors of downloads are JSON under the name of what is downloaded.
    let hidden = |c: &Content| {
        let shape = c.shape.and_then(|id| api.node(api.target(id))).map(|node| &node.shape);
        let is_object = matches!(shape, Some(Shape::Object(_)));
        is_object && spec::is_error(&response.status) && c.essence() == media::OCTETS
    };
    let json = response.content.iter().filter(|c| settled(api, c) == Kind::Json);
    let json = json.min_by_key(|c| c.essence() != "application/json");
    let json = json.or_else(|| response.content.iter().find(|c| hidden(c)));
    Answer { ty: json.and_then(|c| c.shape).map(|s| types.ty(s, &format!("{owner}{role}"))), ..told(response) }
}
