//! Marks inside events: what they are about.

use super::{layout::Point, svg::number};

/// What an event is about, drawn inside its outline. The signs are those of BPMN 2.0 (OMG, 2011), table 10.93, drawn anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The sign.
    pub sign: Sign,
    /// Whether it is made known here, and not waited for.
    pub is_thrown: bool,
}

/// What an event can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
pub enum Sign {
    /// A message: an envelope.
    Message,
    /// A point in time: a clock.
    Timer,
    /// Something went wrong: a flash.
    Error,
    /// Somebody else must know: a pointed arrow.
    Escalation,
    /// Everybody hears it: a triangle.
    Signal,
    /// A condition comes to hold: a page of lines.
    Condition,
    /// A jump: an arrow.
    Link,
    /// Everything ends: a disc.
    Terminate,
    /// What was done is undone: two triangles back.
    Compensation,
    /// A transaction is called off: a cross.
    Cancel,
}

impl Sign {
    /// The path around a point, within seven pixels.
    pub(super) fn path(self, Point { x, y }: Point) -> String {
        let from = |right: f64, down: f64| format!("M{} {}", number(x + right), number(y + down));
        match self {
            // Flap and body apart, so that a filled one is an envelope still.
            Self::Message => format!("{}h12l-6 4.6Z{}l6 4.6l6 -4.6v6.6h-12Z", from(-6.0, -4.4), from(-6.0, -2.2)),
            Self::Timer => format!("{}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0{}v4.4h3", from(-6.0, 0.0), from(0.0, -4.4)),
            Self::Error => format!("{}l3.6 -9.4l4 5.4l4.4 -7l-3.6 10.4l-4.2 -5.2Z", from(-6.0, 5.2)),
            Self::Escalation => format!("{}l4.8 10.8l-4.8 -4.4l-4.8 4.4Z", from(0.0, -6.0)),
            Self::Signal => format!("{}l6 10h-12Z", from(0.0, -6.0)),
            Self::Condition => format!("{}h9v11h-9Z{}h5m-5 2.8h5m-5 2.8h5", from(-4.5, -5.5), from(-2.5, -2.8)),
            Self::Link => format!("{}h5v-3l6.4 5.4l-6.4 5.4v-3h-5Z", from(-5.6, -2.4)),
            Self::Terminate => format!("{}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z", from(-6.0, 0.0)),
            Self::Compensation => format!("{}l-6 4.5l6 4.5Z{}l-6 4.5l6 4.5Z", from(0.0, -4.5), from(6.0, -4.5)),
            Self::Cancel => format!("{}l9 9m0 -9l-9 9", from(-4.5, -4.5)),
        }
    }

    /// The sign as a character, for drawings of text.
    pub(super) fn character(self) -> &'static str {
        match self {
            Self::Message => "✉",
            Self::Timer => "◷",
            Self::Error => "↯",
            Self::Escalation => "⇧",
            Self::Signal => "△",
            Self::Condition => "≡",
            Self::Link => "⇨",
            Self::Terminate => "●",
            Self::Compensation => "⏪",
            Self::Cancel => "✕",
        }
    }
}
