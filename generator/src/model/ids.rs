//! Which of the operations with one `operationId` is called by it alone. A document that is valid has none of them (OpenAPI 3.1.1
//! §4.8.10.1), and many a document has.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::record::Record;
use crate::spec::{Api, Operation};

/// The operations with the ids that the record gave them: whatever comes or goes, one that was called by its id stays so, and
/// one that was told apart too.
pub fn settle<'a>(api: &'a Api, before: Option<&Record>) -> Cow<'a, Api> {
    let mut api = Cow::Borrowed(api);
    let Some(before) = before else { return api };
    let own = |o: &Operation| o.shared_id.as_ref().unwrap_or(&o.id).clone();
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, operation) in api.operations.iter().enumerate() {
        groups.entry(own(operation)).or_default().push(at);
    }
    for group in groups.into_values() {
        let operation = |at: &usize| api.operations.get(*at);
        let longer = |at: &usize| operation(at).is_some_and(|o| before.shares_id(&o.title()));
        let known = |at: &usize| operation(at).is_some_and(|o| before.has_operation(&o.title()));
        let free: Vec<usize> = group.iter().copied().filter(|at| !longer(at)).collect();
        let plain = match free[..] {
            // Most have an id of their own: there is nothing to look up.
            [] | [_] => free.first(),
            _ => free.iter().find(|at| known(at)).or(free.first()),
        };
        let plain = plain.copied();
        for at in group {
            let longer = plain != Some(at);
            if api.operations.get(at).is_some_and(|o| o.shared_id.is_some() != longer) {
                api.to_mut().operations.iter_mut().skip(at).take(1).for_each(|o| o.share_id(longer));
            }
        }
    }
    api
}
