//! An inspection for machines: one object.

use serde_json::{Value, json};

use super::{Call, Inspection};
use crate::diag::render::{self, Places};
use crate::load::{Origin, Sources};

/// All of it, with every place.
pub fn json(inspection: &Inspection, sources: &Sources) -> String {
    let written = |origin: &Origin| sources.written(origin);
    let raw: Vec<Vec<Origin>> =
        inspection.raw.iter().map(|r| r.places.iter().map(|(o, _)| written(o)).collect()).collect();
    let alike: Vec<Vec<Origin>> = inspection.alike.iter().map(|a| a.places.iter().map(written).collect()).collect();
    let places = Places::of(raw.iter().chain(&alike).flatten(), sources);
    let place = |origin: &Origin| -> Value {
        let at = places.line_column(origin, None, sources);
        at.map_or(
            Value::Null,
            |(file, line, column)| json!({"file": file, "line": line, "column": column, "pointer": origin.pointer}),
        )
    };
    let raw = inspection.raw.iter().zip(&raw).map(|(raw, at)| {
        let places = raw.places.iter().zip(at).map(|((_, count), at)| json!({"count": count, "place": place(at)}));
        json!({"reason": raw.reason, "count": raw.count, "places": places.collect::<Vec<_>>()})
    });
    let alike = inspection.alike.iter().zip(&alike).map(|(group, at)| {
        let places: Vec<Value> = at.iter().map(place).collect();
        json!({"types": group.types, "parts": group.parts, "line": group.line, "places": places})
    });
    let call = |c: &Call| json!({"id": c.id, "method": c.method, "path": c.path, "name": c.name, "pages": c.pages, "pages_by": c.pages_by});
    let tags = inspection.tags.iter().map(|tag| {
        let operations: Vec<Value> = tag.operations.iter().map(call).collect();
        json!({"name": tag.name, "service": tag.service, "operations": operations})
    });
    let hooks = inspection.hooks.iter().map(
        |h| json!({"name": h.name, "method": h.method, "operation": h.operation, "variant": h.variant, "by": h.by}),
    );
    let schemes = inspection
        .schemes
        .iter()
        .map(|s| json!({"name": s.name, "place": s.place, "flows": s.flows, "setter": s.setter, "grant": s.grant}));
    let parameters = inspection
        .parameters
        .iter()
        .map(|p| json!({"name": p.name, "place": p.place, "operations": p.operations, "setter": p.setter}));
    let urls: Vec<&String> = inspection.servers.iter().map(|s| &s.url).collect();
    let constructors: Vec<Option<&String>> = inspection.servers.iter().map(|s| s.constructor.as_ref()).collect();
    let schemas = &inspection.schemas;
    let object = json!({
        "dialect": inspection.dialect,
        "title": inspection.title,
        "version": inspection.version,
        "servers": urls,
        "constructors": constructors,
        "security": schemes.collect::<Vec<_>>(),
        "parameters": parameters.collect::<Vec<_>>(),
        "parameters_line": inspection.parameters_line,
        "tags": tags.collect::<Vec<_>>(),
        "hooks": hooks.collect::<Vec<_>>(),
        "schemas": {
            "named": schemas.named,
            "unreached": schemas.unreached,
            "structs": schemas.structs,
            "enums": schemas.enums,
            "choices": schemas.choices,
            "aliases": schemas.aliases,
            "inline": schemas.inline,
        },
        "values": inspection.values,
        "raw": raw.collect::<Vec<_>>(),
        "alike": alike.collect::<Vec<_>>(),
        "diagnostics": render::values(&inspection.diagnostics, sources),
        "counts": render::counts(&inspection.diagnostics),
    });
    format!("{object:#}\n")
}
