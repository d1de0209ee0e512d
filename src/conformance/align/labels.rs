//! Which activity of a log is which label of a model.

use super::{Label, Model, wide};

/// For every activity of a log the labels of the model that it stands for: none, one or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelMap {
    of: Vec<Box<[Label]>>,
}

impl LabelMap {
    /// By the same text.
    #[must_use]
    pub fn by_name<'name>(model: &Model, activities: impl IntoIterator<Item = &'name str>) -> Self {
        activities.into_iter().map(|name| model.label(name).into_iter().collect::<Vec<_>>()).collect()
    }

    /// Every label of a model as an activity of its own, with the same number.
    #[must_use]
    pub fn same(model: &Model) -> Self {
        (0..super::narrow(model.labels().len())).map(|number| [Label::new(number)]).collect()
    }

    /// The labels of an activity, in order, none twice; none for an activity that is not known.
    #[must_use]
    pub fn get(&self, activity: usize) -> &[Label] {
        self.of.get(activity).map_or(&[], |labels| labels)
    }

    /// How many activities there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The activities of every label of a model with this many.
    pub(super) fn by_label(&self, labels: usize) -> Vec<Vec<u32>> {
        let mut rows = vec![Vec::new(); labels];
        for (activity, own) in (0..).zip(&self.of) {
            for label in own {
                if let Some(row) = rows.get_mut(wide(label.number())) {
                    row.push(activity);
                }
            }
        }
        rows
    }
}

/// In the order of the activities of the log.
impl<L: IntoIterator<Item = Label>> FromIterator<L> for LabelMap {
    fn from_iter<I: IntoIterator<Item = L>>(rows: I) -> Self {
        let sorted = |row: L| {
            let mut labels: Vec<Label> = row.into_iter().collect();
            labels.sort_unstable();
            labels.dedup();
            labels.into()
        };
        Self { of: rows.into_iter().map(sorted).collect() }
    }
}
