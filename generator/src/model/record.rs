//! The record of names: what an SDK called everything, kept beside it, so that what comes into a document or leaves it
//! renames nothing of what stays.

use std::collections::{BTreeMap, BTreeSet};

use super::casing;
use super::names::Scope;
use crate::spec;

/// A name that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What has it: its place in the document, or its name there.
    pub key: String,
    /// The name that it would have if nothing else had it; `None`: the one that it has.
    pub wish: Option<String>,
    /// The name; `None`: the one that it would have.
    pub name: Option<String>,
}

/// Names by the scope in which they differ, e.g. `fields User`. A thing that is gone leaves it, and its name is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    scopes: BTreeMap<String, Vec<Given>>,
}

/// What an earlier run gave, and what this one gives.
#[derive(Debug, Default)]
pub struct Ledger {
    /// `None`: all names are given afresh.
    before: Option<Record>,
    now: Record,
}

/// A line of the file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where the line begins, in bytes.
    pub offset: usize,
    /// What is wrong with it.
    pub message: &'static str,
}

/// The operations that are told apart from others of the same `operationId`.
const IDS: &str = "ids";

/// What scopes there are: the first word of their lines.
const SCOPES: [&str; 13] = [
    "arguments",
    "callbacks",
    "client",
    "credentials",
    "fields",
    "functions",
    "headers",
    IDS,
    "methods",
    "requests",
    "servers",
    "types",
    "variants",
];

impl Record {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// Every line that is none of ours, such as those of a merge that was not finished: who passed over it would name
    /// anew what it names.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        let (mut record, mut faults, mut offset) = (Self::default(), Vec::new(), 0);
        let mut scope: Option<&mut Vec<Given>> = None;
        for whole in text.split_inclusive('\n') {
            let line = whole.trim_end_matches(['\n', '\r']);
            let mut fault = |message| faults.push(Fault { offset, message });
            match line.strip_prefix("  ") {
                _ if line.is_empty() || line.starts_with('#') => {}
                Some(entry) => match (Given::read(entry), &mut scope) {
                    (Some(given), Some(list)) => list.push(given),
                    (Some(_), None) => fault("no line above it says what it names"),
                    (None, _) => fault("it gives a name that is no identifier"),
                },
                None if SCOPES.contains(&line.split(' ').next().unwrap_or_default()) => {
                    scope = Some(record.scopes.entry(line.to_owned()).or_default());
                }
                None => fault("it is neither a name nor what names stand below"),
            }
            offset += whole.len();
        }
        if faults.is_empty() { Ok(record) } else { Err(faults) }
    }

    /// Whether an operation is told apart from others of the same `operationId`.
    pub fn shares_id(&self, title: &str) -> bool {
        self.scopes.get(IDS).is_some_and(|list| has(list, title))
    }

    /// Whether it names an operation.
    pub fn has_operation(&self, title: &str) -> bool {
        self.scopes.iter().any(|(scope, list)| scope.starts_with("requests ") && has(list, title))
    }

    /// The text of the file, sorted, so that two branches that add names seldom touch the same lines.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (scope, list) in self.scopes.iter().filter(|(_, list)| !list.is_empty()) {
            text.push_str(scope);
            text.push('\n');
            list.iter().for_each(|given| text.push_str(&format!("  {}\n", given.line())));
        }
        text
    }
}

fn has(list: &[Given], key: &str) -> bool {
    let key = line(key);
    list.iter().any(|given| given.key == key)
}

impl Given {
    fn read(line: &str) -> Option<Self> {
        let (key, rest) = match line.rsplit_once(" = ") {
            Some((key, rest)) => (key, Some(rest)),
            None => (line, None),
        };
        let (name, wish) = match rest.and_then(|rest| rest.split_once(" for ")) {
            Some((name, wish)) => (Some(name), Some(wish)),
            None => (rest, None),
        };
        let sound = [name, wish].into_iter().flatten().all(casing::is_identifier);
        sound.then(|| Self { key: key.to_owned(), wish: wish.map(str::to_owned), name: name.map(str::to_owned) })
    }

    fn line(&self) -> String {
        match (&self.name, &self.wish) {
            (None, _) => self.key.clone(),
            (Some(name), None) => format!("{} = {name}", self.key),
            (Some(name), Some(wish)) => format!("{} = {name} for {wish}", self.key),
        }
    }
}

impl Ledger {
    pub fn new(before: Option<Record>) -> Self {
        Self { before, now: Record::default() }
    }

    /// A scope of things that have one name each: their keys, and what they wish for. What the document writes as it is
    /// named (`user_id`) is not recorded, which most of it is; so whatever a record does not have comes after it.
    pub fn members(
        &mut self,
        title: String,
        reserved: &[&str],
        members: impl IntoIterator<Item = (String, String)>,
    ) -> Scope {
        let members: BTreeMap<String, String> = members.into_iter().map(|(key, wish)| (line(&key), wish)).collect();
        let mut scope = Scope::recorded(line(&title), reserved, true);
        let Some(before) = &self.before else { return scope };
        for given in before.scopes.get(&scope.title).into_iter().flatten() {
            let own =
                given.name.as_ref().filter(|_| given.key.starts_with(OURS)).map(|n| given.wish.as_ref().unwrap_or(n));
            let Some(wish) = own.or_else(|| members.get(&given.key)) else { continue };
            if given.wish.as_ref().is_none_or(|before| before == wish) {
                scope.hold(&given.key, wish, given.name.as_ref().unwrap_or(wish));
            }
        }
        members
            .iter()
            .filter(|(key, wish)| Scope::plain(key, wish))
            .for_each(|(key, wish)| scope.hold(key, wish, wish));
        scope
    }

    /// A scope of things that wish for whatever they like; those that are `there` keep their names.
    pub fn scope(&mut self, title: String, reserved: &[&str], there: impl Fn(&str) -> bool) -> Scope {
        let mut scope = Scope::recorded(line(&title), reserved, false);
        let before = self.before.iter().filter_map(|record| record.scopes.get(&scope.title));
        let before: Vec<Given> = before.flatten().filter(|given| there(&given.key)).cloned().collect();
        for given in before {
            if let Some(name) = &given.name {
                scope.hold(&given.key, given.wish.as_ref().unwrap_or(name), name);
            }
        }
        scope
    }

    /// The schemas whose own name that of a form of theirs was.
    pub fn forms(&self) -> BTreeSet<String> {
        let Some(types) = self.before.as_ref().and_then(|record| record.scopes.get("types")) else {
            return BTreeSet::new();
        };
        let of_schema =
            |place: &str| types.iter().find(|given| given.key == place).and_then(|given| given.name.as_ref());
        let forms = types.iter().filter_map(|given| Some((whose(&given.key), given.name.as_ref()?, &given.key)));
        let own = forms.filter(|(place, name, key)| place != key && of_schema(place) == Some(name));
        own.map(|(place, ..)| place.to_owned()).collect()
    }

    /// Keeps which operations are told apart from others of the same `operationId`.
    pub fn ids<'o>(&mut self, operations: impl Iterator<Item = &'o spec::Operation>) {
        for operation in operations.filter(|o| o.shared_id.is_some()) {
            let given = Given { key: line(&operation.title()), wish: None, name: None };
            self.now.scopes.entry(IDS.to_owned()).or_default().push(given);
        }
    }

    /// Keeps what a scope has given.
    pub fn close(&mut self, scope: Scope) {
        let (title, given) = scope.given();
        if !given.is_empty() {
            self.now.scopes.entry(title).or_default().extend(given);
        }
    }

    /// The record of this run.
    pub fn finish(self) -> Record {
        let mut record = self.now;
        // Names of one key stay in the order in which they were given.
        record.scopes.values_mut().for_each(|list| list.sort_by(|a, b| a.key.cmp(&b.key)));
        record
    }
}

/// The key of the form of a schema, which is a type beside that of its JSON.
pub fn form(place: &str) -> String {
    format!("{place}{FORM}")
}

/// The schema whose key, or whose form's key, it is.
pub fn whose(key: &str) -> &str {
    key.strip_suffix(FORM).unwrap_or(key)
}

const FORM: &str = " form";

/// What begins the keys of parts that the document does not name, such as a body.
pub const OURS: char = '*';

/// A key as a part of a line.
pub fn line(key: &str) -> String {
    key.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// The place of a node, without the indices of lists, which move when something comes before it.
pub fn place(pointer: &str) -> String {
    let lists = ["parameters", "allOf", "anyOf", "oneOf", "prefixItems", "items"];
    let mut place = String::with_capacity(pointer.len());
    let mut before = "";
    if pointer.is_empty() {
        return "#".to_owned();
    }
    for step in pointer.split('/').skip(1) {
        let index = lists.contains(&before) && step.bytes().all(|b| b.is_ascii_digit());
        place.push('/');
        place.push_str(if index { "*" } else { step });
        before = step;
    }
    place
}

/// The places of a set of nodes.
pub fn places<'a>(pointers: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    pointers.map(|pointer| line(&place(pointer))).collect()
}
