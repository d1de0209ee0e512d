//! A lifecycle with everything that it is made from put together, before names are resolved.

use std::sync::Arc;

use indexmap::IndexMap;

use super::definition::{
    ApprovalDefinition, CodeDefinition, EventDefinition, FieldDefinition, FourEyesDefinition, LifecycleFile, ModelDefinition, Removals,
    RoleDefinition, StateDefinition, TimerDefinition, TransitionDefinition, TransitionName,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    source::FileText,
};

/// Something and the file that says it.
#[derive(Clone, Debug)]
pub(super) struct Said<T> {
    /// The place of the file in [`Draft::files`].
    pub file: usize,
    pub item: T,
}

/// A transition as it was written, or one that is taken out, in the order of the layers.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Add(Said<Arc<TransitionDefinition>>),
    Remove(Said<TransitionName>),
    /// As `Remove`, in a model that was taken over: what it takes out may be gone already.
    Drop(Said<TransitionName>),
}

/// What lies below and what this file or model adds.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The id of the lifecycle, with the model behind a point.
    pub id: Located<String>,
    pub title: String,
    pub about: About,
    /// All files that the lifecycle is made from; the one that is checked comes last.
    pub files: Vec<FileText>,
    pub fields: IndexMap<String, Said<FieldDefinition>>,
    pub codes: IndexMap<String, Said<Vec<CodeDefinition>>>,
    pub roles: IndexMap<String, Said<RoleDefinition>>,
    pub states: IndexMap<String, Said<StateDefinition>>,
    pub events: IndexMap<String, Said<EventDefinition>>,
    /// The transitions of each layer, lowest first.
    pub layers: Vec<Vec<Change>>,
    pub timers: IndexMap<String, Said<TimerDefinition>>,
    pub approvals: IndexMap<String, Said<ApprovalDefinition>>,
    pub four_eyes: Vec<Said<FourEyesDefinition>>,
    pub enforced: bool,
    /// The models, those of the lifecycle below first.
    pub models: IndexMap<String, Said<ModelDefinition>>,
}

/// What a lifecycle says about itself.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub framework: Option<String>,
    pub version: Option<String>,
    pub record: Option<String>,
    pub axis: Option<String>,
    pub summary: Option<String>,
    pub standing: Option<crate::framework::definition::Standing>,
    /// The lifecycle that it extends.
    pub extends: Option<String>,
    /// The model that it is.
    pub model: Option<String>,
}

/// One layer: what a file or a model says.
struct Layer<'layer> {
    remove: Option<&'layer Removals>,
    states: &'layer [StateDefinition],
    events: &'layer [EventDefinition],
    transitions: &'layer [TransitionDefinition],
    timers: &'layer [TimerDefinition],
    approvals: &'layer [ApprovalDefinition],
    four_eyes: &'layer [FourEyesDefinition],
}

impl Draft {
    /// The draft of a file, on top of the lifecycle that it extends.
    pub fn of(file: &FileText, head: &LifecycleFile, below: Option<Self>, findings: &mut Findings) -> Self {
        let mut draft = below.unwrap_or_default();
        draft.files.push(file.clone());
        let place = draft.files.len() - 1;
        draft.id = head.id.clone();
        draft.title.clone_from(&head.title);
        draft.about = About {
            framework: head.framework.as_ref().map(|id| id.to_string()),
            version: head.version.clone(),
            record: head.record.clone().or(draft.about.record),
            axis: head.axis.clone().or(draft.about.axis),
            summary: head.summary.clone(),
            standing: head.standing,
            extends: head.extends.as_ref().map(|reference| reference.to_string()),
            model: None,
        };
        draft.enforced = head.enforced;
        draft.fields.extend(head.fields.iter().map(|(name, field)| (name.clone(), Said { file: place, item: field.clone() })));
        draft.codes.extend(head.codes.iter().map(|(name, codes)| (name.clone(), Said { file: place, item: codes.clone() })));
        merge(&mut draft.roles, &head.roles, place, file, "role", |role| &role.id, findings);
        let layer = Layer {
            remove: head.remove.as_ref(),
            states: &head.states,
            events: &head.events,
            transitions: &head.transitions,
            timers: &head.timers,
            approvals: &head.approvals,
            four_eyes: &head.four_eyes,
        };
        draft.apply(&layer, place, false, findings);
        for name in head.remove.iter().flat_map(|removals| &removals.models) {
            if draft.models.shift_remove(name.as_str()).is_none() {
                let finding = Diagnostic::error(Code::UndeclaredName, format!("there is no model `{}` to take out", **name));
                findings.push(at(finding, file, name));
            }
        }
        merge(&mut draft.models, &head.models, place, file, "model", |model| &model.id, findings);
        draft
    }

    /// The draft of a model on top of this one. Of a model that was taken over, what speaks of something that is gone since
    /// goes with it, without a word.
    pub fn with_model(&self, said: &Said<ModelDefinition>, findings: &mut Findings) -> Self {
        let mut draft = self.clone();
        let model = &said.item;
        let own = said.file == self.own_file();
        let id = format!("{}.{}", *self.id, *model.id);
        draft.id = match if own { model.id.position() } else { self.id.position() } {
            Some(place) => Located::at(id, place),
            None => Located::new(id),
        };
        draft.title.clone_from(&model.title);
        draft.about.summary.clone_from(&model.summary);
        draft.about.model = Some(model.id.to_string());
        let layer = Layer {
            remove: model.remove.as_ref(),
            states: &model.states,
            events: &model.events,
            transitions: &model.transitions,
            timers: &model.timers,
            approvals: &model.approvals,
            four_eyes: &model.four_eyes,
        };
        for name in model.remove.iter().flat_map(|removals| &removals.models) {
            let finding = Diagnostic::error(Code::UndeclaredName, format!("a model has no model `{}` to take out", **name));
            findings.push(self.at(finding, said.file, name));
        }
        draft.apply(&layer, said.file, !own, findings);
        draft
    }

    /// Lays a layer on top. `taken_over` is for models of another file, whose names may be gone.
    fn apply(&mut self, layer: &Layer<'_>, place: usize, taken_over: bool, findings: &mut Findings) {
        let Some(file) = &self.files.get(place).cloned() else { return };
        let mut changes = Vec::new();
        if let Some(removals) = layer.remove {
            self.remove(removals, place, taken_over, &mut changes, findings);
        }
        merge(&mut self.states, layer.states, place, file, "state", |state| &state.id, findings);
        merge(&mut self.events, layer.events, place, file, "event", |event| &event.id, findings);
        merge(&mut self.timers, layer.timers, place, file, "timer", |timer| &timer.id, findings);
        merge(&mut self.approvals, layer.approvals, place, file, "approval", |approval| &approval.id, findings);
        self.four_eyes.extend(layer.four_eyes.iter().map(|constraint| Said { file: place, item: constraint.clone() }));
        changes.extend(layer.transitions.iter().map(|transition| Change::Add(Said { file: place, item: Arc::new(transition.clone()) })));
        if taken_over {
            self.leave_out(&mut changes);
        }
        self.layers.push(changes);
    }

    /// Leaves out what speaks of states and events that are not there.
    fn leave_out(&mut self, changes: &mut Vec<Change>) {
        let (states, events) = (&self.states, &self.events);
        let state = |name: &Located<String>| name.as_str() == "*" || name.starts_with("tag:") || states.contains_key(name.as_str());
        for change in changes.iter_mut() {
            if let Change::Add(said) = change {
                let transition = Arc::make_mut(&mut said.item);
                transition.from.retain(state);
                transition.except.retain(state);
            }
        }
        changes.retain(|change| match change {
            Change::Add(said) => {
                !said.item.from.is_empty()
                    && events.contains_key(said.item.on.as_str())
                    && said.item.to.as_ref().is_none_or(|to| states.contains_key(to.as_str()))
            }
            Change::Remove(said) | Change::Drop(said) => states.contains_key(said.item.from.as_str()) && events.contains_key(said.item.on.as_str()),
        });
        for timer in self.timers.values_mut() {
            timer.item.r#in.retain(state);
        }
        self.timers.retain(|_, timer| events.contains_key(timer.item.fires.as_str()) && !timer.item.r#in.is_empty());
        self.approvals.retain(|_, approval| states.contains_key(approval.item.r#in.as_str()) && events.contains_key(approval.item.approve.as_str()));
        self.four_eyes.retain(|pair| events.contains_key(pair.item.first.as_str()) && events.contains_key(pair.item.second.as_str()));
    }

    fn remove(&mut self, removals: &Removals, place: usize, taken_over: bool, changes: &mut Vec<Change>, findings: &mut Findings) {
        let file = self.files.get(place).cloned();
        let mut gone = |found: bool, name: &Located<String>, what: &str| {
            if !found
                && !taken_over
                && let Some(file) = &file
            {
                let finding = Diagnostic::error(Code::UndeclaredName, format!("there is no {what} `{}` to take out", **name));
                findings.push(at(finding, file, name));
            }
        };
        for name in &removals.states {
            gone(self.states.shift_remove(name.as_str()).is_some(), name, "state");
        }
        for name in &removals.events {
            gone(self.events.shift_remove(name.as_str()).is_some(), name, "event");
        }
        for name in &removals.timers {
            gone(self.timers.shift_remove(name.as_str()).is_some(), name, "timer");
        }
        for name in &removals.approvals {
            gone(self.approvals.shift_remove(name.as_str()).is_some(), name, "approval");
        }
        let change = if taken_over { Change::Drop } else { Change::Remove };
        changes.extend(removals.transitions.iter().map(|name| change(Said { file: place, item: name.clone() })));
        let (states, events) = (&self.states, &self.events);
        let taken_out = |name: &Located<String>, list: &[Located<String>]| list.iter().any(|gone| gone == name);
        // What speaks of a removed state or event below goes with it, without a word.
        for layer in &mut self.layers {
            layer.retain(|change| match change {
                Change::Add(said) => {
                    !taken_out(&said.item.on, &removals.events) && !said.item.to.as_ref().is_some_and(|to| taken_out(to, &removals.states))
                }
                Change::Remove(_) | Change::Drop(_) => true,
            });
            for change in layer.iter_mut() {
                if let Change::Add(said) = change
                    && said.item.from.iter().chain(&said.item.except).any(|from| taken_out(from, &removals.states))
                {
                    let transition = Arc::make_mut(&mut said.item);
                    transition.from.retain(|from| !taken_out(from, &removals.states));
                    transition.except.retain(|from| !taken_out(from, &removals.states));
                }
            }
            layer.retain(|change| !matches!(change, Change::Add(said) if said.item.from.is_empty()));
        }
        self.timers.retain(|_, timer| events.contains_key(timer.item.fires.as_str()));
        for timer in self.timers.values_mut() {
            timer.item.r#in.retain(|state| !taken_out(state, &removals.states));
        }
        self.timers.retain(|_, timer| !timer.item.r#in.is_empty());
        self.approvals.retain(|_, approval| states.contains_key(approval.item.r#in.as_str()));
        self.four_eyes.retain(|pair| events.contains_key(pair.item.first.as_str()) && events.contains_key(pair.item.second.as_str()));
    }

    /// The file that is being checked.
    pub fn own_file(&self) -> usize {
        self.files.len().saturating_sub(1)
    }

    /// The codes of the list that a field takes its values from.
    pub fn codes_of(&self, field: &FieldDefinition) -> &[CodeDefinition] {
        let said = field.codes.as_ref().and_then(|codes| self.codes.get(codes.as_str()));
        said.map_or(&[], |said| &said.item)
    }

    /// A finding at a name of one of the files.
    pub fn at(&self, finding: Diagnostic, file: usize, name: &Located<impl Sized>) -> Diagnostic {
        match self.files.get(file) {
            Some(file) => at(finding, file, name),
            None => finding,
        }
    }
}

/// A finding at a name.
pub(super) fn at(finding: Diagnostic, file: &FileText, name: &Located<impl Sized>) -> Diagnostic {
    match name.position() {
        Some(position) => finding.located(file, position),
        None => finding.in_file(file.name().clone()),
    }
}

/// Adds the items of a layer, or puts them in the place of those of the same id below; the same id twice in one layer is
/// reported.
fn merge<T: Clone>(
    known: &mut IndexMap<String, Said<T>>,
    items: &[T],
    place: usize,
    file: &FileText,
    what: &str,
    id: impl Fn(&T) -> &Located<String>,
    findings: &mut Findings,
) {
    let mut own: IndexMap<&str, &Located<String>> = IndexMap::new();
    for item in items {
        let name = id(item);
        // One that is missing has its finding already.
        if name.is_empty() {
            continue;
        }
        if let Some(first) = own.get(name.as_str()) {
            let line = first.position().map_or_else(String::new, |position| format!("; the first stands in line {}", position.line()));
            let finding = Diagnostic::error(Code::DuplicateId, format!("there are two {what}s `{}`", **name));
            findings.push(at(finding.help(format!("give one of them another id{line}")), file, name));
            continue;
        }
        own.insert(name.as_str(), name);
        known.insert(name.to_string(), Said { file: place, item: item.clone() });
    }
}
