"""`verify`: hand theory and evidence to the judge, record the answer, and fail the test unless it is VERIFIED."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from harness.claim import Claim, Kind
from harness.errors import ERROR_PER_CASE
from harness.evidence import Evidence
from harness.judge import Judgement, judge
from harness.message import explain
from harness.question import Hypothesis, Question, Side, Verdict, pose
from harness.record import now, numbers
from harness.scale import Scale
from harness.tails import Tail
from harness.tolerance import Tolerance


class ClaimNotVerified(AssertionError):
    """The claim was REFUTED, or INCONCLUSIVE at a scale that must decide."""


class NotApplicable(Exception):
    """A precondition of the claim is certified false."""


@dataclass
class Case:
    """One parametrization of one claim test: where it is, how to run it again, and the clock of its evidence."""

    nodeid: str
    name: str
    parameters: dict[str, Any]
    scale: Scale
    seed: int
    write: Callable[[dict[str, Any]], None]
    options: str = ""
    """What the command line must say besides, to judge this case again."""
    clock: Callable[[], dict[str, float]] = lambda: {"run": 0.0, "compile": 0.0}
    started: float = field(default_factory=time.perf_counter)
    record: dict[str, Any] | None = None

    def retract(self, why: str) -> None:
        """Take a verdict back: the test failed after it. The later record counts."""
        self.record = {**(self.record or {}), "verdict": Verdict.INCONCLUSIVE.value, "why": why}
        self.write(self.record)

    @property
    def reproduce(self) -> str:
        command = f"pytest '{self.nodeid}' --scale {self.scale.value} --seed {self.seed}"
        return f"{command} {self.options}" if self.options else command


@dataclass
class Verify:
    """The fixture `verify` of a claim test: call it once, as the last paragraph."""

    case: Case

    def __call__(
        self,
        claim: Claim,
        *,
        theory: Any,
        evidence: Evidence,
        tolerance: Tolerance,
        counterclaims: dict[str, Any],
        tail: Tail | None = None,
        side: Side = "two-sided",
        kind: Kind | None = None,
        at: Any = None,
        series: str | None = None,
    ) -> None:
        """Judge, record, and raise ClaimNotVerified unless the verdict is VERIFIED (or INCONCLUSIVE at smoke).

        theory         value(s) the theory predicts: exact, enclosed or floating; or PerTrial(values)
        evidence       one observable of a stream of trials
        tolerance      sum of budgets, stated without looking at theory
        counterclaims  wrong variants: text -> value, Printed(value) or PowerZero(reason); at least two
        tail           tail class of one trial, for LIMIT, RATE, ORDER and LAW
        side           "at most" or "at least" where theory is a bound
        at, series     coordinate(s) and curve name in the claim's figure
        """
        self._only_once()
        if not isinstance(evidence, Evidence):
            raise ValueError(f"evidence must come from lab.run(...), got {type(evidence).__name__}")
        question = pose(kind or claim.kind, theory, tolerance, counterclaims, side, tail)
        figure = _coordinates(at, len(question.half_width))
        judgement = judge(question, evidence)
        record = {
            **self._header(claim, question.kind),
            **_answer(judgement),
            "series": series,
            "at": figure,
            "address": evidence.stream.address,
        }
        self._finish(record)
        self._pronounce(claim, judgement)

    def precondition(self, claim: Claim, *, holds: bool, certificate: str) -> None:
        """End the test as NOT APPLICABLE, with its certificate, where a hypothesis of the claim is false."""
        self._only_once()
        if holds:
            return
        why = f"precondition fails: {certificate}"
        self._finish({**self._header(claim, claim.kind), "verdict": Verdict.NOT_APPLICABLE.value, "why": why})
        raise NotApplicable(why)

    def _only_once(self) -> None:
        if self.case.record is not None:
            raise ValueError(f"{self.case.nodeid}: verify was called twice; one test gives one judgement")

    def _header(self, claim: Claim, kind: Kind) -> dict[str, Any]:
        case, axes = self.case, claim.axes
        return {
            "claim": claim.name,
            "case": case.name,
            "nodeid": case.nodeid,
            "parameters": {name: _plain(value) for name, value in case.parameters.items()},
            "title": claim.title,
            "statement": claim.says,
            "reason": claim.reason,
            "tex": claim.tex,
            "kind": kind.value,
            "source": {"key": claim.source.key, "where": claim.source.where},
            "standing": {"name": claim.standing.name, "text": claim.standing.text},
            "axes": None if axes is None else vars(axes),
            "seed": case.seed,
            "scale": case.scale.value,
            "reproduce": case.reproduce,
        }

    def _finish(self, record: dict[str, Any]) -> None:
        total = time.perf_counter() - self.case.started
        clock = self.case.clock()
        rest = max(0.0, total - clock["run"] - clock["compile"])
        record["seconds"] = {k: round(v, 4) for k, v in {"total": total, **clock, "theory": rest}.items()}
        record["time"] = now()
        self.case.record = record
        self.case.write(record)

    def _pronounce(self, claim: Claim, judgement: Judgement) -> None:
        lenient = self.case.scale is Scale.SMOKE and judgement.verdict is Verdict.INCONCLUSIVE
        if judgement.verdict is not Verdict.VERIFIED and not lenient:
            raise ClaimNotVerified(explain(claim, judgement, self.case.reproduce))


def _answer(judgement: Judgement) -> dict[str, Any]:
    question = judgement.question
    theory, half = question.theory, question.half_width
    centre = np.zeros(len(half)) if question.per_trial else theory.value
    enclosure = question.enclosure
    return {
        "verdict": judgement.verdict.value,
        "why": judgement.why,
        "theory": {
            "value": numbers(centre),
            "radius": numbers(np.zeros(len(half)) if enclosure is None else enclosure.radius),
            "exact": [""] * len(half) if enclosure is None else list(enclosure.exact),
        },
        "observed": {
            "estimate": numbers(judgement.estimate),
            "lower": numbers(judgement.lower),
            "upper": numbers(judgement.upper),
            "meaning": judgement.meaning,
        },
        "side": question.side,
        "residual": question.per_trial,
        "band": {
            "lower": numbers(np.where(question.side == "at most", -np.inf, centre - half)),
            "upper": numbers(np.where(question.side == "at least", np.inf, centre + half)),
        },
        "tolerance": {"half_width": numbers(half), "budgets": _budgets(question)},
        "tail": None if question.tail is None else str(question.tail),
        "alpha": 0.0 if question.tail is None else ERROR_PER_CASE,
        "counterclaims": [_rival(c, question) for c in question.counterclaims],
        "separation": _finite(judgement.separation),
        "trials": judgement.trials,
        "looks": judgement.looks,
    }


def _budgets(question: Question) -> list[dict[str, Any]]:
    stated = [
        {"name": b.name, "half_width": numbers(b.half_width), "because": b.because} for b in question.tolerance.budgets
    ]
    if question.enclosure is not None and question.enclosure.radius.any():
        radius = numbers(question.enclosure.radius)
        stated.append({"name": "numerical", "half_width": radius, "because": "proven radius of the theory's enclosure"})
    return stated


def _rival(rival: Hypothesis, question: Question) -> dict[str, Any]:
    refuted = rival.verdict is Verdict.REFUTED
    value = rival.value - question.theory.value if question.per_trial else rival.value
    return {
        "text": rival.text,
        "printed": rival.printed,
        "value": [] if rival.power_zero else numbers(np.median(np.atleast_2d(value), axis=0)),
        "verdict": "POWER ZERO" if rival.power_zero else "REFUTED" if refuted else "NOT REFUTED",
        "separation": None if rival.power_zero else _finite(rival.separation),
        "errors": _finite(rival.errors),
        "why": rival.power_zero,
    }


def _finite(x: float | None) -> float | None:
    return None if x is None or not math.isfinite(x) else float(x)


def _coordinates(at: Any, components: int) -> list[float] | None:
    if at is None:
        return None
    x = np.atleast_1d(np.asarray(at, dtype=float))
    if x.shape != (components,) or not np.isfinite(x).all():
        raise ValueError(f"at= needs one finite coordinate per component ({components}), got shape {x.shape}")
    return [float(v) for v in x]


def _plain(value: Any) -> Any:
    """A parameter as JSON: numbers and strings as they are, everything else as text."""
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return str(value)
