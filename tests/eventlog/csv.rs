//! Tables: written and read again, delimiters, columns, presets, guesses, places of findings, hostile text.

use itsm::{
    diagnostic::{Code, Findings},
    eventlog::{Columns, DateOrder, Dates, EventLog, LogBuilder, Order, Preset, ReadOptions, Table, Value, csv, keys, presets},
    jiff::{Timestamp, tz::TimeZone},
};
use proptest::{collection::vec, prelude::*};

fn read(text: &str) -> (EventLog, Findings) {
    read_as(text, &Table::default())
}

fn read_as(text: &str, table: &Table) -> (EventLog, Findings) {
    let (log, findings) = csv::read("log.csv", text.as_bytes(), table, &ReadOptions::default());
    (log.unwrap_or_else(|| panic!("{findings:#?}")), findings)
}

fn columns(text: &str) -> Table {
    Table { columns: Some(text.parse().unwrap()), ..Table::default() }
}

/// Code, line and column of the errors and warnings.
fn places(findings: &Findings) -> Vec<(Code, u32, u32)> {
    let loud = findings.iter().filter(|finding| finding.severity().to_string() != "note");
    loud.map(|finding| (finding.code(), finding.position().unwrap().line(), finding.position().unwrap().column())).collect()
}

fn trace(log: &EventLog) -> Vec<(String, Vec<String>)> {
    let events = |case: itsm::eventlog::Case<'_>| case.events().map(|event| event.name().unwrap().into_owned()).collect();
    log.cases().map(|case| (case.name().unwrap().into_owned(), events(case))).collect()
}

#[test]
fn a_history_with_a_row_for_each_update() {
    // The form of the real log of incidents whose updates are rows, latest cases unsorted.
    let text = "number,incident_state,active,sys_updated_by,sys_updated_at,opened_at,priority\n\
        INC2,New,true,Updated by 21,29/2/2016 01:23,29/2/2016 01:16,3 - Moderate\n\
        INC2,Resolved,true,?,29/2/2016 08:53,29/2/2016 01:16,3 - Moderate\n\
        INC1,Closed,false,Updated by 908,5/3/2016 12:00,1/3/2016 01:16,\n\
        INC1,New,true,Updated by 746,1/3/2016 01:30,1/3/2016 01:16,2 - High\n";
    let (log, findings) = read(text);
    assert_eq!(places(&findings), []);
    let guessed: Vec<&str> = findings.iter().filter(|finding| finding.code() == Code::GuessedColumns).map(|finding| finding.message()).collect();
    assert_eq!(guessed.len(), 2, "{guessed:?}");
    assert!(guessed[0].contains("ServiceNow") && guessed[1].contains("day first"), "{guessed:?}");
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(trace(&log), [("INC2".to_owned(), names(&["New", "Resolved"])), ("INC1".to_owned(), names(&["New", "Closed"]))]);
    let event = log.events().nth(1).unwrap();
    assert_eq!(event.instant().unwrap().to_string(), "2016-02-29T08:53:00Z");
    assert_eq!(event.get(keys::RESOURCE), None, "`?` is missing");
    assert_eq!(event.get("priority"), Some(Value::Text("3 - Moderate")));
    assert_eq!(log.cases().next().unwrap().get("opened_at"), Some(Value::Text("29/2/2016 01:16")));
}

#[test]
fn a_list_with_a_row_for_each_ticket() {
    let text = "\u{feff}\"ID\";\"Title\";\"Opening date\";\"Resolution date\";\"Closing date\"\n\
        \"1 024\";\"Printer; again\";\"2026-03-02 09:00\";\"2026-03-02 10:30\";\"\"\n\
        \"1 025\";\"VPN\";\"2026-03-03 09:00\";\"\";\"2026-03-01 09:00\"\n";
    let table = Table { preset: Preset::find("glpi"), ..Table::default() };
    let (log, findings) = read_as(text, &table);
    assert_eq!(places(&findings), []);
    let expected = [("1 024", vec!["opened", "solved"]), ("1 025", vec!["closed", "opened"])];
    assert_eq!(trace(&log), expected.map(|(case, names)| (case.to_owned(), names.into_iter().map(str::to_owned).collect())));
    assert_eq!(log.cases().next().unwrap().get("Title"), Some(Value::Text("Printer; again")));
}

#[test]
fn every_preset_is_told_by_its_own_columns() {
    let headers = [
        ("servicenow", "Number,State,Updated,Updated by,Opened"),
        ("servicenow-list", "number,short_description,state,opened_at,resolved_at,closed_at"),
        ("jira", "Summary,Issue key,Issue id,Status,Created,Updated,Resolved,Sprint,Sprint"),
        ("itop", "ref,title,status,start_date,assignment_date,close_date"),
        ("glpi", "ID,Title,Status,Opening date,Closing date"),
        ("zammad", "number,title,state,created_at,close_at"),
        ("otrs", "TicketNumber,Age,Created,Closed,FirstLock,FirstResponse,State,Priority,Queue"),
    ];
    assert_eq!(headers.map(|(name, _)| name).to_vec(), presets().iter().map(|preset| preset.name).collect::<Vec<_>>());
    for (name, header) in headers {
        let width = header.split(',').count();
        let row = vec!["2026-03-02T09:00:00Z"; width].join(",");
        let (log, findings) = read(&format!("{header}\n{row}\n"));
        assert_eq!(places(&findings), [], "{name}");
        let title = Preset::find(name).unwrap().title;
        assert!(findings.iter().any(|finding| finding.message().contains(title)), "{name}: {findings:#?}");
        assert!(log.events().all(|event| event.instant().is_some()));
    }
}

#[test]
fn malformed_rows_are_findings_at_their_places_and_left_out() {
    let text = "case,activity,time,note\n\
        1,a,2026-03-02T09:00:00Z,x\n\
        ,b,2026-03-02T09:00:00Z,x\n\
        1,\"\",2026-03-02T09:00:00Z,x\n\
        1,ä,soon,x\n\
        1,\"two\nlines\",2026-13-02,\"x\"\n\
        1,d,2026-03-02T09:00:00Z\n\
        1,e,2026-03-02T09:00:00Z,x,y\n\
        \n\
        ?,,,\n\
        1,f,2026-03-02T09:00:00Z,\"open\n";
    let (log, findings) = read(text);
    let expected = [
        (Code::MalformedEvent, 3, 1),
        (Code::MalformedEvent, 4, 3),
        (Code::MalformedInstant, 5, 5),
        (Code::MalformedInstant, 7, 8),
        (Code::MalformedEvent, 8, 1),
        (Code::MalformedEvent, 9, 28),
        (Code::MalformedEvent, 12, 1),
    ];
    assert_eq!(places(&findings), expected, "{findings:#?}");
    assert_eq!(trace(&log), [("1".to_owned(), vec!["a".to_owned(), "ä".to_owned(), "two\nlines".to_owned()])]);
    assert_eq!(log.events().nth(1).unwrap().get(keys::TIME), Some(Value::Text("soon")));
}

#[test]
fn days_and_months_are_not_mixed_up() {
    let text = "case,activity,time\n1,a,03/04/2026 09:00\n";
    let (_, findings) = read(text);
    assert_eq!(places(&findings), [(Code::MalformedInstant, 2, 5)]);
    assert!(findings.iter().any(|finding| finding.help_text().is_some_and(|help| help.contains("day first or month first"))));
    for (order, expected) in [(DateOrder::DayFirst, "2026-04-03T07:00:00Z"), (DateOrder::MonthFirst, "2026-03-04T08:00:00Z")] {
        let options = ReadOptions { dates: Dates { order, zone: TimeZone::get("Europe/Berlin").unwrap() }, ..ReadOptions::default() };
        let (log, findings) = csv::read("log.csv", text.as_bytes(), &Table::default(), &options);
        assert_eq!(places(&findings), []);
        assert_eq!(log.unwrap().events().next().unwrap().instant().unwrap().to_string(), expected);
    }
    // The first rows say it of those after them.
    let (log, findings) = read("case,activity,time\n1,a,03/04/2026\n1,b,30/04/2026\n");
    assert_eq!(places(&findings), []);
    assert_eq!(log.events().next().unwrap().instant().unwrap().to_string(), "2026-04-03T00:00:00Z");
    // They can be wrong about later ones, and then it shows.
    let (_, findings) = read("case,activity,time\n1,a,12/31/2026\n1,b,11/30/2026\n1,c,31/12/2026\n");
    assert_eq!(places(&findings), [(Code::MalformedInstant, 4, 5)]);
}

#[test]
fn columns_that_are_not_there() {
    let text = "number,state,when\n1,a,2026-03-02\n";
    let (log, findings) =
        csv::read("log.csv", text.as_bytes(), &columns("case=Number,activity=stat,time=date,resource=who"), &ReadOptions::default());
    assert!(log.is_none());
    let messages: Vec<&str> = findings.iter().map(|finding| finding.message()).collect();
    assert_eq!(messages, ["there is no column `date`", "there is no column `stat`", "there is no column `who`"]);
    assert!(findings.iter().any(|finding| finding.help_text() == Some("is it `state`?")));
    for text in ["", "\n\n", "a,b\n", "x"] {
        let (log, findings) = csv::read("log.csv", text.as_bytes(), &Table::default(), &ReadOptions::default());
        assert!(log.is_none() && findings.errors() == 1, "{text:?}: {findings:#?}");
    }
}

#[test]
fn no_column_is_lost() {
    let text = ",case,activity,activity,concept:name,note,note,note (2)\n0,1,a,b,c,d,e,f\n";
    let (log, findings) = read_as(text, &columns("case=case,activity=activity"));
    assert_eq!(places(&findings), []);
    let event = log.events().next().unwrap();
    let mut found: Vec<String> = event.attributes().map(|attribute| format!("{}={}", attribute.key, attribute.value)).collect();
    found.sort();
    assert_eq!(found, ["activity=b", "column 1=0", "concept:name (2)=c", "concept:name=a", "note (2) (2)=f", "note (2)=e", "note=d"]);
    let (log, _) = read_as(text, &columns("case=case,activity=activity,key:cost=note,rest=leave"));
    assert_eq!(log.events().next().unwrap().attributes().count(), 2);
}

#[test]
fn what_differs_in_a_case_is_said() {
    let text = "case:concept:name,concept:name,case:site\n1,a,Bern\n1,b,Basel\n2,a,?\n2,b,Genf\n";
    let (log, findings) = read(text);
    assert_eq!(places(&findings), [(Code::MalformedEvent, 3, 5)]);
    let sites: Vec<_> = log.cases().map(|case| case.get("site").unwrap().shown().into_owned()).collect();
    assert_eq!(sites, ["Bern", "Genf"]);
}

#[test]
fn other_encodings_are_refused() {
    let latin = b"case,activity\n1,\xe4\n2,b\n";
    let (log, findings) = csv::read("log.csv", latin.as_slice(), &Table::default(), &ReadOptions::default());
    assert_eq!(places(&findings), [(Code::NotUtf8, 2, 3)]);
    assert_eq!(log.unwrap().event_count(), 0);
    // Two halves of a character in two cells.
    let (_, findings) = csv::read("log.csv", b"case,activity\n1\xc3,\xa4\n".as_slice(), &Table::default(), &ReadOptions::default());
    assert_eq!(places(&findings), [(Code::NotUtf8, 2, 1)]);
    let wide: Vec<u8> = "\u{feff}case,activity\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (log, findings) = csv::read("log.csv", wide.as_slice(), &Table::default(), &ReadOptions::default());
    assert!(log.is_none() && places(&findings) == [(Code::NotUtf8, 1, 1)]);
}

#[test]
fn limits_hold() {
    let row = "1,a\n";
    let text = format!("case,activity\n{}", row.repeat(50_000));
    let mut options = ReadOptions::default();
    options.limits.nodes = 1_000;
    let (log, findings) = csv::read("log.csv", text.as_bytes(), &Table::default(), &options);
    assert_eq!(places(&findings).last().map(|place| place.0), Some(Code::LimitReached));
    assert!(log.unwrap().event_count() < 1_000);
    let mut options = ReadOptions::default();
    options.limits.file_bytes = 100_000;
    let (log, findings) = csv::read("log.csv", text.as_bytes(), &Table::default(), &options);
    assert_eq!(places(&findings).last().map(|place| place.0), Some(Code::LimitReached));
    assert!(log.unwrap().event_count() > 10_000);
    // A quote that is open swallows no more than a row may be long.
    let text = format!("case,activity\n1,\"a\n{}", row.repeat(5_000_000));
    let (log, findings) = csv::read("log.csv", text.as_bytes(), &Table::default(), &ReadOptions::default());
    assert_eq!(places(&findings), [(Code::LimitReached, 2, 1)]);
    assert_eq!(log.unwrap().event_count(), 0);
    // Findings are bounded, and counted.
    let text = format!("case,activity\n{}", ",a\n".repeat(20_000));
    let (_, findings) = csv::read("log.csv", text.as_bytes(), &Table::default(), &ReadOptions::default());
    assert_eq!(findings.errors(), 20_000);
    assert!(findings.iter().count() <= Findings::LISTED);
}

#[test]
fn a_first_line_can_say_the_delimiter() {
    let (log, findings) = read("sep=|\r\ncase|activity\r\n1|a,b;c\r\n|x\r\n");
    assert_eq!(places(&findings), [(Code::MalformedEvent, 4, 1)]);
    assert_eq!(trace(&log), [("1".to_owned(), vec!["a,b;c".to_owned()])]);
}

#[test]
fn what_a_table_cannot_hold_is_counted() {
    let mut builder = LogBuilder::new();
    builder.header_mut().attributes.push(itsm::eventlog::Attribute::new("source", "test"));
    let first = builder.named_case("A").unwrap();
    let event = builder.named_event(first, "a").unwrap();
    builder.set(event, "tags", Value::List(&[])).unwrap();
    builder.set_nested(event, "who", "ann", vec![itsm::eventlog::Attribute::new("age", 3)]).unwrap();
    builder.set(event, "empty", "").unwrap();
    let again = builder.named_case("A").unwrap();
    builder.event(again).unwrap();
    let nameless = builder.case().unwrap();
    builder.named_event(nameless, "b").unwrap();
    builder.named_case("no events").unwrap();
    builder.loose_event().unwrap();
    let log = builder.finish(Order::AsAdded);
    let mut text = Vec::new();
    let lost = csv::write(&log, b';', &mut text).unwrap();
    let counts = [lost.empty_cases, lost.loose_events, lost.nameless_events, lost.renamed_cases, lost.nested, lost.missing, lost.keys];
    assert_eq!(counts, [1, 1, 1, 2, 2, 1, 0]);
    assert!(lost.head && lost.sentences().len() == 7);
    assert_eq!(String::from_utf8(text).unwrap(), "case:concept:name;concept:name;who;empty\nA;a;ann;\nA #2;;;\n#3;b;;\n");
}

/// Texts that a table can hold: not missing, whatever else.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-c]{1,3}", 2 => "[ =+@'\"a;,|\t\r\nä\u{0}-]{0,6}[a-c=']", 1 => "'*[=+-]{1,2}"]
}

/// Logs that a table can hold.
fn log() -> impl Strategy<Value = EventLog> {
    let key = prop_oneof![Just("note".to_owned()), Just("=cost".to_owned()), "[x-z' ]{0,3}[xyz]"];
    let attributes = || vec((key.clone(), text()), 0..4);
    let event = (text(), proptest::option::of(0_i64..2_000_000_000), attributes());
    let case = (text(), attributes(), vec(event, 1..4));
    vec(case, 1..5).prop_map(|cases| {
        let mut builder = LogBuilder::new();
        let mut names = std::collections::BTreeSet::new();
        let mut used = vec![keys::NAME.to_owned()];
        for (name, attributes, events) in cases {
            if !names.insert(name.clone()) {
                continue;
            }
            let case = builder.named_case(&name).unwrap();
            for (key, value) in attributes {
                builder.set(case, &key, &value).unwrap();
            }
            for (name, time, attributes) in events {
                let event = builder.named_event(case, &name).unwrap();
                if let Some(time) = time {
                    builder.set(event, keys::TIME, Timestamp::new(time, 5_000_000).unwrap()).unwrap();
                    used.push(keys::TIME.to_owned());
                }
                for (key, value) in attributes {
                    builder.set(event, &key, &value).unwrap();
                }
            }
        }
        builder.header_mut().declare(used.iter().map(String::as_str));
        builder.finish(Order::AsAdded)
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(log in log(), delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')]) {
        let mut text = Vec::new();
        let lost = csv::write(&log, delimiter, &mut text).unwrap();
        prop_assert!(lost.is_nothing(), "{:?}", lost);
        // No cell begins as a formula does.
        let mut cells = ::csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_slice());
        for cell in cells.records().flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        }
        let table = Table { order: Order::AsAdded, delimiter: Some(delimiter), ..Table::default() };
        let (again, findings) = csv::read("log.csv", text.as_slice(), &table, &ReadOptions::default());
        prop_assert!(findings.is_empty(), "{:#?}", findings);
        prop_assert_eq!(again.as_ref(), Some(&log));
    }

    #[test]
    fn no_table_breaks_it(text in "(case|activity|time|[,;\t|\"\r\n?ä=']|1/2/2026|[a-c]){0,60}") {
        let (log, findings) = csv::read("log.csv", text.as_bytes(), &Table::default(), &ReadOptions::default());
        let lines = u32::try_from(text.split(['\r', '\n']).count()).unwrap();
        for finding in &findings {
            prop_assert!(finding.position().unwrap().line() <= lines);
        }
        prop_assert!(log.is_some() || findings.errors() > 0);
    }

    #[test]
    fn no_text_breaks_columns(text in "(case|activity|time|event:|key:|rest|[=, a]){0,12}") {
        let _ = text.parse::<Columns>();
    }
}
