//! The runtime's files, as they are in `templates/runtime/src`; the crate root there is the module's index here. What an
//! SDK has no use for is not copied.

use std::collections::BTreeSet;

use super::answers;
use super::layout::Feature;
use crate::model::{Argument, Calendar, Operation, Output, Payload, Scalar, Sdk, Type};
use crate::spec::Written;

/// What of the runtime an SDK may or may not need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Servers to choose from, or of an operation.
    Servers,
    /// OAuth 2 grants.
    Grants,
    /// Bodies that are sent as they are.
    Bodies,
    /// Forms.
    Forms,
    /// Forms of several parts.
    Parts,
    /// Files that are sent in chunks.
    Chunks,
    /// Date-times, dates and times of the `time` crate.
    Time,
    /// Those of `chrono`.
    Chrono,
    /// Those of `jiff`, and durations.
    Jiff,
    /// UUIDs.
    Uuids,
    /// Bytes as base64.
    Base64,
    /// Addresses of the internet protocol.
    Addresses,
    /// URLs that are more than texts.
    Urls,
    /// Decimals.
    Decimals,
    /// Answers that are read while they come.
    Streams,
    /// Server-sent events.
    Events,
    /// JSON, one text a line.
    Lines,
    /// Bodies of that.
    SentLines,
    /// Answers that are walked page by page.
    Pages,
    /// Members of bodies that are set once they are written.
    Members,
    /// Calls that block the thread.
    Blocking,
    /// Spans of the `tracing` crate.
    Spans,
    /// Documented headers of answers.
    Headers,
    /// Parameters of the client.
    Inherited,
    /// Problem details of errors.
    Problems,
}

impl From<Feature> for Part {
    fn from(feature: Feature) -> Self {
        match feature {
            Feature::Blocking => Self::Blocking,
            Feature::Tracing => Self::Spans,
        }
    }
}

/// The text of one file.
macro_rules! file {
    ($path:literal, $source:literal, $part:expr) => {
        ($path, include_str!(concat!("../../templates/runtime/", $source)), $part)
    };
    ($path:literal) => {
        file!($path, $path, None)
    };
    ($path:literal, $part:ident) => {
        file!($path, $path, Some(Part::$part))
    };
}

/// Path below `src/runtime`, text, and the part that it belongs to.
const FILES: &[(&str, &str, Option<Part>)] = &[
    file!("addresses.rs", Addresses),
    file!("answer.rs"),
    file!("argument.rs"),
    file!("auth.rs"),
    file!("blocking.rs", Blocking),
    file!("body.rs", Bodies),
    file!("base64.rs", Base64),
    file!("bridge.rs"),
    file!("budget.rs"),
    file!("call.rs"),
    file!("choice.rs"),
    file!("chrono.rs", Chrono),
    file!("chunked.rs", Chunks),
    file!("config.rs"),
    file!("decimal.rs", Decimals),
    file!("decode.rs"),
    file!("decode_error.rs"),
    file!("encode.rs"),
    file!("error.rs"),
    file!("escape.rs"),
    file!("events.rs", Events),
    file!("fault.rs"),
    file!("fields.rs"),
    file!("form.rs", Forms),
    file!("future.rs"),
    file!("headers.rs", Headers),
    file!("inherited.rs", Inherited),
    file!("jiff.rs", Jiff),
    file!("lines.rs", Lines),
    file!("links.rs", Pages),
    file!("media_types.rs", Bodies),
    file!("members.rs", Members),
    file!("middleware.rs"),
    file!("multipart.rs", Parts),
    file!("nullable.rs"),
    file!("numbers.rs"),
    file!("oauth2.rs", Grants),
    file!("operation.rs"),
    file!("options.rs"),
    file!("pages.rs", Pages),
    file!("parameter.rs"),
    file!("path.rs"),
    file!("payload.rs"),
    file!("plan.rs", Pages),
    file!("problem.rs", Problems),
    file!("provider.rs"),
    file!("reader.rs"),
    file!("request.rs"),
    file!("request_id.rs"),
    file!("resume.rs", Streams),
    file!("retry.rs"),
    file!("secret.rs"),
    file!("send.rs"),
    file!("sent_lines.rs", SentLines),
    file!("server.rs", Servers),
    file!("spans.rs", Spans),
    file!("stream.rs", Streams),
    file!("time.rs", Time),
    file!("transport.rs"),
    file!("tuple.rs"),
    file!("url.rs", Urls),
    file!("uuid.rs", Uuids),
    file!("values.rs"),
];

const INDEX: &str = include_str!("../../templates/runtime/lib.rs");

/// The parts that an SDK needs.
pub fn parts(sdk: &Sdk) -> BTreeSet<Part> {
    let mut parts = BTreeSet::new();
    parts.extend((!sdk.servers.list.is_empty()).then_some(Part::Servers));
    parts.extend(sdk.credentials.iter().any(|c| c.grant.is_some()).then_some(Part::Grants));
    let operations = || sdk.services.iter().flat_map(|s| &s.operations);
    if operations().any(|o| o.paging.is_some()) {
        parts.extend([Part::Pages, Part::Members]);
    }
    let switched = |o: &Operation| o.views.iter().any(|view| answers::streams(sdk, o, view));
    parts.extend(operations().any(switched).then_some(Part::Members));
    for output in operations().flat_map(|o| std::iter::once(&o.output).chain(o.views.iter().map(|v| &v.output))) {
        match output {
            Output::Stream => _ = parts.insert(Part::Streams),
            Output::Events(_) => parts.extend([Part::Streams, Part::Events]),
            Output::Lines(_) => parts.extend([Part::Streams, Part::Lines]),
            _ => {}
        }
    }
    for payload in operations().flat_map(|o| o.bodies()).flat_map(|b| &b.payload) {
        match payload {
            Payload::Json { .. } => {}
            Payload::Lines { .. } => _ = parts.insert(Part::SentLines),
            Payload::Form { .. } => _ = parts.insert(Part::Forms),
            Payload::Multipart { .. } => parts.extend([Part::Bodies, Part::Forms, Part::Parts]),
            Payload::Raw { .. } => _ = parts.insert(Part::Bodies),
        }
    }
    parts.extend(operations().any(|o| o.chunks.is_some()).then_some(Part::Chunks));
    let forms = |a: &Argument| a.wiring.is_some_and(|w| w.written == Written::Form);
    parts.extend(operations().flat_map(|o| &o.arguments).any(forms).then_some(Part::Forms));
    parts.extend(operations().any(|o| o.headers.is_some()).then_some(Part::Headers));
    parts.extend((!sdk.parameters.is_empty()).then_some(Part::Inherited));
    parts.extend(sdk.problems.then_some(Part::Problems));
    let own = sdk.defs.iter().flat_map(|d| d.kind.types());
    let arguments = operations().flat_map(|o| o.taken()).map(|a| &a.ty);
    let answers = operations().flat_map(|o| std::iter::once(&o.output).chain(o.views.iter().map(|v| &v.output)));
    let payloads = sdk.hooks().filter_map(|h| h.payload.json());
    for ty in own.chain(arguments).chain(answers.flat_map(Output::types)).chain(payloads) {
        scalars(ty, &mut parts);
    }
    parts
}

fn scalars(ty: &Type, parts: &mut BTreeSet<Part>) {
    match ty {
        Type::Scalar(scalar) => parts.extend(scalar_part(*scalar)),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => scalars(inner, parts),
        Type::Tuple(items) => items.iter().for_each(|item| scalars(item, parts)),
        _ => {}
    }
}

fn scalar_part(scalar: Scalar) -> Option<Part> {
    Some(match scalar {
        Scalar::DateTime(calendar) | Scalar::Date(calendar) | Scalar::Time(calendar) => match calendar {
            Calendar::Time => Part::Time,
            Calendar::Chrono => Part::Chrono,
            Calendar::Jiff => Part::Jiff,
        },
        Scalar::Duration => Part::Jiff,
        Scalar::Uuid => Part::Uuids,
        Scalar::Base64 => Part::Base64,
        Scalar::Ip | Scalar::Ipv4 | Scalar::Ipv6 => Part::Addresses,
        Scalar::Url => Part::Urls,
        Scalar::Decimal | Scalar::DecimalNumber => Part::Decimals,
        Scalar::Unsigned => return None,
    })
}

/// Path below `src/runtime` and text of every file with these parts; `gated`: behind the features of a manifest of ours.
pub fn files(parts: &BTreeSet<Part>, gated: bool) -> Vec<(&'static str, String)> {
    let left_out = |part: &Option<Part>| part.is_some_and(|part| !parts.contains(&part));
    let absent: Vec<&str> =
        FILES.iter().filter(|(_, _, part)| left_out(part)).map(|(path, _, _)| path.trim_end_matches(".rs")).collect();
    let mut files = vec![("mod.rs", index(&absent, gated))];
    let present = FILES.iter().filter(|(_, _, part)| !left_out(part));
    files.extend(present.map(|(path, text, _)| (*path, (*text).to_owned())));
    files
}

/// The public names of the parts that an SDK may do without, where this one has them: module and name, in the order of the index.
pub fn exports(parts: &BTreeSet<Part>) -> Vec<(&'static str, &'static str)> {
    let has = |module: &str| {
        FILES.iter().any(|(path, _, part)| {
            path.strip_suffix(".rs") == Some(module) && part.as_ref().is_some_and(|part| parts.contains(part))
        })
    };
    let uses = INDEX.split(';').filter_map(|item| item.rsplit_once("pub use ")?.1.split_once("::"));
    let names = |list: &'static str| list.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|n| !n.is_empty());
    uses.filter(|(module, _)| has(module)).flat_map(|(module, list)| names(list).map(move |n| (module, n))).collect()
}

/// The index without the modules that are absent. A declaration may go over several lines; it ends with its semicolon.
/// The gate above one stays only in a crate of ours: the features of a host are not ours to name.
fn index(absent: &[&str], gated: bool) -> String {
    let names =
        |line: &str, module: &str| line == format!("mod {module};") || line.starts_with(&format!("pub use {module}::"));
    let mut out = String::new();
    let mut skipping = false;
    let mut gate = None;
    for line in INDEX.lines() {
        if line.starts_with("#[cfg(feature") {
            gate = Some(line);
            continue;
        }
        skipping = skipping || absent.iter().any(|module| names(line, module));
        let gate = gate.take().filter(|_| gated);
        for line in gate.into_iter().chain([line]).filter(|_| !skipping) {
            out.push_str(line);
            out.push('\n');
        }
        skipping = skipping && !line.ends_with(';');
    }
    out
}
