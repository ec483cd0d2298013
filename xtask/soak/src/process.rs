//! What a process takes, as Linux counts it.

use std::fs;
use std::time::Duration;

/// User and system time of this process so far.
pub fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may have spaces; what follows its bracket has not.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|t| t.parse::<u64>().ok()).unwrap_or_default();
    // A tick is a hundredth of a second on every Linux that there is.
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

/// Resident memory of this process, and the most that it ever was, in kilobytes.
pub fn memory() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = |name: &str| {
        let line = status.lines().find_map(|l| l.strip_prefix(name))?;
        line.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()
    };
    (value("VmRSS:").unwrap_or_default(), value("VmHWM:").unwrap_or_default())
}
