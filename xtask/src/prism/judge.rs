//! What became of each call: by what prism saw and by what the program printed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::report::{Code, Exception, Row};
use super::subject::{Call, Subject};
use super::wire::{self, Received};

/// Lines of JSON by their mark. A second and a third attempt have the mark of the first one and `+` or `++`.
pub fn by_mark(lines: &str) -> BTreeMap<String, Value> {
    let parsed = lines.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok());
    parsed.filter_map(|line| Some((line["mark"].as_str()?.to_owned(), line))).collect()
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
pub fn judge(slug: &str, subjects: &[Subject], said: &BTreeMap<String, Value>, seen: &BTreeMap<String, Value>) -> Row {
    let mut row = Row { slug: slug.to_owned(), operations: subjects.len(), ..Row::default() };
    for (index, subject) in subjects.iter().enumerate() {
        row.exceptions.extend(subject.exceptions.iter().cloned());
        let absent = subject.calls.len() < 2 || subject.exceptions.iter().any(|e| e.code.ours());
        let (mut hit, mut accepted, mut decoded) = (!absent, !absent, !absent);
        for call in &subject.calls {
            let mark = format!("{index}-{}", call.kind);
            let verdict = verdict(subject, call, &mark, said, seen);
            hit &= verdict.hit;
            accepted &= verdict.accepted;
            decoded &= verdict.decoded;
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
    }
    row
}

fn verdict<'a>(
    subject: &Subject,
    call: &Call,
    mark: &str,
    said: &'a BTreeMap<String, Value>,
    seen: &'a BTreeMap<String, Value>,
) -> Verdict {
    let attempts = [format!("{mark}++"), format!("{mark}+"), mark.to_owned()];
    let last = |of: &'a BTreeMap<String, Value>| attempts.iter().find_map(|m| of.get(m));
    let verdict = Verdict { generated: said.contains_key(&attempts[1]), ..Verdict::default() };
    let Some(end) = last(said) else {
        return verdict.because(Code::Unsent, "the program ended before it");
    };
    let (kind, why) = (end["kind"].as_str().unwrap_or_default(), end["why"].as_str().unwrap_or_default());
    let Some(line) = seen.get(mark) else { return verdict.because(Code::Unsent, format!("{kind}: {why}")) };
    let route = &line["route"];
    if route.is_null() {
        return verdict.because(Code::Lost, format!("no route for {} {}", line["method"], line["path"]));
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (method, path) = (text(&route["method"]).to_uppercase(), text(&route["path"]));
    if (&method, &path) != (&subject.method, &subject.path) {
        let code =
            if method == subject.method && fits(&path, &text(&line["path"])) { Code::Ambiguous } else { Code::Lost };
        return verdict.because(code, format!("{method} {path} was reached by {}", line["path"]));
    }
    let verdict = Verdict { hit: true, ..verdict };
    let received = Received {
        template: &subject.path,
        path: line["path"].as_str().unwrap_or_default(),
        query: &line["query"],
        headers: &line["headers"],
    };
    let lost = call.given.iter().find_map(|given| wire::missing(given, &received));
    let lost = lost.or_else(|| call.body.as_ref().and_then(|(media, body)| wire::body(media, body, &line["body"])));
    if let Some(lost) = lost {
        return verdict.because(Code::Lost, lost);
    }
    let faults: Vec<String> = line["faults"].as_array().into_iter().flatten().map(|f| text(&f["message"])).collect();
    if !faults.is_empty() {
        return verdict.because(Code::Refused, format!("{}; sent: {}", faults.join("; "), sent(call)));
    }
    let verdict = Verdict { accepted: true, ..verdict };
    if kind.is_empty() {
        // Prism's own answer was out of the range of its format; ours took its place.
        let beyond = said.get(&attempts[1]).filter(|line| line["kind"] == "decode").map(|line| text(&line["why"]));
        let verdict = Verdict { decoded: true, ..verdict };
        return match beyond {
            Some(why) => verdict.because(Code::Unfit, why),
            None => verdict,
        };
    }
    let last = last(seen).unwrap_or(line);
    let misfits = last["answered"].as_array().into_iter().flatten().map(|f| text(&f["message"]));
    let misfits: Vec<String> = misfits.collect();
    if kind == "api-500" && !misfits.is_empty() {
        return verdict.because(Code::Unfit, misfits.join("; "));
    }
    if kind.starts_with("api") {
        if last["status"].as_u64().is_some_and(|s| (300..400).contains(&s)) {
            return verdict
                .because(Code::Unanswered, "a redirect without `Location`, which the document does not describe");
        }
        let error = if last["error"].is_null() { last["status"].to_string() } else { last["error"].to_string() };
        return verdict.because(Code::Unanswered, error);
    }
    verdict.because(Code::Undecoded, format!("{kind}: {why}"))
}

/// What was meant, for those who look.
fn sent(call: &Call) -> String {
    let given = call.given.iter().map(|g| format!("{}={}", g.name, g.value));
    let body = call.body.as_ref().map(|(_, body)| body.to_string());
    given.chain(body).collect::<Vec<_>>().join(" ")
}

/// Whether a path is one of a template.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(&path).all(|(t, p)| t.contains('{') || t == p)
}
