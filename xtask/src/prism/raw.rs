//! An operation as the document writes it.

use serde_json::{Map, Value, json};

use super::schemas::Schemas;

/// An operation as the document writes it.
pub struct Raw<'a> {
    pub schemas: Schemas<'a>,
    pub operation: &'a Value,
    pub parameters: Vec<&'a Value>,
}

impl<'a> Raw<'a> {
    /// The operation of a path and a method.
    pub fn of(root: &'a Value, path: &str, method: &str) -> Self {
        let item = Schemas::new(root).follow(&root["paths"][path]);
        Self::new(root, item, &item[method.to_lowercase()])
    }

    pub fn new(root: &'a Value, item: &'a Value, operation: &'a Value) -> Self {
        let schemas = Schemas::new(root);
        let mut parameters: Vec<&Value> = Vec::new();
        for list in [&operation["parameters"], &item["parameters"]] {
            for parameter in list.as_array().into_iter().flatten().map(|p| schemas.follow(p)) {
                let same = |other: &&Value| other["in"] == parameter["in"] && other["name"] == parameter["name"];
                // What a reference does not lead to is no parameter.
                if parameter["name"].is_string() && !parameters.iter().any(same) {
                    parameters.push(parameter);
                }
            }
        }
        Self { schemas, operation, parameters }
    }

    /// The representations of the body, as 3.x has them.
    pub fn content(&self) -> Option<&Map<String, Value>> {
        self.schemas.follow(&self.schemas.follow(&self.operation["requestBody"])["content"]).as_object()
    }

    /// The media types that the document says the operation takes.
    pub fn media_types(&self) -> Vec<&str> {
        let consumes = self.operation.get("consumes").or(self.schemas.root.get("consumes")).and_then(Value::as_array);
        let keys = self.content().into_iter().flatten().map(|(media, _)| media.as_str());
        keys.chain(consumes.into_iter().flatten().filter_map(Value::as_str)).collect()
    }

    /// The schema of an answer of a media type.
    pub fn answer(&self, status: &str, media: &str) -> Option<&'a Value> {
        let range = format!("{}XX", status.get(..1)?);
        let responses = self.operation["responses"].as_object()?;
        let of = |wanted: &str| responses.iter().find(|(status, _)| status.eq_ignore_ascii_case(wanted));
        let (_, response) = of(status).or_else(|| of(&range)).or_else(|| of("default"))?;
        let response = self.schemas.follow(response);
        let mut content = self.schemas.follow(&response["content"]).as_object().into_iter().flatten();
        let own = content.find(|(key, _)| key.to_lowercase().starts_with(media));
        own.map(|(_, content)| &content["schema"]).or(response.get("schema"))
    }

    /// The schema of a body of a media type.
    pub fn body(&self, media: &str) -> Value {
        let entries = || self.content().into_iter().flatten();
        let found = entries()
            .find(|(key, _)| *key == media)
            .or_else(|| entries().find(|(key, _)| essence(key) == essence(media)));
        if let Some((_, content)) = found.or_else(|| entries().next()) {
            return self.schemas.follow(content)["schema"].clone();
        }
        if let Some(body) = self.parameters.iter().find(|p| p["in"] == "body") {
            return body["schema"].clone();
        }
        let mut form = json!({"type": "object", "properties": {}, "required": []});
        for field in self.parameters.iter().filter(|p| p["in"] == "formData") {
            let name = field["name"].as_str().unwrap_or_default();
            let mut schema = (*field).clone();
            schema.as_object_mut().into_iter().for_each(|s| _ = s.remove("required"));
            form["properties"][name] = schema;
            if field["required"] == true {
                form["required"].as_array_mut().into_iter().for_each(|r| r.push(name.into()));
            }
        }
        form
    }
}

/// Whether a media type is that of a form.
pub fn is_form(essence: &str) -> bool {
    matches!(essence, "multipart/form-data" | "application/x-www-form-urlencoded")
}

/// A media type without its parameters.
pub fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_lowercase()
}
