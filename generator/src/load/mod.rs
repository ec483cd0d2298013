//! Stage 1: bytes to values with positions. Knows files, YAML and JSON; knows nothing of OpenAPI.

mod fs;
mod hints;
mod inputs;
mod links;
mod locate;
mod location;
mod overlay;
mod parse;
mod provenance;
mod remote;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::diag::Diagnostics;

pub(crate) use links::members;
pub use locate::locate;
pub use location::Location;
pub use parse::to_yaml;

/// A file of [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in the input: a file and a JSON Pointer (RFC 6901) into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Which file.
    pub file: FileId,
    /// Where in it; empty for the root.
    pub pointer: String,
}

impl Origin {
    /// The root of a file.
    pub fn root(file: FileId) -> Self {
        Self { file, pointer: String::new() }
    }

    /// The child with this key, escaped.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut pointer = String::with_capacity(self.pointer.len() + key.len() + 1);
        pointer.push_str(&self.pointer);
        pointer.push('/');
        for c in key.chars() {
            match c {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                c => pointer.push(c),
            }
        }
        Self { file: self.file, pointer }
    }

    /// The element at this index.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self { file: self.file, pointer: format!("{}/{index}", self.pointer) }
    }

    /// Whether this is that place or one in it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let rest = self.pointer.strip_prefix(&other.pointer).filter(|_| self.file == other.file);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A step of a JSON Pointer as the key that it stands for (RFC 6901 §4): what [`Origin::child`] escapes.
#[must_use]
pub fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// One file as it was read.
#[derive(Clone, Debug)]
pub struct File {
    /// The path as the user gave it.
    pub path: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// The value: keys in document order, YAML's integer keys as strings, merge keys and overlays applied.
    pub value: Value,
}

/// Everything that was read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    /// By file and the file part of a reference in it: the file that it leads to, or why it leads nowhere.
    links: BTreeMap<(FileId, String), Result<FileId, String>>,
    /// What overlays moved in the entry document.
    provenance: provenance::Provenance,
}

/// What to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The entry document.
    pub spec: Location,
    /// Overlays, applied to it in this order.
    pub overlays: Vec<Location>,
    /// The folder that no reference leads out of; that of the entry document by default.
    pub root: Option<PathBuf>,
    /// Whether references may lead to URLs.
    pub remote: bool,
}

impl From<Location> for Request {
    fn from(spec: Location) -> Self {
        Self { spec, overlays: Vec::new(), root: None, remote: false }
    }
}

impl From<&Path> for Request {
    fn from(path: &Path) -> Self {
        Location::File(path.to_owned()).into()
    }
}

impl Sources {
    /// The entry document.
    pub fn root(&self) -> Option<&File> {
        self.files.first()
    }

    /// A file by id.
    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// All files, the entry document first.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Where a node of what is generated from is written: overlays bring parts in, and move others.
    pub fn written(&self, origin: &Origin) -> Origin {
        if origin.file == FileId(0) { self.provenance.find(&origin.pointer) } else { origin.clone() }
    }

    /// Adds a text that is no part of the document and that diagnostics point into.
    pub fn add_text(&mut self, path: String, text: String) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(File { path, text, value: Value::Null });
        id
    }

    /// The file that the file part of a reference leads to.
    ///
    /// # Errors
    ///
    /// Why it leads nowhere.
    pub fn link(&self, from: FileId, name: &str) -> Result<FileId, String> {
        let found = self.links.get(&(from, links::plain(name).to_owned())).cloned();
        found.unwrap_or_else(|| Err(format!("`{name}` was not read")))
    }
}

/// Reads the entry document, applies its overlays, and reads every file that the result refers to.
pub fn load(request: &Request, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    let shown = request.spec.shown();
    match fs::read(&request.spec) {
        Ok(text) => add(&mut sources, shown, text, diagnostics),
        Err(error) => fs::report(&mut sources, shown, &error, diagnostics),
    }
    // Before the references: an overlay may bring some in.
    overlay::apply(&mut sources, &request.spec, &request.overlays, diagnostics);
    let root = request.root.clone().or_else(|| request.spec.folder().map(Into::into));
    links::read_all(&mut sources, &links::Rules { root, remote: request.remote, entry: &request.spec }, diagnostics);
    sources
}

/// The same for a text that is already in memory; it has no other files.
pub fn load_str(path: &str, text: &str, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    add(&mut sources, path.to_owned(), text.to_owned(), diagnostics);
    sources
}

fn add(sources: &mut Sources, path: String, text: String, diagnostics: &mut Diagnostics) {
    let id = FileId(u32::try_from(sources.files.len()).unwrap_or(u32::MAX));
    let value = parse::parse(&text, &Origin::root(id), diagnostics);
    sources.files.push(File { path, text, value: value.unwrap_or(Value::Null) });
}
