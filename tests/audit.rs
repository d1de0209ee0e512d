//! The audit trail: the form that is hashed, chains that hold and chains that do not, redaction, hostile files.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::Cursor;

use itsm::{
    audit::{
        Definition, Entry, EntryChange, Head, Journal, JournalError, Kind, LONGEST, Memory, Record, Related, Salts, Text, Verification, Verifier,
        verify, verify_records,
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

/// Lines that Python wrote, in its order of keys and with its spaces: an instant before 1970, texts outside the basic plane, a
/// text that was taken out before, one of U+2028 only.
#[test]
fn a_journal_of_another_program_holds() {
    let text = include_str!("audit/other-program.jsonl");
    let found = checked(text);
    assert!(found.findings.is_empty(), "{}", render::plain(&found.findings));
    assert_eq!((found.entries, found.records, found.redacted), (2, 1, 1));
    assert_eq!(found.heads[0].1.hash.to_string(), "480eaecae04e9ebbc314257c94cff7524ffd3303e49ec87138c1e50f18b49785");
    for (from, to) in [("vote", "voted"), ("\"old\": \"no", "\"old\": \"on"), ("00112233", "00112234"), ("a254b3fe", "a254b3ff"), ("zoë", "zoe")] {
        assert!(text.contains(from), "{from}");
        assert_eq!(checked(&text.replacen(from, to, 1)).findings.errors(), 1, "{from}");
    }
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
    let heads = verify_records(&good).heads;
    assert_eq!(against(&heads, cut), ["`B` was at event 3, and its records end at 2"]);
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

/// What a check says of records whose tickets are known to have stood somewhere.
fn against(heads: &[(String, Head)], records: &[Record]) -> Vec<String> {
    let mut verifier = Verifier::new("journal");
    verifier.expect(heads);
    for (line, record) in (1..).zip(records) {
        verifier.record(record, line);
    }
    verifier.finish().findings.iter().map(|finding| finding.message().to_owned()).collect()
}

#[test]
fn a_chain_that_was_written_anew_shows_to_who_knows_the_heads() {
    let write = |last: u64, actor: &str| {
        let mut journal = Memory::with_salts(Salts::Counting(0));
        for sequence in 1..=last {
            let entry = Entry::new("A", sequence, at("2026-03-02T09:00:00Z"), "go", format!("s{}", sequence - 1), format!("s{sequence}"));
            journal.append(entry.by(actor)).unwrap();
        }
        journal.records().to_vec()
    };
    let heads = verify_records(&write(3, "ann")).heads;
    assert!(against(&heads, &write(3, "ann")).is_empty());
    assert!(against(&heads, &write(5, "ann")).is_empty(), "the ticket simply went on");
    for last in [3, 5] {
        let forged = write(last, "bob");
        assert!(verify_records(&forged).findings.is_empty(), "its hashes fit");
        assert_eq!(against(&heads, &forged), ["event 3 of `A` is another than it was: the chain up to it was written anew"], "{last}");
    }
    assert_eq!(against(&heads, &write(2, "bob")), ["`A` was at event 3, and its records end at 2"]);
    assert_eq!(against(&heads, &[]), ["`A` was at event 3, and nothing is left of it"]);
    // Said too late, it can be compared with the last record only.
    let late = |records: &[Record]| {
        let mut verifier = Verifier::new("journal");
        for record in records {
            verifier.record(record, 1);
        }
        verifier.expect(&heads);
        verifier.finish().findings.errors()
    };
    assert_eq!((late(&write(3, "ann")), late(&write(3, "bob")), late(&write(4, "bob"))), (0, 1, 1));
}

#[test]
fn a_broken_ticket_has_no_head_to_keep() {
    let mut records = journal().records().to_vec();
    records[1].reason = Some(Text::Plain("no".to_owned()));
    assert!(verify_records(&records).heads.is_empty());
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
    assert_eq!(codes(&[b"x".repeat(5_000), b"{}".to_vec()].join(&b'\n')), [Code::LimitReached, Code::BrokenChain], "it reads on behind it");
    assert_eq!(codes(&[b" ".repeat(5_000), b"{}".to_vec()].join(&b'\n')), [Code::LimitReached, Code::BrokenChain]);
    assert_eq!(codes(format!("{}\n", "x".repeat(1_000)).as_bytes()), [Code::BrokenChain], "as long as it may be");
    assert_eq!(codes(format!("{}\r\n", "x".repeat(1_000)).as_bytes()), [Code::BrokenChain]);
    assert_eq!(codes(format!("{}\n", "x".repeat(1_001)).as_bytes()), [Code::LimitReached]);
    assert_eq!(codes(b"\xff\xfe\n{}\n[[[[\n\n"), [Code::BrokenChain; 3]);
    assert_eq!(codes("[".repeat(900).as_bytes()), [Code::BrokenChain]);
    assert_eq!(codes(b""), []);
    let unknown = lines(journal().records()).replace("\"kind\":\"user\"", "\"kind\":\"user\",\"extra\":1");
    let found = checked(&unknown);
    let text = render::plain(&found.findings);
    assert!(text.contains("journal.jsonl:1:") && text.contains("unknown field `extra`"), "{text}");
}

/// What reads as the same record and would be hashed as other bytes by another reader.
#[test]
fn a_line_has_one_form() {
    let text = lines(&journal().records()[1..2]);
    let alone = |text: &str| -> Vec<String> {
        let found = checked(text);
        let text = |finding: &itsm::diagnostic::Diagnostic| format!("{}; {}", finding.message(), finding.help_text().unwrap_or_default());
        found.findings.iter().map(text).filter(|text| !text.contains("and 1 was expected")).collect()
    };
    assert!(alone(&text).is_empty());
    assert!(alone(&text.replace(':', " : ").replace(" : 00", ":00")).is_empty(), "spaces mean nothing");
    let mut keys: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let reversed: Vec<String> = keys.iter().rev().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    assert!(alone(&format!("{{{}}}", reversed.join(","))).is_empty(), "nor does the order of keys");
    for (from, to, message) in [
        ("\"kind\"", "\"actor\":null,\"kind\"", "`actor` is null, which is not how a journal writes it; leave `actor` out"),
        ("\"kind\"", "\"changes\":[],\"kind\"", "`changes` is []"),
        ("09:00:00.5Z", "10:00:00.5+01:00", "write \"2026-03-02T09:00:00.5Z\""),
        ("09:00:00.5Z", "09:00:00.50Z", "write \"2026-03-02T09:00:00.5Z\""),
        ("09:00:00.5Z", "09:00:00.5z", "write \"2026-03-02T09:00:00.5Z\""),
        ("\"kind\"", "\"kind\":\"user\",\"kind\"", "duplicate field `kind`"),
        ("\"kind\"", "\"actor\":[\"00\",\"ann\"],\"kind\"", "expected a text, {\"salt\", \"value\"} or {\"redacted\"}"),
        ("\"kind\"", "\"actor\":{\"value\":\"ann\"},\"kind\"", "a text is a text, {\"salt\""),
        ("\"kind\"", "\"actor\":{\"name\":\"ann\"},\"kind\"", "unknown field `name`"),
        ("\"kind\"", "\"related\":[[\"a\",\"b\",\"c\"]],\"kind\"", "`related` is [[\"a\",\"b\",\"c\"]]"),
        ("\"sequence\":2", "\"sequence\":2.0", "invalid type: floating point"),
        ("\"sequence\":2", "\"sequence\":-2", "invalid value: integer `-2`"),
    ] {
        assert!(text.contains(from), "{from}");
        let found = alone(&text.replacen(from, to, 1));
        assert!(found.len() == 1 && found[0].contains(message), "{to}: {found:?}");
    }
    let hash = keys.remove("hash").unwrap().as_str().unwrap().to_owned();
    assert!(alone(&text.replace(&hash, &hash.to_uppercase()))[0].contains("64 hexadecimal digits in lower case"));
    let record = &journal().records()[1].clone();
    let list = serde_json::json!([
        record.record,
        record.kind_of_record,
        2,
        record.at,
        record.event,
        record.from,
        record.to,
        null,
        null,
        record.kind,
        [],
        [],
        null,
        null,
        record.previous,
        record.hash
    ]);
    assert!(alone(&list.to_string())[0].contains("a record is an object"), "{:?}", alone(&list.to_string()));
}

/// Every single value of a record is bound by its hash or by the chain: each is changed, and each is taken out.
#[test]
fn every_value_of_a_record_is_bound() {
    use serde_json::Value as Json;
    let good: Json = serde_json::to_value(&journal().records()[0]).unwrap();
    let paths = |value: &Json| {
        fn walk(value: &Json, path: &str, found: &mut Vec<String>) {
            match value {
                Json::Object(map) => map.iter().for_each(|(key, value)| walk(value, &format!("{path}/{key}"), found)),
                Json::Array(list) => list.iter().enumerate().for_each(|(place, value)| walk(value, &format!("{path}/{place}"), found)),
                _ => found.push(path.to_owned()),
            }
        }
        let mut found = Vec::new();
        walk(value, "", &mut found);
        found
    };
    let paths = paths(&good);
    assert_eq!(paths.len(), 28, "{paths:?}");
    for path in &paths {
        let mut bad = good.clone();
        let value = bad.pointer_mut(path).unwrap();
        *value = match value {
            Json::String(text) => Json::from(text.replace(|first: char| first.is_ascii_alphanumeric(), "7") + if text.len() > 30 { "" } else { "x" }),
            Json::Number(_) => Json::from(2),
            _ => Json::from("f".repeat(64)),
        };
        assert_eq!(checked(&bad.to_string()).findings.errors(), 1, "{path} changed");
        let mut bad = good.clone();
        let (parent, key) = path.rsplit_once('/').unwrap();
        if let Some(Json::Object(map)) = bad.pointer_mut(parent) {
            map.remove(key);
            // Only `previous` may be absent as well as null; a line says null.
            assert_eq!(checked(&bad.to_string()).findings.errors(), 1, "{path} taken out");
        }
    }
}

#[test]
fn what_strangers_write_does_not_fill_the_memory_or_the_screen() {
    // A thousand tickets with long names, and room for few of them.
    let mut journal = Memory::with_salts(Salts::Counting(0));
    for ticket in 0..1_000 {
        journal.append(Entry::new(format!("{ticket}-{}", "x".repeat(500)), 1, at("2026-03-02T09:00:00Z"), "go", "a", "b")).unwrap();
    }
    let text = lines(journal.records());
    let found = verify(Cursor::new(&text), "j", Limits { file_bytes: 2_000, ..Limits::default() }).unwrap();
    assert_eq!((found.entries, found.findings.errors(), found.records), (1_000, 1, 2_000 * 16 / 705));
    assert_eq!(found.findings.iter().next().unwrap().code(), Code::LimitReached);
    assert!(checked(&text).findings.is_empty());
    // Long names and keys are not repeated in full.
    let mut long = Memory::new();
    let name = "n".repeat(100_000);
    long.append_all(vec![
        Entry::new(&name, 1, at("2026-03-02T09:00:00Z"), "go", "a", &name),
        Entry::new(&name, 2, at("2026-03-02T08:00:00Z"), "go", &name, "c"),
    ])
    .unwrap();
    let mut records = long.records().to_vec();
    assert_eq!(verify_records(&records).findings.warnings(), 1);
    records[1].from = "z".repeat(100_000);
    records[1].hash = records[1].content_hash();
    let bad = [
        lines(&records),
        lines(&records[1..]),
        format!("{{\"{name}\":1}}\n"),
        lines(&records[..1]).replace("\"kind\"", &format!("\"actor\":{{\"{name}\":1}},\"kind\"")),
    ];
    let found = checked(&bad.concat());
    assert_eq!(found.findings.errors(), 3, "the story, a key, a key");
    let said: usize = found.findings.iter().map(|finding| finding.message().len() + finding.help_text().unwrap_or_default().len()).sum();
    assert!(said < 5_000, "{said}");
}

#[test]
fn what_no_reader_would_take_no_journal_keeps() {
    let most = usize::try_from(LONGEST).unwrap();
    let entry =
        |bytes: usize, filling: &str| Entry::new("A", 1, at("2026-03-02T09:00:00Z"), "go", "a", "b").because(filling.repeat(bytes / filling.len()));
    let mut journal = Memory::new();
    for (bytes, filling) in [(most, "x"), (most / 2, "\u{1}"), (most / 6, "\u{1}")] {
        let refused = journal.append(entry(bytes, filling)).unwrap_err();
        assert!(matches!(refused, JournalError::TooLong { sequence: 1, .. }), "{refused}");
    }
    journal.append(entry(most - 1_000, "x")).unwrap();
    assert!(journal.records()[0].line_bytes() <= LONGEST);
    let text = lines(journal.records());
    assert_eq!(text.len() as u64, journal.records()[0].line_bytes() + 1);
    assert!(checked(&text).findings.is_empty(), "what a journal keeps, a check reads");
}

#[test]
fn who_wants_to_be_forgotten_is_taken_out_of_all_tickets() {
    let mut journal = journal();
    journal.append(Entry::new("INC-2", 1, at("2026-03-02T09:00:00Z"), "go", "a", "b").by("bob").because("bob asked")).unwrap();
    assert_eq!(journal.redact_everywhere(&|text| text == "bob").unwrap(), 2);
    assert!(verify_records(journal.records()).findings.is_empty());
    assert!(lines(journal.records()).contains("bob asked"), "only what was chosen");
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
    assert_eq!(record.changes[0].new, Some(Text::Plain("mail".to_owned())), "the definition declares it, and not as personal");
    let undeclared = Context::new().changing("shoe_size", 43, 44).at(Timestamp::UNIX_EPOCH);
    let applied = incident.begin().apply(assign, &context).unwrap();
    assert!(ticket.entry("INC-2", assign, &applied, &undeclared).unwrap().changes[0].personal, "nobody knows, so it can be taken out");
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
    for ticket in 0_i128..20 {
        let (name, mut instance) = (format!("I-{ticket}"), problem.begin());
        for (place, event) in ["ev-timeout", "ev-assign", "ev-timeout"].into_iter().enumerate() {
            let event = problem.event(event).unwrap();
            let fields = ["agent_id", "org_id", "team_id", "caller_id"];
            let context =
                fields.iter().fold(Context::new(), |context, field| context.with_field(*field, "x")).with_actor(format!("actor {}", ticket % 3));
            // Fractions of seconds, before 1970 and after.
            let context = context.at(Timestamp::from_nanosecond((ticket - 10) * 1_234_567_891 + i128::try_from(place).unwrap()).unwrap());
            let context = if ticket == 7 { context.because("seven") } else { context };
            // Now and then another role, now and then nobody.
            let context = if ticket % 5 == 1 { context.with_role("agent").with_role("caller") } else { context };
            let applied = instance.apply(event, &context).unwrap();
            let nowhere = trail.push(&name, event, &applied, &Context::new());
            assert!(matches!(nowhere, Err(RecordError::NoInstant)), "an event at no instant is none");
            trail.push(&name, event, &applied, &context).unwrap();
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
        verifier.expect(&heads);
        verifier.lines(Cursor::new(&bad), Limits::default()).unwrap();
        let found = verifier.finish();
        // Tickets may be mixed in another way, and a byte may be replaced by itself or by another space.
        let parsed = |text: &[u8]| -> Option<Vec<serde_json::Value>> { text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).map(|line| serde_json::from_slice(line).ok()).collect() };
        let by_ticket = |mut records: Vec<serde_json::Value>| { records.sort_by_key(|record| record["record"].to_string()); records };
        let same = parsed(&bad).map(by_ticket) == parsed(good.as_bytes()).map(by_ticket);
        prop_assert_eq!(found.findings.errors() == 0, same, "{}", render::plain(&found.findings));
    }

    /// Whatever texts a record has, its line reads as the same record, and taking them out leaves the chain.
    #[test]
    fn any_texts_are_written_read_and_taken_out(texts in prop::collection::vec(".*", 9), nanoseconds in any::<i64>(), some in any::<[bool; 4]>()) {
        let at = Timestamp::from_nanosecond(i128::from(nanoseconds)).unwrap();
        let mut entry = Entry::new(texts[0].clone(), 1, at, texts[1].clone(), texts[2].clone(), texts[3].clone());
        entry.actor = some[0].then(|| texts[4].clone());
        entry.role = some[1].then(|| texts[5].clone());
        entry.changes = vec![EntryChange { field: texts[6].clone(), old: some[2].then(|| texts[7].clone()), new: some[3].then(|| texts[8].clone()), personal: some[0] }];
        let mut journal = Memory::new();
        journal.append(entry).unwrap();
        let mut records = journal.records().to_vec();
        for _ in 0..2 {
            let text = lines(&records);
            prop_assert_eq!(text.lines().count(), 1);
            prop_assert_eq!(&serde_json::from_str::<Record>(&text).unwrap(), &records[0]);
            let found = checked(&text);
            prop_assert!(found.findings.is_empty(), "{}", render::plain(&found.findings));
            records[0].redact();
        }
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
