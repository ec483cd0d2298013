//! The generator from outside: its command line, its output, its house rules.

mod accepted;
mod cases;
mod command_line;
mod formats;
mod hooks;
mod hostile;
mod inspect;
mod invariants;
mod overlays;
mod pagination;
#[cfg(feature = "remote")]
mod remote;
