//! Without the feature `expr`: fields and values are there, and a condition gives a finding that names the feature.
#![cfg(not(feature = "expr"))]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test fails by panicking")]

use itsm::{
    diagnostic::Code,
    document::{Located, Position},
    expr::{Condition, ConditionLimits, Field, FieldType, Fields, Value},
    source::FileText,
};

#[test]
fn a_condition_names_the_feature() {
    let fields = Fields::new().with("count", Field::new(FieldType::Int)).unwrap();
    let file = FileText::new("life.yaml", "guard: count > 3\n");
    let text = Located::at("count > 3".to_owned(), Position::new(1, 8, 9));
    let findings = Condition::parse(&text, &file, &fields, ConditionLimits::default()).unwrap_err();
    assert_eq!(findings.len(), 1);
    let finding = findings.iter().next().unwrap();
    assert_eq!((finding.code(), finding.position()), (Code::MissingFeature, text.position()));
    assert!(finding.message().contains("the feature `expr`"));
    assert_eq!(finding.excerpt(), Some("guard: count > 3"));
}

#[test]
fn values_are_there() {
    assert_eq!(Field::new(FieldType::Int).parse("3"), Ok(Value::Int(3)));
    assert!(Field::words(["a"]).parse("b").is_err());
}

/// A typed lifecycle with a guard, in a build without conditions.
mod guarded {
    itsm::typed_lifecycle! {
        /// Ticket
        Ticket = "ticket" {
            hash: "",
            sources: ["ticket.yaml" = "
format: itsm/lifecycle/1
id: ticket
title: Ticket
states: [{id: new, kind: initial}, {id: closed, kind: terminal}]
events: [{id: close}]
transitions: [{from: [new], on: close, to: closed, guard: true}]
"],
        }
        events {
            /// Close
            Close = "close",
        }
        states {
            /// New
            New = "new", Initial {
                close: Close => Closed if "`true`",
            }
            /// Closed
            Closed = "closed", Terminal {}
        }
    }
}

#[test]
fn a_typed_machine_names_the_feature_too() {
    let found = guarded::Ticket::begin().unwrap_err().to_string();
    assert!(found.starts_with("the definition of `ticket` does not load: ticket.yaml:7:") && found.contains("the feature `expr`"), "{found}");
}
