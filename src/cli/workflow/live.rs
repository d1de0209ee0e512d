//! `itsm workflow run`: a workflow at the terminal, or from a script.

use std::io::{self, BufRead as _, IsTerminal as _};

use itsm::{
    jiff::Timestamp,
    workflow::{
        Workflow,
        engine::{Context, Execution, ExecutionRefusal, Program, Progress},
    },
};

use super::super::{
    Run,
    output::{Failure, Outcome, Output},
};

/// Reads commands line by line until there are no more. Exit code 3 when a step was refused.
pub fn run(workflow: &Workflow, output: &mut Output) -> Run {
    let program = Program::new(workflow).map_err(|error| Failure::Usage(format!("`{}` cannot be run: {error}", workflow.reference())))?;
    let mut session = Session { run: Execution::new(&program), context: Context::new(), good: true };
    if io::stdin().is_terminal() {
        session.waiting(output)?;
    }
    for line in io::stdin().lock().lines() {
        let line = line.map_err(Failure::Write)?;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [comment, ..] if comment.starts_with('#') => {}
            ["quit"] => break,
            words => session.take(words, &line, output)?,
        }
    }
    Ok(if session.good { Outcome::Good } else { Outcome::Findings })
}

struct Session {
    run: Execution,
    context: Context,
    good: bool,
}

impl Session {
    fn take(&mut self, words: &[&str], line: &str, output: &mut Output) -> Result<(), Failure> {
        let context = std::mem::take(&mut self.context);
        self.context = match words {
            ["role", role] => context.with_role(*role),
            ["actor", actor] => context.with_actor(*actor),
            ["set", field, ..] => {
                let value = line.split_once(*field).map_or("", |(_, value)| value).trim();
                context.with_field(*field, value)
            }
            ["choose", gateway, ways @ ..] if !ways.is_empty() => context.with_choice(*gateway, ways.iter().copied()),
            ["at", instant] => match instant.parse::<Timestamp>() {
                Ok(instant) => context.at(instant),
                Err(error) => {
                    output.text(format_args!("`{instant}` is no instant, such as 2026-03-02T09:00:00Z: {error}\n"))?;
                    context
                }
            },
            _ => {
                self.context = context;
                return self.act(words, line, output);
            }
        };
        Ok(())
    }

    fn act(&mut self, words: &[&str], line: &str, output: &mut Output) -> Result<(), Failure> {
        match words {
            ["waiting"] => self.waiting(output),
            ["timers"] => self.timers(output),
            ["snapshot"] => output.json(&self.run.snapshot()),
            ["start"] => {
                let done = self.run.start(&self.context);
                self.told("start", done, output)
            }
            ["advance", instant] => match instant.parse::<Timestamp>() {
                Ok(instant) => {
                    let (all, refused) = self.run.advance(instant, &self.context);
                    for progress in all {
                        self.told("advance", Ok(progress), output)?;
                    }
                    match refused {
                        Ok(()) => Ok(()),
                        Err(refusal) => self.told("advance", Err(refusal), output),
                    }
                }
                Err(error) => output.text(format_args!("`{instant}` is no instant, such as 2026-03-02T09:00:00Z: {error}\n")),
            },
            [node] | ["done", node] => {
                let done = self.run.complete(node, &self.context);
                self.told(node, done, output)
            }
            _ => output.text(format_args!("`{line}` is not understood; see itsm workflow run --help\n")),
        }
    }

    fn told(&mut self, name: &str, done: Result<Progress, ExecutionRefusal>, output: &mut Output) -> Result<(), Failure> {
        match done {
            Ok(progress) => {
                let workflow = self.run.workflow().clone();
                output.text(format_args!("{}. {name}\n", progress.sequence))?;
                for step in progress.fired.iter().filter_map(|fired| self.run.program().net().words(&workflow, *fired)) {
                    output.text(format_args!("   {step}\n"))?;
                }
                for fired in &progress.fires {
                    let record = workflow.records().get(fired.record).map_or("", |record| record.id.as_str());
                    output.text(format_args!("   to do: `{}` on `{record}`\n", fired.event))?;
                }
                self.waiting(output)
            }
            Err(refusal) => {
                self.good = false;
                output.text(format_args!("{refusal}\n"))
            }
        }
    }

    fn waiting(&self, output: &mut Output) -> Result<(), Failure> {
        if self.run.has_ended() && self.run.sequence() > 0 {
            return output.text(format_args!("ended\n"));
        }
        for offer in self.run.waiting() {
            let lane = offer.lane.map(|lane| format!(", for {lane}")).unwrap_or_default();
            output.text(format_args!("  {} ({}{lane})\n", offer.node.id, offer.node.title))?;
        }
        Ok(())
    }

    fn timers(&self, output: &mut Output) -> Result<(), Failure> {
        for due in self.run.due() {
            let id = self.run.workflow().graph().node_weight(due.node).map_or("", |node| node.id.as_str());
            let when = due.at.map_or_else(|| "at a time that is not known".to_owned(), |at| format!("at {at}"));
            output.text(format_args!("  {id} {when}\n"))?;
        }
        Ok(())
    }
}
