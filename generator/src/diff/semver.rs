//! The step that a version must make, by the rules of cargo.

use super::Class;

/// What the next version of the crate must tell its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Nothing changed.
    None,
    /// Only words.
    Patch,
    /// More than before.
    Minor,
    /// Something breaks.
    Major,
}

impl Step {
    /// The step for a class. What breaks on the wire breaks programs that cargo would update by itself.
    pub fn of(class: Class) -> Self {
        match class {
            Class::Source | Class::Wire => Self::Major,
            Class::Compatible => Self::Minor,
            Class::Docs => Self::Patch,
        }
    }

    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The next version; `None` where the text is no version. Cargo takes the leftmost number that is not zero for the
    /// major one: `0.3.1` breaks with `0.4.0`, `0.0.3` with `0.0.4`.
    pub fn next(self, version: &str) -> Option<String> {
        let core = version.split(['-', '+']).next()?;
        let numbers: Vec<u64> = core.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        let &[major, minor, patch] = numbers.as_slice() else { return None };
        let next = match (self, major, minor) {
            (Self::None, ..) => return Some(version.to_owned()),
            (Self::Major, 0, 0) => (0, 0, patch + 1),
            (Self::Major, 0, _) => (0, minor + 1, 0),
            (Self::Major, ..) => (major + 1, 0, 0),
            (Self::Minor | Self::Patch, 0, _) | (Self::Patch, ..) => (major, minor, patch + 1),
            (Self::Minor, ..) => (major, minor + 1, 0),
        };
        Some(format!("{}.{}.{}", next.0, next.1, next.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_versions() {
        let check = |version: &str, expected: [&str; 3]| {
            let found = [Step::Major, Step::Minor, Step::Patch].map(|step| step.next(version));
            assert_eq!(found, expected.map(|v| Some(v.to_owned())), "{version}");
        };
        check("1.2.3", ["2.0.0", "1.3.0", "1.2.4"]);
        check("0.2.3", ["0.3.0", "0.2.4", "0.2.4"]);
        check("0.0.3", ["0.0.4", "0.0.4", "0.0.4"]);
        assert_eq!((Step::None.next("1.2.3").as_deref(), Step::Major.next("1.x")), (Some("1.2.3"), None));
    }
}
