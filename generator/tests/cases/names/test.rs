//! A name that JSON escapes goes out as it came in, and a setter hides nothing that an SDK needs.

use crate::names::models::{Hiding, UserListModel};

#[test]
fn a_name_with_quotes() {
    let json = "{\"$id\":\"a\",\"say \\\"hi\\\" \\\\\\té\":\"b\"}";
    let list: UserListModel = crate::names::runtime::Decoder::new(json.as_bytes(), true).whole().expect("a list");
    assert_eq!(list.say_hi_é.as_deref(), Some("b"));
    let written = crate::names::runtime::Encoder::whole(&list).expect("JSON");
    assert_eq!(String::from_utf8_lossy(&written), json);
}

#[test]
fn fields_that_are_named_like_methods() {
    let json = r#"{"default": true, "new": true, "clone": true, "eq": true, "from": true, "decode": true}"#;
    let hiding: Hiding = serde_json::from_str(json).expect("an object");
    let made = Hiding::new().default(true).new_field(true).clone_field(true).eq(true).from(true).decode_field(true);
    assert_eq!(hiding, made.clone());
}
