//! Network simplex: whole numbers for vertices, so that edges keep their least lengths and the weighted sum of lengths is least.
//!
//! Gansner, Koutsofios, North, Vo: A technique for drawing directed graphs (1993), sections 2.3 and 2.4. Used for layers and for
//! coordinates alike. Differs in two points: the first tree grows from heaps instead of by scanning, and the cut value of a
//! tree edge is read off a sum over the subtree below it (weights that leave a vertex minus weights that enter it), which
//! needs no second pass. A step costs time linear in the subtree that changes. The work is bounded; when the bound is
//! reached the numbers still keep all least lengths, only the sum may be above the least.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::column::Column;

/// `value(head) - value(tail)` must be at least `length`, and costs `weight` for every unit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Constraint {
    pub tail: usize,
    pub head: usize,
    pub length: i64,
    pub weight: i64,
}

/// How many candidates are looked at for the next step, as in the paper.
const CANDIDATES: usize = 30;

/// No edge leads to a vertex from above.
const NONE: usize = usize::MAX;

struct Simplex {
    edges: Column<Constraint>,
    /// Edges at each vertex.
    incident: Column<Vec<usize>>,
    tree: Column<bool>,
    tree_at: Column<Vec<usize>>,
    value: Column<i64>,
    /// The edge to the vertex above in the tree.
    parent: Column<usize>,
    /// Numbers in post-order, and the least one in the subtree.
    last: Column<usize>,
    first: Column<usize>,
    /// Vertices by number.
    numbered: Column<usize>,
    /// Sum over the subtree of weights out minus weights in.
    net: Column<i64>,
    own: Column<i64>,
    work: usize,
}

/// Solves the constraints among `count` vertices. The constraints must have no directed circle. Each connected part has 0 as its least value.
///
/// Among equal optima it is one at a corner, where most lines are straight; the paper's centring would give them bends.
pub fn solve(count: usize, edges: Vec<Constraint>, work: usize) -> Column<i64> {
    let mut simplex = Simplex::new(count, edges, work);
    simplex.longest_paths();
    simplex.grow_trees();
    simplex.improve();
    simplex.normalised()
}

impl Simplex {
    fn new(count: usize, edges: Vec<Constraint>, work: usize) -> Self {
        let edges = Column::from(edges);
        let mut incident = Column::of(count, Vec::new());
        let mut own = Column::of(count, 0);
        for (place, edge) in edges.iter().enumerate() {
            incident[edge.tail].push(place);
            incident[edge.head].push(place);
            own[edge.tail] += edge.weight;
            own[edge.head] -= edge.weight;
        }
        Self {
            tree: Column::of(edges.len(), false),
            edges,
            incident,
            tree_at: Column::of(count, Vec::new()),
            value: Column::of(count, 0),
            parent: Column::of(count, NONE),
            last: Column::of(count, 0),
            first: Column::of(count, 0),
            numbered: Column::of(count, 0),
            net: Column::of(count, 0),
            own,
            work,
        }
    }

    fn slack(&self, edge: usize) -> i64 {
        let edge = self.edges[edge];
        self.value[edge.head] - self.value[edge.tail] - edge.length
    }

    fn other_end(&self, edge: usize, vertex: usize) -> usize {
        let edge = self.edges[edge];
        if edge.tail == vertex { edge.head } else { edge.tail }
    }

    /// The least values that keep all lengths.
    fn longest_paths(&mut self) {
        let count = self.value.len();
        let mut missing = Column::of(count, 0_usize);
        for edge in self.edges.iter() {
            missing[edge.head] += 1;
        }
        let mut ready: Vec<usize> = (0..count).filter(|vertex| missing[*vertex] == 0).collect();
        while let Some(vertex) = ready.pop() {
            for place in self.incident[vertex].clone() {
                let edge = self.edges[place];
                if edge.tail == vertex {
                    self.value[edge.head] = self.value[edge.head].max(self.value[vertex] + edge.length);
                    missing[edge.head] -= 1;
                    if missing[edge.head] == 0 {
                        ready.push(edge.head);
                    }
                }
            }
        }
    }

    /// A tree of edges without slack for every connected part. The tree moves as a whole towards the nearest vertex outside.
    fn grow_trees(&mut self) {
        let mut joined = Column::of(self.value.len(), false);
        let mut number = 0;
        for root in 0..self.value.len() {
            if joined[root] {
                continue;
            }
            // How far the tree has moved; heaps hold slacks as if it had not.
            let mut moved = 0;
            let mut leaving = BinaryHeap::new();
            let mut entering = BinaryHeap::new();
            let mut members = vec![];
            let mut next = Some((root, NONE));
            while let Some((vertex, edge)) = next.take() {
                joined[vertex] = true;
                // Stored relative to the moves so far, so that one addition at the end is enough.
                self.value[vertex] -= moved;
                members.push(vertex);
                if edge != NONE {
                    self.tree[edge] = true;
                    for end in [self.edges[edge].tail, self.edges[edge].head] {
                        self.tree_at[end].push(edge);
                    }
                }
                for place in &self.incident[vertex] {
                    let other = self.other_end(*place, vertex);
                    if joined[other] {
                        continue;
                    }
                    let Constraint { tail, length, .. } = self.edges[*place];
                    let at = self.value[vertex];
                    if tail == vertex {
                        leaving.push(Reverse((self.value[other] - at - length, *place, other)));
                    } else {
                        entering.push(Reverse((at - self.value[other] - length, *place, other)));
                    }
                }
                while leaving.peek().is_some_and(|Reverse((_, _, other))| joined[*other]) {
                    leaving.pop();
                }
                while entering.peek().is_some_and(|Reverse((_, _, other))| joined[*other]) {
                    entering.pop();
                }
                let ahead = leaving.peek().map(|Reverse((slack, edge, other))| (slack - moved, *edge, *other));
                let behind = entering.peek().map(|Reverse((slack, edge, other))| (slack + moved, *edge, *other));
                let forward = match (ahead, behind) {
                    (Some(ahead), Some(behind)) => ahead <= behind,
                    (ahead, _) => ahead.is_some(),
                };
                if let Some((slack, edge, other)) = if forward { ahead } else { behind } {
                    moved += if forward { slack } else { -slack };
                    next = Some((other, edge));
                }
            }
            for vertex in members {
                self.value[vertex] += moved;
            }
            number = self.number(root, number);
        }
    }

    /// Numbers the subtree of `root` in post-order from `from` on, and sums it up. Returns the next number.
    fn number(&mut self, root: usize, from: usize) -> usize {
        let mut next = from;
        let mut path = vec![(root, 0)];
        self.first[root] = next;
        self.net[root] = self.own[root];
        while let Some((vertex, done)) = path.pop() {
            if let Some(edge) = self.tree_at[vertex].get(done).copied() {
                path.push((vertex, done + 1));
                if edge != self.parent[vertex] {
                    let below = self.other_end(edge, vertex);
                    self.parent[below] = edge;
                    self.first[below] = next;
                    self.net[below] = self.own[below];
                    path.push((below, 0));
                }
                continue;
            }
            self.last[vertex] = next;
            self.numbered[next] = vertex;
            next += 1;
            if vertex != root {
                let above = self.other_end(self.parent[vertex], vertex);
                self.net[above] += self.net[vertex];
            }
        }
        next
    }

    /// The cut value of the edge above `vertex`: what shortening it by one unit would save if negative.
    fn cut(&self, vertex: usize) -> i64 {
        let edge = self.parent[vertex];
        match edge {
            NONE => 0,
            edge if self.edges[edge].tail == vertex => self.net[vertex],
            _ => -self.net[vertex],
        }
    }

    fn improve(&mut self) {
        let count = self.value.len();
        let mut from = 0;
        while let Some(vertex) = self.leaving(&mut from, count) {
            let Some(entering) = self.entering(vertex) else { return };
            let cost = self.exchange(vertex, entering);
            self.work = self.work.saturating_sub(cost);
            if self.work == 0 {
                return;
            }
        }
    }

    /// The most negative of the next few, going round.
    fn leaving(&mut self, from: &mut usize, count: usize) -> Option<usize> {
        let mut best: Option<(i64, usize)> = None;
        let mut seen = 0;
        for step in 0..count {
            let vertex = (*from + step) % count;
            let cut = self.cut(vertex);
            if cut < 0 {
                seen += 1;
                if best.is_none_or(|(least, _)| cut < least) {
                    best = Some((cut, vertex));
                }
                if seen == CANDIDATES {
                    *from = vertex;
                    break;
                }
            }
        }
        best.map(|(_, vertex)| vertex)
    }

    fn is_below(&self, vertex: usize, top: usize) -> bool {
        (self.first[top]..=self.last[top]).contains(&self.last[vertex])
    }

    /// The edge with the least slack that crosses between the two parts left when the edge above `vertex` goes, against its direction.
    fn entering(&self, vertex: usize) -> Option<usize> {
        let below_is_tail = self.edges[self.parent[vertex]].tail == vertex;
        let mut best: Option<(i64, usize)> = None;
        for number in self.first[vertex]..=self.last[vertex] {
            let member = self.numbered[number];
            for place in &self.incident[member] {
                let edge = self.edges[*place];
                let inward = edge.head == member;
                if inward != below_is_tail || self.tree[*place] || self.is_below(self.other_end(*place, member), vertex) {
                    continue;
                }
                let candidate = (self.slack(*place), *place);
                if best.is_none_or(|best| candidate < best) {
                    best = Some(candidate);
                }
            }
        }
        best.map(|(_, place)| place)
    }

    /// Moves the subtree of `vertex` so that its edge upwards may be replaced by `entering`. Returns the number of vertices touched.
    fn exchange(&mut self, vertex: usize, entering: usize) -> usize {
        let leaving = self.parent[vertex];
        self.shift(vertex, self.slack(entering));
        let Constraint { tail, head, .. } = self.edges[entering];
        let mut top = self.other_end(leaving, vertex);
        while !(self.is_below(tail, top) && self.is_below(head, top)) {
            top = self.other_end(self.parent[top], top);
        }
        let from = self.first[top];
        self.tree[leaving] = false;
        self.tree[entering] = true;
        for (edge, stays) in [(leaving, false), (entering, true)] {
            for end in [self.edges[edge].tail, self.edges[edge].head] {
                if stays {
                    self.tree_at[end].push(edge);
                } else {
                    self.tree_at[end].retain(|other| *other != edge);
                }
            }
        }
        self.number(top, from) - from + 1
    }

    /// Lengthens the edge above `vertex` by `by`, by moving the subtree.
    fn shift(&mut self, vertex: usize, by: i64) {
        let by = if self.edges[self.parent[vertex]].tail == vertex { -by } else { by };
        for number in self.first[vertex]..=self.last[vertex] {
            let member = self.numbered[number];
            self.value[member] += by;
        }
    }

    fn normalised(mut self) -> Column<i64> {
        // Parts have consecutive numbers, their roots the highest ones.
        for root in 0..self.value.len() {
            if self.parent[root] == NONE {
                let members = self.first[root]..=self.last[root];
                let least = members.clone().map(|number| self.value[self.numbered[number]]).min().unwrap_or(0);
                for number in members {
                    let member = self.numbered[number];
                    self.value[member] -= least;
                }
            }
        }
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::{Constraint, solve};

    const VERTICES: usize = 5;

    /// The least cost over all values up to 6, by trying them all.
    fn least(edges: &[Constraint]) -> i64 {
        let mut least = i64::MAX;
        for number in 0..7_i64.pow(5) {
            let value = |vertex: usize| number / 7_i64.pow(u32::try_from(vertex).unwrap()) % 7;
            if edges.iter().all(|edge| value(edge.head) - value(edge.tail) >= edge.length) {
                least = least.min(edges.iter().map(|edge| edge.weight * (value(edge.head) - value(edge.tail))).sum());
            }
        }
        least
    }

    #[test]
    fn as_good_as_trying_everything() {
        let mut state = 88_172_645_463_325_252_u64;
        let mut below = |limit: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % limit).unwrap()
        };
        for _ in 0..60 {
            let mut edges = Vec::new();
            for _ in 0..7 {
                let (tail, head) = (below(5), below(5));
                if tail < head {
                    let (length, weight) = (i64::try_from(below(3)).unwrap() - 1, i64::try_from(below(4)).unwrap());
                    edges.push(Constraint { tail, head, length: length.max(0), weight });
                }
            }
            let values = solve(VERTICES, edges.clone(), usize::MAX);
            assert!(edges.iter().all(|edge| values[edge.head] - values[edge.tail] >= edge.length), "{edges:?}");
            let cost: i64 = edges.iter().map(|edge| edge.weight * (values[edge.head] - values[edge.tail])).sum();
            assert_eq!(cost, least(&edges), "{edges:?}");
        }
    }
}
