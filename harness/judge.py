"""The judge: compare an observed interval with the band theory +- tolerance.

Inside: VERIFIED. Disjoint: REFUTED. Straddling: INCONCLUSIVE, or REFUTED where the claim speaks of every trial.
VERIFIED is thus an equivalence test that the evidence has earned, not a failure to reject, and it counts only if
the same evidence refutes the counterclaims. The judge does not know where theory or evidence come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from harness.errors import ERROR_PER_CASE, LOOKS, looks
from harness.evidence import Evidence
from harness.question import MIN_SEPARATION, Question, Side, Verdict
from harness.tails import Tail
from harness.values import Floats


@dataclass
class Judgement:
    """The answer, with all that is needed to draw it and to argue about it."""

    question: Question
    verdict: Verdict
    why: str
    estimate: Floats
    lower: Floats
    upper: Floats
    meaning: str
    trials: int
    looks: int
    notes: list[str] = field(default_factory=list)

    @property
    def separation(self) -> float | None:
        """Distance of the nearest counterclaim that counts, in tolerances; None where there is none."""
        distances = [c.separation for c in self.question.counterclaims if not c.power_zero]
        return min(distances) if distances else None


def judge(question: Question, evidence: Evidence) -> Judgement:
    """Look at the evidence until the claim and every counterclaim are decided, or the trials are used up."""
    powerless = [c for c in question.counterclaims if not c.power_zero and not c.separation > MIN_SEPARATION]
    for hypothesis in (question.theory, *question.counterclaims):
        hypothesis.verdict = Verdict.INCONCLUSIVE  # a question may be asked again, of other evidence
    look = _every_trial if question.kind.holds_in_every_trial else _population
    judgement = look(question, evidence)
    if judgement.verdict is Verdict.VERIFIED:
        if all(c.power_zero for c in question.counterclaims):
            judgement.verdict = Verdict.INCONCLUSIVE
            judgement.why = "verified without power: no counterclaim can be told from the claim"
        elif powerless:
            names = "; ".join(f"{c.text} ({c.separation:.2g} tolerances away)" for c in powerless)
            judgement.verdict = Verdict.INCONCLUSIVE
            judgement.why = f"verified without power: the tolerance cannot separate {names}"
        elif open_ := [c.text for c in question.counterclaims if not c.power_zero and c.verdict is not Verdict.REFUTED]:
            judgement.verdict = Verdict.INCONCLUSIVE
            judgement.why = "verified without power: the evidence does not refute " + "; ".join(open_)
    return judgement


def place(lower: Floats, upper: Floats, half: Floats, side: Side) -> Verdict:
    """Where intervals of (observed - predicted) lie relative to the band [-half, half], open on one side for bounds."""
    floor = np.where(side == "at most", -np.inf, -half)
    ceiling = np.where(side == "at least", np.inf, half)
    if np.all((lower >= floor) & (upper <= ceiling)):
        return Verdict.VERIFIED
    if np.any((upper < floor) | (lower > ceiling)):
        return Verdict.REFUTED
    return Verdict.INCONCLUSIVE


def _every_trial(question: Question, evidence: Evidence) -> Judgement:
    x = evidence.first(evidence.stream.trials)
    _same_shape(question, x)
    for hypothesis in (question.theory, *question.counterclaims):
        residual = x - hypothesis.value
        found = place(residual.min(axis=0), residual.max(axis=0), question.half_width, question.side)
        hypothesis.verdict = Verdict.VERIFIED if found is Verdict.VERIFIED else Verdict.REFUTED
    shown = x - question.theory.value if question.per_trial else x
    why = "every trial lies in the band" if question.theory.verdict is Verdict.VERIFIED else _offender(question, x)
    return Judgement(
        question=question,
        verdict=question.theory.verdict,
        why=why,
        estimate=np.median(shown, axis=0),
        lower=shown.min(axis=0),
        upper=shown.max(axis=0),
        meaning="range over all trials",
        trials=len(x),
        looks=1,
    )


def _offender(question: Question, x: Floats) -> str:
    residual = x - question.theory.value
    excess = residual if question.side == "at most" else -residual if question.side == "at least" else np.abs(residual)
    over = excess - question.half_width
    trial, component = np.unravel_index(int(np.argmax(over)), over.shape)
    return (
        f"trial {trial}, component {component}: observed - predicted = {residual[trial, component]:.6g}, "
        f"tolerance {question.half_width[component]:.3g}"
    )


def _population(question: Question, evidence: Evidence) -> Judgement:
    tail = question.tail
    assert tail is not None  # pose() has checked it
    m = len(question.theory.value)
    lower, upper = np.full(m, -np.inf), np.full(m, np.inf)
    schedule = looks(evidence.stream.batch, evidence.stream.trials)
    x, objection = np.empty((0, m)), None
    for n in schedule:
        x = evidence.first(n)
        _same_shape(question, x)
        objection = tail.objection(x)
        if objection is not None:
            continue  # an interval that the sample contradicts is worth nothing, now and later
        low, high = tail.interval(x, ERROR_PER_CASE / (LOOKS * m))
        lower, upper = np.maximum(lower, low), np.minimum(upper, high)
        if _decided(question, lower, upper):
            break
    _measure(question, tail, x)
    verdict = question.theory.verdict
    return Judgement(
        question=question,
        verdict=verdict,
        why=_explain(verdict, objection, lower, upper),
        estimate=tail.estimate(x),
        lower=lower,
        upper=upper,
        meaning=f"{tail.meaning}, each side wrong with probability <= {ERROR_PER_CASE:.0e} over all looks",
        trials=len(x),
        looks=schedule.index(len(x)) + 1,
    )


def _decided(question: Question, lower: Floats, upper: Floats) -> bool:
    """Place every hypothesis that is still open; the first decisive look is final."""
    for hypothesis in (question.theory, *question.counterclaims):
        if hypothesis.verdict is Verdict.INCONCLUSIVE and not hypothesis.power_zero:
            v = hypothesis.value
            hypothesis.verdict = place(lower - v, upper - v, question.half_width, question.side)
    if question.theory.verdict is Verdict.REFUTED:
        return True
    rivals = (c for c in question.counterclaims if not c.power_zero)
    return question.theory.verdict is Verdict.VERIFIED and all(c.verdict is not Verdict.INCONCLUSIVE for c in rivals)


def _explain(verdict: Verdict, objection: str | None, lower: Floats, upper: Floats) -> str:
    if verdict is Verdict.VERIFIED:
        return "the interval lies in the band"
    if verdict is Verdict.REFUTED:
        return "the interval and the band are disjoint"
    if objection is not None:
        return f"tail: {objection}"
    if not (np.isfinite(lower).all() and np.isfinite(upper).all()):
        return "tail: too few trials for any interval at this error level"
    return "budget: the interval straddles the edge of the band after the last look"


def _measure(question: Question, tail: Tail, x: Floats) -> None:
    """Separation of the counterclaims in standard errors, for the record."""
    error = tail.standard_error(x)
    for rival in question.counterclaims:
        if error is not None and not rival.power_zero and np.all(error > 0):
            rival.errors = float((np.abs(tail.estimate(x) - rival.value) / error).max())


def _same_shape(question: Question, x: Floats) -> None:
    value = question.theory.value
    if x.shape[1] != value.shape[-1]:
        raise ValueError(f"theory has {value.shape[-1]} components, the observable {x.shape[1]}")
    for hypothesis in (question.theory, *question.counterclaims):
        rows = len(hypothesis.value) if hypothesis.value.ndim == 2 else len(x)
        if rows != len(x):
            raise ValueError(f"PerTrial values of {hypothesis.text!r} for {rows} trials, but {len(x)} trials were run")
