//! Forms of several parts that hold files: structs of their own, because JSON cannot hold a file.

use std::collections::BTreeSet;

use super::lower_types::Lowering;
use super::media::{self, Kind};
use super::names::Scope;
use super::operations::FormEncoding;
use super::record;
use super::types::{DefKind, Field, Presence, Sent, Type};
use crate::diag::{Code, Diagnostic};
use crate::load::Origin;
use crate::spec::{Api, Brackets, Direction, Encoding, Members, Node, Property, Shape, ShapeId, Style};

impl Lowering<'_> {
    /// The type of a form's parts: a struct with uploads where the schema names files, the plain type where it names
    /// none, and a form put together by hand where the schema does not name the parts.
    pub fn form(&mut self, shape: Option<ShapeId>, name: &str, encoding: &[Encoding]) -> Type {
        let api = self.api;
        let Some(id) = shape.map(|id| api.target(id)) else { return Type::Sent(Sent::Multipart) };
        // A choice is written as JSON has it, unless a file may be in it.
        if let Some(Node { shape: Shape::Union(union), .. }) = api.node(id)
            && union.arms.iter().all(|arm| is_plain(api, arm.shape, encoding))
        {
            return self.ty(id, name);
        }
        let Some(node @ Node { shape: Shape::Object(members), .. }) = api.node(id) else {
            return Type::Sent(Sent::Multipart);
        };
        let Members { properties, extra, .. } = members;
        if let Some(ty) = self.forms.get(&id) {
            return ty.clone();
        }
        if !has_files(api, Some(id), encoding) {
            return self.ty(id, name);
        }
        let name = self.form_name(id, name, &node.origin);
        let def = self.slot(id);
        self.forms.insert(id, Type::Named(def));
        if extra.is_some() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::IgnoredKeyword,
                    "a form that holds files has the parts that it names, and no others",
                )
                .at(&node.origin.child("additionalProperties"))
                .help("name the parts under `properties`"),
            );
        }
        // What only answers carry is no part of a form.
        let read = |p: &&Property| api.direction(p.shape) == Direction::Read;
        let fields: Vec<_> = properties.iter().filter(|p| !read(p)).collect();
        let mut scope = self.fields_of(&name, &["new"], &fields);
        let place = (&node.origin, name.as_str());
        let fields = fields.into_iter().map(|p| self.part(p, members, encoding, place, &mut scope)).collect();
        self.ledger.close(scope);
        let encoding = self.with_brackets(encoding, properties);
        self.define(def, node, name, DefKind::Form { fields, encoding })
    }

    /// How the parts are written, where samples show brackets behind the names of some as well.
    fn with_brackets(&mut self, encoding: &[Encoding], properties: &[Property]) -> Vec<FormEncoding> {
        let mut written = form_encoding(encoding);
        for own in encoding {
            let property = properties.iter().find(|property| property.wire == own.property);
            let Some((property, brackets)) = property.zip(own.brackets) else { continue };
            let shape = self.api.node(self.api.target(property.shape)).map(|node| &node.shape);
            let (listed, called) = match (brackets, shape) {
                (Brackets::List, Some(Shape::List { .. } | Shape::Union(_))) => (true, "[]"),
                (Brackets::Members, Some(Shape::Object(_) | Shape::Map { .. })) => (false, "[key]"),
                _ => continue,
            };
            if !written.iter().any(|known| known.wire == own.property) {
                written.push(FormEncoding::plain(&own.property));
            }
            if let Some(known) = written.iter_mut().find(|known| known.wire == own.property && known.style.is_none()) {
                known.listed = listed;
                known.style = (!listed).then_some((Style::DeepObject, true));
                let origin = self.api.node(property.shape).map(|node| node.origin.clone()).unwrap_or_default();
                let message =
                    format!("samples write the part `{0}` as `{0}{called}`, which the schema cannot say", own.property);
                let help = "it is sent so";
                self.diagnostics.push(Diagnostic::new(Code::RepairedKeyword, message).at(&origin).help(help));
            }
        }
        written
    }

    /// The schema's own name is the form's, unless JSON of the same schema has it already, or had it in an earlier run.
    fn form_name(&mut self, id: ShapeId, name: &str, origin: &Origin) -> String {
        let key = record::form(&record::place(&origin.pointer));
        let before = self.formed.remove(&id);
        let Some(component) = before.clone().or_else(|| self.components.get(&id).cloned()) else {
            return self.claim_type(&[name.to_owned(), format!("{name}Body")], origin);
        };
        let wish = format!("{component}Form");
        if before.is_none() && (self.made.contains_key(&id) || self.scope.keeps(&key)) {
            let candidates = [wish.clone(), format!("{wish}Body")];
            return self.scope.claim_for(&key, &candidates, origin, self.diagnostics);
        }
        self.components.remove(&id);
        self.scope.note(&key, &wish, &component);
        component
    }

    fn part(
        &mut self,
        property: &Property,
        members: &Members,
        encoding: &[Encoding],
        owner: (&Origin, &str),
        scope: &mut Scope,
    ) -> Field {
        let upload = Type::Sent(Sent::Upload);
        if let Some(media) = foreign(self.api, property, encoding) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::UntypedMedia,
                    format!("the part `{}` is sent as it is: `{media}`", property.wire),
                )
                .at(&owner.0.child("properties").child(&property.wire))
                .help("the caller writes the text or the bytes; only JSON is made from a type"),
            );
        }
        let mut field = match files(self.api, property, encoding) {
            None => self.field(property, members, owner, scope),
            Some(Files::One) => self.field_of(property, upload, scope),
            Some(Files::Many) => self.field_of(property, Type::List(Box::new(upload)), scope),
        };
        // No part says `null`: what is null is left out.
        field.presence = match field.presence {
            Presence::Required => Presence::Required,
            _ => Presence::Optional,
        };
        field
    }
}

/// The schemas of forms that are structs of their own.
pub fn targets(api: &Api) -> BTreeSet<ShapeId> {
    let contents = api.operations.iter().filter_map(|o| o.body.as_ref()).flat_map(|body| &body.content);
    let forms = contents.filter(|c| media::kind(c) == Kind::Multipart && has_files(api, c.shape, &c.encoding));
    forms.filter_map(|c| c.shape.map(|id| api.target(id))).collect()
}

/// How many files a part holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Files {
    One,
    Many,
}

/// Whether a schema's parts hold files.
pub fn has_files(api: &Api, shape: Option<ShapeId>, encoding: &[Encoding]) -> bool {
    filed(api, shape, encoding).next().is_some()
}

/// Whether nothing can be sent without a file.
pub fn needs_files(api: &Api, shape: Option<ShapeId>, encoding: &[Encoding]) -> bool {
    filed(api, shape, encoding).any(|property| property.required)
}

fn filed<'a>(
    api: &'a Api,
    shape: Option<ShapeId>,
    encoding: &'a [Encoding],
) -> impl Iterator<Item = &'a Property> + use<'a> {
    properties(api, shape).filter(move |property| files(api, property, encoding).is_some())
}

fn properties(api: &Api, shape: Option<ShapeId>) -> impl Iterator<Item = &Property> {
    let members = shape.and_then(|id| api.node(api.target(id))).and_then(|node| match &node.shape {
        Shape::Object(members) => Some(members),
        _ => None,
    });
    members.into_iter().flat_map(|members| &members.properties)
}

/// Whether all parts of a schema have names, and none is a file.
fn is_plain(api: &Api, id: ShapeId, encoding: &[Encoding]) -> bool {
    let object = matches!(api.node(api.target(id)).map(|n| &n.shape), Some(Shape::Object(_)));
    object && !has_files(api, Some(id), encoding)
}

/// The media type that the document gives to a part.
fn media_of<'a>(property: &Property, encoding: &'a [Encoding]) -> Option<&'a str> {
    encoding.iter().find(|e| e.property == property.wire).and_then(|e| e.media.as_deref())
}

/// Properties of a text of pairs that cannot have the media type which the document gives them, and that.
pub fn foreign_pairs<'a>(
    api: &'a Api,
    shape: Option<ShapeId>,
    encoding: &'a [Encoding],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    properties(api, shape).filter_map(move |p| Some((p.wire.as_str(), foreign(api, p, encoding)?)))
}

/// The media type of a part that has members, or of several, where these cannot be written: it is not JSON.
fn foreign<'a>(api: &Api, property: &Property, encoding: &'a [Encoding]) -> Option<&'a str> {
    let mut id = property.shape;
    for _ in 0..8 {
        match &api.node(api.target(id))?.shape {
            Shape::List { item, .. } => id = *item,
            Shape::Object(_) | Shape::Map { .. } => {
                return media_of(property, encoding)
                    .filter(|media| !["json", "*/*", "application/*"].iter().any(|word| media.contains(word)));
            }
            _ => return None,
        }
    }
    None
}

/// Whether a part is a file, or several: it is binary, or the document gives it a media type that is neither text nor
/// JSON, and what has members is written by the caller in all but JSON.
fn files(api: &Api, property: &Property, encoding: &[Encoding]) -> Option<Files> {
    if foreign(api, property, encoding).is_some() {
        let many = matches!(api.node(api.target(property.shape)).map(|n| &n.shape), Some(Shape::List { .. }));
        return Some(if many { Files::Many } else { Files::One });
    }
    let media = media_of(property, encoding);
    let typed = media.is_some_and(|m| !["text/", "json", "xml"].iter().any(|word| m.contains(word)));
    // Some documents leave the format out; a text called `file` in a body of parts is one all the same.
    binary(
        api,
        property.shape,
        &|format| match format {
            Some("binary" | "file") => true,
            Some(_) => typed,
            None => typed || property.wire == "file",
        },
        0,
    )
}

fn binary(api: &Api, id: ShapeId, is_file: &dyn Fn(Option<&str>) -> bool, depth: usize) -> Option<Files> {
    match &api.node(api.target(id))?.shape {
        Shape::Text { format, .. } => is_file(format.as_deref()).then_some(Files::One),
        // What has a media type of its own, and no schema that says more (OpenAPI 3.1.1 §4.8.14.4).
        Shape::Any => is_file(Some("")).then_some(Files::One),
        Shape::List { item, .. } if depth < 8 => binary(api, *item, is_file, depth + 1).map(|_| Files::Many),
        // One file or several, one file or its address: what is sent is a file where it may be one.
        Shape::Union(union) if depth < 8 => {
            let arms: Vec<_> = union.arms.iter().filter_map(|a| binary(api, a.shape, is_file, depth + 1)).collect();
            arms.iter().find(|f| **f == Files::Many).or(arms.first()).copied()
        }
        _ => None,
    }
}

/// What differs from the default of a form.
pub fn form_encoding(encoding: &[Encoding]) -> Vec<FormEncoding> {
    let differs = |e: &&Encoding| e.style.is_some() || e.media.as_ref().is_some_and(|m| !m.contains([',', '*']));
    let lower = |e: &Encoding| FormEncoding {
        wire: e.property.clone(),
        style: e.style.map(|style| (style, e.explode)),
        reserved: e.allow_reserved,
        media: e.media.clone(),
        listed: false,
    };
    encoding.iter().filter(differs).map(lower).collect()
}
