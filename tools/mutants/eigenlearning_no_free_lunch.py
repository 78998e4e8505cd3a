"""Errors to plant in the averages over all boolean targets."""

from fractions import Fraction

from tools.mutants.mutant import Mutant

CLAIM = "eigenlearning.classical_no_free_lunch_needs_off_training_error"
MODULE = "theory.no_free_lunch"


def _added(amount):
    return lambda f: lambda levels, n: tuple(value + amount for value in f(levels, n))


def _shifted(errors):
    return lambda levels, n: errors([*levels[1:], levels[0]], n)


MUTANTS = [
    Mutant(CLAIM, MODULE, "mean_learnability", "one unit is lost", lambda f: lambda n, M: f(n, M) - Fraction(1, M)),
    Mutant(CLAIM, MODULE, "mean_squared_errors", "the target's own square is forgotten", _added(-1)),
    Mutant(CLAIM, MODULE, "mean_squared_errors", "one point more", lambda f: lambda levels, n: f(levels, n + 1)),
    Mutant(CLAIM, MODULE, "mean_squared_errors", "degrees shifted by one", _shifted),
]
