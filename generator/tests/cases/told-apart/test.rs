//! Which arm a value is of, and that nothing of it is lost.

use crate::told_apart::models::{Event, Input, Job, Page, Point, Polygon, Rule, Shape, Turn, User};
use crate::told_apart::models::{Compound, CompoundFiltersItem, Value as Scalar};
use serde_json::{Value, json};

/// Reads a value and writes it again.
fn check<T: serde::Serialize + serde::de::DeserializeOwned>(value: Value, is: fn(&T) -> bool) {
    let read: T = serde_json::from_value(value.clone()).expect("a value of the type");
    assert!(is(&read), "another arm of {value}");
    assert_eq!(serde_json::to_value(&read).expect("JSON"), value);
}

#[test]
fn arms() {
    check(json!({"object": "event", "event": "user.deleted"}), |v| matches!(v, Event::UserDeleted(_)));
    check(json!({"title": "Late", "status": "done"}), |v| matches!(v, Job::Problem(_)));
    check(json!({"id": "1", "status": "paused"}), |v| matches!(v, Job::Running(_)));
    check(json!({"type": "typed", "a": "b"}), |v| matches!(v, Point::Typed(_)));
    check(json!({"name": "x"}), |v| matches!(v, Point::Untyped(_)));
    check(json!({"hits": 1, "offset": 2}), |v| matches!(v, Page::WithOffset(_)));
    check(json!([[1, 2], [3]]), |v| matches!(v, Input::IntegerLists(_)));
    check(json!(""), |v| matches!(v, Rule::Empty));
    check(json!(9_007_199_254_740_993_i64), |v| matches!(v, Scalar::Integer(_)));
    check(json!(1.5), |v| matches!(v, Scalar::Number(_)));
    // One that may lack its tag is meant where it is not there.
    check(json!({"role": "user"}), |v| matches!(v, Turn::Message(_)));
    check(json!({"type": "message", "role": "user"}), |v| matches!(v, Turn::Message(_)));
    check(json!({"type": "call", "name": "f"}), |v| matches!(v, Turn::Call(_)));
    check(json!({"type": "item_reference", "id": "x"}), |v| matches!(v, Turn::Reference(_)));
    check(json!({"filters": [{"key": "a"}, {"filters": []}]}), |v: &Compound| {
        matches!(v.filters.as_slice(), [CompoundFiltersItem::Filter(_), CompoundFiltersItem::Compound(_)])
    });
    check(json!("2020-01-01T00:00:00+00:00"), |v| matches!(v, Scalar::Text(_)));
}

#[test]
fn another_value_of_a_constant_is_of_another_arm() {
    let point: Point = serde_json::from_value(json!({"name": "x", "type": "else"})).expect("a point");
    assert!(matches!(point, Point::Untyped(untyped) if untyped.name == "x"));
}

#[test]
fn what_is_in_the_middle() {
    check(json!({"kind": "square-shape", "corners": 4, "side": 1.5}), |v| matches!(v, Polygon::Square(_)));
    check(json!({"kind": "square-shape", "corners": 4, "side": 1.5}), |v| matches!(v, Shape::Square(_)));
    check(json!({"kind": "Polygon", "corners": 5}), |v| matches!(v, Shape::Polygon(Polygon::Polygon(_))));
}

#[test]
fn odd_ways_of_saying_a_type() {
    check(
        json!({"unit": null, "great": 18_446_744_073_709_551_615_u64, "schemas": ["rich"], "pair": ["a", 1], "odd": {"a": 1}}),
        |user: &User| user.great == Some(u64::MAX),
    );
    let secret = User::new().passwords(["hush"]);
    assert!(!format!("{secret:?}").contains("hush"));
}
