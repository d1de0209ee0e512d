"""Optimal alignments of all variants by pm4py, beside `itsm conform` on the same files.

    python -m venv pm4py && pm4py/bin/pip install pm4py==2.7.23.11
    pm4py/bin/python benches/rivals/pm4py/align.py log.xes.gz net.pnml [key+key]
    itsm conform log.xes.gz --model net.pnml --threads 1 --format json

Prints cases, variants, the sum of deviations over all cases, and the seconds of aligning alone: reading is not measured. pm4py counts
10,000 for each deviation and 1 for each other visible move; only deviations are printed. A variant without an answer in the time that
pm4py gives itself counts as not solved.
"""

import sys
import time

import pm4py
from pm4py.algo.conformance.alignments.petri_net import algorithm as alignments
from pm4py.objects.log.obj import Event, EventLog, Trace


def main(log_path, net_path, classifier="concept:name"):
    keys = classifier.split("+")
    log = pm4py.read_xes(log_path, return_legacy_log_object=True)
    net, initial, final = pm4py.read_pnml(net_path)
    variants = {}
    for trace in log:
        activities = tuple("+".join(str(event[key]) for key in keys) for event in trace)
        variants[activities] = variants.get(activities, 0) + 1
    traces = EventLog([Trace([Event({"concept:name": name}) for name in activities]) for activities in variants])
    start = time.perf_counter()
    answers = alignments.apply_log(traces, net, initial, final)
    seconds = time.perf_counter() - start
    deviations = unsolved = fitting = 0
    for answer, cases in zip(answers, variants.values()):
        if answer is None:
            unsolved += cases
        else:
            cost = answer["cost"] // 10_000
            deviations += cost * cases
            fitting += cases if cost == 0 else 0
    print(
        f"{len(log)} cases, {len(variants)} variants, {fitting} fitting cases, {deviations} deviations, "
        f"{unsolved} cases not solved, {seconds:.3f} s"
    )


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
