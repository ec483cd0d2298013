//! Parameters that the client has, and those that it might have: nearly every operation has them.

use std::collections::BTreeMap;

use crate::model::{Argument, Sdk};

/// A parameter of nearly all operations, or of the client.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// `query`, `path`, `header` or `cookie`.
    pub place: &'static str,
    /// How many operations have it.
    pub operations: usize,
    /// The setter of the client's builder, where the client has it.
    pub setter: Option<String>,
}

/// The line of a configuration that makes them the client's, with those that it has; nothing where all are.
pub fn line(parameters: &[Parameter]) -> Option<String> {
    parameters.iter().find(|p| p.setter.is_none())?;
    let names: Vec<String> = parameters.iter().map(|p| toml::Value::String(p.name.clone()).to_string()).collect();
    Some(format!("client_parameters = [{}]", names.join(", ")))
}

/// Of fewer operations nobody is tired of a parameter.
const MANY: usize = 5;

/// Those of the client first, then the most frequent.
pub fn parameters(sdk: &Sdk) -> Vec<Parameter> {
    let place = |a: &Argument| a.wiring.map_or("", |wiring| wiring.place.word());
    let own = sdk.parameters.iter().map(|p| Parameter {
        name: p.argument.wire.clone(),
        place: place(&p.argument),
        operations: p.calls,
        setter: Some(p.argument.name.clone()),
    });
    let operations = || sdk.services.iter().flat_map(|s| &s.operations);
    let mut counts: BTreeMap<(&str, &'static str), usize> = BTreeMap::new();
    for operation in operations() {
        let pages =
            |index: usize| operation.paging.as_ref().is_some_and(|p| [p.argument(), p.limit].contains(&Some(index)));
        let left = operation
            .arguments
            .iter()
            .enumerate()
            .filter(|(index, a)| a.inherited.is_none() && a.fixed.is_none() && a.unset.is_none() && !pages(*index));
        left.for_each(|(_, a)| *counts.entry((a.wire.as_str(), place(a))).or_default() += 1);
    }
    let all = operations().count();
    let mut others: Vec<Parameter> = counts
        .into_iter()
        .filter(|(_, count)| *count >= MANY && count * 10 >= all * 9)
        .map(|((name, place), operations)| Parameter { name: name.to_owned(), place, operations, setter: None })
        .collect();
    others.sort_by_key(|p| std::cmp::Reverse(p.operations));
    own.chain(others).collect()
}
