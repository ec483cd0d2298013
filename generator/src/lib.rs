//! sdkwright turns an OpenAPI document into a Rust SDK crate.
//!
//! Five stages, five boundary types, one side channel: [`load`] → [`load::Sources`], [`resolve`] →
//! [`spec::Api`], [`model`] → [`model::Sdk`], [`emit`] → [`write::Tree`], [`write`] → [`write::Plan`], and
//! [`diag::Diagnostics`] beside them all.

pub mod build;
pub mod config;
pub mod diag;
pub mod emit;
pub mod inspect;
pub mod load;
pub mod model;
pub mod resolve;
pub mod run;
pub mod spec;
pub mod write;

pub use emit::{Feature, Kind};

use std::collections::{BTreeMap, BTreeSet};

use diag::Diagnostics;
use load::Sources;
use write::Tree;

/// What a run is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The name of the crate.
    pub name: String,
    /// The version of the crate.
    pub version: String,
    /// A crate, a folder of modules or one file.
    pub kind: Kind,
    /// Names of schemas, by JSON Pointer into the document; inline schemas that are alike share the type.
    pub schemas: BTreeMap<String, String>,
    /// What an SDK inside another crate has beyond the usual; a crate has all of it behind cargo features.
    pub features: BTreeSet<Feature>,
    /// Which formats have a type of their own.
    pub formats: model::formats::Formats,
    /// How lists come in pages, by operationId; `*` stands for every other operation.
    pub pagination: BTreeMap<String, spec::Paged>,
    /// Whether webhooks and callbacks are generated, and the models that only they have.
    pub webhooks: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            name: "sdk".to_owned(),
            version: "0.1.0".to_owned(),
            kind: Kind::Crate,
            schemas: BTreeMap::new(),
            features: BTreeSet::new(),
            formats: model::formats::Formats::default(),
            pagination: BTreeMap::new(),
            webhooks: true,
        }
    }
}

/// What a run made.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The files; `None` when an error stopped the run at a stage wall.
    pub tree: Option<Tree>,
    /// Operations emitted.
    pub operations: usize,
    /// Models emitted.
    pub models: usize,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
}

/// The pure middle: sources in, tree out. The same input gives the same bytes.
pub fn generate(sources: &Sources, options: &Options, mut diagnostics: Diagnostics) -> Outcome {
    let stopped = |diagnostics| Outcome { tree: None, operations: 0, models: 0, diagnostics };
    if diagnostics.has_errors() {
        return stopped(diagnostics);
    }
    let api = resolve::resolve(sources, &mut diagnostics);
    if diagnostics.has_errors() {
        return stopped(diagnostics);
    }
    let sdk = model::model(&api, options, &mut diagnostics);
    if diagnostics.has_errors() {
        return stopped(diagnostics);
    }
    let tree = emit::emit(&sdk, options.kind, &options.features);
    let operations = sdk.services.iter().map(|s| s.operations.len()).sum();
    Outcome { tree: Some(tree), operations, models: sdk.defs.len(), diagnostics }
}
