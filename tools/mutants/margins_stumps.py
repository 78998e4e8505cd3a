"""Planted errors for votes of stumps on the line: margin bound, complexity, margins of random labels."""

from tools.mutants.mutant import Harmless, Mutant

M = "theory.stumps"
BOUND = "margins.margin_bound_holds_for_all_votes_at_once"
RANDOM = "margins.random_labels_kill_the_margin_bound"

MUTANTS = [
    Mutant(
        BOUND,
        M,
        "excess",
        "without the factor 1 / gamma",
        lambda f: lambda n, g, *rest: f(n, 0 * g + 1, *rest) if hasattr(g, "shape") else f(n, 1, *rest),
    ),
    Mutant(BOUND, M, "excess", "four per cent less", lambda f: lambda *a: 0.96 * f(*a)),
    Mutant(BOUND, M, "rademacher", "three per cent more", lambda f: lambda n: f(n) * 103 / 100),
    Mutant(BOUND, M, "rademacher", "one point more", lambda f: lambda n: f(n) * n / (n + 2)),
    Mutant(BOUND, M, "risk", "one per cent more", lambda f: lambda *a: f(*a) * 101 / 100),
    Mutant(BOUND, M, "risk", "labels start with a minus", lambda f: lambda x, v, t, a: f(x, v, [0.0, *t], a)),
    Mutant(BOUND, M, "risk", "one turn only", lambda f: lambda x, v, t, a: f(x, v, t[:1], a)),
    Mutant(BOUND, M, "deviation", "a sure event", lambda f: lambda n, delta: f(n, 0.999)),
    Mutant(RANDOM, M, "best_correlation", "one per cent less", lambda f: lambda a: f(a) * 99 / 100),
    Mutant(RANDOM, M, "best_correlation", "the last classifier forgotten", lambda f: lambda a: f(a[:, :-1])),
    Mutant(RANDOM, M, "largest_margin", "one per cent more", lambda f: lambda y: f(y) * 101 / 100),
    Mutant(RANDOM, M, "largest_margin", "the last label forgotten", lambda f: lambda y: f(y[:-1])),
    Mutant(RANDOM, M, "mean_margin", "three per cent more", lambda f: lambda n: f(n) * 103 / 100),
    Mutant(RANDOM, M, "mean_margin", "one point less", lambda f: lambda n: f(n - 1)),
    Mutant(RANDOM, M, "mean_inverse_margin", "n + 1 points", lambda f: lambda n: f(n + 1)),
    Mutant(RANDOM, M, "rademacher", "ten per cent more", lambda f: lambda n: f(n) * 110 / 100),
    Mutant(RANDOM, M, "rademacher", "of an odd number of points", lambda f: lambda n: f(n + 1 - n % 2)),
]
HARMLESS = [
    Harmless(BOUND, M, "excess", "1 % of a complexity known to 1.5 %; a unit test adds up its parts"),
    Harmless(BOUND, M, "rademacher", "1 % of a complexity known to 1.5 %", by=RANDOM),
    Harmless(BOUND, M, "deviation", "1 % of 0.06 in a bound known to 0.01; a unit test has its square"),
    Harmless(BOUND, M, "complexity_by_vc_dimension", "a counterclaim, twice as large as the complexity"),
    Harmless(RANDOM, M, "best_correlation", "a bound from above: one per cent less is refuted, one more is weaker"),
]
