"""Planted errors for descent with line search on deep linear networks."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from tools.mutants.mutant import Function, Harmless, Mutant, result

MARGIN = "deep_linear.line_search_on_the_risk_maximizes_the_margin"
FLIP = "deep_linear.line_search_on_the_log_risk_flips_for_ever"
THEORY = "theory.line_search_descent"


def moved(change: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """The drift for other sums of squares."""
    return lambda f: lambda start, sums: f(start, change(np.asarray(sums)))


MUTANTS = [
    Mutant(MARGIN, THEORY, "least_growth", "one per cent more", result(lambda x: 1.01 * x)),
    Mutant(
        MARGIN,
        THEORY,
        "least_growth",
        "one per cent more of the slope",
        lambda f: lambda p: f(1.01 * np.minimum(p, 3.9)),
    ),
    Mutant(MARGIN, THEORY, "drifted", "one per cent more drift", moved(lambda s: 1.01 * s)),
    Mutant(MARGIN, THEORY, "drifted", "layers in reverse order", moved(lambda s: s[..., ::-1])),
    Mutant(MARGIN, THEORY, "drifted", "no drift", moved(lambda s: 0 * s)),
    Mutant(
        MARGIN,
        "theory.margins",
        "l2_margin",
        "squared margin larger by four per cent",
        result(lambda margin: replace(margin, square=margin.square * Fraction(104, 100))),
    ),
    Mutant(MARGIN, "theory.deep_linear", "excess_rank_ceiling", "a tenth of a per cent", result(lambda x: x / 1000)),
    Mutant(MARGIN, "theory.deep_linear", "misalignment_ceiling", "squared", result(np.square)),
    Mutant(FLIP, THEORY, "flip", "at a, not a / 3", lambda f: lambda a: f(np.asarray(a))._replace(slope=np.asarray(a))),
    Mutant(FLIP, THEORY, "flip", "points one per cent higher", lambda f: lambda a: f(1.01 * np.asarray(a))),
    Mutant(FLIP, THEORY, "flip", "the largest margin", result(lambda end: end._replace(margin=0 * end.margin + 1))),
    Mutant(FLIP, THEORY, "flip", "one per cent less margin", result(lambda e: e._replace(margin=0.99 * e.margin))),
]
LOOSE = "a bound that is not attained; one per cent cannot be seen"
HARMLESS = [
    Harmless(MARGIN, "theory.deep_linear", "excess_rank_ceiling", LOOSE),
    Harmless(MARGIN, "theory.deep_linear", "misalignment_ceiling", LOOSE),
    Harmless(MARGIN, "theory.margins", "l2_margin", "it would scale the row numbers, too; see the listed mutant"),
    Harmless(MARGIN, "theory.margins", "Margin.value", "its error is listed as one of the margin"),
    Harmless(MARGIN, "theory.margins", "Margin.strongly_separable", "a truth value; one per cent does not change it"),
    Harmless(MARGIN, "theory.residual_law", "normalised_margin", "a counterclaim: it must differ from the theory"),
    Harmless(MARGIN, "theory.rival_directions", "least_squares", "a counterclaim: it must differ from the theory"),
]
