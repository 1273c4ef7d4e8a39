"""Figures of a run, each counted by itself as its definition says, however slow that is."""

import collections
import math
from decimal import ROUND_HALF_UP, Decimal

DECISIONS = ["ALLOW", "WARN", "REDACT", "TRANSFORM", "BLOCK"]
Z = 1.959964


def rounded(value, places):
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP))


def rule_labels(sample):
    if sample.get("expected_rule_hits") is not None:
        return sample["expected_rule_hits"]
    return [] if sample.get("expected_decision") == "ALLOW" else None


def share(some, all_of_them):
    return some / all_of_them if all_of_them else None


def wilson(hits, n):
    if n == 0:
        return None
    p = hits / n
    middle = p + Z * Z / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    low, high = (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)
    return [max(0.0, low), min(1.0, high)]


def four(pairs):
    """tp, fp, fn, tn of (expected, actual)."""
    pairs = list(pairs)
    return (
        sum(1 for e, a in pairs if e and a),
        sum(1 for e, a in pairs if not e and a),
        sum(1 for e, a in pairs if e and not a),
        sum(1 for e, a in pairs if not e and not a),
    )


def auroc(points):
    """Of all pairs of a positive and a negative, in how many the positive scores higher."""
    positives = [r for r, positive in points if positive]
    negatives = [r for r, positive in points if not positive]
    if not positives or not negatives:
        return None
    won = 0.0
    for p in positives:
        for n in negatives:
            won += 1 if p > n else 0.5 if p == n else 0
    return won / (len(positives) * len(negatives))


def auprc(points):
    """Average precision: at each score as the threshold, precision times the recall it adds."""
    all_positives = sum(1 for _, positive in points if positive)
    if not all_positives:
        return None
    area, before = 0.0, 0.0
    for threshold in sorted({r for r, _ in points}, reverse=True):
        flagged = [positive for r, positive in points if r >= threshold]
        recall = sum(flagged) / all_positives
        area += (recall - before) * sum(flagged) / len(flagged)
        before = recall
    return area


def ece(points):
    if not points:
        return None
    bins = collections.defaultdict(list)
    for risk, positive in points:
        says = risk >= 50
        sure = risk if says else 100 - risk
        bins[min(9, risk // 10)].append((sure / 100, says == positive))
    error = 0.0
    for entries in bins.values():
        confidence = sum(c for c, _ in entries) / len(entries)
        accuracy = sum(1 for _, right in entries if right) / len(entries)
        error += len(entries) / len(points) * abs(confidence - accuracy)
    return error


def percentile(values, q):
    rank = q * (len(values) - 1)
    low, high = values[math.floor(rank)], values[math.ceil(rank)]
    return low + (high - low) * (rank - math.floor(rank))


def latency(values):
    values = sorted(rounded(v, 1) for v in values)
    if not values:
        return dict.fromkeys(["avg", "p50", "p95", "p99", "max"], 0.0)
    return {
        "avg": sum(values) / len(values),
        "p50": percentile(values, 0.50),
        "p95": percentile(values, 0.95),
        "p99": percentile(values, 0.99),
        "max": values[-1],
    }


def rules(judged):
    """judged: (sample, row) without errors."""
    told = [(rule_labels(s), r["actual_rule_hits"] or []) for s, r in judged]
    told = [(labels, fired) for labels, fired in told if labels is not None]
    names = sorted({h for labels, fired in told for h in [*labels, *fired]}, key=utf16)
    counted = []
    for name in names:
        tp, fp, fn, tn = four((name in labels, name in fired) for labels, fired in told)
        counted.append(
            {
                "rule_id": name,
                "tp": tp,
                "fp": fp,
                "fn": fn,
                "tn": tn,
                "precision": share(tp, tp + fp),
                "recall": share(tp, tp + fn),
                "fp_rate": share(fp, fp + tn),
                "precision_interval": wilson(tp, tp + fp),
                "recall_interval": wilson(tp, tp + fn),
            }
        )
    return counted


def utf16(text):
    """Java sorts by these."""
    return text.encode("utf-16-be", "surrogatepass")


def words(sample):
    """The metadata that rows may be counted by."""
    pairs = []
    for key, value in (sample.get("metadata") or {}).items():
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif isinstance(value, int):
            value = str(value)
        if isinstance(value, str) and len(utf16(value)) <= 200 and len(utf16(key)) <= 200:
            pairs.append((key, value))
    return pairs


def slices(rows, wanted):
    """rows: (sample, row, verdict). The first 20 keys of at most 50 values, among the first 100."""
    keys = []
    for sample, _, _ in rows:
        for key, _ in words(sample):
            if key not in keys and (wanted is None or key in wanted):
                keys.append(key)
    counted, shown, left_out = [], [], []
    for key in keys[:100]:
        values = {v for s, _, _ in rows for k, v in words(s) if k == key}
        if len(values) > 50 or len(shown) == 20:
            left_out.append(key)
            continue
        shown.append(key)
        for value in sorted(values, key=utf16):
            counted.append(one_slice(key, value, [r for r in rows if (key, value) in words(r[0])]))
    return counted, left_out


def one_slice(key, value, rows):
    labelled = [v for _, _, v in rows if v["is_correct"] is not None]
    correct = sum(1 for v in labelled if v["is_correct"])
    tp, fp, fn, tn = binary([(s, r) for s, r, _ in rows if decided(r)])
    return {
        "key": key,
        "value": value,
        "total": len(rows),
        "labelled": len(labelled),
        "correct": correct,
        "errors": sum(1 for _, r, _ in rows if r["actual_decision"] == "ERROR"),
        "accuracy": share(correct, len(labelled)),
        "precision": share(tp, tp + fp),
        "recall": share(tp, tp + fn),
        "fp_rate": share(fp, fp + tn),
    }


def decided(row):
    return row["actual_decision"] not in (None, "ERROR")


def binary(judged):
    return four(
        (s["expected_decision"] != "ALLOW", r["actual_decision"] != "ALLOW")
        for s, r in judged
        if s.get("expected_decision") is not None
    )


def confusion(rows):
    table = {}
    for expected in DECISIONS:
        line = {}
        for actual in DECISIONS + ["ERROR"]:
            n = sum(
                1
                for s, r, _ in rows
                if s.get("expected_decision") == expected and r["actual_decision"] == actual
            )
            if n:
                line[actual] = n
        if line:
            table[expected] = line
    return table
