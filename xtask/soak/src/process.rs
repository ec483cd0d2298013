//! What a process takes, as Linux counts it.

use std::fs;
use std::time::Duration;

/// User and system time of the main thread so far, as the scheduler counts it: in nanoseconds, not in ticks.
pub fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(stat.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or_default())
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
