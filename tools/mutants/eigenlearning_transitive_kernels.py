"""Errors to plant in the closed forms of one point and of all but one."""

from fractions import Fraction

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.single_point_and_all_but_one_are_closed_form"
MODULE = "theory.transitive_kernels"


def _times(factor):
    return lambda f: lambda lam: factor * f(lam)


def _of_squares(f):
    return lambda lam: f(np.asarray(lam) ** 2)


def _all_larger(f):
    return lambda lam: [value * Fraction(101, 100) for value in f(lam)]


MUTANTS = [
    Mutant(CLAIM, MODULE, "first_point_learnabilities", "one per cent too large", _times(1.01)),
    Mutant(CLAIM, MODULE, "first_point_learnabilities", "of the squared eigenvalues", _of_squares),
    Mutant(CLAIM, MODULE, "first_point_errors", "one per cent too large", _times(1.01)),
    Mutant(CLAIM, MODULE, "last_point_learnabilities", "one per cent too large", _times(1.01)),
    Mutant(CLAIM, MODULE, "last_point_learnabilities", "of the inverse", lambda f: lambda lam: f(1 / np.asarray(lam))),
    Mutant(CLAIM, MODULE, "last_point_errors", "without the factor M", lambda f: lambda lam: f(lam) / len(lam)),
    Mutant(CLAIM, MODULE, "last_point_errors", "one per cent too large", _times(1.01)),
    Mutant(CLAIM, MODULE, "three_point_learnabilities", "one per cent too large", _all_larger),
]

HARMLESS = [Harmless(CLAIM, "theory.eigenlearning", "learnabilities", "enters as a counterclaim only")]
