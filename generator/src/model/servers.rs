//! Servers into constructors, and their variables into setters.

use std::collections::BTreeSet;

use super::names::{PRELUDE, Scope};
use super::record::Ledger;
use super::types::Sdk;
use super::{casing, docs, record};
use crate::load::Origin;
use crate::spec::{self, Api};

/// The servers of an API, where there is anything to choose or to tell apart.
#[derive(Clone, Debug, Default)]
pub struct Servers {
    /// Those of the document, then those of operations.
    pub list: Vec<Server>,
    /// The variables of all of them: one name, one setter.
    pub variables: Vec<Variable>,
    /// How many of them are the document's.
    pub own: usize,
    /// How many have a constructor: those of the document, or none where there is nothing to choose.
    pub choices: usize,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    /// The constructor, e.g. `sandbox`.
    pub name: String,
    /// The constant, e.g. `SANDBOX`.
    pub constant: String,
    /// The URL with its variables.
    pub url: String,
    /// The URL with their defaults.
    pub default: String,
    /// Variables and their defaults.
    pub variables: Vec<(String, String)>,
    /// Markdown.
    pub docs: Vec<String>,
}

/// A variable of servers.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The setter, e.g. `region`.
    pub setter: String,
    /// The name in the document.
    pub wire: String,
    /// The enum of its values, if the document lists them.
    pub ty: Option<String>,
    /// Values and the names of their variants.
    pub values: Vec<(String, String)>,
    /// The defaults, that of the first server first.
    pub defaults: Vec<String>,
    /// Markdown.
    pub docs: Vec<String>,
}

pub fn lower(api: &Api, sdk: &mut Sdk, ledger: &mut Ledger) {
    let mut all: Vec<&spec::Server> = Vec::new();
    let mut own = 0;
    for (server, of_document) in api
        .servers
        .iter()
        .map(|server| (server, true))
        .chain(api.operations.iter().filter_map(|o| Some((o.servers.first()?, false))))
    {
        if !all.iter().any(|other| other.is_like(server)) {
            all.push(server);
            own += usize::from(of_document);
        }
    }
    let choices = if own > 1 || all.iter().any(|s| !s.variables.is_empty()) { own } else { 0 };
    if choices == 0 && all.len() == own {
        return;
    }
    let variables = variables(&all);
    // They are called by what is said of them, which may change while they stay.
    let there = |url: &str| all.iter().any(|server| record::line(&server.url) == url);
    let mut names = ledger.scope("servers".to_owned(), &["clone", "from", "into"], there);
    // Variables are setters of the same type, and there are fewer names that would do for them.
    for variable in &variables {
        names.choose(std::slice::from_ref(&variable.setter), &Origin::default());
    }
    let mut constants = Scope::default();
    let list = all.iter().map(|server| {
        let name = names.keep(&server.url, &candidates(server, &all));
        Server {
            constant: constants.choose(&[casing::constant(name.trim_start_matches("r#"))], &Origin::default()),
            name,
            url: server.url.clone(),
            default: server.base_url(),
            variables: server.defaults().collect(),
            docs: docs::markdown(&server.description),
        }
    });
    sdk.servers = Servers { list: list.collect(), variables, own, choices };
    ledger.close(names);
}

/// The server of an operation, by index, where it is not that of the client.
pub fn of(operation: &spec::Operation, sdk: &Sdk) -> Option<usize> {
    let server = operation.servers.first()?;
    let same = |s: &Server| s.url == server.url && s.variables.iter().cloned().eq(server.defaults());
    sdk.servers.list.iter().position(same).filter(|at| *at > 0 || sdk.servers.own == 0)
}

/// What the document calls a server, its description where that is short, else what its URL has that others have not.
fn candidates(server: &spec::Server, all: &[&spec::Server]) -> Vec<String> {
    let mut texts: Vec<String> = server.name.iter().cloned().collect();
    let noise = ["the", "a", "an", "api", "server", "url", "endpoint", "environment", "our", "for", "of", "this", "is"];
    let says = |server: &spec::Server| -> Vec<String> {
        casing::words(&server.description).into_iter().filter(|w| !noise.contains(&w.as_str())).collect()
    };
    let words = says(server);
    // What is said of several names none of them.
    let shared = all.iter().any(|other| !other.is_like(server) && says(other) == words);
    if (1..=3).contains(&words.len()) && !shared {
        texts.push(words.join(" "));
    }
    // A variable may have taken the name itself.
    texts.extend(texts.first().map(|text| format!("{text} server")));
    // Labels of the host and segments of the path; what all the world has says nothing.
    let parts = |server: &spec::Server| -> Vec<String> {
        let url = server.base_url();
        let url = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let noise = ["www", "com", "org", "net", "io"];
        let says = |word: &&str| !noise.contains(word) && word.chars().any(char::is_alphabetic);
        url.split(['.', '/', ':']).filter(says).map(str::to_owned).collect()
    };
    let own = parts(server);
    let others: Vec<BTreeSet<String>> =
        all.iter().filter(|o| !o.is_like(server)).map(|o| parts(o).into_iter().collect()).collect();
    // The words of none of the others, else those that not all of them have.
    let unique: Vec<String> = own.iter().filter(|w| !others.iter().any(|o| o.contains(*w))).cloned().collect();
    let rare: Vec<String> = own.iter().filter(|w| !others.iter().all(|o| o.contains(*w))).cloned().collect();
    texts.extend([unique, rare].iter().filter(|words| !words.is_empty() && !others.is_empty()).map(|w| w.join(" ")));
    texts.extend((!own.is_empty()).then(|| own.join(" ")));
    texts.push("server".to_owned());
    texts.iter().map(|text| casing::snake(text)).collect()
}

fn variables(all: &[&spec::Server]) -> Vec<Variable> {
    let mut setters = Scope::reserving(&["clone", "into", "from"]);
    let reserved: Vec<&str> = ["Server", "ServerTemplate", "ServerUrl"].into_iter().chain(PRELUDE).collect();
    let mut types = Scope::reserving(&reserved);
    let mut variables: Vec<Variable> = Vec::new();
    for found in all.iter().flat_map(|s| &s.variables) {
        let at = variables.iter().position(|v| v.wire == found.name).unwrap_or_else(|| {
            variables.push(Variable {
                setter: setters.choose(&[casing::snake(&found.name)], &Origin::default()),
                wire: found.name.clone(),
                ty: None,
                values: Vec::new(),
                defaults: Vec::new(),
                docs: docs::markdown(&found.description),
            });
            variables.len() - 1
        });
        let Some(variable) = variables.get_mut(at) else { continue };
        if !variable.defaults.contains(&found.default) {
            variable.defaults.push(found.default.clone());
        }
        for value in &found.values {
            if !variable.values.iter().any(|(wire, _)| wire == value) {
                variable.values.push((value.clone(), String::new()));
            }
        }
    }
    for variable in variables.iter_mut().filter(|v| v.values.len() > 1) {
        let name = casing::pascal(&variable.wire);
        let longer = casing::longer(&name, "Variable");
        variable.ty = Some(types.choose(&[name, longer], &Origin::default()));
        let mut variants = Scope::reserving(&["Unknown", "Self"]);
        for (wire, name) in &mut variable.values {
            *name = variants.choose(&[casing::pascal(wire)], &Origin::default());
        }
    }
    variables
}
