//! Local references: JSON Pointers into the document (RFC 6901), percent-decoded (RFC 3986).

use serde_json::Value;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::{FileId, Origin};

/// Follows a chain of `$ref`s from a value to what it names. `None`: a diagnostic was pushed.
pub fn follow<'a>(
    root: &'a Value,
    value: &'a Value,
    origin: &Origin,
    diagnostics: &mut Diagnostics,
) -> Option<(&'a Value, Origin)> {
    let (mut value, mut here) = (value, origin.clone());
    // Longer chains do not occur in real documents; a cycle of references never ends.
    for _ in 0..64 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Some((value, here)) };
        let at = here.child("$ref");
        match lookup(root, reference) {
            Ok((target, pointer)) => (value, here) = (target, Origin { file: FileId(0), pointer }),
            Err(why) => {
                diagnostics.push(dangling(reference, &why).at(&at));
                return None;
            }
        }
    }
    diagnostics.push(dangling(&here.pointer, "the references go round in a circle").at(origin));
    None
}

/// The target of a reference and its normal pointer.
pub fn lookup<'a>(root: &'a Value, reference: &str) -> Result<(&'a Value, String), String> {
    let Some(fragment) = reference.strip_prefix('#') else {
        return Err("references to other files are not read yet".to_owned());
    };
    let pointer = percent_decode(fragment);
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err("the part after `#` must be a JSON Pointer, which starts with `/`".to_owned());
    }
    match root.pointer(&pointer) {
        Some(value) => Ok((value, pointer)),
        None => Err(missing_part(root, &pointer)),
    }
}

fn dangling(reference: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::DanglingReference, format!("`{reference}` points at nothing"))
        .help(format!("{why}; correct the reference or add what it names"))
}

/// Names the first step of the pointer that fails, and a key that looks like it.
fn missing_part(root: &Value, pointer: &str) -> String {
    let mut value = root;
    let mut walked = String::from("#");
    for step in pointer.split('/').skip(1) {
        let key = step.replace("~1", "/").replace("~0", "~");
        let next = match value {
            Value::Object(map) => map.get(&key),
            Value::Array(list) => key.parse::<usize>().ok().and_then(|i| list.get(i)),
            _ => None,
        };
        let Some(next) = next else {
            let alike = value
                .as_object()
                .and_then(|m| m.keys().find(|k| k.eq_ignore_ascii_case(&key) || strip(k) == strip(&key)));
            let hint = alike.map(|k| format!("; did you mean `{k}`?")).unwrap_or_default();
            return format!("`{walked}` has no `{key}`{hint}");
        };
        walked.push('/');
        walked.push_str(step);
        value = next;
    }
    "the target is missing".to_owned()
}

fn strip(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%'
            && let Some(hex) = tail.get(..2).and_then(|h| std::str::from_utf8(h).ok())
            && let Ok(byte) = u8::from_str_radix(hex, 16)
        {
            out.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            out.push(first);
            rest = tail;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
