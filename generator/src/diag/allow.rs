//! Findings that a user has seen and accepted: they are neither printed nor counted.

use std::collections::BTreeSet;

use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::load::{Origin, Sources};

/// A code that may be accepted: what stops a run or takes an operation away may not, or it would go in silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed(Code);

impl Allowed {
    /// Reads a code.
    ///
    /// # Errors
    ///
    /// An unknown code, with the one that looks like it, or one that cannot be accepted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let code = Code::parse(text)?;
        match code.severity() {
            Severity::Error => Err(format!("`{}` is an error: {}; correct its cause", code.id(), code.title())),
            Severity::Skipped => Err(format!(
                "`{}` leaves something out of the SDK: {}; only degraded types and notes can be allowed",
                code.id(),
                code.title()
            )),
            Severity::Degraded | Severity::Note => Ok(Self(code)),
        }
    }
}

/// What one run accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// The codes, and where each stands in the text of `file`.
    pub codes: Vec<(Allowed, Option<usize>)>,
    /// The path and the text of the configuration that has them.
    pub file: Option<(String, String)>,
}

impl Allow {
    /// Takes the accepted findings away; says which entries accept nothing, unless the run ended before it found all.
    pub fn apply(&self, diagnostics: &mut Diagnostics, sources: &mut Sources) {
        let found: BTreeSet<Code> = diagnostics.iter().map(|d| d.code).collect();
        let idle = |code: &Code| !found.contains(code) && *code != Code::UnusedConfig;
        let mut unused = self.codes.iter().filter(|(Allowed(code), _)| idle(code)).peekable();
        if unused.peek().is_some() && !diagnostics.has_errors() {
            let file = self.file.as_ref().map(|(path, text)| sources.add_text(path.clone(), text.clone()));
            for (Allowed(code), offset) in unused {
                let said = format!("nothing that was found has the allowed code `{}`", code.id());
                let diagnostic = Diagnostic::new(Code::UnusedConfig, said);
                diagnostics.push(match (file, offset) {
                    (Some(file), Some(offset)) => {
                        diagnostic.at_offset(&Origin::root(file), *offset).help("delete the entry")
                    }
                    _ => diagnostic.help(format!("leave out `--allow {}`", code.id())),
                });
            }
        }
        self.hide(diagnostics);
    }

    /// Takes the accepted findings away, of a run that does not look for all.
    pub fn hide(&self, diagnostics: &mut Diagnostics) {
        diagnostics.retain(|d| !self.codes.iter().any(|(Allowed(code), _)| *code == d.code));
    }
}
