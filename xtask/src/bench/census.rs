//! How many fields of an emitted crate are raw JSON: one count for every generator, made from the Rust text.

use std::path::Path;

use syn::visit::{self, Visit};

/// What the types of a crate hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Fields of structs, and what variants of enums hold.
    pub fields: usize,
    /// Those of them whose type mentions `serde_json::Value`.
    pub raw: usize,
}

/// Counts the fields of the files below a folder, but for those that `skip` names.
///
/// # Errors
///
/// A file that cannot be read, or is no Rust.
pub fn of(folder: &Path, skip: &[&str]) -> Result<Census, String> {
    let mut census = Census::default();
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
                let file = syn::parse_file(&text).map_err(|e| format!("{}: {e}", path.display()))?;
                census.visit_file(&file);
            }
        }
    }
    Ok(census)
}

impl Visit<'_> for Census {
    /// A field of a struct or of a variant.
    fn visit_field(&mut self, field: &syn::Field) {
        let mut mentions = Mentions(false);
        mentions.visit_type(&field.ty);
        self.fields += 1;
        self.raw += usize::from(mentions.0);
    }

    /// What keeps a value that the document does not know says nothing of the document.
    fn visit_variant(&mut self, variant: &syn::Variant) {
        if variant.ident != "Unknown" && variant.ident != "Other" {
            visit::visit_variant(self, variant);
        }
    }
}

struct Mentions(bool);

impl Visit<'_> for Mentions {
    fn visit_path(&mut self, path: &syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        let json = |name: &String| name == "serde_json";
        // `serde_json::Map` is always one of values.
        self.0 |= names.iter().any(json) || names.last().is_some_and(|n| n == "Value" && names.len() == 1);
        visit::visit_path(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_fields_are_counted() {
        let text =
            "struct A { a: i64, b: Option<serde_json::Value>, c: Vec<x::serde_json::Map<String, Value>>, d: m::Value }
                    enum B { One(A), Two(Value), Unknown(serde_json::Value) }";
        let mut census = Census::default();
        census.visit_file(&syn::parse_file(text).expect("Rust"));
        assert_eq!(census, Census { fields: 6, raw: 3 });
    }
}
