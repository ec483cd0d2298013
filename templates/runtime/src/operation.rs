//! An operation as data: a constant of each service.

use super::auth::Scheme;

/// What the document says of an operation.
#[derive(Debug)]
pub struct Operation {
    /// The operationId.
    pub id: &'static str,
    /// The method, upper case.
    pub method: &'static str,
    /// The path template, e.g. `/users/{userId}`.
    pub path: &'static str,
    /// The `Accept` header; empty: not sent.
    pub accept: &'static str,
    /// Any of these groups will do; of a group all are needed.
    pub auth: &'static [&'static [&'static Scheme]],
    /// Whether sending it again is safe.
    pub retry: Retry,
}

/// Whether sending a request a second time can do harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The method is idempotent (RFC 9110 §9.2.2), or each body has an idempotency key.
    Safe,
    /// Only when the call carries an idempotency key, or when the first attempt cannot have been processed.
    WithKey,
    /// Not even then.
    Never,
}
