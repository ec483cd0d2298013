//! The `sdkwright` command line.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sdkwright::config::Config;
use sdkwright::diag::allow::{Allow, Allowed};
use sdkwright::diag::{Code, Diagnostics, render};
use sdkwright::load::{Location, Request};
use sdkwright::run::{Exit, Job, Report, run};
use sdkwright::write::Claim;
use sdkwright::{Kind, Options, inspect, load, model, resolve};

/// Turns an OpenAPI document into a Rust SDK that reads as if written by hand.
///
/// Exit codes: 0 done; 1 stale (`--check`); 2 the document or the configuration has errors; 3 input or output failed.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes SDKs: of one document with `--out`, else those of `sdkwright.toml`.
    Generate(Generate),
    /// Shows what would be generated from a document, and every part that would be skipped or weaker.
    Inspect(Inspect),
    /// Explains a diagnostic.
    Explain {
        /// Its code, e.g. `E0203`.
        code: String,
    },
}

#[derive(Args)]
struct Generate {
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
    /// The folder that no reference of the document leads out of; that of the document by default.
    #[arg(long, value_name = "DIR", requires = "out")]
    root: Option<PathBuf>,
    /// An overlay (Overlay Specification 1.0 or 1.1), applied to the document; may be repeated.
    #[arg(long, value_name = "FILE", requires = "out")]
    overlay: Vec<String>,
    /// Follows references to URLs, too.
    #[arg(long, requires = "out")]
    allow_remote: bool,
    /// The configuration.
    #[arg(long, value_name = "FILE", default_value = "sdkwright.toml", conflicts_with = "out")]
    config: PathBuf,
    /// Writes nothing; lists what is stale, with exit code 1.
    #[arg(long)]
    check: bool,
    /// Prints the document or an intermediate model instead of writing anything.
    #[arg(long, value_enum, requires = "out")]
    dump: Option<Dump>,
    /// Does not report diagnostics of this code; may be repeated.
    #[arg(long, value_name = "CODE", value_parser = Allowed::parse)]
    allow: Vec<Allowed>,
    /// Prints every diagnostic; else the gravest, and a table of the others.
    #[arg(long)]
    all: bool,
    /// How diagnostics are printed: `json` has all of them, an object a line, and their counts at the end.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Args)]
struct Inspect {
    /// The OpenAPI document: a path, an `https` URL, or `-` for standard input.
    spec: String,
    /// The folder that no reference of the document leads out of; that of the document by default.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// An overlay (Overlay Specification 1.0 or 1.1), applied to the document; may be repeated.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<String>,
    /// Follows references to URLs, too.
    #[arg(long)]
    allow_remote: bool,
    /// Prints every operation and every row.
    #[arg(long)]
    all: bool,
    /// `json` has everything, in one object.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
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

fn main() -> ExitCode {
    let exit = match Cli::parse().command {
        Command::Generate(arguments) => generate(&arguments),
        Command::Inspect(arguments) => inspect(&arguments),
        Command::Explain { code } => explain(&code),
    };
    ExitCode::from(exit as u8)
}

fn inspect(arguments: &Inspect) -> Exit {
    let request = Request {
        spec: Location::parse(&arguments.spec),
        overlays: arguments.overlay.iter().map(|o| Location::parse(o)).collect(),
        root: arguments.root.clone(),
        remote: arguments.allow_remote,
    };
    let mut diagnostics = Diagnostics::default();
    let sources = load::load(&request, &mut diagnostics);
    let inspection = inspect::inspect(&sources, diagnostics);
    let failed = inspection.diagnostics.has_errors();
    match arguments.format {
        Format::Json => print!("{}", inspect::json(&inspection, &sources)),
        Format::Text if failed => {
            eprint!("{}", render::text(&inspection.diagnostics, &sources, std::io::stderr().is_terminal()));
        }
        Format::Text => print!("{}", inspect::text(&inspection, &sources, arguments.all)),
    }
    if failed { Exit::Invalid } else { Exit::Done }
}

fn explain(code: &str) -> Exit {
    match Code::parse(code) {
        Ok(code) => {
            println!("{}: {}\n\n{}", code.id(), code.title(), code.explanation());
            Exit::Done
        }
        Err(why) => {
            let known: Vec<_> = Code::ALL.iter().map(|c| c.id()).collect();
            eprintln!("error: {why}\nhelp: the codes are {}", known.join(", "));
            Exit::Invalid
        }
    }
}

fn generate(arguments: &Generate) -> Exit {
    let jobs = match jobs(arguments) {
        Ok(jobs) => jobs,
        Err(why) => {
            eprintln!("{why}");
            return Exit::Invalid;
        }
    };
    if let (Some(dump), Some(job)) = (arguments.dump, jobs.first()) {
        return self::dump(job, dump, arguments.format);
    }
    let mut worst = Exit::Done;
    for job in &jobs {
        let report = run(job);
        print(job, &report, arguments);
        worst = worst.max(report.exit);
    }
    worst
}

/// What the arguments ask for, or what is printed instead.
fn jobs(arguments: &Generate) -> Result<Vec<Job>, String> {
    let allowed = arguments.allow.iter().map(|code| (*code, None));
    let Some(out) = &arguments.out else {
        let mut jobs = Config::read(&arguments.config)?.jobs(&arguments.what, arguments.check, Claim::Proven)?;
        jobs.iter_mut().for_each(|job| job.allow.codes.extend(allowed.clone()));
        return Ok(jobs);
    };
    let [spec] = arguments.what.as_slice() else {
        return Err(
            "error: `--out` needs one OpenAPI document: sdkwright generate openapi.yaml --out my-api".to_owned()
        );
    };
    let folder = || out.file_name().map(|n| n.to_string_lossy().into_owned());
    let name = arguments.name.clone().or_else(folder).unwrap_or_else(|| "sdk".to_owned());
    if !valid_name(&name) {
        return Err(format!(
            "error: `{name}` is no name of a crate\nhelp: use letters, digits, `-` and `_`, and start with a letter: --name my-api"
        ));
    }
    let kind = match arguments.kind {
        Output::Crate => Kind::Crate,
        Output::Module => Kind::Module,
        Output::File => Kind::File,
    };
    let options = Options { name, kind, ..Options::default() };
    Ok(vec![Job {
        spec: Request {
            spec: Location::parse(spec),
            overlays: arguments.overlay.iter().map(|o| Location::parse(o)).collect(),
            root: arguments.root.clone(),
            remote: arguments.allow_remote,
        },
        out: out.clone(),
        options,
        allow: Allow { codes: allowed.collect(), file: None },
        check: arguments.check,
        claim: Claim::Proven,
    }])
}

fn print(job: &Job, report: &Report, arguments: &Generate) {
    match arguments.format {
        Format::Text => eprint!("{}", report.diagnostics(arguments.all, std::io::stderr().is_terminal())),
        Format::Json => print!("{}", render::json(&report.diagnostics, &report.sources)),
    }
    if let Some(fault) = &report.fault {
        eprintln!("error: {fault}");
    }
    match report.exit {
        Exit::Done if arguments.format == Format::Text => println!("{}", report.summary(job)),
        Exit::Stale => {
            print!("{}", report.diff(60));
            eprintln!("error: {} is stale\nhelp: run the same command without --check", job.out.display());
        }
        _ => {}
    }
}

fn dump(job: &Job, dump: Dump, format: Format) -> Exit {
    let mut diagnostics = Diagnostics::default();
    let sources = load::load(&job.spec, &mut diagnostics);
    let mut text = String::new();
    if !diagnostics.has_errors() && dump == Dump::Document {
        let document = sources.root().map(|f| &f.value).unwrap_or(&serde_json::Value::Null);
        text = match format {
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
    eprint!("{}", render::text(&diagnostics, &sources, std::io::stderr().is_terminal()));
    if diagnostics.has_errors() {
        return Exit::Invalid;
    }
    println!("{}", text.trim_end());
    Exit::Done
}

fn valid_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
