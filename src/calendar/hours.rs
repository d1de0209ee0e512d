//! The hours of one day on the wall clock: windows `HH:MM-HH:MM`, sorted and joined.

/// Seconds of a day on the wall clock; a day of the wall clock always has this many, whatever really passes.
pub(super) const DAY: i64 = 86_400;

/// A window of the wall clock, `[opens, closes)` in seconds from midnight; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Window {
    pub opens: i64,
    pub closes: i64,
}

/// The windows of one day, sorted, neither overlapping nor touching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hours {
    windows: Vec<Window>,
}

impl Hours {
    /// Sorts the windows and joins those that overlap or touch.
    pub fn new(mut windows: Vec<Window>) -> Self {
        windows.sort_unstable();
        windows.dedup_by(|later, earlier| {
            let joined = later.opens <= earlier.closes;
            if joined {
                earlier.closes = earlier.closes.max(later.closes);
            }
            joined
        });
        Self { windows }
    }

    /// The open seconds from midnight to `second`.
    pub fn open_before(&self, second: i64) -> i64 {
        self.windows.iter().map(|window| second.min(window.closes).saturating_sub(window.opens).max(0)).sum()
    }

    /// The open seconds of the day.
    pub fn total(&self) -> i64 {
        self.open_before(DAY)
    }

    /// Whether `second` lies in a window.
    pub fn contain(&self, second: i64) -> bool {
        self.windows.iter().any(|window| window.opens <= second && second < window.closes)
    }
}

/// Why a text is no window, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WindowError {
    pub message: String,
    pub help: String,
}

impl Window {
    /// Reads `HH:MM-HH:MM`. A window that runs over midnight is refused: which of its two days is a holiday would be a guess.
    pub fn parse(text: &str) -> Result<Self, WindowError> {
        let error = |message: String, help: &str| Err(WindowError { message, help: help.to_owned() });
        let Some((from, until)) = text.split_once('-') else {
            return error(format!("`{text}` is no window of hours"), "write opening and closing time, such as `08:00-17:00`");
        };
        let (opens, closes) = (time(from.trim())?, time(until.trim())?);
        if opens == closes {
            return error(format!("the window `{text}` is empty"), "write `00:00-24:00` for the whole day, or take the window out");
        }
        if closes == 0 {
            let help = format!("write `{}-24:00` for a window up to midnight", from.trim());
            return error(format!("the window `{text}` ends before it begins"), &help);
        }
        if opens > closes {
            let help = format!("write `{}-24:00` here and `00:00-{}` on the next day", from.trim(), until.trim());
            return error(format!("the window `{text}` runs over midnight"), &help);
        }
        Ok(Self { opens, closes })
    }
}

/// Seconds from midnight of `HH:MM`, `24:00` included.
fn time(text: &str) -> Result<i64, WindowError> {
    let digits = |part: &str, most: i64| {
        let two = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i64>().ok().filter(|number| two && *number <= most)
    };
    let read = text.split_once(':').and_then(|(hours, minutes)| digits(hours, 24).zip(digits(minutes, 59)));
    match read {
        Some((24, minutes)) if minutes > 0 => {
            Err(WindowError { message: format!("`{text}` is no time of day"), help: "the day ends at `24:00`".to_owned() })
        }
        Some((hours, minutes)) => Ok(hours * 3600 + minutes * 60),
        None => Err(WindowError {
            message: format!("`{text}` is no time of day"),
            help: "write hours and minutes with two digits each, from `00:00` to `24:00`".to_owned(),
        }),
    }
}
