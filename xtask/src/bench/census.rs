//! How many fields of an emitted crate are raw JSON: one count for every generator, made from the Rust text.

use std::collections::BTreeSet;
use std::path::Path;

use syn::visit::{self, Visit};

/// What the types of a crate hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Fields of structs, and what variants of enums hold.
    pub fields: usize,
    /// Those of them whose type mentions `serde_json::Value`, or an alias of such a type.
    pub raw: usize,
    /// Those of them whose type mentions a struct without fields: it drops what the server sends.
    pub blank: usize,
}

/// Counts the fields of the files below a folder, but for those that `skip` names.
///
/// # Errors
///
/// A file that cannot be read, or is no Rust.
pub fn of(folder: &Path, skip: &[&str]) -> Result<Census, String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let fault = |e: std::io::Error| format!("{}: {e}", next.display());
        for entry in std::fs::read_dir(&next).map_err(fault)? {
            let path = entry.map_err(fault)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if skip.contains(&&*name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
                files.push(syn::parse_file(&text).map_err(|e| format!("{}: {e}", path.display()))?);
            }
        }
    }
    Ok(count(&files))
}

fn count(files: &[syn::File]) -> Census {
    let mut names = Names::default();
    // An alias of an alias may stand before it.
    loop {
        let before = names.raw.len();
        files.iter().for_each(|file| names.visit_file(file));
        if names.raw.len() == before {
            break;
        }
    }
    let mut counting = Counting { names: &names, census: Census::default() };
    files.iter().for_each(|file| counting.visit_file(file));
    counting.census
}

/// Types by name: those that are raw JSON under another name, and those that hold nothing.
#[derive(Default)]
struct Names {
    raw: BTreeSet<String>,
    blank: BTreeSet<String>,
}

impl Names {
    fn mentioned(&self, ty: &syn::Type) -> Mentions<'_> {
        let mut mentions = Mentions { names: self, raw: false, blank: false };
        mentions.visit_type(ty);
        mentions
    }
}

impl Visit<'_> for Names {
    fn visit_item_type(&mut self, alias: &syn::ItemType) {
        if self.mentioned(&alias.ty).raw {
            self.raw.insert(alias.ident.to_string());
        }
    }

    fn visit_item_struct(&mut self, item: &syn::ItemStruct) {
        if item.fields.is_empty() {
            self.blank.insert(item.ident.to_string());
        }
    }
}

struct Counting<'a> {
    names: &'a Names,
    census: Census,
}

impl Visit<'_> for Counting<'_> {
    /// A field of a struct or of a variant.
    fn visit_field(&mut self, field: &syn::Field) {
        let Mentions { raw, blank, .. } = self.names.mentioned(&field.ty);
        self.census.fields += 1;
        self.census.raw += usize::from(raw);
        self.census.blank += usize::from(blank);
    }

    /// What keeps a value that the document does not know says nothing of the document.
    fn visit_variant(&mut self, variant: &syn::Variant) {
        if variant.ident != "Unknown" && variant.ident != "Other" {
            visit::visit_variant(self, variant);
        }
    }
}

struct Mentions<'a> {
    names: &'a Names,
    raw: bool,
    blank: bool,
}

impl Visit<'_> for Mentions<'_> {
    fn visit_path(&mut self, path: &syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        let last = names.last().map_or("", String::as_str);
        // `serde_json::Map` is always one of values.
        let json = names.iter().any(|name| name == "serde_json") || (last == "Value" && names.len() == 1);
        self.raw |= json || self.names.raw.contains(last);
        self.blank |= self.names.blank.contains(last);
        visit::visit_path(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_fields_are_counted() {
        let text = "
            struct A { a: i64, b: Option<serde_json::Value>, c: Vec<x::serde_json::Map<String, Value>>, d: m::Value }
            enum B { One(A), Two(Value), Unknown(serde_json::Value) }
            type Far = Vec<Near>;
            type Near = std::collections::BTreeMap<String, serde_json::Value>;
            struct Nothing {}
            struct C { far: models::Far, near: Option<Near>, nothing: Box<Nothing> }";
        let file = syn::parse_file(text).expect("Rust");
        assert_eq!(count(&[file]), Census { fields: 9, raw: 5, blank: 1 });
    }
}
