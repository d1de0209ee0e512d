//! Laws of business calendars, each over ten thousand cases, and a twin that looks at every minute by itself.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_wrap,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use itsm::{
    calendar::{
        BusinessDuration, Calendar, CalendarError, Pause, ServiceClock,
        clock::{Change, ClockEvent, EarlierPauses, Policy, Target},
        definition::{CalendarFile, ExceptionDefinition, HolidayDefinition, ValidityDefinition, WeekDefinition},
    },
    document::Located,
    jiff::{SignedDuration, Timestamp, tz::TimeZone},
};
use proptest::prelude::*;

/// Zones with summer time on both halves of the earth, of half an hour, at midnight, given up, never had.
const ZONES: [&str; 9] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Pacific/Chatham",
    "UTC",
];
const STEADY: [&str; 3] = ["UTC", "Asia/Kathmandu", "America/Phoenix"];

const CASES: u32 = 10_000;
const DAY: i64 = 86_400;
/// 2025-01-01 and 2027-12-31, the days that instants are drawn from; the calendars go a year further on both sides.
const FIRST: i64 = 1_735_689_600;
const LAST: i64 = 1_830_211_200;

fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Windows of one day, in minutes: sorted, apart from one another.
fn windows() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let quarters = proptest::collection::btree_set((0..=96_u32).prop_map(|quarter| quarter * 15), 0..=4);
    let minutes = proptest::collection::btree_set(0..=1440_u32, 0..=4);
    let all_day = Just(std::collections::BTreeSet::from([0, 1440]));
    prop_oneof![4 => quarters, 2 => minutes, 1 => all_day]
        .prop_map(|cuts| cuts.into_iter().collect::<Vec<_>>().chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
}

fn texts(windows: &[(u32, u32)]) -> Vec<Located<String>> {
    windows.iter().map(|(opens, closes)| format!("{}-{}", clock(*opens), clock(*closes)).into()).collect()
}

#[derive(Clone, Debug)]
struct Plan {
    zone: &'static str,
    week: Vec<Vec<(u32, u32)>>,
    /// Days after 2025-01-01: none for a holiday.
    special: BTreeMap<i64, Vec<(u32, u32)>>,
}

fn plan(zones: &'static [&'static str]) -> impl Strategy<Value = Plan> {
    let special = proptest::collection::btree_map(0..1095_i64, prop_oneof![3 => Just(Vec::new()), 1 => windows()], 0..12);
    (proptest::sample::select(zones), proptest::collection::vec(windows(), 7), special)
        .prop_filter("never open", |(_, week, _)| week.iter().any(|day| !day.is_empty()))
        .prop_map(|(zone, week, special)| Plan { zone, week, special })
}

impl Plan {
    fn definition(&self) -> CalendarFile {
        let mut week = self.week.iter().map(|windows| texts(windows));
        let mut next = || week.next().unwrap();
        let week =
            WeekDefinition { monday: next(), tuesday: next(), wednesday: next(), thursday: next(), friday: next(), saturday: next(), sunday: next() };
        let date = |day: &i64| Located::new(instant(FIRST + day * DAY).to_zoned(TimeZone::UTC).date().to_string());
        let (closed, open): (Vec<_>, Vec<_>) = self.special.iter().partition(|(_, hours)| hours.is_empty());
        CalendarFile {
            format: "itsm/calendar/1".to_owned().into(),
            id: "drawn".to_owned().into(),
            title: "Drawn".to_owned().into(),
            version: "1".to_owned().into(),
            summary: None,
            source: Vec::new(),
            zone: self.zone.to_owned().into(),
            valid: Some(ValidityDefinition { from: Some("2024-01-01".to_owned().into()), until: Some("2028-12-31".to_owned().into()) }),
            week: week.into(),
            holidays: closed
                .into_iter()
                .map(|(day, _)| HolidayDefinition { name: "Holiday".to_owned().into(), date: Some(date(day)), ..HolidayDefinition::default() })
                .collect(),
            holiday_files: Vec::new(),
            exceptions: open
                .into_iter()
                .map(|(day, hours)| ExceptionDefinition { name: "Exception".to_owned().into(), date: date(day), hours: texts(hours) })
                .collect(),
        }
    }

    fn calendar(&self) -> Calendar {
        Calendar::new(&self.definition()).unwrap()
    }

    /// Whether the wall clock shows a time in a window: told by the zone's own conversion, from the numbers of the plan.
    fn is_open(&self, zone: &TimeZone, at: i64) -> bool {
        let shown = instant(at).to_zoned(zone.clone());
        let minute = u32::try_from(i32::from(shown.hour()) * 60 + i32::from(shown.minute())).unwrap();
        let day = shown.date().to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
        let weekday = usize::try_from(shown.weekday().to_monday_zero_offset()).unwrap();
        let windows = self.special.get(&((day - FIRST) / DAY)).unwrap_or(&self.week[weekday]);
        windows.iter().any(|(opens, closes)| (*opens..*closes).contains(&minute))
    }
}

/// Changes of the clocks of the zones above in 2026, in UTC: half of all instants are drawn from the days around them.
const CHANGES: [i64; 10] = [
    1_774_746_000,
    1_792_890_000, // Berlin
    1_772_953_200,
    1_793_512_800, // New York
    1_775_314_800,
    1_791_041_400, // Lord Howe
    1_776_981_600,
    1_793_307_600, // Cairo
    1_775_358_000,
    1_788_667_200, // Santiago
];

fn seconds() -> impl Strategy<Value = i64> {
    let near = (proptest::sample::select(&CHANGES[..]), -3 * DAY..3 * DAY).prop_map(|(change, off)| change + off);
    prop_oneof![FIRST..LAST, near]
}

fn whole_minutes() -> impl Strategy<Value = i64> {
    seconds().prop_map(|second| second - second % 60)
}

fn pauses(most: usize) -> impl Strategy<Value = Vec<Pause>> {
    let pause = (seconds(), 0..5 * DAY).prop_map(|(from, length)| Pause { from: instant(from), until: Some(instant(from + length)) });
    proptest::collection::vec(pause, 0..most)
}

/// The deadline, or nothing when the calendar ends first; any other error fails.
fn deadline(calendar: &Calendar, start: i64, target: BusinessDuration, pauses: &[Pause]) -> Option<Timestamp> {
    match calendar.deadline(instant(start), target, pauses) {
        Ok(deadline) => deadline,
        Err(CalendarError::NotReached { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

fn target() -> impl Strategy<Value = BusinessDuration> {
    prop_oneof![
        3 => (0..400 * 3600_i64).prop_map(|seconds| BusinessDuration::Time(SignedDuration::from_secs(seconds))),
        1 => (0..30_i64).prop_map(BusinessDuration::Days),
    ]
}

fn elapsed(calendar: &Calendar, from: i64, until: i64) -> i64 {
    calendar.elapsed(instant(from), instant(until)).unwrap().as_secs()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, ..ProptestConfig::default() })]

    /// 1. What lies between is the sum of its parts, for time and for days.
    #[test]
    fn elapsed_adds_up(plan in plan(&ZONES), a in seconds(), b in seconds(), c in seconds()) {
        let calendar = plan.calendar();
        prop_assert_eq!(elapsed(&calendar, a, b) + elapsed(&calendar, b, c), elapsed(&calendar, a, c));
        let (near_b, near_c) = (a + (b - a) % (20 * DAY), a + (c - a) % (20 * DAY));
        let days = |from, until| calendar.business_days(instant(from), instant(until)).unwrap();
        prop_assert_eq!(days(a, near_b) + days(near_b, near_c), days(a, near_c));
    }

    /// 2. The deadline is the inverse of elapsed: the first instant by which as much has passed.
    #[test]
    fn deadline_inverts_elapsed(plan in plan(&ZONES), start in seconds(), hours in 0..2000 * 3600_i64) {
        let calendar = plan.calendar();
        match deadline(&calendar, start, BusinessDuration::Time(SignedDuration::from_secs(hours)), &[]) {
            Some(end) => {
                prop_assert_eq!(elapsed(&calendar, start, end.as_second()), hours);
                prop_assert!(hours == 0 || elapsed(&calendar, start, end.as_second() - 1) < hours);
                // And back: the latest instant from which as much passes.
                let back = calendar.add(end, SignedDuration::from_secs(-hours)).unwrap().as_second();
                prop_assert_eq!(elapsed(&calendar, back, end.as_second()), hours);
                prop_assert!(hours == 0 || back >= start && elapsed(&calendar, back + 1, end.as_second()) < hours);
            }
            None => prop_assert!(elapsed(&calendar, start, LAST + 360 * DAY) < hours),
        }
    }

    /// 3. No pause is no pause: without one the deadline is what adding gives.
    #[test]
    fn without_pauses_deadline_is_addition(plan in plan(&ZONES), start in seconds(), target in target()) {
        let calendar = plan.calendar();
        let added = match target {
            BusinessDuration::Time(time) => calendar.add(instant(start), time),
            BusinessDuration::Days(days) => calendar.add_business_days(instant(start), u32::try_from(days).unwrap()),
        };
        prop_assert_eq!(calendar.deadline(instant(start), target, &[]), added.map(Some));
    }

    /// 4. Without holidays, and where clocks are never changed, a week later everything is a week later.
    #[test]
    fn a_week_later_is_the_same(mut plan in plan(&STEADY), a in seconds(), b in seconds(), target in target()) {
        plan.special.clear();
        let (calendar, week) = (plan.calendar(), 7 * DAY);
        prop_assert_eq!(elapsed(&calendar, a, b), elapsed(&calendar, a + week, b + week));
        if let (Some(one), Some(other)) = (deadline(&calendar, a, target, &[]), deadline(&calendar, a + week, target, &[])) {
            prop_assert_eq!(one.as_second() + week, other.as_second());
        }
    }

    /// 5. A pause without length changes nothing.
    #[test]
    fn empty_pauses_are_neutral(plan in plan(&ZONES), start in seconds(), target in target(), held in pauses(4), points in proptest::collection::vec(seconds(), 1..4)) {
        let calendar = plan.calendar();
        let mut more = held.clone();
        more.extend(points.iter().map(|point| Pause { from: instant(*point), until: Some(instant(*point)) }));
        more.push(Pause { from: instant(start), until: Some(instant(start)) });
        prop_assert_eq!(deadline(&calendar, start, target, &held), deadline(&calendar, start, target, &more));
    }

    /// 6. An opening may be written as two that touch.
    #[test]
    fn split_openings_are_neutral(plan in plan(&ZONES), a in seconds(), b in seconds(), share in 1..100_u32, target in target()) {
        let mut split = plan.clone();
        for windows in split.week.iter_mut().chain(split.special.values_mut()) {
            *windows = windows.iter().flat_map(|(opens, closes)| {
                let middle = opens + (closes - opens) * share / 100;
                [(*opens, middle), (middle, *closes)].into_iter().filter(|(opens, closes)| opens < closes)
            }).collect();
        }
        let (one, other) = (plan.calendar(), split.calendar());
        prop_assert_eq!(elapsed(&one, a, b), elapsed(&other, a, b));
        prop_assert_eq!(deadline(&one, a, target, &[]), deadline(&other, a, target, &[]));
        prop_assert_eq!(one.next_opening(instant(a)), other.next_opening(instant(a)));
        prop_assert_eq!(one.next_closing(instant(a)), other.next_closing(instant(a)));
    }

    /// 7. In whatever order events arrive, and even twice, the reading is one.
    #[test]
    fn order_of_arrival_does_not_matter(
        plan in plan(&ZONES), history in history(), order in any::<u64>(), as_of in 0..12 * DAY,
    ) {
        let calendars = [plan.calendar()];
        let as_of = instant(CHANGES[0] + as_of);
        let mut shuffled = history.clone();
        shuffled.extend(history.iter().take(3).cloned());
        let mut state = order;
        for place in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(place, usize::try_from(state >> 33).unwrap() % (place + 1));
        }
        let read = |events: &[ClockEvent]| ServiceClock::replay(events, &calendars, as_of).map(|clock| clock.reading().clone());
        prop_assert_eq!(read(&history), read(&shuffled));
    }

    /// 8. Business time has a direction, is never more than the time that passes, and its thresholds come in order.
    #[test]
    fn elapsed_is_signed_and_bounded(plan in plan(&ZONES), a in seconds(), b in seconds(), first in 0..=100_u32, second in 0..=100_u32) {
        let calendar = plan.calendar();
        prop_assert_eq!(elapsed(&calendar, a, b), -elapsed(&calendar, b, a));
        prop_assert!((0..=(b - a).abs()).contains(&elapsed(&calendar, a.min(b), a.max(b))));
        let (low, high) = (first.min(second), first.max(second));
        let whole = BusinessDuration::hours(40);
        let at = |percent| deadline(&calendar, a, whole.percent(percent), &[]);
        if let (Some(early), Some(late), Some(end)) = (at(low), at(high), at(100)) {
            prop_assert!(early <= late && late <= end);
        }
    }
}

/// A history of a record: a start, then anything.
fn history() -> impl Strategy<Value = Vec<ClockEvent>> {
    let target = |hours: i32| Target { name: format!("within-{hours}"), duration: BusinessDuration::hours(hours), calendar: "drawn".to_owned() };
    let policy = prop_oneof![
        Just(Policy::Carry),
        Just(Policy::Restart),
        Just(Policy::Retroactive { event: "opened".to_owned(), pauses: EarlierPauses::Keep }),
        Just(Policy::Retroactive { event: "opened".to_owned(), pauses: EarlierPauses::Ignore }),
    ];
    let change = prop_oneof![
        Just(None),
        Just(Some(Change::Pause)),
        Just(Some(Change::Resume)),
        Just(Some(Change::Stop)),
        policy.clone().prop_map(|policy| Some(Change::Reopen { policy })),
        (1..40_i32, policy).prop_map(move |(hours, policy)| Some(Change::Retarget { target: target(hours), policy })),
    ];
    proptest::collection::vec((0..10 * 24_i64, change), 0..12).prop_map(move |changes| {
        let begin = CHANGES[0];
        let mut events = vec![
            ClockEvent { at: instant(begin), sequence: 0, name: "opened".to_owned(), change: None },
            ClockEvent { at: instant(begin + 1800), sequence: 1, name: "accepted".to_owned(), change: Some(Change::Start { target: target(8) }) },
        ];
        // Whole hours, so that several events share an instant and only the sequence tells them apart.
        events.extend(changes.into_iter().zip(2..).map(|((hour, change), sequence)| ClockEvent {
            at: instant(begin + 1800 + hour * 3600),
            sequence,
            name: "changed".to_owned(),
            change,
        }));
        events
    })
}

proptest! {
    // Each case looks at tens of thousands of minutes.
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// Elapsed time, deadlines with pauses, openings, closings and business days, against a walk through all minutes.
    #[test]
    fn every_minute_agrees(
        plan in plan(&ZONES),
        change in proptest::sample::select(&CHANGES[..]), off in -3 * 1440..3 * 1440_i64, length in 0..14 * 1440_i64,
        held in proptest::collection::vec((0..10 * 1440_i64, 0..2 * 1440_i64), 0..4),
        minutes in 0..30 * 60_i64, days in 1..8_i64,
    ) {
        let (calendar, zone) = (plan.calendar(), TimeZone::get(plan.zone).unwrap());
        let start = change - change % 60 + off * 60;
        let end = start + length * 60;
        let horizon = start + 24 * DAY;
        let open: Vec<(i64, bool)> = (start - 2 * DAY..horizon).step_by(60).map(|at| (at, plan.is_open(&zone, at))).collect();
        let after = |from: i64| open.iter().filter(move |(at, _)| *at >= from);

        // Elapsed and openness.
        let counted = after(start).filter(|(at, open)| *at < end && *open).count() as i64 * 60;
        prop_assert_eq!(elapsed(&calendar, start, end), counted);
        for (at, open) in open.iter().step_by(97) {
            prop_assert_eq!(calendar.is_open(instant(*at)), Ok(*open), "{}", instant(*at));
        }

        // Deadline with pauses.
        let pauses: Vec<(i64, i64)> = held.iter().map(|(from, length)| (start + from * 60, start + (from + length) * 60)).collect();
        let held: Vec<Pause> = pauses.iter().map(|(from, until)| Pause { from: instant(*from), until: Some(instant(*until)) }).collect();
        let runs = |at: i64| !pauses.iter().any(|(from, until)| (*from..*until).contains(&at));
        let mut left = minutes;
        let mut expected = (left == 0).then(|| after(start).find(|(at, _)| runs(*at)).unwrap().0);
        for (at, open) in after(start) {
            if expected.is_none() && *open && runs(*at) {
                left -= 1;
                if left == 0 {
                    expected = Some(at + 60);
                }
            }
        }
        let found = deadline(&calendar, start, BusinessDuration::Time(SignedDuration::from_mins(minutes)), &held).map(|at| at.as_second());
        match expected {
            Some(expected) if minutes > 0 => prop_assert_eq!(found, Some(expected)),
            Some(_) => prop_assert!(found.is_some()),
            None => prop_assert!(found.is_none_or(|at| at > horizon - 60)),
        }

        // The next opening and closing.
        let opening = after(start).find(|(_, open)| *open).map(|(at, _)| *at);
        if let Some(opening) = opening {
            prop_assert_eq!(calendar.next_opening(instant(start)), Ok(instant(opening)));
            if let Some((closing, _)) = after(opening).find(|(_, open)| !open) {
                prop_assert_eq!(calendar.next_closing(instant(start)), Ok(instant(*closing)));
            }
        }

        // Business days: those whose last open minute ends within.
        let mut closings: BTreeMap<jiff::civil::Date, i64> = BTreeMap::new();
        for (at, _) in open.iter().filter(|(_, open)| *open) {
            closings.insert(instant(*at).to_zoned(zone.clone()).date(), at + 60);
        }
        let ended = closings.values().filter(|closing| (start + 1..=end).contains(closing)).count() as i64;
        prop_assert_eq!(calendar.business_days(instant(start), instant(end)), Ok(ended));
        let today = instant(start).to_zoned(zone.clone()).date();
        let nth = closings.iter().filter(|(day, closing)| **day > today && **closing > start).nth(usize::try_from(days - 1).unwrap());
        if let Some((_, closing)) = nth.filter(|(_, closing)| **closing < horizon - 2 * DAY) {
            prop_assert_eq!(calendar.add_business_days(instant(start), u32::try_from(days).unwrap()), Ok(instant(*closing)));
        }
    }

    /// A clock that is started, paused and resumed says what the calendar says of the same pauses.
    #[test]
    fn clocks_and_deadlines_agree(plan in plan(&ZONES), start in whole_minutes(), held in proptest::collection::vec((1..2000_i64, 0..2000_i64), 0..5), target in target()) {
        let calendar = plan.calendar();
        let aim = Target { name: "aim".to_owned(), duration: target, calendar: "drawn".to_owned() };
        let event = |sequence, at: i64, change| ClockEvent { at: instant(at), sequence, name: "event".to_owned(), change: Some(change) };
        let mut events = vec![event(0, start, Change::Start { target: aim })];
        let (mut at, mut pauses) = (start, Vec::new());
        for ((gap, length), sequence) in held.into_iter().zip((1..).step_by(2)) {
            let (from, until) = (at + gap * 60, at + (gap + length) * 60);
            events.push(event(sequence, from, Change::Pause));
            events.push(event(sequence + 1, until, Change::Resume));
            pauses.push(Pause { from: instant(from), until: Some(instant(until)) });
            at = until;
        }
        let as_of = instant(at + 60);
        match ServiceClock::replay(&events, std::slice::from_ref(&calendar), as_of) {
            Ok(clock) => {
                prop_assert_eq!(Ok(clock.reading().deadline), calendar.deadline(instant(start), target, &pauses));
                prop_assert_eq!(clock.threshold(100), Ok(clock.reading().deadline));
                let (consumed, slack) = (clock.reading().consumed.unwrap(), clock.reading().slack.unwrap());
                let sum = match (consumed, slack) {
                    (BusinessDuration::Time(one), BusinessDuration::Time(other)) => BusinessDuration::Time(one + other),
                    (BusinessDuration::Days(one), BusinessDuration::Days(other)) => BusinessDuration::Days(one + other),
                    _ => panic!("units do not mix"),
                };
                prop_assert_eq!(sum, target);
                prop_assert!(!clock.reading().breached || !slack.is_negative() || clock.reading().deadline.unwrap() < as_of);
            }
            Err(error) => prop_assert!(error.to_string().contains("ends at"), "{}", error),
        }
    }
}
