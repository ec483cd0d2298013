//! `sdkwright.toml`: which SDKs a repository generates. Unknown keys are errors with a place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::diag::allow::{Allow, Allowed};
use crate::diag::{Code, Diagnostic, Diagnostics, render};
use crate::load::{Location, Origin, Request, Sources};
use crate::model::casing;
use crate::model::formats::Formats;
use crate::run::Job;
use crate::spec::Paged;
use crate::write::Claim;
use crate::{Feature, Kind, Options};

/// The file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// By the name of the crate.
    #[serde(default)]
    pub sdk: BTreeMap<String, Sdk>,
    /// The folder that paths are relative to.
    #[serde(skip)]
    pub root: PathBuf,
    /// Its own path and text.
    #[serde(skip)]
    file: (String, String),
}

/// One SDK.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sdk {
    /// The OpenAPI document: a path, or an `https` URL.
    pub spec: String,
    /// Overlays, applied to the document in this order: paths, or `https` URLs.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// The folder that no reference of the document leads out of; that of the document by default.
    #[serde(default)]
    pub root: Option<PathBuf>,
    /// Whether references may lead to URLs; not by default.
    #[serde(default)]
    pub allow_remote: bool,
    /// The folder of the crate.
    pub out: PathBuf,
    /// The version of the crate; `0.1.0` by default.
    #[serde(default)]
    pub version: Option<String>,
    /// `crate`, `module` or `file`; `crate` by default.
    #[serde(default)]
    pub kind: Kind,
    /// `blocking`, `tracing`: what an SDK inside another crate has beyond the usual. A crate has cargo features instead.
    #[serde(default)]
    features: Vec<Spanned<Feature>>,
    /// Codes of diagnostics that are not reported.
    #[serde(default)]
    allow: Vec<Spanned<String>>,
    /// Names of schemas, by JSON Pointer into the document; inline schemas that are alike share the type.
    #[serde(default)]
    schemas: BTreeMap<String, Spanned<String>>,
    /// The types of formats, by the words of the table in `model/formats.rs`; `date-time = "string"`.
    #[serde(default)]
    formats: Formats,
    /// `"off"`, or how the pages of a list follow each other, by operationId; `"*" = "off"` is for all others.
    #[serde(default)]
    pagination: BTreeMap<String, Spanned<Paged>>,
    /// Whether webhooks and callbacks are generated; by default they are.
    #[serde(default)]
    webhooks: Option<bool>,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// What is wrong, as it is printed, with its place where the text is at fault.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|e| fault(format!("{}: {e}", path.display()), None))?;
        let file = (path.display().to_string(), text);
        let mut config: Self = toml::from_str(&file.1)
            .map_err(|e| fault(e.message().to_owned(), Some((&file, e.span().unwrap_or_default().start))))?;
        for code in config.sdk.values().flat_map(|sdk| &sdk.allow) {
            Allowed::parse(code.get_ref()).map_err(|why| fault(why, Some((&file, code.span().start))))?;
        }
        let crates = config.sdk.values().filter(|sdk| sdk.kind == Kind::Crate);
        if let Some(feature) = crates.flat_map(|sdk| &sdk.features).next() {
            let why = "a crate has every feature, for its users to choose: take `features` away, or write a module";
            return Err(fault(why.to_owned(), Some((&file, feature.span().start))));
        }
        for (pointer, name) in config.sdk.values().flat_map(|sdk| &sdk.schemas) {
            let wrong = match name.get_ref() {
                _ if !pointer.starts_with('/') => Some(format!("`{pointer}` is no JSON Pointer: it starts with `/`")),
                name if *name == casing::pascal(name) => None,
                name => {
                    let better = casing::pascal(name);
                    Some(format!("`{name}` is no name of a Rust type; write it like `{better}`"))
                }
            };
            if let Some(why) = wrong {
                return Err(fault(why, Some((&file, name.span().start))));
            }
        }
        let all = config.sdk.values().filter_map(|sdk| sdk.pagination.get("*"));
        if let Some(rule) = all.into_iter().find(|rule| *rule.get_ref() != Paged::Off) {
            let why = "`*` can only be \"off\": operations come in pages each in its way".to_owned();
            return Err(fault(why, Some((&file, rule.span().start))));
        }
        config.file = file;
        config.root = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(config)
    }

    /// The jobs of these names, all if none is named.
    ///
    /// # Errors
    ///
    /// A name that the file does not have, as it is printed.
    pub fn jobs(&self, names: &[String], check: bool, claim: Claim) -> Result<Vec<Job>, String> {
        let job = |(name, sdk): (&str, &Sdk)| Job {
            spec: self.request(sdk),
            out: self.root.join(&sdk.out),
            options: sdk.options(name),
            allow: self.allow(sdk),
            check,
            claim,
        };
        Ok(self.select(names)?.into_iter().map(job).collect())
    }

    fn allow(&self, sdk: &Sdk) -> Allow {
        // `read` refused what does not parse.
        let codes = sdk.allow.iter().filter_map(|c| Some((Allowed::parse(c.get_ref()).ok()?, Some(c.span().start))));
        Allow { codes: codes.collect(), file: Some(self.file.clone()) }
    }

    fn request(&self, sdk: &Sdk) -> Request {
        let place = |text: &String| match Location::parse(text) {
            Location::File(path) => Location::File(self.root.join(path)),
            other => other,
        };
        let overlays = sdk.overlays.iter().map(place).collect();
        Request {
            spec: place(&sdk.spec),
            overlays,
            root: sdk.root.as_ref().map(|r| self.root.join(r)),
            remote: sdk.allow_remote,
        }
    }

    /// The SDKs of these names, all if none is named.
    ///
    /// # Errors
    ///
    /// A name that the file does not have.
    fn select<'a>(&'a self, names: &[String]) -> Result<Vec<(&'a str, &'a Sdk)>, String> {
        if let Some(unknown) = names.iter().find(|n| !self.sdk.contains_key(*n)) {
            let known: Vec<_> = self.sdk.keys().cloned().collect();
            let message = format!("{} has no SDK `{unknown}`; it has {}", self.file.0, known.join(", "));
            return Err(fault(message, None));
        }
        let wanted = |name: &&String| names.is_empty() || names.contains(name);
        Ok(self.sdk.iter().filter(|(n, _)| wanted(n)).map(|(n, s)| (n.as_str(), s)).collect())
    }
}

/// An error in the manner of those of documents.
fn fault(message: String, place: Option<(&(String, String), usize)>) -> String {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let diagnostic = Diagnostic::new(Code::BadConfig, message);
    diagnostics.push(match place {
        Some(((path, text), offset)) => {
            let file = sources.add_text(path.clone(), text.clone());
            diagnostic.at_offset(&Origin::root(file), offset)
        }
        None => diagnostic,
    });
    render::text(&diagnostics, &sources, false).trim_end().to_owned()
}

impl Sdk {
    /// The options of a run.
    fn options(&self, name: &str) -> Options {
        let version = self.version.clone().unwrap_or_else(|| Options::default().version);
        let schemas = self.schemas.iter().map(|(pointer, name)| (pointer.clone(), name.get_ref().clone()));
        let pagination = self.pagination.iter().map(|(id, paged)| (id.clone(), paged.get_ref().clone()));
        Options {
            name: name.to_owned(),
            version,
            kind: self.kind,
            schemas: schemas.collect(),
            features: self.features.iter().map(|feature| *feature.get_ref()).collect(),
            formats: self.formats.clone(),
            pagination: pagination.collect(),
            webhooks: self.webhooks.unwrap_or(true),
        }
    }
}
