//! The one place of this stage that touches the disk.

use std::io::{Error, ErrorKind, Read, Result};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{File, FileId, Location, Origin, Sources, links, remote};
use crate::diag::render::line_column;
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};

/// The text of a document without its byte order mark. It must be UTF-8 (YAML 1.2.2 §5.2 allows more; no tool writes
/// it).
pub fn read(location: &Location) -> Result<String> {
    let mut bytes = match location {
        Location::File(path) => std::fs::read(path)?,
        Location::Stdin => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes)?;
            bytes
        }
        Location::Url(url) => remote::get(url).map_err(Error::other)?,
    };
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Error::new(ErrorKind::InvalidData, "it is UTF-16, not UTF-8");
        }
        let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
        let (line, column) = line_column(&before, before.len());
        Error::new(ErrorKind::InvalidData, format!("line {line}, column {column} is not UTF-8"))
    })
}

/// A file that could not be read, kept in the sources so that the diagnostic can name it.
pub fn report(sources: &mut Sources, shown: String, error: &Error, diagnostics: &mut Diagnostics) {
    let id = FileId(u32::try_from(sources.files.len()).unwrap_or(u32::MAX));
    let scheme = shown.split_once("://").map(|(scheme, _)| scheme.to_lowercase());
    let help = match (error.kind(), neighbour(Path::new(&shown))) {
        (ErrorKind::InvalidData, _) => "save the document as UTF-8".to_owned(),
        _ if matches!(scheme.as_deref(), Some("http" | "https")) => of_url(&error.to_string()).to_owned(),
        _ if scheme.is_some() => {
            let scheme = scheme.unwrap_or_default();
            format!("`{scheme}` URLs are not read: fetch the document, and name the file")
        }
        (ErrorKind::NotFound, Some(near)) => format!("did you mean `{}`?", near.display()),
        (ErrorKind::NotFound, None) => "there is no such file; relative paths start at the current folder".to_owned(),
        (ErrorKind::IsADirectory, _) => "it is a folder: name the document in it".to_owned(),
        _ => "check the path and its permissions".to_owned(),
    };
    diagnostics.push(
        Diagnostic::new(Code::FileUnreadable, format!("`{shown}` cannot be read: {error}"))
            .at(&Origin::root(id))
            .help(help),
    );
    sources.files.push(File { path: shown, text: String::new(), value: Value::Null });
}

/// What to do about a URL that cannot be read.
fn of_url(error: &str) -> &'static str {
    match error {
        e if e.ends_with("401") || e.ends_with("403") => {
            "the server wants credentials, and none are sent: fetch the document by other means, and name the file"
        }
        e if e.ends_with("404") || e.ends_with("410") => "check the path of the URL: the server has nothing there",
        e if e.contains("no such host") || e.contains("lookup") => "check the name of the host, and the network",
        e if e.contains("only `https`") => "write `https://`, or fetch the document and name the file",
        _ => "check the URL and the network, or fetch the document and name the file",
    }
}

/// The file of the same folder whose name looks like this one.
fn neighbour(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = std::fs::read_dir(folder).ok()?.flatten().filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let near = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(path.with_file_name(near))
}

/// Symbolic links are looked through, so that none leads out of the folder.
pub fn inside(path: &Path, root: &Path) -> bool {
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    real(path).starts_with(real(root))
}

/// The place that a path leads to, links followed as far as it exists.
fn real(path: &Path) -> PathBuf {
    let whole = links::normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    for near in whole.ancestors() {
        if let (Ok(real), Ok(rest)) = (near.canonicalize(), whole.strip_prefix(near)) {
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    whole
}
