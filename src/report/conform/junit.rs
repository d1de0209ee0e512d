//! JUnit XML, which pipelines show as tests: one for the model, one for each rule.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesText, Event},
};

use super::{CheckedRule, Conformity, table::named};
use crate::conformance::rules::CaseVerdict;

/// Deviations that are listed under a test.
const MOST: usize = 20;

/// A test: its name and how it ended.
struct Test {
    name: String,
    end: End,
}

enum End {
    Passed,
    Skipped(String),
    Failed { message: String, lines: Vec<String> },
}

impl Conformity {
    /// The result as JUnit XML (the form that Jenkins and GitLab read): a suite for the model and one for each pack of rules. A rule
    /// that nothing was about, or that the log does not say enough for, is skipped. Characters that XML cannot hold become U+FFFD.
    #[must_use]
    pub fn junit(&self) -> String {
        let mut suites = Vec::new();
        if let Some(model) = &self.record.model {
            suites.push((model.name.clone(), vec![self.of_model()]));
        }
        for pack in &self.record.packs {
            let own = self.record.rules.iter().flatten().filter(|rule| rule.pack == pack.name);
            suites.push((pack.name.clone(), own.map(|rule| self.of_rule(rule)).collect()));
        }
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        // Writing into memory does not fail.
        let _ = write(&mut writer, &suites);
        let text = String::from_utf8(writer.into_inner()).unwrap_or_default();
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n")
    }

    fn of_model(&self) -> Test {
        let name = "every case follows the model".to_owned();
        if self.record.fitting_cases == Some(self.record.cases) {
            return Test { name, end: End::Passed };
        }
        let ways = self.record.per_deviation.iter().take(MOST);
        let lines = ways.map(|way| format!("{} such as {}: {}", counted(way.cases, "case"), way.example, way.deviation)).collect();
        Test { name, end: End::Failed { message: self.summary(), lines } }
    }

    fn of_rule(&self, CheckedRule { pack, result: rule }: &CheckedRule) -> Test {
        let name = named(rule);
        let open: Vec<_> = self.deviations.iter().filter(|deviation| deviation.rule == rule.rule && deviation.pack == *pack).collect();
        let end = if !open.is_empty() {
            End::Failed {
                message: format!("{} in {}", counted(open.len(), "deviation"), counted(rule.violated, "case")),
                lines: open.iter().take(MOST).map(|deviation| deviation.sentence.clone()).collect(),
            }
        } else if rule.satisfied > 0 || rule.violated > 0 {
            End::Passed
        } else {
            let why = if rule.not_applicable > 0 { CaseVerdict::NotApplicable } else { CaseVerdict::Vacuous };
            End::Skipped(rule.reason.clone().unwrap_or_else(|| why.to_string().replace('-', " ")))
        };
        Test { name, end }
    }
}

/// A number of things.
fn counted(count: impl TryInto<u64>, what: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn write(writer: &mut Writer<Vec<u8>>, suites: &[(String, Vec<Test>)]) -> io::Result<()> {
    writer.create_element("testsuites").write_inner_content(|writer| {
        for (name, tests) in suites {
            let count = |is: fn(&End) -> bool| tests.iter().filter(|test| is(&test.end)).count().to_string();
            writer
                .create_element("testsuite")
                .with_attribute(("name", plain(name).as_str()))
                .with_attribute(("tests", tests.len().to_string().as_str()))
                .with_attribute(("failures", count(|end| matches!(end, End::Failed { .. })).as_str()))
                .with_attribute(("skipped", count(|end| matches!(end, End::Skipped(_))).as_str()))
                .write_inner_content(|writer| tests.iter().try_for_each(|test| case(writer, name, test)))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, suite: &str, test: &Test) -> io::Result<()> {
    let (name, suite) = (plain(&test.name), plain(suite));
    let element = writer.create_element("testcase").with_attribute(("name", name.as_str())).with_attribute(("classname", suite.as_str()));
    match &test.end {
        End::Passed => element.write_empty()?,
        End::Skipped(why) => element.write_inner_content(|writer| {
            writer.create_element("skipped").with_attribute(("message", plain(why).as_str())).write_empty()?;
            Ok(())
        })?,
        End::Failed { message, lines } => element.write_inner_content(|writer| {
            let failure = writer.create_element("failure").with_attribute(("message", plain(message).as_str()));
            failure.write_inner_content(|writer| writer.write_event(Event::Text(BytesText::new(&plain(&lines.join("\n"))))))?;
            Ok(())
        })?,
    };
    Ok(())
}

/// A text without the characters that XML 1.0 cannot hold (section 2.2).
fn plain(text: &str) -> String {
    let is_good = |character: char| matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|character| if is_good(character) { character } else { '\u{fffd}' }).collect()
}
