//! Which uploads can be sent in chunks: those of which the document says so, and whose form has one file.

use super::operations::{Operation, Output, Payload};
use super::types::{Def, DefKind, Sdk, Sent, Type};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::spec::Api;

/// Finds the file of each of them.
pub fn find(api: &Api, sdk: &mut Sdk, diagnostics: &mut Diagnostics) {
    let defs = &sdk.defs;
    for operation in sdk.services.iter_mut().flat_map(|s| &mut s.operations) {
        let title = operation.title();
        let Some(source) = api.operations.iter().find(|o| o.in_chunks && o.title() == title) else { continue };
        operation.chunks = file(operation, defs);
        if operation.chunks.is_none() {
            let what = format!("`{}` sends large files in chunks, and its form has not one file alone", operation.id);
            diagnostics.push(
                Diagnostic::new(Code::IgnoredKeyword, what)
                    .at(&source.origin)
                    .help("it is sent as a whole; a file is a `type: string` with `format: binary`"),
            );
        }
    }
}

/// The one file of a form whose answer can name it.
fn file(operation: &Operation, defs: &[Def]) -> Option<String> {
    let body = operation.body.as_ref()?;
    let (Some(Payload::Multipart { .. }), Type::Named(id), Output::Json(_)) =
        (&body.payload, &body.ty, &operation.output)
    else {
        return None;
    };
    let DefKind::Form { fields, .. } = &defs.get(id.0)?.kind else { return None };
    let mut files = fields.iter().filter(|f| f.ty == Type::Sent(Sent::Upload)).map(|f| &f.wire);
    files.next().filter(|_| files.next().is_none()).cloned()
}
