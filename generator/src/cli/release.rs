//! `sdkwright generate NAME --since OLD`: the version of an SDK and its changelog, by what changed in the document.

use std::path::Path;

use serde_json::json;

use super::diff::Read;
use super::{Format, Voice, complain, refuse, say};
use crate::Kind;
use crate::config::{Config, Fault};
use crate::diag::Diagnostics;
use crate::diff::{self, Report, Step, changelog};
use crate::load::{Location, Request, Sources};
use crate::run::{Exit, Job, before};
use crate::write::{self, Claim};

/// The changelog of a crate: a file of its users, to which entries are added.
const CHANGELOG: &str = "CHANGELOG.md";

/// Makes the step in the configuration, then adds the entry; the SDK itself comes after. A pair of documents whose entry is there
/// was released before, so that a run that is repeated changes nothing.
///
/// # Errors
///
/// How the command ends; what is wrong was said.
pub fn release(config: &Path, names: &[String], old: &str, voice: &Voice, format: Format) -> Result<(), Exit> {
    let (read, job) = job(config, names).map_err(|fault| refuse(&fault, format))?;
    let name = job.options.name.as_str();
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let mut options = job.options.clone();
    options.record = before(&job, &mut sources, &mut diagnostics).map_err(|error| failed(&job.out, &error))?;
    voice.findings(&diagnostics, &sources, format);
    if diagnostics.has_errors() {
        return Err(Exit::Invalid);
    }
    let request = Request { spec: Location::parse(old), ..job.spec.clone() };
    let sides = [request, job.spec.clone()].map(|request| Read::of(&request, &options, voice, format));
    let [Some(old), Some(new)] = sides else { return Err(Exit::Invalid) };
    let diff = diff::compare(old.side(), new.side());
    let (path, mark) = (job.out.join(CHANGELOG), changelog::mark(&old.sources, &new.sources));
    let text = write::on_disk(&path).map_err(|error| failed(&path, &error))?.unwrap_or_default();
    if diff.step() == Step::None || text.contains(&mark) {
        return Ok(());
    }
    let from = &job.options.version;
    let stepped = diff.step().next(from).and_then(|to| Some((read.with_version(name, &to)?, to)));
    let Some((configured, to)) = stepped else {
        let why = format!("`[sdk.{name}]` has no version that a step can be made from");
        return Err(refuse(&Fault::usage(why, format!("give it one: version = \"{from}\"")), format));
    };
    // A run that is stopped in between leaves out a version; the other way round it would leave out the step.
    write::file(config, &configured).map_err(|error| failed(config, &error))?;
    let entry = changelog::entry(&Report::new(&diff, &old.sources, &new.sources), &to, &mark);
    write::file(&path, &changelog::insert(&text, &entry)).map_err(|error| failed(&path, &error))?;
    let step = diff.step().word();
    match format {
        Format::Json => say(&format!("{}\n", json!({"sdk": name, "from": from, "to": to, "step": step}))),
        Format::Text if !voice.quiet => say(&format!("{name}: {from} → {to}, a {step} step\n")),
        Format::Text => {}
    }
    Ok(())
}

/// The one SDK that is meant.
fn job(config: &Path, names: &[String]) -> Result<(Config, Job), Fault> {
    let read = Config::read(config)?;
    let jobs = read.jobs(names, false, Claim::Proven)?;
    let [job] = <[Job; 1]>::try_from(jobs).map_err(|jobs| {
        let help = "name it: sdkwright generate NAME --since old.yaml";
        Fault::usage(format!("`--since` is for one SDK, and here are {}", jobs.len()), help)
    })?;
    if job.options.kind != Kind::Crate {
        let why = format!("`{}` is no crate, and has no version of its own", job.options.name);
        return Err(Fault::usage(why, "`sdkwright diff` says what changed"));
    }
    Ok((read, job))
}

fn failed(path: &Path, error: &std::io::Error) -> Exit {
    complain(&format!("error: {}: {error}\n", path.display()));
    Exit::Io
}
