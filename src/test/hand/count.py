#!/usr/bin/env python3
"""Counts a run by hand: all figures of its summary anew, by plain loops, out of the samples as they
were added and the rows as GET .../benchmarks/{run}/results gives them.

    count.py SAMPLES RESULTS [--summary FILE] [--strict] [--slices KEY,KEY]

SAMPLES  the body of addSamples: {"samples": [...]}, or the list
RESULTS  a row a line; pages ({"results": [...]}) are taken too
FILE     results_summary, or the run that has it; "-" is standard input

Prints the figures as JSON. With --summary it says what differs, and ends with 1 when anything does.
What the rows say of themselves (is_correct and the like) is held against the samples as well.
"""

import argparse
import collections
import json
import sys

sys.dont_write_bytecode = True

from figures import (
    auprc,
    auroc,
    binary,
    confusion,
    decided,
    ece,
    latency,
    rounded,
    rule_labels,
    rules,
    share,
    slices,
    wilson,
)

NEAR = 1e-9


def fail(text):
    print("count.py: " + text, file=sys.stderr)
    sys.exit(2)


def read(path):
    return sys.stdin.read() if path == "-" else open(path, encoding="utf-8").read()


def read_rows(path):
    rows = []
    for line in read(path).split("\n"):
        if line.strip():
            row = json.loads(line)
            rows.extend(row["results"] if "results" in row else [row])
    return rows


def key_of(row):
    metadata = row.get("metadata")
    text = json.dumps(metadata or {}, sort_keys=True)
    return (row["input_text"], row.get("context") or "input", text)


def pair(samples, rows, problems):
    """Each row with its sample, by content, in the samples' order."""
    places = collections.defaultdict(list)
    for at, sample in enumerate(samples):
        places[key_of(sample)].append(at)
    found = {}
    for row in rows:
        name = row.get("sample_id")
        fitting = places.get(key_of(row), [])
        same = [
            at
            for at in fitting
            if samples[at].get("expected_decision") == row["expected_decision"]
            and samples[at].get("expected_rule_hits") == row["expected_rule_hits"]
        ]
        if not fitting:
            problems.append("row %s: no such sample, or it has two rows" % name)
        else:
            if not same:
                problems.append("row %s: other labels than its sample" % name)
            at = (same or fitting)[0]
            fitting.remove(at)
            found[at] = row
    return [(samples[at], found[at]) for at in sorted(found)]


def distinct(values):
    return list(dict.fromkeys(values))


def verdict(sample, row, strict):
    decision, hits = sample.get("expected_decision"), sample.get("expected_rule_hits")
    actual, fired = row["actual_decision"], row["actual_rule_hits"] or []
    labelled = decision is not None or hits is not None
    nothing = dict.fromkeys(
        ["decision_match", "rule_hits_match", "missing_rule_hits", "unexpected_rule_hits"]
    )
    if actual is None:
        return None
    if actual == "ERROR":
        return dict(nothing, is_correct=False if labelled else None)
    right = dict(nothing)
    if decision is not None:
        pair_of = {decision, actual}
        right["decision_match"] = decision == actual or (
            not strict and pair_of == {"TRANSFORM", "REDACT"}
        )
    if hits is not None:
        right["rule_hits_match"] = all(hit in fired for hit in hits)
    checks = [right["decision_match"], right["rule_hits_match"]]
    right["is_correct"] = False not in checks if labelled else None
    labels = rule_labels(sample)
    if labels is not None:
        right["missing_rule_hits"] = distinct(h for h in labels if h not in fired)
        right["unexpected_rule_hits"] = distinct(h for h in fired if h not in labels)
    return right


def check_row(row, right, problems):
    for name, value in right.items():
        if row.get(name) != value:
            problems.append(
                "row %s: %s is %r, counted %r" % (row.get("sample_id"), name, row.get(name), value)
            )


def count(samples, rows, strict, wanted, problems):
    joined = []
    for sample, row in pair(samples, rows, problems):
        right = verdict(sample, row, strict)
        if right is None:
            right = {"is_correct": row.get("is_correct")}
        else:
            check_row(row, right, problems)
        joined.append((sample, row, right))
    judged = [(s, r) for s, r, _ in joined if decided(r)]
    labelled = [v for _, _, v in joined if v["is_correct"] is not None]
    correct = sum(1 for v in labelled if v["is_correct"])
    tp, fp, fn, tn = binary(judged)
    points = [
        (r["actual_risk_score"], s["expected_decision"] != "ALLOW")
        for s, r in judged
        if s.get("expected_decision") is not None and r["actual_risk_score"] is not None
    ]
    precision, recall = share(tp, tp + fp), share(tp, tp + fn)
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    rates = {
        "accuracy": share(correct, len(labelled)),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "fp_rate": share(fp, fp + tn),
    }
    by_slice, left_out = slices(joined, wanted)
    summary = {k: 0.0 if v is None and k != "fp_rate" else v for k, v in rates.items()}
    summary.update(
        {
            "undefined": [k for k, v in rates.items() if v is None],
            "total": len(samples),
            "completed": len(joined),
            "labelled": len(labelled),
            "correct": correct,
            "incorrect": len(labelled) - correct,
            "errors": sum(1 for _, r, _ in joined if r["actual_decision"] == "ERROR"),
            "block_rate": share(
                sum(1 for _, r in judged if r["actual_decision"] == "BLOCK"), len(judged)
            ),
            "flagged_rate": share(
                sum(1 for _, r in judged if r["actual_decision"] != "ALLOW"), len(judged)
            ),
            "binary_confusion": {"tp": tp, "fp": fp, "fn": fn, "tn": tn},
            "confusion": confusion(joined),
            "intervals": {
                "accuracy": wilson(correct, len(labelled)),
                "precision": wilson(tp, tp + fp),
                "recall": wilson(tp, tp + fn),
                "fp_rate": wilson(fp, fp + tn),
            },
            "auroc": auroc(points),
            "auprc": auprc(points),
            "ece": ece(points),
            "latency_ms": latency([r["latency_ms"] for _, r in judged if r["latency_ms"] is not None]),
            "rules": rules(judged)[:1000],
            "slices": by_slice,
            "slices_left_out": left_out,
        }
    )
    beyond = len(rules(judged)) - 1000
    if beyond > 0:
        summary["rules_left_out"] = beyond
    return summary


def shown(value, places=4):
    if isinstance(value, float):
        return rounded(value, places)
    if isinstance(value, list):
        return [shown(v, places) for v in value]
    if isinstance(value, dict):
        return {k: shown(v, 1 if k == "latency_ms" else places) for k, v in value.items()}
    return value


def differ(path, theirs, ours, places, problems):
    """A rate is rounded to four decimals, so it is off by 0.00005 at most; a latency has one."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in list(ours) + [n for n in theirs if n not in ours]:
            at = path + "." + name if path else name
            if name not in theirs or name not in ours:
                problems.append("%s: only in the %s" % (at, "count" if name in ours else "summary"))
            else:
                step = 1 if name == "latency_ms" else places
                differ(at, theirs[name], ours[name], step, problems)
    elif path == "slices_left_out" and isinstance(theirs, list):
        if sorted(theirs) != sorted(ours):
            problems.append("%s: %r, counted %r" % (path, theirs, ours))
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            problems.append("%s: %d entries, counted %d" % (path, len(theirs), len(ours)))
        for at, (t, o) in enumerate(zip(theirs, ours)):
            differ("%s[%d]" % (path, at), t, o, places, problems)
    elif isinstance(ours, float) and type(theirs) in (int, float):
        off = abs(theirs - ours) > 0.5 * 10**-places + NEAR
        if off or abs(theirs - rounded(theirs, places)) > NEAR:
            problems.append("%s: %r, counted %r" % (path, theirs, ours))
    elif type(ours) is not type(theirs) or ours != theirs:
        problems.append("%s: %r, counted %r" % (path, theirs, ours))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("samples")
    parser.add_argument("results")
    parser.add_argument("--summary")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--slices")
    options = parser.parse_args()
    samples = json.loads(read(options.samples))
    samples = samples["samples"] if isinstance(samples, dict) else samples
    rows = read_rows(options.results)
    if not rows:
        fail("no rows in " + options.results)
    problems = []
    wanted = options.slices.split(",") if options.slices else None
    counted = count(samples, rows, options.strict, wanted, problems)
    print(json.dumps(shown(counted), indent=2, ensure_ascii=False))
    if options.summary:
        summary = json.loads(read(options.summary))
        summary = summary.get("results_summary", summary)
        differ("", summary, counted, 4, problems)
    for problem in problems:
        print("differs: " + problem, file=sys.stderr)
    if options.summary:
        print("%d rows, %d differences" % (len(rows), len(problems)), file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
