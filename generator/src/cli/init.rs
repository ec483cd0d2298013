//! `sdkwright init`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Format, Voice, complain, refuse, say};
use crate::config::{Fault, NAMING, is_crate_name};
use crate::diag::Diagnostics;
use crate::load::{self, Location};
use crate::model::casing;
use crate::run::Exit;
use crate::write;

/// The file, with every option; what stands between two `@` depends on the document.
const TEMPLATE: &str = include_str!("init.toml");

/// Where it is written: the other commands look for it there.
const FILE: &str = "sdkwright.toml";

#[derive(Args)]
pub struct Init {
    /// The OpenAPI document: a path, or an `https` URL.
    spec: String,
    /// The name of the crate; by default made from the title of the document.
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// The folder of the crate; that with its name by default.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How faults are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Init {
    pub fn run(&self, voice: &Voice) -> Exit {
        if Path::new(FILE).exists() {
            let help = "sdkwright init writes a new file only; add a section `[sdk.NAME]` to this one by hand";
            return refuse(&Fault::usage(format!("`{FILE}` is there already"), help), self.format);
        }
        let spec = Location::parse(&self.spec);
        if spec == Location::Stdin {
            return refuse(&Fault::usage("a configuration cannot name standard input", "name a file"), self.format);
        }
        let mut diagnostics = Diagnostics::default();
        let sources = load::load(&spec.into(), &mut diagnostics);
        if diagnostics.has_errors() {
            voice.findings(&diagnostics, &sources, self.format);
            return Exit::Invalid;
        }
        let title = sources.root().and_then(|f| f.value.pointer("/info/title")?.as_str()).unwrap_or_default();
        let name = self.name.clone().unwrap_or_else(|| crate_name(title));
        if !is_crate_name(&name) {
            let help = format!("{NAMING}: --name my-api");
            return refuse(&Fault::usage(format!("`{name}` is no name of a crate"), help), self.format);
        }
        let out = self.out.as_ref().map_or_else(|| name.clone(), |out| out.display().to_string());
        let text = TEMPLATE
            .replace("@name@", &name)
            .replace("\"@spec@\"", &toml::Value::from(self.spec.as_str()).to_string())
            .replace("\"@out@\"", &toml::Value::from(out.as_str()).to_string());
        if let Err(error) = write::file(Path::new(FILE), &text) {
            complain(&format!("error: {FILE}: {error}\n"));
            return Exit::Io;
        }
        if !voice.quiet && self.format == Format::Text {
            say(&format!("{FILE}: one SDK, `{name}`; `sdkwright generate` writes it to `{out}`\n"));
        }
        Exit::Done
    }
}

/// `Pet Store API` → `pet-store-api`; what cannot be a name gives another.
fn crate_name(title: &str) -> String {
    let name = casing::words(title).join("-").to_lowercase();
    if is_crate_name(&name) { name } else { "my-api".to_owned() }
}
