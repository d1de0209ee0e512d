//! How often each activity is there, and how long cases took.

use super::{GAP, HEADING, MARGIN, Sheet, WIDTH, colour, cut, fitted, grouped, seen, share};
use crate::eventlog::{Bar, LogStats};

/// Activities that have a bar; the others are one together.
const MOST: usize = 12;
const ROW: f64 = 20.0;
const BAR: f64 = 13.0;

/// Both panels, side by side.
pub fn draw(sheet: &mut Sheet, stats: &LogStats) {
    let half = (WIDTH - 2.0 * MARGIN - GAP) / 2.0;
    let top = sheet.y;
    activities(sheet, stats, half);
    let left = sheet.y;
    sheet.y = top;
    durations(sheet, stats, MARGIN + half + GAP, half);
    sheet.y = left.max(sheet.y) + GAP;
}

fn activities(sheet: &mut Sheet, stats: &LogStats, width: f64) {
    sheet.heading(MARGIN, "Events by activity");
    sheet.y += HEADING;
    let all: usize = stats.activities.iter().map(|count| count.count).sum();
    let rest: usize = stats.activities.iter().skip(MOST).map(|count| count.count).sum();
    let most = stats.activities.first().map_or(0, |first| first.count).max(rest);
    for count in stats.activities.iter().take(MOST) {
        row(sheet, (MARGIN, width), &count.name, (count.count, most, all), &colour(stats, &count.name));
    }
    if rest > 0 {
        let name = format!("{} others", grouped(stats.activities.len().saturating_sub(MOST)));
        row(sheet, (MARGIN, width), &name, (rest, most, all), "other");
    }
}

fn durations(sheet: &mut Sheet, stats: &LogStats, x: f64, width: f64) {
    sheet.heading(x, "Cases by duration");
    sheet.y += HEADING;
    let Some(durations) = &stats.durations else {
        sheet.text("note", (x, sheet.y + 10.0), "No event says when it happened.");
        sheet.y += ROW;
        return;
    };
    let most = durations.histogram.iter().map(|bar| bar.cases).max().unwrap_or_default();
    for bar in &durations.histogram {
        row(sheet, (x, width), &range(bar), (bar.cases, most, durations.cases), "bar");
    }
    let note = format!("Half of them within {}, nine in ten within {}.", time(durations.median), time(durations.ninth_decile));
    sheet.text("note", (x, sheet.y + 12.0), &note);
    sheet.y += ROW;
}

/// A name, a bar, a number and a share.
fn row(sheet: &mut Sheet, (x, width): (f64, f64), name: &str, (count, most, all): (usize, usize, usize), class: &str) {
    let (names, numbers) = (width * 0.36, 104.0);
    let base = sheet.y + BAR - 2.5;
    sheet.text("name end", (x + names - 8.0, base), &fitted(name, 12.0, names - 12.0));
    let length = seen(count, most, width - names - numbers);
    let tooltip = format!("{}: {}, {}", cut(name, super::LONGEST), grouped(count), share(count, all));
    sheet.bar(class, (x + names, sheet.y), (length, BAR), &tooltip);
    sheet.text("note", (x + names + length + 6.0, base), &format!("{} · {}", grouped(count), share(count, all)));
    sheet.y += ROW;
}

/// The ends of bars are whole numbers of one unit.
fn range(bar: &Bar) -> String {
    match bar.to {
        Some(to) if bar.from == 0 => format!("less than {}", edge(to)),
        Some(to) => format!("{} to {}", edge(bar.from), edge(to)),
        None => format!("{} or more", edge(bar.from)),
    }
}

fn edge(seconds: u64) -> String {
    let (size, unit) = match seconds {
        86_400.. => (86_400, "d"),
        3_600.. => (3_600, "h"),
        60.. => (60, "min"),
        _ => (1, "s"),
    };
    format!("{} {unit}", seconds / size)
}

/// A duration by its largest unit, with one digit behind the point.
fn time(seconds: f64) -> String {
    let units = [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")];
    let (size, unit) = units.into_iter().find(|(size, _)| seconds >= *size).unwrap_or((1.0, "seconds"));
    format!("{} {unit}", super::number(seconds / size))
}
