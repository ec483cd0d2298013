//! Whether callers see the same type on both sides.

use std::mem::discriminant;

use super::Findings;
use crate::model::{DefId, DefKind, EventData, Field, Output, Presence, Sdk, Type};

impl Findings<'_> {
    /// Whether a type is the same. One that has another name, or other parts, is reported where it is defined and nowhere
    /// else; another name for a type is that type.
    pub(super) fn same(&self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Named(a), Type::Named(b)) if self.pairs.new_of(*a) == Some(*b) => true,
            (Type::Named(a), _) if let Some(old) = alias(self.old.sdk, *a) => self.same(old, new),
            (_, Type::Named(b)) if let Some(new) = alias(self.new.sdk, *b) => self.same(old, new),
            (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) | (Type::Nullable(a), Type::Nullable(b)) => {
                self.same(a, b)
            }
            (Type::Tuple(a), Type::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(a, b)),
            (Type::Named(_), _) | (_, Type::Named(_)) => false,
            (a, b) => a == b,
        }
    }

    /// Whether a function that took the old type takes what callers give it.
    pub(super) fn same_taken(&self, old: &Type, new: &Type) -> bool {
        // What was `impl Into<String>` and is `String` takes no `&str` any more; the other way round, `"a".into()` and
        // `"a".parse()?` no longer know what they are to become. With lists of them it is the same.
        let taking = (old.taking(&self.old.sdk.defs), new.taking(&self.new.sdk.defs));
        self.same(old, new) && discriminant(&taking.0) == discriminant(&taking.1)
    }

    pub(super) fn same_or_none(&self, old: Option<&Type>, new: Option<&Type>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.same(old, new),
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether a call returns the same type; what is in an enum of its own is compared apart.
    pub(super) fn same_output(&self, old: &Output, new: &Output) -> bool {
        match (old, new) {
            (Output::Json(a), Output::Json(b))
            | (Output::Optional(a), Output::Optional(b))
            | (Output::Lines(a), Output::Lines(b)) => self.same(a, b),
            (Output::Choice { .. }, Output::Choice { .. }) => true,
            (Output::Events(a), Output::Events(b)) => match (a, b) {
                (EventData::Text, EventData::Text) => true,
                (EventData::Json(a) | EventData::Whole(a), EventData::Json(b) | EventData::Whole(b)) => self.same(a, b),
                _ => false,
            },
            (Output::Text | Output::Redirect, Output::Text | Output::Redirect) => true,
            (a, b) => a == b,
        }
    }
}

fn alias(sdk: &Sdk, id: DefId) -> Option<&Type> {
    match &sdk.defs.get(id.0)?.kind {
        DefKind::Alias(ty) => Some(ty),
        _ => None,
    }
}

/// How a field may be missing, as its type says it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    Plain,
    Option,
    Nullable,
}

impl Wrapping {
    pub(super) fn of(field: &Field) -> Self {
        match field.presence {
            Presence::Required | Presence::Extra => Self::Plain,
            Presence::Nullable | Presence::Optional => Self::Option,
            Presence::OptionalNullable => Self::Nullable,
        }
    }

    /// The type of a field, for readers.
    pub(super) fn shown(sdk: &Sdk, field: &Field) -> String {
        let ty = crate::emit::shown(sdk, &field.ty);
        let ty = if field.boxed { format!("Box<{ty}>") } else { ty };
        match Self::of(field) {
            Self::Plain => ty,
            Self::Option => format!("Option<{ty}>"),
            Self::Nullable => format!("Nullable<{ty}>"),
        }
    }
}
