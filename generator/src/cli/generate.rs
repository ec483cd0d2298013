//! `sdkwright generate`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Format, Reading, Voice, complain, refuse, release, say, watch};
use crate::config::{Config, Fault, NAMING, is_crate_name};
use crate::diag::Diagnostics;
use crate::diag::allow::{Allow, Allowed};
use crate::diag::entries::Entries;
use crate::emit::Dependency;
use crate::load::Location;
use crate::model::Selector;
use crate::run::{Exit, Job, Report, run};
use crate::write::{Action, Claim};
use crate::{Kind, Options, load, model, resolve};

#[derive(Args)]
pub struct Generate {
    /// With `--out` the OpenAPI document: a path, an `https` URL, or `-` for standard input. Without it names of
    /// `sdkwright.toml`, all of them if there is none.
    #[arg(value_name = "SPEC | NAME")]
    what: Vec<String>,
    /// The folder to write.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the crate; that of the folder by default.
    #[arg(long, value_name = "CRATE", requires = "out")]
    name: Option<String>,
    /// What is written: a crate, a folder of modules for another crate, or one file for `include!`.
    #[arg(long, value_enum, requires = "out", default_value_t = Output::Crate)]
    kind: Output,
    /// Generates only these operations and the models that they need: an operationId, `METHOD /path`, or `tag:NAME`; may
    /// be repeated.
    #[arg(long, value_name = "SELECTOR", requires = "out")]
    only: Vec<String>,
    #[command(flatten)]
    reading: Reading,
    /// The configuration.
    #[arg(long, value_name = "FILE", default_value = "sdkwright.toml", conflicts_with = "out")]
    config: PathBuf,
    /// Writes nothing; lists what is stale, with exit code 1.
    #[arg(long)]
    check: bool,
    /// First steps the version in the configuration by what changed since this older document, and adds an entry to the
    /// CHANGELOG.md of the crate; for one SDK. Once is enough: the entry knows both documents.
    #[arg(long, value_name = "OLD", conflicts_with_all = ["out", "check", "watch"])]
    since: Option<String>,
    /// Prints the document or an intermediate model instead of writing anything.
    #[arg(long, value_enum)]
    dump: Option<Dump>,
    /// Does not report diagnostics of this code; may be repeated.
    #[arg(long, value_name = "CODE", value_parser = Allowed::parse)]
    allow: Vec<Allowed>,
    /// Prints every diagnostic; else the gravest, and a table of the others.
    #[arg(long)]
    all: bool,
    /// Does it again whenever a file that was read changes, until it is interrupted.
    #[arg(long, conflicts_with_all = ["check", "dump"])]
    watch: bool,
    /// How it is printed: `json` has an object a line: every diagnostic, their counts, and what was done with the files.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    Crate,
    Module,
    File,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dump {
    /// The document with its overlays applied: YAML, or with `--format json` JSON.
    Document,
    Spec,
    Model,
}

impl Generate {
    pub fn run(&self, voice: &Voice) -> Exit {
        if !self.watch {
            return self.once(voice, &mut BTreeSet::new());
        }
        if self.what.iter().any(|spec| Location::parse(spec) == Location::Stdin) {
            let help = "name a file".to_owned();
            return refuse(&Fault::usage("standard input cannot be watched", help), self.format);
        }
        let known = match self.out {
            Some(_) => self.what.iter().map(PathBuf::from).collect(),
            None => BTreeSet::from([self.config.clone()]),
        };
        let error = watch::watch(known.clone(), || {
            let mut read = known.clone();
            _ = self.once(voice, &mut read);
            if !voice.quiet && self.format == Format::Text {
                let files = if read.len() == 1 { "1 file".to_owned() } else { format!("{} files", read.len()) };
                complain(&format!("watching {files}; Ctrl+C ends it\n"));
            }
            read
        });
        complain(&format!("error: files cannot be watched: {error}\n"));
        Exit::Io
    }

    /// One round; `read` gets the files that were read.
    fn once(&self, voice: &Voice, read: &mut BTreeSet<PathBuf>) -> Exit {
        if let Some(old) = &self.since
            && let Err(exit) = release::release(&self.config, &self.what, old, voice, self.format)
        {
            return exit;
        }
        let mut jobs = match self.jobs() {
            Ok(jobs) => jobs,
            Err(fault) => return refuse(&fault, self.format),
        };
        if let (Some(dump), Some(job)) = (self.dump, jobs.first()) {
            return self.dump(job, dump, voice);
        }
        if jobs.is_empty() && !voice.quiet {
            self.idle();
        }
        let mut worst = Exit::Done;
        for job in &mut jobs {
            // Findings that are asked for have to be found.
            job.reuse = self.format == Format::Text && !self.all && !voice.verbose;
            let report = run(job);
            self.print(job, &report, voice);
            read.extend(report.sources.files().iter().map(|file| PathBuf::from(&file.path)));
            worst = worst.max(report.exit);
        }
        worst
    }

    /// Says that the configuration asks for nothing: silence would look like success.
    fn idle(&self) {
        let message = format!("{} names no SDK: there is nothing to generate", self.config.display());
        let help = "add a table `[sdk.my-api]` with `spec` and `out`";
        match self.format {
            Format::Text => complain(&format!("note: {message}\nhelp: {help}\n")),
            Format::Json => say(&format!("{}\n", json!({"severity": "note", "message": message, "help": help}))),
        }
    }

    /// What the arguments ask for.
    fn jobs(&self) -> Result<Vec<Job>, Fault> {
        let allowed = self.allow.iter().map(|code| (*code, None));
        // What is printed needs no folder.
        let printed = self.dump.is_some() && matches!(self.what.as_slice(), [one] if is_document(one));
        let out = self.out.clone().or(printed.then(|| PathBuf::from("sdk")));
        let Some(out) = &out else {
            if self.reading.is_said() {
                let why = "`--root`, `--overlay` and `--allow-remote` go with `--out`";
                return Err(Fault::usage(why, "the configuration has `root`, `overlays` and `allow_remote`"));
            }
            if let Some(spec) = self.what.iter().find(|what| is_document(what)) {
                let why = format!("`{spec}` is a document, and documents need a folder to go to");
                return Err(Fault::usage(why, format!("sdkwright generate {spec} --out my-api")));
            }
            let mut jobs = Config::read(&self.config)?.jobs(&self.what, self.check, Claim::Proven)?;
            jobs.iter_mut().for_each(|job| job.allow.codes.extend(allowed.clone()));
            return Ok(jobs);
        };
        let [spec] = self.what.as_slice() else {
            let help = "sdkwright generate openapi.yaml --out my-api".to_owned();
            return Err(Fault::usage("`--out` needs one OpenAPI document", help));
        };
        let folder = || out.file_name().map(|n| n.to_string_lossy().into_owned());
        let name = self.name.clone().or_else(folder).unwrap_or_else(|| "sdk".to_owned());
        if !is_crate_name(&name) {
            let help = format!("{NAMING}: --name my-api");
            return Err(Fault::usage(format!("`{name}` is no name of a crate"), help));
        }
        let kind = match self.kind {
            Output::Crate => Kind::Crate,
            Output::Module => Kind::Module,
            Output::File => Kind::File,
        };
        Ok(vec![Job {
            spec: self.reading.request(spec),
            out: out.clone(),
            options: Options {
                name,
                kind,
                only: self.only.iter().map(|text| Selector::parse(text)).collect(),
                webhooks: self.only.is_empty(),
                ..Options::default()
            },
            allow: Allow { codes: allowed.collect(), file: None },
            entries: Entries::default(),
            check: self.check,
            claim: Claim::Proven,
            reuse: false,
        }])
    }

    fn print(&self, job: &Job, report: &Report, voice: &Voice) {
        if let Some(fault) = &report.fault {
            complain(&format!("error: {fault}\n"));
        }
        if self.format == Format::Json {
            voice.findings(&report.diagnostics, &report.sources, Format::Json);
            return say(&format!("{}\n", outcome(job, report)));
        }
        if !voice.quiet || report.diagnostics.has_errors() {
            complain(&report.diagnostics(self.all || voice.verbose, voice.colour()));
        }
        if !voice.quiet && report.exit <= Exit::Stale {
            complain(&report.needs());
        }
        if voice.verbose {
            report.sources.files().iter().for_each(|file| complain(&format!("read {}\n", file.path)));
            for (word, action) in WRITTEN {
                paths(report, action).for_each(|path| complain(&format!("{word} {}\n", job.out.join(path).display())));
            }
        }
        match report.exit {
            Exit::Done if !voice.quiet => say(&format!("{}\n", report.summary(job))),
            Exit::Stale => {
                say(&report.diff(60));
                let out = job.out.display();
                complain(&format!("error: {out} is stale\nhelp: run the same command without --check\n"));
            }
            _ => {}
        }
    }

    fn dump(&self, job: &Job, dump: Dump, voice: &Voice) -> Exit {
        let mut diagnostics = Diagnostics::default();
        let mut sources = load::load(&job.spec, &mut diagnostics);
        let mut text = String::new();
        if !diagnostics.has_errors() && dump == Dump::Document {
            let document = sources.root().map(|f| &f.value).unwrap_or(&serde_json::Value::Null);
            text = match self.format {
                Format::Text => load::to_yaml(document).unwrap_or_default(),
                Format::Json => format!("{document:#}"),
            };
        } else if !diagnostics.has_errors() {
            let api = resolve::resolve(&sources, &mut diagnostics);
            text = match dump {
                Dump::Model => format!("{:#?}", model::model(&api, &job.options, &mut diagnostics)),
                Dump::Spec | Dump::Document => format!("{api:#?}"),
            };
        }
        job.entries.place(&mut diagnostics, &mut sources);
        job.allow.hide(&mut diagnostics);
        voice.beside(&diagnostics, &sources, self.format);
        if diagnostics.has_errors() {
            return Exit::Invalid;
        }
        say(&format!("{}\n", text.trim_end()));
        Exit::Done
    }
}

/// What may happen to a file, in the words of both formats.
const WRITTEN: [(&str, Action); 3] =
    [("created", Action::Create), ("updated", Action::Update), ("deleted", Action::Delete)];

/// The files that an action concerns.
fn paths(report: &Report, action: Action) -> impl Iterator<Item = &str> {
    let changes = report.plan.iter().flat_map(|plan| &plan.changes);
    changes.filter(move |change| change.action == action).map(|change| change.path.as_str())
}

/// How a job ended, for machines; with `--check` the files are those that a run would touch.
fn outcome(job: &Job, report: &Report) -> serde_json::Value {
    let files = WRITTEN.map(|(word, action)| (word.to_owned(), json!(paths(report, action).collect::<Vec<_>>())));
    let (operations, models) = report.sizes;
    json!({
        "sdk": job.options.name,
        "out": job.out.display().to_string(),
        "exit": report.exit as u8,
        "operations": operations,
        "models": models,
        "changed": report.plan.as_ref().map(|plan| &plan.causes),
        "dependencies": report.host.needed.iter().map(Dependency::line).collect::<Vec<_>>(),
        "missing": report.host.missing.iter().map(|dependency| dependency.name).collect::<Vec<_>>(),
        "files": files.into_iter().collect::<serde_json::Map<_, _>>(),
        "fault": report.fault,
    })
}

/// Whether an argument is rather a document than the name of an SDK.
fn is_document(what: &str) -> bool {
    let ending = Path::new(what).extension().is_some_and(|e| ["yaml", "yml", "json"].iter().any(|known| e == *known));
    ending || Location::parse(what) != Location::File(what.into())
}
