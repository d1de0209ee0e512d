//! The figures of a log as one picture: cases over time, activities, durations, variants.

mod bars;
mod timeline;
mod variants;

use std::fmt::Write as _;

use super::{EventLog, LogStats};
use crate::draw::text;

/// The picture is so wide.
const WIDTH: f64 = 960.0;
const MARGIN: f64 = 24.0;
/// Between two panels.
const GAP: f64 = 28.0;
/// From the heading of a panel to what it shows.
const HEADING: f64 = 26.0;
/// Signs of names of activities that tooltips tell.
const LONGEST: usize = 200;
/// Activities that have a colour of their own.
const COLOURS: usize = 12;

const LIGHT: [&str; COLOURS] =
    ["#9ec9e8", "#f7c48a", "#a8dba8", "#f2a6a4", "#cbb8e6", "#e0c9a6", "#f4bfdc", "#9fdde3", "#dfe08a", "#b9c6f5", "#e5b8a0", "#bcd6c8"];
const DARK: [&str; COLOURS] =
    ["#2f6a94", "#94642a", "#2f7a45", "#97413f", "#64508f", "#6d5a3a", "#8f4a76", "#2a767d", "#74752a", "#46569c", "#8a5238", "#43705c"];

/// A picture that grows downwards.
struct Sheet {
    out: String,
    /// Where the next panel begins.
    y: f64,
}

impl EventLog {
    /// The figures as one picture, an SVG document without scripts, fonts or anything from outside, in the colours that the reader's
    /// system asks for. `stats` are those of this log; of activities and variants as many are drawn as there is room for.
    ///
    /// Its size is bounded whatever the log holds. Linear in the events.
    ///
    /// ```
    /// use itsm::eventlog::{Classifier, LogBuilder, Order};
    ///
    /// let mut builder = LogBuilder::new();
    /// let case = builder.named_case("INC-1")?;
    /// builder.named_event(case, "open & close")?;
    /// let log = builder.finish(Order::AsAdded);
    /// let svg = log.picture("tickets.csv", &log.stats(&Classifier::default(), 10));
    /// assert!(svg.starts_with("<svg ") && svg.contains("open &amp; close"));
    /// # Ok::<(), itsm::eventlog::BuildError>(())
    /// ```
    #[must_use]
    pub fn picture(&self, title: &str, stats: &LogStats) -> String {
        let mut sheet = Sheet { out: String::new(), y: MARGIN };
        sheet.head(title, stats);
        timeline::draw(&mut sheet, self);
        bars::draw(&mut sheet, stats);
        variants::draw(&mut sheet, stats);
        let height = number(sheet.y - GAP + MARGIN);
        let name = text::xml(&cut(title, LONGEST));
        let summary = text::xml(&summary(stats));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"log-title log-desc\">\n\
             <title id=\"log-title\">{name}</title>\n<desc id=\"log-desc\">{summary}</desc>\n{}<rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\"/>\n{}</svg>\n",
            style(),
            sheet.out
        )
    }
}

impl Sheet {
    fn head(&mut self, title: &str, stats: &LogStats) {
        // Bold letters are wider.
        self.text("title", (MARGIN, self.y + 15.0), &fitted(title, 21.0, WIDTH - 2.0 * MARGIN));
        self.text("note", (MARGIN, self.y + 36.0), &summary(stats));
        self.y += 36.0 + GAP;
    }

    /// The heading of a panel at a place.
    fn heading(&mut self, x: f64, heading: &str) {
        self.text("heading", (x, self.y + 11.0), heading);
    }

    fn text(&mut self, class: &str, (x, y): (f64, f64), content: &str) {
        let _ = writeln!(self.out, "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>", number(x), number(y), text::xml(content));
    }

    /// A bar with a tooltip; nothing where it has no length.
    fn bar(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), tooltip: &str) {
        if width > 0.0 && height > 0.0 {
            let _ = writeln!(
                self.out,
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"1.5\"><title>{}</title></rect>",
                number(x),
                number(y),
                number(width),
                number(height),
                text::xml(tooltip)
            );
        }
    }

    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(number);
        let _ = writeln!(self.out, "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
    }
}

fn summary(stats: &LogStats) -> String {
    let mut text = format!(
        "{} cases, {} events, {} activities, {} variants",
        grouped(stats.cases),
        grouped(stats.events),
        grouped(stats.activities.len()),
        grouped(stats.variants)
    );
    if let (Some(first), Some(last)) = (&stats.first, &stats.last) {
        let day = |time: &str| time.split('T').next().unwrap_or_default().to_owned();
        let _ = write!(text, "; {} to {}", day(first), day(last));
    }
    text
}

fn style() -> String {
    let colours = |page: &str, ink: &str, note: &str, grid: &str, bar: &str, fills: &[&str; COLOURS]| {
        let mut text =
            format!(".page{{fill:{page}}}text{{fill:{ink}}}.note{{fill:{note}}}.grid{{stroke:{grid}}}.bar{{fill:{bar}}}.other{{fill:{grid}}}");
        for (number, fill) in fills.iter().enumerate() {
            let _ = write!(text, ".c{number}{{fill:{fill}}}");
        }
        text
    };
    let light = colours("#ffffff", "#1b2330", "#5a6675", "#d5dce4", "#6aa3d1", &LIGHT);
    let dark = colours("#14181f", "#e8ecf1", "#9aa7b6", "#3a4450", "#4a86b8", &DARK);
    format!(
        "<style>text{{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:12px}}.title{{font-size:19px;font-weight:bold}}\
         .heading{{font-size:13px;font-weight:bold}}.note{{font-size:12px}}.end{{text-anchor:end}}.middle{{text-anchor:middle}}.step{{font-size:10px;text-anchor:middle}}\
         .grid{{stroke-width:1}}\n{light}\n@media (prefers-color-scheme: dark){{{dark}}}</style>\n"
    )
}

/// The class of the colour of an activity: those of most events have one.
fn colour(stats: &LogStats, activity: &str) -> String {
    let place = stats.activities.iter().take(COLOURS).position(|count| count.name == activity);
    place.map_or_else(|| "other".to_owned(), |place| format!("c{place}"))
}

/// With a comma between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// In percent, rounded down to a tenth, so that only all is 100; never nothing for something.
fn share(count: usize, of: usize) -> String {
    let tenths = count.saturating_mul(1000).checked_div(of).unwrap_or_default();
    if tenths == 0 && count > 0 {
        return "<0.1%".to_owned();
    }
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn cut(text: &str, most: usize) -> String {
    let clean: String = text.chars().take(most).map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    if text.chars().nth(most).is_some() { format!("{clean}…") } else { clean }
}

/// One line that is no wider than `room`.
fn fitted(content: &str, size: f64, room: f64) -> String {
    let whole = cut(content, LONGEST);
    let mut shown = whole.clone();
    while text::width(&shown, size) > room && shown.chars().count() > 1 {
        shown = whole.chars().take(shown.chars().count().saturating_sub(2)).chain(['…']).collect();
    }
    shown
}

/// A coordinate with at most one digit behind the point.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A part of a whole as a share of a length.
#[allow(clippy::cast_precision_loss, clippy::as_conversions, reason = "a picture has far fewer places than numbers have digits")]
fn scaled(part: usize, whole: usize, length: f64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 * length }
}

/// The same, at least a line where there is something.
fn seen(part: usize, whole: usize, length: f64) -> f64 {
    if part == 0 { 0.0 } else { scaled(part, whole, length).max(1.0) }
}
