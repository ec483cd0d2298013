//! What an operation documents beside its success: its errors by status, and its headers. Both are made when they are
//! asked for, so that a call costs nothing more.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{Types, deprecated, docs, ident};
use super::{answers, plain};
use crate::model::{Operation, Outcome, Service};

/// The enum of the errors whose bodies differ.
pub fn failures(types: &Types<'_>, service: &Service, operation: &Operation) -> Option<TokenStream> {
    let failures = operation.failures.as_ref()?;
    let head = docs(&[
        format!("What [`{}::{}`] fails with, by status.", service.owner(), operation.name.trim_start_matches("r#")),
        String::new(),
        "Made of an API error by [`of`](runtime::ApiError::of).".to_owned(),
    ]);
    let name = ident(&failures.name);
    let variants = answers::variants(types, operation, &failures.outcomes, "an error");
    // An exact status says more than a range, and a range more than the rest.
    let mut arms: Vec<(u8, TokenStream)> = failures.outcomes.iter().filter_map(arm).collect();
    arms.sort_by_key(|(rank, _)| *rank);
    let open = arms.last().is_none_or(|(rank, _)| *rank < 2).then(|| quote!(_ => None,));
    let arms = arms.into_iter().map(|(_, arm)| arm);
    Some(quote! {
        #head
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant)]
        pub enum #name {
            #(#variants,)*
            /// A status that the document does not name, or a body that is not what it says.
            Unknown {
                /// The status.
                status: u16,
                /// The body as it came.
                body: bytes::Bytes,
            },
        }
        impl From<&runtime::ApiError> for #name {
            fn from(error: &runtime::ApiError) -> Self {
                let known = match error.status() { #(#arms)* #open };
                known.unwrap_or(Self::Unknown { status: error.status(), body: error.raw_body().clone() })
            }
        }
    })
}

/// How a status is read, and how much its pattern leaves open.
fn arm(outcome: &Outcome) -> Option<(u8, TokenStream)> {
    let variant = ident(&outcome.variant);
    let read = match outcome.ty {
        Some(_) => quote!(error.decode().ok().map(Self::#variant)),
        None => quote!(Some(Self::#variant)),
    };
    let number = proc_macro2::Literal::u16_unsuffixed;
    if outcome.status == "default" {
        return Some((2, quote!(_ => #read,)));
    }
    if let Ok(status) = outcome.status.parse() {
        let status = number(status);
        return Some((0, quote!(#status => #read,)));
    }
    let hundred: u16 = outcome.status.get(..1)?.parse().ok()?;
    let (from, to) = (number(hundred * 100), number(hundred * 100 + 99));
    Some((1, quote!(#from..=#to => #read,)))
}

/// The struct of the headers.
pub fn headers(types: &Types<'_>, service: &Service, operation: &Operation) -> Option<TokenStream> {
    let headers = operation.headers.as_ref()?;
    let head = docs(&[
        format!(
            "The headers of what [`{}::{}`] answers with.",
            service.owner(),
            operation.name.trim_start_matches("r#")
        ),
        String::new(),
        "Made of an answer by [`headers_as`](runtime::Response::headers_as).".to_owned(),
    ]);
    let name = ident(&headers.name);
    let fields = headers.fields.iter().map(|f| {
        let text = if f.docs.is_empty() { vec![format!("`{}`.", plain(&f.wire))] } else { f.docs.clone() };
        let (text, name, ty, old) = (docs(&text), ident(&f.name), types.ty(&f.ty), deprecated(f.deprecated));
        quote!(#text #old pub #name: Option<#ty>)
    });
    let values = headers.fields.iter().map(|f| {
        let (name, wire) = (ident(&f.name), &f.wire);
        quote!(#name: runtime::header(headers, #wire))
    });
    Some(quote! {
        #head
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
        impl From<&reqwest::header::HeaderMap> for #name {
            fn from(headers: &reqwest::header::HeaderMap) -> Self { Self { #(#values),* } }
        }
    })
}
