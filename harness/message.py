"""What a person reads when a claim is not verified, and the suite's last line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from harness.claim import Claim
from harness.errors import MAX_CASES, SUITE_ERROR, run_error
from harness.judge import Judgement
from harness.question import Hypothesis, Verdict
from harness.values import Floats

_SHOWN = 12


def explain(claim: Claim, judgement: Judgement, reproduce: str) -> str:
    """Theory, interval, band, budgets, counterclaims, and the command that repeats exactly this case."""
    question = judgement.question
    lines = [
        f"{claim.name} is {judgement.verdict.value}: {judgement.why}",
        "  " + claim.says.partition("\n")[0],
        "",
        *_table(judgement),
        "",
        f"  observed: {judgement.meaning}; {judgement.trials} trials, {judgement.looks} looks",
    ]
    if question.side != "two-sided":
        lines.append(f"  side: the observed value is {question.side} the theory value, up to the tolerance")
    lines += [f"  {b.name} budget {_span(b.half_width)}: {b.because}" for b in question.tolerance.budgets]
    lines += [f"  counterclaim, {_fate(c)}: {c.text}" for c in question.counterclaims]
    lines += ["", f"  reproduce: {reproduce}"]
    return "\n".join(lines)


def _table(judgement: Judgement) -> list[str]:
    question = judgement.question
    value = np.zeros_like(question.half_width) if question.per_trial else question.theory.value
    what = "observed - predicted" if question.per_trial else "theory"
    rows = [f"  {what:>20} {'tolerance':>11} {'observed':>14} {'lower':>14} {'upper':>14}"]
    miss = np.maximum(value - question.half_width - judgement.lower, judgement.upper - value - question.half_width)
    worst = np.argsort(-miss)[:_SHOWN] if len(value) > _SHOWN else np.arange(len(value))
    for i in sorted(worst):
        exact = question.enclosure.exact[i] if question.enclosure is not None else ""
        rows.append(
            f"  {value[i]:>20.12g} {question.half_width[i]:>11.3g} {judgement.estimate[i]:>14.8g} "
            f"{judgement.lower[i]:>14.8g} {judgement.upper[i]:>14.8g}  {exact[:60]}"
        )
    if len(value) > _SHOWN:
        rows.append(f"  ... the {_SHOWN} worst of {len(value)} components")
    return rows


def _span(width: Floats) -> str:
    low, high = float(np.min(width)), float(np.max(width))
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def _fate(rival: Hypothesis) -> str:
    if rival.power_zero:
        return f"no power ({rival.power_zero})"
    fate = "REFUTED" if rival.verdict is Verdict.REFUTED else "NOT refuted"
    return f"{fate}, {rival.separation:.3g} tolerances away"


def last_line(records: Iterable[dict[str, Any]]) -> str:
    """For instance: 41 verified, 0 refuted, 2 inconclusive; nearest counterclaim 6.1 tolerances away."""
    records = list(records)
    counts = Counter(record["verdict"] for record in records)
    parts = [f"{counts['VERIFIED']} verified", f"{counts['REFUTED']} refuted", f"{counts['INCONCLUSIVE']} inconclusive"]
    if counts["NOT APPLICABLE"]:
        parts.append(f"{counts['NOT APPLICABLE']} not applicable")
    near = [r["separation"] for r in records if r["verdict"] == "VERIFIED" and r.get("separation") is not None]
    tail = f"; nearest counterclaim {min(near):.1f} tolerances away" if near else ""
    if len(records) > MAX_CASES:
        tail += (
            f"; some verdict is wrong with probability <= {run_error(len(records)):.2g}, "
            f"more than the {SUITE_ERROR:.0e} of {MAX_CASES} cases"
        )
    return ", ".join(parts) + tail


def certificates(reasons: Iterable[str]) -> list[str]:
    """Why cases were not applicable, each reason once: 7 not applicable: precondition fails: ..."""
    return [f"{count} not applicable: {reason}" for reason, count in Counter(reasons).items()]
