//! The definition behind a typed machine: loaded once, and held against what the types were generated from.

use std::fmt;

use super::Name;
use crate::{
    diagnostic::{Findings, render},
    lifecycle::{Library, Lifecycle},
    source::{FileText, Limits},
};

/// What ties the types of a lifecycle together; [`typed_lifecycle!`](crate::typed_lifecycle) implements it.
pub trait Definition: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// The states.
    type State: Name;
    /// The events.
    type Event: Name;
    /// The id of the lifecycle, with the model behind a point.
    const ID: &'static str;
    /// The [hash](Lifecycle::hash) of the definition that the types were generated from.
    const HASH: &'static str;
    /// The text of the definition, then those of what it extends, each with the reference it goes by.
    const SOURCES: &'static [(&'static str, &'static str)];

    /// The lifecycle, compiled when it is first asked for.
    ///
    /// # Errors
    /// When the definition does not load, or is no longer the one that the types were generated from.
    fn lifecycle() -> Result<&'static Lifecycle, &'static DefinitionError>;
}

/// Why the definition behind typed machines cannot be used.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DefinitionError {
    /// It does not load, for example because a guard needs the feature `expr`.
    #[error("the definition of `{id}` does not load: {}", render::plain(.findings).trim_end())]
    Unusable {
        /// The lifecycle.
        id: String,
        /// Why.
        findings: Findings,
    },
    /// It has changed.
    #[error(
        "the definition of `{id}` is not the one that its types were generated from ({}); generate them anew with `itsm lifecycle typed`",
        difference(.expected, .found.as_deref())
    )]
    Changed {
        /// The lifecycle.
        id: String,
        /// The hash of the definition that the types were generated from.
        expected: String,
        /// The hash of the definition; none when the file no longer has the lifecycle.
        found: Option<String>,
    },
}

fn difference(expected: &str, found: Option<&str>) -> String {
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    match found {
        None => "its file no longer has it".to_owned(),
        Some(found) if found == expected => "its states or events stand in another order".to_owned(),
        Some(found) => format!("hash {} then, {} now", short(expected), short(found)),
    }
}

/// The texts that a typed lifecycle is made from.
struct Sources(&'static [(&'static str, &'static str)]);

impl Library for Sources {
    fn lifecycle(&self, reference: &str) -> Option<FileText> {
        self.0.iter().find(|(name, _)| *name == reference).map(|(name, text)| FileText::new(*name, *text))
    }

    fn lifecycles(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    // The frameworks are not at hand; that elements exist was checked before the types were generated.
    fn has_element(&self, _: &str) -> Option<bool> {
        None
    }

    fn near_element(&self, _: &str) -> Option<String> {
        None
    }
}

/// Loads the lifecycle of a definition and holds it against the types. Takes as long as checking the file.
pub(super) fn load<D: Definition>() -> Result<Lifecycle, DefinitionError> {
    compare(D::ID, D::HASH, D::SOURCES, &ids::<D::State>(), &ids::<D::Event>())
}

fn ids<N: Name>() -> Vec<&'static str> {
    N::ALL.iter().map(|name| name.id()).collect()
}

/// The same for all types, so that it is compiled once.
fn compare(
    id: &str,
    hash: &str,
    sources: &'static [(&'static str, &'static str)],
    states: &[&str],
    events: &[&str],
) -> Result<Lifecycle, DefinitionError> {
    let changed = |found: Option<&Lifecycle>| DefinitionError::Changed {
        id: id.to_owned(),
        expected: hash.to_owned(),
        found: found.map(|lifecycle| lifecycle.hash().to_owned()),
    };
    let (name, text) = sources.first().copied().ok_or_else(|| changed(None))?;
    let lifecycles = Lifecycle::load_all(&FileText::new(name, text), &Sources(sources), Limits::default())
        .map_err(|findings| DefinitionError::Unusable { id: id.to_owned(), findings })?;
    let lifecycle = lifecycles.into_iter().find(|lifecycle| lifecycle.id() == id).ok_or_else(|| changed(None))?;
    // The hash does not know the order, and the types are numbers in the order of the table.
    let in_order = lifecycle.states().map(|(_, state)| state.id()).eq(states.iter().copied())
        && lifecycle.events().map(|(_, event)| event.id()).eq(events.iter().copied());
    if lifecycle.hash() == hash && in_order { Ok(lifecycle) } else { Err(changed(Some(&lifecycle))) }
}
