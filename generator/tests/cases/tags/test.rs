//! Every value finds its arm, and what is made by hand says which it is.

use serde_json::{Value, json};

use crate::tags::models::*;
use crate::tags::runtime::Decoder;

#[track_caller]
fn check(value: Value, expected: All) {
    let all: All = serde_json::from_value(value.clone()).expect("an object");
    assert_eq!(all, expected, "{value}");
    assert_eq!(serde_json::to_value(&expected).expect("JSON"), value);
}

#[test]
fn constants_that_are_no_texts() {
    check(json!({"outcome": {"success": true, "data": "d"}}), All::new().outcome(Done::new().data("d")));
    check(json!({"outcome": {"success": false, "data": "d"}}), All::new().outcome(Failed::new().data("d")));
    check(json!({"config": {"version": 1, "text": "t"}}), All::new().config(First::new().text("t")));
    check(json!({"config": {"version": 2, "text": "t"}}), All::new().config(Second::new().text("t")));
    check(json!({"version": {"v": 1, "text": "t"}}), All::new().version(Old::new().text("t")));
    check(json!({"version": {"v": 2, "text": "t"}}), All::new().version(New::new().text("t")));
    check(json!({"flagged": {"on": true}}), All::new().flagged(On::new()));
    check(json!({"flagged": {"on": false}}), All::new().flagged(Off::new()));
    let unknown = Version::Unknown(json!({"v": 3}));
    check(json!({"version": {"v": 3}}), All::new().version(unknown));
    let same: All = serde_json::from_str(r#"{"version": {"v": 2.0}}"#).expect("an object");
    assert_eq!(same, All::new().version(New::new()));
}

#[test]
fn one_value_that_is_left_of_an_enum() {
    let (button, label) = (Button::new().text("t"), Label::new().text("t"));
    assert_eq!((button.r#type, label.r#type), (Kinds::Button, Kinds::Label));
    check(json!({"part": {"type": 2, "text": "t"}}), All::new().part(button));
    check(json!({"part": {"type": 3, "text": "t"}}), All::new().part(label));
    assert_eq!(Slow::new().mode, Modes::Slow);
    check(json!({"mode": {"mode": "slow"}}), All::new().mode(Slow::new()));
    check(json!({"mode": {"mode": "other"}}), All::new().mode(Mode::Unknown(json!({"mode": "other"}))));
}

#[test]
fn what_no_value_chooses() {
    check(json!({"shape": {"form": "circle", "radius": 1}}), All::new().shape(Circle::new().radius(1)));
    check(json!({"shape": {"form": "star", "area": 1}}), All::new().shape(OtherShape::new().form("star").area(1)));
    check(json!({"shape": {"area": 1}}), All::new().shape(OtherShape::new().area(1)));
}

#[test]
fn constants_that_may_be_absent() {
    check(json!({"signal": {"event": "ping", "id": "1"}}), All::new().signal(Ping::new().id("1")));
    check(json!({"signal": {"event": "pong", "id": "1"}}), All::new().signal(Pong::new("1")));
    let unknown = Signal::Unknown(json!({"event": "pang", "id": "1"}));
    check(json!({"signal": {"event": "pang", "id": "1"}}), All::new().signal(unknown));
    // Without one, the arm that knows all that is there.
    let all: All = serde_json::from_value(json!({"signal": {"id": "1", "delay": 5}})).expect("an object");
    assert!(matches!(all.signal, Some(Signal::Pong(pong)) if pong.event.is_none() && pong.delay == Some(5)));
}

#[test]
fn choices_within_choices() {
    check(json!({"outer": {"type": "a", "size": 1}}), All::new().outer(Inner::from(A::new().size(1))));
    check(json!({"outer": {"type": "b", "size": 1}}), All::new().outer(Inner::from(B::new().size(1))));
    check(json!({"outer": {"type": "c"}}), All::new().outer(Leaf::new()));
    check(json!({"implicit": {"kind": "alpha"}}), All::new().implicit(Alpha::new()));
    check(json!({"implicit": {"kind": "Beta"}}), All::new().implicit(Beta::new()));
}

#[test]
fn what_a_strict_decoder_says_of_a_value_that_names_no_type() {
    let said = |text: &str| match Decoder::new(text.as_bytes(), true).whole::<All>() {
        Ok(all) => format!("{all:?}"),
        Err(error) => error.to_string(),
    };
    let named = said(r#"{"mode": {"mode": "other"}}"#);
    assert!(named.contains("\"other\" names none of the documented types at $.mode.mode "), "{named}");
    let absent = said(r#"{"mode": {}}"#);
    assert!(absent.contains("none of the documented types at $.mode "), "{absent}");
    let number = said(r#"{"version": {"v": 3}}"#);
    assert!(number.contains("3 names none of the documented types at $.version.v "), "{number}");
}
