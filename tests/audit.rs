//! The audit trail: the form that is hashed, chains that hold and chains that do not, redaction, hostile files.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::Cursor;

use itsm::{
    audit::{
        Definition, Entry, EntryChange, Journal, JournalError, Kind, Memory, Record, Related, Salts, Text, Verification, Verifier, verify,
        verify_records,
    },
    catalog::Catalog,
    diagnostic::{Code, render},
    jiff::Timestamp,
    lifecycle::{Context, RecordError, Trail},
    source::Limits,
};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An entry with everything.
fn full() -> Entry {
    Entry {
        kind_of_record: "incident".to_owned(),
        role: Some("service-desk-agent".to_owned()),
        changes: vec![
            EntryChange { field: "team".to_owned(), old: None, new: Some("network".to_owned()), personal: false },
            EntryChange { field: "caller".to_owned(), old: Some("bob".to_owned()), new: Some("cäc".to_owned()), personal: true },
        ],
        related: vec![Related { id: "CI-7".to_owned(), kind: "configuration-item".to_owned(), qualifier: "affects".to_owned() }],
        definition: Some(Definition { id: "neutral:lifecycle/incident".to_owned(), version: Some("1".to_owned()), hash: "00ff".to_owned() }),
        ..Entry::new("INC-1", 1, at("2026-03-02T09:00:00Z"), "assign", "new", "assigned").by("Ann \"A\" Öz").because("line\nbreak\u{1}\u{7f}/")
    }
}

fn second() -> Entry {
    Entry {
        kind_of_record: "incident".to_owned(),
        kind: Kind::Timer,
        ..Entry::new("INC-1", 2, at("2026-03-02T09:00:00.5Z"), "auto-close", "assigned", "closed")
    }
}

fn journal() -> Memory {
    let mut journal = Memory::with_salts(Salts::Counting(0));
    journal.append_all(vec![full(), second()]).unwrap();
    journal
}

/// Computed with Python's `json` (keys sorted, no spaces, no escapes for characters outside ASCII) and `hashlib`.
#[test]
fn hashes_are_those_of_another_program() {
    let journal = journal();
    let hashes: Vec<String> = journal.records().iter().map(|record| record.hash.to_string()).collect();
    assert_eq!(
        hashes,
        ["716be949ce53a9c4bec4edba326890e88d3ec4fbf65556bd71ec09a646e28be7", "d5ae5bf2f286ad964c26e610347c3bbafa0014fe111cacbdc106131584452339"]
    );
    let personal = |text: &Option<Text>| match text {
        Some(Text::Personal(personal)) => personal.value.clone(),
        other => panic!("{other:?} is not personal"),
    };
    let first = &journal.records()[0];
    assert_eq!(personal(&first.actor), "Ann \"A\" Öz");
    assert_eq!(personal(&first.changes[1].new), "cäc");
    assert_eq!(first.changes[0].new, Some(Text::Plain("network".to_owned())));
}

fn lines(records: &[Record]) -> String {
    records.iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect()
}

fn checked(text: &str) -> Verification {
    verify(Cursor::new(text), "journal.jsonl", Limits::default()).unwrap()
}

#[test]
fn a_journal_is_written_and_read_as_it_is() {
    let journal = journal();
    let text = lines(journal.records());
    let again: Vec<Record> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(again, journal.records());
    let found = checked(&text);
    assert_eq!((found.entries, found.records, found.redacted, found.findings.len()), (2, 1, 0, 0));
    assert_eq!(found.heads, [("INC-1".to_owned(), journal.head("INC-1").unwrap().unwrap())]);
}

#[test]
fn redaction_takes_out_people_and_leaves_the_chain() {
    let mut journal = journal();
    assert_eq!(journal.redact("INC-1", &|text| text == "bob").unwrap(), 1);
    assert_eq!(journal.redact("INC-1", &|_| true).unwrap(), 3);
    assert_eq!(journal.redact("INC-1", &|_| true).unwrap(), 0, "nothing is left to take out");
    let text = lines(journal.records());
    for gone in ["Ann", "bob", "cäc", "break", "salt"] {
        assert!(!text.contains(gone), "{gone} is still there: {text}");
    }
    let found = checked(&text);
    assert_eq!((found.findings.len(), found.redacted), (0, 4));
    assert!(text.contains("network"), "what is not personal stays");
}

#[test]
fn the_first_break_of_each_ticket_is_reported_where_it_stands() {
    let mut journal = Memory::with_salts(Salts::Counting(0));
    let entry =
        |record: &str, sequence: u64, from: &str, to: &str| Entry::new(record, sequence, at("2026-03-02T09:00:00Z"), "go", from, to).by("ann");
    let all = vec![
        entry("A", 1, "new", "one"),
        entry("B", 1, "new", "one"),
        entry("A", 2, "one", "two"),
        entry("B", 2, "one", "two"),
        entry("A", 3, "two", "three"),
        entry("B", 3, "two", "three"),
    ];
    journal.append_all(all).unwrap();
    let good = journal.records().to_vec();
    let found = |records: &[Record]| -> Vec<(Code, u32)> {
        verify_records(records).findings.iter().map(|finding| (finding.code(), finding.position().unwrap().line())).collect()
    };
    assert!(found(&good).is_empty());
    let mut changed = good.clone();
    changed[2].event = "stop".to_owned();
    assert_eq!(found(&changed), [(Code::BrokenChain, 3)]);
    // Whoever changes the hash too breaks the next record.
    changed[2].hash = changed[2].content_hash();
    assert_eq!(found(&changed), [(Code::BrokenChain, 5)]);
    let mut gone = good.clone();
    gone.remove(1);
    assert_eq!(found(&gone), [(Code::BrokenChain, 3)], "one finding, though everything after it is lost too");
    let mut swapped = good.clone();
    swapped.swap(2, 4);
    assert_eq!(found(&swapped), [(Code::BrokenChain, 3)]);
    let twice: Vec<Record> = good.iter().chain(&good[5..]).cloned().collect();
    assert_eq!(found(&twice), [(Code::BrokenChain, 7)]);
    // What was cut off at the end shows only to who knows where the tickets stood.
    let cut = &good[..5];
    assert!(found(cut).is_empty());
    let mut verifier = Verifier::new("journal");
    for (line, record) in (1..).zip(cut) {
        verifier.record(record, line);
    }
    verifier.expect(&verify_records(&good).heads);
    assert_eq!(
        verifier.finish().findings.iter().map(|finding| finding.message().to_owned()).collect::<Vec<_>>(),
        ["`B` was at event 3, and its records end at 2"]
    );
    // Hashes that fit and a story that does not.
    let mut story = Memory::with_salts(Salts::Counting(0));
    story.append_all(vec![entry("A", 1, "new", "one"), entry("A", 2, "two", "three")]).unwrap();
    assert!(render::plain(&verify_records(story.records()).findings).contains("leaves `two`, and the one before it came to `one`"));
    let mut clocks = Memory::with_salts(Salts::Counting(0));
    let earlier = Entry { at: at("2026-03-02T08:00:00Z"), ..entry("A", 2, "one", "two") };
    clocks.append_all(vec![entry("A", 1, "new", "one"), earlier]).unwrap();
    let findings = verify_records(clocks.records()).findings;
    assert_eq!((findings.errors(), findings.warnings()), (0, 1));
}

#[test]
fn all_or_none_are_kept_and_a_slower_writer_is_told() {
    let mut journal = journal();
    let wrong = vec![Entry { sequence: 3, from: "closed".to_owned(), ..second() }, Entry { sequence: 5, ..second() }];
    let refused = journal.append_all(wrong).unwrap_err();
    assert!(matches!(refused, JournalError::Conflict { sequence: 5, found: 3, .. }), "{refused}");
    assert_eq!(journal.records().len(), 2);
    assert!(matches!(journal.append(second()), Err(JournalError::Conflict { sequence: 2, found: 2, .. })));
    assert!(matches!(journal.append(Entry { sequence: 0, ..second() }), Err(JournalError::Conflict { .. })));
    assert!(journal.history("INC-9").unwrap().is_empty() && journal.head("INC-9").unwrap().is_none());
}

#[test]
fn hostile_journals_get_findings_in_bounded_memory() {
    let small = Limits { file_bytes: 1_000, ..Limits::default() };
    let codes = |text: &[u8]| -> Vec<Code> {
        verify(Cursor::new(text), "j", small).unwrap().findings.iter().map(itsm::diagnostic::Diagnostic::code).collect()
    };
    assert_eq!(codes(&b"x".repeat(5_000)), [Code::LimitReached]);
    assert_eq!(codes(b"\xff\xfe\n{}\n[[[[\n\n"), [Code::BrokenChain; 3]);
    assert_eq!(codes("[".repeat(900).as_bytes()), [Code::BrokenChain]);
    assert_eq!(codes(b""), []);
    let unknown = lines(journal().records()).replace("\"kind\":\"user\"", "\"kind\":\"user\",\"extra\":1");
    let found = checked(&unknown);
    let text = render::plain(&found.findings);
    assert!(text.contains("journal.jsonl:1:") && text.contains("unknown field `extra`"), "{text}");
}

#[test]
fn what_an_instance_does_is_kept_with_who_why_and_what() {
    let incident = Catalog::builtin().lifecycle("neutral:incident").unwrap();
    let mut ticket = incident.begin();
    let mut journal = Memory::new();
    let assign = incident.event("assign").unwrap();
    let context = Context::new()
        .with_actor("ann")
        .with_role("user")
        .with_role("service-desk-agent")
        .changing("category", itsm::expr::Value::Null, "mail")
        .with_field("impact", "high")
        .with_field("urgency", "high")
        .with_field("team", "mail")
        .because("It is the mail server")
        .relating("CI-7", "configuration-item", "affects");
    let nobody = ticket.apply_and_keep("INC-1", assign, &context, &mut journal).unwrap_err();
    assert!(matches!(nobody, RecordError::NoInstant), "{nobody}");
    assert_eq!((ticket.sequence(), journal.records().len()), (0, 0), "both or neither");
    let context = context.at(at("2026-03-02T09:00:00Z"));
    ticket.apply_and_keep("INC-1", assign, &context, &mut journal).unwrap();
    let record = &journal.records()[0];
    assert_eq!((record.kind_of_record.as_str(), record.role.as_deref(), record.kind), ("incident", Some("service-desk-agent"), Kind::User));
    assert_eq!((record.from.as_str(), record.to.as_str(), record.sequence), ("new", "assigned", 1));
    assert_eq!(record.definition.as_ref().unwrap().hash, incident.hash());
    assert_eq!((record.changes.len(), record.related.len()), (1, 1));
    assert_eq!(record.reason.as_ref().and_then(Text::value), Some("It is the mail server"));
    // Another writer was faster: the journal refuses, and the instance stays.
    let mut slower = incident.begin();
    let conflict = slower.apply_and_keep("INC-1", assign, &context, &mut journal).unwrap_err();
    assert_eq!(conflict.to_string(), "`INC-1` is at sequence 1 already; the event was to be its number 1");
    assert_eq!(slower.sequence(), 0);
    let refused = ticket.apply_and_keep("INC-1", assign, &Context::new(), &mut journal).unwrap_err();
    assert!(matches!(refused, RecordError::Refused(_)));
}

#[test]
fn a_trail_of_numbers_becomes_the_same_records() {
    let problem = Catalog::builtin().lifecycle("itop:incident").unwrap();
    let mut trail = Trail::new(&problem);
    let (mut one, mut all) = (Memory::with_salts(Salts::Counting(0)), Memory::with_salts(Salts::Counting(0)));
    for ticket in 0..20 {
        let (name, mut instance) = (format!("I-{ticket}"), problem.begin());
        for (place, event) in ["ev-timeout", "ev-assign", "ev-timeout"].into_iter().enumerate() {
            let event = problem.event(event).unwrap();
            let fields = ["agent_id", "org_id", "team_id", "caller_id"];
            let context =
                fields.iter().fold(Context::new(), |context, field| context.with_field(*field, "x")).with_actor(format!("actor {}", ticket % 3));
            let context = context.at(Timestamp::from_second(1_700_000_000 + i64::try_from(place).unwrap()).unwrap());
            let context = if ticket == 7 { context.because("seven") } else { context };
            let applied = instance.apply(event, &context).unwrap();
            trail.push(&name, event, &applied, &context);
            one.append(instance.entry(&name, event, &applied, &context).unwrap()).unwrap();
        }
    }
    assert_eq!(trail.len(), 60);
    trail.keep(&mut all).unwrap();
    assert!(trail.is_empty());
    assert_eq!(one.records(), all.records());
}

proptest! {
    /// What comes back out of the trail is the instance that wrote it.
    #[test]
    fn an_instance_comes_back_from_its_history(events in prop::collection::vec((0_usize..9, 0_u8..3, 0_i64..1_000), 0..30)) {
        let text = "format: itsm/lifecycle/1\nid: t\ntitle: T\nstates: [{id: a, kind: initial}, {id: b, kind: waiting}, {id: c, kind: terminal}]\nevents: [{id: go}, {id: back}, {id: nag, kind: timer}, {id: stay}, {id: end}]\ntransitions:\n  - {from: [a], on: go, to: b}\n  - {from: [b], on: back, to: a}\n  - {from: [b], on: nag, to: b}\n  - {from: [a, b], on: stay}\n  - {from: [a], on: end, to: c}\ntimers: [{id: nag, in: [b], after: P1D, fires: nag}]\nfour_eyes: [{first: go, second: end}]\n";
        let lifecycle = itsm::lifecycle::Lifecycle::load(&itsm::source::FileText::new("t.yaml", text)).unwrap();
        let mut instance = lifecycle.begin();
        let mut journal = Memory::with_salts(Salts::Counting(0));
        for (event, actor, second) in events {
            let event = lifecycle.events().nth(event % 5).unwrap().0;
            let context = Context::new().with_actor(format!("p{actor}")).at(Timestamp::from_second(second).unwrap());
            let _ = instance.apply_and_keep("T-1", event, &context, &mut journal);
        }
        let back = itsm::lifecycle::Instance::from_history(&lifecycle, journal.records()).unwrap();
        prop_assert_eq!(back.snapshot(), instance.snapshot());
    }

    /// Any single change of a line is found: a byte, a line that is missing, two that are swapped.
    #[test]
    fn whatever_is_changed_is_found(seed in any::<u64>(), tickets in 1_usize..4, length in 2_usize..12, change in 0_usize..3, place in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(), with in 0_u8..=255) {
        let mut journal = Memory::with_salts(Salts::Counting(u128::from(seed)));
        for number in 0..length {
            let ticket = format!("T-{}", number % tickets);
            let sequence = u64::try_from(number / tickets + 1).unwrap();
            let entry = Entry::new(ticket, sequence, at("2026-03-02T09:00:00Z"), "go", format!("s{}", sequence - 1), format!("s{sequence}"));
            let entry = if seed % 2 == 0 { entry.by("ann").because("because") } else { entry };
            journal.append(entry).unwrap();
        }
        let good = lines(journal.records());
        let heads = checked(&good).heads;
        let mut bad: Vec<Vec<u8>> = good.lines().map(|line| line.as_bytes().to_vec()).collect();
        let line = place.index(bad.len());
        match change {
            0 => {
                let at = byte.index(bad[line].len());
                bad[line][at] = with;
            }
            1 => drop(bad.remove(line)),
            _ => {
                let other = byte.index(bad.len());
                bad.swap(line, other);
            }
        }
        let bad: Vec<u8> = bad.join(&b'\n');
        let mut verifier = Verifier::new("j");
        verifier.lines(Cursor::new(&bad), Limits::default()).unwrap();
        verifier.expect(&heads);
        let found = verifier.finish();
        // Tickets may be mixed in another way, and a byte may be replaced by what means the same.
        let parsed = |text: &[u8]| -> Option<Vec<Record>> { text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).map(|line| serde_json::from_slice(line).ok()).collect() };
        let by_ticket = |mut records: Vec<Record>| { records.sort_by(|one, other| one.record.cmp(&other.record)); records };
        let same = parsed(&bad).map(by_ticket) == parsed(good.as_bytes()).map(by_ticket);
        prop_assert_eq!(found.findings.errors() == 0, same, "{}", render::plain(&found.findings));
    }

    #[test]
    fn redaction_at_random_leaves_the_chain(chosen in prop::collection::vec(any::<bool>(), 2)) {
        let mut records = journal().records().to_vec();
        for (record, chosen) in records.iter_mut().zip(chosen) {
            if chosen { record.redact(); }
        }
        prop_assert!(verify_records(&records).findings.is_empty());
        prop_assert!(checked(&lines(&records)).findings.is_empty());
    }
}
