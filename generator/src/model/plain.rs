//! What is said of a body or an answer as a whole, where no type of its own says it: a list, a text, a number.

use super::asked::settled;
use super::lower_answers::successes;
use super::lower_types::Lowering;
use super::media::Kind;
use super::operations::Output;
use super::types::Type;
use super::{constraints, docs};
use crate::spec::{Operation, ShapeId};

/// What is said of a value, else of its schema, and of its parts; and what is asked of it.
pub fn told(types: &Lowering<'_>, description: &str, id: ShapeId) -> Vec<String> {
    let mut text = docs::said(types.api, description, id);
    let asked = constraints::of_whole(types.api, id, &types.formats);
    asked.into_iter().for_each(|asked| docs::append(&mut text, asked));
    text
}

/// What is said of the answer of an operation. Of several successes, what is said of one would be read as said of all.
pub fn returned(types: &Lowering<'_>, source: &Operation, output: &Output) -> Vec<String> {
    let kind = match output {
        Output::Json(ty) | Output::Optional(ty) if !is_told(ty) => Kind::Json,
        Output::Text => Kind::Text,
        _ => return Vec::new(),
    };
    let contents = successes(types.api, source).into_iter().map(|response| &response.content).filter(|c| !c.is_empty());
    let [content] = contents.collect::<Vec<_>>()[..] else { return Vec::new() };
    let read = content.iter().find(|content| settled(types.api, content) == kind);
    read.and_then(|content| content.shape).map(|id| told(types, "", id)).unwrap_or_default()
}

/// Whether a type has docs of its own.
pub fn is_told(ty: &Type) -> bool {
    match ty {
        Type::Nullable(inner) => is_told(inner),
        Type::Named(_) => true,
        _ => false,
    }
}
