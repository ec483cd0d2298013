//! Whether a diff and the compiler agree, item by item.

use std::collections::BTreeMap;

use sdkwright::diff::{Change, Class, Diff, Item, Rule};

use super::probes::Probe;

/// Where they do not, and how often they do.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Changes that the diff calls breaking for source code.
    pub source: usize,
    /// Probes that stop compiling.
    pub broken: usize,
    /// Such changes that no probe shows.
    pub unwitnessed: Vec<String>,
    /// Probes that stop compiling though nothing of what they use is called breaking.
    pub unexplained: Vec<String>,
}

impl Verdict {
    /// Compares what was said with what the compiler said of the probes of the older SDK.
    pub fn of(diff: &Diff, probes: &[Probe], broken: &BTreeMap<usize, String>) -> Self {
        let source: Vec<&Change> = diff.of(Class::Source).collect();
        let failed: Vec<(&Probe, &String)> =
            broken.iter().filter_map(|(at, why)| Some((probes.get(*at)?, why))).collect();
        let shown = |c: &Change| format!("{} {} [{}]", c.item.what.word(), c.item.name, c.rule.code());
        let witness = |c: &Change, probe: &Probe| belongs(probe, &c.item) || within(probe, c);
        let unwitnessed = source.iter().filter(|c| !failed.iter().any(|(probe, _)| witness(c, probe)));
        let explained = |probe: &Probe| source.iter().any(|c| belongs(probe, &c.item) || probe.uses.contains(&c.item));
        let unexplained = failed.iter().filter(|(probe, _)| !explained(probe));
        Self {
            source: source.len(),
            broken: failed.len(),
            unwitnessed: unwitnessed.map(|c| shown(c)).collect(),
            unexplained: unexplained.map(|(probe, why)| format!("{}\n{why}", probe.code)).collect(),
        }
    }

    /// Whether the diff promises what the compiler does not keep.
    pub fn sound(&self) -> bool {
        self.unexplained.is_empty()
    }
}

/// Of a type that is of another kind now, its fields and variants are gone; that is said of the type alone.
fn within(probe: &Probe, change: &Change) -> bool {
    let rest = probe.item.name.strip_prefix(&change.item.name);
    change.rule == Rule::KindChanged && rest.is_some_and(|rest| rest.starts_with(['.', ':']))
}

/// Whether a probe is one of an item, or of what the item is given to.
fn belongs(probe: &Probe, item: &Item) -> bool {
    let part =
        probe.parts.as_ref().is_some_and(|(what, name)| *what == item.what && item.name.starts_with(name.as_str()));
    probe.item == *item || part
}
