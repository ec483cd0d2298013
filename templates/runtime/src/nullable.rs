//! A field that may be absent, `null` or a value.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::values::{list, map};

/// Absent, `null` or a value: what a field is that is neither required nor free of `null`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// The field is not there.
    #[default]
    Absent,
    /// The field is `null`.
    Null,
    /// The field has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the field is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the field is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// A value is put into the box of a type that leads back to itself.
impl<T> From<T> for Nullable<Box<T>> {
    fn from(value: T) -> Self {
        Self::Value(Box::new(value))
    }
}

/// Literals are set as they are where a field is a text.
impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

/// A text of another answer, an id for one, is set as it is.
impl From<&String> for Nullable<String> {
    fn from(value: &String) -> Self {
        Self::Value(value.clone())
    }
}

/// As a list that may not be `null` takes them.
impl<T, S: Into<T>, const N: usize> From<[S; N]> for Nullable<Vec<T>> {
    fn from(items: [S; N]) -> Self {
        Self::Value(list(items))
    }
}

/// As a map that may not be `null` takes them.
impl<T, K: Into<String>, V: Into<T>, const N: usize> From<[(K, V); N]> for Nullable<BTreeMap<String, T>> {
    fn from(entries: [(K, V); N]) -> Self {
        Self::Value(map(entries))
    }
}

impl<T, K: Into<String>, V: Into<T>> From<HashMap<K, V>> for Nullable<BTreeMap<String, T>> {
    fn from(entries: HashMap<K, V>) -> Self {
        Self::Value(map(entries))
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Nullable<Map<String, Value>> {
    fn from(entries: [(K, V); N]) -> Self {
        Self::Value(map(entries))
    }
}

/// A whole number is a literal of what takes a fraction, too.
impl From<i32> for Nullable<f64> {
    fn from(value: i32) -> Self {
        Self::Value(value.into())
    }
}

/// `None` is `null`: a field that is to be left out is not set at all.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}
