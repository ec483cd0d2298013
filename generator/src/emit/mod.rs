//! Stage 4: the model into files. Invents no public identifier; every Rust file goes through [`format`].

mod answers;
mod api;
mod auth;
mod chains;
mod client;
mod codec;
mod examples;
mod expressions;
mod faults;
mod format;
mod forms;
mod front;
mod headings;
mod hooks;
mod imports;
mod json;
mod layout;
mod literals;
mod manifest;
mod models;
mod pages;
mod placeholders;
mod places;
mod runtime;
mod servers;
mod spoken;
mod tokens;
mod typed;
mod unions;
mod walks;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

pub use layout::{Feature, Kind};

pub use auth::place as credential_place;
pub use manifest::Dependency;

use crate::model::casing::file_stem;
use crate::model::html;
use crate::model::{Output, Sdk, Service, Type};
use crate::write::{self, Tree};
use layout::Layout;
use runtime::Part;

/// Writes the SDK into memory, with these features; a crate has all of them, for its users to choose.
pub fn emit(sdk: &Sdk, kind: Kind, features: &BTreeSet<Feature>) -> Tree {
    let layout = Layout::new(kind);
    let mut tree = Tree::default();
    let parts = parts(sdk, kind, features);
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
        sdk.services
            .iter()
            .for_each(|s| tree.insert(format!("docs/{}.md", pages::page(sdk, s)), pages::service(sdk, s)));
        sdk.defs.iter().for_each(|d| tree.insert(format!("docs/{}.md", file_stem(&d.name)), pages::model(sdk, d)));
    }
    if layout.is_folder() {
        tree.insert(write::ATTRIBUTES, layout.git_attributes());
    }
    let mut tree = match kind {
        Kind::Crate | Kind::Module => tree,
        Kind::File => layout::one_file(&tree, &sdk.name),
    };
    let about = "the names of this SDK, which the next run keeps. Commit this file; without it names are given afresh.";
    tree.insert(write::NAMES, format!("# {}: {about}\n{}", write::SIGN, sdk.names.text()));
    tree
}

/// What the crate that holds the SDK has to depend on; nothing where the SDK is a crate, with a manifest of its own.
pub fn dependencies(sdk: &Sdk, kind: Kind, features: &BTreeSet<Feature>) -> Vec<Dependency> {
    if kind == Kind::Crate { Vec::new() } else { manifest::dependencies(&parts(sdk, kind, features), true) }
}

/// What the runtime of this SDK has because something needs it: module and public name below `runtime`.
pub fn runtime_exports(sdk: &Sdk) -> Vec<(&'static str, &'static str)> {
    runtime::exports(&runtime::parts(sdk))
}

fn parts(sdk: &Sdk, kind: Kind, features: &BTreeSet<Feature>) -> BTreeSet<Part> {
    let chosen = Feature::ALL.into_iter().filter(|feature| kind == Kind::Crate || features.contains(feature));
    runtime::parts(sdk).into_iter().chain(chosen.map(Part::from)).collect()
}

/// A type as docs name it.
pub fn shown(sdk: &Sdk, ty: &Type) -> String {
    tokens::Types::plain(sdk).shown(ty)
}

/// What a function takes for a type, as docs name it.
pub fn shown_taken(sdk: &Sdk, ty: &Type) -> String {
    tokens::Types::plain(sdk).shown_taken(ty)
}

/// What a call returns, as docs name it.
pub fn shown_output(sdk: &Sdk, output: &Output) -> String {
    answers::shown(&tokens::Types::plain(sdk), output)
}

/// The index of the SDK, its client, credentials and documented error.
fn root(sdk: &Sdk, parts: &BTreeSet<Part>, layout: &Layout, tree: &mut Tree) {
    let title = sdk.shown();
    let version = plain(&sdk.api_version);
    let of = if version.is_empty() { String::new() } else { format!("version {version} of ") };
    let mut lead = vec![format!("{}: a client of {of}the API.", plain(title))];
    if layout.is_crate() {
        lead.push(String::new());
        lead.extend(front::page(sdk, parts));
    } else {
        lead.extend([
            String::new(),
            "The crate that holds it needs in its manifest:".into(),
            String::new(),
            "```toml".into(),
        ]);
        lead.extend(manifest::dependencies(parts, true).iter().map(Dependency::line));
        lead.push("```".into());
    }
    let old = sdk.deprecated;
    let index = client::lib(sdk, parts, &layout.root(0), layout.marks(), layout.is_crate());
    let extra = (sdk.extra && layout.is_folder()).then(|| {
        quote!(
            pub mod extra;
        )
    });
    let index = quote!(#index #extra);
    tree.insert(layout.index(), format::rust(&lead, &layout.attributes(old, sdk.is_beyond_ascii()), index));
    let one = layout.root(1);
    let mut add = |name: &str, doc: &str, tokens| {
        tree.insert(layout.path(name), format::once(&[doc.to_owned()], tokens));
    };
    add("client.rs", "The client and its builder.", client::client(sdk, &one));
    if !sdk.credentials.is_empty() {
        add("auth.rs", "The security schemes of the document.", auth::schemes(sdk, &one));
    }
    if !sdk.servers.list.is_empty() {
        add("servers.rs", "The servers of the document.", servers::servers(sdk, &one));
    }
    if let Some(ty) = &sdk.error {
        let head = ["The documented error.".to_owned()];
        tree.insert(layout.path("error.rs"), format::rust(&head, &[], client::error(sdk, ty, &one)));
    }
}

/// A module a service.
fn services(sdk: &Sdk, layout: &Layout, tree: &mut Tree) {
    let mut index = TokenStream::new();
    for service in &sdk.services {
        let (module, name) = (tokens::ident(&service.module), tokens::ident(&service.name));
        let same = inception("api", &service.module);
        index.extend(quote!(#same pub mod #module;));
        index.extend(service.tag.as_ref().map(|_| quote!(pub use #module::#name;)));
        let head = vec![title(service)];
        let body = api::service(sdk, service, &layout.root(2), layout.fence());
        tree.insert(layout.path(&format!("api/{}.rs", service.module)), format::rust(&head, &[], body));
    }
    let head = ["One service a tag, one request type an operation.".to_owned()];
    tree.insert(layout.path("api/mod.rs"), format::rust(&head, &[], index));
}

/// What a module needs that is called as the one around it, of which clippy warns.
fn inception(around: &str, module: &str) -> Option<TokenStream> {
    (around == module).then(|| quote!(#[allow(clippy::module_inception)]))
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
        let (module, same) = (tokens::ident(&owner.module), inception("callbacks", &owner.module));
        index.extend(quote!(#same pub mod #module;));
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
        let same = inception("models", &def.module);
        index.extend(quote!(#same mod #module; pub use #module::#name;));
        let head = vec![format!("[`{}`].", def.name)];
        let model = format::rust(&head, &[], models::model(sdk, def, &root));
        tree.insert(layout.path(&format!("models/{}.rs", def.module)), model);
        if let Some(tokens) = codec::codec(sdk, def, &root) {
            let same = inception("codec", &def.module);
            codecs.extend(quote!(#same mod #module;));
            let head = vec![format!("How `{}` is read and written.", def.name)];
            tree.insert(layout.path(&format!("codec/{}.rs", def.module)), format::rust(&head, &[], tokens));
        }
    }
    let head = ["The schemas of the document.".to_owned()];
    tree.insert(layout.path("models/mod.rs"), format::rust(&head, &[], index));
    let head = ["How the models are read and written.".to_owned()];
    tree.insert(layout.path("codec/mod.rs"), format::rust(&head, &[], codecs));
}

/// What the operations of a service have in common.
fn title(service: &Service) -> String {
    match &service.tag {
        Some(tag) => format!("Operations tagged `{}`.", plain(tag)),
        None => "Operations without a tag: methods of the client.".to_owned(),
    }
}

/// Text of the document in one line of ours, without what rustdoc would take for markup.
fn plain(text: &str) -> String {
    let text = text.lines().flat_map(html::lines).collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['[', ']', '<', '>', '`'], "").replace("**", "")
}
