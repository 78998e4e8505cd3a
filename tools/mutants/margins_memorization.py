"""Planted errors for networks that fit random labels, and for linear functions that do not."""

from tools.mutants.mutant import Harmless, Mutant

M = "theory.memorization"
FIT = "margins.random_labels_are_fitted_exactly"
LINEAR = "margins.linear_functions_fit_random_labels_up_to_two_per_dimension"
COVER = "theory.width_and_margin"

MUTANTS = [
    Mutant(
        FIT, M, "memorizer", "knots in the middle of the gaps", lambda f: lambda x, y, a, p: f(x, y, a, (1 + 2 * p) / 3)
    ),
    Mutant(FIT, M, "memorizer", "the last label forgotten", lambda f: lambda x, y, a, p: f(x[:-1], y[:-1], a, p)),
    Mutant(FIT, M, "Memorizer.values", "one per cent more", lambda f: lambda s, x: [v * 101 / 100 for v in f(s, x)]),
    Mutant(FIT, M, "fewest_errors", "one node more", lambda f: lambda signs, m: f(signs, m + 1)),
    Mutant(FIT, M, "fewest_errors", "one run less", lambda f: lambda signs, m: f(signs, max(1, m - 1))),
    Mutant(FIT, M, "conflicts", "one error too many", lambda f: lambda x, y: f(x, y) + 1),
    Mutant(FIT, M, "conflicts", "any label of a repeated point", lambda f: lambda x, y: len(x) - len({*map(tuple, x)})),
    Mutant(LINEAR, COVER, "separable_share", "one dimension less", lambda f: lambda n, d: f(n, d - 1)),
    Mutant(LINEAR, COVER, "separable_share", "one dimension more", lambda f: lambda n, d: f(n, d + 1)),
    Mutant(LINEAR, COVER, "separable_share", "two points more", lambda f: lambda n, d: f(n + 2, d)),
    Mutant(LINEAR, "theory.margins", "l2_margin", "of every fourth row", lambda f: lambda rows: f(rows[::4])),
]
HARMLESS = [
    Harmless(LINEAR, COVER, "separable_share", "1 % of a probability known to 0.1; a unit test counts labellings"),
    Harmless(LINEAR, "theory.margins", "l2_margin", "only whether a margin exists is read"),
    Harmless(FIT, M, "memorizer", "a network, not a number: its values are changed by one per cent"),
]
