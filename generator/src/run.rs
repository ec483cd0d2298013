//! One job from document to disk, as the command line and a repository's own tasks run it. Nothing here prints.
//!
//! ```no_run
//! use std::path::Path;
//! use std::process::ExitCode;
//!
//! use sdkwright::config::{Config, Fault};
//! use sdkwright::run::{Exit, run};
//! use sdkwright::write::Claim;
//!
//! // In a task of yours: writes the SDKs of `sdkwright.toml`, or with `check` compares them.
//! fn generate(check: bool) -> Result<ExitCode, Fault> {
//!     let mut worst = Exit::Done;
//!     for job in Config::read(Path::new("sdkwright.toml"))?.jobs(&[], check, Claim::Proven)? {
//!         let report = run(&job);
//!         print!("{}", report.text(&job));
//!         worst = worst.max(report.exit);
//!     }
//!     Ok(ExitCode::from(worst as u8))
//! }
//! ```

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::diag::allow::Allow;
use crate::diag::entries::Entries;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, brief, render};
use crate::host::{self, Host};
use crate::load::{self, Origin, Sources};
use crate::model::Record;
use crate::write::{self, Action, Claim, Left, Plan, Stamp};
use crate::{Kind, Options, Outcome};

/// What to do.
#[derive(Clone, Debug)]
pub struct Job {
    /// The document, and what may be read beside it.
    pub spec: load::Request,
    /// The folder.
    pub out: PathBuf,
    /// Name, version, kind.
    pub options: Options,
    /// Which findings are accepted.
    pub allow: Allow,
    /// Where the entries of the configuration stand that findings may be about.
    pub entries: Entries,
    /// Compare only.
    pub check: bool,
    /// Whose the files in the way are.
    pub claim: Claim,
    /// Whether it may end early where the manifest proves that nothing has changed; what was found before is not found again.
    pub reuse: bool,
}

/// How it ended. The numbers are the exit codes, which are a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// What is on disk is stale.
    Stale = 1,
    /// The document or the configuration has errors.
    Invalid = 2,
    /// A file or folder cannot be read or written.
    Io = 3,
}

/// What a job did.
#[derive(Debug)]
pub struct Report {
    /// How it ended.
    pub exit: Exit,
    /// What was read.
    pub sources: Sources,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
    /// What was compared or written, unless the job ended before.
    pub plan: Option<Plan>,
    /// How many files were found as they had been written, where nothing had to be made.
    pub unchanged: Option<usize>,
    /// The crate that the SDK is a part of.
    pub host: Host,
    /// Operations and models.
    pub sizes: (usize, usize),
    /// From the first byte read to the last written.
    pub took: Duration,
    /// What went wrong with the disk.
    pub fault: Option<String>,
}

/// Runs it.
pub fn run(job: &Job) -> Report {
    let started = Instant::now();
    let mut diagnostics = Diagnostics::default();
    let mut sources = load::load(&job.spec, &mut diagnostics);
    let mut options = job.options.clone();
    options.extra |= options.kind.extra().iter().any(|path| job.out.join(path).is_file());
    let stamp = stamp(job, &options, &sources);
    let unread =
        before(job, &mut sources, &mut diagnostics).map(|found| options.record = options.record.take().or(found)).err();
    if let Some(files) = stamp.as_ref().and_then(|stamp| unchanged(job, stamp, &diagnostics)) {
        diagnostics.retain(|d| d.code == Code::RunFinished);
        let (exit, host, sizes, took) = (Exit::Done, Host::default(), (0, 0), started.elapsed());
        let unchanged = Some(files);
        return Report { exit, sources, diagnostics, plan: None, unchanged, host, sizes, took, fault: None };
    }
    let Outcome { tree, dependencies, operations, models, mut diagnostics } =
        crate::generate(&sources, &options, diagnostics);
    let sizes = (operations, models);
    let found = Host::of(&job.out, dependencies);
    let (host, unread) = (found.as_ref().cloned().unwrap_or_default(), unread.or(found.err()));
    let report = |exit, plan, mut diagnostics: Diagnostics, fault| {
        let mut sources = sources;
        job.entries.place(&mut diagnostics, &mut sources);
        job.allow.apply(&mut diagnostics, &mut sources);
        Report { exit, sources, diagnostics, plan, unchanged: None, host, sizes, took: started.elapsed(), fault }
    };
    let fault = |error: std::io::Error| Some(format!("{}: {error}", job.out.display()));
    if let Some(error) = unread {
        return report(Exit::Io, None, diagnostics, fault(error));
    }
    let Some(mut tree) = tree else { return report(Exit::Invalid, None, diagnostics, None) };
    tree.stamp = stamp;
    match settle(job, &tree, &mut diagnostics) {
        Err(error) => report(Exit::Io, None, diagnostics, fault(error)),
        Ok(plan) if diagnostics.has_errors() => report(Exit::Invalid, Some(plan), diagnostics, None),
        Ok(plan) if job.check && plan.is_stale() => report(Exit::Stale, Some(plan), diagnostics, None),
        Ok(plan) => report(Exit::Done, Some(plan), diagnostics, None),
    }
}

/// What the SDK is made of. A declared folder has none: it belongs to whoever works on the generator, is compared as a whole each
/// time, and would change with every line of its sources.
fn stamp(job: &Job, options: &Options, sources: &Sources) -> Option<Stamp> {
    // The names given before are a file of the folder, which the manifest lists.
    let options = Options { record: None, ..options.clone() };
    let beside = (job.spec.remote, job.spec.root.is_some());
    (job.claim == Claim::Proven).then(|| Stamp::new(&format!("{options:?} {beside:?}"), sources.inputs(&job.spec.spec)))
}

/// How many files there are, if none of them and nothing that they are made of has changed, and nobody wants to know more. What
/// an SDK inside another crate needs of it is known only when it is made, and its manifest may have changed.
fn unchanged(job: &Job, stamp: &Stamp, diagnostics: &Diagnostics) -> Option<usize> {
    let asked = job.reuse && job.options.kind == Kind::Crate && !diagnostics.has_errors();
    asked.then(|| write::unchanged(stamp, &job.out).ok()).flatten().flatten()
}

/// Cargo refuses a workspace inside another, in words that do not say what to do.
fn in_workspace(job: &Job, diagnostics: &mut Diagnostics) -> std::io::Result<()> {
    if job.options.kind == Kind::Crate
        && !job.options.metadata.member
        && let Some(around) = host::workspace(&job.out)?
    {
        let (out, around, name) = (job.out.display(), around.display(), &job.options.name);
        let message =
            format!("`{out}` is a workspace of its own, inside of that of `{around}`, which does not exclude it");
        let help = format!("add it to `exclude` there, or say `member = true` under `[sdk.{name}]` in sdkwright.toml");
        diagnostics.push(Diagnostic::new(Code::InWorkspace, message).help(help));
    }
    Ok(())
}

/// The names that are on disk; first what an earlier run has left half made is finished, or they, and all that is compared
/// later, would be of neither state.
pub(crate) fn before(
    job: &Job,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> std::io::Result<Option<Record>> {
    if write::recover(&job.out)? == Left::Finished {
        let message = format!("a run that was stopped while it wrote `{}` was finished", job.out.display());
        diagnostics.push(Diagnostic::new(Code::RunFinished, message));
    }
    recorded(&job.out.join(write::NAMES), sources, diagnostics)
}

/// What is on disk made as it should be, or compared with it.
fn settle(job: &Job, tree: &write::Tree, diagnostics: &mut Diagnostics) -> std::io::Result<Plan> {
    in_workspace(job, diagnostics)?;
    if job.check {
        write::plan(tree, &job.out, job.claim, diagnostics)
    } else {
        write::update(tree, &job.out, job.claim, diagnostics)
    }
}

/// The names that an earlier run recorded in this file, if there was one.
///
/// # Errors
///
/// A file that is there and cannot be read; one that is damaged is a diagnostic.
pub fn recorded(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> std::io::Result<Option<Record>> {
    let Some(text) = write::on_disk(path)? else { return Ok(None) };
    match Record::read(&text) {
        Ok(record) => Ok(Some(record)),
        Err(faults) => {
            let file = Origin::root(sources.add_text(path.display().to_string(), text));
            for fault in faults {
                let said = format!("a line of the record of names cannot be read: {}", fault.message);
                let help = "mend it (of a merge both sides can stay); without it names would move";
                diagnostics.push(Diagnostic::new(Code::BadRecord, said).at_offset(&file, fault.offset).help(help));
            }
            Ok(None)
        }
    }
}

impl Report {
    /// The diagnostics for people: every one, or the gravest and a table.
    pub fn diagnostics(&self, all: bool, colour: bool) -> String {
        if all {
            render::text(&self.diagnostics, &self.sources, colour)
        } else {
            brief::text(&self.diagnostics, &self.sources, colour, "`--all`")
        }
    }

    /// All that there is to say to people, without colours.
    pub fn text(&self, job: &Job) -> String {
        let mut text = self.diagnostics(false, false) + &self.needs();
        match (&self.fault, self.exit) {
            (Some(fault), _) => text += &format!("error: {fault}\n"),
            (None, Exit::Done) => text += &format!("{}\n", self.summary(job)),
            (None, Exit::Stale) => text += &format!("{}error: {} is stale\n", self.diff(60), job.out.display()),
            (None, Exit::Invalid | Exit::Io) => {}
        }
        text
    }

    /// The lines that the manifest of the host lacks, below a note that says so.
    pub fn needs(&self) -> String {
        let complaint = self.host.complaint();
        if complaint.is_empty() { complaint } else { format!("note: {complaint}") }
    }

    /// One line: what there is, what changed, how long it took.
    pub fn summary(&self, job: &Job) -> String {
        if let Some(files) = self.unchanged {
            let out = job.out.display();
            return format!(
                "{out}: nothing changed since its {files} files were written (`--all` repeats what was found), in {:.0?}",
                self.took
            );
        }
        let (operations, models) = self.sizes;
        let mut parts = vec![format!("{operations} operations")];
        let skipped = self.diagnostics.count(Severity::Skipped);
        parts.extend((skipped > 0).then(|| format!("{skipped} skipped")));
        let degraded = self.diagnostics.count(Severity::Degraded);
        parts.extend((degraded > 0).then(|| format!("{degraded} weaker types")));
        parts.push(format!("{models} models"));
        if let Some(plan) = &self.plan {
            let count = |action| plan.count(action);
            let (written, gone) = (count(Action::Create) + count(Action::Update), count(Action::Delete));
            let files = plan.changes.len() - gone;
            let lines: usize = plan.changes.iter().map(|c| c.new.lines().count()).sum();
            parts.push(format!("{files} files ({lines} lines)"));
            parts.push(if written + gone == 0 { "nothing changed".to_owned() } else { format!("{written} written") });
            parts.extend((gone > 0).then(|| format!("{gone} deleted")));
        }
        format!("{}: {}, in {:.0?}", job.out.display(), parts.join(", "), self.took)
    }

    /// What has changed since the folder was written, then every stale file with its diff, at the most `lines` lines of each.
    pub fn diff(&self, lines: usize) -> String {
        let Some(plan) = &self.plan else { return String::new() };
        let causes: String = plan.causes.iter().map(|cause| format!("{}: {cause}\n", plan.root.display())).collect();
        causes + &write::diff(plan, lines)
    }
}
