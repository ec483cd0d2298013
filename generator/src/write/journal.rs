//! The journal of a run: what it is about to move and delete. It is written before the first file is touched, so that
//! whoever comes after a run that was killed knows what is left to do.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::owned::hash;
use super::{Action, Plan, blocker};

/// One thing to do. It is done only where the file still holds what it held when the journal was written: what
/// somebody changed since is theirs, and the next comparison shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Relative to the root.
    path: String,
    /// The hash of what is there; `None`: nothing.
    old: Option<String>,
    /// The name of the staged file and its hash; `None`: the file is deleted.
    new: Option<(String, String)>,
}

/// Writes the new texts of a plan into the folder `room`; what is to be done with them, the manifest last.
pub fn stage(plan: &Plan, room: &Path) -> io::Result<Vec<Step>> {
    let mut steps = Vec::new();
    for (index, change) in plan.changes.iter().enumerate().filter(|(_, c)| c.action != Action::Same) {
        let new = match change.action {
            Action::Delete => None,
            _ => {
                let name = index.to_string();
                std::fs::write(room.join(&name), &change.new).map_err(|error| at(Path::new(&change.path), &error))?;
                Some((name, hash(change.new.as_bytes())))
            }
        };
        steps.push(Step { path: change.path.clone(), old: found(&plan.root.join(&change.path))?, new });
    }
    Ok(steps)
}

/// The journal as text.
pub fn text(steps: &[Step]) -> String {
    let line = |step: &Step| {
        let (name, new) = step.new.as_ref().map_or(("-", "-"), |(name, hash)| (name, hash));
        format!("{name} {} {new} {}\n", step.old.as_deref().unwrap_or("-"), step.path)
    };
    steps.iter().map(line).chain([END.to_owned()]).collect()
}

const END: &str = "end\n";

/// Reads a journal; `None` where it is not whole, or names what is outside of the folder.
pub fn parse(text: &str) -> Option<Vec<Step>> {
    let some = |word: &str| (word != "-").then(|| word.to_owned());
    let step = |line: &str| {
        let mut words = line.splitn(4, ' ');
        let (name, old, new, path) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let inside = |path: &str| Path::new(path).components().all(|c| matches!(c, Component::Normal(_)));
        let sound = !path.is_empty() && inside(path) && inside(name) && (name == "-") == (new == "-");
        sound.then(|| Step { path: path.to_owned(), old: some(old), new: some(name).zip(some(new)) })
    };
    let steps = text.strip_suffix(END).filter(|steps| steps.is_empty() || steps.ends_with('\n'))?;
    steps.lines().map(step).collect()
}

/// Whether every folder takes a file, before the first is moved to its place: of a run that stops midway an SDK remains of which
/// one half is old. Nothing of it is to be seen where a system has files without a name; a folder is looked at once.
pub fn prove(steps: &[Step], root: &Path) -> io::Result<()> {
    let there = |step: &Step| root.join(&step.path).ancestors().skip(1).find(|a| a.is_dir()).map(Path::to_owned);
    let folders: BTreeSet<PathBuf> = steps.iter().filter_map(there).collect();
    folders.iter().try_for_each(|folder| {
        tempfile::tempfile_in(folder).map(drop).map_err(|error| {
            let below = folder.strip_prefix(root).unwrap_or(folder);
            let error = at(if below.as_os_str().is_empty() { Path::new(".") } else { below }, &error);
            io::Error::new(error.kind(), format!("{error}; nothing was written"))
        })
    })
}

/// An error, and where it was.
pub fn at(path: &Path, error: &io::Error) -> io::Error {
    // The library that makes files without a name says a path itself, one that nobody knows.
    let why =
        error.get_ref().and_then(std::error::Error::source).map_or_else(|| error.to_string(), ToString::to_string);
    io::Error::new(error.kind(), format!("{}: {why}", path.display()))
}

/// Does what is left to do. `proven`: the staged files were just written; else each is looked at first, because a
/// machine that lost its power may have kept the journal and lost them.
pub fn carry_out(steps: &[Step], room: &Path, root: &Path, proven: bool) -> io::Result<()> {
    // Folders may have become links since, or never have been ours: a journal is a file that anybody can write.
    for step in steps.iter().filter(|step| blocker(root, &step.path).is_none()) {
        carry(step, room, root, proven).map_err(|error| {
            let error = at(Path::new(&step.path), &error);
            io::Error::new(
                error.kind(),
                format!("{error}; mend that and run again: the next run finishes what this one began"),
            )
        })?;
    }
    Ok(())
}

/// One of them.
fn carry(step: &Step, room: &Path, root: &Path, proven: bool) -> io::Result<()> {
    let target = root.join(&step.path);
    match &step.new {
        Some((name, new)) => {
            let staged = room.join(name);
            let ready = if proven { staged.exists() } else { found(&staged)?.as_ref() == Some(new) };
            if ready && found(&target)? == step.old {
                target.parent().map_or(Ok(()), std::fs::create_dir_all)?;
                std::fs::rename(staged, target)?;
            }
        }
        None if step.old.is_some() && found(&target)? == step.old => {
            std::fs::remove_file(&target)?;
            prune(root, &target);
        }
        None => {}
    }
    Ok(())
}

/// The hash of a file, if there is one.
fn found(path: &Path) -> io::Result<Option<String>> {
    Ok(super::bytes(path)?.map(|bytes| hash(&bytes)))
}

/// Removes the folders that became empty; one that is not empty refuses, which is the end of it.
fn prune(root: &Path, file: &Path) {
    let above = file.ancestors().skip(1).take_while(|a| *a != root && a.starts_with(root));
    _ = above.map(Path::to_owned).try_for_each(|folder: PathBuf| std::fs::remove_dir(folder));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_read_as_it_was_written_or_not_at_all() {
        let step = |path: &str, old: Option<&str>, new: Option<(&str, &str)>| Step {
            path: path.to_owned(),
            old: old.map(str::to_owned),
            new: new.map(|(name, hash)| (name.to_owned(), hash.to_owned())),
        };
        let steps = [step("a b.rs", None, Some(("0", "e3"))), step("c/d.rs", Some("f0"), None)];
        let whole = text(&steps);
        assert_eq!(parse(&whole).as_deref(), Some(steps.as_slice()));
        for end in 0..whole.len() {
            assert_eq!(parse(&whole[..end]), None, "{end}");
        }
        assert_eq!(parse("0 - e3 legend\n"), None);
        for wrong in ["0 - e3 ../a", "../x - e3 a", "0 - - a", "0 - e3 /a"] {
            assert_eq!(parse(&format!("{wrong}\nend\n")), None, "{wrong}");
        }
    }
    #[test]
    fn what_cannot_be_moved_is_named() {
        let root = tempfile::tempdir().expect("a folder");
        let room = root.path().join("room");
        std::fs::create_dir(&room).expect("a folder");
        std::fs::write(room.join("0"), "new").expect("a file");
        // A name that no system has room for.
        let long = "a".repeat(300);
        let steps = [Step { path: format!("b/{long}"), old: None, new: Some(("0".into(), hash(b"new"))) }];
        assert!(prove(&steps, root.path()).is_ok());
        let names = std::fs::read_dir(root.path()).expect("a folder").flatten().map(|entry| entry.file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["room"], "a proof leaves nothing");
        let error = carry_out(&steps, &room, root.path(), true).expect_err("too long").to_string();
        assert!(
            error.starts_with(&format!("b/{long}: ")) && error.ends_with("finishes what this one began"),
            "{error}"
        );
        assert!(room.join("0").exists(), "it waits for the next run");
    }
}
