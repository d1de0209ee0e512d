//! The titles of a lifecycle in a language, with fallback to what it is made from and to its own words.

use super::{EventId, Lifecycle, State, StateId};
use crate::{
    draw::Picture,
    framework::definition::{LifecycleTranslation, Standing},
};

/// A translation, what it is a translation of, and the language.
#[derive(Clone, Debug)]
pub struct LabelSource {
    /// The lifecycle that the locale file names: the one that is asked for, its lifecycle without the model, or one that it
    /// extends.
    pub of: Lifecycle,
    /// The language.
    pub language: String,
    /// What the locale file says.
    pub translation: LifecycleTranslation,
}

/// A text and the language that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'labels> {
    /// The text.
    pub text: &'labels str,
    /// The language it was found in; none for the lifecycle's own words.
    pub language: Option<&'labels str>,
    /// How sure the text is in that language.
    pub standing: Standing,
}

/// A lifecycle read in a language.
///
/// A translation of the lifecycle that another one is made from counts there too, where the other one has not given the
/// same thing a title of its own. The hash of the lifecycle knows nothing of labels.
#[derive(Clone, Debug)]
pub struct Labels {
    lifecycle: Lifecycle,
    sources: Vec<LabelSource>,
}

impl Labels {
    /// Reads a lifecycle through translations, the most wanted first; its own words come last.
    #[must_use]
    pub fn new(lifecycle: Lifecycle, sources: Vec<LabelSource>) -> Self {
        Self { lifecycle, sources }
    }

    /// The lifecycle.
    #[must_use]
    pub fn lifecycle(&self) -> &Lifecycle {
        &self.lifecycle
    }

    /// The title of the lifecycle.
    #[must_use]
    pub fn title(&self) -> Label<'_> {
        self.label(self.lifecycle.title(), |of| Some(of.title()), |source| source.translation.title.as_deref())
    }

    /// What the lifecycle is.
    #[must_use]
    pub fn summary(&self) -> Option<Label<'_>> {
        let own = self.lifecycle.summary()?;
        Some(self.label(own, Lifecycle::summary, |source| source.translation.summary.as_deref()))
    }

    /// The title of a state of this lifecycle; none for a state of another.
    #[must_use]
    pub fn state(&self, id: StateId) -> Option<Label<'_>> {
        let state = self.lifecycle.get_state(id)?;
        let title = |of: &'_ Lifecycle| of.state(state.id()).and_then(|id| of.get_state(id)).map(|found| found.title() == state.title());
        Some(self.label_if(state.title(), title, |source| source.translation.states.get(state.id()).map(String::as_str)))
    }

    /// The title of an event of this lifecycle; none for an event of another.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<Label<'_>> {
        let event = self.lifecycle.get_event(id)?;
        let title = |of: &'_ Lifecycle| of.event(event.id()).and_then(|id| of.get_event(id)).map(|found| found.title() == event.title());
        Some(self.label_if(event.title(), title, |source| source.translation.events.get(event.id()).map(String::as_str)))
    }

    /// The picture of the lifecycle with these labels.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let event = |id| self.event(id).map_or("", |label| label.text);
        let state = |id, state: &State| self.state(id).map_or_else(|| state.title().to_owned(), |label| label.text.to_owned());
        self.lifecycle.picture_with(self.title().text, self.summary().map_or("", |label| label.text), &state, &event)
    }

    fn label<'labels>(
        &'labels self,
        own: &'labels str,
        theirs: impl Fn(&Lifecycle) -> Option<&str>,
        said: impl Fn(&'labels LabelSource) -> Option<&'labels str>,
    ) -> Label<'labels> {
        self.label_if(own, |of| theirs(of).map(|theirs| theirs == own), said)
    }

    /// The first text that is said of something with the same title.
    fn label_if<'labels>(
        &'labels self,
        own: &'labels str,
        same: impl Fn(&Lifecycle) -> Option<bool>,
        said: impl Fn(&'labels LabelSource) -> Option<&'labels str>,
    ) -> Label<'labels> {
        let found = self.sources.iter().find_map(|source| Some((source, said(source)?)).filter(|_| same(&source.of) == Some(true)));
        match found {
            Some((source, text)) => {
                let standing = source.translation.standing.unwrap_or(Standing::Unconfirmed);
                Label { text, language: Some(&source.language), standing }
            }
            None => Label { text: own, language: None, standing: self.lifecycle.standing() },
        }
    }
}
