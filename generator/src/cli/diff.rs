//! `sdkwright diff OLD NEW`.

use std::path::{Path, PathBuf};

use super::{Voice, refuse, say};
use crate::config::{Config, Fault};
use crate::diag::Diagnostics;
use crate::diff::{self, Class, Report};
use crate::load::{self, Location, Request, Sources};
use crate::run::{Exit, recorded};
use crate::write::{self, Claim};
use crate::{Options, model, resolve};
use clap::{Args, ValueEnum};

#[derive(Args)]
pub struct Diff {
    /// The older OpenAPI document: a path, an `https` URL, or `-` for standard input.
    old: String,
    /// The newer one.
    new: String,
    /// The SDK of `sdkwright.toml` whose options and overlays count; without it, those of no configuration.
    #[arg(long, value_name = "NAME")]
    sdk: Option<String>,
    /// The configuration.
    #[arg(long, value_name = "FILE", default_value = "sdkwright.toml", requires = "sdk")]
    config: PathBuf,
    /// The folder that no reference of the documents leads out of; that of each document by default.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// An overlay (Overlay Specification 1.0 or 1.1), applied to both; may be repeated.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<String>,
    /// Follows references to URLs, too.
    #[arg(long)]
    allow_remote: bool,
    /// Ends with exit code 1 where something of the class changed.
    #[arg(long, value_enum, value_name = "CLASS")]
    fail_on: Option<FailOn>,
    /// Prints every change by itself; else what is alike at once, of a long list the beginning, and how many words changed.
    #[arg(long)]
    all: bool,
    /// How it is printed; `markdown` is for changelogs and pull requests, `json` has every change with its places.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What breaks source code or breaks on the wire.
    Breaking,
    /// What breaks source code.
    Source,
}

/// How both documents are read.
struct Reading {
    options: Options,
    overlays: Vec<Location>,
    root: Option<PathBuf>,
    remote: bool,
}

/// A document and the SDK that comes of it.
pub(super) struct Read {
    pub sources: Sources,
    api: crate::spec::Api,
    sdk: model::Sdk,
}

impl Read {
    pub fn side(&self) -> diff::Side<'_> {
        diff::Side { api: &self.api, sdk: &self.sdk }
    }
}

impl Diff {
    /// Compares, prints, and says how it ended.
    pub fn run(&self, voice: &Voice) -> Exit {
        let spoken = if self.format == Format::Json { super::Format::Json } else { super::Format::Text };
        let reading = match self.reading() {
            Ok(reading) => reading,
            Err(fault) => return refuse(&fault, spoken),
        };
        if [&self.old, &self.new].iter().all(|spec| Location::parse(spec) == Location::Stdin) {
            let fault =
                Fault::usage("standard input is one document, and two are compared", "name a file for one of them");
            return refuse(&fault, spoken);
        }
        // Both are read even if the first is at fault, so that one run shows all that is.
        let read = |spec| reading.read(spec, voice, spoken);
        let (Some(old), Some(new)) = (read(&self.old), read(&self.new)) else {
            return Exit::Invalid;
        };
        let diff = diff::compare(old.side(), new.side());
        let report = Report::new(&diff, &old.sources, &new.sources);
        match self.format {
            Format::Text => say(&diff::text(&report, self.all || voice.verbose)),
            Format::Markdown => say(&diff::markdown(&report)),
            Format::Json => say(&diff::json(&report)),
        }
        let fails = |class: Class| match self.fail_on {
            None => false,
            Some(FailOn::Breaking) => class.breaks(),
            Some(FailOn::Source) => class == Class::Source,
        };
        if diff.class().is_some_and(fails) { Exit::Stale } else { Exit::Done }
    }

    /// The configuration first, then what the command line adds.
    fn reading(&self) -> Result<Reading, Fault> {
        let mut reading =
            Reading { options: Options::default(), overlays: Vec::new(), root: None, remote: self.allow_remote };
        if let Some(name) = &self.sdk {
            for job in Config::read(&self.config)?.jobs(std::slice::from_ref(name), false, Claim::Proven)? {
                reading.options = Options { record: names(&job.out)?, ..job.options };
                reading.overlays = job.spec.overlays;
                reading.root = job.spec.root;
                reading.remote |= job.spec.remote;
            }
        }
        reading.overlays.extend(self.overlay.iter().map(|o| Location::parse(o)));
        reading.root = self.root.clone().or(reading.root);
        Ok(reading)
    }
}

/// The names that the SDK has, by which items are called.
fn names(out: &Path) -> Result<Option<model::Record>, Fault> {
    let (path, mut diagnostics) = (out.join(write::NAMES), Diagnostics::default());
    let help = "`sdkwright generate` says what is wrong with it";
    let record = recorded(&path, &mut Sources::default(), &mut diagnostics)
        .map_err(|error| Fault::usage(format!("{}: {error}", path.display()), help))?;
    if diagnostics.has_errors() {
        return Err(Fault::usage(format!("{} is no record of names", path.display()), help));
    }
    Ok(record)
}

impl Reading {
    fn read(&self, spec: &str, voice: &Voice, spoken: super::Format) -> Option<Read> {
        let request = Request {
            spec: Location::parse(spec),
            overlays: self.overlays.clone(),
            root: self.root.clone(),
            remote: self.remote,
        };
        Read::of(&request, &self.options, voice, spoken)
    }
}

impl Read {
    /// The first three stages; errors are printed.
    pub fn of(request: &Request, options: &Options, voice: &Voice, spoken: super::Format) -> Option<Self> {
        let mut diagnostics = Diagnostics::default();
        let sources = load::load(request, &mut diagnostics);
        let mut read = Self { sources, api: crate::spec::Api::default(), sdk: model::Sdk::default() };
        if !diagnostics.has_errors() {
            read.api = resolve::resolve(&read.sources, &mut diagnostics);
        }
        if !diagnostics.has_errors() {
            read.sdk = model::model(&read.api, options, &mut diagnostics);
        }
        if diagnostics.has_errors() {
            voice.findings(&diagnostics, &read.sources, spoken);
            return None;
        }
        Some(read)
    }
}
