//! Which keys each template takes.

use super::definition::{RuleDefinition, Template};

/// A key of a rule and what is to be written there.
pub(super) type Key = (&'static str, &'static str);

const STEPS: Key = ("steps", "the steps that it is about, such as `steps: [close]`");
const FIRST: Key = ("first", "the first of the two steps, such as `first: [approve]`");
const SECOND: Key = ("second", "the second of the two steps, such as `second: [start]`");
const ORDER: Key = ("order", "the steps in their order, such as `order: [register, resolve, close]`");
const WITHIN: Key = ("within", "how long it may take at most, such as `within: PT4H`");
const FIELDS: Key = ("fields", "the fields that must be filled, such as `fields: [category]`");
const START: Key = ("start", "the field that holds the earliest instant");
const END: Key = ("end", "the field that holds the latest instant");
const LINK: Key = ("link", "the field that names the linked record");

/// The keys that a template needs, and those that it takes beside them.
pub(super) fn keys(template: Template) -> (&'static [Key], &'static [&'static str]) {
    match template {
        Template::Existence | Template::Absence | Template::Exactly | Template::Reopening => (&[STEPS], &["count"]),
        Template::Init | Template::End => (&[STEPS], &[]),
        Template::Choice
        | Template::ExclusiveChoice
        | Template::RespondedExistence
        | Template::Coexistence
        | Template::Response
        | Template::Precedence
        | Template::AlternateResponse
        | Template::AlternatePrecedence
        | Template::ChainResponse
        | Template::ChainPrecedence
        | Template::Succession
        | Template::AlternateSuccession
        | Template::ChainSuccession
        | Template::NotRespondedExistence
        | Template::NotCoexistence
        | Template::NotSuccession
        | Template::NotChainSuccession
        | Template::NotPrecedence
        | Template::NotChainPrecedence => (&[FIRST, SECOND], &[]),
        Template::RequiredOrder | Template::ForbiddenOrder => (&[ORDER], &[]),
        Template::Approval => (&[FIRST, SECOND], &["revoked"]),
        Template::TimeLimit => (&[FIRST, SECOND, WITHIN], &["calendar"]),
        Template::FourEyes | Template::SeparationOfDuties => (&[FIRST, SECOND], &["by"]),
        Template::RequiredFields => (&[STEPS, FIELDS], &[]),
        Template::PingPong => (&[], &["steps", "by", "count", "handovers"]),
        Template::ChangeWindow => (&[STEPS, START, END], &[]),
        Template::UserConfirmation => (&[STEPS], &["first", "revoked", "roles", "by", "fields"]),
        Template::Priority => (&[], &["steps", "decision", "matrix"]),
        Template::LinkedRecord => (&[STEPS, LINK], &[]),
    }
}

/// The keys of a rule that are parameters of its template and are written.
pub(super) fn written(rule: &RuleDefinition) -> Vec<&'static str> {
    let lists = [
        ("steps", &rule.steps),
        ("first", &rule.first),
        ("second", &rule.second),
        ("order", &rule.order),
        ("revoked", &rule.revoked),
        ("roles", &rule.roles),
        ("fields", &rule.fields),
    ];
    let mut keys: Vec<&'static str> = lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(key, _)| key).collect();
    let texts = [
        ("within", &rule.within),
        ("calendar", &rule.calendar),
        ("by", &rule.by),
        ("start", &rule.start),
        ("end", &rule.end),
        ("decision", &rule.decision),
        ("link", &rule.link),
    ];
    keys.extend(texts.into_iter().filter(|(_, text)| text.is_some()).map(|(key, _)| key));
    keys.extend([("count", &rule.count), ("handovers", &rule.handovers)].into_iter().filter(|(_, number)| number.is_some()).map(|(key, _)| key));
    keys.extend(rule.matrix.as_ref().map(|_| "matrix"));
    keys
}
