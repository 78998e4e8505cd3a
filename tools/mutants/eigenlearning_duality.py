"""Errors to plant in the duality between a data set and its complement."""

from fractions import Fraction

from tools.mutants.mutant import Mutant

CLAIM = "eigenlearning.complement_duality"
MODULE = "theory.duality"


def _one_per_cent_of_the_others(duals):
    return lambda levels: [1 - (1 - value) * Fraction(101, 100) for value in duals(levels)]


MUTANTS = [
    Mutant(CLAIM, MODULE, "dual_learnabilities_on_cube", "complement 1 % too large", _one_per_cent_of_the_others),
    Mutant(CLAIM, MODULE, "dual_learnabilities_on_cube", "subsets in reverse", lambda f: lambda s: f(s)[::-1]),
    Mutant(CLAIM, MODULE, "dual_operator", "one per cent too large", lambda f: lambda K, D: 1.01 * f(K, D)),
    Mutant(CLAIM, MODULE, "dual_operator", "without the transpose", lambda f: lambda K, D: f(K, D).T),
    Mutant(CLAIM, MODULE, "dual_constant", "one per cent too large", lambda f: lambda n, *a: 1.01 * f(n, *a)),
    Mutant(CLAIM, MODULE, "dual_constant", "n for M - n", lambda f: lambda n, lam: f(len(lam) - n, lam)),
]
