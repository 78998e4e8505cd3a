"""Errors to plant in the maximum learning rate and in the recursion of two linear layers."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

NAME, MODULE = "lazy_training.maximum_learning_rate", "theory.learning_rates"


def _other_start(recursion):
    return lambda f, s, width, sizes, steps: recursion(f, 1.01 * np.asarray(s), width, sizes, steps)


def _longer_steps(recursion):
    return lambda f, s, width, sizes, steps: recursion(f, s, width, 1.01 * sizes, steps)


def _wider(recursion):
    return lambda f, s, width, sizes, steps: recursion(f, s, width + 1, sizes, steps)


MUTANTS = [
    Mutant(NAME, MODULE, "maximum_learning_rate", "1 % too large", lambda f: lambda top, q: 1.01 * f(top, q)),
    Mutant(
        NAME, MODULE, "maximum_learning_rate", "the loss has its factor twice", lambda f: lambda top, q: f(top, q * q)
    ),
    Mutant(NAME, MODULE, "maximum_learning_rate", "always half the mean square", lambda f: lambda top, q: f(top, 0.5)),
    Mutant(NAME, MODULE, "rises", "from 1 / lambda on", lambda f: lambda c: f(1.999 * c)),
    Mutant(NAME, MODULE, "converges", "to 3 / lambda only", lambda f: lambda c: f(1.34 * c)),
    Mutant(NAME, MODULE, "two_layer_linear", "the first sharpness is 1 % too large", _other_start),
    Mutant(NAME, MODULE, "two_layer_linear", "steps are 1 % too long", _longer_steps),
    Mutant(NAME, MODULE, "two_layer_linear", "one unit more", _wider),
]

HARMLESS = [
    Harmless(NAME, "theory.spectra", "sphere", "only the counterclaim of infinitely many points uses it"),
]
