//! Components that no operation reaches, and that somebody wants all the same: payloads that a document describes beside its
//! operations.

use super::lower_types::Lowering;
use super::types::Sdk;
use crate::diag::{Code, Diagnostic, nearest};
use crate::spec::{Api, Shape, ShapeId};

/// Makes types of the components that the patterns of the configuration name.
pub fn lower(patterns: &[String], types: &mut Lowering<'_>) {
    for pattern in patterns {
        let named = types.api.components.iter().filter(|(name, _)| is_called(name, pattern));
        let named: Vec<(&String, ShapeId)> = named.map(|(name, id)| (name, *id)).collect();
        if named.is_empty() {
            let names = types.api.components.iter().map(|(name, _)| name.as_str());
            let hint = nearest(pattern, names).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            let message = format!("`{pattern}` in `models` has no effect: the document has no such schema{hint}");
            let help = "correct the name, or delete the entry; `*` stands for any letters";
            types.diagnostics.push(Diagnostic::new(Code::UnusedConfig, message).entry("models", pattern).help(help));
        }
        for (name, id) in named {
            types.ty(id, name.as_str());
        }
    }
}

/// Whether a name is what a pattern says, in which `*` stands for any letters.
fn is_called(name: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return name == pattern };
    let Some(name) = name.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    let within = parts.iter().try_fold(name, |name, part| name.split_once(part).map(|(_, rest)| rest));
    within.is_some_and(|name| name.ends_with(end))
}

/// The components with a type of their own that the SDK does not have.
pub fn unreached<'a>(api: &'a Api, sdk: &Sdk) -> Vec<&'a str> {
    let made: std::collections::BTreeSet<ShapeId> = sdk.defs.iter().filter_map(|def| def.shape).collect();
    let own = |id: ShapeId| {
        let shape = api.node(id).map(|node| &node.shape);
        matches!(shape, Some(Shape::Object(_) | Shape::Enum { .. } | Shape::Union(_))) && !made.contains(&id)
    };
    api.components.iter().filter(|(_, id)| own(api.target(*id))).map(|(name, _)| name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::is_called;

    #[test]
    fn patterns() {
        let table = [
            ("ItemErrorWebhook", "*Webhook", true),
            ("Webhook", "*Webhook", true),
            ("WebhookType", "*Webhook", false),
            ("ItemError", "Item*", true),
            ("ItemErrorWebhook", "Item*Web*k", true),
            ("ItemError", "ItemError", true),
            ("ItemError", "Item", false),
            ("aa", "a*aa", false),
            ("x", "*", true),
        ];
        for (name, pattern, expected) in table {
            assert_eq!(is_called(name, pattern), expected, "{name} {pattern}");
        }
    }
}
