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
        let back = |circles: &[usize], ty: &Type| {
            by_value(ty).iter().any(|target| circles.get(*target).is_some_and(|c| circles.get(owner) == Some(c)))
        };
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

/// The circle that each node is in: two have the same number exactly when each reaches the other. A node is left once
/// all that it reaches was; then, against the edges and the last one first, each circle is found whole.
fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        targets.iter().filter_map(|to| back.get_mut(*to).map(|list| list.push(from))).for_each(drop);
    }
    let mut left = Vec::new();
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut path = vec![(start, false)];
        while let Some((at, done)) = path.pop() {
            if done {
                left.push(at);
            } else if seen.get_mut(at).is_some_and(|seen| !std::mem::replace(seen, true)) {
                path.push((at, true));
                path.extend(edges.get(at).into_iter().flatten().map(|to| (*to, false)));
            }
        }
    }
    let mut circle = vec![usize::MAX; edges.len()];
    for start in left.into_iter().rev() {
        let mut todo = vec![start];
        while let Some(at) = todo.pop() {
            if let Some(circle) = circle.get_mut(at).filter(|c| **c == usize::MAX) {
                *circle = start;
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
        // 0 → 1 → 2 → 0, 2 → 3 → 4 → 3, 5 alone and 6 in itself.
        let edges = [vec![1], vec![2], vec![0, 3], vec![4], vec![3], vec![], vec![6]];
        let found = circles(&edges);
        let together = |a: usize, b: usize| found[a] == found[b];
        let expected = |a: usize, b: usize| a == b || (a < 3 && b < 3) || ([3, 4].contains(&a) && [3, 4].contains(&b));
        for (a, b) in (0..7).flat_map(|a| (0..7).map(move |b| (a, b))) {
            assert_eq!(together(a, b), expected(a, b), "{a} and {b}");
        }
    }
}
