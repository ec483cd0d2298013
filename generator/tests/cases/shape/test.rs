//! What types are like to those who use them, and what a strict decoder says of a text that is not of its type.

use std::collections::{BTreeMap, HashSet};

use crate::shape::models::{Kind, Leaf, Level, Nested, Node, Payload, State};
use crate::shape::runtime::{Decode, Decoder, Encoder, Nullable};

/// Fails to compile where a type implements a trait: the name then is ambiguous.
macro_rules! lacks {
    ($ty:ty: $bound:path) => {{
        trait Has<A> {
            fn it() {}
        }
        impl<T: ?Sized> Has<()> for T {}
        impl<T: ?Sized + $bound> Has<u8> for T {}
        <$ty as Has<_>>::it();
    }};
}

fn node() -> Node {
    Node::new("n-1", Kind::Small, 3, None, vec![])
}

fn json<T: crate::shape::runtime::Encode>(value: &T) -> String {
    String::from_utf8(Encoder::whole(value).expect("JSON")).expect("a text")
}

#[test]
fn a_type_that_is_sent_is_made_of_what_it_needs_and_set_in_a_chain() {
    // What has one value alone is not asked for.
    assert_eq!(json(&node()), r#"{"id":"n-1","kind":"small","size":3,"owner":null,"label":"node","children":[]}"#);
    let set = node()
        .parent(node())
        .leaf(Leaf::new().on(true))
        .weight(Nullable::Null)
        .tags(vec!["a".to_owned()])
        .value(Payload::from("text"));
    let set = set.at((1.5, "x".to_owned())).extra(BTreeMap::from([("more".to_owned(), 7)]));
    let text = json(&set);
    assert!(
        text.ends_with(r#""leaf":{"on":true},"weight":null,"tags":["a"],"at":[1.5,"x"],"value":"text","more":7}"#),
        "{text}"
    );
    assert_eq!(Decoder::new(text.as_bytes(), true).whole::<Node>(), Ok(set));
}

#[test]
fn what_a_type_implements_a_compatible_change_cannot_take_away() {
    fn all<T: Clone + std::fmt::Debug + PartialEq + Send + Sync + serde::Serialize + serde::de::DeserializeOwned>() {}
    fn key<T: Eq + std::hash::Hash + std::fmt::Display + std::str::FromStr>() {}
    (all::<Node>(), all::<Leaf>(), all::<Payload>(), all::<Kind>(), all::<Level>(), key::<Kind>());
    assert_eq!(Leaf::default(), Leaf::new());
    // A property that becomes required, or a field of floats that comes, would take them away.
    lacks!(Node: Default);
    lacks!(State: Default);
    lacks!(Node: Eq);
    lacks!(Leaf: Eq);
    lacks!(Leaf: std::hash::Hash);
    lacks!(Payload: Eq);
    lacks!(Payload: Default);
    lacks!(Kind: Default);
    lacks!(Kind: Copy);
    // Secrets are not shown.
    assert!(!format!("{:?}", node().token("hidden")).contains("hidden"));
}

#[test]
fn an_enum_is_a_text_and_keeps_what_it_does_not_know() {
    let table = [
        (Kind::Small, "small"),
        (Kind::Größe, "Größe"),
        (Kind::大きい, "大きい"),
        (Kind::UpperCase, "UPPER_CASE"),
        (Kind::N1_5, "1.5"),
        (Kind::Unknown("new".to_owned()), "new"),
    ];
    for (value, text) in &table {
        assert_eq!((value.as_str(), value.to_string().as_str(), &Kind::from(*text)), (*text, *text, value));
        assert_eq!(text.parse::<Kind>().as_ref(), Ok(value));
        assert_eq!(json(value), format!("\"{text}\""));
    }
    assert_eq!(table.iter().map(|(value, _)| value).collect::<HashSet<_>>().len(), table.len());
    assert_eq!(Kind::KNOWN.len() + 1, table.len());
    assert_eq!(
        (Level::from(2), Level::from(9), Level::High.value(), Level::Low.to_string()),
        (Level::High, Level::Unknown(9), 2, "1".into())
    );
}

#[test]
fn a_variant_is_made_of_what_it_holds() {
    let values: [(Payload, &str); 6] = [
        ("text".into(), "\"text\""),
        ("text".to_owned().into(), "\"text\""),
        (7_i64.into(), "7"),
        (true.into(), "true"),
        (Nested::new(Some("in".into())).into(), r#"{"inner":"in"}"#),
        (vec![Some(Payload::from(1_i64)), None, Some(Payload::from(Vec::new()))].into(), "[1,null,[]]"),
    ];
    for (value, text) in values {
        assert_eq!(json(&value), text);
        assert_eq!(Decoder::new(text.as_bytes(), true).whole::<Payload>(), Ok(value));
    }
}

#[test]
fn only_what_leads_back_is_boxed() {
    let node: Node = node();
    let (_, _, _): (&Option<Box<Node>>, &Option<Leaf>, &Vec<Node>) = (&node.parent, &node.leaf, &node.children);
    // What derives write goes down a chain by itself, as in any Rust: as deep as a decoder lets one be, there is room for it.
    let long = (1..127).fold(self::node(), |inner, _| self::node().parent(inner));
    let read: Node = Decoder::new(json(&long).as_bytes(), true).whole().expect("a chain");
    assert_eq!(read.clone(), long);
    let longer = json(&self::node().parent(long));
    assert!(Decoder::new(longer.as_bytes(), true).whole::<Node>().is_err());
}

#[test]
fn numbers_keep_their_value() {
    for text in ["9223372036854775807", "-9223372036854775808", "9007199254740993"] {
        let node = format!(r#"{{"id":"n","kind":"small","size":{text},"owner":null,"label":"node","children":[]}}"#);
        let read: Node = Decoder::new(node.as_bytes(), true).whole().expect("a node");
        assert_eq!(read.size.to_string(), text);
        assert_eq!(json(&read), node);
    }
}

/// What a decoder says; nothing where it reads the text.
fn said<T: Decode>(text: &str, strict: bool) -> String {
    Decoder::new(text.as_bytes(), strict).whole::<T>().map_or_else(|e| e.to_string(), |_| String::new())
}

#[test]
fn what_is_nothing_may_be_left_out_or_null() {
    let node = r#"{"id":"n","kind":"small","size":1,"label":"node","children":null}"#;
    let read: Node = Decoder::new(node.as_bytes(), false).whole().expect("a node");
    assert_eq!((&read.owner, &read.children), (&None, &vec![]));
    let state = r#"{"count": 1, "lists": [null, [1]], "byName": null}"#;
    let read: State = Decoder::new(state.as_bytes(), false).whole().expect("a state");
    assert_eq!((&read.lists, read.by_name.len()), (&vec![vec![], vec![1]], 0));
    // What must be there and cannot be nothing is missed all the same.
    assert_eq!(
        said::<Node>(r#"{"id":"n","kind":"small","label":"node"}"#, false),
        "the fields `size`, `owner`, `children` are missing at $ (byte 40)"
    );
}

#[test]
fn a_decoder_says_where_what_it_expected_and_what_it_found() {
    let whole = |rest: &str| format!(r#"{{"count": 1, "lists": [], "byName": {{}}{rest}}}"#);
    // What is wrong is wrong for both; what is odd, for a strict one.
    for (text, error) in [
        (r#"{"count": 1, "lists": []}"#.to_owned(), "the field `byName` is missing at $ "),
        (r#"{"lists": []}"#.to_owned(), "the fields `count`, `byName` are missing at $ "),
        (r#"{"count": "1", "lists": [], "byName": {}}"#.to_owned(), "expected a number, found a string at $.count "),
        (r#"{"count": null, "lists": [], "byName": {}}"#.to_owned(), "expected a number, found `null` at $.count "),
        (
            r#"{"count": 1, "lists": [[1], [2, true]], "byName": {}}"#.to_owned(),
            "expected a number, found a boolean at $.lists[1][1] ",
        ),
        (
            r#"{"count": 1, "lists": [], "byName": {"a b": []}}"#.to_owned(),
            "expected an object, found an array at $.byName",
        ),
        // `1.0` is a whole number (JSON Schema 2020-12 validation §6.1.1).
        (
            whole(r#", "leaves": [{"level": 1.0}, {"level": 1.5}]"#),
            "expected a whole number of 64 bits, found 1.5 at $.leaves[1].level ",
        ),
        (whole(r#", "leaves": [{}, {"on": 1}]"#), "expected a boolean, found a number at $.leaves[1].on "),
        (
            whole(
                r#", "node": {"id": "n", "kind": "small", "size": 1, "owner": null, "label": "node", "children": [{"id": "m"}]}"#,
            ),
            "the fields `kind`, `size`, `owner`, `label`, `children` are missing at $.node.children[0] ",
        ),
        (
            whole(
                r#", "node": {"id": "n", "kind": "small", "size": 1, "owner": null, "label": "node", "children": [], "more": "x"}"#,
            ),
            "expected a number, found a string at $.node.more ",
        ),
        (
            whole(
                r#", "node": {"id": "n", "kind": "small", "size": 1, "owner": null, "label": "node", "children": [], "at": [1]}"#,
            ),
            " at $.node.at",
        ),
    ] {
        for strict in [false, true] {
            let said = said::<State>(&text, strict);
            assert!(said.contains(error), "{text}, strict: {strict}: {said}");
        }
    }
    for (rest, error) in [
        (r#", "leaf": {"off": true}"#, "the document names no field `off` at $.leaf "),
        (r#", "late": 1"#, "the document names no field `late` at $ "),
        (r#", "count": 2"#, "the key is there twice at $.count "),
        (r#", "byName": {"a": {"on": true, "on": false}}"#, "the key is there twice at $.byName.a.on "),
        (r#", "leaf": null"#, "expected an object, found `null` at $.leaf "),
        (r#", "leaves": null"#, "expected an array, found `null` at $.leaves "),
        (r#", "kind": "new""#, "`new` is none of small, Größe, 大きい, UPPER_CASE, 1.5 at $.kind "),
        (r#", "leaf": {"level": 3}"#, "3 is none of [1, 2] at $.leaf.level "),
    ] {
        let text = whole(rest);
        assert_eq!(said::<State>(&text, false), "", "{text}");
        let said = said::<State>(&text, true);
        assert!(said.contains(error), "{text}: {said}");
    }
    let deep = format!("{}1{}", r#"{"inner":"#.repeat(200), "}".repeat(200));
    assert!(said::<Payload>(&deep, false).contains("nests more than"), "{}", said::<Payload>(&deep, false));
}
