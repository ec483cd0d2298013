//! `servers.rs`: a constructor for each server of the document, a setter for each variable.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{code, docs, ident};
use crate::model::{Sdk, Server, Variable};

/// The servers.
pub fn servers(sdk: &Sdk, root: &TokenStream) -> TokenStream {
    let servers = &sdk.servers;
    // Of one server there is no choice, and the client knows its URL.
    let unused = servers.own - servers.choices;
    let statics = servers.list.iter().skip(unused).map(|s| {
        let (name, url) = (ident(&s.constant), &s.url);
        let variables = s.variables.iter().map(|(name, default)| quote!((#name, #default)));
        quote! {
            pub(crate) static #name: ServerTemplate = ServerTemplate { url: #url, variables: &[#(#variables),*] };
        }
    });
    if servers.choices == 0 {
        return quote!(use #root::runtime::ServerTemplate; #(#statics)*);
    }
    let constructors = servers.list.iter().take(servers.choices).enumerate().map(|(at, s)| constructor(s, at == 0));
    let setters = servers.variables.iter().map(setter);
    let types = servers.variables.iter().filter_map(variable_type);
    quote! {
        use #root::runtime::{ServerTemplate, ServerUrl};
        /// A server of the API, for the client's builder.
        #[derive(Clone, Debug)]
        pub struct Server(pub(crate) ServerUrl);
        impl Server {
            #(#constructors)*
            #(#setters)*
        }
        #(#types)*
        #(#statics)*
    }
}

fn constructor(server: &Server, default: bool) -> TokenStream {
    let (name, constant) = (ident(&server.name), ident(&server.constant));
    let mut text = server.docs.clone();
    if !text.is_empty() {
        text.push(String::new());
    }
    let url = if server.url == server.default {
        code(&server.url)
    } else {
        format!("{}, {} by default", code(&server.url), code(&server.default))
    };
    text.push(if default { format!("{url}; the server unless another is chosen.") } else { format!("{url}.") });
    let text = docs(&text);
    quote! {
        #text
        #[must_use]
        pub fn #name() -> Self { Self(ServerUrl::new(&#constant)) }
    }
}

fn setter(variable: &Variable) -> TokenStream {
    let (name, wire) = (ident(&variable.setter), &variable.wire);
    let defaults: Vec<String> = variable.defaults.iter().map(|d| code(d)).collect();
    let mut text = vec![format!(
        "Sets the variable {} of the servers that have it; {} by default.",
        code(&variable.wire),
        defaults.join(" or ")
    )];
    if !variable.docs.is_empty() {
        text.push(String::new());
        text.extend(variable.docs.iter().cloned());
    }
    let text = docs(&text);
    let (ty, value) = match &variable.ty {
        Some(ty) => {
            let ty = ident(ty);
            (quote!(impl Into<#ty>), quote!(#name.into().as_str()))
        }
        None => (quote!(impl Into<String>), quote!(#name)),
    };
    quote! {
        #text
        #[must_use]
        pub fn #name(self, #name: #ty) -> Self { Self(self.0.variable(#wire, #value)) }
    }
}

/// An open enum, like those of the models.
fn variable_type(variable: &Variable) -> Option<TokenStream> {
    let name = ident(variable.ty.as_ref()?);
    let head = docs(&[format!("Values of the variable {} of a server.", code(&variable.wire))]);
    let variants: Vec<_> = variable.values.iter().map(|(_, name)| ident(name)).collect();
    let values: Vec<_> = variable.values.iter().map(|(wire, _)| wire).collect();
    let lines = variable.values.iter().map(|(wire, _)| docs(&[code(wire)]));
    Some(quote! {
        #head
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#lines #variants,)*
            /// A value that the document does not have.
            Unknown(String),
        }
        impl #name {
            /// The value in the URL.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(text) => text,
                }
            }
        }
        impl From<&str> for #name {
            fn from(text: &str) -> Self {
                match text {
                    #(#values => Self::#variants,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }
    })
}
