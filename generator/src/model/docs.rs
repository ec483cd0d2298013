//! The document's prose into Markdown that rustdoc reads without a warning and never runs as a test by accident.

use serde_json::Value;

use super::formats::Formats;
use crate::spec::{Constant, Limits, Node, Shape};

/// Paragraphs of a description, safe for rustdoc.
pub fn markdown(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fenced = false;
    // rustc takes no carriage return in a doc comment.
    for line in text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ").lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            // A fence without a language would be a doctest.
            lines.push(if fenced { "```".to_owned() } else { "```text".to_owned() });
            fenced = !fenced;
        } else if fenced {
            lines.push(line.to_owned());
        } else {
            lines.push(prose(line));
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    while lines.last().is_some_and(|l| l.trim().is_empty()) {
        lines.pop();
    }
    lines
}

/// One line outside a fence: brackets and angles are escaped, indentation that would make a code block goes.
fn prose(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let text = line.trim();
    let mut out = " ".repeat(indent.min(3));
    let mut code = false;
    let mut url = false;
    for word in text.split_inclusive(char::is_whitespace) {
        url = url || word.starts_with("http://") || word.starts_with("https://");
        if url && !code && text.matches('`').count().is_multiple_of(2) {
            let bare = word.trim_end();
            let link = bare.trim_end_matches(['.', ',', ')', ';', ':']);
            out.push_str(&format!("<{link}>{}{}", &bare[link.len()..], &word[bare.len()..]));
            url = false;
            continue;
        }
        for c in word.chars() {
            if c == '`' && text.matches('`').count().is_multiple_of(2) {
                code = !code;
                out.push(c);
            } else if !code && matches!(c, '[' | ']' | '<' | '>' | '`') {
                out.push('\\');
                out.push(c);
            } else {
                out.push(c);
            }
        }
    }
    out
}

/// The format that the type does not tell, limits and the server's default, in a few words.
pub fn limits(node: &Node, formats: &Formats) -> String {
    let mut parts = Vec::new();
    // These say no more than the type.
    let known = ["string", "text", "binary"];
    let format = formats.untyped(&node.shape).filter(|f| !known.contains(f) && node.constant.is_none());
    parts.extend(format.map(|f| format!("format `{}`", f.replace('`', "'"))));
    match &node.shape {
        _ if node.constant.is_some() => {}
        Shape::Integer { values, .. } if !values.is_empty() => {
            let named = |c: &Constant<i64>| match &c.name {
                Some(name) => format!("{} ({name})", c.value),
                None => c.value.to_string(),
            };
            parts.push(format!("one of {}", values.iter().map(named).collect::<Vec<_>>().join(", ")));
        }
        Shape::Text { limits, .. } => {
            parts.extend(range(limits, " characters"));
            let pattern = limits.pattern.as_ref().filter(|p| p.len() <= LONGEST_PATTERN);
            parts.extend(pattern.map(|p| format!("matches `{}`", p.replace('`', "'"))));
        }
        Shape::List { limits, .. } => parts.extend(range(limits, " elements")),
        Shape::Integer { limits, .. } => {
            // The bounds of the type itself, and those beyond them, limit nothing.
            let inner = |bound: Option<f64>| bound.filter(|b| b.abs() < TWO_TO_63);
            parts.extend(range(&Limits { min: inner(limits.min), max: inner(limits.max), pattern: None }, ""));
        }
        Shape::Number { limits, .. } => parts.extend(range(limits, "")),
        _ => {}
    }
    if let Some(constant) = &node.constant {
        parts.push(format!("always `{}`", constant.to_string().replace('`', "'")));
    }
    if let Some(default) = &node.default
        && !matches!(default, Value::Object(_) | Value::Array(_))
    {
        parts.push(format!("the server's default is `{}`", default.to_string().replace('`', "'")));
    }
    parts.join("; ")
}

/// The first whole number beyond 64 bits.
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// A longer pattern explains nothing to a reader.
const LONGEST_PATTERN: usize = 60;

fn range(limits: &Limits, unit: &str) -> Option<String> {
    match (limits.min, limits.max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}{unit}")),
        (None, Some(max)) => Some(format!("at most {max}{unit}")),
        (Some(min), None) => Some(format!("at least {min}{unit}")),
        (None, None) => None,
    }
}
