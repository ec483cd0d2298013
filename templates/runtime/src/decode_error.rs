//! Why a text is no value of a type, and where.

use std::borrow::Cow;
use std::fmt;

use jiter::JiterError;

/// A step of a JSON path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(Cow<'static, str>),
    Index(usize),
}

/// Why a text is no value of a type, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(Box<Fault>);

/// Behind one pointer: every value that is read is returned beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    /// From the inside out.
    path: Vec<Step>,
    message: String,
    offset: usize,
}

impl DecodeError {
    #[cold]
    pub(super) fn new(message: String, offset: usize) -> Self {
        Self(Box::new(Fault { path: Vec::new(), message, offset }))
    }

    /// The JSON path, e.g. `$.users[3].email`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = "$".to_owned();
        for step in self.0.path.iter().rev() {
            match step {
                Step::Field(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The byte of the text at which it was seen.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The same, seen from the object that has the field.
    #[must_use]
    pub fn below(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.path.push(Step::Field(name.into()));
        self
    }

    /// The same, seen from the array that has the element.
    #[must_use]
    pub fn at(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} (byte {})", self.message(), self.path(), self.offset())
    }
}

impl std::error::Error for DecodeError {}

impl From<JiterError> for DecodeError {
    fn from(error: JiterError) -> Self {
        Self::new(error.error_type.to_string(), error.index)
    }
}
