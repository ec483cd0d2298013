//! `sdkwright inspect`.

use clap::Args;

use super::{Format, Reading, Voice, say};
use crate::diag::Diagnostics;
use crate::run::Exit;
use crate::{inspect, load};

#[derive(Args)]
pub struct Inspect {
    /// The OpenAPI document: a path, an `https` URL, or `-` for standard input.
    spec: String,
    #[command(flatten)]
    reading: Reading,
    /// Prints every operation and every row.
    #[arg(long)]
    all: bool,
    /// `json` has everything, in one object.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Inspect {
    pub fn run(&self, voice: &Voice) -> Exit {
        let mut diagnostics = Diagnostics::default();
        let sources = load::load(&self.reading.request(&self.spec), &mut diagnostics);
        let inspection = inspect::inspect(&sources, diagnostics);
        let failed = inspection.diagnostics.has_errors();
        match self.format {
            Format::Json => say(&inspect::json(&inspection, &sources)),
            Format::Text if failed => voice.findings(&inspection.diagnostics, &sources, Format::Text),
            Format::Text => say(&inspect::text(&inspection, &sources, self.all || voice.verbose)),
        }
        if failed { Exit::Invalid } else { Exit::Done }
    }
}
