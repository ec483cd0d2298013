//! What generates, as one number: of two generators with one version that write differently (from two commits of a
//! repository), a folder could not say otherwise which wrote it.

use std::path::{Path, PathBuf};

fn main() {
    let mut files = Vec::new();
    for folder in ["src", "templates/crate", "templates/runtime"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(Path::new(folder), &mut files);
    }
    files.sort();
    let mut hash = Fnv::default();
    for path in files {
        hash.add(path.to_string_lossy().replace('\\', "/").as_bytes());
        hash.add(&std::fs::read(path).unwrap_or_default());
    }
    println!("cargo::rustc-env=SDKWRIGHT_SOURCES={:016x}", hash.0);
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// FNV-1a; a carriage return does not count, because a checkout may add some.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().filter(|b| **b != b'\r').chain(&[0]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
