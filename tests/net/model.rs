//! The model: building, firing, the rule of inclusive joins, both notions of the end.

use itsm::net::{FireError, Marking, Net, NetBuilder, NetError, PlaceArc, PlaceId, TransitionId};

fn names(net: &Net, marking: &Marking) -> Vec<String> {
    marking.marked().map(|(place, tokens)| format!("{}{tokens}", net.place_name(place))).collect()
}

#[test]
fn parallel_arcs_add_up_and_repeated_marks_too() {
    let mut builder = NetBuilder::new("sums");
    let (a, b) = (builder.place("a"), builder.place("b"));
    let t = builder.transition("t", None);
    builder.input(t, a, 1).input(t, a, 2).output(t, b, 1).output(t, a, 1).output(t, b, 4).initial(a, 3).initial(a, 1).final_(b, 5);
    let net = builder.build().unwrap();
    assert_eq!(net.inputs(t), [PlaceArc { place: a, weight: 3 }]);
    assert_eq!(net.outputs(t), [PlaceArc { place: a, weight: 1 }, PlaceArc { place: b, weight: 5 }]);
    assert_eq!((net.consumers(a), net.producers(a), net.producers(b)), ([t].as_slice(), [t].as_slice(), [t].as_slice()));
    assert_eq!(names(&net, net.initial()), ["a4"]);
    let mut marking = net.initial().clone();
    net.fire(&mut marking, t).unwrap();
    assert_eq!(names(&net, &marking), ["a2", "b5"]);
    assert_eq!(net.fire(&mut marking, t), Err(FireError::NotEnabled(t)));
    assert!(net.is_improper(&marking) && !net.is_complete(&marking));
    assert_eq!((net.place_count(), net.transition_count(), net.arc_count()), (2, 1, 3));
}

#[test]
fn what_cannot_be_built_says_why() {
    let build = |change: &dyn Fn(&mut NetBuilder, TransitionId, PlaceId)| {
        let mut builder = NetBuilder::new("wrong");
        let place = builder.place("p");
        let transition = builder.transition("t", None);
        change(&mut builder, transition, place);
        builder.build().unwrap_err().to_string()
    };
    let far = PlaceId::new(7);
    assert_eq!(
        build(&|net, t, p| drop(net.input(t, p, 0).clone())),
        "the arc between the transition `t` and the place `p` has the weight 0; weights begin with 1"
    );
    assert_eq!(
        build(&|net, t, p| drop(net.input(t, p, u32::MAX).input(t, p, 1).clone())),
        "weights or tokens at the place `p` add up to more than 4294967295"
    );
    assert_eq!(build(&|net, t, _| drop(net.output(t, far, 1).clone())), "the net has no place number 7");
    assert_eq!(build(&|net, _, _| drop(net.initial(far, 1).clone())), "the net has no place number 7");
    assert_eq!(build(&|net, t, _| drop(net.reset(t, far).clone())), "the net has no place number 7");
    assert_eq!(build(&|net, _, _| drop(net.ends([far]).clone())), "the net has no place number 7");
    assert_eq!(build(&|net, _, p| drop(net.input(TransitionId::new(3), p, 1).clone())), "the net has no transition number 3");
    assert_eq!(build(&|net, _, _| drop(net.inclusive(TransitionId::new(3)).clone())), "the net has no transition number 3");
    assert_eq!(build(&|net, _, p| drop(net.ends([p]).final_(p, 1).clone())), NetError::TwoEnds.to_string());
    assert_eq!(
        build(&|net, t, p| drop(net.inclusive(t).input(t, p, 2).clone())),
        "the inclusive join `t` takes more than one token from the place `p`"
    );
}

#[test]
fn overflow_is_an_error_and_changes_nothing() {
    let mut builder = NetBuilder::new("full");
    let (a, b) = (builder.place("a"), builder.place("b"));
    let t = builder.transition("t", None);
    let u = builder.transition("u", None);
    builder.input(t, a, 1).output(t, b, u32::MAX);
    // Taking and putting in one step may stay within the bounds, and so may putting after a reset.
    builder.input(u, b, 5).output(u, b, 3).reset(u, b).initial(a, 2);
    let net = builder.build().unwrap();
    let mut marking = net.initial().clone();
    net.fire(&mut marking, t).unwrap();
    let before = marking.clone();
    assert_eq!(net.fire(&mut marking, t), Err(FireError::TooManyTokens(b)));
    assert_eq!(marking, before);
    net.fire(&mut marking, u).unwrap();
    assert_eq!(names(&net, &marking), ["a1", "b3"]);
}

#[test]
fn a_reset_empties_after_taking_and_before_putting() {
    let mut builder = NetBuilder::new("cancel");
    let [a, b, c] = ["a", "b", "c"].map(|name| builder.place(name));
    let t = builder.transition("t", None);
    builder.input(t, a, 1).reset(t, b).reset(t, b).reset(t, c).output(t, c, 2).initial(a, 1).initial(b, 9).initial(c, 9).ends([c]);
    let net = builder.build().unwrap();
    assert_eq!(net.resets(t), [b, c]);
    let mut marking = net.initial().clone();
    net.fire(&mut marking, t).unwrap();
    assert_eq!(names(&net, &marking), ["c2"]);
    assert!(!net.is_complete(&marking) && net.is_improper(&marking));
}

#[test]
fn several_ends() {
    let mut builder = NetBuilder::new("ends");
    let [a, b, c] = ["a", "b", "c"].map(|name| builder.place(name));
    builder.ends([c, b]);
    let net = builder.build().unwrap();
    let is_complete = |marked: &[(PlaceId, u32)]| {
        let mut marking = Marking::empty(3);
        for (place, tokens) in marked {
            marking.set(*place, *tokens);
        }
        (net.is_complete(&marking), net.is_improper(&marking))
    };
    assert_eq!(is_complete(&[]), (false, false));
    assert_eq!(is_complete(&[(b, 1)]), (true, false));
    assert_eq!(is_complete(&[(b, 1), (c, 1)]), (true, false));
    assert_eq!(is_complete(&[(a, 1), (c, 1)]), (false, false));
    assert_eq!(is_complete(&[(c, 2)]), (false, true));
}

/// An inclusive split and join with two branches; on the first, a step before the join. A loop leads back behind the join.
///
/// ```text
/// start -split-> a1 -step-> a2 -\
///           \--> b -------------- join -> end -again-> start
/// ```
#[test]
fn inclusive_joins_wait_for_what_can_still_come() {
    let mut builder = NetBuilder::new("inclusive");
    let [start, a1, a2, b, end] = ["start", "a1", "a2", "b", "end"].map(|name| builder.place(name));
    let step = builder.transition("step", None);
    let join = builder.transition("join", None);
    let again = builder.transition("again", None);
    let [left, both] = ["left", "both"].map(|name| builder.transition(name, None));
    builder.input(step, a1, 1).output(step, a2, 1);
    builder.input(join, a2, 1).input(join, b, 1).output(join, end, 1).inclusive(join);
    builder.input(again, end, 1).output(again, start, 1);
    builder.input(left, start, 1).output(left, a1, 1);
    builder.input(both, start, 1).output(both, a1, 1).output(both, b, 1);
    let net = builder.build().unwrap();
    let enabled = |marked: &[PlaceId]| {
        let mut marking = Marking::empty(5);
        for place in marked {
            marking.set(*place, 1);
        }
        net.is_enabled(&marking, join)
    };
    assert!(!enabled(&[]), "nothing is there");
    assert!(!enabled(&[a1]), "the token is not there yet");
    assert!(!enabled(&[a1, b]), "the step can still bring a token to the other input");
    assert!(enabled(&[a2, b]) && enabled(&[a2]) && enabled(&[b]), "nothing else can come");
    assert!(enabled(&[a2, a1]), "what can come, comes to an input that is marked");
    assert!(enabled(&[a2, start]), "a token at the start can come to both inputs, to the marked one too");
    assert!(!enabled(&[b, a1]) && enabled(&[b, end]), "a token at the end can come to either through the start");
    let mut marking = Marking::empty(5);
    marking.set(a2, 2);
    net.fire(&mut marking, join).unwrap();
    assert_eq!(names(&net, &marking), ["a21", "end1"]);
}
