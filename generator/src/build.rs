//! For build scripts: one SDK as one file in `OUT_DIR`.

use std::path::{Path, PathBuf};

use crate::diag::{Diagnostics, Severity, render};
use crate::{Kind, Options, load};

/// Generates `$OUT_DIR/NAME.rs` from a document and tells cargo when to do it again. Include it where the SDK is to be:
///
/// ```ignore
/// mod users {
///     include!(concat!(env!("OUT_DIR"), "/users.rs"));
/// }
/// ```
///
/// Parts of the document that are skipped or weakened become warnings of the build.
///
/// # Errors
///
/// The diagnostics of a document that has errors, as text; a folder that cannot be written; no `OUT_DIR`.
pub fn file(spec: impl AsRef<Path>, name: &str) -> Result<PathBuf, String> {
    file_of(&spec.as_ref().into(), name)
}

/// The same of a document with overlays, from a URL, or with references that lead out of its folder.
///
/// # Errors
///
/// Those of [`file`].
pub fn file_of(spec: &load::Request, name: &str) -> Result<PathBuf, String> {
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: this is for build scripts")?;
    let mut diagnostics = Diagnostics::default();
    let sources = load::load(spec, &mut diagnostics);
    sources.files().iter().for_each(|f| println!("cargo::rerun-if-changed={}", f.path));
    let options = Options { name: name.to_owned(), kind: Kind::File, ..Options::default() };
    let outcome = crate::generate(&sources, &options, diagnostics);
    let said = render::text(&outcome.diagnostics, &sources, false);
    let Some(tree) = outcome.tree else { return Err(said) };
    for d in outcome.diagnostics.iter().filter(|d| d.severity() < Severity::Note) {
        println!("cargo::warning={}: {}", d.code.id(), d.message.replace('\n', " "));
    }
    let (path, text) = tree.iter().next().ok_or("nothing was generated")?;
    let path = PathBuf::from(folder).join(path);
    crate::write::file(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}
