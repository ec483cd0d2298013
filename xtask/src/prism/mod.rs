//! `cargo xtask wire`: each operation of a document is called through its SDK, once with everything and once with what is
//! required, and prism, a mock server that is not ours, judges what arrives.
//!
//! What is called comes of the document's own words (`subject.rs`, `values.rs`); only the names of the surface are asked of
//! the model. Prism says which operation was reached and whether the request is right, `wire.rs` whether all of it arrived,
//! and the SDK whether the answer can be read.

mod answers;
mod copy;
pub mod expression;
mod judge;
mod limits;
mod pattern;
mod program;
mod raw;
mod report;
mod route;
mod schemas;
mod server;
mod subject;
mod values;
mod wire;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use sdkwright::run::Exit;

use crate::corpus::documents;
use crate::corpus::process::{self, Limits};
use report::{Code, Exception, Row};

/// What to try.
#[derive(Clone, Debug)]
pub struct Request {
    /// Documents, or folders of them.
    pub documents: Vec<PathBuf>,
    /// Of folders, only documents whose name is one of these.
    pub only: Vec<String>,
    /// Where a line of JSON for each exception goes.
    pub report: Option<PathBuf>,
}

/// The share of operations that must come through.
const ENOUGH: f64 = 0.99;

/// Judges each document; the exit code says whether enough came through and nothing is the SDK's fault.
pub fn run(root: &Path, request: &Request) -> ExitCode {
    match tried(root, request) {
        Ok(rows) => {
            print!("{}", report::summary(&rows));
            let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>() as f64;
            let ours = rows.iter().flat_map(|r| &r.exceptions).any(|e| e.code.ours());
            let enough = sum(|r| r.decoded) >= ENOUGH * sum(|r| r.operations);
            if enough && !ours { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(Exit::Io as u8)
        }
    }
}

fn tried(root: &Path, request: &Request) -> Result<Vec<Row>, String> {
    let mut found = Vec::new();
    for path in &request.documents {
        match path.is_dir() {
            true => {
                let named = |d: &documents::Document| request.only.contains(&d.slug);
                found.extend(documents::find(path)?.into_iter().filter(named));
            }
            false if path.is_file() => {
                let slug = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
                found.push(documents::Document {
                    slug,
                    part: documents::Part::Specs,
                    faulty: false,
                    path: path.clone(),
                    root: None,
                });
            }
            false => println!("wire: {} is not there; it was not tried", path.display()),
        }
    }
    let script = server::install(root)?;
    let mut rows = Vec::new();
    for document in &found {
        let row = one(root, &script, document)?;
        eprintln!("{}: {} of {} decoded", row.slug, row.decoded, row.operations);
        rows.push(row);
        // A run takes long: what is known is kept, however it ends.
        if let Some(path) = &request.report {
            std::fs::write(path, report::lines(&rows)).map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    Ok(rows)
}

fn one(root: &Path, script: &Path, document: &documents::Document) -> Result<Row, String> {
    let (slug, package) = (&document.slug, document.crate_name());
    let folder = root.join("target/wire").join(&package);
    let plan = subject::plan(&document.path, document.root.clone(), &package, &folder.join("sdk"))
        .map_err(|e| format!("{slug}: {e}"))?;
    let fail = |code: Code, detail: String| {
        let exception = Exception { operation: "all".to_owned(), call: "all", code, detail };
        let operations = plan.subjects.len();
        let beyond = if code.beyond() { operations } else { 0 };
        Row { slug: slug.clone(), operations, beyond, exceptions: vec![exception], ..Row::default() }
    };
    program::write(root, &folder, &package, &plan)?;
    let program = match program::build(root, &folder, &package) {
        Ok(program) => program,
        Err(why) => {
            eprintln!("{why}");
            return Ok(fail(Code::Uncompiled, why.lines().next().unwrap_or_default().to_owned()));
        }
    };
    let mut judged = document.path.clone();
    if let Some(copy) = &plan.copy {
        judged = folder.join("document.json");
        std::fs::write(&judged, copy.to_string()).map_err(|e| format!("{slug}: {e}"))?;
    }
    let answers = folder.join("answers.json");
    std::fs::write(&answers, plan.answers.to_string()).map_err(|e| format!("{}: {e}", answers.display()))?;
    let mut server = match server::Server::start(root, script, &judged, &folder) {
        Ok(server) => server,
        Err(why) => return Ok(fail(Code::Unread, why)),
    };
    let limits = Limits { time: Duration::from_secs(1800), memory: 4 << 30 };
    let ran = process::run(Command::new(program).arg(&server.base_url), limits).map_err(|e| format!("{slug}: {e}"))?;
    if !ran.stderr.is_empty() {
        eprintln!("{slug}: {}", ran.stderr);
    }
    let seen = std::fs::read_to_string(&server.log).unwrap_or_default();
    // What they were judged by stays, for those who look.
    std::fs::write(folder.join("calls.jsonl"), &ran.stdout).map_err(|e| format!("{slug}: {e}"))?;
    let happened =
        judge::Happened { said: judge::by_mark(&ran.stdout), seen: judge::by_mark(&seen), ended: server.ended() };
    Ok(judge::judge(slug, &plan, &happened))
}
