//! What a program makes of the instances, and what that comes to.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::Instances;
use super::draw::Subject;
use super::equal::{Change, difference};
use super::report::{Code, Exception, Totals};

/// Tries every instance of the schemas of a batch.
///
/// # Errors
///
/// The program cannot be run.
pub fn batch(program: &Path, batch: &[Subject], instances: &[Instances], totals: &mut Totals) -> Result<(), String> {
    let mut asked: Vec<(&Subject, &str, &Value, Option<&Value>)> = Vec::new();
    let mut lines = String::new();
    let mut index = 0;
    for subject in batch {
        for typed in &subject.typed {
            let own = instances.iter().find(|i| i.document == subject.id && i.schema == typed.schema);
            totals.tried += usize::from(own.is_some());
            for (value, spoilt) in own.into_iter().flat_map(|own| {
                let valid = own.valid.iter().map(|v| (v, None));
                valid.chain(own.invalid.iter().map(|i| (&i["value"], Some(i))))
            }) {
                lines.push_str(&json!({"type": index, "text": value.to_string()}).to_string());
                lines.push('\n');
                asked.push((subject, &typed.schema, value, spoilt));
            }
            index += 1;
        }
    }
    let fail = |e: std::io::Error| format!("{}: {e}", program.display());
    let input = program.with_extension("in");
    std::fs::write(&input, lines).map_err(fail)?;
    let ran = Command::new(program).stdin(File::open(&input).map_err(fail)?).stderr(Stdio::inherit()).output();
    let output = String::from_utf8_lossy(&ran.map_err(fail)?.stdout).into_owned();
    let mut answers = output.lines();
    for (subject, schema, value, spoilt) in asked {
        let answer = answers.next().and_then(|line| serde_json::from_str::<Value>(line).ok());
        let found = match (&answer, spoilt) {
            (None, _) => Some((Code::Crashed, String::new())),
            (Some(answer), None) => valid(value, answer),
            (Some(answer), Some(spoilt)) => invalid(spoilt, answer),
        };
        let (all, good) = if spoilt.is_some() {
            (&mut totals.spoilt, &mut totals.refused)
        } else {
            (&mut totals.instances, &mut totals.equal)
        };
        *all += 1;
        match found {
            None => *good += 1,
            Some((code, detail)) => totals.exceptions.push(Exception {
                document: subject.slug.clone(),
                schema: schema.to_owned(),
                code,
                detail,
                instance: value.clone(),
            }),
        }
        if answer.is_none() {
            // It answers nothing after it; the rest is not tried, and the run fails.
            break;
        }
    }
    Ok(())
}

/// Why a valid instance is an exception.
fn valid(value: &Value, answer: &Value) -> Option<(Code, String)> {
    let said = |fault: &Value| {
        let word = |key: &str| fault[key].as_str().unwrap_or_default();
        format!("{}: {}", word("path"), word("message"))
    };
    if let Some(fault) = answer.get("refused") {
        return Some((Code::Refused, said(fault)));
    }
    if let Some(why) = answer.get("unwritten") {
        return Some((Code::Unwritten, why.to_string()));
    }
    let back = |key: &str| {
        let text = answer.get(key)?.as_str()?;
        Some(match serde_json::from_str::<Value>(text) {
            Ok(after) => difference(value, &after, "$"),
            Err(_) => Some((Change::Changed, text.to_owned())),
        })
    };
    if let Some((change, path)) = back("text").unwrap_or(Some((Change::Lost, "$".to_owned()))) {
        let code = match change {
            Change::NullLost => Code::NullLost,
            Change::Lost => Code::Lost,
            Change::Added => Code::Added,
            Change::Changed => Code::Changed,
        };
        return Some((code, path));
    }
    if let Some(fault) = answer.get("strict") {
        return Some((Code::Unknown, said(fault)));
    }
    back("serde").flatten().map(|(_, path)| (Code::Bridge, path))
}

/// Why a spoilt instance is an exception: it is not refused, or elsewhere.
fn invalid(spoilt: &Value, answer: &Value) -> Option<(Code, String)> {
    let expected = spoilt["path"].as_str().unwrap_or_default();
    let what = spoilt["what"].as_str().unwrap_or_default();
    let Some(fault) = answer.get("strict") else { return Some((Code::Accepted, format!("{expected}: {what}"))) };
    let (path, message) = (fault["path"].as_str().unwrap_or_default(), fault["message"].as_str().unwrap_or_default());
    (path != expected).then(|| (Code::Misplaced, format!("{expected} ({what}), said at {path}: {message}")))
}
