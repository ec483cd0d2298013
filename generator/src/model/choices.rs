//! The types that are one of several, and how a value finds which.

use super::types::{Def, Type, Variant};

/// A type that is one of several.
#[derive(Clone, Debug, Default)]
pub struct Union {
    /// The property that the document says to look at.
    pub tag: Option<String>,
    /// In document order; with the words, at least two.
    pub arms: Vec<Arm>,
    /// What stands for itself.
    pub words: Words,
    /// How a value finds its arm: by its kind first.
    pub ways: Vec<(Kind, Way)>,
}

impl Union {
    /// Whether an arm is what its type turns into: two of one Rust type cannot both be meant.
    pub fn comes_of(&self, arm: &Arm, defs: &[Def]) -> bool {
        self.arms.iter().find(|other| other.ty.is(&arm.ty, defs)).is_some_and(|first| std::ptr::eq(first, arm))
    }
}

/// The texts of a union that are variants by themselves, where no arm is a text.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// How many arms come before them.
    pub at: usize,
    /// In document order.
    pub texts: Vec<Variant>,
    /// What is said of several of them at once. Markdown.
    pub docs: Vec<String>,
}

impl Words {
    /// The one that a value is.
    pub fn of(&self, value: &serde_json::Value) -> Option<&Variant> {
        self.texts.iter().find(|word| value.as_str() == Some(&word.wire))
    }
}

/// One of the types of a union.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The variant.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// Whether it holds the union by value.
    pub boxed: bool,
    /// The values of the tag that choose it.
    pub tags: Vec<String>,
    /// Whether every other value chooses it, and none.
    pub fallback: bool,
    /// Markdown.
    pub docs: Vec<String>,
}

/// The kinds of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    Bool,
    Number,
    Text,
    Array,
    Object,
}

/// How a value of one kind finds its arm; arms by index.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// Only one is of this kind.
    Only(usize),
    /// By the text itself: each is a variant.
    Words,
    /// By the value of a property; the arms of a value and those without one are told apart by trying.
    Tag {
        /// The property.
        wire: String,
        /// Its values, in document order.
        values: Vec<(String, Vec<usize>)>,
        /// The arms that no value chooses.
        rest: Vec<usize>,
        /// The arms of an object that does not have the property.
        absent: Vec<usize>,
    },
    /// The one that reads the value with the fewest oddities; the earlier one of equals.
    Best(Vec<usize>),
}
