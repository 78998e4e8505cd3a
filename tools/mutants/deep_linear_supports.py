"""Planted errors for the residual law at any depth, and for supports that do not span the space."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from tools.mutants.mutant import Function, Harmless, Mutant, result

LIMIT = "deep_linear.limit_needs_no_spanning_supports"
LAW = "deep_linear.residual_law_at_any_depth_width_and_start"
BESIDE, RESIDUAL, MARGINS = "theory.supports_that_do_not_span", "theory.residual_law", "theory.margins"


def even(f: Function) -> Function:
    """All support vectors with the same multiplier."""

    def changed(data: Any) -> Any:
        margin = f(data)
        support, count = margin.support, len(margin.weights)
        return replace(margin, weights=tuple(Fraction(i in support, len(support)) for i in range(count)))

    return changed


MUTANTS = [
    Mutant(LAW, RESIDUAL, "offset", "one per cent longer", result(lambda w: 1.01 * w)),
    Mutant(LAW, RESIDUAL, "entropy", "one per cent more", result(lambda h: 1.01 * h)),
    Mutant(LAW, RESIDUAL, "offset", "plus the log of the multipliers", result(np.negative)),
    Mutant(LAW, MARGINS, "l2_margin", "even multipliers", even),
    Mutant(LIMIT, RESIDUAL, "offset", "one per cent longer", result(lambda w: 1.01 * w)),
    Mutant(LIMIT, MARGINS, "l2_margin", "even multipliers", even),
    Mutant(LIMIT, MARGINS, "Margin.direction", "reversed", result(np.negative)),
    Mutant(LIMIT, BESIDE, "left_alone", "one per cent more", result(lambda x: 1.01 * x)),
    Mutant(LIMIT, BESIDE, "sine", "one per cent more", result(lambda x: 1.01 * x)),
    Mutant(LIMIT, BESIDE, "sine", "squared", result(np.square)),
    Mutant(LIMIT, BESIDE, "complement", "another direction", result(lambda n: np.roll(n, 1, axis=0))),
]
RIVAL = "a counterclaim: it must differ from the theory, no more"
SCALED = "it would scale the row numbers, too; see the listed mutants"
HARMLESS = [
    Harmless(LAW, MARGINS, "l2_margin", SCALED),
    Harmless(LAW, MARGINS, "Margin.strongly_separable", "a truth value; one per cent does not change it"),
    Harmless(LAW, MARGINS, "Margin.direction", "the projection across a direction 1.01 times as long"),
    Harmless(LIMIT, MARGINS, "l2_margin", SCALED),
    Harmless(LIMIT, MARGINS, "Margin.nondegenerate", "a truth value; one per cent does not change it"),
    Harmless(LIMIT, MARGINS, "Margin.strongly_separable", "a truth value; one per cent does not change it"),
    Harmless(LIMIT, "theory.rival_directions", "least_squares", RIVAL),
    Harmless(LIMIT, "theory.rival_directions", "l1_margin", RIVAL),
]
