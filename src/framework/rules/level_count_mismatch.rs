//! `level-count-mismatch`: activities counted by level add up to the number of activities.

use indexmap::IndexMap;

use super::super::draft::Draft;
use crate::diagnostic::{Code, Findings};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    for entry in &draft.entries {
        let Some(total) = &entry.definition.activity_count else { continue };
        let mut sums: IndexMap<&str, u64> = IndexMap::new();
        for level in &entry.definition.levels {
            if let Some(count) = level.count {
                *sums.entry(level.scale.as_str()).or_default() += u64::from(count);
            }
        }
        for (scale, sum) in sums.into_iter().filter(|(_, sum)| *sum != u64::from(**total)) {
            let message = format!("`{}` counts {} activities, but its levels on `{scale}` add up to {sum}", *entry.definition.id, **total);
            findings.push(draft.warning(Code::LevelCountMismatch, message, entry.file, total).help("mend the count or the levels"));
        }
    }
}
