//! Stage 4: the model into files. Invents no public identifier; every Rust file goes through [`format::rust`].

mod answers;
mod api;
mod auth;
mod client;
mod codec;
mod examples;
mod format;
mod forms;
mod hooks;
mod layout;
mod manifest;
mod models;
mod pages;
mod runtime;
mod servers;
mod tokens;
mod typed;
mod unions;
mod walks;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

pub use layout::{Feature, Kind};

use crate::model::Sdk;
use crate::model::casing::file_stem;
use crate::write::Tree;
use layout::Layout;
use runtime::Part;

/// Writes the SDK into memory, with these features; a crate has all of them, for its users to choose.
pub fn emit(sdk: &Sdk, kind: Kind, features: &BTreeSet<Feature>) -> Tree {
    let layout = Layout::new(kind);
    let mut tree = Tree::default();
    let mut parts = runtime::parts(sdk);
    let chosen = |feature: &Feature| layout.is_crate() || features.contains(feature);
    parts.extend(Feature::ALL.into_iter().filter(chosen).map(Part::from));
    root(sdk, &parts, &layout, &mut tree);
    services(sdk, &layout, &mut tree);
    calls(sdk, &layout, &mut tree);
    models(sdk, &layout, &mut tree);
    for (path, text) in runtime::files(&parts, layout.is_crate()) {
        tree.insert(layout.path(&format!("runtime/{path}")), format!("{}{text}", format::HEADER));
    }
    if kind == Kind::Crate {
        tree.insert("Cargo.toml", manifest::cargo(sdk, &parts));
        tree.insert("README.md", pages::readme(sdk, &parts));
        sdk.services.iter().for_each(|s| tree.insert(format!("docs/{}Api.md", s.name), pages::service(sdk, s)));
        sdk.defs.iter().for_each(|d| tree.insert(format!("docs/{}.md", file_stem(&d.name)), pages::model(sdk, d)));
    }
    match kind {
        Kind::Crate | Kind::Module => tree,
        Kind::File => layout::one_file(&tree, &sdk.name),
    }
}

/// The index of the SDK, its client, credentials and documented error.
fn root(sdk: &Sdk, parts: &BTreeSet<Part>, layout: &Layout, tree: &mut Tree) {
    let title = if sdk.title.is_empty() { &sdk.name } else { &sdk.title };
    let mut lead = vec![format!("{}: a client of version {} of the API.", plain(title), plain(&sdk.api_version))];
    if !layout.is_crate() {
        lead.extend([
            String::new(),
            "The crate that holds it needs in its manifest:".into(),
            String::new(),
            "```toml".into(),
        ]);
        lead.extend(manifest::dependencies(parts, true).lines().map(str::to_owned));
        lead.push("```".into());
    }
    let old = sdk.deprecated;
    let index = client::lib(sdk, parts, &layout.root(0), layout.allowances(), layout.is_crate());
    tree.insert(layout.index(), format::rust(&lead, &layout.attributes(old), index));
    let one = layout.root(1);
    let mut add = |name: &str, doc: &str, tokens| {
        tree.insert(layout.path(name), format::rust(&[doc.to_owned()], &[], tokens));
    };
    add("client.rs", "The client and its builder.", client::client(sdk, &one));
    if !sdk.credentials.is_empty() {
        add("auth.rs", "The security schemes of the document.", auth::schemes(sdk, &one));
    }
    if !sdk.servers.list.is_empty() {
        add("servers.rs", "The servers of the document.", servers::servers(sdk, &one));
    }
    if let Some(ty) = &sdk.error {
        add("error.rs", "The documented error.", client::error(sdk, ty, &one));
    }
}

/// A module a service.
fn services(sdk: &Sdk, layout: &Layout, tree: &mut Tree) {
    let mut index = TokenStream::new();
    for service in &sdk.services {
        let (module, name) = (tokens::ident(&service.module), tokens::ident(&service.name));
        index.extend(quote!(pub mod #module; pub use #module::#name;));
        let head = vec![format!("Operations tagged `{}`.", plain(&service.tag))];
        let body = api::service(sdk, service, &layout.root(2), layout.fence());
        tree.insert(layout.path(&format!("api/{}.rs", service.module)), format::rust(&head, &[], body));
    }
    let head = ["One service a tag, one request type an operation.".to_owned()];
    tree.insert(layout.path("api/mod.rs"), format::rust(&head, &[], index));
}

/// A module for all webhooks, and one an operation for its callbacks.
fn calls(sdk: &Sdk, layout: &Layout, tree: &mut Tree) {
    if let Some(webhooks) = &sdk.webhooks {
        let body = hooks::module(sdk, webhooks, &layout.root(1));
        tree.insert(layout.path("webhooks.rs"), format::rust(&hooks::head(webhooks), &[], body));
    }
    let mut index = TokenStream::new();
    for callbacks in &sdk.callbacks {
        let Some(owner) = &callbacks.owner else { continue };
        let module = tokens::ident(&owner.module);
        index.extend(quote!(pub mod #module;));
        let body = hooks::module(sdk, callbacks, &layout.root(2));
        let path = layout.path(&format!("callbacks/{}.rs", owner.module));
        tree.insert(path, format::rust(&hooks::head(callbacks), &[], body));
    }
    if !sdk.callbacks.is_empty() {
        let head = ["Calls that the API makes because of an operation, a module an operation.".to_owned()];
        tree.insert(layout.path("callbacks/mod.rs"), format::rust(&head, &[], index));
    }
}

/// Two modules a model: the data, and how it is read and written.
fn models(sdk: &Sdk, layout: &Layout, tree: &mut Tree) {
    let root = layout.root(2);
    let (mut index, mut codecs) = (TokenStream::new(), TokenStream::new());
    for def in &sdk.defs {
        let (module, name) = (tokens::ident(&def.module), tokens::ident(&def.name));
        index.extend(quote!(mod #module; pub use #module::#name;));
        let head = vec![format!("[`{}`].", def.name)];
        let model = format::rust(&head, &[], models::model(sdk, def, &root));
        tree.insert(layout.path(&format!("models/{}.rs", def.module)), model);
        if let Some(tokens) = codec::codec(sdk, def, &root) {
            codecs.extend(quote!(mod #module;));
            let head = vec![format!("How `{}` is read and written.", def.name)];
            tree.insert(layout.path(&format!("codec/{}.rs", def.module)), format::rust(&head, &[], tokens));
        }
    }
    let head = ["The schemas of the document.".to_owned()];
    tree.insert(layout.path("models/mod.rs"), format::rust(&head, &[], index));
    let head = ["How the models are read and written.".to_owned()];
    tree.insert(layout.path("codec/mod.rs"), format::rust(&head, &[], codecs));
}

/// Text of the document in one line of ours, without what rustdoc would take for markup.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['[', ']', '<', '>', '`'], "")
}
