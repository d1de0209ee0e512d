//! The most frequent variants as chains of steps, in the colours of their activities.

use std::fmt::Write as _;

use super::{GAP, HEADING, LONGEST, MARGIN, Sheet, WIDTH, colour, cut, fitted, grouped, number, share};
use crate::{draw::text, eventlog::LogStats};

/// Variants that are drawn.
const MOST: usize = 10;
const ROW: f64 = 30.0;
const HEIGHT: f64 = 22.0;
/// Room for counts to the left, and for what is left out to the right.
const LEFT: f64 = 130.0;
const RIGHT: f64 = 66.0;
/// The point of a step.
const POINT: f64 = 7.0;
/// Widths of a step.
const NARROW: f64 = 26.0;
const WIDE: f64 = 112.0;
/// Steps no narrower than this have their name inside.
const NAMED: f64 = 50.0;

/// The panel.
pub fn draw(sheet: &mut Sheet, stats: &LogStats) {
    if stats.top_variants.is_empty() {
        return;
    }
    let shown = stats.top_variants.len().min(MOST);
    let cases: usize = stats.top_variants.iter().take(MOST).map(|variant| variant.cases).sum();
    let what = if shown < stats.variants {
        format!("The {shown} most frequent variants: {} of all cases", share(cases, stats.cases))
    } else {
        "Variants".to_owned()
    };
    sheet.heading(MARGIN, &what);
    sheet.y += HEADING;
    let longest = stats.top_variants.iter().take(MOST).map(|variant| variant.activities.len()).max().unwrap_or_default();
    let room = WIDTH - 2.0 * MARGIN - LEFT - RIGHT;
    let width = (room / f64::from(u32::try_from(longest.max(1)).unwrap_or(u32::MAX))).clamp(NARROW, WIDE);
    for variant in stats.top_variants.iter().take(MOST) {
        let base = sheet.y + HEIGHT / 2.0 + 4.0;
        sheet.text("end", (MARGIN + 62.0, base), &grouped(variant.cases));
        sheet.text("note end", (MARGIN + LEFT - 16.0, base), &share(variant.cases, stats.cases));
        let (mut x, mut left) = (MARGIN + LEFT, variant.activities.len());
        for activity in &variant.activities {
            if x + width > MARGIN + LEFT + room + 0.1 {
                break;
            }
            step(sheet, x, width, activity, &colour(stats, activity));
            x += width;
            left -= 1;
        }
        if left > 0 {
            sheet.text("note", (x + POINT + 4.0, base), &format!("{} more", grouped(left)));
        }
        if variant.activities.is_empty() {
            sheet.text("note", (x, base), "no events");
        }
        sheet.y += ROW;
    }
    sheet.y += GAP;
}

fn step(sheet: &mut Sheet, x: f64, width: f64, activity: &str, class: &str) {
    let (top, middle, bottom) = (sheet.y, sheet.y + HEIGHT / 2.0, sheet.y + HEIGHT);
    let end = x + width - 2.0;
    let corners = [(x, top), (end, top), (end + POINT, middle), (end, bottom), (x, bottom), (x + POINT, middle)];
    let points: Vec<String> = corners.into_iter().map(|(x, y)| format!("{},{}", number(x), number(y))).collect();
    let tooltip = text::xml(&cut(activity, LONGEST));
    let _ = writeln!(sheet.out, "<polygon class=\"{class}\" points=\"{}\"><title>{tooltip}</title></polygon>", points.join(" "));
    if width >= NAMED {
        sheet.text("step", (x + width / 2.0 + POINT / 2.0, middle + 3.5), &fitted(activity, 10.0, width - 2.0 * POINT - 2.0));
    }
}
