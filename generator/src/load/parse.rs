//! Text to value: JSON by `serde_json`, everything else by `serde_yaml`, which no other file names.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::locate;
use super::{Origin, hints};
use crate::diag::{Code, Diagnostic, Diagnostics};

/// The value of a text; `None`: a diagnostic says why.
pub fn parse(text: &str, origin: &Origin, diagnostics: &mut Diagnostics) -> Option<Value> {
    if text.trim().is_empty() {
        let help = "an OpenAPI document starts with a line like `openapi: 3.0.3`";
        diagnostics.push(Diagnostic::new(Code::SyntaxError, "the file is empty").at(origin).help(help));
        return None;
    }
    // A YAML flow mapping starts with a brace too, so what is no JSON gets its second chance.
    let twice = Cell::new(false);
    let json = text.trim_start().starts_with(['{', '[']).then(|| json(text, &twice));
    let result = match json {
        Some(Err(fault)) if fault.code == Code::SyntaxError => match yaml(text, &twice) {
            Ok(value) => {
                nearly_json(text, &fault, origin, diagnostics);
                Ok(value)
            }
            Err(_) => Err(fault),
        },
        Some(result) => result,
        None => yaml(text, &twice),
    };
    if twice.get() && result.is_ok() {
        repeated(text, origin, diagnostics);
    }
    result.map_err(|fault| diagnostics.push(fault.diagnostic(text, origin))).ok()
}

/// Reports what keeps a text that looks like JSON from being it, where its keys are quoted as JSON's are: a comma too many,
/// a comment. A flow mapping of YAML is none of that.
fn nearly_json(text: &str, fault: &Fault, origin: &Origin, diagnostics: &mut Diagnostics) {
    let first = text.trim_start().trim_start_matches(['{', '[']).trim_start();
    if first.starts_with('"') {
        let message = format!("this is not JSON: {}", fault.message);
        let diagnostic = Diagnostic::new(Code::NearlyJson, message).help("it is read as YAML; other tools refuse it");
        diagnostics.push(match fault.offset {
            Some(offset) => diagnostic.at_offset(origin, offset),
            None => diagnostic.at(origin),
        });
    }
}

/// A value as YAML.
///
/// # Errors
///
/// What YAML cannot say; JSON's values are all YAML's.
pub fn to_yaml(value: &Value) -> Result<String, String> {
    serde_yaml::to_string(value).map_err(|error| error.to_string())
}

/// Reports every key that its mapping has twice. Of two equal keys the later one counts, as for most readers of JSON
/// (RFC 8259 §4).
fn repeated(text: &str, origin: &Origin, diagnostics: &mut Diagnostics) {
    for (key, first, second) in locate::duplicate_keys(text) {
        let line = text.get(..first).unwrap_or_default().matches('\n').count() + 1;
        diagnostics.push(
            Diagnostic::new(Code::DuplicateKey, format!("the key `{key}` is there twice"))
                .at_offset(origin, second)
                .note(format!("the first one, in line {line}, is passed over"), None)
                .help("remove or rename one of them"),
        );
    }
}

/// Why a text has no value.
struct Fault {
    code: Code,
    message: String,
    /// All that the parser said.
    words: String,
    offset: Option<usize>,
}

impl Fault {
    fn diagnostic(self, text: &str, origin: &Origin) -> Diagnostic {
        let help = match self.code {
            Code::TooDeep => "flatten the document, or name the parts and refer to them with `$ref`".to_owned(),
            _ => hints::hint(&self.words, text, self.offset),
        };
        let diagnostic = Diagnostic::new(self.code, self.message).help(help);
        match self.offset {
            Some(offset) => diagnostic.at_offset(origin, offset),
            None => diagnostic.at(origin),
        }
    }
}

fn json(text: &str, twice: &Cell<bool>) -> Result<Value, Fault> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Json(twice).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| {
        let message = error.to_string();
        let words = message.rsplit_once(" at line ").map_or(message.as_str(), |(words, _)| words);
        let code = match words {
            w if w.starts_with("recursion limit") => Code::TooDeep,
            _ => Code::SyntaxError,
        };
        let (said, words) = (words.to_owned(), message.clone());
        Fault { code, message: said, words, offset: Some(offset(text, error.line(), error.column())) }
    })
}

/// The byte of a 1-based line and column; `serde_json` counts columns in bytes and names the last byte it read.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn yaml(text: &str, twice: &Cell<bool>) -> Result<Value, Fault> {
    let fault = |error: &serde_yaml::Error| {
        let message = error.to_string();
        let words =
            message.split_once(" at line ").map_or(message.as_str(), |(words, _)| words).trim_start_matches(".: ");
        let code = match words {
            w if w.contains("recursion limit") || w.contains("repetition limit") => Code::TooDeep,
            _ => Code::SyntaxError,
        };
        let offset = match words.contains("more than one document") {
            true => second(text),
            false => error.location().map(|l| l.index().min(text.len())),
        };
        let (said, words) = (words.to_owned(), message.clone());
        Fault { code, message: said, words, offset }
    };
    let reader = serde_yaml::Deserializer::from_str(text);
    let mut value = Yaml(twice).deserialize(reader).map_err(|e| fault(&e))?;
    value.apply_merge().map_err(|e| fault(&e))?;
    convert(value, twice).map_err(|message| Fault {
        code: Code::SyntaxError,
        words: message.clone(),
        message,
        offset: None,
    })
}

/// Where the second document of a text begins: at the marker after the first line with content.
fn second(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut content = false;
    for line in text.split_inclusive('\n') {
        let marker = line.starts_with("---");
        if marker && content {
            return Some(at);
        }
        content |= !marker && !line.trim().is_empty() && !line.starts_with(['#', '%']);
        at += line.len();
    }
    None
}

/// A YAML value without its tags; numbers beyond 64 bits, which `serde_yaml` refuses to keep, are rounded.
/// The flag says that a mapping has a key twice.
#[derive(Clone, Copy)]
struct Yaml<'a>(&'a Cell<bool>);

impl<'de> DeserializeSeed<'de> for Yaml<'_> {
    type Value = serde_yaml::Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Yaml<'_> {
    type Value = serde_yaml::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(serde_yaml::Value::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(serde_yaml::Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
        Ok((value as f64).into())
    }

    fn visit_u128<E>(self, value: u128) -> Result<Self::Value, E> {
        Ok((value as f64).into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(serde_yaml::Value::Sequence(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut mapping = serde_yaml::Mapping::new();
        while let Some((key, value)) = entries.next_entry_seed(self, self)? {
            if mapping.insert(key, value).is_some() {
                self.0.set(true);
            }
        }
        Ok(serde_yaml::Value::Mapping(mapping))
    }

    fn visit_enum<A: de::EnumAccess<'de>>(self, tagged: A) -> Result<Self::Value, A::Error> {
        let (_, value): (String, A::Variant) = tagged.variant()?;
        de::VariantAccess::newtype_variant_seed(value, self)
    }
}

/// YAML's values as JSON's: keys become strings, tags go, numbers without a JSON form become text.
fn convert(value: serde_yaml::Value, twice: &Cell<bool>) -> Result<Value, String> {
    Ok(match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(b) => Value::Bool(b),
        serde_yaml::Value::String(s) => Value::String(s),
        serde_yaml::Value::Number(n) => number(&n),
        serde_yaml::Value::Sequence(list) => {
            Value::Array(list.into_iter().map(|v| convert(v, twice)).collect::<Result<_, _>>()?)
        }
        serde_yaml::Value::Tagged(tagged) => convert(tagged.value, twice)?,
        serde_yaml::Value::Mapping(mapping) => {
            let mut map = Map::new();
            for (key, value) in mapping {
                let key = match key {
                    serde_yaml::Value::String(s) => s,
                    serde_yaml::Value::Number(n) => n.to_string(),
                    serde_yaml::Value::Bool(b) => b.to_string(),
                    serde_yaml::Value::Null => "null".to_owned(),
                    _ => return Err("a key of a mapping is itself a mapping or a list".to_owned()),
                };
                // `200` and `"200"` are two keys to YAML and one to OpenAPI.
                if map.insert(key, convert(value, twice)?).is_some() {
                    twice.set(true);
                }
            }
            Value::Object(map)
        }
    })
}

fn number(number: &serde_yaml::Number) -> Value {
    let whole = number.as_u64().map(Number::from).or_else(|| number.as_i64().map(Number::from));
    let any = whole.or_else(|| number.as_f64().and_then(Number::from_f64));
    any.map_or_else(|| Value::String(number.to_string()), Value::Number)
}

/// A JSON value; the flag says that an object has a key twice.
#[derive(Clone, Copy)]
struct Json<'a>(&'a Cell<bool>);

impl<'de> DeserializeSeed<'de> for Json<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Json<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.insert(key, entries.next_value_seed(self)?).is_some() {
                self.0.set(true);
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut diagnostics = Diagnostics::default();
        let value = parse(text, &Origin::default(), &mut diagnostics);
        let said: Vec<_> =
            diagnostics.iter().map(|d| format!("{} {} @{:?}", d.code.id(), d.message, d.offset)).collect();
        let got = value.map(|v| v.to_string()).into_iter().chain(said).collect::<Vec<_>>().join("\n");
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn values() {
        check("{\"b\": 1, \"a\": [true, null, 1.5]}", r#"{"b":1,"a":[true,null,1.5]}"#);
        check("b: 1\n200: x\na: &x {c: 1}\nd: {<<: *x, e: 2}\n", r#"{"b":1,"200":"x","a":{"c":1},"d":{"e":2,"c":1}}"#);
        check("{a: b}", r#"{"a":"b"}"#);
        check("a: !tag 1\nb: -9223372036854775809\n", r#"{"a":1,"b":-9.223372036854776e+18}"#);
    }

    #[test]
    fn faults() {
        check("", "E0102 the file is empty @None");
        check("{\"a\": 1, \"a\": 2}", "{\"a\":2}\nD0103 the key `a` is there twice @Some(9)");
        check("a: 1\nb: 2\na: 3\n", "{\"a\":3,\"b\":2}\nD0103 the key `a` is there twice @Some(10)");
        check("200: 1\n\"200\": 2\n", "{\"200\":2}\nD0103 the key `200` is there twice @Some(7)");
        check("{\"a\": 1 \"b\": 2}", "E0102 expected `,` or `}` @Some(8)");
        check("a: [1\nb: 2\n", "E0102 did not find expected ',' or ']' @Some(7)");
        check(&"[".repeat(4000), "E0104 recursion limit exceeded @Some(127)");
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                    d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
        check(bomb, "E0104 repetition limit exceeded @None");
    }
}
