//! What a system has beside a command: completions of shells and man pages, made of the commands themselves.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, complain, say};
use crate::run::Exit;
use crate::write;

#[derive(Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub fn run(&self) -> Exit {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "sdkwright", &mut text);
        say(&String::from_utf8_lossy(&text));
        Exit::Done
    }
}

#[derive(Args)]
pub struct Man {
    /// The folder, e.g. `~/.local/share/man/man1`.
    folder: PathBuf,
}

impl Man {
    pub fn run(&self) -> Exit {
        let mut command = Cli::command().disable_help_subcommand(true);
        command.build();
        let commands = std::iter::once(&command).chain(command.get_subcommands());
        for command in commands {
            let man =
                clap_mangen::Man::new(command.clone().display_name(command.get_display_name().unwrap_or("sdkwright")));
            let mut text = Vec::new();
            let path = self.folder.join(man.get_filename());
            let written = man.render(&mut text).and_then(|()| write::file(&path, &String::from_utf8_lossy(&text)));
            if let Err(error) = written {
                complain(&format!("error: {}: {error}\n", path.display()));
                return Exit::Io;
            }
        }
        Exit::Done
    }
}
