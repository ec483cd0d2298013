//! Where the parts of an SDK stand in its document.

use super::Side;
use crate::load::Origin;
use crate::model::{Argument, Def, Hook};
use crate::spec::{self, Shape};

impl<'a> Side<'a> {
    /// An operation.
    pub(super) fn operation(self, id: &str) -> Option<Origin> {
        Some(self.source(id)?.origin.clone())
    }

    /// A parameter or a body of an operation.
    pub(super) fn argument(self, id: &str, argument: &Argument) -> Option<Origin> {
        let operation = self.source(id)?;
        let Some(wiring) = argument.wiring else {
            return operation.body.as_ref().map(|b| b.origin.clone());
        };
        let parameters = &operation.parameters;
        let found = parameters.iter().find(|p| p.name == argument.wire && p.place == wiring.place);
        found.map(|p| p.origin.clone())
    }

    /// A type.
    pub(super) fn def(self, def: &Def) -> Option<Origin> {
        Some(self.api.node(def.shape?)?.origin.clone())
    }

    /// A field of a type; the type itself where the field comes from elsewhere.
    pub(super) fn field(self, def: &Def, wire: &str) -> Option<Origin> {
        let node = self.api.node(self.api.target(def.shape?))?;
        let Shape::Object(members) = &node.shape else { return Some(node.origin.clone()) };
        let property = members.properties.iter().find(|p| p.wire == wire);
        let found = property.and_then(|p| self.api.node(p.shape)).unwrap_or(node);
        Some(found.origin.clone())
    }

    /// A security scheme.
    pub(super) fn scheme(self, name: &str) -> Option<Origin> {
        let found = self.api.schemes.iter().any(|s| s.name == name);
        found.then(|| Origin::default().child("components").child("securitySchemes").child(name))
    }

    /// A webhook, or a callback of an operation.
    pub(super) fn hook(self, owner: Option<&str>, hook: &Hook) -> Option<Origin> {
        let found = |h: &&spec::Hook| h.name == hook.key && h.method == hook.method;
        let Some(id) = owner else {
            return self.api.webhooks.iter().find(found).map(|h| h.origin.clone());
        };
        let callbacks = self.source(id)?.callbacks.iter().map(|c| &c.hook);
        callbacks.into_iter().find(found).map(|h| h.origin.clone())
    }

    fn source(self, id: &str) -> Option<&'a spec::Operation> {
        self.api.operations.iter().find(|o| o.id == id)
    }
}
