//! Incidents in an application of your own: typed events, a journal in an SQLite file, timers, and a trail that is verified.
//!
//! `cargo run --features expr,sqlite --example embed_incident`
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::ops::ControlFlow;

use itsm::{
    audit::{Journal as _, Verifier},
    expr::Value,
    jiff::{Timestamp, ToSpan as _},
    lifecycle::{Context, RecordError},
    store::SqliteJournal,
    typed::neutral::incident::{Event, Incident, State},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let mut journal = SqliteJournal::open(folder.path().join("incidents.sqlite"))?;
    let start: Timestamp = "2026-03-02T09:00:00Z".parse()?;

    // What the desk knows when the user calls.
    let mut incident = Incident::begin_at(start)?;
    let ann = Context::new().with_actor("ann").with_role("service-desk-agent").at(start);
    let refused = incident.apply_and_keep("INC-1", Event::Assign, &ann, &mut journal);
    if let Err(RecordError::Refused(refusal)) = refused {
        println!("{refusal}");
    }
    let known = ann
        .changing("category", Value::Null, "mail")
        .changing("impact", Value::Null, "medium")
        .changing("urgency", Value::Null, "high")
        .changing("team", Value::Null, "mail")
        .because("The mail of a whole floor is late");
    incident.apply_and_keep("INC-1", Event::Assign, &known, &mut journal)?;

    // A specialist takes it, and asks the supplier.
    let bob = |minutes: i64| -> Result<Context, Box<dyn std::error::Error>> {
        let at = start.checked_add(minutes.minutes())?;
        Ok(Context::new().with_actor("bob").with_role("technical-specialist").with_field("assignee", "bob").at(at))
    };
    incident.apply_and_keep("INC-1", Event::Start, &bob(10)?, &mut journal)?;
    let hold = bob(15)?.changing("hold_reason", Value::Null, "awaiting-vendor").relating("SUP-9", "supplier-ticket", "waits-for");
    incident.apply_and_keep("INC-1", Event::Hold, &hold, &mut journal)?;
    for due in incident.instance().due(|_| None) {
        if let Ok(Some(at)) = due.at {
            println!("{} comes by itself at {at}", due.timer.id());
        }
    }
    incident.apply_and_keep("INC-1", Event::Resume, &bob(90)?, &mut journal)?;
    let solved = bob(120)?.changing("resolution_code", Value::Null, "permanent-fix").changing("resolution", Value::Null, "A queue was full");
    incident.apply_and_keep("INC-1", Event::Resolve, &solved, &mut journal)?;

    // The program ends; another one goes on where it stood.
    drop(incident);
    let mut incident = Incident::from_history(&journal.history("INC-1")?)?;
    println!("INC-1 is {} after {} events", incident.state(), incident.sequence());
    let close = Context::new().with_actor("carol").with_role("user").at(start.checked_add(180.minutes())?);
    incident.apply_and_keep("INC-1", Event::Close, &close, &mut journal)?;
    if incident.state() != State::Closed {
        return Err("it should be closed".into());
    }

    // Carol asks to be forgotten; the chain holds all the same.
    println!("{} texts taken out", journal.redact("INC-1", &|text| text == "carol")?);
    let mut verifier = Verifier::new("incidents.sqlite");
    let mut line = 0;
    journal.visit(&mut |record| {
        line += 1;
        verifier.record(&record, line);
        ControlFlow::Continue(())
    })?;
    let found = verifier.finish();
    println!("{} records, {} findings", found.entries, found.findings.len());
    if !found.findings.is_empty() {
        return Err("every chain should hold".into());
    }
    Ok(())
}
