"""Planted errors for the limits of diagonal networks."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from tools.mutants.mutant import Harmless, Mutant, result

DIAGONAL = "deep_linear.diagonal_nets_prefer_l1"
LIMIT = "theory.diagonal_networks"
RIVAL = "a counterclaim: it must differ from the theory, no more"


def even(vote: Any) -> Any:
    """All voters of the vote with the same weight."""
    return np.sign(vote) / np.count_nonzero(vote)


def uneven(margin: Any) -> Any:
    """Multipliers in reverse order."""
    return replace(margin, distribution=margin.distribution[::-1])


def longer(margin: Any) -> Any:
    return replace(margin, low=margin.low * Fraction(101, 100), high=margin.high * Fraction(101, 100))


MUTANTS = [
    Mutant(DIAGONAL, LIMIT, "rivals", "reversed", result(np.negative)),
    Mutant(DIAGONAL, LIMIT, "direction", "one per cent longer", result(lambda w: 1.01 * w)),
    Mutant(DIAGONAL, LIMIT, "direction", "even weights", result(even)),
    Mutant(DIAGONAL, LIMIT, "exponents", "one per cent more", result(lambda r: 1.01 * r)),
    Mutant(DIAGONAL, LIMIT, "exponents", "squared", result(np.square)),
    Mutant(DIAGONAL, LIMIT, "exponents", "examples in reverse order", lambda f: lambda m, z: f(uneven(m), z)),
    Mutant(DIAGONAL, LIMIT, "exponents", "over a margin one per cent larger", lambda f: lambda m, z: f(longer(m), z)),
    Mutant(DIAGONAL, LIMIT, "gap_ceiling", "a twentieth", result(lambda c: c / 20)),
    Mutant(DIAGONAL, LIMIT, "gap_ceiling", "one over the growth, not its logarithm", lambda f: lambda m, n, s, x: (
        f(m, n, s, x) * np.sum(np.square(s)) / x)),
]  # fmt: skip
HARMLESS = [
    Harmless(DIAGONAL, LIMIT, "gap_ceiling", "a ceiling, twice the gap or more"),
    Harmless(DIAGONAL, LIMIT, "is_unique", "a truth value; one per cent does not change it"),
    Harmless(DIAGONAL, LIMIT, "rivals", "counterclaims, mostly; the l2 direction is met to 0.1 only"),
    Harmless(DIAGONAL, "theory.l1_margins", "l1_margin", "it would scale the row numbers, too; see the listed mutants"),
]
