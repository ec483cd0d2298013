//! `cargo xtask test`: steps that run one after the other, each a command that can be run by hand.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use sdkwright::config::Config;
use sdkwright::run::Exit;
use xtask::mock;

use crate::corpus::process;

/// Everything that must pass; stops at the first step that does not.
pub fn test(root: &Path) -> ExitCode {
    let started = Instant::now();
    if crate::sdks::generate(root, &[], true, false) != Exit::Done || crate::docs::run(root, true) != Exit::Done {
        return ExitCode::FAILURE;
    }
    let mut steps = vec![Step::cargo(root, &["test", "--workspace", "--quiet"])];
    let generated = match Config::read(&root.join("sdkwright.toml")) {
        Ok(config) => config.sdk.into_values().map(|sdk| root.join(sdk.out.into_inner())).collect::<Vec<_>>(),
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    for folder in &generated {
        steps.push(Step::cargo(folder, &["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]));
        // With what is behind features; TLS of the platform needs libraries of it, and adds no code of ours.
        let all = "--features=blocking,gzip,tracing";
        steps.push(Step::cargo(folder, &["clippy", "--quiet", "--all-targets", all, "--", "-D", "warnings"]));
        steps.push(Step::cargo(folder, &["test", "--quiet", all]));
        steps.push(Step::cargo(folder, &["doc", "--quiet", "--no-deps", all]).env("RUSTDOCFLAGS", "-D warnings"));
    }
    steps.push(Step::cargo(&root.join("xtask/wire"), &["test", "--quiet"]));
    for folder in ["xtask/soak", "xtask/codec"] {
        let command = ["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"];
        steps.push(Step::cargo(&root.join(folder), &command));
    }
    match crate::hosts::write(root) {
        Ok(host) => steps.push(Step::cargo(&host, &["test", "--lib", "--quiet"])),
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::FAILURE;
        }
    }
    // The SDKs are workspaces of their own; one target folder lets them share what they depend on.
    let target = root.join("target/generated");
    for step in steps {
        let step = if step.folder == root { step } else { step.env("CARGO_TARGET_DIR", &target.to_string_lossy()) };
        if !step.run(root) {
            return ExitCode::FAILURE;
        }
    }
    println!("all tests passed in {:.0?}", started.elapsed());
    ExitCode::SUCCESS
}

/// A program of ours that measures, optimised.
pub fn measure(root: &Path, folder: &str, arguments: &[String]) -> ExitCode {
    let mut command = vec!["run", "--release", "--quiet", "--"];
    command.extend(arguments.iter().map(String::as_str));
    let target = root.join("target/generated");
    let step = Step::cargo(&root.join(folder), &command).env("CARGO_TARGET_DIR", &target.to_string_lossy());
    if step.run(root) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The independent client against the server of the tests.
pub fn client(root: &Path, python: &Path) -> ExitCode {
    let options = mock::Options::default();
    let (project, key) = (options.project.clone(), options.key.clone());
    let mock = match mock::start(options) {
        Ok(mock) => mock,
        Err(error) => {
            eprintln!("error: the server does not start: {error}");
            return ExitCode::from(3);
        }
    };
    let script = root.join(".ci/independent_client.py");
    let status = Command::new(python).arg(script).args([&mock.base_url(), &project, &key]).status();
    match status {
        Ok(status) if status.success() => {
            println!("the independent client made {} requests", mock.requests().len());
            ExitCode::SUCCESS
        }
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {}: {error}", python.display());
            ExitCode::from(3)
        }
    }
}

/// A command that can be run by hand.
pub struct Step {
    folder: std::path::PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Step {
    pub fn cargo(folder: &Path, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|a| (*a).to_owned()).collect();
        Self { folder: folder.to_owned(), arguments, environment: Vec::new() }
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn run(&self, root: &Path) -> bool {
        let shown = self.folder.strip_prefix(root).unwrap_or(&self.folder).display().to_string();
        let shown = if shown.is_empty() { ".".to_owned() } else { shown };
        println!("{shown}: cargo {}", self.arguments.join(" "));
        let environment = self.environment.iter().map(|(n, v)| (n, v));
        let status = process::cargo().args(&self.arguments).current_dir(&self.folder).envs(environment).status();
        match status {
            Ok(status) if status.success() => true,
            Ok(_) => {
                eprintln!("error: it failed; run it again with: cd {shown} && cargo {}", self.arguments.join(" "));
                false
            }
            Err(error) => {
                eprintln!("error: cargo: {error}");
                false
            }
        }
    }
}
