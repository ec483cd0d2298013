//! Values that fit the schemas of a document: its own example, default or constant where they do, else made up.

use std::cell::Cell;

use sdkwright::resolve::is_slip;
use serde_json::{Map, Value, json};

use super::pattern;
use super::schemas::{Schemas, is_of};

/// So much of a schema is filled in for a call with everything: then only what is required.
const BUDGET: usize = 1_500;

/// Makes values.
pub struct Maker<'a> {
    pub schemas: Schemas<'a>,
    /// Whether what is not required is there too.
    pub all: Cell<bool>,
    budget: Cell<usize>,
}

impl<'a> Maker<'a> {
    /// Of what a request sends.
    pub fn new(root: &'a Value, all: bool) -> Self {
        Self { schemas: Schemas::new(root), all: Cell::new(all), budget: Cell::new(0) }
    }

    /// Of what an answer has.
    pub fn of_answers(root: &'a Value, all: bool) -> Self {
        Self { schemas: Schemas::of_answers(root), ..Self::new(root, all) }
    }

    /// A value that fits.
    ///
    /// # Errors
    ///
    /// Why none was found.
    pub fn value(&self, schema: &Value) -> Result<Value, String> {
        self.budget.set(BUDGET);
        let value = self.make(schema, 0, 0)?;
        match self.schemas.misfit(schema, &value) {
            None => Ok(value),
            Some(why) => Err(why),
        }
    }

    fn make(&self, schema: &Value, nth: usize, depth: usize) -> Result<Value, String> {
        self.choose(self.schemas.flat(schema), nth, depth)
    }

    /// Takes the first arm of each choice with which a value comes about that fits.
    fn choose(&self, mut flat: Map<String, Value>, nth: usize, depth: usize) -> Result<Value, String> {
        if depth > 24 {
            return Err("it has no end".to_owned());
        }
        self.budget.set(self.budget.get().saturating_sub(1));
        let mut choices = match flat.remove("choices") {
            Some(Value::Array(choices)) => choices,
            _ => Vec::new(),
        };
        let Some(choice) = choices.pop() else { return self.plain(&flat, nth, depth) };
        let only_one = choice["keyword"] == "oneOf";
        let arms = choice["arms"].as_array().cloned().unwrap_or_default();
        flat.insert("choices".to_owned(), choices.into());
        let fits = |value: &Value| arms.iter().filter(|arm| self.schemas.misfit(arm, value).is_none()).count();
        let mut why = "a choice without arms".to_owned();
        let before = self.all.get();
        // What is not required may be what two arms have in common.
        for all in if before { vec![true, false] } else { vec![false] } {
            for arm in &arms {
                let mut chosen = flat.clone();
                self.schemas.absorb(&mut chosen, arm, 0);
                self.tag(&flat, arm, &mut chosen);
                self.all.set(all);
                let made = self.choose(chosen, nth, depth + 1);
                self.all.set(before);
                match made {
                    // The null arm says least.
                    Ok(value) if value.is_null() && arms.len() > 1 => {}
                    Ok(value) if fits(&value) == 1 || !only_one && fits(&value) > 1 => return Ok(value),
                    Ok(value) => why = format!("{} arms of a choice fit", fits(&value)),
                    Err(reason) => why = reason,
                }
            }
        }
        Err(why)
    }

    /// The property by which a discriminator tells an arm has the name of the arm.
    fn tag(&self, flat: &Map<String, Value>, arm: &Value, chosen: &mut Map<String, Value>) {
        let Some(discriminator) = flat.get("discriminator") else { return };
        let Some(property) = discriminator["propertyName"].as_str() else { return };
        let Some(target) = arm["$ref"].as_str() else { return };
        let name = target.rsplit('/').next().unwrap_or(target);
        let mapped = discriminator["mapping"].as_object().and_then(|m| {
            m.iter()
                .find(|(_, to)| to.as_str().is_some_and(|to| to == target || to == name))
                .map(|(tag, _)| tag.as_str())
        });
        let tag = json!({"const": mapped.unwrap_or(name)});
        let properties = chosen.entry("properties").or_insert_with(|| json!({}));
        let Some(properties) = properties.as_object_mut() else { return };
        let own = properties.get(property).map(|own| self.schemas.flat(own)).unwrap_or_default();
        if !own.contains_key("const") && !own.contains_key("enum") || mapped.is_some() {
            properties.insert(property.to_owned(), tag);
        }
        let required = chosen.entry("required").or_insert_with(|| json!([]));
        required.as_array_mut().into_iter().for_each(|r| r.push(property.into()));
    }

    /// A value of a schema without choices.
    fn plain(&self, flat: &Map<String, Value>, nth: usize, depth: usize) -> Result<Value, String> {
        if let Some(constant) = flat.get("const") {
            return Ok(constant.clone());
        }
        let types = Schemas::types(flat);
        let kind = types.iter().find(|t| *t != "null").map_or("", String::as_str);
        let whole = Value::Object(flat.clone());
        let fits = |value: &&Value| self.schemas.misfit(&whole, value).is_none();
        if let Some(Value::Array(list)) = flat.get("enum") {
            let fit: Vec<&Value> = list.iter().filter(|v| !v.is_null() && **v != json!("")).filter(fits).collect();
            let first = fit.get(nth % fit.len().max(1)).copied().or(list.first());
            return first.cloned().ok_or_else(|| "an enum without values".to_owned());
        }
        if nth == 0 && !matches!(kind, "object" | "array") {
            let examples = flat.get("examples").and_then(Value::as_array);
            let said = ["example", "x-example", "default"].iter().filter_map(|k| flat.get(*k));
            let mut said = said.chain(examples.into_iter().flatten());
            let usable = |v: &&Value| !v.is_object() && !v.is_array() && !v.is_null() && written(v, flat) && exact(v);
            if let Some(value) = said.find(|v| usable(v) && fits(v)) {
                return Ok(value.clone());
            }
        }
        match kind {
            "object" => self.object(flat, depth),
            "array" => self.array(flat, depth),
            "string" | "file" => text(flat, nth).map(Value::String),
            "integer" => number(flat, nth, true),
            "number" => number(flat, nth, false),
            "boolean" => Ok(Value::Bool(nth.is_multiple_of(2))),
            _ if types.iter().any(|t| t == "null") => Ok(Value::Null),
            // `type: date-time` is read as the format that it is (`N0503`).
            _ => Ok(Some(of_format(kind)).filter(|text| !text.is_empty()).unwrap_or("anything").into()),
        }
    }

    fn object(&self, flat: &Map<String, Value>, depth: usize) -> Result<Value, String> {
        let none = Map::new();
        let properties = flat.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let required: Vec<&str> =
            flat.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let least = flat.get("minProperties").and_then(Value::as_u64).unwrap_or(0) as usize;
        let most = flat.get("maxProperties").and_then(Value::as_u64).map_or(usize::MAX, |n| n as usize);
        let mut members = Map::new();
        for (name, schema) in properties {
            let needed = required.contains(&name.as_str());
            // What holds itself ends somewhere, and what is large too.
            let wanted = self.all.get() && depth < 6 && self.budget.get() > 0 || members.len() < least;
            if !(needed || wanted && members.len() < most) || self.schemas.is_left_out(schema) {
                continue;
            }
            match self.make(schema, 0, depth + 1) {
                Ok(value) => _ = members.insert(name.clone(), value),
                Err(why) if needed => return Err(format!("{name}: {why}")),
                Err(_) => {}
            }
        }
        let more = flat.get("additionalProperties").filter(|m| **m != json!(false));
        let more_schema = more.cloned().unwrap_or_else(|| json!({}));
        for name in required.iter().filter(|n| !properties.contains_key(**n)) {
            // In an answer it is one name more that nobody reads.
            if self.schemas.sends() && properties.keys().any(|own| is_slip(own, name)) {
                return Err(format!("`{name}` is required, and no property has that name"));
            }
            members.insert((*name).to_owned(), self.make(&more_schema, 0, depth + 1)?);
        }
        let free = usize::from(self.all.get() && properties.is_empty() && depth < 6 && most > 0);
        let patterned = flat.get("patternProperties").and_then(Value::as_object).and_then(|p| p.iter().next());
        for nth in members.len()..least.max(members.len() + free) {
            let (name, schema) = match patterned {
                Some((pattern, schema)) => (pattern::example(pattern, nth).unwrap_or_default(), schema),
                None => {
                    let said = flat.get("propertyNames").and_then(|names| self.make(names, nth, depth + 1).ok());
                    let said = said.as_ref().and_then(Value::as_str).map(str::to_owned);
                    (said.unwrap_or_else(|| format!("key{nth}")), &more_schema)
                }
            };
            members.insert(name, self.make(schema, nth, depth + 1)?);
        }
        Ok(Value::Object(members))
    }

    fn array(&self, flat: &Map<String, Value>, depth: usize) -> Result<Value, String> {
        let bound = |key: &str| flat.get(key).and_then(Value::as_u64).map(|n| n as usize);
        let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(usize::MAX));
        let empty = Vec::new();
        let first = flat.get("prefixItems").and_then(Value::as_array).unwrap_or(&empty);
        let count = least.max(first.len()).max(usize::from(depth < 10)).min(most);
        let any = json!({});
        let items = flat.get("items").unwrap_or(&any);
        let mut list = Vec::new();
        for nth in 0..count {
            match self.make(first.get(nth).unwrap_or(items), nth, depth + 1) {
                Ok(value) => list.push(value),
                Err(_) if list.len() >= least => break,
                Err(why) => return Err(format!("[{nth}]: {why}")),
            }
        }
        Ok(Value::Array(list))
    }
}

/// Whether JavaScript, in which prism is written, holds a number as it is.
fn exact(value: &Value) -> bool {
    value.as_f64().is_none_or(|n| n.abs() <= 9_007_199_254_740_991.0)
}

/// Whether an example of a format that has a grammar follows it.
fn written(value: &Value, flat: &Map<String, Value>) -> bool {
    use time::format_description::well_known::{Iso8601, Rfc3339};
    let Some(text) = value.as_str() else { return true };
    match flat.get("format").or(flat.get("type")).and_then(Value::as_str) {
        Some("date-time" | "datetime" | "dateTime") => time::OffsetDateTime::parse(text, &Rfc3339).is_ok(),
        Some("date") => text.len() == 10 && time::Date::parse(text, &Iso8601::DATE).is_ok(),
        Some("uuid" | "guid" | "uuid4") => is_of("uuid", text),
        Some("uri" | "url") => text.contains("://"),
        Some("byte" | "base64" | "email" | "hostname" | "ipv4" | "ipv6" | "time" | "duration" | "json-pointer") => {
            false
        }
        // An empty text is no segment of a path, and white space at an end no value of a header.
        _ => !text.is_empty() && text.trim() == text && text.chars().all(|c| !c.is_control()),
    }
}

fn text(flat: &Map<String, Value>, nth: usize) -> Result<String, String> {
    let bound = |key: &str| flat.get(key).and_then(Value::as_u64).map(|n| n as usize);
    let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength").unwrap_or(usize::MAX));
    let of_format = of_format(flat.get("format").and_then(Value::as_str).unwrap_or_default());
    if let Some(pattern) = flat.get("pattern").and_then(Value::as_str) {
        // A pattern seldom says all that a format does.
        let fits = |pattern: regex::Regex| pattern.is_match(of_format) && (least..=most).contains(&of_format.len());
        if nth == 0 && !of_format.is_empty() && regex::Regex::new(pattern).is_ok_and(fits) {
            return Ok(of_format.to_owned());
        }
        let mut made = pattern::example(pattern, least.max(1)).or_else(|| pattern::example(pattern, least));
        if made.as_ref().is_some_and(|m| m.chars().count() > most) {
            made = pattern::example(pattern, least);
        }
        return made.ok_or_else(|| format!("no text for the pattern `{pattern}`"));
    }
    if !of_format.is_empty() && nth == 0 {
        return Ok(of_format.to_owned());
    }
    let mut text = if nth == 0 { "text".to_owned() } else { format!("text{nth}") };
    if text.len() > most {
        text = text[text.len() - most..].to_owned();
    }
    while text.len() < least {
        text.push('x');
    }
    Ok(text)
}

/// A text of a format.
fn of_format(format: &str) -> &'static str {
    match format {
        "date-time" | "datetime" | "dateTime" => "2024-05-17T09:30:00Z",
        "date" => "2024-05-17",
        "time" => "09:30:00Z",
        "duration" => "P1DT2H",
        "uuid" | "guid" | "uuid4" => "8c3a1f0e-2f5d-4f7a-9b1c-0d2e4f6a8b1c",
        "email" | "idn-email" => "ada@example.org",
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => "https://example.org/a",
        "hostname" | "idn-hostname" => "example.org",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "ip" => "192.0.2.1",
        "byte" | "base64" => "c29tZQ==",
        "json-pointer" => "/a/b",
        "regex" => "^a$",
        "uri-template" => "https://example.org/{a}",
        _ => "",
    }
}

fn number(flat: &Map<String, Value>, nth: usize, whole: bool) -> Result<Value, String> {
    let bound = |key: &str| flat.get(key).and_then(Value::as_f64);
    let open = |key: &str, of: &str| if flat.get(key) == Some(&Value::Bool(true)) { bound(of) } else { bound(key) };
    let step = bound("multipleOf").filter(|s| *s > 0.0);
    let grain = step.unwrap_or(if whole { 1.0 } else { 0.5 });
    let low =
        bound("minimum").into_iter().chain(open("exclusiveMinimum", "minimum").map(|b| b + grain)).reduce(f64::max);
    let high =
        bound("maximum").into_iter().chain(open("exclusiveMaximum", "maximum").map(|b| b - grain)).reduce(f64::min);
    let mut number = low.map_or(1.0, |low| low.max(1.0)) + nth as f64 * grain;
    if high.is_some_and(|high| number > high) {
        number = low.or(high).unwrap_or(0.0);
    }
    if let Some(step) = step {
        number = (number / step).ceil() * step;
    }
    if whole {
        number = number.ceil();
        return Ok(json!(number as i64));
    }
    Ok(json!(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let root = json!({"d": {"A": {"required": ["kind"], "properties": {"kind": {"type": "string"}, "n": {"type": "integer"}}}}});
        let check = |schema: Value, all: bool, expected: Result<Value, &str>| {
            let made = Maker::new(&root, all).value(&schema);
            assert_eq!(made.as_ref().map_err(String::as_str), expected.as_ref().map_err(|e| *e), "{schema}");
        };
        check(json!({"$ref": "#/d/A"}), false, Ok(json!({"kind": "text"})));
        check(json!({"$ref": "#/d/A"}), true, Ok(json!({"kind": "text", "n": 1})));
        let told =
            json!({"oneOf": [{"$ref": "#/d/A"}], "discriminator": {"propertyName": "kind", "mapping": {"a": "#/d/A"}}});
        check(told, false, Ok(json!({"kind": "a"})));
        check(json!({"type": "string", "format": "date", "example": "soon"}), true, Ok(json!("2024-05-17")));
        check(json!({"type": "integer", "minimum": 5, "exclusiveMinimum": true}), true, Ok(json!(6)));
        check(
            json!({"type": "array", "minItems": 2, "uniqueItems": true, "items": {"type": "string"}}),
            true,
            Ok(json!(["text", "text1"])),
        );
        check(json!({"type": ["null", "boolean"]}), true, Ok(json!(true)));
    }
}
