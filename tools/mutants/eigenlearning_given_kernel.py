"""Errors to plant in the learning curves of a given kernel."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CURVES = "eigenlearning.learning_curves_are_predicted_for_a_given_kernel"
LAW = "eigenlearning.learnability_is_lambda_over_lambda_plus_constant"

MUTANTS = [
    Mutant(
        CURVES,
        "theory.eigenlearning",
        "learnabilities",
        "twice the points",
        lambda f: lambda n, *a, **k: f(2 * n if 2 * n < len(a[0]) else 1.5 * n, *a, **k),
    ),
    Mutant(CURVES, "theory.eigenlearning", "learnabilities", "squared", lambda f: lambda *a, **k: f(*a, **k) ** 2),
    Mutant(
        CURVES,
        "theory.eigenlearning",
        "learnabilities",
        "in the opposite order",
        lambda f: lambda *a, **k: np.flip(f(*a, **k)),
    ),
]
HARMLESS = [
    Harmless(CURVES, "theory.eigenlearning", "learnabilities", "bands for any kernel cannot see one per cent", by=LAW),
    Harmless(CURVES, "theory.eigenlearning", "learnability", "enters as a counterclaim only"),
    Harmless(CURVES, "theory.eigenlearning", "constant", "enters as a counterclaim only"),
]
