//! Several mapping sets as one: what they agree on once, what they differ on reconciled by a rule, every source kept.

use std::sync::Arc;

use indexmap::{IndexMap, map::Entry};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Group, MappingSet, Origin, PREMISES, Relation, Row, Slots, TermKind, predicate,
    provenance::{joined, parts},
};
use crate::{
    document::{Located, vocabulary},
    framework::definition::{Authority, Review, Standing},
};

/// The slot that names the sets a row of a merged set comes from.
const FROM: &str = "ext_merged_from";

vocabulary! {
    /// What becomes of a pair about which the sets say different things.
    #[derive(Default)]
    MergeRule {
        /// Every row stays.
        #[default]
        Keep,
        /// One row: what all sets leave possible. Right when each author is right as far as they go.
        Strictest,
        /// One row: what any set leaves possible. Right when nobody knows who is right.
        Weakest,
        /// The rows of the first set that speaks about the pair.
        First,
    }
}

/// What a merged set is called, and how differences are settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeOptions {
    /// The id of the merged set, an IRI.
    pub id: String,
    /// What becomes of differences.
    pub rule: MergeRule,
    /// The licence of the merged set; absent means the one that all sets have.
    pub licence: Option<String>,
}

/// A merged set and where its sources differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The set.
    pub set: MappingSet,
    /// The pairs on which the sources differ, in the order of the rows.
    pub differing: Vec<MergedPair>,
}

/// A pair on which the sources of a merged set differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergedPair {
    /// The element that the rows are about.
    pub subject: String,
    /// The element that it is related to.
    pub object: String,
    /// What each set says that has rows about the pair, in the order of the sets; null where its own rows exclude each other.
    pub said: Vec<Said>,
    /// What the merged set says; null where the sets exclude each other and every row was kept, marked as disputed.
    pub result: Option<Relation>,
}

/// What one set says about a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// The id of the set.
    pub set: String,
    /// What its rows leave possible together.
    pub relation: Option<Relation>,
}

/// Why sets cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// No set was given.
    #[error("there is no set to merge")]
    Nothing,
    /// The sets stand under different licences, and none was chosen.
    #[error("the sets stand under different licences ({}); choose the one of the merged set, if they allow it", .0.join(", "))]
    Licences(Vec<String>),
    /// A prefix stands for different IRIs.
    #[error("the prefix `{prefix}` stands for <{first}> in one set and for <{second}> in another; rename it in one of them")]
    Prefix {
        /// The prefix.
        prefix: String,
        /// What it stands for in the set that came first.
        first: String,
        /// What it stands for in the other.
        second: String,
    },
    /// The sets speak about different editions of one framework.
    #[error(
        "the sets speak about different editions of `{framework}` ({first} and {second}); carry one of them over to the other's edition before they are merged"
    )]
    Editions {
        /// The framework.
        framework: String,
        /// The edition of the set that came first.
        first: String,
        /// The edition of the other.
        second: String,
    },
}

/// Merges sets; rows keep their order, set after set.
///
/// Rows that say the same to the letter become one. Every row names the sets it comes from in `ext_merged_from`; a row
/// that a rule makes of several names them in `ext_premises`. Where the rows about a pair exclude each other, no rule but
/// [`MergeRule::First`] and [`MergeRule::Weakest`] settles it: all rows stay and are marked as disputed. The same holds
/// for a pair of which one set gives a counterpart and another states that there is none. Slots that all sets share stay
/// with the set, the others go to the rows. Linear in the rows.
///
/// # Errors
/// [`MergeError`], when the sets do not go together.
pub fn merge(sets: &[MappingSet], options: &MergeOptions) -> Result<Merge, MergeError> {
    let mut merged = head(sets, options)?;
    let common = common_slots(sets);
    let mut origins = Origins::of(sets);

    let mut pairs: Pairs<'_> = IndexMap::with_capacity_and_hasher(sets.iter().map(|set| set.rows().len()).sum(), FxBuildHasher);
    for (place, set) in sets.iter().enumerate() {
        for row in set.rows() {
            pairs.entry((row.subject.id.as_str(), row.object.id.as_str())).or_default().push((place, row));
        }
    }
    let contested = contested(&pairs);
    let shared = Arc::new(common);
    let mut differing = Vec::new();
    for ((subject, object), statements) in &pairs {
        let gap = contested.contains(&(*subject, *object));
        // Most pairs are spoken of once, and need no comparison.
        let said = if statements.len() > 1 || gap { said(statements, &origins.ids) } else { Vec::new() };
        let differ = said.windows(2).any(|two| matches!(two, [one, other] if one.relation != other.relation));
        let settled = if differ { settle(statements, &said, options.rule) } else { Settled::All };
        let disputed = gap || settled == Settled::Disputed;
        if differ || gap {
            let result = match settled {
                Settled::One(relation) => Some(relation),
                Settled::First => said.first().and_then(|said| said.relation),
                Settled::All if disputed => None,
                Settled::All => together(statements.iter().map(|(_, row)| row.relation)),
                Settled::Disputed => None,
            };
            differing.push(MergedPair { subject: (*subject).to_owned(), object: (*object).to_owned(), said, result });
        }
        for row in rows_of(statements, settled, &mut origins) {
            merged.push(finished(row, disputed, &shared));
        }
    }
    merged.set_groups(sets.iter().flat_map(|set| set.groups().iter().cloned()).collect::<Vec<Group>>());
    Ok(Merge { set: merged, differing })
}

type Pairs<'sets> = IndexMap<(&'sets str, &'sets str), Vec<(usize, &'sets Row)>, FxBuildHasher>;

/// What a rule makes of a pair.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settled {
    /// All rows stay.
    All,
    /// All rows stay, and nobody knows which is right.
    Disputed,
    /// The rows of the first set.
    First,
    /// One row with this relation.
    One(Relation),
}

fn settle(statements: &[(usize, &Row)], said: &[Said], rule: MergeRule) -> Settled {
    let strictest = together(statements.iter().map(|(_, row)| row.relation));
    match (rule, strictest) {
        (MergeRule::First, _) => Settled::First,
        (MergeRule::Weakest, _) => {
            let bits = said.iter().filter_map(|said| said.relation).fold(0, |bits, relation| bits | relation.bits());
            Relation::from_bits(bits).map_or(Settled::Disputed, Settled::One)
        }
        (MergeRule::Keep, Some(_)) => Settled::All,
        (MergeRule::Strictest, Some(relation)) => Settled::One(relation),
        (MergeRule::Keep | MergeRule::Strictest, None) => Settled::Disputed,
    }
}

/// What several statements leave possible together.
fn together(relations: impl IntoIterator<Item = Relation>) -> Option<Relation> {
    relations.into_iter().try_fold(Relation::ANY, Relation::intersect)
}

/// What each set says about a pair.
fn said(statements: &[(usize, &Row)], ids: &[String]) -> Vec<Said> {
    let mut said: IndexMap<usize, Option<Relation>> = IndexMap::new();
    for (place, row) in statements {
        let known = said.entry(*place).or_insert(Some(Relation::ANY));
        *known = known.and_then(|known| known.intersect(row.relation));
    }
    said.into_iter().map(|(place, relation)| Said { set: ids.get(place).cloned().unwrap_or_default(), relation }).collect()
}

/// The pairs with a gap on one side that another set contests by a counterpart, and the pairs of those counterparts.
fn contested<'sets>(pairs: &Pairs<'sets>) -> FxHashSet<(&'sets str, &'sets str)> {
    if !pairs.values().flatten().any(|(_, row)| row.is_gap()) {
        return FxHashSet::default();
    }
    let real = |relation: Relation| relation != Relation::DISJOINT;
    // For each element and side: the sets that give a counterpart, and those that deny one.
    let mut given: FxHashMap<(bool, &str), Vec<usize>> = FxHashMap::default();
    let mut denied: FxHashMap<(bool, &str), Vec<usize>> = FxHashMap::default();
    let sides = |row: &'sets Row| -> [(bool, &'sets str); 2] { [(true, row.subject.id.as_str()), (false, row.object.id.as_str())] };
    for (place, row) in pairs.values().flatten() {
        for side in sides(row) {
            if !row.is_gap() {
                if !row.negated && real(row.relation) {
                    given.entry(side).or_default().push(*place);
                }
            } else if side.1 != nothing(row, side.0) {
                denied.entry(side).or_default().push(*place);
            }
        }
    }
    let other = |places: Option<&Vec<usize>>, own: usize| places.is_some_and(|places| places.iter().any(|place| *place != own));
    let mut contested = FxHashSet::default();
    for (pair, statements) in pairs {
        for (place, row) in statements {
            let against = if row.is_gap() { &given } else { &denied };
            let concerned = row.is_gap() || (!row.negated && real(row.relation));
            if concerned && sides(row).iter().any(|side| other(against.get(side), *place)) {
                contested.insert(*pair);
            }
        }
    }
    contested
}

/// The id of a side that is nothing, or a text that no id is.
fn nothing(row: &Row, subject: bool) -> &str {
    let term = if subject { &row.subject } else { &row.object };
    if term.kind == TermKind::Nothing { term.id.as_str() } else { "" }
}

/// The rows that a pair gets; rows that say the same to the letter once.
fn rows_of(statements: &[(usize, &Row)], settled: Settled, origins: &mut Origins) -> Vec<Row> {
    let Some((first_set, first)) = statements.first() else { return Vec::new() };
    if let Settled::One(relation) = settled {
        return vec![reconciled(statements, first, relation, origins)];
    }
    let kept = statements.iter().filter(|(place, _)| settled != Settled::First || place == first_set);
    let mut rows: Vec<(Row, Vec<usize>)> = Vec::with_capacity(1);
    for (place, row) in kept {
        match rows.iter_mut().find(|(known, from)| !from.contains(place) && known.says_the_same(row)) {
            Some((_, from)) => from.push(*place),
            None => rows.push(((*row).clone(), vec![*place])),
        }
    }
    rows.into_iter().map(|(row, from)| origins.name(row, from)).collect()
}

/// One row for all statements about a pair: that of the first statement that says just this, or else one of our own.
fn reconciled(statements: &[(usize, &Row)], first: &Row, relation: Relation, origins: &mut Origins) -> Row {
    let id = |place: &usize| origins.ids.get(*place).map_or("", String::as_str);
    let premise = |(place, row): &(usize, &Row)| {
        let why = row.rationale.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        format!("{}: {} {} {}{why}", id(place), *row.subject.id, row.relation, *row.object.id)
    };
    let premises: Vec<String> = statements.iter().map(premise).collect();
    let mut row = match statements.iter().find(|(_, row)| row.relation == relation) {
        Some((_, row)) => (*row).clone(),
        None => unstated(statements, first, relation),
    };
    row.other.insert(PREMISES.into(), joined(premises.iter().map(String::as_str)).into());
    origins.name(row, statements.iter().map(|(place, _)| *place).collect())
}

/// A row that nobody stated as it is: no more sure than the least sure of its premises.
fn unstated(statements: &[(usize, &Row)], first: &Row, relation: Relation) -> Row {
    let same_authority = statements.iter().all(|(_, row)| row.authority == first.authority);
    let row = Row::new(first.subject.clone(), predicate::nearest_to(relation), first.object.clone(), relation, "semapv:LogicalReasoning");
    Row {
        origin: Origin::Derived,
        standing: statements.iter().map(|(_, row)| row.standing).max().unwrap_or(Standing::Unconfirmed),
        authority: if same_authority { first.authority } else { Authority::ThirdParty },
        inherited: Arc::clone(&first.inherited),
        ..row
    }
}

/// The sets by their ids, and the text of [`FROM`] for each list of them that occurs, made once and shared by the rows.
struct Origins {
    ids: Vec<String>,
    slot: Arc<str>,
    texts: FxHashMap<Vec<usize>, Arc<str>>,
}

impl Origins {
    fn of(sets: &[MappingSet]) -> Self {
        Self { ids: names(sets), slot: FROM.into(), texts: FxHashMap::default() }
    }

    /// The row with the sets that it comes from, those that an earlier merge named before all others.
    fn name(&mut self, mut row: Row, mut from: Vec<usize>) -> Row {
        from.dedup();
        let text = if let Some(earlier) = row.other.get(FROM) {
            let mut all = parts(earlier);
            for id in from.iter().filter_map(|place| self.ids.get(*place)) {
                if !all.contains(id) {
                    all.push(id.clone());
                }
            }
            joined(all.iter().map(String::as_str)).into()
        } else if let Some(known) = self.texts.get(&from) {
            Arc::clone(known)
        } else {
            let text: Arc<str> = joined(from.iter().filter_map(|place| self.ids.get(*place)).map(String::as_str)).into();
            self.texts.insert(from, Arc::clone(&text));
            text
        };
        row.other.insert(Arc::clone(&self.slot), text);
        row
    }
}

/// The row as the merged set holds it: what its set stated for all rows and the merged set does not becomes its own.
fn finished(mut row: Row, disputed: bool, shared: &Arc<Slots>) -> Row {
    for (name, text) in row.inherited.iter().filter(|(name, _)| !shared.contains_key(*name)) {
        row.other.entry(Arc::clone(name)).or_insert_with(|| Arc::clone(text));
    }
    row.inherited = Arc::clone(shared);
    if disputed {
        row.review = Review::Disputed;
    }
    row.position = None;
    row
}

/// The slots that the rows of all sets inherit with the same text.
fn common_slots(sets: &[MappingSet]) -> Slots {
    let mut inherited = sets.iter().filter_map(|set| set.rows().first()).map(|row| &row.inherited);
    let Some(first) = inherited.next() else { return Slots::default() };
    let mut common: Slots = first.as_ref().clone();
    for slots in inherited {
        common.retain(|name, text| slots.get(name) == Some(text));
    }
    common
}

/// The ids of the sets; one that stands twice is numbered, so that both can be told apart.
fn names(sets: &[MappingSet]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(sets.len());
    for (place, set) in sets.iter().enumerate() {
        let name = name_of(set, place);
        names.push(if names.contains(&name) { format!("{name} ({})", place.saturating_add(1)) } else { name });
    }
    names
}

fn name_of(set: &MappingSet, place: usize) -> String {
    set.id.as_ref().map_or_else(|| format!("set {}", place.saturating_add(1)), |id| id.to_string())
}

/// The merged set without rows: what all sets say alike, and what must be one for all.
fn head(sets: &[MappingSet], options: &MergeOptions) -> Result<MappingSet, MergeError> {
    let (first, others) = sets.split_first().ok_or(MergeError::Nothing)?;
    let mut merged = first.without_rows();
    merged.metadata.retain(|name, text| others.iter().all(|set| set.metadata.get(name) == Some(text)));
    for set in others {
        same_editions(first, set)?;
        for (prefix, iri) in &set.curie_map {
            match merged.curie_map.entry(prefix.clone()) {
                Entry::Occupied(known) if known.get() != iri => {
                    let (prefix, first, second) = (prefix.clone(), known.get().clone(), iri.clone());
                    return Err(MergeError::Prefix { prefix, first, second });
                }
                Entry::Occupied(_) => {}
                Entry::Vacant(free) => {
                    free.insert(iri.clone());
                }
            }
        }
        keep_same(&mut merged.version, set.version.as_ref());
        keep_same(&mut merged.description, set.description.as_ref());
        keep_same(&mut merged.subject_framework, set.subject_framework.as_ref());
        keep_same(&mut merged.object_framework, set.object_framework.as_ref());
        keep_same(&mut merged.subject_version, set.subject_version.as_ref());
        keep_same(&mut merged.object_version, set.object_version.as_ref());
        keep_same(&mut merged.date, set.date.as_ref());
    }
    let mut licences: Vec<String> = sets.iter().filter_map(|set| set.licence.as_ref()).map(|licence| licence.to_string()).collect();
    licences.sort();
    licences.dedup();
    merged.licence = match (&options.licence, licences.as_slice()) {
        (Some(chosen), _) => Some(Located::new(chosen.clone())),
        (None, []) => None,
        (None, [one]) => Some(Located::new(one.clone())),
        (None, _) => return Err(MergeError::Licences(licences)),
    };
    let names: Vec<String> = sets.iter().enumerate().map(|(place, set)| set.title.clone().unwrap_or_else(|| name_of(set, place))).collect();
    merged.title = Some(format!("Merged: {}", names.join("; ")));
    merged.id = Some(Located::new(options.id.clone()));
    let slots = [("mapping_set_id", merged.id.as_deref()), ("mapping_set_title", merged.title.as_ref()), ("license", merged.licence.as_deref())];
    for (name, text) in slots {
        if let Some(text) = text {
            merged.metadata.insert(name.to_owned(), text.clone());
        }
    }
    Ok(merged)
}

fn keep_same<T: PartialEq>(known: &mut Option<T>, other: Option<&T>) {
    if known.as_ref() != other {
        *known = None;
    }
}

/// Refuses two editions of one framework on the same side.
fn same_editions(one: &MappingSet, other: &MappingSet) -> Result<(), MergeError> {
    let sides = [
        (&one.subject_framework, &one.subject_version, &other.subject_framework, &other.subject_version),
        (&one.object_framework, &one.object_version, &other.object_framework, &other.object_version),
    ];
    for (first, first_edition, second, second_edition) in sides {
        if let (Some(first), Some(second), Some(one), Some(other)) = (first, second, first_edition, second_edition)
            && first == second
            && one != other
        {
            return Err(MergeError::Editions { framework: first.to_string(), first: one.clone(), second: other.clone() });
        }
    }
    Ok(())
}
