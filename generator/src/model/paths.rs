//! Ways through the types of an answer to the parts that a walk over pages needs.

use serde_json::Value;

use super::formats::Scalar;
use super::page_names::{LINK_ENDS, MORE, NEXT, SEARCHES, TOTALS};
use super::paging::Step;
use super::types::{Def, DefKind, Field, Presence, Type};
use crate::spec::{Api, Shape, ShapeId, is_web};

/// Names that lists of elements have, without case and separators.
const LISTS: [&str; 15] = [
    "items",
    "data",
    "results",
    "result",
    "values",
    "records",
    "entries",
    "elements",
    "value",
    "objects",
    "rows",
    "content",
    "list",
    "resources",
    "nodes",
];
/// Lists that are beside the elements.
const BESIDE: [&str; 9] = [
    "errors",
    "errormessages",
    "warnings",
    "warningmessages",
    "messages",
    "included",
    "includes",
    "facets",
    "aggregations",
];
/// Objects that are around the elements.
const WRAPPERS: [&str; 8] = ["data", "result", "results", "response", "payload", "content", "embedded", "list"];
/// Objects that speak of the page.
const ABOUT: [&str; 17] = [
    "meta",
    "metadata",
    "listmetadata",
    "additionaldata",
    "pagination",
    "paging",
    "pageinfo",
    "responsemetadata",
    "page",
    "links",
    "cursors",
    "cursor",
    "pager",
    "pagemetadata",
    "paginginfo",
    "paginationinfo",
    "range",
];

/// A name without case and separators.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

/// What was found.
pub struct Found {
    /// The way to it.
    pub path: Vec<Step>,
    /// Its type.
    pub ty: Type,
    /// Whether its document calls it a URL.
    pub uri: bool,
}

/// Whether a value can be a link.
pub fn is_link(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Scalar(Scalar::Url))
}

/// The definitions through which ways lead.
pub struct Paths<'a> {
    /// The document, for the formats of texts.
    pub api: &'a Api,
    /// By id.
    pub defs: &'a [Def],
    /// The answer that the document shows.
    pub shown: Option<&'a Value>,
}

impl<'a> Paths<'a> {
    /// A type behind its other names.
    pub fn resolved<'t>(&self, ty: &'t Type) -> &'t Type
    where
        'a: 't,
    {
        ty.behind(self.defs)
    }

    /// The schema of a property.
    fn property(&self, owner: &Type, wire: &str) -> Option<ShapeId> {
        let Type::Named(id) = self.resolved(owner) else { return None };
        let node = self.api.node(self.api.target(self.defs.get(id.0)?.shape?))?;
        let Shape::Object(members) = &node.shape else { return None };
        members.properties.iter().find(|p| p.wire == wire).map(|p| p.shape)
    }

    /// What the document shows of a type.
    fn shown_of(&self, ty: &Type) -> Option<&'a Value> {
        let Type::Named(id) = self.resolved(ty) else { return None };
        self.api.example_of(self.defs.get(id.0)?.shape?)
    }

    /// Whether the document calls a property a URL.
    fn is_url(&self, owner: &Type, wire: &str) -> bool {
        let name = plain(wire);
        if LINK_ENDS.iter().any(|end| name.ends_with(end)) {
            return true;
        }
        let Some(shape) = self.property(owner, wire) else { return false };
        match self.api.node(self.api.target(shape)).map(|node| &node.shape) {
            Some(Shape::Text { format: Some(format), .. }) => {
                matches!(format.as_str(), "uri" | "url" | "uri-reference" | "uri-ref" | "link")
            }
            // Many say it in their first words only: `A URL that calls the next page.` Or they show one.
            Some(Shape::Text { .. }) => {
                let shown = self.api.example_of(shape).and_then(Value::as_str).unwrap_or_default();
                if is_web(shown) {
                    return true;
                }
                let words = self.api.description_of(shape).split(|c: char| !c.is_alphanumeric());
                words.take(4).any(|word| ["URL", "Url", "URI", "Uri"].contains(&word))
            }
            _ => false,
        }
    }

    /// The fields of a struct.
    pub fn fields(&self, ty: &Type) -> &'a [Field] {
        match self.resolved(ty) {
            Type::Named(id) => match self.defs.get(id.0).map(|d| &d.kind) {
                Some(DefKind::Struct(fields)) => fields,
                _ => &[],
            },
            _ => &[],
        }
    }

    /// The field of a struct with this name on the wire.
    pub fn field(&self, ty: &Type, wire: &str) -> Option<&'a Field> {
        self.fields(ty).iter().find(|f| f.wire == wire)
    }

    /// What is at a place that is named with dots, and its type.
    ///
    /// # Errors
    ///
    /// What is not there.
    pub fn at(&self, page: &Type, place: &str) -> Result<(Vec<Step>, Type), String> {
        let (mut ty, mut rest, mut path) = (page, place, Vec::new());
        while !rest.is_empty() {
            // A name may have dots of its own.
            let after = |f: &Field| match rest.strip_prefix(f.wire.as_str()) {
                Some("") => Some(""),
                Some(after) if !f.wire.is_empty() => after.strip_prefix('.'),
                _ => None,
            };
            let own = self.fields(ty).iter().filter(|f| f.presence != Presence::Extra);
            let found = own.filter_map(|f| Some((f, after(f)?))).max_by_key(|(f, _)| f.wire.len());
            let Some((field, after)) = found else { return Err(format!("the answer has no `{place}`")) };
            path.push(Step::of(field));
            (ty, rest) = (&field.ty, after);
        }
        Ok((path, self.resolved(ty).clone()))
    }

    /// The list of elements, and the type of one: the answer itself, or the one list that can be meant in it or in the
    /// object around the elements.
    pub fn items(&self, page: &Type, path: &str) -> Option<(Vec<Step>, Type)> {
        if let Type::List(item) = self.resolved(page) {
            return Some((Vec::new(), (**item).clone()));
        }
        // What is called `links` leads elsewhere where another list can be meant.
        self.listed(page, path, false).or_else(|| self.listed(page, path, true))
    }

    /// Whether a type is a list, or a choice of nothing but lists.
    pub fn is_list(&self, ty: &Type) -> bool {
        let is = |ty: &Type| matches!(self.resolved(ty), Type::List(_));
        let Type::Named(id) = self.resolved(ty) else { return is(ty) };
        match self.defs.get(id.0).map(|def| &def.kind) {
            Some(DefKind::Union(union)) => union.words.texts.is_empty() && union.arms.iter().all(|arm| is(&arm.ty)),
            _ => false,
        }
    }

    /// Whether an answer is or has lists, itself or in an object around them.
    pub fn has_lists(&self, page: &Type) -> bool {
        let is_list = |field: &Field| self.is_list(&field.ty) && field.presence != Presence::Extra;
        let around = |field: &&Field| WRAPPERS.contains(&plain(&field.wire).as_str());
        let fields = self.fields(page);
        let inner = fields.iter().filter(around).flat_map(|outer| self.fields(&outer.ty));
        self.is_list(page) || fields.iter().chain(inner).any(is_list)
    }

    fn listed(&self, page: &Type, path: &str, links: bool) -> Option<(Vec<Step>, Type)> {
        if let Some((field, item)) = self.list(page, path, links) {
            return Some((vec![Step::of(field)], item));
        }
        let fields = self.fields(page);
        // What is around all of an answer may be called anything.
        let is_around = |field: &&Field| fields.len() == 1 || WRAPPERS.contains(&plain(&field.wire).as_str());
        let one = |fits: &dyn Fn(&&Field) -> bool| {
            let mut fitting = fields.iter().filter(|field| fits(field));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let page = || one(&|field| self.is_page(field));
        let outer = one(&is_around).or_else(page)?;
        let (field, item) = self.list(&outer.ty, path, links)?;
        Some((vec![Step::of(outer), Step::of(field)], item))
    }

    /// Whether a part of an answer is a page, whatever it is called: it has a list, and a token for the next. A link there may
    /// lead to something that is that part alone.
    fn is_page(&self, part: &Field) -> bool {
        let fields = self.fields(&part.ty);
        let is_token = |field: &Field| {
            let name = plain(&field.wire);
            let next = NEXT.contains(&name.as_str())
                && name.starts_with("next")
                && !["next", "nextpage"].contains(&name.as_str());
            next && self.resolved(&field.ty) == &Type::Text && !self.is_url(&part.ty, &field.wire)
        };
        fields.iter().any(|field| self.is_list(&field.ty)) && fields.iter().any(is_token)
    }

    fn list(&self, ty: &Type, path: &str, links: bool) -> Option<(&'a Field, Type)> {
        let mut lists: Vec<(&Field, &Type)> = Vec::new();
        for field in self.fields(ty) {
            if let Type::List(item) = self.resolved(&field.ty)
                && field.presence != Presence::Extra
            {
                lists.push((field, item));
            }
        }
        let segment = last_segment(path);
        // What the path is called is beside no list, unless that has a name of elements.
        let usual = lists.iter().any(|(field, _)| is_usual(&field.wire));
        let is_beside = |name: &str| BESIDE.contains(&name) && (usual || name != segment);
        lists.retain(|(field, _)| !is_beside(&plain(&field.wire)));
        let named = |field: &Field| plain(&field.wire) == "links";
        // A link of hypermedia is none of the elements.
        let leads = |item: &Type| ["rel", "href"].iter().any(|wire| self.field(item, wire).is_some());
        match links {
            true if lists.iter().any(|(field, item)| !named(field) || leads(item) || self.fields(item).is_empty()) => {
                return None;
            }
            true => {}
            false => lists.retain(|(field, _)| !named(field)),
        }
        let one = |fits: &dyn Fn(&Field) -> bool| {
            let mut fitting = lists.iter().filter(|(field, _)| fits(field));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let called = || {
            let elements = one(&|field| plain(&field.wire) == segment);
            elements.or_else(|| one(&|field| is_usual(&field.wire)))
        };
        // The lists of what has an id, and says nothing of pages, are parts of it, unless they are called as lists of elements.
        let has = |names: &[&str]| self.fields(ty).iter().any(|field| names.contains(&plain(&field.wire).as_str()));
        let whole = has(&["id"]) && ![&MORE[..], &NEXT, &TOTALS].into_iter().any(has);
        let found = match whole {
            true => called()?,
            false => one(&|_| true).or_else(called).or_else(|| one(&|field| field.presence == Presence::Required))?,
        };
        Some((found.0, found.1.clone()))
    }

    /// The value with the earliest of these names, at the top or in what speaks of the page.
    pub fn find(&self, page: &Type, names: &[&str], fits: impl Fn(&Type) -> bool) -> Option<Found> {
        let mut all: Vec<Found> = Vec::new();
        self.gather(page, self.shown, &mut Vec::new(), &mut all);
        all.retain(|found| fits(&found.ty));
        // The link of hypermedia is called as what is around its `href`.
        let name = |found: &Found| {
            let mut steps = found.path.iter().rev().map(|step| plain(&step.wire)).peekable();
            steps.next_if(|last| last == "href" && found.path.len() > 1);
            steps.next().unwrap_or_default()
        };
        let best = names.iter().find_map(|wanted| all.iter().position(|found| name(found) == **wanted))?;
        Some(all.swap_remove(best))
    }

    /// The value that what is called `next` or `next_page`, an object, has under such a name, at the top or in what speaks of the
    /// page.
    pub fn in_next(&self, page: &Type, wanted: impl Fn(&Field) -> bool) -> Option<Vec<Step>> {
        let around = self.fields(page).iter().filter(|field| ABOUT.contains(&plain(&field.wire).as_str()));
        let owners = around.map(|field| (Some(Step::of(field)), &field.ty));
        std::iter::once((None, page)).chain(owners).find_map(|(outer, owner)| {
            let is_next = |field: &&Field| ["next", "nextpage"].contains(&plain(&field.wire).as_str());
            let next = self.fields(owner).iter().find(is_next)?;
            let value = self.fields(&next.ty).iter().find(|field| wanted(field))?;
            Some(outer.into_iter().chain([Step::of(next), Step::of(value)]).collect())
        })
    }

    /// What the object around the end of a way is.
    fn around<'t>(&self, page: &'t Type, path: &[Step]) -> Option<&'t Type>
    where
        'a: 't,
    {
        let (_, outer) = path.split_last()?;
        outer.iter().try_fold(page, |ty, step| self.field(ty, &step.wire).map(|field| &field.ty))
    }

    /// Whether a link is called as that of a page, or stands beside one to the page before, a number of elements, or a list
    /// that is called as elements are.
    pub fn speaks_of_pages(&self, page: &Type, next: &Found, path: &str) -> bool {
        let called = |step: &Step| {
            let name = plain(&step.wire);
            name.contains("page") || name.contains("odata") || ["next", "href"].contains(&name.as_str())
        };
        let beside = |f: &Field| {
            let name = plain(&f.wire);
            ["prev", "first", "last"].iter().any(|start| name.starts_with(start)) || TOTALS.contains(&name.as_str())
        };
        let elements = |step: &Step| is_usual(&step.wire) || plain(&step.wire) == last_segment(path);
        let owner = self.around(page, &next.path);
        next.path.iter().any(called)
            || owner.is_some_and(|owner| self.fields(owner).iter().any(beside))
            || self.items(page, path).is_some_and(|(steps, _)| steps.last().is_some_and(elements))
    }

    /// Whether a text called `next` leads on by itself: what is beside it says so, and no word of a cursor.
    pub fn leads(&self, page: &Type, next: &Found) -> bool {
        let (Some(owner), Some(last)) = (self.around(page, &next.path), next.path.last()) else { return false };
        let is_more = |f: &Field| MORE.contains(&&*plain(&f.wire)) && self.resolved(&f.ty) == &Type::Bool;
        next.ty == Type::Text
            && plain(&last.wire) == "next"
            && (self.is_django(page, next) || self.fields(owner).iter().any(is_more))
            && !self.is_said_otherwise(owner, last)
    }

    /// Whether it is Django's REST framework that has this beside what is called `next`; one of the three is a link as well.
    pub fn is_django(&self, page: &Type, next: &Found) -> bool {
        let has = |owner: &Type| ["count", "previous", "results"].iter().all(|name| self.field(owner, name).is_some());
        self.around(page, &next.path).is_some_and(has)
    }

    /// Whether words say that what is called `next` is no link.
    fn is_said_otherwise(&self, owner: &Type, last: &Step) -> bool {
        let said = self.property(owner, &last.wire).map(|shape| self.api.description_of(shape)).unwrap_or_default();
        let mut words = said.split(|c: char| !c.is_alphanumeric());
        let other = ["cursor", "token", "id", "key", "number", "offset", "parameter"];
        words.any(|word| other.iter().any(|other| word.eq_ignore_ascii_case(other)))
    }

    /// Whether a page shows itself as the first of some by the number 1.
    pub fn shows_one(&self, page: &Type) -> bool {
        let Some(found) = self.find(page, &["currentpage", "page", "pagenumber"], |ty| *ty == Type::Int) else {
            return false;
        };
        let (Some(owner), Some(last)) = (self.around(page, &found.path), found.path.last()) else { return false };
        let all = ["totalpages", "pages", "pagecount", "numpages", "lastpage"];
        let shown = self.property(owner, &last.wire).and_then(|shape| self.api.example_of(shape));
        self.fields(owner).iter().any(|field| all.contains(&plain(&field.wire).as_str()))
            && shown.and_then(Value::as_u64) == Some(1)
    }

    /// Scalars, those further out first. What is shown of all of it is shown of each part.
    fn gather(&self, ty: &Type, shown: Option<&Value>, path: &mut Vec<Step>, out: &mut Vec<Found>) {
        let mut inner = Vec::new();
        let shown = shown.or_else(|| self.shown_of(ty));
        let part = |field: &Field| shown.and_then(|shown| shown.get(&field.wire));
        let fields = self.fields(ty);
        for field in fields {
            let own = self.resolved(&field.ty);
            // Links are what `links` has (JSON:API 1.1 §7.6).
            let linked = path.last().is_some_and(|around| plain(&around.wire) == "links") && is_link(own);
            // HAL has an object there, `_links.next.href`.
            let href = field.wire == "href" && path.first().is_some_and(|around| plain(&around.wire) == "links");
            let is_shown = || part(field).and_then(Value::as_str).is_some_and(is_web);
            let uri = linked || href || self.is_url(ty, &field.wire) || is_shown();
            if is_link(own) || matches!(own, Type::Int | Type::Bool) {
                let path = path.iter().cloned().chain([Step::of(field)]).collect();
                out.push(Found { path, ty: own.clone(), uri });
            } else {
                let name = plain(&field.wire);
                // HubSpot has `paging.next.after`.
                let follows = !path.is_empty() && name == "next";
                let whole = path.is_empty() && fields.len() == 1;
                let known = || [&ABOUT[..], &WRAPPERS].iter().any(|names| names.contains(&name.as_str()));
                let leads = follows || whole || known() || path.is_empty() && self.is_page(field);
                inner.extend(leads.then_some(field));
            }
        }
        // `paging.cursors.after` is as deep as it gets.
        if path.len() == 2 {
            return;
        }
        for field in inner {
            path.push(Step::of(field));
            self.gather(&field.ty, part(field), path, out);
            path.pop();
        }
    }
}

/// Whether elements are called so, whatever they are.
fn is_usual(wire: &str) -> bool {
    LISTS.contains(&plain(wire).as_str())
}

/// What a path ends with, without what stands in braces, and without what is done with it: `orders` of `/orders/search`.
fn last_segment(path: &str) -> String {
    let named = || path.rsplit('/').filter(|s| !s.is_empty() && !s.contains('{')).map(plain);
    named().find(|name| !SEARCHES.contains(&name.as_str())).or_else(|| named().next()).unwrap_or_default()
}
