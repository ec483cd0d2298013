//! Stage 1: bytes to values with positions. Knows files, YAML and JSON; knows nothing of OpenAPI.

mod fs;
mod locate;
mod parse;

use std::path::Path;

use serde_json::Value;

use crate::diag::Diagnostics;

pub use locate::locate;

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
}

/// One file as it was read.
#[derive(Clone, Debug)]
pub struct File {
    /// The path as the user gave it.
    pub path: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// The value: keys in document order, YAML's integer keys as strings, merge keys applied.
    pub value: Value,
}

/// Everything that was read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<File>,
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
}

/// Reads the entry document from disk.
pub fn load(path: &Path, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    let shown = path.display().to_string();
    match fs::read(path) {
        Ok(text) => load_text(&mut sources, shown, text, diagnostics),
        Err(error) => fs::report(&mut sources, shown, &error, diagnostics),
    }
    sources
}

/// The same for a text that is already in memory.
pub fn load_str(path: &str, text: &str, diagnostics: &mut Diagnostics) -> Sources {
    let mut sources = Sources::default();
    load_text(&mut sources, path.to_owned(), text.to_owned(), diagnostics);
    sources
}

fn load_text(sources: &mut Sources, path: String, text: String, diagnostics: &mut Diagnostics) {
    let id = FileId(u32::try_from(sources.files.len()).unwrap_or(u32::MAX));
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned);
    let value = parse::parse(&text, &Origin::root(id), diagnostics);
    sources.files.push(File { path, text, value: value.unwrap_or(Value::Null) });
}
