//! Bodies as a server of the document sends them.

use crate::hooks::callbacks::create_subscription::Callback;
use crate::hooks::models::PetGonePayloadReason;
use crate::hooks::webhooks::{Webhook, pet_gone};

const GONE: &[u8] = br#"{"type": "pet.gone", "at": "2026-01-02T03:04:05Z", "reason": "eaten", "new": [1]}"#;

#[test]
fn a_payload_is_read_by_its_key_its_own_name_or_itself() {
    let by_function = pet_gone(GONE).expect("the documented payload");
    assert_eq!(by_function.at.unix_timestamp(), 1_767_323_045);
    assert_eq!(by_function.reason, Some(PetGonePayloadReason::Unknown("eaten".to_owned())));
    let expected = Ok(Webhook::PetGone(by_function));
    for read in [Webhook::parse("pet_gone", GONE), Webhook::parse("pet.gone", GONE), Webhook::from_body(GONE)] {
        assert_eq!(read.map_err(|e| e.to_string()), expected);
    }
}

#[test]
fn what_is_not_known_is_kept() {
    let body = br#"{"type": "pet.fed", "food": "fish"}"#;
    let Ok(Webhook::Unknown { name, body: kept }) = Webhook::from_body(body) else { panic!("it is not known") };
    assert_eq!((name.as_str(), kept.as_ref()), ("pet.fed", body.as_slice()));
    let Ok(Webhook::Unknown { name, .. }) = Webhook::from_body(b"{}") else { panic!("it says no name") };
    assert_eq!(name, "");
}

#[test]
fn a_body_that_is_something_else_says_where() {
    for (name, body, at) in [
        ("pet_born", r#"{"type": "pet.born", "pet": {"name": 7}}"#, "pet.name"),
        ("pet_born", r#"{"type": "pet.born"}"#, "`pet` is missing"),
        ("pet_born", "not found", "expected"),
    ] {
        let error = Webhook::parse(name, body.as_bytes()).expect_err("a fault").to_string();
        assert!(error.contains(at), "{error}");
    }
    assert!(Webhook::from_body(b"[]").is_err(), "a list says no name");
}

#[test]
fn callbacks_of_one_operation_are_told_apart() {
    let Ok(Callback::Delivery(pets)) = Callback::parse("delivery", br#"[{"name": "Rex"}]"#) else {
        panic!("the documented payload")
    };
    assert_eq!(pets.first().map(|p| p.name.as_str()), Some("Rex"));
    let again = Callback::parse("delivery {$request.body#/url}/again", b"id=1").ok();
    assert_eq!(again, Some(Callback::DeliveryPost("id=1".to_owned())));
}
