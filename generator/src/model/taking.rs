//! What functions take for a type.

use super::types::{Def, DefKind, Sent, Type};

/// How a function takes an argument or a field.
#[derive(Clone, Copy, PartialEq)]
pub enum Taking<'t> {
    /// The type itself.
    AsItIs,
    /// All that can be turned into it: `impl Into<String>`.
    Converted,
    /// A list in any shape, of what can be turned into this element: `impl IntoIterator<Item = impl Into<String>>`.
    Gathered(&'t Type),
    /// A map in any shape, of pairs of what can be turned into a text and what is taken for this value:
    /// `impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>`.
    Mapped(&'t Type),
    /// A value or none: `impl Into<Nullable<String>>`.
    OrNull(&'t Type),
}

impl Type {
    /// How a function takes it.
    pub fn taking<'t>(&'t self, defs: &'t [Def]) -> Taking<'t> {
        match self {
            // Its elements would be spelled where the document has another name for the list.
            Self::List(item) if item.is_turned(defs) => Taking::Gathered(item),
            Self::Map(item) => Taking::Mapped(item),
            Self::JsonMap => Taking::Mapped(&Self::Json),
            Self::Nullable(inner) => Taking::OrNull(inner),
            // Each of its arms turns into it. In a list they differ, and want one type.
            _ if self.is_choice(defs) => Taking::Converted,
            _ => match self.behind(defs) {
                // A whole number is a literal of a float only when it is converted.
                Self::Float | Self::Text | Self::Json | Self::Sent(Sent::Body | Sent::Upload) => Taking::Converted,
                Self::Scalar(scalar) if scalar.of_the_runtime() => Taking::Converted,
                // Every text is meant to be one.
                Self::Named(id) if is_open(defs.get(id.0)) => Taking::Converted,
                _ => Taking::AsItIs,
            },
        }
    }

    /// Whether each element of a list or a map may be what can be turned into it: those of a choice are not of one arm.
    pub fn is_turned(&self, defs: &[Def]) -> bool {
        self.taking(defs) == Taking::Converted && !self.is_choice(defs)
    }

    /// Whether it is one of several.
    fn is_choice(&self, defs: &[Def]) -> bool {
        match self.behind(defs) {
            Self::Named(id) => matches!(defs.get(id.0).map(|def| &def.kind), Some(DefKind::Union(_))),
            _ => false,
        }
    }
}

/// Whether a definition is an enum that the document leaves open: a text, of which it knows some.
fn is_open(def: Option<&Def>) -> bool {
    matches!(def.map(|def| &def.kind), Some(DefKind::Enum { open: true, .. }))
}
