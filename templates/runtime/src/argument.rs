//! Values of parameters before they are written: texts, lists and objects.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::encode::{Encode, Encoder};
use super::values::json;

/// A value before it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterValue {
    /// Nothing is sent.
    Absent,
    /// One text.
    Text(String),
    /// A number or a boolean, as JSON has it.
    Literal(String),
    /// Elements.
    List(Vec<ParameterValue>),
    /// Members in order.
    Object(Vec<(String, ParameterValue)>),
    /// What cannot be written, and why: the call fails before it is sent.
    Invalid(String),
}

impl ParameterValue {
    /// One text: no style says how a list in a list is written, so it travels as JSON. What is not there has no text,
    /// and its list or object goes on without it (RFC 6570 §3.2.1).
    pub(super) fn flat(&self) -> Option<String> {
        match self {
            Self::Absent | Self::Invalid(_) => None,
            Self::Text(text) | Self::Literal(text) => Some(text.clone()),
            Self::List(_) | Self::Object(_) => Some(self.json().to_string()),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Absent | Self::Invalid(_) => Value::Null,
            Self::Text(text) => Value::String(text.clone()),
            // A number that JSON does not have, such as `NaN`, is a text.
            Self::Literal(text) => json(text.as_bytes()).unwrap_or_else(|_| Value::String(text.clone())),
            Self::List(list) => Value::Array(list.iter().map(Self::json).collect()),
            Self::Object(members) => Value::Object(members.iter().map(|(k, v)| (k.clone(), v.json())).collect()),
        }
    }
}

/// A model as a parameter: its members as JSON has them.
pub fn encoded_parameter<T: Encode>(value: &T) -> ParameterValue {
    let text = match Encoder::whole(value) {
        Ok(text) => text,
        Err(why) => return ParameterValue::Invalid(why),
    };
    match json(&text) {
        Ok(value) => value.to_parameter(),
        Err(why) => ParameterValue::Invalid(why.to_string()),
    }
}

/// A type that can be sent as a parameter.
pub trait ToParameter {
    /// The value to write.
    fn to_parameter(&self) -> ParameterValue;
}

impl ToParameter for String {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Text(self.clone())
    }
}

impl ToParameter for bool {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Literal(self.to_string())
    }
}

impl ToParameter for i64 {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Literal(self.to_string())
    }
}

impl ToParameter for u64 {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Literal(self.to_string())
    }
}

impl ToParameter for f64 {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Literal(self.to_string())
    }
}

impl<T: ToParameter> ToParameter for Vec<T> {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::List(self.iter().map(ToParameter::to_parameter).collect())
    }
}

impl<T: ToParameter> ToParameter for Option<T> {
    fn to_parameter(&self) -> ParameterValue {
        self.as_ref().map_or(ParameterValue::Absent, ToParameter::to_parameter)
    }
}

impl<T: ToParameter> ToParameter for Box<T> {
    fn to_parameter(&self) -> ParameterValue {
        (**self).to_parameter()
    }
}

impl<T: ToParameter> ToParameter for BTreeMap<String, T> {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Object(self.iter().map(|(k, v)| (k.clone(), v.to_parameter())).collect())
    }
}

impl ToParameter for Map<String, Value> {
    fn to_parameter(&self) -> ParameterValue {
        ParameterValue::Object(self.iter().map(|(k, v)| (k.clone(), v.to_parameter())).collect())
    }
}

impl ToParameter for Value {
    fn to_parameter(&self) -> ParameterValue {
        match self {
            Self::Null => ParameterValue::Absent,
            Self::String(text) => ParameterValue::Text(text.clone()),
            Self::Bool(_) | Self::Number(_) => ParameterValue::Literal(self.to_string()),
            Self::Array(list) => list.to_parameter(),
            Self::Object(map) => map.to_parameter(),
        }
    }
}
