//! Prism, the mock server that judges: installed once below `target/`, one process a document.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PACKAGE: &str = "@stoplight/prism-cli@5.14.2";

/// How long reading a document may take, on a machine that has other things to do as well.
const READY: Duration = Duration::from_secs(600);

/// Where prism's command line is, installed if it is not there yet.
///
/// # Errors
///
/// npm is not there, or fails.
pub fn install(root: &Path) -> Result<PathBuf, String> {
    let folder = root.join("target/prism");
    let script = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
    if script.is_file() {
        return Ok(script);
    }
    let mut command = Command::new("npm");
    command.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]).arg(&folder).arg(PACKAGE);
    let status = command.status().map_err(|e| format!("npm: {e}"))?;
    if !status.success() || !script.is_file() {
        return Err(format!("npm does not install {PACKAGE}"));
    }
    Ok(script)
}

/// A running prism. It ends with this value, and with this process.
pub struct Server {
    child: Child,
    pub base_url: String,
    /// What it saw, a line of JSON a request.
    pub log: PathBuf,
}

impl Server {
    /// Starts it on a document.
    ///
    /// # Errors
    ///
    /// It does not come up in time; with its last words.
    pub fn start(root: &Path, script: &Path, document: &Path, folder: &Path) -> Result<Self, String> {
        let fault = |e: std::io::Error| format!("prism: {e}");
        let (log, said) = (folder.join("requests.jsonl"), folder.join("prism.log"));
        _ = std::fs::remove_file(&log);
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(fault)?.port();
        let output = File::create(&said).map_err(fault)?;
        let mut command = Command::new("node");
        command.args(["--max-old-space-size=6144", "--max-http-header-size=262144", "--require"]);
        command.arg(root.join("xtask/src/prism/tell.cjs")).arg(script).arg("mock").arg(document);
        command.args(["--errors", "--host", "127.0.0.1", "--port", &port.to_string(), "--multiprocess", "false"]);
        command.env("WIRE_LOG", &log).env("WIRE_ANSWERS", folder.join("answers.json")).stdin(Stdio::piped());
        command.stdout(output.try_clone().map_err(fault)?).stderr(output);
        let child = command.spawn().map_err(|e| format!("node: {e}"))?;
        let mut server = Self { child, base_url: format!("http://127.0.0.1:{port}"), log };
        let started = Instant::now();
        loop {
            let words = String::from_utf8_lossy(&std::fs::read(&said).unwrap_or_default()).into_owned();
            if words.contains("Prism is listening") {
                return Ok(server);
            }
            let ended = server.child.try_wait().map_err(fault)?.is_some();
            if ended || started.elapsed() > READY {
                if !ended {
                    return Err(format!("it is not ready after {READY:.0?}"));
                }
                let last: Vec<&str> = words.lines().rev().filter(|l| !l.trim().is_empty()).take(6).collect();
                return Err(last.into_iter().rev().collect::<Vec<_>>().join(" | "));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Whether it ended by itself: it had no memory left, or gave up.
    pub fn ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
