"""Planted errors for gradient descent on linear predictors: certificates, rates and the residual law."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from tools.mutants.mutant import Function, Harmless, Mutant, result

DIRECTION = "margins.gradient_descent_tends_to_the_max_margin_direction"
GAP = "margins.margin_gap_closes_like_one_over_log_time"
RESIDUAL = "margins.residual_law"
BOUNDED = "margins.what_does_not_separate_stays_bounded"
SWING = "margins.long_steps_swing_across_the_max_margin_direction"
DESCENT, LAW, EXACT = "theory.linear_descent", "theory.residual_law", "theory.margins"


def even(margin: Any) -> Any:
    """All support vectors with the same multiplier."""
    support = margin.support
    return replace(margin, weights=tuple(Fraction(i in support, len(support)) for i in range(len(margin.weights))))


def other_loss(f: Function) -> Function:
    """Each loss taken for the other."""
    swap = {"logistic": "exponential", "exponential": "logistic"}
    return lambda *args, loss: f(*args, loss=swap[loss])


MUTANTS = [
    Mutant(DIRECTION, DESCENT, "potential_at_zero", "no ln n", result(lambda _: 0.0)),
    Mutant(DIRECTION, DESCENT, "potential_at_zero", "its negative", result(lambda c: -c)),
    Mutant(DIRECTION, DESCENT, "certificate", "a twentieth", result(lambda c: c / 20)),
    Mutant(DIRECTION, DESCENT, "length_floor", "T squared", lambda f: lambda m, t, **o: f(m, t * t, **o)),
    Mutant(DIRECTION, EXACT, "Margin.direction", "reversed", result(np.negative)),
    Mutant(GAP, LAW, "entropy", "the other sign", result(lambda h: -h)),
    Mutant(GAP, LAW, "shares", "even shares", lambda f: lambda margin: f(even(margin))),
    Mutant(GAP, LAW, "normalised_margin", "no gap", lambda f: lambda margin, logs: margin.value + 0 * logs),
    Mutant(GAP, DESCENT, "gap_constant", "larger by a fifth of one", lambda f: lambda margin: f(margin) + 0.2),
    Mutant(GAP, DESCENT, "angle_constant", "over the margin", lambda f: lambda m, z: f(m, z) / m.square),
    Mutant(GAP, DESCENT, "log_risk", "of a risk like 1 / sqrt t", lambda f: lambda m, s: f(m, s / 2)),
    Mutant(RESIDUAL, LAW, "offset", "plus the log of the multipliers", result(np.negative)),
    Mutant(RESIDUAL, LAW, "entropy", "the other sign", result(lambda h: -h)),
    Mutant(RESIDUAL, LAW, "shares", "even shares", lambda f: lambda margin: f(even(margin))),
    Mutant(RESIDUAL, LAW, "_height", "n forgotten", lambda f: lambda margin, logs: -np.asarray(logs)),
    Mutant(RESIDUAL, DESCENT, "log_risk", "of a risk like 1 / (margin t)", lambda f: lambda m, s: f(m, s) / 2 - s / 2),
    Mutant(BOUNDED, DESCENT, "overlapping_map", "the other loss", other_loss),
    Mutant(BOUNDED, LAW, "shares", "even shares", lambda f: lambda margin: f(even(margin))),
    Mutant(BOUNDED, DESCENT, "log_risk", "of a risk like 1 / (margin t)", lambda f: lambda m, s: f(m, s) / 2 - s / 2),
    Mutant(SWING, DESCENT, "swing", "half a step", lambda f: lambda step: step / 2),
    Mutant(SWING, DESCENT, "swing", "of a step longer by one per cent", lambda f: lambda step: f(1.01 * step)),
    Mutant(SWING, DESCENT, "swing", "none", result(lambda v: 0 * v)),
]
ROOM = "a bound with room: descent lags a third of c at most; the limit of the lag is found by the rate in log time"
TRUTH = "a truth value; one per cent does not change it"
SCALED = "it would scale the row numbers, too: not applicable; the multipliers are planted in the shares"
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
    Harmless(GAP, EXACT, "Margin.nondegenerate", TRUTH),
    Harmless(GAP, EXACT, "l2_margin", SCALED),
    Harmless(RESIDUAL, EXACT, "Margin.nondegenerate", TRUTH),
    Harmless(RESIDUAL, EXACT, "Margin.strongly_separable", TRUTH),
    Harmless(RESIDUAL, EXACT, "l2_margin", SCALED),
    Harmless(BOUNDED, EXACT, "Margin.nondegenerate", TRUTH),
    Harmless(BOUNDED, EXACT, "l2_margin", SCALED),
    Harmless(SWING, DESCENT, "potential_at_zero", RIVAL),
    Harmless(SWING, EXACT, "l2_margin", "the claim asks only whether the data are separable"),
]
