//! `sdkwright inspect`.

use clap::Args;

use super::{Format, Reading, Voice, refuse, say};
use crate::config::{Fault, is_crate_name};
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
    /// Prints nothing but the table of `sdkwright.toml` that makes one type of every group of alike inline schemas, for the
    /// SDK of this name.
    #[arg(long, value_name = "SDK", conflicts_with_all = ["all", "format"])]
    share: Option<String>,
}

impl Inspect {
    pub fn run(&self, voice: &Voice) -> Exit {
        if let Some(name) = self.share.as_ref().filter(|name| !is_crate_name(name)) {
            let help = "give the name that follows `[sdk.` in `sdkwright.toml`: --share my-api";
            return refuse(&Fault::usage(format!("`{name}` is no name of an SDK"), help), self.format);
        }
        let mut diagnostics = Diagnostics::default();
        let sources = load::load(&self.reading.request(&self.spec), &mut diagnostics);
        let inspection = inspect::inspect(&sources, diagnostics);
        let failed = inspection.diagnostics.has_errors();
        match (self.format, &self.share) {
            (Format::Json, _) => say(&inspect::json(&inspection, &sources)),
            (Format::Text, _) if failed => voice.findings(&inspection.diagnostics, &sources, Format::Text),
            (Format::Text, Some(sdk)) => say(&inspect::shares(&inspection, sdk)),
            (Format::Text, None) => say(&inspect::text(&inspection, &sources, self.all || voice.verbose)),
        }
        if failed { Exit::Invalid } else { Exit::Done }
    }
}
