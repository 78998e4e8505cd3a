"""Errors to plant in linear regression."""

from fractions import Fraction

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.linear_regression_is_a_special_case"
MODULE = "theory.linear_regression"


def _times(factor):
    return lambda f: lambda n, d: factor * f(n, d)


MUTANTS = [
    Mutant(CLAIM, MODULE, "mean_learnability", "one per cent too large", _times(Fraction(101, 100))),
    Mutant(CLAIM, MODULE, "mean_learnability", "one input too many", lambda f: lambda n, d: f(n, d + 1)),
    Mutant(CLAIM, MODULE, "noise_excess", "one per cent too large", _times(Fraction(101, 100))),
    Mutant(CLAIM, MODULE, "noise_excess", "one input too many", lambda f: lambda n, d: f(n, d + 1)),
    Mutant(CLAIM, MODULE, "noise_excess", "one per cent of d - n", lambda f: lambda n, d: f(n, d) * (1 - f(n, d) / 50)),
    Mutant(
        CLAIM,
        "theory.kernel_regression",
        "total_learnability",
        "the rank is ignored",
        lambda f: lambda n, *, rank=None: f(n),
    ),
]

HARMLESS = [Harmless(CLAIM, "theory.learning_curves", "overfitting", "enters a counterclaim only")]
