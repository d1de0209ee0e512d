//! A log of tickets as a tool exports it: 65,000 events with eleven attributes each.

use itsm::{
    eventlog::{EventLog, LogBuilder, Order, keys},
    jiff::{SignedDuration, Timestamp},
};

/// How many events the log has at least.
pub const EVENTS: u32 = 65_000;

/// Numbers that are the same in each run (xorshift).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, most: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % most
    }
}

/// The log; the same in each run.
pub fn log() -> EventLog {
    let states = ["New", "Assigned", "In Progress", "Pending", "Resolved", "Closed"];
    let mut numbers = Numbers(2_463_534_242);
    let mut builder = LogBuilder::new();
    let (mut at, mut number) = (Timestamp::UNIX_EPOCH, 0);
    builder.header_mut().declare([keys::NAME, keys::TIME, keys::RESOURCE, keys::LIFECYCLE]);
    while builder.events() < usize::try_from(EVENTS).unwrap_or_default() {
        number += 1;
        let Ok(case) = builder.named_case(&format!("INC{number:07}")) else { break };
        let _ = builder.set(case, "opened_by", &format!("Caller {}", numbers.below(5_000)));
        for _ in 0..=numbers.below(12) {
            at += SignedDuration::from_millis(i64::from(numbers.below(100_000)));
            let state = states.get(usize::try_from(numbers.below(6)).unwrap_or_default()).copied().unwrap_or_default();
            let Ok(event) = builder.named_event(case, state) else { break };
            let _ = builder.set(event, keys::TIME, at);
            let _ = builder.set(event, keys::LIFECYCLE, "complete");
            let _ = builder.set(event, keys::RESOURCE, &format!("Agent {}", numbers.below(400)));
            for key in ["category", "group", "location", "impact", "urgency", "priority", "note"] {
                let _ = builder.set(event, key, &format!("{key} {}", numbers.below(60)));
            }
        }
    }
    builder.finish(Order::AsAdded)
}
