//! A plan, checked against the two definitions that it joins.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{
    builder::Builder,
    definition::{WORKFLOW_MIGRATION_FORMAT, WorkflowMigrationFile, WorkflowSideDefinition},
    places::Places,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::{Located, Shape, read},
    net::{PlaceId, soundness},
    source::{FileText, Limits},
    workflow::{NodeIndex, Place, Workflow, engine::Program},
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

/// A finding at a name of the file.
pub(super) fn at(finding: Diagnostic, file: &FileText, name: &Located<String>) -> Diagnostic {
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
