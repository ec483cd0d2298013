//! Which documents a folder of real ones has, and what is expected of each.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// A part of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Documents of one file.
    Specs,
    /// Documents that are spread over files.
    Multi,
    /// Documents that do not parse.
    Broken,
}

/// A document to try.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name in reports.
    pub slug: String,
    /// Its part.
    pub part: Part,
    /// Whether its authors made it faulty on purpose, so that it may be refused.
    pub faulty: bool,
    /// The entry file.
    pub path: PathBuf,
    /// What its references may reach; its own folder if `None`.
    pub root: Option<PathBuf>,
}

impl Document {
    /// Whether its name has one of these in it, if there are any.
    pub fn is_named(&self, only: &[String]) -> bool {
        only.is_empty() || only.iter().any(|part| self.slug.contains(part.as_str()))
    }

    /// The name of its crate.
    pub fn crate_name(&self) -> String {
        let words = self.slug.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        format!("c-{}", words.collect::<Vec<_>>().join("-"))
    }
}

/// The documents of `specs/`, `multi/` and `broken/`; of a folder that has none of them, its files.
///
/// # Errors
///
/// A folder that cannot be read.
pub fn find(folder: &Path) -> Result<Vec<Document>, String> {
    let faulty: BTreeSet<String> = read(&folder.join("faulty.txt")).lines().map(|l| l.trim().to_owned()).collect();
    let mut documents = Vec::new();
    let mut single = |folder: &Path, part: Part| -> Result<(), String> {
        for path in files(folder)? {
            let slug = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            documents.push(Document { faulty: faulty.contains(&slug), slug, part, path, root: None });
        }
        Ok(())
    };
    let [specs, multi, broken] = ["specs", "multi", "broken"].map(|name| folder.join(name));
    if ![&specs, &multi, &broken].into_iter().any(|f| f.is_dir()) {
        single(folder, Part::Specs)?;
    }
    if specs.is_dir() {
        single(&specs, Part::Specs)?;
    }
    if broken.is_dir() {
        single(&broken, Part::Broken)?;
    }
    for line in read(&folder.join("multi.tsv")).lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (Some(slug), Some(entry)) = (fields.first(), fields.get(5)) else { continue };
        for (slug, path) in entries(&multi.join(slug), slug, entry) {
            // The files of a repository refer to each other across its folders.
            let root = Some(multi.join(fields[0]));
            documents.push(Document { faulty: faulty.contains(&slug), slug, part: Part::Multi, path, root });
        }
    }
    documents.sort_by(|a, b| (a.part, &a.slug).cmp(&(b.part, &b.slug)));
    Ok(documents)
}

/// The entries that a row of `multi.tsv` names: one path, or with words in parentheses behind it (`several`, `each of
/// …`) every file of the repository that is a document with paths.
fn entries(folder: &Path, slug: &str, entry: &str) -> Vec<(String, PathBuf)> {
    let (first, several) = entry.split_once(" (").map_or((entry, false), |(first, _)| (first, true));
    if !several {
        return vec![(slug.to_owned(), folder.join(first))];
    }
    let (mut found, mut todo) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = todo.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|e| e.path()) {
            if path.is_dir() {
                todo.push(path);
            } else if is_entry(&read(&path)) {
                found.push(path);
            }
        }
    }
    let name = |path: &Path| path.strip_prefix(folder).unwrap_or(path).with_extension("").display().to_string();
    found.into_iter().map(|path| (format!("{slug}/{}", name(&path).replace('\\', "/")), path)).collect()
}

/// Whether a text looks like a document of its own: a version, and paths that are not an empty mapping.
fn is_entry(text: &str) -> bool {
    let has = |key: &str| text.lines().find_map(|l| l.trim_start_matches(['{', ' ', '"']).strip_prefix(key));
    let version =
        has("openapi").or_else(|| has("swagger")).is_some_and(|rest| rest.trim_start_matches('"').starts_with(':'));
    let paths = |l: &str| l.strip_prefix("paths:").is_some_and(|rest| rest.trim() != "{}");
    version && text.lines().any(paths)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let document = |p: &PathBuf| {
        let extension = p.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        p.is_file() && ["json", "yaml", "yml"].contains(&extension.as_str())
    };
    Ok(entries.flatten().map(|e| e.path()).filter(document).collect())
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_document() {
        let check = |text: &str, expected: bool| assert_eq!(is_entry(text), expected, "{text:?}");
        check("openapi: 3.0.0\npaths:\n  /a: {}\n", true);
        check("openapi: 3.1.0\npaths: {}\ncomponents: {}\n", false);
        check("package: api\npaths:\n", false);
    }
}
