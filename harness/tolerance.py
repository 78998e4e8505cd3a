"""Tolerances: three budgets that are never merged, each with its reason.

numerical    round-off of the computation, or the proven radius of a ball
resolution   how finely the Monte-Carlo evidence must locate the value (an equivalence margin)
model        the part of the claim that is asymptotic: finite width, finite sample

The band around a theory value has half-width numerical + resolution + model. A tolerance is stated before the
evidence is seen, applied as stated, and may not read the theory value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from harness.values import Floats

EPS = 2.0**-52


@dataclass(frozen=True)
class Budget:
    """One part of a tolerance: an absolute half-width, scalar or per component, and why it is that wide."""

    name: str
    half_width: Floats
    because: str


@dataclass(frozen=True)
class Tolerance:
    """A sum of budgets. Build one with Roundoff, Radius, Resolution or ModelError, and add them with +."""

    budgets: tuple[Budget, ...]

    def __add__(self, other: Tolerance) -> Tolerance:
        return Tolerance(self.budgets + other.budgets)

    def half_width(self, components: int) -> Floats:
        """Total half-width for each of `components` components; ValueError where a budget has another length."""
        total = np.zeros(components)
        for budget in self.budgets:
            if budget.half_width.ndim and len(budget.half_width) != components:
                raise ValueError(
                    f"the {budget.name} budget has {len(budget.half_width)} entries for {components} components"
                )
            total = total + budget.half_width
        return total


def _tolerance(name: str, half_width: ArrayLike, because: str) -> Tolerance:
    width = np.asarray(half_width, dtype=float)
    if width.ndim > 1 or not np.all(np.isfinite(width)) or np.any(width < 0):
        raise ValueError(
            f"a {name} budget must be finite and not negative, scalar or one-dimensional, got {half_width}"
        )
    if not because.strip():
        raise ValueError(f"a {name} budget needs its reason")
    return Tolerance((Budget(name, width, because.strip()),))


def Roundoff(  # noqa: N802  (reads as a noun where it is used, like the budgets beside it)
    *, operations: float, because: str, condition: ArrayLike = 1.0, scale: ArrayLike = 1.0
) -> Tolerance:
    """Numerical budget scale * operations * condition * 2^-52 of a backward-stable computation."""
    worst = np.asarray(condition, dtype=float)
    if not operations >= 0 or not np.all(worst >= 0):
        raise ValueError(f"operations and condition must not be negative, got {operations} and {condition}")
    return _tolerance("numerical", np.asarray(scale, dtype=float) * worst * (operations * EPS), because)


def Radius(half_width: ArrayLike, *, because: str) -> Tolerance:  # noqa: N802
    """Numerical budget stated directly, for instance the proven width of an enclosure."""
    return _tolerance("numerical", half_width, because)


def Resolution(half_width: ArrayLike, *, because: str) -> Tolerance:  # noqa: N802
    """How finely the evidence must locate the value, where theory is exact and only trials limit us."""
    return _tolerance("resolution", half_width, because)


def ModelError(half_width: ArrayLike, *, because: str) -> Tolerance:  # noqa: N802
    """A stated bound on what the theory leaves out at finite width or finite sample."""
    return _tolerance("model", half_width, because)


def Exactly(*, because: str) -> Tolerance:  # noqa: N802
    """No tolerance at all: integers and rationals compared with ==."""
    return _tolerance("numerical", 0.0, because)
