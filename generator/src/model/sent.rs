//! Which types a request sends: those can be built with `new` and setters, the others are only read.

use super::types::{DefId, DefKind, Sdk, Type};

/// Marks them.
pub fn mark(sdk: &mut Sdk) {
    let mut todo = Vec::new();
    for operation in sdk.services.iter().flat_map(|s| &s.operations) {
        operation.taken().for_each(|a| named(&a.ty, &mut todo));
    }
    parameters(sdk);
    while let Some(DefId(id)) = todo.pop() {
        let Some(def) = sdk.defs.get_mut(id) else { continue };
        if std::mem::replace(&mut def.sent, true) {
            continue;
        }
        match &def.kind {
            DefKind::Struct(fields) | DefKind::Form { fields, .. } => {
                fields.iter().for_each(|f| named(&f.ty, &mut todo));
            }
            DefKind::Alias(ty) => named(ty, &mut todo),
            DefKind::Enum(_) => {}
        }
    }
}

/// Marks what travels as a parameter; what lies inside a struct is encoded with it.
fn parameters(sdk: &mut Sdk) {
    let mut todo = Vec::new();
    let arguments = sdk.services.iter().flat_map(|s| &s.operations).flat_map(|o| &o.arguments);
    arguments.for_each(|a| named(&a.ty, &mut todo));
    while let Some(DefId(id)) = todo.pop() {
        let Some(def) = sdk.defs.get_mut(id) else { continue };
        if !std::mem::replace(&mut def.parameter, true)
            && let DefKind::Alias(ty) = &def.kind
        {
            named(ty, &mut todo);
        }
    }
}

fn named(ty: &Type, out: &mut Vec<DefId>) {
    match ty {
        Type::Named(id) => out.push(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner, out),
        _ => {}
    }
}
