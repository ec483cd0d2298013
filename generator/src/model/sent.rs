//! Which types a request sends: those can be built with `new` and setters, the others are only read.

use super::types::{DefId, DefKind, Sdk};

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
}

/// Marks what travels as a parameter; what lies inside a struct is encoded with it.
fn parameters(sdk: &mut Sdk) {
    let mut todo = Vec::new();
    let arguments = sdk.services.iter().flat_map(|s| &s.operations).flat_map(|o| &o.arguments);
    arguments.for_each(|a| a.ty.named(&mut todo));
    while let Some(DefId(id)) = todo.pop() {
        let Some(def) = sdk.defs.get_mut(id) else { continue };
        if !std::mem::replace(&mut def.parameter, true) && !matches!(def.kind, DefKind::Struct(_)) {
            def.kind.types().into_iter().for_each(|ty| ty.named(&mut todo));
        }
    }
}
