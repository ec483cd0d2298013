//! Boxing: a field is boxed exactly when its type reaches back to its owner by value. A pure function of the
//! graph, so a field added elsewhere moves no `Box`.

use std::collections::BTreeSet;

use super::types::{Def, DefId, DefKind, Type};

/// Marks the fields to box.
pub fn mark(defs: &mut [Def]) {
    let edges: Vec<Vec<usize>> = defs
        .iter()
        .map(|def| match &def.kind {
            DefKind::Struct(fields) => fields.iter().filter_map(|f| by_value(&f.ty)).collect(),
            DefKind::Alias(ty) => by_value(ty).into_iter().collect(),
            // Nothing reaches back to a form: no schema has one as a property.
            DefKind::Enum(_) | DefKind::Form { .. } => Vec::new(),
        })
        .collect();
    for (owner, def) in defs.iter_mut().enumerate() {
        if let DefKind::Struct(fields) = &mut def.kind {
            for field in fields {
                field.boxed = by_value(&field.ty).is_some_and(|target| reaches(&edges, target, owner));
            }
        }
    }
}

fn by_value(ty: &Type) -> Option<usize> {
    match ty {
        Type::Named(DefId(id)) => Some(*id),
        _ => None,
    }
}

fn reaches(edges: &[Vec<usize>], from: usize, to: usize) -> bool {
    let (mut seen, mut todo) = (BTreeSet::new(), vec![from]);
    while let Some(at) = todo.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            todo.extend(edges.get(at).into_iter().flatten());
        }
    }
    false
}
