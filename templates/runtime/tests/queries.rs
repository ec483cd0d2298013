//! Queries that are one value (OpenAPI 3.2 §4.12), on the wire.

mod peer;

use peer::{answer, operation, server};
use sdkwright_runtime::{Call, FormField, Operation, Parameter, RequestOptions, read_empty};
use serde_json::{Value, json};

static GET: Operation = operation("GET", "");
const WHOLE: Parameter = Parameter::query_string("all");
const MORE: Parameter = Parameter::query("more");
static FIELDS: &[FormField] = &[FormField::styled(Parameter::query("joined").explode(false))];

async fn check(call: impl FnOnce(Call<()>) -> Call<()>, query: &str) {
    let (core, asked) = server(&[&answer("200 OK", "", "")]);
    call(Call::new(&core, &GET, read_empty)).await.expect("sent");
    let (head, _) = asked.request(0);
    assert_eq!(head.lines().next(), Some(format!("get /things{query} http/1.1").as_str()));
}

#[tokio::test]
async fn the_examples_of_the_specification() {
    let numbers = json!({"numbers": [1, 2], "flag": null});
    let encoded = "?%7b%22numbers%22%3a%5b1%2c2%5d%2c%22flag%22%3anull%7d";
    check(|call| call.json_parameter(WHOLE, &numbers), encoded).await;
    check(|call| call.text(WHOLE, "$.a.b[1:1]"), "?%24.a.b%5b1%3a1%5d").await;
    let form = json!({"foo": "a + b", "bar": true, "joined": ["x", "y"], "list": [1, 2]});
    check(|call| call.query_form(&form, FIELDS), "?foo=a%20%2b%20b&bar=true&joined=x,y&list=1&list=2").await;
    let more = |call: Call<()>| call.parameter(MORE, &1_i64).options(RequestOptions::new().query("a", "b"));
    check(|call| more(call.text(WHOLE, "x")), "?x&more=1&a=b").await;
    check(|call| call.parameter(WHOLE, &Value::Null), "?").await;
}
