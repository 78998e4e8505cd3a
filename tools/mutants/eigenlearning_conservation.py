"""Errors to plant in the conservation of learnability."""

import numpy as np

from tools.mutants.mutant import Mutant

SUM = "eigenlearning.learnabilities_sum_to_n"
NETS = "eigenlearning.trained_nets_nearly_conserve_learnability"
MODULE = "theory.kernel_regression"


def _shifted(total):
    return lambda n, *, rank=None: total(n, rank=rank) - 1


MUTANTS = [
    Mutant(SUM, MODULE, "total_learnability", "one unit is lost", _shifted),
    Mutant(SUM, MODULE, "total_learnability", "the rank is ignored", lambda f: lambda n, *, rank=None: f(n)),
    Mutant(
        SUM,
        MODULE,
        "total_learnability_with_ridge",
        "the ridge is 1 % too large",
        lambda f: lambda k, ridge: f(k, 1.01 * ridge),
    ),
    Mutant(
        SUM,
        MODULE,
        "total_learnability_with_ridge",
        "the sign of the ridge is wrong",
        lambda f: lambda k, ridge: np.asarray((k / np.abs(k - ridge)).sum(axis=-1)),
    ),
    Mutant(SUM, MODULE, "totals_on_cube", "subsets one position late", lambda f: lambda levels: f(levels)[::-1]),
    Mutant(NETS, MODULE, "total_learnability", "one unit is lost", _shifted),
    Mutant(NETS, MODULE, "total_learnability", "one unit too many", lambda f: lambda n, *, rank=None: f(n) + 1),
    Mutant(NETS, MODULE, "total_learnability", "twice the budget", lambda f: lambda n, *, rank=None: 2 * f(n)),
]
