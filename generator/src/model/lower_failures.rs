//! Documented errors whose bodies differ: an enum of an operation, made from an error when it is asked for.

use super::casing;
use super::names::Scope;
use super::operations::{Answer, Failures, Operation, Outcome};
use super::types::Type;
use crate::diag::Diagnostics;
use crate::load::Origin;

/// Every status that is documented as an error; `None` where a single type says it all. [`name`] names it.
pub fn lower(answers: &[Answer]) -> Option<Failures> {
    let errors = || answers.iter().filter(|a| a.is_error());
    let mut kinds: Vec<&Type> = Vec::new();
    for ty in errors().filter_map(|a| a.ty.as_ref()) {
        if !kinds.contains(&ty) {
            kinds.push(ty);
        }
    }
    if kinds.len() < 2 {
        return None;
    }
    let mut scope = Scope::reserving(&["Unknown"]);
    let outcomes = errors().map(|answer| Outcome {
        status: answer.status.clone(),
        variant: scope.choose(&[variant(&answer.status)], &Origin::default()),
        ty: answer.ty.clone(),
        raw: None,
    });
    Some(Failures { name: String::new(), outcomes: outcomes.collect() })
}

/// Names what operations document once all requests have their names, so that none takes that of an operation.
pub fn name(operations: &mut [Operation], requests: &mut Scope) {
    for operation in operations {
        let (pascal, title) = (casing::pascal(&operation.stem), operation.title());
        let mut choose = |name: &mut String, kinds: [&str; 2]| {
            let candidates = kinds.map(|kind| casing::longer(&pascal, kind));
            *name = requests.claim_for(&title, &candidates, &Origin::default(), &mut Diagnostics::default());
        };
        if let Some(failures) = &mut operation.failures {
            choose(&mut failures.name, ["Error", "ApiError"]);
        }
        if let Some(headers) = &mut operation.headers {
            choose(&mut headers.name, ["Headers", "ResponseHeaders"]);
        }
    }
}

/// The reason phrase of an error as a name (RFC 9110 §15.4, §15.5, §15.6 and what is registered beside them).
pub fn variant(status: &str) -> String {
    let known = match status {
        "300" => "MultipleChoices",
        "301" => "MovedPermanently",
        "302" => "Found",
        "303" => "SeeOther",
        "304" => "NotModified",
        "307" => "TemporaryRedirect",
        "308" => "PermanentRedirect",
        "400" => "BadRequest",
        "401" => "Unauthorized",
        "402" => "PaymentRequired",
        "403" => "Forbidden",
        "404" => "NotFound",
        "405" => "MethodNotAllowed",
        "406" => "NotAcceptable",
        "407" => "ProxyAuthenticationRequired",
        "408" => "RequestTimeout",
        "409" => "Conflict",
        "410" => "Gone",
        "411" => "LengthRequired",
        "412" => "PreconditionFailed",
        "413" => "ContentTooLarge",
        "414" => "UriTooLong",
        "415" => "UnsupportedMediaType",
        "416" => "RangeNotSatisfiable",
        "417" => "ExpectationFailed",
        "421" => "MisdirectedRequest",
        "422" => "UnprocessableContent",
        "423" => "Locked",
        "424" => "FailedDependency",
        "425" => "TooEarly",
        "426" => "UpgradeRequired",
        "428" => "PreconditionRequired",
        "429" => "TooManyRequests",
        "431" => "RequestHeaderFieldsTooLarge",
        "451" => "UnavailableForLegalReasons",
        "500" => "InternalServerError",
        "501" => "NotImplemented",
        "502" => "BadGateway",
        "503" => "ServiceUnavailable",
        "504" => "GatewayTimeout",
        "505" => "HttpVersionNotSupported",
        "507" => "InsufficientStorage",
        "508" => "LoopDetected",
        "511" => "NetworkAuthenticationRequired",
        "default" => "Other",
        _ if status.eq_ignore_ascii_case("4xx") => "ClientError",
        _ if status.eq_ignore_ascii_case("5xx") => "ServerError",
        _ => return casing::pascal(&format!("status {status}")),
    };
    known.to_owned()
}
