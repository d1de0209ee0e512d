//! The first step of the layout: no circles, a layer for every node, long edges cut into segments.

use super::{
    TooLarge,
    column::Column,
    parts::{Chain, Parts, Segment, Sketch, Vertex},
    simplex::{Constraint, solve},
};

/// Bound on the work for layers, in touched vertices.
const WORK: usize = 20_000_000;

/// Edges `(from, to)` that have to be turned round so that no circle is left; edges from a node to itself do not count.
///
/// Two proposals, the one with fewer turned edges wins: back edges of a depth-first search that begins at `roots`, and
/// edges against the order in which the nodes were declared.
pub fn turned(count: usize, edges: &[(usize, usize)], roots: &[usize]) -> Vec<bool> {
    let searched = back_edges(count, edges, roots);
    let declared: Vec<bool> = edges.iter().map(|(from, to)| from > to).collect();
    let number = |turned: &[bool]| turned.iter().filter(|turned| **turned).count();
    if number(&declared) < number(&searched) { declared } else { searched }
}

fn back_edges(count: usize, edges: &[(usize, usize)], roots: &[usize]) -> Vec<bool> {
    let mut leaving = Column::of(count, Vec::new());
    for (place, (from, to)) in edges.iter().enumerate() {
        leaving[*from].push((place, *to));
    }
    let mut turned = vec![false; edges.len()];
    // 0: not seen, 1: on the path, 2: done.
    let mut marks = Column::of(count, 0_u8);
    for root in roots.iter().copied().chain(0..count) {
        if marks[root] != 0 {
            continue;
        }
        marks[root] = 1;
        let mut path = vec![(root, 0)];
        while let Some((node, done)) = path.pop() {
            let Some((place, to)) = leaving[node].get(done).copied() else {
                marks[node] = 2;
                continue;
            };
            path.push((node, done + 1));
            if marks[to] == 0 {
                marks[to] = 1;
                path.push((to, 0));
            } else if marks[to] == 1
                && let Some(turned) = turned.get_mut(place)
            {
                *turned = true;
            }
        }
    }
    turned
}

/// Where the search begins: dots and the states they lead to come first because they have no edges into them.
fn roots(parts: &Parts) -> Vec<usize> {
    let mut entered = Column::of(parts.boxes.len(), false);
    for strand in &parts.strands {
        entered[strand.to] = true;
    }
    (0..parts.boxes.len()).rev().filter(|node| !entered[*node]).collect()
}

/// Layers, and chains of segments from each upper end to the lower one.
pub fn sketch(parts: &Parts, most_points: usize) -> Result<Sketch, TooLarge> {
    let count = parts.boxes.len();
    let edges: Vec<(usize, usize)> = parts.strands.iter().map(|strand| (strand.from, strand.to)).collect();
    let turned = turned(count, &edges, &roots(parts));
    // With labels, every second layer is free for them.
    let step = if parts.strands.iter().any(|strand| strand.label.is_some()) { 2 } else { 1 };
    let downwards: Vec<(usize, usize)> =
        edges.iter().zip(&turned).map(|((from, to), turned)| if *turned { (*to, *from) } else { (*from, *to) }).collect();
    let constraints = downwards.iter().zip(&parts.strands);
    let constraints = constraints.map(|((upper, lower), strand)| Constraint { tail: *upper, head: *lower, length: 1, weight: strand.pull }).collect();
    let layers: Vec<usize> = solve(count, constraints, WORK).iter().map(|layer| usize::try_from(*layer).unwrap_or(0) * step).collect();
    let layers = Column::from(layers);

    let points: usize = downwards.iter().map(|(upper, lower)| layers[*lower] - layers[*upper]).sum();
    if points + count > most_points {
        return Err(TooLarge::Points(points + count));
    }

    let mut sketch = Sketch::default();
    for (node, part) in parts.boxes.iter().enumerate() {
        sketch.vertices.push(Vertex { layer: layers[node], lane: part.lane, before: part.before, after: part.after, half: part.half, is_box: true });
    }
    let mut order: Vec<usize> = (0..downwards.len()).collect();
    // Labels of short edges have no choice of layer, so they go first.
    let span = |place: &usize| downwards.get(*place).map_or(0, |(upper, lower)| layers[*lower] - layers[*upper]);
    order.sort_by_key(|place| (span(place), *place));
    let deepest = layers.iter().max().copied().unwrap_or(0);
    let mut crowded = Column::of(deepest + 1, 0_i64);
    let mut chains = vec![Chain::default(); downwards.len()];
    for place in order {
        let (Some((upper, lower)), Some(strand), Some(turned)) = (downwards.get(place), parts.strands.get(place), turned.get(place)) else {
            continue;
        };
        let label_layer = strand.label.as_ref().and_then(|label| {
            // Odd layers between the ends; the emptiest, of equal ones the middle.
            let (top, bottom) = (layers[*upper], layers[*lower]);
            let best = (top + 1..bottom).filter(|layer| layer % 2 == 1).min_by_key(|layer| (crowded[*layer], (2 * layer).abs_diff(top + bottom)))?;
            crowded[best] += label.before + label.after + 12;
            Some(best)
        });
        if let Some(chain) = chains.get_mut(place) {
            *chain = sketch.chain(parts, place, (*upper, *lower), label_layer);
            chain.turned = *turned;
        }
    }
    sketch.chains = chains;
    Ok(sketch)
}

impl Sketch {
    /// The vertices and segments of one edge from its upper node to its lower one.
    fn chain(&mut self, parts: &Parts, place: usize, (upper, lower): (usize, usize), label_layer: Option<usize>) -> Chain {
        let mut chain = Chain { vertices: vec![upper], ..Chain::default() };
        let label = parts.strands.get(place).and_then(|strand| strand.label);
        let (top, bottom) = (self.vertices[upper].layer, self.vertices[lower].layer);
        for layer in top + 1..bottom {
            // Behind its label an edge has changed to the lane of its lower end.
            let lane = if layer <= label_layer.unwrap_or(top) { self.vertices[upper].lane } else { self.vertices[lower].lane };
            let mut vertex = Vertex { layer, lane, before: 1, after: 1, half: 0, is_box: false };
            if let (true, Some(label)) = (label_layer == Some(layer), label) {
                (vertex.before, vertex.after, vertex.half) = (label.before, label.after, label.half);
                chain.label = Some(self.vertices.len());
            }
            chain.vertices.push(self.vertices.len());
            self.vertices.push(vertex);
        }
        chain.vertices.push(lower);
        for (from, to) in chain.vertices.iter().zip(chain.vertices.iter().skip(1)) {
            chain.segments.push(self.segments.len());
            self.segments.push(Segment { upper: *from, lower: *to, upper_port: 0, lower_port: 0 });
        }
        chain
    }
}

#[cfg(test)]
mod tests {
    use super::turned;

    #[test]
    fn only_edges_that_close_circles_are_turned() {
        assert_eq!(turned(3, &[(0, 1), (1, 2), (2, 0)], &[0]), [false, false, true]);
        // The search goes 2, 0, 1 and turns one edge; the declared order would turn two.
        assert_eq!(turned(3, &[(2, 0), (2, 1), (0, 1), (1, 0)], &[2]), [false, false, false, true]);
    }
}
