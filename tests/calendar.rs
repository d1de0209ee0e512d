//! Business calendars: what files may say, and one test by name for every bug of other tools that concerns time.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{path::Path, time::Instant};

use itsm::{
    calendar::{
        self, BusinessDuration, Calendar, CalendarError, Pause, ServiceClock,
        clock::{Change, ClockError, ClockEvent, EarlierPauses, Phase, Policy, Reading, Target},
    },
    diagnostic::{Code, Findings, render},
    jiff::{SignedDuration, Timestamp, Zoned, civil::date},
    source::{Folder, Limits, Memory},
    time::{Clock, FixedClock, SystemClock},
};

/// Five days of eight hours on the clock of Berlin.
const OFFICE: &str = "
format: itsm/calendar/1
id: office
title: Office hours
version: '1'
zone: Europe/Berlin
week:
  monday: ['08:00-16:00']
  tuesday: ['08:00-16:00']
  wednesday: ['08:00-16:00']
  thursday: ['08:00-16:00']
  friday: ['08:00-16:00']
";

fn check(text: &str) -> (Option<Calendar>, Findings) {
    calendar::check(&Memory::new().with("c.yaml", text.to_owned()), "c.yaml", Limits::default())
}

fn load(text: &str) -> Calendar {
    let (calendar, findings) = check(text);
    assert_eq!(findings.errors(), 0, "{}", render::plain(&findings));
    calendar.unwrap()
}

fn office() -> Calendar {
    load(OFFICE)
}

/// A calendar of one zone whose week has the given lines.
fn of(zone: &str, week: &str) -> Calendar {
    load(&format!("format: itsm/calendar/1\nid: c\ntitle: C\nversion: '1'\nzone: {zone}\nweek: {{{week}}}\n"))
}

/// An instant of the wall clock in Berlin; 2026-03-02 is a Monday.
fn berlin(text: &str) -> Timestamp {
    format!("{text}[Europe/Berlin]").parse::<Zoned>().unwrap().timestamp()
}

fn utc(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn duration(text: &str) -> BusinessDuration {
    text.parse().unwrap()
}

fn pause(from: &str, until: &str) -> Pause {
    Pause { from: berlin(from), until: Some(berlin(until)) }
}

fn target(name: &str, within: &str) -> Target {
    Target { name: name.to_owned(), duration: duration(within), calendar: "office".to_owned() }
}

/// A history by the wall clock of Berlin: instant, name, change.
fn history(events: &[(&str, &str, Option<Change>)]) -> Vec<ClockEvent> {
    let event = |(sequence, (at, name, change)): (u64, &(&str, &str, Option<Change>))| ClockEvent {
        at: berlin(at),
        sequence,
        name: (*name).to_owned(),
        change: change.clone(),
    };
    (1..).zip(events).map(event).collect()
}

fn replay(events: &[ClockEvent], as_of: &str) -> ServiceClock {
    ServiceClock::replay(events, &[office()], berlin(as_of)).unwrap()
}

fn read(events: &[ClockEvent], as_of: &str) -> Reading {
    replay(events, as_of).reading().clone()
}

#[allow(clippy::unnecessary_wraps, reason = "an event changes the clock or does not")]
fn start(within: &str) -> Option<Change> {
    Some(Change::Start { target: target("resolution", within) })
}

#[allow(clippy::unnecessary_wraps, reason = "an event changes the clock or does not")]
fn retarget(within: &str, policy: Policy) -> Option<Change> {
    Some(Change::Retarget { target: target("other", within), policy })
}

fn since(event: &str, pauses: EarlierPauses) -> Policy {
    Policy::Retroactive { event: event.to_owned(), pauses }
}

// Bugs of other tools: each has a test of its name.

/// glpi-project/glpi#10594: a weekend on hold added its length in calendar time.
#[test]
fn glpi_10594_a_weekend_on_hold_costs_business_time_only() {
    // Friday 14:00, four hours; on hold from Friday 15:00 to Monday 09:00: one hour before, three after.
    let end = office().deadline(berlin("2026-03-06T14:00"), duration("PT4H"), &[pause("2026-03-06T15:00", "2026-03-09T09:00")]).unwrap();
    assert_eq!(end, Some(berlin("2026-03-09T12:00")));
}

/// frappe/helpdesk#2449, frappe/erpnext#49414: the pause was added to the time of creation.
#[test]
fn frappe_helpdesk_2449_a_pause_of_a_record_created_outside_hours() {
    // Saturday 10:00, two hours; on hold from Saturday 11:00 to Monday 09:30: nothing was used before.
    let end = office().deadline(berlin("2026-03-07T10:00"), duration("PT2H"), &[pause("2026-03-07T11:00", "2026-03-09T09:30")]).unwrap();
    assert_eq!(end, Some(berlin("2026-03-09T11:30")));
}

/// glpi-project/glpi#6902, #15605: a target that changed while pending forgot the pause and was breached at once.
#[test]
fn glpi_6902_a_target_that_changes_on_hold_keeps_the_pause() {
    let with = |policy: Policy| {
        history(&[
            ("2026-03-02T08:00", "opened", start("PT8H")),
            ("2026-03-02T10:00", "waiting", Some(Change::Pause)),
            ("2026-03-03T15:00", "priority-raised", retarget("PT4H", policy)),
            ("2026-03-04T08:00", "answered", Some(Change::Resume)),
        ])
    };
    for policy in [Policy::Carry, since("opened", EarlierPauses::Keep)] {
        let held = read(&with(policy.clone()), "2026-03-03T15:30");
        assert_eq!((held.phase, held.deadline, held.breached), (Phase::Paused, None, false));
        assert_eq!((held.consumed, held.slack), (Some(duration("PT2H")), Some(duration("PT2H"))));
        let running = read(&with(policy), "2026-03-04T08:00");
        assert_eq!(running.deadline, Some(berlin("2026-03-04T10:00")));
    }
    // Whoever wants the time on hold to count says so: 8 hours of Monday and 7 of Tuesday.
    let ignored = read(&with(since("opened", EarlierPauses::Ignore)), "2026-03-03T15:30");
    assert_eq!((ignored.consumed, ignored.slack, ignored.breached), (Some(duration("PT15H")), Some(duration("-PT11H")), true));
    let anew = read(&with(Policy::Restart), "2026-03-04T08:00");
    assert_eq!(anew.deadline, Some(berlin("2026-03-04T12:00")));
}

/// glpi-project/glpi#1911: does the clock start at opening or at assignment? The policy names the event.
#[test]
fn glpi_1911_a_target_counts_from_the_event_that_its_policy_names() {
    let with = |policy: Policy| {
        history(&[
            ("2026-03-02T08:00", "opened", None),
            ("2026-03-02T12:00", "assigned", start("PT8H")),
            ("2026-03-02T14:00", "group-changed", retarget("PT8H", policy)),
        ])
    };
    let consumed = |policy: Policy| read(&with(policy), "2026-03-02T15:00").consumed.unwrap().to_string();
    assert_eq!(consumed(since("opened", EarlierPauses::Keep)), "PT7H");
    assert_eq!(consumed(since("assigned", EarlierPauses::Keep)), "PT3H");
    assert_eq!(consumed(Policy::Carry), "PT3H");
    assert_eq!(consumed(Policy::Restart), "PT1H");
    let unknown = ServiceClock::replay(&with(since("closed", EarlierPauses::Keep)), &[office()], berlin("2026-03-02T15:00")).unwrap_err();
    assert!(matches!(unknown, ClockError::NoSuchEvent { ref event, .. } if event == "closed"), "{unknown}");
}

/// glpi-project/glpi#22678: one hour before a deadline behind a break landed at midnight.
#[test]
fn glpi_22678_one_hour_before_the_deadline_across_two_openings() {
    let week = OFFICE.replace("['08:00-16:00']", "['08:00-12:00', '13:00-17:00']");
    let calendar = load(&week);
    let events = history(&[("2026-03-02T13:30", "opened", start("PT4H"))]);
    let clock = ServiceClock::replay(&events, std::slice::from_ref(&calendar), berlin("2026-03-02T14:00")).unwrap();
    assert_eq!(clock.reading().deadline, Some(berlin("2026-03-03T08:30")));
    assert_eq!(clock.when_left(duration("PT1H")).unwrap(), Some(berlin("2026-03-02T16:30")));
    assert_eq!(clock.when_left(duration("PT5H")).unwrap(), None);
    assert_eq!(clock.when_left(duration("P1D")).unwrap(), None);
    assert_eq!(calendar.add(berlin("2026-03-03T08:30"), hours(-1)), Ok(berlin("2026-03-02T16:30")));
    // Over the lunch break, and an hour that ends where a day begins.
    assert_eq!(calendar.add(berlin("2026-03-02T13:20"), hours(-1)), Ok(berlin("2026-03-02T11:20")));
    assert_eq!(calendar.add(berlin("2026-03-03T09:00"), hours(-1)), Ok(berlin("2026-03-03T08:00")));
}

/// glpi-project/glpi#687: a record created outside hours gave no time or an error.
#[test]
fn glpi_687_a_record_created_outside_hours_counts_from_the_next_opening() {
    let office = office();
    let created = berlin("2026-03-06T20:00");
    assert_eq!(office.elapsed(created, berlin("2026-03-08T12:00")), Ok(SignedDuration::ZERO));
    assert_eq!(office.elapsed(created, berlin("2026-03-09T08:01")), Ok(minutes(1)));
    assert_eq!(office.next_opening(created), Ok(berlin("2026-03-09T08:00")));
    assert_eq!(office.add(created, hours(1)), Ok(berlin("2026-03-09T09:00")));
}

/// ServiceNow takes one day as 24 hours: on a schedule of eight hours that is due on the third business day after.
#[test]
fn servicenow_one_day_is_a_business_day_and_not_24_hours() {
    let (office, monday) = (office(), berlin("2026-03-02T10:00"));
    let end = |text: &str| office.deadline(monday, duration(text), &[]).unwrap().unwrap();
    assert_eq!(end("PT8H"), berlin("2026-03-03T10:00"));
    assert_eq!(end("PT24H"), berlin("2026-03-05T10:00"));
    assert_eq!(end("P1D"), berlin("2026-03-03T16:00"));
    assert_eq!(end("P5D"), berlin("2026-03-09T16:00"));
    // From a Saturday the Monday is the first business day.
    assert_eq!(office.deadline(berlin("2026-02-28T10:00"), duration("P1D"), &[]), Ok(Some(berlin("2026-03-02T16:00"))));
    // On hold over the end of Tuesday: that day does not count.
    let held = [pause("2026-03-03T15:00", "2026-03-04T09:00")];
    assert_eq!(office.deadline(monday, duration("P1D"), &held), Ok(Some(berlin("2026-03-04T16:00"))));
    for mixed in ["P1DT8H", "P1W", "P1M", "P1Y", "1d", "PT", "P", "P1.5D", "PT0.5S", "P1D ", "8 hours", "", "-", "PDT1H"] {
        assert!(mixed.parse::<BusinessDuration>().is_err(), "{mixed}");
    }
}

/// zammad/zammad#4432, #2157: reminders went out at night although the clock kept to hours.
#[test]
fn zammad_4432_reminders_fall_into_hours() {
    let clock = replay(&history(&[("2026-03-06T15:30", "opened", start("PT4H"))]), "2026-03-06T15:30");
    let at = |percent| clock.threshold(percent).unwrap().unwrap();
    assert_eq!(at(0), berlin("2026-03-06T15:30"));
    assert_eq!(at(50), berlin("2026-03-09T09:30"));
    assert_eq!(at(75), berlin("2026-03-09T10:30"));
    assert_eq!(at(100), clock.reading().deadline.unwrap());
    assert_eq!(at(200), berlin("2026-03-09T15:30"));
}

/// zammad/zammad#5177: the target of updates overruled that of the first response. Each target has a clock of its own.
#[test]
fn zammad_5177_targets_do_not_overrule_one_another() {
    let response = history(&[("2026-03-02T08:00", "opened", start("PT1H")), ("2026-03-02T08:30", "answered", Some(Change::Stop))]);
    let update = history(&[("2026-03-02T08:00", "opened", start("PT4H")), ("2026-03-02T08:30", "answered", retarget("PT4H", Policy::Restart))]);
    let (response, update) = (read(&response, "2026-03-02T14:00"), read(&update, "2026-03-02T14:00"));
    assert_eq!((response.phase, response.slack, response.breached), (Phase::Stopped, Some(duration("PT30M")), false));
    assert_eq!((update.deadline, update.breached), (Some(berlin("2026-03-02T12:30")), true));
}

/// zammad/zammad#3140, #1322: the agent's reply started the clock. Only an event that says so does.
#[test]
fn zammad_3140_events_that_say_nothing_about_the_clock_do_not_start_it() {
    let events = history(&[("2026-03-02T08:00", "agent-replied", None), ("2026-03-02T09:00", "customer-wrote", start("PT1H"))]);
    assert_eq!(read(&events, "2026-03-02T08:30").phase, Phase::NotStarted);
    assert_eq!(read(&events, "2026-03-02T08:30").deadline, None);
    assert_eq!(read(&events, "2026-03-02T09:30").deadline, Some(berlin("2026-03-02T10:00")));
}

/// zammad/zammad#188, znuny/Znuny#369: what a reopened record's clock does is said, not guessed.
#[test]
fn zammad_188_a_reopened_record_goes_on_or_begins_anew_as_the_policy_says() {
    let with = |policy: Policy| {
        history(&[
            ("2026-03-02T08:00", "opened", start("PT8H")),
            ("2026-03-02T11:00", "resolved", Some(Change::Stop)),
            ("2026-03-03T09:00", "reopened", Some(Change::Reopen { policy })),
        ])
    };
    assert_eq!(read(&with(Policy::Carry), "2026-03-03T09:00").deadline, Some(berlin("2026-03-03T14:00")));
    assert_eq!(read(&with(Policy::Restart), "2026-03-03T09:00").deadline, Some(berlin("2026-03-04T09:00")));
    // Time in which it was resolved never counts, not even when pauses do.
    let retroactive = read(&with(since("opened", EarlierPauses::Ignore)), "2026-03-03T10:00");
    assert_eq!(retroactive.consumed, Some(duration("PT4H")));
}

/// zammad/zammad#4353, #904: switched off or merged records went on to escalate.
#[test]
fn zammad_904_a_stopped_clock_has_no_deadline_and_is_not_breached_later() {
    let events = history(&[("2026-03-02T08:00", "opened", start("PT4H")), ("2026-03-02T10:00", "merged", Some(Change::Stop))]);
    let clock = replay(&events, "2026-06-01T10:00");
    let reading = clock.reading();
    assert_eq!((reading.phase, reading.deadline, reading.reached, reading.breached), (Phase::Stopped, None, None, false));
    assert_eq!((reading.consumed, clock.threshold(75)), (Some(duration("PT2H")), Ok(None)));
    // One that was late stays late: a fact of the past.
    let late = history(&[("2026-03-02T08:00", "opened", start("PT1H")), ("2026-03-02T10:00", "merged", Some(Change::Stop))]);
    let late = read(&late, "2026-06-01T10:00");
    assert_eq!((late.deadline, late.reached, late.breached), (None, Some(berlin("2026-03-02T09:00")), true));
    // Stopping at the deadline itself is in time, stopping in the closed hours behind it is not.
    let stopped =
        |at: &str| read(&history(&[("2026-03-02T08:00", "opened", start("PT8H")), (at, "resolved", Some(Change::Stop))]), "2026-03-04T10:00");
    assert!(!stopped("2026-03-02T16:00").breached);
    assert!(stopped("2026-03-02T20:00").breached);
}

/// zammad/zammad#390: a feed held days that are no holidays.
#[test]
fn zammad_390_events_of_a_feed_can_be_left_out() {
    let feed = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260216\nSUMMARY:Rosenmontag\nEND:VEVENT\n\
                BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260403\nSUMMARY:Karfreitag\nEND:VEVENT\nEND:VCALENDAR\n";
    let text = |without: &str| format!("{OFFICE}holiday_files:\n  - {{file: de.ics, without: [{without}]}}\n");
    let files = |without: &str| Memory::new().with("c.yaml", text(without)).with("de.ics", feed);
    let calendar = calendar::load(&files("Rosenmontag"), "c.yaml", Limits::default()).unwrap();
    assert_eq!(calendar.elapsed(berlin("2026-02-16T00:00"), berlin("2026-02-17T00:00")), Ok(hours(8)));
    assert_eq!(calendar.elapsed(berlin("2026-04-03T00:00"), berlin("2026-04-04T00:00")), Ok(hours(0)));
    assert_eq!(calendar.special_day(date(2026, 4, 3)), Some("Karfreitag"));
    let (none, findings) = calendar::check(&files("Rosenmontg"), "c.yaml", Limits::default());
    assert!(none.is_none());
    assert!(render::plain(&findings).contains("did you mean `Rosenmontag`?"), "{}", render::plain(&findings));
}

/// osTicket/osTicket#6739: a weekly schedule without one of the days broke.
#[test]
fn osticket_6739_a_missing_weekday_is_closed() {
    let calendar = of("UTC", "monday: ['08:00-10:00'], thursday: ['08:00-10:00']");
    assert_eq!(calendar.elapsed(utc("2026-03-02T00:00:00Z"), utc("2026-03-09T00:00:00Z")), Ok(hours(4)));
    assert_eq!(calendar.add(utc("2026-03-02T09:00:00Z"), hours(2)), Ok(utc("2026-03-05T09:00:00Z")));
}

/// OCA/project#73: without working hours the search for a deadline never ended.
#[test]
fn oca_project_73_a_calendar_without_openings_is_an_error_and_never_a_loop() {
    let began = Instant::now();
    let (none, findings) = check(&OFFICE.replace("['08:00-16:00']", "[]"));
    assert!(none.is_none() && findings.iter().any(|finding| finding.code() == Code::NeverOpen));
    // Openings that are over: the error says how far was looked.
    let once = load(
        "format: itsm/calendar/1\nid: once\ntitle: Once\nversion: '1'\nzone: UTC\n\
         exceptions: [{date: 2026-03-02, name: Move, hours: ['08:00-10:00']}]\n",
    );
    let end = utc("2200-01-01T00:00:00Z");
    assert_eq!(once.next_opening(utc("2026-03-03T00:00:00Z")), Err(CalendarError::NoOpening { calendar: "once".to_owned(), searched_until: end }));
    let (from, more) = (utc("2026-03-01T00:00:00Z"), duration("PT2H1S"));
    assert_eq!(once.deadline(from, duration("PT2H"), &[]), Ok(Some(utc("2026-03-02T10:00:00Z"))));
    assert_eq!(once.deadline(from, more, &[]), Err(CalendarError::NotReached { calendar: "once".to_owned(), duration: more, searched_until: end }));
    assert!(matches!(once.deadline(from, BusinessDuration::Days(2), &[]), Err(CalendarError::NotReached { .. })));
    assert!(matches!(once.deadline(from, BusinessDuration::Days(i64::MAX), &[]), Err(CalendarError::NotReached { .. })));
    assert!(matches!(once.add(from, SignedDuration::MAX), Err(CalendarError::NotReached { .. })));
    assert!(matches!(once.add(from, SignedDuration::MIN), Err(CalendarError::NotReached { .. })));
    assert!(matches!(once.is_open(Timestamp::MAX), Err(CalendarError::OutsideValidity { .. })));
    assert!(matches!(once.elapsed(Timestamp::MIN, from), Err(CalendarError::OutsideValidity { .. })));
    assert!(began.elapsed().as_secs() < 5);
}

/// `fivetran/dbt_zendesk#25`, #154 and others: hours kept as an offset from UTC are wrong half the year.
#[test]
fn dbt_zendesk_25_hours_follow_summer_time() {
    let office = office();
    assert_eq!(office.next_opening(utc("2026-03-27T22:00:00Z")), Ok(utc("2026-03-30T06:00:00Z"))); // summer time began on the 29th
    assert_eq!(office.next_opening(utc("2026-03-22T22:00:00Z")), Ok(utc("2026-03-23T07:00:00Z")));
    let (_, findings) = check(&OFFICE.replace("Europe/Berlin", "'+01:00'"));
    assert!(render::plain(&findings).contains("an offset from UTC does not know summer time"), "{}", render::plain(&findings));
}

/// ServiceNow: conditions on a joined field do not replay the other record's history. Here its events are part of the history.
#[test]
fn servicenow_events_of_two_records_are_one_history() {
    let incident = history(&[("2026-03-02T08:00", "opened", start("PT8H")), ("2026-03-02T15:00", "answered", Some(Change::Resume))]);
    let mut change = history(&[("2026-03-02T10:00", "change-frozen", Some(Change::Pause))]);
    change.extend(incident);
    assert_eq!(read(&change, "2026-03-02T15:00").deadline, Some(berlin("2026-03-03T13:00")));
}

/// freeitsm recomputes all history when a calendar changes. Here a reading names the version, and another one is asked for.
#[test]
fn freeitsm_a_reading_names_the_version_of_its_calendar() {
    let events = history(&[("2026-03-02T08:00", "opened", start("PT10H"))]);
    let changed = load(&OFFICE.replace("version: '1'", "version: '2'").replace("tuesday: ['08:00", "tuesday: ['07:00"));
    let read = |calendar: Calendar| ServiceClock::replay(&events, &[calendar], berlin("2026-03-02T09:00")).unwrap().reading().clone();
    let (before, after) = (read(office()), read(changed));
    assert_eq!((before.calendar_version.as_deref(), before.deadline), (Some("1"), Some(berlin("2026-03-03T10:00"))));
    assert_eq!((after.calendar_version.as_deref(), after.deadline), (Some("2"), Some(berlin("2026-03-03T09:00"))));
}

// Days on which clocks are changed.

/// Expected lengths were measured with two other programs: 3 hours in spring, 5 in autumn.
#[test]
fn a_window_has_the_length_that_really_passes() {
    let sunday = of("Europe/Berlin", "sunday: ['01:00-05:00']");
    let on = |day: &str| sunday.elapsed(berlin(&format!("{day}T00:00")), berlin(&format!("{day}T12:00"))).unwrap();
    assert_eq!(on("2026-03-29"), hours(3));
    assert_eq!(on("2026-10-25"), hours(5));
    assert_eq!(on("2026-03-22"), hours(4));
    // Lord Howe Island shifts by half an hour, on 5 April back and on 4 October forward.
    let island = of("Australia/Lord_Howe", "sunday: ['01:00-05:00']");
    let on = |day: &str| {
        let at = |time: &str| format!("{day}T{time}[Australia/Lord_Howe]").parse::<Zoned>().unwrap().timestamp();
        island.elapsed(at("00:00"), at("12:00")).unwrap()
    };
    assert_eq!((on("2026-04-05"), on("2026-10-04")), (minutes(270), minutes(210)));
    let york = of("America/New_York", "sunday: ['00:00-24:00']");
    assert_eq!(york.elapsed(utc("2026-03-08T00:00:00Z"), utc("2026-03-10T00:00:00Z")), Ok(hours(23)));
    assert_eq!(york.elapsed(utc("2026-11-01T00:00:00Z"), utc("2026-11-03T00:00:00Z")), Ok(hours(25)));
}

/// 02:00 to 03:00 does not exist in spring and comes twice in autumn.
#[test]
fn windows_in_the_hour_that_is_left_out_or_comes_twice() {
    let early = of("Europe/Berlin", "sunday: ['02:30-04:00']");
    assert_eq!(early.next_opening(utc("2026-03-28T12:00:00Z")), Ok(utc("2026-03-29T01:00:00Z"))); // 03:00 is the first time that exists
    assert_eq!(early.next_closing(utc("2026-03-28T12:00:00Z")), Ok(utc("2026-03-29T02:00:00Z")));
    let hidden = of("Europe/Berlin", "sunday: ['02:00-03:00']");
    assert_eq!(hidden.elapsed(utc("2026-03-28T12:00:00Z"), utc("2026-03-29T12:00:00Z")), Ok(hours(0)));
    assert_eq!(hidden.business_days(utc("2026-03-28T12:00:00Z"), utc("2026-03-29T12:00:00Z")), Ok(0));
    assert_eq!(hidden.elapsed(utc("2026-10-25T00:00:00Z"), utc("2026-10-25T12:00:00Z")), Ok(hours(2)));
    // A window that ends inside the hour that comes twice closes, and is open again on the second pass.
    let twice = of("Europe/Berlin", "sunday: ['01:00-02:30']");
    assert_eq!(twice.next_closing(utc("2026-10-24T12:00:00Z")), Ok(utc("2026-10-25T00:30:00Z")));
    assert_eq!(twice.next_opening(utc("2026-10-25T00:30:00Z")), Ok(utc("2026-10-25T01:00:00Z")));
    assert_eq!(twice.next_closing(utc("2026-10-25T00:30:00Z")), Ok(utc("2026-10-25T01:30:00Z")));
    assert_eq!(twice.add_business_days(utc("2026-10-24T12:00:00Z"), 1), Ok(utc("2026-10-25T01:30:00Z")));
}

/// Apia left out 30 December 2011; in St. John's clocks went back at one past midnight, so that a day ended twice.
#[test]
fn days_that_are_left_out_or_end_twice() {
    let apia = of("Pacific/Apia", "friday: ['08:00-16:00'], saturday: ['08:00-16:00']");
    let (from, until) = (utc("2011-12-29T20:00:00Z"), utc("2012-01-01T00:00:00Z"));
    assert_eq!(apia.elapsed(from, until), Ok(hours(8)));
    assert_eq!(apia.business_days(from, until), Ok(1));
    // Saturday, 6 November 2010: 23:01 to 24:00 came again after a minute of Sunday. Both passes are 1 h and 59 min.
    let john = of("America/St_Johns", "saturday: ['23:00-24:00']");
    let (from, until) = (utc("2010-11-06T12:00:00Z"), utc("2010-11-07T12:00:00Z"));
    assert_eq!(john.elapsed(from, until), Ok(minutes(119)));
    assert_eq!(john.business_days(from, until), Ok(1));
    // Even from the minute of Sunday that comes before the end of Saturday.
    assert_eq!(john.business_days(utc("2010-11-07T02:30:30Z"), until), Ok(1));
    // An opening that the zone skips is none, though the day before has one.
    let skipped = of("Europe/Berlin", "saturday: ['20:00-22:00'], sunday: ['02:00-03:00']");
    assert_eq!(skipped.business_days(utc("2026-03-28T12:00:00Z"), utc("2026-03-29T12:00:00Z")), Ok(1));
    assert_eq!(skipped.add_business_days(utc("2026-03-27T12:00:00Z"), 2), Ok(utc("2026-04-04T20:00:00Z")));
    assert_eq!(john.add_business_days(utc("2010-11-05T12:00:00Z"), 1), Ok(utc("2010-11-07T03:30:00Z")));
}

/// The end of the day is 24:00, so nothing is lost where others lose a second or a minute a day.
#[test]
fn always_open_is_elapsed_time() {
    let always = calendar::load(&shipped(), "utc-always.yaml", Limits::default()).unwrap();
    let (from, until) = (utc("2026-01-01T00:00:00Z"), utc("2027-01-01T00:00:00Z"));
    assert_eq!(always.elapsed(from, until), Ok(hours(365 * 24)));
    assert_eq!(always.add(from, hours(365 * 24)), Ok(until));
    assert!(matches!(always.next_closing(from), Err(CalendarError::NoClosing { .. })));
    assert_eq!(always.business_days(from, until), Ok(365));
    let (_, findings) = check(&OFFICE.replacen("['08:00-16:00']", "['00:00-23:59']", 1));
    assert_eq!((findings.errors(), findings.warnings()), (0, 1));
}

// Answers.

#[test]
fn openings_are_half_open() {
    let office = office();
    assert_eq!(office.is_open(berlin("2026-03-02T08:00")), Ok(true));
    assert_eq!(office.is_open(berlin("2026-03-02T15:59:59.9")), Ok(true));
    assert_eq!(office.is_open(berlin("2026-03-02T16:00")), Ok(false));
    assert_eq!(office.next_opening(berlin("2026-03-02T09:00:00.5")), Ok(berlin("2026-03-02T09:00:00.5")));
    assert_eq!(office.next_closing(berlin("2026-03-02T16:00")), Ok(berlin("2026-03-03T16:00")));
    // The earliest instant: a full day ends with its closing; nothing at all needs no opening.
    assert_eq!(office.add(berlin("2026-03-02T08:00"), hours(8)), Ok(berlin("2026-03-02T16:00")));
    assert_eq!(office.add(berlin("2026-03-01T08:00"), hours(0)), Ok(berlin("2026-03-01T08:00")));
    assert_eq!(office.elapsed(berlin("2026-03-03T10:00"), berlin("2026-03-02T10:00")), Ok(hours(-8)));
    assert_eq!(office.business_days(berlin("2026-03-09T10:00"), berlin("2026-03-02T10:00")), Ok(-5));
    // A day has ended at its closing, and only once.
    let closing = berlin("2026-03-02T16:00");
    assert_eq!(office.business_days(berlin("2026-03-02T10:00"), closing), Ok(1));
    assert_eq!(office.business_days(closing, berlin("2026-03-03T15:59:59")), Ok(0));
    // Touching windows and midnight are no closing.
    let night = of("UTC", "monday: ['20:00-22:00', '22:00-24:00'], tuesday: ['00:00-06:00']");
    assert_eq!(night.next_closing(utc("2026-03-02T21:00:00Z")), Ok(utc("2026-03-03T06:00:00Z")));
}

#[test]
fn exceptions_override_holidays_and_weekdays() {
    let calendar = load(&format!(
        "{OFFICE}holidays:\n  - {{from: 2026-12-24, until: 2026-12-27, name: Christmas}}\n\
         exceptions:\n  - {{date: 2026-12-24, name: Half day, hours: ['08:00-12:00']}}\n  - {{date: 2026-12-27, name: Stocktaking, hours: ['10:00-11:00']}}\n"
    ));
    let on = |day: i8| calendar.elapsed(berlin(&format!("2026-12-{day}T00:00")), berlin(&format!("2026-12-{}T00:00", day + 1))).unwrap();
    assert_eq!([on(23), on(24), on(25), on(26), on(27), on(28)].map(|open| open.as_hours()), [8, 4, 0, 0, 1, 8]);
    assert_eq!(calendar.special_day(date(2026, 12, 24)), Some("Half day"));
    assert_eq!(calendar.special_day(date(2026, 12, 25)), Some("Christmas"));
    assert_eq!(calendar.special_day(date(2026, 12, 28)), None);
}

#[test]
fn nothing_is_answered_beyond_the_validity() {
    let calendar = load(&format!("{OFFICE}valid: {{from: 2026-01-01, until: 2026-12-31}}\n"));
    assert_eq!(calendar.valid(), (date(2026, 1, 1), date(2026, 12, 31)));
    assert!(calendar.elapsed(berlin("2026-01-01T00:00"), berlin("2027-01-01T00:00")).is_ok());
    let beyond = calendar.elapsed(berlin("2026-12-01T00:00"), berlin("2027-01-01T00:00:01")).unwrap_err();
    assert_eq!(beyond.to_string(), "the calendar `office` answers from 2025-12-31T23:00:00Z to 2026-12-31T23:00:00Z, not at 2026-12-31T23:00:01Z");
    assert!(calendar.is_open(berlin("2027-01-01T00:00")).is_err());
    assert!(matches!(calendar.add(berlin("2026-12-31T15:00"), hours(2)), Err(CalendarError::NotReached { .. })));
}

#[test]
fn pauses_in_any_order_overlapping_open_or_backward() {
    let (office, monday) = (office(), berlin("2026-03-02T08:00"));
    let held =
        [pause("2026-03-02T11:00", "2026-03-02T13:00"), pause("2026-03-02T09:00", "2026-03-02T12:00"), pause("2026-02-01T09:00", "2026-02-01T12:00")];
    assert_eq!(office.deadline(monday, duration("PT2H"), &held), Ok(Some(berlin("2026-03-02T14:00"))));
    let open = [Pause { from: berlin("2026-03-02T09:00"), until: None }];
    assert_eq!(office.deadline(monday, duration("PT2H"), &open), Ok(None));
    assert_eq!(office.deadline(monday, duration("PT1H"), &open), Ok(Some(berlin("2026-03-02T09:00"))));
    assert!(matches!(
        office.deadline(monday, duration("PT2H"), &[pause("2026-03-02T12:00", "2026-03-02T11:00")]),
        Err(CalendarError::BackwardPause { .. })
    ));
    assert!(matches!(office.deadline(monday, duration("-PT2H"), &[]), Err(CalendarError::NegativeTarget { .. })));
}

#[test]
fn events_that_do_not_fit_the_phase_are_named() {
    let events = history(&[
        ("2026-03-02T07:00", "answered", Some(Change::Resume)),
        ("2026-03-02T08:00", "opened", start("PT8H")),
        ("2026-03-02T09:00", "opened", start("PT1H")),
        ("2026-03-02T10:00", "waiting", Some(Change::Pause)),
        ("2026-03-02T11:00", "waiting", Some(Change::Pause)),
    ]);
    let reading = read(&events, "2026-03-02T12:00");
    assert_eq!(reading.without_effect, [1, 3, 5]);
    assert_eq!(reading.consumed, Some(duration("PT2H")));
    assert_eq!(reading.spans.iter().map(|span| span.phase).collect::<Vec<_>>(), [Phase::Running, Phase::Paused]);
    let unknown = ServiceClock::replay(&events, &[], berlin("2026-03-02T12:00")).unwrap_err();
    assert!(matches!(unknown, ClockError::NoSuchCalendar { .. }), "{unknown}");
    // What a reading says can be stored.
    let text = serde_json::to_string(&(&events, &reading)).unwrap();
    assert_eq!(serde_json::from_str::<(Vec<ClockEvent>, Reading)>(&text).unwrap(), (events, reading));
}

/// A target in another unit counts the same stretches anew: nothing is converted.
#[test]
fn a_target_that_changes_its_unit_and_its_calendar() {
    let longer = load(&OFFICE.replace("id: office", "id: longer").replace("16:00", "20:00"));
    let to = |within: &str, calendar: &str| Target { name: "other".to_owned(), duration: duration(within), calendar: calendar.to_owned() };
    let with = |target: Target| {
        history(&[
            ("2026-03-02T08:00", "opened", start("PT20H")),
            ("2026-03-03T12:00", "changed", Some(Change::Retarget { target, policy: Policy::Carry })),
        ])
    };
    let read = |target: Target| {
        let clock = ServiceClock::replay(&with(target), &[office(), longer.clone()], berlin("2026-03-03T12:00")).unwrap();
        (clock.reading().consumed.unwrap().to_string(), clock.reading().deadline.unwrap())
    };
    assert_eq!(read(to("PT20H", "office")), ("PT12H".to_owned(), berlin("2026-03-04T12:00")));
    assert_eq!(read(to("PT20H", "longer")), ("PT12H".to_owned(), berlin("2026-03-03T20:00")));
    // Monday is the day of the start; no business day has ended since.
    assert_eq!(read(to("P2D", "office")), ("P0D".to_owned(), berlin("2026-03-04T16:00")));
}

#[test]
fn durations_are_read_and_written() {
    for text in ["PT8H", "PT1H30M", "PT45S", "P3D", "P0D", "PT0S", "-PT2H", "-P1D"] {
        assert_eq!(duration(text).to_string(), text);
    }
    assert_eq!(duration("PT90M"), BusinessDuration::minutes(90));
    assert_eq!(duration("P3D").percent(50), BusinessDuration::days(2));
    assert_eq!(duration("PT1S").percent(1), duration("PT1S"));
    assert_eq!(BusinessDuration::Days(i64::MAX).percent(u32::MAX), BusinessDuration::Days(i64::MAX));
    let mixed = "P1DT8H".parse::<BusinessDuration>().unwrap_err().to_string();
    assert!(mixed.contains("mixes business days and business time"), "{mixed}");
    assert_eq!(serde_json::to_string(&duration("P3D")).unwrap(), "\"P3D\"");
}

#[test]
fn the_clock_is_passed_in() {
    let mut fixed = FixedClock::new(utc("2026-03-02T09:00:00Z"));
    fixed.advance(minutes(5));
    let clocks: [&dyn Clock; 2] = [&fixed, &SystemClock];
    assert_eq!(clocks[0].now(), utc("2026-03-02T09:05:00Z"));
    assert!(clocks[1].now() > utc("2025-01-01T00:00:00Z"));
    fixed.set(Timestamp::MAX);
    fixed.advance(hours(1));
    assert_eq!(fixed.now(), Timestamp::MAX);
}

// Files.

/// The findings as `line:column severity code`.
fn places(findings: &Findings) -> Vec<String> {
    let place = |finding: &itsm::diagnostic::Diagnostic| {
        let at = finding.position().map(|place| format!("{}:{}", place.line(), place.column())).unwrap_or_default();
        format!("{at} {} {}", finding.severity(), finding.code())
    };
    findings.iter().map(place).collect()
}

/// Every kind of defect in one file, all found in one run at their places.
#[test]
fn planted_defects_are_found_where_they_are() {
    let (none, findings) = check(
        "format: itsm/calendar/1
id: Office Hours
title: Office hours
zone: Europe/Berln
valid: {from: 2026-02-01, until: 2026-01-31}
week:
  monday: ['08:00-12:30', '12:00-17:00']
  tusday: ['08:00-17:00']
  wednesday: ['22:00-06:00', '8:00-9:00', '10:00-10:00']
  thursday: ['24:30-25:00', 'open']
  friday: ['00:00-23:59', '17:00-00:00']
holidays:
  - {date: 2026-02-30, name: No day}
  - {date: 2026-03-02, name: One}
  - {date: 2026-03-02, name: Other}
  - {from: 2026-05-02, until: 2026-05-01, name: Backward}
  - {name: Nowhen}
  - {from: 2026-05-02, name: Endless}
  - {date: 1900-01-01, name: Past}
  - {date: 2026-05-05, from: 2026-05-05, until: 2026-05-06, name: Both}
exceptions:
  - {date: 2026-06-01, name: Closed, hours: []}
  - {date: 2026-06-02, name: A, hours: ['08:00-09:00']}
  - {date: 2026-06-02, name: B, hours: ['08:00-09:00']}
holiday_files:
  - {file: missing.ics}
  - {file: ../outside.ics}
",
    );
    assert!(none.is_none());
    let expected = [
        "1:1 error missing-key",
        "2:5 error id-pattern-mismatch",
        "4:7 error unknown-zone",
        "5:34 error malformed-date",
        "7:27 error overlapping-hours",
        "8:3 error unknown-key",
        "9:15 error malformed-hours",
        "9:30 error malformed-hours",
        "9:43 error malformed-hours",
        "10:14 error malformed-hours",
        "10:29 error malformed-hours",
        "11:12 warning closes-before-midnight",
        "11:27 error malformed-hours",
        "13:12 error malformed-date",
        "15:12 warning repeated-day",
        "16:31 error malformed-date",
        "17:12 error missing-key",
        "18:30 error missing-key",
        "19:12 error malformed-date",
        "20:12 error malformed-date",
        "22:30 error malformed-hours",
        "24:12 error repeated-day",
        "26:12 error part-not-found",
        "27:12 error part-not-found",
    ];
    assert_eq!(places(&findings), expected, "{}", render::plain(&findings));
    let text = render::plain(&findings);
    for help in [
        "did you mean `Europe/Berlin`?",
        "did you mean `tuesday`?",
        "write `22:00-24:00` here and `00:00-06:00` on the next day",
        "write `17:00-24:00` for a window up to midnight",
        "write `00:00-24:00` for the whole day",
    ] {
        assert!(text.contains(help), "{help}\n{text}");
    }
}

#[test]
fn a_file_that_is_cut_short_is_not_called_empty() {
    let (_, findings) = check("format: itsm/calendar/1\nid: a\ntitle: A\nversion: '1'\nzone: UTC\nweek: {monday: [");
    assert_eq!(places(&findings).iter().filter(|place| place.ends_with("never-open")).count(), 0, "{findings:?}");
    assert!(findings.errors() > 0);
    // After a syntax error missing keys are not called missing, and what is not there is not called empty.
    let (none, findings) = check("format: itsm/calendar/1\nweek: {monday: [");
    assert!(none.is_none() && places(&findings).iter().all(|place| place.ends_with("yaml-syntax")), "{findings:?}");
    let (_, findings) = check("");
    assert_eq!(findings.errors(), 1);
    let (none, findings) = check("format: itsm/calendar/1\nid: ''\ntitle: ''\nversion: ''\nzone: ''\nweek: {}\n");
    assert!(none.is_none());
    let expected = ["2:5 error id-pattern-mismatch", "3:8 error missing-title", "4:10 error missing-key", "5:7 error unknown-zone"];
    assert_eq!(places(&findings), expected);
    let (_, findings) = check("format: itsm/calendar/1\n");
    let expected = ["missing-key", "missing-key", "missing-key", "missing-title"].map(|code| format!("1:1 error {code}"));
    assert_eq!(places(&findings), expected, "{}", render::plain(&findings));
}

fn holidays(events: &str) -> (Option<Calendar>, Findings) {
    let text = format!("{OFFICE}holiday_files:\n  - {{file: h.ics}}\n");
    let feed = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.replace('\n', "\r\n"));
    calendar::check(&Memory::new().with("sub/c.yaml", text).with("sub/h.ics", feed), "sub/c.yaml", Limits::default())
}

fn closed(events: &str, days: &[(i16, i8, i8)], open: &[(i16, i8, i8)]) {
    let (calendar, findings) = holidays(events);
    assert!(findings.is_empty(), "{}", render::plain(&findings));
    let calendar = calendar.unwrap();
    let special = |day: &(i16, i8, i8)| calendar.special_day(date(day.0, day.1, day.2));
    assert_eq!(days.iter().filter(|day| special(day).is_none()).collect::<Vec<_>>(), Vec::<&(i16, i8, i8)>::new());
    assert_eq!(open.iter().filter(|day| special(day).is_some()).collect::<Vec<_>>(), Vec::<&(i16, i8, i8)>::new());
}

#[test]
fn holidays_of_icalendar_files() {
    let event = |lines: &str| format!("BEGIN:VEVENT\n{lines}END:VEVENT\n");
    closed(
        &event("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nSUMMARY:X\n"),
        &[(2026, 12, 25), (2026, 12, 26)],
        &[(2026, 12, 27), (2027, 12, 25)],
    );
    closed(&event("DTSTART;VALUE=DATE:20261225\nDURATION:P1W\n"), &[(2026, 12, 31)], &[(2027, 1, 1)]);
    closed(&event("DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY\n"), &[(2020, 5, 1), (2026, 5, 1), (2199, 5, 1)], &[(2019, 5, 1), (2026, 5, 2)]);
    closed(&event("DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY;COUNT=2\n"), &[(2021, 5, 1)], &[(2022, 5, 1)]);
    closed(&event("DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY;UNTIL=20220501\n"), &[(2022, 5, 1)], &[(2023, 5, 1)]);
    closed(&event("DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY;INTERVAL=2;WKST=MO\n"), &[(2022, 5, 1)], &[(2021, 5, 1)]);
    closed(&event("DTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY\n"), &[(2024, 2, 29), (2028, 2, 29)], &[(2026, 3, 1), (2026, 2, 28)]);
    // Thanksgiving Day and Memorial Day, as the United States kept and will keep them.
    closed(
        &event("DTSTART;VALUE=DATE:20241128\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\n"),
        &[(2024, 11, 28), (2025, 11, 27), (2026, 11, 26)],
        &[(2026, 11, 27)],
    );
    closed(&event("DTSTART;VALUE=DATE:20240527\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\n"), &[(2025, 5, 26), (2026, 5, 25)], &[(2026, 5, 18)]);
    closed(
        &event("DTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20260501,20270501\nRDATE;VALUE=DATE:20260504\n"),
        &[(2025, 5, 1), (2026, 5, 4)],
        &[(2026, 5, 1), (2027, 5, 1)],
    );
    closed(&event("DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED\n"), &[], &[(2026, 12, 25)]);
    // Long lines are folded, alarms have properties of their own, and other components are passed over.
    let folded = "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=MONTHLY\nEND:STANDARD\nEND:VTIMEZONE\n\
                  BEGIN:VEVENT\nSUMMARY;LANGUAGE=\"de:x\":Tag der \n Arbeit\\, frei\\n\nDTST\n\tART;VALUE=DATE:20260501\n\
                  BEGIN:VALARM\nDURATION:PT5M\nSUMMARY:Wake\nEND:VALARM\nEND:VEVENT\n";
    let (calendar, findings) = holidays(folded);
    assert!(findings.is_empty(), "{}", render::plain(&findings));
    assert_eq!(calendar.unwrap().special_day(date(2026, 5, 1)), Some("Tag der Arbeit, frei"));
}

#[test]
fn defects_of_icalendar_files_are_found_where_they_are() {
    let at = |events: &str| {
        let (calendar, findings) = holidays(events);
        assert_eq!(calendar.is_some(), findings.errors() == 0);
        places(&findings)
    };
    let event = |lines: &str| at(&format!("BEGIN:VEVENT\n{lines}END:VEVENT\n"));
    assert_eq!(event("SUMMARY:X\n"), ["3:1 error malformed-ical"]);
    assert_eq!(event("DTSTART:20261225T090000Z\n"), ["4:1 warning unsupported-ical"]);
    assert_eq!(event("DTSTART;VALUE=DATE:20261325\n"), ["4:1 error malformed-ical"]);
    assert_eq!(event("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261224\n"), ["5:1 error malformed-ical"]);
    assert_eq!(event("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261225\n"), ["5:1 warning malformed-ical"]);
    assert_eq!(event("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20991225\n"), ["5:1 error malformed-ical"]);
    assert_eq!(event("DTSTART;VALUE=DATE:20261225\nDURATION:PT8H\n"), ["5:1 error malformed-ical"]);
    assert_eq!(event("DTSTART;VALUE=DATE:20261225\nEXDATE:2026\n"), ["5:1 error malformed-ical"]);
    assert_eq!(event("DTSTART;VALUE=DATE:20261225\nRECURRENCE-ID:20261225\n"), ["5:1 error unsupported-ical"]);
    for rule in [
        "FREQ=WEEKLY",
        "FREQ=YEARLY;BYDAY=FR",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=YEARLY;BYYEARDAY=1",
        "FREQ=YEARLY;BYMONTH=1,2",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=TH",
        "FREQ=YEARLY;COUNT=2;UNTIL=20300101",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ",
        "",
    ] {
        assert_eq!(event(&format!("DTSTART;VALUE=DATE:20261225\nRRULE:{rule}\n")), ["5:1 error unsupported-ical"], "{rule}");
    }
    assert_eq!(event("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY\nRRULE:FREQ=YEARLY\n"), ["3:1 error unsupported-ical"]);
    assert_eq!(at("END:VEVENT\n")[0], "3:1 error malformed-ical");
    assert_eq!(at("nonsense\n"), ["3:1 error malformed-ical"]);
    let feed = |text: &'static str| {
        let text_of_calendar = format!("{OFFICE}holiday_files:\n  - {{file: h.ics}}\n");
        places(&calendar::check(&Memory::new().with("c.yaml", text_of_calendar).with("h.ics", text), "c.yaml", Limits::default()).1)
    };
    assert_eq!(feed("<html>\n"), ["1:1 error malformed-ical"]);
    assert_eq!(feed(""), [" error malformed-ical"]);
    assert_eq!(feed("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\n"), ["3:1 error malformed-ical"]);
}

/// Big, deep and endless input takes bounded time and memory.
#[test]
fn hostile_input_is_bounded() {
    let began = Instant::now();
    let ranges = "  - {from: 1970-01-01, until: 2199-12-31, name: Ever}\n".repeat(500);
    let (none, findings) = check(&format!("{OFFICE}holidays:\n{ranges}"));
    assert!(none.is_none() && findings.iter().any(|finding| finding.code() == Code::LimitReached));
    let windows = vec!["'08:00-09:00'"; 5_000].join(", ");
    assert!(check(&OFFICE.replacen("'08:00-16:00'", &windows, 1)).1.errors() > 4_000);
    let yearly = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:19700101\nDTEND;VALUE=DATE:19710101\nRRULE:FREQ=YEARLY\nEND:VEVENT\n".repeat(2_000);
    let (none, findings) = holidays(&yearly);
    assert!(none.is_none() && findings.iter().any(|finding| finding.code() == Code::LimitReached));
    let (_, findings) = holidays(&"BEGIN:VEVENT\n".repeat(100_000));
    assert!(findings.errors() > 0);
    let (_, findings) = holidays(&format!("SUMMARY:{}\n", "x\n ".repeat(200_000)));
    assert!(findings.is_empty());
    for zone in ["../../../etc/passwd", "/etc/localtime", "Europe/", "", "\u{0}", "posix/Europe/Berlin", "localtime", "Etc/Unknown", "CEST", "UTC+1"]
    {
        let text =
            format!("format: itsm/calendar/1\nid: c\ntitle: C\nversion: '1'\nzone: {}\nweek: {{monday: ['08:00-09:00']}}\n", serde_json::json!(zone));
        let (none, findings) = check(&text);
        assert!(none.is_none() && findings.errors() == 1, "{zone}: {}", render::plain(&findings));
    }
    for text in ["-", "08:00", "08:00-", "-08:00", "٠٨:٠٠-٠٩:٠٠", "08:00–09:00", "+8:00-09:00", "08:00-09:00-10:00", "99999999999:00-24:00"]
    {
        let (none, findings) = check(&OFFICE.replacen("08:00-16:00", text, 1));
        assert!(none.is_none(), "{text}");
        assert_eq!(findings.errors(), 1, "{text}: {}", render::plain(&findings));
    }
    let office = office();
    for instant in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        let _ = (office.is_open(instant), office.next_opening(instant), office.next_closing(instant));
        let _ = (office.add(instant, SignedDuration::MAX), office.add(instant, SignedDuration::MIN), office.add_business_days(instant, u32::MAX));
        let _ = office.deadline(instant, BusinessDuration::Time(SignedDuration::MAX), &[Pause { from: Timestamp::MIN, until: Some(Timestamp::MAX) }]);
    }
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

// What is shipped, and what the guide says.

fn shipped() -> Folder {
    Folder::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("frameworks/calendars"))
}

#[test]
fn shipped_calendars_have_no_findings() {
    let mut seen = 0;
    for path in itsm::catalog::SHIPPED.paths().filter_map(|path| path.strip_prefix("calendars/")) {
        let (calendar, findings) = calendar::check(&shipped(), path, Limits::default());
        assert!(findings.is_empty(), "{}", render::plain(&findings));
        assert_eq!(Some(calendar.unwrap().id()), path.strip_suffix(".yaml"));
        seen += 1;
    }
    assert!(seen >= 3);
    // The year 2026 in Berlin, counted by hand: 261 weekdays, 52 of them Fridays.
    let berlin_office = calendar::load(&shipped(), "berlin-office.yaml", Limits::default()).unwrap();
    let year = (berlin("2026-01-01T00:00"), berlin("2027-01-01T00:00"));
    // Thursdays: 53 with 1 January, 14 May, 24 and 31 December out. Fridays: 52 with 3 April, 1 May, 25 December out. Mondays: 52
    // with 6 April and 25 May out. Two half days of four hours.
    let expected = (52 - 2 + 52 + 52 + 53 - 4) * 510 + (52 - 3) * 420 + 2 * 240;
    assert_eq!(berlin_office.elapsed(year.0, year.1), Ok(minutes(expected)));
}

const GUIDE: &str = include_str!("../docs/calendars.md");

/// The example of the guide is a calendar without findings, and every key of the format is explained.
#[test]
fn the_guide_is_right() {
    let block = |info: &str| GUIDE.split_once(&format!("```{info}\n")).and_then(|(_, rest)| rest.split_once("```\n")).unwrap().0.to_owned();
    let files = Memory::new().with("office.yaml", block("yaml office.yaml")).with("company.ics", block("ics company.ics"));
    let (calendar, findings) = calendar::check(&files, "office.yaml", Limits::default());
    assert!(findings.is_empty(), "{}", render::plain(&findings));
    let calendar = calendar.unwrap();
    // The table of answers: question, from, until or target, answer.
    let rows: Vec<Vec<&str>> = GUIDE
        .lines()
        .filter(|line| line.starts_with("| 2026-"))
        .map(|line| line.trim_matches(['|', ' ']).split(" | ").map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 5);
    for row in rows {
        let (from, target, expected) = (berlin(row[0]), duration(row[1].trim_matches('`')), berlin(row[2]));
        assert_eq!(calendar.deadline(from, target, &[]), Ok(Some(expected)), "{row:?}");
    }
    let schema = serde_json::to_value(itsm::schema::SchemaKind::Calendar.schema()).unwrap();
    let mut keys: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    for definition in schema["$defs"].as_object().unwrap().values() {
        keys.extend(definition["properties"].as_object().into_iter().flat_map(|properties| properties.keys().cloned()));
    }
    let missing: Vec<&String> = keys.iter().filter(|key| !GUIDE.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
