"""Errors to plant in the mean of the learned function."""

import dataclasses
from fractions import Fraction

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

MEAN = "eigenlearning.mean_of_the_learned_function"
CURVES, EXACT = "theory.learning_curves", "theory.kernel_regression"


def _learned(change):
    def replace(levels):
        def wrong(*a, **k):
            at = levels(*a, **k)
            return dataclasses.replace(at, learned=change(at.learned))

        return wrong

    return replace


MUTANTS = [
    Mutant(MEAN, CURVES, "levels", "L is 1 % too large", _learned(lambda x: 1.01 * x)),
    Mutant(MEAN, CURVES, "levels", "squared", _learned(lambda x: x**2)),
    Mutant(MEAN, CURVES, "levels", "shifted by one", _learned(lambda x: np.roll(x, 1))),
    Mutant(MEAN, CURVES, "levels", "n is 1 % too large", lambda f: lambda n, *a, **k: f(1.01 * n, *a, **k)),
    Mutant(MEAN, CURVES, "Levels.mean_coefficients", "1 % too large", lambda f: lambda self, v: 1.01 * f(self, v)),
    Mutant(
        MEAN,
        EXACT,
        "mean_learnabilities",
        "1 % too large",
        lambda f: lambda *a: [x * Fraction(101, 100) for x in f(*a)],
    ),
    Mutant(MEAN, EXACT, "mean_learnabilities", "one point too many", lambda f: lambda K, n, b: f(K, n + 1, b)),
    Mutant(
        MEAN,
        EXACT,
        "cube_kernel",
        "degrees shifted by one",
        lambda f: lambda levels: f([levels[-1], *levels[:-1]]),
    ),
]

_SCALE = "scaling the kernel scales its spectrum and C alike, and leaves learnabilities as they are"
HARMLESS = [
    Harmless(MEAN, "theory.kernels", "profile", _SCALE),
    Harmless(MEAN, "theory.spectra", "cube", _SCALE),
    Harmless(MEAN, EXACT, "cube_kernel", _SCALE),
    Harmless(MEAN, EXACT, "walsh_basis", "learnabilities do not depend on the length of a mode"),
    Harmless(MEAN, "theory.eigenlearning", "learnability", "enters as a counterclaim only"),
]
