//! A plan, checked against the two definitions that it joins.

use std::{fmt, sync::LazyLock};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::definition::{MIGRATION_FORMAT, MigrationFile, MoveDefinition, RenameDefinition, SideDefinition};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, Shape, read},
    expr::{Condition, ConditionLimits, Overlap, overlap},
    lifecycle::{EventId, Lifecycle, StateId, definition::StateKind, draft::at},
    source::{FileText, Limits},
};

/// How the records of one lifecycle go on with another: every state has a place to go.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) old: Lifecycle,
    pub(super) new: Lifecycle,
    /// Where the records of each old state go.
    pub(super) moves: Vec<Vec<Move>>,
    /// What each old event is called now.
    pub(super) events: Vec<Option<EventId>>,
    /// What fields are called now, where they are called otherwise.
    pub(super) fields: FxHashMap<String, String>,
}

/// A place to go.
#[derive(Clone, Debug)]
pub(super) struct Move {
    pub to: StateId,
    pub when: Option<Condition>,
    pub otherwise: bool,
}

/// What a plan loses of every record that it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "loss", rename_all = "kebab-case")]
#[derive(schemars::JsonSchema)]
pub enum PlanLoss {
    /// Several states become one, and nobody can tell afterwards in which a record was.
    Merged {
        /// The states.
        states: Vec<String>,
        /// What they become.
        to: String,
    },
    /// Records that had not ended are ended by it.
    Ended {
        /// The state.
        state: String,
        /// The terminal state that it goes to.
        to: String,
    },
    /// Records that had ended are open again.
    Reopened {
        /// The terminal state.
        state: String,
        /// The state that it goes to.
        to: String,
    },
    /// A field that the new definition does not declare: its guards cannot ask for it.
    Field {
        /// Its name.
        field: String,
    },
    /// A tag, on which policies hang, that no state has that a record can go to.
    Tag {
        /// The state.
        state: String,
        /// The tag.
        tag: String,
    },
}

impl fmt::Display for PlanLoss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merged { states, to } => write!(formatter, "{} become `{to}`, and which it was is not kept", listed(states)),
            Self::Ended { state, to } => write!(formatter, "records in `{state}` are ended: `{to}` is terminal"),
            Self::Reopened { state, to } => write!(formatter, "records that ended in `{state}` are open again in `{to}`"),
            Self::Field { field } => write!(formatter, "the field `{field}` is not declared any more"),
            Self::Tag { state, tag } => write!(formatter, "`{state}` has the tag `{tag}`, and no state that its records can go to has it"),
        }
    }
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

impl Plan {
    /// Loads the plan of a file between two definitions.
    ///
    /// # Errors
    /// All findings of [`Plan::check`], when one is an error.
    pub fn load(file: &FileText, old: &Lifecycle, new: &Lifecycle) -> Result<Self, Findings> {
        let (plan, findings) = Self::check(file, old, new, Limits::default());
        plan.ok_or(findings)
    }

    /// The plan that sends every state to the one of the same id.
    ///
    /// # Errors
    /// An `unmapped-state` for every state without a namesake.
    pub fn by_name(old: &Lifecycle, new: &Lifecycle) -> Result<Self, Findings> {
        let mut findings = Findings::new();
        let plan = Builder::new(old, new, None).plan(&mut findings);
        if findings.errors() == 0 { Ok(plan) } else { Err(findings) }
    }

    /// Checks a plan against the two definitions: everything that is wrong, in one run. The plan comes back when there is no
    /// error. Time is linear in the file, but for moves of one state, which are held against each other.
    ///
    /// Findings: those of [`document::read`](crate::document::read()), `undeclared-name`, `unknown-lifecycle`, `invalid-condition`,
    /// `unmapped-state`, `ambiguous-move`.
    #[must_use]
    pub fn check(file: &FileText, old: &Lifecycle, new: &Lifecycle, limits: Limits) -> (Option<Self>, Findings) {
        let mut findings = Findings::new();
        let Some(definition) = read_file(file, limits, &mut findings) else { return (None, findings) };
        let whole = findings.errors() == 0;
        is_meant(&definition.from, old, file, &mut findings);
        is_meant(&definition.to, new, file, &mut findings);
        let mut found = Findings::new();
        let plan = Builder::new(old, new, Some((file, &definition))).plan(&mut found);
        // What could not be read would seem to be missing.
        findings.extend(found.into_iter().filter(|finding| whole || finding.code() != Code::UnmappedState));
        findings.sort();
        ((findings.errors() == 0).then_some(plan), findings)
    }

    /// The two definitions that a file names: the one that records live and the one that they go on with.
    #[must_use]
    pub fn sides(file: &FileText, limits: Limits, findings: &mut Findings) -> Option<(SideDefinition, SideDefinition)> {
        read_file(file, limits, findings).map(|definition| (definition.from, definition.to))
    }

    /// The definition that records live now.
    #[must_use]
    pub fn before(&self) -> &Lifecycle {
        &self.old
    }

    /// The definition that they go on with.
    #[must_use]
    pub fn after(&self) -> &Lifecycle {
        &self.new
    }

    /// The states that records of an old state can go to, in the order of the plan.
    pub fn targets(&self, state: StateId) -> impl Iterator<Item = StateId> {
        self.moves.get(state.place()).into_iter().flatten().map(|target| target.to)
    }

    /// What a field of a record is called afterwards.
    #[must_use]
    pub fn field<'name>(&'name self, name: &'name str) -> &'name str {
        self.fields.get(name).map_or(name, String::as_str)
    }

    /// What is lost of every record, whatever it holds. Linear in the two definitions and the plan.
    #[must_use]
    pub fn losses(&self) -> Vec<PlanLoss> {
        let mut losses = Vec::new();
        for (to, state) in self.new.states() {
            let from: Vec<String> =
                self.old.states().filter(|(id, _)| self.targets(*id).any(|target| target == to)).map(|(_, old)| old.id().to_owned()).collect();
            if from.len() > 1 {
                losses.push(PlanLoss::Merged { states: from, to: state.id().to_owned() });
            }
        }
        for (from, old) in self.old.states() {
            let targets: Vec<_> = self.targets(from).filter_map(|to| self.new.get_state(to)).collect();
            for new in &targets {
                let (state, to) = (old.id().to_owned(), new.id().to_owned());
                match (old.kind() == StateKind::Terminal, new.kind() == StateKind::Terminal) {
                    (false, true) => losses.push(PlanLoss::Ended { state, to }),
                    (true, false) => losses.push(PlanLoss::Reopened { state, to }),
                    _ => {}
                }
            }
            let lost = old.tags().iter().filter(|tag| !targets.iter().any(|new| new.tags().contains(tag)));
            losses.extend(lost.map(|tag| PlanLoss::Tag { state: old.id().to_owned(), tag: tag.clone() }));
        }
        let gone = self.old.fields().keys().filter(|name| !self.new.fields().contains_key(self.field(name)));
        losses.extend(gone.map(|name| PlanLoss::Field { field: name.clone() }));
        losses
    }
}

/// The file, as it was written.
fn read_file(file: &FileText, limits: Limits, findings: &mut Findings) -> Option<MigrationFile> {
    static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<MigrationFile>);
    read(file, &SHAPE, MIGRATION_FORMAT, limits, findings)
}

/// Reports that a definition is not the one that the plan is made for.
fn is_meant(side: &SideDefinition, lifecycle: &Lifecycle, file: &FileText, findings: &mut Findings) {
    let name = side.lifecycle.as_str();
    let short = lifecycle.reference().replace("lifecycle/", "");
    let mut wrong = |place: &Located<String>, is: &str| {
        let message = format!("the plan is for `{}`, and the lifecycle at hand is {is}", **place);
        findings.push(at(Diagnostic::error(Code::UnknownLifecycle, message).help("load the definition that the plan is made for"), file, place));
    };
    if !name.is_empty() && name != lifecycle.id() && name != lifecycle.reference() && name != short {
        wrong(&side.lifecycle, &format!("`{}`", lifecycle.reference()));
    }
    if let Some(version) = side.version.as_ref().filter(|version| Some(version.as_str()) != lifecycle.version()) {
        wrong(version, &lifecycle.version().map_or_else(|| "of no version".to_owned(), |is| format!("version `{is}`")));
    }
    if let Some(hash) = side.hash.as_ref().filter(|hash| hash.as_str() != lifecycle.hash()) {
        wrong(hash, &format!("`{}`", lifecycle.hash()));
    }
}

struct Builder<'a> {
    old: &'a Lifecycle,
    new: &'a Lifecycle,
    /// None where the plan is not written down.
    file: Option<(&'a FileText, &'a MigrationFile)>,
}

impl<'a> Builder<'a> {
    fn new(old: &'a Lifecycle, new: &'a Lifecycle, file: Option<(&'a FileText, &'a MigrationFile)>) -> Self {
        Self { old, new, file }
    }

    fn plan(&self, findings: &mut Findings) -> Plan {
        let (states, events, fields) = self.file.map_or((&[][..], &[][..], &[][..]), |(_, plan)| (&plan.states, &plan.events, &plan.fields));
        let moves = self.moves(states, findings);
        let fields = self.fields(fields, findings);
        Plan { old: self.old.clone(), new: self.new.clone(), moves, events: self.events(events, findings), fields }
    }

    fn moves(&self, states: &[MoveDefinition], findings: &mut Findings) -> Vec<Vec<Move>> {
        let mut moves: Vec<Vec<Move>> = vec![Vec::new(); self.old.states().len()];
        for said in states {
            let to = self.state(self.new, &said.to, "new", findings);
            let when = said.when.as_ref().and_then(|when| self.condition(when, findings));
            for from in &said.from {
                let Some(from) = self.state(self.old, from, "old", findings) else { continue };
                let (Some(to), Some(known)) = (to, moves.get_mut(from.place())) else { continue };
                let new = Move { to, when: when.clone(), otherwise: said.otherwise };
                findings.extend(known.iter().find_map(|earlier| self.clash(from, earlier, &new)).map(|finding| self.place(finding, &said.to)));
                known.push(new);
            }
        }
        for ((id, state), known) in self.old.states().zip(&mut moves) {
            if known.is_empty() {
                match self.new.state(state.id()) {
                    Some(to) => known.push(Move { to, when: None, otherwise: false }),
                    None if self.is_named(state.id()) => {}
                    None => findings.push(self.unmapped(state.id())),
                }
            } else if known.iter().all(|known| known.when.is_some()) {
                findings.push(self.undecided(id));
            }
        }
        moves
    }

    fn fields(&self, fields: &[RenameDefinition], findings: &mut Findings) -> FxHashMap<String, String> {
        for said in fields {
            for (name, lifecycle, which) in [(&said.from, self.old, "old"), (&said.to, self.new, "new")] {
                if !lifecycle.fields().contains_key(name.as_str()) && !name.is_empty() {
                    let near = nearest(name, lifecycle.fields().keys().map(String::as_str));
                    findings.push(self.place(undeclared("field", name, which, near), name));
                }
            }
        }
        fields.iter().map(|said| (said.from.to_string(), said.to.to_string())).collect()
    }

    /// Whether the plan speaks of a state, be it wrongly.
    fn is_named(&self, state: &str) -> bool {
        self.file.is_some_and(|(_, plan)| plan.states.iter().flat_map(|said| &said.from).any(|from| from.as_str() == state))
    }

    fn events(&self, events: &[RenameDefinition], findings: &mut Findings) -> Vec<Option<EventId>> {
        let mut named: Vec<Option<EventId>> = self.old.events().map(|(_, event)| self.new.event(event.id())).collect();
        for said in events {
            let from = self.old.event(&said.from);
            let to = self.new.event(&said.to);
            for (name, found, lifecycle, which) in [(&said.from, from, self.old, "old"), (&said.to, to, self.new, "new")] {
                if found.is_none() && !name.is_empty() {
                    findings.push(self.place(undeclared("event", name, which, lifecycle.nearest_event(name)), name));
                }
            }
            if let Some(slot) = from.and_then(|from| named.get_mut(from.place())) {
                *slot = to;
            }
        }
        named
    }

    fn state(&self, lifecycle: &Lifecycle, name: &Located<String>, which: &str, findings: &mut Findings) -> Option<StateId> {
        let found = lifecycle.state(name);
        // A name that is missing has its finding already.
        if found.is_none() && !name.is_empty() {
            let near = nearest(name, lifecycle.states().map(|(_, state)| state.id()));
            findings.push(self.place(undeclared("state", name, which, near), name));
        }
        found
    }

    fn condition(&self, text: &Located<String>, findings: &mut Findings) -> Option<Condition> {
        let (file, _) = self.file?;
        match Condition::parse(text, file, &self.old.inner.conditions, ConditionLimits::default()) {
            Ok(condition) => Some(condition),
            Err(found) => {
                findings.append(found);
                // Always and never are both wrong; the finding is an error, so no record moves by this.
                None
            }
        }
    }

    /// Two moves of one state that can both be taken.
    fn clash(&self, state: StateId, earlier: &Move, later: &Move) -> Option<Diagnostic> {
        let state = self.old.state_name(state);
        let certain = match (&earlier.when, &later.when) {
            _ if earlier.otherwise != later.otherwise => return None,
            (Some(one), Some(other)) => match overlap(one, other) {
                Overlap::Never => return None,
                Overlap::Certain => true,
                Overlap::Unknown => false,
            },
            _ => true,
        };
        let help = "give each a condition under which the other does not hold, or mark one `otherwise: true`";
        Some(if certain {
            Diagnostic::error(Code::AmbiguousMove, format!("records in `{state}` can go to more than one state")).help(help)
        } else {
            Diagnostic::warning(Code::AmbiguousMove, format!("the conditions of two moves out of `{state}` may both hold")).help(help)
        })
    }

    fn unmapped(&self, state: &str) -> Diagnostic {
        let near = nearest(state, self.new.states().map(|(_, state)| state.id())).map(|near| format!(", perhaps to `{near}`")).unwrap_or_default();
        let finding = Diagnostic::error(Code::UnmappedState, format!("records in `{state}` have nowhere to go"))
            .help(format!("add `- {{from: [{state}], to: …}}` under `states:`{near}"));
        match self.file {
            Some((_, plan)) => self.place(finding, &plan.to.lifecycle),
            None => finding,
        }
    }

    fn undecided(&self, state: StateId) -> Diagnostic {
        let name = self.old.state_name(state);
        let finding = Diagnostic::warning(Code::UnmappedState, format!("a record in `{name}` for which no condition holds has nowhere to go"))
            .help("mark one of its moves `otherwise: true`");
        let first = self.file.and_then(|(_, plan)| plan.states.iter().flat_map(|said| &said.from).find(|from| from.as_str() == name));
        match first {
            Some(first) => self.place(finding, first),
            None => finding,
        }
    }

    fn place(&self, finding: Diagnostic, name: &Located<String>) -> Diagnostic {
        match self.file {
            Some((file, _)) => at(finding, file, name),
            None => finding,
        }
    }
}

fn undeclared(what: &str, name: &str, which: &str, near: Option<&str>) -> Diagnostic {
    let help = near.map(|near| format!("did you mean `{near}`?"));
    Diagnostic::error(Code::UndeclaredName, format!("the {which} definition has no {what} `{name}`")).help_if(help)
}
