//! Whether values that are given by their place still go where they went.

use std::collections::BTreeSet;

/// What became of the arguments of a function.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// Whether callers still compile: as many as before, of types that take what was given.
    pub fits: bool,
    /// The old places of those that are now ahead of or behind others that stayed.
    pub moved: BTreeSet<usize>,
}

/// Of pairs of an old and a new place, the old ones whose rank changed.
pub(super) fn moved(mut kept: Vec<(usize, usize)>) -> BTreeSet<usize> {
    kept.sort_unstable();
    let mut places: Vec<usize> = kept.iter().map(|(_, new)| *new).collect();
    places.sort_unstable();
    kept.iter().zip(&places).filter(|((_, new), place)| new != *place).map(|((old, _), _)| *old).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks() {
        let check = |kept: &[(usize, usize)], expected: &[usize]| {
            assert_eq!(moved(kept.to_vec()), expected.iter().copied().collect(), "{kept:?}");
        };
        check(&[(0, 0), (1, 2)], &[]);
        check(&[(1, 0), (2, 1)], &[]);
        check(&[(0, 1), (1, 0), (2, 2)], &[0, 1]);
    }
}
