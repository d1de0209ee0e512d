//! A plan, checked against the two definitions that it joins.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    definition::{FieldRenameDefinition, WORKFLOW_MIGRATION_FORMAT, WorkflowMigrationFile, WorkflowSideDefinition},
    loss::PlanLoss,
    places::{Places, Spot},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, Shape, read},
    net::{PlaceId, soundness},
    source::{FileText, Limits},
    workflow::{NodeIndex, Place, Step, Workflow, engine::Program},
};

/// How executions of one workflow go on with another definition: every place where one can stand has a place to go.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) old: Program,
    pub(super) new: Program,
    /// By place of the old net: where its tokens go.
    pub(super) targets: Vec<Target>,
    /// What each old node is called now, where it is there still.
    pub(super) nodes: FxHashMap<NodeIndex, NodeIndex>,
    /// What fields are called now, where they are called otherwise.
    pub(super) fields: FxHashMap<String, String>,
    /// How far it is looked whether an execution can end.
    pub(super) limits: soundness::Limits,
}

/// Where the tokens of a place go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// To a place of the new net.
    To(PlaceId),
    /// They are given up.
    Dropped,
    /// They follow from others: from the step that a boundary event stands at, from what stands inside a subprocess.
    WithStep,
    /// The execution stays.
    Stays,
    /// No execution rests there.
    Nowhere,
}

impl Plan {
    /// Loads the plan of a file between two definitions.
    ///
    /// # Errors
    /// All findings of [`Plan::check`], when one is an error.
    pub fn load(file: &FileText, old: &Workflow, new: &Workflow) -> Result<Self, Findings> {
        let (plan, findings) = Self::check(file, old, new, Limits::default());
        plan.ok_or(findings)
    }

    /// The plan that sends every node to the one of the same id.
    ///
    /// # Errors
    /// An `unmapped-step` for every place where an execution can stand without a namesake, an `impossible-move` where the namesake is
    /// nothing to stand at; or a definition that cannot be run.
    pub fn by_name(old: &Workflow, new: &Workflow) -> Result<Self, Findings> {
        let mut findings = Findings::new();
        let plan = Builder::plan(old, new, None, &mut findings);
        plan.filter(|_| findings.errors() == 0).ok_or(findings)
    }

    /// Checks a plan against the two definitions: everything that is wrong, in one run. The plan comes back when there is no error.
    /// Time is the square of the places of the two nets at most.
    ///
    /// Findings: those of [`document::read`](crate::document::read()), `undeclared-name`, `unknown-workflow`, `unmapped-step`,
    /// `impossible-move`, `ambiguous-move`.
    #[must_use]
    pub fn check(file: &FileText, old: &Workflow, new: &Workflow, limits: Limits) -> (Option<Self>, Findings) {
        let mut findings = Findings::new();
        let Some(definition) = read_file(file, limits, &mut findings) else { return (None, findings) };
        let whole = findings.errors() == 0;
        is_meant(&definition.from, old, file, &mut findings);
        is_meant(&definition.to, new, file, &mut findings);
        let mut found = Findings::new();
        let plan = Builder::plan(old, new, Some((file, &definition)), &mut found);
        // What could not be read would seem to be missing.
        findings.extend(found.into_iter().filter(|finding| whole || finding.code() != Code::UnmappedStep));
        findings.sort();
        (plan.filter(|_| findings.errors() == 0), findings)
    }

    /// The two definitions that a file names: the one that executions run and the one that they go on with.
    #[must_use]
    pub fn sides(file: &FileText, limits: Limits, findings: &mut Findings) -> Option<(WorkflowSideDefinition, WorkflowSideDefinition)> {
        read_file(file, limits, findings).map(|definition| (definition.from, definition.to))
    }

    /// The same plan with other limits on the search whether an execution can end.
    #[must_use]
    pub fn with_limits(self, limits: soundness::Limits) -> Self {
        Self { limits, ..self }
    }

    /// The definition that executions run now.
    #[must_use]
    pub fn before(&self) -> &Program {
        &self.old
    }

    /// The definition that they go on with.
    #[must_use]
    pub fn after(&self) -> &Program {
        &self.new
    }

    /// What a field is called afterwards.
    #[must_use]
    pub fn field<'name>(&'name self, name: &'name str) -> &'name str {
        self.fields.get(name).map_or(name, String::as_str)
    }

    /// Every place where an execution can stand, and where it goes: the names of places as snapshots write them, and none where it stays
    /// or is given up.
    pub fn moves(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let (before, after) = (Places { program: &self.old }, Places { program: &self.new });
        let resting = before.all().zip(&self.targets).filter(|((_, place), _)| Places { program: &self.old }.can_rest(*place));
        resting.filter_map(move |((place, _), target)| match target {
            Target::To(to) => Some((before.name(place), Some(after.name(*to)))),
            Target::Dropped | Target::Stays => Some((before.name(place), None)),
            Target::WithStep | Target::Nowhere => None,
        })
    }

    /// What is lost or changed for every execution that stands there. Linear in the two definitions.
    #[must_use]
    pub fn losses(&self) -> Vec<PlanLoss> {
        let (before, after) = (Places { program: &self.old }, Places { program: &self.new });
        let mut losses = Vec::new();
        for to in after.program.net().net().places() {
            let from = before.all().zip(&self.targets).filter(|((_, place), target)| **target == Target::To(to) && before.can_rest(*place));
            let from: Vec<String> = from.map(|((place, _), _)| shown(&before, place).to_owned()).collect();
            if from.len() > 1 {
                losses.push(PlanLoss::Merged { places: from, to: shown(&after, to).to_owned() });
            }
        }
        for ((place, was), target) in before.all().zip(&self.targets) {
            match target {
                Target::To(to) => {
                    if let Some(is) = after.program.net().place(*to) {
                        losses.extend(self.changed(&before, &after, was, is));
                    }
                }
                Target::Dropped if before.can_rest(was) => losses.push(PlanLoss::Dropped { place: shown(&before, place).to_owned() }),
                _ => {}
            }
        }
        for (index, node) in self.old.workflow().nodes() {
            if matches!(node.step, Step::Boundary { .. }) && !self.nodes.contains_key(&index) {
                losses.push(PlanLoss::BoundaryEvent { event: node.id.clone() });
            }
        }
        let declared = |name: &&String| self.new.workflow().fields().get(self.field(name)).is_some();
        let gone = self.old.workflow().definition().fields.keys().filter(|name| !declared(name));
        losses.extend(gone.map(|name| PlanLoss::Field { field: name.clone() }));
        losses
    }

    /// What is another about a token that goes from one place to another.
    fn changed(&self, before: &Places<'_>, after: &Places<'_>, was: Place, is: Place) -> Vec<PlanLoss> {
        let mut losses = Vec::new();
        let owned = str::to_owned;
        match (was, is) {
            (Place::Ended(_), Place::Ended(_)) => {}
            (Place::Ended(end), other) => {
                let to = after.id_of(other).map(|to| owned(shown(after, to))).unwrap_or_default();
                losses.push(PlanLoss::Reopened { end: owned(before.node_id(end)), to });
            }
            (other, Place::Ended(end)) => {
                let place = before.id_of(other).map(|place| owned(shown(before, place))).unwrap_or_default();
                losses.push(PlanLoss::Ended { place, to: owned(after.node_id(end)) });
            }
            _ => {}
        }
        let active = |place: Place| match place {
            Place::Active(node) => Some(node),
            _ => None,
        };
        let step_of = |places: &Places<'_>, place: Place| active(place).and_then(|node| places.step(node).cloned());
        let (old_step, new_step) = (step_of(before, was), step_of(after, is));
        let id = |places: &Places<'_>, place: Place| active(place).map(|node| owned(places.node_id(node))).unwrap_or_default();
        let called = |step: &Option<Step>| match step {
            Some(Step::Call(calls)) => Some(calls.clone()),
            _ => None,
        };
        let (old_call, new_call) = (called(&old_step), called(&new_step));
        if old_call != new_call {
            losses.extend(old_call.map(|calls| PlanLoss::CallGivenUp { step: id(before, was), calls }));
            losses.extend(new_call.map(|calls| PlanLoss::CallToBegin { step: id(after, is), calls }));
        }
        if matches!(old_step, Some(Step::Subprocess)) && !matches!(new_step, Some(Step::Subprocess)) {
            let to = after.id_of(is).map(|to| owned(shown(after, to))).unwrap_or_default();
            losses.push(PlanLoss::Folded { subprocess: id(before, was), to });
        }
        if let (Some(Step::Task(_)), Some(Step::Task(_)), Some(old), Some(new)) = (&old_step, &new_step, active(was), active(is)) {
            let lane = |places: &Places<'_>, node: NodeIndex| {
                let lane = places.workflow().graph().node_weight(node).and_then(|node| node.lane);
                lane.and_then(|lane| places.workflow().lanes().get(lane)).map(|lane| lane.id.clone())
            };
            let (was, is) = (lane(before, old), lane(after, new));
            if was != is {
                losses.push(PlanLoss::Role { step: owned(after.node_id(new)), was, is });
            }
        }
        losses
    }
}

/// A place as a plan names it: the id of its node, or the flow.
pub(super) fn shown<'program>(places: &Places<'program>, place: PlaceId) -> &'program str {
    match places.program.net().place(place) {
        Some(Place::Active(node) | Place::At(node) | Place::Ended(node) | Place::Armed(node) | Place::Settled(node)) => places.node_id(node),
        _ => places.name(place),
    }
}

/// The file, as it was written.
fn read_file(file: &FileText, limits: Limits, findings: &mut Findings) -> Option<WorkflowMigrationFile> {
    static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<WorkflowMigrationFile>);
    read(file, &SHAPE, WORKFLOW_MIGRATION_FORMAT, limits, findings)
}

fn at(finding: Diagnostic, file: &FileText, name: &Located<String>) -> Diagnostic {
    match name.position() {
        Some(position) => finding.located(file, position),
        None => finding.in_file(file.name().clone()),
    }
}

/// Reports that a definition is not the one that the plan is made for.
fn is_meant(side: &WorkflowSideDefinition, workflow: &Workflow, file: &FileText, findings: &mut Findings) {
    let name = side.workflow.as_str();
    let short = workflow.reference().replace("workflow/", "");
    let mut wrong = |place: &Located<String>, is: &str| {
        let message = format!("the plan is for `{}`, and the workflow at hand is {is}", **place);
        findings.push(at(Diagnostic::error(Code::UnknownWorkflow, message).help("load the definition that the plan is made for"), file, place));
    };
    if !name.is_empty() && name != workflow.id() && name != workflow.reference() && name != short {
        wrong(&side.workflow, &format!("`{}`", workflow.reference()));
    }
    if let Some(version) = side.version.as_ref().filter(|version| Some(version.as_str()) != workflow.version()) {
        wrong(version, &workflow.version().map_or_else(|| "of no version".to_owned(), |is| format!("version `{is}`")));
    }
    if let Some(hash) = side.hash.as_ref().filter(|hash| hash.as_str() != workflow.hash()) {
        wrong(hash, &format!("`{}`", workflow.hash()));
    }
}

struct Builder<'a> {
    old: Places<'a>,
    new: Places<'a>,
    /// None where the plan is not written down.
    file: Option<(&'a FileText, &'a WorkflowMigrationFile)>,
    targets: Vec<Option<Target>>,
    nodes: FxHashMap<NodeIndex, NodeIndex>,
    /// Old nodes that the plan speaks of, be it wrongly.
    named: FxHashSet<String>,
}

impl<'a> Builder<'a> {
    /// The plan; none where one of the definitions cannot be run, which is a finding.
    fn plan(old: &Workflow, new: &Workflow, file: Option<(&'a FileText, &'a WorkflowMigrationFile)>, findings: &mut Findings) -> Option<Plan> {
        let mut programs = [old, new].map(|workflow| {
            let program = Program::new(workflow);
            program
                .map_err(|error| {
                    let message = format!("executions of `{}` cannot be moved: {error}", workflow.reference());
                    let finding = Diagnostic::error(Code::ImpossibleMove, message);
                    findings.push(match file {
                        Some((file, _)) => finding.in_file(file.name().clone()),
                        None => finding,
                    });
                })
                .ok()
        });
        let [old, new] = &mut programs;
        let (old, new) = (old.take()?, new.take()?);
        let mut builder = Builder {
            old: Places { program: &old },
            new: Places { program: &new },
            file,
            targets: vec![None; old.net().net().place_count()],
            nodes: FxHashMap::default(),
            named: FxHashSet::default(),
        };
        builder.explicit(findings);
        builder.namesakes();
        builder.folded();
        builder.defaults(findings);
        let targets = builder.targets.iter().map(|target| target.unwrap_or(Target::Nowhere)).collect();
        let nodes = std::mem::take(&mut builder.nodes);
        let fields = builder.fields(file.map_or(&[][..], |(_, plan)| &plan.fields), findings);
        Some(Plan { targets, nodes, fields, limits: soundness::Limits::default(), old, new })
    }

    /// What the plan says.
    fn explicit(&mut self, findings: &mut Findings) {
        let Some((_, plan)) = self.file else { return };
        for said in &plan.steps {
            let to = self.spot(&self.new, &said.to, "new", findings);
            for name in &said.from {
                self.named.insert(name.to_string());
                let (Some(from), Some(to)) = (self.spot(&self.old, name, "old", findings), to) else { continue };
                if let (Spot::Node(from), Spot::Node(to)) = (from, to) {
                    self.nodes.insert(from, to);
                }
                match self.token(from, to) {
                    Ok(Some((place, target))) => self.set(place, target, name, findings),
                    Ok(None) => {}
                    Err(finding) => findings.push(self.place(*finding, &said.to)),
                }
            }
        }
        for (names, target) in [(&plan.stay, Target::Stays), (&plan.drop, Target::Dropped)] {
            for name in names {
                self.named.insert(name.to_string());
                let Some(spot) = self.spot(&self.old, name, "old", findings) else { continue };
                match self.old.resting(spot) {
                    Some(place) => self.set(place, target, name, findings),
                    None => {
                        let finding = Diagnostic::error(Code::ImpossibleMove, format!("no execution stands at `{}`", **name));
                        findings.push(self.place(finding.help("name a step, an event that is waited for, an end, or a flow into a join"), name));
                    }
                }
            }
        }
    }

    /// A target that was not said before.
    fn set(&mut self, place: PlaceId, target: Target, name: &Located<String>, findings: &mut Findings) {
        match self.targets.get_mut(place.index()) {
            Some(Some(_)) => {
                let message = format!("the plan says twice what becomes of executions at `{}`", **name);
                findings.push(self.place(Diagnostic::error(Code::AmbiguousMove, message).help("keep one of the two lines"), name));
            }
            Some(slot) => *slot = Some(target),
            None => {}
        }
    }

    /// Where the token of a spot goes when it goes to another; nothing where no token stands at the first.
    fn token(&self, from: Spot, to: Spot) -> Result<Option<(PlaceId, Target)>, Box<Diagnostic>> {
        let Some(place) = self.old.resting(from) else {
            return match to {
                Spot::Node(_) => Ok(None),
                Spot::Flow(_) => Err(Box::new(Diagnostic::error(Code::ImpossibleMove, "no execution stands there, so it cannot go to a flow"))),
            };
        };
        let name = |places: &Places<'_>, spot: Spot| match spot {
            Spot::Node(node) => places.node_id(node).to_owned(),
            Spot::Flow(_) => places.resting(spot).map(|place| places.name(place).to_owned()).unwrap_or_default(),
        };
        let impossible = |why: &str, help: &str| {
            let message = format!("executions at `{}` cannot go to `{}`: {why}", name(&self.old, from), name(&self.new, to));
            Box::new(Diagnostic::error(Code::ImpossibleMove, message).help(help))
        };
        let Some(target) = self.new.resting(to) else {
            return Err(impossible("nothing is waited for there", "name a step, an event that is waited for, an end, or a flow into a join"));
        };
        let is_subprocess = |places: &Places<'_>, spot: Spot| matches!(spot, Spot::Node(node) if matches!(places.step(node), Some(Step::Subprocess)));
        if is_subprocess(&self.new, to) && !is_subprocess(&self.old, from) {
            return Err(impossible("it does not say where inside the subprocess", "name a step inside it; the subprocess is entered by that"));
        }
        Ok(Some((place, Target::To(target))))
    }

    /// Nodes of the same id go to each other where the plan says nothing else.
    fn namesakes(&mut self) {
        for (index, node) in self.old.workflow().nodes() {
            let is_moved = self.file.is_some_and(|(_, plan)| plan.steps.iter().flat_map(|said| &said.from).any(|from| from.as_str() == node.id));
            if !self.nodes.contains_key(&index)
                && !is_moved
                && let Some(to) = self.new.workflow().node_index(&node.id)
            {
                self.nodes.insert(index, to);
            }
        }
    }

    /// What stands inside a subprocess that becomes one step, or is given up, goes with it.
    fn folded(&mut self) {
        let is_folded = |node: NodeIndex| {
            let target = self.old.resting(Spot::Node(node)).and_then(|place| self.targets.get(place.index()).copied().flatten());
            let is_subprocess = |to: PlaceId| matches!(self.new.program.net().place(to), Some(Place::Active(node)) if matches!(self.new.step(node), Some(Step::Subprocess)));
            match target {
                Some(Target::To(to)) => !is_subprocess(to),
                Some(Target::Dropped) => true,
                Some(Target::Stays | Target::WithStep | Target::Nowhere) => false,
                None => self
                    .nodes
                    .get(&node)
                    .is_some_and(|to| !matches!(self.new.step(*to), Some(Step::Subprocess)) && self.new.resting(Spot::Node(*to)).is_some()),
            }
        };
        let is_subprocess = |node: &NodeIndex| matches!(self.old.step(*node), Some(Step::Subprocess));
        let folded: FxHashSet<NodeIndex> =
            self.old.workflow().nodes().map(|(index, _)| index).filter(is_subprocess).filter(|node| is_folded(*node)).collect();
        for (id, place) in self.old.all() {
            if self.old.around(place).any(|scope| folded.contains(&scope))
                && let Some(slot @ None) = self.targets.get_mut(id.index())
            {
                *slot = Some(Target::Dropped);
            }
        }
    }

    /// Everything that the plan says nothing about.
    fn defaults(&mut self, findings: &mut Findings) {
        for (id, place) in self.old.all() {
            if self.targets.get(id.index()).copied().flatten().is_some() {
                continue;
            }
            let target = match self.default(place) {
                Some(Ok(target)) => Some(target),
                Some(Err(finding)) => {
                    findings.push(self.at_target(*finding));
                    None
                }
                None => {
                    if self.old.can_rest(place) && !self.named.contains(shown(&self.old, id)) {
                        findings.push(self.unmapped(id, place));
                    }
                    None
                }
            };
            if let Some(slot) = self.targets.get_mut(id.index()) {
                *slot = target;
            }
        }
    }

    fn default(&self, place: Place) -> Option<Result<Target, Box<Diagnostic>>> {
        let node = |node: NodeIndex| self.nodes.get(&node).copied();
        let known = |place: Option<Place>| place.and_then(|place| self.new.id_of(place)).map(|to| Ok(Target::To(to)));
        match place {
            Place::Armed(_) | Place::Settled(_) => Some(Ok(Target::WithStep)),
            Place::Begin(None) => known(Some(Place::Begin(None))),
            Place::Begin(Some(scope)) => known(node(scope).map(|scope| Place::Begin(Some(scope)))),
            Place::Finished(scope) => known(node(scope).map(Place::Finished)),
            Place::Flow(flow) => {
                let (from, to) = self.old.workflow().graph().edge_endpoints(flow)?;
                let flow = self.new.flow_between(node(from)?, node(to)?, self.old.number(flow))?;
                known(Some(Place::Flow(flow)))
            }
            // A subprocess that is gone goes on where what stood inside it stands.
            Place::Active(from) if node(from).is_none() && matches!(self.old.step(from), Some(Step::Subprocess)) => Some(Ok(Target::WithStep)),
            Place::Active(from) | Place::At(from) | Place::Ended(from) => {
                let to = node(from)?;
                if !self.old.can_rest(place) {
                    return known(Some(Place::At(to)));
                }
                match self.token(Spot::Node(from), Spot::Node(to)) {
                    Ok(Some((_, target))) => Some(Ok(target)),
                    Ok(None) => None,
                    Err(finding) => Some(Err(finding)),
                }
            }
        }
    }

    fn spot(&self, places: &Places<'_>, name: &Located<String>, which: &str, findings: &mut Findings) -> Option<Spot> {
        let found = places.spot(name);
        // A name that is missing has its finding already.
        if found.is_none() && !name.is_empty() {
            let near = nearest(name, places.names());
            let what = if name.contains(" -> ") { "flow" } else { "node" };
            findings.push(self.place(undeclared(what, name, which, near), name));
        }
        found
    }

    fn fields(&self, fields: &[FieldRenameDefinition], findings: &mut Findings) -> FxHashMap<String, String> {
        for said in fields {
            for (name, workflow, which) in [(&said.from, self.old.workflow(), "old"), (&said.to, self.new.workflow(), "new")] {
                let declared = &workflow.definition().fields;
                if !declared.contains_key(name.as_str()) && !name.is_empty() {
                    let near = nearest(name, declared.keys().map(String::as_str));
                    findings.push(self.place(undeclared("field", name, which, near), name));
                }
            }
        }
        fields.iter().map(|said| (said.from.to_string(), said.to.to_string())).collect()
    }

    fn unmapped(&self, id: PlaceId, place: Place) -> Diagnostic {
        let name = shown(&self.old, id);
        let near = nearest(name, self.new.names()).map(|near| format!(", perhaps to `{near}`")).unwrap_or_default();
        let message = match place {
            Place::Flow(_) => format!("executions in which a branch waits for others, at `{name}`, have nowhere to go"),
            _ => format!("executions that stand at `{name}` have nowhere to go"),
        };
        let help = format!("add `- {{from: [{}], to: …}}` under `steps:`{near}; or name it under `stay:` or `drop:`", quoted(name));
        self.at_target(Diagnostic::error(Code::UnmappedStep, message).help(help))
    }

    fn at_target(&self, finding: Diagnostic) -> Diagnostic {
        match self.file {
            Some((_, plan)) => self.place(finding, &plan.to.workflow),
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

/// A name as it stands in a list of a YAML file.
fn quoted(name: &str) -> String {
    if name.contains(' ') { format!("'{name}'") } else { name.to_owned() }
}

fn undeclared(what: &str, name: &str, which: &str, near: Option<&str>) -> Diagnostic {
    let help = near.map(|near| format!("did you mean `{near}`?"));
    Diagnostic::error(Code::UndeclaredName, format!("the {which} definition has no {what} `{name}`")).help_if(help)
}
