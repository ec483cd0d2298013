//! The example of an operation: one text for the doctest and for the docs page.

use serde_json::Value;

use super::{answers, format, literals, servers};
use crate::model::{
    Argument, Arm, Credential, DefKind, Field, Operation, Output, Paging, Presence, Sdk, Sent, Service, Taking, Type,
    Union, Variant, View,
};
use crate::spec::{Direction, SchemePlace};

/// The fenced doctest: it compiles and is not run, because nobody answers.
pub fn doctest(sdk: &Sdk, service: &Service, operation: &Operation, fence: &str) -> Vec<String> {
    let package = sdk.name.replace('-', "_");
    let mut lines = vec![fence.to_owned()];
    lines.push(format!("# async fn example(client: {package}::Client) -> Result<(), {package}::Error> {{"));
    lines.extend(call(sdk, service, operation));
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned(), "```".to_owned()]);
    lines
}

/// The lines that a reader sees.
pub fn call(sdk: &Sdk, service: &Service, operation: &Operation) -> Vec<String> {
    ending(sdk, service, operation, "await")
}

/// The first call of an SDK that blocks the thread; nothing where there is none that reads well.
pub fn blocking(sdk: &Sdk) -> Vec<String> {
    let plain = |o: &&Operation| !o.deprecated && o.arguments.iter().all(|a| a.name != "wait" && !a.required);
    let found = sdk.services.iter().find_map(|s| Some((s, s.operations.iter().find(plain)?)));
    found.map(|(service, operation)| ending(sdk, service, operation, "wait()")).unwrap_or_default()
}

/// A call that ends with this.
fn ending(sdk: &Sdk, service: &Service, operation: &Operation, end: &str) -> Vec<String> {
    let result = if operation.output == Output::Empty { "" } else { "let answer = " };
    format::statement(&format!("{result}{}.{end}?;", request(sdk, service, operation, |_| true)))
}

/// A request, before it is sent, with those of the optional arguments that are wanted, by index.
fn request(sdk: &Sdk, service: &Service, operation: &Operation, wanted: impl Fn(usize) -> bool) -> String {
    let required: Vec<String> =
        operation.arguments.iter().chain(&operation.body).filter(|a| a.asked()).map(|a| argument(sdk, a)).collect();
    let body = optional_body(sdk, operation).map(|(a, made)| format!(".{}({made})", a.name)).unwrap_or_default();
    let may = |a: &Argument| !a.required && !a.deprecated && a.fixed.is_none() && a.inherited.is_none();
    let optional = operation.arguments.iter().enumerate().filter(|(i, a)| wanted(*i) && may(a) && shown(sdk, a));
    // What the server does anyway only shows what a setter is.
    let (idle, telling): (Vec<&Argument>, Vec<&Argument>) =
        optional.map(|(_, a)| a).partition(|a| a.default.is_some() && a.default == a.example);
    let least = usize::from(telling.is_empty() && required.is_empty() && body.is_empty());
    let shown = telling.into_iter().take(MOST_SETTERS).chain(idle.into_iter().take(least));
    let setters: String = shown.map(|a| format!(".{}({})", a.name, argument(sdk, a))).collect();
    format!("{}.{}({}){setters}{body}", service.reached(), operation.name, required.join(", "))
}

/// A body that may be left out, and its value, where that says what is sent. Most documents say nothing of whether
/// it must be there, which means that it need not, and calls without are refused.
fn optional_body<'a>(sdk: &Sdk, operation: &'a Operation) -> Option<(&'a Argument, String)> {
    let sent = ["POST", "PUT", "PATCH"].contains(&operation.method.as_str());
    let body = operation.body.as_ref().filter(|body| sent && !body.required)?;
    let made = argument(sdk, body);
    let nothing = ["Map::new()", "Value::Null", "None"].iter().any(|end| made.ends_with(end));
    (!nothing && !made.contains("unreachable!()")).then_some((body, made))
}

/// Whether the document gives a value for an argument, and one of its type: one of ours would say nothing there.
fn shown(sdk: &Sdk, argument: &Argument) -> bool {
    let says = |example: &Value| gives(sdk, &argument.ty, example) && argument.unset.as_ref() != Some(example);
    argument.example.as_ref().is_some_and(says)
}

/// Whether an example is of a type, and a list of something.
fn gives(sdk: &Sdk, ty: &Type, example: &Value) -> bool {
    match (ty, example) {
        (Type::List(item), Value::Array(list)) => !list.is_empty() && list.iter().all(|e| fits(sdk, item, e, 0)),
        _ => fits(sdk, ty, example, 0),
    }
}

/// The setters of what the example of a whole shows beside that which must be there.
fn setters(sdk: &Sdk, fields: &[Field], whole: Option<&Value>) -> String {
    let sent = |f: &&Field| {
        f.presence == Presence::Optional && f.constant.is_none() && f.direction != Direction::Read && !f.deprecated
    };
    let given = fields.iter().filter(sent).filter_map(|f| {
        let example = whole?.get(&f.wire).filter(|e| gives(sdk, &f.ty, e))?;
        Some(format!(".{}({})", f.name, taken(sdk, &f.ty, Some(example), &f.wire, 1)))
    });
    given.take(MOST_SETTERS).collect()
}

/// More of them hide what must be there.
const MOST_SETTERS: usize = 4;

/// A statement around the request that reads best of those of which this is true, by the one answer that it looks at: the
/// request's own, or one of its other representations.
pub fn task(
    sdk: &Sdk,
    wanted: impl Fn(&Operation, &Output) -> bool,
    statement: impl Fn(&str) -> String,
) -> Option<String> {
    best(sdk, wanted, statement, |_, _| true)
}

/// The statement that begins a walk. It says nothing of where to begin: a walk from the second page on would miss the first.
pub fn walk(sdk: &Sdk) -> Option<String> {
    let walked = |o: &Operation, output: &Output| {
        *output == o.output && o.paging.as_ref().is_some_and(|paging| paging.elements.is_some())
    };
    let anywhere = |o: &Operation, i: usize| {
        let begins = |(paging, argument): (&Paging, &Argument)| paging.begins(i, argument);
        !o.paging.as_ref().zip(o.arguments.get(i)).is_some_and(begins)
    };
    best(sdk, walked, |request| format!("let mut items = {request}.items();"), anywhere)
}

fn best(
    sdk: &Sdk,
    wanted: impl Fn(&Operation, &Output) -> bool,
    statement: impl Fn(&str) -> String,
    argument: impl Fn(&Operation, usize) -> bool,
) -> Option<String> {
    let operations = sdk.services.iter().flat_map(|s| s.operations.iter().map(move |o| (s, o)));
    let views = operations.filter(|(_, o)| !o.deprecated).flat_map(|(service, operation)| {
        let own = std::iter::once((None, &operation.output));
        let other = operation.views.iter().map(|v| (Some(v), &v.output));
        own.chain(other).map(move |(view, output)| (service, operation, view, output))
    });
    let asked = |o: &Operation| {
        let required = o.arguments.iter().chain(&o.body).filter(|a| a.asked()).count();
        required + usize::from(optional_body(sdk, o).is_some())
    };
    let found = views.filter(|(_, operation, _, output)| wanted(operation, output));
    // A stream that the body does not ask for may want more than this method.
    let unasked = |o: &Operation, view: &Option<&View>| view.is_some_and(|view| !answers::streams(sdk, o, view));
    let found = found.min_by_key(|(_, operation, view, _)| (unasked(operation, view), asked(operation)));
    let (service, operation, view, _) = found?;
    let view = view.map(|view| format!(".{}()", view.method)).unwrap_or_default();
    let request = request(sdk, service, operation, |i| argument(operation, i));
    Some(format::statement(&statement(&format!("{request}{view}"))).join("\n"))
}

/// The first call that a reader sees, of the operations that are not deprecated: one that answers, rather.
pub fn first(sdk: &Sdk) -> Option<String> {
    let read =
        |output: &Output| !matches!(output, Output::Empty | Output::Stream | Output::Events(_) | Output::Lines(_));
    let answering = task(sdk, |_, output| read(output), |request| format!("let answer = {request}.await?;"));
    answering.or_else(|| task(sdk, |_, output| *output == Output::Empty, |request| format!("{request}.await?;")))
}

/// A client made, with the credentials that most operations take, else one that goes with all. A variable that is
/// missing is an error there: an empty secret in its place would be found by the server, as somebody unknown.
pub fn client(sdk: &Sdk) -> Vec<String> {
    // Where the document names a scheme but no operation that asks for it, it is one for all of them.
    let always: Vec<usize> = sdk.credentials.iter().position(|c| c.always).into_iter().collect();
    let groups = sdk.services.iter().flat_map(|s| &s.operations).flat_map(|o| &o.auth).filter(|g| !g.is_empty());
    let mut counts: Vec<(&Vec<usize>, usize)> = Vec::new();
    for group in groups {
        match counts.iter_mut().find(|(known, _)| *known == group) {
            Some((_, count)) => *count += 1,
            None => counts.push((group, 1)),
        }
    }
    // Of equals the first.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    let setters: String = most
        .map_or(&always, |(group, _)| group)
        .iter()
        .filter_map(|i| sdk.credentials.get(*i))
        .map(|c| match c.place {
            SchemePlace::Basic => {
                let [user, password] =
                    ["USER", "PASSWORD"].map(|end| format!("std::env::var(\"{}_{end}\")?", c.variable));
                format!(".{}({user}, {password})", c.setter)
            }
            _ => format!(".{}(std::env::var({:?})?){}", c.setter, c.variable, prefixed(c)),
        })
        .collect();
    let parameters: String = sdk
        .parameters
        .iter()
        .filter(|p| p.required && !p.argument.deprecated)
        .map(|p| format!(".{}({})", p.argument.name, argument(sdk, &p.argument)))
        .collect();
    let package = sdk.name.replace('-', "_");
    let base = match (servers::instead(sdk), servers::lacking(&sdk.base_url)) {
        (Some(server), _) => format!(".server({package}::Server::{}())", server.name),
        (None, Some((base, _))) => format!(".base_url({base:?})"),
        (None, None) => String::new(),
    };
    format::statement(&format!("let client = {package}::Client::builder(){setters}{parameters}{base}.build()?;"))
}

/// What a key is sent behind, where the document says so in words: `Authorization: Bearer <key>`.
fn prefixed(credential: &Credential) -> String {
    let is_bearer = credential.docs.iter().any(|line| line.contains("Authorization: Bearer "));
    let second = credential.second.as_ref().filter(|_| is_bearer && matches!(credential.place, SchemePlace::Header(_)));
    second.map(|prefix| format!(".{prefix}(\"Bearer\")")).unwrap_or_default()
}

fn argument(sdk: &Sdk, argument: &Argument) -> String {
    let plain = argument.wire.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    let name = if plain { argument.wire.as_str() } else { argument.name.trim_start_matches("r#") };
    // A body of which nothing is said is an object, rather than `null`.
    if argument.payload.is_some() && argument.asked() && argument.ty == Type::Json && argument.example.is_none() {
        return format!("{}::serde_json::json!({{}})", sdk.name.replace('-', "_"));
    }
    taken(sdk, &argument.ty, argument.example.as_ref(), &format!("{name}_example"), 0)
}

/// An expression that a function takes for the type: texts as they are, and lists of them.
fn taken(sdk: &Sdk, ty: &Type, example: Option<&Value>, text: &str, depth: usize) -> String {
    let spelled = || value(sdk, ty, example, text, depth);
    match (ty.behind(&sdk.defs), ty.taking(&sdk.defs)) {
        (Type::Text, _) => format!("{:?}", example.and_then(Value::as_str).unwrap_or(text)),
        // What takes an `f64` takes an `i32` as well.
        (Type::Float, Taking::Converted) => match example.map_or(Some(1.0), Value::as_f64) {
            Some(number) if number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX) => format!("{number:.0}"),
            _ => spelled(),
        },
        (_, Taking::Gathered(item)) => format!("[{}]", elements(example, |e| taken(sdk, item, e, text, depth + 1))),
        (Type::Named(id), Taking::Converted) => {
            let union = match (sdk.defs.get(id.0).map(|def| &def.kind), example.and_then(Value::as_str)) {
                (Some(DefKind::Union(union)), _) => union,
                (Some(DefKind::Enum { values, .. }), Some(text)) if values.iter().all(|v| v.wire != text) => {
                    return format!("{text:?}");
                }
                _ => return spelled(),
            };
            match shows(sdk, union, example, depth) {
                Some(Shown::Arm(arm)) if turns(sdk, union, arm) => match arm.ty.behind(&sdk.defs) {
                    Type::Text => taken(sdk, &arm.ty, example, text, depth + 1),
                    _ => value(sdk, &arm.ty, example, text, depth + 1),
                },
                _ => spelled(),
            }
        }
        (_, Taking::Converted | Taking::AsItIs) => spelled(),
    }
}

fn is_filled(example: &Value) -> bool {
    example.as_array().is_some_and(|list| !list.is_empty())
}

/// What the document gives as elements of a list, or one of ours.
fn elements(example: Option<&Value>, element: impl Fn(Option<&Value>) -> String) -> String {
    let given = example.filter(|e| is_filled(e)).and_then(Value::as_array);
    let few = |given: &Vec<Value>| given.iter().take(3).map(|v| element(Some(v))).collect::<Vec<_>>().join(", ");
    given.map_or_else(|| element(None), few)
}

/// What the document gives for a field: in the example of the whole, else its own. What may be null ends there, unless its
/// own is plain: one that holds the field again would go on without an end.
fn of_field<'a>(field: &'a Field, whole: Option<&'a Value>) -> Option<&'a Value> {
    let plain = |e: &&Value| field.presence != Presence::Nullable || !(e.is_object() || e.is_array());
    whole.and_then(|whole| whole.get(&field.wire)).or_else(|| field.example.as_ref().filter(plain))
}

/// What the document gives as entries of a map; nothing where that is none, or more than a reader wants to see.
fn entries(example: Option<&Value>, element: impl Fn(&Value) -> Option<String>) -> Option<String> {
    let given = example.and_then(Value::as_object).filter(|given| !given.is_empty() && given.len() <= 3)?;
    let entry = |(name, e): (&String, &Value)| Some(format!("({name:?}.to_owned(), {})", element(e)?));
    Some(given.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", "))
}

/// Whether an example is one of this type, as far as its kind and the fields that must be there tell.
fn fits(sdk: &Sdk, ty: &Type, example: &Value, depth: usize) -> bool {
    match ty {
        Type::Bool => example.is_boolean(),
        Type::Int => example.as_i64().is_some(),
        Type::Float => example.is_number(),
        Type::Text => example.is_string(),
        Type::Scalar(of) => literals::given(*of, Some(example), "").is_some(),
        Type::Json => true,
        Type::JsonMap | Type::Map(_) => example.is_object(),
        Type::List(_) | Type::Tuple(_) => example.is_array(),
        Type::Nullable(inner) => example.is_null() || fits(sdk, inner, example, depth),
        Type::Sent(_) => false,
        Type::Named(_) if depth > 16 => false,
        Type::Named(id) => match sdk.defs.get(id.0).map(|def| &def.kind) {
            Some(DefKind::Alias(ty)) => fits(sdk, ty, example, depth + 1),
            Some(DefKind::Enum { values, open }) => {
                example.as_str().is_some_and(|e| *open || values.iter().any(|v| v.wire == e))
            }
            Some(DefKind::Numbers(numbers)) => numbers.iter().any(|n| Some(n.value) == example.as_i64()),
            Some(DefKind::Union(union)) => {
                union.words.of(example).is_some() || union.arms.iter().any(|a| fits(sdk, &a.ty, example, depth + 1))
            }
            Some(DefKind::Struct(fields) | DefKind::Form { fields, .. }) => {
                let there = |f: &Field| match &f.constant {
                    Some(constant) => example.get(&f.wire).is_none_or(|e| e == constant),
                    None => !f.asked() || example.get(&f.wire).is_some(),
                };
                example.is_object() && fields.iter().all(there)
            }
            None => false,
        },
    }
}

/// What an example shows of a choice.
enum Shown<'u> {
    Word(&'u Variant),
    Arm(&'u Arm),
}

/// The arm of the example, else the one that ends soonest: one may hold the union itself.
fn shows<'u>(sdk: &Sdk, union: &'u Union, example: Option<&Value>, depth: usize) -> Option<Shown<'u>> {
    let words = &union.words;
    if let Some(word) = example.and_then(|e| words.of(e)) {
        return Some(Shown::Word(word));
    }
    if let Some(arm) = union.arms.iter().find(|a| example.is_some_and(|e| fits(sdk, &a.ty, e, depth))) {
        return Some(Shown::Arm(arm));
    }
    let arm = union.arms.iter().find(|a| !a.boxed).or(union.arms.first());
    let first = words.texts.first().filter(|_| words.at == 0 || arm.is_none_or(|a| a.boxed));
    first.map(Shown::Word).or(arm.map(Shown::Arm))
}

/// Whether an expression of an arm says enough without the choice around it: a text, a number, a model.
fn turns(sdk: &Sdk, union: &Union, arm: &Arm) -> bool {
    let plain = matches!(
        arm.ty.behind(&sdk.defs),
        Type::Bool | Type::Int | Type::Float | Type::Text | Type::Scalar(_) | Type::Named(_)
    );
    plain && union.comes_of(arm, &sdk.defs)
}

/// An expression of the type; what the document gives as an example, where it fits.
fn value(sdk: &Sdk, ty: &Type, example: Option<&Value>, text: &str, depth: usize) -> String {
    let package = sdk.name.replace('-', "_");
    match ty {
        Type::Bool => example.and_then(Value::as_bool).unwrap_or(true).to_string(),
        Type::Int => example.and_then(Value::as_i64).unwrap_or(1).to_string(),
        Type::Float => format!("{:?}", example.and_then(Value::as_f64).unwrap_or(1.0)),
        Type::Text => format!("{}.to_owned()", taken(sdk, ty, example, text, depth)),
        Type::Scalar(of) => literals::given(*of, example, &package).unwrap_or_else(|| literals::ours(*of, &package)),
        Type::Json => example
            .and_then(|e| literals::json(e, &package))
            .unwrap_or_else(|| format!("{package}::serde_json::Value::Null")),
        Type::JsonMap => {
            let entries = entries(example, |e| literals::json(e, &package));
            entries.map_or_else(
                || format!("{package}::serde_json::Map::new()"),
                |all| format!("{package}::serde_json::Map::from_iter([{all}])"),
            )
        }
        Type::Map(item) => {
            let map = "std::collections::BTreeMap";
            let entries = entries(example, |e| Some(value(sdk, item, Some(e), text, depth + 1)));
            entries.map_or_else(|| format!("{map}::new()"), |all| format!("{map}::from([{all}])"))
        }
        // Lists that are this deep may hold themselves, and show nothing new: what the document shows has an end.
        Type::List(_) if depth > 1 && !example.is_some_and(is_filled) => "Vec::new()".to_owned(),
        Type::List(item) => format!("vec![{}]", elements(example, |e| value(sdk, item, e, text, depth + 1))),
        Type::Nullable(inner) => match example.filter(|e| !e.is_null()) {
            Some(_) => format!("Some({})", value(sdk, inner, example, text, depth + 1)),
            None => "None".to_owned(),
        },
        Type::Tuple(items) => {
            let given = |at: usize| example.and_then(|e| e.get(at));
            let items: Vec<String> =
                items.iter().enumerate().map(|(at, ty)| value(sdk, ty, given(at), text, depth + 1)).collect();
            format!("({},)", items.join(", "))
        }
        Type::Named(id) => match sdk.defs.get(id.0) {
            Some(def) => match &def.kind {
                DefKind::Alias(ty) => value(sdk, ty, example, text, depth),
                DefKind::Enum { values: variants, open } => {
                    let wire = example.and_then(Value::as_str);
                    let given = variants.iter().find(|v| Some(v.wire.as_str()) == wire);
                    let made = match (wire, given.or(variants.first())) {
                        (Some(other), _) if *open && given.is_none() => format!("from({other:?})"),
                        (_, variant) => variant.map_or("Unknown", |v| &v.name).to_owned(),
                    };
                    format!("{package}::models::{}::{made}", def.name)
                }
                DefKind::Numbers(numbers) => {
                    let variant = numbers.iter().find(|n| example.and_then(Value::as_i64) == Some(n.value));
                    let variant = variant.or(numbers.first()).map_or("Unknown", |n| &n.name);
                    format!("{package}::models::{}::{variant}", def.name)
                }
                DefKind::Union(union) => {
                    let made = |variant: &str| format!("{package}::models::{}::{variant}", def.name);
                    match shows(sdk, union, example, depth) {
                        Some(Shown::Word(word)) => made(&word.name),
                        Some(Shown::Arm(arm)) if depth <= 16 => {
                            let inner = value(sdk, &arm.ty, example, text, depth + 1);
                            let inner = if arm.boxed { format!("Box::new({inner})") } else { inner };
                            format!("{}({inner})", made(&arm.name))
                        }
                        _ => "unreachable!()".to_owned(),
                    }
                }
                // A required chain this deep is a cycle that no value can satisfy.
                DefKind::Struct(_) | DefKind::Form { .. } if depth > 16 => "unreachable!()".to_owned(),
                DefKind::Struct(fields) | DefKind::Form { fields, .. } => {
                    let needed = fields.iter().filter(|f| f.asked());
                    let values: Vec<String> = needed
                        .map(|f| {
                            let example = of_field(f, example);
                            match (f.presence, example.filter(|e| !e.is_null())) {
                                // `null` says little, unless the document shows it.
                                (Presence::Nullable, None) if example.is_some() || depth > 2 => "None".to_owned(),
                                (Presence::Nullable, _) => {
                                    format!("Some({})", value(sdk, &f.ty, example, &f.wire, depth + 1))
                                }
                                _ => taken(sdk, &f.ty, example, &f.wire, depth + 1),
                            }
                        })
                        .collect();
                    // What is inside of it is shown without.
                    let more = if depth == 0 { setters(sdk, fields, example) } else { String::new() };
                    format!("{package}::models::{}::new({}){more}", def.name, values.join(", "))
                }
            },
            None => "Default::default()".to_owned(),
        },
        Type::Sent(Sent::Body) => format!("{package}::Body::file(\"path/to/body\")"),
        Type::Sent(Sent::Upload) => format!("{package}::Upload::file({:?})", format!("path/to/{text}")),
        Type::Sent(Sent::Multipart) => {
            format!("{package}::Multipart::new().upload(\"file\", {package}::Upload::file(\"path/to/file\"))")
        }
    }
}
