//! From what was written to rules: every name is looked up, what is missing or in the wrong place is reported.

use std::collections::BTreeMap;

use super::{
    definition::{Evidence, EvidenceDefinition, FieldType, RuleDefinition, RuleFieldDefinition, RuleSeverity, Template},
    draft::{Draft, Said},
    model::{Asks, FieldKey, Matrix, Pack, PriorityTable, Requirement, Rule, Step},
    parameters,
    waiver::Waiver,
};
use crate::{
    calendar::BusinessDuration,
    diagnostic::{Code, Diagnostic, Findings, nearest},
    digest::Digest,
    document::Located,
    expr::{Condition, ConditionLimits, Field, Fields},
    framework::definition::Authority,
    provenance::Standing,
};

/// How many steps an order may have.
pub(super) const LONGEST_ORDER: usize = 32;

/// How many rules a pack may have.
const MOST_RULES: usize = 10_000;

/// Rules of a draft; what cannot be resolved is reported. Linear, but for the nearest names of those that are not found.
pub(super) fn resolve(draft: &Draft<'_>, findings: &mut Findings) -> Pack {
    let mut resolver = Resolver { draft, fields: Fields::new(), calendars: BTreeMap::new(), sure: findings.errors() == 0, findings };
    resolver.declare_fields();
    if let Some((_, said)) = draft.rules.get_index(MOST_RULES) {
        let finding = Diagnostic::error(Code::LimitReached, format!("the pack has more than {MOST_RULES} rules"));
        resolver.report(said.file, finding.help("split it into several"), &said.item.id);
    }
    let rules = draft.rules.values().take(MOST_RULES).map(|said| resolver.rule(said)).collect();
    let head = &draft.head;
    let step =
        |resolver: &mut Resolver<'_, '_>, said: &Said<Vec<Located<String>>>| (!said.item.is_empty()).then(|| resolver.step(said.file, &said.item));
    let (ends, resumes) = (step(&mut resolver, &draft.ends), step(&mut resolver, &draft.resumes));
    let waivers = head.waivers.iter().filter_map(|waiver| resolver.waiver(waiver)).collect();
    let calendars = super::model::KnownCalendars(std::mem::take(&mut resolver.calendars));
    let key = |said: &Said<RuleFieldDefinition>| FieldKey { field: field(&said.item), key: said.item.key.as_ref().map(|key| key.to_string()) };
    Pack {
        id: head.id.to_string(),
        framework: head.framework.as_ref().map(|framework| framework.to_string()),
        title: head.title.clone(),
        version: head.version.clone(),
        record: draft.record.clone(),
        standing: head.standing.unwrap_or(Standing::Unconfirmed),
        authority: head.authority.unwrap_or(Authority::ThirdParty),
        rules,
        fields: draft.fields.iter().map(|(name, said)| (name.clone(), key(said))).collect(),
        ends,
        resumes,
        calendars,
        waivers,
        hash: draft.files.iter().map(|file| file.as_ref().map(|file| file.text().as_bytes())).collect::<Option<Vec<_>>>().map(Digest::of_pieces),
    }
}

struct Resolver<'draft, 'library> {
    draft: &'draft Draft<'library>,
    fields: Fields,
    calendars: BTreeMap<String, crate::calendar::Calendar>,
    /// Whether all that was written could be read.
    sure: bool,
    findings: &'draft mut Findings,
}

impl Resolver<'_, '_> {
    fn report(&mut self, file: usize, finding: Diagnostic, name: &Located<impl Sized>) {
        let finding = self.draft.at(file, finding, name);
        self.findings.push(finding);
    }

    fn declare_fields(&mut self) {
        for (name, said) in &self.draft.fields {
            let item = &said.item;
            if *item.r#type == FieldType::Enum && item.values.is_empty() {
                let finding = Diagnostic::error(Code::MissingKey, format!("the field `{name}` is an `enum` and lists no values"));
                self.report(said.file, finding.help("add `values: [...]`"), &item.r#type);
            } else if let Err(error) = self.fields.declare(name, field(item)) {
                self.report(said.file, Diagnostic::error(Code::InvalidCondition, error.to_string()), &item.r#type);
            }
        }
    }

    fn rule(&mut self, said: &Said<RuleDefinition>) -> Rule {
        let (file, rule) = (said.file, &said.item);
        let template = rule.template.as_ref().map(|template| **template);
        if let Some(template) = template {
            self.keys(file, rule, template);
        } else if self.sure {
            let finding = Diagnostic::error(Code::MissingKey, format!("the rule `{}` does not say its `template`", *rule.id));
            let help = "add `template: ...`; without one a rule adds to another of the same id, and there is none to add to";
            self.report(file, finding.help(help), &rule.id);
        }
        let standing = rule.standing.or(self.draft.head.standing).unwrap_or(Standing::Unconfirmed);
        let evidence = self.draft.evidence.get(rule.id.as_str()).map_or(&[][..], Vec::as_slice);
        Rule {
            id: rule.id.to_string(),
            title: rule.title.clone().unwrap_or_else(|| template.map_or_else(String::new, |template| template.to_string())),
            template: template.unwrap_or(Template::Existence),
            severity: rule.severity.unwrap_or(RuleSeverity::Medium),
            why: rule.why.clone(),
            message: rule.message.clone(),
            standing,
            evidence: evidence.iter().map(|said| self.requirement(said)).collect(),
            when: rule.when.as_ref().and_then(|when| self.condition(file, when)),
            asks: self.asks(file, rule),
        }
    }

    /// Keys that the template needs are there, and no others.
    fn keys(&mut self, file: usize, rule: &RuleDefinition, template: Template) {
        let (needed, further) = parameters::keys(template);
        let written = parameters::written(rule);
        for (key, help) in needed.iter().filter(|(key, _)| !written.contains(key)) {
            let finding = Diagnostic::error(Code::MissingKey, format!("the rule `{}` does not say `{key}`, which `{template}` asks for", *rule.id));
            self.report(file, finding.help(format!("write {help}")), &rule.id);
        }
        for key in written.iter().filter(|key| !needed.iter().any(|(known, _)| known == *key) && !further.contains(key)) {
            let finding = Diagnostic::error(Code::MisplacedKey, format!("`{key}` means nothing at `{}`, which is a rule of `{template}`", *rule.id));
            let known: Vec<&str> = needed.iter().map(|(key, _)| *key).chain(further.iter().copied()).collect();
            self.report(file, finding.help(format!("it takes `{}`", known.join("`, `"))), &rule.id);
        }
        if let (Template::SeparationOfDuties, Some(when)) = (template, &rule.when) {
            let message = "`when` means nothing at a rule of `separation-of-duties`, which is about everything that people do";
            self.report(file, Diagnostic::error(Code::MisplacedKey, message).help("take it out"), when);
        }
        let mut ask = |what: &str| {
            let finding = Diagnostic::error(Code::MissingKey, format!("the rule `{}` does not say {what}", *rule.id));
            self.report(file, finding, &rule.id);
        };
        match template {
            Template::Priority if rule.decision.is_some() == rule.matrix.is_some() => ask("one of `decision` and `matrix`"),
            Template::UserConfirmation if rule.first.is_empty() && rule.roles.is_empty() && rule.fields.is_empty() => {
                ask("how a user confirms: `first` (a step), `roles` (who closes) or `fields` (what is written)");
            }
            Template::RequiredOrder | Template::ForbiddenOrder if rule.order.len() == 1 => ask("more than one step in `order`"),
            _ => {}
        }
        if let (Template::Existence | Template::Absence | Template::Exactly, Some(count)) =
            (template, rule.count.as_ref().filter(|count| ***count == 0))
        {
            let finding = Diagnostic::error(Code::UnknownValue, format!("`count` of `{template}` is 1 or more"));
            self.report(file, finding.help("what must not come at all is `template: absence`"), count);
        }
        if rule.order.len() > LONGEST_ORDER {
            let message = format!("the order of the rule `{}` has more than {LONGEST_ORDER} steps", *rule.id);
            self.report(file, Diagnostic::error(Code::LimitReached, message).help("split it into several rules"), &rule.id);
        }
    }

    fn asks(&mut self, file: usize, rule: &RuleDefinition) -> Asks {
        let mut field = |name: &Option<Located<String>>| name.as_ref().map(|name| self.field(file, name));
        let (by, start, end) = (field(&rule.by), field(&rule.start), field(&rule.end));
        let fields = rule.fields.iter().chain(&rule.link).map(|name| self.field(file, name)).collect();
        Asks {
            steps: self.step(file, &rule.steps),
            first: self.step(file, &rule.first),
            second: self.step(file, &rule.second),
            revoked: self.step(file, &rule.revoked),
            order: rule.order.iter().take(LONGEST_ORDER).map(|name| self.step(file, std::slice::from_ref(name))).collect(),
            count: rule.count.as_ref().map(|count| **count),
            handovers: rule.handovers.as_ref().map(|handovers| **handovers),
            within: rule.within.as_ref().and_then(|within| self.duration(file, within)),
            calendar: rule.calendar.as_ref().and_then(|calendar| self.calendar(file, calendar)),
            by,
            roles: rule.roles.iter().map(|role| role.to_string()).collect(),
            fields,
            start,
            end,
            table: self.table(file, rule),
        }
    }

    fn step(&mut self, file: usize, names: &[Located<String>]) -> Step {
        let mut step = Step::default();
        for name in names {
            step.names.push(name.to_string());
            let bound = match self.draft.steps.get(name.as_str()) {
                Some(said) => said.item.iter().map(|activity| activity.to_string()).collect(),
                None if self.draft.steps.is_empty() => vec![name.to_string()],
                None => {
                    let finding = self.draft.unknown(file, name, "step", self.draft.steps.keys().map(String::as_str));
                    self.findings.push(finding);
                    Vec::new()
                }
            };
            if bound.is_empty() {
                step.unbound.push(name.to_string());
            }
            step.activities.extend(bound);
        }
        step
    }

    fn field(&mut self, file: usize, name: &Located<String>) -> String {
        if !self.draft.fields.contains_key(name.as_str()) {
            let finding = self.draft.unknown(file, name, "field", self.draft.fields.keys().map(String::as_str));
            self.findings.push(finding);
        }
        name.to_string()
    }

    fn condition(&mut self, file: usize, when: &Located<String>) -> Option<Condition> {
        let read = match self.draft.files.get(file).and_then(Option::as_ref) {
            Some(file) => Condition::parse(when, file, &self.fields, ConditionLimits::default()),
            None => Condition::from_text(when, &self.fields),
        };
        let condition = read.map_err(|found| self.findings.append(found)).ok()?;
        for name in condition.calendars() {
            let name = when.position().map_or_else(|| Located::new(name.to_owned()), |at| Located::at(name.to_owned(), at));
            if let Some(calendar) = self.calendar(file, &name) {
                self.calendars.insert(name.into_inner(), calendar);
            }
        }
        Some(condition)
    }

    fn calendar(&mut self, file: usize, name: &Located<String>) -> Option<crate::calendar::Calendar> {
        let found = self.draft.library.calendar(name);
        if found.is_none()
            && let Some(known) = self.draft.library.calendars()
        {
            let finding = self.draft.unknown(file, name, "calendar", known.iter().map(String::as_str));
            self.findings.push(finding);
        }
        found
    }

    fn duration(&mut self, file: usize, text: &Located<String>) -> Option<BusinessDuration> {
        match text.parse::<BusinessDuration>() {
            Ok(duration) if !duration.is_negative() => Some(duration),
            Ok(_) => {
                self.report(file, Diagnostic::error(Code::MalformedDuration, format!("`{}` is less than no time", **text)), text);
                None
            }
            Err(error) => {
                self.report(file, Diagnostic::error(Code::MalformedDuration, error.to_string()).help("write it like `PT4H` or `P3D`"), text);
                None
            }
        }
    }

    fn table(&mut self, file: usize, rule: &RuleDefinition) -> Option<PriorityTable> {
        if let Some(reference) = &rule.decision {
            let found = self.draft.library.decision(reference);
            if found.is_none()
                && let Some(known) = self.draft.library.decisions()
            {
                let finding = self.draft.unknown(file, reference, "decision table", known.iter().map(String::as_str));
                self.findings.push(finding);
            }
            let table = PriorityTable::Decision(found?);
            let names: Vec<String> = table.inputs().into_iter().chain([table.output()]).map(str::to_owned).collect();
            for name in names.iter().filter(|name| !self.draft.fields.contains_key(name.as_str())) {
                let message = format!("the decision table `{}` speaks of `{name}`, which is no field here", **reference);
                self.report(file, Diagnostic::error(Code::UndeclaredName, message).help(format!("add `{name}` to `fields:`")), reference);
            }
            return Some(table);
        }
        let matrix = rule.matrix.as_ref()?;
        let (rows, columns, value) = (self.field(file, &matrix.rows), self.field(file, &matrix.columns), self.field(file, &matrix.value));
        let cells = matrix.cells.iter().flat_map(|(row, cells)| cells.iter().map(|(column, cell)| ((row.clone(), column.clone()), cell.clone())));
        Some(PriorityTable::Matrix(Matrix { rows, columns, value, cells: cells.collect() }))
    }

    fn requirement(&mut self, said: &Said<EvidenceDefinition>) -> Requirement {
        let element = &said.item.element;
        if !element.contains(':') {
            let finding = Diagnostic::error(Code::DanglingReference, format!("`{}` does not say its framework", **element));
            self.report(said.file, finding.help("write `framework:id`, such as `itil4:incident-management`"), element);
        } else if self.draft.library.has_element(element) == Some(false) {
            let near = self.draft.library.near_element(element).map(|near| format!("did you mean `{near}`?"));
            let finding = Diagnostic::error(Code::DanglingReference, format!("there is no element `{}`", **element)).help_if(near);
            self.report(said.file, finding, element);
        }
        Requirement { element: element.to_string(), evidence: said.item.evidence.unwrap_or(Evidence::Part) }
    }

    fn waiver(&mut self, waiver: &super::definition::WaiverDefinition) -> Option<Waiver> {
        let top = self.draft.top();
        if !self.draft.rules.contains_key(waiver.rule.as_str()) {
            let near = nearest(&waiver.rule, self.draft.rules.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let finding = Diagnostic::error(Code::UndeclaredName, format!("there is no rule `{}`", *waiver.rule)).help_if(near);
            self.report(top, finding, &waiver.rule);
        }
        let file = self.draft.files.get(top).and_then(Option::as_ref);
        Waiver::new(waiver, file, self.findings)
    }
}

/// The type that a condition sees.
fn field(item: &RuleFieldDefinition) -> Field {
    let values = || item.values.iter().map(|value| value.as_str());
    match *item.r#type {
        FieldType::Enum => Field::words(values()),
        FieldType::List if item.values.is_empty() => Field::list(FieldType::String),
        FieldType::List => Field { values: values().map(str::to_owned).collect(), ..Field::list(FieldType::Enum) },
        kind => Field::new(kind),
    }
}
