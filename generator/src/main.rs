//! The `sdkwright` command line.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use sdkwright::diag::{Code, Diagnostics, Severity, render};
use sdkwright::{Options, load, write};

/// Turns an OpenAPI document into a Rust SDK crate.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes a complete crate.
    Generate {
        /// The OpenAPI document.
        spec: PathBuf,
        /// The folder of the crate.
        #[arg(long)]
        out: PathBuf,
        /// The name of the crate; that of the folder by default.
        #[arg(long)]
        name: Option<String>,
        /// Writes nothing; fails with exit code 1 when a file is stale.
        #[arg(long)]
        check: bool,
        /// How diagnostics are printed.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Explains a diagnostic.
    Explain {
        /// Its code, e.g. `E0203`.
        code: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Exit codes are a contract: 0 done, 1 stale, 2 the document has errors, 3 I/O.
const STALE: u8 = 1;
const INVALID: u8 = 2;
const IO: u8 = 3;

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Generate { spec, out, name, check, format } => generate(&spec, &out, name, check, format),
        Command::Explain { code } => explain(&code),
    }
}

fn explain(code: &str) -> ExitCode {
    match Code::ALL.iter().find(|c| c.id().eq_ignore_ascii_case(code)) {
        Some(code) => {
            println!("{}: {}\n\n{}", code.id(), code.title(), code.explanation());
            ExitCode::SUCCESS
        }
        None => {
            let known: Vec<_> = Code::ALL.iter().map(|c| c.id()).collect();
            eprintln!("error: no diagnostic has the code `{code}`\nhelp: the codes are {}", known.join(", "));
            ExitCode::from(INVALID)
        }
    }
}

fn generate(spec: &Path, out: &Path, name: Option<String>, check: bool, format: Format) -> ExitCode {
    let started = Instant::now();
    let folder = || out.file_name().map(|n| n.to_string_lossy().into_owned());
    let name = name.or_else(folder).unwrap_or_else(|| "sdk".to_owned());
    if !valid_name(&name) {
        eprintln!(
            "error: `{name}` is no name of a crate\nhelp: use letters, digits, `-` and `_`, and start with a letter: --name my-api"
        );
        return ExitCode::from(INVALID);
    }
    let mut diagnostics = Diagnostics::default();
    let sources = load::load(spec, &mut diagnostics);
    let outcome = sdkwright::generate(&sources, &Options { name, ..Options::default() }, diagnostics);
    let mut diagnostics = outcome.diagnostics;
    let print = |diagnostics: &Diagnostics| match format {
        Format::Text => eprint!("{}", render::text(diagnostics, &sources, std::io::stderr().is_terminal())),
        Format::Json => println!("{}", render::json(diagnostics, &sources).trim_end()),
    };
    let Some(tree) = outcome.tree else {
        print(&diagnostics);
        return ExitCode::from(INVALID);
    };
    let plan = match write::plan(&tree, out, write::Claim::Proven, &mut diagnostics) {
        Ok(plan) => plan,
        Err(error) => return io(out, &error),
    };
    print(&diagnostics);
    if diagnostics.has_errors() {
        return ExitCode::from(INVALID);
    }
    let took = started.elapsed();
    let skipped = diagnostics.count(Severity::Skipped);
    if check {
        if !plan.is_stale() {
            return ExitCode::SUCCESS;
        }
        print!("{}", write::diff(&plan, 60));
        eprintln!("error: {} is stale\nhelp: run the same command without --check", out.display());
        return ExitCode::from(STALE);
    }
    if let Err(error) = write::apply(&plan) {
        return io(out, &error);
    }
    if format == Format::Text {
        println!(
            "{}: {} operations ({skipped} skipped), {} models, {} files in {:.0?}",
            out.display(),
            outcome.operations,
            outcome.models,
            tree.len(),
            took
        );
    }
    ExitCode::SUCCESS
}

fn valid_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn io(path: &Path, error: &std::io::Error) -> ExitCode {
    eprintln!("error: {}: {error}", path.display());
    ExitCode::from(IO)
}
