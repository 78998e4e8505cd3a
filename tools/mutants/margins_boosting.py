"""Planted errors for boosting: the gain of a step, soft margins, guarantees and round counts."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant, result

M = "theory.boosting"
ZERO = "margins.boosting_guarantees_zero_training_error"
QUARTER = "margins.adaboost_reaches_a_quarter_of_the_best_margin"
CYCLE = "margins.exact_line_search_does_not_maximize_the_margin"
C = "theory.boosting_cycle"
L1 = "theory.l1_margins"
SHRUNK = "margins.shrinkage_maximizes_the_margin"
DESCENT = "margins.adaboost_is_coordinate_descent"


PERCENT = result(lambda x: 1.01 * x)

LIFTS = "margins.boosting_lifts_the_whole_margin_distribution"
MUTANTS = [
    Mutant(DESCENT, M, "adaboost_step", "one per cent longer", PERCENT),
    Mutant(DESCENT, M, "adaboost_step", "confidence not squared", lambda f: lambda g, c=1.0: c * f(g, c)),
    Mutant(DESCENT, M, "adaboost_step", "the edge itself", lambda f: lambda g, c=1.0: np.asarray(g) / c**2),
    Mutant(DESCENT, M, "log_gain", "one per cent more", PERCENT),
    Mutant(DESCENT, M, "log_gain", "half the squared edge", lambda f: lambda g, a: np.asarray(g) ** 2 / 2),
    Mutant(DESCENT, M, "soft_margin", "the mean, not the sum", lambda f: lambda g, a, n: f(g, a, 1)),
    Mutant(DESCENT, M, "soft_margin", "the other sign", result(np.negative)),
    Mutant(DESCENT, M, "soft_margin", "one row more", lambda f: lambda g, a, n: f(g, a, n + 1)),
    Mutant(ZERO, M, "rounds_to_share", "a quarter of the rounds", result(lambda t: t // 4)),
    Mutant(ZERO, M, "rounds_to_share", "the margin not squared", lambda f: lambda g, n, s: f(g**0.5, n, s)),
    Mutant(ZERO, M, "rounds_to_share", "whatever n", lambda f: lambda g, n, s: f(g, 2, s)),
    Mutant(ZERO, M, "share_of_errors", "no square root", lambda f: lambda g, t: f(g, 2 * np.asarray(t))),
    Mutant(ZERO, M, "share_of_errors", "exp(-margin t)", lambda f: lambda g, t: np.exp(-float(g) * np.asarray(t))),
    Mutant(QUARTER, M, "guaranteed_margin", "no ln n", lambda f: lambda g, n, t: f(g, 1, t)),
    Mutant(QUARTER, M, "guaranteed_margin", "three times as much", lambda f: lambda g, n, t: 3 * f(g, n, t)),
    Mutant(QUARTER, M, "rate", "the edge", lambda f: lambda g, nu=1.0: np.asarray(g)),
    Mutant(QUARTER, M, "rounds_to_share", "the margin not squared", lambda f: lambda g, n, s: f(g**0.5, n, s)),
    Mutant(QUARTER, M, "rounds_to_share", "as for zero errors", lambda f: lambda g, n, s: f(g, n, 0)),
    Mutant(CYCLE, C, "margin_in_cycle", "one round later", lambda f: lambda t: f(t + 1)),
    Mutant(CYCLE, C, "margin_in_cycle", "one per cent more", PERCENT),
    Mutant(CYCLE, C, "margin_in_cycle", "a cycle of 5/13", lambda f: lambda t: f(t) * 15 / 13),
    Mutant(CYCLE, M, "rate", "the edge", lambda f: lambda g, nu=1.0: np.asarray(g)),
    Mutant(CYCLE, M, "rate", "half the edge", lambda f: lambda g, nu=1.0: np.asarray(g) / 2),
    Mutant(CYCLE, L1, "l1_margin_value", "a tenth less", result(lambda x: 0.9 * x)),
    Mutant(
        SHRUNK, M, "guaranteed_margin", "the best margin", lambda f: lambda g, n, t, nu, **o: 0 * f(g, n, t, nu) + g
    ),
    Mutant(SHRUNK, M, "guaranteed_margin", "no ln n", lambda f: lambda g, n, t, nu, **o: f(g, 1, t, nu, **o)),
    Mutant(SHRUNK, M, "guaranteed_margin", "no shrinkage", lambda f: lambda g, n, t, nu, **o: f(g, n, t, **o)),
    Mutant(SHRUNK, M, "rate", "as without shrinkage", lambda f: lambda g, nu=1.0: f(g, 0 * np.asarray(nu) + 1)),
    Mutant(SHRUNK, M, "rate", "the edge", lambda f: lambda g, nu=1.0: 0 * np.asarray(nu) + np.asarray(g)),
    Mutant(SHRUNK, M, "capped_guarantee", "no ln n", lambda f: lambda g, n, a: f(g, 1, a)),
    Mutant(SHRUNK, M, "capped_guarantee", "the best margin", lambda f: lambda g, n, a: 0 * f(g, n, a) + g),
    Mutant(SHRUNK, M, "halving_ceiling", "one per cent lower", PERCENT),
    Mutant(SHRUNK, L1, "l1_margin_value", "one per cent more", PERCENT),
    Mutant(LIFTS, M, "distribution_ceiling", "a third", lambda f: lambda g, a, at: f(g, a, at) / 3),
    Mutant(LIFTS, M, "distribution_ceiling", "of squared factors", lambda f: lambda g, a, at: f(g, a, at) ** 2),
    Mutant(LIFTS, M, "distribution_ceiling", "at half the margin", lambda f: lambda g, a, at: f(g, a, at / 2)),
    Mutant(LIFTS, M, "log_gain", "twice as much", lambda f: lambda g, a: 2 * f(g, a)),
]
SLOW = "the adversary's edges exceed the margin by some per cent; its unit tests integrate tanh"
SLACK = "the bound is not attained: the slowest run needs half of these rounds"
HARMLESS = [
    Harmless(LIFTS, M, "distribution_ceiling", "Markov's inequality is not attained; a unit test has equality"),
    Harmless(LIFTS, M, "log_gain", "the same; the claim of coordinate descent sees it to rounding"),
    Harmless(SHRUNK, M, "guaranteed_margin", SLOW),
    Harmless(SHRUNK, M, "rate", SLOW),
    Harmless(SHRUNK, M, "capped_guarantee", "a bound that is not attained; a unit test sums it"),
    Harmless(SHRUNK, M, "margin_with_errors", "its unit test solves the linear program"),
    Harmless(CYCLE, C, "is_cycle", "yes or no"),
    Harmless(CYCLE, C, "cycle_weights", "certified, in exact arithmetic, to be repeated"),
    Harmless(CYCLE, L1, "l1_margin_value", "short steps are within a hundredth, not one per cent; exact elsewhere"),
    Harmless(CYCLE, "theory.margins", "l2_margin", "a direction that only a counterclaim uses"),
    Harmless(CYCLE, "theory.margins", "Margin.direction", "a direction that only a counterclaim uses"),
    Harmless(CYCLE, "theory.rival_directions", "least_squares", "a direction that only a counterclaim uses"),
    Harmless(ZERO, M, "rounds_to_share", SLACK),
    Harmless(ZERO, M, "share_of_errors", SLACK),
    Harmless(ZERO, M, "margin_with_errors", SLACK),
    Harmless(QUARTER, M, "margin_with_errors", "its unit test solves the linear program"),
    Harmless(QUARTER, M, "guaranteed_margin", SLOW),
    Harmless(QUARTER, M, "rate", SLOW),
    Harmless(QUARTER, M, "rounds_to_share", SLACK),
    Harmless(QUARTER, L1, "l1_margin", "a certificate, not a number"),
    Harmless(ZERO, L1, "l1_margin_value", SLACK),
]
