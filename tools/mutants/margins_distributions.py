"""Planted errors for the distributions of margins of kernel machines and of votes."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from tools.mutants.mutant import Function, Harmless, Mutant

M = "theory.margin_distributions"
MACHINES, VOTES = "margins.margin_distributions", "margins.margin_distributions_of_votes"


def weighted(change: Any) -> Any:
    """`solved` with other multipliers."""
    return lambda f: lambda *args, **options: _changed(f(*args, **options), change)


def _changed(margin: Any, change: Any) -> Any:
    return replace(margin, weights=tuple(change(list(margin.weights))))


def without_last(p: list[Fraction]) -> list[Fraction]:
    """The last support vector lost."""
    last = max(i for i, weight in enumerate(p) if weight)
    return [*p[:last], Fraction(0), *p[last + 1 :]]


def even(p: list[Fraction]) -> list[Fraction]:
    """Support vectors of equal weight."""
    return [Fraction(weight > 0) for weight in p]


def heavier(p: list[Fraction]) -> list[Fraction]:
    """One multiplier one per cent too large."""
    first = next(i for i, weight in enumerate(p) if weight)
    return [*p[:first], p[first] * Fraction(101, 100), *p[first + 1 :]]


def early(f: Function) -> Function:
    """Continuous from the left."""
    return lambda margins, thresholds: f(margins, [t - Fraction(1, 100) for t in thresholds])


MUTANTS = [
    Mutant(MACHINES, M, "distribution", "one per cent more", lambda f: lambda m, t: [s * 101 / 100 for s in f(m, t)]),
    Mutant(MACHINES, M, "distribution", "one example less", lambda f: lambda m, t: f(m[1:], t)),
    Mutant(MACHINES, M, "of_machine", "one per cent less", lambda f: lambda *a, **o: 0.99 * f(*a, **o)),
    Mutant(MACHINES, M, "of_machine", "all labels turned", lambda f: lambda *a, **o: -f(*a, **o)),
    Mutant(MACHINES, M, "solved", "the last support vector lost", weighted(without_last)),
    Mutant(MACHINES, M, "solved", "support vectors of equal weight", weighted(even)),
    Mutant(MACHINES, M, "solved", "one multiplier one per cent larger", weighted(heavier)),
    Mutant(VOTES, M, "distribution", "one per cent more", lambda f: lambda m, t: [s * 101 / 100 for s in f(m, t)]),
    Mutant(VOTES, M, "distribution", "continuous from the left", early),
    Mutant(VOTES, M, "of_vote", "one per cent more", lambda f: lambda z, w: [m * 101 / 100 for m in f(z, w)]),
    Mutant(VOTES, M, "of_vote", "the last voter forgotten", lambda f: lambda z, w: f([r[:-1] for r in z], w[:-1])),
    Mutant(VOTES, M, "smallest_after", "no log of n", lambda f: lambda g, a, n, w: f(g, a, 1, w)),
    Mutant(VOTES, M, "smallest_after", "twice the margin", lambda f: lambda g, a, n, w: f(2 * g, a, n, w)),
    Mutant(
        VOTES, M, "smallest_after", "the log of n added", lambda f: lambda g, a, n, w: 2 * f(g, a, 1, w) - f(g, a, n, w)
    ),
    Mutant(VOTES, "theory.l1_margins", "l1_margin_value", "ten per cent less", lambda f: lambda z: 0.9 * f(z)),
    Mutant(VOTES, "theory.l1_margins", "l1_margin_value", "half of it", lambda f: lambda z: f(z) / 2),
]
BOUND = "a bound: boosted stumps keep a distance of some per cent from it; see the listed mutants"
HARMLESS = [
    Harmless(MACHINES, M, "solved", "multipliers that are all too large are the same machine; see the listed mutants"),
    Harmless(VOTES, M, "smallest_after", BOUND),
    Harmless(VOTES, "theory.l1_margins", "l1_margin_value", BOUND),
]
