"""Errors to plant in the order in which modes are learned."""

from fractions import Fraction
from itertools import pairwise

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.higher_eigenvalues_are_learned_first"
MODULE = "theory.learning_order"
LAW = "eigenlearning.learnability_is_lambda_over_lambda_plus_constant"


def _sets_shifted(means):
    return lambda n, levels: means(n + 1, levels)


def _levels_exchanged(means):
    return lambda n, levels: means(n, [levels[0], levels[3], levels[2], 2 * levels[1]])


def _without_exclusion(gaps):
    def wrong(n, eigenvalues):
        from theory.determinantal import elementary_symmetric

        e = elementary_symmetric(eigenvalues, n)
        return [(a - b) * e[n - 1] / e[n] for a, b in pairwise(eigenvalues)]

    return wrong


def _fewer(learnabilities):
    return lambda n, *a, **k: learnabilities(n - 8, *a, **k)


MUTANTS = [
    Mutant(
        CLAIM, MODULE, "masked_levels", "the mask is 1 % stronger", lambda f: lambda r: (r, 1, Fraction(404, 10) * r, 1)
    ),
    Mutant(CLAIM, MODULE, "uniform_learnabilities", "one point more", _sets_shifted),
    Mutant(CLAIM, MODULE, "uniform_learnabilities", "degree 3 has twice its eigenvalue", _levels_exchanged),
    Mutant(CLAIM, MODULE, "determinantal_gaps", "the modes do not exclude themselves", _without_exclusion),
    Mutant(CLAIM, MODULE, "determinantal_gaps", "one point more", lambda f: lambda n, e: f(n + 1, e)),
    Mutant(CLAIM, MODULE, "least_mse", "1 - L in the place of its square", lambda f: lambda L: np.abs(1 - L)),
    Mutant(CLAIM, "theory.eigenlearning", "learnabilities", "eight points fewer", _fewer),
]
_RIVAL = "enters as a counterclaim only"
HARMLESS = [
    Harmless(CLAIM, "theory.eigenlearning", "learnabilities", "an order, seen to two hundredths", by=LAW),
    Harmless(CLAIM, "theory.determinantal", "fixed_size_learnabilities", _RIVAL),
    Harmless(CLAIM, "theory.kernels", "profile", "the scale of the kernel cancels"),
    Harmless(CLAIM, "theory.spectra", "cube", "the scale of the spectrum cancels"),
    Harmless(CLAIM, MODULE, "masked_levels", "the scale of the kernel cancels"),
]
