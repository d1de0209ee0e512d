//! A record of the audit trail: one event in the life of a ticket, sealed.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Salt, canonical::canonical};
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

/// A text that may be personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Text {
    /// One that is not.
    Plain(String),
    /// One that can be taken out later.
    Personal(PersonalText),
    /// One that was taken out.
    Redacted(RedactedText),
}

/// A personal text with its salt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalText {
    /// Random bytes, so that nobody finds out a text that was taken out by trying likely ones.
    pub salt: Salt,
    /// The text.
    pub value: String,
}

/// What is left of a personal text that was taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedactedText {
    /// The SHA-256 of the salt and the text.
    pub redacted: Digest,
}

impl Text {
    /// The text, where it was not taken out.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Personal(personal) => Some(&personal.value),
            Self::Redacted(_) => None,
        }
    }

    /// What stands for a personal text in the hash; a text that is not personal stands for itself.
    pub(super) fn sealed(&self) -> Option<RedactedText> {
        match self {
            Self::Plain(_) => None,
            Self::Personal(PersonalText { salt, value }) => {
                Some(RedactedText { redacted: Digest::of_pieces([salt.bytes().as_slice(), value.as_bytes()]) })
            }
            Self::Redacted(redacted) => Some(redacted.clone()),
        }
    }

    /// Takes it out when it is personal; true when there was something to take out.
    fn redact(&mut self) -> bool {
        let Self::Personal(_) = self else { return false };
        if let Some(sealed) = self.sealed() {
            *self = Self::Redacted(sealed);
        }
        true
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

    /// The hash that its content gives. Linear in it.
    #[must_use]
    pub fn content_hash(&self) -> Digest {
        Digest::of(&canonical(self))
    }
}
