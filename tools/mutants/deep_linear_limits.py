"""Planted errors for the limits of deep linear networks, and for their gradients."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from tools.mutants.mutant import Function, Harmless, Mutant, result

MARGIN = "deep_linear.end_to_end_map_tends_to_max_margin"
SHARES = "deep_linear.shares_of_the_risk_tend_to_the_multipliers"
GRADIENT = "deep_linear.gradient_identities"
CONSERVED = "deep_linear.flow_conserves_imbalance_and_descent_does_not"
LAW, GRADIENTS = "theory.residual_law", "theory.deep_linear_gradients"


def even(margin: Any) -> Any:
    """All support vectors with the same multiplier."""
    support = margin.support
    return replace(margin, weights=tuple(Fraction(i in support, len(support)) for i in range(len(margin.weights))))


def squared_step(f: Function) -> Function:
    """The step to the first power."""
    return lambda weights, data, sizes, step: f(weights, data, sizes, np.sqrt(step))


MUTANTS = [
    Mutant(MARGIN, LAW, "entropy", "the other sign", result(lambda h: -h)),
    Mutant(MARGIN, LAW, "entropy", "one per cent more", result(lambda h: 1.01 * h)),
    Mutant(MARGIN, LAW, "offset", "plus the log of the multipliers", result(np.negative)),
    Mutant(MARGIN, LAW, "_height", "n forgotten", lambda f: lambda margin, logs: -np.asarray(logs)),
    Mutant(MARGIN, LAW, "shares", "even shares", lambda f: lambda margin: f(even(margin))),
    Mutant(MARGIN, "theory.margins", "Margin.direction", "reversed", result(np.negative)),
    Mutant(
        MARGIN,
        "theory.margins",
        "l2_margin",
        "squared margin larger by one per cent",
        result(lambda margin: replace(margin, square=margin.square * Fraction(101, 100))),
    ),
    Mutant(SHARES, "theory.margins", "l2_margin", "even multipliers", result(even)),
    Mutant(
        SHARES,
        "theory.margins",
        "l2_margin",
        "examples in reverse order",
        result(lambda margin: replace(margin, weights=margin.weights[::-1])),
    ),
    Mutant(
        SHARES,
        "theory.margins",
        "l2_margin",
        "multipliers larger by one per cent",
        result(lambda margin: replace(margin, weights=tuple(w * Fraction(101, 100) for w in margin.weights))),
    ),
    Mutant(GRADIENT, GRADIENTS, "_slope", "ascent", result(np.negative)),
    Mutant(
        GRADIENT,
        GRADIENTS,
        "gradients",
        "last layer larger by one per cent",
        result(lambda grads: [*grads[:-1], 1.01 * grads[-1]]),
    ),
    Mutant(
        GRADIENT, GRADIENTS, "facing_products", "transposed", lambda f: lambda w, z, s, **_: f(w, z, s, transposed=True)
    ),
    Mutant(GRADIENT, GRADIENTS, "generic_rank", "the number of examples", lambda f: lambda sizes, count: count),
    Mutant(CONSERVED, GRADIENTS, "imbalance_step", "the other sign", result(np.negative)),
    Mutant(CONSERVED, GRADIENTS, "imbalance_step", "first order in the step", squared_step),
    Mutant(CONSERVED, GRADIENTS, "gradients", "gradients of neighbours exchanged", result(lambda g: g[::-1])),
    Mutant(CONSERVED, "theory.deep_linear", "imbalances", "the other sign", result(lambda ds: [-d for d in ds])),
]
RIVAL = "a counterclaim: it must differ from the theory, no more"
TRUTH = "a truth value; one per cent does not change it"
HARMLESS = [
    Harmless(MARGIN, "theory.rival_directions", "l1_margin", RIVAL),
    Harmless(MARGIN, "theory.rival_directions", "least_squares", RIVAL),
    Harmless(MARGIN, "theory.rival_directions", "mean", RIVAL),
    Harmless(MARGIN, LAW, "offset", "the claim reads it for a counterclaim; the listed mutant plants it in the map"),
    Harmless(MARGIN, "theory.margins", "Margin.strongly_separable", TRUTH),
    Harmless(MARGIN, "theory.margins", "Margin.value", "the claim reads it for a counterclaim"),
    Harmless(MARGIN, "theory.margins", "l2_margin", "it would scale the row numbers, too; see the listed mutants"),
    Harmless(SHARES, "theory.margins", "Margin.nondegenerate", TRUTH),
    Harmless(SHARES, "theory.margins", "l2_margin", "it would scale the row numbers, too; see the listed mutants"),
    Harmless(GRADIENT, GRADIENTS, "prove", "the number of polynomials proved; no value is compared with it"),
]
