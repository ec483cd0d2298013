//! Schemas as the document writes them: references followed, `allOf` taken together, and whether a value fits. This is a
//! reading of its own; the generator's is what is judged.

use regex::Regex;
use serde_json::{Map, Value, json};

use super::pattern;

/// The schemas of a document.
pub struct Schemas<'a> {
    pub root: &'a Value,
    /// The keyword of what does not travel in this direction.
    left_out: &'static str,
}

impl<'a> Schemas<'a> {
    /// As requests have them.
    pub fn new(root: &'a Value) -> Self {
        Self { root, left_out: "readOnly" }
    }

    /// As answers have them.
    pub fn of_answers(root: &'a Value) -> Self {
        Self { root, left_out: "writeOnly" }
    }

    /// Whether values are for requests.
    pub fn sends(&self) -> bool {
        self.left_out == "readOnly"
    }

    /// What a reference leads to, however far.
    pub fn follow<'v>(&self, mut value: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        for _ in 0..32 {
            let Some(target) = self.target(value) else { break };
            value = target;
        }
        value
    }

    fn target(&self, value: &Value) -> Option<&'a Value> {
        let pointer = value.get("$ref")?.as_str()?.strip_prefix('#')?;
        let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8().ok()?;
        self.root.pointer(pointer).or_else(|| self.root.pointer(&decoded))
    }

    /// A schema as one object: references and `allOf` are taken in, choices stand in `choices`.
    pub fn flat(&self, schema: &Value) -> Map<String, Value> {
        let mut flat = Map::new();
        self.absorb(&mut flat, schema, 0);
        flat
    }

    /// Takes a schema into another one that must hold too.
    pub fn absorb(&self, flat: &mut Map<String, Value>, schema: &Value, depth: usize) {
        if depth > 24 {
            return;
        }
        if let Some(target) = self.target(schema) {
            self.absorb(flat, target, depth + 1);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.absorb(flat, part, depth + 1);
        }
        for (key, value) in schema.as_object().into_iter().flatten() {
            match (key.as_str(), flat.get_mut(key), value) {
                ("$ref" | "allOf", ..) => {}
                ("oneOf" | "anyOf", _, Value::Array(arms)) => {
                    let choices = flat.entry("choices").or_insert_with(|| json!([]));
                    choices.as_array_mut().into_iter().for_each(|c| c.push(json!({"keyword": key, "arms": arms})));
                }
                ("properties", Some(Value::Object(own)), Value::Object(more)) => {
                    for (name, schema) in more {
                        let both = own.get(name).filter(|s| *s != schema).map(|s| json!({"allOf": [s, schema]}));
                        own.insert(name.clone(), both.unwrap_or_else(|| schema.clone()));
                    }
                }
                ("required", Some(Value::Array(own)), Value::Array(more)) => {
                    more.iter().for_each(|name| {
                        if !own.contains(name) {
                            own.push(name.clone())
                        }
                    });
                }
                ("enum", Some(Value::Array(own)), Value::Array(more)) => own.retain(|v| more.contains(v)),
                ("items", Some(own), more) if own != more => *own = json!({"allOf": [own.clone(), more]}),
                ("type", Some(own), more) if own.is_string() && more.is_array() => {}
                ("additionalProperties", Some(own), _) if *own == json!(false) => {}
                _ => _ = flat.insert(key.clone(), value.clone()),
            }
        }
    }

    /// The types that a schema names, or that its keywords speak of.
    pub fn types(flat: &Map<String, Value>) -> Vec<String> {
        match flat.get("type") {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(list)) => list.iter().filter_map(|t| t.as_str().map(str::to_owned)).collect(),
            _ => {
                let any = |keys: &[&str]| keys.iter().any(|k| flat.contains_key(*k));
                let guess = if any(&["properties", "additionalProperties", "required"]) {
                    "object"
                } else if any(&["items", "prefixItems"]) {
                    "array"
                } else if any(&["pattern", "minLength", "maxLength", "format"]) {
                    "string"
                } else {
                    return Vec::new();
                };
                vec![guess.to_owned()]
            }
        }
    }

    /// Why a value does not fit a schema; what does not travel is not asked for.
    pub fn misfit(&self, schema: &Value, value: &Value) -> Option<String> {
        self.judge(schema, value, "$", 0).err()
    }

    fn judge(&self, schema: &Value, value: &Value, at: &str, depth: usize) -> Result<(), String> {
        let fail = |why: &str| Err(format!("{at}: {why}"));
        if depth > 48 {
            return Ok(());
        }
        let keywords = match schema {
            Value::Bool(false) => return fail("nothing fits `false`"),
            Value::Object(keywords) => keywords,
            _ => return Ok(()),
        };
        let flag = |key: &str| keywords.get(key) == Some(&Value::Bool(true));
        if value.is_null() && (flag("nullable") || flag("x-nullable")) {
            return Ok(());
        }
        if let Some(target) = self.target(schema) {
            self.judge(target, value, at, depth + 1)?;
            // What stands beside a reference has no meaning (OpenAPI 3.0.4 §4.7.23).
            if self.root.get("swagger").is_some() || self.root["openapi"].as_str().is_some_and(|v| v.starts_with("3.0"))
            {
                return Ok(());
            }
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.judge(part, value, at, depth + 1)?;
        }
        let fitting = |arms: &Value| {
            arms.as_array().map(|arms| arms.iter().filter(|arm| self.judge(arm, value, at, depth + 1).is_ok()).count())
        };
        match (fitting(&schema["anyOf"]), fitting(&schema["oneOf"])) {
            (Some(0), _) => return fail("no arm of `anyOf` fits"),
            (_, Some(count)) if count != 1 => return fail(&format!("{count} arms of `oneOf` fit")),
            _ => {}
        }
        if keywords.get("not").is_some_and(|not| self.judge(not, value, at, depth + 1).is_ok()) {
            return fail("`not` fits");
        }
        if keywords.get("const").is_some_and(|c| !same(c, value)) {
            return fail("it is not the constant");
        }
        if keywords.get("enum").and_then(Value::as_array).is_some_and(|list| !list.iter().any(|v| same(v, value))) {
            return fail("it is none of the enum");
        }
        let types = if keywords.contains_key("type") { Self::types(keywords) } else { Vec::new() };
        if !types.is_empty() && !types.iter().any(|t| is(t, value)) {
            return fail(&format!("it is no {}", types.join(" or ")));
        }
        let number = |key: &str| keywords.get(key).and_then(Value::as_f64);
        match value {
            Value::String(text) => {
                let length = text.chars().count() as f64;
                if number("minLength").is_some_and(|n| length < n) || number("maxLength").is_some_and(|n| length > n) {
                    return fail("its length is another");
                }
                if let Some(format) = keywords.get("format").and_then(Value::as_str).filter(|f| !is_of(f, text)) {
                    return fail(&format!("it is no {format}"));
                }
                if self.answers() && !is_dated(keywords, text) {
                    return fail("it is no date-time of RFC 3339");
                }
                let pattern = keywords.get("pattern").and_then(Value::as_str);
                if let Some(regex) = pattern.and_then(|p| Regex::new(&pattern::ascii(p)).ok())
                    && !regex.is_match(text)
                {
                    return fail("it does not match the pattern");
                }
            }
            Value::Number(n) => {
                let n = n.as_f64().unwrap_or_default();
                if self.answers() && !is_wide(keywords, n) {
                    return fail("the number is out of the range of its format");
                }
                let (low, high) = (number("minimum"), number("maximum"));
                let open = |key: &str, bound: Option<f64>| {
                    if flag(key) { bound } else { number(key) }
                };
                if low.is_some_and(|b| n < b)
                    || high.is_some_and(|b| n > b)
                    || open("exclusiveMinimum", low).is_some_and(|b| n <= b)
                    || open("exclusiveMaximum", high).is_some_and(|b| n >= b)
                    || number("multipleOf").is_some_and(|step| step > 0.0 && (n / step).fract() != 0.0)
                {
                    return fail("the number is out of its bounds");
                }
            }
            Value::Array(list) => {
                let length = list.len() as f64;
                if number("minItems").is_some_and(|n| length < n) || number("maxItems").is_some_and(|n| length > n) {
                    return fail("it has another number of items");
                }
                if flag("uniqueItems") && (1..list.len()).any(|i| list[..i].contains(&list[i])) {
                    return fail("an item is there twice");
                }
                let first = keywords.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
                for (index, item) in list.iter().enumerate() {
                    let of = if index < first { &schema["prefixItems"][index] } else { &schema["items"] };
                    self.judge(of, item, &format!("{at}[{index}]"), depth + 1)?;
                }
            }
            Value::Object(members) => {
                let properties = keywords.get("properties").and_then(Value::as_object);
                for name in keywords.get("required").and_then(Value::as_array).into_iter().flatten() {
                    let name = name.as_str().unwrap_or_default();
                    let own = properties.and_then(|p| p.get(name));
                    if !members.contains_key(name) && !own.is_some_and(|own| self.is_left_out(own)) {
                        return fail(&format!("`{name}` is missing"));
                    }
                }
                if number("minProperties").is_some_and(|n| (members.len() as f64) < n)
                    || number("maxProperties").is_some_and(|n| members.len() as f64 > n)
                {
                    return fail("it has another number of members");
                }
                for (name, member) in members {
                    let at = format!("{at}.{name}");
                    let patterned = keywords.contains_key("patternProperties");
                    match (properties.and_then(|p| p.get(name)), keywords.get("additionalProperties")) {
                        (Some(own), _) => self.judge(own, member, &at, depth + 1)?,
                        (None, Some(more)) if !patterned => self.judge(more, member, &at, depth + 1)?,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Formats are looked at where prism made a value: it does not know all of them.
    fn answers(&self) -> bool {
        self.left_out == "writeOnly"
    }

    /// Whether a property does not travel.
    pub fn is_left_out(&self, property: &Value) -> bool {
        self.flat(property).get(self.left_out) == Some(&Value::Bool(true))
    }
}

/// Whether a text is of its format, if that is one by which the arms of a choice are told apart, and prism knows it.
pub fn is_of(format: &str, text: &str) -> bool {
    match format {
        "uuid" => {
            let digit =
                |(at, c): (usize, char)| if [8, 13, 18, 23].contains(&at) { c == '-' } else { c.is_ascii_hexdigit() };
            text.len() == 36 && text.chars().enumerate().all(digit)
        }
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        _ => true,
    }
}

/// Whether a text is what its format says, if that is a date with a time, under any of the names that are in use.
fn is_dated(keywords: &Map<String, Value>, text: &str) -> bool {
    let format = keywords.get("format").and_then(Value::as_str).unwrap_or_default();
    !matches!(format, "date-time" | "datetime" | "dateTime")
        || time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).is_ok()
}

/// Whether a number has room in its format.
fn is_wide(keywords: &Map<String, Value>, number: f64) -> bool {
    let format = keywords.get("format").and_then(Value::as_str).unwrap_or_default();
    (number >= 0.0 || !format.starts_with("uint")) && (!format.contains("int64") || number.abs() < 2f64.powi(64))
}

fn is(ty: &str, value: &Value) -> bool {
    match ty {
        "string" | "file" => value.is_string(),
        "integer" => value.as_f64().is_some_and(|n| n.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    }
}

fn same(a: &Value, b: &Value) -> bool {
    a == b || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits() {
        let root = json!({"d": {"N": {"type": "integer", "minimum": 2}}});
        let schemas = Schemas::new(&root);
        let check = |schema: Value, value: Value, expected: Option<&str>| {
            assert_eq!(schemas.misfit(&schema, &value).as_deref(), expected, "{schema} {value}");
        };
        check(json!({"$ref": "#/d/N"}), json!(2), None);
        check(json!({"allOf": [{"$ref": "#/d/N"}]}), json!(1), Some("$: the number is out of its bounds"));
        let object = json!({"type": "object", "required": ["a", "b"], "properties": {"a": {"$ref": "#/d/N"}, "b": {"readOnly": true}}});
        check(object.clone(), json!({"a": 3}), None);
        check(object, json!({"a": "x"}), Some("$.a: it is no integer"));
        check(json!({"oneOf": [{"type": "number"}, {"$ref": "#/d/N"}]}), json!(3), Some("$: 2 arms of `oneOf` fit"));
        check(json!({"type": "string", "pattern": r"^\d+$"}), json!("x"), Some("$: it does not match the pattern"));
        check(json!({"type": "string", "format": "uuid"}), json!("text"), Some("$: it is no uuid"));
        let choice = json!({"oneOf": [{"format": "ipv4"}, {"format": "ipv6"}]});
        check(choice, json!("2001:db8::1"), None);
        let beside = json!({"$ref": "#/d/N", "maximum": 1});
        check(beside.clone(), json!(3), Some("$: the number is out of its bounds"));
        let old = json!({"openapi": "3.0.3", "d": root["d"]});
        assert_eq!(Schemas::new(&old).misfit(&beside, &json!(3)), None);
    }
}
