//! Which operations a run is for. The models follow: only what an operation needs becomes one.

use std::fmt;

use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::spec::{Api, Operation};

/// What a user says of the operations that they want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// By `operationId`.
    Id(String),
    /// By method, in upper case, and path template.
    Call(String, String),
    /// By the first tag, which is the service.
    Tag(String),
}

impl Selector {
    /// Reads `tag:users`, `GET /users` or `usersList`.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Some(tag) = text.strip_prefix("tag:") {
            return Self::Tag(tag.trim().to_owned());
        }
        match text.split_once(char::is_whitespace).map(|(method, path)| (method, path.trim())) {
            Some((method, path)) if path.starts_with('/') => Self::Call(method.to_uppercase(), path.to_owned()),
            _ => Self::Id(text.to_owned()),
        }
    }

    fn selects(&self, operation: &Operation) -> bool {
        match self {
            Self::Id(id) => operation.id == *id,
            Self::Call(method, path) => operation.method == *method && operation.path == *path,
            Self::Tag(tag) => operation.tag.as_ref() == Some(tag),
        }
    }

    /// The selector of the same kind that an operation would answer to.
    fn of(&self, operation: &Operation) -> Option<Self> {
        match self {
            Self::Id(_) => Some(Self::Id(operation.id.clone())),
            Self::Call(..) => Some(Self::Call(operation.method.clone(), operation.path.clone())),
            Self::Tag(_) => operation.tag.clone().map(Self::Tag),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => f.write_str(id),
            Self::Call(method, path) => write!(f, "{method} {path}"),
            Self::Tag(tag) => write!(f, "tag:{tag}"),
        }
    }
}

/// The API with these operations alone. One that names nothing is an error: an SDK without an operation that was asked for
/// would break its callers.
pub fn select(api: &Api, only: &[Selector], diagnostics: &mut Diagnostics) -> Api {
    for selector in only.iter().filter(|selector| !api.operations.iter().any(|o| selector.selects(o))) {
        let message = format!("`{selector}` selects no operation of the document");
        let known: Vec<_> = api.operations.iter().filter_map(|o| selector.of(o)).map(|s| s.to_string()).collect();
        let help = match nearest(&selector.to_string(), known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "an operation is selected by its operationId, as `GET /users/{id}`, or with others by `tag:users`; \
                     `sdkwright inspect --all` lists them"
                    .to_owned()
            }
        };
        diagnostics.push(Diagnostic::new(Code::SelectsNothing, message).entry("only", selector.to_string()).help(help));
    }
    let mut api = api.clone();
    api.operations.retain(|operation| only.iter().any(|selector| selector.selects(operation)));
    api
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors() {
        let check = |text: &str, expected: Selector| assert_eq!(Selector::parse(text), expected);
        check("usersList", Selector::Id("usersList".into()));
        check("users list", Selector::Id("users list".into()));
        check("get  /users/{id}", Selector::Call("GET".into(), "/users/{id}".into()));
        check("tag: two words", Selector::Tag("two words".into()));
    }
}
