//! The table of stable codes. Each has a page in `docs/codes/`, shown by `itsm explain CODE`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// What a finding is about. Codes are never renamed or used again for something else.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, Display, EnumString, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Code {
    // Files
    /// A file or folder cannot be read.
    UnreadableFile,
    /// A file is not UTF-8 text.
    #[serde(rename = "not-utf8")]
    #[strum(serialize = "not-utf8")]
    NotUtf8,
    /// A bound on size, depth or number was reached.
    LimitReached,
    /// The text is not well-formed YAML or JSON.
    YamlSyntax,
    /// XML that cannot be read.
    XmlSyntax,
    /// A mapping holds the same key twice.
    DuplicateKey,
    /// A key that the format does not know.
    UnknownKey,
    /// A key that the format asks for is not there.
    MissingKey,
    /// A value of another type than the format asks for.
    WrongType,
    /// A word outside a closed vocabulary.
    UnknownValue,
    /// The `format:` line is missing or names a format that this version does not read.
    UnsupportedFormat,
    // Frameworks
    /// Two elements share one id.
    DuplicateId,
    /// A reference to an element that does not exist.
    DanglingReference,
    /// Elements that are their own ancestors.
    TreeCycle,
    /// A kind that the framework does not declare.
    UndeclaredKind,
    /// An element without a kind.
    MissingKind,
    /// An element without a title.
    MissingTitle,
    /// An id that does not fit the framework's pattern.
    IdPatternMismatch,
    /// An id pattern that is not a regular expression.
    InvalidPattern,
    /// A locale file names an element or kind that does not exist.
    UnknownLocaleEntry,
    /// A language tag that is not well-formed.
    InvalidLanguage,
    /// A part or locale file that is listed but not there.
    PartNotFound,
    /// A part or locale file that no framework lists.
    UnlistedPart,
    /// A part or locale file that belongs to another framework.
    WrongFramework,
    /// An input that no element hands out.
    UnproducedInput,
    /// A source key that the framework does not declare.
    UndeclaredSource,
    /// A scale or level that the framework does not declare.
    UndeclaredLevel,
    /// Activities counted by level that do not add up.
    LevelCountMismatch,
    /// `extends` or `based_on` names a framework that is not loaded.
    UnknownFramework,
    /// Two frameworks with one id.
    DuplicateFramework,
    // Lifecycles
    /// A name that the file does not declare.
    UndeclaredName,
    /// A name that nothing uses.
    UnusedName,
    /// A lifecycle without an initial state or with several.
    InitialState,
    /// A state that no record can come to.
    UnreachableState,
    /// A state from which no end can be reached.
    NoWayToEnd,
    /// Two transitions on one event that can both be taken.
    AmbiguousTransition,
    /// Two transitions on one event whose guards or roles may both hold.
    GuardsMayOverlap,
    /// An event that no transition takes.
    UnusedEvent,
    /// A timer or an approval whose event a state cannot take.
    EventNotTaken,
    /// A waiting state that nothing resumes.
    WaitingWithoutExit,
    /// An approval without a negative outcome.
    ApprovalWithoutRefusal,
    /// A terminal state that a transition leaves.
    TerminalStateWithExit,
    /// A quorum that cannot be counted.
    InvalidQuorum,
    /// A lifecycle that is extended and is not there.
    UnknownLifecycle,
    /// The time of a timer cannot be read.
    MalformedDuration,
    /// A state whose records a migration plan sends nowhere.
    UnmappedState,
    /// A state whose records a migration plan sends to more than one state.
    AmbiguousMove,
    // Workflows
    /// A key that means nothing at the kind of node where it stands.
    MisplacedKey,
    /// A flow that begins or ends where none can.
    MisplacedFlow,
    /// A workflow or a subprocess without a start or an end.
    NoStartOrEnd,
    /// A node that no path from a start leads to.
    UnreachableNode,
    /// A gateway that neither branches nor joins.
    IdleGateway,
    /// A gateway that does not say which way is taken.
    UndecidedBranch,
    /// Two ways of which only one can be taken, and both are open.
    OverlappingBranches,
    /// A case for which no way is open.
    IncompleteBranches,
    /// A workflow in which work can get stuck, be left behind, or never be done.
    UnsoundWorkflow,
    /// A step that fires an event which its record cannot take then.
    RecordCannotFollow,
    /// A workflow that is called and is not there.
    UnknownWorkflow,
    /// Something that is kept and cannot be run.
    UnsupportedElement,
    /// A place whose executions a migration plan sends nowhere.
    UnmappedStep,
    /// A place to which a migration plan cannot send executions.
    ImpossibleMove,
    // Mappings
    /// The metadata block of a mapping file cannot be used.
    MappingMetadata,
    /// A column that a table must have is not there.
    MissingColumn,
    /// A row that cannot be read as a mapping.
    MalformedRow,
    /// A prefix that the mapping file does not declare.
    UndeclaredPrefix,
    /// A predicate without a known relation.
    UnknownPredicate,
    /// A relation and a predicate that exclude each other.
    RelationConflict,
    /// A mapping row that names an element which does not exist.
    UnknownMappedElement,
    /// The same pair of elements in two rows.
    RepeatedRow,
    /// Rows of a mapping set that exclude each other.
    ContradictoryRows,
    /// A row from an element to itself.
    SelfMapping,
    /// An element that is equal to several of one framework.
    RelationCardinalityConflict,
    /// A stated cardinality that the rows do not show.
    CardinalityMismatch,
    /// A row about an element that only lists others.
    RowOnGroup,
    /// A strength outside its scale, or without one.
    StrengthOffScale,
    /// Judgements without a reason.
    MissingRationale,
    /// A mapping set that does not say which edition it is about.
    MissingEdition,
    /// A mapping set about another edition than the one that is known.
    UnknownEdition,
    // Audit trails
    /// The chain of an audit trail does not hold.
    BrokenChain,
    /// An event that is said to have happened before the one before it.
    TimeRunsBackwards,
    // Event logs
    /// An element of an event log stands where none such is expected.
    MisplacedElement,
    /// A row of an event log that cannot be read as an event.
    MalformedEvent,
    /// A point in time that cannot be read.
    MalformedInstant,
    /// The objects of which type are the cases is not said, or there is no such type.
    MissingObjectType,
    /// What a log of cases cannot show of an object-centric one.
    FlattenedLog,
    /// What the columns of an event log hold was guessed.
    GuessedColumns,
    /// A case whose events do not stand together in a file that is read case by case.
    ScatteredCase,
    // Calendars
    /// A zone that the time zone database does not know.
    UnknownZone,
    /// A window of hours that cannot be read.
    MalformedHours,
    /// Two windows of one day that overlap.
    OverlappingHours,
    /// A window that ends at 23:59.
    ClosesBeforeMidnight,
    /// A date that cannot be read, or a range that runs backward.
    MalformedDate,
    /// A day that is listed twice.
    RepeatedDay,
    /// A day beyond those that the calendar is valid for.
    OutsideValidity,
    /// A calendar without an opening.
    NeverOpen,
    /// An iCalendar file that cannot be read.
    MalformedIcal,
    /// Something in an iCalendar file that is not taken for a holiday.
    UnsupportedIcal,
    // Decision tables
    /// A test of a decision table that cannot be read.
    MalformedTest,
    /// A row of a matrix with another number of cells than there are columns.
    CellCountMismatch,
    /// A combination of values for which a decision table has no rule.
    IncompleteTable,
    /// Two rules that match the same values where only one may.
    OverlappingRules,
    /// A rule that decides nothing.
    UnusedRule,
    /// An outcome that does not move with an input as it is said to.
    NotMonotone,
    /// Inputs that cannot change places although it is said.
    NotSymmetric,
    // Rules
    /// Rules that others extend and that are not there.
    UnknownRules,
    /// A constraint of a Declare model that cannot be read.
    MalformedConstraint,
    /// A waiver that does not count any more.
    ExpiredWaiver,
    // Conformance
    /// A case that does not follow the model.
    Deviation,
    /// A case that does not keep a rule.
    BrokenRule,
    // Nets
    /// A file of a net or a process tree that no net can be made of.
    MalformedNet,
    // Conditions
    /// A condition that cannot be read or does not fit the declared fields.
    InvalidCondition,
    /// Something that needs a feature which the program was built without.
    MissingFeature,
}

impl Code {
    /// The code as it is written, such as `duplicate-id`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The page that `itsm explain` shows: what the code means, why it matters, an example and how to mend it.
    #[must_use]
    pub fn page(self) -> &'static str {
        let index = PAGES.binary_search_by(|(name, _)| (*name).cmp(self.as_str()));
        index.ok().and_then(|index| PAGES.get(index)).map_or("", |(_, page)| *page)
    }

    /// What the code means, in one line: the first paragraph of its page.
    #[must_use]
    pub fn summary(self) -> &'static str {
        self.page().lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or("")
    }
}

/// The pages by code, sorted; made by the build script of `docs/codes/`.
const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/codes.rs"));
