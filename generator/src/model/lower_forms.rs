//! Forms of several parts that hold files: structs of their own, because JSON cannot hold a file.

use super::lower_types::Lowering;
use super::names::Scope;
use super::operations::FormEncoding;
use super::types::{DefKind, Field, Presence, Sent, Type};
use crate::load::Origin;
use crate::spec::{Encoding, Members, Node, Property, Shape, ShapeId};

impl Lowering<'_> {
    /// The type of a form's parts: a struct with uploads where the schema names files, the plain type where it names
    /// none, and a form put together by hand where the schema does not name the parts.
    pub fn form(&mut self, shape: Option<ShapeId>, name: &str, encoding: &[Encoding]) -> Type {
        let api = self.api;
        let Some(id) = shape.map(|id| api.target(id)) else { return Type::Sent(Sent::Multipart) };
        let Some(node @ Node { shape: Shape::Object(Members { properties, .. }), .. }) = api.node(id) else {
            return Type::Sent(Sent::Multipart);
        };
        if let Some(ty) = self.forms.get(&id) {
            return ty.clone();
        }
        if !properties.iter().any(|p| self.is_file(p, encoding)) {
            return self.ty(id, name);
        }
        // The schema's own name is the form's, unless JSON of the same schema has it already.
        let wish = match self.components.get(&id) {
            Some(component) if self.made.contains_key(&id) => format!("{component}Form"),
            Some(_) => String::new(),
            None => name.to_owned(),
        };
        let name = match self.components.remove(&id).filter(|_| wish.is_empty()) {
            Some(component) => component,
            None => self.scope.claim(&[wish.clone(), format!("{wish}Body")], &node.origin, self.diagnostics),
        };
        let def = self.slot(id);
        self.forms.insert(id, Type::Named(def));
        let mut scope = Scope::reserving(&["new"]);
        let fields = properties.iter().map(|p| self.part(p, encoding, (&node.origin, &name), &mut scope)).collect();
        let encoding = form_encoding(encoding);
        self.define(def, node, name, DefKind::Form { fields, encoding })
    }

    fn part(&mut self, property: &Property, encoding: &[Encoding], owner: (&Origin, &str), scope: &mut Scope) -> Field {
        let mut field = self.field(property, owner.0, owner.1, scope);
        if self.is_file(property, encoding) {
            field.ty = match field.ty {
                Type::List(_) => Type::List(Box::new(Type::Sent(Sent::Upload))),
                _ => Type::Sent(Sent::Upload),
            };
            field.example = None;
        }
        // No part says `null`: what is null is left out.
        field.presence = match field.presence {
            Presence::Required => Presence::Required,
            _ => Presence::Optional,
        };
        field
    }

    /// Whether a part is a file, or a list of files: it is binary, or the document gives it a media type that is
    /// neither text nor JSON.
    fn is_file(&self, property: &Property, encoding: &[Encoding]) -> bool {
        let api = self.api;
        let shape = |id: ShapeId| api.node(api.target(id)).map(|node| &node.shape);
        let target = match shape(property.shape) {
            Some(Shape::List { item, .. }) => shape(*item),
            other => other,
        };
        let Some(Shape::Text { format, .. }) = target else { return false };
        let media = encoding.iter().find(|e| e.property == property.wire).and_then(|e| e.media.as_deref());
        let typed = media.is_some_and(|m| !["text/", "json", "xml"].iter().any(|word| m.contains(word)));
        // Some documents leave the format out; a text called `file` in a body of parts is one all the same.
        typed || matches!(format.as_deref(), Some("binary" | "file")) || format.is_none() && property.wire == "file"
    }
}

/// What differs from the default of a form.
pub fn form_encoding(encoding: &[Encoding]) -> Vec<FormEncoding> {
    let differs = |e: &&Encoding| e.style.is_some() || e.media.as_ref().is_some_and(|m| !m.contains([',', '*']));
    let lower = |e: &Encoding| FormEncoding {
        wire: e.property.clone(),
        style: e.style.map(|style| (style, e.explode)),
        media: e.media.clone(),
    };
    encoding.iter().filter(differs).map(lower).collect()
}
