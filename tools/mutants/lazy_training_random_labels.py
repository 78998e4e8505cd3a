"""Errors to plant in the law of errors on random labels and in the curve of their residuals."""

from fractions import Fraction

from tools.mutants.mutant import Mutant

CLAIM = "lazy_training.random_labels_are_interpolated_and_not_generalized"
MODULE = "theory.random_labels"


def _biased(law):
    return lambda m, at_most, right=Fraction(1, 2): law(m, at_most, right + Fraction(1, 20))


def _slower(residuals):
    return lambda gram, labels, step, times: residuals(gram, labels, 0.99 * step, times)


MUTANTS = [
    Mutant(CLAIM, MODULE, "law_of_errors", "right in 55 % of the cases", _biased),
    Mutant(CLAIM, MODULE, "law_of_errors", "fewer than k", lambda f: lambda m, k, **r: f(m, [i - 1 for i in k], **r)),
    Mutant(CLAIM, MODULE, "mean_squared_residuals", "a step 1 % too small", _slower),
    Mutant(
        CLAIM,
        MODULE,
        "mean_squared_residuals",
        "(1 - eta k / n)^t, not squared",
        lambda f: lambda gram, labels, step, times: f(gram, labels, step, [t // 2 for t in times]),
    ),
]
