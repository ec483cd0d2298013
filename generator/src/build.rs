//! For build scripts: one SDK as one file in `OUT_DIR`.
//!
//! The manifest names the generator without its command line, and what the SDK needs at run time:
//!
//! ```toml
//! [build-dependencies]
//! sdkwright = { version = "0.1", default-features = false }
//! ```
//!
//! The script makes the file, and cargo runs it again when a file that was read changes:
//!
//! ```no_run
//! use sdkwright::Feature;
//! use sdkwright::build::{Builder, Error};
//!
//! // build.rs
//! fn main() -> Result<(), Error> {
//!     Builder::new("openapi.yaml")
//!         .name("users")
//!         .feature(Feature::Blocking)
//!         .allow("D0512")
//!         .names("openapi.names")
//!         .build()?;
//!     Ok(())
//! }
//! ```
//!
//! The crate includes it where the SDK is to be:
//!
//! ```ignore
//! mod users {
//!     include!(concat!(env!("OUT_DIR"), "/users.rs"));
//! }
//! ```
//!
//! Crates that the SDK needs and the manifest lacks are warnings of the build, each with the line to add; the head of the
//! file lists all of them. Parts of the document that are skipped or weakened are warnings, too.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::{NAMING, is_crate_name};
use crate::diag::allow::{Allow, Allowed};
use crate::diag::{Diagnostics, Severity, render};
use crate::host::Host;
use crate::load::{self, Location};
use crate::model::Selector;
use crate::run::recorded;
use crate::{Feature, Kind, Options, write};

/// One SDK, and what is wanted of it. Paths are relative to the folder of the package, where cargo runs build scripts.
#[derive(Clone, Debug)]
pub struct Builder {
    spec: load::Request,
    options: Options,
    allow: Vec<String>,
    names: Option<PathBuf>,
}

impl Builder {
    /// The SDK of this document: a path, or with the feature `remote` an `https` URL, which is read in every build.
    pub fn new(spec: impl AsRef<Path>) -> Self {
        let options = Options { kind: Kind::File, ..Options::default() };
        Self { spec: location(spec.as_ref()).into(), options, allow: Vec::new(), names: None }
    }

    /// The name of the file, without its `.rs`; `sdk` by default.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.options.name = name.into();
        self
    }

    /// An overlay, applied after those before it.
    #[must_use]
    pub fn overlay(mut self, overlay: impl AsRef<Path>) -> Self {
        self.spec.overlays.push(location(overlay.as_ref()));
        self
    }

    /// The folder that no reference of the document leads out of; that of the document by default.
    #[must_use]
    pub fn root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.spec.root = Some(folder.into());
        self
    }

    /// References may lead to URLs.
    #[must_use]
    pub fn allow_remote(mut self) -> Self {
        self.spec.remote = true;
        self
    }

    /// Generates this operation (`usersList`, `GET /users`, or `tag:users` for all of a tag) and the models that it needs,
    /// with others that are named, but nothing else: no webhooks, no callbacks.
    #[must_use]
    pub fn only(mut self, selector: &str) -> Self {
        self.options.only.push(Selector::parse(selector));
        self.options.webhooks = false;
        self
    }

    /// Something beyond the usual.
    #[must_use]
    pub fn feature(mut self, feature: Feature) -> Self {
        self.options.features.insert(feature);
        self
    }

    /// Findings of this code are no warnings of the build.
    #[must_use]
    pub fn allow(mut self, code: impl Into<String>) -> Self {
        self.allow.push(code.into());
        self
    }

    /// Keeps names in this file, which is to be committed, e.g. `openapi.names` beside the document: all that stays in the
    /// document keeps its name. The file is read, and written where a name has come or gone; the first run makes it. Nothing
    /// is written while it is up to date, as in a package from a registry.
    #[must_use]
    pub fn names(mut self, file: impl Into<PathBuf>) -> Self {
        self.names = Some(file.into());
        self
    }

    /// All the other options, as they are after what was said so far; what is written is one file in any case.
    ///
    /// ```
    /// # use sdkwright::build::Builder;
    /// Builder::new("openapi.yaml").options(|options| {
    ///     options.schemas.insert("/paths/~1users/get/parameters/2/schema".into(), "Order".into());
    /// });
    /// ```
    #[must_use]
    pub fn options(mut self, change: impl FnOnce(&mut Options)) -> Self {
        change(&mut self.options);
        self
    }

    /// Writes `$OUT_DIR/NAME.rs`, tells cargo what was read and what there is to warn of, and returns the path.
    ///
    /// # Errors
    ///
    /// The diagnostics of a document that has errors; a name or a code that is none; dependencies, for which there is no
    /// manifest; a record of names that is damaged; a file that cannot be read or written; no `OUT_DIR`.
    pub fn build(self) -> Result<PathBuf, Error> {
        let Self { spec, mut options, allow, names } = self;
        if !is_crate_name(&options.name) {
            return Err(Error(format!("`{}` is no name: {NAMING}", options.name)));
        }
        let metadata = &options.metadata;
        if let Some(name) = metadata.dependencies.keys().chain(metadata.dev_dependencies.keys()).next() {
            return Err(Error(format!("`{name}` goes into the manifest of this crate: one file has none")));
        }
        let codes = allow.iter().map(|code| Ok((Allowed::parse(code)?, None))).collect::<Result<_, String>>();
        let codes = codes.map_err(Error)?;
        let folder =
            std::env::var_os("OUT_DIR").ok_or_else(|| Error("no OUT_DIR: this is for build scripts".into()))?;
        let mut diagnostics = Diagnostics::default();
        let mut sources = load::load(&spec, &mut diagnostics);
        let read =
            sources.files().iter().map(|file| file.path.clone()).chain(names.iter().map(|n| n.display().to_string()));
        read.for_each(|path| println!("cargo::rerun-if-changed={path}"));
        options.kind = Kind::File;
        if let Some(path) = &names {
            options.record = recorded(path, &mut sources, &mut diagnostics).map_err(|e| Error::of(path, &e))?;
        }
        let mut outcome = crate::generate(&sources, &options, diagnostics);
        Allow { codes, file: None }.apply(&mut outcome.diagnostics, &mut sources);
        let Some(tree) = outcome.tree else {
            return Err(Error(render::text(&outcome.diagnostics, &sources, false)));
        };
        for d in outcome.diagnostics.iter().filter(|d| d.severity() < Severity::Note) {
            warn(&format!("{}: {}", d.code.id(), d.message.replace('\n', " ")));
        }
        if let Some(package) = std::env::var_os("CARGO_MANIFEST_DIR") {
            let package = PathBuf::from(package);
            let host = Host::of(&package, outcome.dependencies).map_err(|e| Error::of(&package, &e))?;
            // Other build tools than cargo have no manifest.
            if host.manifest.is_some() {
                host.complaint().lines().for_each(warn);
            }
        }
        if let (Some(path), Some(record)) = (&names, tree.get(write::NAMES)) {
            write::file(path, record).map_err(|e| Error::of(path, &e))?;
        }
        let file = tree.iter().find(|(path, _)| *path != write::NAMES);
        let (path, text) = file.ok_or_else(|| Error("nothing was generated".into()))?;
        let path = PathBuf::from(folder).join(path);
        write::file(&path, text).map_err(|e| Error::of(&path, &e))?;
        Ok(path)
    }
}

/// What a user writes; a path that is no text is no URL.
fn location(path: &Path) -> Location {
    path.to_str().map_or_else(|| Location::File(path.to_owned()), Location::parse)
}

fn warn(line: &str) {
    println!("cargo::warning={line}");
}

/// Why there is no SDK.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    fn of(path: &Path, error: &std::io::Error) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As text: it is what `main` prints of an error that it returns.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no SDK was generated\n\n{self}")
    }
}

impl std::error::Error for Error {}
