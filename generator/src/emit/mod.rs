//! Stage 4: the model into files. Invents no public identifier; every Rust file goes through [`format::rust`].

mod api;
mod client;
mod codec;
mod examples;
mod format;
mod manifest;
mod models;
mod pages;
mod runtime;
mod tokens;

use proc_macro2::TokenStream;
use quote::quote;

use crate::Options;
use crate::model::Sdk;
use crate::write::Tree;

/// Writes the crate into memory.
pub fn emit(sdk: &Sdk, options: &Options) -> Tree {
    let root: TokenStream = quote!(crate);
    let mut tree = Tree::default();
    let title = if sdk.title.is_empty() { sdk.name.clone() } else { sdk.title.clone() };
    tree.insert("Cargo.toml", manifest::cargo(sdk));
    tree.insert("README.md", pages::readme(sdk));
    let lead = vec![format!("{title}: a client of version {} of the API.", sdk.api_version)];
    let lib = format::rust(&lead, client::lib(sdk, &root));
    tree.insert(
        "src/lib.rs",
        lib.replacen("mod client;", "mod client;", 1).replacen(
            &format!("//! {}\n\n", lead.join("")),
            &format!("//! {}\n\n#![forbid(unsafe_code)]\n#![warn(missing_docs)]\n\n", lead.join("")),
            1,
        ),
    );
    tree.insert("src/client.rs", format::rust(&["The client and its builder.".into()], client::client(sdk, &root)));
    if !sdk.credentials.is_empty() {
        tree.insert(
            "src/auth.rs",
            format::rust(&["The security schemes of the document.".into()], client::auth(sdk, &root)),
        );
    }
    if let Some(ty) = &sdk.error {
        tree.insert("src/error.rs", format::rust(&["The documented error.".into()], client::error(sdk, ty, &root)));
    }
    let mut index = TokenStream::new();
    for service in &sdk.services {
        let (module, name) = (tokens::ident(&service.module), tokens::ident(&service.name));
        index.extend(quote!(pub mod #module; pub use #module::#name;));
        let head = vec![format!("Operations tagged `{}`.", service.tag)];
        tree.insert(&format!("src/api/{}.rs", service.module), format::rust(&head, api::service(sdk, service, &root)));
        tree.insert(&format!("docs/{}Api.md", service.name), pages::service(sdk, service));
    }
    tree.insert("src/api/mod.rs", format::rust(&["One service a tag, one request type an operation.".into()], index));
    let (mut index, mut codecs) = (TokenStream::new(), TokenStream::new());
    for def in &sdk.defs {
        let (module, name) = (tokens::ident(&def.module), tokens::ident(&def.name));
        let old = def.deprecated.then(|| quote!(#[allow(deprecated)]));
        index.extend(quote!(mod #module; #old pub use #module::#name;));
        let head = vec![format!("[`{}`].", def.name)];
        tree.insert(&format!("src/models/{}.rs", def.module), format::rust(&head, models::model(sdk, def, &root)));
        if let Some(tokens) = codec::codec(sdk, def, &root) {
            codecs.extend(quote!(mod #module;));
            let head = vec![format!("How `{}` is read and written.", def.name)];
            tree.insert(&format!("src/codec/{}.rs", def.module), format::rust(&head, tokens));
        }
        tree.insert(&format!("docs/{}.md", def.name), pages::model(sdk, def));
    }
    tree.insert("src/models/mod.rs", format::rust(&["The schemas of the document.".into()], index));
    tree.insert("src/codec/mod.rs", format::rust(&["How the models are read and written.".into()], codecs));
    for (path, text) in runtime::FILES {
        let path = if *path == "lib.rs" { "mod.rs" } else { path };
        tree.insert(&format!("src/runtime/{path}"), (*text).to_owned());
    }
    let _ = options;
    tree
}
