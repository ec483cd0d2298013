//! Numbers of queries and forms that answers have as texts of digits: they name things, and a double would not keep them.

use std::collections::BTreeSet;

use super::believed;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::Origin;
use crate::spec::{Api, Limits, Node, Place, Shape, ShapeId};

/// A double keeps as many, whatever they are.
const KEPT: usize = 15;

/// Makes texts of them. As a query or a form writes a number, it is a text of digits anyway.
pub fn keep(api: &mut Api, diagnostics: &mut Diagnostics) {
    let forms = forms(api);
    let (mut digits, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (index, node) in api.shapes.iter().enumerate() {
        let Shape::Object(members) = &node.shape else { continue };
        if forms.contains(&ShapeId(index)) {
            continue;
        }
        for property in &members.properties {
            let named = match api.node(api.target(property.shape)).map(|node| &node.shape) {
                Some(Shape::Text { limits, .. }) => limits.pattern.as_deref().is_some_and(are_digits),
                _ => false,
            };
            if named { &mut digits } else { &mut others }.insert(property.wire.clone());
        }
    }
    let is_meant = |api: &Api, name: &str, id: ShapeId| {
        let shape = api.node(api.target(id)).map(|node| &node.shape);
        let number = matches!(shape, Some(Shape::Number { values, .. }) if values.is_empty());
        number && digits.contains(name) && !others.contains(name)
    };
    let mut operations = std::mem::take(&mut api.operations);
    for parameter in operations.iter_mut().flat_map(|operation| &mut operation.parameters) {
        if parameter.place == Place::Query && is_meant(api, &parameter.name, parameter.shape) {
            say(&parameter.name, &parameter.origin, diagnostics);
            let Some(node) = api.node(parameter.shape).cloned() else { continue };
            api.shapes.push(text(node));
            parameter.shape = ShapeId(api.shapes.len() - 1);
        }
    }
    api.operations = operations;
    for form in forms {
        let Some(Shape::Object(members)) = api.node(form).map(|node| &node.shape) else { continue };
        let meant =
            members.properties.iter().filter(|p| is_meant(api, &p.wire, p.shape) && believed::is_own(api, p.shape));
        let meant: Vec<_> = meant.map(|property| (property.wire.clone(), property.shape)).collect();
        for (name, id) in meant {
            let Some(node) = api.shapes.get_mut(id.0) else { continue };
            say(&name, &node.origin, diagnostics);
            *node = text(node.clone());
        }
    }
}

/// Schemas of bodies that are written as forms, and as nothing else.
fn forms(api: &Api) -> BTreeSet<ShapeId> {
    let (mut forms, mut others) = (BTreeSet::new(), BTreeSet::new());
    for body in api.operations.iter().filter_map(|operation| operation.body.as_ref()) {
        for content in &body.content {
            let form =
                ["application/x-www-form-urlencoded", "multipart/form-data"].contains(&content.essence().as_str());
            if form { &mut forms } else { &mut others }.extend(content.shape.map(|shape| api.target(shape)));
        }
    }
    &forms - &others
}

fn text(node: Node) -> Node {
    Node { shape: Shape::Text { format: None, limits: Limits::default() }, default: None, example: None, ..node }
}

/// Whether a pattern allows nothing but digits and signs, and more digits than a double keeps: `^\d{10}\.\d{6}$`.
fn are_digits(pattern: &str) -> bool {
    let plain = pattern.replace("\\d", "").replace("[0-9]", "");
    let counts = plain.split('{').skip(1).filter_map(|rest| rest.split(['}', ',']).next()?.parse::<usize>().ok());
    plain.chars().all(|c| c.is_ascii_digit() || "^$\\.-{},()?".contains(c)) && counts.sum::<usize>() > KEPT
}

fn say(name: &str, place: &Origin, diagnostics: &mut Diagnostics) {
    let message = format!("`{name}` is a number here, and a text of digits in answers, of which a number loses some");
    let help = "the type is a text, which is written the same; say `string` here as well";
    diagnostics.push(Diagnostic::new(Code::MisfitValue, message).at(place).help(help));
}

#[cfg(test)]
mod tests {
    use super::are_digits;

    #[test]
    fn patterns_of_digits() {
        assert!(are_digits(r"^\d{10}\.\d{6}$") && are_digits("^[0-9]{18}$"));
        assert!(!are_digits(r"^\d+\.\d{2}$") && !are_digits(r"^\d{4}-\d{2}-\d{2}$") && !are_digits("^[a-f0-9]{32}$"));
    }
}
