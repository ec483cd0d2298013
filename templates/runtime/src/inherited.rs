//! Parameters of the client: set once, for all calls that have them.

use super::argument::{ParameterValue, ToParameter};
use super::call::{Call, Draft, Lacking};
use super::config::{Config, Core};
use super::encode::Encode;
use super::parameter::Parameter;
use super::values::list;

impl Config {
    /// Sets a parameter of all calls that have it; setting it again replaces it.
    #[must_use]
    pub fn parameter<V: ToParameter>(self, parameter: Parameter, value: &V) -> Self {
        self.inheritable(parameter, value.to_parameter())
    }

    /// Sets a parameter that is a text of JSON.
    #[must_use]
    pub fn json_parameter<V: Encode + ?Sized>(self, parameter: Parameter, value: &V) -> Self {
        self.inheritable(parameter, parameter.json(value))
    }

    /// Sets a parameter that is text.
    #[must_use]
    pub fn text(self, parameter: Parameter, value: impl Into<String>) -> Self {
        self.inheritable(parameter, ParameterValue::Text(value.into()))
    }

    /// Sets a parameter that is a list of texts.
    #[must_use]
    pub fn texts(self, parameter: Parameter, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.parameter(parameter, &list::<String>(values))
    }

    fn inheritable(mut self, parameter: Parameter, value: ParameterValue) -> Self {
        self.inherited.0.retain(|(known, _)| !known.is_same(&parameter));
        self.inherited.0.push((parameter, value));
        self
    }
}

impl<T> Call<T> {
    /// Takes a parameter from the client, where that has it.
    #[must_use]
    pub fn inherit(mut self, parameter: Parameter) -> Self {
        _ = inherit(&self.core, &mut self.draft, parameter);
        self
    }

    /// Takes a parameter from the client; where that has none, the call fails unless it sets it itself. `setter` is that of
    /// the client's builder.
    #[must_use]
    pub fn inherit_required(mut self, parameter: Parameter, setter: &'static str) -> Self {
        if !inherit(&self.core, &mut self.draft, parameter) {
            self.draft.lacking.push((parameter, Lacking::Unset(setter)));
        }
        self
    }
}

/// Whether the client has it. The call may set another value in place of one that cannot be written.
fn inherit(core: &Core, draft: &mut Draft, parameter: Parameter) -> bool {
    match core.shared.inherited.0.iter().find(|(known, _)| known.is_same(&parameter)) {
        None => return false,
        Some((_, ParameterValue::Invalid(why))) => {
            draft.lacking.push((parameter, Lacking::Invalid(why.clone())));
        }
        Some((_, value)) => draft.set(parameter, value.clone()),
    }
    true
}
