//! Objects without members: what is in them all the same is passed over, unless the decoder is strict.

use crate::closed::models::{Done, Job, JobPlan, Manual};
use crate::closed::runtime::{Decoder, Encoder};

#[test]
fn nothing_is_a_value() {
    let read = |json: &str, strict| Decoder::new(json.as_bytes(), strict).whole::<Done>();
    assert_eq!(read("{}", true), Ok(Done::default()));
    assert_eq!(read(r#"{"late": [1]}"#, false), Ok(Done::default()));
    let error = read(r#"{"late": [1]}"#, true).expect_err("a field that is not there").to_string();
    assert!(error.contains("names no field `late`"), "{error}");
    assert!(read("[]", false).is_err());
    assert_eq!(Encoder::whole(&Done::default()).expect("JSON"), b"{}");
}

#[test]
fn what_has_no_members_is_told_apart_from_what_has() {
    let plan = |json: &str| Decoder::new(json.as_bytes(), false).whole::<Job>().map(|job| job.plan);
    assert_eq!(plan(r#"{"plan": {}}"#), Ok(JobPlan::Manual(Manual::default())));
    assert!(matches!(plan(r#"{"plan": {"at": "noon"}}"#), Ok(JobPlan::Timed(timed)) if timed.at == "noon"));
    // What is of none of them is kept, unless the decoder is strict.
    assert_eq!(plan(r#"{"plan": 3}"#), Ok(JobPlan::Unknown(3.into())));
    let error = Decoder::new(br#"{"plan": 3}"#, true).whole::<Job>().expect_err("a number").to_string();
    assert!(error.contains("none of the documented types at $.plan "), "{error}");
}
