//! Where a schema stands in the document, in words: the docs of what the document does not describe.

use crate::load::unescaped;
use crate::model::casing;

/// A sentence on the place that a JSON Pointer leads to, or on a part of it, inside of this parameter if it is one; none where the pointer is to
/// nothing that has a name for readers.
pub fn sentence(pointer: &str, parameter: Option<&str>, part: bool) -> Option<String> {
    let steps: Vec<String> = pointer.split('/').skip(1).map(|step| unescaped(step).replace('`', "'")).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let parameter =
        parameter.map_or("a parameter".to_owned(), |name| format!("the parameter `{}`", name.replace('`', "'")));
    let (holder, way) = holder(&steps, &parameter)?;
    let way = Way::of(way);
    let text = match (way.text.as_str(), way.variant) {
        ("", false) if part => format!("a part of {holder}"),
        ("", false) => holder,
        ("", true) => format!("a variant of {holder}"),
        ("[]", false) => format!("an element of {holder}"),
        ("[]", true) => format!("a variant of an element of {holder}"),
        (text, false) => return Some(format!("`{text}` in {holder}.")),
        (text, true) => format!("a variant of `{text}` in {holder}"),
    };
    Some(casing::sentence(&text))
}

/// The place of the choice of which this is an arm.
pub fn of_choice(pointer: &str) -> Option<&str> {
    let (choice, _) = pointer.rsplit_once('/')?;
    choice.strip_suffix("/anyOf").or_else(|| choice.strip_suffix("/oneOf"))
}

/// What holds a schema, and the steps from there.
fn holder<'a>(steps: &'a [&'a str], parameter: &str) -> Option<(String, &'a [&'a str])> {
    match steps {
        ["components", "schemas", name, way @ ..] | ["definitions", name, way @ ..] => {
            Some((format!("the `{name}` schema"), way))
        }
        ["components", "requestBodies", name, rest @ ..] => Some((format!("the `{name}` request body"), media(rest)?)),
        ["components", "responses", name, rest @ ..] | ["responses", name, rest @ ..] => {
            response(&format!("the `{name}` response"), rest)
        }
        ["components", "parameters", name, rest @ ..] | ["parameters", name, rest @ ..] => {
            Some((format!("the `{name}` parameter"), media(rest)?))
        }
        ["components", "headers", name, rest @ ..] => Some((format!("the `{name}` header"), media(rest)?)),
        ["paths", path, "parameters", _, rest @ ..] => Some((format!("{parameter} of `{path}`"), media(rest)?)),
        ["paths", path, method, rest @ ..] => {
            of_operation(&format!("`{} {path}`", method.to_uppercase()), parameter, rest)
        }
        ["components", "pathItems", name, "parameters", _, rest @ ..] => {
            Some((format!("{parameter} of the path item `{name}`"), media(rest)?))
        }
        // Several paths may be this one, and so may webhooks.
        ["components", "pathItems", name, method, rest @ ..] => {
            of_operation(&format!("`{}` in the path item `{name}`", method.to_uppercase()), parameter, rest)
        }
        ["components", "callbacks", name, _, _, rest @ ..] => {
            of_operation(&format!("the callback `{name}`"), parameter, rest)
        }
        ["webhooks" | "x-webhooks", name, _, rest @ ..] => {
            of_operation(&format!("the webhook `{name}`"), parameter, rest)
        }
        _ => None,
    }
}

fn of_operation<'a>(operation: &str, parameter: &str, steps: &'a [&'a str]) -> Option<(String, &'a [&'a str])> {
    match steps {
        ["parameters", _, rest @ ..] => Some((format!("{parameter} of {operation}"), media(rest)?)),
        ["requestBody", rest @ ..] => Some((format!("the body of {operation}"), media(rest)?)),
        ["responses", status, rest @ ..] => response(&format!("the {status} response of {operation}"), rest),
        ["callbacks", name, _, _, rest @ ..] => {
            of_operation(&format!("the callback `{name}` of {operation}"), parameter, rest)
        }
        _ => None,
    }
}

fn response<'a>(response: &str, steps: &'a [&'a str]) -> Option<(String, &'a [&'a str])> {
    match steps {
        ["headers", name, rest @ ..] => Some((format!("the `{name}` header of {response}"), media(rest)?)),
        rest => Some((response.to_owned(), media(rest)?)),
    }
}

/// Past the media type, where there is one (OpenAPI 2.0 has none), to the steps inside of the schema. The parts of a
/// parameter and header of 2.0 stand where those of a schema do.
fn media<'a>(steps: &'a [&'a str]) -> Option<&'a [&'a str]> {
    match steps {
        ["content", _, "schema" | "itemSchema", way @ ..] | ["schema", way @ ..] => Some(way),
        ["content", ..] => None,
        way => Some(way),
    }
}

/// The way from the schema at the top to one inside of it.
#[derive(Default)]
struct Way {
    /// `shelves[].status`
    text: String,
    /// Whether it ends at one of several schemas.
    variant: bool,
}

impl Way {
    fn of(steps: &[&str]) -> Self {
        let mut way = Self::default();
        let mut steps = steps.iter();
        while let Some(step) = steps.next() {
            match *step {
                "properties" | "$defs" | "definitions" => way.go(steps.next().copied().unwrap_or_default()),
                "additionalProperties" => way.go("*"),
                "patternProperties" => {
                    steps.next();
                    way.go("*");
                }
                "items" | "prefixItems" => {
                    way.text.push_str("[]");
                    way.variant = false;
                }
                "oneOf" | "anyOf" => way.variant = true,
                // The number of a part, and `allOf`, whose parts are one schema together.
                _ => {}
            }
        }
        way
    }

    fn go(&mut self, name: &str) {
        if !self.text.is_empty() {
            self.text.push('.');
        }
        self.text.push_str(name);
        self.variant = false;
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[track_caller]
    fn check(pointer: &str, expected: &str) {
        assert_eq!(sentence(pointer, None, false).as_deref().unwrap_or("-"), expected, "{pointer}");
    }

    #[test]
    fn places_in_words() {
        check("/components/schemas/new-parcel", "The `new-parcel` schema.");
        check("/definitions/Pet/properties/born/properties/place", "`born.place` in the `Pet` schema.");
        check("/components/schemas/Pet/allOf/1/properties/tags/items", "`tags[]` in the `Pet` schema.");
        check("/components/schemas/Pets/items", "An element of the `Pets` schema.");
        check("/components/schemas/Pets/items/oneOf/0", "A variant of an element of the `Pets` schema.");
        check("/components/schemas/Pet/$defs/Leg", "`Leg` in the `Pet` schema.");
        check("/components/schemas/Pet/oneOf/0", "A variant of the `Pet` schema.");
        check("/components/schemas/Pet/properties/a/anyOf/1", "A variant of `a` in the `Pet` schema.");
        check("/components/schemas/Pet/additionalProperties", "`*` in the `Pet` schema.");
        check("/components/schemas/M/patternProperties/^x-/properties/a~1b", "`*.a/b` in the `M` schema.");
        check("/components/responses/Gone/content/application~1json/schema", "The `Gone` response.");
        check("/components/requestBodies/A/content/text~1csv/schema/items", "An element of the `A` request body.");
        check("/paths/~1pets~1{id}/get/parameters/0/schema", "A parameter of `GET /pets/{id}`.");
        check("/paths/~1pets/parameters/0/items", "An element of a parameter of `/pets`.");
        check("/paths/~1pets/post/requestBody/content/a~1b/schema", "The body of `POST /pets`.");
        check("/paths/~1a/get/responses/200/schema/properties/x", "`x` in the 200 response of `GET /a`.");
        check(
            "/paths/~1a/get/responses/default/headers/Link/schema",
            "The `Link` header of the default response of `GET /a`.",
        );
        check(
            "/components/pathItems/Pets/post/requestBody/content/a~1b/schema",
            "The body of `POST` in the path item `Pets`.",
        );
        check("/components/pathItems/Pets/parameters/0/schema", "A parameter of the path item `Pets`.");
        check(
            "/components/callbacks/Done/{$request.body#~1url}/post/requestBody/content/a~1b/schema/properties/x",
            "`x` in the body of the callback `Done`.",
        );
        check("/x-webhooks/gone/post/requestBody/content/a~1b/schema", "The body of the webhook `gone`.");
        check("/webhooks/gone/post/requestBody/content/a~1b/schema", "The body of the webhook `gone`.");
        check(
            "/paths/~1a/post/callbacks/done/{$request.body#~1url}/post/requestBody/content/a~1b/schema",
            "The body of the callback `done` of `POST /a`.",
        );
        let named = sentence("/paths/~1pets/get/parameters/0/schema/items", Some("sort`by"), false);
        let part = sentence("/components/schemas/Pet", None, true);
        assert_eq!(part.as_deref(), Some("A part of the `Pet` schema."));
        assert_eq!(named.as_deref(), Some("An element of the parameter `sort'by` of `GET /pets`."));
        check("", "-");
        check("/x-types/Pet", "-");
    }
}
