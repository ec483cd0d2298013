//! What a schema asks of a value beyond its type, in a few words.

use serde_json::Value;

use super::casing;
use super::docs::code;
use super::formats::Formats;
use crate::spec::{Api, Bound, Constant, Limits, Node, Shape, ShapeId, TWO_TO_63};

/// What is taken where a value is left out.
pub const LEFT_OUT: &str = "the server's default";

/// What an answer has where nobody set it, and a request best has, of what is required.
pub const OF_REQUIRED: &str = "the default";

/// A sentence of the format that the type does not tell, limits, the default by what it is here, if it is anything, and an example:
/// the one that is shown beside the schema, or its own.
pub fn of(
    api: &Api,
    (id, meaning): (ShapeId, Option<&str>),
    shown: Option<&Value>,
    said: &[String],
    formats: &Formats,
) -> Option<String> {
    // What is said of elements stands last: what follows it would be read as said of them.
    let (each, mut parts): (Vec<_>, Vec<_>) = asked(api, id, formats).into_iter().partition(|p| p.starts_with("each "));
    let clock = |line: &String| ["unix", "epoch"].iter().any(|word| line.to_lowercase().contains(word));
    parts.retain(|part| part != UNIX_TIME || !said.iter().any(clock));
    // `null` is what is absent.
    let default = api.default_of(id).filter(|v| !v.is_null());
    let text = default.filter(|value| !is_told(value, said)).map(Value::to_string);
    let text = text.filter(|text| text.len() <= LONGEST_DEFAULT);
    parts.extend(text.zip(meaning).map(|(text, meaning)| format!("{meaning} is {}", code(&text))));
    // A type of its own says what its values are.
    let typed = api.node(api.target(id)).is_none_or(|node| has_a_type(&node.shape));
    let own = || api.example_of(id).filter(|_| !typed);
    if api.constant_of(id).is_none() {
        parts.extend(shown.or_else(own).filter(|v| Some(*v) != default).and_then(|v| example(v, said)));
    }
    parts.extend(each);
    sentence(&parts)
}

/// A sentence of the format and the limits of a whole body or answer: what is shown of it stands elsewhere.
pub fn of_whole(api: &Api, id: ShapeId, formats: &Formats) -> Option<String> {
    sentence(&asked(api, id, formats))
}

/// What an arm asks for of a choice that came to one type, which has no format.
pub fn of_arm(api: &Api, id: ShapeId) -> Option<String> {
    let mut shape = api.node(api.target(id))?.shape.clone();
    let format = match &mut shape {
        Shape::Text { format, .. } => format.take(),
        _ => None,
    };
    let mut parts = Vec::from_iter(format.map(|format| format!("format {}", code(&format))));
    parts.extend(of_shape(api, &shape, &Formats::default()));
    sentence(&parts)
}

/// Whether the description says what the default is: `Defaults to false.`
fn is_told(default: &Value, said: &[String]) -> bool {
    let bare = default.as_str().map_or_else(|| default.to_string(), str::to_owned).to_lowercase();
    let told = |line: &str| {
        let line = line.to_lowercase();
        let after = line.split_once("default").map_or("", |(_, after)| after);
        let mut words = after.split(|c: char| !(c.is_alphanumeric() || "._-".contains(c)));
        !bare.is_empty() && words.any(|word| word.trim_end_matches('.') == bare)
    };
    said.iter().any(|line| told(line))
}

/// What is asked of a value of a type, where the type has docs of its own.
pub fn of_type(api: &Api, node: &Node, formats: &Formats) -> Option<String> {
    let mut parts = match &node.shape {
        Shape::Object(members) => range(&members.keys.count, "", ["property", "properties"]).into_iter().collect(),
        Shape::Map { .. } => of_shape(api, &node.shape, formats),
        // The variants say the rest.
        Shape::Enum { .. } => return None,
        _ => Vec::new(),
    };
    parts.extend(node.example.as_ref().and_then(|v| example(v, &[])));
    sentence(&parts)
}

/// What is asked of the values of a map.
pub fn of_values(api: &Api, value: ShapeId, formats: &Formats) -> Option<String> {
    sentence(each("value", &of_part(api, value, formats)).as_slice())
}

/// Whether values have a type with docs of its own, or say all that they may be.
fn has_a_type(shape: &Shape) -> bool {
    match shape {
        Shape::Object(_) | Shape::Enum { .. } | Shape::Union(_) | Shape::Bool => true,
        Shape::Integer { values, .. } => !values.is_empty(),
        Shape::Number { values, .. } => !values.is_empty(),
        _ => false,
    }
}

/// An example that shows something which is not said already.
fn example(value: &Value, said: &[String]) -> Option<String> {
    let bare = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let empty = matches!(value, Value::Null | Value::Bool(_)) || ["", "[]", "{}"].contains(&bare.trim());
    let text = value.to_string();
    let told = bare.len() > 2 && said.iter().any(|line| line.contains(&bare));
    (!empty && !told && text.len() <= LONGEST_EXAMPLE).then(|| format!("for example {}", code(&text)))
}

/// All of it in one sentence, if there is anything.
fn sentence(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| casing::sentence(&parts.join("; ")))
}

fn asked(api: &Api, id: ShapeId, formats: &Formats) -> Vec<String> {
    match (api.constant_of(id), api.node(api.target(id))) {
        (Some(constant), _) => vec![format!("always {}", code(&constant.to_string()))],
        (None, Some(node)) => of_shape(api, &node.shape, formats),
        (None, None) => Vec::new(),
    }
}

fn of_shape(api: &Api, shape: &Shape, formats: &Formats) -> Vec<String> {
    let mut parts = Vec::new();
    // These say no more than the type.
    let known = ["string", "text", "binary"];
    let format = formats.untyped(shape).filter(|f| !known.contains(f));
    parts.extend(format.map(|f| format!("format {}", code(f))));
    if let Shape::Integer { format: Some(format), .. } | Shape::Number { format: Some(format), .. } = shape
        && format == "unixtime"
    {
        parts.push(UNIX_TIME.to_owned());
    }
    match shape {
        Shape::Integer { values, .. } if !values.is_empty() => {
            let named = |c: &Constant<i64>| match c.name.as_ref().unwrap_or(&c.description) {
                name if name.is_empty() || name.len() > LONGEST_NAME || name.contains('\n') => c.value.to_string(),
                name => format!("{} ({name})", c.value),
            };
            parts.push(one_of(values.iter().map(named)));
        }
        Shape::Number { values, .. } if !values.is_empty() => parts.push(one_of(values.iter().map(|v| v.value))),
        Shape::Text { limits, .. } => {
            parts.extend(range(limits, "", ["character", "characters"]));
            let pattern = limits.pattern.as_ref().filter(|p| p.len() <= LONGEST_PATTERN);
            parts.extend(pattern.map(|p| format!("matches {}", code(p))));
        }
        Shape::List { item, limits } => {
            let distinct = if limits.distinct { "distinct " } else { "" };
            let elements = range(limits, distinct, ["element", "elements"]);
            parts.extend(elements.or_else(|| limits.distinct.then(|| "distinct elements".to_owned())));
            parts.extend(each("element", &of_part(api, *item, formats)));
        }
        Shape::Map { value, keys } => {
            parts.extend(range(&keys.count, "", ["entry", "entries"]));
            parts.extend(keys.names.and_then(|names| each("key", &of_key(api, names, formats))));
            parts.extend(each("value", &of_part(api, *value, formats)));
        }
        Shape::Integer { limits, .. } => {
            // The bounds of the type itself, and those beyond them, limit nothing; nor does a multiple of one.
            let inner = |bound: Option<Bound>| bound.filter(|b| b.at.abs() < TWO_TO_63);
            let limits = Limits { min: inner(limits.min), max: inner(limits.max), ..limits.clone() };
            parts.extend(range(&limits, "", [""; 2]));
            parts.extend(limits.step.filter(|s| *s != 1.0).map(|s| format!("a multiple of {s}")));
        }
        Shape::Number { limits, .. } => {
            parts.extend(range(limits, "", [""; 2]));
            parts.extend(limits.step.map(|s| format!("a multiple of {s}")));
        }
        _ => {}
    }
    parts
}

/// What is asked of a part of a value, where no type of its own says it.
fn of_part(api: &Api, id: ShapeId, formats: &Formats) -> Vec<String> {
    match api.node(api.target(id)).map(|node| &node.shape) {
        Some(Shape::Text { .. } | Shape::Integer { .. } | Shape::Number { .. }) => asked(api, id, formats),
        _ => Vec::new(),
    }
}

/// What is asked of the keys of a map: they are texts, and no type says which there are.
fn of_key(api: &Api, id: ShapeId, formats: &Formats) -> Vec<String> {
    match api.node(api.target(id)).map(|node| &node.shape) {
        Some(Shape::Enum { values, open: false }) => vec![one_of(values.iter().map(|v| code(&v.value)))],
        _ => of_part(api, id, formats),
    }
}

fn each(part: &str, asked: &[String]) -> Option<String> {
    (!asked.is_empty()).then(|| format!("each {part}: {}", asked.join(", ")))
}

fn one_of<T: std::fmt::Display>(values: impl Iterator<Item = T>) -> String {
    let all: Vec<String> = values.map(|value| value.to_string()).collect();
    format!("{} {}", if all.len() == 1 { "only" } else { "one of" }, all.join(", "))
}

/// What `unixtime` of OpenAPI's registry of formats means.
const UNIX_TIME: &str = "Unix time, in seconds";

/// A longer name of a number is a sentence of its own.
const LONGEST_NAME: usize = 60;

/// A longer pattern explains nothing to a reader.
const LONGEST_PATTERN: usize = 60;

/// A longer default, in bytes of JSON, is a document of its own.
const LONGEST_DEFAULT: usize = 120;

/// A longer example, in bytes of JSON, is no part of a sentence.
const LONGEST_EXAMPLE: usize = 100;

/// A range of what is counted: one of it, and several.
fn range(limits: &Limits, adjective: &str, [one, several]: [&str; 2]) -> Option<String> {
    let counted = |single: bool| match if single { one } else { several } {
        "" => String::new(),
        noun => format!(" {adjective}{noun}"),
    };
    let counts = !one.is_empty();
    // There cannot be fewer than none.
    let min = limits.min.filter(|min| !counts || limits.max.is_some() || min.at > 0.0);
    let open = |bound: Option<Bound>| bound.filter(|b| !b.exclusive).map(|b| b.at);
    match (open(min), open(limits.max)) {
        (None | Some(0.0), Some(0.0)) if counts => return Some(format!("no {several}")),
        (Some(min), Some(max)) if min == max => {
            return Some(format!("{} {min}{}", if counts { "exactly" } else { "only" }, counted(min == 1.0)));
        }
        (Some(min), Some(max)) => return Some(format!("{min} to {max}{}", counted(false))),
        _ => {}
    }
    let low = min.map(|b| (if b.exclusive { "more than" } else { "at least" }, b.at));
    let high = limits.max.map(|b| (if b.exclusive { "less than" } else { "at most" }, b.at));
    let last = high.or(low)?.1;
    let both: Vec<String> = low.into_iter().chain(high).map(|(word, at)| format!("{word} {at}")).collect();
    Some(format!("{}{}", both.join(" and "), counted(last == 1.0)))
}
