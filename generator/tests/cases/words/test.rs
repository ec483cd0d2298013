//! Texts that are variants by themselves.

use std::collections::BTreeMap;

use crate::words::models::{Mode, Run, RunEnds, RunMetadata, RunNestedItem, RunTools};
use serde_json::{Value, json};

/// Reads a value and writes it again.
fn check(value: Value, is: &RunTools) {
    let read: RunTools = serde_json::from_value(value.clone()).expect("a value of the type");
    assert_eq!(&read, is);
    assert_eq!(serde_json::to_value(&read).expect("JSON"), value);
}

#[test]
fn a_text_is_the_variant_of_its_name_or_kept() {
    check(json!("auto"), &RunTools::Auto);
    check(json!("object"), &RunTools::ObjectValue);
    check(json!("unknown"), &RunTools::UnknownValue);
    check(json!("sometimes"), &RunTools::Unknown("sometimes".into()));
    assert_eq!(RunTools::from("none"), RunTools::None);
    assert_eq!(RunTools::KNOWN, ["none", "auto", "object", "unknown"]);
}

#[test]
fn what_takes_them_away_is_sent() {
    let run = Run::new(RunTools::None).metadata(RunMetadata::Empty).ends(RunEnds::Now).nested(vec![RunNestedItem::Few]);
    let sent = json!({"tools": "none", "metadata": "", "ends": "now", "nested": ["few"]});
    assert_eq!(serde_json::to_value(run).expect("JSON"), sent);
}

#[test]
fn a_choice_is_taken_as_each_of_its_arms() {
    let run = Run::new("none").metadata(BTreeMap::from([("a".to_owned(), "b".to_owned())])).named(Mode::Fast).named(7);
    let sent = json!({"tools": "none", "metadata": {"a": "b"}, "named": 7});
    assert_eq!(serde_json::to_value(&run).expect("JSON"), sent);
    // What may be `null` as well.
    let ends = |run: Run| serde_json::to_value(run).expect("JSON")["ends"].take();
    assert_eq!(ends(run.clone().ends("now")), "now");
    assert_eq!(ends(run.clone().ends(5)), 5);
    assert_eq!(ends(run.clone().ends(Some(RunEnds::Now))), "now");
    assert_eq!(ends(run.ends(None)), Value::Null);
}
