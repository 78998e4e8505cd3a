"""Errors to plant in the covariance of the learned function."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.covariance_of_the_learned_function"
MODULE = "theory.learned_covariance"


def _rank_one(change):
    """covariance with another vector u, change(at, v)."""

    def replace(covariance):
        def wrong(at, v, *, noise=0.0):
            from theory.learned_covariance import diagonal_covariance

            u = change(at, np.asarray(v))
            return diagonal_covariance(at, v, noise=noise) + at.overfitting / at.n * np.outer(u, u)

        return wrong

    return replace


def _more_points(cube_covariance):
    return lambda n, levels, v, modes: cube_covariance(n + 1, levels, v, modes)


def _without_mean(cube_covariance):
    def wrong(n, levels, v, modes):
        return [[x * 56 / 55 for x in row] for row in cube_covariance(n, levels, v, modes)]

    return wrong


MUTANTS = [
    Mutant(CLAIM, MODULE, "covariance", "no term of rank one", _rank_one(lambda at, v: 0 * v)),
    Mutant(CLAIM, MODULE, "covariance", "u = (1 - L) v", _rank_one(lambda at, v: at.unlearned * v)),
    Mutant(CLAIM, MODULE, "covariance", "u = L v", _rank_one(lambda at, v: at.learned * v)),
    Mutant(CLAIM, MODULE, "covariance", "a fifth too large", lambda f: lambda *a, **k: 1.2 * f(*a, **k)),
    Mutant(CLAIM, MODULE, "cube_covariance", "one point more", _more_points),
    Mutant(CLAIM, MODULE, "cube_covariance", "divided by the number of sets less one", _without_mean),
]
_ORDER = "first order in 1 / n: one per cent is below its own error of four per cent at n = 32"
HARMLESS = [
    Harmless(CLAIM, MODULE, "covariance", _ORDER),
    Harmless(CLAIM, MODULE, "diagonal_covariance", "enters the claim itself as a counterclaim only"),
    Harmless(CLAIM, "theory.learning_curves", "levels", _ORDER),
    Harmless(CLAIM, "theory.learning_curves", "Levels.overfitting", _ORDER),
]
