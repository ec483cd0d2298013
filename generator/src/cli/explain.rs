//! `sdkwright explain`.

use clap::Args;
use serde_json::json;

use super::{Format, refuse, say};
use crate::config::Fault;
use crate::diag::Code;
use crate::run::Exit;

#[derive(Args)]
pub struct Explain {
    /// Its code, e.g. `D0203`.
    code: String,
    /// `json` has one object.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Explain {
    pub fn run(&self) -> Exit {
        let code = match Code::parse(&self.code) {
            Ok(code) => code,
            Err(why) => {
                let known: Vec<_> = Code::ALL.iter().map(|c| c.id()).collect();
                return refuse(&Fault::usage(why, format!("the codes are {}", known.join(", "))), self.format);
            }
        };
        let (id, title, explanation) = (code.id(), code.title(), code.explanation());
        match self.format {
            Format::Text => say(&format!("{id}: {title}\n\n{explanation}\n")),
            Format::Json => {
                let severity = code.severity().word();
                let all = json!({"code": id, "severity": severity, "title": title, "explanation": explanation});
                say(&format!("{all}\n"));
            }
        }
        Exit::Done
    }
}
