//! The manifest that a generated folder carries: which files are ours, and what they held.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use super::{SIGN, Stamp};

/// Its name.
pub const NAME: &str = ".sdkwright";

/// What is ours.
pub struct Owned {
    /// Hashes by path; two of one path where a merge left both sides.
    files: BTreeMap<String, Vec<String>>,
    /// What they were made of.
    pub stamp: Option<Stamp>,
    /// Whether it is as it was written: no merge has left its marks, or two hashes of a file.
    pub sound: bool,
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
        let mut files = BTreeMap::<_, Vec<_>>::new();
        for (path, hash) in text.lines().filter_map(entry) {
            files.entry(path).or_default().push(hash);
        }
        let stamp = Stamp::parse(&text);
        let lines = files.iter().flat_map(|(path, hashes)| hashes.iter().map(|hash| (path.as_str(), hash.clone())));
        let sound = files.values().all(|hashes| hashes.len() == 1) && text == written(stamp.as_ref(), lines);
        Ok(Self { files, stamp, sound })
    }

    /// Whether a path is ours.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether it still holds what was generated.
    pub fn unchanged(&self, path: &str, text: &[u8]) -> bool {
        self.files.get(path).is_some_and(|hashes| hashes.contains(&hash(text)))
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// The manifest of files, of which are given path and text.
pub fn text<'a>(stamp: Option<&Stamp>, files: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    written(stamp, files.map(|(path, text)| (path, hash(text.as_bytes()))))
}

/// A manifest of paths and hashes.
fn written<'a>(stamp: Option<&Stamp>, files: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut out = format!("# {SIGN}: the files it wrote here, with their SHA-256. It deletes no others.\n");
    out.extend(stamp.map(Stamp::text));
    for (path, hash) in files {
        out.push_str(&hash);
        out.push_str("  ");
        out.push_str(path);
        out.push('\n');
    }
    out
}

/// SHA-256 in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
