"""Errors to plant in the fall of the constant and the rise of learnabilities."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.constant_falls_and_learnabilities_rise"
MODULE = "theory.falling_constant"
LAW = "theory.eigenlearning"


def _less_the_ridge(constant):
    return lambda n, eigenvalues, ridge=0: constant(n, eigenvalues)


def _later(constant):
    return lambda n, *a, **k: constant(0.99 * n, *a, **k)


def _over_n(slope):
    def wrong(n, eigenvalues, *a, **k):
        from theory import eigenlearning

        return -eigenlearning.constant(n, eigenvalues) / n

    return wrong


def _without_square(increments):
    return lambda lam, phi: increments(lam, phi) ** 0.5


MUTANTS = [
    Mutant(CLAIM, LAW, "certified_constant", "the ridge is forgotten", _less_the_ridge),
    Mutant(CLAIM, LAW, "certified_constant", "n is 1 % too small", _later),
    Mutant(CLAIM, MODULE, "constant_slope", "C / n, as if V were n", _over_n),
    Mutant(CLAIM, MODULE, "constant_slope", "one thousandth too steep", lambda f: lambda *a: 1.001 * f(*a)),
    Mutant(CLAIM, MODULE, "learnability_slopes", "modes exchanged", lambda f: lambda *a: np.roll(f(*a), 1)),
    Mutant(CLAIM, MODULE, "learnability_slopes", "one thousandth too steep", lambda f: lambda *a: 1.001 * f(*a)),
    Mutant(CLAIM, MODULE, "increments", "the root of the increment", _without_square),
    Mutant(CLAIM, MODULE, "increments", "points in another order", lambda f: lambda lam, phi: f(lam, phi[::-1])),
]
HARMLESS = [
    Harmless(CLAIM, LAW, "constant", "enters as a counterclaim only"),
    Harmless(CLAIM, LAW, "learnabilities", "enters as a counterclaim only"),
]
