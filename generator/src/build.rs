//! For build scripts: one SDK as one file in `OUT_DIR`.

use std::path::{Path, PathBuf};

use crate::diag::allow::{Allow, Allowed};
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
    file_with(spec, Options { name: name.to_owned(), ..Options::default() }, &[])
}

/// The same with everything that `sdkwright.toml` could say; `kind` is a file in any case. Findings with the allowed codes
/// are no warnings of the build.
///
/// ```no_run
/// use std::path::Path;
/// use sdkwright::{Feature, Options, build};
///
/// let options = Options { name: "users".to_owned(), features: [Feature::Blocking].into(), ..Options::default() };
/// build::file_with(&Path::new("openapi.yaml").into(), options, &["D0512"])?;
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// Those of [`file`], and a code that cannot be allowed.
pub fn file_with(spec: &load::Request, options: Options, allow: &[&str]) -> Result<PathBuf, String> {
    let codes = allow.iter().map(|code| Ok((Allowed::parse(code)?, None))).collect::<Result<_, String>>()?;
    let folder = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: this is for build scripts")?;
    let mut diagnostics = Diagnostics::default();
    let mut sources = load::load(spec, &mut diagnostics);
    sources.files().iter().for_each(|f| println!("cargo::rerun-if-changed={}", f.path));
    let mut outcome = crate::generate(&sources, &Options { kind: Kind::File, ..options }, diagnostics);
    Allow { codes, file: None }.apply(&mut outcome.diagnostics, &mut sources);
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
