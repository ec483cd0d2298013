//! A plan onto the disk. Everything is written beside its place first and moved there by renaming, so that a run that
//! fails half way leaves each file whole, old or new; the manifest comes last.

use std::io;
use std::path::Path;

use super::{Action, Plan};

/// Carries a plan out; a plan without changes writes nothing.
///
/// # Errors
///
/// The first file or folder that cannot be written; while files are being prepared, nothing was touched.
pub fn apply(plan: &Plan) -> io::Result<()> {
    if !plan.is_stale() {
        return Ok(());
    }
    std::fs::create_dir_all(&plan.root)?;
    let staged = tempfile::Builder::new().prefix(".sdkwright-").tempdir_in(&plan.root)?;
    let written =
        || plan.changes.iter().enumerate().filter(|(_, c)| matches!(c.action, Action::Create | Action::Update));
    for (index, change) in written() {
        std::fs::write(staged.path().join(index.to_string()), &change.new)?;
    }
    for (index, change) in written() {
        let target = plan.root.join(&change.path);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::rename(staged.path().join(index.to_string()), target)?;
    }
    for change in plan.changes.iter().filter(|c| c.action == Action::Delete) {
        let target = plan.root.join(&change.path);
        std::fs::remove_file(&target)?;
        prune(&plan.root, &target);
    }
    Ok(())
}

/// Removes the folders that became empty; one that is not empty refuses, which is the end of it.
fn prune(root: &Path, file: &Path) {
    for folder in file.ancestors().skip(1).take_while(|a| *a != root && a.starts_with(root)) {
        if std::fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// Writes one file, by renaming, where its text is not there yet.
///
/// # Errors
///
/// The file or its folder cannot be written.
pub fn file(path: &Path, text: &str) -> io::Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let staged = tempfile::Builder::new().prefix(".sdkwright-").tempdir_in(folder)?;
    let beside = staged.path().join("file");
    std::fs::write(&beside, text)?;
    std::fs::rename(beside, path)
}
