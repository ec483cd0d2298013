//! Spans of the `tracing` crate, by the conventions of OpenTelemetry for HTTP clients.

use reqwest::{Request, Url};
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::middleware::{Middleware, Next};
use super::transport::Exchange;

/// A span around each attempt, from the request to the headers of its answer. It names method, path template, server,
/// URL without query, status and what went wrong; never a header, a value of the query, or a body.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spans;

impl Middleware for Spans {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> Exchange<'a> {
        let span = span(&request, &next);
        let attempt = async {
            let result = next.run(request).await;
            let span = Span::current();
            match &result {
                Ok(response) => {
                    let status = response.status();
                    span.record("http.response.status_code", status.as_u16());
                    if status.is_client_error() || status.is_server_error() {
                        span.record("error.type", status.as_str());
                        span.record("otel.status_code", "ERROR");
                    }
                }
                Err(fault) => {
                    span.record("error.type", if fault.is_timeout() { "timeout" } else { "connection" });
                    span.record("otel.status_code", "ERROR");
                    span.record("otel.status_description", tracing::field::display(fault));
                }
            }
            result
        };
        Box::pin(attempt.instrument(span))
    }
}

fn span(request: &Request, next: &Next<'_>) -> Span {
    let (operation, url) = (next.operation(), request.url());
    let span = tracing::info_span!(
        "HTTP",
        "otel.name" = format_args!("{} {}", operation.method, operation.path),
        "otel.kind" = "client",
        "otel.status_code" = Empty,
        "otel.status_description" = Empty,
        "operation.id" = operation.id,
        "http.request.method" = operation.method,
        "http.request.resend_count" = Empty,
        "http.response.status_code" = Empty,
        "server.address" = url.host_str(),
        "server.port" = url.port_or_known_default(),
        "url.template" = operation.path,
        "url.full" = %without_secrets(url),
        "error.type" = Empty,
    );
    // The first attempt is none that was sent again.
    if next.attempt() > 1 {
        span.record("http.request.resend_count", next.attempt() - 1);
    }
    span
}

/// The URL without user, password and query.
fn without_secrets(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}
