//! What a caller can do with an SDK, a small function each: the whole of its surface, so that nothing that goes is missed.

use std::collections::BTreeSet;

use sdkwright::diff::{Item, What};
use sdkwright::model::{Sdk, Sent, Taking, Type};

use crate::prism::expression;

/// A use of an SDK.
pub struct Probe {
    /// What is used, as a diff calls it.
    pub item: Item,
    /// What else its code names.
    pub uses: BTreeSet<Item>,
    /// What belongs to the item and is given by its place: items of this kind whose name begins so.
    pub parts: Option<(What, String)>,
    /// Statements; `any` makes a value of whatever type is asked for.
    pub code: String,
}

/// The uses of an SDK, while they are gathered.
pub struct Probes<'a> {
    pub sdk: &'a Sdk,
    pub list: Vec<Probe>,
}

impl<'a> Probes<'a> {
    /// All of them.
    pub fn of(sdk: &'a Sdk) -> Vec<Probe> {
        let mut probes = Self { sdk, list: Vec::new() };
        probes.models();
        probes.calls();
        probes.surround();
        probes.list
    }

    /// Adds one; `named`: the types that its code spells.
    pub fn add(&mut self, item: Item, named: &[&Type], code: String) -> &mut Probe {
        let mut ids = Vec::new();
        named.iter().for_each(|ty| ty.named(&mut ids));
        let uses = ids.iter().filter_map(|id| self.sdk.defs.get(id.0)).map(Item::model).collect();
        self.list.push(Probe { item, uses, parts: None, code });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// A type as the program spells it.
    pub fn spelled(&self, ty: &Type) -> String {
        expression::spelled(self.sdk, ty, &|leaf| match leaf {
            Type::Scalar(scalar) if scalar.path().starts_with("runtime::") => format!("sdk::{}", scalar.path()),
            Type::Scalar(scalar) => scalar.path().to_owned(),
            Type::Sent(sent) => format!("sdk::runtime::{}", sent.name()),
            _ => "_".to_owned(),
        })
    }

    /// The same by a caller who leaves the type to the compiler, e.g. with `parse`, where the method has one alone.
    pub fn inferred(&self, ty: &Type) -> String {
        if ty.taking(&self.sdk.defs) == Taking::AsItIs { "any()".to_owned() } else { self.given(ty) }
    }

    /// A value where a method takes the type: what only its conversion takes, where it converts.
    pub fn given(&self, ty: &Type) -> String {
        match ty.taking(&self.sdk.defs) {
            Taking::Gathered(item) => format!("any::<std::collections::VecDeque<{}>>()", self.convertible(item)),
            Taking::Mapped(value) => {
                let value = if value.is_turned(&self.sdk.defs) { self.convertible(value) } else { self.spelled(value) };
                format!("any::<std::collections::HashMap<&str, {value}>>()")
            }
            Taking::Converted | Taking::OrNull(_) | Taking::AsItIs => format!("any::<{}>()", self.convertible(ty)),
        }
    }

    /// A type that is turned into this one, where a method converts.
    fn convertible(&self, ty: &Type) -> String {
        match ty.behind(&self.sdk.defs) {
            Type::Text => "&str".to_owned(),
            Type::Sent(Sent::Body | Sent::Upload) => "Vec<u8>".to_owned(),
            Type::Scalar(sdkwright::model::Scalar::Base64) => "Vec<u8>".to_owned(),
            _ => self.spelled(ty),
        }
    }
}

impl Probe {
    /// Names more that its code uses.
    pub fn with(&mut self, items: impl IntoIterator<Item = Item>) -> &mut Self {
        self.uses.extend(items);
        self
    }
}
