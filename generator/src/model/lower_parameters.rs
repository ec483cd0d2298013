//! Parameters into arguments: their types, what they are called, and what is shown of them.

use percent_encoding::percent_decode_str;

use super::lower_forms::form_encoding;
use super::lower_types::Lowering;
use super::names::Scope;
use super::operations::{Argument, Inherited, Wiring};
use super::types::Type;
use super::wish::Wish;
use super::{allowed, casing, client_parameters, constraints, docs, homes};
use crate::diag::{Code, Diagnostic};
use crate::spec::{Api, Limits, Parameter, Place, Shape, Written};

/// The argument of a parameter; nothing where it is none.
pub fn argument(
    parameter: &Parameter,
    (key, raw): (&str, bool),
    owner: &str,
    types: &mut Lowering<'_>,
    setters: &mut Scope,
) -> Option<Argument> {
    let header = || format!("the header `{}` is no parameter", parameter.name);
    let none = match parameter.name.to_lowercase().as_str() {
        name if is_pattern(name) => Some((
            format!("`{}` is a pattern of names, and no name of a parameter", parameter.name),
            "`RequestOptions` of a call takes such parameters",
        )),
        _ if parameter.place != Place::Header => None,
        // OpenAPI 3.0.3 §4.7.12.1: these three header parameters are described elsewhere and ignored here.
        "accept" | "content-type" | "authorization" => {
            Some((header(), "bodies, answers and security say what it is (OpenAPI 3.1.1 §4.8.12.2)"))
        }
        "accept-encoding" => Some((header(), "the client says itself what it can unpack: see the feature `gzip`")),
        "content-length" => Some((header(), "the client says itself how long what it sends is (RFC 9110 §8.6)")),
        "content-encoding" if !raw => {
            Some((header(), "it says how a body is compressed, and this one is written as it is"))
        }
        _ => None,
    };
    if let Some((message, help)) = none {
        types.diagnostics.push_once(Diagnostic::new(Code::IgnoredKeyword, message).at(&parameter.origin).help(help));
        return None;
    }
    let api = types.api;
    let path = homes::path_item(&parameter.origin);
    let owner = path.as_deref().unwrap_or(owner);
    let of_client = client_parameters::is_one(api, &types.client_parameters, parameter);
    let said = casing::pascal(&parameter.title);
    let name = match () {
        // It is of no operation more than of another.
        () if of_client && !said.ends_with("Parameter") => format!("{said}Parameter"),
        () if of_client || said.starts_with(owner) => said,
        () => format!("{owner}{said}"),
    };
    let ty = match types.ty(parameter.shape, Wish::of_parameter(&name)) {
        Type::Float if is_whole(api, parameter) => Type::Int,
        // A format of numbers on a text says what the text is; it travels the same.
        Type::Text if is_number(api, parameter) => Type::Int,
        // What nothing is said of is a text there, as all other parameters of that name are.
        Type::Json if is_untyped(api, parameter) => Type::Text,
        ty => ty,
    };
    let is_int = ty == Type::Int;
    let text = docs::said(api, &parameter.doc.description, parameter.shape);
    let mut text = docs::beyond_name(text, &parameter.name);
    let example = parameter.example.clone().map(|shown| unescaped(parameter, shown));
    // What must be there is never left to a default.
    let of = (parameter.shape, (!parameter.required).then_some(constraints::LEFT_OUT));
    if let Some(asked) = constraints::of(api, of, example.as_ref(), &text, &types.formats) {
        docs::append(&mut text, asked);
    }
    let unset = unset(api, parameter, of_client);
    let required = parameter.required && unset.is_none();
    if let Some(value) = &unset {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        docs::append(&mut text, format!("{SENT}{} unless it is set.", docs::code(&value)));
    }
    warn_of_slashes(parameter, types);
    let snake = casing::snake(&parameter.title);
    let longer = casing::longer(&snake, &format!("_{}", parameter.place.word()));
    let max = match api.node(api.target(parameter.shape)).map(|node| &node.shape) {
        Some(Shape::Integer { limits, .. } | Shape::Number { limits, .. }) => limits.greatest(),
        _ => None,
    };
    let default = api.default_of(parameter.shape);
    Some(Argument {
        name: setters.claim_for(key, &[snake, longer], &parameter.origin, types.diagnostics),
        wire: parameter.name.clone(),
        ty,
        required,
        unset,
        default: default.cloned(),
        inherited: of_client.then(|| Inherited { setter: String::new(), required }),
        fixed: api
            .constant_of(parameter.shape)
            .filter(|v| parameter.written == Written::Styled && is_scalar(v))
            .cloned(),
        deprecated: parameter.doc.deprecated,
        encoding: form_encoding(&parameter.encoding),
        wiring: Some(Wiring {
            place: parameter.place,
            style: parameter.style,
            explode: parameter.explode,
            reserved: parameter.allow_reserved,
            segments: parameter.segments,
            written: parameter.written,
            max: max.filter(|m| *m >= 0.0).map(|m| m as u64),
        }),
        payload: None,
        docs: text,
        example: example
            .as_ref()
            .or_else(|| api.example_of(parameter.shape))
            // A default makes a good example, where it shows something.
            .or_else(|| default.filter(|value| shows(value)))
            .cloned()
            .map(|shown| {
                shown.as_str().and_then(whole_text).filter(|_| is_int).map_or_else(|| shown.clone(), Into::into)
            })
            .map(|shown| unescaped(parameter, shown))
            .or_else(|| version(api, parameter))
            .or_else(|| way(parameter).map(Into::into))
            .or_else(|| allowed::value(api, parameter.shape).filter(|_| required)),
    })
}

/// What is shown as it stands in a URL: it would be escaped once more when it is sent.
fn unescaped(parameter: &Parameter, shown: serde_json::Value) -> serde_json::Value {
    let styled = parameter.written == Written::Styled && matches!(parameter.place, Place::Query | Place::Path);
    let is_escape = |rest: &str| rest.get(..2).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    let plain = shown.as_str().filter(|text| styled && text.contains('%') && text.split('%').skip(1).all(is_escape));
    match plain.map(|text| percent_decode_str(text).decode_utf8()) {
        Some(Ok(text)) => text.into_owned().into(),
        _ => shown,
    }
}

/// What is called the version of the API is that of the document.
fn version(api: &Api, parameter: &Parameter) -> Option<serde_json::Value> {
    let is_text = matches!(api.node(api.target(parameter.shape))?.shape, Shape::Text { format: None, .. });
    let said = is_text && casing::words(&parameter.name) == ["api", "version"] && !api.version.is_empty();
    said.then(|| api.version.as_str().into())
}

/// How what is sent unasked is said.
pub const SENT: &str = "Sent as ";

/// What is sent of a parameter that must be there, where nobody sets it: the default of a header, of an enum or of a parameter of
/// the client, because no server fills it in, and every call would be given the same. Other defaults often are examples. One
/// value of a parameter of the client is enough; elsewhere a method must not change when there is another.
pub fn unset(api: &Api, parameter: &Parameter, of_client: bool) -> Option<serde_json::Value> {
    if !parameter.required || parameter.written != Written::Styled || api.constant_of(parameter.shape).is_some() {
        return None;
    }
    let values = match api.node(api.target(parameter.shape)).map(|node| &node.shape) {
        Some(Shape::Enum { values, open: false }) => values.as_slice(),
        _ => &[],
    };
    let default = api.default_of(parameter.shape).filter(|value| is_scalar(value));
    let default = default.filter(|_| of_client || parameter.place == Place::Header || !values.is_empty());
    let only = || match values {
        [only] if of_client => Some(only.value.as_str().into()),
        _ => None,
    };
    default.cloned().or_else(only)
}

/// Whether a name is a regular expression: `/^var[.][a-z]+$/`.
fn is_pattern(name: &str) -> bool {
    let bare = name.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).unwrap_or(name);
    bare.starts_with('^') && bare.ends_with('$')
}

/// A value of a path that the document shows with a slash is escaped all the same: it could change the route.
fn warn_of_slashes(parameter: &Parameter, types: &mut Lowering<'_>) {
    let shown = parameter.example.as_ref().or_else(|| types.api.example_of(parameter.shape));
    let shown = shown.map_or_else(|| way(parameter), serde_json::Value::as_str);
    if shown.is_some_and(|text| text.trim_matches('/').contains('/'))
        && parameter.place == Place::Path
        && !parameter.segments
    {
        let message = format!("`{}` is shown with a slash, which is sent as `%2F`", parameter.name);
        types.diagnostics.push_once(
            Diagnostic::new(Code::IgnoredKeyword, message)
                .at(&parameter.origin)
                .help("where the server wants it as it is, say `x-multi-segment: true` in the parameter"),
        );
    }
}

/// Several segments that the description of a part of the path shows: `e.g. namespace/name`.
fn way(parameter: &Parameter) -> Option<&str> {
    let said = Some(parameter.doc.description.as_str()).filter(|_| parameter.place == Place::Path)?;
    let after = ["e.g.", "E.g.", "for example", "For example"].iter().find_map(|mark| said.split_once(mark))?.1;
    let word = after.trim_start_matches([':', ',', ' ']).split_whitespace().next()?;
    let word = word.trim_matches(|c: char| !(c.is_alphanumeric() || "/_-".contains(c)));
    (word.contains('/') && word != "and/or" && word.chars().all(|c| c.is_alphanumeric() || "/_-.".contains(c)))
        .then_some(word)
}

/// Whether nothing is said of what stands in a path or a header, where everything is a text.
fn is_untyped(api: &Api, parameter: &Parameter) -> bool {
    let any = matches!(api.node(api.target(parameter.shape)).map(|node| &node.shape), Some(Shape::Any));
    any && parameter.written == Written::Styled && matches!(parameter.place, Place::Path | Place::Header)
}

/// Whether a number is one of a thing and no measure: no format says that it has a fraction, and none is shown; a part of a path is
/// shown as whole, everything else is called an id.
fn is_whole(api: &Api, parameter: &Parameter) -> bool {
    let free = match api.node(api.target(parameter.shape)).map(|node| &node.shape) {
        Some(Shape::Number { format: None, limits, .. }) => limits.step.is_none_or(|step| step.fract() == 0.0),
        _ => false,
    };
    let shown = parameter.example.as_ref().or_else(|| api.example_of(parameter.shape));
    let id = || casing::words(&parameter.name).last().is_some_and(|word| word == "id");
    let whole = |shown: &serde_json::Value| shown.as_f64().is_some_and(|number| number.fract() == 0.0);
    free && (parameter.place == Place::Path || id()) && shown.map_or_else(id, whole)
}

/// Whether a text has the format of a whole number, and nothing shows another one.
fn is_number(api: &Api, parameter: &Parameter) -> bool {
    let format = match api.node(api.target(parameter.shape)).map(|node| &node.shape) {
        Some(Shape::Text { format: Some(format), limits }) if *limits == Limits::default() => format.as_str(),
        _ => return false,
    };
    let shown = parameter.example.as_ref().or_else(|| api.example_of(parameter.shape));
    let shown = shown.into_iter().chain(api.default_of(parameter.shape));
    let whole = |value: &serde_json::Value| {
        // A text may have zeros before it, which a number has not.
        value.as_str().map_or_else(|| value.is_i64(), |text| whole_text(text).is_some())
    };
    parameter.written == Written::Styled && ["int32", "int64"].contains(&format) && { shown }.all(whole)
}

/// The number that a text is, digit by digit.
fn whole_text(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|number| number.to_string() == text)
}

/// Whether a value is a text or a list, and not empty.
fn shows(value: &serde_json::Value) -> bool {
    value.as_array().map_or(is_scalar(value) && value.as_str() != Some(""), |list| list.iter().any(shows))
}

/// Whether a value is one text.
fn is_scalar(value: &serde_json::Value) -> bool {
    value.is_string() || value.is_boolean() || value.is_number()
}
