//! Which operations can be walked: a query parameter `offset`, and an answer with exactly one list.

use super::operations::{Operation, Output, Paging};
use super::types::{Def, DefKind, Presence, Sdk, Type};
use crate::spec::Place;

/// Totals by the names that APIs give them.
const TOTALS: [&str; 5] = ["sum", "total", "count", "totalCount", "total_count"];

/// Finds them.
pub fn find(sdk: &mut Sdk) {
    let defs = &sdk.defs;
    for operation in sdk.services.iter_mut().flat_map(|s| &mut s.operations) {
        operation.paging = paging(operation, defs);
    }
}

fn paging(operation: &Operation, defs: &[Def]) -> Option<Paging> {
    let query = |name: &str| {
        operation.arguments.iter().position(|a| {
            a.wire == name && a.ty == Type::Int && !a.required && a.wiring.is_some_and(|w| w.place == Place::Query)
        })
    };
    let offset = query("offset")?;
    let Output::Json(Type::Named(id)) = &operation.output else { return None };
    let DefKind::Struct(fields) = &defs.get(id.0)?.kind else { return None };
    let mut lists = fields.iter().filter_map(|f| match (&f.ty, f.presence) {
        (Type::List(item), Presence::Required) => Some((f.name.clone(), (**item).clone())),
        _ => None,
    });
    let (items, item) = lists.next()?;
    if lists.next().is_some() {
        return None;
    }
    let total = fields
        .iter()
        .find(|f| TOTALS.contains(&f.wire.as_str()) && f.ty == Type::Int && f.presence == Presence::Required)
        .map(|f| f.name.clone());
    Some(Paging { offset, limit: query("limit"), items, item, total })
}
