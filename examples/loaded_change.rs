//! A change that is loaded from a definition: two people approve it, a third may not do both, a refusal says what is missing;
//! then the definition changes, and the record moves on.
//!
//! `cargo run --features expr --example loaded_change`
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use itsm::{
    lifecycle::{Context, Instance, Lifecycle, migration::Plan},
    source::FileText,
};

const CHANGE: &str = "
format: itsm/lifecycle/1
id: change
title: Change
version: '1'
fields:
  plan: {type: string}
  risk: {type: enum, values: [low, high]}
roles: [{id: requester}, {id: approver}, {id: engineer}]
states:
  - {id: draft, kind: initial}
  - {id: approval, kind: waiting, requires: [plan, risk]}
  - {id: scheduled, kind: waiting}
  - {id: done, kind: terminal}
  - {id: rejected, kind: terminal}
events: [{id: submit}, {id: approve}, {id: reject}, {id: finish}]
transitions:
  - {from: [draft], on: submit, to: approval, roles: [requester]}
  - {from: [approval], on: approve, to: scheduled, roles: [approver]}
  - {from: [approval], on: reject, to: rejected, roles: [approver]}
  - {from: [scheduled], on: finish, to: done, roles: [engineer], guard: \"risk == 'low' || has(plan)\"}
approvals:
  - {id: board, in: approval, voters: [approver], quorum: {rule: at-least, count: 2}, approve: approve, reject: reject}
four_eyes: [{first: submit, second: approve}]
";

const PLAN: &str = "
format: itsm/migration/1
from: {lifecycle: change, version: '1'}
to: {lifecycle: change, version: '2'}
states: [{from: [scheduled], to: in-progress}]
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let change = load(CHANGE)?;
    let mut record = change.begin();
    let event = |name: &str| change.event(name).ok_or_else(|| format!("there is no event {name}"));

    // Everything that is missing, at once.
    let ann = Context::new().with_actor("ann").with_role("requester").with_role("approver");
    let refused = record.apply(event("submit")?, &ann).err().ok_or("nothing was filled")?;
    println!("{refused}");
    let ann = ann.with_field("plan", "Move the mail server on Sunday").with_field("risk", "high");
    record.apply(event("submit")?, &ann)?;

    // One yes of two, and by the author.
    let one = ann.clone().with_vote("bob", "approver", true);
    if let Err(refused) = record.apply(event("approve")?, &one) {
        println!("{refused}");
        for choice in refused.alternatives(&record, &one) {
            let name = change.get_event(choice.event).map_or("", |event| event.id());
            println!("  {name}: {} against it", choice.lacks.len());
        }
    }
    let both = Context::new().with_actor("bob").with_role("approver").with_vote("bob", "approver", true).with_vote("cat", "approver", true);
    record.apply(event("approve")?, &both)?;

    // It is kept as a snapshot, and comes back without anything happening again.
    let kept = serde_json::to_string_pretty(&record.snapshot())?;
    println!("{kept}");
    let record = Instance::restore(&change, &serde_json::from_str(&kept)?)?;

    // The next version calls the state otherwise: the snapshot is refused, and a plan is the way on.
    let next = load(&CHANGE.replace("scheduled", "in-progress").replace("version: '1'", "version: '2'"))?;
    if let Err(refused) = Instance::restore(&next, &record.snapshot()) {
        println!("{refused}");
    }
    let plan = Plan::load(&FileText::new("plan.yaml", PLAN), &change, &next).map_err(|findings| itsm::diagnostic::render::plain(&findings))?;
    let moved = plan.migrate(&record.snapshot(), &ann)?;
    let mut record = Instance::restore(&next, &moved.after)?;
    println!("moved from {} to {}, losing {} things", moved.before.state, record.state().id(), moved.lost.len());
    let finish = next.event("finish").ok_or("there is no event finish")?;
    let applied = record.apply(finish, &ann.with_role("engineer"))?;
    println!("event {}: the change is {}", applied.sequence, record.state().id());
    Ok(())
}

fn load(text: &str) -> Result<Lifecycle, String> {
    Lifecycle::load(&FileText::new("change.yaml", text.to_owned())).map_err(|findings| itsm::diagnostic::render::plain(&findings))
}
