//! What an inline type wishes to be called.

use super::wording;

/// A name, and a longer one where the first leaves out a word that its owner has said.
#[derive(Clone, Debug)]
pub struct Wish {
    short: String,
    long: String,
    /// Whether another has the better right to the short name.
    yields: bool,
    /// What it is, which is said where even the longer one is taken.
    kind: &'static str,
}

impl From<&str> for Wish {
    fn from(name: &str) -> Self {
        Self::of(name, "Body")
    }
}

impl From<&String> for Wish {
    fn from(name: &String) -> Self {
        Self::from(name.as_str())
    }
}

impl Wish {
    fn of(name: &str, kind: &'static str) -> Self {
        Self { short: name.to_owned(), long: name.to_owned(), yields: false, kind }
    }

    /// What an arm of a choice wishes for.
    pub fn of_arm(name: &str) -> Self {
        Self::of(name, "Variant")
    }

    /// What a parameter wishes for.
    pub fn of_parameter(name: &str) -> Self {
        Self::of(name, "Parameter")
    }

    /// What a part of an owner wishes for, beside `others` of that owner: all in Rust's case.
    pub fn of_part(owner: &str, part: &str, others: impl IntoIterator<Item = String>) -> Self {
        let long = format!("{owner}{part}");
        let short = wording::joined(owner, part).unwrap_or_else(|| long.clone());
        // `status` beside `user_status` has the better right to `UserStatus`.
        let yields = short != long && others.into_iter().any(|other| short.strip_prefix(owner) == Some(&other));
        Self { short, long, yields, kind: "Field" }
    }

    /// The same with a word behind it, of what is inside.
    #[must_use]
    pub fn and(&self, word: &str) -> Self {
        self.map(|name| format!("{name}{word}"))
    }

    /// The same, each name in another form.
    #[must_use]
    pub fn map(&self, form: impl Fn(&str) -> String) -> Self {
        Self { short: form(&self.short), long: form(&self.long), ..*self }
    }

    /// What it is called, if nothing else is.
    pub fn name(&self) -> &str {
        &self.short
    }

    /// What it may be called, the best first.
    pub fn candidates(&self) -> Vec<String> {
        let last = format!("{}{}", self.long, self.kind);
        let mut candidates = vec![self.short.clone(), self.long.clone(), last];
        candidates.drain(..usize::from(self.yields || self.short == self.long));
        candidates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_part_may_be_called() {
        let check = |owner: &str, part: &str, others: &[&str], expected: &[&str]| {
            assert_eq!(
                Wish::of_part(owner, part, others.iter().map(|o| (*o).to_owned())).candidates(),
                expected,
                "{part} of {owner}"
            );
        };
        check("User", "Role", &[], &["UserRole", "UserRoleField"]);
        check(
            "Service",
            "ServiceStatus",
            &["Name"],
            &["ServiceStatus", "ServiceServiceStatus", "ServiceServiceStatusField"],
        );
        check("User", "UserStatus", &["Status"], &["UserUserStatus", "UserUserStatusField"]);
        let list = Wish::of_part("Service", "ServiceStatus", []).and("Item");
        assert_eq!(
            list.candidates(),
            ["ServiceStatusItem", "ServiceServiceStatusItem", "ServiceServiceStatusItemField"]
        );
        assert_eq!(Wish::from("User").candidates(), ["User", "UserBody"]);
        assert_eq!(Wish::of_arm("UserGuest").candidates(), ["UserGuest", "UserGuestVariant"]);
    }
}
