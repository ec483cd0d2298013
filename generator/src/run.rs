//! One job from document to disk, as the command line and a repository's own tasks run it. Nothing here prints.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::diag::allow::Allow;
use crate::diag::{Diagnostics, Severity, brief, render};
use crate::load::{self, Sources};
use crate::write::{self, Action, Claim, Plan};
use crate::{Options, Outcome};

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
    /// Compare only.
    pub check: bool,
    /// Whose the files in the way are.
    pub claim: Claim,
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
    let sources = load::load(&job.spec, &mut diagnostics);
    let Outcome { tree, operations, models, mut diagnostics } = crate::generate(&sources, &job.options, diagnostics);
    let sizes = (operations, models);
    let report = |exit, plan, mut diagnostics: Diagnostics, fault| {
        let mut sources = sources;
        job.allow.apply(&mut diagnostics, &mut sources);
        Report { exit, sources, diagnostics, plan, sizes, took: started.elapsed(), fault }
    };
    let Some(tree) = tree else { return report(Exit::Invalid, None, diagnostics, None) };
    let fault = |error: std::io::Error| Some(format!("{}: {error}", job.out.display()));
    let plan = match write::plan(&tree, &job.out, job.claim, &mut diagnostics) {
        Ok(plan) => plan,
        Err(error) => return report(Exit::Io, None, diagnostics, fault(error)),
    };
    if diagnostics.has_errors() {
        return report(Exit::Invalid, Some(plan), diagnostics, None);
    }
    if job.check {
        let exit = if plan.is_stale() { Exit::Stale } else { Exit::Done };
        return report(exit, Some(plan), diagnostics, None);
    }
    match write::apply(&plan) {
        Ok(()) => report(Exit::Done, Some(plan), diagnostics, None),
        Err(error) => report(Exit::Io, Some(plan), diagnostics, fault(error)),
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

    /// One line: what there is, what changed, how long it took.
    pub fn summary(&self, job: &Job) -> String {
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

    /// Every stale file with its diff, at the most `lines` lines of each.
    pub fn diff(&self, lines: usize) -> String {
        self.plan.as_ref().map(|plan| write::diff(plan, lines)).unwrap_or_default()
    }
}
