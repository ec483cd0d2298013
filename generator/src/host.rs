//! The crate that an SDK is a part of: whether its manifest has what the SDK needs.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::Dependency;
use crate::write;

/// The crate, as an SDK sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// Its manifest, if there is one.
    pub manifest: Option<PathBuf>,
    /// What the SDK needs; nothing where it is a crate of its own.
    pub needed: Vec<Dependency>,
    /// What of it the manifest does not name.
    pub missing: Vec<Dependency>,
}

impl Host {
    /// The crate that this folder is in.
    ///
    /// # Errors
    ///
    /// A manifest that cannot be read. One that is no manifest names nothing.
    pub fn of(folder: &Path, needed: Vec<Dependency>) -> io::Result<Self> {
        let mut host = Self { manifest: None, missing: needed.clone(), needed };
        if host.needed.is_empty() {
            return Ok(host);
        }
        // That of a mere workspace is the manifest of no crate.
        if let Some((path, manifest)) = above(folder, "package")? {
            let named = named(&manifest);
            host.missing.retain(|dependency| !named.contains(&ident(dependency.name)));
            host.manifest = Some(path);
        }
        Ok(host)
    }

    /// What is missing, as lines to add; nothing where nothing is.
    pub fn complaint(&self) -> String {
        if self.missing.is_empty() {
            return String::new();
        }
        let head = match &self.manifest {
            Some(path) => format!("{} lacks crates that the SDK needs; add to its `[dependencies]`:", path.display()),
            None => "the crate that is to hold the SDK needs in its `[dependencies]`:".to_owned(),
        };
        let lines = self.missing.iter().map(|dependency| format!("{}\n", dependency.line()));
        std::iter::once(head + "\n").chain(lines).collect()
    }
}

/// The workspace that this folder lies in and that does not exclude it: cargo refuses another one inside of it.
///
/// # Errors
///
/// A manifest that cannot be read.
pub fn workspace(folder: &Path) -> io::Result<Option<PathBuf>> {
    let folder = std::path::absolute(folder)?;
    let Some((path, manifest)) = folder.parent().map_or(Ok(None), |parent| above(parent, "workspace"))? else {
        return Ok(None);
    };
    let excluded = manifest["workspace"].get("exclude").and_then(toml::Value::as_array);
    let mut excluded = excluded.into_iter().flatten().filter_map(|entry| Some(path.with_file_name(entry.as_str()?)));
    Ok(if excluded.any(|entry| folder.starts_with(entry)) { None } else { Some(path) })
}

/// The nearest manifest with a table of this name, of the folder or of one above it.
fn above(folder: &Path, table: &str) -> io::Result<Option<(PathBuf, toml::Table)>> {
    for above in std::path::absolute(folder)?.ancestors() {
        let path = above.join("Cargo.toml");
        let manifest = write::on_disk(&path)?.and_then(|text| text.parse::<toml::Table>().ok());
        if let Some(manifest) = manifest.filter(|m| m.contains_key(table)) {
            return Ok(Some((path, manifest)));
        }
    }
    Ok(None)
}

/// The names of all dependencies, as code has them, those of single platforms too: who writes such a line knows why.
fn named(manifest: &toml::Table) -> BTreeSet<String> {
    let platforms = manifest.get("target").and_then(toml::Value::as_table);
    let tables =
        std::iter::once(manifest).chain(platforms.into_iter().flat_map(|t| t.values()).filter_map(|t| t.as_table()));
    let dependencies = tables.filter_map(|table| table.get("dependencies")?.as_table());
    dependencies.flat_map(|table| table.keys()).map(|name| ident(name)).collect()
}

/// Cargo takes `-` and `_` for different, code does not.
fn ident(name: &str) -> String {
    name.replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(manifest: &str, missing: &[&str]) {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("app/src/users");
        std::fs::create_dir_all(&below).expect("folders");
        std::fs::write(folder.path().join("app/Cargo.toml"), manifest).expect("a file");
        let needed = ["bytes", "tokio-util"].map(|name| Dependency { name, rest: "\"1\"".to_owned() });
        let host = Host::of(&below, needed.to_vec()).expect("a manifest");
        assert_eq!(host.missing.iter().map(|d| d.name).collect::<Vec<_>>(), missing);
        for name in missing {
            assert!(host.complaint().contains(&format!("\n{name} = \"1\"\n")));
        }
    }

    #[test]
    fn a_workspace_around() {
        let folder = tempfile::tempdir().expect("a folder");
        let check = |manifest: &str, expected: bool| {
            let path = folder.path().join("Cargo.toml");
            std::fs::write(&path, manifest).expect("a file");
            let found = workspace(&folder.path().join("crates/users")).expect("a manifest");
            assert_eq!(found, expected.then_some(path), "{manifest}");
        };
        check("[workspace]\nmembers = [\"crates/*\"]\n", true);
        check("[package]\nname = \"app\"\n[workspace]\nexclude = [\"crates/user\"]\n", true);
        check("[workspace]\nexclude = [\"crates/users\"]\n", false);
        check("[workspace]\nexclude = [\"other\", \"./crates/\"]\n", false);
        check("[package]\nname = \"app\"\n", false);
        // Its own is none around it.
        let own = folder.path().join("crates/users/Cargo.toml");
        std::fs::create_dir_all(own.parent().expect("a folder"))
            .and_then(|()| std::fs::write(own, "[workspace]\n"))
            .expect("a file");
        check("[workspace]\n", true);
    }

    #[test]
    fn what_a_manifest_lacks() {
        let package = "[package]\nname = \"app\"\n";
        check(&format!("{package}[dependencies]\nbytes = \"1\"\ntokio_util = {{ workspace = true }}\n"), &[]);
        check(&format!("{package}[dependencies.bytes]\nversion = \"1\"\n"), &["tokio-util"]);
        check(&format!("{package}[target.'cfg(unix)'.dependencies]\nbytes = \"1\"\n"), &["tokio-util"]);
        check(&format!("{package}[dev-dependencies]\nbytes = \"1\"\n"), &["bytes", "tokio-util"]);
        check("[workspace.dependencies]\nbytes = \"1\"\n", &["bytes", "tokio-util"]);
        check("[package\n", &["bytes", "tokio-util"]);
    }
}
