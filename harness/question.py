"""The question: everything that is fixed, and checked, before the evidence is seen.

A claim's theory and tolerance make a band, and its counterclaims are placed relative to it: what lies within two
tolerances could not be told from the claim, whatever the trials say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import numpy as np

from harness.claim import Kind
from harness.tails import Tail
from harness.tolerance import Tolerance
from harness.values import Enclosed, Floats, Means, enclose

Side = Literal["two-sided", "at most", "at least"]
_SIDES = ("two-sided", "at most", "at least")
MIN_SEPARATION = 2.0


class Verdict(Enum):
    VERIFIED = "VERIFIED"
    REFUTED = "REFUTED"
    INCONCLUSIVE = "INCONCLUSIVE"
    NOT_APPLICABLE = "NOT APPLICABLE"


@dataclass(frozen=True)
class PerTrial:
    """A value that theory computes from each trial's own data: shape (trials,) or (trials, m)."""

    values: Any


@dataclass(frozen=True)
class Printed:
    """A counterclaim that is the source's own printed form."""

    value: Any


@dataclass(frozen=True)
class PowerZero:
    """A wrong formula that this evidence cannot tell from the right one, and why."""

    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("PowerZero needs its reason")


@dataclass
class Hypothesis:
    """A value the observable might have: the claim itself, or one of its counterclaims."""

    text: str
    value: Floats
    """Shape (m,), or (trials, m) if it depends on the trial."""
    printed: bool = False
    power_zero: str = ""
    verdict: Verdict = Verdict.INCONCLUSIVE
    separation: float = np.inf
    errors: float | None = None


@dataclass(frozen=True)
class Question:
    """Everything that is fixed before the evidence is seen."""

    kind: Kind
    theory: Hypothesis
    enclosure: Enclosed | None
    counterclaims: list[Hypothesis]
    half_width: Floats
    tolerance: Tolerance
    side: Side
    tail: Tail | None

    @property
    def per_trial(self) -> bool:
        return self.theory.value.ndim == 2


def pose(
    kind: Kind,
    theory: Any,
    tolerance: Tolerance,
    counterclaims: dict[str, Any],
    side: Side = "two-sided",
    tail: Tail | None = None,
) -> Question:
    """Check the question and audit its power before any trial is judged.

    Raises ValueError where the question is malformed: unknown side, a population claim without a tail class, a
    bound without a side, counterclaims of another shape or fewer than two, means without the moments that the tail
    class supposes.
    """
    if side not in _SIDES:
        raise ValueError(f"side must be one of {', '.join(_SIDES)}; got {side!r}")
    if kind is Kind.BOUND and side == "two-sided":
        raise ValueError("a BOUND needs side='at most' or side='at least'")
    if kind.holds_in_every_trial != (tail is None):
        raise ValueError(f"kind {kind.value} " + ("takes no tail class" if tail else "needs a tail class, tail=..."))
    if not isinstance(tolerance, Tolerance):
        raise ValueError(f"tolerance must be built from Roundoff, Radius, Resolution or ModelError; got {tolerance!r}")
    if isinstance(theory, Means) and tail is not None and theory.moments < tail.moments:
        raise ValueError(
            f"{tail} supposes {tail.moments} finite moments, and the law of these means has {theory.moments:g}: "
            "judge a quantile or the law"
        )
    if len(counterclaims) < 2:
        raise ValueError(f"a claim needs at least two counterclaims, got {len(counterclaims)}")
    claim = Hypothesis("the claim", *_value(theory, kind))
    enclosure = None if isinstance(theory, PerTrial) else enclose(theory)
    half = tolerance.half_width(claim.value.shape[-1])
    if enclosure is not None:
        half = half + enclosure.radius
    rivals = [_counterclaim(text, value, kind, claim, half) for text, value in counterclaims.items()]
    return Question(kind, claim, enclosure, rivals, half, tolerance, side, tail)


def _value(x: Any, kind: Kind) -> tuple[Floats]:
    if not isinstance(x, PerTrial):
        return (enclose(x).value,)
    if not kind.holds_in_every_trial:
        raise ValueError(f"a value per trial needs an identity or a bound, not a {kind.value}")
    values = np.asarray(x.values, dtype=float)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or not np.isfinite(values).all():
        raise ValueError(f"PerTrial needs finite values of shape (trials,) or (trials, m), got shape {values.shape}")
    return (values,)


def _counterclaim(text: str, given: Any, kind: Kind, claim: Hypothesis, half: Floats) -> Hypothesis:
    if isinstance(given, PowerZero):
        return Hypothesis(text, claim.value, power_zero=given.reason)
    printed = isinstance(given, Printed)
    (value,) = _value(given.value if printed else given, kind)
    if value.shape[-1] not in (1, claim.value.shape[-1]):
        raise ValueError(f"counterclaim {text!r} has {value.shape[-1]} components, theory {claim.value.shape[-1]}")
    if value.ndim == claim.value.ndim == 2 and len(value) != len(claim.value):
        raise ValueError(f"counterclaim {text!r} has values for {len(value)} trials, theory for {len(claim.value)}")
    distance = np.abs(np.broadcast_to(value - claim.value, np.broadcast_shapes(value.shape, claim.value.shape)))
    with np.errstate(divide="ignore", invalid="ignore"):
        separation = np.where(distance > 0, distance / half, 0.0).max()
    return Hypothesis(text, np.broadcast_to(value, distance.shape), printed=printed, separation=float(separation))
