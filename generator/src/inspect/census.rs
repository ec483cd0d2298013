//! The census: which values of an SDK are raw JSON, and why the document left no better type for them.

use std::collections::BTreeMap;

use super::Raw;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::load::Origin;
use crate::model::operations::Payload;
use crate::model::{DefKind, EventData, Operation, Output, Presence, Sdk, Type};
use crate::spec::{self, Api, Shape, ShapeId};

/// Deeper nesting than this is not looked into for a reason.
const DEPTH: usize = 32;

/// All values, and the raw ones by reason.
pub fn count(api: &Api, sdk: &Sdk, diagnostics: &Diagnostics) -> (usize, Vec<Raw>) {
    let weak = diagnostics.iter().filter(|d| d.severity() == Severity::Degraded);
    let said = weak.filter_map(|d| Some((d.origin.clone()?, d))).collect();
    let mut census = Census { api, sdk, said, values: 0, found: BTreeMap::new() };
    for def in &sdk.defs {
        let (DefKind::Struct(fields) | DefKind::Form { fields, .. }) = &def.kind else { continue };
        let members = match def.shape.and_then(|id| api.node(id)).map(|n| &n.shape) {
            Some(Shape::Object(members)) => Some(members),
            _ => None,
        };
        for field in fields {
            let shape = match field.presence {
                Presence::Extra => members.and_then(|m| m.extra),
                _ => members.and_then(|m| m.properties.iter().find(|p| p.wire == field.wire)).map(|p| p.shape),
            };
            census.value(&field.ty, shape, field.presence == Presence::Extra);
        }
    }
    let sources: BTreeMap<&str, &spec::Operation> = api.operations.iter().map(|o| (o.id.as_str(), o)).collect();
    for operation in sdk.services.iter().flat_map(|s| &s.operations) {
        if let Some(source) = sources.get(operation.id.as_str()) {
            census.operation(operation, source);
        }
    }
    let mut raw: Vec<Raw> = census.found.into_iter().map(|(reason, places)| sorted(reason, places)).collect();
    raw.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));
    (census.values, raw)
}

fn sorted(reason: String, places: BTreeMap<Origin, usize>) -> Raw {
    let mut places: Vec<(Origin, usize)> = places.into_iter().collect();
    // The sort is stable: equal ones stay in the order of their places.
    places.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Raw { reason, count: places.iter().map(|(_, count)| count).sum(), places }
}

struct Census<'a> {
    api: &'a Api,
    sdk: &'a Sdk,
    /// What was said of weaker types, by place.
    said: BTreeMap<Origin, &'a Diagnostic>,
    values: usize,
    found: BTreeMap<String, BTreeMap<Origin, usize>>,
}

impl Census<'_> {
    fn operation(&mut self, operation: &Operation, source: &spec::Operation) {
        for argument in &operation.arguments {
            let place = argument.wiring.map(|w| w.place);
            let parameter = source.parameters.iter().find(|p| p.name == argument.wire && Some(p.place) == place);
            self.value(&argument.ty, parameter.map(|p| p.shape), false);
        }
        let schema = |content: &[spec::Content]| content.iter().find_map(|c| c.shape);
        for body in operation.bodies() {
            let at = source.body.as_ref().map(|b| b.origin.child("content"));
            let content = source.body.as_ref().map_or(&[][..], |b| b.content.as_slice());
            let media = body.payload.as_ref().map(Payload::media);
            let own = content.iter().find(|c| Some(c.media.trim()) == media).and_then(|c| c.shape);
            self.or_at(&body.ty, own.or_else(|| schema(content)), at.as_ref());
        }
        let at = source.origin.child("responses");
        let success = || source.responses.iter().find(|r| r.status.starts_with('2') || r.status == "default");
        let answered = |status: &str| source.responses.iter().find(|r| r.status == status).or_else(success);
        let answers: Vec<(&Type, Option<&spec::Response>)> = match &operation.output {
            Output::Json(ty)
            | Output::Optional(ty)
            | Output::Lines(ty)
            | Output::Events(EventData::Json(ty) | EventData::Whole(ty)) => {
                vec![(ty, success())]
            }
            Output::Choice { outcomes, .. } => {
                outcomes.iter().filter_map(|o| Some((o.ty.as_ref()?, answered(&o.status)))).collect()
            }
            Output::Empty
            | Output::Redirect
            | Output::Text
            | Output::Bytes
            | Output::Stream
            | Output::Events(EventData::Text) => Vec::new(),
        };
        for (ty, response) in answers {
            self.or_at(ty, response.and_then(|r| schema(&r.content)), Some(&at));
        }
    }

    fn value(&mut self, ty: &Type, shape: Option<ShapeId>, extra: bool) {
        self.values += 1;
        if !self.is_raw(ty, 0) {
            return;
        }
        let (mut reason, origin) =
            shape.and_then(|id| self.why(id, 0)).unwrap_or_else(|| ("other".to_owned(), Origin::default()));
        if extra && reason == UNTYPED {
            reason = "members beside the named ones, of which the document says nothing".to_owned();
        }
        *self.found.entry(reason).or_default().entry(origin).or_default() += 1;
    }

    /// A body or an answer may have no schema at all.
    fn or_at(&mut self, ty: &Type, shape: Option<ShapeId>, at: Option<&Origin>) {
        match (shape, at) {
            (None, Some(at)) if self.is_raw(ty, 0) => {
                self.values += 1;
                let reason = "a body without a schema".to_owned();
                *self.found.entry(reason).or_default().entry(at.clone()).or_default() += 1;
            }
            _ => self.value(ty, shape, false),
        }
    }

    fn is_raw(&self, ty: &Type, depth: usize) -> bool {
        match ty {
            _ if depth > DEPTH => false,
            Type::Json | Type::JsonMap => true,
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.is_raw(inner, depth + 1),
            Type::Tuple(items) => items.iter().any(|item| self.is_raw(item, depth + 1)),
            Type::Named(id) => match self.sdk.defs.get(id.0).map(|d| &d.kind) {
                Some(DefKind::Alias(ty)) => self.is_raw(ty, depth + 1),
                _ => false,
            },
            _ => false,
        }
    }

    /// The first schema below this one that has no type of its own, and the reason.
    fn why(&self, id: ShapeId, depth: usize) -> Option<(String, Origin)> {
        let node = self.api.node(self.api.target(id)).filter(|_| depth <= DEPTH)?;
        let here = |reason: &str| Some((reason.to_owned(), node.origin.clone()));
        match &node.shape {
            Shape::Any | Shape::All(_) | Shape::Ref(_) => match self.said(&node.origin) {
                Some(d) if d.code == Code::UntypedSchema => here(&d.message),
                Some(d) => here(d.code.title()),
                None => here(UNTYPED),
            },
            Shape::Null => here("only `null`"),
            Shape::List { item, .. } => self.why(*item, depth + 1),
            Shape::Tuple(items) => items.iter().find_map(|item| self.why(*item, depth + 1)),
            Shape::Map { value, .. } => match self.why(*value, depth + 1)? {
                (reason, _) if reason == UNTYPED => here("an object, of whose members the document says nothing"),
                found => Some(found),
            },
            Shape::Union(union) => union.arms.iter().find_map(|arm| self.why(arm.shape, depth + 1)),
            _ => None,
        }
    }

    /// What was said of a schema or of one of its keywords.
    fn said(&self, origin: &Origin) -> Option<&Diagnostic> {
        let keyword = origin.child("");
        let of_keyword =
            || self.said.range(keyword.clone()..).next().filter(|(at, _)| below(at, &keyword)).map(|(_, d)| *d);
        self.said.get(origin).copied().or_else(of_keyword)
    }
}

const UNTYPED: &str = "a schema that says no type";

fn below(at: &Origin, parent: &Origin) -> bool {
    at.file == parent.file && at.pointer.starts_with(&parent.pointer)
}
