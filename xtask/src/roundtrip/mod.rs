//! `cargo xtask roundtrip`: instances of the component schemas of real documents, made by a tool that is not ours, through
//! the types of the SDK and back. What is valid comes back equal; what is not is refused at the right place.

mod draw;
pub mod equal;
mod host;
mod judge;
mod report;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use sdkwright::run::Exit;
use serde_json::{Value, json};

use draw::Subject;
use report::Totals;

/// What to try.
#[derive(Clone, Debug)]
pub struct Request {
    /// A folder with `specs/`, or of documents.
    pub folder: PathBuf,
    /// At least so many documents that have a type to try.
    pub documents: usize,
    /// At least so many schemas.
    pub schemas: usize,
    /// Larger SDKs are left out: compiling them takes too long, and their schemas are no others.
    pub largest: usize,
    /// Which documents, and which instances.
    pub seed: u64,
    /// Only documents whose name has one of these in it.
    pub only: Vec<String>,
    /// The Python that has the generator of instances.
    pub python: PathBuf,
    /// Where a line of JSON for each exception goes.
    pub report: Option<PathBuf>,
}

/// The share of instances that must be equal, and of spoilt ones that must be refused where they are wrong.
const ENOUGH: f64 = 0.995;

/// Draws, makes instances, compiles, judges; the exit code says whether enough is equal.
pub fn run(root: &Path, request: &Request) -> ExitCode {
    if !request.folder.is_dir() {
        println!("round trip: {} is not there; nothing was tried", request.folder.display());
        return ExitCode::SUCCESS;
    }
    match tried(root, request) {
        Ok(totals) => {
            print!("{}", totals.summary());
            if let Some(path) = &request.report
                && let Err(error) = std::fs::write(path, totals.lines())
            {
                eprintln!("error: {}: {error}", path.display());
                return ExitCode::from(Exit::Io as u8);
            }
            if totals.enough(ENOUGH) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(Exit::Io as u8)
        }
    }
}

fn tried(root: &Path, request: &Request) -> Result<Totals, String> {
    let folder = root.join("target/roundtrip");
    println!("round trip: seed {}", request.seed);
    let (subjects, mut totals) = draw::subjects(request, &folder)?;
    println!("round trip: {} schemas of {} documents", totals.schemas, subjects.len());
    let instances = instances(root, request, &folder, &subjects, &mut totals)?;
    let batches = host::batches(&subjects);
    for (number, batch) in batches.iter().copied().enumerate() {
        println!("round trip: program {} of {}", number + 1, batches.len());
        let host = host::write(root, &folder, number, batch)?;
        let program = host::build(root, &host)?;
        judge::batch(&program, batch, &instances, &mut totals)?;
    }
    Ok(totals)
}

/// What to try on one schema.
pub struct Instances {
    pub document: usize,
    pub schema: String,
    pub valid: Vec<Value>,
    pub invalid: Vec<Value>,
}

/// Calls the generator of instances.
fn instances(
    root: &Path,
    request: &Request,
    folder: &Path,
    subjects: &[Subject],
    totals: &mut Totals,
) -> Result<Vec<Instances>, String> {
    let (asked, made) = (folder.join("request.json"), folder.join("instances.jsonl"));
    let entry = |s: &Subject| {
        let names: Vec<&str> = s.typed.iter().map(|t| t.schema.as_str()).collect();
        json!({"id": s.id, "path": s.document, "schemas": names})
    };
    let documents: Vec<Value> = subjects.iter().map(entry).collect();
    let text = json!({"seed": request.seed, "plans": 3, "each": 3, "documents": documents}).to_string();
    std::fs::write(&asked, text).map_err(|e| format!("{}: {e}", asked.display()))?;
    let script = root.join("xtask/src/roundtrip/instances.py");
    // Hypothesis keeps a folder where it is called.
    let mut command = Command::new(&request.python);
    command.arg("-B").arg(script).args([&asked, &made]).current_dir(folder);
    let ran = command.status().map_err(|e| format!("{}: {e}", request.python.display()))?;
    if !ran.success() {
        return Err(format!(
            "{} made no instances; it needs: pip install {}",
            request.python.display(),
            "hypothesis==6.112.0 hypothesis-jsonschema==0.23.1 jsonschema==4.23.0"
        ));
    }
    let text = std::fs::read_to_string(&made).map_err(|e| format!("{}: {e}", made.display()))?;
    let mut all = Vec::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).map_err(|e| format!("{}: {e}", made.display()))?;
        if let Some(reason) = line["reason"].as_str() {
            let slug =
                subjects.iter().find(|s| Some(s.id as u64) == line["document"].as_u64()).map(|s| s.slug.as_str());
            let name = format!("{} {}", slug.unwrap_or_default(), line["schema"].as_str().unwrap_or_default());
            totals.not_made.entry(reason.to_owned()).or_default().push(name);
            continue;
        }
        let list = |key: &str| line[key].as_array().cloned().unwrap_or_default();
        all.push(Instances {
            document: line["document"].as_u64().unwrap_or_default() as usize,
            schema: line["schema"].as_str().unwrap_or_default().to_owned(),
            valid: list("valid"),
            invalid: list("invalid"),
        });
    }
    Ok(all)
}
