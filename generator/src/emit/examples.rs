//! The example of an operation: one text for the doctest and for the docs page.

use std::cmp::Reverse;

use serde_json::Value;

use super::expressions::{Expressions, MOST_SETTERS};
use super::{answers, format, servers};
use crate::model::{Argument, Credential, Operation, Output, Paging, Sdk, Service, Type, View};
use crate::spec::SchemePlace;

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
    laid_out(sdk, |made| format!("{result}{}.{end}?;", request(made, service, operation, |_| true)))
}

/// A statement with as much of what the document shows as a reader wants to see at once.
fn laid_out(sdk: &Sdk, statement: impl Fn(Expressions<'_>) -> String) -> Vec<String> {
    let lines = |deepest| format::whole(&statement(Expressions { sdk, deepest }));
    let few = |lines: &Vec<String>| lines.len() <= MOST_LINES;
    DEPTHS.into_iter().map(lines).find(few).unwrap_or_else(|| lines(0))
}

/// A longer example is a manual.
const MOST_LINES: usize = 40;

/// What is tried, the whole of it first: a list in an argument is a level, and so is a model in that.
const DEPTHS: [usize; 4] = [6, 4, 2, 1];

/// A request, before it is sent, with those of the optional arguments that are wanted, by index.
fn request(made: Expressions<'_>, service: &Service, operation: &Operation, wanted: impl Fn(usize) -> bool) -> String {
    let required: Vec<String> =
        operation.arguments.iter().chain(&operation.body).filter(|a| a.asked()).map(|a| argument(made, a)).collect();
    let body = optional_body(made, operation).map(|(a, value)| format!(".{}({value})", a.name)).unwrap_or_default();
    let may = |a: &Argument| !a.required && !a.deprecated && a.fixed.is_none() && a.inherited.is_none();
    let optional = operation.arguments.iter().enumerate().filter(|(i, a)| wanted(*i) && may(a) && shown(made, a));
    // What the server does anyway only shows what a setter is.
    let (idle, telling): (Vec<&Argument>, Vec<&Argument>) =
        optional.map(|(_, a)| a).partition(|a| a.default.is_some() && a.default == a.example);
    let least = usize::from(telling.is_empty() && required.is_empty() && body.is_empty());
    let shown = telling.into_iter().take(MOST_SETTERS).chain(idle.into_iter().take(least));
    let setters: String = shown.map(|a| format!(".{}({})", a.name, argument(made, a))).collect();
    format!("{}.{}({}){setters}{body}", service.reached(), operation.name, required.join(", "))
}

/// A body that may be left out, and its value, where that says what is sent. Most documents say nothing of whether
/// it must be there, which means that it need not, and calls without are refused.
fn optional_body<'a>(made: Expressions<'_>, operation: &'a Operation) -> Option<(&'a Argument, String)> {
    let sent = ["POST", "PUT", "PATCH"].contains(&operation.method.as_str());
    let body = operation.body.as_ref().filter(|body| sent && !body.required)?;
    let value = argument(made, body);
    let nothing =
        ["Map::new()", "Value::Null", "json!({})", "json!([])", "None"].iter().any(|end| value.ends_with(end));
    (!nothing && !value.contains("unreachable!()")).then_some((body, value))
}

/// Whether the document gives a value for an argument, and one of its type: one of ours would say nothing there.
fn shown(made: Expressions<'_>, argument: &Argument) -> bool {
    let says = |example: &Value| made.gives(&argument.ty, example) && argument.unset.as_ref() != Some(example);
    argument.example.as_ref().is_some_and(says)
}

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
        required + usize::from(optional_body(Expressions { sdk, deepest: 0 }, o).is_some())
    };
    let found = views.filter(|(_, operation, _, output)| wanted(operation, output));
    // A stream that the body does not ask for may want more than this method.
    let unasked = |o: &Operation, view: &Option<&View>| view.is_some_and(|view| !answers::streams(sdk, o, view));
    let found = found.min_by_key(|(_, operation, view, _)| (unasked(operation, view), asked(operation)));
    let (service, operation, view, _) = found?;
    let view = view.map(|view| format!(".{}()", view.method)).unwrap_or_default();
    let called = |made: Expressions<'_>| request(made, service, operation, |i| argument(operation, i));
    Some(laid_out(sdk, |made| statement(&format!("{}{view}", called(made)))).join("\n"))
}

/// The first call that a reader sees, of the operations that are not deprecated: one that answers, rather.
pub fn first(sdk: &Sdk) -> Option<String> {
    let read =
        |output: &Output| !matches!(output, Output::Empty | Output::Stream | Output::Events(_) | Output::Lines(_));
    let answering = task(sdk, |_, output| read(output), |request| format!("let answer = {request}.await?;"));
    answering.or_else(|| task(sdk, |_, output| *output == Output::Empty, |request| format!("{request}.await?;")))
}

/// A client made, with the credentials that most operations take, else one that goes with all; of those that as many take,
/// with what is the least to have. A variable that is missing is an error there: an empty secret in its place would be found by
/// the server, as somebody unknown.
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
    let most = counts.iter().min_by_key(|(group, count)| (Reverse(*count), cost(sdk, group)));
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
        .map(|p| format!(".{}({})", p.argument.name, argument(Expressions { sdk, deepest: 0 }, &p.argument)))
        .collect();
    let package = sdk.name.replace('-', "_");
    let base = match (servers::completed(sdk), servers::instead(sdk), servers::lacking(&sdk.base_url)) {
        (Some(server), ..) => format!(".server({package}::{server})"),
        (None, Some(server), _) => format!(".server({package}::Server::{}())", server.name),
        (None, None, Some((base, _))) => format!(".base_url({base:?})"),
        (None, None, None) => String::new(),
    };
    format::statement(&format!("let client = {package}::Client::builder(){setters}{parameters}{base}.build()?;"))
}

/// What a person who tries an API would rather not have: what logs keep (a key in the query), what only a browser has (the cookie
/// of a session) or nobody explains; and the more secrets the more, of which a user's name and password are two.
fn cost(sdk: &Sdk, group: &[usize]) -> (usize, usize) {
    use SchemePlace::{Basic, Cookie, Http, Query};
    let places = || group.iter().filter_map(|i| sdk.credentials.get(*i)).map(|c| &c.place);
    let odd = places().filter(|place| matches!(place, Query(_) | Cookie(_) | Http(_))).count();
    (odd, places().map(|place| if *place == Basic { 2 } else { 1 }).sum())
}

/// What a key is sent behind, where the document says so in words: `Authorization: Bearer <key>`.
fn prefixed(credential: &Credential) -> String {
    let is_bearer = credential.docs.iter().any(|line| line.contains("Authorization: Bearer "));
    let second = credential.second.as_ref().filter(|_| is_bearer && matches!(credential.place, SchemePlace::Header(_)));
    second.map(|prefix| format!(".{prefix}(\"Bearer\")")).unwrap_or_default()
}

fn argument(made: Expressions<'_>, argument: &Argument) -> String {
    let plain = argument.wire.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    let name = if plain { argument.wire.as_str() } else { argument.name.trim_start_matches("r#") };
    // A body of which nothing is said is an object, rather than `null`.
    if argument.payload.is_some() && argument.asked() && argument.ty == Type::Json && argument.example.is_none() {
        return format!("{}::serde_json::json!({{}})", made.sdk.name.replace('-', "_"));
    }
    made.taken(&argument.ty, argument.example.as_ref(), &format!("{name}_example"), 0)
}
