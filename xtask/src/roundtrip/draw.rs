//! Which documents and which of their schemas are tried, and the Rust type of each.

use std::path::{Path, PathBuf};

use sdkwright::diag::Diagnostics;
use sdkwright::load::{self, Sources};
use sdkwright::model::{DefKind, Sdk, Type};
use sdkwright::spec::{Api, Shape, ShapeId};
use sdkwright::{Kind, Options, emit, model, resolve, write};

use super::Request;
use super::report::Totals;
use crate::corpus::documents::{self, Document, Part};
use crate::random::Random;

/// A document whose types are tried.
pub struct Subject {
    /// The number of its module.
    pub id: usize,
    /// Its name in reports.
    pub slug: String,
    /// It as JSON.
    pub document: PathBuf,
    /// The folder of its modules.
    pub modules: PathBuf,
    /// How many types it has.
    pub types: usize,
    /// What is tried.
    pub typed: Vec<Typed>,
}

/// A schema that has a type.
pub struct Typed {
    /// Its name in the document.
    pub schema: String,
    /// Its type, below the module of the document.
    pub path: String,
    /// Whether the SDK bridges it to serde.
    pub bridged: bool,
}

/// What a schema has come to.
enum Found {
    Typed {
        path: String,
        bridged: bool,
    },
    /// Raw JSON: it comes back equal whatever it is, so it proves nothing.
    Raw,
    /// No type to try.
    None(&'static str),
}

/// Documents in an order that the seed decides, until there is enough.
///
/// # Errors
///
/// A folder that cannot be read or written.
pub fn subjects(request: &Request, folder: &Path) -> Result<(Vec<Subject>, Totals), String> {
    let fit = |d: &Document| d.part == Part::Specs && !d.faulty && d.is_named(&request.only);
    let mut all: Vec<Document> = documents::find(&request.folder)?.into_iter().filter(fit).collect();
    Random::new(request.seed).shuffle(&mut all);
    _ = std::fs::remove_dir_all(folder.join("sdks"));
    let (mut subjects, mut totals) = (Vec::new(), Totals::default());
    for document in all {
        if subjects.len() >= request.documents && totals.schemas >= request.schemas {
            break;
        }
        if let Some(subject) = subject(request, &document, subjects.len(), &mut totals, folder)? {
            totals.schemas += subject.typed.len();
            subjects.push(subject);
        }
    }
    totals.documents = subjects.len();
    Ok((subjects, totals))
}

fn subject(
    request: &Request,
    document: &Document,
    id: usize,
    totals: &mut Totals,
    folder: &Path,
) -> Result<Option<Subject>, String> {
    let mut diagnostics = Diagnostics::default();
    let sources = load::load(&load::Request::from(document.path.as_path()), &mut diagnostics);
    if diagnostics.has_errors() || sources.files().len() != 1 {
        return Ok(None);
    }
    let api = resolve::resolve(&sources, &mut diagnostics);
    if diagnostics.has_errors() || api.components.is_empty() {
        return Ok(None);
    }
    let options = Options { name: document.crate_name(), kind: Kind::Module, ..Options::default() };
    let sdk = model::model(&api, &options, &mut diagnostics);
    if diagnostics.has_errors() {
        return Ok(None);
    }
    if sdk.defs.len() > request.largest {
        totals.too_large += 1;
        return Ok(None);
    }
    let names = declared(&sources);
    let mut typed = Vec::new();
    let mut none = Vec::new();
    let mut raw = 0;
    for (name, id) in api.components.iter().filter(|(name, _)| names.contains(name)) {
        match found(&api, &sdk, *id, 0) {
            // Where such a schema is used, its type stands in an option.
            Found::Typed { path, .. } if api.nullable(*id) => {
                typed.push(Typed { schema: name.clone(), path: format!("Option<{path}>"), bridged: false });
            }
            Found::Typed { path, bridged } => typed.push(Typed { schema: name.clone(), path, bridged }),
            Found::Raw => raw += 1,
            Found::None(why) => none.push(why),
        }
    }
    if typed.is_empty() {
        return Ok(None);
    }
    totals.raw += raw;
    for why in none {
        *totals.no_type.entry(why).or_default() += 1;
    }
    let modules = folder.join(format!("sdks/d{id}"));
    let tree = emit::emit(&sdk, Kind::Module, &options.features);
    // The codec and what it reads: nothing else of an SDK is tried here, and it is most of the compiler's work.
    for (path, text) in tree.iter().filter(|(p, _)| p.starts_with("models/") || p.starts_with("codec/")) {
        write::file(&modules.join(path), text).map_err(|e| format!("{path}: {e}"))?;
    }
    let index = "use crate::runtime;\npub mod models;\nmod codec;\n";
    let as_json = modules.join("document.json");
    let value = sources.root().map(|r| r.value.to_string()).unwrap_or_default();
    for (path, text) in [(modules.join("mod.rs"), index), (as_json.clone(), value.as_str())] {
        write::file(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let slug = document.slug.clone();
    Ok(Some(Subject { id, slug, document: as_json, modules, types: sdk.defs.len(), typed }))
}

/// The names under which the document itself keeps its schemas.
fn declared(sources: &Sources) -> Vec<String> {
    let root = sources.root().map(|r| &r.value);
    let schemas = root.and_then(|r| r.pointer("/components/schemas").or_else(|| r.get("definitions")));
    schemas.and_then(|s| s.as_object()).map(|s| s.keys().cloned().collect()).unwrap_or_default()
}

/// The type of a schema.
fn found(api: &Api, sdk: &Sdk, id: ShapeId, depth: usize) -> Found {
    let target = api.target(id);
    if let Some(def) = sdk.defs.iter().find(|d| d.shape == Some(target)) {
        return match &def.kind {
            DefKind::Alias(Type::Json | Type::JsonMap) => Found::Raw,
            DefKind::Form { .. } => Found::None("a form of several parts, which is never read"),
            DefKind::Alias(_) => Found::Typed { path: format!("models::{}", def.name), bridged: false },
            _ => Found::Typed { path: format!("models::{}", def.name), bridged: true },
        };
    }
    match api.node(target).map(|n| &n.shape) {
        Some(Shape::List { item, .. }) if depth < 4 => match found(api, sdk, *item, depth + 1) {
            Found::Typed { path, .. } if api.nullable(*item) => {
                Found::Typed { path: format!("Vec<Option<{path}>>"), bridged: false }
            }
            Found::Typed { path, .. } => Found::Typed { path: format!("Vec<{path}>"), bridged: false },
            other => other,
        },
        Some(Shape::Object(_) | Shape::Union(_) | Shape::Map { .. } | Shape::Enum { .. }) => {
            Found::None("no operation reaches it")
        }
        Some(Shape::Any) => Found::Raw,
        _ => Found::None("a scalar, which has no type of its own"),
    }
}
