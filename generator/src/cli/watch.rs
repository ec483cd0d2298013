//! `--watch`: once more whenever a file that was read has changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{Event, RecursiveMode};

/// Editors write a file in several steps: a change is over when none of its steps has come for so long.
const QUIET: Duration = Duration::from_millis(100);

/// Does the work, which says which files it read, again and again; comes back only when the watching fails.
pub fn watch(first: BTreeSet<PathBuf>, mut work: impl FnMut() -> BTreeSet<PathBuf>) -> notify::Error {
    let (sender, events) = channel();
    let mut watcher = match notify::recommended_watcher(sender) {
        Ok(watcher) => watcher,
        Err(error) => return error,
    };
    let mut watched = BTreeSet::new();
    let mut files: BTreeSet<PathBuf> = first.iter().filter_map(|file| place(file)).collect();
    loop {
        // Before the work as well: a change that comes while it is done must not be lost.
        let round = folders(&mut watcher, &files, &mut watched).and_then(|()| {
            files.extend(work().iter().filter_map(|file| place(file)));
            folders(&mut watcher, &files, &mut watched)?;
            changed(&events, &files)
        });
        if let Err(error) = round {
            return error;
        }
    }
}

/// Watches folders, not files: many editors put a new file in the place of the old one.
fn folders(
    watcher: &mut impl notify::Watcher,
    files: &BTreeSet<PathBuf>,
    watched: &mut BTreeSet<PathBuf>,
) -> notify::Result<()> {
    for folder in files.iter().filter_map(|file| file.parent()) {
        if !watched.contains(folder) {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
            watched.insert(folder.to_owned());
        }
    }
    Ok(())
}

/// An absolute path without links in its folders, as events have it; none where the folder is not there.
fn place(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(folder.canonicalize().ok()?.join(file.file_name()?))
}

/// Waits until one of the files has changed, and the change is over.
fn changed(events: &Receiver<notify::Result<Event>>, files: &BTreeSet<PathBuf>) -> notify::Result<()> {
    let concerns = |event: &Event| !event.kind.is_access() && event.paths.iter().any(|path| files.contains(path));
    let gone = || notify::Error::generic("the watcher has ended");
    while !concerns(&events.recv().map_err(|_| gone())??) {}
    let mut end = Instant::now() + QUIET;
    loop {
        // What happens to other files, such as that they are read, does not put it off.
        match events.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(event) => end = if concerns(&event?) { Instant::now() + QUIET } else { end },
            Err(RecvTimeoutError::Timeout) => return Ok(()),
            Err(RecvTimeoutError::Disconnected) => return Err(gone()),
        }
    }
}
