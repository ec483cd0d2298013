//! What the arms of choices are told by is written, and asked for nowhere.

use crate::untold_tags::models::{Place, PlaceYard, PlaceYardKind};

#[test]
fn tags_are_written() {
    let place = Place::from(PlaceYard::new(PlaceYardKind::One, "the yard"));
    let text = serde_json::to_string(&place).expect("JSON");
    assert_eq!(text, r#"{"in":"yard","kind":"one","name":"the yard"}"#);
    assert_eq!(serde_json::from_str::<Place>(&text).expect("a place"), place);
}
