//! The command line: what its commands are, and how all of them speak.

mod diff;
mod explain;
mod generate;
mod init;
mod inspect;
mod pages;
mod release;
mod watch;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ColorChoice, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::config::Fault;
use crate::diag::{Diagnostics, render};
use crate::load::{Location, Request, Sources};
use crate::run::Exit;

/// Turns an OpenAPI document into a Rust SDK that reads as if written by hand.
///
/// Exit codes: 0 done; 1 stale (`--check`) or breaking (`--fail-on`); 2 the document or the configuration has errors; 3 input or output failed.
#[derive(Parser)]
#[command(name = "sdkwright", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    voice: Voice,
}

#[derive(Subcommand)]
enum Command {
    /// Writes SDKs: of one document with `--out`, else those of `sdkwright.toml`.
    Generate(generate::Generate),
    /// Shows what would be generated from a document, and every part that would be skipped or weaker.
    Inspect(inspect::Inspect),
    /// Compares the SDKs of two documents: what changed for those who call them, and the step of the version.
    Diff(diff::Diff),
    /// Writes a `sdkwright.toml` for a document, with every option as a comment.
    Init(init::Init),
    /// Explains a diagnostic.
    Explain(explain::Explain),
    /// Prints the completions for a shell, e.g. `sdkwright completions bash`.
    Completions(pages::Completions),
    /// Writes the man pages, one a command, into a folder.
    Man(pages::Man),
}

/// How a command speaks.
#[derive(Args)]
struct Voice {
    /// Says nothing but errors, and what was asked for.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Says more: every diagnostic, what was read, what was written.
    #[arg(long, short, global = true)]
    verbose: bool,
    /// When messages have colours: on a terminal, unless `NO_COLOR` is set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// How a document is read, for the commands that read one.
#[derive(Args)]
struct Reading {
    /// The folder that no reference of the document leads out of; that of the document by default.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// An overlay (Overlay Specification 1.0 or 1.1), applied to the document; may be repeated.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<String>,
    /// Follows references to URLs, too.
    #[arg(long)]
    allow_remote: bool,
}

impl Reading {
    /// Whether anything of it was given.
    fn is_said(&self) -> bool {
        self.root.is_some() || !self.overlay.is_empty() || self.allow_remote
    }

    fn request(&self, spec: &str) -> Request {
        Request {
            spec: Location::parse(spec),
            overlays: self.overlay.iter().map(|o| Location::parse(o)).collect(),
            root: self.root.clone(),
            remote: self.allow_remote,
        }
    }
}

impl Voice {
    fn colour(&self) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                // https://no-color.org: set, and not to nothing.
                let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
                std::io::stderr().is_terminal() && !refused
            }
        }
    }

    /// Says what is wrong with a document.
    fn findings(&self, diagnostics: &Diagnostics, sources: &Sources, format: Format) {
        match format {
            Format::Text => complain(&render::text(diagnostics, sources, self.colour())),
            Format::Json => say(&render::json(diagnostics, sources)),
        }
    }

    /// The same where standard output has a text of its own, which is no place for findings.
    fn beside(&self, diagnostics: &Diagnostics, sources: &Sources, format: Format) {
        match format {
            Format::Text => self.findings(diagnostics, sources, format),
            Format::Json => complain(&render::json(diagnostics, sources)),
        }
    }
}

/// Runs a command; the first argument is the name of the program.
pub fn main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::command().try_get_matches_from(arguments).and_then(|m| Cli::from_arg_matches(&m)) {
        Ok(cli) => cli,
        // Usage errors are 2 as well, and `--help` is 0.
        Err(error) => error.exit(),
    };
    let voice = &cli.voice;
    let exit = match &cli.command {
        Command::Generate(command) => command.run(voice),
        Command::Inspect(command) => command.run(voice),
        Command::Diff(command) => command.run(voice),
        Command::Init(command) => command.run(voice),
        Command::Explain(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    };
    ExitCode::from(exit as u8)
}

/// The result, onto standard output. Where nobody reads it any more (`| head`), there is nobody to tell.
fn say(text: &str) {
    _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// What is wrong, onto standard error.
fn complain(text: &str) {
    _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// A fault of the configuration or of the arguments, which ends a command.
fn refuse(fault: &Fault, format: Format) -> Exit {
    match format {
        Format::Text => complain(&format!("{fault}\n")),
        Format::Json => say(&format!("{}\n", fault.json())),
    }
    Exit::Invalid
}
