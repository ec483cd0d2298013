//! The folder in which a run gets its files ready. It is on the disk of the files, so that each is moved to its place in one step; a
//! lock in it keeps runs apart; and what a killed run left there is finished, or thrown away where nothing was touched yet.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use same_file::Handle;

use super::{Plan, journal};

/// Its name.
const NAME: &str = ".sdkwright-staged";
const LOCK: &str = "lock";
const JOURNAL: &str = "journal";
const DRAFT: &str = "draft";

/// What a run before ours left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nothing.
    Nothing,
    /// Files that were being got ready; they were thrown away.
    Unused,
    /// Changes that were half made; they were finished.
    Finished,
}

/// The folder, and the lock on it; nobody else changes what is around it meanwhile.
pub struct Room {
    root: PathBuf,
    folder: PathBuf,
    /// The operating system lets go of it when we end, however that happens.
    _lock: File,
    /// What was there.
    pub left: Left,
}

/// Finishes what a killed run left; waits for a run that is at work.
///
/// # Errors
///
/// The file that cannot be moved; the rest stays to be finished.
pub fn recover(root: &Path) -> io::Result<Left> {
    if !root.join(NAME).exists() {
        return Ok(Left::Nothing);
    }
    let room = Room::enter(root)?;
    let left = room.left;
    room.leave()?;
    Ok(left)
}

impl Room {
    /// Waits until the folder is ours, and finishes what was left in it.
    pub fn enter(root: &Path) -> io::Result<Self> {
        let folder = root.join(NAME);
        let lock = loop {
            if folder.is_symlink() {
                return Err(io::Error::other(format!("`{NAME}` is a link: what it leads to is not ours")));
            }
            std::fs::create_dir_all(&folder).map_err(|error| {
                let words = "check its permissions and what is above it, or name another one";
                let message = format!("the folder cannot be made or written: {error}; {words}");
                io::Error::new(error.kind(), message)
            })?;
            if let Some(lock) = lock(&folder.join(LOCK))? {
                break lock;
            }
        };
        let mut room = Self { root: root.to_owned(), folder, _lock: lock, left: Left::Nothing };
        let steps = super::on_disk(&room.folder.join(JOURNAL))?.and_then(|text| journal::parse(&text));
        if let Some(steps) = steps {
            journal::carry_out(&steps, &room.folder, root, false)?;
            room.left = Left::Finished;
        }
        if room.clear()? && room.left == Left::Nothing {
            room.left = Left::Unused;
        }
        Ok(room)
    }

    /// Carries a plan out: all of it, or, where the files cannot be got ready, nothing.
    pub fn apply(&self, plan: &Plan) -> io::Result<()> {
        let ready = journal::stage(plan, &self.folder).and_then(|steps| {
            journal::prove(&steps, &self.root)?;
            let draft = self.folder.join(DRAFT);
            let mut file = File::create(&draft)?;
            file.write_all(journal::text(&steps).as_bytes())?;
            file.sync_all()?;
            // From here on the change is decided.
            std::fs::rename(draft, self.folder.join(JOURNAL))?;
            Ok(steps)
        });
        let steps = match ready {
            Ok(steps) => steps,
            Err(error) => {
                _ = self.clear();
                return Err(error);
            }
        };
        journal::carry_out(&steps, &self.folder, &self.root, true)
    }

    /// Takes the folder away.
    pub fn leave(self) -> io::Result<()> {
        self.clear()?;
        // While we hold the lock: who waits for it sees that it is no longer there.
        std::fs::remove_file(self.folder.join(LOCK))?;
        // Another run may have come in already.
        _ = std::fs::remove_dir(&self.folder);
        Ok(())
    }

    /// Deletes what a run puts there but the lock, the journal first: without it the others mean nothing. Whether there was
    /// anything.
    fn clear(&self) -> io::Result<bool> {
        let mut names: Vec<_> = std::fs::read_dir(&self.folder)?.flatten().map(|entry| entry.file_name()).collect();
        let staged = |name: &OsString| name.to_str().is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        names.retain(|name| name == JOURNAL || name == DRAFT || staged(name));
        names.sort_by_key(|name| name != JOURNAL);
        for name in &names {
            std::fs::remove_file(self.folder.join(name))?;
        }
        Ok(!names.is_empty())
    }
}

/// The lock, once it is free; `None` where the run that held it took the file away.
fn lock(path: &Path) -> io::Result<Option<File>> {
    let file = match File::options().create(true).truncate(false).write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    match file.lock() {
        // Some network disks have no locks; there runs are kept apart by the user.
        Err(error) if error.kind() != ErrorKind::Unsupported => return Err(error),
        _ => {}
    }
    let ours = Handle::from_file(file.try_clone()?)?;
    let same = Handle::from_path(path).is_ok_and(|now| now == ours);
    Ok(same.then_some(file))
}
