//! The second step: the order within each layer, so that few lines cross.
//!
//! Sweeps down and up by weighted medians with exchange of neighbours, after Gansner, Koutsofios, North, Vo (1993), section 3;
//! crossings are counted with an accumulator tree (Barth, Juenger, Mutzel 2002). Lanes keep their order in every layer.

use super::{column::Column, parts::Sketch};

/// Sweeps without a better result before giving up, and sweeps at all.
const PATIENCE: usize = 6;
const SWEEPS: usize = 24;

/// Beyond so many vertices neighbours are not exchanged, which takes time with the square of degrees.
const EXCHANGE_MOST: usize = 8_000;

struct Order<'a> {
    sketch: &'a Sketch,
    layers: Column<Vec<usize>>,
    place: Column<usize>,
    above: Column<Vec<usize>>,
    below: Column<Vec<usize>>,
}

/// The vertices of every layer in their order.
pub fn order(sketch: &Sketch) -> Vec<Vec<usize>> {
    let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
    for from_below in [false, true] {
        let mut order = Order::new(sketch, from_below);
        let found = order.reduce();
        if best.as_ref().is_none_or(|(least, _)| found.0 < *least) {
            best = Some(found);
        }
    }
    best.map_or_else(Vec::new, |(_, layers)| layers)
}

impl<'a> Order<'a> {
    fn new(sketch: &'a Sketch, from_below: bool) -> Self {
        let count = sketch.vertices.len();
        let mut above = Column::of(count, Vec::new());
        let mut below = Column::of(count, Vec::new());
        for segment in sketch.segments.iter() {
            above[segment.lower].push(segment.upper);
            below[segment.upper].push(segment.lower);
        }
        let depth = sketch.vertices.iter().map(|vertex| vertex.layer + 1).max().unwrap_or(0);
        let mut order = Self { sketch, layers: Column::of(depth, Vec::new()), place: Column::of(count, 0), above, below };
        order.fill(from_below);
        order
    }

    /// The first order: a breadth-first walk, so that what belongs together stands together.
    fn fill(&mut self, from_below: bool) {
        let count = self.sketch.vertices.len();
        let mut seen = Column::of(count, false);
        let mut starts: Vec<usize> = (0..count).collect();
        let layer = |vertex: &usize| self.sketch.vertices[*vertex].layer;
        if from_below {
            starts.sort_by_key(|vertex| (std::cmp::Reverse(layer(vertex)), *vertex));
        } else {
            starts.sort_by_key(|vertex| (layer(vertex), *vertex));
        }
        let mut layers = Column::of(self.layers.len(), Vec::new());
        for start in starts {
            let mut queue = std::collections::VecDeque::from([start]);
            while let Some(vertex) = queue.pop_front() {
                if std::mem::replace(&mut seen[vertex], true) {
                    continue;
                }
                layers[layer(&vertex)].push(vertex);
                let (first, second) = if from_below { (&self.above, &self.below) } else { (&self.below, &self.above) };
                queue.extend(first[vertex].iter().chain(&second[vertex]).copied().filter(|next| !seen[*next]));
            }
        }
        self.layers = layers;
        for index in 0..self.layers.len() {
            let vertices = &self.sketch.vertices;
            self.layers[index].sort_by_key(|vertex| vertices[*vertex].lane);
            self.number(index);
        }
    }

    fn number(&mut self, layer: usize) {
        for (place, vertex) in self.layers[layer].iter().enumerate() {
            self.place[*vertex] = place;
        }
    }

    fn reduce(&mut self) -> (usize, Vec<Vec<usize>>) {
        let mut best = (self.crossings(), self.layers.iter().cloned().collect::<Vec<_>>());
        let mut waited = 0;
        for sweep in 0..SWEEPS {
            if best.0 == 0 || waited == PATIENCE {
                break;
            }
            let depth = self.layers.len();
            if sweep % 2 == 0 {
                (1..depth).for_each(|layer| self.sort(layer, true, sweep % 4 < 2));
            } else {
                (0..depth.saturating_sub(1)).rev().for_each(|layer| self.sort(layer, false, sweep % 4 < 2));
            }
            if self.sketch.vertices.len() <= EXCHANGE_MOST {
                self.exchange();
            }
            let crossings = self.crossings();
            waited += 1;
            if crossings < best.0 {
                best = (crossings, self.layers.iter().cloned().collect());
                waited = 0;
            }
        }
        best
    }

    /// Sorts a layer by where the neighbours in the layer before stand; vertices without such neighbours keep their places.
    fn sort(&mut self, layer: usize, downwards: bool, equal_change: bool) {
        let row = std::mem::take(&mut self.layers[layer]);
        let wish = |vertex: usize| {
            let neighbours = if downwards { &self.above[vertex] } else { &self.below[vertex] };
            median(neighbours.iter().map(|neighbour| self.place[*neighbour]).collect())
        };
        let wishes: Vec<(usize, Option<u64>)> = row.iter().map(|vertex| (*vertex, wish(*vertex))).collect();
        let mut sorted = Vec::with_capacity(row.len());
        for group in wishes.chunk_by(|one, other| self.sketch.vertices[one.0].lane == self.sketch.vertices[other.0].lane) {
            let mut moving: Vec<(usize, u64)> = group.iter().filter_map(|(vertex, wish)| Some((*vertex, (*wish)?))).collect();
            if equal_change {
                moving.reverse();
            }
            moving.sort_by_key(|(_, wish)| *wish);
            let mut moving = moving.into_iter();
            sorted.extend(
                group.iter().filter_map(|(vertex, wish)| if wish.is_some() { moving.next().map(|(vertex, _)| vertex) } else { Some(*vertex) }),
            );
        }
        self.layers[layer] = sorted;
        self.number(layer);
    }

    /// Exchanges neighbours as long as that removes crossings.
    fn exchange(&mut self) {
        for _ in 0..10 {
            let mut better = false;
            for layer in 0..self.layers.len() {
                for place in 1..self.layers[layer].len() {
                    let pair = (self.layers[layer].get(place - 1).copied(), self.layers[layer].get(place).copied());
                    let (Some(left), Some(right)) = pair else { continue };
                    if self.sketch.vertices[left].lane != self.sketch.vertices[right].lane {
                        continue;
                    }
                    let (now, then) = self.pair_crossings(left, right);
                    if then < now {
                        self.layers[layer].swap(place - 1, place);
                        (self.place[left], self.place[right]) = (place, place - 1);
                        better = true;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    /// Crossings between the lines of two neighbours as they stand, and after an exchange.
    fn pair_crossings(&self, left: usize, right: usize) -> (usize, usize) {
        let mut counts = (0, 0);
        for side in [&self.above, &self.below] {
            for one in &side[left] {
                for other in &side[right] {
                    counts.0 += usize::from(self.place[*one] > self.place[*other]);
                    counts.1 += usize::from(self.place[*one] < self.place[*other]);
                }
            }
        }
        counts
    }

    fn crossings(&self) -> usize {
        (1..self.layers.len()).map(|layer| self.crossings_above(layer)).sum()
    }

    fn crossings_above(&self, layer: usize) -> usize {
        let width = self.layers[layer - 1].len();
        let mut ends = Vec::new();
        for vertex in &self.layers[layer] {
            let from = ends.len();
            ends.extend(self.above[*vertex].iter().map(|upper| self.place[*upper]));
            if let Some(own) = ends.get_mut(from..) {
                own.sort_unstable();
            }
        }
        // A Fenwick tree counts how many earlier lines end further to the right.
        let mut tree = Column::of(width + 1, 0_usize);
        let mut crossings = 0;
        for (seen, end) in ends.into_iter().enumerate() {
            let mut at = end + 1;
            let mut not_right = 0;
            while at > 0 {
                not_right += tree[at];
                at &= at - 1;
            }
            crossings += seen - not_right;
            at = end + 1;
            while at <= width {
                tree[at] += 1;
                at += at & at.wrapping_neg();
            }
        }
        crossings
    }
}

/// The weighted median of places, times 1024; of two the middle, of an even number the one towards the crowd.
fn median(mut places: Vec<usize>) -> Option<u64> {
    places.sort_unstable();
    let middle = places.len() / 2;
    let at = |place: usize| places.get(place).map_or(0, |place| u64::try_from(*place).unwrap_or(0) * 1024);
    match places.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(at(middle)),
        2 => Some(u64::midpoint(at(0), at(1))),
        even => {
            let (low, high) = (at(middle - 1), at(middle));
            let (left, right) = (low - at(0), at(even - 1) - high);
            Some((low * right + high * left).checked_div(left + right).unwrap_or_else(|| u64::midpoint(low, high)))
        }
    }
}
