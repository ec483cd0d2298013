//! Parameters that are set once, for all calls that have them: by the client's builder.

use std::collections::{BTreeMap, BTreeSet};

use super::alike;
use super::casing;
use super::credentials::BUILDER;
use super::lower_parameters;
use super::lower_types::Lowering;
use super::operations::{Argument, Operation};
use super::types::{Sdk, Type};
use crate::diag::{Code, Diagnostic};
use crate::load::Origin;
use crate::spec::{self, Api, Parameter, Place, ShapeId, Written};

/// A parameter of the client.
#[derive(Clone, Debug)]
pub struct ClientParameter {
    /// As a call has it; its name is that of the setter of the builder.
    pub argument: Argument,
    /// Whether no call goes without, of those that have it.
    pub required: bool,
    /// How many operations have it.
    pub calls: usize,
}

fn place(argument: &Argument) -> Option<Place> {
    argument.wiring.map(|wiring| wiring.place)
}

/// Where the first of them stands.
fn origin(api: &Api, argument: &Argument) -> Origin {
    let mut all = api.operations.iter().flat_map(|o| &o.parameters);
    let found = all.find(|p| p.name == argument.wire && Some(p.place) == place(argument));
    found.map(|p| p.origin.clone()).unwrap_or_default()
}

/// What a record calls it.
fn key(argument: &Argument) -> String {
    format!("{} {}", place(argument).map_or("", Place::word), argument.wire)
}

/// Whether the configuration, or the document, wants a parameter to be set once. One of a single value is never asked for.
pub fn is_one(api: &Api, told: &[String], parameter: &Parameter) -> bool {
    let wanted = parameter.client || told.iter().any(|name| parameter.place.is_one(&parameter.name, name));
    let own = parameter.written != Written::Form && parameter.place != Place::QueryString;
    wanted && own && api.constant_of(parameter.shape).is_none()
}

/// Whether the configuration calls an argument so.
fn is_called(argument: &Argument, name: &str) -> bool {
    place(argument).is_some_and(|place| place.is_one(&argument.wire, name))
}

/// A parameter is told by its name and its place (OpenAPI 3.0.3 §4.7.12); the case of the letters tells no header from another.
type Key = (&'static str, String);

fn key_at(place: Place, name: &str) -> Key {
    (place.word(), if place == Place::Header { name.to_lowercase() } else { name.to_owned() })
}

fn key_of(argument: &Argument) -> Option<Key> {
    place(argument).map(|place| key_at(place, &argument.wire))
}

/// Makes one type of the schemas that the document writes anew for each operation, if they are alike: that which has a name, if
/// one has. Of several kinds the most frequent one counts.
pub fn unite(api: &Api, told: &[String], shared: &mut BTreeMap<ShapeId, ShapeId>) {
    let mut groups: BTreeMap<Key, Vec<ShapeId>> = BTreeMap::new();
    for parameter in api.operations.iter().flat_map(|o| &o.parameters).filter(|p| is_one(api, told, p)) {
        let key = key_at(parameter.place, &parameter.name);
        groups.entry(key).or_default().push(api.target(parameter.shape));
    }
    let named: BTreeSet<ShapeId> = api.components.iter().map(|(_, id)| api.target(*id)).collect();
    let inline = |group: &Vec<ShapeId>| {
        group.iter().any(|id| !named.contains(id)) && group.iter().any(|id| Some(id) != group.first())
    };
    if !groups.values().any(inline) {
        return;
    }
    let classes = alike::classes_but(api, &groups.values().flatten().copied().collect());
    for group in groups.values().filter(|group| inline(group)) {
        let class = |id: &ShapeId| classes.get(id.0);
        let mut counts: BTreeMap<Option<&usize>, usize> = BTreeMap::new();
        group.iter().for_each(|id| *counts.entry(class(id)).or_default() += 1);
        let count = |id: &ShapeId| counts.get(&class(id)).copied();
        // Of equals the first.
        let Some(most) = group.iter().rev().max_by_key(|id| count(id)) else { continue };
        let alike = group.iter().filter(|id| class(id) == class(most));
        let first = alike.clone().find(|id| named.contains(id)).unwrap_or(most);
        let first = *shared.get(first).unwrap_or(first);
        let alike = alike.filter(|id| **id != first && !named.contains(id));
        alike.for_each(|id| _ = shared.entry(*id).or_insert(first));
    }
}

/// Whether the value of one can be that of another: of one type, and no text of JSON where the other is none.
fn is_alike(one: &Argument, other: &Argument) -> bool {
    one.ty == other.ty && is_written_alike(one, other)
}

fn is_written_alike(one: &Argument, other: &Argument) -> bool {
    one.wiring.map(|w| w.written) == other.wiring.map(|w| w.written)
}

/// Whether a whole number of the client can be the value of a call that takes fractions too.
fn is_whole(own: &Argument, call: &Argument) -> bool {
    own.ty == Type::Int && call.ty == Type::Float && is_written_alike(own, call)
}

/// What operations inherit, in document order. Of several kinds of one parameter the most frequent is that of the client, of
/// equals the first.
fn gathered(sdk: &Sdk) -> Vec<ClientParameter> {
    let mut order: Vec<Key> = Vec::new();
    let mut all: BTreeMap<Key, Vec<ClientParameter>> = BTreeMap::new();
    for argument in sdk.services.iter().flat_map(|s| &s.operations).flat_map(|o| &o.arguments) {
        let (Some(inherited), Some(key)) = (&argument.inherited, key_of(argument)) else { continue };
        let kinds = all.entry(key.clone()).or_insert_with(|| {
            order.push(key);
            Vec::new()
        });
        let Some(known) = kinds.iter_mut().find(|p| is_alike(&p.argument, argument)) else {
            let required = inherited.required;
            kinds.push(ClientParameter { argument: argument.clone(), required, calls: 1 });
            continue;
        };
        known.required |= inherited.required;
        known.calls += 1;
        // What is not so of all calls is said where it is.
        known.argument.deprecated &= argument.deprecated;
        if known.argument.unset != argument.unset {
            known.argument.docs.retain(|line| !line.starts_with(lower_parameters::SENT));
        }
    }
    all.values_mut().for_each(join);
    let most = |kinds: Vec<ClientParameter>| kinds.into_iter().rev().max_by_key(|p| p.calls);
    order.iter().filter_map(|key| most(all.remove(key)?)).collect()
}

/// Counts calls that take fractions among those that take whole numbers alone: such a number is a value of both.
fn join(kinds: &mut Vec<ClientParameter>) {
    let of_both = |own: &ClientParameter| kinds.iter().position(|call| is_whole(&own.argument, &call.argument));
    let pair = kinds.iter().enumerate().find_map(|(at, own)| Some((at, of_both(own)?)));
    let Some((at, other)) = pair else { return };
    let (required, calls) = kinds.get(other).map_or((false, 0), |call| (call.required, call.calls));
    if let Some(own) = kinds.get_mut(at) {
        own.required |= required;
        own.calls += calls;
    }
    kinds.remove(other);
}

/// Takes what operations inherit, named by the configuration in `told` or by the document, to the client.
pub fn lift(sdk: &mut Sdk, told: &[String], types: &mut Lowering<'_>) {
    let mut found = gathered(sdk);
    let known: BTreeMap<Key, &Argument> =
        found.iter().filter_map(|p| Some((key_of(&p.argument)?, &p.argument))).collect();
    let api = types.api;
    let mut sources: BTreeMap<String, &spec::Operation> = BTreeMap::new();
    if !found.is_empty() {
        sources.extend(api.operations.iter().map(|o| (o.title(), o)));
    }
    for operation in sdk.services.iter_mut().flat_map(|s| &mut s.operations) {
        let source = sources.get(&operation.title());
        for argument in operation.arguments.iter_mut().filter(|a| a.inherited.is_some()) {
            if key_of(argument)
                .and_then(|key| known.get(&key))
                .is_some_and(|own| is_alike(own, argument) || is_whole(own, argument))
            {
                continue;
            }
            argument.inherited = None;
            let own = |p: &&Parameter| p.name == argument.wire && Some(p.place) == place(argument);
            let parameter = source.and_then(|source| source.parameters.iter().find(own));
            // It is as if nobody had asked for it.
            let unset = parameter.and_then(|parameter| lower_parameters::unset(api, parameter, false));
            if unset.is_none() && argument.unset.is_some() {
                argument.required = true;
                argument.docs.retain(|line| !line.starts_with(lower_parameters::SENT));
            }
            argument.unset = unset;
            misfit(argument, parameter.map(|p| p.origin.clone()).unwrap_or_default(), told, types);
        }
    }
    for name in told.iter().filter(|name| !found.iter().any(|p| is_called(&p.argument, name))) {
        let message = format!("the client's parameter `{name}` has no effect: no operation has one that it could set");
        let help =
            "correct the name, or delete the entry; it is the name on the wire of a parameter that is no constant";
        types
            .diagnostics
            .push(Diagnostic::new(Code::UnusedConfig, message).entry("client_parameters", name).help(help));
    }
    name(&mut found, sdk, types);
    let setters = found.iter().filter_map(|p| Some((key_of(&p.argument)?, p.argument.name.clone()))).collect();
    sdk.services.iter_mut().flat_map(|s| &mut s.operations).for_each(|operation| inherit(operation, &setters));
    sdk.parameters = found;
}

/// Says that a parameter of a call stays one.
fn misfit(argument: &Argument, at: Origin, told: &[String], types: &mut Lowering<'_>) {
    let is_told = told.iter().any(|name| is_called(argument, name));
    let code = if is_told { Code::UnusedConfig } else { Code::IgnoredKeyword };
    let message = format!(
        "`{}` is of another type than that of the client, or written in another way, and stays a parameter of its call",
        argument.wire
    );
    let help = "give all of them one schema, by a reference";
    types.diagnostics.push(Diagnostic::new(code, message).at(&at).help(help));
}

/// The setters of the builder.
fn name(found: &mut [ClientParameter], sdk: &Sdk, types: &mut Lowering<'_>) {
    let wish = |p: &ClientParameter| p.argument.name.trim_start_matches("r#").to_owned();
    let credentials = sdk.credentials.iter().flat_map(|c| {
        let grant = c.grant.as_ref().map(|grant| &grant.setter);
        std::iter::once(&c.setter).chain(&c.second).chain(grant)
    });
    let reserved: Vec<&str> = BUILDER.into_iter().chain(credentials.map(String::as_str)).collect();
    let wishes = found.iter().map(|p| (key(&p.argument), wish(p)));
    let mut setters = types.ledger.members("client parameters".to_owned(), &reserved, wishes);
    for parameter in found {
        let (key, wish) = (key(&parameter.argument), casing::snake(&wish(parameter)));
        let longer = casing::longer(&wish, "_parameter");
        parameter.argument.name =
            setters.claim_for(&key, &[wish, longer], &origin(types.api, &parameter.argument), types.diagnostics);
    }
    types.ledger.close(setters);
}

/// Lets an operation go without what the client has.
fn inherit(operation: &mut Operation, setters: &BTreeMap<Key, String>) {
    for argument in &mut operation.arguments {
        let setter = key_of(argument).and_then(|key| setters.get(&key));
        let (Some(setter), Some(inherited)) = (setter, &mut argument.inherited) else { continue };
        inherited.setter.clone_from(setter);
        argument.required = false;
    }
}
