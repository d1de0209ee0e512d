//! `itsm schema`: the JSON Schema of a file format or an output.

use clap::Args;
use itsm::schema::SchemaKind;

use super::{
    Run,
    output::{Failure, Outcome, Output},
};

/// Print the JSON Schema of a file format or of a command's JSON output
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm schema framework > framework.schema.json    for editors that complete and check YAML
  itsm schema compare                              what `itsm compare --format json` gives")]
pub struct Arguments {
    /// framework, part, locale, calendar, lifecycle, workflow, rules, waivers, baseline, binding, migration, stored-record, workflow-migration, stored-execution, audit-record (file formats); list-frameworks, list-elements, list-mappings, show, show-framework, search, compare, explain, coverage, map-diff, map-agree, map-merge, map-migrate, lifecycle-migrate, audit-verify, list-lifecycles, list-workflows, list-rules, workflow-check, workflow-diff, workflow-migrate, conform, check, diff, lifecycle-paths, lifecycle-diff (outputs)
    kind: String,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    let Some(kind) = SchemaKind::named(&arguments.kind) else {
        let known: Vec<String> = SchemaKind::all().map(|kind| kind.to_string()).collect();
        return Err(Failure::Usage(format!("there is no schema `{}`; there are {}", arguments.kind, known.join(", "))));
    };
    output.text(kind.text())?;
    Ok(Outcome::Good)
}
