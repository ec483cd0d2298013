//! What became of each call: by what prism saw and by what the program printed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::raw::Raw;
use super::report::{Code, Exception, Row};
use super::schemas::Schemas;
use super::subject::{Call, Document, Subject};
use super::wire::{self, Received};
use super::{answers, copy, limits, route};

/// Lines of JSON by their mark. A second and a third attempt have the mark of the first one and `+` or `++`.
pub fn by_mark(lines: &str) -> BTreeMap<String, Value> {
    let parsed = lines.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok());
    parsed.filter_map(|line| Some((line["mark"].as_str()?.to_owned(), line))).collect()
}

/// What came of the calls of a document.
pub struct Happened {
    /// What the program printed of each.
    pub said: BTreeMap<String, Value>,
    /// What prism wrote of each.
    pub seen: BTreeMap<String, Value>,
    /// Whether prism ended before the program did.
    pub ended: bool,
}

/// How far a call came, and why not further, or only by a detour.
#[derive(Debug, Default)]
struct Verdict {
    hit: bool,
    accepted: bool,
    decoded: bool,
    generated: bool,
    why: Option<(Code, String)>,
}

impl Verdict {
    fn because(mut self, code: Code, why: impl Into<String>) -> Self {
        self.why = Some((code, why.into()));
        self
    }
}

/// Judges all calls of a document.
pub fn judge(slug: &str, document: &Document, happened: &Happened) -> Row {
    let mut row = Row { slug: slug.to_owned(), operations: document.subjects.len(), ..Row::default() };
    let schemas = Schemas::of_answers(&document.root);
    for (index, subject) in document.subjects.iter().enumerate() {
        row.exceptions.extend(subject.exceptions.iter().cloned());
        let absent = subject.calls.len() < 2 || subject.exceptions.iter().any(|e| e.code.ours());
        let raw = Raw::of(&document.root, &subject.path, &subject.method);
        let (mut hit, mut accepted, mut decoded) = (!absent, !absent, !absent);
        let mut beyond = !absent;
        for call in &subject.calls {
            let mark = format!("{index}-{}", call.kind);
            let verdict = verdict(&schemas, &raw, subject, call, &mark, happened);
            hit &= verdict.hit;
            accepted &= verdict.accepted;
            decoded &= verdict.decoded;
            beyond &= verdict.decoded || verdict.why.as_ref().is_some_and(|(code, _)| code.beyond());
            row.generated += usize::from(verdict.generated);
            let why = verdict.why.into_iter();
            row.exceptions.extend(why.map(|(code, detail)| Exception {
                operation: subject.name(),
                call: call.kind,
                code,
                detail,
            }));
        }
        row.hit += usize::from(hit);
        row.accepted += usize::from(accepted);
        row.decoded += usize::from(decoded);
        row.beyond += usize::from(beyond && !decoded);
    }
    row
}

fn verdict<'a>(
    schemas: &Schemas<'_>,
    raw: &Raw<'_>,
    subject: &Subject,
    call: &Call,
    mark: &str,
    Happened { said, seen, ended }: &'a Happened,
) -> Verdict {
    let attempts = [format!("{mark}++"), format!("{mark}+"), mark.to_owned()];
    let last = |of: &'a BTreeMap<String, Value>| attempts.iter().find_map(|m| of.get(m));
    let verdict = Verdict { generated: said.contains_key(&attempts[1]), ..Verdict::default() };
    let Some(end) = last(said) else {
        return verdict.because(Code::Unsent, "the program ended before it");
    };
    let (kind, why) = (end["kind"].as_str().unwrap_or_default(), end["why"].as_str().unwrap_or_default());
    // A server that is gone says nothing of the SDK.
    if *ended && kind == "transport" {
        return verdict.because(Code::Ended, why);
    }
    let Some(line) = seen.get(mark) else { return verdict.because(Code::Unsent, format!("{kind}: {why}")) };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (sent_method, path) = (text(&line["method"]).to_uppercase(), text(&line["path"]));
    let received = Received { template: &subject.path, path: &path, query: &line["query"], headers: &line["headers"] };
    let lost = call.given.iter().find_map(|given| wire::missing(given, &received));
    let lost = lost.or_else(|| wire::run_together(&call.given, &received));
    let lost = lost.or_else(|| call.body.as_ref().and_then(|(media, body)| wire::body(media, body, &line["body"])));
    // What prism's router cannot tell is no fault where all of it arrived at a path of the operation.
    let meant = lost.is_none() && sent_method == subject.method && route::fits(&subject.path, &path);
    let (chosen, routed) = (&line["route"], copy::routed(&subject.path));
    if chosen.is_null() {
        let limit = route::limit(&routed).filter(|_| meant);
        let (code, why) = limit.unwrap_or_else(|| (Code::Lost, format!("no route for {sent_method} {path}")));
        return verdict.because(code, why);
    }
    let (method, template) = (text(&chosen["method"]).to_uppercase(), text(&chosen["path"]));
    if (&method, &template) != (&subject.method, &routed) {
        let both = meant && method == subject.method && route::reached(&template, &path);
        let code = if both { Code::Ambiguous } else { Code::Lost };
        return verdict.because(code, format!("{method} {template} was reached by {path}"));
    }
    let verdict = Verdict { hit: true, ..verdict };
    if let Some(lost) = lost {
        return verdict.because(Code::Lost, lost);
    }
    let faults: Vec<String> = line["faults"].as_array().into_iter().flatten().map(|f| text(&f["message"])).collect();
    if let Some((code, why)) = limits::of_request(raw, &routed, call, line) {
        return verdict.because(code, format!("{why}; sent: {}", sent(call)));
    }
    if !faults.is_empty() {
        return verdict.because(Code::Refused, format!("{}; sent: {}", faults.join("; "), sent(call)));
    }
    let verdict = Verdict { accepted: true, ..verdict };
    // An answer of prism that is not read must be shown to be none that the document describes.
    let unread = attempts.iter().rev().filter_map(|mark| Some((said.get(mark)?, seen.get(mark)?)));
    let mut unread = unread.filter(|(end, _)| end["kind"] == "decode");
    let proven = unread.try_fold(None, |found: Option<String>, (end, line)| match misfit(schemas, subject, line) {
        Some(why) => Ok(found.or(Some(why))),
        None => Err(text(&end["why"])),
    });
    let unfit = match proven {
        Ok(unfit) => unfit,
        Err(why) => return verdict.because(Code::Undecoded, format!("decode: {why}")),
    };
    if kind.is_empty() {
        let verdict = Verdict { decoded: true, ..verdict };
        let redirect = attempts.iter().any(|mark| said.get(mark).is_some_and(|end| end["kind"] == "api-redirect"));
        let unwritten = said.get(mark).filter(|end| end["kind"] == "api-500").and_then(|_| answers::limit(raw, line));
        return match (unfit, unwritten) {
            (Some(why), _) => verdict.because(Code::Unfit, format!("prism's answer is none: {why}; ours is read")),
            _ if redirect => verdict.because(Code::Unanswered, "prism's redirect has no `Location`; ours is read"),
            (None, Some((code, why))) => {
                verdict.because(code, format!("{why}; ours is read, and prism does not judge it"))
            }
            (None, None) => verdict,
        };
    }
    let last = last(seen).unwrap_or(line);
    if let Some((code, why)) = answers::limit(raw, last).filter(|_| kind.starts_with("api")) {
        return verdict.because(code, why);
    }
    let misfits = last["answered"].as_array().into_iter().flatten().map(|f| text(&f["message"]));
    let misfits: Vec<String> = misfits.chain(unfit).collect();
    if matches!(kind, "api-500" | "decode") && !misfits.is_empty() {
        return verdict.because(Code::Unfit, misfits.join("; "));
    }
    if kind.starts_with("api") {
        let status = last["status"].to_string();
        if subject.statuses.contains(&status)
            && !subject.statuses.iter().any(|s| s.starts_with(['1', '2', '3']) || s == "default")
        {
            let verdict = Verdict { decoded: true, ..verdict };
            return verdict.because(Code::Unanswered, "the document has errors alone, and one of them came as one");
        }
        let error = if last["error"].is_null() { last["status"].to_string() } else { last["error"].to_string() };
        return verdict.because(Code::Unanswered, error);
    }
    verdict.because(Code::Undecoded, format!("{kind}: {why}"))
}

/// Why the answer of a line is none that the document describes.
fn misfit(schemas: &Schemas<'_>, subject: &Subject, line: &Value) -> Option<String> {
    let status = line["status"].to_string();
    let range = format!("{}XX", status.get(..1).unwrap_or_default());
    let of = |wanted: &str| subject.answers.iter().find(|(status, _)| status.eq_ignore_ascii_case(wanted));
    let (_, schema) = of(&status).or_else(|| of(&range)).or_else(|| of("default"))?;
    schemas.misfit(schema, &line["answer"])
}

/// What was meant, for those who look.
fn sent(call: &Call) -> String {
    let given = call.given.iter().map(|g| format!("{}={}", g.name, g.value));
    let body = call.body.as_ref().map(|(_, body)| body.to_string());
    given.chain(body).collect::<Vec<_>>().join(" ")
}
