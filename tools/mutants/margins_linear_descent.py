"""Planted errors for gradient descent on linear predictors: certificates, rates and the residual law."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tools.mutants.mutant import Function, Harmless, Mutant

DIRECTION = "margins.gradient_descent_tends_to_the_max_margin_direction"
DESCENT, LAW, EXACT = "theory.linear_descent", "theory.residual_law", "theory.margins"


def result(change: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """The function with its result changed."""
    return lambda f: lambda *args, **options: change(f(*args, **options))


MUTANTS = [
    Mutant(DIRECTION, DESCENT, "potential_at_zero", "no ln n", result(lambda _: 0.0)),
    Mutant(DIRECTION, DESCENT, "potential_at_zero", "its negative", result(lambda c: -c)),
    Mutant(DIRECTION, DESCENT, "certificate", "a twentieth", result(lambda c: c / 20)),
    Mutant(DIRECTION, DESCENT, "length_floor", "T squared", lambda f: lambda m, t, **o: f(m, t * t, **o)),
    Mutant(DIRECTION, EXACT, "Margin.direction", "reversed", result(np.negative)),
]
ROOM = "a bound with room: descent lags a third of c at most; the limit of the lag is found by the rate in log time"
RIVAL = "a counterclaim: it must differ from the theory, no more"
HARMLESS = [
    Harmless(DIRECTION, DESCENT, "certificate", ROOM),
    Harmless(DIRECTION, DESCENT, "potential_at_zero", ROOM),
    Harmless(DIRECTION, DESCENT, "length_floor", ROOM),
    Harmless(DIRECTION, EXACT, "Margin.direction", "1 per cent in length, after 2000 steps; the residual law sees it"),
    Harmless(DIRECTION, EXACT, "l2_margin", "the direction does not depend on the scale of v; bounds have room"),
    Harmless(DIRECTION, "theory.rival_directions", "l1_margin", RIVAL),
    Harmless(DIRECTION, "theory.rival_directions", "least_squares", RIVAL),
    Harmless(DIRECTION, "theory.rival_directions", "mean", RIVAL),
]
