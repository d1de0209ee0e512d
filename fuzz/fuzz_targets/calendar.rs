//! Any text as a calendar file and an iCalendar file: no panic, and what loads answers and inverts.
#![no_main]

use itsm::{
    calendar::{self, BusinessDuration},
    diagnostic::render,
    jiff::{SignedDuration, Timestamp},
    source::{Limits, Memory},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, i64, u32)| {
    let (text, second, length) = input;
    let (head, feed) = text.split_once("\u{1}").unwrap_or((text, ""));
    let files = Memory::new().with("calendar.yaml", format!("format: itsm/calendar/1\n{head}")).with("h.ics", feed.to_owned());
    let (calendar, findings) = calendar::check(&files, "calendar.yaml", Limits::default());
    let _ = (render::human(&findings, true), render::sarif(&findings));
    assert_eq!(calendar.is_none(), findings.errors() > 0);
    let _ = head.parse::<BusinessDuration>();
    let (Some(calendar), Ok(start)) = (calendar, Timestamp::from_second(second)) else { return };
    let _ = (calendar.next_opening(start), calendar.next_closing(start), calendar.add_business_days(start, length % 400));
    let length = SignedDuration::from_secs(i64::from(length));
    if let Ok(end) = calendar.add(start, length) {
        assert_eq!(calendar.elapsed(start, end), Ok(length));
    }
});
