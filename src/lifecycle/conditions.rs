//! The conditions of a lifecycle: read against its declared fields.

use super::draft::{Change, Draft, Said};
use crate::{
    diagnostic::Findings,
    document::Located,
    expr::{Condition, ConditionLimits, Field, FieldType, Fields},
};

/// The fields that conditions may speak of. One whose name cannot stand in a condition is left out, and a condition that
/// names it has a finding.
pub(super) fn fields(draft: &Draft) -> Fields {
    let mut fields = Fields::new();
    for (name, said) in &draft.fields {
        let item = &said.item;
        let codes = draft.codes_of(item).iter().map(|code| code.id.as_str());
        let field = match *item.r#type {
            FieldType::Enum => Field::words(item.values.iter().map(|value| value.as_str()).chain(codes)),
            FieldType::List if item.values.is_empty() => Field::list(FieldType::String),
            FieldType::List => Field { values: item.values.iter().map(|value| value.to_string()).collect(), ..Field::list(FieldType::Enum) },
            kind => Field::new(kind),
        };
        // What is wrong with the declaration has a finding of its own.
        let _ = fields.declare(name, field);
    }
    fields
}

/// The condition that a guard says.
pub(super) fn condition(draft: &Draft, said: &Said<Located<String>>, fields: &Fields) -> Result<Condition, Findings> {
    let Some(file) = draft.files.get(said.file) else { return Err(Findings::new()) };
    Condition::parse(&said.item, file, fields, ConditionLimits::default())
}

/// The calendars that timers and guards name: the name, the file and where it is named.
pub(super) fn named_calendars(draft: &Draft) -> Vec<(String, usize, Located<String>)> {
    let timers = draft.timers.values().filter_map(|said| said.item.calendar.as_ref().map(|name| (name.to_string(), said.file, name.clone())));
    let mut named: Vec<_> = timers.collect();
    // Reading a condition is dear, and few speak of business time.
    let guards = draft.layers.iter().flatten().filter_map(|change| match change {
        Change::Add(said) => said.item.guard.as_ref().filter(|guard| guard.contains("business_elapsed")).map(|guard| (said.file, guard)),
        Change::Remove(_) | Change::Drop(_) => None,
    });
    let known = fields(draft);
    for (file, guard) in guards {
        // A guard that cannot be read has a finding of its own.
        let Ok(condition) = condition(draft, &Said { file, item: guard.clone() }, &known) else { continue };
        named.extend(condition.calendars().map(|name| (name.to_owned(), file, guard.clone())));
    }
    named
}
