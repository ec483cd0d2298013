//! Which types a request sends: those can be built with `new` and setters, the others are only read.

use std::collections::BTreeSet;

use super::operations::Failures;
use super::types::{DefId, DefKind, Presence, Sdk, Type};
use crate::spec::{Direction, Written};

/// Marks them.
pub fn mark(sdk: &mut Sdk) {
    let mut todo = Vec::new();
    for operation in sdk.services.iter().flat_map(|s| &s.operations) {
        operation.taken().for_each(|a| a.ty.named(&mut todo));
    }
    parameters(sdk);
    while let Some(DefId(id)) = todo.pop() {
        let Some(def) = sdk.defs.get_mut(id) else { continue };
        if std::mem::replace(&mut def.sent, true) {
            continue;
        }
        def.kind.types().into_iter().for_each(|ty| ty.named(&mut todo));
    }
    one_way(sdk);
    cleared(sdk);
}

/// Marks the choices and open enums that a setter takes, or `null` in their place.
fn cleared(sdk: &mut Sdk) {
    let fields = sdk.defs.iter().filter(|def| def.sent).flat_map(|def| def.kind.fields().unwrap_or_default());
    let fields = fields.filter(|f| f.presence == Presence::OptionalNullable && !f.boxed);
    let taken: BTreeSet<DefId> = fields
        .filter_map(|f| match f.ty.behind(&sdk.defs) {
            Type::Named(id) => Some(*id),
            _ => None,
        })
        .collect();
    for DefId(id) in taken {
        if let Some(def) = sdk.defs.get_mut(id) {
            def.cleared = matches!(def.kind, DefKind::Union(_) | DefKind::Enum { open: true, .. });
        }
    }
}

/// What only answers carry is not asked for where its type is sent too, and what only requests carry is not expected
/// where it is received too (OpenAPI 3.0.3 §4.7.24.1).
fn one_way(sdk: &mut Sdk) {
    let mut received = BTreeSet::new();
    let mut todo = Vec::new();
    for operation in sdk.services.iter().flat_map(|s| &s.operations) {
        let outputs = std::iter::once(&operation.output).chain(operation.views.iter().map(|v| &v.output));
        let errors = operation.failures.iter().flat_map(Failures::types);
        outputs.flat_map(|o| o.types()).chain(errors).for_each(|ty| ty.named(&mut todo));
    }
    sdk.error.iter().for_each(|ty| ty.named(&mut todo));
    sdk.hooks().filter_map(|h| h.payload.json()).for_each(|ty| ty.named(&mut todo));
    while let Some(id) = todo.pop() {
        if let (true, Some(def)) = (received.insert(id), sdk.defs.get(id.0)) {
            def.kind.types().into_iter().for_each(|ty| ty.named(&mut todo));
        }
    }
    for (index, def) in sdk.defs.iter_mut().enumerate() {
        let DefKind::Struct(fields) = &mut def.kind else { continue };
        for field in fields {
            let absent = match field.direction {
                Direction::Both => false,
                Direction::Read => def.sent,
                Direction::Write => received.contains(&DefId(index)),
            };
            field.presence = match field.presence {
                Presence::Required if absent => Presence::Optional,
                Presence::Nullable if absent => Presence::OptionalNullable,
                presence => presence,
            };
        }
    }
}

/// Marks what travels as a parameter; what lies inside a struct is encoded with it.
fn parameters(sdk: &mut Sdk) {
    let mut todo = Vec::new();
    let arguments = sdk.services.iter().flat_map(|s| &s.operations).flat_map(|o| &o.arguments);
    let styled = arguments.filter(|a| a.wiring.is_some_and(|w| w.written == Written::Styled));
    styled.for_each(|a| a.ty.named(&mut todo));
    while let Some(DefId(id)) = todo.pop() {
        let Some(def) = sdk.defs.get_mut(id) else { continue };
        if !std::mem::replace(&mut def.parameter, true) && !matches!(def.kind, DefKind::Struct(_)) {
            def.kind.types().into_iter().for_each(|ty| ty.named(&mut todo));
        }
    }
}
