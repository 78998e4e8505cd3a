"""Errors to plant in the sum of learnabilities of an early-stopped descent."""

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.early_stopping_leaves_learnability_unspent"
MODULE = "theory.early_stopping"


def _step(factor):
    return lambda f: lambda k, step, times: f(k, factor * step, times)


def _later(time):
    return lambda f: lambda k, step, times: f(k, step, [time(t) for t in times])


MUTANTS = [
    Mutant(CLAIM, MODULE, "total_learnability", "a step 1 % too small", _step(0.99)),
    Mutant(CLAIM, MODULE, "total_learnability", "one step less", _later(lambda t: t - 1)),
    Mutant(CLAIM, MODULE, "total_learnability", "the squared residual", _later(lambda t: 2 * t)),
]
HARMLESS = [Harmless(CLAIM, MODULE, "total_learnability_of_flow", "enters as a counterclaim only")]
