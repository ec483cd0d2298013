//! Names of what was read that are the same on every machine, for a manifest that is committed.

use std::path::{Component, Path, PathBuf};

use super::links::normal;
use super::{Location, Sources};

impl Sources {
    /// Every file with its text, the entry document first, then references that lead nowhere, without. A path is told from
    /// the folder of the entry document; where that cannot be, it is the name alone.
    pub fn inputs<'a>(&'a self, entry: &'a Location) -> impl Iterator<Item = (String, Option<&'a str>)> + 'a {
        let folder = entry.folder().map(normal);
        let name = move |path: &str| match &folder {
            Some(folder) if !path.contains("://") => relative(Path::new(path), folder),
            _ => path.to_owned(),
        };
        let read = self.files.iter().map(move |file| (name(&file.path), Some(file.text.as_str())));
        let absent = self.links.iter().filter(|(_, to)| to.is_err()).map(|((_, name), _)| (name.clone(), None));
        read.chain(absent)
    }
}

/// A path from a folder, `/` between the parts.
pub fn relative(path: &Path, folder: &Path) -> String {
    let path = normal(path);
    let shared = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up: Vec<_> = folder.components().skip(shared).collect();
    // From `../x` it is not known how its own folder is called; two roots have nothing in common.
    let reachable = path.is_absolute() == folder.is_absolute() && up.iter().all(|c| matches!(c, Component::Normal(_)));
    let parts: PathBuf = if reachable {
        up.iter().map(|_| Component::ParentDir).chain(path.components().skip(shared)).collect()
    } else {
        path.file_name().map(Into::into).unwrap_or_default()
    };
    parts.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_from_a_folder() {
        let check = |path: &str, folder: &str, expected: &str| {
            assert_eq!(relative(Path::new(path), &normal(Path::new(folder))), expected, "{path} from {folder}");
        };
        check("api/v1/a.yaml", "api/v1", "a.yaml");
        check("./api/v1/x/../y/a.yaml", "api/v1", "y/a.yaml");
        check("overlays/a.yaml", "api/v1", "../../overlays/a.yaml");
        check("../specs/a.yaml", "../specs", "a.yaml");
        check("../overlays/a.yaml", "../specs", "../overlays/a.yaml");
        check("overlays/a.yaml", "../specs", "a.yaml");
        check("/elsewhere/a.yaml", "specs", "a.yaml");
        check("/apis/overlays/a.yaml", "/apis/specs", "../overlays/a.yaml");
    }
}
