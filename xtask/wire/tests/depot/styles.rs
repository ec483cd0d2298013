//! The style examples of OpenAPI 3.1.1 §4.8.12.4, row by row: `color` is undefined, a text, a list and an object.

use depot::api::Labels;
use depot::models::{Color, ColorMix};
use serde_json::Value;
use wire::Recorder;

use crate::client;

/// The columns of the table.
fn colors() -> [Color; 4] {
    let list = ["blue", "black", "brown"].map(str::to_owned).to_vec();
    [Color::Unknown(Value::Null), "blue".into(), list.into(), ColorMix::new().r(100).g(200).b(150).into()]
}

fn place() -> (Recorder, Labels) {
    let server = Recorder::silent();
    let labels = client(&server).labels();
    (server, labels)
}

/// Sends a color in the style of a row, and returns what the server saw of it: the last segment of the path, the query,
/// a header or the cookie.
async fn sent((server, labels): &(Recorder, Labels), row: &str, color: Color) -> String {
    let result = match row {
        "matrix" => labels.matrix(color).await,
        "matrix*" => labels.matrix_exploded(color).await,
        "label" => labels.label(color).await,
        "label*" => labels.label_exploded(color).await,
        "simple" => labels.simple(color).await,
        "simple*" => labels.simple_exploded(color).await,
        "simple in a header" => labels.simple_header().x_color(color).await,
        "simple* in a header" => labels.simple_header().x_exploded_color(color).await,
        "form" => labels.form().color(color).await,
        "form*" => labels.form_exploded().color(color).await,
        "form in a cookie" => labels.form_cookie().color(color).await,
        "form* in a cookie" => labels.form_cookie_exploded().color(color).await,
        "spaceDelimited" => labels.space_delimited().color(color).await,
        "spaceDelimited*" => labels.space_delimited_exploded().color(color).await,
        "pipeDelimited" => labels.pipe_delimited().color(color).await,
        "pipeDelimited*" => labels.pipe_delimited_exploded().color(color).await,
        "deepObject*" => labels.deep_object().color(color).await,
        other => panic!("{other}"),
    };
    if let Err(error) = result {
        assert!(server.take().is_empty(), "an error, so nothing was sent");
        return format!("refused: {error}");
    }
    let request = server.one();
    match row {
        _ if row.ends_with("cookie") => request.header("cookie").unwrap_or("not sent").to_owned(),
        "simple in a header" => request.header("x-color").unwrap_or("not sent").to_owned(),
        "simple* in a header" => request.header("x-exploded-color").unwrap_or("not sent").to_owned(),
        _ => {
            let target = request.target();
            let query = target.split_once('?').map(|(_, query)| query);
            query.or(target.rsplit('/').next()).unwrap_or_default().to_owned()
        }
    }
}

/// A row: the style, with a star where it is exploded, and its four columns.
async fn check(row: &str, columns: [&str; 4]) {
    let place = place();
    for (color, expected) in colors().into_iter().zip(columns) {
        assert_eq!(sent(&place, row, color.clone()).await, expected, "{row}: {color:?}");
    }
}

#[tokio::test]
async fn the_table() {
    check("matrix", [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]).await;
    check("matrix*", [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]).await;
    check("simple in a header", ["not sent", "blue", "blue,black,brown", "R,100,G,200,B,150"]).await;
    check("simple* in a header", ["not sent", "blue", "blue,black,brown", "R=100,G=200,B=150"]).await;
    check("form", ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]).await;
    check("form*", ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]).await;
    let space = ["color=", "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"];
    check("spaceDelimited", space).await;
    let pipe = ["color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"];
    check("pipeDelimited", pipe).await;
    let deep = [
        "color=",
        "color=blue",
        "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
        "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
    ];
    check("deepObject*", deep).await;
}

/// A whole segment that is empty or one dot is no segment: what the table has for it is refused, because every URL
/// library would take it away and another operation would be called.
#[tokio::test]
async fn the_rows_of_the_table_that_would_change_the_route() {
    for (row, id, undefined, rest) in [
        ("label", "labelsLabel", ".", [".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
        ("label*", "labelsLabelExploded", ".", [".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
        ("simple", "labelsSimple", "", ["blue", "blue,black,brown", "R,100,G,200,B,150"]),
        ("simple*", "labelsSimpleExploded", "", ["blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ] {
        let words = format!("refused: {id}: `{undefined}` is no value for `color`: it would change the path");
        check(row, [&words, rest[0], rest[1], rest[2]]).await;
    }
}

/// What the table calls undefined: a text is a text, and exploded elements are pairs, whatever the style.
#[tokio::test]
async fn what_the_table_leaves_open() {
    let pairs = ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"];
    check("spaceDelimited*", pairs).await;
    check("pipeDelimited*", pairs).await;
    check("form in a cookie", ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]).await;
    let cookies = ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"];
    check("form* in a cookie", cookies).await;
}

/// An empty text is a value; a list or an object without elements is none (RFC 6570 §2.3).
#[tokio::test]
async fn empty_values() {
    let place = place();
    for (row, text, list, object) in [
        ("matrix", ";color", None, None),
        ("form", "color=", Some("form"), Some("form")),
        ("form*", "color=", Some("form-exploded"), Some("form-exploded")),
        ("pipeDelimited", "color=", Some("pipe-delimited"), Some("pipe-delimited")),
        ("deepObject*", "color=", Some("deep-object"), Some("deep-object")),
        ("simple in a header", "", Some("not sent"), Some("not sent")),
        ("form in a cookie", "color=", Some("not sent"), Some("not sent")),
    ] {
        assert_eq!(sent(&place, row, "".into()).await, text, "{row}");
        for (color, expected) in [(Color::List(Vec::new()), list), (ColorMix::new().into(), object)] {
            let got = sent(&place, row, color).await;
            match expected {
                Some(expected) => assert_eq!(got, expected, "{row}"),
                None => assert!(got.ends_with("`` is no value for `color`: it would change the path"), "{row}: {got}"),
            }
        }
    }
}
