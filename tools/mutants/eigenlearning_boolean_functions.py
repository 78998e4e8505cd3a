"""Errors to plant in the learning curves of boolean functions."""

import dataclasses

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CURVES = "eigenlearning.learning_curves_of_boolean_functions"
PARITIES = "theory.boolean_functions"


def _shallow(f):
    return lambda kernel, d, degree, sizes: f("relu_ntk", d, degree, sizes)


def _squares_of_modes(levels):
    """q = sum over degrees, each counted once, in the factor E_0."""

    def wrong(n, eigenvalues, multiplicities=None, *, ridge=0.0):
        right = levels(n, eigenvalues, multiplicities, ridge=ridge)
        return dataclasses.replace(right, remainder=right.n - float(np.sum(right.learned**2)))

    return wrong


MUTANTS = [
    Mutant(CURVES, PARITIES, "learnability", "one hidden layer in the place of four", _shallow),
    Mutant(CURVES, PARITIES, "mse", "one hidden layer in the place of four", _shallow),
    Mutant(CURVES, "theory.learning_curves", "levels", "q without multiplicities", _squares_of_modes),
    Mutant(CURVES, PARITIES, "mse", "without the training points", lambda f: lambda k, d, j, n: (
        f(k, d, j, n) / (1 - np.array(n) / 2**d))),
    Mutant(CURVES, PARITIES, "learnability", "n + 1 points", lambda f: lambda k, d, j, n: (
        f(k, d, j, [one + 1 for one in n]))),
]  # fmt: skip
HARMLESS = [
    Harmless(CURVES, PARITIES, "curves", "the claim reads it for counterclaims: they must differ, no more"),
    Harmless(CURVES, PARITIES, "mse", "an approximation that is itself off by more than one per cent of its value"),
]
