//! `itsm explain`: the page of a finding's code.

use std::str::FromStr as _;

use clap::Args;
use itsm::diagnostic::{Code, nearest};
use strum::IntoEnumIterator as _;

use super::{
    Run,
    output::{Failure, Outcome, Output},
};

/// Explain the code of a finding: what it means, why it matters, how to mend it
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm explain dangling-reference
  itsm explain                                     all codes, a line each")]
pub struct Arguments {
    /// The code, as it stands in a finding
    code: Option<String>,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    let Some(name) = &arguments.code else {
        for code in Code::iter() {
            output.text(format_args!("{:<24} {}\n", code.as_str(), code.summary()))?;
        }
        return Ok(Outcome::Good);
    };
    let Ok(code) = Code::from_str(name) else {
        let near = nearest(name, Code::iter().map(Code::as_str)).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Failure::Usage(format!("there is no code `{name}`{near} (`itsm explain` lists them all)")));
    };
    output.text(code.page())?;
    Ok(Outcome::Good)
}
