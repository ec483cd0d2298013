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

use sdkwright::diag::{Diagnostics, Severity};
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
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, or is refused.
    pub fn read(path: &Path) -> Result<Self, String> {
        let mut diagnostics = Diagnostics::default();
        let sources = load::load(&load::Request::from(path), &mut diagnostics);
        Self::of(sources, diagnostics).map_err(|why| format!("{}: {why}", path.display()))
    }

    fn of(sources: Sources, mut diagnostics: Diagnostics) -> Result<Self, String> {
        let refused =
            |said: &Diagnostics| said.iter().find(|d| d.severity() == Severity::Error).map(|d| d.message.clone());
        if let Some(why) = refused(&diagnostics) {
            return Err(why);
        }
        let api = resolve::resolve(&sources, &mut diagnostics);
        let sdk = model::model(&api, &Options::default(), &mut diagnostics);
        refused(&diagnostics).map_or(Ok(Self { sources, api, sdk }), Err)
    }

    /// As a diff takes it.
    pub fn side(&self) -> Side<'_> {
        Side { api: &self.api, sdk: &self.sdk }
    }
}
