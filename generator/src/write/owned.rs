//! The manifest that a generated folder carries: which files are ours, and what they held.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use super::{SIGN, Tree};

/// Its name.
pub const NAME: &str = ".sdkwright";

/// Hashes by path.
pub struct Owned {
    files: BTreeMap<String, String>,
}

impl Owned {
    /// Reads it; a folder without one owns nothing. Lines that make no sense are passed over: a broken manifest
    /// must not stop the run that mends it.
    pub fn read(root: &Path) -> io::Result<Self> {
        let text = super::on_disk(&root.join(NAME))?.unwrap_or_default();
        let entry = |line: &str| {
            let (hash, path) = line.split_once("  ")?;
            let inside = Path::new(path).components().all(|c| matches!(c, Component::Normal(_)));
            (hash.len() == 64 && inside && !path.is_empty()).then(|| (path.to_owned(), hash.to_owned()))
        };
        Ok(Self { files: text.lines().filter_map(entry).collect() })
    }

    /// Whether a path is ours.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether it still holds what was generated.
    pub fn unchanged(&self, path: &str, text: &str) -> bool {
        self.files.get(path).is_some_and(|h| *h == hash(text))
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// The manifest of a tree.
pub fn text(tree: &Tree) -> String {
    let mut out = format!("# {SIGN}: the files it wrote here, with their SHA-256. It deletes no others.\n");
    for (path, text) in tree.iter() {
        out.push_str(&hash(text));
        out.push_str("  ");
        out.push_str(path);
        out.push('\n');
    }
    out
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
