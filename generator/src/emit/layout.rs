//! Where an SDK lives: a crate, a folder of modules, or one file. Paths in emitted code follow from it.

use proc_macro2::TokenStream;
use quote::quote;

use super::format::HEADER;
use crate::write::{SIGN, Tree};

/// What a crate has behind a cargo feature, and what is chosen for an SDK inside another crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Feature {
    /// Calls that block the thread.
    Blocking,
    /// Spans of the `tracing` crate.
    Tracing,
}

impl Feature {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Blocking, Self::Tracing];
}

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A crate with manifest, README and docs pages.
    #[default]
    Crate,
    /// A folder of modules inside another crate: `mod.rs` and what it names.
    Module,
    /// One file, for `include!` from the `OUT_DIR` of a build script.
    File,
}

impl Kind {
    /// Where a module `extra` can be: files that nobody writes but users, and that are a part of the SDK where there is one of
    /// them. One file takes in no others; whoever includes it has a module of their own beside it.
    pub fn extra(self) -> &'static [&'static str] {
        match self {
            Self::Crate => &["src/extra.rs", "src/extra/mod.rs"],
            Self::Module => &["extra.rs", "extra/mod.rs"],
            Self::File => &[],
        }
    }
}

/// The choices that follow from the kind.
pub struct Layout {
    kind: Kind,
}

impl Layout {
    pub fn new(kind: Kind) -> Self {
        Self { kind }
    }

    pub fn is_crate(&self) -> bool {
        self.kind == Kind::Crate
    }

    pub fn is_folder(&self) -> bool {
        self.kind != Kind::File
    }

    /// The path of a file below the SDK's root.
    pub fn path(&self, below: &str) -> String {
        if self.is_crate() { format!("src/{below}") } else { below.to_owned() }
    }

    /// The path of the root module.
    pub fn index(&self) -> String {
        self.path(if self.is_crate() { "lib.rs" } else { "mod.rs" })
    }

    /// The root as seen from a module so many levels below it. Outside a crate of our own it is reached by `super`,
    /// so that the SDK does not need to know where it was put.
    pub fn root(&self, depth: usize) -> TokenStream {
        match (self.kind, depth) {
            (Kind::Crate, _) => quote!(crate),
            (_, 0) => quote!(self),
            (_, 1) => quote!(super),
            (_, _) => quote!(super::super),
        }
    }

    /// The inner attributes of the root: only a crate has its own. What the document deprecates warns its users, not
    /// the SDK itself, and what scripts its names mix is the document's choice.
    pub fn attributes(&self, deprecated: bool, beyond_ascii: bool) -> Vec<&'static str> {
        let mut attributes = Vec::new();
        if self.is_crate() {
            attributes.extend(["forbid(unsafe_code)", "warn(missing_docs)"]);
            attributes.extend(deprecated.then_some("allow(deprecated)"));
            let scripts = "allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)";
            attributes.extend(beyond_ascii.then_some(scripts));
        }
        attributes
    }

    /// On every item of the root: a host seldom calls all of an SDK, and its `cargo fmt --all` would make the SDK stale.
    pub fn marks(&self) -> TokenStream {
        let skip = self.is_folder().then(|| quote!(#[rustfmt::skip]));
        let allow = (!self.is_crate())
            .then(|| quote!(#[allow(dead_code, deprecated, unused_imports, clippy::nursery, clippy::pedantic)]));
        quote!(#skip #allow)
    }

    /// What git is told: line endings stay those that were hashed, and reviews fold what was generated, which is all but what
    /// is kept for others.
    pub fn git_attributes(&self) -> String {
        let kept: &[&str] = if self.is_crate() {
            &["/examples/**", "/src/extra.rs", "/src/extra/**", "/tests/**"]
        } else {
            &["/extra.rs", "/extra/**"]
        };
        let lines = kept.iter().map(|path| format!("{path} -linguist-generated\n"));
        format!("# {SIGN}\n* text=auto eol=lf linguist-generated\n") + &lines.collect::<String>()
    }

    /// The fence of examples: they name the crate, so elsewhere they are not compiled.
    pub fn fence(&self) -> &'static str {
        if self.is_crate() { "```no_run" } else { "```ignore" }
    }
}

/// The folder of modules as one file `NAME.rs`: each `mod x;` takes its file in.
pub fn one_file(tree: &Tree, name: &str) -> Tree {
    let mut text = HEADER.to_owned();
    inline(tree, "", "mod.rs", &mut text);
    let mut one = Tree::default();
    one.insert(format!("{}.rs", name.replace('-', "_")), text);
    one
}

fn inline(tree: &Tree, folder: &str, file: &str, out: &mut String) {
    for line in tree.get(&format!("{folder}{file}")).unwrap_or_default().lines() {
        let declared =
            line.strip_suffix(';').and_then(|l| l.strip_prefix("mod ").or_else(|| l.strip_prefix("pub mod ")));
        match declared {
            Some(module) => {
                let module_file = module.trim_start_matches("r#");
                out.push_str(line.trim_end_matches(';'));
                out.push_str(" {\n");
                match tree.get(&format!("{folder}{module_file}.rs")) {
                    Some(_) => inline(tree, folder, &format!("{module_file}.rs"), out),
                    None => inline(tree, &format!("{folder}{module_file}/"), "mod.rs", out),
                }
                out.push_str("}\n");
            }
            // The root's docs would be inner docs of the place that includes it.
            None if folder.is_empty() && file == "mod.rs" && line.starts_with("//!") => {
                out.push_str(&line.replacen("//!", "//", 1));
                out.push('\n');
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
}
