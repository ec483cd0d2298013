//! sdkwright turns an OpenAPI document into a Rust SDK crate.
//!
//! Five stages, five boundary types, one side channel: [`load`] → [`load::Sources`], [`resolve`] →
//! [`spec::Api`], [`model`] → [`model::Sdk`], [`emit`] → [`write::Tree`], [`write`] → [`write::Plan`], and
//! [`diag::Diagnostics`] beside them all.
//!
//! A build script makes an SDK with [`build::Builder`], a repository's own task runs jobs ([`run`]) of its `sdkwright.toml`
//! ([`config`]); the feature `cli` is the command line. Without default features nothing of a command line, of HTTP or of an
//! asynchronous runtime is compiled.

pub mod build;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diag;
pub mod diff;
pub mod emit;
pub mod host;
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
    /// What else the manifest of a crate says of it.
    pub metadata: model::Metadata,
    /// A crate, a folder of modules or one file.
    pub kind: Kind,
    /// The operations that are generated, with the models that they need; all of them if this is empty.
    pub only: Vec<model::Selector>,
    /// Names of schemas, by JSON Pointer into the document; inline schemas that are alike share the type.
    pub schemas: BTreeMap<String, String>,
    /// What an SDK inside another crate has beyond the usual; a crate has all of it behind cargo features.
    pub features: BTreeSet<Feature>,
    /// Which formats have a type of their own.
    pub formats: model::formats::Formats,
    /// Names of components that have a type although no operation needs it; `*` stands for any letters.
    pub models: Vec<String>,
    /// Names of parameters that are set once, by the client, for all calls that have them; with those of which the document
    /// says so.
    pub client_parameters: Vec<String>,
    /// How lists come in pages, by operationId; `*` stands for every other operation.
    pub pagination: BTreeMap<String, spec::Paged>,
    /// Whether webhooks and callbacks are generated, and the models that only they have.
    pub webhooks: bool,
    /// Whether there is a module `extra`, written by hand ([`Kind::extra`]), to be a part of the SDK.
    pub extra: bool,
    /// The names that an earlier run gave ([`write::NAMES`]): what is still there keeps its own.
    pub record: Option<model::Record>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            name: "sdk".to_owned(),
            version: "0.1.0".to_owned(),
            metadata: model::Metadata::default(),
            kind: Kind::Crate,
            only: Vec::new(),
            schemas: BTreeMap::new(),
            features: BTreeSet::new(),
            formats: model::formats::Formats::default(),
            models: Vec::new(),
            client_parameters: Vec::new(),
            pagination: BTreeMap::new(),
            webhooks: true,
            extra: false,
            record: None,
        }
    }
}

/// What a run made.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The files; `None` when an error stopped the run at a stage wall.
    pub tree: Option<Tree>,
    /// What the crate that holds the SDK has to depend on.
    pub dependencies: Vec<emit::Dependency>,
    /// Operations emitted.
    pub operations: usize,
    /// Models emitted.
    pub models: usize,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
}

/// The pure middle: sources in, tree out. The same input gives the same bytes.
pub fn generate(sources: &Sources, options: &Options, mut diagnostics: Diagnostics) -> Outcome {
    let stopped = |diagnostics| Outcome { tree: None, dependencies: Vec::new(), operations: 0, models: 0, diagnostics };
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
    let dependencies = emit::dependencies(&sdk, options.kind, &options.features);
    let operations = sdk.services.iter().map(|s| s.operations.len()).sum();
    Outcome { tree: Some(tree), dependencies, operations, models: sdk.defs.len(), diagnostics }
}
