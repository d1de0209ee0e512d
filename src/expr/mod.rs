//! Conditions in data: declared fields with types, their values, and conditions on them written in CEL.
//!
//! ```
//! # #[cfg(feature = "expr")] {
//! use std::collections::BTreeMap;
//! use itsm::expr::{Condition, ConditionError, Environment, Field, FieldType, Fields, Value};
//!
//! let fields = Fields::new()
//!     .with("priority", Field::words(["low", "high"]))?
//!     .with("due", Field::new(FieldType::Instant))?;
//! let condition = Condition::from_text("priority == 'high' && now() > due", &fields).unwrap();
//!
//! let now = Environment::at("2026-01-31T10:00:00Z".parse()?);
//! let mut values = BTreeMap::from([("priority".to_owned(), Value::from("high"))]);
//! let refused = condition.holds(&values, &now);
//! assert_eq!(refused, Err(ConditionError::FieldNotFilled { field: "due".to_owned() }));
//! values.insert("due".to_owned(), fields.get("due").unwrap().parse("2026-01-31T09:00:00Z")?);
//! assert_eq!(condition.holds(&values, &now), Ok(true));
//!
//! let findings = Condition::from_text("priority == 'hihg'", &fields).unwrap_err();
//! let finding = findings.iter().next().unwrap();
//! assert_eq!(finding.position().unwrap().column(), 13);
//! assert_eq!(finding.help_text(), Some("did you mean `high`?"));
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `docs/conditions.md` explains the language to authors. Fields and values are always there; reading a condition
//! needs the feature `expr`, and without it [`Condition::parse`] gives a finding that says so.
//!
//! # What a field that is not filled does
//!
//! A field is filled when it has a value other than null; an empty text or list is a value. A comparison or
//! calculation with a field that is not filled has no answer: [`ConditionError::FieldNotFilled`], which names the
//! field, so that a refusal can say what is missing. `has(field)` asks first: `has(due) && now() > due` is false when
//! there is no due date.
//!
//! # How a condition is evaluated
//!
//! The crate `cel` parses. Its tree is then checked against the declared fields and turned into a tree of our own,
//! which an evaluator of ours runs, rather than `cel`'s interpreter: that one has binary floating point where conditions
//! need exact decimals, knows instants only with `chrono`, has no types before it runs and no bound on its cost. Ours
//! is a match over some twenty kinds of nodes. Before `cel` sees a text, a scan of ours bounds nodes and depth (the
//! parser is recursive) and reports misspelt operators, missing operands and unclosed brackets in plain words.

mod condition;
mod decimal;
#[cfg(feature = "expr")]
mod engine;
#[cfg(not(feature = "expr"))]
#[path = "missing.rs"]
mod engine;
mod field;
mod value;
mod witness;

pub use condition::{ByName, Calendars, Condition, ConditionError, ConditionLimits, Environment, FieldValues, NoCalendars, Overlap, overlap};
pub use decimal::{Decimal, InvalidDecimal};
pub use field::{Field, FieldError, FieldType, Fields};
pub use value::{Value, ValueError};
pub use witness::{Truth, Witness, WitnessSearch, witness};
