//! What has a type where the document names a format, and what stays a text.

use std::net::Ipv4Addr;

use crate::formats::models::Host;
use crate::formats::runtime::{Decoder, Nullable};

#[test]
fn values_of_formats() {
    let json = r#"{"v4": "192.0.2.1", "v6": "2001:db8::1", "network": "192.0.2.0/24",
        "owner": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "seen": "2026-01-02T03:04:05Z", "opens": "9 o'clock",
        "lease": "24h", "home": "/here", "price": "0.10", "cost": 0.1}"#;
    let host: Host = serde_json::from_str(json).expect("a host");
    assert_eq!(host.v4, Ipv4Addr::new(192, 0, 2, 1));
    assert_eq!(host.v6.value().map(|v6| v6.segments()[1]), Some(0xdb8));
    assert_eq!(host.lease.as_deref(), Some("24h"));
    let written: serde_json::Value = serde_json::to_value(&host).expect("JSON");
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(json).expect("JSON"));
}

#[test]
fn an_empty_text_is_no_value_where_none_is_needed() {
    let read = |json: &str| serde_json::from_str::<Host>(json);
    let host = read(r#"{"v4": "192.0.2.1", "v6": "", "owner": "", "home": "", "cost": 1}"#).expect("a host");
    assert_eq!((host.v6, host.owner, host.home.as_deref()), (Nullable::Null, None, Some("")));
    let error = read(r#"{"v4": "", "cost": 1}"#).expect_err("an address is needed").to_string();
    assert!(error.contains("expected an IPv4 address, found ``") && error.contains("$.v4"), "{error}");
}

#[test]
fn bytes_are_read_as_servers_write_them() {
    let check = |text: &str, expected: Option<&[u8]>, strict: bool| {
        let json = format!(r#"{{"v4": "192.0.2.1", "cost": 1, "key": "{text}"}}"#);
        let host = Decoder::new(json.as_bytes(), strict).whole::<Host>();
        let bytes = host.ok().and_then(|host| host.key).map(|key| key.into_bytes());
        assert_eq!(bytes.as_deref(), expected, "{text}");
    };
    let bytes: Option<&[u8]> = Some(&[0xfb, 0xff]);
    check("+/8=", bytes, true);
    // Without padding, in the alphabet for URLs, with a line break, with bits behind the last byte.
    for text in ["+/8", "-_8=", "+/\\r\\n8=", "+/9="] {
        check(text, bytes, false);
        check(text, None, true);
    }
    check("+/8%", None, false);
    check("+", None, false);
}
