//! Boxing: a field is boxed exactly when its type reaches back to its owner by value. A pure function of the
//! graph, so a field added elsewhere moves no `Box`.

use std::collections::BTreeSet;

use super::types::{Def, DefId, DefKind, Type};

/// Marks the fields to box; and arms of unions that reach back without any field between.
pub fn mark(defs: &mut [Def]) {
    let edges: Vec<Vec<usize>> =
        defs.iter().map(|def| def.kind.types().into_iter().flat_map(by_value).collect()).collect();
    let fieldless = defs.iter().zip(&edges).map(|(def, edges)| match def.kind {
        DefKind::Struct(_) => Vec::new(),
        _ => edges.clone(),
    });
    let fieldless: Vec<Vec<usize>> = fieldless.collect();
    for (owner, def) in defs.iter_mut().enumerate() {
        let back = |edges: &[Vec<usize>], ty: &Type| by_value(ty).iter().any(|target| reaches(edges, *target, owner));
        match &mut def.kind {
            DefKind::Struct(fields) => fields.iter_mut().for_each(|f| f.boxed = back(&edges, &f.ty)),
            DefKind::Union(union) => union.arms.iter_mut().for_each(|a| a.boxed = back(&fieldless, &a.ty)),
            _ => {}
        }
    }
}

/// What a type holds in itself: a list or a map keeps its elements elsewhere.
fn by_value(ty: &Type) -> Vec<usize> {
    match ty {
        Type::Named(DefId(id)) => vec![*id],
        Type::Nullable(inner) => by_value(inner),
        Type::Tuple(items) => items.iter().flat_map(by_value).collect(),
        _ => Vec::new(),
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
