//! A diff for machines: one object.

use serde_json::{Value, json};

use super::report::{Report, Spot};
use super::{Change, Class};

/// All of it, with every place.
pub fn json(report: &Report<'_>) -> String {
    let diff = report.diff;
    let change = |c: &Change| {
        let [old, new] = report.spots(c).map(|spot| spot.map(place));
        json!({
            "rule": c.rule.code(),
            "class": c.rule.class().word(),
            "kind": c.item.what.word(),
            "item": c.item.name,
            "from": c.from,
            "to": c.to,
            "old": old,
            "new": new,
        })
    };
    let counts: serde_json::Map<String, Value> =
        Class::ALL.iter().map(|class| (class.word().to_owned(), json!(diff.of(*class).count()))).collect();
    let named = |(title, version): &(String, String)| json!({"title": title, "version": version});
    let object = json!({
        "from": named(&diff.from),
        "to": named(&diff.to),
        "class": diff.class().map(Class::word),
        "breaking": diff.class().is_some_and(Class::breaks),
        "step": diff.step().word(),
        "counts": counts,
        "changes": diff.changes.iter().map(change).collect::<Vec<_>>(),
    });
    format!("{object:#}\n")
}

fn place(spot: Spot<'_>) -> Value {
    json!({"file": spot.file, "line": spot.line, "column": spot.column, "pointer": spot.pointer})
}
