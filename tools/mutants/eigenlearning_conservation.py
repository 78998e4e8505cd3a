"""Errors to plant in the conservation of learnability."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

SUM = "eigenlearning.learnabilities_sum_to_n"
RANK = "eigenlearning.learnabilities_sum_to_the_rank"
RIDGE = "eigenlearning.ridge_takes_its_share_of_learnability"
NETS = "eigenlearning.trained_nets_nearly_conserve_learnability"
MODULE = "theory.kernel_regression"


def _shifted(total):
    return lambda n, *, rank=None: total(n, rank=rank) - 1


MUTANTS = [
    Mutant(SUM, MODULE, "total_learnability", "one unit is lost", _shifted),
    Mutant(SUM, MODULE, "total_learnability", "twice the budget", lambda f: lambda n, *, rank=None: 2 * f(n)),
    Mutant(RANK, MODULE, "total_learnability", "the rank is ignored", lambda f: lambda n, *, rank=None: f(n)),
    Mutant(RANK, MODULE, "total_learnability", "one unit is lost", _shifted),
    Mutant(RANK, MODULE, "total_learnability", "n - rank", lambda f: lambda n, *, rank=None: n - f(n, rank=rank)),
    Mutant(
        RIDGE,
        MODULE,
        "total_learnability_with_ridge",
        "the ridge is 1 % too large",
        lambda f: lambda k, ridge: f(k, 1.01 * ridge),
    ),
    Mutant(
        RIDGE,
        MODULE,
        "total_learnability_with_ridge",
        "the sign of the ridge is wrong",
        lambda f: lambda k, ridge: np.asarray((k / np.abs(k - ridge)).sum(axis=-1)),
    ),
    Mutant(RIDGE, MODULE, "total_learnability_with_ridge", "one unit is lost", lambda f: lambda k, r: f(k, r) - 1),
    Mutant(SUM, MODULE, "totals_on_cube", "subsets one position late", lambda f: lambda levels: f(levels)[::-1]),
    Mutant(NETS, MODULE, "total_learnability", "one unit is lost", _shifted),
    Mutant(NETS, MODULE, "total_learnability", "one unit too many", lambda f: lambda n, *, rank=None: f(n) + 1),
    Mutant(NETS, MODULE, "total_learnability", "twice the budget", lambda f: lambda n, *, rank=None: 2 * f(n)),
]

HARMLESS = [
    Harmless(NETS, MODULE, "total_learnability", "an effect size: networks conserve to within 8 per cent only", by=SUM),
    Harmless(SUM, MODULE, "subsets", "indices, not a formula: times 1.01 they are no subsets and the claim stops"),
]
