//! Where recipes are tried: a folder outside of the workspace, and commands as somebody would type them there.

use std::path::{Path, PathBuf};
use std::process::Command;

use sdkwright::write;

/// The folder, and what commands see.
pub struct Kitchen {
    folder: PathBuf,
    environment: Vec<(String, String)>,
}

/// What a command did.
pub struct Done {
    script: String,
    code: Option<i32>,
    /// Both of its outputs.
    pub said: String,
}

impl Kitchen {
    /// An empty folder. It is the same each time, for one workspace: cargo knows a crate by where it lies, and would keep what it
    /// compiled of each that is gone.
    ///
    /// # Errors
    ///
    /// A folder that cannot be emptied or made.
    pub fn new(root: &Path, environment: Vec<(String, String)>) -> Result<Self, String> {
        let name: String = root.display().to_string().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let kitchen = Self { folder: std::env::temp_dir().join(format!("sdkwright-recipes{name}")), environment };
        if kitchen.folder.exists() {
            std::fs::remove_dir_all(&kitchen.folder).map_err(|e| format!("{}: {e}", kitchen.folder.display()))?;
        }
        // Blocks name a registry, as their readers will.
        let generator = root.join("generator").display().to_string();
        kitchen.write(".cargo/config.toml", &format!("[patch.crates-io]\nsdkwright = {{ path = {generator:?} }}\n"))?;
        Ok(kitchen)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file below the folder.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(path);
        write::file(&path, text).map_err(|e| format!("{}: {e}", path.display()))
    }

    /// Runs a script as GitHub Actions does: it ends at the first command that fails.
    ///
    /// # Errors
    ///
    /// There is no shell.
    pub fn shell(&self, folder: &Path, script: &str, environment: &[(String, String)]) -> Result<Done, String> {
        script.lines().for_each(|line| println!("  $ {line}"));
        self.bash(&["-e", "-o", "pipefail", "-c"], folder, script, environment)
    }

    /// Reads a script that cannot run here.
    ///
    /// # Errors
    ///
    /// There is no shell.
    pub fn parse(&self, script: &str) -> Result<Done, String> {
        self.bash(&["-n", "-c"], &self.folder, script, &[])
    }

    fn bash(
        &self,
        options: &[&str],
        folder: &Path,
        script: &str,
        environment: &[(String, String)],
    ) -> Result<Done, String> {
        let mut command = Command::new("bash");
        command.args(options).arg(script).current_dir(folder);
        // What cargo says of itself to us is not for the cargo of a recipe.
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR")
        {
            command.env_remove(name);
        }
        let output = command.envs(self.environment.iter().chain(environment).map(|(n, v)| (n, v))).output();
        let output = output.map_err(|e| format!("bash: {e}"))?;
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        Ok(Done { script: script.to_owned(), code: output.status.code(), said })
    }
}

impl Done {
    /// Nothing, where it succeeded.
    ///
    /// # Errors
    ///
    /// What it said.
    pub fn success(&self) -> Result<(), String> {
        if self.code == Some(0) { Ok(()) } else { Err(format!("it failed:\n{}{}", self.script, self.said)) }
    }

    /// Nothing, where it failed and says why.
    ///
    /// # Errors
    ///
    /// What it said.
    pub fn failure(&self, why: &str) -> Result<(), String> {
        if self.code != Some(0) && self.said.contains(why) {
            return Ok(());
        }
        Err(format!("it was to fail and to say `{why}`, exit code {:?}:\n{}{}", self.code, self.script, self.said))
    }
}
