//! The types that `sdkwright.toml` chooses.

use crate::formats_chrono::models::Host;

#[test]
fn values_of_the_chosen_types() {
    let json = r#"{"seen": "2026-01-02T03:04:05+02:00", "day": "2026-01-02", "opens": "09:30:00", "lease": "PT24H",
        "home": "https://example.org/", "at": "2001:db8::1", "id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "price": "0.10", "cost": 79228162514264337593543950.33}"#;
    let host: Host = crate::formats_chrono::runtime::Decoder::new(json.as_bytes(), true).whole().expect("a host");
    assert_eq!(host.seen, "2026-01-02T03:04:05+02:00".parse::<chrono::DateTime<chrono::FixedOffset>>().expect("a time"));
    assert_eq!(host.day, Some(chrono::NaiveDate::from_ymd_opt(2026, 1, 2).expect("a day")));
    assert_eq!(host.home.as_ref().and_then(|home| home.host_str()), Some("example.org"));
    assert_eq!(host.price.map(|price| price.scale()), Some(2));
    let written = crate::formats_chrono::runtime::Encoder::whole(&host).expect("JSON");
    assert_eq!(String::from_utf8_lossy(&written), json.replace([' ', '\n'], ""));
}
