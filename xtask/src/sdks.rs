//! `cargo xtask generate`.

use std::io::IsTerminal;
use std::path::Path;

use sdkwright::config::Config;
use sdkwright::run::{Exit, run};
use sdkwright::write::Claim;

/// Regenerates, or compares. The folders of `generated/` are ours whole, so a broken one is mended.
pub fn generate(root: &Path, names: &[String], check: bool, all: bool) -> Exit {
    let jobs = Config::read(&root.join("sdkwright.toml")).and_then(|c| c.jobs(names, check, Claim::Declared));
    let jobs = match jobs {
        Ok(jobs) => jobs,
        Err(why) => {
            eprintln!("{why}");
            return Exit::Invalid;
        }
    };
    let mut worst = Exit::Done;
    for mut job in jobs {
        // The report names the folder as the user knows it.
        if let Ok(short) = job.out.strip_prefix(root)
            && std::env::current_dir().is_ok_and(|here| here == root)
        {
            job.out = short.to_owned();
        }
        let report = run(&job);
        eprint!("{}", report.diagnostics(all, std::io::stderr().is_terminal()));
        match (report.exit, &report.fault) {
            (Exit::Done, _) => println!("{}", report.summary(&job)),
            (Exit::Stale, _) => {
                print!("{}", report.diff(60));
                eprintln!("error: {} is stale\nhelp: cargo xtask generate {}", job.out.display(), job.options.name);
            }
            (_, Some(fault)) => eprintln!("error: {fault}"),
            _ => {}
        }
        worst = worst.max(report.exit);
    }
    worst
}
