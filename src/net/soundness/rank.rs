//! The rank of an incidence matrix, exactly.

use rustc_hash::FxHashMap;

use super::siphon::Sides;

/// A row of whole numbers, sorted by column, without zeros.
type Row = Vec<(usize, i128)>;

/// The rank of the matrix that says how each transition changes each place; nothing when numbers become too large.
///
/// Gaussian elimination over whole numbers: rows are multiplied, subtracted and divided by what their cells have in common. Rows
/// are sparse; each becomes the pivot of its first column. Time: rows squared times their length at most.
pub(super) fn rank(net: &Sides) -> Option<usize> {
    let mut pivots: FxHashMap<usize, Row> = FxHashMap::default();
    for (inputs, outputs) in net.inputs.iter().zip(&net.outputs) {
        let mut row = change(inputs, outputs);
        while let Some((column, factor)) = row.first().copied() {
            let Some(pivot) = pivots.get(&column) else {
                pivots.insert(column, row);
                break;
            };
            let (_, pivot_factor) = *pivot.first()?;
            row = combine(&row, pivot_factor, pivot, factor)?;
        }
    }
    Some(pivots.len())
}

fn change(inputs: &[usize], outputs: &[usize]) -> Row {
    let all = inputs.iter().map(|place| (*place, -1)).chain(outputs.iter().map(|place| (*place, 1)));
    let mut row: Row = all.collect();
    row.sort_unstable();
    row.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    row.retain(|(_, value)| *value != 0);
    row
}

/// `row * times - pivot * less`, divided by the greatest common divisor of its cells.
fn combine(row: &Row, times: i128, pivot: &Row, less: i128) -> Option<Row> {
    let common = gcd(times.unsigned_abs(), less.unsigned_abs());
    let common = i128::try_from(common).ok().filter(|common| *common > 0)?;
    let (times, less) = (times / common, less / common);
    let mut result = Row::with_capacity(row.len() + pivot.len());
    let (mut own, mut other) = (row.iter().peekable(), pivot.iter().peekable());
    loop {
        let (column, value) = match (own.peek(), other.peek()) {
            (Some((left, value)), Some((right, taken))) if left == right => {
                let cell = (*left, value.checked_mul(times)?.checked_sub(taken.checked_mul(less)?)?);
                own.next();
                other.next();
                cell
            }
            (Some((left, value)), right) if right.is_none_or(|(right, _)| left < right) => {
                let cell = (*left, value.checked_mul(times)?);
                own.next();
                cell
            }
            (_, Some((right, taken))) => {
                let cell = (*right, taken.checked_mul(less)?.checked_neg()?);
                other.next();
                cell
            }
            _ => break,
        };
        if value != 0 {
            result.push((column, value));
        }
    }
    let common = result.iter().fold(0, |common, (_, value)| gcd(common, value.unsigned_abs()));
    if let Some(common) = i128::try_from(common).ok().filter(|common| *common > 1) {
        for (_, value) in &mut result {
            *value /= common;
        }
    }
    Some(result)
}

fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}
