//! A name that JSON escapes goes out as it came in.

use crate::names::models::UserList;

#[test]
fn a_name_with_quotes() {
    let json = "{\"$id\":\"a\",\"say \\\"hi\\\" \\\\\\té\":\"b\"}";
    let list: UserList = crate::names::runtime::Decoder::new(json.as_bytes(), true).whole().expect("a list");
    assert_eq!(list.say_hi_é.as_deref(), Some("b"));
    let written = crate::names::runtime::Encoder::whole(&list).expect("JSON");
    assert_eq!(String::from_utf8_lossy(&written), json);
}
