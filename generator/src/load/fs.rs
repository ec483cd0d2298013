//! The one place of this stage that touches the disk.

use std::io::{Error, ErrorKind, Result};
use std::path::Path;

use serde_json::Value;

use super::{File, FileId, Origin, Sources};
use crate::diag::{Code, Diagnostic, Diagnostics};

/// The text of a file, which must be UTF-8 (YAML 1.2.2 §5.2 allows more; no tool writes it).
pub fn read(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::new(ErrorKind::InvalidData, format!("byte {at} is not UTF-8"))
    })
}

/// A file that could not be read, kept in the sources so that the diagnostic can name it.
pub fn report(sources: &mut Sources, shown: String, error: &Error, diagnostics: &mut Diagnostics) {
    let id = FileId(u32::try_from(sources.files.len()).unwrap_or(u32::MAX));
    let help = match error.kind() {
        ErrorKind::NotFound => "there is no such file; relative paths start at the current folder",
        ErrorKind::InvalidData => "save the document as UTF-8",
        _ => "check the path and its permissions",
    };
    diagnostics.push(
        Diagnostic::new(Code::FileUnreadable, format!("`{shown}` cannot be read: {error}"))
            .at(&Origin::root(id))
            .help(help),
    );
    sources.files.push(File { path: shown, text: String::new(), value: Value::Null });
}
