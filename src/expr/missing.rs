//! What stands in for the engine of conditions when the feature `expr` is off: a finding that names it.

use std::borrow::Cow;

use super::{ConditionError, ConditionLimits, Environment, Fields, Overlap, Truth, Value, Witness, WitnessSearch};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    source::FileText,
};

/// No condition can be read, so there is no tree.
#[derive(Clone)]
pub(super) enum Tree {}

pub(super) fn compile(text: &Located<String>, file: &FileText, _: &Fields, _: ConditionLimits) -> Result<Tree, Findings> {
    let finding = Diagnostic::error(Code::MissingFeature, "conditions need the feature `expr`, which this program was built without")
        .help("build with the feature `expr`: `itsm = { version = \"…\", features = [\"expr\"] }`");
    Err(match text.position() {
        Some(position) => finding.located(file, position),
        None => finding.in_file(file.name().clone()),
    }
    .into())
}

pub(super) fn evaluate<'values>(tree: &Tree, _: &dyn Fn(&str) -> Option<Cow<'values, Value>>, _: &Environment<'_>) -> Result<bool, ConditionError> {
    match *tree {}
}

pub(super) fn fields(tree: &Tree) -> std::iter::Empty<&str> {
    match *tree {}
}

pub(super) fn calendars(tree: &Tree) -> std::iter::Empty<&str> {
    match *tree {}
}

pub(super) fn overlap(left: &Tree, _: &Tree) -> Overlap {
    match *left {}
}

/// Without conditions nothing is wished for, and nothing needs to be filled.
#[allow(clippy::unnecessary_wraps, reason = "the signature is that of the engine that this stands in for")]
pub(super) fn witness(wishes: &[(&Tree, Truth)], _: &WitnessSearch<'_>) -> Option<Witness> {
    match wishes.first() {
        Some((tree, _)) => match **tree {},
        None => Some(Witness::default()),
    }
}
