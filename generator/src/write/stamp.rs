//! What an SDK was made of, as its manifest says it: the generator, the options and the files that were read. It says why an
//! SDK is stale, and that one which nothing has changed need not be made again.

use super::owned::hash;

/// What an SDK is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Version and sources.
    generator: String,
    /// Their hash.
    options: String,
    /// Hash and name of each file, in the order of reading, which counts among overlays.
    inputs: Vec<(String, String)>,
}

impl Stamp {
    /// Of this generator, what it was asked for, and the names and texts that it read.
    pub fn new<'a>(options: &str, inputs: impl Iterator<Item = (String, Option<&'a str>)>) -> Self {
        let line = |name: String| name.replace(|c: char| c.is_control(), "?");
        Self {
            generator: concat!(env!("CARGO_PKG_VERSION"), " ", env!("SDKWRIGHT_SOURCES")).to_owned(),
            options: hash(options.as_bytes()),
            inputs: inputs
                .map(|(name, text)| (text.map_or(ABSENT.to_owned(), |text| hash(text.as_bytes())), line(name)))
                .collect(),
        }
    }

    /// As it stands in a manifest: a line for each, so that two branches that changed different things merge.
    pub fn text(&self) -> String {
        let inputs: String = self.inputs.iter().map(|(hash, name)| format!("{INPUT} {hash}  {name}\n")).collect();
        format!("{GENERATOR} {}\n{OPTIONS} {}\n{inputs}", self.generator, self.options)
    }

    /// That of a manifest; `None` where it has none, or a merge left two.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().skip_while(|line| line.starts_with('#'));
        let mut one = |key: &str| Some(lines.next()?.strip_prefix(key)?.strip_prefix(' ')?.to_owned());
        let (generator, options) = (one(GENERATOR)?, one(OPTIONS)?);
        let input = |line: &str| {
            let (hash, name) = line.strip_prefix(INPUT)?.strip_prefix(' ')?.split_once("  ")?;
            Some((hash.to_owned(), name.to_owned()))
        };
        Some(Self { generator, options, inputs: lines.map_while(input).collect() })
    }

    /// What is another than it was, a sentence each.
    pub fn changes(&self, now: &Self) -> Vec<String> {
        let mut said = Vec::new();
        if self.generator != now.generator {
            said.push(format!("the generator is another: {}, was {}", now.generator, self.generator));
        }
        if self.options != now.options {
            // Another generator may have options that the first did not know.
            let or = if self.generator == now.generator { "" } else { ", or are hashed in another way" };
            said.push(format!("the options are others{or}"));
        }
        let of = |stamp: &Self, name: &str| {
            stamp.inputs.iter().filter(|(_, n)| n == name).map(|(hash, _)| hash.clone()).collect::<Vec<_>>()
        };
        let mut names: Vec<&str> = [self, now].iter().flat_map(|s| &s.inputs).map(|(_, name)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let before = said.len();
        for name in names {
            let verb = match (of(self, name), of(now, name)) {
                (old, new) if old == new => continue,
                (old, _) if old.is_empty() => "is read now",
                (_, new) if new.is_empty() => "is no longer read",
                _ => "has changed",
            };
            said.push(format!("`{name}` {verb}"));
        }
        if said.len() == before && self.inputs != now.inputs {
            said.push("the files are read in another order".to_owned());
        }
        said
    }
}

const GENERATOR: &str = "generator";
const OPTIONS: &str = "options";
const INPUT: &str = "input";
const ABSENT: &str = "absent";

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(options: &str, inputs: &[(&str, &'static str)]) -> Stamp {
        Stamp::new(options, inputs.iter().map(|(name, text)| ((*name).to_owned(), Some(*text))))
    }

    #[test]
    fn what_has_changed() {
        let old = stamp("a", &[("api.yaml", "1"), ("x.yaml", "1"), ("y.yaml", "1")]);
        let check = |now: &Stamp, expected: &[&str]| assert_eq!(old.changes(now), expected);
        check(&old.clone(), &[]);
        check(&stamp("b", &[("api.yaml", "1"), ("x.yaml", "1"), ("y.yaml", "1")]), &["the options are others"]);
        check(
            &stamp("a", &[("api.yaml", "2"), ("y.yaml", "1"), ("z.yaml", "1")]),
            &["`api.yaml` has changed", "`x.yaml` is no longer read", "`z.yaml` is read now"],
        );
        check(
            &stamp("a", &[("api.yaml", "1"), ("y.yaml", "1"), ("x.yaml", "1")]),
            &["the files are read in another order"],
        );
        let other = Stamp { generator: "0.0.1 abc".to_owned(), ..old.clone() };
        assert!(other.changes(&old)[0].ends_with("was 0.0.1 abc"));
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let stamp = Stamp::new("a", [("a b\n.yaml".to_owned(), Some("1")), ("gone.yaml".to_owned(), None)].into_iter());
        assert_eq!(Stamp::parse(&format!("# a manifest\n{}0  a.rs\n", stamp.text())), Some(stamp));
        assert_eq!(Stamp::parse("# a manifest\n0  a.rs\n"), None);
    }
}
