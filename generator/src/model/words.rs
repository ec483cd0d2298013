//! The texts of a choice that are variants of their own: `"auto"` beside an object is `Auto`, and no type that holds it.

use super::lower_types::Lowering;
use super::names::Scope;
use super::types::{Variant, Words};
use super::{docs, lower_enums, record, wording};
use crate::spec::{self, Arm, Constant, Node, Shape};

/// Of more texts than these, what is said of all of them does not name each.
const FEW: usize = 5;

impl<'a> Lowering<'a> {
    /// The arms of a choice that are written where they stand and list texts, where no other arm is a text: then a text is one of
    /// these, or none that the document knows. A type of their own would say no more, and two names more.
    pub(super) fn worded<'u>(&self, union: &'u spec::Union) -> Vec<&'u Arm> {
        let (texts, others): (Vec<&Arm>, Vec<&Arm>) = union.arms.iter().partition(|arm| self.listed(arm).is_some());
        let apart = |arm: &&Arm| {
            let node = self.api.node(self.api.target(arm.shape));
            node.is_some_and(|node| match &node.shape {
                Shape::Bool | Shape::Integer { .. } | Shape::Number { .. } | Shape::Object(_) => true,
                Shape::Map { .. } | Shape::List { .. } | Shape::Tuple(_) => true,
                Shape::Text { .. } | Shape::Enum { .. } | Shape::Union(_) => false,
                Shape::Any | Shape::Null | Shape::All(_) | Shape::Ref(_) => false,
            })
        };
        let told = union.discriminator.is_none() && !others.is_empty() && others.iter().all(apart);
        if told { texts } else { Vec::new() }
    }

    /// The texts of such an arm. A schema that somebody named, or calls deprecated, is a type.
    fn listed(&self, arm: &Arm) -> Option<(&'a Node, &'a [Constant<String>])> {
        let known = self.components.contains_key(&arm.shape) || self.shared.contains_key(&arm.shape);
        let node = self.api.node(arm.shape).filter(|node| !known && !node.doc.deprecated)?;
        match &node.shape {
            Shape::Enum { values, open: false } => Some((node, values)),
            _ => None,
        }
    }

    /// Their keys in a record.
    pub(super) fn keys_of(&self, worded: &[&Arm]) -> Vec<String> {
        let values = worded.iter().filter_map(|arm| self.listed(arm)).flat_map(|(_, values)| values);
        values.map(|value| record::line(&key(&value.value))).collect()
    }

    /// Names the texts of an arm.
    pub(super) fn speak(&mut self, arm: &Arm, owner: &str, scope: &mut Scope, words: &mut Words) {
        let Some((node, values)) = self.listed(arm) else { return };
        let description = if arm.description.is_empty() { &node.doc.description } else { &arm.description };
        let said = docs::markdown(description);
        let values: Vec<_> = values.iter().filter(|v| words.texts.iter().all(|known| known.wire != v.value)).collect();
        let wishes = values.iter().map(|v| lower_enums::variant_name(v.name.as_deref(), &v.value));
        let wishes: Vec<String> = wishes.collect();
        let short = wording::of_values(&wishes.iter().map(String::as_str).collect::<Vec<_>>(), owner);
        for ((value, wish), short) in values.iter().zip(&wishes).zip(short) {
            let candidates = lower_enums::candidates(short, wish);
            let name = scope.claim_as(&key(&value.value), wish, &candidates, &node.origin, self.diagnostics);
            let own = docs::markdown(&value.description);
            let docs = if own.is_empty() && values.len() == 1 { said.clone() } else { own };
            words.texts.push(Variant { name, wire: value.value.clone(), docs });
        }
        if values.len() < 2 {
            return;
        }
        let all: Vec<String> = values.iter().map(|v| docs::code(&v.value)).collect();
        let part = if all.len() > FEW { "The texts".to_owned() } else { all.join(", ") };
        docs::append_of(&mut words.docs, &part, said);
    }
}

/// The key of a text among the variants of a choice, where all others are places.
fn key(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
