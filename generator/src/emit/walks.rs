//! The methods that walk an answer page by page, and the constant plan behind them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::api;
use super::tokens::{Types, docs, ident};
use crate::model::{Elements, Operation, Output, Paging, Presence, Step, Strategy};

/// `pages`, `pages_from`, `items` and `items_from` of a request.
pub fn methods(types: &Types<'_>, operation: &Operation) -> Option<TokenStream> {
    let paging = operation.paging.as_ref()?;
    let (page, root) = match &operation.output {
        Output::Json(page) => (types.ty(page), Root { optional: false }),
        Output::Optional(page) => {
            let page = types.ty(page);
            (quote!(Option<#page>), Root { optional: true })
        }
        _ => return None,
    };
    let plan = plan(root, &page, operation, paging)?;
    let before = paging.before().and_then(|index| operation.arguments.get(index));
    let back =
        before.map(|a| docs(&[String::new(), format!("Where `{}` is set, it goes backwards from there.", a.name)]));
    let items = paging.elements.as_ref().map(|Elements { path, item }| {
        let (item, take) = (types.ty(item), root.take(path));
        quote! {
            /// Walks the answer element by element, over every page; `pages_from(…).items(…)` begins at a position.
            #back
            pub fn items(self) -> runtime::Items<#page, #item> { self.pages().items(#take) }
        }
    });
    let nothing = "An answer without a body is a page that is `None`.";
    let nothing = root.optional.then(|| docs(&[String::new(), nothing.to_owned()]));
    Some(quote! {
        const PAGES: runtime::Plan<#page> = #plan;
        /// Walks the answer page by page.
        #back
        #nothing
        pub fn pages(self) -> runtime::Pages<#page> { self.0.pages(&Self::PAGES) }
        /// Walks the answer from a position that [`runtime::Pages::position`] gave for the same request.
        pub fn pages_from(self, position: &str) -> runtime::Pages<#page> { self.0.pages_from(&Self::PAGES, position) }
        #items
    })
}

/// What a page is: the answer, or nothing where that is one.
#[derive(Clone, Copy)]
struct Root {
    optional: bool,
}

fn plan(root: Root, page: &TokenStream, operation: &Operation, paging: &Paging) -> Option<TokenStream> {
    let parameter = |index: usize| {
        let argument = operation.arguments.get(index)?;
        Some(api::parameter(&argument.wire, argument.wiring?))
    };
    let argument = paging.argument().and_then(parameter);
    let list = paging.elements.as_ref().map(|elements| elements.path.as_slice());
    let len = root.len(list);
    let start = match &paging.strategy {
        Strategy::Offset { argument: index, first, step } => {
            let first = Literal::u64_unsuffixed(*first);
            let step = step.map(|step| {
                let step = Literal::u64_unsuffixed(step);
                quote!(.step(#step))
            });
            let max = operation.arguments.get(*index)?.wiring.and_then(|w| w.max).map(|max| {
                let max = Literal::u64_unsuffixed(max);
                quote!(.max_offset(#max))
            });
            quote!(offset(#argument, #first, #len) #step #max)
        }
        Strategy::Page { first, .. } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(page(#argument, #first, #len))
        }
        Strategy::Cursor { next, number, .. } => {
            let next = root.text(next, *number);
            quote!(cursor(#argument, |page| #next, #len))
        }
        Strategy::BodyCursor { member, next, number } => {
            let next = root.text(next, *number);
            let method = if *number { quote!(body_number) } else { quote!(body_cursor) };
            quote!(#method(&[#(#member),*], |page| #next, #len))
        }
        Strategy::CursorHeader { header, .. } => quote!(cursor_header(#argument, #header, #len)),
        Strategy::LastId { id, .. } => {
            let element = match root.reached(list?) {
                (list, true) => quote!(#list.and_then(|list| list.get(at))),
                (list, false) => quote!(#list.get(at)),
            };
            let field = ident(&id.name);
            let then = if id.presence == Presence::Required { quote!(map) } else { quote!(and_then) };
            let before = paging.before().and_then(parameter).map(|before| quote!(.before(#before)));
            quote!(ids(#argument, |page, at| #element.#then(|it| it.#field.clone()), #len) #before)
        }
        Strategy::Link { next, url } => {
            let next = if *url { root.shown(next) } else { root.text(next, false) };
            quote!(link(|page| #next, #len))
        }
        Strategy::Header => quote!(link_header(#len)),
    };
    let limit = paging.limit.filter(|_| paging.numbered()).and_then(parameter).map(|limit| quote!(.limit(#limit)));
    let total = paging.total.as_ref().map(|path| match root.copied(path) {
        (value, true) => quote!(.total(|page| #value.and_then(|total| u64::try_from(total).ok()))),
        (value, false) => quote!(.total(|page| u64::try_from(#value).ok())),
    });
    let more = paging.more.as_ref().map(|path| match root.copied(path) {
        (value, true) => quote!(.more(|page| #value)),
        (value, false) => quote!(.more(|page| Some(#value))),
    });
    Some(quote!(runtime::Plan::<#page>::#start #limit #total #more))
}

impl Root {
    /// A place in a page, and whether it may be missing: then it is an option of a reference, else the place itself.
    fn reached(self, path: &[Step]) -> (TokenStream, bool) {
        let mut optional = self.optional;
        let mut value = if optional { quote!(page.as_ref()) } else { quote!(page) };
        for step in path {
            let name = ident(&step.name);
            let may_miss = match step.presence {
                Presence::Required | Presence::Extra => None,
                Presence::Nullable | Presence::Optional => Some(quote!(as_ref())),
                Presence::OptionalNullable => Some(quote!(value())),
            };
            value = match (optional, may_miss) {
                (false, None) => quote!(#value.#name),
                (false, Some(get)) => quote!(#value.#name.#get),
                (true, None) => quote!(#value.map(|it| &it.#name)),
                (true, Some(get)) => quote!(#value.and_then(|it| it.#name.#get)),
            };
            optional = optional || step.presence != Presence::Required;
        }
        (value, optional)
    }

    /// A field at the top that is an option already.
    fn field(self, path: &[Step]) -> Option<TokenStream> {
        match path {
            [Step { name, presence: Presence::Nullable | Presence::Optional, .. }] if !self.optional => {
                let name = ident(name);
                Some(quote!(page.#name))
            }
            _ => None,
        }
    }

    /// A number or a boolean, and whether it is an option.
    fn copied(self, path: &[Step]) -> (TokenStream, bool) {
        if let Some(field) = self.field(path) {
            return (field, true);
        }
        match self.reached(path) {
            (value, true) => (quote!(#value.copied()), true),
            place => place,
        }
    }

    /// A text, or a number as one, as an option.
    fn text(self, path: &[Step], number: bool) -> TokenStream {
        match (self.copied(path), number) {
            ((value, true), true) => quote!(#value.map(|next| next.to_string())),
            ((value, false), true) => quote!(Some(#value.to_string())),
            ((value, false), false) => quote!(Some(#value.clone())),
            ((_, true), false) => match self.field(path) {
                Some(field) => quote!(#field.clone()),
                None => {
                    let value = self.reached(path).0;
                    quote!(#value.cloned())
                }
            },
        }
    }

    /// The text of what is none, as an option.
    fn shown(self, path: &[Step]) -> TokenStream {
        match self.reached(path) {
            (value, true) => quote!(#value.map(|next| next.to_string())),
            (value, false) => quote!(Some(#value.to_string())),
        }
    }

    /// How many elements a page has: one that is given as a whole is one.
    fn len(self, path: Option<&[Step]>) -> TokenStream {
        let Some(path) = path else { return quote!(|_| 1) };
        match (path, self.reached(path)) {
            ([], (_, false)) => quote!(Vec::len),
            (_, (list, true)) => quote!(|page| #list.map_or(0, Vec::len)),
            (_, (list, false)) => quote!(|page| #list.len()),
        }
    }

    /// The elements of a page.
    fn take(self, path: &[Step]) -> TokenStream {
        if path.is_empty() && !self.optional {
            return quote!(std::convert::identity);
        }
        let mut optional = self.optional;
        let mut value = quote!(page);
        for step in path {
            let name = ident(&step.name);
            let get = (step.presence == Presence::OptionalNullable).then(|| quote!(.into_value()));
            let may_miss = step.presence != Presence::Required;
            value = match (optional, may_miss) {
                (false, _) => quote!(#value.#name #get),
                (true, false) => quote!(#value.map(|it| it.#name)),
                (true, true) => quote!(#value.and_then(|it| it.#name #get)),
            };
            optional = optional || may_miss;
        }
        let value = if optional { quote!(#value.unwrap_or_default()) } else { value };
        quote!(|page| #value)
    }
}
