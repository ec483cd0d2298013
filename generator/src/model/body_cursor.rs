//! Cursors that are sent in a body: a search is a POST as often as not.

use super::operations::Payload;
use super::page_names::{CURSORS, SENT_BACK};
use super::pagination::{Query, is_scalar};
use super::paging::Strategy;
use super::paths::{Found, plain};
use super::types::{Field, Presence, Type};

/// Objects of a body that speak of the page.
const AROUND: [&str; 4] = ["page", "pagination", "paging", "pageinfo"];

/// A member of the body that takes what the answer has for it.
pub fn guess(query: &Query<'_>, page: &Type) -> Option<Strategy> {
    SENT_BACK.iter().find_map(|(members, fields)| {
        let is = |field: &Field, name: &str| plain(&field.wire) == name && is_scalar(query.paths.resolved(&field.ty));
        let (member, ty) = members.iter().find_map(|name| find(query, |field| is(field, name)))?;
        let Found { path, ty, uri } = query.paths.find(page, fields, is_scalar).filter(|found| found.ty == ty)?;
        (!uri).then(|| Strategy::BodyCursor { member, next: path, number: ty == Type::Int })
    })
}

/// The member that somebody names, e.g. `page.cursor`, or one that is called like a cursor.
pub fn named(query: &Query<'_>, name: Option<&str>) -> Option<Vec<String>> {
    let mut members = members(query).into_iter().filter(|(_, field)| is_scalar(query.paths.resolved(&field.ty)));
    let meant = |(member, field): &(Vec<String>, &Field)| match name {
        Some(name) => member.join(".") == name,
        None => CURSORS.contains(&plain(&field.wire).as_str()),
    };
    members.find(meant).map(|(member, _)| member)
}

/// The first member of which this is true, and its type.
fn find(query: &Query<'_>, wanted: impl Fn(&Field) -> bool) -> Option<(Vec<String>, Type)> {
    let (member, field) = members(query).into_iter().find(|(_, field)| wanted(field))?;
    Some((member, query.paths.resolved(&field.ty).clone()))
}

/// What a body of JSON may have or not, and what the object of it that speaks of the page may have.
fn members<'q>(query: &Query<'q>) -> Vec<(Vec<String>, &'q Field)> {
    let Some(body) = query.operation.body.as_ref().filter(|body| matches!(body.payload, Some(Payload::Json { .. })))
    else {
        return Vec::new();
    };
    let may_miss = |field: &&Field| matches!(field.presence, Presence::Optional | Presence::OptionalNullable);
    let own: Vec<&Field> = query.paths.fields(&body.ty).iter().filter(may_miss).collect();
    let around = own.iter().filter(|field| AROUND.contains(&plain(&field.wire).as_str()));
    let inner = around.flat_map(|outer| {
        let fields = query.paths.fields(&outer.ty).iter().filter(may_miss);
        fields.map(|field| (vec![outer.wire.clone(), field.wire.clone()], field))
    });
    own.iter().map(|field| (vec![field.wire.clone()], *field)).chain(inner).collect()
}
