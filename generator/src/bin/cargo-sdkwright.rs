//! The command `cargo sdkwright`: cargo hands its own word on as the first argument.

use std::ffi::OsStr;
use std::process::ExitCode;

fn main() -> ExitCode {
    let word = |(at, argument): &(usize, _)| *at == 1 && argument == OsStr::new("sdkwright");
    sdkwright::cli::main(std::env::args_os().enumerate().filter(|a| !word(a)).map(|(_, argument)| argument))
}
