//! Callers of SDKs: whether what `sdkwright diff` says of two documents is what the compiler says of a program that was written
//! against the older SDK and is compiled against the newer one.

mod calls;
mod compile;
mod edit;
mod edits;
mod history;
mod judge;
mod models;
mod probes;
mod semver;
mod surround;

pub use edits::run as edits;
pub use history::run as history;
pub use semver::run as semver;

use std::path::Path;

use sdkwright::diag::Diagnostics;
use sdkwright::diff::Side;
use sdkwright::load::{self, Sources};
use sdkwright::model::Sdk;
use sdkwright::spec::Api;
use sdkwright::{Options, model, resolve};

/// A document as the stages read it.
pub struct Version {
    pub sources: Sources,
    pub api: Api,
    pub sdk: Sdk,
}

impl Version {
    /// Reads a document; `None` where it is refused.
    pub fn read(path: &Path) -> Option<Self> {
        let mut diagnostics = Diagnostics::default();
        let sources = load::load(&load::Request::from(path), &mut diagnostics);
        Self::of(sources, diagnostics)
    }

    fn of(sources: Sources, mut diagnostics: Diagnostics) -> Option<Self> {
        if diagnostics.has_errors() {
            return None;
        }
        let api = resolve::resolve(&sources, &mut diagnostics);
        let sdk = model::model(&api, &Options::default(), &mut diagnostics);
        (!diagnostics.has_errors()).then_some(Self { sources, api, sdk })
    }

    /// As a diff takes it.
    pub fn side(&self) -> Side<'_> {
        Side { api: &self.api, sdk: &self.sdk }
    }
}
