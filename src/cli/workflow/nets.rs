//! Petri nets and process trees on the command line: the same questions, asked of a net.

use itsm::{
    Error,
    diagnostic::{Code, Diagnostic, Findings},
    net::{
        Net,
        pnml::{self, PnmlNet},
        process_tree,
        soundness::{Limits, Soundness, Verdict, soundness},
    },
    source::{self, FileText},
    workflow::bpmn::is_bpmn,
};

/// What kind of model a file holds, found from its content.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Workflow,
    Pnml,
    ProcessTree,
    Bpmn,
    /// XML that is none of these.
    OtherXml,
}

impl Kind {
    /// The first element of an XML file decides; everything else is taken for YAML or JSON.
    pub fn of(file: &FileText) -> Self {
        let text = file.text().trim_start_matches('\u{feff}').trim_start();
        let has = |element: &str| text.starts_with('<') && text.contains(element);
        if has("<pnml") {
            Self::Pnml
        } else if has("<ptml") || has("<processTree") {
            Self::ProcessTree
        } else if is_bpmn(text) {
            Self::Bpmn
        } else if text.starts_with('<') {
            Self::OtherXml
        } else {
            Self::Workflow
        }
    }
}

/// The nets of a file.
pub fn read(file: &FileText, kind: Kind) -> (Vec<PnmlNet>, Findings) {
    let limits = source::Limits::default();
    match kind {
        Kind::Pnml => return pnml::read(file, limits),
        Kind::ProcessTree => {}
        Kind::OtherXml | Kind::Workflow | Kind::Bpmn => {
            let message = "the file is XML, and neither BPMN 2.0 nor a Petri net (PNML) nor a process tree (PTML)";
            let finding = Diagnostic::error(Code::UnsupportedFormat, message).in_file(file.name().clone());
            return (Vec::new(), finding.help("export it in one of these formats").into());
        }
    }
    let (tree, mut findings) = process_tree::read(file, limits);
    let net = tree.map(|tree| tree.net());
    match net {
        Some(Ok(net)) => (vec![PnmlNet::new(net)], findings),
        Some(Err(error)) => {
            findings.push(Diagnostic::error(Code::MalformedNet, error.to_string()).in_file(file.name().clone()));
            (Vec::new(), findings)
        }
        None => (Vec::new(), findings),
    }
}

/// The one net of a file.
pub fn only(file: &FileText, kind: Kind) -> Result<PnmlNet, Error> {
    let (nets, findings) = read(file, kind);
    let refused = |findings| Error::with_findings(file.name().to_string(), findings);
    if findings.errors() > 0 {
        return Err(refused(findings));
    }
    let count = nets.len();
    let mut nets = nets.into_iter();
    match (nets.next(), count) {
        (Some(net), 1) => Ok(net),
        _ => Err(refused(
            Diagnostic::error(Code::MalformedNet, format!("the file holds {count} nets, and one is asked for")).in_file(file.name().clone()).into(),
        )),
    }
}

/// Whether a net is sound, with what is wrong as findings.
pub fn examine(net: &Net, file: &FileText, limits: Limits) -> (Soundness, Findings) {
    let found = soundness(net, limits);
    let mut findings: Findings =
        found.problems.iter().map(|problem| Diagnostic::error(Code::UnsoundWorkflow, problem.sentence(net)).in_file(file.name().clone())).collect();
    if let Verdict::Undecided(limit) = found.verdict {
        let message = format!("whether the net is sound is not known: the limit on {limit} was reached after {} markings", found.markings_explored);
        findings.push(Diagnostic::warning(Code::LimitReached, message).in_file(file.name().clone()));
    }
    (found, findings)
}

/// A shortest run that shows the first problem.
pub fn counterexample(net: &Net, found: &Soundness) -> Vec<String> {
    let shown = found.problems.iter().find(|problem| !problem.run.is_empty());
    let name = |transition| net.label(transition).unwrap_or_else(|| net.transition_name(transition)).to_owned();
    shown.map(|problem| problem.run.iter().map(|transition| name(*transition)).collect()).unwrap_or_default()
}
