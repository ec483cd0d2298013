//! What setters take of what may be missing or `null`.

use std::collections::{BTreeMap, HashMap};

use crate::presence::models::{Said, Thing};
use serde_json::{Map, Value, json};

fn sent(thing: Thing) -> Value {
    serde_json::to_value(thing).expect("JSON")
}

fn thing() -> Thing {
    Thing::new(1, None, Vec::new())
}

#[test]
fn a_map_is_taken_in_any_shape() {
    let shapes = [
        thing().by_name([("a", 1)]),
        thing().by_name(vec![("a".to_owned(), 1)]),
        thing().by_name(BTreeMap::from([("a", 1)])),
        thing().by_name(HashMap::from([("a".to_owned(), 1)])),
    ];
    shapes.into_iter().for_each(|thing| assert_eq!(sent(thing)["byName"], json!({"a": 1})));
    let map: Map<String, Value> = Map::from_iter([("a".to_owned(), json!([1]))]);
    assert_eq!(sent(thing().free(map))["free"], json!({"a": [1]}));
    assert_eq!(sent(thing().free([("a", "b")]))["free"], json!({"a": "b"}));
}

#[test]
fn what_may_be_null_is_taken_as_what_may_not() {
    let id = "x".to_owned();
    assert_eq!(sent(thing().tags(["a"]))["tags"], json!(["a"]));
    assert_eq!(sent(thing().tags(vec![id.clone()]))["tags"], json!(["x"]));
    assert_eq!(sent(thing().tags(Vec::new()))["tags"], json!([]));
    assert_eq!(sent(thing().tags(None))["tags"], Value::Null);
    assert_eq!(sent(thing().labels([("a", &id)]))["labels"], json!({"a": "x"}));
    assert_eq!(sent(thing().labels(HashMap::from([("a", "b")])))["labels"], json!({"a": "b"}));
    assert_eq!(sent(thing().labels(BTreeMap::new()))["labels"], json!({}));
    assert_eq!(sent(thing().details([("a", 1)]))["details"], json!({"a": 1}));
    // Whether a type leads back to itself is nothing that callers see.
    assert_eq!(sent(thing().origin(thing()).parent(thing()))["origin"]["must"], json!(1));
    assert_eq!(sent(thing().origin(Box::new(thing())))["origin"]["must"], json!(1));
    assert_eq!(sent(thing().origin(None))["origin"], Value::Null);
}

#[test]
fn words_may_say_that_it_may_be_null() {
    let said: Said = serde_json::from_value(json!({"saidOrNull": null, "never": true})).expect("what the words allow");
    assert_eq!(said.said_or_null, None);
    assert!(serde_json::from_value::<Said>(json!({"saidOrNull": true, "never": null})).is_err());
}

#[test]
fn what_must_be_there_and_may_be_null_is_taken_as_it_is() {
    let id = "x".to_owned();
    let shapes = [
        Thing::new(1, "x", Vec::new()),
        Thing::new(1, &id, Vec::new()),
        Thing::new(1, Some("x".into()), Vec::new()),
        Thing::new(1, id.clone(), Vec::new()),
    ];
    shapes.into_iter().for_each(|thing| assert_eq!(sent(thing)["mustOrNull"], json!("x")));
    assert_eq!(sent(thing())["mustOrNull"], Value::Null);
}
