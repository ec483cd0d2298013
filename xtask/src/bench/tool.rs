//! The generators that are measured, and how what each writes becomes a crate that can be checked alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// This one.
    Sdkwright,
    /// The same, with one type for inline schemas that are alike, by the lines of `sdkwright inspect --share`.
    Shared,
    /// `ploidy`: writes a crate.
    Ploidy,
    /// `openapi-to-rust`: writes a module and the dependencies that it needs.
    OpenApiToRust,
}

/// Where the programs are.
pub struct Programs {
    /// The folder of the peers' programs (`cargo install --root`); `None`: they are looked for on the `PATH`.
    pub peers: Option<PathBuf>,
    /// Our own.
    pub own: PathBuf,
}

/// The name of the crate that each writes.
const NAME: &str = "measured";

impl Tool {
    /// All of them; ours first.
    pub const ALL: [Self; 4] = [Self::Sdkwright, Self::Shared, Self::Ploidy, Self::OpenApiToRust];

    /// Whether it is this one.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Sdkwright | Self::Shared)
    }

    /// Its name, and that of a peer's program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sdkwright => "sdkwright",
            Self::Shared => "sdkwright-shared",
            Self::Ploidy => "ploidy",
            Self::OpenApiToRust => "openapi-to-rust",
        }
    }

    fn program(self, programs: &Programs) -> PathBuf {
        match (self, &programs.peers) {
            (Self::Sdkwright | Self::Shared, _) => programs.own.clone(),
            (_, Some(folder)) => folder.join("bin").join(self.name()),
            (_, None) => self.name().into(),
        }
    }

    /// Whether its program starts.
    pub fn installed(self, programs: &Programs) -> bool {
        Command::new(self.program(programs)).arg("--version").output().is_ok_and(|o| o.status.success())
    }

    /// The command that generates a crate into an empty folder.
    ///
    /// # Errors
    ///
    /// The configuration that it takes cannot be made.
    pub fn command(self, programs: &Programs, document: &Path, out: &Path) -> Result<Command, String> {
        let mut command = Command::new(self.program(programs));
        match self {
            Self::Shared => {
                let config = out.with_file_name("sdkwright.toml");
                let text = shared(programs, document, out)?;
                std::fs::write(&config, text).map_err(|e| format!("{}: {e}", config.display()))?;
                command.args(["generate", NAME, "--config"]).arg(config)
            }
            Self::Sdkwright => command.arg("generate").arg(document).arg("--out").arg(out).args(["--name", NAME]),
            Self::Ploidy => command.args(["generate", "rust"]).arg(document).arg("-o").arg(out).args(["--name", NAME]),
            Self::OpenApiToRust => command.arg("generate").arg(document).current_dir(out),
        };
        Ok(command)
    }

    /// Makes a crate of what was written.
    ///
    /// # Errors
    ///
    /// A file that is not there, or cannot be written.
    pub fn finish(self, out: &Path) -> std::io::Result<()> {
        match self {
            Self::Sdkwright | Self::Shared => Ok(()),
            Self::Ploidy => {
                // It has no workspace of its own, and lies below one.
                let manifest = out.join("Cargo.toml");
                let text = std::fs::read_to_string(&manifest)?;
                let own = if text.contains("[workspace]") { "" } else { "\n[workspace]\n" };
                std::fs::write(manifest, text + own)
            }
            Self::OpenApiToRust => {
                let required = std::fs::read_to_string(out.join("src/generated/REQUIRED_DEPS.toml"))?;
                let mut manifest = format!(
                    "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n",
                );
                if !required.contains("[dependencies]") {
                    manifest.push_str("[dependencies]\n");
                }
                _ = writeln!(manifest, "{required}");
                std::fs::write(out.join("Cargo.toml"), manifest)?;
                std::fs::write(out.join("src/lib.rs"), "pub mod generated;\n")
            }
        }
    }
}

/// Our configuration with the lines that our own program finds for the document.
fn shared(programs: &Programs, document: &Path, out: &Path) -> Result<String, String> {
    let mut inspect = Command::new(&programs.own);
    let ran = inspect.arg("inspect").arg(document).args(["--share", NAME]).output().map_err(|e| e.to_string())?;
    if !ran.status.success() {
        return Err(format!("inspect fails: {}", String::from_utf8_lossy(&ran.stderr)));
    }
    let lines = String::from_utf8_lossy(&ran.stdout);
    Ok(format!("[sdk.{NAME}]\nspec = {document:?}\nout = {out:?}\n\n{lines}"))
}
