//! What the client has set goes with every call that has it, unless the call sets it itself.

use std::sync::mpsc::channel;

use crate::client_parameters::models::{CountsOther, CountsZone, FilterParameter, Language, XFormatParameter};
use crate::client_parameters::runtime::{http, reqwest};
use crate::client_parameters::{Client, ClientBuilder, Error};

/// The requests that these calls make: nothing leaves this machine.
async fn sent(builder: ClientBuilder) -> (Vec<String>, Vec<Error>) {
    let (sender, asked) = channel();
    let transport = move |request: reqwest::Request| {
        let header = |name: &str| request.headers().get(name).map_or("-", |value| value.to_str().expect("a text"));
        let line = [request.method().as_str(), request.url().as_str(), header("accept-language"), header("x-format")];
        _ = sender.send(line.join(" ").replace("https://vaults.example", ""));
        async { Ok(http::Response::builder().status(200).body("[]").expect("an answer").into()) }
    };
    let client = builder.transport(transport).build().expect("a client");
    let keys = client.keys();
    let mut errors = Vec::new();
    errors.extend(keys.list_keys().await.err());
    errors.extend(keys.list_keys().account("other").api_version("6").accept_language(Language::Fr).header(["b"]).await.err());
    errors.extend(keys.add_key("k").await.err());
    errors.extend(keys.health().await.err());
    errors.extend(keys.health().account("q").await.err());
    errors.extend(client.api().counts(1, CountsOther::B).await.err());
    errors.extend(client.api().counts(1, CountsOther::B).region("south").zone(CountsZone::Us).await.err());
    (asked.try_iter().collect(), errors)
}

#[tokio::test]
async fn calls_have_what_the_client_has() {
    let builder = Client::builder().account("a/b").accept_language(Language::De).api_version("7.0");
    let debug = format!("{:?}", builder.clone());
    assert!(debug.contains("api-version") && !debug.contains("7.0"), "values may be secrets: {debug}");
    let builder = builder.x_format(XFormatParameter::Utc).filter(FilterParameter::new().age(1));
    let (requests, errors) = sent(builder.header_parameter(["x", "y"])).await;
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(
        requests,
        [
            "GET /a%2Fb/keys?api-version=7.0&header=x&header=y de -",
            "GET /other/keys?api-version=6&header=b fr -",
            "POST /a%2Fb/keys?name=k&api-version=7.0&header=x&header=y de -",
            "GET /health?api-version=7.0&filter=%7B%22age%22%3A1%7D - UTC",
            "GET /health?api-version=7.0&filter=%7B%22age%22%3A1%7D&account=q - UTC",
            "GET /counts?api-version=1&other=b&zone=eu&one=a&region=north&filter=%7B%22age%22%3A1%7D - UTC",
            "GET /counts?api-version=1&other=b&one=a&filter=%7B%22age%22%3A1%7D&region=south&zone=us - UTC",
        ]
    );
}

#[tokio::test]
async fn what_nobody_has_set_is_said() {
    let (requests, errors) = sent(Client::builder().api_version("7.0")).await;
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let account = |id: &str| format!("{id}: the parameter `account` is not set: `ClientBuilder::account` sets it for all calls");
    let format = |id: &str| format!("{id}: the parameter `x-format` is not set: `ClientBuilder::x_format` sets it for all calls");
    let own = format("counts").replace("`x-format`", "`X-Format`");
    let expected = [account("listKeys"), account("addKey"), format("health"), format("health"), own.clone(), own];
    assert_eq!(errors, expected);
    assert_eq!(requests.len(), 1, "{requests:?}");
    let (_, errors) = sent(Client::builder().account("a").x_format(XFormatParameter::Local)).await;
    assert!(matches!(errors.first(), Some(Error::Config(why)) if why.to_string().contains("`api-version`")), "{errors:?}");
    // A header by another way is one that is set.
    let (requests, errors) = sent(Client::builder().account("a").api_version("7.0").header("X-FORMAT", "utc")).await;
    assert!(errors.is_empty(), "{errors:?}");
    assert!(requests.iter().all(|r| !r.contains("/health") || r.ends_with(" utc")), "{requests:?}");
}

#[tokio::test]
async fn a_whole_number_is_set_for_calls_that_take_fractions() {
    let (sender, asked) = channel();
    let transport = move |request: reqwest::Request| {
        _ = sender.send((request.url().query().map(str::to_owned), request.headers().get("accept-language").cloned()));
        async { Ok(http::Response::builder().status(204).body("").expect("an answer").into()) }
    };
    let client = Client::builder().page(3).accept_language(Language::Fr).transport(transport).build().expect("a client");
    client.words().find_word().await.expect("nothing");
    client.words().add_word().await.expect("nothing");
    client.words().put_word().page(0.5).await.expect("nothing");
    let asked: Vec<_> = asked.try_iter().map(|(query, language)| (query.unwrap_or_default(), language.is_some())).collect();
    assert_eq!(asked, [("page=3".to_owned(), true), ("page=3".to_owned(), false), ("page=0.5".to_owned(), false)]);
}
