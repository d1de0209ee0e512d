//! From what a file says, and what two definitions have in common, to a plan.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Plan,
    definition::{FieldRenameDefinition, WorkflowMigrationFile},
    places::{Places, Spot},
    plan::{Target, at, shown},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::Located,
    net::{PlaceId, soundness},
    source::FileText,
    workflow::{NodeIndex, Place, Step, Workflow, engine::Program},
};

pub(super) struct Builder<'a> {
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
    pub fn plan(old: &Workflow, new: &Workflow, file: Option<(&'a FileText, &'a WorkflowMigrationFile)>, findings: &mut Findings) -> Option<Plan> {
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
                if let Some(place) = self.old.resting(spot) {
                    self.set(place, target, name, findings);
                } else {
                    let finding = Diagnostic::error(Code::ImpossibleMove, format!("no execution stands at `{}`", **name));
                    findings.push(self.place(finding.help("name a step, an event that is waited for, an end, or a flow into a join"), name));
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
