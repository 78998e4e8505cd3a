"""Planted errors for the poles of bias and variance at h = n, and the plateau of the variance."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant, result

EXACT, CONSTANTS, SCALAR = (
    "theory.random_features", "theory.activation_constants", "two_layer.random_feature_risk_follows_from_one_scalar",
)  # fmt: skip
PLATEAU = "two_layer.variance_descends_to_a_plateau_above_threshold"
BIAS = "two_layer.bias_is_unbounded_at_the_threshold"


def beside(change):
    """The curve with `change(values, h / n)` in its place."""
    return lambda f: lambda name, n, d, widths, *a, **k: change(f(name, n, d, widths, *a, **k), np.array(widths) / n)


MUTANTS = [
    Mutant(
        claim=PLATEAU,
        module=EXACT,
        function="mean_curve",
        change="no plateau",
        replace=beside(lambda v, ratio: np.where(ratio > 1, 1 / np.abs(ratio - 1), v)),
    ),
    Mutant(
        claim=PLATEAU,
        module=EXACT,
        function="mean_curve",
        change="the bias in the place of the variance",
        replace=lambda f: lambda name, n, d, widths, part, **k: f(name, n, d, widths, "bias", **k),
    ),
    Mutant(
        claim=PLATEAU,
        module=EXACT,
        function="plateau",
        change="samples and inputs exchanged in the plateau",
        replace=lambda f: lambda psi, zeta: f(1 / psi**2, zeta),
    ),
    Mutant(
        claim=PLATEAU,
        module=EXACT,
        function="overlap_loss",
        change="nothing is learned on average",
        replace=result(lambda u: 0 * u + 1.0),
    ),
    Mutant(
        claim=BIAS,
        module=EXACT,
        function="mean_curve",
        change="bounded above the threshold",
        replace=beside(lambda v, ratio: np.where((ratio > 1) & (ratio < 1.4), 0.5, v)),
    ),
    Mutant(
        claim=BIAS,
        module=EXACT,
        function="mean_curve",
        change="the pole of the risk of no fit",
        replace=beside(lambda v, ratio: 1 / np.abs(ratio - 1)),
    ),
    Mutant(
        claim=BIAS,
        module=EXACT,
        function="overlap_loss",
        change="nothing is learned on average",
        replace=result(lambda u: 0 * u + 1.0),
    ),
    Mutant(
        claim=BIAS,
        module=EXACT,
        function="overlap_loss",
        change="half as much of the overlap is lost",
        replace=result(lambda u: u / 2),
    ),
]
HARMLESS = [
    Harmless(
        claim=PLATEAU,
        module=EXACT,
        function="mean_curve",
        because="a few per cent of the squared pole",
        by=SCALAR,
    ),
    Harmless(
        claim=PLATEAU,
        module=EXACT,
        function="plateau",
        because="called for a counterclaim",
    ),
    Harmless(
        claim=PLATEAU,
        module=CONSTANTS,
        function="constants",
        because="called for a counterclaim here; they are proven in balls",
    ),
    Harmless(
        claim=BIAS,
        module=EXACT,
        function="mean_curve",
        because="a few per cent of the squared pole",
        by=SCALAR,
    ),
    Harmless(
        claim=PLATEAU, module=CONSTANTS, function="Constants.tangent_zeta", because="only a counterclaim asks for it"
    ),
]
