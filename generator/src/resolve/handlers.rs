//! What a framework was told an operation is called, out of the `operationId` that it wrote: the method and the path, which it
//! adds to make ids unique, are no part of a name. And where its words begin, where the method sticks to the path.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::{self, Handler, Operation, letters};

/// `getById` of `get-/crm/objects/{id}_getById`, `read_item` of `read_item_items__id__get`, and whether only a framework would write
/// the id so; nothing where that says no path, or nothing but the method and the path.
fn read(id: &str, method: &str, path: &str) -> Option<(String, bool)> {
    let method = method.to_lowercase();
    let behind = id.strip_prefix(&method).and_then(|id| id.strip_prefix('-')?.strip_prefix(path)?.strip_prefix('_'));
    let (name, sure) = match behind {
        // The path that it had, before it moved.
        Some(rest) if rest.starts_with('/') => {
            let route = spec::by_route(&method, path);
            (unversioned(&route, &method, path, (None, false)).map_or(route, |handler| handler.name), true)
        }
        Some(rest) => (rest.to_owned(), true),
        None => {
            let word = |c: char| if c.is_alphanumeric() { c } else { '_' };
            let end = format!("{}_{method}", path.chars().map(word).collect::<String>());
            // `dns_config_get` of `/config` may be a person's.
            (id.strip_suffix(&end)?.to_owned(), end.contains("__"))
        }
    };
    // `-` and `_` alone, and numbers, are no names.
    name.contains(char::is_alphabetic).then_some((name, sure))
}

/// `get facetSearch` of `getfacetSearch` at `/settings/facet-search`: somebody put the method before what the path ends with.
fn split(id: &str, method: &str, path: &str) -> Option<Handler> {
    let method = method.to_lowercase();
    let rest = id.strip_prefix(&method).filter(|rest| rest.starts_with(char::is_lowercase))?;
    let fixed: Vec<&str> = path.split('/').filter(|step| !step.is_empty() && !step.contains('{')).collect();
    let ends =
        (0..fixed.len()).any(|from| fixed.get(from..).is_some_and(|end| letters(&end.concat()) == letters(rest)));
    ends.then(|| Handler { name: format!("{method} {rest}"), longer: None, whole: true })
}

/// `get users` of `GET /api/v1/users`, which has no `operationId`, or one that is the method and the path, or that of another route:
/// what stands before all paths tells none apart, and neither does whose the thing is, the day of a version, or what the service is called.
fn unversioned(id: &str, method: &str, path: &str, (tag, numbered): (Option<&str>, bool)) -> Option<Handler> {
    let route = spec::by_route(method, path);
    let repeats = id.strip_prefix(&method.to_lowercase()).is_some_and(|rest| rest.strip_prefix('-') == Some(path));
    // `GetUsersId` of `GET /users/{id}`.
    let repeats = repeats || path.contains('{') && letters(id) == letters(&format!("{method}{path}"));
    if id != route && !repeats && !numbered && !is_template(id, path) {
        return None;
    }
    let version = |step: &str| {
        let digits = step.strip_prefix(['v', 'V']).unwrap_or_default();
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let mut steps = path.split('/').filter(|step| !step.is_empty() && !is_dated(step)).peekable();
    while steps.next_if(|step| ["api", "rest"].contains(&step.to_lowercase().as_str()) || version(step)).is_some() {}
    let mut steps: Vec<&str> = steps.collect();
    if let [owner, thing, ..] = steps.as_slice()
        && owner.starts_with('{')
        && !thing.starts_with('{')
        // It may be all that tells it from the other.
        && !numbered
    {
        steps.remove(0);
    }
    // The service is called so: `users().get_by_id`.
    let one = |name: &str| letters(name).trim_end_matches('s').to_owned();
    if steps.len() > 1 && tag.is_some_and(|tag| steps.first().is_some_and(|step| one(step) == one(tag))) {
        steps.remove(0);
    }
    let name = spec::by_route(method, &steps.join("/"));
    // A call of nothing is called after all of its path.
    let name = if name.contains(' ') { name } else { route };
    // A number is less than a sentence.
    if numbered && id.len() < name.len() && name.len() > LONGEST {
        return None;
    }
    (name != id).then_some(Handler { name, longer: None, whole: false })
}

/// Whether an id is the template of a route, in which a part may stand for what the path says: `api/v{version:apiVersion}/things` of
/// `/api/v1/things`, as ASP.NET writes it.
fn is_template(id: &str, path: &str) -> bool {
    let steps = |text: &'_ str| text.split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (own, path) = (steps(id), steps(path));
    let same = |(own, step): (&String, &String)| own.contains('{') || letters(own) == letters(step);
    id.contains('{') && own.len() == path.len() && own.iter().zip(&path).all(same)
}

/// A longer name of a route says less than the number that it stands for.
const LONGEST: usize = 48;

/// `2026-09`, `2026-09-01`, `2026-09-beta` and `2-0-0`: versions that are days, or numbers without points.
fn is_dated(step: &str) -> bool {
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = step.split('-').collect();
    let numbers = parts.iter().take_while(|part| number(part)).count();
    let is_day = matches!(parts.as_slice(), [year, month, ..] if year.len() == 4 && month.len() == 2 && numbers > 1);
    is_day || numbers > 1 && numbers == parts.len()
}

/// `retrieve` of `retrieveUsingGET_1`, as Springfox writes it.
fn of_springfox(id: &str, method: &str) -> Option<Handler> {
    let counted = |(name, number): (&'_ str, &str)| {
        (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(name.len())
    };
    let end = id.rsplit_once('_').and_then(counted).unwrap_or(id.len());
    let name = id.get(..end)?.strip_suffix(method)?.strip_suffix("Using")?;
    name.contains(char::is_alphabetic).then(|| Handler { name: name.to_owned(), longer: None, whole: false })
}

/// Whether an id is one of several routes of a function, as frameworks number them: `update (2)`; and `bulk-1` or `bulk_1`, where
/// another is called so without the number,
/// and answers at a path that ends so.
fn is_numbered(id: &str, path: &str, others: &BTreeMap<String, String>) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let thing = |path: &str| path.rsplit('/').find(|step| !step.is_empty() && !step.contains('{')).map(str::to_owned);
    let near = |name: &str| others.get(name).is_some_and(|other| thing(other) == thing(path));
    let bracketed = id.strip_suffix(')').and_then(|id| id.rsplit_once(" ("));
    let joined = id.rsplit_once(['-', '_']).filter(|(name, number)| number.len() <= 2 && near(name));
    bracketed.or(joined).is_some_and(|(_, number)| is_number(number))
}

/// `list` of `UsersController_list_0`, the class and the method of which NestJS makes an id; the number is that of one of several
/// paths.
fn of_class(id: &str, tag: Option<&str>) -> Option<Handler> {
    let (class, method) = id.split_once("Controller_").or_else(|| id.split_once("Controller."))?;
    let method = match method.rsplit_once('_') {
        Some((method, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => method,
        _ => method,
    };
    let sound = class.chars().all(char::is_alphanumeric) && method.starts_with(char::is_alphabetic);
    // Without a tag all methods stand side by side.
    let longer = format!("{class} {method}");
    let handler = match tag {
        Some(_) => Handler { name: method.to_owned(), longer: Some(longer), whole: false },
        None => Handler { name: longer, longer: None, whole: true },
    };
    (sound && !class.is_empty()).then_some(handler)
}

/// Finds the handlers of what a framework wrote, and where methods stick to paths.
pub fn settle(operations: &mut [Operation]) {
    let own = |o: &Operation| read(o.shared_id.as_ref().unwrap_or(&o.id), &o.method, &o.path);
    let mut found: Vec<Option<(String, bool)>> = operations.iter().map(own).collect();
    let names = || found.iter().flatten();
    // What a person says before the path is a resource, for all that is done to it; functions have names of their own.
    let distinct = names().map(|(name, _)| name).collect::<BTreeSet<_>>().len();
    if !names().any(|(_, sure)| *sure) && (distinct < 3 || distinct * 2 <= names().count()) {
        found.clear();
    }
    let mut found = found.into_iter();
    let ids: BTreeMap<String, String> = operations.iter().map(|o| (o.id.clone(), o.path.clone())).collect();
    for operation in operations {
        operation.handler = match found.next().flatten() {
            Some((name, _)) => Some(Handler { name, longer: None, whole: false }),
            None if operation.shared_id.is_some() => None,
            None => {
                let Operation { id, method, path, tag, .. } = &*operation;
                let of_class = of_class(id, tag.as_deref());
                let numbered = is_numbered(id, path, &ids);
                let by_route =
                    || split(id, method, path).or_else(|| unversioned(id, method, path, (tag.as_deref(), numbered)));
                of_class.or_else(|| of_springfox(id, method)).or_else(by_route)
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{is_numbered, of_class, of_springfox, read, split, unversioned};
    use crate::spec;

    #[test]
    fn a_framework_says_method_and_path() {
        let table = [
            ("read_item_items__id__get", "GET", "/items/{id}", Some("read_item")),
            ("read_items_items__get", "GET", "/items/", Some("read_items")),
            ("read_items_get", "GET", "/items", None),
            ("items__id__get", "GET", "/items/{id}", None),
            ("_items__id__get", "GET", "/items/{id}", None),
            ("get-/objects/{id}_getById", "GET", "/objects/{id}", Some("getById")),
            ("get-/objects/{id}", "GET", "/objects/{id}", None),
            ("get-/objects/{id}_/v1/objects/{id}", "GET", "/objects/{id}", Some("get objects by id")),
            ("listItems", "GET", "/items", None),
        ];
        for (id, method, path, expected) in table {
            let sure = read(id, method, path).filter(|(_, sure)| *sure);
            assert_eq!(sure.map(|(name, _)| name).as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn a_class_and_its_method() {
        let table = [
            ("UsersController_list", Some("users"), Some("list")),
            ("UsersController_list_0", Some("users"), Some("list")),
            ("UsersController.findAll", Some("users"), Some("findAll")),
            ("UsersController_list", None, Some("Users list")),
            ("Controller_list", Some("users"), None),
            ("listUsers", Some("users"), None),
        ];
        for (id, tag, expected) in table {
            assert_eq!(of_class(id, tag).map(|h| h.name).as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn a_method_behind_a_name() {
        let table = [
            ("retrieveUsingGET", "GET", Some("retrieve")),
            ("retrieveUsingGET_1", "GET", Some("retrieve")),
            ("retrieveUsingGET", "POST", None),
            ("UsingGET", "GET", None),
            ("retrieve_1", "GET", None),
        ];
        for (id, method, expected) in table {
            assert_eq!(of_springfox(id, method).map(|h| h.name).as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn what_stands_before_all_paths() {
        let table = [
            ("/api/v1/users/{id}", Some("users by id")),
            ("/v2.1/users", Some("users")),
            ("/rest/api/3/users", Some("3 users")),
            ("/users/v1", None),
            ("/apis/users", None),
            ("/{realm}/users/{id}", Some("users by id")),
            ("/api/{realm}/users", Some("users")),
            ("/{realm}", None),
            ("/{a}/{b}", None),
            ("/crm/2026-09-beta/lists", Some("crm lists")),
            ("/ord/2-0-0/roles", Some("ord roles")),
            ("/ord/2-x/roles", None),
            ("/api/v1", None),
        ];
        for (path, expected) in table {
            let id = spec::by_route("GET", path);
            let named = unversioned(&id, "GET", path, (None, false)).map(|h| h.name);
            assert_eq!(named, expected.map(|words| format!("get {words}")), "{path}");
            assert!(unversioned("listUsers", "GET", path, (None, false)).is_none());
        }
        let tagged = |path: &str| {
            let id = spec::by_route("GET", path);
            unversioned(&id, "GET", path, (Some("Users"), false)).map(|h| h.name)
        };
        assert_eq!(tagged("/users/{id}").as_deref(), Some("get by id"));
        assert_eq!(tagged("/{realm}/user/{id}").as_deref(), Some("get by id"));
        assert_eq!((tagged("/users"), tagged("/roles/{id}")), (None, None));
        let others = [("getB".to_owned(), "/b/{id}".to_owned()), ("getC".to_owned(), "/c".to_owned())].into();
        let path = "/a/{id}/b";
        let named = |id: &str| unversioned(id, "GET", path, (None, is_numbered(id, path, &others))).map(|h| h.name);
        for id in ["get-/a/{id}/b", "getB (2)", "getB-1", "getB_12", "GetAIdB"] {
            assert_eq!(named(id).as_deref(), Some("get a by id b"), "{id}");
        }
        for id in ["getB (all)", "getC-1", "getB_2000", "getB1"] {
            assert_eq!(named(id), None, "{id}");
        }
    }

    #[test]
    fn a_verb_that_sticks_to_a_path() {
        let table = [
            ("getdictionary", "GET", "/indexes/{uid}/settings/dictionary", Some("get dictionary")),
            ("putfacetSearch", "PUT", "/indexes/{uid}/settings/facet-search", Some("put facetSearch")),
            ("getsettingsdictionary", "GET", "/settings/dictionary", Some("get settingsdictionary")),
            ("getDictionary", "GET", "/dictionary", None),
            ("getaway", "GET", "/trips", None),
            ("putter", "GET", "/ter", None),
            ("get", "GET", "/", None),
        ];
        for (id, method, path, expected) in table {
            assert_eq!(split(id, method, path).map(|h| h.name).as_deref(), expected, "{id}");
        }
    }
}
