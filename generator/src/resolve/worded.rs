//! What descriptions say of values that schemas leave out.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::{Api, Shape, ShapeId};

/// Lets a property that must be there be `null` where its words say that it may: an answer with it would be refused whole. Of a
/// list, words may speak of its elements.
pub fn nulls(api: &mut Api, diagnostics: &mut Diagnostics) {
    let is_list =
        |id: ShapeId| api.node(api.target(id)).is_some_and(|n| matches!(n.shape, Shape::List { .. } | Shape::Any));
    let is_nullable = |id: ShapeId| [id, api.target(id)].iter().any(|id| api.node(*id).is_some_and(|n| n.nullable));
    let says = |id: ShapeId| api.node(id).is_some_and(|node| may_be_null(&node.doc.description));
    let objects = api.shapes.iter().filter_map(|node| match &node.shape {
        Shape::Object(members) => Some(members),
        _ => None,
    });
    let found = objects.flat_map(|members| &members.properties).filter(|p| p.required);
    let found =
        found.map(|p| (p.shape, p.wire.clone())).filter(|(id, _)| says(*id) && !is_list(*id) && !is_nullable(*id));
    for (id, wire) in found.collect::<Vec<_>>() {
        let Some(node) = api.shapes.get_mut(id.0) else { continue };
        node.nullable = true;
        let message = format!("the description says that `{wire}` may be `null`, which the schema does not allow");
        let help = "it may be `null`; say so in the schema";
        diagnostics.push_once(Diagnostic::new(Code::RepairedKeyword, message).at(&node.origin).help(help));
    }
}

/// Whether words say that a value may be `null`: that it can be, or when it is.
fn may_be_null(description: &str) -> bool {
    let said = description.to_lowercase();
    let words: Vec<&str> = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let speaks = |at: usize| {
        let before = |back: usize| at.checked_sub(back).and_then(|at| words.get(at)).copied().unwrap_or_default();
        let may = |word: &str| ["may", "might", "can", "could", "will"].contains(&word);
        let can = before(1) == "be" && (may(before(2)) || may(before(3)));
        let when = words.get(at + 1).is_some_and(|word| ["if", "when", "unless", "until"].contains(word));
        let denied = ["not", "never", "no"].iter().any(|no| (1..=3).any(|back| before(back) == *no));
        (can || when || before(1) == "or") && !denied
    };
    words.iter().enumerate().any(|(at, word)| *word == "null" && speaks(at))
}

#[cfg(test)]
mod tests {
    use super::may_be_null;

    #[test]
    fn words_of_null() {
        let table = [
            ("This field might be `null` in some cases.", true),
            ("The time of the deletion, or null.", true),
            ("A text for the user. null if the error is not theirs.", true),
            ("This may also be null.", true),
            ("It may not be null.", false),
            ("Never null when the entry is public.", false),
            ("A pointer; null pointers are refused.", false),
            ("", false),
        ];
        for (description, expected) in table {
            assert_eq!(may_be_null(description), expected, "{description}");
        }
    }
}
