//! `webhooks.rs` and `callbacks/<operation>.rs`: a function a payload, and one enum of them all.

use proc_macro2::TokenStream;
use quote::quote;

use super::plain;
use super::tokens::{Types, deprecated, docs, ident};
use crate::model::{Hook, HookPayload, Hooks, Sdk};
use crate::spec::Place;

/// The first lines of the module.
pub fn head(hooks: &Hooks) -> Vec<String> {
    let Some(owner) = &hooks.owner else {
        return vec![
            "Calls that the API makes by itself: what they bring, read from a body that your server got.".into(),
        ];
    };
    vec![
        format!("Calls that the API makes because of `{}` (`{}`): what they bring,", owner.call, plain(&owner.id)),
        "read from a body that your server got.".into(),
    ]
}

/// The module.
pub fn module(sdk: &Sdk, hooks: &Hooks, root: &TokenStream) -> TokenStream {
    let types = Types { sdk, prefix: quote!(models::) };
    let name = ident(hooks.name());
    let mut used = Vec::new();
    hooks.hooks.iter().filter_map(|h| h.payload.json()).for_each(|ty| ty.named(&mut used));
    let models = (!used.is_empty()).then(|| quote!(models,));
    let variants = hooks.hooks.iter().map(|h| variant(&types, h));
    let arms = hooks.hooks.iter().map(arm);
    let tag = hooks.tag.as_ref().map(|tag| from_body(tag));
    let functions = hooks.hooks.iter().map(|h| function(&types, h));
    let (what, key) = match hooks.owner {
        None => ("A webhook of the document.", "webhook"),
        Some(_) => ("A callback of the operation.", "callback"),
    };
    let what = docs(&[what]);
    let text = docs(&[
        format!("Reads the payload of a {key} by its name in the document; what has another name is kept."),
        String::new(),
        "# Errors".into(),
        String::new(),
        "The body is not what the document says, with the JSON path.".into(),
    ]);
    quote! {
        use bytes::Bytes;
        use #root::{#models runtime};

        #what
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant)]
        pub enum #name {
            #(#variants,)*
            /// What the document does not name.
            Unknown {
                /// Its name.
                name: String,
                /// Its body.
                body: Bytes,
            },
        }
        impl #name {
            #text
            pub fn parse(name: &str, body: &[u8]) -> Result<Self, runtime::DecodeError> {
                match name {
                    #(#arms,)*
                    _ => Ok(Self::Unknown { name: name.to_owned(), body: Bytes::copy_from_slice(body) }),
                }
            }
            #tag
        }
        #(#functions)*
    }
}

fn variant(types: &Types<'_>, hook: &Hook) -> TokenStream {
    let mut text = vec![title(hook)];
    // What has a reader says the rest there.
    if hook.payload.json().is_none() && !hook.docs.is_empty() {
        text.push(String::new());
        text.extend(hook.docs.iter().cloned());
    }
    let (text, name, old) = (docs(&text), ident(&hook.variant), deprecated(hook.deprecated));
    let ty = match &hook.payload {
        HookPayload::Json(ty) => types.ty(ty),
        HookPayload::Text => quote!(String),
        HookPayload::Bytes => quote!(Bytes),
    };
    quote!(#text #old #name(#ty))
}

/// Its name in the document finds it, and so does what its payload calls it.
fn arm(hook: &Hook) -> TokenStream {
    let (variant, function, wire, event) = (ident(&hook.variant), ident(&hook.function), &hook.wire, &hook.event);
    let also = (event != wire).then(|| quote!(| #event));
    let read = match &hook.payload {
        HookPayload::Json(_) => quote!(#function(body).map(Self::#variant)),
        HookPayload::Text => quote!(Ok(Self::#variant(String::from_utf8_lossy(body).into_owned()))),
        HookPayload::Bytes => quote!(Ok(Self::#variant(Bytes::copy_from_slice(body)))),
    };
    quote!(#wire #also => #read)
}

fn from_body(tag: &str) -> TokenStream {
    let text = docs(&[
        format!("Reads a payload that says in its `{}` what it is.", plain(tag)),
        String::new(),
        "# Errors".into(),
        String::new(),
        "The body is no JSON object, or not what the document says, with the JSON path.".into(),
    ]);
    quote! {
        #text
        pub fn from_body(body: &[u8]) -> Result<Self, runtime::DecodeError> {
            let name = runtime::Decoder::new(body, false).tag(#tag)?;
            Self::parse(&name.unwrap_or_default(), body)
        }
    }
}

/// Reads JSON; a text and bytes need no reader.
fn function(types: &Types<'_>, hook: &Hook) -> TokenStream {
    let Some(ty) = hook.payload.json() else { return TokenStream::new() };
    let (text, name, old) = (docs(&function_docs(hook)), ident(&hook.function), deprecated(hook.deprecated));
    let ty = types.ty(ty);
    quote! {
        #text
        #old
        pub fn #name(body: &[u8]) -> Result<#ty, runtime::DecodeError> {
            runtime::Decoder::new(body, false).whole()
        }
    }
}

fn function_docs(hook: &Hook) -> Vec<String> {
    let behind = |words: &str| if words.is_empty() { String::new() } else { format!(": {words}") };
    let said = if hook.summary.is_empty() { ".".to_owned() } else { behind(&hook.summary) };
    let mut text = vec![format!("Reads the payload of `{}`{said}", plain(&hook.wire))];
    if !hook.docs.is_empty() {
        text.push(String::new());
        text.extend(hook.docs.iter().cloned());
    }
    let to = hook.expression.as_ref().map(|e| format!(" to `{}`", e.replace('`', ""))).unwrap_or_default();
    text.extend([String::new(), format!("It comes by `{}`{to}.", hook.method)]);
    if !hook.beside.is_empty() {
        text.extend([String::new(), "Beside the body:".to_owned(), String::new()]);
    }
    for (name, place, description) in &hook.beside {
        let place = match place {
            Place::Path => "path",
            Place::Query | Place::QueryString => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        };
        text.push(format!("* the {place} `{}`{}", plain(name), behind(description)));
    }
    if !hook.answers.is_empty() {
        text.extend([String::new(), "It is answered with:".to_owned(), String::new()]);
    }
    for answer in &hook.answers {
        text.push(format!("* `{}`{}", plain(&answer.status), behind(&answer.description)));
    }
    text.extend([String::new(), "# Errors".to_owned(), String::new()]);
    text.push("The body is not what the document says, with the JSON path.".to_owned());
    text
}

/// What it is in one line: its name where the document has no words for it.
fn title(hook: &Hook) -> String {
    if hook.summary.is_empty() { format!("`{}`.", plain(&hook.wire)) } else { hook.summary.clone() }
}
