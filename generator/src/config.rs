//! `sdkwright.toml`: which SDKs a repository generates. Unknown keys are errors with a place.

mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::json;
use toml::Spanned;

use crate::diag::allow::{Allow, Allowed};
use crate::diag::entries::Entries;
use crate::diag::{Code, Diagnostic, Diagnostics, nearest, render};
use crate::load::{Location, Origin, Request, Sources};
use crate::model::formats::Formats;
use crate::model::{Metadata, Selector, casing};
use crate::run::Job;
use crate::spec::Paged;
use crate::write::Claim;
use crate::{Feature, Kind, Options};

pub use words::is_crate_name;
use words::{is_dependency, is_package_name, is_version};

/// What a name of a crate must be, for whoever gave another.
pub const NAMING: &str = "use letters, digits, `-` and `_`, start with a letter, and take no keyword of Rust";

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
    pub spec: Spanned<String>,
    /// Overlays, applied to the document in this order: paths, or `https` URLs.
    #[serde(default)]
    pub overlays: Vec<String>,
    /// The folder that no reference of the document leads out of; that of the document by default.
    #[serde(default)]
    pub root: Option<Spanned<PathBuf>>,
    /// Whether references may lead to URLs; not by default.
    #[serde(default)]
    pub allow_remote: bool,
    /// The folder of the crate.
    pub out: Spanned<PathBuf>,
    /// The version of the crate; `0.1.0` by default.
    #[serde(default)]
    version: Option<Spanned<String>>,
    /// The licence of the crate: an SPDX expression.
    #[serde(default)]
    license: Option<Spanned<String>>,
    /// Its authors.
    #[serde(default)]
    authors: Vec<Spanned<String>>,
    /// The URL of its repository.
    #[serde(default)]
    repository: Option<Spanned<String>>,
    /// Whether it is a member of a workspace around it; by default it is a workspace of its own.
    #[serde(default)]
    member: Option<Spanned<bool>>,
    /// What the crate depends on beyond what the SDK needs, as in its manifest.
    #[serde(default)]
    dependencies: BTreeMap<String, Spanned<toml::Value>>,
    /// The same for its tests and examples.
    #[serde(default, rename = "dev-dependencies")]
    dev_dependencies: BTreeMap<String, Spanned<toml::Value>>,
    /// Operations by operationId, `METHOD /path` or `tag:NAME`; all if there are none.
    #[serde(default)]
    only: Vec<Spanned<String>>,
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
    /// Names of components that have a type although no operation needs it; `*` stands for any letters.
    #[serde(default)]
    models: Vec<Spanned<String>>,
    /// Names of parameters that are set once, by the client, for all calls that have them.
    #[serde(default)]
    client_parameters: Vec<Spanned<String>>,
    /// `"off"`, or how the pages of a list follow each other, by operationId; `"*" = "off"` is for all others.
    #[serde(default)]
    pagination: BTreeMap<String, Spanned<Paged>>,
    /// Whether webhooks and callbacks are generated; by default where `only` is empty.
    #[serde(default)]
    webhooks: Option<bool>,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// What is wrong, with its place where the text is at fault.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path).map_err(|e| {
            let help = "`sdkwright init openapi.yaml` writes a configuration; `--out DIR` does without";
            Fault::usage(format!("{}: {e}", path.display()), help)
        })?;
        let file = (path.display().to_string(), text);
        let mut config: Self = toml::from_str(&file.1)
            .map_err(|e| fault(suggested(e.message()), Some((&file, e.span().unwrap_or_default().start))))?;
        config.root = path.parent().map(Path::to_owned).unwrap_or_default();
        config.check(&file)?;
        config.check_folders(&file)?;
        config.file = file;
        Ok(config)
    }

    /// What its types do not say already.
    fn check(&self, file: &(String, String)) -> Result<(), Fault> {
        if let Some(name) = self.sdk.keys().find(|name| !is_crate_name(name)) {
            let why = format!("`{name}` is no name of a crate: {NAMING}");
            return Err(fault(why, file.1.find(name.as_str()).map(|at| (file, at))));
        }
        let versions = self.sdk.values().filter_map(|sdk| sdk.version.as_ref());
        if let Some(version) = versions.into_iter().find(|version| !is_version(version.get_ref())) {
            let why = format!("`{}` is no version of a crate; write three numbers: `0.1.0`", version.get_ref());
            return Err(fault(why, Some((file, version.span().start))));
        }
        for code in self.sdk.values().flat_map(|sdk| &sdk.allow) {
            Allowed::parse(code.get_ref()).map_err(|why| fault(why, Some((file, code.span().start))))?;
        }
        let crates = self.sdk.values().filter(|sdk| sdk.kind == Kind::Crate);
        if let Some(feature) = crates.flat_map(|sdk| &sdk.features).next() {
            let why = "a crate has every feature, for its users to choose: take `features` away, or write a module";
            return Err(fault(why.to_owned(), Some((file, feature.span().start))));
        }
        let others = self.sdk.values().filter(|sdk| sdk.kind != Kind::Crate);
        if let Some((what, at)) = others.filter_map(Sdk::of_a_manifest).next() {
            let why = format!(
                "`{what}` stands in the manifest of a crate, and a module or file has none: take it away here, and add what \
                 code of yours needs to the manifest of the crate around it"
            );
            return Err(fault(why, Some((file, at))));
        }
        for (pointer, name) in self.sdk.values().flat_map(|sdk| &sdk.schemas) {
            let wrong = match name.get_ref() {
                _ if !pointer.starts_with('/') => Some(format!("`{pointer}` is no JSON Pointer: it starts with `/`")),
                name if *name == casing::pascal(name) => None,
                name => {
                    let better = casing::pascal(name);
                    Some(format!("`{name}` is no name of a Rust type; write it like `{better}`"))
                }
            };
            if let Some(why) = wrong {
                return Err(fault(why, Some((file, name.span().start))));
            }
        }
        let mut added = self.sdk.values().flat_map(|sdk| sdk.dependencies.iter().chain(&sdk.dev_dependencies));
        if let Some((name, line)) = added.find(|(name, line)| !is_package_name(name) || !is_dependency(line.get_ref()))
        {
            let why = format!("`{name}` is no dependency: write `name = \"1\"`, or a table as in a `Cargo.toml`");
            return Err(fault(why, Some((file, line.span().start))));
        }
        let all = self.sdk.values().filter_map(|sdk| sdk.pagination.get("*"));
        if let Some(rule) = all.into_iter().find(|rule| *rule.get_ref() != Paged::Off) {
            let why = "`*` can only be \"off\": operations come in pages each in its way".to_owned();
            return Err(fault(why, Some((file, rule.span().start))));
        }
        Ok(())
    }

    /// Whether folders are there that must be, and no two SDKs have one: each would take the files of the other away.
    fn check_folders(&self, file: &(String, String)) -> Result<(), Fault> {
        for (folder, key) in self.sdk.values().flat_map(|sdk| [(Some(&sdk.out), "out"), (sdk.root.as_ref(), "root")]) {
            let Some(folder) = folder else { continue };
            let (name, at) = (folder.get_ref(), Some((file, folder.span().start)));
            if name.as_os_str().is_empty() {
                return Err(fault(format!("`{key}` is empty: name a folder"), at));
            }
            if key == "root" && !self.root.join(name).is_dir() {
                let why = format!("`root` is no folder: there is no `{}`", self.root.join(name).display());
                return Err(fault(why, at));
            }
        }
        let place = |sdk: &Sdk| {
            let path = self.root.join(sdk.out.get_ref());
            words::plain(&std::path::absolute(&path).unwrap_or(path))
        };
        let mut all: Vec<_> = self.sdk.iter().map(|(name, sdk)| (place(sdk), sdk.out.span().start, name)).collect();
        // Of two with one folder the later is to blame, of nested ones the inner.
        all.sort();
        for (index, (outer, _, of)) in all.iter().enumerate() {
            if let Some((inner, at, name)) = all.iter().skip(index + 1).find(|(inner, ..)| inner.starts_with(outer)) {
                let where_to = if inner == outer { "the folder" } else { "a folder inside of that" };
                let why =
                    format!("`{name}` goes to {where_to} of `{of}`: give it a folder of its own, beside the other");
                return Err(fault(why, Some((file, *at))));
            }
        }
        Ok(())
    }

    /// The jobs of these names, all if none is named.
    ///
    /// # Errors
    ///
    /// A name that the file does not have.
    pub fn jobs(&self, names: &[String], check: bool, claim: Claim) -> Result<Vec<Job>, Fault> {
        let job = |(name, sdk): (&str, &Sdk)| Job {
            spec: self.request(sdk),
            out: self.root.join(sdk.out.get_ref()),
            options: sdk.options(name),
            allow: self.allow(sdk),
            entries: self.entries(sdk),
            check,
            claim,
            reuse: false,
        };
        Ok(self.select(names)?.into_iter().map(job).collect())
    }

    /// Its text with another version of an SDK, all else as it is; `None` where that has none, and no line to put it below.
    pub fn with_version(&self, name: &str, version: &str) -> Option<String> {
        let (sdk, mut text) = (self.sdk.get(name)?, self.file.1.clone());
        if let Some(written) = &sdk.version {
            text.replace_range(written.span(), &format!("\"{version}\""));
            return Some(text);
        }
        let spec = sdk.spec.span();
        let (before, after) = (text.get(..spec.start)?, text.get(spec.end..)?);
        let line = before.rsplit('\n').next()?;
        // `[sdk.NAME]` has a line for each key, `[sdk]` may have `NAME.spec`; in braces there is no line of its own.
        let key =
            line.trim_end().strip_suffix('=')?.trim_end().strip_suffix("spec").filter(|key| !key.contains('{'))?;
        let entry = format!("\n{key}version = \"{version}\"");
        text.insert_str(spec.end + after.find('\n').unwrap_or(after.len()), &entry);
        Some(text)
    }

    fn allow(&self, sdk: &Sdk) -> Allow {
        // `read` refused what does not parse.
        let codes = sdk.allow.iter().filter_map(|c| Some((Allowed::parse(c.get_ref()).ok()?, Some(c.span().start))));
        Allow { codes: codes.collect(), file: Some(self.file.clone()) }
    }

    fn entries(&self, sdk: &Sdk) -> Entries {
        let only =
            sdk.only.iter().map(|text| (("only", Selector::parse(text.get_ref()).to_string()), text.span().start));
        let schemas = sdk.schemas.iter().map(|(pointer, name)| (("schemas", pointer.clone()), name.span().start));
        let pages = sdk.pagination.iter().map(|(id, paged)| (("pagination", id.clone()), paged.span().start));
        let listed = [("client_parameters", &sdk.client_parameters), ("models", &sdk.models)];
        let listed = listed
            .into_iter()
            .flat_map(|(key, names)| names.iter().map(move |name| ((key, name.get_ref().clone()), name.span().start)));
        let places = only.chain(schemas).chain(pages).chain(listed).collect();
        Entries { places, file: Some(self.file.clone()) }
    }

    fn request(&self, sdk: &Sdk) -> Request {
        let place = |text: &String| match Location::parse(text) {
            Location::File(path) => Location::File(self.root.join(path)),
            other => other,
        };
        let overlays = sdk.overlays.iter().map(place).collect();
        Request {
            spec: place(sdk.spec.get_ref()),
            overlays,
            root: sdk.root.as_ref().map(|r| self.root.join(r.get_ref())),
            remote: sdk.allow_remote,
        }
    }

    /// The SDKs of these names, all if none is named.
    ///
    /// # Errors
    ///
    /// A name that the file does not have.
    fn select<'a>(&'a self, names: &[String]) -> Result<Vec<(&'a str, &'a Sdk)>, Fault> {
        if let Some(unknown) = names.iter().find(|n| !self.sdk.contains_key(*n)) {
            let known: Vec<_> = self.sdk.keys().cloned().collect();
            let message = format!("{} has no SDK `{unknown}`; it has {}", self.file.0, known.join(", "));
            return Err(fault(message, None));
        }
        let wanted = |name: &&String| names.is_empty() || names.contains(name);
        Ok(self.sdk.iter().filter(|(n, _)| wanted(n)).map(|(n, s)| (n.as_str(), s)).collect())
    }
}

/// What is wrong with a configuration, or with what was asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    text: String,
    json: String,
}

impl Fault {
    /// A fault of what was asked for, which stands in no file; and what would be right.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        let (message, help) = (message.into(), help.into());
        let text = format!("error: {message}\nhelp: {help}");
        Self { text, json: json!({"severity": "error", "message": message, "help": help}).to_string() }
    }

    /// One object, for machines.
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// In the manner of those of documents.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// As text: it is what `main` prints of an error that it returns.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        fault.text
    }
}

/// A fault of the file, at an offset where the text is to blame.
fn fault(message: String, place: Option<(&(String, String), usize)>) -> Fault {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let diagnostic = Diagnostic::new(Code::BadConfig, message);
    diagnostics.push(match place {
        Some(((path, text), offset)) => {
            let file = sources.add_text(path.clone(), text.clone());
            diagnostic.at_offset(&Origin::root(file), offset)
        }
        None => diagnostic,
    });
    let text = render::text(&diagnostics, &sources, false).trim_end().to_owned();
    let json = render::values(&diagnostics, &sources).first().map(ToString::to_string).unwrap_or_default();
    Fault { text, json }
}

/// What serde says of an unknown key or word, with the known one that looks like it in place of a long list.
fn suggested(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (message.split_once(" `"), quoted.split_first()) {
        (Some((what @ ("unknown field" | "unknown variant"), _)), Some((unknown, known))) => {
            let what = if what == "unknown field" { "key" } else { "word" };
            match nearest(unknown, known.iter().copied()) {
                Some(near) => format!("unknown {what} `{unknown}`; did you mean `{near}`?"),
                None => format!("unknown {what} `{unknown}`; there are `{}`", known.join("`, `")),
            }
        }
        _ => message.to_owned(),
    }
}

/// Each value as it stands in one line of a manifest.
fn lines(dependencies: &BTreeMap<String, Spanned<toml::Value>>) -> BTreeMap<String, String> {
    dependencies.iter().map(|(name, value)| (name.clone(), value.get_ref().to_string())).collect()
}

impl Sdk {
    /// The first that only a manifest can say, and where it stands.
    fn of_a_manifest(&self) -> Option<(&str, usize)> {
        let texts = [("license", self.license.as_ref()), ("repository", self.repository.as_ref())];
        let texts = texts.into_iter().chain([("authors", self.authors.first())]);
        let texts = texts.filter_map(|(key, text)| Some((key, text?.span().start)));
        let texts = texts.chain(self.member.iter().map(|member| ("member", member.span().start)));
        let added = self.dependencies.iter().chain(&self.dev_dependencies);
        texts.chain(added.map(|(name, line)| (name.as_str(), line.span().start))).min_by_key(|(_, at)| *at)
    }

    /// The options of a run.
    fn options(&self, name: &str) -> Options {
        let version = self.version.as_ref().map_or_else(|| Options::default().version, |v| v.get_ref().clone());
        let text = |spanned: &Spanned<String>| spanned.get_ref().clone();
        let schemas = self.schemas.iter().map(|(pointer, name)| (pointer.clone(), name.get_ref().clone()));
        let pagination = self.pagination.iter().map(|(id, paged)| (id.clone(), paged.get_ref().clone()));
        Options {
            name: name.to_owned(),
            version,
            metadata: Metadata {
                license: self.license.as_ref().map(text),
                authors: self.authors.iter().map(text).collect(),
                repository: self.repository.as_ref().map(text),
                dependencies: lines(&self.dependencies),
                dev_dependencies: lines(&self.dev_dependencies),
                member: self.member.as_ref().is_some_and(|member| *member.get_ref()),
            },
            kind: self.kind,
            only: self.only.iter().map(|text| Selector::parse(text.get_ref())).collect(),
            schemas: schemas.collect(),
            features: self.features.iter().map(|feature| *feature.get_ref()).collect(),
            formats: self.formats.clone(),
            models: self.models.iter().map(text).collect(),
            client_parameters: self.client_parameters.iter().map(text).collect(),
            pagination: pagination.collect(),
            webhooks: self.webhooks.unwrap_or(self.only.is_empty()),
            extra: false,
            record: None,
        }
    }
}
