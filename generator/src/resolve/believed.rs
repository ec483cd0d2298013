//! Schemas that a document contradicts by what it shows: a server sends what is shown, and by the schema none of its answers could
//! be read, or no call be made.

use serde_json::Value;

use super::examples::Answer;
use super::faults::{self, brief};
use super::formats;
use super::judge::{As, Judge, Misfit, Why};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{Api, Arm, Doc, Limits, Members, Node, Property, Shape, ShapeId, Union};

/// Makes a number of an integer that is shown with a fraction: a server that sends one says so by that, and none of its
/// answers could be read.
pub fn widen(api: &mut Api, id: ShapeId, what: &str, place: &Origin, diagnostics: &mut Diagnostics) {
    let id = api.target(id);
    let Some(node) = api.shapes.get_mut(id.0) else { return };
    if let Shape::Integer { limits, .. } = &mut node.shape {
        let limits: Limits = std::mem::take(limits);
        node.shape = Shape::Number { format: None, limits, values: Vec::new() };
        let help = "the type is a number with a fraction; correct the value or the type";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, format!("{what} is no `integer`")).at(place).help(help));
    }
}

/// Takes its format from a text that is shown in another one, for the same reason as [`widen`].
pub fn reformat(api: &mut Api, id: ShapeId, what: &str, place: &Origin, diagnostics: &mut Diagnostics) {
    let Some(Shape::Text { format, .. }) = api.shapes.get_mut(id.0).map(|node| &mut node.shape) else { return };
    if let Some(format) = format.take() {
        let message = format!("{what} is no `{format}` ({})", formats::section(&format));
        let help = "the type is a text; correct the value or the format";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(place).help(help));
    }
}

/// A parameter that is shown as a text of another kind than its schema says is what is shown: by the type of the schema, the call
/// of the document could not be made. One without digits is a placeholder.
pub fn texts(api: &Api, id: ShapeId, value: &Value) -> Option<Node> {
    let node = api.node(api.target(id))?;
    let text = value.as_str().filter(|text| text.contains(|c: char| c.is_ascii_digit()) && !text.contains(' '))?;
    let another = match &node.shape {
        Shape::Integer { values, .. } => values.is_empty(),
        Shape::Number { values, .. } => values.is_empty(),
        Shape::Text { format: Some(format), .. } => formats::contradicts(format, text),
        _ => false,
    };
    let shape = Shape::Text { format: None, limits: Limits::default() };
    another.then(|| Node { shape, default: None, example: None, ..node.clone() })
}

/// Does not ask for what is said to be an empty text in place of a date, a number or a truth value: where it need not be there, a
/// client that is not strict reads that as nothing.
pub fn blanks(api: &mut Api, diagnostics: &mut Diagnostics) {
    let is_blank = |api: &Api, property: &Property| {
        let said = api.description_of(property.shape).to_lowercase();
        let plain = match api.node(api.target(property.shape)).map(|node| &node.shape) {
            Some(Shape::Text { format, .. }) => format.is_none(),
            Some(Shape::Bool | Shape::Integer { .. } | Shape::Number { .. }) => false,
            _ => true,
        };
        property.required && !plain && said.contains("empty string") && said.contains("return")
    };
    for index in 0..api.shapes.len() {
        let Some(Shape::Object(members)) = api.shapes.get(index).map(|node| &node.shape) else { continue };
        let blank: Vec<bool> = members.properties.iter().map(|property| is_blank(api, property)).collect();
        if !blank.contains(&true) {
            continue;
        }
        let Some(node) = api.shapes.get_mut(index) else { continue };
        let Shape::Object(members) = &mut node.shape else { continue };
        for (property, _) in members.properties.iter_mut().zip(blank).filter(|(_, blank)| *blank) {
            property.required = false;
            let message = format!("`{}` is an empty text by its description, and no value of its type", property.wire);
            let help = "it is read as if it need not be there; remove it from `required`, or correct its type";
            let at = node.origin.child("properties").child(&property.wire);
            diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(&at).help(help));
        }
    }
}

/// Makes anything of the `value` of an operation of JSON Patch that is an object of any members: it may be any JSON (RFC 6902 §4).
pub fn patches(api: &mut Api, diagnostics: &mut Diagnostics) {
    const OPERATIONS: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];
    let is_operation = |id: ShapeId| match api.node(api.target(id)).map(|node| &node.shape) {
        Some(Shape::Enum { values, .. }) => values.iter().all(|one| OPERATIONS.contains(&one.value.as_str())),
        _ => false,
    };
    let value = |members: &Members| {
        let property = |name: &str| members.properties.iter().find(|p| p.wire == name).map(|p| p.shape);
        property("path")?;
        property("value").filter(|id| property("op").is_some_and(is_operation) && is_free(api, *id, 0))
    };
    let found = api.shapes.iter().filter_map(|node| match &node.shape {
        Shape::Object(members) => value(members),
        _ => None,
    });
    for id in found.map(|id| api.target(id)).collect::<Vec<_>>() {
        let Some(node) = api.shapes.get_mut(id.0) else { continue };
        node.shape = Shape::Any;
        let message = "the `value` of an operation of JSON Patch is an object by its schema, and may be any JSON";
        let help = "the type is raw JSON (RFC 6902 §4); say so by a schema without `type`";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(&node.origin).help(help));
    }
}

/// Whether an object of which nothing is said is shown as something else.
pub fn is_no_mapping(api: &Api, id: ShapeId, value: &Value) -> bool {
    // What a program printed as a mapping is one all the same, in words of its own.
    let printed =
        |text: &str| text.trim_start().starts_with(['{', '<']) || text.contains("=>") || text.trim().is_empty();
    let other = value.as_str().map_or(!value.is_object() && !value.is_null(), |text| !printed(text));
    other && is_free(api, id, 0)
}

/// Whether a schema is an object of any members, or one of such objects.
fn is_free(api: &Api, id: ShapeId, depth: usize) -> bool {
    let anything = |id: ShapeId| {
        matches!(api.node(api.target(id)).map(|node| &node.shape), Some(Shape::Any))
            || depth < 2 && is_free(api, id, depth + 1)
    };
    match api.node(api.target(id)).map(|node| &node.shape) {
        Some(Shape::Map { value, .. }) => anything(*value),
        Some(Shape::Object(members)) => members.properties.is_empty() && members.extra.is_none_or(anything),
        _ => false,
    }
}

/// Makes anything of such an object: a server that sends what is shown could not be read.
pub fn free(api: &mut Api, id: ShapeId, value: &Value, place: &Origin, diagnostics: &mut Diagnostics) {
    // It is shown several times.
    if let Some(node) = api.shapes.get_mut(id.0).filter(|node| !matches!(node.shape, Shape::Any)) {
        node.shape = Shape::Any;
        let message = format!("the example `{}` is no mapping", brief(value));
        let help = "the type is raw JSON; correct the type or the example";
        diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(place).help(help));
    }
}

/// Whether a schema is that of one member, or refers to another from there: to change it changes nothing else. What is shown at
/// the elements of a list is an example of the list.
pub fn is_own(api: &Api, id: ShapeId) -> bool {
    uses(api, id) == 0
}

/// Whether a schema is that of one member, or of the elements of one list.
pub fn is_sole(api: &Api, id: ShapeId) -> bool {
    uses(api, id) < 2
}

/// By how many a schema is named; a component is by all.
fn uses(api: &Api, id: ShapeId) -> usize {
    let uses = |node: &Node| match &node.shape {
        Shape::Ref(other) | Shape::List { item: other, .. } | Shape::Map { value: other, .. } => *other == id,
        Shape::Tuple(items) => items.contains(&id),
        Shape::Object(members) => members.extra == Some(id),
        _ => false,
    };
    let named = api.components.iter().any(|(_, component)| *component == id);
    if named { usize::MAX } else { api.shapes.iter().filter(|node| uses(node)).count() }
}

/// Lets what is shown as a list be one, or what the schema says: the server sends the one, or the other.
pub fn listed(api: &mut Api, id: ShapeId, what: &str, place: &Origin, diagnostics: &mut Diagnostics) {
    let Some(node) = api.node(id).cloned() else { return };
    let one = match node.shape {
        Shape::Ref(target) => target,
        Shape::Object(_) => {
            api.shapes.push(Node { nullable: false, default: None, example: None, ..node.clone() });
            ShapeId(api.shapes.len() - 1)
        }
        // It is shown several times.
        _ => return,
    };
    let shape = Shape::List { item: one, limits: Limits::default() };
    api.shapes.push(Node { shape, nullable: false, doc: Doc::default(), default: None, example: None, ..node });
    let list = ShapeId(api.shapes.len() - 1);
    either(api, id, [one, list]);
    let message = format!("the {what} that is shown has a list where the schema says a mapping");
    let help = "the type is either; correct the type or what is shown";
    diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(place).help(help));
}

/// Lets what is shown as one element of a list be that, or the list, for the same reason as [`listed`].
pub fn single(api: &mut Api, id: ShapeId, what: &str, place: &Origin, diagnostics: &mut Diagnostics) {
    let Some(node) = api.node(id).cloned() else { return };
    let item = |node: &Node| if let Shape::List { item, .. } = node.shape { Some(item) } else { None };
    let (list, one) = match node.shape {
        Shape::Ref(target) => (target, api.node(api.target(target)).and_then(item)),
        Shape::List { item, .. } => {
            api.shapes.push(Node { nullable: false, default: None, example: None, ..node });
            (ShapeId(api.shapes.len() - 1), Some(item))
        }
        _ => return,
    };
    // It is shown several times.
    let Some(one) = one else { return };
    either(api, id, [list, one]);
    let message = format!("the {what} that is shown has a mapping where the schema says a list of such");
    let help = "the type is either; correct the type or what is shown";
    diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(place).help(help));
}

fn either(api: &mut Api, id: ShapeId, arms: [ShapeId; 2]) {
    let arms = arms.map(Arm::new).to_vec();
    if let Some(node) = api.shapes.get_mut(id.0) {
        node.shape = Shape::Union(Union { keyword: "anyOf", discriminator: None, arms });
    }
}

/// Makes a choice of what only `items` with a choice makes a list, where the document shows an arm of one of them: it says nothing of
/// what is no list (JSON Schema 2020-12 §10.3.1.2), and who means a choice by it does so throughout.
pub fn choices(api: &mut Api, untyped: &[ShapeId], answers: &[Answer<'_>], diagnostics: &mut Diagnostics) {
    let is_one = |misfit: &Misfit| matches!(misfit.why, Why::Single) && untyped.contains(&api.target(misfit.shape));
    let shows = |answer: &Answer<'_>| Judge::of(api, answer.shape, answer.value, As::Answer).iter().any(is_one);
    if untyped.is_empty() || !answers.iter().any(shows) {
        return;
    }
    for id in untyped {
        let Some(Shape::List { item, .. }) = api.node(*id).map(|node| &node.shape) else { continue };
        let item = api.node(*item).cloned();
        let Some((node, item)) = api.shapes.get_mut(id.0).zip(item) else { continue };
        node.nullable |= item.nullable;
        node.shape = item.shape;
        faults::untyped_items(&node.origin.child("items"), diagnostics);
    }
}

/// Lets what is shown as `null` be that.
pub fn absent(api: &mut Api, id: ShapeId, what: &str, place: &Origin, diagnostics: &mut Diagnostics) {
    // It is shown several times.
    if let Some(node) = api.shapes.get_mut(id.0).filter(|node| !node.nullable) {
        node.nullable = true;
        let help = "it may be `null`; say so in the schema, or correct what is shown";
        let message = format!("{what} is `null`, which the schema does not allow");
        diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(place).help(help));
    }
}

/// Whether a value is a number with a fraction where the schema has whole ones of any kind.
pub fn is_fraction(api: &Api, id: ShapeId, value: &Value) -> bool {
    let shape = api.node(api.target(id)).map(|node| &node.shape);
    matches!(shape, Some(Shape::Integer { values, .. }) if values.is_empty())
        && value.as_f64().is_some_and(|number| number.fract() != 0.0)
}
