//! A record of the audit trail: one event in the life of a ticket, sealed.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{canonical::canonical, text::Text};
use crate::{digest::Digest, document::vocabulary};

vocabulary! {
    /// What brought an event about.
    Kind {
        /// A person.
        User,
        /// A timer.
        Timer,
        /// Another program.
        System,
        /// Events of another tool that were taken over.
        Import,
        /// A change of the definition that the ticket lives.
        Migration,
    }
}

/// One event in the life of a ticket: one line of a JSON Lines file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Audit record")]
pub struct Record {
    /// The number of the ticket.
    pub record: String,
    /// What kind of ticket it is, such as `incident`.
    #[serde(rename = "type")]
    pub kind_of_record: String,
    /// The number of the event in the life of the ticket, from 1.
    pub sequence: u64,
    /// When it happened.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The event.
    pub event: String,
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Text>,
    /// The role in which they did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What brought it about.
    pub kind: Kind,
    /// The fields that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Other things that it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Why, in the words of who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// The definition that the ticket lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Definition>,
    /// The hash of the record before in the life of the ticket.
    pub previous: Option<Digest>,
    /// The hash of this record.
    pub hash: Digest,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The field.
    pub field: String,
    /// What it held before; none where it was not filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Text>,
    /// What it holds now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Text>,
}

/// Another thing that an event concerns: a ticket, a configuration item, a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// Its number.
    pub id: String,
    /// What kind of thing it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is to the ticket, such as `caused-by`.
    pub qualifier: String,
}

/// The definition that a ticket lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its reference, such as `neutral:lifecycle/incident`.
    pub id: String,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its hash.
    pub hash: String,
}

/// How many bytes the line of a record has at most: a reader need not hold more, and a journal keeps nothing that is longer.
pub const LONGEST: u64 = 4 * 1024 * 1024;

/// How many bytes a line has mostly.
pub(crate) const USUAL: usize = 1_000;

/// How many bytes the names of keys, salts and digests of one item take at most.
const EACH: usize = 400;

/// Counts what is written.
struct Counter(u64);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Record {
    /// Takes out everything personal: the actor, the reason, and what personal fields held. The hash stays. Returns how many
    /// texts were taken out.
    pub fn redact(&mut self) -> usize {
        self.redact_where(|_| true)
    }

    /// Takes out the personal texts that a test on them chooses, such as those that are the name of one person.
    pub fn redact_where(&mut self, choose: impl Fn(&str) -> bool) -> usize {
        let changes = self.changes.iter_mut().flat_map(|change| [change.old.as_mut(), change.new.as_mut()]);
        let texts = [self.actor.as_mut(), self.reason.as_mut()].into_iter().chain(changes).flatten();
        texts.filter_map(|text| text.value().is_some_and(&choose).then(|| text.redact())).filter(|taken| *taken).count()
    }

    /// Its texts that may be personal: the actor, the reason, and what fields held.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        let changes = self.changes.iter().flat_map(|change| [change.old.as_ref(), change.new.as_ref()]);
        [self.actor.as_ref(), self.reason.as_ref()].into_iter().chain(changes).flatten()
    }

    /// How many bytes its line takes, without the line break. Linear in it.
    #[must_use]
    pub fn line_bytes(&self) -> u64 {
        let mut counter = Counter(0);
        // A struct of texts, numbers and lists cannot fail to be written, nor can the counter.
        let _ = serde_json::to_writer(&mut counter, self);
        counter.0
    }

    /// Whether its line takes more than [`LONGEST`] bytes; looks closely only where it might.
    pub(super) fn is_too_long(&self) -> bool {
        let parts = [&self.record, &self.kind_of_record, &self.event, &self.from, &self.to].map(|text| text.len());
        let own: usize = parts.iter().sum::<usize>() + self.role.as_ref().map_or(0, String::len);
        let texts: usize = self.texts().filter_map(Text::value).map(str::len).sum();
        let fields: usize = self.changes.iter().map(|change| change.field.len() + EACH).sum();
        let related: usize = self.related.iter().map(|related| related.id.len() + related.kind.len() + related.qualifier.len() + EACH).sum();
        let definition = self.definition.iter().map(|one| one.id.len() + one.hash.len() + one.version.as_ref().map_or(0, String::len)).sum::<usize>();
        // A character takes six bytes at most (`\u0001`).
        let most = [own, texts, fields, related, definition, 8 * EACH].iter().fold(0_usize, |sum, part| sum.saturating_add(*part)).saturating_mul(6);
        most as u64 > LONGEST && self.line_bytes() > LONGEST
    }

    /// The hash that its content gives. Linear in it.
    #[must_use]
    pub fn content_hash(&self) -> Digest {
        Digest::of(canonical(self).as_bytes())
    }
}
