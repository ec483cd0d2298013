//! Values that are listed into enums: the variants and their names.

use std::collections::BTreeSet;

use super::lower_types::Lowering;
use super::types::{DefKind, Number, Type, Variant};
use super::wish::Wish;
use super::{casing, docs, listed, wording};
use crate::spec::{self, Constant, Node, ShapeId};

impl Lowering<'_> {
    pub(super) fn string_enum(
        &mut self,
        id: ShapeId,
        node: &Node,
        (values, open): (&[Constant<String>], bool),
        name: &Wish,
    ) -> Type {
        let (def, name) = self.reserve(id, node, name);
        // Among signed numbers, a hyphen is a sign as well.
        let signed = values.iter().any(|v| matches!(casing::offset(&v.value), Some((_, '+', _))));
        let wish = |v: &Constant<String>| match casing::offset(&v.value).filter(|_| signed && v.name.is_none()) {
            Some((before, sign, number)) => {
                let sign = if sign == '+' { "plus" } else { "minus" };
                casing::value(&format!("{before} {sign} {number}"))
            }
            None => variant_name(v.name.as_deref(), &v.value),
        };
        let wishes: Vec<String> = values.iter().map(wish).collect();
        let keys = values.iter().map(|v| v.value.clone());
        let names = self.claim_variants(node, &name, keys.zip(wishes).collect());
        // Most documents have no word for a value but in a list within the description.
        let wires: Vec<&str> = values.iter().map(|v| v.value.as_str()).collect();
        let told = |v: &Constant<String>, said: &String| {
            v.description.is_empty() || spec::letters(&v.description) == spec::letters(said)
        };
        let listed = listed::of(&node.doc.description, &wires)
            .filter(|(_, said)| values.iter().zip(said).all(|(v, said)| told(v, said)));
        let mut node = node.clone();
        let said = match listed {
            Some((left, said)) => {
                node.doc.description = left;
                said
            }
            None => values.iter().map(|v| v.description.clone()).collect(),
        };
        let variants = wires.iter().zip(said).zip(names).map(|((wire, said), name)| Variant {
            name,
            wire: (*wire).to_owned(),
            docs: docs::markdown(&said),
        });
        let values = variants.collect();
        self.define(def, &node, name, DefKind::Enum { values, open })
    }

    /// Whole numbers that the document names.
    pub(super) fn number_enum(&mut self, id: ShapeId, node: &Node, values: &[Constant<i64>], name: &Wish) -> Type {
        let (def, name) = self.reserve(id, node, name);
        let mut seen = BTreeSet::new();
        let values: Vec<&Constant<i64>> = values.iter().filter(|v| seen.insert(v.value)).collect();
        let wish = |v: &Constant<i64>| (v.value.to_string(), variant_name(v.name.as_deref(), &v.value.to_string()));
        let names = self.claim_variants(node, &name, values.iter().map(|v| wish(v)).collect());
        let numbers = values.into_iter().zip(names).map(|(value, name)| Number {
            name,
            value: value.value,
            docs: docs::markdown(&value.description),
        });
        let numbers = numbers.collect();
        self.define(def, node, name, DefKind::Numbers(numbers))
    }

    /// The names of the values of an enum, by the values and what these wish for.
    fn claim_variants(&mut self, node: &Node, owner: &str, wishes: Vec<(String, String)>) -> Vec<String> {
        let mut scope = self.ledger.members(format!("variants {owner}"), &["Unknown"], wishes.iter().cloned());
        let short = wording::of_values(&wishes.iter().map(|(_, wish)| wish.as_str()).collect::<Vec<_>>(), owner);
        let names = wishes.iter().zip(short).map(|((key, wish), short)| {
            scope.claim_as(key, wish, &candidates(short, wish), &node.origin, self.diagnostics)
        });
        let names = names.collect();
        self.ledger.close(scope);
        names
    }
}

/// What a value is called: what it wishes for is its own, so that another one, which does not begin like it, renames none.
pub(super) fn candidates(short: &str, wish: &str) -> [String; 3] {
    [short.to_owned(), wish.to_owned(), casing::longer(wish, "Value")]
}

/// A variant by what the document calls it, else by its value.
pub(super) fn variant_name(name: Option<&str>, value: &str) -> String {
    match name.filter(|n| n.chars().any(char::is_alphanumeric) && n.len() <= 60).unwrap_or(value) {
        "" => "Empty".to_owned(),
        said => casing::value(said),
    }
}
