//! Documented headers of successes into the fields of a struct, made from an answer when it is asked for.

use super::docs;
use super::lower_types::Lowering;
use super::operations::{HeaderField, Headers};
use super::types::Type;
use super::{casing, lower_answers};
use crate::spec::{Operation, Shape};

/// The headers of all successes together; a server leaves out what it likes. `lower_failures` names them.
pub fn lower(source: &Operation, types: &mut Lowering<'_>) -> Option<Headers> {
    let api = types.api;
    let all = || lower_answers::successes(api, source).into_iter().flat_map(|r| &r.headers);
    let wishes = all().map(|header| (header.name.to_lowercase(), casing::snake(&header.name)));
    let mut scope = types.ledger.members(format!("headers {}", source.title()), &[], wishes);
    let mut fields: Vec<HeaderField> = Vec::new();
    // The lines of this one are no list (RFC 9110 §5.3), so they have no single value.
    for header in all().filter(|h| !h.name.eq_ignore_ascii_case("set-cookie")) {
        let shape = types.api.node(types.api.target(header.shape)).map(|node| &node.shape);
        // A list or an object is left as it is written: there is no style that servers keep to.
        let ty = match shape {
            Some(Shape::Bool) => Type::Bool,
            Some(Shape::Integer { .. }) => Type::Int,
            Some(Shape::Number { .. }) => Type::Float,
            _ => Type::Text,
        };
        if let Some(field) = fields.iter_mut().find(|f| f.wire.eq_ignore_ascii_case(&header.name)) {
            if field.ty != ty {
                field.ty = Type::Text;
            }
            continue;
        }
        fields.push(HeaderField {
            name: scope.claim_for(
                &header.name.to_lowercase(),
                &[casing::snake(&header.name)],
                &header.origin,
                types.diagnostics,
            ),
            wire: header.name.clone(),
            ty,
            docs: docs::said(api, &header.doc.description, header.shape),
            deprecated: header.doc.deprecated,
        });
    }
    types.ledger.close(scope);
    // Links alone are no more as a field than they are among the headers.
    let links = fields.iter().all(|f| f.wire.eq_ignore_ascii_case("link"));
    (!links).then(|| Headers { name: String::new(), fields })
}
