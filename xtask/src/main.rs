//! The repository's own commands.

mod bench;
mod callers;
mod corpus;
mod docs;
mod hosts;
mod mutate;
mod prism;
mod random;
mod recipes;
mod roundtrip;
mod sdks;
mod steps;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

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
        /// Prints every diagnostic; else the gravest, and a table of the others.
        #[arg(long)]
        all: bool,
    },
    /// Writes `docs/SUPPORT.md` from the catalogue of codes, and `docs/DIFF.md` from the rules of `sdkwright diff`.
    Docs {
        /// Writes nothing; says whether the page is stale, with exit code 1.
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
    /// Generates an SDK of every document of a folder, counts its operations, and compiles a sample of them that has most of what the code of all has.
    Corpus {
        /// A folder with `specs/`, `multi/` or `broken/`, or of documents.
        folder: PathBuf,
        /// Only documents whose name has this in it; may be repeated.
        #[arg(long)]
        only: Vec<String>,
        /// How many documents are tried at once; the number of cores by default.
        #[arg(long)]
        jobs: Option<usize>,
        /// Seconds that one document may take.
        #[arg(long, default_value_t = 120)]
        timeout: u64,
        /// Megabytes that one document may take.
        #[arg(long, default_value_t = 4096)]
        memory: u64,
        /// How many of the crates are compiled, with warnings as errors: a number or `all`.
        #[arg(long, default_value = "0")]
        compile: corpus::Sample,
        /// Seconds that the compiler may take for one crate.
        #[arg(long, default_value_t = 600)]
        compile_timeout: u64,
        /// Takes operations and schemas out of each document, by this seed, and says which names that moves.
        #[arg(long)]
        names: Option<u64>,
        /// Looks for the descriptions of each document in the docs of its SDK, and fails where more than one in fifty is lost.
        #[arg(long)]
        words: bool,
        /// Makes the calls of the Users API with the SDK of Appwrite's own 0.12 document.
        #[arg(long)]
        calls: bool,
        /// Writes a line of JSON for each document.
        #[arg(long)]
        report: Option<PathBuf>,
    },
    /// Sends instances of the schemas of real documents through the types of their SDKs and back.
    Roundtrip {
        /// A folder with `specs/`, or of documents.
        folder: PathBuf,
        /// At least so many documents.
        #[arg(long, default_value_t = 150)]
        documents: usize,
        /// At least so many schemas.
        #[arg(long, default_value_t = 2000)]
        schemas: usize,
        /// Only documents whose SDK has at most so many types.
        #[arg(long, default_value_t = 250)]
        largest: usize,
        /// Which documents, and which instances.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Only documents whose name has this in it; may be repeated.
        #[arg(long)]
        only: Vec<String>,
        /// The Python that has `hypothesis-jsonschema` installed.
        #[arg(long, default_value = "target/python/bin/python")]
        python: PathBuf,
        /// Writes a line of JSON for each exception.
        #[arg(long)]
        report: Option<PathBuf>,
    },
    /// Measures what SDKs of documents cost to check and to build, beside those of the peers that are installed.
    Bench {
        /// The documents.
        #[arg(required = true)]
        documents: Vec<PathBuf>,
        /// How often each crate is built; the median counts.
        #[arg(long, default_value_t = 3)]
        runs: usize,
        /// Which builds; may be repeated.
        #[arg(long = "build", value_enum, default_values_t = [bench::Build::Check])]
        builds: Vec<bench::Build>,
        /// The folder into which the peers were installed (`cargo install --root`); the `PATH` by default.
        #[arg(long)]
        peers: Option<PathBuf>,
        /// Measures ours a second time, with one type for inline schemas that are alike (`sdkwright inspect --share`).
        #[arg(long)]
        share: bool,
    },
    /// Compares versions of a document, each with the one before, and compiles a program that was written against the older SDK
    /// against the newer one: what `sdkwright diff` says must be what the compiler says.
    History {
        /// The documents, the oldest first.
        #[arg(required = true, num_args = 2..)]
        documents: Vec<PathBuf>,
        /// Writes the changelog of each pair into this folder.
        #[arg(long, value_name = "DIR")]
        changelogs: Option<PathBuf>,
    },
    /// Edits documents by chance, one edit at a time, and compiles a program of the SDK before against the SDK after it: what
    /// `sdkwright diff` says must be what the compiler says.
    Edits {
        /// The documents.
        #[arg(required = true)]
        documents: Vec<PathBuf>,
        /// Which edits.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many in all.
        #[arg(long, default_value_t = 200)]
        count: usize,
    },
    /// Puts faults into documents by chance, and tries them as those of a corpus: each ends with an SDK that has what the document
    /// has, or with an error that names a place.
    Mutate {
        /// A folder with `specs/`, or of documents.
        folder: PathBuf,
        /// Only documents whose name has this in it; may be repeated.
        #[arg(long)]
        only: Vec<String>,
        /// Which documents, and which faults.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many documents are made.
        #[arg(long, default_value_t = 200)]
        count: usize,
        /// Kilobytes of the largest document that is taken.
        #[arg(long, default_value_t = 100)]
        largest: u64,
        /// How many of the crates are compiled, with warnings as errors: a number or `all`.
        #[arg(long, default_value = "0")]
        compile: corpus::Sample,
        /// How many documents are tried at once; the number of cores by default.
        #[arg(long)]
        jobs: Option<usize>,
    },
    /// Tries the recipes of `docs/RECIPES.md` in a folder outside of the workspace: builds, runs and breaks each.
    Recipes,
    /// Compares versions of a document, each with the one before, and their SDKs by `cargo-semver-checks`, which is to be installed:
    /// whatever that finds breaking, `sdkwright diff` must call so.
    Semver {
        /// The documents, the oldest first.
        #[arg(required = true, num_args = 2..)]
        documents: Vec<PathBuf>,
    },
    /// Puts load on an SDK (optimised, several minutes): what a call costs beside one written by hand, a million calls, a
    /// stream of 10 GB. `--help` after `--` has the numbers to choose.
    Soak {
        /// Handed on.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Measures how fast an SDK reads and writes JSON beside serde_derive (optimised). `--help` after `--` has the choices.
    Codec {
        /// Handed on.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Calls each operation of documents through their SDKs, with prism as the server that judges.
    Wire {
        /// Documents, or folders with `specs/` or of documents.
        documents: Vec<PathBuf>,
        /// Of folders, the documents of this name; may be repeated.
        #[arg(long)]
        only: Vec<String>,
        /// Writes a line of JSON for each exception.
        #[arg(long)]
        report: Option<PathBuf>,
    },
    /// One document of it, in a process of its own.
    #[command(hide = true)]
    CorpusOne(corpus::One),
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
        Command::Generate { names, check, all } => ExitCode::from(sdks::generate(root, &names, check, all) as u8),
        Command::Docs { check } => ExitCode::from(docs::run(root, check) as u8),
        Command::Test => steps::test(root),
        Command::Corpus {
            folder,
            only,
            jobs,
            timeout,
            memory,
            compile,
            compile_timeout,
            names,
            words,
            calls,
            report,
        } => corpus::run(
            root,
            &corpus::Request {
                folder,
                only,
                jobs: jobs.unwrap_or_else(cores).max(1),
                timeout: Duration::from_secs(timeout),
                memory: memory << 20,
                compile,
                compile_timeout: Duration::from_secs(compile_timeout),
                names,
                words,
                calls,
                report,
            },
        ),
        Command::Roundtrip { folder, documents, schemas, largest, seed, only, python, report } => {
            let python =
                if python.is_relative() && python.components().count() > 1 { root.join(python) } else { python };
            roundtrip::run(
                root,
                &roundtrip::Request { folder, documents, schemas, largest, seed, only, python, report },
            )
        }
        Command::Bench { documents, runs, builds, peers, share } => {
            bench::run(root, &bench::Request { documents, runs, builds, peers, share })
        }
        Command::History { documents, changelogs } => callers::history(root, &documents, changelogs.as_deref()),
        Command::Edits { documents, seed, count } => callers::edits(root, &documents, seed, count),
        Command::Mutate { folder, only, seed, count, largest, compile, jobs } => {
            let (jobs, largest) = (jobs.unwrap_or_else(cores).max(1), largest << 10);
            mutate::run(root, &mutate::Request { folder, only, seed, count, largest, compile, jobs })
        }
        Command::Recipes => recipes::run(root),
        Command::Semver { documents } => callers::semver(root, &documents),
        Command::Soak { arguments } => steps::measure(root, "xtask/soak", &arguments),
        Command::Codec { arguments } => steps::measure(root, "xtask/codec", &arguments),
        Command::Wire { documents, only, report } => prism::run(root, &prism::Request { documents, only, report }),
        Command::CorpusOne(one) => corpus::one(&one),
        Command::Mock { port, users } => serve(port, users),
        Command::Client { python } => steps::client(root, &python),
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
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
