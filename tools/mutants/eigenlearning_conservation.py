"""Errors to plant in the conservation of learnability."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

SUM = "eigenlearning.learnabilities_sum_to_n"
RANK = "eigenlearning.learnabilities_sum_to_the_rank"
RIDGE = "eigenlearning.ridge_takes_its_share_of_learnability"
NETS = "eigenlearning.trained_nets_nearly_conserve_learnability"
LINEARIZED = "eigenlearning.linearized_nets_conserve_learnability_exactly"
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
    Mutant(
        LINEARIZED,
        "theory.early_stopping",
        "total_learnability",
        "one step too many",
        lambda f: lambda k, step, steps: f(k, step, [t + 1 for t in steps]),
    ),
    Mutant(
        LINEARIZED,
        "theory.early_stopping",
        "total_learnability",
        "the step is 1 % smaller",
        lambda f: lambda k, step, t: f(k, 0.99 * step, t),
    ),
    Mutant(
        LINEARIZED,
        "theory.early_stopping",
        "total_learnability",
        "n at all times",
        lambda f: lambda k, step, t: f(k, step, t) * 0 + k.shape[-1],
    ),
    Mutant(NETS, "theory.circle", "mean_learnabilities", "high frequencies first", lambda f: lambda *a: f(*a)[::-1]),
    Mutant(
        NETS, "theory.circle", "mean_learnabilities", "all modes alike", lambda f: lambda *a: f(*a) * 0 + a[2] / a[1]
    ),
    Mutant(
        NETS, "theory.circle", "mean_learnabilities", "half as many points", lambda f: lambda k, m, n: f(k, m, n // 2)
    ),
]

HARMLESS = [
    Harmless(LINEARIZED, "theory.early_stopping", "total_learnability_of_flow", "enters as a counterclaim only"),
    Harmless(NETS, MODULE, "total_learnability", "an effect size: networks conserve to a few per cent only", by=SUM),
    Harmless(
        NETS, "theory.circle", "mean_learnabilities", "an effect size: single modes follow the kernel to 0.1 only"
    ),
    Harmless(SUM, MODULE, "subsets", "indices, not a formula: times 1.01 they are no subsets and the claim stops"),
]
