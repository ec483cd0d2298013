//! `cargo xtask bench`: what an SDK costs those who build it, beside the peers' crates of the same documents.
//!
//! Every figure is of the crate alone: what it depends on is built before. The tools take turns, so that whatever else
//! the machine does falls on all of them; only the ratios of one run mean something.

mod census;
mod table;
mod tool;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

use crate::corpus::process::{self, End, Limits};
use crate::steps::Step;
use census::Census;
use tool::{Programs, Tool};

/// What to measure.
#[derive(Clone, Debug)]
pub struct Request {
    /// The documents.
    pub documents: Vec<PathBuf>,
    /// How often each crate is built; the median counts.
    pub runs: usize,
    /// Which builds.
    pub builds: Vec<Build>,
    /// The folder of the peers' programs; the `PATH` if absent.
    pub peers: Option<PathBuf>,
    /// Whether ours is measured a second time, with one type for inline schemas that are alike.
    pub share: bool,
}

/// A way to build a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Build {
    /// `cargo check`
    Check,
    /// `cargo build`
    Dev,
    /// `cargo build --release`
    Release,
}

impl Build {
    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Dev => "dev build",
            Self::Release => "release build",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Dev => &["build"],
            Self::Release => &["build", "--release"],
        }
    }
}

/// What a process took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// By the clock.
    pub wall: Duration,
    /// User and system time of it and its children.
    pub cpu: Duration,
    /// The greatest resident memory of any one of its processes, in bytes.
    pub memory: u64,
}

/// The crate that a tool made of a document.
struct Made {
    tool: Tool,
    folder: PathBuf,
    generation: Cost,
    lines: usize,
    census: Census,
    /// By build: every run.
    costs: Vec<Vec<Cost>>,
}

/// A crate of a large document may take the compiler this long.
const LONGEST: Duration = Duration::from_secs(1200);

/// Measures them all, and prints a table a document.
pub fn run(root: &Path, request: &Request) -> ExitCode {
    let own = match own(root) {
        Ok(own) => own,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::FAILURE;
        }
    };
    let programs = Programs { peers: request.peers.clone(), own };
    let (tools, absent): (Vec<_>, Vec<_>) = Tool::ALL
        .into_iter()
        .filter(|tool| request.share || *tool != Tool::Shared)
        .partition(|tool| tool.installed(&programs));
    for tool in absent {
        println!("{} is not installed: `cargo install --locked {}`", tool.name(), tool.name());
    }
    for document in &request.documents {
        println!("\n{}", document.file_name().unwrap_or_default().to_string_lossy());
        match measure(root, request, &programs, &tools, document) {
            Ok(made) => println!("{}", table::of(&request.builds, &made)),
            Err(why) => {
                eprintln!("error: {why}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

/// Our own program, as its users have it.
fn own(root: &Path) -> Result<PathBuf, String> {
    let built = Step::cargo(root, &["build", "--release", "--quiet", "--package", "sdkwright"]).run(root);
    if built { Ok(root.join("target/release/sdkwright")) } else { Err("sdkwright does not build".to_owned()) }
}

fn measure(
    root: &Path,
    request: &Request,
    programs: &Programs,
    tools: &[Tool],
    document: &Path,
) -> Result<Vec<Made>, String> {
    let mut made = Vec::new();
    for tool in tools {
        match generate(root, programs, *tool, document) {
            Ok(one) => made.push(one),
            Err(why) => println!("{}: {why}", tool.name()),
        }
    }
    for (index, build) in request.builds.iter().enumerate() {
        made.retain(|one| compiles(one, *build, prepared(root, one, *build)).is_some());
        for run in 0..request.runs {
            made.retain_mut(|one| {
                let Some(cost) = compiles(one, *build, cargo(root, one, *build)) else { return false };
                // A large document takes an hour: what is known of it so far is shown.
                let (tool, wall, memory) = (one.tool.name(), cost.wall.as_secs_f64(), cost.memory as f64 / 1e6);
                eprintln!("{tool}: {} {}: {wall:.2} s, {memory:.0} MB", build.name(), run + 1);
                one.costs.resize(request.builds.len(), Vec::new());
                one.costs.get_mut(index).into_iter().for_each(|costs| costs.push(cost));
                true
            });
        }
    }
    Ok(made)
}

fn generate(root: &Path, programs: &Programs, tool: Tool, document: &Path) -> Result<Made, String> {
    let stem = document.file_stem().unwrap_or_default().to_string_lossy();
    let folder = root.join("target/bench").join(&*stem).join(tool.name());
    let fault = |e: std::io::Error| e.to_string();
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(fault)?;
    let document = document.canonicalize().map_err(fault)?;
    let generation = watched(&mut tool.command(programs, &document, &folder)?)?;
    tool.finish(&folder).map_err(fault)?;
    let source = folder.join("src");
    // What every SDK carries, and how its types are read, is no type of the document.
    let census = census::of(&source, &["runtime", "codec"])?;
    Ok(Made { tool, lines: lines(&source), folder, generation, census, costs: Vec::new() })
}

/// What a build of a crate took, or why it is left out.
fn compiles(made: &Made, build: Build, cost: Result<Cost, String>) -> Option<Cost> {
    cost.inspect_err(|why| println!("{}: {}: {why}", made.tool.name(), build.name())).ok()
}

/// Builds what a crate depends on: the crate itself is empty meanwhile.
fn prepared(root: &Path, made: &Made, build: Build) -> Result<Cost, String> {
    let index = made.folder.join("src/lib.rs");
    let fault = |e: std::io::Error| e.to_string();
    let text = std::fs::read(&index).map_err(fault)?;
    std::fs::write(&index, "").map_err(fault)?;
    let cost = cargo(root, made, build);
    std::fs::write(&index, text).map_err(fault)?;
    cost
}

/// Builds a crate anew; what it depends on is kept.
fn cargo(root: &Path, made: &Made, build: Build) -> Result<Cost, String> {
    let index = made.folder.join("src/lib.rs");
    // Cargo goes by the time of the file: the text is the same.
    let text = std::fs::read(&index).map_err(|e| e.to_string())?;
    std::fs::write(&index, text).map_err(|e| e.to_string())?;
    let mut command = process::cargo();
    command.args(build.arguments()).args(["--lib", "--quiet"]).current_dir(&made.folder);
    command.env("CARGO_TARGET_DIR", root.join("target/bench").join(made.tool.name())).env("CARGO_INCREMENTAL", "0");
    command.env_remove("RUSTFLAGS");
    watched(&mut command)
}

/// Runs a command to its end.
fn watched(command: &mut Command) -> Result<Cost, String> {
    let spent = || {
        getrusage(UsageWho::RUSAGE_CHILDREN)
            .map(|u| u.user_time().num_microseconds() + u.system_time().num_microseconds())
    };
    let before = spent().map_err(|e| e.to_string())?;
    let started = Instant::now();
    let ran = process::run(command, Limits { time: LONGEST, memory: u64::MAX }).map_err(|e| e.to_string())?;
    let wall = started.elapsed();
    let cpu = spent().map_err(|e| e.to_string())? - before;
    match ran.end {
        End::Exited(status) if status.success() => Ok(Cost {
            wall,
            cpu: Duration::from_micros(u64::try_from(cpu).unwrap_or_default()),
            memory: ran.memory.unwrap_or_default(),
        }),
        End::Exited(_) => {
            let first = ran.stderr.lines().find(|l| l.to_lowercase().contains("error")).unwrap_or_default();
            Err(format!("fails: {first}"))
        }
        _ => Err(format!("does not end within {LONGEST:.0?}")),
    }
}

/// Lines of the Rust files below a folder.
fn lines(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    entries
        .map(|path| match path {
            _ if path.is_dir() => lines(&path),
            _ if path.extension().is_some_and(|e| e == "rs") => {
                std::fs::read_to_string(&path).map_or(0, |text| text.lines().count())
            }
            _ => 0,
        })
        .sum()
}
