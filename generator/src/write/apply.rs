//! A tree onto the disk, alone and as a whole.

use std::io;
use std::path::Path;

use super::room::Room;
use super::{Claim, Plan, Tree, plan};
use crate::diag::Diagnostics;

/// Compares a tree with a folder and makes the folder so: only files whose bytes change are touched, and none where anything
/// foreign is in the way, which is a diagnostic. What is the same leaves no trace, not even a lock.
///
/// # Errors
///
/// The first file or folder that cannot be read or written. While files are being got ready, nothing was touched; a run that
/// fails later is finished by the next.
pub fn update(tree: &Tree, root: &Path, claim: Claim, diagnostics: &mut Diagnostics) -> io::Result<Plan> {
    let compare = || {
        let mut said = Diagnostics::default();
        plan(tree, root, claim, &mut said).map(|plan| (plan, said))
    };
    let (mut planned, mut said) = compare()?;
    if planned.is_stale() && !said.has_errors() {
        let room = Room::enter(root)?;
        // Another run may have been at work until now.
        (planned, said) = compare()?;
        if planned.is_stale() && !said.has_errors() {
            room.apply(&planned)?;
        }
        room.leave()?;
    }
    diagnostics.extend(said);
    Ok(planned)
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
