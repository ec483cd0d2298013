//! Parameters, each typed by `openapiv3`, its schema read by our own reader; those that path and template disagree on.

use std::sync::LazyLock;

use openapiv3 as oas;
use serde_json::{Map, Value};

use super::content;
use super::document::{items, typed, with_words, without};
use super::faults::shown;
use super::labels;
use super::route;
use super::shape::Reader;
use crate::diag::{Code, Diagnostic, Diagnostics, meant};
use crate::load::{FileId, Origin};
use crate::spec::{Doc, Parameter, Place, ShapeId, Style, Written, is_blank};

pub static ANYTHING: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));

static STRING: LazyLock<Value> = LazyLock::new(|| serde_json::json!({"type": "string"}));

/// Path-level and own parameters; an own one replaces that of the path (OpenAPI 3.0.3 §4.7.9.1). Of two in one list, which must
/// not be, the first counts.
pub fn read<'a>(reader: &mut Reader<'a>, holders: [(&'a Value, &Origin); 2]) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut spread: Vec<Origin> = Vec::new();
    for (holder, at) in holders {
        let Some((list, at)) = reader.docs.get(holder, "parameters", at, reader.diagnostics) else { continue };
        let mut own: Vec<Parameter> = Vec::new();
        for (index, value) in items(Some(list)) {
            let Some((parameter, free)) = parameter(reader, value, &at.index(index)) else { continue };
            spread.extend(free.then(|| parameter.origin.clone()));
            match own.iter().find(|p| is_same(p, &parameter)) {
                Some(first) => repeated(first, &parameter, &at.index(index), reader.diagnostics),
                None => own.push(parameter),
            }
        }
        for parameter in own {
            match parameters.iter_mut().find(|p| is_same(p, &parameter)) {
                Some(old) => *old = parameter,
                None => parameters.push(parameter),
            }
        }
    }
    let is_free = |p: &&mut Parameter| p.place == Place::Query && spread.contains(&p.origin);
    let mut free: Vec<&mut Parameter> = parameters.iter_mut().filter(is_free).collect();
    if free.len() > 1 {
        free.iter_mut().for_each(|parameter| told_apart(parameter, reader.diagnostics));
    }
    parameters
}

/// Whether the members of an object are spread in the query under their own names, which may be any.
fn is_spread<'a>(reader: &Reader<'a>, value: &'a Value, at: &Origin) -> bool {
    let said = |key: &str| value.get(key).is_some();
    let schema = value.get("schema").filter(|_| !said("style") && !said("explode") && !said("content"));
    let schema = schema.and_then(|schema| reader.docs.follow(schema, &at.child("schema")).ok());
    schema.is_some_and(|(schema, _)| {
        let members = schema.get("properties").and_then(Value::as_object).is_some_and(|members| !members.is_empty());
        schema.get("type").and_then(Value::as_str) == Some("object") && !members
    })
}

/// Of two such objects nobody could tell whose a name is: each is written below its own.
fn told_apart(parameter: &mut Parameter, diagnostics: &mut Diagnostics) {
    (parameter.style, parameter.explode) = (Style::DeepObject, true);
    let message =
        format!("`{0}` is an object of any names beside another: it is sent as `{0}[name]=…`", parameter.name);
    let help = "say `style: deepObject`, or what the server takes (OpenAPI 3.0.3 §4.7.12.2)";
    diagnostics.push_once(Diagnostic::new(Code::RepairedKeyword, message).at(&parameter.origin).help(help));
}

/// Where the description writes `metadata[key]=value` of a parameter `metadata`, its members are sent below its own name. A
/// scalar has none, and the elements of a list have numbers.
fn shown_in_brackets(reader: &mut Reader<'_>, value: &Value, at: &Origin, parameter: &mut Parameter) {
    let schema = value.get("schema").map(|schema| reader.docs.follow(schema, &at.child("schema")));
    let told = schema.and_then(Result::ok).and_then(|(schema, _)| schema.get("type").and_then(Value::as_str));
    let fits = |key: &str| match told {
        Some("array") => key.bytes().all(|b| b.is_ascii_digit()),
        Some("string" | "integer" | "number" | "boolean") => false,
        _ => true,
    };
    let start = format!("{}[", parameter.name);
    let key = |rest: &str| rest.split_once("]=").is_some_and(|(key, _)| is_word(key) && fits(key));
    let sentences = parameter.doc.description.split(". ");
    let shows = |sentence: &str| sentence.split(&start).skip(1).any(key) && !sentence.contains(" not ");
    if sentences.into_iter().any(shows) {
        (parameter.style, parameter.explode) = (Style::DeepObject, true);
        let key = if told == Some("array") { "0" } else { "name" };
        let message = format!("`{0}` is shown as `{0}[{key}]=…`, and is sent so", parameter.name);
        let help = "say `style: deepObject` (OpenAPI 3.0.3 §4.7.12.2)";
        let found = Diagnostic::new(Code::RepairedKeyword, message).at(&parameter.origin).help(help);
        reader.diagnostics.push_once(found);
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

fn is_same(one: &Parameter, other: &Parameter) -> bool {
    one.place == other.place && one.place.is_one(&one.name, &other.name)
}

fn repeated(first: &Parameter, again: &Parameter, at: &Origin, diagnostics: &mut Diagnostics) {
    let message =
        format!("the {} parameter `{}` stands twice in one list; this one is left out", again.place.word(), again.name);
    let help = "a parameter is told by its name and its place (OpenAPI 3.0.3 §4.7.12); rename or remove one";
    // Each operation of a path reads the list of the path.
    diagnostics.push_once(
        Diagnostic::new(Code::RepairedKeyword, message).at(at).note("the first one", Some(&first.origin)).help(help),
    );
}

/// A place of the template without a parameter is a required string; a path parameter without a place is unused.
pub fn mend(reader: &mut Reader<'_>, path: &str, parameters: &mut Vec<Parameter>, origin: &Origin) {
    let places = route::places(path);
    parameters.retain(|p| {
        let used = p.place != Place::Path || places.contains(&p.name.as_str());
        if !used {
            reader.diagnostics.push(
                Diagnostic::new(
                    Code::PathParameter,
                    format!("`{path}` has no `{{{}}}`; the parameter is not sent", p.name),
                )
                .at(&p.origin)
                .help("add it to the path template or remove the parameter"),
            );
        }
        used
    });
    places.iter().for_each(|place| moved(parameters, place, path, reader.diagnostics));
    let declared = |place: &&str| parameters.iter().any(|p| p.place == Place::Path && p.name == *place);
    let undeclared: Vec<&str> = places.into_iter().filter(|place| !declared(place)).collect();
    let (verb, taken, them) = match undeclared.len() {
        1 => ("is", "it is taken as a string", "it as a path parameter"),
        _ => ("are", "each is taken as a string", "them as path parameters"),
    };
    if !undeclared.is_empty() {
        let names: Vec<String> = undeclared.iter().map(|place| format!("`{{{place}}}`")).collect();
        let message = format!("{} of `{path}` {verb} not declared; {taken}", names.join(", "));
        let help = format!("declare {them} (OpenAPI 3.0.3 §4.7.8.1)");
        reader.diagnostics.push(Diagnostic::new(Code::PathParameter, message).at(origin).help(help));
    }
    for place in undeclared {
        // A path may have it twice.
        if parameters.iter().any(|p| p.place == Place::Path && p.name == place) {
            continue;
        }
        let at = origin.child("parameters").child(place);
        parameters.push(Parameter {
            name: place.to_owned(),
            title: place.to_owned(),
            place: Place::Path,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
            segments: false,
            written: Written::Styled,
            encoding: Vec::new(),
            required: true,
            client: is_global(reader, place, Place::Path),
            doc: Doc::default(),
            shape: reader.schema(&STRING, &at),
            example: None,
            origin: origin.clone(),
        });
    }
}

/// Takes a parameter for that of the path, though it is said to be in the query: it is hardly another.
fn moved(parameters: &mut [Parameter], name: &str, path: &str, diagnostics: &mut Diagnostics) {
    let is_at = |p: &Parameter, place: Place| p.place == place && p.name == name;
    if parameters.iter().any(|p| is_at(p, Place::Path)) {
        return;
    }
    let Some(moved) = parameters.iter_mut().find(|p| is_at(p, Place::Query)) else { return };
    let message = format!("`{name}` of `{path}` is said to be in the query; it is taken as that of the path");
    let help = "say `in: path` and `required: true` (OpenAPI 3.0.3 §4.7.12)";
    diagnostics.push(Diagnostic::new(Code::PathParameter, message).at(&moved.origin).help(help));
    (moved.place, moved.style, moved.explode, moved.required) = (Place::Path, Style::Simple, false, true);
}

/// A parameter, and whether it [is spread](is_spread).
fn parameter<'a>(reader: &mut Reader<'a>, value: &'a Value, at: &Origin) -> Option<(Parameter, bool)> {
    let named = (value, at);
    let (value, at) = match reader.docs.follow(value, at) {
        Ok(found) => found,
        Err(dangling) => {
            dangling.report(Code::DanglingReference, "the parameter is left out", reader.diagnostics);
            return None;
        }
    };
    let (data, place) = head(reader, named, (value, &at))?;
    let style = style(reader, value, place, &at);
    let flag = |key: &str| value.get(key).and_then(Value::as_bool).unwrap_or(false);
    let as_is = flag("x-ms-skip-url-encoding");
    let mut parameter = Parameter {
        title: labels::client_name(value, &data.name),
        name: data.name,
        place,
        style,
        explode: data.explode.unwrap_or(matches!(style, Style::Form | Style::Cookie)),
        allow_reserved: flag("allowReserved") || as_is,
        segments: place == Place::Path && (flag("x-multi-segment") || as_is),
        written: Written::Styled,
        encoding: Vec::new(),
        required: data.required,
        client: false,
        doc: Doc {
            title: String::new(),
            description: labels::described(data.description.as_deref().unwrap_or_default(), |key| value.get(key)),
            deprecated: data.deprecated.unwrap_or(false),
        },
        shape: ShapeId(0),
        example: content::example(reader.docs, value, &at).filter(|shown| !is_blank(shown)).cloned(),
        origin: at.clone(),
    };
    parameter.shape = match (value.get("schema"), value.get("content").and_then(Value::as_object)) {
        (Some(schema), _) => reader.schema(schema, &at.child("schema")),
        (None, Some(content)) => {
            let (media, entry) = content.iter().next()?;
            let at = at.child("content").child(media);
            let shape = match entry.get("schema") {
                Some(schema) => reader.schema(schema, &at.child("schema")),
                None => reader.schema(&ANYTHING, &at.child("schema")),
            };
            typed_by_content(reader, &mut parameter, (media, entry), &at);
            shape
        }
        (None, None) => reader.schema(&STRING, &at.child("schema")),
    };
    if place == Place::Query && ["style", "explode", "content"].iter().all(|key| value.get(key).is_none()) {
        shown_in_brackets(reader, value, &at, &mut parameter);
    }
    let of_client = value.get("x-ms-parameter-location").and_then(Value::as_str) == Some("client");
    parameter.client = of_client || is_global(reader, &parameter.name, place);
    Some((parameter, is_spread(reader, value, &at)))
}

/// Whether `x-speakeasy-globals` lists a parameter: it is told by its name and its place.
fn is_global(reader: &mut Reader<'_>, name: &str, place: Place) -> bool {
    const NAME: &str = "x-speakeasy-globals";
    let at = Origin::root(FileId(0)).child(NAME).child("parameters");
    let globals = reader.docs.root().get(NAME).and_then(|globals| globals.get("parameters"));
    items(globals).any(|(index, global)| {
        let global = match reader.docs.follow(global, &at.index(index)) {
            Ok((global, _)) => global,
            Err(dangling) => {
                let consequence = "no parameter is one of the client by it";
                dangling.report(Code::DanglingReference, consequence, reader.diagnostics);
                return false;
            }
        };
        let said = |key: &str| global.get(key)?.as_str();
        said("in") == Some(place.word()) && said("name").is_some_and(|own| place.is_one(own, name))
    })
}

/// What `openapiv3` types, and the place. The schema is read by our own reader, and the style too: one that does not fit
/// is no reason to lose the parameter.
fn head(
    reader: &mut Reader<'_>,
    named: (&Value, &Origin),
    (value, at): (&Value, &Origin),
) -> Option<(oas::ParameterData, Place)> {
    if let Some((message, place)) = nowhere(value, at) {
        let help = match value.get("in").and_then(Value::as_str) {
            Some("body" | "formData") => {
                "it is left out; write it as the `requestBody` of the operation (OpenAPI 3.0.3 §4.7.13)"
            }
            _ => "it is left out; a parameter is in `query`, `path`, `header` or `cookie`",
        };
        reader.diagnostics.push(Diagnostic::new(Code::InvalidEntry, message).at(&place).help(help));
        return None;
    }
    let parts = ["schema", "content", "example", "examples", "style", "allowReserved"];
    let mut head = without(&with_words(reader.docs, named, (value, at)), &parts);
    let whole_query = value.get("in").and_then(Value::as_str) == Some("querystring");
    if let Value::Object(map) = &mut head {
        map.insert("schema".to_owned(), Value::Object(Map::new()));
        // OpenAPI 3.0.3 §4.7.12.2: a path parameter is required whatever it says.
        if map.get("in").and_then(Value::as_str) == Some("path") {
            map.insert("required".to_owned(), Value::Bool(true));
        }
        if whole_query {
            map.insert("in".to_owned(), Value::String("query".to_owned()));
        }
    }
    let typed = typed::<oas::Parameter>(&head, "parameter", at, reader.diagnostics)?;
    let place = match &typed {
        oas::Parameter::Query { .. } if whole_query => Place::QueryString,
        oas::Parameter::Query { .. } => Place::Query,
        oas::Parameter::Path { .. } => Place::Path,
        oas::Parameter::Header { .. } => Place::Header,
        oas::Parameter::Cookie { .. } => Place::Cookie,
    };
    Some((typed.parameter_data(), place))
}

/// What is wrong with the place of a parameter, and where.
fn nowhere(value: &Value, at: &Origin) -> Option<(String, Origin)> {
    const PLACES: [&str; 5] = ["query", "path", "header", "cookie", "querystring"];
    let place = value.as_object()?.get("in").filter(|place| !place.is_null());
    match place.map(|place| (place, place.as_str())) {
        Some((_, Some(place))) if PLACES.contains(&place) => None,
        Some((_, Some(place @ ("body" | "formData")))) => {
            Some((format!("`in: {place}` is of Swagger 2.0"), at.child("in")))
        }
        Some((_, Some(place))) => {
            let hint = meant(place, PLACES.into_iter());
            Some((format!("`{place}` is no place of a parameter{hint}"), at.child("in")))
        }
        Some((other, None)) => Some((format!("`in` must be a text, not {}", shown(other)), at.child("in"))),
        None => Some(("this parameter does not say where it is: it has no `in`".to_owned(), at.clone())),
    }
}

/// The style, by its word; the default of the place where the word means nothing there.
fn style(reader: &mut Reader<'_>, value: &Value, place: Place, at: &Origin) -> Style {
    const DELIMITED: [(&str, Style); 3] = [
        ("spaceDelimited", Style::SpaceDelimited),
        ("pipeDelimited", Style::PipeDelimited),
        ("tabDelimited", Style::TabDelimited),
    ];
    let (default, known): (_, &[_]) = match place {
        Place::Path => {
            (Style::Simple, &[("simple", Style::Simple), ("label", Style::Label), ("matrix", Style::Matrix)])
        }
        Place::Header => (Style::Simple, &[("simple", Style::Simple)]),
        Place::Query | Place::QueryString => (Style::Form, &Style::QUERY),
        Place::Cookie => (Style::Form, &[("form", Style::Form), ("cookie", Style::Cookie)]),
    };
    let Some(word) = value.get("style").and_then(Value::as_str) else { return default };
    // Swagger 2.0 delimits in every place.
    let found = known.iter().chain(&DELIMITED).find(|(name, _)| *name == word);
    if found.is_none() {
        let place = place.word();
        reader.diagnostics.push(
            Diagnostic::new(Code::RepairedKeyword, format!("`{word}` is no style in a {place}"))
                .at(&at.child("style"))
                .help("the default style of the place is taken (OpenAPI 3.1.1 §4.8.12.3)"),
        );
    }
    found.map_or(default, |(_, style)| *style)
}

/// A parameter whose value is a text of a media type.
fn typed_by_content<'a>(reader: &mut Reader<'a>, parameter: &mut Parameter, entry: (&str, &'a Value), at: &Origin) {
    let (media, value) = entry;
    let essence = media.split(';').next().unwrap_or_default().trim().to_lowercase();
    match essence.as_str() {
        _ if essence.ends_with("/json") || essence.ends_with("+json") => parameter.written = Written::Json,
        "application/x-www-form-urlencoded" if parameter.place == Place::QueryString => {
            parameter.written = Written::Form;
            parameter.encoding = content::encoding(reader, value, at);
        }
        // The text is the cookie (OpenAPI 3.1.1 §4.8.12.2.2).
        _ if essence.starts_with("text/") && parameter.place == Place::Cookie => parameter.style = Style::Cookie,
        _ if essence.starts_with("text/") || parameter.place == Place::QueryString => {}
        _ => reader.diagnostics.push(
            Diagnostic::new(Code::IgnoredKeyword, format!("`{}` is not written as `{media}`", parameter.name))
                .at(at)
                .help("it is sent as if it had its schema alone; parameters are written as JSON or as text"),
        ),
    }
}
