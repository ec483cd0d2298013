//! What the depot calls: webhooks, and callbacks of an operation.

use depot::callbacks::gate_ring::Callback;
use depot::webhooks::Webhook;

#[test]
fn webhooks() {
    let arrived = br#"{"kind": "arrived", "parcel": {"to": "Ada", "id": "P-1", "status": "shelved"}}"#;
    for read in [Webhook::parse("arrived", arrived), Webhook::from_body(arrived)] {
        let Ok(Webhook::Arrived(payload)) = read else { panic!("a parcel: {read:?}") };
        assert_eq!((payload.parcel.id.as_str(), payload.parcel.to.as_str()), ("P-1", "Ada"));
    }
    let closed = Webhook::from_body(br#"{"kind": "closed", "until": "2026-01-02"}"#);
    let Ok(Webhook::Closed(payload)) = closed else { panic!("a day: {closed:?}") };
    assert_eq!(payload.until.map(|day| day.to_string()).as_deref(), Some("2026-01-02"));
    let burnt = Webhook::parse("burnt", b"[]");
    assert!(matches!(&burnt, Ok(Webhook::Unknown { name, body }) if name == "burnt" && body == "[]"), "{burnt:?}");
    let error = Webhook::parse("arrived", br#"{"kind": "arrived", "parcel": {"to": 1}}"#).expect_err("a fault");
    assert!(error.to_string().contains("parcel.to"), "{error}");
}

#[test]
fn callbacks() {
    let answered = Callback::parse("answered", br#"{"badge": "b"}"#);
    assert!(matches!(&answered, Ok(Callback::Answered(passage)) if passage.badge == "b"), "{answered:?}");
    let nobody = Callback::parse("nobody", b"");
    assert!(matches!(&nobody, Ok(Callback::Nobody(body)) if body.is_empty()), "{nobody:?}");
}
