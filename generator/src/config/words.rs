//! What a value of the configuration must look like, where its type does not say so.

use std::path::{Component, Path, PathBuf};

use crate::model::casing;

/// Whether cargo takes it for the name of a package, and rustc for that of a crate.
pub fn is_crate_name(name: &str) -> bool {
    is_package_name(name) && !casing::is_keyword(name)
}

/// Whether cargo takes it for the name of a package.
pub fn is_package_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A version, or what says more.
pub fn is_dependency(value: &toml::Value) -> bool {
    value.is_str() || value.is_table()
}

/// Three numbers, and what may follow them (Semantic Versioning 2.0 §2, §9, §10).
pub fn is_version(text: &str) -> bool {
    let (rest, build) = text.split_once('+').map_or((text, None), |(rest, build)| (rest, Some(build)));
    let (numbers, before) = rest.split_once('-').map_or((rest, None), |(numbers, before)| (numbers, Some(before)));
    let number = |n: &str| n.parse::<u64>().is_ok_and(|value| value.to_string() == n);
    let word = |w: &str| !w.is_empty() && w.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let digits = |w: &str| w.chars().all(|c| c.is_ascii_digit());
    // A number of any length, without zeros before it.
    let ordered = |w: &str| word(w) && (!digits(w) || w == "0" || !w.starts_with('0'));
    numbers.split('.').count() == 3
        && numbers.split('.').all(number)
        && before.is_none_or(|all| all.split('.').all(ordered))
        && build.is_none_or(|all| all.split('.').all(word))
}

/// A path without `.` and `..`, as far as its text tells.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for version in ["0.1.0", "1.0.0-a.b", "1.0.0-0", "1.0.0-a-b.10+001.x", "1.0.0+5", "1.0.0--"] {
            assert!(is_version(version), "{version}");
        }
        for wrong in [
            "1.0",
            "1.0.0.0",
            "01.0.0",
            "1.0.0-",
            "1.0.0+",
            "1.0.0-a..b",
            "1.0.0-01",
            "1.0.0-a.",
            "1.0.0+a+b",
            "1.0.0-ä",
            "",
        ] {
            assert!(!is_version(wrong), "{wrong}");
        }
    }

    #[test]
    fn names() {
        for name in ["toys", "my-api", "a_1", "union", "Self-made"] {
            assert!(is_crate_name(name), "{name}");
        }
        for wrong in ["self", "Self", "match", "gen", "crate", "1a", "", "a b", "-a"] {
            assert!(!is_crate_name(wrong), "{wrong}");
        }
    }

    #[test]
    fn paths() {
        let table = [("a/./b", "a/b"), ("a/../b", "b"), ("/a/b/../../c", "/c"), ("../a", "../a"), ("./a/", "a")];
        for (path, expected) in table {
            assert_eq!(plain(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
