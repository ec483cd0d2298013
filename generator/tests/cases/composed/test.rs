//! What is put together is told apart, and sent as it is.

use serde_json::{Value, json};

use crate::composed::models::*;

#[track_caller]
fn check(mut value: Value, expected: All) {
    // Its one value is its default.
    value["fixed"] = "done".into();
    let all: All = serde_json::from_value(value.clone()).expect("an object");
    assert_eq!(all, expected, "{value}");
    assert_eq!(serde_json::to_value(&expected).expect("JSON"), value);
}

#[test]
fn families_and_choices() {
    check(json!({"pet": {"kind": "cat", "lives": 7}}), All::new().pet(Cat::new().lives(7)));
    check(json!({"base": {"type": "Only", "size": 1}}), All::new().base(Only::new().size(1)));
    check(json!({"base": {"type": "Base"}}), All::new().base(Base::Unknown(json!({"type": "Base"}))));
    check(json!({"itself": 1}), All::new().itself(1));
    check(json!({"status": null}), All::new().status(None));
    check(json!({"status": ""}), All::new().status(Some(AllStatus::Empty)));
}

#[test]
fn what_is_declared_twice() {
    let tiger: Tiger = serde_json::from_value(json!({"kind": "t", "stripes": 3})).expect("a tiger");
    let own = json!({"kind": "t", "stripes": 3});
    check(json!({"kid": {"own": own}}), All::new().kid(Kid::new(Some(tiger))));
    check(json!({"kid": {"own": null}}), All::new().kid(Kid::new(None)));
}
