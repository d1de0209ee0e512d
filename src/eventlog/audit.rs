//! Event logs from audit trails: what an application writes about its own tickets is a log.
//!
//! | of the record | in the log |
//! | --- | --- |
//! | `record`, `type` | the case: `concept:name`, `type` |
//! | `event`, `at` | `concept:name` and `time:timestamp` of the event |
//! | `actor`, `role` | `org:resource`, `org:role`; an actor who was taken out is nobody |
//! | | `lifecycle:transition` is `complete`: what a record says has happened |
//! | `from`, `to`, `kind`, `sequence`, `reason` | `itsm:from`, `itsm:to`, `itsm:kind`, `itsm:sequence`, `itsm:reason` |
//! | `changes` | `field:NAME` is what the field holds now, with `itsm:old` inside; empty where it holds nothing, with `itsm:redacted` where it was taken out |
//! | `related` | `itsm:related`, a list: the qualifier, the number, with `itsm:type` inside |
//! | `definition` | `itsm:definition`, with `itsm:hash` and `itsm:version` inside |
//!
//! Events keep the order of the trail. Migrations are events like others, with the kind `migration`.

use std::{collections::HashMap, io::BufRead};

use super::{
    ReadOptions,
    attribute::{Attribute, AttributeValue, Value},
    builder::{BuildError, LogBuilder, Order, Target},
    keys,
    lines::{Lines, Step},
    log::{CaseIndex, EventLog, Extension, NamedClassifier, Scope},
    rows::Issue,
    strings::narrow,
};
use crate::{
    audit::{Change, Record, Related, Text, Verifier},
    diagnostic::{Code, Diagnostic, Findings},
    document::Position,
};

/// The state before an event.
pub const FROM: &str = "itsm:from";
/// The state after an event.
pub const TO: &str = "itsm:to";
/// What brought an event about.
pub const KIND: &str = "itsm:kind";
/// The number of an event in the life of its ticket.
pub const SEQUENCE: &str = "itsm:sequence";
/// What the key of a changed field begins with.
pub const FIELD: &str = "field:";

/// What a value in a log costs at least; see [`ReadOptions::limits`].
const RECORD: usize = 12;

/// Whether the chains of hashes of a trail are checked while it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// They are; a break is a finding.
    #[default]
    Chains,
    /// They are not, for parts of trails and for records that somebody changed on purpose.
    Nothing,
}

/// Turns records into a log, one after the other, so that a journal need not be held in memory.
///
/// ```
/// use itsm::audit::{Entry, Journal, Memory};
/// use itsm::eventlog::{audit::{self, AuditLog}, keys};
///
/// let mut journal = Memory::new();
/// journal.append(Entry::new("INC-1", 1, "2026-03-02T09:00:00Z".parse()?, "assign", "new", "assigned").by("ann"))?;
///
/// let mut log = AuditLog::new();
/// for record in journal.records() {
///     log.record(record)?;
/// }
/// let log = log.finish();
/// let event = log.events().next().unwrap();
/// assert_eq!(event.name().as_deref(), Some("assign"));
/// assert_eq!(event.get(keys::RESOURCE).and_then(|actor| actor.as_text()), Some("ann"));
/// assert_eq!(event.get(audit::TO).and_then(|state| state.as_text()), Some("assigned"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct AuditLog {
    builder: LogBuilder,
    /// The numbers come from strangers, so the hash function must not be one that they know.
    cases: HashMap<String, CaseIndex>,
    nodes: usize,
}

impl Default for AuditLog {
    fn default() -> Self {
        Self::new()
    }
}

impl AuditLog {
    /// A log without records.
    #[must_use]
    pub fn new() -> Self {
        let mut builder = LogBuilder::new();
        let header = builder.header_mut();
        header.declare([keys::NAME, keys::TIME, keys::RESOURCE, keys::LIFECYCLE]);
        header.extensions.push(Extension { name: "ITSM".to_owned(), prefix: "itsm".to_owned(), uri: "urn:itsm:xes".to_owned() });
        for (name, key) in [("Event", keys::NAME), ("State", TO)] {
            header.classifiers.push(NamedClassifier { name: name.to_owned(), scope: Scope::Event, keys: vec![key.to_owned()] });
        }
        Self { builder, cases: HashMap::new(), nodes: 0 }
    }

    /// Adds a record. Linear in it.
    ///
    /// # Errors
    /// [`BuildError::Full`].
    pub fn record(&mut self, record: &Record) -> Result<(), BuildError> {
        let case = if let Some(case) = self.cases.get(&record.record) {
            *case
        } else {
            let case = self.builder.named_case(&record.record)?;
            if !record.kind_of_record.is_empty() {
                self.builder.set(case, "type", &record.kind_of_record)?;
            }
            self.cases.insert(record.record.clone(), case);
            case
        };
        let event: Target = self.builder.named_event(case, &record.event)?.into();
        self.builder.set(event, keys::TIME, record.at)?;
        self.builder.set(event, keys::LIFECYCLE, "complete")?;
        let texts = [
            (keys::RESOURCE, record.actor.as_ref().and_then(Text::value)),
            (keys::ROLE, record.role.as_deref()),
            (FROM, Some(record.from.as_str())),
            (TO, Some(record.to.as_str())),
            (KIND, Some(record.kind.as_str())),
            ("itsm:reason", record.reason.as_ref().and_then(Text::value)),
        ];
        for (key, value) in texts {
            if let Some(value) = value {
                self.builder.set(event, key, value)?;
            }
        }
        self.builder.set(event, SEQUENCE, i64::try_from(record.sequence).unwrap_or(i64::MAX))?;
        for change in &record.changes {
            self.change(event, change)?;
        }
        self.related(event, &record.related)?;
        if let Some(definition) = &record.definition {
            let mut children = vec![Attribute::new("itsm:hash", definition.hash.as_str())];
            children.extend(definition.version.as_deref().map(|version| Attribute::new("itsm:version", version)));
            self.builder.set_nested(event, "itsm:definition", &definition.id, children)?;
        }
        let heavy = record.changes.len().saturating_add(record.related.len()).saturating_add(1);
        self.nodes = self.nodes.saturating_add(RECORD).saturating_add(16_usize.saturating_mul(heavy));
        Ok(())
    }

    fn change(&mut self, event: Target, change: &Change) -> Result<(), BuildError> {
        let mut children = Vec::new();
        children.extend(change.old.as_ref().and_then(Text::value).map(|old| Attribute::new("itsm:old", old)));
        if [&change.old, &change.new].into_iter().flatten().any(|text| text.value().is_none()) {
            children.push(Attribute::new("itsm:redacted", true));
        }
        let new = change.new.as_ref().and_then(Text::value).unwrap_or_default();
        self.builder.set_nested(event, &format!("{FIELD}{}", change.field), new, children).map(|_| ())
    }

    fn related(&mut self, event: Target, related: &[Related]) -> Result<(), BuildError> {
        if related.is_empty() {
            return Ok(());
        }
        let item = |one: &Related| Attribute {
            key: one.qualifier.clone(),
            value: AttributeValue::Text(one.id.clone()),
            children: vec![Attribute::new("itsm:type", one.kind.as_str())],
        };
        let items: Vec<Attribute> = related.iter().map(item).collect();
        self.builder.set(event, "itsm:related", Value::List(&items)).map(|_| ())
    }

    /// The log; the cases in the order in which they began.
    #[must_use]
    pub fn finish(self) -> EventLog {
        self.builder.finish(Order::AsAdded)
    }
}

impl EventLog {
    /// The log of some records, such as those of a [`Memory`](crate::audit::Memory) journal. Linear in them.
    ///
    /// # Errors
    /// [`BuildError::Full`].
    pub fn from_records<'record>(records: impl IntoIterator<Item = &'record Record>) -> Result<Self, BuildError> {
        let mut log = AuditLog::new();
        records.into_iter().try_for_each(|record| log.record(record))?;
        Ok(log.finish())
    }
}

/// Reads an audit trail in JSON Lines. Lines that are no records are left out, with a finding.
///
/// With [`Check::Chains`] the findings are those of [`audit::verify`](crate::audit::verify()) too; a record in a chain that does not hold is
/// in the log all the same. Time is linear; memory is that of the log, one line, and with the check where each ticket stands.
///
/// Findings: `malformed-event` (`broken-chain` with the check), `time-runs-backwards`, `limit-reached`, `unreadable-file`.
#[must_use]
pub fn read(name: &str, input: impl BufRead, check: Check, options: &ReadOptions) -> (EventLog, Findings) {
    let mut lines = Lines::new(input, options.limits.file_bytes);
    let mut log = AuditLog::new();
    let mut verifier = (check == Check::Chains).then(|| Verifier::new(name));
    let mut findings = Findings::new();
    let mut push = |issue: Issue, line: u64, column: usize| {
        let position = Position::new(u32::try_from(line).unwrap_or(u32::MAX), narrow(column.max(1)), 1);
        findings.push(Diagnostic::new(issue.severity, issue.code, issue.message).help(issue.help).in_file(name).at(position));
    };
    loop {
        match lines.next() {
            Ok(Step::Line) => {}
            Ok(Step::Skipped(issue)) => {
                push(issue, lines.number, 1);
                continue;
            }
            Ok(Step::End) => break,
            Err(issue) => {
                push(issue, lines.number, 1);
                break;
            }
        }
        if let Some(verifier) = &mut verifier {
            verifier.line(lines.line(), lines.number);
        }
        match serde_json::from_slice::<Record>(lines.line()) {
            Ok(record) => {
                let full = log.record(&record).err().map(|error| error.to_string());
                let most = options.limits.nodes;
                let full = full.or_else(|| (log.nodes > most).then(|| format!("the log holds more than {most} values")));
                if let Some(message) = full {
                    push(Issue::error(Code::LimitReached, None, message, "what stands from here on was not read"), lines.number, 1);
                    break;
                }
            }
            Err(error) if verifier.is_none() => {
                let message = format!("this is no audit record: {}", super::shown(&error.to_string()));
                push(Issue::error(Code::MalformedEvent, None, message, "the line was left out"), lines.number, error.column());
            }
            // The check says it.
            Err(_) => {}
        }
    }
    if let Some(verifier) = verifier {
        findings.append(verifier.finish().findings);
    }
    findings.sort();
    (log.finish(), findings)
}
