//! Boxing: a field is boxed exactly when its type reaches back to its owner by value. A pure function of the
//! graph, so a field added elsewhere moves no `Box`.

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
    let (all, fieldless) = (circles(&edges), circles(&fieldless));
    for (owner, def) in defs.iter_mut().enumerate() {
        let back =
            |circle: &[Option<usize>], ty: &Type| by_value(ty).iter().any(|to| circle.get(*to) == circle.get(owner));
        match &mut def.kind {
            DefKind::Struct(fields) => fields.iter_mut().for_each(|f| f.boxed = back(&all, &f.ty)),
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

/// Equal numbers reach each other. (Kosaraju's way: whoever is left last, going forward, is asked first who leads to it.)
fn circles(edges: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut back = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for to in targets {
            if let Some(list) = back.get_mut(*to) {
                list.push(from);
            }
        }
    }
    let (mut left, mut seen) = (Vec::new(), vec![false; edges.len()]);
    for root in 0..edges.len() {
        // Lists of what is to do, not recursion: chains of types may be long.
        let mut todo = vec![(root, false)];
        while let Some((at, done)) = todo.pop() {
            if done {
                left.push(at);
            } else if seen.get_mut(at).is_some_and(|s| !std::mem::replace(s, true)) {
                todo.push((at, true));
                todo.extend(edges.get(at).into_iter().flatten().map(|to| (*to, false)));
            }
        }
    }
    let mut circle = vec![None; edges.len()];
    for root in left.into_iter().rev() {
        let mut todo = vec![root];
        while let Some(at) = todo.pop() {
            if let Some(free @ None) = circle.get_mut(at) {
                *free = Some(root);
                todo.extend(back.get(at).into_iter().flatten());
            }
        }
    }
    circle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reaches_whom_and_back() {
        // 0 ⇄ 1 → 2 → 2, 3 → 0, 4 → 5 → 6 → 4.
        let found = circles(&[vec![1], vec![0, 2], vec![2], vec![0], vec![5], vec![6], vec![4]]);
        for (a, b) in (0..7).flat_map(|a| (0..7).map(move |b| (a, b))) {
            let expected = a == b || [[0, 1].as_slice(), &[4, 5, 6]].iter().any(|c| c.contains(&a) && c.contains(&b));
            assert_eq!(found.get(a) == found.get(b), expected, "{a} {b}");
        }
    }
}
