//! The repository's own commands.

mod corpus;
mod hosts;
mod sdks;
mod steps;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::mock;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Regenerates the SDKs of `sdkwright.toml`, or those that are named.
    Generate {
        /// Names of `sdkwright.toml`.
        names: Vec<String>,
        /// Writes nothing; lists what is stale, with exit code 1.
        #[arg(long)]
        check: bool,
    },
    /// Passes every test: the workspace, and each generated crate on its own.
    Test,
    /// Starts the Appwrite-like server.
    Mock {
        /// The port; 0 takes one that is free.
        #[arg(long, default_value_t = 8089)]
        port: u16,
        /// How many users exist at the start.
        #[arg(long, default_value_t = 0)]
        users: usize,
    },
    /// Generates an SDK of every document of a folder, and compiles a spread of them.
    Corpus {
        /// A folder with `specs/`, or of documents.
        folder: PathBuf,
        /// Only documents whose name has this in it; may be repeated.
        #[arg(long)]
        only: Vec<String>,
        /// How many of the crates are compiled, with warnings as errors.
        #[arg(long, default_value_t = 0)]
        compile: usize,
        /// Makes the calls of the Users API with the SDK of Appwrite's own 0.12 document.
        #[arg(long)]
        calls: bool,
        /// Writes a table of tab-separated values.
        #[arg(long)]
        report: Option<PathBuf>,
    },
    /// Runs an independent client against the server: `python3 SCRIPT` with its address.
    Client {
        /// The Python that has the client installed.
        #[arg(long, default_value = "python3")]
        python: PathBuf,
    },
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    match Cli::parse().command {
        Command::Generate { names, check } => ExitCode::from(sdks::generate(root, &names, check) as u8),
        Command::Test => steps::test(root),
        Command::Corpus { folder, only, compile, calls, report } => {
            corpus::run(root, &corpus::Request { folder, only, compile, calls, report })
        }
        Command::Mock { port, users } => serve(port, users),
        Command::Client { python } => steps::client(root, &python),
    }
}

fn serve(port: u16, seed_users: usize) -> ExitCode {
    let options = mock::Options { port, seed_users, ..mock::Options::default() };
    let (project, key) = (options.project.clone(), options.key.clone());
    match mock::start(options) {
        Ok(mock) => {
            println!("{}\nX-Appwrite-Project: {project}\nX-Appwrite-Key: {key}", mock.base_url());
            mock.wait();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: port {port}: {error}");
            ExitCode::from(3)
        }
    }
}
