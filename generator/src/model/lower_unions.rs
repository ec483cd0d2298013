//! Choices into Rust enums: the variants and their names.

use super::lower_types::Lowering;
use super::record;
use super::types::{Arm, DefKind, Type, Union, Words};
use super::wish::Wish;
use super::{constraints, docs, variants};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::{self, Node, Shape, ShapeId, letters};

impl Lowering<'_> {
    /// A choice. Where its arms come to one Rust type, it is that type.
    pub(super) fn union(&mut self, id: ShapeId, node: &Node, union: &spec::Union, name: &Wish) -> Type {
        let (def, name) = self.reserve(id, node, name);
        let api = self.api;
        let targets = union.arms.iter().filter_map(|arm| api.node(api.target(arm.shape)));
        let mut there = record::places(targets.map(|node| node.origin.pointer.as_str()));
        let worded = self.worded(union);
        there.extend(self.keys_of(&worded));
        let mut scope = self.ledger.scope(format!("variants {name}"), &["Unknown"], |place| there.contains(place));
        let mut words = Words::default();
        let mut arms: Vec<Arm> = Vec::new();
        let mut asked = Vec::new();
        let having = self.arms(union, &name);
        let mut raw = false;
        for arm in &union.arms {
            if worded.iter().any(|word| std::ptr::eq(*word, arm)) {
                if words.texts.is_empty() {
                    words.at = arms.len();
                }
                self.speak(arm, &name, &mut scope, &mut words);
                continue;
            }
            let target = self.api.target(arm.shape);
            let Some(arm_node) = self.api.node(target) else { continue };
            let (said, mut candidates) = self.variant(&having, arm, arm_node, &name);
            candidates.push("Variant".to_owned());
            let place = record::place(&arm_node.origin.pointer);
            let mut unsaid = Diagnostics::default();
            let mut claim = |pass: &mut Self| {
                let diagnostics = if said.is_some() { &mut *pass.diagnostics } else { &mut unsaid };
                // What an arm need not say depends on the others, and what it is called does not.
                let wish = said.as_deref().or(candidates.first().map(String::as_str)).unwrap_or_default();
                scope.claim_as(&place, wish, &candidates, &arm_node.origin, diagnostics)
            };
            // A type that is made for this arm is named after it; any other may be that of an arm before.
            let own = !self.components.contains_key(&target)
                && matches!(arm_node.shape, Shape::Object(_) | Shape::Enum { .. } | Shape::Union(_));
            let (variant, ty) = if own {
                let variant = claim(self);
                // The object that a family is called after is the base of the others.
                let ty = if variant == name { format!("{name}Base") } else { format!("{name}{variant}") };
                let ty = self.ty(arm.shape, Wish::of_arm(&ty));
                (variant, ty)
            } else {
                let wish = candidates.first().cloned().unwrap_or_default();
                let ty = self.ty(arm.shape, Wish::of_arm(&format!("{name}{wish}")));
                if joins(&mut arms, &mut asked, arm, &ty) {
                    continue;
                }
                (claim(self), ty)
            };
            raw |= ty == Type::Json;
            if joins(&mut arms, &mut asked, arm, &ty) {
                continue;
            }
            // A title that is a name of it says nothing, as does one that is its kind.
            let title = Some(arm_node.doc.title.as_str()).filter(|title| {
                let own = self.components.get(&target).is_some_and(|name| letters(name) == letters(title));
                !own && letters(&variant) != letters(title) && !variants::is_type(title)
            });
            let (title, description) = (docs::markdown(title.unwrap_or_default()), docs::of_type(api, arm_node));
            // A type of its own says the rest.
            let text = match ty {
                _ if !arm.description.is_empty() => docs::markdown(&arm.description),
                Type::Named(_) if title.is_empty() => description.into_iter().take_while(|l| !l.is_empty()).collect(),
                Type::Named(_) => title,
                _ if description.is_empty() => title,
                _ => description,
            };
            asked.push(match ty {
                Type::Named(_) => None,
                _ => constraints::of(api, (arm.shape, Some(constraints::LEFT_OUT)), None, &text, &self.formats),
            });
            let (tags, fallback) = (arm.tags.clone(), arm.fallback);
            arms.push(Arm { name: variant, ty, boxed: false, tags, fallback, docs: text });
        }
        for (arm, asked) in arms.iter_mut().zip(asked) {
            asked.into_iter().for_each(|asked| docs::append(&mut arm.docs, asked));
        }
        self.ledger.close(scope);
        let kind = match arms.as_slice() {
            _ if raw => {
                self.diagnostics.push(
                    Diagnostic::new(Code::UntypedSchema, "an arm of this choice is raw JSON, so all of it is")
                        .at(&node.origin)
                        .help("the value is typed as raw JSON"),
                );
                DefKind::Alias(Type::Json)
            }
            [only] if words.texts.is_empty() && (union.discriminator.is_none() || union.arms.len() > 1) => {
                DefKind::Alias(only.ty.clone())
            }
            _ => {
                let tag = union.discriminator.as_ref().map(|told| told.property.clone());
                DefKind::Union(Union { tag, arms, words, ways: Vec::new() })
            }
        };
        self.define(def, node, name, kind)
    }
}

/// An arm whose type is that of one before it is that one; of both it is not known what is asked.
fn joins(arms: &mut [Arm], asked: &mut [Option<String>], arm: &spec::Arm, ty: &Type) -> bool {
    let Some((same, asked)) = arms.iter_mut().zip(asked).find(|(a, _)| a.ty == *ty) else { return false };
    *asked = None;
    same.tags.extend(arm.tags.iter().cloned());
    same.fallback |= arm.fallback;
    true
}
