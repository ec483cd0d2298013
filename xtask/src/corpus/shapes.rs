//! What the code of an SDK looks like, so that a small sample has most of what all SDKs have.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use sdkwright::write::Tree;

/// To compile a crate takes as long as so many of its lines, however short it is.
const LINES_OF_A_CRATE: usize = 20_000;

/// Its lines without what its document calls things, each once, as hashes. Words of the runtime stay: a field that is called as
/// something there is what goes wrong.
pub fn of(tree: &Tree) -> Vec<u32> {
    let code = |runtime: bool| {
        let files = tree.iter().filter(move |(path, _)| path.ends_with(".rs") && path.contains("runtime/") == runtime);
        files.flat_map(|(_, text)| text.lines()).map(str::trim).filter(|line| !line.starts_with("//"))
    };
    let known: HashSet<&str> = code(true).flat_map(Tokens).filter(|token| is_word(token)).collect();
    let (mut shapes, mut shape) = (HashSet::new(), Vec::new());
    for line in code(false) {
        shape.clear();
        for token in Tokens(line) {
            shape.push(match token.as_bytes().first() {
                Some(b'"') => "\"",
                Some(b'0'..=b'9') => "0",
                Some(first) if is_word(token) && !known.contains(token) => {
                    if first.is_ascii_uppercase() {
                        "X"
                    } else {
                        "x"
                    }
                }
                _ => token,
            });
            // A list is as good as a longer one.
            let end = shape.len();
            if end >= 4 && [",", "|"].contains(&shape[end - 1]) && shape[end - 2..] == shape[end - 4..end - 2] {
                shape.truncate(end - 2);
            }
        }
        let mut hasher = DefaultHasher::new();
        shape.hash(&mut hasher);
        shapes.insert(hasher.finish() as u32);
    }
    let mut shapes: Vec<u32> = shapes.into_iter().collect();
    shapes.sort_unstable();
    shapes
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, numbers, texts and signs of a line.
struct Tokens<'t>(&'t str);

impl<'t> Iterator for Tokens<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = self.0.trim_start();
        let first = rest.chars().next()?;
        let end = match first {
            '"' => {
                // The first quote does not end it.
                let mut escaped = true;
                let ends = |c: char| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                };
                rest.find(ends).map_or(rest.len(), |end| end + 1)
            }
            _ if first.is_alphanumeric() || first == '_' => {
                let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '.' && first.is_ascii_digit();
                rest.find(|c| !inside(c)).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let (token, rest) = rest.split_at(end);
        self.0 = rest;
        Some(token)
    }
}

/// Which of them, by the lines and shapes of each: in turn the one that brings most for its size of what is not yet there.
/// What many have counts as often.
pub fn choose(crates: &[(usize, Vec<u32>)], wanted: usize) -> BTreeSet<usize> {
    let mut worth: HashMap<u32, usize> = HashMap::new();
    for shape in crates.iter().flat_map(|(_, shapes)| shapes) {
        *worth.entry(*shape).or_default() += 1;
    }
    let mut chosen = BTreeSet::new();
    while chosen.len() < wanted.min(crates.len()) {
        let left = crates.iter().enumerate().filter(|(index, _)| !chosen.contains(index));
        let rate = |(index, (lines, shapes)): (usize, &(usize, Vec<u32>))| {
            let gain: usize = shapes.iter().filter_map(|shape| worth.get(shape)).sum();
            (gain * 1_000_000 / (lines + LINES_OF_A_CRATE), index)
        };
        let Some((_, best)) = left.map(rate).max_by_key(|(rate, index)| (*rate, std::cmp::Reverse(*index))) else {
            break;
        };
        chosen.insert(best);
        for shape in crates.get(best).into_iter().flat_map(|(_, shapes)| shapes) {
            worth.remove(shape);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_by_their_shape() {
        let tree = |model: &str| {
            let mut tree = Tree::default();
            tree.insert("src/runtime/mod.rs", "pub fn default() {}\n");
            tree.insert("src/models/a.rs", model);
            of(&tree)
        };
        let check = |one: &str, other: &str, same: bool| assert_eq!(tree(one) == tree(other), same, "{one} {other}");
        check("pub name: String,", "pub title: String,", true);
        check("pub name: String,", "pub default: String,", false);
        check("use super::{One, Two, Three};", "use super::{One, Two};", true);
        check("// A comment.\nf(\"a\", 1);", "f(\"b\", 2.5);", true);
    }

    #[test]
    fn what_many_have_comes_first() {
        let crates = [(10, vec![1, 2]), (10, vec![1, 3, 4]), (10, vec![5]), (90_000, vec![1, 2, 3, 4, 5, 6])];
        let check = |wanted: usize, expected: &[usize]| {
            assert_eq!(choose(&crates, wanted).into_iter().collect::<Vec<_>>(), expected, "{wanted}");
        };
        check(1, &[1]);
        check(2, &[0, 1]);
        check(9, &[0, 1, 2, 3]);
    }
}
