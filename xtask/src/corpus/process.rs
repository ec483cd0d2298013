//! A process that is watched: it ends in time and within its memory, or it is ended.

use std::io::{Read, Seek, SeekFrom};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The cargo that runs us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What a process may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From start to end.
    pub time: Duration,
    /// Resident memory of any one process of its family, in bytes; watched on Linux only.
    pub memory: u64,
}

/// How a process ended.
#[derive(Debug)]
pub enum End {
    /// By itself, or by a signal that was not ours.
    Exited(ExitStatus),
    /// It took too long.
    TimedOut,
    /// It took too much memory.
    TooLarge,
}

/// What came of a process.
#[derive(Debug)]
pub struct Ran {
    /// How it ended.
    pub end: End,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
    /// From start to end.
    pub took: Duration,
    /// The greatest resident memory that was seen of any one process of its family.
    pub memory: Option<u64>,
}

/// Runs a command to its end.
///
/// # Errors
///
/// It cannot be started.
pub fn run(command: &mut Command, limits: Limits) -> std::io::Result<Ran> {
    // Files, not pipes: nobody has to read them while the process is watched.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command.stdin(Stdio::null()).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    let started = Instant::now();
    let mut child = command.spawn()?;
    let mut memory = None;
    let mut pause = Duration::from_millis(2);
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::Exited(status);
        }
        memory = memory.max(family(child.id()).into_iter().filter_map(peak).max());
        if started.elapsed() > limits.time {
            end_all(&mut child);
            break End::TimedOut;
        }
        if memory.is_some_and(|m| m > limits.memory) {
            end_all(&mut child);
            break End::TooLarge;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    };
    let took = started.elapsed();
    let text = |file: &mut std::fs::File| {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).map(|_| ())?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&bytes).into_owned())
    };
    Ok(Ran { end, stdout: text(&mut stdout)?, stderr: text(&mut stderr)?, took, memory })
}

/// Ends a process and those that it started: cargo's compilers outlive cargo.
fn end_all(child: &mut Child) {
    let others: Vec<String> = family(child.id()).into_iter().skip(1).map(|pid| pid.to_string()).collect();
    _ = child.kill();
    if !others.is_empty() {
        _ = Command::new("kill").arg("-KILL").args(others).stderr(Stdio::null()).status();
    }
    _ = child.wait();
}

/// A process and those that it started, as far as the system tells.
fn family(pid: u32) -> Vec<u32> {
    let mut all = vec![pid];
    let mut next = 0;
    while let Some(pid) = all.get(next).copied() {
        next += 1;
        for task in std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
            let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            all.extend(children.split_whitespace().filter_map(|p| p.parse::<u32>().ok()));
        }
    }
    all
}

/// The greatest resident memory of a process so far, in bytes; `None` where the system does not tell.
fn peak(pid: u32) -> Option<u64> {
    high_water(&std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

/// The greatest resident memory of this process so far, in bytes.
pub fn own_peak() -> Option<u64> {
    high_water(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_process_is_ended() {
        let limits = Limits { time: Duration::from_millis(50), memory: u64::MAX };
        let mut endless = Command::new("sleep");
        let ran = run(endless.arg("60"), limits).expect("it starts");
        assert!(matches!(ran.end, End::TimedOut), "{ran:?}");
        let mut prints = Command::new("echo");
        let ran = run(prints.arg("x"), Limits { time: Duration::from_secs(60), ..limits }).expect("it starts");
        assert!(matches!(ran.end, End::Exited(status) if status.success()) && ran.stdout == "x\n");
    }

    #[test]
    fn memory_is_read() {
        assert_eq!(high_water("VmPeak:\t 9 kB\nVmHWM:\t    3 kB\n"), Some(3072));
        assert_eq!(high_water(""), None);
    }
}
