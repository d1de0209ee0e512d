//! A change that is led by a workflow and lives its lifecycle: each step of the workflow is offered to a role, fires events of the record, and both
//! are kept in one journal in an SQLite file.
//!
//! `cargo run --features expr,sqlite --example run_change`
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use itsm::{
    audit::{Journal as _, Verifier},
    catalog::Catalog,
    jiff::{Timestamp, ToSpan as _},
    lifecycle::{self, Instance},
    store::SqliteJournal,
    workflow::engine::{Context, Execution, Program, Progress},
};

/// Steps in the order of this story: the step, who does it, the role in the workflow, the role for the record, and what is known then.
type Step = (&'static str, &'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const STORY: [Step; 13] = [
    ("wanted", "ann", "change-initiator", "change-initiator", &[]),
    ("record", "ann", "change-initiator", "change-initiator", &[]),
    ("check", "bob", "change-coordinator", "change-coordinator", &[("is_accepted", "true")]),
    ("identify-items", "bob", "change-coordinator", "change-coordinator", &[]),
    ("assess", "bob", "change-coordinator", "change-coordinator", &[]),
    ("find-authority", "bob", "change-coordinator", "change-coordinator", &[("authority", "change-board")]),
    ("decide-in-board", "cat", "change-board", "change-authority", &[("decision", "authorize")]),
    ("plan", "bob", "change-coordinator", "change-coordinator", &[("scheduled_start", "2026-03-08T20:00:00Z")]),
    ("tell-users", "dan", "service-desk-agent", "implementer", &[]),
    ("build", "eve", "implementer", "implementer", &[]),
    ("test", "eve", "implementer", "implementer", &[("is_test_passed", "true")]),
    ("implement", "eve", "implementer", "implementer", &[("works", "true")]),
    ("update-records", "eve", "implementer", "implementer", &[]),
];

/// The change and the workflow that leads it.
struct Desk {
    run: Execution,
    change: Instance,
    journal: SqliteJournal,
}

impl Desk {
    /// Keeps a step of the workflow, and lets happen to the record what the step fires.
    fn keep(&mut self, before: &str, progress: &Progress, context: &Context, record: &lifecycle::Context) -> Result<(), Box<dyn Error>> {
        let entry = self.run.entry("RUN-1", before, progress, context).ok_or("the context has an instant")?;
        self.journal.append(entry)?;
        for fired in &progress.fires {
            let event = self.change.lifecycle().event(&fired.event).ok_or("the check has seen to it that the event is there")?;
            let applied = self.change.apply_and_keep("CHG-1", event, record, &mut self.journal)?;
            println!("  CHG-1: {} -> {}", fired.event, self.change.lifecycle().get_state(applied.to).map_or("", |state| state.id()));
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let catalog = Catalog::builtin();
    let workflow = catalog.workflow("neutral:change")?;
    let program = Program::new(&workflow)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("changes.sqlite");
    let change = catalog.lifecycle("neutral:change")?.begin();
    let mut desk = Desk { run: Execution::new(&program), change, journal: SqliteJournal::open(&file)? };

    let mut now: Timestamp = "2026-03-02T09:00:00Z".parse()?;
    for (step, actor, lane, role, known) in STORY {
        if step == "implement" {
            // The window opens by the clock.
            let start: Timestamp = "2026-03-08T20:00:00Z".parse()?;
            let before = desk.run.standing();
            let clock = Context::new();
            let (happened, refused) = desk.run.advance(start, &clock);
            refused?;
            println!("{start}: the window opens");
            for progress in &happened {
                desk.keep(&before, progress, &clock.clone().at(start), &record("eve", "implementer", start))?;
            }
            now = start;
        }
        let context = known.iter().fold(Context::new().with_actor(actor).with_role(lane).at(now), |context, (field, value)| match *value {
            "true" => context.with_field(*field, true),
            text => context.with_field(*field, text),
        });
        let before = desk.run.standing();
        // Somebody else may not do it, and is told so.
        if step == "decide-in-board" {
            let ann = Context::new().with_actor("ann").with_role("change-initiator").at(now);
            if let Err(refusal) = desk.run.complete(step, &ann) {
                println!("ann: {refusal}");
            }
        }
        let progress = desk.run.complete(step, &context)?;
        println!("{now}: {actor} has done {step}; next: {}", desk.run.standing());
        desk.keep(&before, &progress, &context, &record(actor, role, now))?;
        now = now.checked_add(30.minutes())?;
    }

    // The program ends; another one goes on where it stood.
    let kept = serde_json::to_string(&desk.run.snapshot())?;
    let Desk { journal, change, .. } = desk;
    drop(journal);
    let journal = SqliteJournal::open(&file)?;
    let change = Instance::from_history(change.lifecycle(), &journal.history("CHG-1")?)?;
    let mut desk = Desk { run: Execution::restore(&program, &serde_json::from_str(&kept)?)?, change, journal };
    let mia = Context::new().with_actor("mia").with_role("change-manager").at(now);
    let before = desk.run.standing();
    let progress = desk.run.complete("review", &mia)?;
    desk.keep(&before, &progress, &mia, &record("mia", "change-manager", now))?;
    if !progress.ended || desk.change.state().kind() != lifecycle::definition::StateKind::Terminal {
        return Err("the change should be over".into());
    }

    // One trail for both, and it holds.
    let mut verifier = Verifier::new("changes.sqlite");
    let mut line = 0;
    desk.journal.visit(&mut |record| {
        line += 1;
        verifier.record(&record, line);
        std::ops::ControlFlow::Continue(())
    })?;
    let found = verifier.finish();
    println!("{} records of {} tickets, {} findings", found.entries, found.records, found.findings.len());
    if found.findings.is_empty() { Ok(()) } else { Err("the trail does not hold".into()) }
}

/// What the record is told: everything that the form of this desk holds, and two yes of the board.
fn record(actor: &str, role: &str, at: Timestamp) -> lifecycle::Context {
    let form = [
        ("description", "Move the mail server"),
        ("requester", "ann"),
        ("risk", "medium"),
        ("impact_assessment", "Mail is away for an hour"),
        ("decision_reason", "The window is free"),
        ("plan", "Stop, move, start"),
        ("back_out_plan", "Start the old one"),
        ("scheduled_start", "2026-03-08T20:00:00Z"),
        ("scheduled_end", "2026-03-08T22:00:00Z"),
        ("outcome", "successful"),
        ("review_report", "As planned"),
    ];
    let context = lifecycle::Context::new().with_actor(actor).with_role(role).at(at);
    let context = form.into_iter().fold(context, |context, (field, value)| context.with_field(field, value));
    let items = itsm::expr::Value::List(vec!["mail-1".into()]);
    context.with_field("configuration_items", items).with_vote("cat", "change-authority", true).with_vote("fay", "change-authority", true)
}
