//! Names that the configuration gives to schemas: to the one at a JSON Pointer, and to every inline one that is alike.

use std::collections::BTreeMap;

use super::alike;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::load::FileId;
use crate::spec::{Api, Shape, ShapeId};

/// What the configuration names.
#[derive(Debug, Default)]
pub struct Pins {
    /// In the order of the document.
    pub names: BTreeMap<ShapeId, String>,
    /// The pinned schema that stands for an alike one.
    pub shared: BTreeMap<ShapeId, ShapeId>,
}

/// The schemas of the entry document by JSON Pointer: what a configuration can name.
pub fn places(api: &Api) -> BTreeMap<&str, ShapeId> {
    let mut places = BTreeMap::new();
    for (index, node) in api.shapes.iter().enumerate().filter(|(_, n)| n.origin.file == FileId(0)) {
        places.entry(node.origin.pointer.as_str()).or_insert(ShapeId(index));
    }
    places
}

/// Finds the schemas; `wanted` is by pointer into the entry document.
pub fn read(api: &Api, wanted: &BTreeMap<String, String>, diagnostics: &mut Diagnostics) -> Pins {
    let mut pins = Pins::default();
    if wanted.is_empty() {
        return pins;
    }
    let places = places(api);
    let classes = alike::classes(api);
    for (pointer, name) in wanted {
        let id = places.get(pointer.as_str()).map(|id| api.target(*id));
        let kind = id.and_then(|id| api.node(id)).map(|n| &n.shape);
        let (Some(id), Some(Shape::Object(_) | Shape::Enum { .. } | Shape::Union(_) | Shape::Map { .. })) = (id, kind)
        else {
            let why = if id.is_some() { "is no object, choice or enum" } else { "has no schema" };
            diagnostics.push(
                Diagnostic::new(Code::UnusedConfig, format!("`{name}` names nothing: `{pointer}` {why}"))
                    .entry("schemas", pointer)
                    .help("correct the pointer in `schemas`, or delete the line; `sdkwright inspect` prints pointers"),
            );
            continue;
        };
        let first = *pins.shared.get(&id).unwrap_or(&id);
        if let Some(other) = pins.names.get(&first) {
            diagnostics.push(
                Diagnostic::new(Code::UnusedConfig, format!("`{pointer}` has the name `{other}` already"))
                    .entry("schemas", pointer)
                    .help(format!("delete the line of `schemas` that names it `{name}`")),
            );
            continue;
        }
        pins.names.insert(id, name.clone());
        if !matches!(kind, Some(Shape::Map { .. })) {
            let class = classes.get(id.0);
            let twins = classes.iter().enumerate().filter(|(index, c)| *index != id.0 && Some(*c) == class);
            pins.shared.extend(twins.map(|(index, _)| (ShapeId(index), id)));
        }
    }
    pins
}
