//! What is said above a method and above a setter.

use super::tokens::{Types, code};
use super::{examples, faults};
use crate::model::folding::paragraph;
use crate::model::{Argument, Operation, Sdk, Service, Type};
use crate::spec::{Requirement, by_route};

/// The lines above a method: what, where, arguments, answers, an example.
pub fn method(sdk: &Sdk, service: &Service, operation: &Operation, root: &str, fence: &str) -> Vec<String> {
    let mut text = Vec::new();
    let route = format!("`{} {}`", operation.method, operation.path);
    text.push(if is_unsaid(operation) { route } else { format!("{} — {route}", headline(operation)) });
    if !operation.docs.is_empty() {
        text.push(String::new());
        text.extend(operation.docs.iter().cloned());
    }
    if let Some(server) = operation.server.and_then(|at| sdk.servers.list.get(at)) {
        let plain = |url: &str| url.replace('`', "");
        let known = server.default != server.url && server.variables.iter().all(|(_, default)| !default.is_empty());
        let unset = known.then(|| plain(&server.default));
        let unset = unset.map(|default| format!(" (`{default}`, unless its variables are set)")).unwrap_or_default();
        let url = plain(&server.url);
        text.extend([
            String::new(),
            format!("It has a server of its own, `{url}`{unset}; a base URL that is set wins."),
        ]);
    }
    if !operation.scopes.is_empty() {
        text.extend([String::new(), format!("Scopes: {}.", asked_scopes(&operation.scopes))]);
    }
    let back = |owner: &&crate::model::hooks::Owner| owner.id == operation.id;
    if let Some(owner) = sdk.callbacks.iter().filter_map(|c| c.owner.as_ref()).find(back) {
        text.extend([String::new(), format!("The API calls back: `callbacks::{}` reads what it sends.", owner.module)]);
    }
    let arguments = operation.arguments.iter().chain(&operation.body);
    let arguments: Vec<_> = arguments.filter(|a| a.asked() && (a.deprecated || !a.docs.is_empty())).collect();
    if !arguments.is_empty() {
        text.push(String::new());
        for argument in arguments {
            // An argument cannot be marked like a setter.
            let old = if argument.deprecated { "deprecated. " } else { "" };
            text.extend(item(&format!("* `{}`: {old}", argument.name), &argument.docs));
        }
    }
    // One success says itself what it is; of several the status does.
    let successes: Vec<_> = operation.answers.iter().filter(|a| a.success && !a.description.is_empty()).collect();
    if successes.len() > 1 {
        text.extend([String::new(), "The server answers with one of these:".to_owned(), String::new()]);
        text.extend(successes.iter().map(|a| format!("* `{}`: {}", a.status, a.description)));
    }
    if !operation.returned.is_empty() {
        text.push(String::new());
        text.extend(item("The answer: ", &operation.returned));
    }
    let errors: Vec<_> = operation.answers.iter().filter(|a| a.is_error()).collect();
    text.extend([String::new(), "# Errors".to_owned(), String::new()]);
    if errors.is_empty() {
        text.push("The document names no error; every status that is no success is an API error.".to_owned());
    }
    for answer in errors {
        let words = if answer.description.is_empty() { "an error" } else { &answer.description };
        text.push(format!("* `{}`: {words}", answer.status));
    }
    if let Some(failures) = &operation.failures {
        text.extend([
            String::new(),
            format!(
                "[`{0}`] is one of them with its body: `error.of::<api::{1}::{0}>()`.",
                failures.name, service.module
            ),
        ]);
    }
    faults::sentence(sdk, operation, root).into_iter().for_each(|line| text.extend([String::new(), line]));
    text.extend([String::new(), "# Examples".to_owned(), String::new()]);
    text.extend(examples::doctest(sdk, service, operation, fence));
    text
}

/// An item of a list: one line, and where it has more than prose in it, the rest below it.
fn item(head: &str, docs: &[String]) -> Vec<String> {
    let is_prose =
        |line: &String| line.is_empty() || line.starts_with(|c: char| c.is_alphanumeric() || "(`\"'[".contains(c));
    if docs.iter().all(is_prose) && docs.iter().map(String::len).sum::<usize>() <= LONGEST_ITEM {
        return vec![format!("{head}{}", paragraph(docs))];
    }
    let end = docs.iter().position(String::is_empty).unwrap_or(docs.len());
    let (first, more) = docs.split_at(end);
    let mut lines = vec![format!("{head}{}", paragraph(first))];
    let indented = |line: &String| if line.is_empty() { String::new() } else { format!("  {line}") };
    lines.extend(more.iter().map(indented));
    lines
}

/// What is longer has its paragraphs.
const LONGEST_ITEM: usize = 400;

/// Whether nothing is said of an operation but its route, which was made an id of.
fn is_unsaid(operation: &Operation) -> bool {
    operation.summary.is_empty() && operation.id == by_route(&operation.method, &operation.path)
}

/// What an operation is in one line: its id where the document has no words for it.
pub fn headline(operation: &Operation) -> &str {
    if operation.summary.is_empty() { &operation.id } else { &operation.summary }
}

/// What one of the groups asks of a token: `read` of `oauth`, or `write` of `oauth`; of one scheme alone, any of its scopes.
fn asked_scopes(groups: &[Vec<Requirement>]) -> String {
    let single = |group: &Vec<Requirement>| match group.as_slice() {
        [Requirement { scheme, scopes }] if scopes.len() == 1 => Some((scheme.clone(), scopes.first().cloned()?)),
        _ => None,
    };
    let singles: Option<Vec<_>> = groups.iter().map(single).collect();
    if let Some(singles) = singles.filter(|all| all.len() > 2 && all.windows(2).all(|two| two[0].0 == two[1].0)) {
        let names: Vec<String> = singles.iter().map(|(_, scope)| code(scope)).collect();
        let scheme = singles.first().map(|(scheme, _)| code(scheme)).unwrap_or_default();
        return format!("one of {} of {scheme}", names.join(", "));
    }
    groups.iter().map(|group| scopes(group)).collect::<Vec<_>>().join(", or ")
}

/// What a group of schemes asks of a token: `read`, `write` of `oauth`.
fn scopes(group: &[Requirement]) -> String {
    let asked = group.iter().filter(|r| !r.scopes.is_empty());
    let words = asked.map(|r| {
        let names: Vec<String> = r.scopes.iter().map(|s| code(s)).collect();
        format!("{} of {}", names.join(", "), code(&r.scheme))
    });
    words.collect::<Vec<_>>().join(" and ")
}

/// That a setter of a call is one of the client as well.
pub fn inherited(argument: &Argument) -> Option<String> {
    let setter = argument.inherited.as_ref()?.setter.trim_start_matches("r#");
    Some(format!("Of this call alone; `ClientBuilder::{setter}` sets it for all."))
}

/// What a setter does of which nothing is said; a body is what its type is.
pub fn sets(types: &Types<'_>, argument: &Argument) -> Vec<String> {
    let def = match &argument.ty {
        Type::Named(id) if argument.wiring.is_none() => types.def(*id),
        _ => None,
    };
    let said = def.map(|def| def.docs.split(String::is_empty).next().unwrap_or_default().to_vec()).unwrap_or_default();
    let mut text =
        vec![format!("Sets {}.", if said.is_empty() { code(&argument.wire) } else { "the body".to_owned() })];
    if !said.is_empty() {
        text.push(String::new());
        text.extend(said);
    }
    text
}
