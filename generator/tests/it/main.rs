//! The generator from outside: its command line, its output, its house rules.

mod accepted;
mod cases;
mod command_line;
mod configuration;
mod diff;
mod formats;
mod hooks;
mod hostile;
mod inspect;
mod invariants;
mod killed;
mod oldest;
mod overlays;
mod pagination;
mod prose;
mod record;
mod release;
#[cfg(feature = "remote")]
mod remote;
mod watch;
