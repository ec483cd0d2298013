//! Overlays: changes to the entry document, in files of their own (Overlay Specification 1.0 and 1.1).

use std::path::Path;

use serde_json::Value;
use serde_json_path::JsonPath;

use super::provenance::Provenance;
use super::{File, FileId, Location, Origin, Sources, fs, parse};
use crate::diag::{Code, Diagnostic, Diagnostics};

/// Applies them in order to the entry document; a fault of one does not hide those of the next.
pub fn apply(sources: &mut Sources, entry: &Location, overlays: &[Location], diagnostics: &mut Diagnostics) {
    if overlays.is_empty() || diagnostics.has_errors() {
        return;
    }
    let Some(mut document) = sources.files.first_mut().map(|f| std::mem::take(&mut f.value)) else { return };
    for overlay in overlays {
        let text = match fs::read(overlay) {
            Ok(text) => text,
            Err(error) => {
                fs::report(sources, overlay.shown(), &error, diagnostics);
                continue;
            }
        };
        let id = FileId(u32::try_from(sources.files.len()).unwrap_or(u32::MAX));
        let value = parse::parse(&text, &Origin::root(id), diagnostics);
        // Without its value: an overlay has positions, but it is no place that a reference leads to.
        sources.files.push(File { path: overlay.shown(), text, value: Value::Null });
        if let Some(value) = value {
            let mut run = Run { document: &mut document, places: &mut sources.provenance, diagnostics };
            run.overlay(&value, &Origin::root(id), entry);
        }
    }
    if let Some(file) = sources.files.first_mut() {
        file.value = document;
    }
}

/// An overlay at work.
struct Run<'a> {
    document: &'a mut Value,
    places: &'a mut Provenance,
    diagnostics: &'a mut Diagnostics,
}

/// What an action does to what it selects.
enum Change<'a> {
    Remove,
    Update(&'a Value, Provenance),
    Copy(Value, Provenance),
}

impl Run<'_> {
    fn overlay(&mut self, overlay: &Value, at: &Origin, entry: &Location) {
        let Some(version) = self.version(overlay, at) else { return };
        self.extends(overlay, at, entry);
        let at = at.child("actions");
        let actions = overlay.get("actions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if actions.is_empty() {
            let help = "`actions` is a list; each action has a `target` and an `update`, a `copy` or `remove: true`";
            return self.fault("the overlay has no `actions`", &at, help);
        }
        for (index, action) in actions.iter().enumerate() {
            self.action(action, &at.index(index), version);
        }
    }

    /// The minor version.
    fn version(&mut self, overlay: &Value, at: &Origin) -> Option<u8> {
        let field = overlay.get("overlay");
        // `overlay: 1.1` without its quotes is a number to YAML.
        let text = field.and_then(|v| v.as_str().map(str::to_owned).or_else(|| v.as_f64().map(|n| format!("{n:.1}"))));
        let help = "the first line of an overlay reads like `overlay: 1.0.0`; 1.0 and 1.1 are read";
        let Some(text) = text else {
            self.fault("this is not an overlay: the root has no `overlay` field", at, help);
            return None;
        };
        let is =
            |version: &str| text.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        match () {
            () if is("1.0") => Some(0),
            () if is("1.1") => Some(1),
            () => {
                self.fault(&format!("Overlay {text} is not read"), &at.child("overlay"), help);
                None
            }
        }
    }

    /// An overlay may name the document that it is for; another one of the same name is most likely a copy of it.
    fn extends(&mut self, overlay: &Value, at: &Origin, entry: &Location) {
        let Some(wanted) = overlay.get("extends").and_then(Value::as_str) else { return };
        let name = |path: &str| {
            let path = path.split(['?', '#']).next().unwrap_or_default();
            Path::new(path).file_name().map(|n| n.to_string_lossy().into_owned())
        };
        let shown = entry.shown();
        if *entry != Location::Stdin && name(wanted) != name(&shown) {
            self.diagnostics.push(
                Diagnostic::new(Code::OverlayForOther, format!("the overlay is for `{wanted}`, not for `{shown}`"))
                    .at(&at.child("extends"))
                    .help("it is applied all the same; check that it is the right one"),
            );
        }
    }

    fn action(&mut self, action: &Value, at: &Origin, version: u8) {
        let target_at = at.child("target");
        let Some(target) = action.get("target").and_then(Value::as_str) else {
            let help = "`target` is a JSONPath (RFC 9535) such as `$.paths['/users'].get`";
            return self.fault("the action has no `target`", at, help);
        };
        let Some(query) = self.query(target, &target_at) else { return };
        let Some(change) = self.change(action, at, version) else { return };
        let selected = select(&query, self.document);
        if selected.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(Code::OverlaySelectsNothing, format!("`{target}` selects nothing"))
                    .at(&target_at)
                    .help("the action has no effect; the document may have changed since it was written"),
            );
        }
        match change {
            Change::Remove => self.remove(selected, &target_at),
            Change::Update(value, from) => self.merge_all(&selected, value, &from),
            Change::Copy(value, from) => self.merge_all(&selected, &value, &from),
        }
    }

    fn change<'v>(&mut self, action: &'v Value, at: &Origin, version: u8) -> Option<Change<'v>> {
        if action.get("remove") == Some(&Value::Bool(true)) {
            return Some(Change::Remove);
        }
        let copied = action.get("copy").and_then(Value::as_str);
        match (action.get("update"), copied) {
            (Some(value), None) => Some(Change::Update(value, Provenance::of(at.child("update")))),
            (None, Some(_)) if version == 0 => {
                self.fault("Overlay 1.0 has no `copy`", &at.child("copy"), "it came with 1.1: say `overlay: 1.1.0`");
                None
            }
            (None, Some(source)) => {
                let at = at.child("copy");
                let query = self.query(source, &at)?;
                match select(&query, self.document).as_slice() {
                    [path] => {
                        let value = path.iter().try_fold(&*self.document, |value, step| step.of(value))?.clone();
                        let from = path.iter().fold(self.places.clone(), |places, step| places.part(&step.text()));
                        Some(Change::Copy(value, from))
                    }
                    others => {
                        let found =
                            if others.is_empty() { "nothing".to_owned() } else { format!("{} places", others.len()) };
                        let help = "what is copied must be one place of the document";
                        self.fault(&format!("`{source}` selects {found}"), &at, help);
                        None
                    }
                }
            }
            (Some(_), Some(_)) => {
                self.fault("the action has both `update` and `copy`", at, "make two actions of it");
                None
            }
            (None, None) => {
                let help = "an action has an `update`, a `copy` or `remove: true`";
                self.fault("the action does nothing", at, help);
                None
            }
        }
    }

    fn query(&mut self, text: &str, at: &Origin) -> Option<JsonPath> {
        match JsonPath::parse(text) {
            Ok(query) => Some(query),
            Err(error) => {
                let place = text.get(error.position()..).filter(|rest| !rest.is_empty());
                let place = place.map_or_else(|| "at its end".to_owned(), |rest| format!("at `{rest}`"));
                let help = "keys that are no names stand in brackets and quotes: `$.paths['/users'].get` (RFC 9535)";
                self.fault(&format!("`{text}` is no JSONPath: {} {place}", error.message()), at, help);
                None
            }
        }
    }

    /// Later elements of a list go first, so that the places of the others hold.
    fn remove(&mut self, mut selected: Vec<Vec<Step>>, at: &Origin) {
        selected.sort();
        for path in selected.iter().rev() {
            let Some((last, parent)) = path.split_last() else {
                self.fault("the whole document cannot be removed", at, "select a part of it");
                continue;
            };
            let Some(holder) = parent.iter().try_fold(&mut *self.document, |value, step| step.of_mut(value)) else {
                continue;
            };
            let written = self.places.find(&pointer(parent));
            let places = parent.iter().fold(&mut *self.places, |places, step| places.inside(&step.text()));
            match (holder, last) {
                (Value::Object(map), Step::Key(key)) => {
                    map.shift_remove(key);
                    places.forget(&last.text());
                }
                (Value::Array(list), Step::Index(index)) if *index < list.len() => {
                    places.shift(*index, list.len(), written);
                    list.remove(*index);
                }
                _ => {}
            }
        }
    }

    fn merge_all(&mut self, selected: &[Vec<Step>], update: &Value, from: &Provenance) {
        for path in selected {
            let Some(target) = path.iter().try_fold(&mut *self.document, |value, step| step.of_mut(value)) else {
                continue;
            };
            let places = path.iter().fold(&mut *self.places, |places, step| places.inside(&step.text()));
            let result = match (target, update) {
                (Value::Array(list), update) if !update.is_array() => {
                    *places.inside(&list.len().to_string()) = from.clone();
                    list.push(update.clone());
                    Ok(())
                }
                (target, update) => merge(target, update, places, from),
            };
            if let Err(Conflict { at, old, new }) = result {
                let message = format!("{new} cannot be merged into {old} at `#{}`", pointer(path));
                self.fault(&message, &at, "remove the old value by an action before this one");
            }
        }
    }

    fn fault(&mut self, message: &str, at: &Origin, help: &str) {
        self.diagnostics.push(Diagnostic::new(Code::OverlayFault, message).at(at).help(help));
    }
}

/// Two values that do not go together, and the place of the new one.
struct Conflict {
    at: Origin,
    old: &'static str,
    new: &'static str,
}

/// Mappings are merged, lists appended, everything else replaced (Overlay 1.1.0, Action Object). `null`, which is how an
/// empty key reads in YAML, goes with everything and takes nothing away.
fn merge(target: &mut Value, update: &Value, places: &mut Provenance, from: &Provenance) -> Result<(), Conflict> {
    match (target, update) {
        (Value::Object(map), Value::Object(update)) => {
            for (key, value) in update {
                let step = Step::Key(key.clone()).text();
                let (places, from) = (places.inside(&step), from.part(&step));
                match map.get_mut(key) {
                    Some(old) => merge(old, value, places, &from)?,
                    None => {
                        map.insert(key.clone(), value.clone());
                        *places = from;
                    }
                }
            }
        }
        (Value::Array(list), Value::Array(update)) => {
            for (index, value) in update.iter().enumerate() {
                *places.inside(&list.len().to_string()) = from.part(&index.to_string());
                list.push(value.clone());
            }
        }
        (Value::Object(_) | Value::Array(_), Value::Null) => {}
        (target, update) if target.is_null() || kind(target) == kind(update) => {
            *target = update.clone();
            *places = from.clone();
        }
        (target, update) => {
            return Err(Conflict { at: from.place(), old: kind(target), new: kind(update) });
        }
    }
    Ok(())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "a mapping",
        Value::Array(_) => "a list",
        _ => "a single value",
    }
}

/// A step down. In order, later elements of a list are greater and parts are greater than what they are part of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    fn of<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match self {
            Self::Key(key) => value.get(key),
            Self::Index(index) => value.get(index),
        }
    }

    fn of_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        match self {
            Self::Key(key) => value.get_mut(key),
            Self::Index(index) => value.get_mut(index),
        }
    }

    /// As a segment of a JSON Pointer.
    fn text(&self) -> String {
        match self {
            Self::Key(key) => key.replace('~', "~0").replace('/', "~1"),
            Self::Index(index) => index.to_string(),
        }
    }
}

fn pointer(path: &[Step]) -> String {
    path.iter().map(|step| format!("/{}", step.text())).collect()
}

/// The places that a query selects, each once.
fn select(query: &JsonPath, document: &Value) -> Vec<Vec<Step>> {
    let mut selected: Vec<Vec<Step>> = Vec::new();
    for location in query.query_located(document).dedup().locations() {
        let step = |element: &serde_json_path::PathElement<'_>| match element {
            serde_json_path::PathElement::Name(name) => Step::Key((*name).to_owned()),
            serde_json_path::PathElement::Index(index) => Step::Index(*index),
        };
        selected.push(location.iter().map(step).collect());
    }
    selected
}
